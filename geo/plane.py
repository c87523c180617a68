"""A local plane in kilometres: the azimuthal equidistant projection of the sphere.

Distances and bearings from the centre are true; elsewhere the scale along a circle about the centre
is c / sin c for an angular distance c, 0.1 % off at 500 km and 0.4 % at 1,000 km. The sphere itself
is within 0.56 % of the WGS 84 ellipsoid. Formulas: Snyder, Map Projections: A Working Manual, U.S.
Geological Survey Professional Paper 1395 (1987), pages 195 to 197; radius: mean radius of GRS 80.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.distance import EARTH_KM

__all__ = ["LocalPlane"]

# A straight edge here is no straight edge there, so long ones are cut up first.
_STEP_DEGREES, _STEP_KM = 0.5, 50.0

_Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """A plane that touches the globe at (``lon``, ``lat``), WGS 84 degrees; x east, y north, km."""

    lon: float
    lat: float

    @classmethod
    def of(cls, geometry: BaseGeometry) -> LocalPlane:
        """The plane at the middle of a geometry in degrees, also across the 180th meridian."""
        points = shapely.get_coordinates(geometry)
        x, y, z = _unit_vectors(points).mean(axis=0)
        if math.hypot(x, y, z) < 1e-9:
            return cls(float(points[0, 0]), float(points[0, 1]))
        return cls(math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y))))

    def flatten(self, geometry: BaseGeometry) -> Any:
        """A geometry in degrees → the same in kilometres on this plane."""
        return shapely.transform(shapely.segmentize(geometry, _STEP_DEGREES), self._forward)

    def unflatten(self, geometry: BaseGeometry) -> Any:
        """A geometry in kilometres → degrees; longitudes run on past ±180 rather than jump."""
        return shapely.transform(shapely.segmentize(geometry, _STEP_KM), self._inverse)

    def _forward(self, points: _Points) -> _Points:
        lam = np.radians(points[:, 0] - self.lon)
        phi, phi1 = np.radians(points[:, 1]), math.radians(self.lat)
        # atan2 of the chord's parts keeps its accuracy for points near the centre.
        east = np.cos(phi) * np.sin(lam)
        north = math.cos(phi1) * np.sin(phi) - math.sin(phi1) * np.cos(phi) * np.cos(lam)
        sine = np.hypot(east, north)
        cosine = math.sin(phi1) * np.sin(phi) + math.cos(phi1) * np.cos(phi) * np.cos(lam)
        angle = np.arctan2(sine, cosine)
        scale = np.where(sine > 1e-15, angle / np.where(sine > 1e-15, sine, 1.0), 1.0)
        return EARTH_KM * np.column_stack([scale * east, scale * north])

    def _inverse(self, points: _Points) -> _Points:
        x, y = points[:, 0] / EARTH_KM, points[:, 1] / EARTH_KM
        angle, phi1 = np.hypot(x, y), math.radians(self.lat)
        sinc = np.sinc(angle / math.pi)  # sin(c)/c
        phi = np.arcsin(np.clip(np.cos(angle) * math.sin(phi1) + y * sinc * math.cos(phi1), -1, 1))
        lam = np.arctan2(x * sinc, math.cos(phi1) * np.cos(angle) - y * math.sin(phi1) * sinc)
        return np.column_stack([self.lon + np.degrees(lam), np.degrees(phi)])


def _unit_vectors(points: _Points) -> _Points:
    lam, phi = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.column_stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
