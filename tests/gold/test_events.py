"""Movements and areas of sentences of our own, end to end, against the answers written in them."""

from __future__ import annotations

import pytest

from geo import parse_article
from geo.evaluate_events import prediction
from geo.event_scores import EventScores, score_events
from tests.gold.marked import lines_of, movement_item, relation_item


def scores_of(name, convert, gazetteer) -> EventScores:
    gold, records = [], []
    for number, line in enumerate(lines_of(name)):
        gold.append({**convert(line), "doc_id": str(number)})
        parsed = parse_article(gold[-1]["text"], gazetteer)
        records.append(prediction(parsed, "own", str(number)))
    return score_events(gold, records)


@pytest.mark.parametrize(
    ("name", "roles", "clean", "kinds"),
    [
        ("movements.txt", 0.95, 25, 0.9),
        ("movements_fresh.txt", 0.9, 14, 0.8),
        ("movements_third.txt", 0.88, 8, 0.5),
        ("movements_world.txt", 0.94, 20, 0.65),
        ("movements_fifth.txt", 0.93, 8, 0.65),
        ("movements_sixth.txt", 0.94, 8, 0.9),
        ("movements_seventh.txt", 0.95, 16, 0.65),
        ("movements_eighth.txt", 0.9, 11, 0.5),
    ],
)
def test_movements(gazetteer, name, roles, clean, kinds):
    scores = scores_of(name, movement_item, gazetteer)
    assert scores.roles.f1 >= roles
    assert scores.negatives_clean >= clean
    right, given = scores.attributes["kind"]
    assert right >= kinds * given
    right, given = scores.attributes["status"]
    assert right >= 0.9 * given


def test_where_nobody_travels_nothing_is_found(gazetteer):
    scores = scores_of("movements_refused.txt", movement_item, gazetteer)
    assert scores.negatives_clean == scores.negatives == 29


@pytest.mark.parametrize(
    ("name", "distances"),
    [
        ("relations.txt", 11),
        ("relations_fresh.txt", 6),
        ("relations_world.txt", 12),
        ("relations_fourth.txt", 6),
        ("relations_fifth.txt", 5),
        ("relations_sixth.txt", 5),
    ],
)
def test_relations(gazetteer, name, distances):
    scores = scores_of(name, relation_item, gazetteer)
    assert scores.relations.f1 >= 0.95
    assert scores.attributes["distance"] == (distances, distances)
