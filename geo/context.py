"""The kinds of evidence that the document's other names give, and the publisher's own area.

Each other name votes with the probabilities its candidates have so far. A name that may mean many
places is a weak witness for each, yet two such names that are near each other only once speak for
that pair: votes count by their logarithm, a name once, and many names less than their sum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.evidence import LOCAL, Column, Flags, Ground, Integers, chord_km

__all__ = ["CONTEXT", "KINDS", "SCALES_KM", "Context", "ContextKind", "Neighbourhood"]

SCALES_KM = (33.3, 100.0, 300.0, 900.0)  # each the third of the next: one exponential makes all
_LEAST_VOTE, _MOST_POINTS = 0.002, 200
_GAIN = 30.0  # a candidate of probability 1/30 counts for a fifth of a sure one
_HOME_SCALE_KM = 60.0


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one level that hold the candidates.

    Attributes
    ----------
    known
        Rows whose unit is known.
    number, count
        Number of each row's unit, and how many there are.
    row_of
        Number of the unit among the document's own candidates (see ``Neighbourhood.place``).
    named
        Rows whose unit is another candidate of the document.
    """

    known: Flags
    number: Integers
    count: int
    row_of: Integers
    named: Flags


@dataclass(frozen=True)
class Neighbourhood:
    """Which candidates of a document lie in which units, and how near each other.

    Parameters
    ----------
    ground
        The candidates.
    probability
        What the first pass made of them: only places not ruled out by it are witnesses.
    """

    ground: Ground
    probability: Column

    @cached_property
    def places(self) -> Integers:
        """Return the distinct fids, in order."""
        return self._distinct[0]

    @cached_property
    def place(self) -> Integers:
        """Return the number of each row's fid among ``places``."""
        return self._distinct[1]

    @cached_property
    def _distinct(self) -> tuple[Integers, Integers]:
        return np.unique(self.ground.table.fid, return_inverse=True)

    @cached_property
    def units(self) -> tuple[Units, Units, Units]:
        """Return the units of each row: country, first and second level."""
        table = self.ground.table
        levels = []
        for unit in (table.country, table.admin1, table.admin2):
            units, number = np.unique(unit, return_inverse=True)
            at = np.minimum(np.searchsorted(self.places, units), len(self.places) - 1)
            candidate = (self.places[at] == units) & (units > 0)
            named = candidate[number] & (unit != table.fid)
            known = self.ground.real & (unit > 0)
            levels.append(Units(known, number, len(units), at[number], named))
        return levels[0], levels[1], levels[2]

    @cached_property
    def witnesses(self) -> Integers:
        """Return the rows of points that may say where others are, ordered by their names."""
        ground = self.ground
        votes = np.where(ground.points, self.probability * ground.votes, 0.0)
        rows = np.flatnonzero(votes > _LEAST_VOTE)
        if len(rows) > _MOST_POINTS:
            rows = rows[np.argsort(-votes[rows], kind="stable")[:_MOST_POINTS]]
        return rows[np.lexsort((rows, ground.name[rows]))]

    @cached_property
    def first_of_name(self) -> Integers:
        """Return where each name begins among the witnesses."""
        return np.flatnonzero(np.diff(self.ground.name[self.witnesses], prepend=-1))

    @cached_property
    def nearness(self) -> tuple[Column, ...]:
        """Return rows × witnesses of exp(−distance / scale) for each scale; 0 within a name."""
        ground, rows = self.ground, self.witnesses
        xyz = ground.table.xyz
        wide = np.exp(chord_km(xyz @ xyz[rows].T) / -SCALES_KM[-1])
        wide[ground.name[:, None] == ground.name[rows][None, :]] = 0.0
        scales = [wide]
        for _ in SCALES_KM[1:]:
            scales.insert(0, scales[0] ** 3)
        return tuple(scales)


@dataclass(frozen=True)
class Context:
    """What one pass of resolution knows: how probable each candidate is so far."""

    near: Neighbourhood
    probability: Column

    @property
    def ground(self) -> Ground:
        """The candidates."""
        return self.near.ground

    @cached_property
    def mass(self) -> Column:
        """Votes of each row: its name's, shared out by probability."""
        ground = self.ground
        return np.where(ground.real, self.probability * ground.votes, 0.0)

    @cached_property
    def others(self) -> Column:
        """Votes of the other names, by row."""
        name = self.ground.name
        own = np.bincount(name, self.mass)
        return np.asarray(self.mass.sum() - own[name])

    @cached_property
    def named(self) -> Column:
        """Probability, at most 1, that each of ``near.places`` is meant somewhere."""
        return np.minimum(np.bincount(self.near.place, self.probability), 1.0)


def _share(level: int) -> Callable[[Context], Column]:
    """Share of the votes of the other names that fall in the candidate's unit."""

    def column(c: Context) -> Column:
        units, name = c.near.units[level], c.ground.name
        pair = name * units.count + units.number
        by_pair = np.bincount(pair, c.mass, (int(name.max()) + 1) * units.count)
        by_unit = by_pair.reshape(-1, units.count).sum(axis=0)
        votes = by_unit[units.number] - by_pair[pair]
        return np.where(units.known, votes / (c.others + 0.5), 0.0)

    return column


def _unit_named(level: int) -> Callable[[Context], Column]:
    """Whether the unit that contains the candidate is itself named in the document."""

    def column(c: Context) -> Column:
        units = c.near.units[level]
        return np.where(units.named, c.named[units.row_of], 0.0)

    return column


def _holds(c: Context) -> Column:
    """Other names of the document that lie inside this unit: 1 − exp(−votes)."""
    votes = np.zeros(len(c.near.places))
    for units in c.near.units:
        inside = units.named
        votes += np.bincount(units.row_of[inside], c.mass[inside], len(votes))
    return np.where(c.ground.real, 1.0 - np.exp(-votes[c.near.place]), 0.0)


def _closeness(scale: int) -> Callable[[Context], Column]:
    """Nearness to the other names' probable places.

    A name's vote is log(1 + g·Σ p·exp(−distance / scale)) / log(1 + g), with gain g and over its
    candidates of probability p: the message it would send in belief propagation. The sum v of all
    counts as v / (1 + v).
    """

    def column(c: Context) -> Column:
        near, rows = c.near, c.near.witnesses
        if not len(rows):
            return np.zeros(len(c.probability))
        first = near.first_of_name
        by_name = np.add.reduceat(near.nearness[scale] * c.probability[rows], first, axis=1)
        weight = np.maximum.reduceat(c.ground.votes[rows], first) / np.log1p(_GAIN)
        votes = np.log1p(_GAIN * by_name) @ weight
        return np.where(c.ground.points, votes / (1.0 + votes), 0.0)

    return column


def _listed(c: Context) -> Column:
    """Probability that what stands beside it in lists is of its kind: towns with towns."""
    table, group = c.ground.table, c.ground.group
    values = np.zeros(len(table.fid))
    wide = int(group.max(initial=0)) + 1
    for n, sense in enumerate(table.senses):
        if sense.listed_with:
            shares = np.zeros(wide)
            for other in sense.listed_with:
                rows = slice(int(table.start[other]) + 1, int(table.start[other + 1]))
                shares += np.bincount(group[rows], c.probability[rows], wide)
            rows = slice(int(table.start[n]) + 1, int(table.start[n + 1]))
            values[rows] = shares[group[rows]] / len(sense.listed_with)
    return values


def _home(c: Context) -> Column:
    """Nearness to the publisher's own area: exp(−distance / 60 km); 0 where it is not known."""
    ground = c.ground
    if ground.home is None:
        return np.zeros(len(c.probability))
    distance = ground.distance_km(*ground.home)
    return np.where(ground.real, np.exp(distance / -_HOME_SCALE_KM), 0.0)


@dataclass(frozen=True, slots=True)
class ContextKind:
    """One kind of evidence from the document's other names: what it is called, and its column."""

    name: str
    column: Callable[[Context], Column]


CONTEXT: tuple[ContextKind, ...] = (
    ContextKind("same country as others", _share(0)),
    ContextKind("same region as others", _share(1)),
    ContextKind("its country is named", _unit_named(0)),
    ContextKind("its region is named", _unit_named(1)),
    ContextKind("its district is named", _unit_named(2)),
    ContextKind("holds other names", _holds),
    *(
        ContextKind(f"within {km:.0f} km of others", _closeness(n))
        for n, km in enumerate(SCALES_KM)
    ),
    ContextKind("listed beside its kind", _listed),
    ContextKind("near the publisher", _home),
)
KINDS = (*(kind.name for kind in LOCAL), *(kind.name for kind in CONTEXT))
