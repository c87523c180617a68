"""Other uses of names: words, surnames, given names."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from geo.other_uses import NO_OTHER_USE, SortedLines, given_names, known_otherwise, other_uses


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
    assert getattr(other_uses(name), use) > 0


def test_name_of_a_place_alone_has_no_other_use():
    assert other_uses("belgorod") == NO_OTHER_USE


def test_given_names_are_those_of_all_countries():
    assert all(name in given_names() for name in ("mevlut", "володимир", "mehmet"))


def test_common_word_is_no_sign_of_a_person():
    assert "will" not in given_names()


@pytest.mark.parametrize("table", ["other_uses.csv", "given_names.txt"])
def test_every_line_of_a_table_is_found(table):
    text = resources.files("geo").joinpath(table).read_text(encoding="utf-8")
    lines = text.splitlines()[table.endswith(".csv") :]
    found = SortedLines("".join(f"{line}\n" for line in lines))
    assert [line for line in lines if line.partition(",")[0] not in found] == []


@pytest.mark.parametrize("name", ["", "a", "ab", "b,1", "c", "d"])
def test_a_name_that_no_line_begins_with_is_not_found(name):
    assert name not in SortedLines("aa,1\nb,1\ncc,2\n")


def test_agencies_and_diseases_are_known_by_one_word():
    assert {"xinhua", "nato", "ebola"} <= known_otherwise()


def test_everything_known_otherwise_has_a_source():
    table = resources.files("geo").joinpath("known_otherwise.csv").read_text(encoding="utf-8")
    assert all(row["source"] for row in csv.DictReader(table.splitlines()))
