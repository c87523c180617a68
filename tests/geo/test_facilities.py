"""Spots, roads and unlisted names that no gazetteer gives."""

from __future__ import annotations

import pytest

from geo.facilities import find_facilities, is_road
from geo.model import Mention
from geo.unlisted import find_unlisted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He was taken to Saint Olav Hospital in Aldo.", ["Saint Olav Hospital"]),
        ("They met at the University of Halden.", ["University of Halden"]),
        ("He drove along Highway 9 and I-80.", ["Highway 9", "I-80"]),
        ("She lives on Old Mill Road.", ["Old Mill Road"]),
        ("Deputies took him to the Polk County Sheriff's Department.",
         ["Polk County Sheriff's Department"]),
        ("They served at Fort Rusk.", ["Fort Rusk"]),
        ("The hospital was full.", []),
        (
            "She was taken to Halden University Teaching Hospital.",
            ["Halden University Teaching Hospital"],
        ),
        ("They left the Halden nuclear power plant.", ["Halden nuclear power plant"]),
        ("They were moved from Lund central prison.", ["Lund central prison"]),
        ("She died in a Lund hospital near Lund's dam.", []),
        ("He went to Halden. Four stayed at the Park.", []),
    ],
)  # fmt: skip
def test_facilities(text: str, names: list[str]) -> None:
    assert [mention.text for mention in find_facilities(text)] == names


def test_a_facility_is_a_mention_of_its_own_kind() -> None:
    (found,) = find_facilities("At Saint Olav Hospital")
    assert found == Mention(3, 22, "Saint Olav Hospital", "facility")


@pytest.mark.parametrize(
    ("name", "road"), [("Highway 9", True), ("Mill Lane", True), ("Lund", False)]
)
def test_roads(name: str, road: bool) -> None:
    assert is_road(Mention(0, len(name), name, "facility")) is road


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("They fled to Lower Dunmarsh on Sunday.", ["Lower Dunmarsh"]),
        ("They came from the Dunmarsh peninsula.", ["Dunmarsh peninsula"]),
        ("They drove into northern Dunmarsh.", ["Dunmarsh"]),
        ("They left on Monday, from May to June.", []),
        ("Mr. Dahl spoke. They gave it to Dahl.", []),
        ("It belongs to the Senate.", []),
    ],
)
def test_unlisted_names_follow_words_of_motion(text: str, names: list[str]) -> None:
    assert [mention.text for mention in find_unlisted(text, [])] == names


def test_a_known_mention_is_left_alone() -> None:
    assert find_unlisted("They fled to Lund.", [Mention(13, 17, "Lund")]) == []
