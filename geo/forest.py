"""A sum of small decision trees, all of one depth, over a matrix of features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Forest", "forest_from_json"]

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees as arrays; the nodes of a tree stand in order of their level.

    Attributes
    ----------
    column, threshold
        Of shape (trees, 2 ** depth − 1): a row goes right where its column exceeds the threshold.
    leaf
        Of shape (trees, 2 ** depth): what a tree adds to the log-odds of a row.
    """

    column: npt.NDArray[np.int64]
    threshold: Matrix
    leaf: Matrix

    def scores(self, rows: Matrix) -> Matrix:
        """Return the sum of all trees for each row."""
        trees, nodes = self.column.shape
        at_row = np.arange(len(rows))[:, None] * rows.shape[1]
        at_tree = np.arange(trees) * nodes
        values, column, threshold = rows.ravel(), self.column.ravel(), self.threshold.ravel()
        node = np.zeros((len(rows), trees), np.int64)
        for _ in range(nodes.bit_length()):
            at = node + at_tree
            right = values.take(column.take(at) + at_row) > threshold.take(at)
            node = 2 * node + 1 + right
        leaf = self.leaf.ravel().take(node - nodes + np.arange(trees) * (nodes + 1))
        return np.asarray(leaf.sum(axis=1))

    def to_json(self) -> dict[str, list[list[float]]]:
        """Return lists of numbers that :func:`forest_from_json` reads, a list a tree."""
        return {
            "column": self.column.tolist(),
            "threshold": self.threshold.round(4).tolist(),
            "leaf": self.leaf.round(4).tolist(),
        }


def forest_from_json(raw: Mapping[str, Sequence[Sequence[float]]]) -> Forest:
    """Read what :meth:`Forest.to_json` gives."""
    return Forest(
        np.array(raw["column"], np.int64), np.array(raw["threshold"]), np.array(raw["leaf"])
    )
