"""Mentions → one place each: weighted evidence, the whole document at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from geo.candidates import CandidateTable, find_candidates
from geo.context import CONTEXT, Context, Neighbourhood
from geo.evidence import LOCAL, Codes, Ground, code_groups
from geo.model import Candidate, Mention, Resolution
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = [
    "KINDS",
    "Decision",
    "decide",
    "decide_candidates",
    "resolve_mentions",
    "segment_softmax",
]

Column = npt.NDArray[np.float64]
PASSES = 3  # a fourth changes next to nothing
KINDS = tuple(kind.name for kind in (*LOCAL, *CONTEXT))
_SHOWN = 5  # candidates kept in a resolution


@dataclass(frozen=True, slots=True)
class Decision:
    """A document's candidates with evidence (rows × kinds), its weighted sum, and probability.

    ``context`` is what the last pass knew of the document; ``None`` where there was no name.
    """

    table: CandidateTable
    evidence: Column
    weights: Column
    score: Column
    probability: Column
    context: Context | None

    def best_rows(self, sense: int) -> list[int]:
        """Return the rows of a sense's best candidates, best first."""
        start, end = int(self.table.start[sense]) + 1, int(self.table.start[sense + 1])
        best = np.lexsort((self.table.fid[start:end], -self.score[start:end]))
        return [start + int(row) for row in best[:_SHOWN]]


@lru_cache(maxsize=8)
def _codes(codes: tuple[str, ...]) -> Codes:
    return code_groups(codes)


def _column(weights: Mapping[str, float], names: Sequence[str]) -> Column:
    return np.array([weights.get(name, 0.0) for name in names])


def segment_softmax(score: Column, start: npt.NDArray[np.int64]) -> Column:
    """Return probabilities that sum to one within each segment of rows."""
    if not len(score):
        return score
    lengths = start[1:] - start[:-1]
    largest = np.maximum.reduceat(score, start[:-1]).repeat(lengths)
    weight = np.exp(score - largest)
    shares: Column = weight / np.add.reduceat(weight, start[:-1]).repeat(lengths)
    return shares


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
    return decide_candidates(table, gazetteer, home=home, weights=weights or load_weights())


def decide_candidates(
    table: CandidateTable,
    gazetteer: Gazetteer,
    *,
    home: tuple[float, float] | None = None,
    weights: Weights,
    everything: bool = False,
) -> Decision:
    """Score candidates; the first pass is local, each later one knows the outcome of the last.

    Evidence of no weight is left at zero, unless ``everything`` is asked for (to fit the weights).
    """
    local_weights = _column(weights.local, KINDS[: len(LOCAL)])
    full_weights = _column(weights.context, KINDS)
    evidence = np.zeros((len(table.fid), len(KINDS)))
    if not len(table.fid):
        return Decision(table, evidence, full_weights, np.zeros(0), np.zeros(0), None)
    ground = Ground(table, _codes(gazetteer.columns.codes), home)
    for n, local in enumerate(LOCAL):
        if everything or local_weights[n] or full_weights[n]:
            evidence[:, n] = local.column(ground)
    probability = segment_softmax(evidence[:, : len(LOCAL)] @ local_weights, table.start)
    near = Neighbourhood(ground, probability)
    wanted = [
        (len(LOCAL) + n, kind.column)
        for n, kind in enumerate(CONTEXT)
        if everything or full_weights[len(LOCAL) + n]
    ]
    for _ in range(PASSES):
        context = Context(near, probability)
        for n, column in wanted:
            evidence[:, n] = column(context)
        score = evidence @ full_weights
        probability = segment_softmax(score, table.start)
    return Decision(table, evidence, full_weights, score, probability, context)


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
    weights = weights or load_weights()
    decision = decide(text, mentions, gazetteer, home=home, weights=weights)
    best = [decision.best_rows(n) for n in range(len(decision.table.senses))]
    fids = decision.table.fid
    places = gazetteer.places([int(fids[rows[0]]) for rows in best if rows])
    answers: list[tuple[Place | None, float, Sequence[Candidate], str | None]] = []
    for rows in best:
        if rows:
            certainty = _calibrated(float(decision.probability[rows[0]]), weights.certainty)
            candidates = _Candidates(decision, rows, gazetteer)
            answers.append((places[int(fids[rows[0]])], certainty, candidates, None))
        else:
            answers.append((None, 0.0, (), "no place of this name is in the gazetteer"))
    resolutions = []
    for mention, sense in zip(mentions, decision.table.sense_of, strict=True):
        place, certainty, candidates, reason = answers[sense]
        resolutions.append(Resolution(mention, place, certainty, candidates, None, reason))
    return resolutions


def _calibrated(probability: float, line: tuple[float, float]) -> float:
    p = min(max(probability, 1e-6), 1 - 1e-6)
    slope, offset = line
    return 1 / (1 + math.exp(-(slope * math.log(p / (1 - p)) + offset)))


class _Candidates(Sequence[Candidate]):
    """The best candidates of a mention, with their evidence in words: made when first read."""

    __slots__ = ("_count", "_made", "_source")

    def __init__(self, decision: Decision, rows: Sequence[int], gazetteer: Gazetteer) -> None:
        self._count = len(rows)
        self._source: tuple[Decision, Sequence[int], Gazetteer] | None = (decision, rows, gazetteer)
        self._made: tuple[Candidate, ...] = ()

    def _all(self) -> tuple[Candidate, ...]:
        if self._source is not None:
            from geo.explain import explained

            self._made = explained(*self._source)
            self._source = None
        return self._made

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self._all())

    @overload
    def __getitem__(self, index: int) -> Candidate: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Candidate, ...]: ...
    def __getitem__(self, index: int | slice) -> Candidate | tuple[Candidate, ...]:
        return self._all()[index]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._all(),)
