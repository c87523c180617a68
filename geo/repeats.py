"""What the whole document says of a span: its name's other occurrences, and its neighbours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.listing import Profile, UnitShares, profile_of, unit_shares
from geo.spans import CandidateSpan
from geo.words import CAPITAL, Words

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["Names", "document_columns", "repeat_columns"]

Column = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_PLACING = frozenset({"in", "at", "from"})
_PERSONAL = ("honorific", "title", "given")
_FIRST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Names:
    """The different names among a document's spans."""

    keys: list[str]
    of_span: Numbers  # the name of each span
    spot: (
        Numbers  # where each span starts: with and without a generic term a name starts there once
    )
    of_spot: Numbers  # the name of each spot
    counts: Column  # spots of each name


def _names_of(words: Words, spans: Sequence[CandidateSpan]) -> Names:
    numbers: dict[str, int] = {}
    spots: dict[tuple[int, int], int] = {}
    of_span, spot = [], []
    for span in spans:
        key = words.scanned.key(span.first, span.base_last)
        number = numbers.setdefault(key, len(numbers))
        of_span.append(number)
        spot.append(spots.setdefault((number, span.first), len(spots)))
    of_spot = np.array([number for number, _ in spots], np.int64)
    counts = np.bincount(of_spot, minlength=len(numbers)).astype(float)
    return Names(list(numbers), np.array(of_span), np.array(spot), of_spot, counts)


def document_columns(
    words: Words, spans: Sequence[CandidateSpan], gazetteer: Gazetteer
) -> tuple[Names, dict[str, Column]]:
    """Return what the document says of each span: longer names, repeats, surnames, parents."""
    names = _names_of(words, spans)
    n = len(spans)
    named, surnames, heads = _name_parts(words)
    share = 1 / names.counts
    titled = np.array([named[key] for key in names.keys]) * share
    after = np.minimum(1.0, np.array([surnames[key] for key in names.keys]) * share)
    before = np.minimum(1.0, np.array([heads[key] for key in names.keys]) * share)
    first = np.array([span.first for span in spans], np.int64)
    last = np.array([span.last for span in spans], np.int64)
    alone = first == last
    at = names.of_span
    placed, speaking = _company(words, spans)
    columns = {
        "log repeats": np.log(names.counts)[at],
        "share after a title or given name": np.where(alone, titled[at], 0.0),
        "share after another capital": np.where(alone, after[at], 0.0),
        "share before another capital": np.where(alone, before[at], 0.0),
        "share after in, at or from": np.minimum(1.0, np.bincount(at, placed, len(share)) * share)[
            at
        ],
        "share before speech": np.minimum(1.0, np.bincount(at, speaking, len(share)) * share)[at],
        "among the first words": (first < _FIRST_WORDS).astype(float),
        **dict(
            zip(("holds a shorter name", "inside a longer name"), _overlaps(spans), strict=True)
        ),
    }
    beside = {name: np.zeros(n) for name in _BESIDE}
    _neighbours(words, spans, gazetteer, beside)
    return names, columns | beside


def _company(words: Words, spans: Sequence[CandidateSpan]) -> tuple[list[float], list[float]]:
    """Tell of each span whether a preposition of place is before it, and a verb of speech after."""
    items, gaps = words.items, words.gaps
    placed = [
        float(s.first > 0 and items[s.first - 1].cue in _PLACING and gaps[s.first].text == " ")
        for s in spans
    ]
    n = len(items)
    speaking = [
        float(s.last + 1 < n and items[s.last + 1].cue == "speech" and gaps[s.last + 1].text == " ")
        for s in spans
    ]
    return placed, speaking


_BESIDE = (
    "before its unit",
    "after a name and comma",
    "unit after a name and comma",
    "coordinated with a name",
)


def _neighbours(
    words: Words,
    spans: Sequence[CandidateSpan],
    gazetteer: Gazetteer,
    columns: dict[str, Column],
) -> None:
    units = {s.first for s in spans if profile_of(gazetteer, s.key_id).names_unit}
    named = {s.first for s in spans if s.key_id is not None}
    ends = {s.last for s in spans}
    for n, span in enumerate(spans):
        after = span.last + 1
        if after < len(words) and words.gaps[after].core in (",", ".,") and after in units:
            columns["before its unit"][n] = 1.0
        if span.first and words.gaps[span.first].core == "," and span.first - 1 in ends:
            columns["after a name and comma"][n] = 1.0
            if span.first in units:
                columns["unit after a name and comma"][n] = 1.0
        if after + 1 < len(words) and words.items[after].cue == "and" and after + 1 in named:
            columns["coordinated with a name"][n] = 1.0


def _overlaps(spans: Sequence[CandidateSpan]) -> tuple[Column, Column]:
    """Tell of each span whether it holds a shorter one, and whether a longer one holds it."""
    holds, held = np.zeros(len(spans)), np.zeros(len(spans))
    for i, span in enumerate(spans):
        j = i + 1
        while j < len(spans) and spans[j].first <= span.last:
            other = spans[j]
            if other.first == span.first or other.last <= span.last:
                big, small = (i, j) if span.last >= other.last else (j, i)
                if spans[big].key_id is not None or spans[big].base_last < spans[big].last:
                    held[small] = holds[big] = 1.0
            j += 1
    return holds, held


def _name_parts(words: Words) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Count words after a title or given name, after, and before another capitalised word."""
    named: Counter[str] = Counter()
    after: Counter[str] = Counter()
    before: Counter[str] = Counter()
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
    return named, after, before


# --- After the first pass -------------------------------------------------------------------------


def repeat_columns(
    words: Words,
    spans: Sequence[CandidateSpan],
    names: Names,
    scores: Column,
    gazetteer: Gazetteer,
) -> dict[str, Column]:
    """Return what the first pass says of each span.

    How likely it and the other occurrences of its name looked, and how many of the document's
    likely names lie in a country, or first-level unit, that it could lie in too.
    """
    odds = 1 / (1 + np.exp(-np.clip(scores, -30, 30)))
    at, counts = names.of_span, names.counts
    at_spot = np.zeros(len(names.of_spot))
    np.maximum.at(at_spot, names.spot, odds)
    own = at_spot[names.spot]
    order = np.lexsort((at_spot, names.of_spot))
    ends = np.cumsum(counts).astype(np.int64) - 1
    best = at_spot[order[ends]]
    second = np.where(counts > 1, at_spot[order[np.maximum(ends - 1, 0)]], 0.0)
    others = counts[at] - 1
    repeated = others > 0
    summed = np.bincount(names.of_spot, at_spot, len(counts))
    columns = {
        "first pass": scores / 4,
        "repeated": repeated.astype(float),
        "best other": np.where(repeated, np.where(own == best[at], second[at], best[at]), 0.0),
        "mean other": np.where(repeated, (summed[at] - own) / np.maximum(others, 1), 0.0),
        "likeliest beside it in a list": _list_neighbours(words, spans, odds),
    }
    leading = np.zeros(len(counts), np.int64)
    leading[at[::-1]] = np.arange(len(spans))[::-1]
    profiles = [profile_of(gazetteer, spans[i].key_id) for i in leading.tolist()]
    for name, column in _coherence(best, profiles, unit_shares(gazetteer)).items():
        columns[name] = column[at]
    return columns


def _coherence(votes: Column, profiles: Sequence[Profile], shares: UnitShares) -> dict[str, Column]:
    """Return how much likelier a name of this document lies in its units than any name does.

    The logarithm of a ratio: the others' votes for the units, smoothed by one vote spread as all
    names are, over the units' share of all names. Each likely name votes once, split over its
    units; of a country or a wider region nothing is asked.
    """
    n = len(profiles)
    votes = np.where([p.count > 0 for p in profiles], votes, 0.0)
    counts = np.array([(p.countries, len(p.units) - p.countries) for p in profiles]).ravel()
    units = np.concatenate([p.units for p in profiles])
    owner = np.repeat(np.arange(2 * n), counts)
    part = np.repeat(np.repeat(votes, 2) / np.maximum(counts, 1), counts)
    total = np.bincount(units, part)
    found = np.maximum(total[units] - part, 0.0) * shares.known[units]
    expected = np.bincount(owner, shares.share[units], 2 * n) + 1e-5
    others = np.repeat(np.maximum(votes.sum() - votes, 0.0) + 1.0, 2)
    ratio = np.log((np.bincount(owner, found, 2 * n) + expected) / others / expected) / 4
    located = np.bincount(owner, shares.known[units], 2 * n)
    ratio[np.repeat([p.wide for p in profiles], 2) | (located == 0)] = 0.0
    return {"others in its country": ratio[::2], "others in its region": ratio[1::2]}


def _list_neighbours(words: Words, spans: Sequence[CandidateSpan], odds: Column) -> Column:
    """Return how likely the likelier neighbour in a list ("A, B and C") looked, 0 for none."""
    at_start: dict[int, list[int]] = defaultdict(list)
    at_end: dict[int, list[int]] = defaultdict(list)
    for i, span in enumerate(spans):
        at_start[span.first].append(i)
        at_end[span.last].append(i)
    likely = odds.tolist()
    best = [0.0] * len(spans)
    for i, span in enumerate(spans):
        for step, first, spans_at in ((-1, span.first, at_end), (1, span.last + 1, at_start)):
            if not 0 < first < len(words):
                continue
            other = first if step > 0 else first - 1
            if words.items[other].cue == "and":
                other += step
            elif words.gaps[first].core != ",":
                continue
            for k in spans_at.get(other, ()):
                best[i] = max(best[i], likely[k])
    return np.array(best)
