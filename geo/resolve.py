"""Mentions → one place each: weighted evidence, the whole document at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.candidates import CandidateTable, find_candidates
from geo.context import CONTEXT, KINDS, Context
from geo.deferred import Deferred
from geo.evidence import LOCAL, Ground, LocalWeights, local_scores
from geo.model import Candidate, Mention, Resolution
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = [
    "Decision",
    "decide",
    "decide_candidates",
    "resolve_mentions",
    "segment_softmax",
]

Column = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
_SHOWN = 5  # candidates kept in a resolution
_LEAST_CERTAIN = 0.1  # of a place shown: below, hardly one is right, and a pin misleads


@dataclass(frozen=True, eq=False)  # of arrays, so each is equal to itself alone
class Decision:
    """A document's candidates with their scores and probabilities.

    ``context`` is the evidence of the other names in the last pass, kinds × rows; ``weights`` are
    those of ``KINDS``.
    """

    ground: Ground
    weights: Column
    context: Column
    score: Column
    probability: Column

    @property
    def table(self) -> CandidateTable:
        """The candidates."""
        return self.ground.table

    @cached_property
    def evidence(self) -> Column:
        """Return rows × kinds; a score is its sum with the weights."""
        if not len(self.score):
            return np.zeros((0, len(KINDS)))
        local = [kind.column(self.ground) for kind in LOCAL]
        return np.stack([*local, *self.context], axis=1)  # a row in a row: a fit sums along it

    def best_rows(self, sense: int) -> list[int]:
        """Return the rows of a sense's best candidates, best first; no more than are shown."""
        start, end = self.table.start[sense : sense + 2].tolist()
        rows: list[int] = self._ranked[start : end - 1][:_SHOWN].tolist()
        return rows

    @property
    def best(self) -> Integers:
        """The row of each sense's best candidate, of "no place" where it has none."""
        starts = self.table.start[:-1]
        score = self._place_score
        largest = np.maximum.reduceat(score, starts)
        (rows,) = (score == largest.take(self.table.sense)).nonzero()
        return rows if len(rows) == len(starts) else self._ranked[starts]  # of equals, one

    @property
    def _place_score(self) -> Column:
        return np.where(self.ground.real, self.score, -np.inf)

    @cached_property
    def _ranked(self) -> Integers:
        """All rows, the best of each sense first, its "no place" last."""
        table = self.table
        return np.lexsort((table.fid, -self._place_score, table.sense))


def _column(weights: Mapping[str, float], names: Sequence[str]) -> Column:
    return np.array([weights.get(name, 0.0) for name in names])


def segment_softmax(score: Column, start: Integers, segment: Integers) -> Column:
    """Return probabilities that sum to one within each segment of rows.

    ``start`` has where each begins, and the end of all; ``segment`` its number for each row.
    """
    starts = start[:-1]
    weight = score - np.maximum.reduceat(score, starts).take(segment)
    np.exp(weight, out=weight)
    weight /= np.add.reduceat(weight, starts).take(segment)
    return weight


def decide(
    text: str,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    *,
    home: tuple[float, float] | None = None,
    weights: Weights | None = None,
) -> Decision:
    """Score every candidate of every mention."""
    table = find_candidates(text, mentions, gazetteer)
    return decide_candidates(table, home=home, weights=weights or load_weights())


def decide_candidates(
    table: CandidateTable,
    *,
    home: tuple[float, float] | None = None,
    weights: Weights,
) -> Decision:
    """Score candidates; the first pass is local, each later one knows the outcome of the last."""
    all_weights, local_weights, context_weights = _prepared(weights)
    ground = Ground(table, home)
    if not len(table.fid):
        nothing = np.zeros(0)
        return Decision(ground, all_weights, np.zeros((len(CONTEXT), 0)), nothing, nothing)
    first, own = local_scores(ground, local_weights)
    probability = segment_softmax(first, table.start, table.sense)
    context = Context(ground, probability)
    for _ in range(context.passes):
        columns = context.columns(probability)
        score = own + context_weights.dot(columns)
        probability = segment_softmax(score, table.start, table.sense)
    return Decision(ground, all_weights, columns, score, probability)


@lru_cache(maxsize=8)
def _prepared(weights: Weights) -> tuple[Column, LocalWeights, Column]:
    """Return the weights of all kinds; of local ones alone and in context; of context."""
    columns = _column(weights.context, KINDS)
    local = _column(weights.local, KINDS[: len(LOCAL)])
    own, context = np.split(columns, [len(LOCAL)])
    return columns, LocalWeights(np.stack([local, own])), context


def resolve_mentions(
    text: str,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    *,
    home: tuple[float, float] | None = None,
    weights: Weights | None = None,
) -> list[Resolution]:
    """Resolve given mentions: one resolution each, in the same order.

    Parameters
    ----------
    home
        (lon, lat) in degrees of the publisher's own area, where it is known.
    weights
        The shipped ones by default.
    """
    if not mentions:
        return []
    weights = weights or load_weights()
    decision = decide(text, mentions, gazetteer, home=home, weights=weights)
    best = decision.best
    fids, odds = decision.table.fid[best].tolist(), decision.probability[best].tolist()
    places = gazetteer.places([fid for fid in fids if fid])
    answers: list[tuple[Place | None, float, Sequence[Candidate], str | None]] = []
    for sense, (fid, probability) in enumerate(zip(fids, odds, strict=True)):
        if not fid:
            answers.append((None, 0.0, (), "no place of this name is in the gazetteer"))
            continue
        certainty = _calibrated(probability, weights.certainty)
        likeliest = Deferred(partial(_explained, decision, sense, gazetteer))
        if certainty < _LEAST_CERTAIN:
            told = f"no place of this name is likely: the best has a certainty of {certainty:.2f}"
            answers.append((None, 0.0, likeliest, told))
        else:
            answers.append((places[fid], certainty, likeliest, None))
    resolutions = []
    for mention, sense in zip(mentions, decision.table.sense_of, strict=True):
        place, certainty, candidates, reason = answers[sense]
        resolutions.append(Resolution(mention, place, certainty, candidates, None, reason))
    return resolutions


def _calibrated(probability: float, line: tuple[float, float]) -> float:
    p = min(max(probability, 1e-6), 1 - 1e-6)
    slope, offset = line
    return 1 / (1 + math.exp(-(slope * math.log(p / (1 - p)) + offset)))


def _explained(decision: Decision, sense: int, gazetteer: Gazetteer) -> tuple[Candidate, ...]:
    from geo.explain import explained

    return explained(decision, decision.best_rows(sense), gazetteer)
