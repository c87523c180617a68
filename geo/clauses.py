"""A text as sentences of tokens in which every place is one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
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
_WORD = re.compile(
    rf"{PLACE}|\d+(?:,\d{{3}})+(?:\.\d+)?|['’]s\b|[^\W_]+(?:[-’'.&/][^\W_]+)*(?:['’](?=\s|$))?|"
    rf"[^\w\s]|_"
)


class Token(NamedTuple):
    """A word, a mark or a place; ``text`` is as written, ``lower`` for look-ups."""

    start: int
    end: int
    text: str
    lower: str
    kind: Literal["word", "mark", "place"]
    place: Mention | None = None

    @property
    def capitalised(self) -> bool:
        """Whether the word is written with a capital letter."""
        return self.text[:1].isupper()


_token = partial(tuple.__new__, Token)  # faster than a call


def _read(written: str) -> tuple[str, Literal["word", "mark"]]:
    return written.lower().replace("’", "'"), "word" if written[0].isalnum() else "mark"


_READ = Remembered(_read)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of the sentences of ``text``; blank lines end one, line ends do not."""
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if stop[0].startswith(".") and _is_abbreviation(text, stop.start(), stop.end()):
            continue
        spans.append((start, stop.end()))
        start = stop.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in spans if text[a:b].strip()]


def _is_abbreviation(text: str, dot: int, end: int) -> bool:
    following = text[end : end + 8].lstrip(" \t")[:1]
    if following.islower() or following in {",", ";"}:
        return True
    if text[dot - _LONGEST_ABBREVIATION - 1 : dot].isalpha() and dot > _LONGEST_ABBREVIATION:
        return False
    begin = dot
    while begin > 0 and dot - begin < 12 and (text[begin - 1].isalnum() or text[begin - 1] == "."):
        begin -= 1
    if dot - begin > _LONGEST_ABBREVIATION:
        return False
    word = text[begin:dot]
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
        text, places = self.text, self.by_start
        tokens: list[Token] = []
        for found in _WORD.finditer(self.masked, start, end):
            a, b = found.span()
            written = text[a:b]
            lower, kind = _READ[written]
            mention = places.get(a)
            tokens.append(_token((a, b, written, lower, "place" if mention else kind, mention)))
        return tokens

    def places_in(self, start: int, end: int) -> Sequence[Mention]:
        """Mentions wholly within a span of the text."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        return [m for m in self.mentions[first:last] if m.end <= end]

    @cached_property
    def starts(self) -> list[int]:
        """Where the mentions begin."""
        return [mention.start for mention in self.mentions]

    @cached_property
    def known(self) -> frozenset[Mention]:
        """The mentions, to ask whether one is among them."""
        return frozenset(self.mentions)
