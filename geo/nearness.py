"""How near a document's candidates are to the probable places of its other names.

Each other name votes with the probabilities its candidates have so far. A name that may mean many
places is a weak witness for each, yet two such names that are near each other only once speak for
that pair: votes count by their logarithm, a name once, and many names less than their sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import log1p

import numpy as np
import numpy.typing as npt

from gazetteer.distance import EARTH_KM
from geo.evidence import Ground

__all__ = ["SCALES_KM", "Nearness"]

Column = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SCALES_KM = (33.3, 100.0, 300.0, 900.0)  # each the third of the next: one exponential makes all
_LEAST_VOTE, _MOST_WITNESSES = 0.002, 200
_GAIN = 30.0  # a candidate of probability 1/30 counts for a fifth of a sure one
_MOST = log1p(_GAIN)  # what one name may say


class Nearness:
    """Nearness to the other names' probable places.

    A name's vote is log(1 + g·Σ p·exp(−distance / scale)) / log(1 + g), with gain g and over its
    candidates of probability p: the message it would send in belief propagation. The sum v of all
    counts as v / (1 + v).

    Parameters
    ----------
    ground
        The candidates.
    probability
        What the first pass made of them: only places not ruled out by it are witnesses.

    Attributes
    ----------
    witnesses
        The rows of places that may say where others are, ordered by their names.
    nearness
        Scales × witnesses × rows of exp(−distance / scale).
    """

    def __init__(self, ground: Ground, probability: Column) -> None:
        rows = self.witnesses = _witnesses(ground, probability)
        near = self.nearness = _nearness(ground, rows)
        votes, parts = ground.votes[rows].tolist(), _runs(ground.name[rows].tolist())
        self._by_name = [(part, near[:, part]) for part in parts]
        self._weights = np.array([max(votes[part]) / _MOST for part in parts])
        names = ground.name[rows[[part.start for part in parts]]]
        # Names × rows: none is a witness for itself, nor for what lies everywhere.
        self._asked = ((names[:, None] != ground.name) & ground.placed).astype(float)[:, None]

    def votes(self, probability: Column) -> Column:
        """Return the votes of all other names for each row: scales × rows."""
        if not self._by_name:
            return np.zeros((len(SCALES_KM), len(probability)))
        gain = _GAIN * probability[self.witnesses]
        by_name = np.array([gain[part] @ near for part, near in self._by_name])
        by_name *= self._asked
        messages = np.log1p(by_name, out=by_name).reshape(len(by_name), -1)
        votes: Column = self._weights @ messages
        votes /= 1.0 + votes
        return votes.reshape(len(SCALES_KM), -1)


def _runs(values: Sequence[int]) -> list[slice]:
    """Return the runs of equal values."""
    starts = [n for n, value in enumerate(values) if not n or value != values[n - 1]]
    return [slice(a, b) for a, b in pairwise([*starts, len(values)])]


def _witnesses(ground: Ground, probability: Column) -> Integers:
    votes = probability * ground.votes * ground.placed
    (rows,) = (votes > _LEAST_VOTE).nonzero()
    if len(rows) > _MOST_WITNESSES:
        rows = np.sort(rows[np.argsort(-votes[rows], kind="stable")[:_MOST_WITNESSES]])
    return rows[ground.name[rows].argsort(kind="stable")]


def _nearness(ground: Ground, rows: Integers) -> Column:
    """Return exp(−distance / scale): scales × witnesses × rows.

    The radii of both are added to the distance, squared: who is in a country may be far from its
    point.
    """
    table = ground.table
    square = table.radius**2
    apart = table.xyz[rows] @ table.xyz.T
    np.minimum(apart, 1.0, out=apart)
    apart -= 1.0
    apart *= -2.0 * EARTH_KM**2  # of the chord through the Earth
    apart += square[rows][:, None]
    apart += square
    np.sqrt(apart, out=apart)
    apart *= -1 / SCALES_KM[-1]
    near = np.empty((len(SCALES_KM), *apart.shape))
    np.exp(apart, out=near[-1])
    for n in range(len(SCALES_KM) - 1, 0, -1):
        np.multiply(near[n], near[n], out=near[n - 1])
        near[n - 1] *= near[n]
    return near
