"""The kinds of evidence that the document's other names give, and the publisher's own area.

Each other name votes with the probabilities its candidates have so far.
"""

from __future__ import annotations

import numpy as np

from geo.candidates import CandidateTable
from geo.evidence import LOCAL, Column, Flags, Ground, Integers
from geo.groups import CAPITAL, COUNTRY
from geo.nearness import SCALES_KM, Nearness
from geo.others import Others

__all__ = ["CONTEXT", "KINDS", "Context"]

PASSES = 3  # a fourth changes next to nothing
_HOME_SCALE_KM = 60.0
_EVEN = 0.5  # a vote that no unit has

# Names of the rows of ``Context.columns``. What of them is a share is one of the other names'
# votes; what is a number v of votes counts as 1 − exp(−v).
CONTEXT = (
    # Share of the votes that falls in the candidate's unit.
    "same country as others",
    "same region as others",
    # Whether the unit that contains the candidate is itself named, by another name.
    "its country is named",
    "its region is named",
    "its district is named",
    # Votes for what lies inside this unit.
    "holds other names",
    # Votes of the other forms of its name for this very place, "Georgian" beside "Georgia": of
    # all but its own, with or without a generic term.
    "another name means it too",
    # See ``geo.nearness``.
    *(f"within {km:.0f} km of others" for km in SCALES_KM),
    # For a national capital, the share of the votes for other countries: among countries its name
    # stands for its government, as in "Kyiv and Washington agreed".
    "a capital among other countries",
    # For a country, the same: "Georgia and Russia" are two, "Georgia and Alabama" two states.
    "a country among other countries",
    # Of a name told apart from its namesake: the probability that the namesake is this place.
    "told apart from it",
    # exp(−distance / 60 km) from the publisher's own area; 0 where that is not known.
    "near the publisher",
)
KINDS = (*(kind.name for kind in LOCAL), *CONTEXT)
_CAPITAL_ABROAD, _COUNTRY_ABROAD, _APART, _HOME = range(len(CONTEXT) - 4, len(CONTEXT))


class Context:
    """What the other names of a document say of its candidates.

    Parameters
    ----------
    ground
        The candidates, at least one.
    probability
        What the first pass made of them.

    Attributes
    ----------
    passes
        How often it is worth asking.
    """

    def __init__(self, ground: Ground, probability: Column) -> None:
        self._values = np.zeros((len(CONTEXT), len(probability)))
        self._values[_HOME] = _nearness_to_home(ground)
        self.passes = PASSES if len(ground.table.senses) > 1 else 1
        if self.passes == 1:
            return
        self._others = Others(ground)
        self._nearness = Nearness(ground, probability)
        self._abroad = _Abroad(ground)
        self._apart = _namesakes(ground.table)

    def columns(self, probability: Column) -> Column:
        """Return the evidence, given how probable each candidate is so far: kinds × rows.

        The array is the same each time.
        """
        values = self._values
        if self.passes == 1:
            return values
        told = self._others.say(probability)  # rows as ``Others`` says, made to those of CONTEXT
        np.divide(told[1:3], told[0] + _EVEN, out=values[:2])
        np.minimum(told[3:6], 1.0, out=values[2:5])
        np.subtract(1.0, np.exp(-told[6:]), out=values[5:7])
        values[7:_CAPITAL_ABROAD] = self._nearness.votes(probability)
        self._abroad.put(probability, told[0], values)
        for own, others, same in self._apart:
            values[_APART, own] = same @ probability[others]
        return values


def _namesakes(table: CandidateTable) -> list[tuple[slice, Integers, Flags]]:
    """Return the rows of each name told apart, those of its namesakes, which are the same place."""
    found = []
    for n, sense in enumerate(table.senses):
        if sense.apart:
            own = slice(int(table.start[n]) + 1, int(table.start[n + 1]))
            alike = [not other.apart and other.form == sense.form for other in table.senses]
            others = np.flatnonzero(np.array(alike)[table.sense] & (table.fid > 0))
            found.append((own, others, table.fid[own, None] == table.fid[others]))
    return found


class _Abroad:
    """The share of the votes for other countries, for capitals and countries."""

    def __init__(self, ground: Ground) -> None:
        table, name = ground.table, ground.name
        (countries,) = (table.group == COUNTRY).nonzero()
        self._countries = countries
        if not len(countries):
            return
        (capitals,) = (table.group == CAPITAL).nonzero()
        rows = self._rows = np.concatenate((capitals, countries))
        self._kinds = [_CAPITAL_ABROAD] * len(capitals) + [_COUNTRY_ABROAD] * len(countries)
        units = np.concatenate((table.country[capitals], table.fid[countries]))
        own = units[:, None] == table.fid[countries]
        alike = name[rows][:, None] == name[countries]
        counts = ~(own | alike)
        # None of a capital's that has the name of its country.
        counts[: len(capitals)] &= ~(own & alike)[: len(capitals)].any(axis=1)[:, None]
        self._votes = counts * ground.votes[countries]

    def put(self, probability: Column, votes: Column, values: Column) -> None:
        """Put the shares into the rows of both kinds; ``votes`` are those of all other names."""
        if len(self._countries):
            abroad = self._votes.dot(probability[self._countries])
            values[self._kinds, self._rows] = abroad / (votes[self._rows] + _EVEN)


def _nearness_to_home(ground: Ground) -> Column | float:
    if ground.home is None:
        return 0.0
    distance = ground.distance_km(*ground.home)
    return np.where(ground.real, np.exp(distance / -_HOME_SCALE_KM), 0.0)
