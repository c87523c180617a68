"""A text as sentences of tokens in which every place is one token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import Literal, NamedTuple

from geo.grammar import words_of
from geo.model import Mention

__all__ = [
    "AUXILIARIES",
    "BE_FORMS",
    "PLACE",
    "PRONOUNS",
    "Passage",
    "Token",
    "covered",
    "is_masked",
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
_NOT_IN_WORD = re.compile(r"[^\w.]|_")
# What is not letters and digits between blanks, but for a mark after it.
_TOKEN = re.compile(
    rf"{PLACE}|\d+(?:,\d{{3}})+(?:\.\d+)?|['’]s\b|[^\W_]+(?:[-’'.&/][^\W_]+)*(?:['’](?=\s|$))?|"
    r"[^\w\s]|_"
)
_AFTER_WORDS = frozenset(",.;:?!)")

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
    following = text[end + 1 : end + 2]
    if not following.isupper():  # as after most stops
        following = text[end : end + 8].lstrip(" \t")[:1]
        if following.islower() or following in {",", ";"}:
            return True
    before = text[max(0, dot - _LONGEST_ABBREVIATION - 1) : dot]
    word = before.rpartition(" ")[2]  # which is mostly it
    if not word.isalnum():
        word = _NOT_IN_WORD.split(word)[-1]
    if len(word) > _LONGEST_ABBREVIATION:
        return False
    if len(word) == 1 and word.isupper():  # an initial
        return True
    return word.lower() in _ABBREVIATIONS and not following.isdigit()


def without_overlaps(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in order of the text; where two overlap, the longer stays."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=attrgetter("start")):
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


def is_masked(character: str) -> bool:
    """Whether a character of a masked text stands for one of a place."""
    return character in (_HEAD, _FILL)


@dataclass(frozen=True)
class Passage:
    """A text with its places: ``mentions`` are sorted and do not overlap.

    ``masked`` is the text with its places masked, ``starts`` where they begin.
    """

    text: str
    mentions: tuple[Mention, ...]
    masked: str
    starts: Sequence[int]

    @classmethod
    def of(cls, text: str, mentions: Iterable[Mention]) -> Passage:
        """Sort the mentions and drop the shorter of two that overlap."""
        kept = without_overlaps(mentions)
        return cls(text, tuple(kept), mask(text, kept), [mention.start for mention in kept])

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
        tokens: list[Token] = []
        at = start
        for piece in self.masked[start:end].split(" "):
            stop = at + len(piece)
            if piece.isalnum():  # as most are: told faster than by the pattern
                tokens.append(_token((at, stop, piece, piece.lower(), "word", None)))
            elif piece[:-1].isalnum() and piece[-1] in _AFTER_WORDS:
                word, mark = piece[:-1], piece[-1]
                tokens.append(_token((at, stop - 1, word, word.lower(), "word", None)))
                tokens.append(_token((stop - 1, stop, mark, mark, "mark", None)))
            elif (place := self.by_start.get(at)) is not None and place.end == stop:
                written = self.text[at:stop]
                tokens.append(_token((at, stop, written, _lower(written), "place", place)))
            elif piece:
                tokens += self._in_piece(piece, at, end)
            at = stop + 1
        return tokens

    def _in_piece(self, piece: str, at: int, end: int) -> Iterator[Token]:
        """Yield the tokens of what stands between two blanks, in a sentence with an end."""
        for found in _TOKEN.finditer(piece):
            written, (a, b) = found[0], found.span()
            place = self.by_start.get(at + a) if written[0] == _HEAD else None
            if place is not None and place.end <= end:
                written = self.text[place.start : place.end]
                yield _token((at + a, at + b, written, _lower(written), "place", place))
            else:
                kind = "word" if written[0].isalnum() else "mark"
                yield _token((at + a, at + b, written, _lower(written), kind, None))

    def places_in(self, start: int, end: int) -> Sequence[Mention]:
        """Mentions wholly within a span of the text."""
        first = bisect_left(self.starts, start)
        last = bisect_left(self.starts, end)
        return [m for m in self.mentions[first:last] if m.end <= end]

    def has_place(self, start: int, end: int) -> bool:
        """Whether a mention begins within a span of the text."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)

    @cached_property
    def known(self) -> frozenset[Mention]:
        """The mentions, to ask whether one is among them."""
        return frozenset(self.mentions)
