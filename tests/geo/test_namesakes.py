"""Mentions written alike that mean different places of one text."""

from __future__ import annotations

import re

import pytest

from geo.model import Mention
from geo.resolve import resolve_mentions


def units(text, gazetteer):
    """Return the first-level unit or the country of each name in the text, in its order."""
    names = r"Salem|Boston|Paris|Yalta|Crimea|England|Lamar County|(?:Lincoln|Massach)\w+"
    found = [
        Mention(m.start(), m.end(), m.group())
        for m in re.finditer(rf"{names}|Ohio|Oregon|Texas", text)
    ]
    answers = resolve_mentions(text, found, gazetteer)
    return [
        (a.mention.text, a.place and (a.place.admin1_code or a.place.country_code)) for a in answers
    ]


def of(name, text, gazetteer):
    return [unit for found, unit in units(text, gazetteer) if found == name]


def test_names_in_units_without_a_place_in_common_are_two_places(gazetteer):
    text = "Teams came from Salem, Oregon, and from Salem, Ohio."
    assert of("Salem", text, gazetteer) == ["OR", "OH"]


def test_a_weak_form_tells_names_apart_too(gazetteer):
    text = (
        "Boston is a port in Lincolnshire, England. Its founders went to Boston in Massachusetts."
    )
    assert of("Boston", text, gazetteer) == ["ENG", "MA"]


def test_a_name_that_the_text_puts_nowhere_goes_with_the_most(gazetteer):
    text = (
        "Salem, Ohio, won. Fans from Salem, Oregon, left. In Salem, Ohio, they danced."
        " Salem was glad."
    )
    assert of("Salem", text, gazetteer) == ["OH", "OR", "OH", "OH"]


def test_units_one_inside_the_other_do_not_tell_names_apart(gazetteer):
    text = "Paris, Texas, has a tower. Paris, Lamar County, has a fair."
    assert of("Paris", text, gazetteer) == ["TX"] * 2


@pytest.mark.parametrize(
    "words",
    [
        "It should not be confused with Gwangju",
        "It must not be mistaken for the larger city of Gwangju",
        "To distinguish it from Gwangju it has an addition",
    ],
)
def test_a_namesake_is_another_place(gazetteer, words):
    text = f"Gwangju is a city in Gyeonggi Province, South Korea. {words}."
    answers = resolve_mentions(
        text,
        [Mention(m.start(), m.end(), "Gwangju") for m in re.finditer("Gwangju", text)],
        gazetteer,
    )
    first, second = (a.place for a in answers)
    assert first.place_id != second.place_id


@pytest.mark.parametrize("somebody", ["Mr Kirov in Yalta", "the late Yalta Mayor Ivan Kirov"])
def test_what_is_named_after_a_person_of_that_town_is_no_namesake(gazetteer, somebody):
    text = f"A hotel opened in Yalta, Crimea. The baths named after {somebody} are shut."
    first, second = of("Yalta", text, gazetteer)
    assert first == second
