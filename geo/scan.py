"""A text's words, split once for all who read it, and what each word means to one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from gazetteer.names import split_tokens

__all__ = ["Lexicon", "Tokens", "lowered", "tokens_from", "tokens_of"]

_REMEMBERED = 1 << 15  # words; a language's common ones are far fewer

Meaning = TypeVar("Meaning")


class Tokens(NamedTuple):
    """A text split into words; hyphens and possessives part them."""

    parts: Sequence[str]  # gaps and words in turn, a gap first and last
    words: Sequence[str]
    gaps: Sequence[str]  # before each word, and after the last
    starts: Sequence[int]  # of the words, in the text


@lru_cache(maxsize=2)  # recognition, areas and movements of one text all ask
def tokens_of(text: str) -> Tokens:
    """Split a text into words."""
    return tokens_from(split_tokens(text))


def tokens_from(parts: Sequence[str]) -> Tokens:
    """Return the words of a text that is split already: gaps and words in turn."""
    return Tokens(parts, parts[1::2], parts[::2], list(accumulate(map(len, parts)))[:-1:2])


class Lexicon(dict[str, Meaning], Generic[Meaning]):
    """What words, as they are written, mean to one reader: worked out when first met."""

    def __init__(self, meaning: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, word: str) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[word] = meaning = self._meaning(word)
        return meaning

    def of(self, words: Sequence[str]) -> list[Meaning]:
        """Return the meaning of each word."""
        return list(map(self.__getitem__, words))

    def found(self, words: Sequence[str]) -> list[tuple[int, Meaning]]:
        """Return the words that mean something, each with its number."""
        return [(i, found) for i, found in enumerate(map(self.__getitem__, words)) if found]


@lru_cache(maxsize=2)  # areas and movements of one text both ask
def lowered(text: str) -> str:
    """A text in lower case with blanks for line ends, of the same length.

    Where a letter lowers to two, only ASCII is lowered.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if c.isascii() else c for c in text)
    return lower.replace("\n", " ")
