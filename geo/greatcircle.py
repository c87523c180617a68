"""Points along a great circle."""

from __future__ import annotations

import math

from gazetteer.distance import distance_km

__all__ = ["great_circle"]

Point = tuple[float, float]


def great_circle(start: Point, stop: Point, step_km: float = 50.0) -> tuple[Point, ...]:
    """Points along the shorter great circle, about ``step_km`` apart, both ends included.

    Degrees in WGS 84, (lon, lat); longitudes run on past ±180 rather than jump. Spherical linear
    interpolation: p(f) = (sin((1 - f)c) a + sin(fc) b) / sin c, for the angle c between unit
    vectors a and b.
    """
    a, b = _vector(start), _vector(stop)
    dot = sum(p * q for p, q in zip(a, b, strict=True))
    angle = math.acos(max(-1.0, min(1.0, dot)))
    steps = max(1, math.ceil(distance_km(*start, *stop) / step_km))
    if angle < 1e-9 or math.pi - angle < 1e-9:
        return start, stop
    path = [start]
    for n in range(1, steps):
        f = n / steps
        u, v = math.sin((1 - f) * angle) / math.sin(angle), math.sin(f * angle) / math.sin(angle)
        x, y, z = (u * p + v * q for p, q in zip(a, b, strict=True))
        lon, lat = math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
        path.append((_near(lon, path[-1][0]), lat))
    return (*path, (_near(stop[0], path[-1][0]), stop[1]))


def _near(lon: float, other: float) -> float:
    """``lon`` by whole turns nearest to ``other``."""
    return lon + 360 * round((other - lon) / 360)


def _vector(point: Point) -> tuple[float, float, float]:
    lon, lat = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
