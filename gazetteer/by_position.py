"""A position → the places there, the units that hold it, and what lies under a map of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence

from gazetteer.distance import EARTH_KM, check_point, distance_km
from gazetteer.folder import PLACE_COLUMNS, Folder
from gazetteer.frozen import dataclass
from gazetteer.geometry import point_of, wkb_of
from gazetteer.place import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from shapely.geometry.base import BaseGeometry

    from gazetteer.columns import Columns

__all__ = ["Basemap", "basemap", "main_town", "reverse", "within"]


@dataclass(frozen=True, slots=True)
class Basemap:
    """What lies under a map: geometry not clipped to the box asked for.

    ``boundaries`` are (kind, views, geometry), where views maps a country code to how that country
    sees the line; ``rivers`` and ``lakes`` are (name, rank, geometry), ``seas`` (name, GeoNames
    feature code, geometry); ``towns`` come largest first.
    """

    land: tuple[BaseGeometry, ...]
    boundaries: tuple[tuple[str, dict[str, str], BaseGeometry], ...]
    rivers: tuple[tuple[str, int, BaseGeometry], ...]
    lakes: tuple[tuple[str, int, BaseGeometry], ...]
    seas: tuple[tuple[str, str, BaseGeometry], ...]
    towns: tuple[Place, ...]


def reverse(folder: Folder, lon: float, lat: float, limit: int) -> list[Place]:
    """Return what :meth:`Gazetteer.reverse` does."""
    import shapely

    check_point(lon, lat)
    near: list[tuple[float, int]] = []
    for radius_km in (3, 8, 20, 50, 120, 250, 500):
        near = [
            hit
            for fid, x, y in _points_in(folder, *_box_around(lon, lat, radius_km), "P")
            if (hit := (distance_km(lon, lat, x, y), fid))[0] <= radius_km
        ]
        if len(near) >= limit:
            break
    sql = """SELECT r.id FROM rtree_polygons_geom r JOIN places p ON p.fid = r.id
        WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? AND p.feature_class = 'A'"""
    units = [
        (area, fid)
        for (fid,) in folder.execute(sql, (lon, lon, lat, lat))
        for polygon, area in [folder.polygon(fid)]
        if shapely.intersects_xy(polygon, lon, lat)
    ]
    towns = [fid for _, fid in sorted(near)[:limit]]
    return [folder.at(fid) for fid in (*towns, *_seen(folder, [fid for _, fid in sorted(units)]))]


def _seen(folder: Folder, units: Sequence[int]) -> list[int]:
    """Return units, smallest first, with the country that the worldview has them in."""
    for unit in units:
        if (seen := folder.worldview.country_of([unit])) is not None:
            own = folder.iso_country(unit)
            return [*(fid for fid in units if fid != own or fid == unit), *filter(None, seen[:1])]
    return list(units)


def _points_in(
    folder: Folder, west: float, south: float, east: float, north: float, feature_class: str
) -> Iterator[tuple[int, float, float]]:
    """Yield fid, longitude and latitude of the places of a box, over the antimeridian too."""
    sql = """SELECT p.fid, p.geom FROM rtree_places_geom r JOIN places p ON p.fid = r.id
        WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? AND p.feature_class = ?"""
    for turn in (0, -360, 360):
        if west + turn <= 180 and east + turn >= -180:
            for fid, blob in folder.execute(
                sql, (east + turn, west + turn, north, south, feature_class)
            ):
                yield fid, *point_of(blob)


def _in_box(
    folder: Folder, west: float, south: float, east: float, north: float, feature_class: str
) -> Iterator[tuple[int, int, str, float, float]]:
    """Yield fid, population, id, and the position within the box (over 180 where it is)."""
    sql = """SELECT p.fid, p.population, p.place_id, p.geom
        FROM rtree_places_geom r JOIN places p ON p.fid = r.id
        WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? AND p.feature_class = ?"""
    for turn in (0, -360, 360):
        if west + turn <= 180 and east + turn >= -180:
            box = (east + turn, west + turn, north, south, feature_class)
            for fid, population, place_id, blob in folder.execute(sql, box):
                lon, lat = point_of(blob)
                yield fid, population, place_id, lon - turn, lat


def main_town(folder: Folder, fid: int) -> Place | None:
    """Return what :meth:`Gazetteer.main_town` does."""
    box, own = folder.box(fid), folder.at(fid)
    if box is None:
        return None
    codes = {
        "country_code": own.country_code,
        "admin1_code": own.admin1_code,
        "admin2_code": own.admin2_code,
    }
    if own.feature_class != "A" or not own.country_code:
        outline = folder.footprint(fid)
        return next(iter(within(folder, outline, "P", 1)), None) if outline is not None else None
    held = {column: code for column, code in codes.items() if code}
    west, south, east, north = box
    sql = f"""SELECT {PLACE_COLUMNS} FROM rtree_places_geom r JOIN places p ON p.fid = r.id
        WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? AND p.feature_class = 'P'
        AND {" AND ".join(f"p.{column} = ?" for column in held)}
        ORDER BY p.feature_code = 'PPLC' DESC, p.feature_code = 'PPLA' DESC, p.population DESC
        LIMIT 1"""
    rows = folder.execute(sql, (east, west, north, south, *held.values()))
    return folder.place(rows[0]) if rows else None


def within(
    folder: Folder, geometry: BaseGeometry, feature_class: str, limit: int | None
) -> list[Place]:
    """Return what :meth:`Gazetteer.within` does."""
    import shapely

    west, south, east, north = geometry.bounds
    hits = list(_in_box(folder, west, south, east, north, feature_class))
    shapely.prepare(geometry)
    inside = shapely.intersects_xy(geometry, [hit[-2] for hit in hits], [hit[-1] for hit in hits])
    found = {hit[0]: hit for hit, is_in in zip(hits, inside, strict=True) if is_in}
    largest = sorted(found.values(), key=lambda hit: (-hit[1], hit[2]))[:limit]
    return [folder.at(fid) for fid, *_ in largest]


def basemap(
    folder: Folder,
    columns: Columns,
    west: float,
    south: float,
    east: float,
    north: float,
    detail: str,
) -> Basemap:
    """Return what :meth:`Gazetteer.basemap` does."""
    import shapely

    box = (east, west, north, south)
    level = int(detail.removesuffix("m"))
    rank = {10: 12, 50: 6, 110: 2}[level]

    def rows(
        table: str, columns: str, condition: str, *values: object, places: str = ""
    ) -> list[Any]:
        return folder.execute(
            f"SELECT {columns}, t.geom FROM rtree_{table}_geom r {places}"
            f" JOIN {table} t ON t.fid = r.id"
            f" WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? AND {condition}"
            " ORDER BY t.fid",
            (*box, *values),
        )

    # What kind of water a polygon is stands behind its geometry there, and is dear to read.
    places = "CROSS JOIN places p ON p.fid = r.id"

    def shape(row: Sequence[Any]) -> BaseGeometry:
        return shapely.from_wkb(wkb_of(row[-1]))

    is_lake = "p.feature_code IN ('LK', 'RSV') AND t.rank <= ?"
    lakes = rows("polygons", "t.name, t.rank", is_lake, rank, places=places)
    is_salt = f"p.feature_code IN ({', '.join('?' * len(SALT_WATER))})"
    seas = rows("polygons", "p.name, p.feature_code", is_salt, *SALT_WATER, places=places)
    rivers = rows("lines", "t.name, t.rank", "t.rank <= ?", rank)
    lines = rows("boundaries", "t.kind, t.views", "t.detail = ?", level)
    return Basemap(
        tuple(shape(row) for row in rows("land", "t.detail", "t.detail = ?", level)),
        tuple((row[0], json.loads(row[1]), shape(row)) for row in lines),
        tuple((row[0], row[1], shape(row)) for row in rivers),
        tuple((row[0], row[1], shape(row)) for row in lakes),
        tuple((row[0], row[1], shape(row)) for row in seas),
        tuple(_largest_towns(folder, columns, west, south, east, north)),
    )


MOST_TOWNS = 400
SALT_WATER = ("OCN", "SEA", "GULF", "BAY", "STRT", "CHN")


def _largest_towns(
    folder: Folder, columns: Columns, west: float, south: float, east: float, north: float
) -> list[Place]:
    """Return the largest towns of a box, no parts of one."""
    import numpy as np

    town = np.array([code.startswith("PPL") and code != "PPLX" for code in columns.codes])
    lon, lat = columns.lon, columns.lat
    inside = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east) & town[columns.code]
    found = np.flatnonzero(inside)
    if len(found) > MOST_TOWNS:
        # With all that are as large as the last one that is wanted.
        size = columns.size[found]
        found = found[size >= np.partition(size, -MOST_TOWNS)[-MOST_TOWNS]]
    towns = folder.places((found + 1).tolist()).values()
    return sorted(towns, key=lambda town: (-town.population, town.place_id))[:MOST_TOWNS]


def _box_around(lon: float, lat: float, radius_km: float) -> tuple[float, float, float, float]:
    dlat = math.degrees(radius_km / EARTH_KM)
    dlon = min(180.0, dlat / max(math.cos(math.radians(lat)), 0.01))
    return lon - dlon, lat - dlat, lon + dlon, lat + dlat
