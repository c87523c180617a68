"""Fit the weights of recognition on gold corpora.

A logistic model of candidate spans, penalised by the squared size of its weights, is the first
pass; boosted trees over its features and what it says of the whole document are the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.corpus import GoldArticle
from geo.features import FeatureColumns, Matrix
from geo.forest import Forest
from geo.mentions import ReadText, read_text, second_pass, select_spans
from geo.spans import bounds
from geo.weights import Recognition

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["fit_recognition"]

Flags = npt.NDArray[np.bool_]
_PENALTY = 3.0
_DEPTH = 4
_TREES: dict[str, Any] = {
    "objective": "binary",
    "max_depth": _DEPTH,
    "num_leaves": 15,
    "learning_rate": 0.1,
    "min_data_in_leaf": 20,
    "lambda_l2": 5.0,
    "feature_fraction": 0.5,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,
    "verbose": -1,
}
_ROUNDS = 100
_FOLDS = 3
_OFFSETS = np.arange(0.0, 1.5, 0.1)
_F1_GIVEN_UP = 0.001


@dataclass(frozen=True, slots=True)
class _Document:
    read: ReadText | None
    labels: Flags
    gold: int  # mentions, whether or not a span matches them


def fit_recognition(articles: Sequence[GoldArticle], gazetteer: Gazetteer) -> Recognition:
    """Fit both passes of recognition.

    A missed name harms a reader more than a false one: the offset is the largest whose F1, on
    documents that the trees have not seen, is all but the best.
    """
    columns = FeatureColumns(gazetteer)
    documents = [_document(article, gazetteer, columns) for article in articles]
    features = tuple(columns.names)
    width = len(features)
    unseen: list[tuple[_Document, Matrix]] = []
    for fold in range(_FOLDS):
        rest = [d for i, d in enumerate(documents) if i % _FOLDS != fold]
        model = _fit(rest, features, width, gazetteer)
        for document in documents[fold::_FOLDS]:
            rows = _wide(document, width)
            scores = rows @ model.first
            if document.read is not None:
                scores = model.second.scores(_second(document, width, scores, gazetteer))
            unseen.append((document, scores))
    model = _fit(documents, features, width, gazetteer)
    return Recognition(features, model.first, model.second, _best_offset(unseen))


def _document(article: GoldArticle, gazetteer: Gazetteer, columns: FeatureColumns) -> _Document:
    read = read_text(article.text, gazetteer, columns)
    gold = {(m.start, m.end) for m in article.mentions}
    spans = [] if read is None else read.spans
    found = [] if read is None else [bounds(read.words, span) in gold for span in spans]
    return _Document(read, np.array(found, bool), len(article.mentions))


def _wide(document: _Document, width: int) -> Matrix:
    """Return the rows of a document, which may have been read before all columns were met."""
    if document.read is None:
        return np.zeros((0, width))
    rows = document.read.rows
    return np.pad(rows, ((0, 0), (0, width - rows.shape[1])))


def _second(document: _Document, width: int, scores: Matrix, gazetteer: Gazetteer) -> Matrix:
    assert document.read is not None
    repeats = second_pass(document.read, scores, gazetteer)[:, document.read.rows.shape[1] :]
    return np.hstack([_wide(document, width), repeats])


def _fit(
    documents: Sequence[_Document], features: tuple[str, ...], width: int, gazetteer: Gazetteer
) -> Recognition:
    known = [d for d in documents if d.read is not None]
    labels = np.concatenate([d.labels for d in known])
    first = _logistic(np.concatenate([_wide(d, width) for d in known]), labels)
    second = np.concatenate([_second(d, width, _wide(d, width) @ first, gazetteer) for d in known])
    return Recognition(features, first, _trees(second, labels), 0.0)


def _logistic(rows: Matrix, labels: Flags) -> Matrix:
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    matrix = csr_matrix(rows)
    sign = np.where(labels, 1.0, -1.0)

    def loss(w: Matrix) -> tuple[float, Matrix]:
        margin = sign * (matrix @ w)
        wrong = 1 / (1 + np.exp(np.clip(margin, -30, 30)))
        value = np.logaddexp(0, -margin).sum() + _PENALTY / 2 * (w @ w)
        return float(value), -(matrix.T @ (sign * wrong)) + _PENALTY * w

    start = np.zeros(rows.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x).round(4)


def _trees(rows: Matrix, labels: Flags) -> Forest:
    import lightgbm

    data = lightgbm.Dataset(rows, labels.astype(float))
    dump = lightgbm.train(_TREES, data, _ROUNDS).dump_model()
    trees = [_complete(tree["tree_structure"]) for tree in dump["tree_info"]]
    return Forest(
        np.array([column for column, _, _ in trees], np.int64),
        np.array([threshold for _, threshold, _ in trees]).round(4),
        np.array([leaf for _, _, leaf in trees]).round(4),
    )


def _complete(root: dict[str, Any]) -> tuple[list[int], list[float], list[float]]:
    """Return the columns, thresholds and leaves of a tree grown to its full depth.

    Below a leaf, a node sends all rows left, to that leaf's value.
    """
    columns: list[int] = []
    thresholds: list[float] = []
    level = [root]
    for _ in range(_DEPTH):
        below: list[dict[str, Any]] = []
        for node in level:
            inner = "split_feature" in node
            columns.append(int(node["split_feature"]) if inner else 0)
            thresholds.append(float(node["threshold"]) if inner else 1e9)
            below += [node["left_child"], node["right_child"]] if inner else [node, node]
        level = below
    return columns, thresholds, [float(node["leaf_value"]) for node in level]


def _best_offset(unseen: Sequence[tuple[_Document, Matrix]]) -> float:
    gold = sum(document.gold for document, _ in unseen)
    f1: dict[float, float] = {}
    for offset in _OFFSETS.round(1).tolist():
        found = right = 0
        for document, scores in unseen:
            if document.read is not None:
                chosen = select_spans(document.read.spans, (scores + offset).tolist())
                found += len(chosen)
                right += int(document.labels[chosen].sum())
        f1[offset] = 2 * right / max(found + gold, 1)
    best = max(f1.values())
    return max(offset for offset, score in f1.items() if score >= best - _F1_GIVEN_UP)
