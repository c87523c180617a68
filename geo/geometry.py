"""Shapes → GeoJSON geometry as RFC 7946 asks.

WGS 84 degrees, longitude first, rounded to about a metre; rings by the right-hand rule, lines cut
at the antimeridian.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["DIGITS", "to_geometry", "to_line", "to_point"]

DIGITS = 5
Path = tuple[tuple[float, float], ...]


def to_geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Return RFC 7946 geometry: rounded, rings by the right-hand rule."""
    import numpy as np
    import shapely
    from shapely.geometry import mapping

    rounded = shapely.transform(geometry, lambda xy: np.round(xy, DIGITS))
    shape: dict[str, Any] = mapping(shapely.orient_polygons(rounded, exterior_cw=False))
    return shape


def to_point(lon: float, lat: float) -> dict[str, Any]:
    """Return a point."""
    return {"type": "Point", "coordinates": [round(lon, DIGITS), round(lat, DIGITS)]}


def to_line(paths: Iterable[Path]) -> dict[str, Any]:
    """Return lines as RFC 7946 asks: cut where they cross the antimeridian."""
    parts = [part for path in paths for part in _cut(path)]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _cut(path: Path) -> Iterator[list[list[float]]]:
    part: list[list[float]] = []
    last_lon = last_lat = 0.0
    for lon, lat in path:
        lon = (lon + 180) % 360 - 180 if abs(lon) > 180 else lon
        if part and abs(lon - last_lon) > 180:
            edge = 180.0 if last_lon > 0 else -180.0
            beyond = lon + 2 * edge
            share = (edge - last_lon) / (beyond - last_lon) if beyond != last_lon else 0.0
            crossing = round(last_lat + share * (lat - last_lat), DIGITS)
            part.append([edge, crossing])
            yield part
            part = [[-edge, crossing]]
        part.append([round(lon, DIGITS), round(lat, DIGITS)])
        last_lon, last_lat = lon, lat
    if len(part) > 1:
        yield part
