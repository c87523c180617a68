"""Movements of the news, drawn on the world's network as it stood on the day."""

from __future__ import annotations

from functools import partial

import pytest

from geo import parse_article
from geo.article import article_from_text
from geo.model import Route


def routes_of(text: str, on: str, gazetteer) -> dict[tuple[str, str], Route]:
    parsed = parse_article(article_from_text(text, published=on), gazetteer)
    return {
        (route.origin.text, route.destination.text): route
        for route in parsed.routes
        if route.origin and route.destination
    }


@pytest.fixture(scope="module")
def drawn(gazetteer):
    return partial(routes_of, gazetteer=gazetteer)


KHERSON = (
    "People from Kherson would be taken to Crimea and on to the Krasnodar and Stavropol regions."
)


@pytest.fixture(scope="module")
def from_kherson(drawn):
    return drawn(KHERSON, "2022-10-13")


def crossings(route: Route) -> set[str | None]:
    return {leg.name for leg in route.legs if leg.basis == "crossing"}


def test_the_dnipro_was_crossed_by_boat_in_october_2022(from_kherson):
    assert all(
        "Dnipro ferries and pontoons at Kherson" in crossings(r) for r in from_kherson.values()
    )


def test_ways_to_several_ends_share_a_trunk(from_kherson):
    krasnodar, stavropol = (from_kherson["Kherson", end] for end in ("Krasnodar", "Stavropol"))
    assert "Crimean Bridge" in crossings(krasnodar)
    assert "Crimean Bridge" in crossings(stavropol)


def test_the_other_way_as_likely_is_named(from_kherson):
    assert "as likely by" in from_kherson["Kherson", "Stavropol"].reason
    assert "Rostov-on-Don" in from_kherson["Kherson", "Stavropol"].reason


def test_the_bridge_was_restricted_after_the_explosion(from_kherson):
    assert "open with restrictions" in from_kherson["Kherson", "Krasnodar"].reason


def test_there_was_no_bridge_over_the_strait_in_2015(drawn):
    (route,) = drawn("Families left Kherson for Krasnodar.", "2015-05-01").values()
    assert "Kerch Strait ferry" in crossings(route)
    assert "Crimean Bridge" not in crossings(route)
    assert "Kerch Strait ferry: run by Russia without the consent of Ukraine" in route.reason


def test_a_name_that_only_the_motion_places_is_resolved_wherever_it_stands(drawn):
    text = "They fled Stepanakert for Goris. The cars between Stepanakert and Goris stood still."
    route = drawn(text, "2023-09-27")["Stepanakert", "Goris"]
    assert {leg.name for leg in route.legs} == {None, "Lachin corridor"}


def test_a_place_that_the_way_passes_anyhow_makes_no_detour(drawn):
    text = "Thousands fled Stepanakert for Goris by way of Lachin."
    route = drawn(text, "2023-09-27")["Stepanakert", "Goris"]
    assert 80 < route.length_km < 100


@pytest.mark.parametrize(
    ("text", "on", "town"),
    [
        ("A convoy drove from Khartoum to Port Sudan.", "2023-04-24", "Shendi"),
        ("Buses carried families from Mosul to Erbil.", "2017-03-06", "Al-Hamdaniya"),
        ("They drove from Fort McMurray to Edmonton.", "2016-05-04", "Lac La Biche"),
        ("They fled from Gaza City to Rafah.", "2023-10-14", "Khān Yūnis"),
        ("Families fled from Kherson to Rostov-on-Don.", "2022-10-13", "Mariupol"),
    ],
)
def test_a_way_passes(drawn, text, on, town):
    (route,) = drawn(text, on).values()
    assert {leg.basis for leg in route.legs} <= {"corridor", "crossing"}
    assert town in route.towns
