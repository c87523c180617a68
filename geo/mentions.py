"""Text → the place mentions in it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gazetteer.names import NameKind
from geo.features import Features, document_features, span_features
from geo.model import Mention, MentionKind
from geo.spans import CandidateSpan, Words, candidate_spans, profile_of, read_words
from geo.weights import load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["find_mentions", "repeat_features", "select_spans"]


def find_mentions(text: str, gazetteer: Gazetteer) -> list[Mention]:
    """Return the place mentions of a text, in order, none overlapping another.

    Each candidate span gets the log-odds of being a mention from its features, in two passes: the
    second knows how the other occurrences of its name fared. The best set of spans is taken.
    """
    weights = load_weights()
    words = read_words(text)
    spans = candidate_spans(words, gazetteer)
    rows = [
        span_features(words, span, gazetteer, doc)
        for span, doc in zip(spans, document_features(words, spans, gazetteer), strict=True)
    ]
    first, second = weights.recognition
    scores = [_score(row, first) for row in rows]
    repeats = repeat_features(words, spans, scores)
    scores = [
        _score(row, second) + _score(extra, second)
        for row, extra in zip(rows, repeats, strict=True)
    ]
    chosen = select_spans(spans, scores)
    return [_mention(words, spans[i], gazetteer) for i in chosen]


def _score(row: Features, weights: dict[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in row.items())


def repeat_features(
    words: Words, spans: Sequence[CandidateSpan], scores: Sequence[float]
) -> list[Features]:
    """Return, for each span, how likely the other occurrences of its name looked alone."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, span in enumerate(spans):
        groups[words.scanned.key(span.first, span.base_last)].append(i)
    odds = [1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) for score in scores]
    rows: list[Features] = [{} for _ in spans]
    for i, score in enumerate(scores):
        rows[i]["first pass"] = score / 4
    for members in groups.values():
        if len(members) == 1:
            continue
        total = sum(odds[i] for i in members)
        best = sorted((odds[i] for i in members), reverse=True)[:2]
        for i in members:
            others = best[1] if odds[i] == best[0] else best[0]
            rows[i]["repeated"] = 1.0
            rows[i]["best other"] = others
            rows[i]["mean other"] = (total - odds[i]) / (len(members) - 1)
    return rows


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


def _mention(words: Words, span: CandidateSpan, gazetteer: Gazetteer) -> Mention:
    tokens = words.scanned.tokens
    start, end = tokens[span.first].start, tokens[span.last].end
    kind: MentionKind = "toponym"
    if span.key_id is not None and span.base_last == span.last:
        kinds = profile_of(gazetteer, span.key_id).kinds
        if NameKind.DEMONYM in kinds and NameKind.MAIN not in kinds:
            kind = "demonym"
    return Mention(start, end, words.text[start:end], kind)
