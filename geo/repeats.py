"""What the whole document says of a span: its name's other occurrences, and its neighbours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from geo.listing import profile_of, unit_shares
from geo.spans import CandidateSpan
from geo.words import CAPITAL, Words

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["Names", "document_columns", "repeat_columns"]

Column = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

_PLACING = frozenset({"in", "at", "from"})
_PERSONAL = ("title", "given")
_FIRST_WORDS = 12


@dataclass(frozen=True, slots=True)
class Names:
    """The different names among a document's spans."""

    keys: list[str]
    of_span: Numbers  # the name of each span
    counts: Column


def _names_of(words: Words, spans: Sequence[CandidateSpan]) -> Names:
    numbers: dict[str, int] = {}
    of_span = [
        numbers.setdefault(words.scanned.key(span.first, span.base_last), len(numbers))
        for span in spans
    ]
    at = np.array(of_span, np.int64)
    return Names(list(numbers), at, np.bincount(at, minlength=len(numbers)).astype(float))


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
        "share after in, at or from": (np.bincount(at, placed, len(share)) * share)[at],
        "share before speech": (np.bincount(at, speaking, len(share)) * share)[at],
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
    order = np.lexsort((odds, at))
    ends = np.cumsum(counts).astype(np.int64) - 1
    best = odds[order[ends]]
    second = np.where(counts > 1, odds[order[np.maximum(ends - 1, 0)]], 0.0)
    others = counts[at] - 1
    repeated = others > 0
    summed = np.bincount(at, odds, len(counts))
    columns = {
        "first pass": scores / 4,
        "repeated": repeated.astype(float),
        "best other": np.where(repeated, np.where(odds == best[at], second[at], best[at]), 0.0),
        "mean other": np.where(repeated, (summed[at] - odds) / np.maximum(others, 1), 0.0),
        "likeliest beside it in a list": _list_neighbours(words, spans, odds),
    }
    leader = order[ends]
    profiles = [profile_of(gazetteer, spans[i].key_id) for i in leader]
    votes = np.where([p.count > 0 for p in profiles], best, 0.0)
    wide = np.array([p.wide or not p.count for p in profiles])
    shares = unit_shares(gazetteer)
    for name, share, units in (
        ("country", shares[0], [p.countries for p in profiles]),
        ("region", shares[1], [p.admin1s for p in profiles]),
    ):
        column = np.where(wide, 0.0, _coherence(votes, units, share))
        columns[f"others in its {name}"] = column[at]
    return columns


def _coherence(votes: Column, units: Sequence[Numbers], shares: Column) -> Column:
    """Return how much likelier a name of this document lies in its units than any name does.

    The logarithm of a ratio: the others' votes for the units, smoothed by one vote spread as all
    names are, over the units' share of all names. Each likely name votes once, split over its
    units.
    """
    lengths = np.array([len(own) for own in units])
    flat = np.concatenate(units)
    owner = np.repeat(np.arange(len(units)), lengths)
    part = (votes / np.maximum(lengths, 1))[owner]
    _, at = np.unique(flat, return_inverse=True)
    found = np.maximum(np.bincount(at, part)[at] - part, 0.0) * (flat > 0)
    by_name = np.bincount(owner, found, len(units))
    expected = np.bincount(owner, shares[flat], len(units)) + 1e-5
    others = np.maximum(votes.sum() - votes, 0.0) + 1.0
    ratio: Column = np.log((by_name + expected) / others / expected) / 4
    return ratio


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
