"""Definitions: what a text says a name is, and where it says that it lies."""

from __future__ import annotations

import re

import pytest

from geo import parse_article
from geo.definitions import definitions
from geo.mentions import find_mentions
from geo.model import Mention


def defined(text, *names):
    found = (Mention(m.start(), m.end(), m.group()) for n in names for m in re.finditer(n, text))
    mentions = sorted(found)
    return [
        (m.text, d.term and d.term.term, [mentions[j].text for j in d.within])
        for m, d in zip(mentions, definitions(text, mentions), strict=True)
        if d is not None
    ]


@pytest.mark.parametrize(
    ("text", "definition"),
    [
        ("Salem is a city in Oregon.", ("Salem", "city", ["Oregon"])),
        ("Salem is a small hamlet in Oregon, USA.", ("Salem", "hamlet", ["Oregon", "USA"])),
        ("Salem, a village of 300 people in Oregon, burned.", ("Salem", "village", ["Oregon"])),
        ("Salem (old name: Qwxz) is the capital of Oregon.", ("Salem", "town", ["Oregon"])),
        ("Salem was a town on the coast of Oregon.", ("Salem", "town", ["Oregon"])),
        ("Salem is a state in Oregon.", ("Salem", None, ["Oregon"])),
        ("Salem is a river near Oregon.", ("Salem", "river", [])),
        ("Salem is a commune in Oregon.", ("Salem", "municipality", ["Oregon"])),
        ("Salem is a market town and a port in Oregon.", ("Salem", "town", ["Oregon"])),
        ("Salem is one of the oldest towns of Oregon.", ("Salem", "town", ["Oregon"])),
        ("Salem, or Qwxz in Dutch, is a town in Oregon.", ("Salem", "town", ["Oregon"])),
        (
            "Salem is a city in and the chief town of the county of the same name in Oregon.",
            ("Salem", "city", ["Oregon"]),
        ),
        ("Salem is a city in the American state of Oregon.", ("Salem", "city", ["Oregon"])),
        ("Salem is a town in the north of Oregon.", ("Salem", "town", ["Oregon"])),
        ("Salem is a town in the hills north of Oregon.", ("Salem", "town", [])),
        ("Salem is a town on the Oregon.", ("Salem", "town", [])),
        ("Salem is an Oregon town.", ("Salem", "town", ["Oregon"])),
        ("Salem is a locality (a Qwxz) in Oregon.", ("Salem", None, ["Oregon"])),
        ("Salem is a town, with a population of 1,300, in Oregon.", ("Salem", "town", ["Oregon"])),
        ("Salem is located in Oregon.", ("Salem", None, ["Oregon"])),
        ("Salem lies in Oregon.", ("Salem", None, ["Oregon"])),
    ],
)
def test_definition_tells_the_kind_and_what_it_lies_in(text, definition):
    assert defined(text, "Salem", "Oregon", "USA") == [definition]


@pytest.mark.parametrize(
    "text",
    [
        "In Salem, the governor of Oregon spoke.",
        "Salem is a mess, Oregon said.",
        "Salem. A town in Oregon burned.",
        "They left Salem and a city in Oregon.",
        "Salem, a city councillor in Oregon, spoke.",
        "Salem, the towns of Oregon and more.",
    ],
)
def test_other_words_define_nothing(text):
    assert defined(text, "Salem", "Oregon") == []


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        (
            "Boston is a port in Lincolnshire, England. The fair of Boston is in May.",
            "Boston",
            "geonames:2655138",
        ),
        (
            "Santa Cruz is a municipality in the province of Laguna, Philippines.",
            "Santa Cruz",
            "geonames:1688253",
        ),
    ],
)
def test_a_defined_name_is_the_place_it_is_said_to_be(gazetteer, text, name, place_id):
    parsed = parse_article(text, gazetteer)
    places = [parsed.places[m].place_id for m in parsed.places if m.text == name]
    assert set(places) == {place_id}


def test_a_place_outside_the_unit_the_text_names_is_not_the_one_meant(gazetteer):
    parsed = parse_article("Florence is a village in Ontario, Canada.", gazetteer)
    florence = parsed.resolutions[0]
    assert florence.place is None
    assert parsed.article.text[florence.area.start : florence.area.end] == "a village in Ontario"


@pytest.mark.parametrize(
    "text",
    [
        "Union is a city in the county of that name.",
        "Miles, also called Milestown, is a small town near the river.",
        "Qwxzyville is a village in Ontario.",
        "Plains, in the west of Texas, is a market town.",
        "Marathon is a village (once a camp) near the border.",
    ],
)
def test_a_name_that_a_text_defines_as_a_place_is_found(gazetteer, text):
    name = re.match(r"\w+", text)[0]
    assert name in [m.text for m in find_mentions(text, gazetteer)]


def test_a_name_defined_as_something_else_is_not(gazetteer):
    text = "Union is a city councillor in Ontario. Miles is a resident of the city."
    assert [m.text for m in find_mentions(text, gazetteer)] == ["Ontario"]


def test_a_name_defined_as_a_place_is_one_wherever_it_stands(gazetteer):
    text = "Founded in 1850, Venus is a town in Florida. The mayor of Venus is elected in May."
    parsed = parse_article(text, gazetteer)
    found = [(m.text, p.admin1_code) for m, p in parsed.places.items()]
    assert found == [("Venus", "FL"), ("Florida", "FL"), ("Venus", "FL")]


def test_of_a_longer_name_a_defined_one_is_no_part(gazetteer):
    text = "Fulton is a town in Fulton County, Kentucky."
    found = [m.text for m in find_mentions(text, gazetteer)]
    assert found == ["Fulton", "Fulton County", "Kentucky"]
