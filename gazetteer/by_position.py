"""A position → the places there, the units that hold it, and what lies under a map of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gazetteer.bands import spans_of
from gazetteer.distance import EARTH_KM, check_point, distance_km
from gazetteer.folder import Folder
from gazetteer.frozen import dataclass
from gazetteer.geometry import wkb_of
from gazetteer.place import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gazetteer.columns import Columns
    from gazetteer.postings import Postings

    Fids = npt.NDArray[np.uint32]
    Flags = npt.NDArray[np.bool_]

__all__ = ["Basemap", "basemap", "children", "main_town", "reverse", "within"]


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


def reverse(folder: Folder, columns: Columns, lon: float, lat: float, limit: int) -> list[Place]:
    """Return what :meth:`Gazetteer.reverse` does."""
    import numpy as np
    import shapely

    check_point(lon, lat)
    towns = _nearest_towns(folder.postings, lon, lat, limit)
    shapes = [
        (*folder.polygon(fid), fid)
        for fid in folder.polygons_over(lon, lat)
        if columns.classes[columns.code[fid - 1]] == "A"
    ]
    polygons = np.array([polygon for polygon, _, _ in shapes], dtype=object)
    inside = shapely.intersects_xy(polygons, lon, lat)
    units = [(area, fid) for (_, area, fid), is_in in zip(shapes, inside, strict=True) if is_in]
    return [folder.at(fid) for fid in (*towns, *_seen(folder, [fid for _, fid in sorted(units)]))]


def _nearest_towns(columns: Postings, lon: float, lat: float, limit: int) -> Iterable[int]:
    lons, lats, code = columns.lon, columns.lat, columns.code
    is_town = [c == "P" for c in columns.classes]
    for radius_km in (3, 8, 20, 50, 120, 250, 500):
        box = _box_around(lon, lat, radius_km)
        _, south, _, north = box
        near = {
            (away, fid)
            for first, end in spans_of(columns, *box)
            for fid in columns.band_fid[first:end].tolist()
            if south <= lats[fid - 1] <= north
            and is_town[code[fid - 1]]
            and (away := distance_km(lon, lat, lons[fid - 1], lats[fid - 1])) <= radius_km
        }
        if len(near) >= limit:
            break
    return [fid for _, fid in sorted(near)[:limit]]


def _seen(folder: Folder, units: Sequence[int]) -> list[int]:
    """Return units, smallest first, with the country that the worldview has them in."""
    for unit in units:
        if (seen := folder.worldview.country_of([unit])) is not None:
            own = folder.iso_country(unit)
            return [*(fid for fid in units if fid != own or fid == unit), *filter(None, seen[:1])]
    return list(units)


def _in_box(
    folder: Folder,
    columns: Columns,
    west: float,
    south: float,
    east: float,
    north: float,
    is_wanted: Flags,
) -> Fids:
    """Return the fids of the places of a box, over the antimeridian too, by flag of their code."""
    import numpy as np

    spans = spans_of(folder.postings, west, south, east, north)
    fids = np.concatenate([columns.band_fid[:0], *(columns.band_fid[a:b] for a, b in spans)])
    lat = columns.lat[fids - 1]
    found: Fids = fids[(lat >= south) & (lat <= north) & is_wanted[columns.code[fids - 1]]]
    return found


@lru_cache(maxsize=64)
def _of_class(classes: tuple[str, ...], feature_class: str) -> Flags:
    import numpy as np

    return np.array([c == feature_class for c in classes], dtype=bool)


def main_town(folder: Folder, columns: Columns, fid: int) -> Place | None:
    """Return what :meth:`Gazetteer.main_town` does."""
    import numpy as np

    inside = _members(columns, fid)
    if not len(inside):
        outline = folder.footprint(fid)
        towns = within(folder, columns, outline, "P", 1) if outline is not None else []
        return towns[0] if towns else None
    code = columns.code[inside - 1]
    is_town = _of_class(columns.classes, "P")[code]
    first = np.array([(c == "PPLC") * 2 + (c == "PPLA") for c in columns.codes])[code]
    if not is_town.any():
        return None
    order = np.lexsort((inside, -columns.size[inside - 1], -first, ~is_town))
    return folder.at(int(inside[order[0]]))


def children(folder: Folder, columns: Columns, fid: int) -> list[Place]:
    """Return what :meth:`Gazetteer.children` does."""
    inside = _members(columns, fid)
    inside = inside[inside != fid]
    code = columns.code[inside - 1]
    for kind in (
        _of_class(columns.codes, "ADM1"),
        _of_class(columns.codes, "ADM2"),
        _of_class(columns.classes, "P"),
    ):
        found = inside[kind[code]]
        if len(found):
            return sorted(
                folder.places(found.tolist()).values(), key=lambda p: (p.name, p.place_id)
            )
    return []


def _members(columns: Columns, fid: int) -> Fids:
    """Return the fids of all places in a unit or country, none for any other place."""
    import numpy as np

    # What a view has as a part of another country is asked for as that part.
    for units in (columns.admin2, columns.admin1, columns.country, columns.iso_country):
        if units[fid - 1] == fid:
            return (np.flatnonzero(units == fid) + 1).astype(np.uint32)
    return np.zeros(0, np.uint32)


def within(
    folder: Folder,
    columns: Columns,
    geometry: BaseGeometry,
    feature_class: str,
    limit: int | None,
) -> list[Place]:
    """Return what :meth:`Gazetteer.within` does."""
    import numpy as np
    import shapely

    if geometry.is_empty:
        return []
    west, south, east, north = geometry.bounds
    is_wanted = _of_class(columns.classes, feature_class)
    fids = np.unique(_in_box(folder, columns, west, south, east, north, is_wanted))
    lon, lat = columns.lon[fids - 1].astype(float), columns.lat[fids - 1]
    shapely.prepare(geometry)
    inside = np.zeros(len(fids), dtype=bool)
    for turn in (0.0, -360.0, 360.0):
        if west + turn <= 180 and east + turn >= -180:
            inside |= shapely.intersects_xy(geometry, lon - turn, lat)
    return _largest(folder, columns, fids[inside], limit)


def _largest(folder: Folder, columns: Columns, fids: Fids, limit: int | None) -> list[Place]:
    """Return the most populous of some places, in order."""
    import numpy as np

    if limit is not None and len(fids) > limit > 0:
        # With all that are as large as the last one that is wanted.
        size = columns.size[fids - 1]
        fids = fids[size >= np.partition(size, -limit)[-limit]]
    places = folder.places(fids.tolist()).values()
    return sorted(places, key=lambda place: (-place.population, place.place_id))[:limit]


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
    found = _in_box(folder, columns, west, south, east, north, town)
    return _largest(folder, columns, found, MOST_TOWNS)


def _box_around(lon: float, lat: float, radius_km: float) -> tuple[float, float, float, float]:
    dlat = math.degrees(radius_km / EARTH_KM)
    dlon = min(180.0, dlat / max(math.cos(math.radians(lat)), 0.01))
    return lon - dlon, lat - dlat, lon + dlon, lat + dlat
