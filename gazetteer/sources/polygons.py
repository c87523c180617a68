"""A user's own polygons and lines, put right: valid, in WGS 84, cut where the antimeridian is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gazetteer.place import GazetteerBuildError

__all__ = ["Shape", "read_polygons"]

_IDS = re.compile(r"place_?id|(geonames?|gn)_?(id)?|geonameid")
_WIKIDATA = re.compile(r"wikidata_?(id)?|qid")
_NAME = re.compile(
    r"name|nam|shapename|name_?(?P<l1>\d)|adm(?P<l2>\d)_[a-z]{2}|adm(?P<l3>\d)_?name"
)
_OTHER_NAMES = re.compile(r"name_[a-z]{2,3}|(nl_|var)name_\d|alt_?names?|official_?name|name_?long")
_MANY = 10_000  # points of a shape, above which it is thinned out
_THIN_DEGREES = 0.001
_AREA_CHANGE = 0.01  # that thinning out may make


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape of a file, and what it says of the place it belongs to.

    ``geometry`` is a shapely polygon or line, longitude first; ``place_id`` and ``wikidata`` are
    ``None`` where the file has none; ``names`` begins with the main one.
    """

    geometry: Any
    place_id: str | None
    wikidata: str | None
    names: tuple[str, ...]


def read_polygons(path: Path, defects: Counter[str]) -> Iterator[Shape]:
    """Yield the shapes of a file in any format geopandas reads.

    Columns are known by their names, whatever their case: ``place_id``, ``geonameid``, ``gn_id``,
    ``wikidataid``, ``name``, ``NAME_1``, ``shapeName``, ``ADM2_EN`` and the like.

    Raises
    ------
    GazetteerBuildError
        Where the file cannot be read, or says not which place a shape belongs to.
    """
    import geopandas
    import pandas

    try:
        read = geopandas.read_parquet if path.suffix == ".parquet" else geopandas.read_file
        table = read(path)
        if table.crs is not None:
            table = table.to_crs(4326)
    except Exception as error:  # drivers raise errors of many libraries
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise GazetteerBuildError(f"{path} cannot be read as shapes ({reason})") from error
    columns = {
        str(name): str(name).lower() for name in table.columns if name != table.geometry.name
    }
    ids = [name for name, lower in columns.items() if _IDS.fullmatch(lower)]
    items = [name for name, lower in columns.items() if _WIKIDATA.fullmatch(lower)]
    main = sorted(
        (name for name, lower in columns.items() if _NAME.fullmatch(lower)),
        key=lambda name: -_level(columns[name]),
    )
    others = [name for name, lower in columns.items() if _OTHER_NAMES.fullmatch(lower)]
    if not (ids or items or main):
        raise GazetteerBuildError(
            f"{path} has no column of ids or names (geonameid, wikidata, name):"
            f" it has {', '.join(columns) or 'none'}"
        )
    for row, geometry in zip(table.to_dict("records"), table.geometry, strict=True):
        values = {name: str(row[name]).strip() for name in columns if not pandas.isna(row[name])}
        mended = _mended(geometry, defects)
        if mended is not None:
            names = [*(values[n] for n in main if n in values)][:1]
            names += [values[n] for n in others if n in values]
            yield Shape(
                mended,
                next((id for n in ids if (id := _place_id(values.get(n, "")))), None),
                next((values[n] for n in items if n in values), None),
                tuple(filter(None, names)),
            )


def _level(column: str) -> int:
    """Return which level of units a column names; the deepest is the shape's own."""
    found = _NAME.fullmatch(column)
    return max((int(level) for level in found.groups() if level), default=10) if found else 0


def _place_id(value: str) -> str | None:
    if re.fullmatch(r"\d+(\.0)?", value):
        number = int(float(value))
        return f"geonames:{number}" if number > 0 else None
    return value if ":" in value else None


def _mended(geometry: Any, defects: Counter[str]) -> Any:
    """Return a valid polygon or line of a geometry, ``None`` where there is none."""
    import numpy
    import shapely

    if geometry is None or geometry.is_empty:
        defects["rejected: shape empty"] += 1
        return None
    geometry = shapely.force_2d(geometry)
    if geometry.geom_type.removeprefix("Multi") not in ("Polygon", "LineString"):
        defects["rejected: shape neither polygon nor line"] += 1
        return None
    points = shapely.get_coordinates(geometry)
    if not numpy.isfinite(points).all() or abs(points[:, 1]).max() > 90 or abs(points).max() > 540:
        defects["rejected: shape not on Earth"] += 1
        return None
    if _crosses_antimeridian(geometry):
        defects["repaired: shape over the antimeridian or a pole"] += 1
        geometry = _cut(geometry)
    if not geometry.is_valid:
        defects["repaired: shape invalid"] += 1
        geometry = _of_one_kind(shapely.make_valid(geometry), geometry.geom_type)
        if geometry is None:
            defects["rejected: shape without area"] += 1
            return None
    if len(points) > _MANY:
        thin = geometry.simplify(_THIN_DEGREES)
        if thin.is_valid and abs(thin.area - geometry.area) <= _AREA_CHANGE * geometry.area:
            defects["repaired: shape thinned out"] += 1
            geometry = thin
    return geometry


def _crosses_antimeridian(geometry: Any) -> bool:
    import numpy
    import shapely

    if abs(shapely.get_coordinates(geometry)[:, 0]).max() > 180:
        return True
    lines = shapely.get_parts(geometry)
    if geometry.geom_type.endswith("Polygon"):
        lines = shapely.get_rings(geometry)
    steps = (numpy.diff(shapely.get_coordinates(line)[:, 0]) for line in lines)
    # A step of 360 degrees runs along a pole, in a ring that is closed already.
    return any(((abs(step) > 180) & (abs(step) < 360)).any() for step in steps)


def _cut(geometry: Any) -> Any:
    """Return a shape cut at the antimeridian, and closed along the pole that it goes around."""
    import antimeridian
    import shapely

    parts = shapely.get_parts(geometry)
    if geometry.geom_type.endswith("LineString"):
        return shapely.union_all(
            [antimeridian.fix_line_string(part, great_circle=False) for part in parts]
        )
    cut = []
    for part in parts:
        lons, lats = shapely.get_coordinates(part.exterior).T
        steps = (lons[1:] - lons[:-1] + 180) % 360 - 180
        around = abs(steps.sum()) > 180  # which pole, the order of its points does not say
        cut.append(
            antimeridian.fix_polygon(
                part,
                force_north_pole=around and lats.mean() > 0,
                force_south_pole=around and lats.mean() < 0,
                fix_winding=True,
                great_circle=False,
            )
        )
    return shapely.union_all([part if part.is_valid else shapely.make_valid(part) for part in cut])


def _of_one_kind(geometry: Any, kind: str) -> Any:
    """Return the polygons, or the lines, of what became a collection when it was made valid."""
    import shapely

    dimension = 2 if kind.endswith("Polygon") else 1
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts([geometry]))
        if shapely.get_dimensions(part) == dimension
    ]
    return shapely.union_all(parts) if parts else None
