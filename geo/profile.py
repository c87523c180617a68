"""Source profiles: where a publisher's own area is, from the program's own answers alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.candidates import CandidateTable, find_candidates
from geo.evidence import chord_km
from geo.groups import CONTINENT
from geo.mentions import find_mentions
from geo.model import Article
from geo.resolve import decide_candidates
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = [
    "ANY_SOURCE",
    "ENOUGH_ARTICLES",
    "LEAST_ARTICLES",
    "Homes",
    "find_homes",
    "home_of",
    "homes_from_json",
    "homes_to_json",
    "source_homes",
]

Homes = Mapping[str, tuple[float, float]]  # (lon, lat) in degrees, by source

ANY_SOURCE = "*"  # of articles that do not say whose they are
LEAST_ARTICLES = 5
ENOUGH_ARTICLES = 12  # more of a source change its area no more
_SCALE_KM = 60.0
_LEAST_VOTE = 0.02  # of a place among those that a name may mean
_GAIN = 100.0  # a vote counts as log(1 + gain·Σ p); chosen by cross-validation on LGL
_SCHEMA = "mentionmap-homes/1"


def find_homes(articles: Iterable[Article], gazetteer: Gazetteer) -> Homes:
    """Return the own area of each source of which at least five articles are given.

    The first twelve of each are read.
    """
    counts: dict[str, int] = defaultdict(int)

    def tables() -> Iterator[tuple[str, CandidateTable]]:
        for article in articles:
            source = article.source or ""
            counts[source] += 1
            if source and counts[source] <= ENOUGH_ARTICLES:
                mentions = find_mentions(article.text, gazetteer)
                yield source, find_candidates(article.text, mentions, gazetteer)

    return source_homes(tables())


def home_of(article: Article, homes: Homes) -> tuple[float, float] | None:
    """Return the home of an article's source, else that of articles whose source is not told."""
    return homes.get(article.source or ANY_SOURCE, homes.get(ANY_SOURCE))


def homes_to_json(homes: Homes) -> str:
    """Return the saved form of profiles."""
    areas = {source: [round(x, 4) for x in home] for source, home in sorted(homes.items())}
    return json.dumps({"schema": _SCHEMA, "homes": areas}, ensure_ascii=False, indent=1) + "\n"


def homes_from_json(text: str) -> Homes:
    """Return the profiles of their saved form.

    Raises
    ------
    ValueError
        It is not one.
    """
    saved: Any = json.loads(text)
    if not isinstance(saved, dict) or saved.get("schema") != _SCHEMA:
        raise ValueError(f"no {_SCHEMA}")
    homes = {}
    for source, (lon, lat) in saved["homes"].items():
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(f"{source}: not a longitude and a latitude")
        homes[source] = (float(lon), float(lat))
    return homes


def source_homes(
    articles: Iterable[tuple[str, CandidateTable]], weights: Weights | None = None
) -> Homes:
    """Return (lon, lat) in degrees of the own area of each source with at least five articles.

    It is the place where the votes of all its articles are densest: each name of an article votes
    for its places by their probabilities, over a kernel of 60 km. No gold answer is used.

    Parameters
    ----------
    articles
        The source of each article, and the candidates of its mentions.
    """
    weights = weights or load_weights()
    votes: dict[str, dict[tuple[str, int], list[float]]] = defaultdict(dict)
    counts: dict[str, int] = defaultdict(int)
    for source, table in articles:
        if not source:
            continue
        counts[source] += 1
        decision = decide_candidates(table, weights=weights)
        local = decision.table.group > CONTINENT
        for row in np.flatnonzero(local & (decision.probability > _LEAST_VOTE)).tolist():
            key = table.senses[table.sense[row]].identity.key, int(table.fid[row])
            vote = votes[source].setdefault(key, [float(table.lon[row]), float(table.lat[row]), 0])
            vote[2] += float(decision.probability[row])
    return {
        source: _densest(np.array(list(own.values())))
        for source, own in votes.items()
        if counts[source] >= LEAST_ARTICLES
    }


def _densest(votes: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the vote (lon, lat, weight) that most lie around, each as much as its logarithm says.

    A name that stands in every article is not all there is to its area: others lie around.
    """
    lon, lat = np.radians(votes[:, 0]), np.radians(votes[:, 1])
    flat = np.cos(lat)
    xyz = np.stack([flat * np.cos(lon), flat * np.sin(lon), np.sin(lat)], axis=1)
    best = int(
        (np.exp(chord_km(xyz @ xyz.T) / -_SCALE_KM) @ np.log1p(_GAIN * votes[:, 2])).argmax()
    )
    return float(votes[best, 0]), float(votes[best, 1])
