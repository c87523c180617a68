"""Scores as tables to read, beside the largest namesake and what others have published."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields

from geo.scores import Miss, Protocol, Scores, reliability

__all__ = ["misses_as_csv", "score_records", "score_tables"]

# Accuracy@161 km with the mentions given, as their authors printed it; "" where they did not.
# CamCoder: Gritta, Pilehvar and Collier, "Which Melbourne?", ACL 2018, table 1. Mordecai 3: its
# README, on its own held-out parts of the corpora.
_PUBLISHED_GOLD_SPANS = (
    ("largest population (Gritta 2018)", "70", ""),
    ("Edinburgh Geoparser (Gritta 2018)", "76", ""),
    ("CamCoder (Gritta 2018)", "76", ""),
    ("Mordecai 3 (README, own splits)", "82.7", "87.3"),
)
# Exact F1 / share of grounded gold, scored from the outputs stored by EUPEG (Wang and Hu 2019).
_PUBLISHED_END_TO_END = (
    ("Edinburgh", ".602 / .328", ".463 / .469"),
    ("CamCoder", ".654 / .397", ".695 / .526"),
    ("CLAVIN", ".573 / .316", ".593 / .421"),
    ("Stanford NER + population", ".677 / .386", ".735 / .528"),
    ("DBpedia Spotlight", ".713 / .432", ".656 / .364"),
)
_PROTOCOLS: tuple[Protocol, ...] = ("gold-spans", "end-to-end")


def score_records(
    answers: Mapping[str, Scores], protocol: Protocol | None
) -> list[dict[str, object]]:
    """Return the figures of each corpus and protocol as plain values."""
    records: list[dict[str, object]] = []
    for corpus, scores in answers.items():
        for name in _PROTOCOLS:
            if protocol in (None, name):
                ours, largest, pairs = _sides(scores, name)
                rows = reliability(pairs)
                records.append(
                    {"corpus": corpus, "protocol": name, **ours, "largest namesake": largest,
                     "reliability": [list(row) for row in rows]}
                )  # fmt: skip
    return records


def _sides(
    scores: Scores, protocol: Protocol
) -> tuple[dict[str, float], dict[str, float], list[tuple[float, bool]]]:
    if protocol == "gold-spans":
        given = scores.gold_spans
        return given.figures(), scores.largest.figures(), given.calibration
    whole = scores.end_to_end
    return whole.figures(), scores.largest_end_to_end.figures(), whole.matched


def score_tables(answers: Mapping[str, Scores], protocol: Protocol | None) -> Iterator[str]:
    """Yield lines: each corpus and protocol, then what others have published."""
    for corpus, scores in answers.items():
        for name in _PROTOCOLS:
            if protocol not in (None, name):
                continue
            ours, largest, pairs = _sides(scores, name)
            yield f"{corpus} ({name}){'':8}{'mentionmap':>12}{'largest namesake':>18}"
            for figure, value in ours.items():
                beside = "" if "calibration" in figure else _shown(largest[figure])
                yield f"  {figure:<34}{_shown(value):>12}{beside:>18}".rstrip()
            yield "  certainty   mean   right  mentions"
            for low, certainty, share, count in reliability(pairs):
                yield f"  {low:.1f}–{low + 0.1:.1f}    {certainty:6.3f}  {share:6.3f}  {count:8,}"
            yield ""
    if protocol in (None, "gold-spans"):
        yield "published, gold spans, Accuracy@161 km (%)     LGL       TR-News"
        for who, lgl, trnews in _PUBLISHED_GOLD_SPANS:
            yield f"  {who:<36}{lgl:>12}{trnews:>14}".rstrip()
    if protocol in (None, "end-to-end"):
        yield "from stored outputs, exact F1 / share          LGL       TR-News"
        for who, lgl, trnews in _PUBLISHED_END_TO_END:
            yield f"  {who:<36}{lgl:>12}{trnews:>14}"


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) and value > 1 else f"{value:,.4f}"


def misses_as_csv(answers: Mapping[str, Scores]) -> str:
    """Return every wrong answer with its class, a line each."""
    lines = io.StringIO()
    columns = ["corpus", *(part.name for part in fields(Miss))]
    writer = csv.DictWriter(lines, columns, lineterminator="\n")
    writer.writeheader()
    for corpus, scores in answers.items():
        for miss in (*scores.gold_spans.misses, *scores.end_to_end.misses):
            writer.writerow({"corpus": corpus, **asdict(miss)})
    return lines.getvalue()
