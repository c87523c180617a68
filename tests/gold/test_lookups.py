"""Names of the world that a stranger may try, each with the place it means."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely

from gazetteer import Gazetteer, Place
from gazetteer.generic_terms import split_generic
from gazetteer.names import fold
from gazetteer.store import distance_km

FOLDER = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def cases(name: str, column: str) -> Iterator[Any]:
    for row in rows(name):
        marks = [pytest.mark.xfail(reason=row["missed"])] if row["missed"] else []
        yield pytest.param(row, id=row[column], marks=marks)


def options(row: dict[str, str]) -> dict[str, Any]:
    """``fuzzy``, ``country=SY`` or ``near=36;34``."""
    kind, _, value = row["options"].partition("=")
    if kind == "near":
        lon, lat = map(float, value.split(";"))
        return {"near": (lon, lat)}
    return {kind: value or True} if kind else {}


LISTS = (
    "lookups_world",
    "lookups_more",
    "lookups_third",
    "lookups_fourth",
    "lookups_fifth",
    "lookups_sixth",
    "lookups_units",
    "lookups_regions",
)


@pytest.mark.parametrize("row", [case for name in LISTS for case in cases(name, "query")])
def test_a_name_is_first_of_all_the_place_it_means(
    gazetteer: Gazetteer, row: dict[str, str]
) -> None:
    place = next(iter(gazetteer.lookup(row["query"], limit=1, **options(row))), None)
    assert place is not None
    assert place.feature_class in (row["class"] or place.feature_class)
    away = distance_km(place.lon, place.lat, float(row["lon"]), float(row["lat"]))
    assert away <= float(row["within_km"]), place


def test_of_two_islands_the_larger_comes_first(gazetteer: Gazetteer) -> None:
    found = gazetteer.lookup("Flores Island", limit=2)
    assert [place.country_code for place in found] == ["ID", "PT"]


@pytest.mark.parametrize("name", ["Camp David", "Camp Nou"])
def test_a_spots_whole_name_goes_before_a_town_called_by_half_of_it(
    gazetteer: Gazetteer, name: str
) -> None:
    assert gazetteer.lookup(name, limit=1)[0].name == name


def test_a_dam_that_is_listed_is_not_its_reservoir(gazetteer: Gazetteer) -> None:
    assert [p.feature_code for p in gazetteer.lookup("Itaipu Dam")] == ["DAM"]


@pytest.mark.parametrize("language", "ar de en es fr ru uk zh".split())
def test_every_country_is_found_by_its_names(gazetteer: Gazetteer, language: str) -> None:
    missed = [
        (row["iso"], row["name"])
        for row in rows("country_names")
        if row["language"] == language
        and not any(
            place.country_code == row["iso"] or place.feature_code == "CONT"
            for place in gazetteer.lookup(row["name"], limit=2)
        )
    ]
    assert not missed


@pytest.mark.parametrize("row", list(cases("rivers", "name")))
def test_a_large_river_is_found_by_its_name(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    base = row["name"].removesuffix(" River")
    assert gazetteer.lookup(f"{base} River", limit=1)[0].feature_code == "STM"


def first_level_units(gazetteer: Gazetteer) -> list[Place]:
    codes = gazetteer.columns.codes
    number = codes.index("ADM1")
    fids = (gazetteer.columns.code == number).nonzero()[0] + 1
    return list(gazetteer.places(fids).values())


def test_every_first_level_unit_has_its_point_in_its_polygon(gazetteer: Gazetteer) -> None:
    outside = [
        unit
        for unit in first_level_units(gazetteer)
        if (shape := gazetteer.footprint(unit.place_id))
        and not shape.intersects(shapely.Point(unit.lon, unit.lat))
    ]
    assert not outside


def test_every_first_level_unit_is_found_by_name_and_generic_term(gazetteer: Gazetteer) -> None:
    units = first_level_units(gazetteer)
    absent, second = [], []
    for unit in units:
        name = unit.name if split_generic(fold(unit.name)) else f"{unit.name} region"
        found = gazetteer.lookup(name, country=unit.country_code)
        if unit not in found:
            absent.append(unit)
        elif unit != found[0]:
            second.append(unit)
    assert len(units) > 3_800
    assert not absent
    assert len(second) < 0.02 * len(units)  # twins of one name: Tashkent, Zagreb, Maputo …
