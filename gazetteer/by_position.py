"""A position → the places there, and the units that hold it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache

from gazetteer.bands import spans_of, wide_spans_of
from gazetteer.distance import EARTH_KM, check_point, distance_km
from gazetteer.folder import Folder
from gazetteer.geometry import Box
from gazetteer.place import Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gazetteer.columns import Columns
    from gazetteer.postings import Postings

    Fids = npt.NDArray[np.uint32]
    Flags = npt.NDArray[np.bool_]

__all__ = ["children", "largest_in_box", "main_town", "reverse", "within"]

WIDE = 4.0  # degrees of latitude, from which on all bands are searched at once


def reverse(folder: Folder, lon: float, lat: float, limit: int) -> list[Place]:
    """Return what :meth:`Gazetteer.reverse` does."""
    import numpy as np
    import shapely

    check_point(lon, lat)
    with folder.intact():
        towns = _nearest_towns(folder.postings, lon, lat, limit)
        shapes = [(*folder.polygon(fid), fid) for fid in folder.units_over(lon, lat)]
        polygons = np.array([polygon for polygon, _, _ in shapes], dtype=object)
        inside = shapely.intersects_xy(polygons, lon, lat)
        units = [(area, fid) for (_, area, fid), is_in in zip(shapes, inside, strict=True) if is_in]
        found = (*towns, *_seen(folder, [fid for _, fid in sorted(units)]))
        return [folder.at(fid) for fid in found]


def _nearest_towns(columns: Postings, lon: float, lat: float, limit: int) -> Iterable[int]:
    lons, lats, code = columns.lon, columns.lat, columns.code
    is_town = columns.is_town
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


def _in_box(folder: Folder, columns: Columns, box: Box, is_wanted: Flags) -> Fids:
    """Return the fids of the places of a box, over the antimeridian too, by flag of their code."""
    import numpy as np

    _, south, _, north = box
    wide = north - south > WIDE
    spans = wide_spans_of(columns, *box) if wide else spans_of(folder.postings, *box)
    fids = np.concatenate([columns.band_fid[:0], *(columns.band_fid[a:b] for a, b in spans)])
    lat = columns.lat[fids - 1]
    found: Fids = fids[(lat >= south) & (lat <= north) & is_wanted[columns.code[fids - 1]]]
    return found


@lru_cache(maxsize=64)
def _of_class(classes: tuple[str, ...], feature_class: str) -> Flags:
    import numpy as np

    return np.array([c == feature_class for c in classes], dtype=bool)


_SEAT_RANK = {"PPLC": 2, "PPLA": 1, "PPLX": -1}  # a quarter is none while there is a town


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
    first = np.array([_SEAT_RANK.get(c, 0) for c in columns.codes])[code]
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
    west, _, east, _ = geometry.bounds
    is_wanted = _of_class(columns.classes, feature_class)
    fids = np.unique(_in_box(folder, columns, geometry.bounds, is_wanted))
    lon, lat = columns.lon[fids - 1].astype(float), columns.lat[fids - 1]
    shapely.prepare(geometry)
    inside = np.zeros(len(fids), dtype=bool)
    for turn in (0.0, -360.0, 360.0):
        if west + turn <= 180 and east + turn >= -180:
            inside |= shapely.intersects_xy(geometry, lon - turn, lat)
    return _largest(folder, columns, fids[inside], limit)


def largest_in_box(
    folder: Folder, columns: Columns, box: Box, is_wanted: Flags, limit: int
) -> list[Place]:
    """Return the most populous places of a box, in order, by flag of their code."""
    return _largest(folder, columns, _in_box(folder, columns, box, is_wanted), limit)


def _largest(folder: Folder, columns: Columns, fids: Fids, limit: int | None) -> list[Place]:
    """Return the most populous of some places, in order."""
    import numpy as np

    if limit is not None and len(fids) > limit > 0:
        # With all that are as large as the last one that is wanted.
        size = columns.size[fids - 1]
        fids = fids[size >= np.partition(size, -limit)[-limit]]
    places = folder.places(fids.tolist()).values()
    return sorted(places, key=lambda place: (-place.population, place.place_id))[:limit]


def _box_around(lon: float, lat: float, radius_km: float) -> Box:
    dlat = math.degrees(radius_km / EARTH_KM)
    dlon = min(180.0, dlat / max(math.cos(math.radians(lat)), 0.01))
    return lon - dlon, lat - dlat, lon + dlon, lat + dlat
