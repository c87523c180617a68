"""Seas, regions, ranges and islands: the facts tables, drawn and cut by coasts and borders."""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from math import cos, radians, sqrt
from pathlib import Path
from typing import Any

import shapely
from shapely import affinity
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.coast import Coast
from gazetteer.sources.refresh.natural_earth import regions
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.tables import (
    Row,
    clean_names,
    facts,
    read_table,
    write_jsonl,
    write_table,
)
from gazetteer.sources.refresh.units import units

__all__ = ["Area", "Members", "areas", "vendored_members", "write_areas"]

DECIMALS = 3  # of degrees: about 100 m
KM_PER_DEGREE = 111.2
# Edges are as fine as the area is large: a bay to 500 m, a continent to 15 km; finer where the
# area would change by more than a hundredth. Beyond WIDE degrees across edges coarsen faster.
FINEST, COARSEST, RELATIVE, WIDE = 0.005, 0.15, 0.002, 3.0
AREA_CHANGE = 0.01
FINER = 0.8  # than the tolerance tried before
MOST = 0.997  # of an area, in its largest parts
# A gap this small (square degrees) between members is a sliver of simplified borders, no enclave.
SLIVER = 0.02
ABBREVIATION = re.compile(r"[A-Z][A-Z0-9]{1,5}|(?:[A-Z]\.){2,}")


@dataclass(frozen=True, slots=True)
class Area:
    """A place of the facts tables and its footprint."""

    row: Row
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Members:
    """What a region may be made of.

    Attributes
    ----------
    shapes
        Footprints by code: ISO 3166-1 (``UA``), ISO 3166-2 (``UA-14``) or a place id.
    units
        ``(country_code, admin1_code)`` by the same codes; the second is empty for a country.
    """

    shapes: Mapping[str, BaseGeometry]
    units: Mapping[str, tuple[str, str]]


def vendored_members(packages: Packages, data: Path) -> Members:
    """The countries and units of the vendored tables, by place id and ISO code.

    Where GeoNames has no unit of an ISO 3166-2 code, or it has no footprint, Natural Earth's unit
    of that code stands in.
    """
    with lzma.open(data / "shapes" / "footprints.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    shapes = {record["place_id"]: shape(record["geometry"]) for record in records}
    found: dict[str, tuple[str, str]] = {}
    for row in [r for name in ("countries", "admin1", "admin2") for r in _vendored(data, name)]:
        found[row.place_id] = (row.country_code, row.admin1_code)
        if row.feature_code.startswith(("A.PCL", "A.TERR")):
            found[row.country_code] = (row.country_code, "")
            if row.place_id in shapes:
                shapes[row.country_code] = shapes[row.place_id]
    for unit in sorted(units(packages, Counter()), key=lambda unit: unit.admin2_code != ""):
        if unit.iso and unit.iso not in found and unit.place_id in shapes:
            found[unit.iso] = (unit.country_code, unit.admin1_code)
            shapes[unit.iso] = shapes[unit.place_id]
    parts: dict[str, list[BaseGeometry]] = {}
    for region in regions(packages):
        if region.iso not in shapes:
            parts.setdefault(region.iso, []).append(region.geometry)
    for iso, geometries in parts.items():
        found[iso] = (iso[:2], "")
        shapes[iso] = shapely.simplify(shapely.union_all(geometries), FINEST / 2)
    return Members(shapes, found)


def _vendored(data: Path, name: str) -> list[Row]:
    return read_table(data / f"{name}.tsv.xz")


def areas(members: Members, coast: Coast, cities: Sequence[Row]) -> list[Area]:
    """The places of ``facts/regions.csv``, ``seas.csv`` and ``terrain.csv``, sorted by place id.

    A footprint is the union of the members, cut by the outline if there is one; without members it
    is the outline, cut by the coast. The outline is a ring of ``lon lat`` pairs (beyond 180 where
    it crosses the antimeridian), ``land`` for the island that holds the point, or, with a radius,
    a line or the point itself, widened by that many kilometres.

    Parameters
    ----------
    members
        Countries and units.
    coast
        Natural Earth's land and ocean.
    cities
        Populated places; the population of an area is the sum of theirs.

    Raises
    ------
    ValueError
        Where a fact makes no valid footprint; the text names all that do not.
    """
    tables = [facts(f"{name}.csv") for name in ("regions", "seas", "terrain")]
    given = {fact["place_id"]: fact for table in tables for fact in table}
    if len(given) != sum(map(len, tables)):
        raise ValueError("a place_id of the areas' facts is used twice")

    @cache
    def shape_of(code: str) -> BaseGeometry:
        if code in given:
            return _footprint(given[code], shape_of, coast)
        if code not in members.shapes:
            raise ValueError(f"no member has the code {code}")
        return members.shapes[code]

    spoken = _additions()
    inhabitants = _inhabitants(cities)
    made, faults = [], []
    for place_id, fact in sorted(given.items()):
        try:
            geometry = _simplified(shape_of(place_id))
        except ValueError as error:
            faults.append(f"{place_id}: {error}")
            continue
        if geometry.is_empty or not geometry.is_valid:
            faults.append(f"{place_id}: its footprint is empty or invalid")
            continue
        row = _row(fact, geometry, members, spoken.get(place_id, {}))
        dry = not row.feature_code.startswith("H.")
        made.append(Area(replace(row, population=inhabitants(geometry) if dry else 0), geometry))
    if faults:
        raise ValueError("\n".join(faults))
    return made


def _footprint(
    fact: Mapping[str, str], shape_of: Callable[[str], BaseGeometry], coast: Coast
) -> BaseGeometry:
    drawn = _drawn(fact, coast)
    codes = (fact.get("members") or "").split()
    if codes:
        whole = _without_slivers(shapely.union_all([shape_of(code) for code in codes]))
        return whole if drawn is None else _polygons(shapely.intersection(whole, drawn))
    if drawn is None:
        raise ValueError("it has neither members nor an outline")
    if fact.get("outline") == "land":
        return drawn
    clipped = coast.clip(drawn, "ocean" if fact["feature_code"].startswith("H.") else "land")
    # Islets too small for the coast's detail are somewhere within their circle.
    return drawn if clipped.is_empty and not fact["outline"] else clipped


def _drawn(fact: Mapping[str, str], coast: Coast) -> BaseGeometry | None:
    outline, radius = fact.get("outline") or "", fact.get("radius_km") or ""
    if outline == "land":
        return coast.island(float(fact["lon"]), float(fact["lat"]))
    if not outline and not radius:
        return None
    text = outline or f"{fact['lon']} {fact['lat']}"
    pairs = [tuple(map(float, pair.split())) for pair in text.split(",")]
    if radius:
        line = shapely.LineString(pairs) if len(pairs) > 1 else shapely.Point(pairs[0])
        drawn = _widened(line, float(radius))
    else:
        drawn = shapely.Polygon(pairs)
    if not drawn.is_valid:
        raise ValueError(f"its outline is invalid: {shapely.is_valid_reason(drawn)}")
    return _wrapped(drawn)


def _widened(line: BaseGeometry, kilometres: float) -> BaseGeometry:
    """Everything within a distance, on a plane true at the middle of the line."""
    middle = line.centroid
    narrowing = cos(radians(middle.y))
    plane = affinity.scale(line, xfact=narrowing, origin=middle)
    wide = shapely.buffer(plane, kilometres / KM_PER_DEGREE, quad_segs=6)
    return affinity.scale(wide, xfact=1 / narrowing, origin=middle)


def _wrapped(geometry: BaseGeometry) -> BaseGeometry:
    """What lies beyond 180° east is brought to the west."""
    if geometry.bounds[2] <= 180:
        return geometry
    east = shapely.clip_by_rect(geometry, 180, -90, 540, 90)
    here = shapely.clip_by_rect(geometry, -180, -90, 180, 90)
    return shapely.union_all([here, affinity.translate(east, xoff=-360)])


def _without_slivers(geometry: BaseGeometry) -> BaseGeometry:
    parts = []
    for part in shapely.get_parts(_polygons(geometry)):
        holes = [hole for hole in part.interiors if shapely.Polygon(hole).area > SLIVER]
        parts.append(shapely.Polygon(part.exterior, holes))
    return shapely.union_all(parts)


def _simplified(geometry: BaseGeometry) -> BaseGeometry:
    across = sqrt(geometry.area)
    tolerance = min(max(across * RELATIVE * max(1.0, across / WIDE), FINEST), COARSEST)
    simple = _simplified_to(geometry, tolerance)
    while abs(simple.area - geometry.area) > AREA_CHANGE * geometry.area:
        if tolerance <= FINEST / 2:  # islets
            return _polygons(shapely.set_precision(geometry, 10**-DECIMALS))
        tolerance *= FINER
        simple = _simplified_to(geometry, tolerance)
    return simple


def _simplified_to(geometry: BaseGeometry, tolerance: float) -> BaseGeometry:
    parts = sorted(shapely.get_parts(geometry), key=lambda part: -part.area)
    # Islets smaller than the edge's own error say nothing, and would be most of the file; of an
    # archipelago they are much of the whole.
    kept = [
        part
        for part, before in zip(
            parts, accumulate([0.0, *(part.area for part in parts)]), strict=False
        )
        if part.area > 4 * tolerance**2 or before < MOST * geometry.area
    ]
    simple = shapely.simplify(shapely.union_all(kept), tolerance)
    return _polygons(shapely.set_precision(_polygons(simple), 10**-DECIMALS))


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    valid = shapely.make_valid(geometry)
    parts = [part for part in shapely.get_parts(valid) if part.geom_type.endswith("Polygon")]
    return shapely.union_all(parts) if parts else shapely.Polygon()


def _additions() -> dict[str, dict[str, list[str]]]:
    """Demonyms and abbreviations that their own tables give to areas."""
    found: dict[str, dict[str, list[str]]] = {}
    for table, column, field in (
        ("demonyms.csv", "demonym", "demonyms"),
        ("abbreviations.csv", "abbreviation", "short"),
    ):
        for fact in facts(table):
            found.setdefault(fact["place_id"], {}).setdefault(field, []).append(fact[column])
    return found


def _row(
    fact: Mapping[str, str],
    geometry: BaseGeometry,
    members: Members,
    spoken: Mapping[str, Sequence[str]],
) -> Row:
    codes = (fact.get("members") or "").split()
    country, admin1 = _common([members.units.get(code, ("", "")) for code in codes])
    names = fact["names"].split("|")
    short = [name for name in names if ABBREVIATION.fullmatch(name)]
    lon, lat = _point(fact, geometry)
    return Row(
        place_id=fact["place_id"],
        name=fact["name"],
        feature_code=fact["feature_code"],
        country_code=fact.get("country_code") or country,
        admin1_code=admin1,
        lon=round(lon, 4),
        lat=round(lat, 4),
        names=clean_names((name for name in names if name not in short), fact["name"]),
        short=clean_names([*short, *spoken.get("short", ())]),
        demonyms=clean_names(
            [*(fact.get("demonyms") or "").split("|"), *spoken.get("demonyms", ())]
        ),
    )


def _common(units: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The country, and within it the first-level unit, that all members share."""
    if len({country for country, _ in units}) != 1:
        return "", ""
    return units[0][0], units[0][1] if len(set(units)) == 1 else ""


def _point(fact: Mapping[str, str], geometry: BaseGeometry) -> tuple[float, float]:
    if fact.get("lon"):
        return float(fact["lon"]), float(fact["lat"])
    point = geometry.centroid
    if not geometry.contains(point):
        point = shapely.point_on_surface(geometry)
    return point.x, point.y


def _inhabitants(cities: Iterable[Row]) -> Callable[[BaseGeometry], int]:
    peopled = [city for city in cities if city.population]
    tree = shapely.STRtree(shapely.points([(city.lon, city.lat) for city in peopled]))

    def inside(geometry: BaseGeometry) -> int:
        found = tree.query(geometry, predicate="contains")
        return sum(peopled[index].population for index in found)

    return inside


def write_areas(made: Sequence[Area], data: Path) -> None:
    """Write ``areas.tsv.xz`` and ``shapes/areas.jsonl.xz``."""
    write_table(data / "areas.tsv.xz", (area.row for area in made))
    records = ({"place_id": a.row.place_id, "geometry": _record(a.geometry)} for a in made)
    write_jsonl(data / "shapes" / "areas.jsonl.xz", records)


def _record(geometry: BaseGeometry) -> dict[str, object]:
    found = mapping(geometry)
    return {"type": found["type"], "coordinates": _rounded(found["coordinates"])}


def _rounded(coordinates: Any) -> Any:
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [_rounded(part) for part in coordinates]
