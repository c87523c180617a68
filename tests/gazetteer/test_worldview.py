"""Whose view of disputed territory is shown, and what follows from it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import shapely

from gazetteer import Gazetteer, GazetteerQueryError, open_gazetteer
from gazetteer.sources import tables
from gazetteer.worldview import WORLDVIEWS

FACTS = Path(tables.__file__).parents[1] / "data" / "facts"
UKRAINE, RUSSIA, CRIMEA = "geonames:690791", "geonames:2017370", "geonames:703883"
SIMFEROPOL = (34.1, 44.95)


@pytest.fixture(scope="module")
def russian() -> Gazetteer:
    return open_gazetteer(worldview="RU")


def country_of(gazetteer: Gazetteer, name: str) -> str:
    return gazetteer.lookup(name, limit=1)[0].country_code


@pytest.mark.parametrize(
    ("view", "name", "country"),
    [
        ("iso", "Simferopol", "UA"),
        ("RU", "Simferopol", "RU"),
        ("UA", "Simferopol", "UA"),
        ("de-facto", "Simferopol", "RU"),
        ("US", "Simferopol", "UA"),
        ("iso", "Pristina", "XK"),
        ("CN", "Pristina", "RS"),
        ("CN", "Taipei", "CN"),
        ("IN", "Gilgit", "IN"),
        ("PK", "Srinagar", "PK"),
        ("AR", "Stanley, Falkland Islands", "AR"),
        ("de-facto", "Tiraspol", ""),
    ],
)
def test_a_place_is_in_the_country_its_view_has_it_in(view: str, name: str, country: str) -> None:
    assert country_of(open_gazetteer(worldview=view), name) == country


def test_a_view_is_named_in_any_case() -> None:
    assert open_gazetteer(worldview="ru").worldview == "RU"


def test_an_unknown_view_says_which_there_are() -> None:
    with pytest.raises(GazetteerQueryError, match="choose from iso, de-facto, AR"):
        open_gazetteer(worldview="XX")


def test_parents_end_with_the_country_of_the_view(russian: Gazetteer) -> None:
    town = russian.lookup("Simferopol")[0]
    assert [unit.place_id for unit in russian.parents(town.place_id)][-2:] == [CRIMEA, RUSSIA]


def test_a_country_without_its_own_stays_among_the_parents() -> None:
    chinese = open_gazetteer(worldview="CN")
    taipei = chinese.lookup("Taipei")[0]
    assert [unit.name for unit in chinese.parents(taipei.place_id)][-2:] == ["Taiwan", "China"]


def test_reverse_gives_the_country_of_the_view(gazetteer: Gazetteer, russian: Gazetteer) -> None:
    assert gazetteer.reverse(*SIMFEROPOL)[-1].place_id == UKRAINE
    assert russian.reverse(*SIMFEROPOL)[-1].place_id == RUSSIA


def test_a_country_filter_follows_the_view(gazetteer: Gazetteer, russian: Gazetteer) -> None:
    assert russian.lookup("Simferopol", country="RU")
    assert not gazetteer.lookup("Simferopol", country="RU")


@pytest.mark.parametrize("view", ["iso", "RU"])
def test_a_qualified_name_is_understood_in_every_view(view: str) -> None:
    assert open_gazetteer(worldview=view).lookup("Simferopol, Ukraine")


def test_countries_are_outlined_as_the_view_has_them(
    gazetteer: Gazetteer, russian: Gazetteer
) -> None:
    point = shapely.Point(SIMFEROPOL)
    assert gazetteer.footprint(UKRAINE).contains(point)
    assert not russian.footprint(UKRAINE).contains(point)
    assert russian.footprint(RUSSIA).contains(point)


def test_columns_follow_the_view(gazetteer: Gazetteer, russian: Gazetteer) -> None:
    changed = gazetteer.columns.country != russian.columns.country
    fids = changed.nonzero()[0] + 1
    codes = {place.country_code for place in russian.places(fids).values()}
    assert codes == {"RU", "RS", "CN"}


def test_a_disputed_place_keeps_its_note_in_every_view(russian: Gazetteer) -> None:
    crimea = russian.get(CRIMEA)
    assert crimea is not None
    assert crimea.disputed is not None


@pytest.mark.skipif(not FACTS.is_dir(), reason="the source tables are not installed")
def test_every_fact_is_of_a_view_there_is() -> None:
    with (FACTS / "worldviews.csv").open(encoding="utf-8", newline="") as lines:
        views = {row["view"] for row in csv.DictReader(lines)}
    assert views <= set(WORLDVIEWS) - {"iso"}


@pytest.mark.skipif(not FACTS.is_dir(), reason="the source tables are not installed")
def test_forty_disputed_areas_have_a_date_and_a_source() -> None:
    with (FACTS / "disputed.csv").open(encoding="utf-8", newline="") as lines:
        noted = [row for row in csv.DictReader(lines) if row["source"] and row["since"].isdigit()]
    assert len(noted) >= 40
