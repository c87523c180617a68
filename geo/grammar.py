"""English words by what they do in a sentence about motion: the table ``grammar.csv``.

A class may hold another, by its name after an "@".
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

__all__ = ["words_of"]


def words_of(name: str) -> frozenset[str]:
    """The words of a class, in lower case.

    Raises
    ------
    KeyError
        The table has no such class.
    """
    return frozenset(_members(_classes()[name]))


def _members(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word.startswith("@"):
            yield from _members(_classes()[word[1:]])
        else:
            yield word


@cache
def _classes() -> Mapping[str, Sequence[str]]:
    table = resources.files("geo").joinpath("grammar.csv").read_text(encoding="utf-8")
    return {row["class"]: row["words"].split("|") for row in csv.DictReader(table.splitlines())}
