"""Text → the place mentions in it."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gazetteer.names import NameKind, generic_after
from geo.cues import FUNCTION_WORDS
from geo.features import Features, document_features, span_features
from geo.model import Mention, MentionKind
from geo.spans import (
    LOWER,
    CandidateSpan,
    Profile,
    Words,
    candidate_spans,
    profile_of,
    read_words,
    unit_shares,
)
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["find_mentions", "repeat_features", "select_spans"]


def find_mentions(
    text: str, gazetteer: Gazetteer, *, weights: Weights | None = None
) -> list[Mention]:
    """Return the place mentions of a text, in order, none overlapping another.

    Each candidate span gets the log-odds of being a mention from its features, in two passes: the
    second knows how the other occurrences of its name fared. The best set of spans is taken.
    """
    weights = weights or load_weights()
    words = read_words(text)
    spans = candidate_spans(words, gazetteer)
    rows = [
        span_features(words, span, gazetteer, doc)
        for span, doc in zip(spans, document_features(words, spans, gazetteer), strict=True)
    ]
    first, second = weights.recognition
    scores = [_score(row, first) for row in rows]
    repeats = repeat_features(words, spans, scores, gazetteer)
    scores = [
        _score(row, second) + _score(extra, second)
        for row, extra in zip(rows, repeats, strict=True)
    ]
    chosen = select_spans(spans, scores)
    return [_mention(words, spans[i], gazetteer) for i in chosen]


def _score(row: Features, weights: dict[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in row.items())


# A country or a region may be named anywhere: whether others lie in it says little.
_WIDE = frozenset(
    {"PCLI", "PCLD", "PCLS", "PCLF", "PCLIX", "TERR", "CONT", "RGN", "SEA", "OCN", "GULF"}
)


def repeat_features(
    words: Words, spans: Sequence[CandidateSpan], scores: Sequence[float], gazetteer: Gazetteer
) -> list[Features]:
    """Return what the first pass says of each span.

    How likely it and the other occurrences of its name looked, and how many of the document's
    likely names lie in a country, or first-level unit, that it could lie in too.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    keys = [words.scanned.key(span.first, span.base_last) for span in spans]
    for i, key in enumerate(keys):
        groups[key].append(i)
    odds = [1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) for score in scores]
    profiles = [None if s.key_id is None else profile_of(gazetteer, s.key_id) for s in spans]
    total, by_country, by_admin1 = _votes(groups, odds, profiles)
    country_shares, admin1_shares = unit_shares(gazetteer)
    at_start: dict[int, list[int]] = defaultdict(list)
    at_end: dict[int, list[int]] = defaultdict(list)
    for i, span in enumerate(spans):
        at_start[span.first].append(i)
        at_end[span.last].append(i)
    # Of each name: the sum of its occurrences' odds, and the two best.
    summed = {key: sum(odds[k] for k in members) for key, members in groups.items()}
    leading = {
        key: heapq.nlargest(2, (odds[k] for k in members)) for key, members in groups.items()
    }
    rows: list[Features] = []
    for i, span in enumerate(spans):
        row: Features = {"first pass": scores[i] / 4}
        others = len(groups[keys[i]]) - 1
        best = leading[keys[i]][0]
        if others:
            row["repeated"] = 1.0
            row["best other"] = leading[keys[i]][1] if odds[i] == best else best
            row["mean other"] = (summed[keys[i]] - odds[i]) / others
        row["likeliest beside it in a list"] = _list_neighbour(words, span, at_start, at_end, odds)
        profile = profiles[i]
        if profile is not None and not profile.codes & _WIDE:
            own = best if span.key_id is not None else 0.0
            for name, votes, units, shares in (
                ("country", by_country, profile.countries, country_shares),
                ("region", by_admin1, profile.admin1s, admin1_shares),
            ):
                row[f"others in its {name}"] = _coherence(votes, units, shares, total, own)
        rows.append(row)
    return rows


def _coherence(
    votes: dict[int, float],
    units: frozenset[int],
    shares: Sequence[float],
    total: float,
    own: float,
) -> float:
    """Return how much likelier a name of this document lies in these units than any name does.

    The logarithm of a ratio: the others' votes for the units, smoothed by one vote spread as all
    names are, over the units' share of all names.
    """
    expected = sum(shares[unit] for unit in units) + 1e-5
    found = sum(max(0.0, votes.get(unit, 0.0) - own / len(units)) for unit in units if unit)
    return math.log((found + expected) / (max(total - own, 0.0) + 1.0) / expected) / 4


def _list_neighbour(
    words: Words,
    span: CandidateSpan,
    at_start: dict[int, list[int]],
    at_end: dict[int, list[int]],
    odds: Sequence[float],
) -> float:
    """Return how likely the likelier neighbour in a list ("A, B and C") looked, 0 for none."""
    best = 0.0
    for step, first, spans_at in ((-1, span.first, at_end), (1, span.last + 1, at_start)):
        if not 0 < first < len(words):
            continue
        other = first if step > 0 else first - 1
        gap = words.gaps[first].strip()
        conjunction = (
            other if 0 <= other < len(words) and words.key(other) in ("and", "or") else None
        )
        if conjunction is not None:
            other += step
        elif gap != ",":
            continue
        best = max([best, *(odds[k] for k in spans_at.get(other, ()))])
    return best


def _votes(
    groups: dict[str, list[int]], odds: Sequence[float], profiles: Sequence[Profile | None]
) -> tuple[float, dict[int, float], dict[int, float]]:
    """Let each likely name vote once, split over the units its places lie in."""
    total = 0.0
    by_country: dict[int, float] = defaultdict(float)
    by_admin1: dict[int, float] = defaultdict(float)
    for members in groups.values():
        best = max(members, key=lambda k: odds[k])
        profile = profiles[best]
        if profile is None:
            continue
        total += odds[best]
        for votes, units in ((by_country, profile.countries), (by_admin1, profile.admin1s)):
            for unit in units:
                if unit:
                    votes[unit] += odds[best] / len(units)
    return total, by_country, by_admin1


def select_spans(spans: Sequence[CandidateSpan], scores: Sequence[float]) -> list[int]:
    """Return the indexes of the non-overlapping spans with the greatest sum of positive scores.

    Weighted interval scheduling by dynamic programming over token positions.
    """
    by_end: dict[int, list[int]] = defaultdict(list)
    length = 0
    for i, span in enumerate(spans):
        if scores[i] > 0:
            by_end[span.last + 1].append(i)
            length = max(length, span.last + 1)
    best = [0.0] * (length + 1)
    choice: list[int | None] = [None] * (length + 1)
    for end in range(1, length + 1):
        best[end] = best[end - 1]
        for i in by_end.get(end, ()):
            total = best[spans[i].first] + scores[i]
            if total > best[end]:
                best[end], choice[end] = total, i
    chosen: list[int] = []
    at = length
    while at > 0:
        picked = choice[at]
        if picked is None:
            at -= 1
        else:
            chosen.append(picked)
            at = spans[picked].first
    return chosen[::-1]


# Before a noun these describe it and belong to it: "Boston city officials", "Texas state police".
_SETTLEMENT_TERMS = frozenset({"city", "town", "village", "state"})


def _extended(words: Words, span: CandidateSpan, gazetteer: Gazetteer) -> int:
    """Return the last token of a span with the generic term that follows it in small letters.

    An airport is listed by its whole name, whatever the case: "Goma airport".
    """
    for listed in gazetteer.index.names_at(words.scanned, span.first):
        if listed.last > span.last and words.key(listed.last) == "airport":
            return listed.last
    after = span.last + 1
    if (
        span.base_last < span.last
        or after >= len(words)
        or words.gaps[after] not in (" ", "\u00a0")
    ):
        return span.last
    term = generic_after(words.key(after))
    if term is None or words.shapes[after] != LOWER or words.key(after) != term.term:
        return span.last
    if term.term in _SETTLEMENT_TERMS and after + 1 < len(words):
        follows = words.key(after + 1)
        if (
            words.gaps[after + 1] == " "
            and words.shapes[after + 1] == LOWER
            and follows not in FUNCTION_WORDS
        ):
            return span.last
    if span.key_id is None:
        return after
    profile = profile_of(gazetteer, span.key_id)
    return after if any(code.startswith(term.codes) for code in profile.codes) else span.last


def _mention(words: Words, span: CandidateSpan, gazetteer: Gazetteer) -> Mention:
    tokens = words.scanned.tokens
    kind: MentionKind = "toponym"
    last = span.last
    if span.key_id is not None and span.base_last == span.last:
        kinds = profile_of(gazetteer, span.key_id).kinds
        if NameKind.DEMONYM in kinds and NameKind.MAIN not in kinds:
            kind = "demonym"
    if kind == "toponym":
        last = _extended(words, span, gazetteer)
        if words.key(last) == "airport":
            kind = "facility"
    start, end = tokens[span.first].start, tokens[last].end
    return Mention(start, end, words.text[start:end], kind)
