"""Looking for words in a text by the quick means: lower case once, then plain search."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

__all__ = ["lowered", "starts_of", "windows_about", "words_of"]

_TO_BLANKS = str.maketrans(dict.fromkeys(".,;:!?\"'()[]“”‘’—–…-/", " "))


@lru_cache(maxsize=4)  # areas and movements of one text both ask
def lowered(text: str) -> str:
    """A text in lower case with blanks for line ends, of the same length.

    Where a letter lowers to two, only ASCII is lowered.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(c.lower() if c.isascii() else c for c in text)
    return lower.replace("\n", " ")


def words_of(text: str) -> frozenset[str]:
    """The different words of a text in lower case; hyphens and apostrophes part words."""
    return frozenset(lowered(text).translate(_TO_BLANKS).split())


def starts_of(lower: str, word: str, *, whole: bool = False, inside: bool = False) -> list[int]:
    """Where a word begins in a text in lower case.

    Parameters
    ----------
    whole
        No letter may follow it.
    inside
        A letter may stand before it: "bank" in "riverbank".
    """
    starts = []
    at = lower.find(word)
    while at >= 0:
        end = at + len(word)
        if (inside or at == 0 or not lower[at - 1].isalpha()) and not (
            whole and end < len(lower) and lower[end].isalpha()
        ):
            starts.append(at)
        at = lower.find(word, end)
    return starts


def windows_about(text: str, hits: Iterable[int], before: int, after: int) -> list[tuple[int, int]]:
    """Stretches of whole words from so many characters before each hit to so many after, merged."""
    windows: list[tuple[int, int]] = []
    for hit in sorted(hits):
        low, high = max(0, hit - before), min(len(text), hit + after)
        while low > 0 and not text[low - 1].isspace():
            low -= 1
        if windows and low <= windows[-1][1]:
            low = windows.pop()[0]
        while high < len(text) and not text[high].isspace():
            high += 1
        windows.append((low, high))
    return windows
