"""What the other names of a document say: what all names say, less what the asking one does."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Others", "Question", "begins"]

Column = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


class Question(NamedTuple):
    """What is summed up for each row: numbers of rows of what is said, and of subjects.

    Those who say ``said`` each speak of ``of``, and a row asks about ``asked``.
    """

    said: int
    of: tuple[int, ...]
    asked: tuple[int, ...]


class Others:
    """Sums over the other names, for all rows and questions at once.

    Parameters
    ----------
    name
        The number of each row's name.
    subjects
        Subjects × rows: numbers of what may be spoken of and asked about; of 0 nothing is said.
    questions
        What is asked.
    """

    def __init__(self, name: Integers, subjects: Integers, questions: tuple[Question, ...]) -> None:
        names = int(name.max(initial=0)) + 1
        keys = (subjects * names + name).ravel()
        order: Integers = keys.argsort()
        ordered = keys[order]
        # Numbers of subjects with the name that speaks of each, and of subjects whoever does.
        pairs, topics = begins(ordered).cumsum() - 1, begins(ordered // names).cumsum() - 1
        pair, topic = np.empty((2, *subjects.shape), np.int64)
        pair.flat[order], topic.flat[order] = pairs, topics
        count = int(pairs[-1]) + 1
        self._first_pairs = pairs[begins(topics)]
        self._shape = len(questions), count
        spoken, asked = _tables(questions)
        number, self._said, of = spoken
        self._counts = subjects[of] > 0
        self._sums = (pair[of] + count * number[:, None]).ravel()
        number, of = asked
        self._by_all = topic[of] + len(self._first_pairs) * number[:, None]
        self._by_itself = pair[of] + count * number[:, None]

    def say(self, said: Column) -> Column:
        """Return what the others say of what each row asks about: (questions × asked) × rows."""
        weights = (said[self._said] * self._counts).ravel()
        questions, count = self._shape
        by_pair = np.bincount(self._sums, weights, questions * count)
        by_topic = np.add.reduceat(by_pair.reshape(self._shape), self._first_pairs, axis=1)
        by_others = by_topic.ravel()[self._by_all] - by_pair[self._by_itself]
        return np.asarray(np.maximum(by_others, 0.0))


@lru_cache(maxsize=8)
def _tables(questions: tuple[Question, ...]) -> tuple[Integers, Integers]:
    """Return the number of the question, what is said and of what; the number and what is asked."""
    spoken = [(n, q.said, of) for n, q in enumerate(questions) for of in q.of]
    asked = [(n, of) for n, q in enumerate(questions) for of in q.asked]
    return np.array(spoken).T, np.array(asked).T


def begins(values: Integers) -> npt.NDArray[np.bool_]:
    """Tell which values differ from the one before them."""
    differs = np.empty(len(values), np.bool_)
    differs[:1] = True
    np.not_equal(values[1:], values[:-1], out=differs[1:])
    return differs
