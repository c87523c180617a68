"""Fit the weights of recognition on gold corpora.

A logistic model of candidate spans in two passes, penalised by the squared size of its weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.corpus import GoldArticle
from geo.feature_columns import FeatureColumns, Matrix
from geo.mentions import read_text, select_spans
from geo.repeats import ReadText, repeat_columns
from geo.spans import bounds
from geo.weights import Recognition

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["fit_recognition"]

Flags = npt.NDArray[np.bool_]
_PENALTY = 3.0
# What the development corpora hardly hold: the penalty pulls such a weight to this, not to zero.
_PRIORS = {"defined as a place": 10.0, "its name is defined as a place": 4.0}
_OFFSETS = np.arange(0.0, 1.5, 0.1)
_F1_GIVEN_UP = 0.004


@dataclass(frozen=True, slots=True)
class _Document:
    read: ReadText
    rows: Matrix
    labels: Flags


def fit_recognition(articles: Sequence[GoldArticle], gazetteer: Gazetteer) -> Recognition:
    """Fit both passes of recognition.

    A missed name harms a reader more than a false one: the lowest threshold is taken whose F1 is
    all but the best.
    """
    columns = FeatureColumns()
    documents = []
    for article in articles:
        read = read_text(article.text, gazetteer)
        if read.spans:
            gold = {(m.start, m.end) for m in article.mentions}
            found = [bounds(read.words, span) in gold for span in read.spans]
            documents.append(_Document(read, columns.matrix(read), np.array(found)))
    width = len(columns.names)
    rows = [_widened(document.rows, width) for document in documents]
    labels = np.concatenate([document.labels for document in documents])
    centre = np.array([_PRIORS.get(name, 0.0) for name in columns.names])
    first = _logistic(np.concatenate(rows), labels, centre)
    repeats = [
        repeat_columns(document.read, (own @ first).tolist())
        for document, own in zip(documents, rows, strict=True)
    ]
    both = [
        np.column_stack([own, *repeated.values()])
        for own, repeated in zip(rows, repeats, strict=True)
    ]
    centre = np.pad(centre, (0, len(repeats[0])))
    second = _logistic(np.concatenate(both), labels, centre)
    gold_count = sum(len(article.mentions) for article in articles)
    offset = _best_offset(documents, [own @ second for own in both], gold_count)
    second[columns.names.index("bias")] += offset
    return Recognition(
        tuple(columns.names),
        first,
        second[:width].round(4),
        dict(zip(repeats[0], second[width:].tolist(), strict=True)),
    )


def _widened(rows: Matrix, width: int) -> Matrix:
    """Return the rows of a text that was read before all columns were met."""
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])))


def _logistic(rows: Matrix, labels: Flags, centre: Matrix) -> Matrix:
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    matrix = csr_matrix(rows)
    sign = np.where(labels, 1.0, -1.0)

    def loss(w: Matrix) -> tuple[float, Matrix]:
        margin = sign * (matrix @ w)
        wrong = 1 / (1 + np.exp(np.clip(margin, -30, 30)))
        value = np.logaddexp(0, -margin).sum() + _PENALTY / 2 * (w - centre) @ (w - centre)
        return float(value), -(matrix.T @ (sign * wrong)) + _PENALTY * (w - centre)

    found = minimize(loss, centre, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x).round(4)


def _best_offset(documents: Sequence[_Document], scores: Sequence[Matrix], gold: int) -> float:
    f1: dict[float, float] = {}
    for offset in _OFFSETS.round(1).tolist():
        found = right = 0
        for document, own in zip(documents, scores, strict=True):
            chosen = select_spans(document.read.spans, (own + offset).tolist())
            found += len(chosen)
            right += int(document.labels[chosen].sum())
        f1[offset] = 2 * right / max(found + gold, 1)
    best = max(f1.values())
    return max(offset for offset, score in f1.items() if score >= best - _F1_GIVEN_UP)
