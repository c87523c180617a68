"""Fit all weights on gold corpora: those of recognition, then those of resolution."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.corpus import GoldArticle
from geo.fit_recognition import fit_recognition
from geo.fit_resolution import fit_resolution
from geo.weights import Recognition, Weights, load_weights, weights_to_json

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["fit_weights", "write_weights"]


def fit_weights(
    articles: Sequence[GoldArticle],
    gazetteer: Gazetteer,
    provenance: dict[str, str],
    *,
    recognition: Recognition | None = None,
) -> Weights:
    """Fit everything on a list of articles.

    Parameters
    ----------
    provenance
        What the weights are made from, for whoever reads them.
    recognition
        Weights of recognition to keep; by default they are fitted too.
    """
    if recognition is None:
        recognition = fit_recognition(articles, gazetteer)
    return fit_resolution(articles, gazetteer, Weights(recognition, {}, {}, provenance))


def write_weights(weights: Weights, path: Path) -> None:
    """Write weights as the JSON that :func:`geo.weights.load_weights` reads."""
    path.write_text(weights_to_json(weights), encoding="utf-8")
    load_weights.cache_clear()
