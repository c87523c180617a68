"""The seed articles and their hand-made answers agree with each other."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any, get_args

import pytest

from geo.model import MentionKind, MovementKind, MovementStatus, RelationType

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
NAMES = sorted(path.stem for path in SEEDS.glob("*.txt"))
ROLES = ("origins", "destinations", "via")
PLACE_SOURCES = ("geonames", "ne", "mm", "icao")

Gold = dict[str, Any]
Span = tuple[int, int]


@pytest.fixture(params=NAMES)
def seed(request: pytest.FixtureRequest) -> tuple[str, str, Gold]:
    """The name, text and answer of one seed."""
    name: str = request.param
    text = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
    gold = json.loads((SEEDS / f"{name}.gold.json").read_text(encoding="utf-8"))
    return name, text, gold


def mention_spans(gold: Gold) -> set[Span]:
    return {(mention["start"], mention["end"]) for mention in gold["mentions"]}


def movement_spans(movement: Gold) -> list[list[int]]:
    optional = movement.get("optional", {})
    return [span for role in ROLES for span in movement[role] + optional.get(role, [])]


def test_there_are_ten_seeds() -> None:
    assert len(NAMES) == 10


def test_every_seed_has_an_answer() -> None:
    assert {path.name.removesuffix(".gold.json") for path in SEEDS.glob("*.gold.json")} == set(
        NAMES
    )


def test_seed_has_250_to_600_words(seed: tuple[str, str, Gold]) -> None:
    _, text, _ = seed
    assert 250 <= len(text.split()) <= 600


def test_title_is_the_first_line_and_a_blank_line_follows(seed: tuple[str, str, Gold]) -> None:
    _, text, _ = seed
    title, blank, dateline = text.split("\n")[:3]
    assert title
    assert blank == ""
    assert " - " in dateline


def test_answer_belongs_to_this_text(seed: tuple[str, str, Gold]) -> None:
    name, text, gold = seed
    assert gold["doc_id"] == name
    assert gold["text_sha1"] == hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:12]


def test_offsets_of_mentions_give_their_text(seed: tuple[str, str, Gold]) -> None:
    _, text, gold = seed
    for mention in gold["mentions"] + gold["not_places"]:
        assert text[mention["start"] : mention["end"]] == mention["text"]


def test_mentions_are_in_order_and_do_not_overlap(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for before, after in itertools.pairwise(gold["mentions"]):
        assert before["end"] <= after["start"]


def test_no_mention_overlaps_what_is_not_a_place(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for mention, other in itertools.product(gold["mentions"], gold["not_places"]):
        assert mention["end"] <= other["start"] or other["end"] <= mention["start"], mention


def test_mentions_start_and_end_at_word_boundaries(seed: tuple[str, str, Gold]) -> None:
    _, text, gold = seed
    for mention in gold["mentions"]:
        assert not text[mention["start"] - 1 : mention["start"]].isalnum(), mention
        assert not text[mention["end"] : mention["end"] + 1].isalnum(), mention


def test_every_repeat_of_a_grounded_name_is_labelled(seed: tuple[str, str, Gold]) -> None:
    _, text, gold = seed
    labelled = [(m["start"], m["end"]) for m in gold["mentions"] + gold["not_places"]]
    for name in {m["text"] for m in gold["mentions"]}:
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            whole_word = not text[end : end + 1].isalnum() and not text[start - 1].isalnum()
            if whole_word:
                assert any(s <= start and end <= e for s, e in labelled), (name, start)
            start = text.find(name, end)


def test_mention_kinds_are_legal(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    assert {mention["kind"] for mention in gold["mentions"]} <= set(get_args(MentionKind))


def test_toponyms_and_demonyms_have_a_point_on_earth(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for mention in gold["mentions"]:
        if mention["kind"] != "facility":
            assert -180 <= mention["lon"] <= 180, mention
            assert -90 <= mention["lat"] <= 90, mention
            assert mention["tolerance_km"] > 0, mention


def test_facilities_without_an_id_have_no_point(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for mention in gold["mentions"]:
        if mention["kind"] == "facility" and mention["place_id"] is None:
            assert mention["lon"] is mention["lat"] is mention["tolerance_km"] is None


def test_place_ids_name_their_source(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for mention in gold["mentions"]:
        for place_id in (mention["place_id"], *mention["also"]):
            assert place_id is None or place_id.partition(":")[0] in PLACE_SOURCES, mention


def test_area_types_are_legal(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for area in gold["areas"]:
        assert {area["type"], *area.get("alt_types", [])} <= set(get_args(RelationType))


def test_anchors_are_mentions_inside_the_area(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for area in gold["areas"]:
        start, end = area["span"]
        for anchor in area["anchors"]:
            assert tuple(anchor) in mention_spans(gold)
            assert start <= anchor[0] < anchor[1] <= end


def test_required_areas_have_an_anchor(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    assert all(area["anchors"] for area in gold["areas"] if not area.get("optional"))


def test_areas_with_distance_in_their_type_state_it(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for area in gold["areas"]:
        if "distance" in area["type"] and not area.get("optional"):
            assert area["distance_km"] > 0


def test_movement_kinds_and_statuses_are_legal(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    assert {movement["kind"] for movement in gold["movements"]} <= set(get_args(MovementKind))
    assert {movement["status"] for movement in gold["movements"]} <= set(get_args(MovementStatus))


def test_triggers_are_single_words(seed: tuple[str, str, Gold]) -> None:
    _, text, gold = seed
    for movement in gold["movements"]:
        start, end = movement["trigger"]
        assert text[start:end].isalpha()


def test_triggers_are_distinct(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    triggers = [tuple(movement["trigger"]) for movement in gold["movements"]]
    assert len(set(triggers)) == len(triggers)


def test_places_of_movements_are_mentions(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for movement in gold["movements"]:
        for span in movement_spans(movement):
            assert tuple(span) in mention_spans(gold), movement


def test_required_movements_name_a_place(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    for movement in gold["movements"]:
        if not movement.get("optional_event"):
            assert any(movement[role] for role in ROLES), movement


def test_seed_has_a_movement_with_a_destination(seed: tuple[str, str, Gold]) -> None:
    _, _, gold = seed
    assert any(m["destinations"] for m in gold["movements"] if not m.get("optional_event"))


def test_alternatives_belong_to_a_place_of_the_movement(seed: tuple[str, str, Gold]) -> None:
    _, text, gold = seed
    for movement in gold["movements"]:
        roles = {f"{start}-{end}" for start, end in movement_spans(movement)}
        alternatives = movement.get("alts", {})
        assert set(alternatives) <= roles
        assert all(0 <= s < e <= len(text) for spans in alternatives.values() for s, e in spans)
