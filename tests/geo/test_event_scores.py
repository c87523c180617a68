"""What counts as right, wrong and missed among movements and areas."""

from __future__ import annotations

from typing import Any

from geo.event_scores import score_events

GOLD: dict[str, Any] = {
    "kind": "evacuation",
    "status": "planned",
    "trigger": [5, 12],
    "origins": [[20, 24]],
    "destinations": [[30, 34], [40, 44]],
    "via": [],
    "alts": {"20-24": [[60, 64]]},
    "optional": {"destinations": [[70, 75]]},
}
ANSWER = {
    name: GOLD[name] for name in ("kind", "status", "trigger", "origins", "destinations", "via")
}
AREA: dict[str, Any] = {
    "span": [10, 30],
    "type": "part",
    "alt_types": ["direction"],
    "anchors": [[20, 30]],
    "direction": "n,e",
    "distance_km": 8.0,
}


PASSAGE = {"corpus": "x", "doc_id": "1", "passage_start": 0, "passage_end": 100}


def movements_scored(gold, *answers):
    passage = {**PASSAGE, "negative": not gold, "events": gold}
    record = {"corpus": "x", "doc_id": "1", "events": answers, "relations": []}
    return score_events([passage], [record])


def relations_scored(*answers):
    passage = {**PASSAGE, "negative": False, "relations": [AREA]}
    record = {"corpus": "x", "doc_id": "1", "events": [], "relations": answers}
    return score_events([passage], [record]).relations


def counts(tally):
    return tally.right, tally.wrong, tally.missed


def test_gold_against_itself_is_all_right():
    assert movements_scored([GOLD], ANSWER).roles.f1 == 1


def test_nothing_found_misses_every_place():
    assert counts(movements_scored([GOLD]).roles) == (0, 0, 3)


def test_another_span_of_the_same_place_is_right():
    assert movements_scored([GOLD], {**ANSWER, "origins": [[60, 64]]}).roles.f1 == 1


def test_an_optional_place_counts_neither_way():
    more = {**ANSWER, "destinations": [*ANSWER["destinations"], [70, 75]]}
    assert counts(movements_scored([GOLD], more).roles) == (3, 0, 0)


def test_a_place_in_the_wrong_role_is_wrong_and_missed():
    turned = {**ANSWER, "origins": ANSWER["destinations"], "destinations": ANSWER["origins"]}
    assert counts(movements_scored([GOLD], turned).roles) == (0, 3, 3)


def test_a_movement_both_ways_may_be_given_either_way_round():
    both = {**GOLD, "bidirectional": True, "optional": {}}
    turned = {**ANSWER, "origins": ANSWER["destinations"], "destinations": ANSWER["origins"]}
    assert movements_scored([both], turned).roles.missed == 0


def test_a_shared_place_matches_events_of_other_triggers():
    assert movements_scored([GOLD], {**ANSWER, "trigger": [0, 3]}).events.f1 == 1


def test_an_answer_in_a_negative_passage_makes_it_unclean():
    found = movements_scored([], ANSWER)
    assert (found.negatives, found.negatives_clean, found.roles.wrong) == (1, 0, 3)


def test_a_missing_relation_is_missed():
    assert counts(relations_scored()) == (0, 0, 1)


def test_part_of_a_list_of_directions_is_enough():
    assert counts(relations_scored({**AREA, "direction": "n"})) == (1, 0, 0)


def test_another_type_that_fits_as_well_is_right():
    assert counts(relations_scored({**AREA, "type": "direction"})) == (1, 0, 0)


def test_an_extra_anchor_is_wrong():
    assert counts(relations_scored({**AREA, "anchors": [[20, 30], [90, 95]]})) == (0, 1, 1)
