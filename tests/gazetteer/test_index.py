"""The scan of a text for names."""

from __future__ import annotations

import pytest

from gazetteer import Gazetteer
from gazetteer.index import scan_keys


@pytest.mark.parametrize("first", ["new", "san", "saint", "rio", "lake"])
def test_every_name_of_several_words_is_met_however_many_go_on_so(
    gazetteer: Gazetteer, first: str
) -> None:
    index = gazetteer.index
    names = [key for key in index.prefix(f"{first} ", 400) if key.isascii()]
    for name in names:
        words = [*name.split(), "elsewhere"]
        found = index.names_at(scan_keys(words, [" "] * len(words)), 0)
        assert (len(words) - 2, index.get(name)) in found


def test_a_word_that_no_name_goes_on_with_ends_the_scan(gazetteer: Gazetteer) -> None:
    text = scan_keys(["paris", "elsewhere"], ["", " "])
    assert gazetteer.index.names_at(text, 0) == [(0, gazetteer.index.get("paris"))]
