"""A text → the language it is in, by its function words, or by a script that only one uses.

A language is only named where it is clear: a wrong one makes a screen reader unintelligible, none
leaves it as it was.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources

import numpy as np

from geo.scan import Integers, Lexicon, tokens_from, tokens_of

__all__ = ["function_words", "language_of", "reading_language"]

_HEAD = 4_000  # characters that are read
_SHARE, _MARGIN = 0.12, 1.3  # of the words at least; more than any other language's at least
_ASCII = re.compile(r"[\x00-\x7f]+")
_WORD = re.compile(r"([^\W\d_]+)")
_JOINED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\ufaff]")  # without blanks
_GLANCE = 1_500  # characters that tell how to read a text
_FEWEST = 4  # words of a text that says anything

_SCRIPTS = (
    ("ja", "\u3040-\u30ff"),
    ("ko", "\uac00-\ud7a3"),
    ("zh", "\u4e00-\u9fff"),
    ("he", "\u0590-\u05ff"),
    ("el", "\u0370-\u03ff"),
    ("th", "\u0e00-\u0e7f"),
    ("hy", "\u0530-\u058f"),
    ("ka", "\u10a0-\u10ff"),
)
_COMMONEST = (("ar", "\u0621-\u064a"), ("ru", "\u0400-\u04ff"))  # of a script of many languages
# Letters that, of the languages not yet ruled out, one uses all the time.
_LETTERS = (("az", "ə"), ("tr", "ığ"), ("uk", "їєґ"), ("be", "ў"), ("mk", "ѓќѕ"), ("ru", "ыэё"))


def language_of(text: str) -> str | None:
    """Return the BCP 47 code of the language, or ``None`` where it is not clear."""
    return _language_of(text, min(len(text), _HEAD))


@lru_cache(maxsize=2)  # short texts are read whole for both
def _language_of(text: str, length: int) -> str | None:
    """Return the language of a text by so many characters of it."""
    head = text[:length]
    foreign = "" if head.isascii() else _ASCII.sub("", head)
    if foreign and (only := _by_letters(head, _ASCII.sub("", foreign.casefold()))):
        return only
    words, *counts = _counts(text, length, joined=_JOINED.search(foreign) is not None)
    *_, second, most = sorted(counts)
    clear = words >= _FEWEST and most >= _SHARE * words and most >= _MARGIN * second
    return _languages()[counts.index(most)] if clear else None


def _counts(text: str, length: int, *, joined: bool) -> list[int]:
    """How many words are in so many characters of a text, and how many of them each language uses.

    ``joined`` says that some stand without blanks: to other readers each letter is a word there.
    """
    head = text[:length]
    tokens = tokens_from(_WORD.split(head)) if joined else tokens_of(text)
    whole, odd = len(tokens.words), []
    if not joined and length < len(text):
        whole = max(bisect_left(tokens.starts, length) - 1, 0)
        odd += [head[start:] for start in tokens.starts[whole : whole + 1]]  # it may be cut
    sorts = _SORTS.measured(tokens)[:, :whole]
    times = np.bincount(sorts.ravel(), minlength=len(_uses()))
    if times[_SEVERAL]:
        odd += [tokens.words[i] for i in (sorts[0] == _SEVERAL).nonzero()[0].tolist()]
    for word in _words(" ".join(odd)) if odd else ():
        times[_sort_of(word)] += 1
    counts: list[int] = times.dot(_uses()).tolist()
    return counts


def _words(written: str) -> list[str]:
    return _WORD.findall(written.casefold())


# What a word is: none ("1984"), several that are counted apart, or one that some languages use.
_NONE, _SEVERAL, _FIRST = 0, 1, 2
_SORT_BITS = 16


def _sorts_of(token: str) -> int:
    """Return what a token is; what its second word is ("don't", "l'eau") in the upper bits."""
    first, second, *more = [*map(_sort_of, _words(token)), _NONE, _NONE]
    return _SEVERAL if len(more) > 2 else first | second << _SORT_BITS


def _sort_of(word: str) -> int:
    return _FIRST + _users()[_function_words().get(word, ())]


_SORTS = Lexicon(
    _sorts_of, lambda sorts: sorts & (1 << _SORT_BITS) - 1, lambda sorts: sorts >> _SORT_BITS
)


def _by_letters(head: str, foreign: str) -> str | None:
    """Return the language that alone uses a script, or letters, of those that are not ASCII."""
    if 100 * len(foreign) < len(head) or not any(map(str.isalpha, set(foreign))):
        return None  # quotation marks and dashes
    letters = len(re.findall(r"[^\W\d_]", head.casefold()))
    for language, characters in _SCRIPTS:
        # Japanese has many Chinese characters, so that a fifth must do.
        if 5 * len(re.findall(f"[{characters}]", foreign)) > letters > 0:
            return language
    for language, characters in _LETTERS:
        if 100 * len(re.findall(f"[{characters}]", foreign)) >= letters > 0:
            return language
    return None


@lru_cache(maxsize=16)
def reading_language(text: str) -> str:
    """Return the language to read a text in: its own, else the commonest of its script."""
    if found := _language_of(text, min(len(text), _GLANCE)):
        return found
    head = text[:_GLANCE]
    letters = len(re.findall(r"[^\W\d_]", head))
    for language, characters in _COMMONEST:
        if not head.isascii() and 2 * len(re.findall(f"[{characters}]", head)) > letters:
            return language
    return "en"


def function_words(language: str) -> list[str]:
    """Return the function words known of a language."""
    return [word for word, users in _function_words().items() if language in users]


@cache
def _function_words() -> Mapping[str, tuple[str, ...]]:
    """Articles, prepositions, conjunctions and pronouns, each with the languages that use it."""
    table = resources.files("geo").joinpath("function_words.csv").read_text(encoding="utf-8")
    users: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(table.splitlines()):
        for word in row["words"].split("|"):
            users[word].append(row["language"])
    return {word: tuple(languages) for word, languages in users.items()}


@cache
def _users() -> Mapping[tuple[str, ...], int]:
    """The sets of languages that use a word, numbered; the first is that of other words."""
    return {users: n for n, users in enumerate(dict.fromkeys([(), *_function_words().values()]))}


@cache
def _languages() -> Sequence[str]:
    return sorted({language for users in _users() for language in users})


@cache
def _uses() -> Integers:
    """1 where a sort of token is a word, and where a word of each language; the others 0."""
    rows = [[1, *(language in users for language in _languages())] for users in _users()]
    return np.array([[0] * len(rows[0])] * _FIRST + rows)
