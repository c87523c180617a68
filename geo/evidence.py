"""The kinds of evidence that a name and its own words give: each a function to one column.

A column has one value a candidate (the rows of :class:`~geo.candidates.CandidateTable`); a score is
the weighted sum of the columns. What the document's other names say is in :mod:`geo.context`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gazetteer.distance import EARTH_KM
from gazetteer.names import NameKind
from geo.candidate_rows import EDITED, INFLECTED, WITHOUT_PART, Identity
from geo.candidates import CandidateTable, candidates_of

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = [
    "CAPITAL",
    "CONTINENT",
    "COUNTRY",
    "GROUP_NAMES",
    "LOCAL",
    "Ground",
    "LocalKind",
    "LocalWeights",
    "chord_km",
    "ground_of",
    "local_scores",
]

Column = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("country", ("PCL", "TERR")),
    ("continent", ("CONT",)),
    ("first-level unit", ("ADM1",)),
    ("second-level unit", ("ADM2", "ADM3", "ADM4", "ADM5", "ADMD")),
    ("national capital", ("PPLC",)),
    ("regional seat", ("PPLA",)),
    ("settlement", ("PPL",)),
    ("water", ("STM", "LK", "RSV", "SEA", "OCN", "GULF", "BAY", "STRT", "CHN", "CNL", "SD", "LGN")),
    ("region", ("RGN",)),
    ("airport", ("AIRP", "AIRB")),
)
COUNTRY, CONTINENT, _FIRST_LEVEL, _SECOND_LEVEL, CAPITAL, _SEAT, _SETTLEMENT = range(7)
_SETTLEMENT_GROUPS = (CAPITAL, _SEAT, _SETTLEMENT)
_WATER_GROUP = 7
_BUILDING_GROUP = len(_GROUPS)  # and squares, prisons, camps: class S besides airports
GROUP_NAMES = (*(name for name, _ in _GROUPS), "building", "other feature")


@lru_cache(maxsize=8)
def _code_groups(codes: tuple[str, ...], classes: tuple[str, ...]) -> Integers:
    """Return the feature group of each feature code of a gazetteer, given with their classes."""

    def group(code: str, of_class: str) -> int:
        found = (n for n, (_, prefixes) in enumerate(_GROUPS) if code.startswith(prefixes))
        return next(found, _BUILDING_GROUP if of_class == "S" else _BUILDING_GROUP + 1)

    return np.array([group(*both) for both in zip(codes, classes, strict=True)])


@dataclass(frozen=True)
class Ground:
    """A document's candidates and what of them no pass of resolution changes.

    ``code_group`` has the feature group of each feature code of the gazetteer, by number; ``home``
    is (lon, lat) of the publisher's own area, where it is known.
    """

    table: CandidateTable
    code_group: Integers
    home: tuple[float, float] | None = None

    @cached_property
    def real(self) -> Flags:
        """Tell which rows are places, not "no place"."""
        return self.table.fid > 0

    @cached_property
    def group(self) -> Integers:
        """Return the feature group of each row, −1 for "no place"."""
        return np.where(self.real, self.code_group[self.table.code], -1)

    @cached_property
    def placed(self) -> Flags:
        """Tell which rows are places whose point and radius say where they are: no continent."""
        return np.asarray(self.real & (self.group != CONTINENT))

    @cached_property
    def name(self) -> Integers:
        """Return the number of each row's name: senses of one name are no witnesses for another."""
        names = np.array([sense.name for sense in self.table.senses], np.int64)
        return names[self.table.sense]

    @cached_property
    def votes(self) -> Column:
        """Return the votes of each row's name: a little more than one where it is repeated."""
        votes = np.array([float(len(s.mentions)) ** 0.5 for s in self.table.senses])
        return votes[self.table.sense]

    @cached_property
    def voting(self) -> Column:
        """Return the votes of each row's name, none for "no place"."""
        return self.votes * self.real

    @cached_property
    def parent_shares(self) -> Mapping[str, tuple[Column, Flags]]:
        """Return the shares of the parents of each kind that hold the rows."""
        kinds = ("parents", "loose_parents")
        return {which: _shares_inside(self.table, which) for which in kinds}

    def distance_km(self, lon: float, lat: float) -> Column:
        """Return the distance of each row from a point."""
        x, y = np.radians([lon, lat])
        point = np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])
        return chord_km(self.table.xyz @ point)


def chord_km(cosine: Column) -> Column:
    """Return the straight distance through the Earth of points at an angle.

    Within 0.1 % of that along the surface up to 1000 km.
    """
    chord: Column = EARTH_KM * np.sqrt(np.maximum(2.0 - 2.0 * cosine, 0.0))
    return chord


@dataclass(frozen=True, slots=True)
class LocalKind:
    """One kind of evidence from a name and its words: what it is called, and its column."""

    name: str
    column: Callable[[Ground], Column]


# --- Local ----------------------------------------------------------------------------------------


def _name_kind(kind: NameKind) -> Callable[[Ground], Column]:
    return lambda g: ((g.table.name_kind == kind) & g.real).astype(float)


def _of_group(number: int) -> Callable[[Ground], Column]:
    """Tell what is of a feature group; capitals and seats are settlements too."""
    groups = _SETTLEMENT_GROUPS if number == _SETTLEMENT else (number,)
    return lambda g: np.isin(g.group, groups).astype(float)


def _nothing(g: Ground) -> Column:
    return (~g.real).astype(float)


def _exact(g: Ground) -> Column:
    return (g.table.exact & g.real).astype(float)


def _size(g: Ground) -> Column:
    """Renown in powers of ten of population; seas and ranges as if they had some."""
    return g.table.size


def _behind_largest(g: Ground) -> Column:
    """How far behind its largest namesake, in powers of ten of population."""
    largest = np.maximum.reduceat(g.table.size, g.table.start[:-1])
    return np.where(g.real, g.table.size - largest[g.table.sense], 0.0)


def _uncounted(g: Ground) -> Column:
    """Whether nobody says how many live in this settlement: the gazetteer then reads 0."""
    return ((g.table.size <= 1.0) & np.isin(g.group, _SETTLEMENT_GROUPS)).astype(float)


def _article(g: Ground) -> Column:
    """Name with "the" before it: 1 for waters, regions and the like, −1 for towns and units."""
    article = np.array([sense.identity.article for sense in g.table.senses])[g.table.sense]
    values = np.zeros(len(g.table.fid))
    values[article & g.real & (g.group >= _WATER_GROUP)] = 1.0
    values[article & np.isin(g.group, (_FIRST_LEVEL, _SECOND_LEVEL, *_SETTLEMENT_GROUPS))] = -1.0
    return values


def _dateline(g: Ground) -> Column:
    """Whether a report was written in this town."""
    dateline = np.array([sense.identity.dateline for sense in g.table.senses])[g.table.sense]
    return (dateline & np.isin(g.group, _SETTLEMENT_GROUPS)).astype(float)


def _term_agrees(g: Ground) -> Column:
    return (g.table.term_agrees > 0).astype(float)


def _term_conflicts(g: Ground) -> Column:
    return (g.table.term_agrees < 0).astype(float)


def _namesake_inside(g: Ground) -> Column:
    """Whether a settlement inside this unit has the same name: a bare "Moscow" is the city.

    No less its usual name than it is the unit's: "Oklahoma City" is called so to tell it from
    Oklahoma, and Belém once was Pará.
    """
    t = g.table
    town = np.isin(g.group, _SETTLEMENT_GROUPS)
    values = np.zeros(len(t.fid))
    bare = t.term_agrees <= 0
    wide = int(t.fid.max(initial=0)) + 1
    for group, level in ((_FIRST_LEVEL, t.admin1), (_SECOND_LEVEL, t.admin2)):
        unit = np.flatnonzero(bare & (g.group == group))
        if not len(unit):
            continue
        inside, number = np.unique(t.sense[town] * wide + level[town], return_inverse=True)
        closest = np.full(len(inside) + 1, len(NameKind))
        np.minimum.at(closest, number, t.name_kind[town])
        key = t.sense[unit] * wide + t.fid[unit]
        at = np.searchsorted(inside, key)
        same = np.append(inside, -1)[at] == key
        values[unit] = same & (closest[at] <= t.name_kind[unit])
    return values


def _rivals(g: Ground) -> Column:
    """The number of namesakes, as a logarithm: "no place" is less likely among many."""
    count = np.diff(g.table.start)[g.table.sense]
    return np.where(g.real, 0.0, np.log(count))


def _no_candidate_is_exact(g: Ground) -> Column:
    any_exact = np.zeros(len(g.table.senses))
    np.maximum.at(any_exact, g.table.sense, (g.table.exact & g.real).astype(float))
    return np.where(g.real, 0.0, 1 - any_exact[g.table.sense])


def _parent(which: str, sign: int) -> Callable[[Ground], Column]:
    """The share of the places named as containing a name that contain the candidate, or do not."""

    def column(g: Ground) -> Column:
        share, told = g.parent_shares[which]
        return share if sign > 0 else np.where(told, 1.0 - share, 0.0)

    return column


def _shares_inside(table: CandidateTable, which: str) -> tuple[Column, Flags]:
    """Return what share of a name's parents hold each row, and the rows of names that one holds."""
    shares, told = np.zeros(len(table.fid)), np.zeros(len(table.fid), np.bool_)
    start, levels = table.start.tolist(), (table.country, table.admin1, table.admin2)
    for n, sense in enumerate(table.senses):
        parents = getattr(sense, which)
        if not parents:
            continue
        rows = slice(start[n] + 1, start[n + 1])
        own = table.fid[rows]
        for parent in parents:
            fids = np.sort(table.fid[start[parent] + 1 : start[parent + 1]])
            if not len(fids):
                continue
            inside = np.zeros(len(own), np.bool_)
            for level in levels:
                unit = level[rows]
                found = fids[np.minimum(fids.searchsorted(unit), len(fids) - 1)]
                inside |= (found == unit) & (unit != own)
            shares[rows] += inside / len(parents)
        told[rows] = shares[rows].any()
    return shares, told


def _found(how: int) -> Callable[[Ground], Column]:
    return lambda g: (g.table.found == how).astype(float)


# A name gives these by itself, whatever its document.
_OWN: tuple[LocalKind, ...] = (
    LocalKind("no place", _nothing),
    LocalKind("no place, namesakes", _rivals),
    LocalKind("no place, spelling", _no_candidate_is_exact),
    LocalKind("main name", _name_kind(NameKind.MAIN)),
    LocalKind("derived name", _name_kind(NameKind.DERIVED)),
    LocalKind("other name", _name_kind(NameKind.UNLIKE)),
    LocalKind("abbreviation", _name_kind(NameKind.SHORT)),
    LocalKind("demonym", _name_kind(NameKind.DEMONYM)),
    LocalKind("exact spelling", _exact),
    LocalKind("without a part of the name", _found(WITHOUT_PART)),
    LocalKind("one letter differs", _found(EDITED)),
    LocalKind("inflected", _found(INFLECTED)),
    LocalKind("population", _size),
    LocalKind("behind largest namesake", _behind_largest),
    LocalKind("inhabitants not counted", _uncounted),
    *(LocalKind(name, _of_group(n)) for n, name in enumerate(GROUP_NAMES)),
    LocalKind("a town inside has its name", _namesake_inside),
    LocalKind("named with the article", _article),
    LocalKind("where a report was written", _dateline),
    LocalKind("generic term agrees", _term_agrees),
    LocalKind("generic term conflicts", _term_conflicts),
)
_PARENTS: tuple[LocalKind, ...] = (
    LocalKind("in the place named after it", _parent("parents", 1)),
    LocalKind("not in the place named after it", _parent("parents", -1)),
    LocalKind("in the place named beside it", _parent("loose_parents", 1)),
    LocalKind("not in the place named beside it", _parent("loose_parents", -1)),
)
LOCAL = (*_OWN, *_PARENTS)


def ground_of(
    table: CandidateTable, gazetteer: Gazetteer, home: tuple[float, float] | None = None
) -> Ground:
    """Return the ground of a document's candidates."""
    columns = gazetteer.columns
    return Ground(table, _code_groups(columns.codes, columns.classes), home)


@dataclass(frozen=True, eq=False)
class LocalWeights:
    """Weights of ``LOCAL`` in several sums, a row each; an instance is its own identity."""

    rows: Column

    @cached_property
    def own(self) -> tuple[Column, Sequence[LocalKind]]:
        """The weights of the kinds of ``_OWN`` that have any, and those kinds."""
        weighs = np.flatnonzero(self.rows[:, : len(_OWN)].any(axis=0))
        return self.rows[:, weighs], [_OWN[n] for n in weighs.tolist()]

    @cached_property
    def parents(self) -> Sequence[tuple[Column, LocalKind]]:
        """The kinds of ``_PARENTS`` that have weights, with them."""
        weights = self.rows[:, len(_OWN) :].T[:, :, None]
        return [(w, kind) for w, kind in zip(weights, _PARENTS, strict=True) if w.any()]


def local_scores(ground: Ground, gazetteer: Gazetteer, weights: LocalWeights) -> Column:
    """Return the weighted sums of the local evidence: sums × candidates.

    What a name gives by itself is remembered, for the next document that has it.
    """
    senses = ground.table.senses
    own = _own_scores(gazetteer, [sense.identity for sense in senses], weights)
    scores = np.concatenate(own, axis=1)
    if any(sense.parents or sense.loose_parents for sense in senses):
        for weight, kind in weights.parents:
            scores += weight * kind.column(ground)
    return scores


_REMEMBERED = 1 << 11  # names, as many as candidates are kept of
_known: dict[tuple[Gazetteer, LocalWeights, Identity], Column] = {}


def _own_scores(
    gazetteer: Gazetteer, identities: Sequence[Identity], weights: LocalWeights
) -> list[Column]:
    """Return the sums of each name; those not remembered are worked out together."""
    keys = [(gazetteer, weights, identity) for identity in identities]
    if len(_known) + len(keys) > _REMEMBERED:
        _known.clear()
    remembered = [_known.get(key) for key in keys]  # another thread may forget them meanwhile
    fresh: dict[tuple[Gazetteer, LocalWeights, Identity], Column] = {}
    missing = (key for key, own in zip(keys, remembered, strict=True) if own is None)
    if new := list(dict.fromkeys(missing)):
        table = candidates_of(gazetteer, [identity for _, _, identity in new])
        ground = ground_of(table, gazetteer)
        rows, kinds = weights.own
        columns = np.array([kind.column(ground) for kind in kinds])
        scores = rows @ columns.reshape(len(kinds), len(table.fid))  # no kinds before a fit
        for key, own in zip(new, np.split(scores, table.start[1:-1], axis=1), strict=True):
            fresh[key] = own.copy()  # not a view, which would keep the others alive
        _known.update(fresh)
    return [fresh[key] if own is None else own for key, own in zip(keys, remembered, strict=True)]
