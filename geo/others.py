"""What the other names of a document say: what all names say, less what the asking one does."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from geo.evidence import Ground

__all__ = ["Others"]

Column = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Of each row, in this order: anything; its country, its region; country, region and district
# around it; the place itself, and again for the other forms of its name.
_ALL, _COUNTRY, _REGION, _NAMED, _HELD, _AGAIN = range(6)
_ASKED = np.array([_ALL, _COUNTRY, _REGION, _NAMED, _NAMED, _NAMED, _HELD, _AGAIN])[:, None]
_SPOKEN = np.array([_ALL, _COUNTRY, _REGION, _HELD, _HELD, _HELD, _NAMED, _AGAIN])[:, None]
_QUESTIONS = 6
_ITSELF = 6  # row of the place itself: its probability is told, of all others votes


class Others:
    """Sums over the other names, for all rows and questions at once.

    Asked are the votes of the other names in all, for the row's country and for its region; the
    probability that the country, the region, the district around it is named; the votes for what
    lies in it; and those of the other forms of its name for this very place.
    """

    def __init__(self, ground: Ground) -> None:
        table, name, senses = ground.table, ground.name, ground.table.senses
        topics = np.empty((len(_ASKED), len(name)), np.int64)
        topics[0], topics[1], topics[2] = ground.real, table.country, table.admin1
        topics[3:6], topics[6:] = table.around, table.fid
        # Speakers are names, and after them forms of names; of numbers only the order counts.
        forms = np.array([len(senses) + sense.form for sense in senses])
        keys = topics * (2 * len(senses))  # of topics as one speaks of them
        keys[:-1] += name
        keys[-1] += forms.take(table.sense)
        order = keys.ravel().argsort()
        # Sums by topic and speaker, then those by topic, of each one for all questions.
        numbers = np.empty((2, *topics.shape), np.int64)
        numbers[0].ravel()[order] = _ranks(keys.ravel().take(order))
        numbers[1].ravel()[order] = _ranks(topics.ravel().take(order))
        numbers[1] += topics.size
        numbers *= _QUESTIONS
        self._spoken = (numbers + _SPOKEN).ravel()
        self._asked = numbers + _ASKED
        self._sums = 2 * _QUESTIONS * topics.size
        self._share = (topics > 0) * ground.votes
        self._share[_ITSELF] = ground.real
        self._told = np.empty(numbers.shape)

    def say(self, probability: Column) -> Column:
        """Return what the others say of what each row asks about: asked × rows."""
        np.multiply(self._share, probability, out=self._told)  # twice: as one's, as all's
        sums = np.bincount(self._spoken, self._told.ravel(), self._sums)
        of_one, of_all = sums.take(self._asked)
        of_all -= of_one
        others: Column = np.maximum(of_all, 0.0, out=of_all)
        return others


def _ranks(ordered: Integers) -> Integers:
    """Return how many other values are before each of values in order."""
    ranks = np.zeros(len(ordered), np.int64)
    np.not_equal(ordered[1:], ordered[:-1]).cumsum(out=ranks[1:])
    return ranks
