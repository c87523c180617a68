"""Paragraphs about lesser namesakes of famous places, where only the context tells.

Written by hand in words of our own, from general knowledge, and not used to fit or choose anything.
"""

import csv
from pathlib import Path

import pytest

from geo import parse_article

with (Path(__file__).parent / "namesakes.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


def found(case, gazetteer):
    parsed = parse_article(case["text"], gazetteer)
    places = {r.mention.text: r.place for r in parsed.resolutions}
    place = places.get(case["name"])
    return None if place is None else place.place_id


def test_nine_in_ten_lesser_namesakes_are_told_from_the_famous_ones(gazetteer):
    wrong = [case["text"] for case in CASES if found(case, gazetteer) != case["place_id"]]
    assert len(wrong) <= len(CASES) / 10, wrong


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        ("Paris is the capital of France.", "Paris", "geonames:2988507"),
        ("She flew from Santiago to Lima.", "Lima", "geonames:3936456"),
        ("He moved to London from Scotland.", "London", "geonames:2643743"),
        ("The minister left Cairo for Amman.", "Cairo", "geonames:360630"),
        ("The trial was held in Moscow.", "Moscow", "geonames:524901"),
        ("Rain fell on Toronto.", "Toronto", "geonames:6167865"),
        ("They drove across Oklahoma.", "Oklahoma", "geonames:4544379"),
        ("Ministers of the United Kingdom met.", "United Kingdom", "geonames:2635167"),
        ("It was built in Wilmington, DE.", "Wilmington", "geonames:4145381"),
    ],
)
def test_the_famous_place_is_meant_where_nothing_says_otherwise(gazetteer, text, name, place_id):
    assert found({"text": text, "name": name}, gazetteer) == place_id
