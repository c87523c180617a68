"""What the whole document says of a span: its name's other occurrences, and its neighbours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from geo.definitions import is_defined_at
from geo.listing import Profile, Spread
from geo.other_uses import NO_OTHER_USE, other_uses
from geo.spans import CandidateSpan
from geo.words import CAPITAL, Words

__all__ = ["Names", "ReadText", "read_spans", "repeat_columns"]

_PLACING = frozenset({"in", "at", "from"})
_PERSONAL = ("honorific", "title", "given")
_FIRST_WORDS = 12
_COMMONEST = 3  # of the classes of English words
_SMOOTHING = 1e-5  # of all names, as if so many more lay in any unit


Found = Mapping[str, dict[int, float]]  # features, and their values by span


@dataclass(frozen=True, slots=True)
class Names:
    """The different names among a document's spans."""

    keys: Sequence[str]
    first: Sequence[int]  # span of each
    of_span: Sequence[int]  # the name of each span
    # Where each span starts: with and without a generic term a name starts there once.
    spot: Sequence[int]
    of_spot: Sequence[int]  # the name of each spot
    counts: Sequence[int]  # spots of each name


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text's candidate spans, and what the document says of each."""

    words: Words
    spans: Sequence[CandidateSpan]
    profiles: Sequence[Profile]  # of the spans' names
    names: Names
    of_document: Found
    listed: Sequence[tuple[int, int]]  # spans, each with one beside it in a list: "A, B and C"


def _names_of(words: Words, spans: Sequence[CandidateSpan]) -> Names:
    numbers: dict[str, int] = {}
    first_spans: list[int] = []
    of_span: list[int] = []
    spot: list[int] = []
    of_spot: list[int] = []
    counts: list[int] = []
    latest: list[tuple[int, int]] = []  # spot of each name, and its word
    keys = words.scanned.keys
    for first, _, base_last, _, _, _ in spans:
        key = keys[first] if first == base_last else words.scanned.key(first, base_last)
        number = numbers.setdefault(key, len(counts))
        if number == len(counts):
            first_spans.append(len(of_span))
            counts.append(0)
            latest.append((-1, -1))
        if latest[number][1] != first:
            latest[number] = len(of_spot), first
            of_spot.append(number)
            counts[number] += 1
        of_span.append(number)
        spot.append(latest[number][0])
    return Names(list(numbers), first_spans, of_span, spot, of_spot, counts)


def read_spans(
    words: Words, spans: Sequence[CandidateSpan], profiles: Sequence[Profile]
) -> ReadText:
    """Add what the document says of each span: longer names, repeats, surnames, parents."""
    names = _names_of(words, spans)
    found: Found = defaultdict(dict)
    listed = _beside(words, spans, profiles, found)
    placed, speaking = _company(words, spans, profiles, names)
    named, after, before, abroad = _name_parts(words)
    for i, (span, name) in enumerate(zip(spans, names.of_span, strict=True)):
        key, count = names.keys[name], names.counts[name]
        if count > 1:
            found["log repeats"][i] = math.log(count)
        if span.first == span.last:
            if (
                words.starts_sentence(span.first)
                and "PCLI" not in profiles[i].codes  # "Turkey votes"
                and _is_common_word(key)
            ):
                found["a common word opens a sentence"][i] = 1.0
            if key in named or key in abroad:
                found["somebody has the name"][i] = 1.0
            if key in named:
                found["share after a title or given name"][i] = named[key] / count
            if key in abroad:
                found["share after a given name abroad"][i] = min(1.0, abroad[key] / count)
            if key in after:
                found["share after another capital"][i] = min(1.0, after[key] / count)
            if key in before:
                found["share before another capital"][i] = min(1.0, before[key] / count)
        if placed[name]:
            found["share after in, at or from"][i] = min(1.0, placed[name] / count)
        if speaking[name]:
            found["share before speech"][i] = share = min(1.0, speaking[name] / count)
            # A capital's or country's name that is nothing else: "Astana said".
            if profiles[i].governs and other_uses(key) == NO_OTHER_USE:
                found["share before speech, government"][i] = share
        if span.first < _FIRST_WORDS:
            found["among the first words"][i] = 1.0
    _note_definitions(words, spans, names, found)
    return ReadText(words, spans, profiles, names, found, listed)


@lru_cache(maxsize=1 << 11)
def _is_common_word(key: str) -> bool:
    return other_uses(key).english == _COMMONEST


def _note_definitions(
    words: Words, spans: Sequence[CandidateSpan], names: Names, found: Found
) -> None:
    """Tell which spans the text defines as places, and which else are of their names."""
    gaps = words.gaps
    defined = [
        i
        for i, span in enumerate(spans)
        if not span.first or (gap := gaps[span.first]).breaks or gap.core == ","
        if is_defined_at(words.text, words.end(span.last))
    ]
    if not defined:
        return
    found["defined as a place"].update(dict.fromkeys(defined, 1.0))
    known = {names.of_span[i] for i in defined}
    longer = found["inside a longer name"]
    for i, name in enumerate(names.of_span):
        if name in known and i not in longer and i not in found["defined as a place"]:
            found["its name is defined as a place"][i] = 1.0


def _company(
    words: Words, spans: Sequence[CandidateSpan], profiles: Sequence[Profile], names: Names
) -> tuple[list[int], list[int]]:
    """Count for each name a preposition of place before it, else a verb of speech after it.

    "Officials in Jakarta said", "officials in the UAE said": it is not the place that speaks.
    """
    items, gaps, n = words.items, words.gaps, len(words)
    placed, speaking = [0] * len(names.counts), [0] * len(names.counts)
    for (first, last, _, _, _, _), profile, name in zip(
        spans, profiles, names.of_span, strict=True
    ):
        after, before = last + 1, first - 1
        if before > 0 and profile.names_unit and items[before].cue == "the":
            before -= 1
        if first and items[before].cue in _PLACING and gaps[first].text == " ":
            placed[name] += 1
        elif after < n and items[after].cue == "speech" and gaps[after].text == " ":
            speaking[name] += 1
    return placed, speaking


def _beside(
    words: Words, spans: Sequence[CandidateSpan], profiles: Sequence[Profile], found: Found
) -> list[tuple[int, int]]:
    """Tell how each span stands to the names over and beside it; return which are in a list."""
    ending: dict[int, list[int]] = {}  # spans by their last word
    for i, span in enumerate(spans):
        ending.setdefault(span[1], []).append(i)
    items, gaps = words.items, words.gaps
    listed: list[tuple[int, int]] = []
    for first, here in _starting(spans):
        core = gaps[first].core
        if core in (",", ".,") and (before := ending.get(first - 1)):
            if unit := any(profiles[i].names_unit for i in here):
                found["before its unit"].update(dict.fromkeys(before, 1.0))
            if core == ",":
                found["after a name and comma"].update(dict.fromkeys(here, 1.0))
                if unit:
                    found["unit after a name and comma"].update(dict.fromkeys(here, 1.0))
                if items[first - 1].cue != "and":
                    listed += [(i, j) for i in here for j in before]
                if items[first].cue != "and":
                    listed += [(j, i) for i in here for j in before]
        if first > 1 and items[first - 1].cue == "and" and (before := ending.get(first - 2)):
            listed += [pair for i in here for j in before for pair in ((i, j), (j, i))]
            if any(spans[i].key_id is not None for i in here):
                found["coordinated with a name"].update(dict.fromkeys(before, 1.0))
    for big, small in _overlaps(spans):
        found["holds a shorter name"][big] = found["inside a longer name"][small] = 1.0
    return listed


def _starting(spans: Sequence[CandidateSpan]) -> Iterator[tuple[int, Sequence[int]]]:
    """Yield each word that spans start at, and those."""
    at = 0
    for i, (span, after) in enumerate(pairwise(spans), 1):
        if after[0] != span[0]:
            yield span[0], range(at, i)
            at = i
    if spans:
        yield spans[-1][0], range(at, len(spans))


def _overlaps(spans: Sequence[CandidateSpan]) -> Iterator[tuple[int, int]]:
    """Yield which spans hold a shorter one, and that."""
    for i, (span, after) in enumerate(pairwise(spans)):
        if after.first > span.last:
            continue  # as nearly always
        for j in range(i + 1, len(spans)):
            other = spans[j]
            if other.first > span.last:
                break
            if other.first == span.first or other.last <= span.last:
                big, small = (i, j) if span.last >= other.last else (j, i)
                if spans[big].key_id is not None or spans[big].base_last < spans[big].last:
                    yield big, small


def _name_parts(words: Words) -> tuple[dict[str, int], ...]:
    """Count words after a title or name, after and before a capital, after a name of abroad."""
    named: dict[str, int] = defaultdict(int)
    after: dict[str, int] = defaultdict(int)
    before: dict[str, int] = defaultdict(int)
    abroad: dict[str, int] = defaultdict(int)
    items = words.items
    for i, at in pairwise(words.names):
        if at > i + 1:
            continue
        previous, word = items[i], items[at]
        if word.shape != CAPITAL or not previous.capitalised:
            continue
        if words.gaps[at].text not in (" ", ". ") or words.starts_sentence(at):
            continue
        left, right = previous.key, word.key
        if previous.function or word.function or previous.leads:
            continue
        if previous.cue in _PERSONAL or len(left) == 1:
            named[right] += 1
            if previous.cue == "given":
                before[left] += 1
        elif not previous.cue and not word.cue and word.term is None:
            after[right] += 1
            before[left] += 1
            if previous.given:
                abroad[right] += 1
    return named, after, before, abroad


# --- After the first pass -------------------------------------------------------------------------


def repeat_columns(read: ReadText, scores: Sequence[float]) -> dict[str, Sequence[float]]:
    """Return what the scores of the first pass say of each span.

    How likely it and the other occurrences of its name looked, and how many of the document's
    likely names lie in a country, or first-level unit, that it could lie in too.
    """
    spans, profiles, names = read.spans, read.profiles, read.names
    odds = [
        1 / (1 + math.exp(-score if -30 < score < 30 else -math.copysign(30, score)))
        for score in scores
    ]
    at, counts = names.of_span, names.counts
    at_spot = [0.0] * len(names.of_spot)
    for spot, own in zip(names.spot, odds, strict=True):
        if own > at_spot[spot]:
            at_spot[spot] = own
    best, second, summed = ([0.0] * len(counts) for _ in range(3))
    for name, value in zip(names.of_spot, at_spot, strict=True):
        summed[name] += value
        if value > best[name]:
            best[name], second[name] = value, best[name]
        elif value > second[name]:
            second[name] = value
    best_other, mean_other = [0.0] * len(spans), [0.0] * len(spans)
    for i, (name, spot) in enumerate(zip(at, names.spot, strict=True)):
        if counts[name] > 1:
            own = at_spot[spot]
            best_other[i] = second[name] if own == best[name] else best[name]
            mean_other[i] = (summed[name] - own) / (counts[name] - 1)
    of_names = [profiles[span] for span in names.first]
    votes = [vote if p.count else 0.0 for vote, p in zip(best, of_names, strict=True)]
    wide = [p.wide for p in of_names]
    country = _coherence(votes, [p.countries for p in of_names], wide)
    region = _coherence(votes, [p.regions for p in of_names], wide)
    repeated = [float(counts[name] > 1) for name in at]
    likeliest = [0.0] * len(spans)  # beside each in a list
    for i, beside in read.listed:
        likeliest[i] = max(likeliest[i], odds[beside])
    coherence = [[ratios[name] for name in at] for ratios in (country, region)]
    quarters = [score / 4 for score in scores]
    columns = [quarters, repeated, best_other, mean_other, likeliest, *coherence]
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


def _coherence(
    votes: Sequence[float], spreads: Sequence[Spread], wide: Sequence[bool]
) -> list[float]:
    """Return how much likelier a name of this document lies in its units than any name does.

    The logarithm of a ratio: the others' votes for the units, smoothed by one vote spread as all
    names are, over the units' share of all names. Each likely name votes once, split over its
    units; a name without any, or of a wide place, is asked nothing.
    """
    total: dict[int, float] = {}
    for vote, (units, among, _) in zip(votes, spreads, strict=True):
        if units:
            part = vote / among
            for unit in units:
                total[unit] = total.get(unit, 0.0) + part
    everyone = sum(votes)
    logs = [0.0] * len(votes)
    for i, (units, among, share) in enumerate(spreads):
        if units and not wide[i]:
            vote = votes[i]
            found = sum([total[unit] for unit in units]) - vote / among * len(units)
            expected, others = share + _SMOOTHING, everyone - vote + 1
            ratio = (expected + found if found > 0 else expected) / others / expected
            logs[i] = math.log(ratio) / 4
    return logs
