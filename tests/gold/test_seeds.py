"""Our ten articles: every place found and right, measured against answers made by hand."""

import json
from pathlib import Path

import pytest

from gazetteer.store import distance_km
from geo import parse_article

SEEDS = Path(__file__).parents[2] / "seeds"
GOLD = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SEEDS.glob("*.gold.json"))]
# A seed may miss this many of its places; all ten together no more than one in twenty.
EACH = 0.8
ALL = 0.95


@pytest.fixture(scope="module")
def answers(gazetteer):
    return {
        gold["doc_id"]: parse_article(
            (SEEDS / f"{gold['doc_id']}.txt").read_text(encoding="utf-8"), gazetteer
        )
        for gold in GOLD
    }


def counted(gold):
    """Grounded mentions; a facility only where the gazetteer could know it."""
    return [
        m
        for m in gold["mentions"]
        if m["lon"] is not None and (m["kind"] != "facility" or m["place_id"])
    ]


def is_right(mention, parsed):
    answer = next(
        (
            r
            for r in parsed.resolutions
            if r.mention.start < mention["end"] and mention["start"] < r.mention.end
        ),
        None,
    )
    if answer is None or answer.place is None:
        return False
    if mention["place_id"]:
        return answer.place.place_id in [mention["place_id"], *mention.get("also", [])]
    away = distance_km(answer.place.lon, answer.place.lat, mention["lon"], mention["lat"])
    return away <= mention["tolerance_km"]


@pytest.mark.parametrize("gold", GOLD, ids=[gold["doc_id"] for gold in GOLD])
def test_most_places_of_a_seed_are_found_and_right(gold, answers):
    mentions = counted(gold)
    missed = [m["text"] for m in mentions if not is_right(m, answers[gold["doc_id"]])]
    assert len(missed) <= (1 - EACH) * len(mentions), missed


def test_nineteen_of_twenty_places_of_all_seeds_are_found_and_right(answers):
    right = [is_right(m, answers[gold["doc_id"]]) for gold in GOLD for m in counted(gold)]
    assert sum(right) >= ALL * len(right)


def overlaps(a, b):
    return a[0] < b[1] and b[0] < a[1]


def held(event, role, movement):
    """Which places of a role of the event the movement has in that role."""
    mine = [(m.start, m.end) for m in getattr(movement, role)]
    alts = event.get("alts", {})
    return [
        any(
            overlaps(x, span)
            for x in mine
            for span in [gold, *alts.get(f"{gold[0]}-{gold[1]}", [])]
        )
        for gold in event[role]
    ]


def is_found(event, movement):
    """By trigger, or by a place they share in a role."""
    trigger = overlaps(event["trigger"], movement.trigger)
    return trigger or any(any(held(event, r, movement)) for r in ("origins", "destinations", "via"))


def is_complete(event, movement):
    return overlaps(event["trigger"], movement.trigger) and all(
        all(held(event, role, movement)) for role in ("origins", "destinations")
    )


def events(answers):
    for gold in GOLD:
        for event in gold["movements"]:
            if not event.get("optional_event"):
                yield event, answers[gold["doc_id"]].movements


def test_every_movement_is_found(answers):
    missed = [e for e, mine in events(answers) if not any(is_found(e, m) for m in mine)]
    assert missed == []


def test_every_movement_has_all_its_ends(answers):
    lacking = [e for e, mine in events(answers) if not any(is_complete(e, m) for m in mine)]
    assert lacking == []


def test_seed_of_kherson_goes_out_of_kherson_and_into_russia(answers):
    parsed = answers["kherson-evacuation"]
    ends = {m.text for v in parsed.movements for m in (*v.origins, *v.destinations)}
    assert {"Kherson", "Oleshky", "Dzhankoi"} <= ends
