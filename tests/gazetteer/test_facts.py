"""The hand-written facts: each has a source, and what is drawn from them lies where it should."""

from __future__ import annotations

import csv
import lzma
from collections import Counter
from functools import cache
from math import cos, radians
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gazetteer import Gazetteer
from gazetteer.distance import distance_km as apart_km
from gazetteer.sources import tables

DATA = Path(tables.__file__).parents[1] / "data"
FACTS = DATA / "facts"
AREA_TABLES = ("regions", "seas", "terrain")
TABLES = (*AREA_TABLES, "points", "demonyms", "abbreviations", "names", "disputed", "worldviews")
KM_PER_DEGREE = 111.2

pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason="the source tables are not installed")


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def footprints() -> dict[str, BaseGeometry]:
    return {r["place_id"]: shape(r["geometry"]) for r in tables.read_shapes(DATA, "areas")}


@cache
def places() -> dict[str, list[str]]:
    with lzma.open(DATA / "areas.tsv.xz", "rt", encoding="utf-8") as lines:
        header, *cells = (line.rstrip("\n").split("\t") for line in lines)
    assert tuple(header) == tuple(tables.COLUMNS)
    return {row[0]: row for row in cells}


@cache
def known_ids() -> frozenset[str]:
    ids = set()
    for path in DATA.glob("*.tsv.xz"):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            ids.update(line.split("\t", 1)[0] for line in lines)
    return frozenset(ids)


def distance_km(place_id: str, lon: float, lat: float) -> float:
    """Kilometres to a footprint, on a plane true at the point: good for tens of kilometres."""
    return km_from(footprints()[place_id], lon, lat)


def km_from(geometry: BaseGeometry, lon: float, lat: float) -> float:
    """Kilometres from a shape to a point, on the same plane."""
    narrowing = cos(radians(lat))
    plane = shapely.transform(geometry, lambda points: points * [narrowing, 1.0])
    return plane.distance(shapely.Point(lon * narrowing, lat)) * KM_PER_DEGREE


def holds(place_id: str, lon: float, lat: float) -> bool:
    return footprints()[place_id].contains(shapely.Point(lon, lat))


@pytest.mark.parametrize("table", TABLES)
def test_every_fact_names_its_source(table: str) -> None:
    assert [row for row in rows(table) if not row["source"].strip()] == []


def test_the_ids_of_areas_are_unique() -> None:
    ids = Counter(row["place_id"] for table in AREA_TABLES for row in rows(table))
    assert [place_id for place_id, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("table", AREA_TABLES)
def test_every_area_of_a_table_is_drawn(table: str) -> None:
    wanted = {row["place_id"] for row in rows(table)}
    assert wanted - footprints().keys() == set()
    assert wanted - places().keys() == set()


def test_no_footprint_is_invalid_or_empty() -> None:
    bad = [i for i, found in footprints().items() if not found.is_valid or found.is_empty]
    assert bad == []


def test_every_footprint_lies_on_the_globe() -> None:
    globe = shapely.box(-180, -90, 180, 90)
    assert [i for i, found in footprints().items() if not globe.covers(found)] == []


def test_no_name_holds_what_a_table_cannot() -> None:
    assert [row for row in places().values() if any("\t" in cell for cell in row)] == []


@pytest.mark.parametrize("table", ["demonyms", "abbreviations"])
def test_every_word_belongs_to_a_known_place(table: str) -> None:
    assert {row["place_id"] for row in rows(table)} - known_ids() == set()


@pytest.mark.parametrize(
    ("table", "word"), [("demonyms", "demonym"), ("abbreviations", "abbreviation")]
)
def test_no_word_is_given_to_a_place_twice(table: str, word: str) -> None:
    pairs = Counter((row[word], row["place_id"]) for row in rows(table))
    assert [pair for pair, count in pairs.items() if count > 1] == []


def test_every_disputed_area_is_a_known_place() -> None:
    ids = {place_id for row in rows("disputed") for place_id in row["place_ids"].split()}
    assert ids - known_ids() == set()


def test_no_place_is_disputed_in_two_rows() -> None:
    ids = Counter(place_id for row in rows("disputed") for place_id in row["place_ids"].split())
    assert [place_id for place_id, count in ids.items() if count > 1] == []


def test_every_dispute_is_noted_in_one_sentence_with_a_year() -> None:
    notes = [row["note"] for row in rows("disputed")]
    assert [note for note in notes if not note.endswith(".") or ". " in note] == []
    assert [row for row in rows("disputed") if not row["since"].isdigit()] == []


@pytest.mark.parametrize(
    ("port", "lon", "lat", "water", "within_km"),
    [
        ("Odesa", 30.7326, 46.4775, "mm:black-sea", 30),
        ("Mariupol", 37.5434, 47.0951, "mm:sea-of-azov", 15),
        ("Kerch", 36.4683, 45.3563, "mm:kerch-strait", 10),
        ("Istanbul", 28.9497, 41.0138, "mm:bosphorus", 10),
        ("Latakia", 35.7915, 35.5178, "mm:mediterranean-sea", 15),
        ("Port Sudan", 37.2164, 19.6158, "mm:red-sea", 15),
        ("Aden", 45.0367, 12.7794, "mm:gulf-of-aden", 15),
        ("Bandar Abbas", 56.2808, 27.1832, "mm:strait-of-hormuz", 20),
        ("Kuwait City", 47.9783, 29.3697, "mm:persian-gulf", 15),
        ("Mumbai", 72.8826, 19.0728, "mm:arabian-sea", 25),
        ("Chittagong", 91.8317, 22.3384, "mm:bay-of-bengal", 25),
        ("Xiamen", 118.0819, 24.4798, "mm:taiwan-strait", 40),
        ("Da Nang", 108.2208, 16.0678, "mm:south-china-sea", 15),
        ("Vladivostok", 131.8735, 43.1056, "mm:sea-of-japan", 25),
        ("Anchorage", -149.9003, 61.2181, "mm:cook-inlet", 15),
        ("Providenija", -173.2333, 64.4167, "mm:bering-sea", 25),
        ("Anadyr", 177.5, 64.73, "mm:bering-sea", 60),
        ("Galveston", -94.7977, 29.3013, "mm:gulf-of-mexico", 10),
        ("Norfolk", -76.2859, 36.8508, "mm:chesapeake-bay", 15),
        ("Seattle", -122.3321, 47.6062, "mm:puget-sound", 10),
        ("Calais", 1.8587, 50.9513, "mm:strait-of-dover", 15),
        ("Helsinki", 24.9355, 60.1695, "mm:gulf-of-finland", 10),
        ("Lagos", 3.3947, 6.4541, "mm:gulf-of-guinea", 25),
        ("Lima", -77.0282, -12.0432, "mm:pacific-ocean", 25),
        ("Suva", 178.4415, -18.1416, "mm:pacific-ocean", 25),
        ("Rio de Janeiro", -43.1822, -22.9064, "mm:atlantic-ocean", 25),
        ("Perth", 115.8614, -31.9522, "mm:indian-ocean", 25),
    ],
)  # fmt: skip
def test_a_port_lies_on_its_sea(
    port: str, lon: float, lat: float, water: str, within_km: int
) -> None:
    assert distance_km(water, lon, lat) <= within_km, port


@pytest.mark.parametrize(
    ("town", "lon", "lat", "area"),
    [
        ("Simferopol", 34.1108, 44.9572, "mm:crimean-peninsula"),
        ("Kramatorsk", 37.5556, 48.7231, "mm:donbas"),
        ("Tskhinvali", 43.97, 42.2257, "mm:south-ossetia"),
        ("Stepanakert", 46.7517, 39.8153, "mm:nagorno-karabakh"),
        ("Grozny", 45.6986, 43.3120, "mm:north-caucasus"),
        ("Novosibirsk", 82.9346, 55.0415, "mm:siberia"),
        ("Aleppo", 37.1612, 36.2012, "mm:middle-east"),
        ("Majdal Shams", 35.7697, 33.2692, "mm:golan-heights"),
        ("Nyala", 24.8901, 12.0489, "mm:darfur"),
        ("Benghazi", 20.0686, 32.1167, "mm:cyrenaica"),
        ("Timbuktu", -3.0078, 16.7735, "mm:sahel"),
        ("Goma", 29.2228, -1.6741, "mm:kivu"),
        ("Hargeisa", 44.065, 9.56, "mm:somaliland"),
        ("Srinagar", 74.7973, 34.0857, "mm:kashmir-valley"),
        ("Lahore", 74.3436, 31.5580, "mm:punjab-region"),
        ("Essen", 7.0131, 51.4566, "mm:ruhr"),
        ("Norwich", 1.2983, 52.6278, "mm:east-anglia"),
        ("Nicosia's north, Kyrenia", 33.3192, 35.3364, "mm:northern-cyprus"),
        ("Belgrade", 20.4651, 44.8040, "mm:balkans"),
        ("Oakland", -122.2711, 37.8044, "mm:san-francisco-bay-area"),
        ("San Diego", -117.1647, 32.7157, "mm:southern-california"),
        ("Des Moines", -93.6091, 41.6005, "mm:midwest"),
        ("Amarillo", -101.8313, 35.2220, "mm:texas-panhandle"),
        ("Marquette", -87.3954, 46.5436, "mm:upper-peninsula"),
        ("Manaus", -60.025, -3.1019, "mm:amazon"),
        ("Bariloche", -71.3103, -41.1335, "mm:patagonia"),
        ("Baalbek", 36.2110, 34.0058, "mm:bekaa-valley"),
        ("Fresno", -119.7726, 36.7477, "mm:san-joaquin-valley"),
        ("Palermo", 13.3613, 38.1320, "mm:sicily-island"),
        ("Kathmandu's Namche", 86.7140, 27.8040, "mm:himalayas"),
        ("Yaremche", 24.5575, 48.4549, "mm:ukrainian-carpathians"),
    ],
)  # fmt: skip
def test_an_area_holds_its_town(town: str, lon: float, lat: float, area: str) -> None:
    assert holds(area, lon, lat), town


@pytest.mark.parametrize(
    ("town", "lon", "lat", "area"),
    [
        ("Kyiv", 30.5238, 50.4547, "mm:donbas"),
        ("Kherson", 32.6178, 46.6558, "mm:crimean-peninsula"),
        ("Tbilisi", 44.8337, 41.6941, "mm:south-ossetia"),
        ("Vienna", 16.3721, 48.2085, "mm:balkans"),
        ("Moscow", 37.6178, 55.7558, "mm:siberia"),
        ("Sacramento", -121.4944, 38.5816, "mm:southern-california"),
        ("Cayenne", -52.3333, 4.9333, "mm:western-europe"),
        ("Novosibirsk", 82.9346, 55.0415, "mm:eastern-europe"),
        ("London", -0.1257, 51.5085, "mm:west-midlands-region"),
        ("Tripoli", 13.1875, 32.8751, "mm:cyrenaica"),
    ],
)  # fmt: skip
def test_an_area_does_not_hold_a_far_town(town: str, lon: float, lat: float, area: str) -> None:
    assert not holds(area, lon, lat), town


@pytest.mark.parametrize(
    ("sea", "square_km"),
    [
        ("mm:black-sea", 424_000),
        ("mm:sea-of-azov", 38_000),
        ("mm:red-sea", 450_000),
        ("mm:persian-gulf", 240_000),
        ("mm:gulf-of-mexico", 1_550_000),
        ("mm:gulf-of-finland", 30_000),
    ],
)
def test_a_sea_is_about_as_large_as_it_is_said_to_be(sea: str, square_km: float) -> None:
    found = footprints()[sea]
    narrowing = cos(radians(found.centroid.y))
    assert found.area * narrowing * KM_PER_DEGREE**2 == pytest.approx(square_km, rel=0.15)


def test_a_point_lies_in_the_country_it_is_said_to_be_in(gazetteer: Gazetteer) -> None:
    columns = gazetteer.columns
    codes = [n for n, code in enumerate(columns.codes) if code in ("PCLI", "PCLD", "PCLS", "TERR")]
    fids = [n + 1 for n, code in enumerate(columns.code.tolist()) if code in codes]
    countries = {
        place.country_code: gazetteer.footprint(place.place_id)
        for place in gazetteer.places(fids).values()
    }
    away = {
        row["name"]: outline.distance(shapely.Point(float(row["lon"]), float(row["lat"])))
        for row in (*rows("points"), *rows("terrain"))
        if row["lon"]
        and row["feature_code"] not in ("T.ISLS", "H.RF")  # their middle is at sea
        and not (row["feature_code"] == "T.ISL" and float(row.get("radius_km", "1") or 99) < 10)
        and (outline := countries.get(row["country_code"])) is not None
    }
    assert len(away) > 250
    assert {name: far for name, far in away.items() if far > 0.6} == {}


def test_no_crossing_is_shorter_than_the_straight_line(gazetteer: Gazetteer) -> None:
    short = []
    for row in rows("crossings"):
        a, b = gazetteer.get(row["a"]), gazetteer.get(row["b"])
        if (
            row["km"]
            and a
            and b
            and float(row["km"]) < (0.97 * apart_km(a.lon, a.lat, b.lon, b.lat) - 1)
        ):
            short.append(row["name"])
    assert short == []


@cache
def countries() -> dict[str, BaseGeometry]:
    drawn = {r["place_id"]: shape(r["geometry"]) for r in tables.read_shapes(DATA, "footprints")}
    with lzma.open(DATA / "countries.tsv.xz", "rt", encoding="utf-8") as lines:
        cells = [dict(zip(tables.COLUMNS, line.rstrip("\n").split("\t"))) for line in lines][1:]  # noqa: B905
    return {
        row["country_code"]: drawn[row["place_id"]]
        for row in cells
        if row["feature_code"].startswith(("A.PCL", "A.TERR")) and row["place_id"] in drawn
    }


@pytest.mark.parametrize("table", ["points", "terrain"])
def test_every_place_on_land_lies_in_or_near_the_country_it_states(table: str) -> None:
    far = []
    for row in rows(table):
        # Islands and waters may lie off the coast that is drawn.
        if row["country_code"] not in countries() or row["feature_code"][:5] in ("T.ISL", "T.VLC"):
            continue
        if row["feature_code"].startswith("H.") or not row["lon"]:
            continue
        if km_from(countries()[row["country_code"]], float(row["lon"]), float(row["lat"])) > 25:
            far.append(row["place_id"])
    assert far == []
