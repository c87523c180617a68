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

from geo.evidence import CAPITAL, COUNTRY, LOCAL, Column, Ground, Integers, chord_km
from geo.others import Others, Question, begins

__all__ = ["CONTEXT", "KINDS", "SCALES_KM", "Context", "ContextKind", "Neighbourhood"]

SCALES_KM = (33.3, 100.0, 300.0, 900.0)  # each the third of the next: one exponential makes all
_LEAST_VOTE, _MOST_WITNESSES = 0.002, 200
_GAIN = 30.0  # a candidate of probability 1/30 counts for a fifth of a sure one
_HOME_SCALE_KM = 60.0

# What is said: votes and probabilities. Subjects: anything; the place itself; its country and
# region; country, region and district around it.
_VOTES, _PROBABILITIES = range(2)
_ANYTHING, _ITSELF, _COUNTRY, _REGION = range(4)
_AROUND = (4, 5, 6)
_QUESTIONS = (
    Question(_VOTES, (_ANYTHING,), (_ANYTHING,)),
    Question(_VOTES, (_COUNTRY,), (_COUNTRY,)),
    Question(_VOTES, (_REGION,), (_REGION,)),
    Question(_PROBABILITIES, (_ITSELF,), _AROUND),
    Question(_VOTES, _AROUND, (_ITSELF,)),
)
_SAME_PLACE = (Question(0, (0,), (0,)),)


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
    def others(self) -> Others:
        """Return what sums up the other names for each row: see :class:`Context`.

        How much they say in all, of its country and region; of its country, region and district
        as places that are named; and of those that lie in it.
        """
        table, real = self.ground.table, self.ground.real
        units = np.array([table.country, table.admin1, table.admin2])
        around = np.where(units != table.fid, units, 0)  # a country is in its own country
        return Others(
            self.ground.name, np.array([real, table.fid, *units[:2], *around]), _QUESTIONS
        )

    @cached_property
    def forms(self) -> Others:
        """Return what sums up the other forms of a name for each row: their votes for its place."""
        ground = self.ground
        form = np.array([sense.form for sense in ground.table.senses], np.int64)
        return Others(form[ground.table.sense], ground.table.fid[None], _SAME_PLACE)

    @cached_property
    def witnesses(self) -> Integers:
        """Return the rows of places that may say where others are, ordered by their names."""
        ground = self.ground
        votes = np.where(ground.placed, self.probability * ground.votes, 0.0)
        rows = np.flatnonzero(votes > _LEAST_VOTE)
        if len(rows) > _MOST_WITNESSES:
            rows = rows[np.argsort(-votes[rows], kind="stable")[:_MOST_WITNESSES]]
        return rows[np.lexsort((rows, ground.name[rows]))]

    @cached_property
    def first_of_name(self) -> Integers:
        """Return where each name begins among the witnesses."""
        return np.flatnonzero(begins(self.ground.name[self.witnesses]))

    @cached_property
    def nearness(self) -> tuple[Column, ...]:
        """Return witnesses × rows of exp(−distance / scale) for each scale.

        The radii of both are added to the distance, squared: who is in a country may be far from
        its point. 0 within a name.
        """
        ground, rows = self.ground, self.witnesses
        xyz = ground.table.xyz
        square = ground.table.radius**2
        apart = np.sqrt(chord_km(xyz[rows] @ xyz.T) ** 2 + square[rows][:, None] + square)
        wide = np.exp(apart * (-1 / SCALES_KM[-1]))
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

    @cached_property
    def capitals(self) -> Integers:
        """Return the rows of national capitals."""
        return np.flatnonzero(self.ground.group == CAPITAL)

    @cached_property
    def countries(self) -> Integers:
        """Return the rows of countries."""
        return np.flatnonzero(self.ground.group == COUNTRY)

    @cached_property
    def abroad(self) -> Column:
        """Return capitals × countries: 1 for another country, less 1 where of the same name.

        All 0 for a capital that has the name of its country.
        """
        table, name = self.ground.table, self.ground.name
        own = table.country[self.capitals][:, None] == table.fid[self.countries]
        alike = name[self.capitals][:, None] == name[self.countries]
        return np.where((own & alike).any(axis=1)[:, None], 0.0, 1.0 - own - alike)

    @cached_property
    def home(self) -> Column:
        """Return the nearness of each row to the publisher's own area; 0 where it is not known."""
        ground = self.ground
        if ground.home is None:
            return np.zeros(len(self.probability))
        distance = ground.distance_km(*ground.home)
        return np.where(ground.real, np.exp(distance / -_HOME_SCALE_KM), 0.0)


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
    def told(self) -> Column:
        """What the other names say of each row, a row for each question of ``near.others``.

        Their votes in all, for its country, for its region; the probability that its country,
        region, district is named; their votes for what lies in it.
        """
        return self.near.others.say(np.array([self.mass, self.probability]))

    @cached_property
    def gain(self) -> Column:
        """The probabilities of the witnesses, with their gain, in a column."""
        return np.asarray(_GAIN * self.probability[self.near.witnesses])[:, None]


_ALL, _OF_UNIT, _NAMED, _HELD = 0, (1, 2), (3, 4, 5), 6  # rows of ``Context.told``
_EVEN = 0.5  # a vote that no unit has


def _share(level: int) -> Callable[[Context], Column]:
    """Share of the votes of the other names that fall in the candidate's unit."""
    return lambda c: np.asarray(c.told[_OF_UNIT[level]] / (c.told[_ALL] + _EVEN))


def _unit_named(level: int) -> Callable[[Context], Column]:
    """Whether the unit that contains the candidate is itself named, by another name."""
    return lambda c: np.minimum(c.told[_NAMED[level]], 1.0)


def _holds(c: Context) -> Column:
    """Other names of the document that lie inside this unit: 1 − exp(−votes)."""
    return np.asarray(1.0 - np.exp(-c.told[_HELD]))


def _named_again(c: Context) -> Column:
    """Another form of its name that means this very place, "Georgian" beside "Georgia".

    1 − exp(−votes), of all forms but its own, with or without a generic term.
    """
    (votes,) = c.near.forms.say(c.mass[None])
    return np.asarray(1.0 - np.exp(-votes))


def _closeness(scale: int) -> Callable[[Context], Column]:
    """Nearness to the other names' probable places.

    A name's vote is log(1 + g·Σ p·exp(−distance / scale)) / log(1 + g), with gain g and over its
    candidates of probability p: the message it would send in belief propagation. The sum v of all
    counts as v / (1 + v).
    """

    def column(c: Context) -> Column:
        near = c.near
        if not len(near.witnesses):
            return np.zeros(len(c.probability))
        by_name = np.add.reduceat(near.nearness[scale] * c.gain, near.first_of_name, axis=0)
        votes = near.witness_weights @ np.log1p(by_name)
        return np.where(near.ground.placed, votes / (1.0 + votes), 0.0)

    return column


def _capital_abroad(c: Context) -> Column:
    """For a national capital, the share of the other names' votes for other countries.

    Among countries a capital's name stands for its government: "Kyiv and Washington agreed".
    """
    near, values = c.near, np.zeros(len(c.probability))
    if len(near.capitals):
        votes = near.abroad @ c.mass[near.countries]
        others = c.told[_ALL, near.capitals]
        values[near.capitals] = np.maximum(votes, 0.0) / (others + _EVEN)
    return values


def _country_abroad(c: Context) -> Column:
    """For a country, the share of the other names' votes for other countries.

    "Georgia and Russia" are two countries, "Georgia and Alabama" two states.
    """
    near, values = c.near, np.zeros(len(c.probability))
    rows = near.countries
    if len(rows):
        name, fid = near.ground.name[rows], near.ground.table.fid[rows]
        other = (name[:, None] != name) & (fid[:, None] != fid)
        values[rows] = (other @ c.mass[rows]) / (c.told[_ALL, rows] + _EVEN)
    return values


def _home(c: Context) -> Column:
    """Nearness to the publisher's own area: exp(−distance / 60 km); 0 where it is not known."""
    return c.near.home


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
    ContextKind("another name means it too", _named_again),
    *(
        ContextKind(f"within {km:.0f} km of others", _closeness(n))
        for n, km in enumerate(SCALES_KM)
    ),
    ContextKind("a capital among other countries", _capital_abroad),
    ContextKind("a country among other countries", _country_abroad),
    ContextKind("near the publisher", _home),
)
KINDS = (*(kind.name for kind in LOCAL), *(kind.name for kind in CONTEXT))
