"""Whether a short line stays on dry land, by the basemap's land and the larger lakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gazetteer.distance import distance_km
from gazetteer.geometry import wkb_of

if TYPE_CHECKING:
    from gazetteer.folder import Folder

__all__ = ["WET_KM", "land_and_lakes", "stays_dry"]

WET_KM = 4.0  # the basemap's coast is simplified by up to 3 km
LARGE_LAKE_KM2 = 60.0
_DEGREE_KM = 111.2

Point = tuple[float, float]


def stays_dry(
    folder: Folder, start: Point, stops: Sequence[Point], *, wet_km: float = WET_KM
) -> list[bool]:
    """Tell of each line from ``start``, (lon, lat) in degrees, whether it keeps to land.

    Runs of up to ``wet_km`` over water do not count, nor does a line over the 180th meridian.
    """
    if not stops:
        return []
    import shapely

    lons = [lon for lon, _ in (start, *stops)]
    lats = [lat for _, lat in (start, *stops)]
    land, lakes = land_and_lakes(folder, min(lons), min(lats), max(lons), max(lats))
    lines = shapely.linestrings([[start, stop] for stop in stops])
    over = shapely.union(shapely.difference(lines, land), shapely.intersection(lines, lakes))
    return [
        abs(stop[0] - start[0]) > 180 or all(_length_km(part) <= wet_km for part in _parts(shape))
        for stop, shape in zip(stops, over, strict=True)
    ]


def land_and_lakes(
    folder: Folder, west: float, south: float, east: float, north: float
) -> tuple[Any, Any]:
    """The land that meets a box, in degrees, and the lakes over 60 km² there; not cut to it."""
    import numpy as np
    import shapely

    box = (east, west, north, south)
    land = folder.execute(
        "SELECT l.geom FROM rtree_land_geom r JOIN land l ON l.fid = r.id WHERE l.detail = 10"
        " AND minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?", box,
    )  # fmt: skip
    lakes = folder.execute(
        "SELECT t.geom FROM rtree_polygons_geom r CROSS JOIN places p ON p.fid = r.id"
        " JOIN polygons t ON t.fid = r.id WHERE minx <= ? AND maxx >= ? AND miny <= ?"
        " AND maxy >= ? AND p.feature_code IN ('LK', 'RSV')",
        box,
    )
    with folder.intact():
        dry = shapely.union_all(shapely.from_wkb([wkb_of(blob) for (blob,) in land]))
        wet = [shape for (blob,) in lakes if _is_large(shape := shapely.from_wkb(wkb_of(blob)))]
    return dry, shapely.union_all(np.array(wet, dtype=object))


def _parts(shape: object) -> Sequence[object]:
    import shapely

    merged = shapely.line_merge(shape) if shapely.get_dimensions(shape) == 1 else shape
    return [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]


def _length_km(line: object) -> float:
    (first, *_, last) = line.coords  # type: ignore[attr-defined]
    return distance_km(*first, *last)


def _is_large(lake: object) -> bool:
    from math import cos, radians

    south, north = lake.bounds[1], lake.bounds[3]  # type: ignore[attr-defined]
    per_square_degree = _DEGREE_KM**2 * cos(radians((south + north) / 2))
    return bool(lake.area * per_square_degree > LARGE_LAKE_KM2)  # type: ignore[attr-defined]
