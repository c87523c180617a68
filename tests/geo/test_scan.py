"""The words of texts and what they mean, where several threads read at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from geo.scan import Lexicon, Tokens, tokens_of


@pytest.fixture
def switching() -> Iterator[None]:
    """Threads that take turns as often as may be."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("switching")
def test_threads_may_read_at_once() -> None:
    texts = [" ".join(f"w{n}x{k}" for k in range(80)) for n in range(400)]
    lexicon = Lexicon(str.upper, len)

    def read(text: str) -> tuple[list[str], list[int], list[str]]:
        tokens: Tokens = tokens_of(text)
        (lengths,) = lexicon.measured(tokens)
        return lexicon.of(tokens), lengths.tolist(), [word for _, word in lexicon.found(tokens)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(read, texts))
    upper = [text.upper().split() for text in texts]
    assert answers == [(words, list(map(len, words)), words) for words in upper]
