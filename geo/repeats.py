"""What the whole document says of a span: its name's other occurrences, and its neighbours."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.listing import Spread, profile_of
from geo.other_uses import NO_OTHER_USE, other_uses
from geo.spans import CandidateSpan
from geo.words import CAPITAL, Words

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["Names", "document_columns", "repeat_columns"]

Column = npt.NDArray[np.float64]

_PLACING = frozenset({"in", "at", "from"})
_PERSONAL = ("honorific", "title", "given")
_FIRST_WORDS = 12
_SMOOTHING = 1e-5  # of all names, as if so many more lay in any unit


@dataclass(frozen=True, slots=True)
class Names:
    """The different names among a document's spans."""

    keys: Sequence[str]
    of_span: Sequence[int]  # the name of each span
    # Where each span starts: with and without a generic term a name starts there once.
    spot: Sequence[int]
    of_spot: Sequence[int]  # the name of each spot
    counts: Sequence[int]  # spots of each name


def _names_of(words: Words, spans: Sequence[CandidateSpan]) -> Names:
    numbers: dict[str, int] = {}
    spots: dict[tuple[int, int], int] = {}
    of_span, spot = [], []
    for span in spans:
        key = words.scanned.key(span.first, span.base_last)
        number = numbers.setdefault(key, len(numbers))
        of_span.append(number)
        spot.append(spots.setdefault((number, span.first), len(spots)))
    of_spot = [number for number, _ in spots]
    counts = [0] * len(numbers)
    for number in of_spot:
        counts[number] += 1
    return Names(list(numbers), of_span, spot, of_spot, counts)


def document_columns(
    words: Words, spans: Sequence[CandidateSpan], gazetteer: Gazetteer
) -> tuple[Names, dict[str, Sequence[float]]]:
    """Return what the document says of each span: longer names, repeats, surnames, parents."""
    names = _names_of(words, spans)
    parts = _name_parts(words)
    titled, after, before, abroad = (
        [part.get(key, 0) / count for key, count in zip(names.keys, names.counts, strict=True)]
        for part in parts
    )
    logs = [math.log(count) for count in names.counts]
    placed, speaking = _company(words, spans, names)
    holds, held = _overlaps(spans)
    alone = [float(span.first == span.last) for span in spans]
    at = names.of_span
    rows = [
        [logs[n] for n in at],
        [titled[n] * single for n, single in zip(at, alone, strict=True)],
        [min(1.0, after[n]) * single for n, single in zip(at, alone, strict=True)],
        [min(1.0, before[n]) * single for n, single in zip(at, alone, strict=True)],
        [min(1.0, abroad[n]) * single for n, single in zip(at, alone, strict=True)],
        [(titled[n] + abroad[n] > 0) * single for n, single in zip(at, alone, strict=True)],
        [placed[n] for n in at],
        [speaking[n] for n in at],
        _governments_speaking(spans, names, speaking, gazetteer),
        [float(span.first < _FIRST_WORDS) for span in spans],
        holds,
        held,
        *_neighbours(words, spans, gazetteer),
    ]
    return names, dict(zip(_OF_DOCUMENT, rows, strict=True))


_OF_DOCUMENT = (
    "log repeats",
    "share after a title or given name",
    "share after another capital",
    "share before another capital",
    "share after a given name abroad",
    "somebody has the name",
    "share after in, at or from",
    "share before speech",
    "share before speech, government",
    "among the first words",
    "holds a shorter name",
    "inside a longer name",
    "before its unit",
    "after a name and comma",
    "unit after a name and comma",
    "coordinated with a name",
)


def _company(
    words: Words, spans: Sequence[CandidateSpan], names: Names
) -> tuple[list[float], list[float]]:
    """Return of each name how often a preposition of place is before it, a verb of speech after.

    As shares of its spots, at most 1.
    """
    items, gaps, n = words.items, words.gaps, len(words)
    placed, speaking = [0] * len(names.counts), [0] * len(names.counts)
    for span, name in zip(spans, names.of_span, strict=True):
        first, after = span.first, span.last + 1
        if first and items[first - 1].cue in _PLACING and gaps[first].text == " ":
            placed[name] += 1
        if after < n and items[after].cue == "speech" and gaps[after].text == " ":
            speaking[name] += 1
    both = (
        [min(1.0, k / count) for k, count in zip(told, names.counts, strict=True)]
        for told in (placed, speaking)
    )
    return next(both), next(both)


def _governments_speaking(
    spans: Sequence[CandidateSpan], names: Names, speaking: Sequence[float], gazetteer: Gazetteer
) -> list[float]:
    """Return how often a capital's or country's name speaks that is nothing else: "Astana said"."""
    return [
        speaking[name]
        if speaking[name]
        and other_uses(names.keys[name]) == NO_OTHER_USE
        and profile_of(gazetteer, span.key_id).governs
        else 0.0
        for span, name in zip(spans, names.of_span, strict=True)
    ]


def _neighbours(
    words: Words, spans: Sequence[CandidateSpan], gazetteer: Gazetteer
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Tell how each span stands to the names beside it, as the last four columns say."""
    units = {s.first for s in spans if profile_of(gazetteer, s.key_id).names_unit}
    named = {s.first for s in spans if s.key_id is not None}
    ends = {s.last for s in spans}
    items, gaps, n = words.items, words.gaps, len(words)
    before_unit, after_comma, unit_after_comma, coordinated = ([0.0] * len(spans) for _ in range(4))
    for i, span in enumerate(spans):
        first, after = span.first, span.last + 1
        if after in units and gaps[after].core in (",", ".,"):
            before_unit[i] = 1.0
        if first - 1 in ends and gaps[first].core == ",":
            after_comma[i] = 1.0
            if first in units:
                unit_after_comma[i] = 1.0
        if after + 1 < n and after + 1 in named and items[after].cue == "and":
            coordinated[i] = 1.0
    return before_unit, after_comma, unit_after_comma, coordinated


def _overlaps(spans: Sequence[CandidateSpan]) -> tuple[list[float], list[float]]:
    """Tell of each span whether it holds a shorter one, and whether a longer one holds it."""
    holds, held = [0.0] * len(spans), [0.0] * len(spans)
    for i, span in enumerate(spans):
        for j in range(i + 1, len(spans)):
            other = spans[j]
            if other.first > span.last:
                break
            if other.first == span.first or other.last <= span.last:
                big, small = (i, j) if span.last >= other.last else (j, i)
                if spans[big].key_id is not None or spans[big].base_last < spans[big].last:
                    held[small] = holds[big] = 1.0
    return holds, held


def _name_parts(words: Words) -> tuple[Counter[str], ...]:
    """Count words after a title or name, after and before a capital, after a name of abroad."""
    named: Counter[str] = Counter()
    after: Counter[str] = Counter()
    before: Counter[str] = Counter()
    abroad: Counter[str] = Counter()
    items = words.items
    for i in words.names:
        word = items[i]
        if word.shape != CAPITAL or i == 0 or not items[i - 1].capitalised:
            continue
        if words.gaps[i].text not in (" ", ". ") or words.starts_sentence(i):
            continue
        previous = items[i - 1]
        left, right = previous.key, word.key
        if previous.function or word.function or previous.leads:
            continue
        if previous.cue in _PERSONAL or len(left) == 1:
            named[right] += 1
            before[left] += previous.cue == "given"
        elif not previous.cue and not word.cue and word.term is None:
            after[right] += 1
            before[left] += 1
            abroad[right] += previous.given
    return named, after, before, abroad


# --- After the first pass -------------------------------------------------------------------------


def repeat_columns(
    words: Words,
    spans: Sequence[CandidateSpan],
    names: Names,
    scores: Column,
    gazetteer: Gazetteer,
) -> dict[str, Sequence[float]]:
    """Return what the first pass says of each span.

    How likely it and the other occurrences of its name looked, and how many of the document's
    likely names lie in a country, or first-level unit, that it could lie in too.
    """
    odds = (1 / (1 + np.exp(-np.clip(scores, -30, 30)))).tolist()
    at, counts = names.of_span, names.counts
    at_spot = [0.0] * len(names.of_spot)
    for spot, own in zip(names.spot, odds, strict=True):
        at_spot[spot] = max(at_spot[spot], own)
    best, second, summed = ([0.0] * len(counts) for _ in range(3))
    for name, value in zip(names.of_spot, at_spot, strict=True):
        summed[name] += value
        best[name], second[name] = (
            (value, best[name]) if value > best[name] else (best[name], max(second[name], value))
        )
    best_other, mean_other = [0.0] * len(spans), [0.0] * len(spans)
    for i, (name, spot) in enumerate(zip(at, names.spot, strict=True)):
        if counts[name] > 1:
            own = at_spot[spot]
            best_other[i] = second[name] if own == best[name] else best[name]
            mean_other[i] = (summed[name] - own) / (counts[name] - 1)
    leading = dict(zip(reversed(at), reversed(spans), strict=True))  # the first of each name
    profiles = [profile_of(gazetteer, leading[n].key_id) for n in range(len(counts))]
    votes = [vote if p.count else 0.0 for vote, p in zip(best, profiles, strict=True)]
    country, region = (
        [0.0 if p.wide else ratio for ratio, p in zip(ratios, profiles, strict=True)]
        for ratios in (
            _coherence(votes, [p.countries for p in profiles]),
            _coherence(votes, [p.regions for p in profiles]),
        )
    )
    repeated = [float(counts[name] > 1) for name in at]
    listed = _list_neighbours(words, spans, odds)
    coherence = [[ratios[name] for name in at] for ratios in (country, region)]
    quarters = (scores / 4).tolist()
    columns = [quarters, repeated, best_other, mean_other, listed, *coherence]
    return dict(zip(_OF_FIRST_PASS, columns, strict=True))


_OF_FIRST_PASS = (
    "first pass",
    "repeated",
    "best other",
    "mean other",
    "likeliest beside it in a list",
    "others in its country",
    "others in its region",
)


def _coherence(votes: Sequence[float], spreads: Sequence[Spread]) -> list[float]:
    """Return how much likelier a name of this document lies in its units than any name does.

    The logarithm of a ratio: the others' votes for the units, smoothed by one vote spread as all
    names are, over the units' share of all names. Each likely name votes once, split over its
    units; a name without any is asked nothing.
    """
    total: defaultdict[int, float] = defaultdict(float)
    parts = [vote / max(spread.parts, 1) for vote, spread in zip(votes, spreads, strict=True)]
    for part, spread in zip(parts, spreads, strict=True):
        for unit in spread.fids:
            total[unit] += part
    everyone = sum(votes)
    logs = []
    for vote, part, spread in zip(votes, parts, spreads, strict=True):
        found = sum(map(total.__getitem__, spread.fids)) - part * len(spread.fids)
        expected, others = spread.share + _SMOOTHING, max(everyone - vote, 0.0) + 1.0
        ratio = (max(found, 0.0) + expected) / others / expected
        logs.append(math.log(ratio) / 4 if spread.fids else 0.0)
    return logs


def _list_neighbours(
    words: Words, spans: Sequence[CandidateSpan], odds: Sequence[float]
) -> list[float]:
    """Return how likely the likelier neighbour in a list ("A, B and C") looked, 0 for none."""
    at_start: dict[int, float] = {}
    at_end: dict[int, float] = {}
    for span, likely in zip(spans, odds, strict=True):
        at_start[span.first] = max(likely, at_start.get(span.first, 0.0))
        at_end[span.last] = max(likely, at_end.get(span.last, 0.0))
    items, gaps, n = words.items, words.gaps, len(words)
    best = []
    for span in spans:
        first, after, before = span.first, span.last + 1, span.first - 1
        left = right = 0.0
        if first:
            if items[before].cue == "and":
                left = at_end.get(before - 1, 0.0)
            elif gaps[first].core == ",":
                left = at_end.get(before, 0.0)
        if after < n:
            if items[after].cue == "and":
                right = at_start.get(after + 1, 0.0)
            elif gaps[after].core == ",":
                right = at_start.get(after, 0.0)
        best.append(max(left, right))
    return best
