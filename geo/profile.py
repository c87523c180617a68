"""Source profiles: where a publisher's own area is, from the program's own answers alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from geo.corpus import GoldArticle
from geo.evidence import code_groups, is_pointlike
from geo.model import Mention
from geo.resolve import decide

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.weights import Weights

__all__ = ["source_homes"]

_LEAST_ARTICLES = 5
_SCALE_KM = 60.0
_EARTH_KM = 6371.0088


def source_homes(
    articles: Iterable[tuple[GoldArticle, Sequence[Mention]]],
    gazetteer: Gazetteer,
    weights: Weights | None = None,
) -> Mapping[str, tuple[float, float]]:
    """Return (lon, lat) of the own area of each source with at least five articles.

    It is the place where the votes of all its articles are densest: each name of an article votes
    for its likeliest place, with its probability, over a kernel of 60 km. No gold answer is used.
    """
    votes: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    group = code_groups(gazetteer.columns.codes).group
    for article, mentions in articles:
        counts[article.source] += 1
        decision = decide(article.text, mentions, gazetteer, weights=weights)
        table = decision.table
        for start, end in zip(table.start[:-1], table.start[1:], strict=True):
            if end - start < 2:
                continue
            best = int(start + 1 + decision.probability[start + 1 : end].argmax())
            if is_pointlike(int(group[table.code[best]])):
                probability = float(decision.probability[best])
                votes[article.source].append(
                    (float(table.lon[best]), float(table.lat[best]), probability)
                )
    return {
        source: _densest(np.array(own))
        for source, own in votes.items()
        if source and counts[source] >= _LEAST_ARTICLES
    }


def _densest(votes: np.ndarray) -> tuple[float, float]:
    """Return the vote (lon, lat, weight) with the most weight around it."""
    lon, lat = np.radians(votes[:, 0]), np.radians(votes[:, 1])
    xyz = np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
    distance = np.arccos(np.clip(xyz @ xyz.T, -1.0, 1.0)) * _EARTH_KM
    best = int((np.exp(-distance / _SCALE_KM) @ votes[:, 2]).argmax())
    return float(votes[best, 0]), float(votes[best, 1])
