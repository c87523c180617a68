"""Fit the weights of resolution on gold corpora, and put them beside those of recognition.

A conditional logit over each name's candidates, "no place" among them, penalised by the squared
size of the weights; evidence that a reader would take as speaking for a place may not speak against
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.corpus import GoldArticle, GoldMention
from geo.evidence import CONTEXT, LOCAL
from geo.fit_recognition import fit_recognition
from geo.mentions import find_mentions
from geo.model import Mention
from geo.profile import source_homes
from geo.resolve import Decision, decide
from geo.weights import Weights, load_weights, weights_to_json

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = [
    "correct_rows",
    "fit_certainty",
    "fit_resolution",
    "fit_weights",
    "write_weights",
]

Column = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_NEAR_KM = 161.0  # 100 miles, the field's threshold
_EARTH_KM = 6371.0088
_HOME = "near the publisher"

# Signs that a reader may rely on: +1 may only help a candidate, −1 only hurt it.
_SIGNS = {
    "main name": 1, "exact spelling": 1, "population": 1, "behind largest namesake": 1,
    "generic term agrees": 1, "generic term conflicts": -1, "in the place named after it": 1,
    "not in the place named after it": -1, "in the place named beside it": 1,
    "not in the place named beside it": -1, "derived name": -1, "other name": -1,
    **{kind.name: 1 for kind in CONTEXT},
}  # fmt: skip


# What a reader of English news takes for granted and distances hardly show: a bare name is the
# town, not the unit around it; a shared "regions" makes its names regions; "the" goes with rivers.
# The penalty pulls such a weight to this value instead of zero, and more strongly.
_PRIORS = {
    "a town inside has its name": (-4.0, 100.0),
    "generic term agrees": (2.0, 40.0),
    "generic term conflicts": (-2.0, 40.0),
    "named with the article": (4.0, 100.0),
}


# --- Resolution -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Case:
    """One name of one document: its evidence rows and which of them are right."""

    evidence: Column
    right: npt.NDArray[np.bool_]
    weight: float


def correct_rows(decision: Decision, sense: int, gold: GoldMention, gazetteer: Gazetteer) -> Flags:
    """Tell which rows of a sense are the gold place: the same id, else the nearest ones."""
    table = decision.table
    rows = slice(int(table.start[sense]), int(table.start[sense + 1]))
    real = table.fid[rows] > 0
    if gold.lon is None or gold.lat is None:
        return np.zeros(len(real), bool)
    if gold.place_id is not None:
        place = gazetteer.get(gold.place_id)
        if place is not None:
            ids = gazetteer.places(table.fid[rows][real].tolist())
            same = np.array(
                [fid > 0 and ids[int(fid)].place_id == gold.place_id for fid in table.fid[rows]]
            )
            if same.any():
                return same
    lon, lat = np.radians([gold.lon, gold.lat])
    point = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    distance = np.arccos(np.clip(table.xyz[rows] @ point, -1, 1)) * _EARTH_KM
    distance = np.where(real, distance, np.inf)
    if not (distance <= _NEAR_KM).any():
        return np.zeros(len(real), bool)
    return distance <= max(25.0, float(distance.min()) + 1.0)


def _cases(
    article: GoldArticle,
    mentions: list[Mention],
    gazetteer: Gazetteer,
    weights: Weights,
    kinds: int,
    *,
    home: tuple[float, float] | None = None,
) -> list[_Case]:
    decision = decide(
        article.text, mentions, gazetteer, home=home, weights=weights, everything=True
    )
    table = decision.table
    gold = sorted(article.mentions, key=lambda m: m.start)
    cases = []
    for n, sense in enumerate(table.senses):
        rows = slice(int(table.start[n]), int(table.start[n + 1]))
        found: dict[bytes, float] = {}
        for i in sense.mentions:
            match = next(
                (g for g in gold if g.start < mentions[i].end and mentions[i].start < g.end), None
            )
            if match is not None and match.lon is None:
                continue
            right = np.zeros(rows.stop - rows.start, bool)
            if match is not None:
                right = correct_rows(decision, n, match, gazetteer)
            if not right.any():
                right[0] = True
            weight = 1.0 if match is not None else 0.5
            found[right.tobytes()] = found.get(right.tobytes(), 0.0) + weight
        for right_bytes, weight in found.items():
            cases.append(
                _Case(
                    decision.evidence[rows][:, :kinds],
                    np.frombuffer(right_bytes, bool),
                    weight**0.5,
                )
            )
    return cases


def fit_resolution(
    articles: Sequence[GoldArticle],
    gazetteer: Gazetteer,
    weights: Weights,
    *,
    penalty: float = 2.0,
    gold_only: bool = False,
) -> Weights:
    """Fit local weights, then all weights given the context that the local ones lead to."""
    documents: list[tuple[GoldArticle, list[Mention]]] = []
    for article in articles:
        gold = [Mention(m.start, m.end, article.text[m.start : m.end]) for m in article.mentions]
        found = [] if gold_only else find_mentions(article.text, gazetteer, weights=weights)
        own = {(m.start, m.end): m for m in found}
        documents.append((article, sorted(own.get((m.start, m.end), m) for m in gold)))
        if found:
            documents.append((article, found))
    provenance = weights.provenance
    for step in range(3):
        kinds = LOCAL if step == 0 else (*LOCAL, *CONTEXT)
        cases = [
            case
            for article, mentions in documents
            for case in _cases(article, mentions, gazetteer, weights, len(kinds))
        ]
        fitted = _fit_logit(cases, [kind.name for kind in kinds], penalty)
        if step == 0:
            weights = Weights(weights.recognition, fitted, fitted, provenance, (1.0, 0.0))
        else:
            weights = Weights(weights.recognition, weights.local, fitted, provenance, (1.0, 0.0))
    return weights


def _fit_logit(cases: Sequence[_Case], names: Sequence[str], penalty: float) -> dict[str, float]:
    from scipy.optimize import minimize

    evidence = np.concatenate([case.evidence for case in cases])
    right = np.concatenate([case.right for case in cases])
    weight = np.array([case.weight for case in cases])
    lengths = np.array([len(case.right) for case in cases])
    start = np.concatenate([[0], np.cumsum(lengths)[:-1]])

    def log_sums(score: Column) -> Column:
        largest = np.maximum.reduceat(score, start)
        sums = np.add.reduceat(np.exp(score - np.repeat(largest, lengths)), start)
        return np.asarray(largest + np.log(sums))

    def loss(w: Column) -> tuple[float, Column]:
        score = evidence @ w
        everything, correct = log_sums(score), log_sums(np.where(right, score, -1e9))
        p_all = np.exp(score - np.repeat(everything, lengths))
        p_right = np.where(right, np.exp(score - np.repeat(correct, lengths)), 0.0)
        by_row = np.repeat(weight, lengths)
        value = (weight * (everything - correct)).sum() + (pull * (w - centre) ** 2).sum() / 2
        return float(value), evidence.T @ (by_row * (p_all - p_right)) + pull * (w - centre)

    centre = np.array([_PRIORS.get(name, (0.0, 1.0))[0] for name in names])
    pull = penalty * np.array([_PRIORS.get(name, (0.0, 1.0))[1] for name in names])
    signs = [_SIGNS.get(name, 0) for name in names]
    bounds = [(0, None) if s > 0 else (None, 0) if s < 0 else (None, None) for s in signs]
    found = minimize(
        loss,
        np.zeros(len(names)),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 500},
    )
    return {name: round(float(w), 4) for name, w in zip(names, found.x, strict=True)}


# --- Both -----------------------------------------------------------------------------------------


def fit_weights(
    articles: Sequence[GoldArticle], gazetteer: Gazetteer, provenance: dict[str, str]
) -> Weights:
    """Fit everything on a list of articles."""
    recognition = fit_recognition(articles, gazetteer)
    weights = fit_resolution(articles, gazetteer, Weights(recognition, {}, {}, provenance))
    weights = fit_home(articles, gazetteer, weights)
    return replace(weights, certainty=fit_certainty(articles, gazetteer, weights))


def fit_home(articles: Sequence[GoldArticle], gazetteer: Gazetteer, weights: Weights) -> Weights:
    """Fit the weight of nearness to the publisher's own area, all others held fixed.

    The areas come from the answers without it; articles whose source is rare take no part.
    """
    from scipy.optimize import minimize_scalar

    documents = [(a, find_mentions(a.text, gazetteer, weights=weights)) for a in articles]
    homes = source_homes(documents, gazetteer, weights)
    at = len(LOCAL) + [kind.name for kind in CONTEXT].index(_HOME)
    cases: list[_Case] = []
    for article in articles:
        if article.source in homes:
            mentions = sorted(
                Mention(m.start, m.end, article.text[m.start : m.end]) for m in article.mentions
            )
            home = homes[article.source]
            cases += _cases(article, mentions, gazetteer, weights, at + 1, home=home)
    if not cases:
        return weights
    names = [kind.name for kind in (*LOCAL, *CONTEXT)][: at + 1]
    fixed = np.array([weights.context[name] for name in names])

    def loss(weight: float) -> float:
        fixed[at] = weight
        total = 0.0
        for case in cases:
            score = case.evidence @ fixed
            right = np.logaddexp.reduce(score[case.right])
            total += case.weight * float(np.logaddexp.reduce(score) - right)
        return total

    found = minimize_scalar(loss, bounds=(0.0, 12.0), method="bounded", options={"xatol": 0.05})
    return replace(weights, context=weights.context | {_HOME: round(float(found.x), 4)})


def fit_certainty(
    articles: Sequence[GoldArticle], gazetteer: Gazetteer, weights: Weights
) -> tuple[float, float]:
    """Fit slope and offset that turn the log-odds of the best candidate into a certainty.

    Platt scaling (1999) over the grounded gold mentions; a small slope makes answers humbler.
    """
    from scipy.optimize import minimize

    odds: list[float] = []
    right: list[bool] = []
    for article in articles:
        gold = sorted(article.mentions, key=lambda m: m.start)
        mentions = [Mention(m.start, m.end, article.text[m.start : m.end]) for m in gold]
        decision = decide(article.text, mentions, gazetteer, weights=weights)
        for i, truth in enumerate(gold):
            sense = decision.table.sense_of[i]
            rows = slice(int(decision.table.start[sense]) + 1, int(decision.table.start[sense + 1]))
            if truth.lon is None or rows.stop <= rows.start:
                continue
            best = int(decision.score[rows].argmax())
            p = float(np.clip(decision.probability[rows][best], 1e-6, 1 - 1e-6))
            odds.append(float(np.log(p / (1 - p))))
            right.append(bool(correct_rows(decision, sense, truth, gazetteer)[best + 1]))
    x, y = np.array(odds), np.where(right, 1.0, -1.0)

    def loss(line: Column) -> float:
        return float(np.logaddexp(0, -y * (line[0] * x + line[1])).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(slope), 4), round(float(offset), 4)


def write_weights(weights: Weights, path: Path) -> None:
    """Write weights as the JSON that :func:`geo.weights.load_weights` reads."""
    path.write_text(weights_to_json(weights), encoding="utf-8")
    load_weights.cache_clear()
