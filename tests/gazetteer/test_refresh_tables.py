"""The vendored tables are what ``gazetteer/data/README.md`` says they are."""

from __future__ import annotations

import json
import lzma
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.tables import COLUMNS, PlaceRow, read_places

DATA = Path(__file__).parents[2] / "gazetteer" / "data"
TABLES = ["admin1", "admin2", "airports", "cities", "countries", "water"]

UKRAINE = "geonames:690791"
RUSSIA = "geonames:2017370"
KHERSON_OBLAST = "geonames:706442"
CRIMEA = "geonames:703883"
SEVASTOPOL_CITY = "geonames:694422"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the source tables are not installed")


@cache
def places() -> dict[str, PlaceRow]:
    return {row.place_id: row for row in read_places(DATA)}


@cache
def footprint_geometries() -> dict[str, dict[str, Any]]:
    with lzma.open(DATA / "shapes" / "footprints.jsonl.xz", "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return {record["place_id"]: record["geometry"] for record in records}


@cache
def footprint(place_id: str) -> BaseGeometry:
    return shape(footprint_geometries()[place_id])


def named(name: str, feature_class: str) -> list[PlaceRow]:
    return [r for r in places().values() if r.name == name and r.feature_class == feature_class]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_sorted_by_place_id_under_its_header(name: str) -> None:
    with lzma.open(DATA / f"{name}.tsv.xz", "rt", encoding="utf-8", newline="\n") as lines:
        header, *rows = lines.read().splitlines()
    assert header.split("\t") == COLUMNS
    ids = [row.split("\t", 1)[0] for row in rows]
    assert ids == sorted(ids)


def test_no_place_id_is_used_twice() -> None:
    ids = Counter(row.place_id for row in read_places(DATA))
    assert [place_id for place_id, times in ids.items() if times > 1] == []


def test_no_name_is_also_listed_as_an_other_name() -> None:
    assert [row.place_id for row in places().values() if row.name in row.names] == []


def test_every_footprint_is_of_a_listed_place() -> None:
    assert footprint_geometries().keys() <= places().keys()


def test_no_footprint_is_invalid_or_empty() -> None:
    shapes = {place_id: shape(found) for place_id, found in footprint_geometries().items()}
    assert [i for i, found in shapes.items() if found.is_empty or not found.is_valid] == []


def test_countries_have_every_iso_code_with_a_footprint_or_a_point() -> None:
    codes = {r.country_code for r in places().values() if r.feature_code.startswith("PCL")}
    assert {"UA", "US", "XK", "PS", "TW", "GL", "HK"} <= codes
    assert len(codes) >= 245


def test_the_united_states_is_at_geonames_point() -> None:
    states = places()["geonames:6252001"]
    assert (states.lon, states.lat) == (-98.5, 39.76)


@pytest.mark.parametrize(
    ("place_id", "form"),
    [
        ("geonames:2635167", "Britons"),
        ("geonames:3017382", "French"),
        ("geonames:2750405", "Dutch"),
        ("geonames:99237", "Iraqis"),
        (UKRAINE, "Ukrainians"),
        ("geonames:6254930", "Palestinians"),
        ("geonames:4736286", "Texans"),
    ],
)
def test_a_people_is_named_by_its_demonym(place_id: str, form: str) -> None:
    assert form in places()[place_id].demonyms


@pytest.mark.parametrize(
    ("place_id", "name"),
    [
        (KHERSON_OBLAST, "Kherson Oblast"),
        ("geonames:501165", "Rostov Oblast"),
        ("geonames:542415", "Krasnodar Krai"),
        ("geonames:487839", "Stavropol Krai"),
        ("geonames:2951839", "Bavaria"),
        ("geonames:206938", "North Kivu"),
        ("geonames:1511732", "Altai Krai"),
        ("geonames:1506272", "Altai Republic"),
        ("geonames:703446", "Kyiv Oblast"),
    ],
)
def test_a_unit_goes_by_its_english_name(place_id: str, name: str) -> None:
    assert places()[place_id].name == name


@pytest.mark.parametrize(
    ("place_id", "code"),
    [
        ("geonames:703448", "PPLC"),  # Kyiv
        ("geonames:706448", "PPLA"),  # Kherson
        ("geonames:501175", "PPLA"),  # Rostov-on-Don
        ("geonames:4671654", "PPLA"),  # Austin
        ("geonames:4699066", "PPL"),  # Houston
    ],
)
def test_a_city_has_the_rank_of_its_seat(place_id: str, code: str) -> None:
    assert places()[place_id].feature_code == code


@pytest.mark.parametrize("place_id", [CRIMEA, SEVASTOPOL_CITY])
def test_crimea_is_of_ukraine_in_the_iso_worldview(place_id: str) -> None:
    unit = places()[place_id]
    inner = Point(unit.lon, unit.lat)
    assert unit.country_code == "UA"
    assert footprint(UKRAINE).contains(inner)
    assert not footprint(RUSSIA).contains(inner)


def test_kherson_oblast_reaches_its_seat() -> None:
    # Natural Earth's shore of the Dnipro runs 100 m past the city's point.
    seat = places()["geonames:706448"]
    assert footprint(KHERSON_OBLAST).distance(Point(seat.lon, seat.lat)) < 0.002


def test_first_level_units_with_a_shape_have_their_point_in_it() -> None:
    units = [r for r in places().values() if r.feature_code == "ADM1"]
    shaped = [r for r in units if r.place_id in footprint_geometries()]
    outside = [r.name for r in shaped if not footprint(r.place_id).covers(Point(r.lon, r.lat))]
    assert len(shaped) > 3300
    assert len(outside) <= 0.01 * len(shaped)


def test_neighbouring_oblasts_do_not_overlap() -> None:
    overlap = footprint(KHERSON_OBLAST).intersection(footprint(CRIMEA))
    assert overlap.area < 1e-4


def test_a_river_is_one_place_with_its_names() -> None:
    (dnieper,) = named("Dnieper", "H")
    assert dnieper.feature_code == "STM"
    assert {"Dnipro", "Дніпро", "Днепр"} <= set(dnieper.names)
    assert footprint(dnieper.place_id).geom_type in ("LineString", "MultiLineString")


def test_a_lake_leaves_a_bare_name_to_the_province() -> None:
    (lake,) = named("Lake Ontario", "H")
    assert "Ontario" not in lake.names


def test_an_airport_is_found_by_its_code() -> None:
    airport = places()["icao:EGLL"]
    assert "LHR" in airport.short
    assert "Heathrow" in airport.names


@pytest.mark.parametrize("name", ["land", "boundaries"])
def test_the_basemap_has_three_details(name: str) -> None:
    with lzma.open(DATA / "shapes" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
        details = Counter(json.loads(line)["detail"] for line in lines)
    assert details.keys() == {"10m", "50m", "110m"}


def test_the_vendored_data_are_within_their_limit() -> None:
    assert sum(file.stat().st_size for file in DATA.rglob("*") if file.is_file()) <= 20_000_000


def test_each_source_is_pinned_and_credited() -> None:
    for source in json.loads((DATA / "sources.json").read_text(encoding="utf-8")):
        assert len(source["sha256"]) == 64
        assert source["version"] in source["file"]
        assert source["licence"]
        assert source["credit"]
