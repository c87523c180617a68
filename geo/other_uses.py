"""What else a one-word name of the gazetteer is: an English word, a person's name, a company.

What else news calls by one word that is a place's name, agencies, companies, parties, diseases, is
written by hand in ``known_otherwise.csv``. The other tables are made by
``python -m gazetteer.sources.refresh.other_uses`` from SCOWL's word lists, the names of the 1990
census of the United States and Faker's lists of names of some 70 countries.
"""

from __future__ import annotations

import csv
from array import array
from bisect import bisect_left
from functools import cache
from importlib import resources
from itertools import accumulate
from typing import NamedTuple

from gazetteer.names import fold

__all__ = [
    "NO_OTHER_USE",
    "OtherUses",
    "SortedLines",
    "given_names",
    "known_otherwise",
    "other_uses",
]


class OtherUses(NamedTuple):
    """How common each use is: 0 for none; words and surnames abroad to 3, other names to 4."""

    english: int
    surname: int
    given: int
    surname_abroad: int


NO_OTHER_USE = OtherUses(0, 0, 0, 0)


class SortedLines:
    """Lines of a file in order, looked up by bisection: a tenth of the memory of a dictionary.

    A line is a name, or a name and a comma and what is said of it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = array("I", accumulate(map(len, text.splitlines(keepends=True)), initial=0))

    def _name_at(self, start: int) -> str:
        return self._text[start : self._text.find("\n", start)].partition(",")[0]

    def __getitem__(self, name: str) -> str | None:
        """Return what is said of a name: ``None`` where it has no line."""
        at = bisect_left(self._starts, name, hi=len(self._starts) - 1, key=self._name_at)
        start = self._starts[at]
        if not self._text.startswith((f"{name},", f"{name}\n"), start):
            return None
        return self._text[start + len(name) + 1 : self._text.find("\n", start)]

    def __contains__(self, name: str) -> bool:
        return self[name] is not None


def other_uses(name: str) -> OtherUses:
    """Return the uses of a name by its key."""
    classes = _uses()[name]
    return OtherUses(*map(int, classes.split(","))) if classes else NO_OTHER_USE


@cache
def _uses() -> SortedLines:
    return SortedLines(_read("other_uses.csv").partition("\n")[2])


@cache
def given_names() -> SortedLines:
    """Return the given names of the world's countries, folded; none is a common English word."""
    return SortedLines(_read("given_names.txt"))


def _read(name: str) -> str:
    return resources.files("geo").joinpath(name).read_text(encoding="utf-8")


@cache
def known_otherwise() -> frozenset[str]:
    """Return the agencies, companies, parties and diseases of one word, folded."""
    rows = csv.DictReader(_read("known_otherwise.csv").splitlines())
    return frozenset(fold(row["name"]) for row in rows)
