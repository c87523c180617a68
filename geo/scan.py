"""A text's words, split once for all who read it, and what each word means to one of them.

Words are numbered as they are met in any text, so that a reader looks its answers up in arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from itertools import accumulate, islice
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from gazetteer.names import split_tokens

__all__ = ["Integers", "Lexicon", "Remembered", "Tokens", "tokens_from", "tokens_of"]

_WORDS = 24_000  # that are numbered; a language's common ones are far fewer
_REMEMBERED = 1 << 13  # keys with a meaning each

Integers = npt.NDArray[np.int64]
Key = TypeVar("Key", bound=Hashable)
Meaning = TypeVar("Meaning")


class _Numbers(dict[str, int]):
    """The words met so far, numbered."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self.words)
        self.words.append(word)
        return number


_numbers = _Numbers()
_numbering = Lock()  # threads that parse one text each share the numbers


class Tokens(NamedTuple):
    """A text split into words; hyphens and possessives part them."""

    parts: Sequence[str]  # gaps and words in turn, a gap first and last
    words: Sequence[str]
    gaps: Sequence[str]  # before each word, and after the last
    starts: Sequence[int]  # of the words, in the text
    numbers: Integers  # of the words, as they are numbered in
    numbering: _Numbers


@lru_cache(maxsize=2)  # recognition, areas and movements of one text all ask
def tokens_of(text: str) -> Tokens:
    """Split a text into words."""
    return tokens_from(split_tokens(text))


def tokens_from(parts: Sequence[str]) -> Tokens:
    """Return the words of a text that is split already: gaps and words in turn."""
    global _numbers
    words = parts[1::2]
    with _numbering:
        if len(_numbers) >= _WORDS:
            _numbers = _Numbers()  # texts read before keep theirs
        numbering = _numbers
        numbers = np.fromiter(map(numbering.__getitem__, words), np.int64, len(words))
    starts = list(islice(accumulate(map(len, parts)), 0, len(parts) - 1, 2))
    return Tokens(parts, words, parts[::2], starts, numbers, numbering)


class Lexicon(Generic[Meaning]):
    """What words, as they are written, mean to one reader: worked out when first met.

    Parameters
    ----------
    meaning
        Of a word.
    measures
        Numbers that a meaning is asked for of all words of a text at once.
    """

    def __init__(
        self, meaning: Callable[[str], Meaning], *measures: Callable[[Meaning], int]
    ) -> None:
        self._meaning, self._measures = meaning, measures
        self._numbering: _Numbers | None = None
        # By the words' numbers.
        self._meanings: npt.NDArray[np.object_] = np.empty(0, object)
        self._means: npt.NDArray[np.bool_] = np.empty(0, bool)  # anything
        self._measured: npt.NDArray[np.int32] = np.empty((0, len(self._measures)), np.int32)
        self._known = 0
        self._lock = Lock()  # held while the arrays grow, and while they are looked up

    def _read(self, numbering: _Numbers) -> None:
        """Work out the meanings of words that were numbered since."""
        if numbering is not self._numbering:
            self._numbering, self._known = numbering, 0
            self._meanings[:] = None
        known, count = self._known, len(numbering.words)
        if known < count:
            if count > len(self._meanings):
                more = count - len(self._meanings) + count // 4
                room = np.empty((more, len(self._measures)), np.int32)
                self._measured = np.concatenate([self._measured, room])
                self._meanings = np.concatenate([self._meanings, np.empty(more, object)])
                self._means = np.concatenate([self._means, np.empty(more, bool)])
            new = list(map(self._meaning, numbering.words[known:count]))
            for n, meaning in enumerate(new, known):  # one by one: some are sequences
                self._meanings[n] = meaning
            self._means[known:count] = list(map(bool, new))
            self._measured[known:count] = [[m(meaning) for m in self._measures] for meaning in new]
            self._known = count

    def of(self, tokens: Tokens) -> list[Meaning]:
        """Return the meaning of each word."""
        with self._lock:
            self._read(tokens.numbering)
            meanings: list[Meaning] = self._meanings.take(tokens.numbers).tolist()
        return meanings

    def measured(self, tokens: Tokens) -> npt.NDArray[np.int32]:
        """Return measures × words."""
        with self._lock:
            self._read(tokens.numbering)
            return self._measured.take(tokens.numbers, axis=0).T

    def found(self, tokens: Tokens) -> list[tuple[int, Meaning]]:
        """Return the words that mean something, each with its place among the words."""
        with self._lock:
            self._read(tokens.numbering)
            at = self._means[tokens.numbers].nonzero()[0]
            meanings: list[Meaning] = self._meanings[tokens.numbers[at]].tolist()
        return list(zip(at.tolist(), meanings, strict=True))


class Remembered(dict[Key, Meaning], Generic[Key, Meaning]):
    """What strings, or other keys, mean, worked out when first met."""

    def __init__(self, meaning: Callable[[Key], Meaning]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, key: Key) -> Meaning:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[key] = meaning = self._meaning(key)
        return meaning
