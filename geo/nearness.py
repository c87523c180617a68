"""How near a document's candidates are to the probable places of its other names.

Each other name votes with the probabilities its candidates have so far. A name that may mean many
places is a weak witness for each, yet two such names that are near each other only once speak for
that pair: votes count by their logarithm, a name once, and many names less than their sum.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log1p

import numpy as np
import numpy.typing as npt

from gazetteer.distance import EARTH_KM
from geo.evidence import Ground

__all__ = ["SCALES_KM", "Nearness"]

Column = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SCALES_KM = (33.3, 100.0, 300.0)  # each the third of the next: one exponential makes all
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
        Witnesses × scales × rows of exp(−distance / scale); 0 where one says nothing of the other.
    """

    def __init__(self, ground: Ground, probability: Column) -> None:
        rows = self.witnesses = _witnesses(ground, probability)
        names, votes = ground.name[rows], ground.votes[rows]
        starts = [0, *((names[1:] != names[:-1]).nonzero()[0] + 1).tolist()][: len(rows)]
        parts = list(map(slice, starts, [*starts[1:], len(rows)]))  # of each name that speaks
        by_name = dict(zip(names[starts].tolist(), parts, strict=True))
        self.nearness = _nearness(ground, rows, by_name)
        self._weights = np.maximum.reduceat(votes, starts) / _MOST if starts else votes
        # What the names speak and what is heard of each, in parts that are made but once.
        near = self.nearness.reshape(len(rows), len(SCALES_KM) * len(probability))
        self._spoken = np.empty(len(rows))
        self._heard = np.empty((len(starts), near.shape[1]))
        self._by_name = [
            (self._spoken[part], near[part], heard)
            for part, heard in zip(parts, self._heard, strict=True)
        ]

    def votes(self, probability: Column) -> Column:
        """Return the votes of all other names for each row: scales × rows."""
        np.multiply(probability[self.witnesses], _GAIN, out=self._spoken)
        for spoken, near, heard in self._by_name:
            spoken.dot(near, heard)
        votes: Column = self._weights.dot(np.log1p(self._heard))
        votes /= 1.0 + votes
        return votes.reshape(len(SCALES_KM), -1)


def _witnesses(ground: Ground, probability: Column) -> Integers:
    votes = probability * ground.votes * ground.placed
    (rows,) = (votes > _LEAST_VOTE).nonzero()
    if len(rows) > _MOST_WITNESSES:
        rows = np.sort(rows[np.argsort(-votes[rows], kind="stable")[:_MOST_WITNESSES]])
    return rows[ground.name[rows].argsort(kind="stable")]


def _nearness(ground: Ground, rows: Integers, parts: Mapping[int, slice]) -> Column:
    """Return exp(−distance / scale): witnesses × scales × rows; ``parts`` are those of each name.

    The radii of both are added to the distance, squared: who is in a country may be far from its
    point. None is a witness for its own name, nor for what lies everywhere.
    """
    table = ground.table
    square = np.where(ground.placed, table.radius**2, np.inf)
    apart = table.xyz[rows] @ table.xyz.T
    np.minimum(apart, 1.0, out=apart)
    apart -= 1.0
    apart *= -2.0 * EARTH_KM**2  # of the chord through the Earth
    apart += square[rows][:, None]
    apart += square
    np.sqrt(apart, out=apart)
    apart *= -1 / SCALES_KM[-1]
    near = np.exp(apart, out=apart)
    start = table.start.tolist()
    for sense, own in zip(table.senses, map(slice, start, start[1:]), strict=True):
        if sense.name in parts:
            near[parts[sense.name], own] = 0.0
    scales = np.empty((len(rows), len(SCALES_KM), len(square)))
    scales[:, -1] = near
    for n in reversed(range(len(SCALES_KM) - 1)):
        near *= near * near
        scales[:, n] = near
    return scales
