"""What the gazetteer lists under a name key, as far as recognition asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from gazetteer.names import NameKind, fold, spelled_alike, spelling_hash
from gazetteer.worth import renown
from geo.inflection import listed_forms
from geo.scan import Remembered

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from gazetteer.columns import Columns

__all__ = [
    "UNLISTED",
    "Profile",
    "Spread",
    "abbreviates",
    "is_listed_so",
    "listed_form",
    "profile_of",
]

_REMEMBERED = 1 << 12  # names, half a kilobyte each
_AT_ONCE = 1 << 15  # names that are counted at a time, to need little memory
_WELL_KNOWN = 100_000  # inhabitants
_OUTNUMBERED = 2.5  # in decimal logarithms
_UNITS = ("PCL", "ADM1", "TERR")
_GOVERNING = ("PCL", "PPLC")
# A country or a region may be named anywhere: whether others lie in it says little.
_WIDE = frozenset(
    {"PCLI", "PCLD", "PCLS", "PCLF", "PCLIX", "TERR", "CONT", "RGN", "SEA", "OCN", "GULF"}
)
_SORTS = (
    ("country", ("PCL", "TERR", "CONT")),
    ("adm1", ("ADM1",)),
    ("capital", ("PPLC", "PPLA")),
    ("place", ("PPL",)),
    ("adm2", ("ADM2", "ADM3")),
    ("water", ("STM", "LK", "RSV", "SEA", "OCN", "GULF", "BAY", "STRT", "CHN")),
    ("region", ("RGN", "PEN", "ISL", "MT", "DSRT", "VAL", "CAPE", "SPIT")),
    ("airport", ("AIRP",)),
)


_LOCAL = ("place", "adm2")
_THINGS = tuple(code for sort, codes in _SORTS if sort in ("water", "region") for code in codes)


class Spread(NamedTuple):
    """The units of one level that the places of a name lie in."""

    fids: tuple[int, ...]
    parts: int  # how many they are, and one more where some place lies in none
    share: float  # of all names, that lie where they do


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The places of one name key, taken together."""

    kinds: frozenset[NameKind]
    codes: frozenset[str]
    kind: str  # the closest kind of name, a demonym where people are meant
    sort: str  # the most prominent sort of place
    size: float  # largest log10(population + 10) of its places
    count: int
    spellings: tuple[int, ...]  # their hashes
    countries: Spread  # that its places lie in
    regions: Spread  # the first-level units
    names_unit: bool  # a country or first-level unit has the name
    governs: bool  # a country or national capital has the name
    wide: bool  # a place of the name spans more than towns share
    means_people: bool  # the name is the word for a people, and of no place of note
    only_demonym: bool  # it means people only


_NOWHERE = Spread((), 0, 0.0)
UNLISTED = Profile(
    frozenset(), frozenset(), "none", "unlisted", 0.0, 0, (), _NOWHERE, _NOWHERE, False,
    False, False, False, True,
)  # fmt: skip


def _sort_of(codes: frozenset[str]) -> str:
    for name, prefixes in _SORTS:
        if any(code.startswith(prefixes) for code in codes):
            return name
    return "other"


def _spread(units: Iterable[int], alone: Mapping[int, Spread]) -> Spread:
    """Return the spread over some units, made of those over each: names share what is in them."""
    found = [alone[unit] for unit in sorted(set(units))]
    if len(found) == 1:
        return found[0]
    fids = tuple([fid for one in found for fid in one.fids])
    return Spread(fids, len(found), sum([one.share for one in found]))


def _prominent(columns: Columns, fids: npt.NDArray[np.uint32], codes: frozenset[str]) -> str:
    """Return the most prominent sort: a river's or range's where the towns are hamlets: "Rhine"."""
    sort = _sort_of(codes)
    if sort not in _LOCAL or not any(code.startswith(_THINGS) for code in codes):
        return sort
    numbers, sizes = columns.code[fids].tolist(), columns.size[fids].tolist()
    known = [
        (renown(size, columns.classes[number], columns.codes[number], standing), number)
        for size, number, standing in zip(
            sizes, numbers, columns.standing[fids].tolist(), strict=True
        )
    ]
    best, number = max(known)
    local = max(size for size, n in zip(sizes, numbers, strict=True) if columns.classes[n] in "PA")
    return _sort_of(frozenset([columns.codes[number]])) if best >= local + _OUTNUMBERED else sort


@lru_cache(maxsize=256)
def _kinds(numbers: frozenset[int]) -> frozenset[NameKind]:
    """Return kinds of names, of which many names have the same."""
    return frozenset(map(NameKind, numbers))


@lru_cache(maxsize=1024)
def _feature_codes(codes: tuple[str, ...], numbers: frozenset[int]) -> frozenset[str]:
    """Return feature codes, of which many names have the same."""
    return frozenset([codes[n] for n in numbers])


@lru_cache(maxsize=_REMEMBERED)
def profile_of(gazetteer: Gazetteer, key_id: int | None) -> Profile:
    """Describe the places of a name key, ``UNLISTED`` for ``None``."""
    if key_id is None:
        return UNLISTED
    columns = gazetteer.columns
    rows = columns.rows(key_id)
    fids = columns.name_fid[rows] - 1
    kinds = _kinds(frozenset(columns.kinds(rows).tolist()))
    codes = _feature_codes(columns.codes, frozenset(columns.code[fids].tolist()))
    in_country, in_region = _spreads_alone(gazetteer)
    names_unit = any(code.startswith(_UNITS) for code in codes)
    means_people = NameKind.DEMONYM in kinds and _means_people(columns, rows, names_unit)
    return Profile(
        kinds,
        codes,
        (NameKind.DEMONYM if means_people else min(kinds)).name.lower(),
        _prominent(columns, fids, codes),
        float(columns.size[fids].max()),
        len(fids),
        tuple(set(columns.spellings(rows).tolist())),
        _spread(columns.country[fids].tolist(), in_country),
        _spread(columns.admin1[fids].tolist(), in_region),
        names_unit,
        any(code.startswith(_GOVERNING) for code in codes),
        not codes.isdisjoint(_WIDE),
        means_people,
        kinds <= {NameKind.DEMONYM, NameKind.UNLIKE},
    )


def is_listed_so(surface: str, profile: Profile) -> bool:
    """Tell whether some place of a name is listed in the spelling given, marks aside."""
    spelling = spelling_hash(surface)
    return any(spelled_alike(spelling, listed) for listed in profile.spellings)


def _means_people(columns: Columns, rows: slice, names_unit: bool) -> bool:
    """Tell whether a demonym is meant as one: no place bears it as its own name.

    Nor does a hamlet count ("French") that the people of a unit outnumber some hundredfold.
    """
    kinds, sizes = columns.kinds(rows), columns.size[columns.name_fid[rows] - 1]
    own = sizes[kinds == NameKind.MAIN]
    if not len(own):
        return True
    nation = sizes[kinds == NameKind.DEMONYM].max()
    return names_unit and bool(nation >= own.max() + _OUTNUMBERED)


@lru_cache(maxsize=_REMEMBERED)
def listed_form(gazetteer: Gazetteer, key: str, language: str) -> str | None:
    """Return the key of the best known place that a name may be another form of."""

    def worth(form: str) -> tuple[bool, float]:
        profile = profile_of(gazetteer, gazetteer.index.get(form))
        return profile.names_unit, profile.size

    found = [form for form in listed_forms(key, language) if form in gazetteer.index]
    return max(found, key=worth, default=None)


@lru_cache(maxsize=4)
def _spreads_alone(gazetteer: Gazetteer) -> tuple[Mapping[int, Spread], Mapping[int, Spread]]:
    """Return the spread over each country alone, and over each first-level unit; 0 is none."""
    columns = gazetteer.columns
    names = columns.name_fid

    def alone(unit: npt.NDArray[np.uint32]) -> Mapping[int, Spread]:
        counts = np.zeros(int(unit.max(initial=0)) + 1, np.int64)
        for first in range(0, len(names), _AT_ONCE):
            counts += np.bincount(unit[names[first : first + _AT_ONCE] - 1], minlength=len(counts))
        found = counts.nonzero()[0]
        shares = dict(zip(found.tolist(), (counts[found] / len(names)).tolist(), strict=True))
        return Remembered(lambda fid: Spread((fid,) if fid else (), 1, shares[fid]))

    return alone(columns.country), alone(columns.admin1)


@lru_cache(maxsize=_REMEMBERED)
def abbreviates(gazetteer: Gazetteer, key_id: int, key: str) -> bool:
    """Tell whether a name shortens that of a place, so that a full stop after it is its own.

    "Okla" is made of letters of "Oklahoma" in their order and begins as it does; "Burma" is no
    short form of "Myanmar", and "Shan" is a word of "Shan State".
    """
    columns = gazetteer.columns
    rows = columns.rows(key_id)
    kinds = columns.kinds(rows).tolist()
    places = gazetteer.places(columns.name_fid[rows].tolist())
    known = [
        (place, kind)
        for place, kind in zip(map(places.get, columns.name_fid[rows].tolist()), kinds, strict=True)
        if place is not None
        and (place.feature_code.startswith(_UNITS) or place.population > _WELL_KNOWN)
    ]
    return not any(kind == NameKind.MAIN for _, kind in known) and any(
        _shortens(key, fold(place.name)) for place, _ in known
    )


def _shortens(key: str, name: str) -> bool:
    if len(key) > min(5, len(name) - 2) or key[0] != name[0] or name.startswith(f"{key} "):
        return False
    letters = iter(name.replace(" ", ""))
    return all(c in letters for c in key.replace(" ", ""))
