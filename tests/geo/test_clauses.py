"""Sentences and tokens of a text in which places are masked."""

from __future__ import annotations

import pytest

from geo.clauses import Passage, mask, sentence_spans, without_overlaps
from geo.model import Mention


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One stop. Two stops.", ["One stop.", "Two stops."]),
        ("He met Dr. Dahl at 3 p.m. on Monday.", ["He met Dr. Dahl at 3 p.m. on Monday."]),
        ("In Torvik, Ala., he slept. He left.", ["In Torvik, Ala., he slept.", "He left."]),
        ("“Go!” she said. They went.", ["“Go!”", "she said.", "They went."]),
        ("A title\n\nA text", ["A title", "A text"]),
        ("a line\nthat goes on", ["a line\nthat goes on"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[a:b].strip() for a, b in sentence_spans(text)] == sentences


def test_the_masked_text_keeps_its_offsets() -> None:
    text = "from Torvik to Lund"
    masked = mask(text, [Mention(5, 11, "Torvik"), Mention(15, 19, "Lund")])
    assert (len(masked), masked[:5], masked[11:15]) == (len(text), "from ", " to ")


def test_of_two_that_overlap_the_longer_stays() -> None:
    short, long = Mention(0, 4, "Polk"), Mention(0, 16, "Polk County Jail", "facility")
    assert without_overlaps([short, long]) == [long]


def test_a_place_is_one_token() -> None:
    passage = Passage.of("They left St. Olav today.", [Mention(10, 18, "St. Olav")])
    assert [t.text for t in passage.sentence(0)] == ["They", "left", "St. Olav", "today", "."]


def test_a_number_with_commas_is_one_token() -> None:
    assert [t.text for t in Passage.of("1,300 people", []).sentence(0)] == ["1,300", "people"]


def test_there_is_no_sentence_before_the_first() -> None:
    assert Passage.of("One.", []).sentence(-1) == []


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("they left, then came back", ["they", "left", ",", "then", "came", "back"]),
        ("(U.S. troops)", ["(", "U.S", ".", "troops", ")"]),
        ("a mini-bus\u00a0of the boys’ own", ["a", "mini-bus", "of", "the", "boys’", "own"]),
        ("it's  “home”", ["it's", "“", "home", "”"]),
        ("some 1,300.5 km; 12", ["some", "1,300.5", "km", ";", "12"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    passage = Passage.of(text, [])
    assert [t.text for t in passage.sentence(0)] == tokens
    assert all(text[t.start : t.end] == t.text for t in passage.sentence(0))
