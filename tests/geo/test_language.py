"""The language of a text, by its function words."""

from __future__ import annotations

import pytest

from geo.language import _WORD, _counts, function_words

_FRENCH = "Aujourd'hui l'eau n'est qu'à d'autres, dit-on; jusqu'à l'aube d'un matin d'été. "


@pytest.mark.parametrize("text", [_FRENCH, _FRENCH * 40, "He didn't. They've left, it's 1984!"])
@pytest.mark.parametrize("length", [30, 77, 4_000])
def test_each_word_of_a_token_counts(text: str, length: int) -> None:
    words = _WORD.findall(text[:length].casefold())
    total, *counts = _counts(text, min(len(text), length), joined=False)
    assert total == len(words)
    for language in ("en", "fr"):
        used = set(function_words(language))
        assert sum(word in used for word in words) in counts
