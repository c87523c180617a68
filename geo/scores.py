"""The figures of the field's two protocols: of mentions that are given, and from end to end.

Accuracy@161 km and the area under the log-error curve: Gritta, Pilehvar and Collier, "A pragmatic
guide to geoparsing evaluation", 2020.
"""

from __future__ import annotations

import math
import statistics
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "LARGEST_ERROR_KM",
    "NEAR_KM",
    "EndToEnd",
    "GoldSpans",
    "Miss",
    "Protocol",
    "Scores",
    "expected_calibration_error",
    "reliability",
]

NEAR_KM = 161.0  # 100 miles, the field's threshold
LARGEST_ERROR_KM = 20038.0  # half the circumference
_BINS = 10
Calibration = list[tuple[float, bool]]
Protocol = Literal["gold-spans", "end-to-end"]


@dataclass(frozen=True, slots=True)
class Miss:
    """One wrong answer, for reading.

    ``kind`` is "no candidate" (nothing of that name is listed), "not listed" (only namesakes are),
    "not among the first" (a right one is listed, but not shown), "point elsewhere" (the right id,
    but gold has another point), "another sort" (town for region, river for town),
    "same country" and "another country" (a namesake there); end to end also "not found", "spurious"
    and "not found, ungrounded".
    """

    protocol: Protocol
    doc_id: str
    start: int
    text: str
    kind: str
    answer: str
    gold: str
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
    calibration: Calibration = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the named figures; distances in kilometres."""
        n = max(self.grounded, 1)
        errors = self.errors_km or [LARGEST_ERROR_KM]
        logs = [math.log(1 + e) / math.log(1 + LARGEST_ERROR_KM) for e in errors]
        return {
            "grounded": self.grounded,
            "accuracy@161km": self.right / n,
            "same id or within 161 km": self.right_or_same_id / n,
            "same id": self.same_id / max(self.with_id, 1),
            "a right one in the first five": self.reachable / n,
            "mean km": statistics.fmean(errors),
            "median km": statistics.median(errors),
            "auc": statistics.fmean(logs),
            "calibration error": expected_calibration_error(self.calibration),
        }


@dataclass(slots=True)
class EndToEnd:
    """Figures of the end-to-end protocol; each count with demonyms and, second, without."""

    gold: list[int] = field(default_factory=lambda: [0, 0])
    found: list[int] = field(default_factory=lambda: [0, 0])
    exact: list[int] = field(default_factory=lambda: [0, 0])
    overlap: list[int] = field(default_factory=lambda: [0, 0])
    grounded: int = 0
    right: int = 0
    articles: int = 0
    seconds: float = 0.0  # of CPU, to find and resolve
    matched: Calibration = field(default_factory=list)  # mentions that match grounded gold
    everything: Calibration = field(default_factory=list)  # and those that are no mention of gold
    misses: list[Miss] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the named figures."""
        figures: dict[str, float] = {}
        for n, which in enumerate(("", ", no demonyms")):
            for match, hits in (("exact", self.exact[n]), ("overlap", self.overlap[n])):
                p, r = hits / max(self.found[n], 1), hits / max(self.gold[n], 1)
                figures[f"{match} precision{which}"] = p
                figures[f"{match} recall{which}"] = r
                figures[f"{match} F1{which}"] = 2 * p * r / (p + r) if p + r else 0.0
        figures["share of grounded gold"] = self.right / max(self.grounded, 1)
        figures["calibration error, matched gold"] = expected_calibration_error(self.matched)
        figures["calibration error, all mentions"] = expected_calibration_error(self.everything)
        return figures


@dataclass(slots=True)
class Scores:
    """Both protocols, and those of the largest namesake beside."""

    gold_spans: GoldSpans = field(default_factory=GoldSpans)
    end_to_end: EndToEnd = field(default_factory=EndToEnd)
    largest: GoldSpans = field(default_factory=GoldSpans)
    largest_end_to_end: EndToEnd = field(default_factory=EndToEnd)


def reliability(pairs: Calibration) -> list[tuple[float, float, float, int]]:
    """Return the bins of certainty: lower bound, mean certainty, share right, how many."""
    rows = []
    for low in range(_BINS):
        inside = [(c, ok) for c, ok in pairs if min(int(c * _BINS), _BINS - 1) == low]
        if inside:
            certainty = statistics.fmean(c for c, _ in inside)
            share = statistics.fmean(ok for _, ok in inside)
            rows.append((low / _BINS, certainty, share, len(inside)))
    return rows


def expected_calibration_error(pairs: Calibration) -> float:
    """Return the mean gap between certainty and share right, over ten equal-width bins."""
    gaps = sum(abs(certainty - share) * n for _, certainty, share, n in reliability(pairs))
    return gaps / max(len(pairs), 1)
