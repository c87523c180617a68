"""Text → the place mentions in it."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from gazetteer.names import fold
from geo.facilities import find_facilities
from geo.feature_columns import PassScores
from geo.listing import Profile, profile_of
from geo.model import Mention, MentionKind
from geo.repeats import ReadText, read_spans, repeat_columns
from geo.spans import CandidateSpan, bounds, candidate_spans
from geo.weights import Recognition, Weights, load_weights
from geo.words import LOWER, Words, read_words

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["find_mentions", "read_text", "select_spans"]


def find_mentions(
    text: str, gazetteer: Gazetteer, *, weights: Weights | None = None
) -> list[Mention]:
    """Return the place mentions of a text, in order, none overlapping another.

    Each candidate span gets the log-odds of being a mention from its features, in two passes: the
    second knows how the other occurrences of its name fared. The best set of spans is taken.
    """
    model = (weights or load_weights()).recognition
    read = read_text(text, gazetteer)
    if not read.spans:
        return []
    both = _pass_scores(gazetteer, model).of(read)
    scores = [score.imag for score in both]
    for name, column in repeat_columns(read, [score.real for score in both]).items():
        if any(column):  # most are nothing but zeros
            weight = model.repeats[name]
            scores = [score + weight * value for score, value in zip(scores, column, strict=True)]
    chosen = select_spans(read.spans, scores)
    mentions = [_mention(read.words, read.spans[i], read.profiles[i], gazetteer) for i in chosen]
    return _with_works(text, mentions, gazetteer)


def _with_works(text: str, mentions: list[Mention], gazetteer: Gazetteer) -> list[Mention]:
    """Return the mentions with the works and houses listed by their whole name: "the Mosul dam".

    Where such a name begins with a town's, it is not the town that is meant. With a capital noun
    ("the Mosul Dam") it is a candidate of its own.
    """
    works = [
        work
        for work in find_facilities(text)
        if work.text[work.text.rfind(" ") + 1].islower()
        for place in gazetteer.lookup(work.text, limit=1)
        if place.feature_class == "S" or fold(place.name) == fold(work.text)
    ]
    if not works:
        return mentions
    starts, ends = [m.start for m in mentions], [m.end for m in mentions]
    within: set[Mention] = set()
    taken = []
    for work in works:
        first = bisect.bisect_right(ends, work.start)
        beside = mentions[first : bisect.bisect_left(starts, work.end)]
        if all(work.start <= m.start and m.end <= work.end for m in beside):
            within.update(beside)
            taken.append(work)
    return sorted([*(m for m in mentions if m not in within), *taken])


@lru_cache(maxsize=4)
def _pass_scores(gazetteer: Gazetteer, model: Recognition) -> PassScores:
    return PassScores(model)


def read_text(text: str, gazetteer: Gazetteer) -> ReadText:
    """Return the candidate spans of a text with what the document says of each."""
    words = read_words(text, gazetteer.index.begins)
    spans = candidate_spans(words, gazetteer)
    return read_spans(words, spans, [profile_of(gazetteer, span.key_id) for span in spans])


def select_spans(spans: Sequence[CandidateSpan], scores: Sequence[float]) -> list[int]:
    """Return the indexes of the non-overlapping spans with the greatest sum of positive scores.

    Weighted interval scheduling by dynamic programming over the spans in order of their end.
    """
    taken = [i for i, score in enumerate(scores) if score > 0]
    taken.sort(key=lambda i: spans[i].last)
    ends = [spans[i].last for i in taken]
    best = [0.0]  # of the first so many
    before: list[int | None] = []  # how many end before the one that is chosen as last
    for i in taken:
        room = bisect.bisect_left(ends, spans[i].first)
        total = best[room] + scores[i]
        better = total > best[-1]
        before.append(room if better else None)
        best.append(total if better else best[-1])
    chosen: list[int] = []
    at = len(taken)
    while at:
        free = before[at - 1]
        if free is None:
            at -= 1
        else:
            chosen.append(taken[at - 1])
            at = free
    return chosen[::-1]


# Near a place rather than it, or a part of it.
_VAGUE_TERMS = frozenset({"area", "census", "department", "division", "park", "suburb"})
# Before a noun these describe it and belong to it: "Boston city officials", "Texas state police".
_SETTLEMENT_TERMS = frozenset({"city", "town", "village", "state"})


def _extended(words: Words, span: CandidateSpan, profile: Profile, gazetteer: Gazetteer) -> int:
    """Return the last token of a span with the generic term that follows it in small letters.

    An airport is listed by its whole name, whatever the case: "Goma airport".
    """
    items, gaps, after = words.items, words.gaps, span.last + 1
    for i, follows in enumerate(items[after : after + 3], after):
        if follows.key == "airport" and any(
            end == i for end, _ in gazetteer.index.names_at(words.scanned, span.first)
        ):
            return i
    word = items[after] if after < len(items) else None
    if (
        word is None
        or word.term is None
        or span.base_last < span.last
        or word.shape != LOWER
        or word.key != word.term.term
        or gaps[after].text not in (" ", "\u00a0")
    ):
        return span.last
    term = word.term
    if term.term in _VAGUE_TERMS:
        return span.last
    if after + 1 < len(items) and gaps[after + 1].text == " ":
        follows = items[after + 1]
        if follows.key == "of":
            return span.last  # "the Anbar town of Fallujah"
        if term.term in _SETTLEMENT_TERMS and follows.shape == LOWER and not follows.function:
            return span.last
    if span.key_id is None:
        return after
    return after if any(code.startswith(term.codes) for code in profile.codes) else span.last


def _mention(words: Words, span: CandidateSpan, profile: Profile, gazetteer: Gazetteer) -> Mention:
    kind: MentionKind = "toponym"
    start, end = bounds(words, span)
    if span.base_last == span.last and profile.means_people:
        kind = "demonym"
    if kind == "toponym" and not span.dotted:
        last = _extended(words, span, profile, gazetteer)
        if last > span.last:
            end = words.end(last)
        if words.items[last].key == "airport":
            kind = "facility"
    return Mention(start, end, words.text[start:end], kind)
