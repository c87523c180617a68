"""Mentions → one place each: weighted evidence, the whole document at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.candidates import CandidateTable, find_candidates
from geo.evidence import CONTEXT, LOCAL, Codes, Context, code_groups, columns_of
from geo.model import Candidate, Evidence, Mention, Resolution
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["Decision", "decide", "resolve_mentions", "segment_softmax"]

Column = npt.NDArray[np.float64]
_PASSES = 2  # a third changes next to nothing
_KINDS = (*LOCAL, *CONTEXT)
_SHOWN = 5  # candidates kept in a resolution


@dataclass(frozen=True, slots=True)
class Decision:
    """A document's candidates with evidence (rows × kinds), its weighted sum, and probability."""

    table: CandidateTable
    evidence: Column
    weights: Column
    score: Column
    probability: Column


@lru_cache(maxsize=8)
def _codes(codes: tuple[str, ...]) -> Codes:
    return code_groups(codes)


def segment_softmax(score: Column, start: npt.NDArray[np.int64]) -> Column:
    """Return probabilities that sum to one within each segment of rows."""
    if not len(score):
        return score
    lengths = np.diff(start)
    largest = np.repeat(np.maximum.reduceat(score, start[:-1]), lengths)
    weight = np.exp(score - largest)
    shares: Column = weight / np.repeat(np.add.reduceat(weight, start[:-1]), lengths)
    return shares


def decide(
    text: str,
    mentions: Sequence[Mention],
    gazetteer: Gazetteer,
    *,
    home: tuple[float, float] | None = None,
    weights: Weights | None = None,
    everything: bool = False,
) -> Decision:
    """Score every candidate of every mention; the first pass is local, the next see its outcome.

    Evidence of no weight is left at zero, unless ``everything`` is asked for (to fit the weights).
    """
    weights = weights or load_weights()
    table = find_candidates(text, mentions, gazetteer)
    codes = _codes(gazetteer.columns.codes)
    local_weights = np.array([weights.local.get(kind.name, 0.0) for kind in LOCAL])
    full_weights = np.array([weights.context.get(kind.name, 0.0) for kind in (*LOCAL, *CONTEXT)])
    wanted = None if everything else full_weights[len(LOCAL) :] != 0
    context = Context(table, codes, np.zeros(len(table.fid)), home)
    local = columns_of(LOCAL, context)
    score = local @ local_weights
    evidence = local
    for _ in range(_PASSES):
        context = Context(table, codes, segment_softmax(score, table.start), home)
        evidence = np.concatenate([local, columns_of(CONTEXT, context, wanted)], axis=1)
        score = evidence @ full_weights
    return Decision(table, evidence, full_weights, score, segment_softmax(score, table.start))


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
    shown = [_shown_rows(decision, n) for n in range(len(decision.table.senses))]
    places = gazetteer.places(int(decision.table.fid[row]) for rows in shown for row in rows)
    by_sense = []
    for rows in shown:
        candidates = tuple(
            Candidate(
                places[int(decision.table.fid[row])],
                float(decision.score[row]),
                _explain(decision, row),
            )
            for row in rows
        )
        probability = float(decision.probability[rows[0]]) if rows else 0.0
        by_sense.append((candidates, _calibrated(probability, weights.certainty)))
    resolutions = []
    for mention, sense in zip(mentions, decision.table.sense_of, strict=True):
        candidates, certainty = by_sense[sense]
        if candidates:
            resolutions.append(Resolution(mention, candidates[0].place, certainty, candidates))
        else:
            reason = "no place of this name is in the gazetteer"
            resolutions.append(Resolution(mention, None, 0.0, (), None, reason))
    return resolutions


def _calibrated(probability: float, line: tuple[float, float]) -> float:
    p = min(max(probability, 1e-6), 1 - 1e-6)
    slope, offset = line
    return float(1 / (1 + np.exp(-(slope * np.log(p / (1 - p)) + offset))))


def _shown_rows(decision: Decision, sense: int) -> list[int]:
    """Return the rows of a sense's best candidates, best first."""
    start, end = int(decision.table.start[sense]), int(decision.table.start[sense + 1])
    rows = range(start + 1, end)  # the first is "no place"
    return sorted(rows, key=lambda r: (-decision.score[r], int(decision.table.fid[r])))[:_SHOWN]


def _explain(decision: Decision, row: int) -> tuple[Evidence, ...]:
    """Say in words what spoke for and against a candidate, strongest first."""
    parts = [
        Evidence(kind.name, value, weight, kind.words)
        for kind, value, weight in zip(
            _KINDS, decision.evidence[row].tolist(), decision.weights.tolist(), strict=True
        )
        if abs(value * weight) > 0.01
    ]
    return tuple(sorted(parts, key=lambda e: -abs(e.value * e.weight)))
