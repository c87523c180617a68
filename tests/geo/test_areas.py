"""Areas: what words denote one, its span, anchors, direction and distance."""

from __future__ import annotations

import csv
import re
import tracemalloc
from importlib import resources

import pytest

from geo.areas import find_areas
from geo.measures import direction_of, distance_km, number_of
from geo.model import Area, Mention

ROWS = list(
    csv.DictReader(
        resources.files("geo").joinpath("relations.csv").read_text(encoding="utf-8").splitlines()
    )
)


def areas_of(marked: str) -> list[tuple[str, Area]]:
    """Areas of a text in which [toponyms] and [~demonyms] are marked, each with its words."""
    text, mentions = "", []
    for piece in re.split(r"(\[[^]]*\])", marked):
        if piece.startswith("["):
            name = piece[1:-1].removeprefix("~")
            kind = "demonym" if piece.startswith("[~") else "toponym"
            mentions.append(Mention(len(text), len(text) + len(name), name, kind))
            piece = name
        text += piece
    return [(text[area.start : area.end], area) for area in find_areas(text, mentions)]


def one_area(marked: str) -> tuple[str, Area]:
    (found,) = areas_of(marked)
    return found


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["example"])
def test_each_row_finds_its_own_example(row: dict[str, str]) -> None:
    assert row["relation"] in [area.relation for _, area in areas_of(row["example"])]


def test_a_direction_and_distance_begins_at_the_number_and_ends_with_the_anchor() -> None:
    words, area = one_area("A dam broke some 12 miles north-west of [Marn], they said.")
    assert (words, area.distance_km, area.direction) == ("12 miles north-west of Marn", 19.3, "nw")


def test_a_list_of_directions_is_one_area() -> None:
    words, area = one_area("Snow fell over central, eastern and southeastern [Oril].")
    assert (words, area.direction) == ("central, eastern and southeastern Oril", "central,e,se")


def test_a_list_of_anchors_is_one_area() -> None:
    _, area = one_area("Shots were heard near [Torvik] and [Halden].")
    assert [anchor.text for anchor in area.anchors] == ["Torvik", "Halden"]


def test_gates_of_a_dam_are_no_gates_of_a_town() -> None:
    assert areas_of("Engineers opened all 56 gates of the [Oril] barrage.") == []


def test_a_country_that_clears_a_coast_is_no_coast() -> None:
    assert areas_of("[Oril] clears coast before typhoon") == []


def test_along_belongs_to_a_border_as_to_a_road() -> None:
    words, area = one_area("Villages along the border with [Oril] are empty.")
    assert (words, area.relation) == ("along the border with Oril", "border")


def test_who_holds_the_anchor_is_no_part_of_its_name() -> None:
    words, area = one_area("Troops stood near the border with [~Orilian]-administered [Quira].")
    assert words == "near the border with Orilian-administered Quira"
    assert [anchor.text for anchor in area.anchors] == ["Quira"]


def test_an_area_ends_with_a_word() -> None:
    assert areas_of("Shots were heard north of [~Orilian]-backed lines.") == []


@pytest.mark.parametrize("body", ["the United Wardens", "[Oril]"])
def test_who_speaks_after_a_comma_is_no_anchor(body: str) -> None:
    assert areas_of(f"A dam broke 60 km west of the city, {body} said.") == []


def test_a_listed_place_after_a_comma_is_the_city() -> None:
    words, _ = one_area("A dam broke 60 km west of the capital, [Torvik], on Monday.")
    assert words == "60 km west of the capital, Torvik"


def test_a_border_may_be_named_by_a_demonym() -> None:
    words, area = one_area("They waited at the [~Quiran] border.")
    assert (words, area.relation) == ("Quiran border", "border")


def test_border_guards_are_no_border() -> None:
    assert areas_of("A group of [~Quiran] border guards arrived.") == []


def test_a_state_that_closes_its_border_posts_is_no_border() -> None:
    assert areas_of("[Norse] troops massed as [Torvik] closed border posts.") == []


def test_near_the_border_is_one_area_not_two() -> None:
    words, area = one_area("A village near the border with [Quira] was hit.")
    assert (words, area.relation) == ("near the border with Quira", "near")


def test_between_needs_two_places() -> None:
    _, area = one_area("A bus left the road between [Torvik] and [Halden].")
    assert area.relation == "between"
    assert len(area.anchors) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Talks between [Oril] and [Quira] failed.",
        "Nonstop flights between [Oril] and [Quira] begin in May.",
        "The trade agreement signed between [Oril] and [Quira] stands.",
    ],
)
def test_what_is_between_parties_is_no_area(text: str) -> None:
    assert areas_of(text) == []


def test_a_capital_makes_a_direction_part_of_a_name() -> None:
    assert areas_of("The bank has an office in West [Torvik].") == []


def test_downtown_is_the_central_part() -> None:
    _, area = one_area("A fire broke out in downtown [Torvik].")
    assert (area.relation, area.direction) == ("part", "central")


def test_an_anchor_that_no_gazetteer_lists_is_a_mention_of_its_own() -> None:
    _, area = one_area("A man was found near Lower Dunmarsh on Sunday.")
    assert area.anchors == (Mention(21, 35, "Lower Dunmarsh", "facility"),)


def test_a_road_can_be_an_anchor() -> None:
    _, area = one_area("A lorry burned along Highway 9 on Sunday.")
    assert [anchor.text for anchor in area.anchors] == ["Highway 9"]


def test_cordoned_off_is_not_off_a_coast() -> None:
    assert areas_of("Police cordoned off [Torvik] on Monday.") == []


def test_off_a_town_is_water() -> None:
    words, area = one_area("The boat sank off [Torvik] at night.")
    assert (words, area.relation) == ("off Torvik", "coast")


def test_spans_hold_across_a_line_end() -> None:
    words, _ = one_area("in northern\n    [Oril] today")
    assert words == "northern\n    Oril"


def test_a_title_and_the_paragraph_below_make_no_area() -> None:
    assert areas_of("Families move south\n\n[Oril] told them to.") == []


def test_a_text_without_mentions_and_names_has_no_areas() -> None:
    assert areas_of("nothing is north of nowhere") == []


@pytest.mark.parametrize(
    ("words", "km"),
    [
        ("1/2 mile", 0.8),
        ("five miles", 8.0),
        ("a couple of hundred kilometres", 200.0),
        ("1,200 miles", 1931.2),
        ("20 nautical miles", 37.0),
        ("twenty-five km", 25.0),
        ("half a mile", 0.8),
        ("an hour", None),
    ],
)
def test_distances_in_words(words: str, km: float | None) -> None:
    assert distance_km(words) == km


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("south-central", "s-central"),
        ("north-north-west", "nnw"),
        ("Southwestern", "sw"),
        ("upper", "upper"),
        ("downtown", "central"),
        ("somewhere", None),
    ],
)
def test_directions_in_words(words: str, codes: str | None) -> None:
    assert direction_of(words) == codes


def test_a_number_in_words_and_digits() -> None:
    assert [number_of(w) for w in ("1 1/2", "two hundred and five", "several", "x")] == [
        1.5,
        205.0,
        5.0,
        None,
    ]


def test_a_text_without_a_blank_takes_memory_in_proportion() -> None:
    find_areas("x", [])
    tracemalloc.start()
    assert find_areas("x" * 10_000, []) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000  # bytes; with every beginning of the word, fifty million
