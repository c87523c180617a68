"""Second-level units named by an adjective of their seat: "Glushkovskiy Rayon" of Glushkovo."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from gazetteer.generic_terms import split_generic
from gazetteer.names import fold

__all__ = ["ADJECTIVE_COUNTRIES", "is_adjective_of", "seat_of", "unit_names"]

Town = TypeVar("Town", bound=Hashable)

# Where districts are called so, by the romanisations of GeoNames.
ADJECTIVE_COUNTRIES = ("AM", "AZ", "BY", "GE", "KG", "KZ", "MD", "PL", "RU", "TJ", "TM", "UA", "UZ")
_ENDING = re.compile(r"(?:s?k|tsk|ck)(?:iy|yi|yy|ij|yj|ii|oy|i|y)$")
_VOWELS = "aeiouy"
_MIN_STEM = 4
# What an adjective puts between the stem of a town's name and "-skiy": Sudzha, Sudzhanskiy.
_LINKS = ("", "an", "en", "in", "ov", "ev", "iv", "n", "yan")


def is_adjective_of(adjective: str, town: str) -> bool:
    """Tell whether a folded adjective is made of a town's folded name.

    >>> is_adjective_of("glushkovskiy", "glushkovo"), is_adjective_of("sudzhanskiy", "sudzha")
    (True, True)
    """
    ending = _ENDING.search(adjective)
    stem = town.rstrip(_VOWELS)
    if ending is None or len(stem) < _MIN_STEM:
        return False
    root = adjective[: ending.start()]
    if adjective.rstrip(_VOWELS) == stem or stem == root + "k":  # Beloretsk; Ivanovka
        return True
    return root.startswith(stem) and root[len(stem) :] in _LINKS


def seat_of(adjectives: Sequence[str], towns: Iterable[tuple[str, Town]]) -> Town | None:
    """Return the one town, each given with its folded name, that one of the adjectives is made of.

    ``None`` where there is none or several.
    """
    seats = {town for key, town in towns if any(is_adjective_of(a, key) for a in adjectives)}
    return seats.pop() if len(seats) == 1 else None


def unit_names(database: sqlite3.Connection) -> dict[int, list[str]]:
    """Return, by fid of a unit, the name of the one town in it that the unit is named after."""
    marks = ",".join("?" * len(ADJECTIVE_COUNTRIES))
    towns: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for name, country, admin1, admin2 in database.execute(
        "SELECT name, country_code, admin1_code, admin2_code FROM places"
        f" WHERE feature_class = 'P' AND country_code IN ({marks}) ORDER BY fid",
        ADJECTIVE_COUNTRIES,
    ):
        key = fold(name)
        towns[country, admin1, key[:_MIN_STEM]].append((key, name, admin2))
    found: dict[int, list[str]] = {}
    for fid, name, country, admin1, admin2 in database.execute(
        "SELECT fid, name, country_code, admin1_code, admin2_code FROM places"
        f" WHERE feature_code = 'ADM2' AND country_code IN ({marks}) ORDER BY fid",
        ADJECTIVE_COUNTRIES,
    ):
        key = fold(name)
        split = split_generic(key)
        adjective = split[0] if split else key
        near = towns[country, admin1, adjective[:_MIN_STEM]]
        inside = ((town_key, town) for town_key, town, unit in near if unit in ("", admin2))
        if (seat := seat_of([adjective], inside)) is not None:
            found[fid] = [seat]
    return found
