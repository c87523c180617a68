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
        table, name = ground.table, ground.name
        topics = np.empty((len(_ASKED), len(name)), np.int64)
        topics[:3] = ground.real, table.country, table.admin1
        topics[3:6], topics[6:] = table.around, table.fid
        names = int(name.max()) + 1
        forms = np.array([sense.form for sense in table.senses])
        speakers = names + int(forms.max()) + 1
        keys = topics * speakers + name
        keys[-1] += names + forms[table.sense] - name
        pair, topic, firsts = _numbered(keys, speakers)
        # Whose votes for what, whoever's votes for what: numbered apart for each question.
        pairs, subjects = firsts
        self._by_speaker = (pair + pairs * _SPOKEN).ravel(), _QUESTIONS * pairs
        self._by_all = (topic + subjects * _SPOKEN).ravel(), _QUESTIONS * subjects
        self._asked = pair + pairs * _ASKED, topic + subjects * _ASKED
        self._share = (topics > 0) * ground.votes
        self._share[_ITSELF] = ground.real

    def say(self, probability: Column) -> Column:
        """Return what the others say of what each row asks about: asked × rows."""
        weights = (self._share * probability).ravel()
        (speakers, pairs), (subjects, topics) = self._by_speaker, self._by_all
        own, of_all = self._asked
        by_others: Column = np.bincount(subjects, weights, topics).take(of_all)
        by_others -= np.bincount(speakers, weights, pairs).take(own)
        np.maximum(by_others, 0.0, out=by_others)
        return by_others


def _numbered(keys: Integers, speakers: int) -> tuple[Integers, Integers, tuple[int, int]]:
    """Return numbers of the keys and of their topics, from 0 on, and how many there are of both."""
    order = keys.ravel().argsort()
    ordered = keys.ravel()[order]
    pair, topic = np.empty((2, *keys.shape), np.int64)
    pairs, topics = _ranks(ordered), _ranks(ordered // speakers)
    pair.ravel()[order] = pairs
    topic.ravel()[order] = topics
    return pair, topic, (int(pairs[-1]) + 1, int(topics[-1]) + 1)


def _ranks(ordered: Integers) -> Integers:
    """Return the number of each value in order, equal ones alike."""
    ranks = np.zeros(len(ordered), np.int64)
    (ordered[1:] != ordered[:-1]).cumsum(out=ranks[1:])
    return ranks
