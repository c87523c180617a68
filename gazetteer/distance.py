"""Points and distances on the sphere."""

from __future__ import annotations

import math

from gazetteer.place import GazetteerQueryError

__all__ = ["EARTH_KM", "check_point", "distance_km"]

EARTH_KM = 6371.0088  # mean radius, IUGG


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance on a sphere of 6371.0088 km (haversine formula)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    a = math.sin((phi2 - phi1) / 2) ** 2
    a += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(a)))


def check_point(lon: float, lat: float) -> None:
    """Raise ``GazetteerQueryError`` where there is no such point, as where the two are swapped."""
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):  # false of a NaN, too
        raise GazetteerQueryError(f"no such point: lon {lon}, lat {lat} (longitude comes first)")
