"""What the gazetteer lists under a name key, as far as recognition asks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gazetteer.names import NameKind, fold
from geo.inflection import listed_forms

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = [
    "UNLISTED",
    "Profile",
    "UnitShares",
    "abbreviates",
    "listed_form",
    "profile_of",
    "unit_shares",
]

Units = npt.NDArray[np.int64]
_REMEMBERED = 1 << 14
_WELL_KNOWN = 100_000  # inhabitants
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


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The places of one name key, taken together."""

    kinds: frozenset[NameKind]
    codes: frozenset[str]
    kind: str  # the closest kind of name
    sort: str  # the most prominent sort of place
    size: float  # largest log10(population + 10) of its places
    count: int
    spellings: frozenset[int]  # their hashes
    units: Units  # the countries its places lie in, then the first-level units: see UnitShares
    countries: int  # how many of them are countries
    names_unit: bool  # a country or first-level unit has the name
    governs: bool  # a country or national capital has the name
    wide: bool  # a place of the name spans more than towns share

    @property
    def means_people(self) -> bool:
        """Whether the name is the word for a people, and no place's own."""
        return NameKind.DEMONYM in self.kinds and NameKind.MAIN not in self.kinds

    @property
    def only_demonym(self) -> bool:
        """Whether the name means people only."""
        return self.kinds <= {NameKind.DEMONYM, NameKind.UNLIKE}


_NO_UNITS = np.zeros(0, np.int64)
UNLISTED = Profile(
    frozenset(), frozenset(), "none", "unlisted", 0.0, 0, frozenset(), _NO_UNITS, 0, False,
    False, False,
)  # fmt: skip


def _sort_of(codes: frozenset[str]) -> str:
    for name, prefixes in _SORTS:
        if any(code.startswith(prefixes) for code in codes):
            return name
    return "other"


@lru_cache(maxsize=_REMEMBERED)
def profile_of(gazetteer: Gazetteer, key_id: int | None) -> Profile:
    """Describe the places of a name key, ``UNLISTED`` for ``None``."""
    if key_id is None:
        return UNLISTED
    columns = gazetteer.columns
    rows = columns.rows(key_id)
    fids = columns.name_fid[rows] - 1
    kinds = frozenset([NameKind(k) for k in set(columns.kinds(rows).tolist())])
    codes = frozenset([columns.codes[c] for c in set(columns.code[fids].tolist())])
    numbers = unit_shares(gazetteer)
    countries = sorted({numbers.of_country[c] for c in columns.country[fids].tolist()})
    admin1s = sorted({numbers.of_admin1[a] for a in columns.admin1[fids].tolist()})
    return Profile(
        kinds,
        codes,
        min(kinds).name.lower(),
        _sort_of(codes),
        float(columns.size[fids].max()),
        len(fids),
        frozenset(columns.spellings(rows).tolist()),
        np.array(countries + admin1s, np.int64),
        len(countries),
        any(code.startswith(_UNITS) for code in codes),
        any(code.startswith(_GOVERNING) for code in codes),
        not codes.isdisjoint(_WIDE),
    )


@lru_cache(maxsize=_REMEMBERED)
def listed_form(gazetteer: Gazetteer, key: str, language: str) -> str | None:
    """Return the key of the best known place that a name may be another form of."""

    def worth(form: str) -> tuple[bool, float]:
        profile = profile_of(gazetteer, gazetteer.index.get(form))
        return profile.names_unit, profile.size

    found = [form for form in listed_forms(key, language) if form in gazetteer.index]
    return max(found, key=worth, default=None)


@dataclass(frozen=True, slots=True, eq=False)
class UnitShares:
    """Countries and first-level units, numbered, each with its share of all names.

    Attributes
    ----------
    of_country, of_admin1
        The number of a unit by its fid; that of no unit by 0.
    share
        By number.
    known
        By number: 1 for a unit, 0 for none.
    """

    of_country: dict[int, int]
    of_admin1: dict[int, int]
    share: npt.NDArray[np.float64]
    known: npt.NDArray[np.float64]


@lru_cache(maxsize=4)
def unit_shares(gazetteer: Gazetteer) -> UnitShares:
    """Number the units of a gazetteer and count the names in each."""
    columns = gazetteer.columns
    at = columns.name_fid - 1
    numbers: list[dict[int, int]] = []
    shares: list[npt.NDArray[np.float64]] = []
    fids: list[int] = []
    for unit in (columns.country, columns.admin1):
        found, counts = np.unique(unit[at], return_counts=True)
        numbers.append({0: len(fids) + len(found)} | {
            fid: len(fids) + n for n, fid in enumerate(found.tolist())
        })  # fmt: skip
        shares += [counts / len(at), np.zeros(1)]
        fids += [*found.tolist(), 0]
    return UnitShares(
        numbers[0], numbers[1], np.concatenate(shares), (np.array(fids) > 0).astype(float)
    )


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
