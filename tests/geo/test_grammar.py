"""The table of word classes: each is read by some module, and says each word once."""

from __future__ import annotations

import csv
import re
from collections import Counter
from importlib import resources
from pathlib import Path

import pytest

import geo
from geo.frames import frames
from geo.grammar import words_of

TABLE = resources.files("geo").joinpath("grammar.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TABLE.splitlines()))
SOURCES = "".join(p.read_text(encoding="utf-8") for p in Path(geo.__path__[0]).glob("*.py"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["class"])
def test_a_class_says_each_word_once_and_what_it_means(row: dict[str, str]) -> None:
    assert max(Counter(row["words"].split("|")).values()) == 1
    assert row["meaning"]
    assert not any(word.startswith("@") for word in words_of(row["class"]))


def test_every_class_is_asked_for() -> None:
    asked = set(re.findall(r'words_of\("([^"]+)"\)', SOURCES))
    assert asked == {row["class"] for row in ROWS}


def test_every_trait_of_a_motion_word_is_asked_for() -> None:
    traits = {trait for found in frames().values() for f in found for trait in f.traits} - {""}
    assert {trait for trait in traits if f'"{trait}"' not in SOURCES} == set()
