"""Source profiles: where a publisher's own area is, from the program's own answers alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.candidates import CandidateTable
from geo.evidence import chord_km
from geo.resolve import decide_candidates
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["Homes", "source_homes"]

Homes = Mapping[str, tuple[float, float]]

_LEAST_ARTICLES = 5
_SCALE_KM = 60.0


def source_homes(
    articles: Iterable[tuple[str, CandidateTable]],
    gazetteer: Gazetteer,
    weights: Weights | None = None,
) -> Homes:
    """Return (lon, lat) in degrees of the own area of each source with at least five articles.

    It is the place where the votes of all its articles are densest: each name of an article votes
    for its likeliest place, with its probability, over a kernel of 60 km. No gold answer is used.

    Parameters
    ----------
    articles
        The source of each article, and the candidates of its mentions.
    """
    weights = weights or load_weights()
    votes: dict[str, list[npt.NDArray[np.float64]]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    for source, table in articles:
        if not source:
            continue
        counts[source] += 1
        decision = decide_candidates(table, gazetteer, weights=weights)
        if decision.context is None:
            continue
        points = decision.context.ground.points
        for start, end in pairwise(table.start.tolist()):
            if end - start > 1:
                best = start + 1 + int(decision.probability[start + 1 : end].argmax())
                if points[best]:
                    vote = (table.lon[best], table.lat[best], decision.probability[best])
                    votes[source].append(np.array(vote))
    return {
        source: _densest(np.array(own))
        for source, own in votes.items()
        if counts[source] >= _LEAST_ARTICLES
    }


def _densest(votes: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the vote (lon, lat, weight) with the most weight around it."""
    lon, lat = np.radians(votes[:, 0]), np.radians(votes[:, 1])
    flat = np.cos(lat)
    xyz = np.stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)], axis=1)
    best = int((np.exp(chord_km(xyz @ xyz.T) / -_SCALE_KM) @ votes[:, 2]).argmax())
    return float(votes[best, 0]), float(votes[best, 1])
