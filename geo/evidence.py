"""The kinds of evidence that a name and its own words give: each a function to one column.

A column has one value a candidate (the rows of :class:`~geo.candidates.CandidateTable`); a score is
the weighted sum of the columns. What the document's other names say is in :mod:`geo.context`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gazetteer.distance import EARTH_KM
from gazetteer.names import NameKind
from geo.candidate_rows import EDITED, INFLECTED, WITHOUT_PART, Identity, Rows
from geo.candidates import CandidateTable, candidates_of
from geo.groups import (
    CONTINENT,
    FIRST_LEVEL,
    GROUP_NAMES,
    SECOND_LEVEL,
    SETTLEMENT,
    SETTLEMENTS,
    WATER,
)

__all__ = [
    "LOCAL",
    "Ground",
    "LocalKind",
    "LocalWeights",
    "chord_km",
    "local_scores",
]

Column = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Ground:
    """A document's candidates and what of them no pass of resolution changes.

    Attributes
    ----------
    table
        The candidates.
    home
        (lon, lat) in degrees of the publisher's own area, where it is known.
    real
        Which rows are places, not "no place".
    placed
        Which rows are places whose point and radius say where they are: no continent.
    name
        The number of each row's name: senses of one name are no witnesses for another.
    votes
        The votes of each row's name: a little more than one where it is repeated.
    """

    def __init__(self, table: CandidateTable, home: tuple[float, float] | None = None) -> None:
        self.table, self.home = table, home
        self.real: Flags = table.fid > 0
        self.placed: Flags = self.real & (table.group != CONTINENT)
        names = np.array([sense.name for sense in table.senses], np.int64)
        votes = np.array([len(sense.mentions) ** 0.5 for sense in table.senses])
        self.name: Integers = names.take(table.sense)
        self.votes: Column = votes.take(table.sense)

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


UNCOUNTED = 1.0  # the size of a place whose inhabitants nobody has counted

# --- Local ----------------------------------------------------------------------------------------


def _name_kind(kind: NameKind) -> Callable[[Ground], Column]:
    return lambda g: ((g.table.name_kind == kind) & g.real).astype(float)


def _of_group(number: int) -> Callable[[Ground], Column]:
    """Tell what is of a feature group; capitals and seats are settlements too."""
    groups = SETTLEMENTS if number == SETTLEMENT else (number,)
    return lambda g: np.isin(g.table.group, groups).astype(float)


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
    return ((g.table.size <= UNCOUNTED) & np.isin(g.table.group, SETTLEMENTS)).astype(float)


def _article(g: Ground) -> Column:
    """Name with "the" before it: 1 for waters, regions and the like, −1 for towns.

    But for those listed with it, as The Hague is. −1 for units, too, beside a water or region of
    their name: "the Jura" are mountains, and "the Gaza Strip" is a unit.
    """
    table = g.table
    article = np.array([sense.identity.article for sense in table.senses])[table.sense]
    thing = article & g.real & (table.group >= WATER)
    beside = np.logical_or.reduceat(thing, table.start[:-1])[table.sense]
    unit = article & beside & np.isin(table.group, (FIRST_LEVEL, SECOND_LEVEL))
    town = article & np.isin(table.group, SETTLEMENTS) & (table.articled == 0)
    told: Column = thing.astype(float) - unit - town
    return told


def _dateline(g: Ground) -> Column:
    """Whether a report was written in this town."""
    dateline = np.array([sense.identity.dateline for sense in g.table.senses])[g.table.sense]
    return (dateline & np.isin(g.table.group, SETTLEMENTS)).astype(float)


def _term_agrees(g: Ground) -> Column:
    return (g.table.term_agrees > 0).astype(float)


def _term_conflicts(g: Ground) -> Column:
    return (g.table.term_agrees < 0).astype(float)


def _namesake_inside(g: Ground) -> Column:
    """Whether a settlement inside this unit has the same name: a bare "Moscow" is the city.

    No less its usual name than it is the unit's: "Oklahoma City" is called so to tell it from
    Oklahoma, and Belém once was Pará. A hamlet whose inhabitants nobody counted is no such town
    of a whole province.
    """
    t = g.table
    settled = np.isin(g.table.group, SETTLEMENTS)
    values = np.zeros(len(t.fid))
    bare = t.term_agrees <= 0
    wide = int(t.fid.max(initial=0)) + 1
    for group, level, town in (
        (FIRST_LEVEL, t.admin1, settled & (t.size > UNCOUNTED)),
        (SECOND_LEVEL, t.admin2, settled),
    ):
        unit = np.flatnonzero(bare & (g.table.group == group))
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
        values = np.zeros(len(g.table.fid))
        for rows, share in _containment(g.table, which).inside:
            values[rows] = share if sign > 0 else 1.0 - share
        return values

    return column


def _holds(g: Ground) -> Column:
    """The share of the names said to lie in this unit that may: "Salem, Oregon" is in the state."""
    values = np.zeros(len(g.table.fid))
    for rows, share in _containment(g.table, "parents").holding:
        values[rows] = share
    return values


class _Containment(NamedTuple):
    """What candidates can hold what the text says to lie in what, by the rows of a name.

    Attributes
    ----------
    inside
        Of a name of which its parents hold any: the share of them that holds each row.
    holding
        Of such a parent: the share of the names said to lie in it that each row may hold.
    """

    inside: Sequence[tuple[slice, Column]]
    holding: Sequence[tuple[slice, Column]]


def _containment(table: CandidateTable, which: str) -> _Containment:
    """Return that of the parents of one kind."""
    told = [
        (n, within) for n, sense in enumerate(table.senses) if (within := getattr(sense, which))
    ]
    if not told:
        return _Containment((), ())
    start = table.start.tolist()
    inside: list[tuple[slice, Column]] = []
    held: dict[int, list[Column]] = {}
    for n, parents in told:
        rows = slice(start[n] + 1, start[n + 1])
        around = table.around[:, rows, None]
        holds = [(around == table.fid[start[p] + 1 : start[p + 1]]).any(axis=0) for p in parents]
        share = sum(one.any(axis=1) / len(parents) for one in holds)
        if np.count_nonzero(share):
            inside.append((rows, share))
            for parent, one in zip(parents, holds, strict=True):
                held.setdefault(parent, []).append(one.any(axis=0))
    holding = [
        (slice(start[parent] + 1, start[parent + 1]), np.add.reduce(each) / len(each))
        for parent, each in held.items()
    ]
    return _Containment(inside, holding)


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
    LocalKind("what is named before it lies in it", _holds),
)
LOCAL = (*_OWN, *_PARENTS)


@dataclass(frozen=True, eq=False)
class LocalWeights:
    """Weights of ``LOCAL`` in several sums, a row each; an instance is its own identity."""

    rows: Column
    known: dict[Rows, Column] = field(default_factory=dict)  # what names give by themselves

    @cached_property
    def own(self) -> tuple[Column, Sequence[LocalKind]]:
        """The weights of the kinds of ``_OWN`` that have any, and those kinds."""
        weighs = np.flatnonzero(self.rows[:, : len(_OWN)].any(axis=0))
        return self.rows[:, weighs], [_OWN[n] for n in weighs.tolist()]

    @cached_property
    def parents(self) -> Sequence[tuple[str, Column, Column, Column | None]]:
        """The weights of ``_PARENTS`` for the parents of each kind: inside, not inside, holding."""
        inside, outside, beside, apart, holds = self.rows[:, len(_OWN) :].T[:, :, None]
        return ("parents", inside, outside, holds), ("loose_parents", beside, apart, None)


def local_scores(ground: Ground, weights: LocalWeights) -> Column:
    """Return the weighted sums of the local evidence: sums × candidates.

    What a name gives by itself is remembered, for the next document that has it.
    """
    table = ground.table
    scores = np.concatenate(_own_scores(table, weights), axis=1)
    for which, inside, outside, holds in weights.parents:
        told = _containment(table, which)
        for rows, share in told.inside:
            scores[:, rows] += outside + (inside - outside) * share
        if holds is not None:
            for rows, share in told.holding:
                scores[:, rows] += holds * share
    return scores


_REMEMBERED = 1 << 11  # names, as many as candidates are kept of


def _own_scores(table: CandidateTable, weights: LocalWeights) -> list[Column]:
    """Return the sums of each name; those not remembered are worked out together."""
    known = weights.known
    if len(known) + len(table.rows) > _REMEMBERED:
        known.clear()
    scores = [known.get(rows) for rows in table.rows]  # another thread may forget them meanwhile
    missing = {
        rows: sense.identity
        for rows, sense, own in zip(table.rows, table.senses, scores, strict=True)
        if own is None
    }
    fresh = _alone(missing, weights) if missing else {}
    known.update(fresh)
    return [fresh[r] if own is None else own for r, own in zip(table.rows, scores, strict=True)]


def _alone(names: Mapping[Rows, Identity], weights: LocalWeights) -> dict[Rows, Column]:
    """Return the sums of names by themselves."""
    alone = candidates_of([(identity, rows) for rows, identity in names.items()])
    ground = Ground(alone)
    rows, kinds = weights.own
    columns = np.array([kind.column(ground) for kind in kinds])
    scores = rows @ columns.reshape(len(kinds), len(alone.fid))  # no kinds before a fit
    parts = np.split(scores, alone.start[1:-1], axis=1)
    # Not views, which would keep the others alive.
    return {rows: own.copy() for rows, own in zip(names, parts, strict=True)}
