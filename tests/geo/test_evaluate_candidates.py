"""Candidate recall counts what any candidate reaches, and lists the rest by class."""

from __future__ import annotations

import pytest

from gazetteer import Gazetteer
from geo.corpus import GoldArticle, GoldMention
from geo.evaluate_candidates import CandidateRecall, evaluate_candidates


def recall_of(
    gazetteer: Gazetteer, text: str, lon: float, lat: float, place_id: str | None = None
) -> CandidateRecall:
    mention = GoldMention(0, len(text), lon, lat, place_id)
    article = GoldArticle("1", "", f"{text} was in the news.", (mention,))
    return evaluate_candidates([article], gazetteer)


def test_an_unlikely_candidate_is_within_reach(gazetteer: Gazetteer) -> None:
    recall = recall_of(gazetteer, "Paris", -95.55, 33.66)  # the one in Texas
    assert (recall.reached, recall.grounded) == (1, 1)


def test_the_same_entry_is_within_reach_however_far_its_point(gazetteer: Gazetteer) -> None:
    assert recall_of(gazetteer, "Russia", 30.0, 60.0, "geonames:2017370").reached == 1
    assert recall_of(gazetteer, "Russia", 30.0, 60.0).reached == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Qwrtzopol", "no such name"),
        ("Qwrtzopolians", "demonym"),
        ("Qwrtzopol Hospital", "facility"),
        ("Qwrtzopol River", "river, lake, mountain or other natural feature"),
        ("Kherson", "name known, place too far"),
    ],
)
def test_a_miss_is_listed_by_class(gazetteer: Gazetteer, text: str, kind: str) -> None:
    recall = recall_of(gazetteer, text, 170.0, -80.0)
    assert recall.misses == {kind: {text: 1}}
    assert any(kind in line and text in line for line in recall.lines())
