"""How wide the places with an outline are: a region is near what a town is not."""

from __future__ import annotations

import math
import sqlite3
import struct
from array import array
from collections.abc import Iterator

from gazetteer.distance import EARTH_KM
from gazetteer.geometry import wkb_of

__all__ = ["extents"]

_MOST_KM = 0xFFFF


def extents(database: sqlite3.Connection) -> tuple[array[int], array[int]]:
    """Return the fids of the places with an outline, in order, and the radius of each in km.

    That of the circle of equal area; 0 for what is smaller than one of half a kilometre. A unit
    listed at the point of the one around it, of which it may be anywhere, is as wide.
    """
    wide: dict[int, int] = {}
    for fid, blob in database.execute("SELECT fid, geom FROM polygons"):
        wide[fid] = min(round(math.sqrt(_area_km2(wkb_of(blob)) / math.pi)), _MOST_KM)
    for fid, unit in _lent_points(database):
        if fid not in wide and unit in wide:
            wide[fid] = wide[unit]
    fids = array("I", sorted(wide))
    return fids, array("H", [wide[fid] for fid in fids])


def _lent_points(database: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Yield the second-level units at the point of their first-level unit, each with that."""
    units = "SELECT fid, geom, country_code, admin1_code FROM places WHERE feature_code = ?"
    around = {(*unit, blob): fid for fid, blob, *unit in database.execute(units, ["ADM1"])}
    for fid, blob, *unit in database.execute(units, ["ADM2"]):
        if (lender := around.get((*unit, blob))) is not None:
            yield fid, lender


def _area_km2(wkb: bytes) -> float:
    """Return the area of a multipolygon on the sphere, its edges straight in longitude by sine.

    Holes are taken off; whichever way a ring runs.
    """
    area = 0.0
    for hole, ring in _rings(wkb):
        x = [math.radians(lon) for lon in ring[::2]]
        y = [math.sin(math.radians(lat)) for lat in ring[1::2]]
        twice = sum(
            (x1 - x0) * (y0 + y1) for x0, x1, y0, y1 in zip(x, x[1:], y, y[1:], strict=False)
        )
        area += -abs(twice) if hole else abs(twice)
    return area / 2 * EARTH_KM**2


def _rings(wkb: bytes) -> Iterator[tuple[bool, array[float]]]:
    """Yield the rings of a little-endian multipolygon, flat, and whether each is a hole."""
    (polygons,) = struct.unpack_from("<I", wkb, 5)
    at = 9
    for _ in range(polygons):
        (rings,) = struct.unpack_from("<I", wkb, at + 5)
        at += 9
        for number in range(rings):
            (points,) = struct.unpack_from("<I", wkb, at)
            end = at + 4 + 16 * points
            ring = array("d", struct.unpack_from(f"<{2 * points}d", wkb, at + 4))
            yield number > 0, ring
            at = end
