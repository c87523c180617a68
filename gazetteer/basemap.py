"""A box → what lies under a map of it: land, borders, waters, countries and towns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

from gazetteer.by_position import largest_in_box
from gazetteer.folder import Folder
from gazetteer.frozen import dataclass
from gazetteer.geometry import Box, wkb_of
from gazetteer.place import GazetteerQueryError, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np
    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from gazetteer.columns import Columns

__all__ = ["SALT_WATER", "Basemap", "basemap"]

MOST_TOWNS = 400
SALT_WATER = ("OCN", "SEA", "GULF", "BAY", "STRT", "CHN")
LAKES = ("LK", "RSV")
# Of the waters shown at each of Natural Earth's scales.
GREATEST_RANK = {"10m": 12, "50m": 6, "110m": 2}


@dataclass(frozen=True, slots=True)
class Basemap:
    """What lies under a map: geometry not clipped to the box asked for.

    ``boundaries`` are (kind, views, geometry), where views maps a country code to how that country
    sees the line; ``rivers`` and ``lakes`` are (name, rank, geometry), ``seas`` (name, GeoNames
    feature code, geometry); ``towns`` come largest first; ``countries`` have polygons of which the
    box meets the one asked for.
    """

    land: tuple[BaseGeometry, ...]
    boundaries: tuple[tuple[str, Mapping[str, str], BaseGeometry], ...]
    rivers: tuple[tuple[str, int, BaseGeometry], ...]
    lakes: tuple[tuple[str, int, BaseGeometry], ...]
    seas: tuple[tuple[str, str, BaseGeometry], ...]
    towns: tuple[Place, ...]
    countries: tuple[Place, ...] = ()


def basemap(folder: Folder, columns: Columns, box: Box, detail: str) -> Basemap:
    """Return what :meth:`Gazetteer.basemap` does."""
    if detail not in GREATEST_RANK:
        raise GazetteerQueryError(f"no detail {detail!r}: give {', '.join(GREATEST_RANK)}")
    rank, level = GREATEST_RANK[detail], int(detail.removesuffix("m"))
    fids = folder.polygons_in(*box)
    code = columns.code[fids - 1]
    lakes, seas, countries = (
        fids[is_wanted[code]].tolist()
        for is_wanted in (
            _is_one_of(columns.codes, LAKES),
            _is_one_of(columns.codes, SALT_WATER),
            _begins(columns.codes, "PCL"),
        )
    )
    salt = folder.places(seas)
    west, south, east, north = box
    meets = "minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?"

    def rows(table: str, fields: str, condition: str, value: int) -> list[tuple[Any, ...]]:
        return _drawn(
            folder,
            f"SELECT {fields}, t.geom FROM rtree_{table}_geom r JOIN {table} t ON t.fid = r.id"
            f" WHERE {meets} AND {condition} ORDER BY t.fid",
            (east, west, north, south, value),
        )

    def polygons(fields: str, wanted: Sequence[int]) -> list[tuple[Any, ...]]:
        listed = ",".join(map(str, wanted))
        sql = f"SELECT {fields}, geom FROM polygons WHERE fid IN ({listed}) ORDER BY fid"
        return _drawn(folder, sql, ())

    is_town = _begins(columns.codes, "PPL") & ~_is_one_of(columns.codes, ("PPLX",))
    return Basemap(
        land=tuple(shape for _, shape in rows("land", "t.detail", "t.detail = ?", level)),
        boundaries=tuple(
            (kind, _views(views), shape)
            for kind, views, shape in rows("boundaries", "t.kind, t.views", "t.detail = ?", level)
        ),
        rivers=tuple(rows("lines", "t.name, t.rank", "t.rank <= ?", rank)),
        lakes=tuple(lake for lake in polygons("name, rank", lakes) if lake[1] in range(rank + 1)),
        seas=tuple(
            (salt[fid].name, salt[fid].feature_code, shape) for fid, shape in polygons("fid", seas)
        ),
        towns=tuple(largest_in_box(folder, columns, box, is_town, MOST_TOWNS)),
        countries=tuple(folder.places(countries).values()),
    )


def _drawn(folder: Folder, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of which the last column is a shape."""
    import shapely

    rows = folder.execute(sql, values)
    with folder.intact():
        shapes = shapely.from_wkb([wkb_of(row[-1]) for row in rows])
    return [(*row[:-1], shape) for row, shape in zip(rows, shapes, strict=True)]


@lru_cache(maxsize=1024)
def _views(written: str) -> Mapping[str, str]:
    """How countries see a line: the same few over and over."""
    views: Mapping[str, str] = json.loads(written)
    return views


@lru_cache(maxsize=16)
def _is_one_of(codes: tuple[str, ...], wanted: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.array([code in wanted for code in codes], dtype=bool)


@lru_cache(maxsize=16)
def _begins(codes: tuple[str, ...], start: str) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.array([code.startswith(start) for code in codes], dtype=bool)
