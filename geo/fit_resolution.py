"""Fit the weights of resolution's evidence on gold corpora.

A conditional logit over each name's candidates, "no place" among them, penalised by the squared
size of the weights; evidence that a reader would take as speaking for a place may not speak
against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gazetteer.distance import EARTH_KM
from geo.candidates import CandidateTable, find_candidates
from geo.context import CONTEXT, KINDS
from geo.corpus import GoldArticle, GoldMention
from geo.evidence import LOCAL
from geo.mentions import find_mentions
from geo.model import Mention
from geo.profile import Homes, source_homes
from geo.resolve import decide_candidates
from geo.scores import NEAR_KM
from geo.weights import Weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["correct_rows", "fit_resolution", "given_mentions"]

Column = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
_EXTENDED = "HTL"  # classes of waters, terrain and regions: their own point may be any of theirs
_HOME = "near the publisher"
_FALSE_ALARM = 0.5  # weight of a found mention that is none
_ROUNDS = 3

# Signs that a reader may rely on: +1 may only help a candidate, −1 only hurt it.
_SIGNS = {
    "main name": 1, "exact spelling": 1, "population": 1, "behind largest namesake": 1,
    "national capital": 1, "regional seat": 1,
    "where a report was written": 1, "generic term agrees": 1, "generic term conflicts": -1,
    "in the place named after it": 1,
    "not in the place named after it": -1, "in the place named beside it": 1,
    "not in the place named beside it": -1, "derived name": -1, "other name": -1,
    "without a part of the name": -1, "one letter differs": -1, "inflected": -1,
    **dict.fromkeys(CONTEXT, 1), "told apart from it": -1,
    "what is named before it lies in it": 1,
}  # fmt: skip

# What a reader of English news takes for granted and distances hardly show: a bare name is the
# town, not the unit around it; a unit is meant no sooner than a town of its size, as states of the
# United States are in their papers, and a capital sooner; a shared "regions" makes its names
# regions; "the" goes with rivers; a building that is listed at all is as likely meant as a town of
# its renown, marked or not; what a text tells apart is another place.
# The penalty pulls such a weight to this value instead of zero, and more strongly.
_PRIORS = {
    "a town inside has its name": (-4.0, 100.0),
    "generic term agrees": (2.0, 40.0),
    "generic term conflicts": (-2.0, 40.0),
    "named with the article": (5.0, 100.0),
    "where a report was written": (2.0, 20.0),
    "building": (0.0, 100.0),
    "national capital": (1.2, 400.0),
    "first-level unit": (0.6, 400.0),
    "settlement": (0.9, 400.0),
    "a capital among other countries": (1.0, 100.0),
    "same country as others": (0.5, 60.0),
    "another name means it too": (1.0, 100.0),
    "inflected": (-0.5, 100.0),
    "told apart from it": (-8.0, 100.0),
}


@dataclass(frozen=True, slots=True)
class _Document:
    """Mentions of an article with their candidates; the gold mention each stands for, if any."""

    table: CandidateTable
    truths: tuple[GoldMention | None, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Case:
    """One name of one document: its evidence rows and which of them are right."""

    evidence: Column
    right: Flags
    weight: float


def given_mentions(article: GoldArticle, found: Sequence[Mention] = ()) -> list[Mention]:
    """Return the gold mentions of an article, of the kind they were found to be."""
    kinds = {(m.start, m.end): m for m in found}
    text = article.text
    return [
        kinds.get((m.start, m.end), Mention(m.start, m.end, text[m.start : m.end]))
        for m in sorted(article.mentions, key=lambda m: (m.start, m.end))
    ]


def _documents(
    articles: Sequence[GoldArticle], gazetteer: Gazetteer, weights: Weights
) -> Iterator[_Document]:
    """Yield each article twice: with the mentions given, and as they are found."""
    for article in articles:
        gold = sorted(article.mentions, key=lambda m: (m.start, m.end))
        found = find_mentions(article.text, gazetteer, weights=weights)
        given = given_mentions(article, found)
        table = find_candidates(article.text, given, gazetteer)
        yield _Document(table, tuple(gold), article.source)
        if found:
            truths = tuple(
                next((g for g in gold if g.start < m.end and m.start < g.end), None) for m in found
            )
            table = find_candidates(article.text, found, gazetteer)
            yield _Document(table, truths, article.source)


def correct_rows(
    table: CandidateTable, sense: int, gold: GoldMention, gazetteer: Gazetteer
) -> Flags:
    """Tell which rows of a sense are the gold place: the same id, else the nearest ones."""
    rows = slice(int(table.start[sense]), int(table.start[sense + 1]))
    fids = table.fid[rows]
    if gold.lon is None or gold.lat is None:
        return np.zeros(len(fids), np.bool_)
    if gold.place_id is not None:
        places = gazetteer.places(fids[1:].tolist())
        same = np.array([f > 0 and places[int(f)].place_id == gold.place_id for f in fids])
        if same.any():
            return same
    lon, lat = np.radians([gold.lon, gold.lat])
    point = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    distance = np.arccos(np.clip(table.xyz[rows] @ point, -1, 1)) * EARTH_KM
    distance = np.where(fids > 0, distance, np.inf)
    nearest = float(distance.min())
    if nearest > NEAR_KM:
        return _around(table, rows, (gold.lon, gold.lat), gazetteer)
    return np.asarray(distance <= max(25.0, nearest + 1.0))


def _around(
    table: CandidateTable, rows: slice, point: tuple[float, float], gazetteer: Gazetteer
) -> Flags:
    """Tell which rows are a sea, region or range that holds the gold point, far from its own."""
    import shapely

    columns = gazetteer.columns
    right = np.zeros(rows.stop - rows.start, np.bool_)
    for n, fid in enumerate(table.fid[rows].tolist()):
        if fid and columns.classes[columns.code[fid - 1]] in _EXTENDED:
            shape = gazetteer.footprint(gazetteer.places([fid])[fid].place_id)
            right[n] = shape is not None and shape.intersects(shapely.Point(point))
    return right


def _right_rows(document: _Document, gazetteer: Gazetteer) -> list[tuple[int, Flags, float]]:
    """Return each sense of a document with its right rows and how much it counts."""
    weights: dict[tuple[int, bytes], float] = {}
    for sense, truth in zip(document.table.sense_of, document.truths, strict=True):
        if truth is not None and truth.lon is None:
            continue  # annotated, but nobody knows where
        length = int(document.table.start[sense + 1] - document.table.start[sense])
        right = np.zeros(length, np.bool_)
        if truth is not None:
            right = correct_rows(document.table, sense, truth, gazetteer)
        if not right.any():
            right[0] = True
        key = (sense, right.tobytes())
        weights[key] = weights.get(key, 0.0) + (_FALSE_ALARM if truth is None else 1.0)
    return [(sense, np.frombuffer(r, np.bool_), w) for (sense, r), w in weights.items()]


@dataclass(frozen=True, slots=True)
class _Training:
    """The documents of a fit, and what is right in each."""

    documents: tuple[_Document, ...]
    right: tuple[list[tuple[int, Flags, float]], ...]
    gazetteer: Gazetteer

    def cases(self, weights: Weights, kinds: int, homes: Homes | None = None) -> list[_Case]:
        """Return the names of all documents with their evidence, given what weights make of them.

        With ``homes``, only of documents whose source has one.
        """
        cases = []
        for document, right in zip(self.documents, self.right, strict=True):
            home = None if homes is None else homes.get(document.source)
            if homes is not None and home is None:
                continue
            decision = decide_candidates(document.table, home=home, weights=weights)
            for sense, rows, weight in right:
                own = slice(int(document.table.start[sense]), int(document.table.start[sense + 1]))
                cases.append(_Case(decision.evidence[own, :kinds], rows, weight))
        return cases


def fit_resolution(
    articles: Sequence[GoldArticle],
    gazetteer: Gazetteer,
    weights: Weights,
    *,
    penalty: float = 2.0,
    without: frozenset[str] = frozenset(),
) -> Weights:
    """Fit local weights, then all weights given the context they lead to, then the certainty.

    Parameters
    ----------
    weights
        Those of recognition are used and kept.
    penalty
        Of the squared size of the weights.
    without
        Kinds of evidence that get no weight, to see what each is worth.
    """
    documents = tuple(_documents(articles, gazetteer, weights))
    right = tuple(_right_rows(document, gazetteer) for document in documents)
    training = _Training(documents, right, gazetteer)
    weights = replace(weights, local={}, context={}, certainty=(1.0, 0.0))
    cases = training.cases(weights, len(LOCAL))
    local = _fit_logit(cases, KINDS[: len(LOCAL)], penalty, without)
    weights = replace(weights, local=local, context=local)
    for _ in range(_ROUNDS):
        cases = training.cases(weights, len(KINDS))
        context = _fit_logit(cases, KINDS, penalty, without, weights.context)
        weights = replace(weights, context=context)
    if _HOME not in without:
        weights = _fit_home(articles, training, weights)
    return replace(weights, certainty=_fit_certainty(training, weights))


def _fit_logit(
    cases: Sequence[_Case],
    names: Sequence[str],
    penalty: float,
    without: frozenset[str],
    begin: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Return the weights of least penalised loss, from those of ``begin`` on."""
    from scipy.optimize import minimize

    evidence = np.concatenate([case.evidence for case in cases])
    right = np.concatenate([case.right for case in cases])
    weight = np.array([case.weight for case in cases])
    lengths = np.array([len(case.right) for case in cases])
    start = np.cumsum(lengths) - lengths
    case_of = np.repeat(np.arange(len(cases)), lengths)

    def loss(w: Column) -> tuple[float, Column]:
        score = evidence @ w
        largest = np.maximum.reduceat(score, start)
        share = np.exp(score - largest[case_of])
        everything = np.add.reduceat(share, start)
        correct = np.maximum(np.add.reduceat(np.where(right, share, 0.0), start), 1e-300)
        value = (weight * (np.log(everything) - np.log(correct))).sum()
        slope = share / everything[case_of] - np.where(right, share / correct[case_of], 0.0)
        value += (pull * (w - centre) ** 2).sum() / 2
        return float(value), evidence.T @ (weight[case_of] * slope) + pull * (w - centre)

    centre = np.array([_PRIORS.get(name, (0.0, 1.0))[0] for name in names])
    pull = penalty * np.array([_PRIORS.get(name, (0.0, 1.0))[1] for name in names])
    bounds = [_bounds(name, without) for name in names]
    first = np.array([(begin or {}).get(name, 0.0) for name in names])
    found = minimize(
        loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}
    )
    return {name: round(float(w), 4) for name, w in zip(names, found.x, strict=True)}


def _bounds(name: str, without: frozenset[str]) -> tuple[float | None, float | None]:
    sign = _SIGNS.get(name, 0)
    if name in without:
        return 0.0, 0.0
    return (0.0 if sign > 0 else None), (0.0 if sign < 0 else None)


def _fit_home(articles: Sequence[GoldArticle], training: _Training, weights: Weights) -> Weights:
    """Fit the weight of nearness to the publisher's own area, all others held fixed.

    The areas come from the answers without it; articles whose source is rare take no part.
    """
    from scipy.optimize import minimize_scalar

    found = [(d.source, d.table) for d in training.documents]
    homes = source_homes(found, weights)
    cases = training.cases(weights, len(KINDS), homes)
    if not cases:
        return weights
    at = KINDS.index(_HOME)
    fixed = np.array([weights.context[name] for name in KINDS])

    def loss(weight: float) -> float:
        fixed[at] = weight
        total = 0.0
        for case in cases:
            score = case.evidence @ fixed
            right = np.logaddexp.reduce(score[case.right])
            total += case.weight * float(np.logaddexp.reduce(score) - right)
        return total

    found_weight = minimize_scalar(
        loss, bounds=(0.0, 12.0), method="bounded", options={"xatol": 0.05}
    )
    return replace(weights, context=weights.context | {_HOME: round(float(found_weight.x), 4)})


def _fit_certainty(training: _Training, weights: Weights) -> tuple[float, float]:
    """Fit slope and offset that turn the log-odds of the best candidate into a certainty.

    Platt scaling (1999) over the grounded mentions; a small slope makes answers humbler.
    """
    from scipy.optimize import minimize

    odds: list[float] = []
    right: list[bool] = []
    for document in training.documents:
        decision = decide_candidates(document.table, weights=weights)
        for sense, truth in zip(document.table.sense_of, document.truths, strict=True):
            rows = decision.best_rows(sense)
            if truth is None or truth.lon is None or not rows:
                continue
            p = float(np.clip(decision.probability[rows[0]], 1e-6, 1 - 1e-6))
            odds.append(float(np.log(p / (1 - p))))
            start = int(document.table.start[sense])
            correct = correct_rows(document.table, sense, truth, training.gazetteer)
            right.append(bool(correct[rows[0] - start]))
    x, y = np.array(odds), np.where(right, 1.0, -1.0)

    def loss(line: Column) -> float:
        return float(np.logaddexp(0, -y * (line[0] * x + line[1])).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    return round(float(slope), 4), round(float(offset), 4)
