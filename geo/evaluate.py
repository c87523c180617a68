"""Scores against gold corpora, by the two protocols of the field.

*Gold spans*: the mentions are given, each is resolved; Accuracy@161 km over all grounded gold,
where no answer counts as wrong. *End to end*: mentions are found and resolved; precision, recall
and F1 of exact spans and of one-to-one overlap, and the share of all grounded gold placed within
161 km.

Accuracy@161 km and the area under the log-error curve: Gritta, Pilehvar and Collier, "A pragmatic
guide to geoparsing evaluation", 2020.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gazetteer.store import distance_km
from geo.corpus import GoldArticle, GoldMention
from geo.mentions import find_mentions
from geo.model import Mention, Resolution
from geo.profile import source_homes
from geo.resolve import resolve_mentions
from geo.weights import Weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = ["EndToEnd", "GoldSpans", "Miss", "evaluate_end_to_end", "evaluate_gold_spans"]

NEAR_KM = 161.0
_LARGEST_ERROR_KM = 20038.0  # half the circumference
Resolver = Callable[[GoldArticle, Sequence[Mention]], list[Resolution]]


@dataclass(frozen=True, slots=True)
class Miss:
    """One wrong answer, for reading."""

    doc_id: str
    text: str
    kind: str  # "not found", "spurious", "no candidate", "not among candidates", "wrong candidate"
    answer: str
    distance_km: float | None


@dataclass(slots=True)
class GoldSpans:
    """Figures of the gold-spans protocol."""

    grounded: int = 0
    right: int = 0
    right_or_same_id: int = 0
    with_id: int = 0
    same_id: int = 0
    reachable: int = 0
    errors_km: list[float] = field(default_factory=list)
    calibration: list[tuple[float, bool]] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the named figures; distances in kilometres."""
        n = max(self.grounded, 1)
        errors = self.errors_km or [_LARGEST_ERROR_KM]
        logs = [math.log(1 + e) / math.log(1 + _LARGEST_ERROR_KM) for e in errors]
        return {
            "grounded": self.grounded,
            "accuracy@161km": self.right / n,
            "same id or within 161 km": self.right_or_same_id / n,
            "same id": self.same_id / max(self.with_id, 1),
            "a candidate is right": self.reachable / n,
            "mean km": statistics.fmean(errors),
            "median km": statistics.median(errors),
            "auc": statistics.fmean(logs),
            "calibration error": expected_calibration_error(self.calibration),
        }


@dataclass(slots=True)
class EndToEnd:
    """Figures of the end-to-end protocol."""

    gold: int = 0
    found: int = 0
    exact: int = 0
    overlap: int = 0
    grounded: int = 0
    right: int = 0
    seconds: float = 0.0
    articles: int = 0
    misses: list[Miss] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the named figures."""

        def f1(hits: int) -> tuple[float, float, float]:
            p, r = hits / max(self.found, 1), hits / max(self.gold, 1)
            return p, r, 2 * p * r / (p + r) if p + r else 0.0

        p, r, f = f1(self.exact)
        return {
            "exact precision": p,
            "exact recall": r,
            "exact F1": f,
            "overlap F1": f1(self.overlap)[2],
            "share of grounded gold": self.right / max(self.grounded, 1),
            "articles/s": self.articles / max(self.seconds, 1e-9),
        }


def expected_calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the mean gap between certainty and share right, over ten equal-width bins."""
    total = 0.0
    for low in range(bins):
        inside = [(c, ok) for c, ok in pairs if min(int(c * bins), bins - 1) == low]
        if inside:
            gap = statistics.fmean(c for c, _ in inside) - statistics.fmean(ok for _, ok in inside)
            total += abs(gap) * len(inside)
    return total / max(len(pairs), 1)


def _away(place: Place, gold: GoldMention) -> float:
    assert gold.lon is not None
    assert gold.lat is not None
    return distance_km(place.lon, place.lat, gold.lon, gold.lat)


def evaluate_gold_spans(articles: Iterable[GoldArticle], resolver: Resolver) -> GoldSpans:
    """Resolve the gold mentions of articles and score the answers."""
    scores = GoldSpans()
    for article in articles:
        gold = sorted(article.mentions, key=lambda m: (m.start, m.end))
        mentions = [Mention(m.start, m.end, article.text[m.start : m.end]) for m in gold]
        for truth, answer in zip(gold, resolver(article, mentions), strict=True):
            if truth.lon is not None:
                _score_gold(scores, article, truth, answer)
    return scores


def _score_gold(
    scores: GoldSpans, article: GoldArticle, truth: GoldMention, answer: Resolution
) -> None:
    place = answer.place
    error = _LARGEST_ERROR_KM if place is None else _away(place, truth)
    same = place is not None and place.place_id == truth.place_id
    right = error <= NEAR_KM
    reachable = right or any(
        _away(c.place, truth) <= NEAR_KM or c.place.place_id == truth.place_id
        for c in answer.candidates
    )
    scores.grounded += 1
    scores.right += right
    scores.right_or_same_id += right or same
    scores.with_id += truth.place_id is not None
    scores.same_id += same
    scores.reachable += reachable
    scores.errors_km.append(error)
    if place is not None:
        scores.calibration.append((answer.certainty, right or same))
    if not right:
        kind = (
            "no candidate"
            if place is None
            else "wrong candidate"
            if reachable
            else "not among candidates"
        )
        name = "" if place is None else f"{place.name}, {place.country_code} ({place.feature_code})"
        text = article.text[truth.start : truth.end]
        scores.misses.append(Miss(article.doc_id, text, kind, name, round(error)))


def evaluate_end_to_end(
    articles: Iterable[GoldArticle],
    finder: Callable[[GoldArticle], list[Mention]],
    resolver: Resolver,
) -> EndToEnd:
    """Find and resolve the mentions of articles and score both.

    Facilities count only where they were resolved.
    """
    scores = EndToEnd()
    for article in articles:
        began = time.process_time()
        found = finder(article)
        answers = resolver(article, found)
        scores.seconds += time.process_time() - began
        scores.articles += 1
        answers = [a for a in answers if a.mention.kind != "facility" or a.place is not None]
        _score_document(scores, article, answers)
    return scores


def _score_document(scores: EndToEnd, article: GoldArticle, answers: list[Resolution]) -> None:
    gold = sorted(article.mentions, key=lambda m: (m.start, m.end))
    exact = {(a.mention.start, a.mention.end): a for a in answers}
    taken: set[int] = set()
    for truth in gold:
        answer = exact.get((truth.start, truth.end))
        scores.exact += answer is not None
        if answer is None:
            answer = next(
                (a for n, a in enumerate(answers)
                 if n not in taken and a.mention.start < truth.end and truth.start < a.mention.end),
                None,
            )  # fmt: skip
        if answer is not None:
            scores.overlap += 1
            taken.add(answers.index(answer))
        if truth.lon is not None:
            scores.grounded += 1
            error = None if answer is None or answer.place is None else _away(answer.place, truth)
            right = error is not None and error <= NEAR_KM
            scores.right += right
            if not right:
                text = article.text[truth.start : truth.end]
                name = answer.place.name if answer is not None and answer.place is not None else ""
                kind = "not found" if answer is None else "wrong place"
                scores.misses.append(Miss(article.doc_id, text, kind, name, error))
        elif answer is None:
            text = article.text[truth.start : truth.end]
            scores.misses.append(Miss(article.doc_id, text, "not found, ungrounded", "", None))
    scores.gold += len(gold)
    scores.found += len(answers)
    for n, answer in enumerate(answers):
        if n not in taken:
            name = answer.place.name if answer.place else ""
            scores.misses.append(Miss(article.doc_id, answer.mention.text, "spurious", name, None))


def evaluate(
    articles: Sequence[GoldArticle],
    gazetteer: Gazetteer,
    *,
    weights: Weights | None = None,
    profiles: bool = False,
) -> tuple[GoldSpans, EndToEnd]:
    """Score the program by both protocols.

    Parameters
    ----------
    weights
        The program's own by default.
    profiles
        Give each article the own area of its source, found from the program's own answers to all
        of the source's articles.
    """
    homes: Mapping[str, tuple[float, float]] = {}
    if profiles:
        found = [(a, find_mentions(a.text, gazetteer, weights=weights)) for a in articles]
        homes = source_homes(found, gazetteer, weights)

    def resolver(article: GoldArticle, mentions: Sequence[Mention]) -> list[Resolution]:
        home = homes.get(article.source)
        return resolve_mentions(article.text, mentions, gazetteer, home=home, weights=weights)

    def finder(article: GoldArticle) -> list[Mention]:
        return find_mentions(article.text, gazetteer, weights=weights)

    return evaluate_gold_spans(articles, resolver), evaluate_end_to_end(articles, finder, resolver)
