"""A text as sentences of tokens in which every place is one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import accumulate
from typing import Literal, NamedTuple

from geo.grammar import words_of
from geo.model import Mention
from geo.scan import Remembered

__all__ = [
    "AUXILIARIES",
    "BE_FORMS",
    "PLACE",
    "PRONOUNS",
    "Passage",
    "Token",
    "covered",
    "mask",
    "sentence_spans",
    "without_overlaps",
]

# Private-use characters stand for a place in the masked text: one that begins it, then a filler.
_HEAD, _FILL = "\ue000", "\ue001"
PLACE = f"{_HEAD}{_FILL}*(?!{_FILL})"  # all of it: half a word is no place

PRONOUNS = words_of("pronoun")
AUXILIARIES = words_of("auxiliary")
BE_FORMS = words_of("passive auxiliary")

_ABBREVIATIONS = words_of("abbreviation")
_LONGEST_ABBREVIATION = max(map(len, _ABBREVIATIONS))
# Written so that it begins with a set of characters: those are looked for several times as fast.
_STOP = re.compile(r"[.!?…\n](?:(?<!\n)[.!?…]*[\"'”’)\]]*(?=\s|$)|(?<=\n)[ \t]*\n)")
_LAST_WORD = re.compile(r"(?:[^\W_]|\.)*\Z")
_TOKEN = re.compile(
    r"(?!\s)([A-Za-z]+(?=[ ,])|"  # most gaps, and most words, are told at once
    rf"{PLACE}|\d+(?:,\d{{3}})+(?:\.\d+)?|['’]s\b|[^\W_]+(?:[-’'.&/][^\W_]+)*(?:['’](?=\s|$))?|"
    r"[^\w\s]|_)"
)

Kind = Literal["word", "mark", "place"]


class Token(NamedTuple):
    """A word, a mark or a place; ``text`` is as written, ``lower`` for look-ups."""

    start: int
    end: int
    text: str
    lower: str
    kind: Kind
    place: Mention | None = None

    @property
    def capitalised(self) -> bool:
        """Whether the word is written with a capital letter."""
        return self.text[:1].isupper()


_token = partial(tuple.__new__, Token)  # faster than a call


def _lower(written: str) -> str:
    return written.lower().replace("’", "'")


_KINDS = Remembered[str, Kind](lambda first: "word" if first.isalnum() else "mark")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of ``text``; blank lines end one, line ends do not."""
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        at, end = stop.span()
        mark = text[at]
        if mark == "." and _is_abbreviation(text, at, end):
            continue
        if mark != "\n" or text[start:at].strip():
            spans.append((start, end))
        start = end
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _is_abbreviation(text: str, dot: int, end: int) -> bool:
    following = text[end : end + 8].lstrip(" \t")[:1]
    if following.islower() or following in {",", ";"}:
        return True
    before = text[max(0, dot - _LONGEST_ABBREVIATION - 1) : dot]
    word = before.rpartition(" ")[2]  # which is mostly it
    if not word.isalnum():
        word = _LAST_WORD.search(before)[0]  # type: ignore[index]
    if len(word) > _LONGEST_ABBREVIATION:
        return False
    if len(word) == 1 and word.isupper():  # an initial
        return True
    return word.lower() in _ABBREVIATIONS and not following.isdigit()


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in order of the text; where two overlap, the longer stays."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and mention.start < kept[-1].end:
            if mention.end - mention.start > kept[-1].end - kept[-1].start:
                kept[-1] = mention
        else:
            kept.append(mention)
    return kept


def covered(length: int, mentions: Iterable[Mention]) -> bytearray:
    """One byte a character of a text: 1 within a mention."""
    cover = bytearray(length)
    for mention in mentions:
        cover[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return cover


def mask(text: str, mentions: Iterable[Mention]) -> str:
    """``text`` with each mention replaced by as many place characters, so that offsets hold."""
    parts: list[str] = []
    done = 0
    for mention in mentions:
        parts.append(text[done : mention.start])
        parts.append(_HEAD + _FILL * (mention.end - mention.start - 1))
        done = mention.end
    parts.append(text[done:])
    return "".join(parts)


@dataclass(frozen=True)
class Passage:
    """A text with its places: ``mentions`` are sorted and do not overlap."""

    text: str
    mentions: tuple[Mention, ...]

    @classmethod
    def of(cls, text: str, mentions: Iterable[Mention]) -> Passage:
        """Sort the mentions and drop the shorter of two that overlap."""
        return cls(text, tuple(without_overlaps(mentions)))

    @cached_property
    def masked(self) -> str:
        """The text with its places masked."""
        return mask(self.text, self.mentions)

    @cached_property
    def by_start(self) -> dict[int, Mention]:
        """Mentions by their first character."""
        return {mention.start: mention for mention in self.mentions}

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The sentences: stops are sought in the masked text, as none inside a name ends one."""
        return sentence_spans(self.masked)

    @cached_property
    def _read(self) -> dict[int, list[Token]]:
        return {}

    def sentence(self, number: int) -> list[Token]:
        """The tokens of a sentence; none for one before the first."""
        if number < 0:
            return []
        if number not in self._read:
            self._read[number] = self._tokens(*self.spans[number])
        return self._read[number]

    def _tokens(self, start: int, end: int) -> list[Token]:
        parts = _TOKEN.split(self.masked[start:end])  # gaps and tokens in turn
        bounds = list(accumulate(map(len, parts), initial=start))
        starts, written = bounds[1:-1:2], parts[1::2]
        lower = _lower("\n".join(written)).split("\n")
        kinds = [_KINDS[token[0]] for token in written]
        places: list[Mention | None] = [None] * len(starts)
        for mention in self.places_in(start, end):
            n = bisect_left(starts, mention.start)
            written[n] = self.text[mention.start : mention.end]
            lower[n], kinds[n], places[n] = _lower(written[n]), "place", mention
        columns = zip(starts, bounds[2::2], written, lower, kinds, places)  # noqa: B905
        return list(map(_token, columns))

    def places_in(self, start: int, end: int) -> Sequence[Mention]:
        """Mentions wholly within a span of the text."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        return [m for m in self.mentions[first:last] if m.end <= end]

    def has_place(self, start: int, end: int) -> bool:
        """Whether a mention begins within a span of the text."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)

    @cached_property
    def starts(self) -> list[int]:
        """Where the mentions begin."""
        return [mention.start for mention in self.mentions]

    @cached_property
    def known(self) -> frozenset[Mention]:
        """The mentions, to ask whether one is among them."""
        return frozenset(self.mentions)
