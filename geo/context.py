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

from geo.evidence import (
    CAPITAL,
    COUNTRY,
    LOCAL,
    Column,
    Flags,
    Ground,
    Integers,
    chord_km,
)

__all__ = ["CONTEXT", "KINDS", "SCALES_KM", "Context", "ContextKind", "Neighbourhood"]

SCALES_KM = (33.3, 100.0, 300.0, 900.0)  # each the third of the next: one exponential makes all
_LEAST_VOTE, _MOST_POINTS = 0.002, 200
_GAIN = 30.0  # a candidate of probability 1/30 counts for a fifth of a sure one
_HOME_SCALE_KM = 60.0


@dataclass(frozen=True, slots=True)
class Units:
    """The units that hold the candidates: country, first and second level, a row each.

    Attributes
    ----------
    known
        Levels × rows: whether the unit is known.
    place
        Levels × rows: the number of the unit (see ``Neighbourhood.places``).
    named
        Levels × rows: whether the unit is another candidate of the document.
    pair
        Levels × rows, of country and first level: the number of the pair of name and unit.
    of_pair
        The unit of each pair; those of the first level come after those of the countries.
    held, holder
        Rows whose unit is another candidate, and the numbers of those units.
    """

    known: Flags
    place: Integers
    named: Flags
    pair: Integers
    of_pair: Integers
    held: Integers
    holder: Integers


def _numbered(values: Integers) -> tuple[Integers, Integers]:
    """Return the distinct values, in order, and the number of each: a quicker ``np.unique``."""
    order = values.argsort()
    ordered = values[order]
    first = np.empty(len(values), np.bool_)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    number = np.empty(len(values), np.int64)
    number[order] = first.cumsum() - 1
    return ordered[first], number


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
        """Return the distinct fids of candidates and of their units, in order."""
        return self._numbered[0]

    @cached_property
    def place(self) -> Integers:
        """Return the number of each row's fid among ``places``."""
        return np.asarray(self._numbered[1][0])

    @cached_property
    def _numbered(self) -> tuple[Integers, Integers]:
        table = self.ground.table
        fids = np.concatenate([table.fid, table.country, table.admin1, table.admin2])
        places, number = _numbered(fids)
        return places, number.reshape(4, -1)

    @cached_property
    def own(self) -> Integers:
        """Return the numbers of the pairs of each row's name with its fid and with its units.

        By them what a name says of itself is told from what others say of it.
        """
        pairs = self.ground.name * len(self.places) + self._numbered[1]
        return _numbered(pairs.ravel())[1].reshape(pairs.shape)

    @cached_property
    def units(self) -> Units:
        """Return the units of each row."""
        ground, place, count = self.ground, self._numbered[1][1:], len(self.places)
        unit = self.places[place]
        is_candidate = np.zeros(count, np.bool_)
        is_candidate[self.place] = True
        named = is_candidate[place] & (unit > 0) & (place != self.place)
        levels = place[:2] + count * np.arange(2)[:, None]
        pairs, pair = _numbered((ground.name * (2 * count) + levels).ravel())
        level, held = named.nonzero()
        return Units(
            ground.real & (unit > 0),
            place,
            named,
            pair.reshape(levels.shape),
            pairs % (2 * count),
            held,
            place[level, held],
        )

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
        """Return witnesses × rows of exp(−distance / scale) for each scale; 0 within a name."""
        ground, rows = self.ground, self.witnesses
        xyz = ground.table.xyz
        wide = np.exp(chord_km(xyz[rows] @ xyz.T) * (-1 / SCALES_KM[-1]))
        wide *= ground.name[rows][:, None] != ground.name
        scales = [wide]
        for _ in SCALES_KM[1:]:
            wider = scales[0]
            scales.insert(0, wider * wider * wider)
        return tuple(scales)

    @cached_property
    def witness_weights(self) -> Column:
        """Return the votes of each name of the witnesses, in the unit that ``_closeness`` uses."""
        votes = self.ground.votes[self.witnesses]
        return np.asarray(np.maximum.reduceat(votes, self.first_of_name) / np.log1p(_GAIN))

    @cached_property
    def voting(self) -> Column:
        """Return the votes of each row's name, none for "no place"."""
        return np.where(self.ground.real, self.ground.votes, 0.0)


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
        return self.probability * self.near.voting

    @cached_property
    def shares(self) -> Column:
        """Levels × rows: the share of the other names' votes in the country and in the region."""
        units, name = self.near.units, self.ground.name
        others = self.mass.sum() - np.bincount(name, self.mass)[name]
        by_pair = np.bincount(units.pair.ravel(), np.concatenate([self.mass, self.mass]))
        by_unit = np.bincount(units.of_pair, by_pair)
        votes = (by_unit[units.of_pair] - by_pair)[units.pair]
        return np.where(units.known[:2], votes / (others + 0.5), 0.0)

    @cached_property
    def named(self) -> Column:
        """Levels × rows: probability, at most 1, that another name means the unit."""
        units, near = self.near.units, self.near
        meant = np.bincount(near.place, self.probability, len(near.places))
        own = np.bincount(near.own[0], self.probability, int(near.own.max()) + 1)
        others = meant[units.place] - own[near.own[1:]]
        return np.where(units.named, np.clip(others, 0.0, 1.0), 0.0)


def _share(level: int) -> Callable[[Context], Column]:
    """Share of the votes of the other names that fall in the candidate's unit."""
    return lambda c: np.asarray(c.shares[level])


def _unit_named(level: int) -> Callable[[Context], Column]:
    """Whether the unit that contains the candidate is itself named, by another name."""
    return lambda c: np.asarray(c.named[level])


def _holds(c: Context) -> Column:
    """Other names of the document that lie inside this unit: 1 − exp(−votes)."""
    near, units = c.near, c.near.units
    votes = np.bincount(units.holder, c.mass[units.held], len(near.places))
    level, held = units.named.nonzero()
    own = np.bincount(near.own[level + 1, held], c.mass[held], int(near.own.max()) + 1)
    others = np.maximum(votes[near.place] - own[near.own[0]], 0.0)
    return np.where(c.ground.real, 1.0 - np.exp(-others), 0.0)


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
        by_witness = near.nearness[scale] * (_GAIN * c.probability[rows])[:, None]
        by_name = np.add.reduceat(by_witness, near.first_of_name, axis=0)
        votes = near.witness_weights @ np.log1p(by_name)
        return np.where(c.ground.points, votes / (1.0 + votes), 0.0)

    return column


def _capital_abroad(c: Context) -> Column:
    """For a national capital, the share of the other names' votes for other countries.

    Among countries a capital's name stands for its government: "Kyiv and Washington agreed".
    """
    ground, table = c.ground, c.ground.table
    capital = ground.group == CAPITAL
    values = np.zeros(len(c.probability))
    if not capital.any():
        return values
    of_countries = np.where(ground.group == COUNTRY, c.mass, 0.0)
    others = c.mass.sum() - np.bincount(ground.name, c.mass)[ground.name]
    own_name = np.bincount(ground.name, of_countries)[ground.name]
    for row in np.flatnonzero(capital):
        own_country = of_countries[table.fid == table.country[row]].sum()
        abroad = of_countries.sum() - own_name[row] - own_country
        values[row] = max(abroad, 0.0) / (others[row] + 0.5)
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
    ContextKind("a capital among other countries", _capital_abroad),
    ContextKind("near the publisher", _home),
)
KINDS = (*(kind.name for kind in LOCAL), *(kind.name for kind in CONTEXT))
