"""Other uses of names: words, surnames, given names."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from geo.other_uses import NO_OTHER_USE, given_names, known_otherwise, other_uses


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("reading", "english"),
        ("jordan", "surname"),
        ("florence", "given"),
        ("hidalgo", "surname_abroad"),
    ],
)
def test_name_that_is_more_than_a_place_says_so(name, use):
    assert getattr(other_uses()[name], use) > 0


def test_name_of_a_place_alone_has_no_other_use():
    assert other_uses().get("belgorod", NO_OTHER_USE) == NO_OTHER_USE


def test_given_names_are_those_of_all_countries():
    assert {"mevlut", "володимир", "mehmet"} <= given_names()


def test_common_word_is_no_sign_of_a_person():
    assert "will" not in given_names()


def test_agencies_and_diseases_are_known_by_one_word():
    assert {"xinhua", "nato", "ebola"} <= known_otherwise()


def test_everything_known_otherwise_has_a_source():
    table = resources.files("geo").joinpath("known_otherwise.csv").read_text(encoding="utf-8")
    assert all(row["source"] for row in csv.DictReader(table.splitlines()))
