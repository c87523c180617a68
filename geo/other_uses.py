"""What else a one-word name of the gazetteer is: an English word, a person's name, a company.

What else news calls by one word that is a place's name, agencies, companies, parties, diseases, is
written by hand in ``known_otherwise.csv``. The other tables are made by
``python -m gazetteer.sources.refresh.other_uses`` from SCOWL's word lists, the names of the 1990
census of the United States and Faker's lists of names of some 70 countries.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import NamedTuple

from gazetteer.names import fold

__all__ = ["NO_OTHER_USE", "OtherUses", "given_names", "known_otherwise", "other_uses"]


class OtherUses(NamedTuple):
    """How common each use is: 0 for none; words and surnames abroad to 3, other names to 4."""

    english: int
    surname: int
    given: int
    surname_abroad: int


NO_OTHER_USE = OtherUses(0, 0, 0, 0)


@cache
def other_uses() -> dict[str, OtherUses]:
    """Return the uses of all names that have any, by key."""
    table = resources.files("geo").joinpath("other_uses.csv").read_text(encoding="utf-8")
    shared: dict[str, OtherUses] = {}
    uses = {}
    for line in table.splitlines()[1:]:
        name, _, classes = line.partition(",")
        if classes not in shared:
            shared[classes] = OtherUses(*map(int, classes.split(",")))
        uses[name] = shared[classes]
    return uses


@cache
def given_names() -> frozenset[str]:
    """Return the given names of the world's countries, folded; none is a common English word."""
    names = resources.files("geo").joinpath("given_names.txt").read_text(encoding="utf-8")
    return frozenset(names.split())


@cache
def known_otherwise() -> frozenset[str]:
    """Return the agencies, companies, parties and diseases of one word, folded."""
    table = resources.files("geo").joinpath("known_otherwise.csv").read_text(encoding="utf-8")
    return frozenset(fold(row["name"]) for row in csv.DictReader(table.splitlines()))
