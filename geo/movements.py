"""Who moves from where to where: the movements that a text describes.

Verbs and nouns of motion are rows of ``motion.csv``. Each occurrence that is not refused (money,
messages, weather, roads …) opens a clause; the places of the clause get roles from the words that
govern them (:mod:`geo.roles`), and the words before it say whether it happened.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import NamedTuple

from geo.anaphors import add_anaphor, may_point_back
from geo.clause import Clause
from geo.clauses import Passage, Token, covered, is_masked
from geo.facilities import find_facilities
from geo.frames import Frame, forms_by_first_word
from geo.journeys import (
    Found,
    in_one_sentence,
    is_coordinate,
    leaves_again,
    over_sentences,
    takes_up,
)
from geo.kinds import Tenor, kind_of
from geo.modality import speaker_of, status_of
from geo.model import Area, Mention, Movement
from geo.movers import add_left_roles
from geo.people import people_of
from geo.refusals import is_refused, mover_classes
from geo.roles import RolePlaces, right_roles
from geo.scan import Lexicon, tokens_of
from geo.triggers import clause_end, clause_start, find_triggers, words_after
from geo.unlisted import find_unlisted, is_place_like

__all__ = ["find_movements"]

_LONGEST = 40  # characters of the longest motion word
_NEEDED = 100  # words, more than are in the tokens within which a needed one must come
_NEAR = 60  # tokens about a motion word in which a speaker is sought
_LOCATING = frozenset({"direction", "direction+distance", "distance", "part"})
_STORMS = frozenset({"Hurricane", "Typhoon", "Cyclone", "Storm"})
_STORM = re.compile(rf"\b(?:{'|'.join(_STORMS)}) ([A-Z]\w+)")


@dataclass(frozen=True, slots=True)
class _Context:
    """What the whole text says for each of its clauses."""

    edges: Mapping[int, int]
    headings: frozenset[int]
    storms: frozenset[str]
    tenor: Tenor
    unlisted: frozenset[Mention]

    @classmethod
    def of(
        cls, text: str, areas: Sequence[Area], unlisted: Sequence[Mention], *, stormy: bool
    ) -> _Context:
        located = [a for a in areas if a.relation in _LOCATING]
        return cls(
            {m.start: a.start for a in located for m in a.anchors if a.start < m.start},
            frozenset(a.anchors[0].start for a in located if a.relation.startswith("direction")),
            _storms(text) if stormy else frozenset(),
            Tenor(text),
            frozenset(unlisted),
        )


def _storms(text: str) -> frozenset[str]:
    """Names of the storms that a text names, in lower case."""
    return frozenset(name.lower() for name in _STORM.findall(text))


def find_movements(
    text: str, mentions: Sequence[Mention], areas: Sequence[Area] = ()
) -> list[Movement]:
    """Find the movements of ``text`` that have a named origin, destination or via.

    Parameters
    ----------
    text
        The article, unaltered.
    mentions
        Its toponyms and demonyms; a spot or road that a clause of motion names is a mention of
        kind ``"facility"`` besides.
    areas
        What :func:`geo.areas.find_areas` gave for the same text: "south of X" may be an end.

    Returns
    -------
    list of Movement
        In order of their triggers.
    """
    openings = _Openings.of(text)
    if not openings.words:
        return []
    within = covered(len(text), mentions)
    facilities = [m for m in find_facilities(text) if not all(within[m.start : m.end])]
    anchors = [m for area in areas for m in area.anchors if not any(within[m.start : m.end])]
    known = [*mentions, *facilities, *anchors]
    unlisted = find_unlisted(text, known)
    passage = Passage.of(text, [*known, *unlisted])
    moving = _moving(passage, openings)
    if not moving:
        return []
    context = _Context.of(text, areas, unlisted, stormy=openings.stormy)
    found: list[Found] = []
    for number, starts in moving.items():
        found += _in_sentence(passage, number, starts, context)
    return [f.movement for f in over_sentences(found)]


class _Word(NamedTuple):
    """What a word is to movements."""

    forms: Sequence[Sequence[str]] = ()  # of motion words, which it begins
    next: frozenset[str] = frozenset()  # words of which one must follow at once, if any must
    needs: frozenset[str] = frozenset()  # words of which one must come after it, if any must
    points: bool = False  # back to a place
    storms: bool = False  # before the name of a storm

    def __bool__(self) -> bool:
        return bool(self.forms or self.points or self.storms)


_NO_MOTION = _Word()  # one for nearly all words, which are many


@cache
def _first_words() -> Mapping[str, _Word]:
    """The words that motion words begin with."""
    found = {
        word: _Word(forms, *words_after(forms)) for word, forms in forms_by_first_word().items()
    }
    for first, _, second in [word.partition("-") for word in found if "-" in word]:
        forms, following, *_ = found.get(first, _NO_MOTION)
        if following or not forms:  # two words to those who split texts into words
            found[first] = _Word((*forms, (f"{first}-{second}",)), following | {second})
    return found


_MARKS = re.compile(r"\W+\Z")


def _plain(word: str) -> str:
    """Return a word in lower case, without what clings to its end, as a blank of no width may."""
    return word.lower() if word.isascii() else _MARKS.sub("", word.lower())


def _read(word: str) -> _Word:
    plain = _plain(word)
    first = _first_words().get(plain, _NO_MOTION)
    points, storms = may_point_back(plain), word in _STORMS
    return first._replace(points=points, storms=storms) if points or storms else first


_WORDS = Lexicon(_read)


class _Openings(NamedTuple):
    """Where in a text motion words may begin: a quick look."""

    words: Sequence[tuple[int, int, _Word]]  # where each starts, its number, what it is
    pointing: Sequence[int]  # where words start that point back to a place
    stormy: bool  # whether a word may name a storm

    @classmethod
    def of(cls, text: str) -> _Openings:
        """Look at each word and the next."""
        tokens = tokens_of(text)
        words, starts, last = tokens.words, tokens.starts, len(tokens.words) - 1
        opening: list[tuple[int, int, _Word]] = []
        pointing: list[int] = []
        stormy = False
        for i, word in _WORDS.found(tokens):
            stormy |= word.storms
            if word.points:
                pointing.append(starts[i])
            if word.forms and (not word.next or (i < last and _plain(words[i + 1]) in word.next)):
                opening.append((starts[i], i, word))
        return cls(opening, pointing, stormy)


def _moving(passage: Passage, openings: _Openings) -> dict[int, list[int]]:
    """Where motion words may begin in sentences that hold one and a place: a quick look.

    By the numbers of the sentences.
    """
    words, pointing, _ = openings
    moving: dict[int, list[int]] = {}
    at = 0
    for number, (first, end) in enumerate(passage.spans):
        begun = at
        while at < len(words) and words[at][0] < end:
            at += 1
        if (
            begun < at
            and (
                passage.has_place(first, end)
                or bisect_left(pointing, first) < bisect_left(pointing, end)
            )
            and any(_moves(passage, end, *word) for word in words[begun:at])
        ):
            moving[number] = [start for start, _, _ in words[begun:at]]
    return moving


def _moves(passage: Passage, end: int, start: int, i: int, word: _Word) -> bool:
    """Whether a motion word may begin with a word in a sentence with an end."""
    if is_masked(passage.masked[start]):
        return False
    if word.needs:
        tokens = tokens_of(passage.text)
        last = min(bisect_left(tokens.starts, end, i), i + _NEEDED)
        after = tokens.words[i + 1 : last]
        if word.needs.isdisjoint(map(_plain, after)):
            return False
    if len(word.forms[-1]) == 1:  # the shortest of them
        return True
    here = passage.text[start : start + _LONGEST].lower().split()
    return any(here[: len(form)] == list(form) for form in word.forms)


def _in_sentence(
    passage: Passage, number: int, starts: Sequence[int], context: _Context
) -> list[Found]:
    tokens = passage.sentence(number)
    triggers = find_triggers(tokens, starts, passage.masked)
    found: list[Found] = []
    for n, (first, last, frame) in enumerate(triggers):
        next_first = triggers[n + 1][0] if n + 1 < len(triggers) else len(tokens)
        previous_last = triggers[n - 1][1] if n else -1
        clause = Clause(
            tokens,
            frame,
            first,
            last,
            clause_start(tokens, first, previous_last),
            clause_end(tokens, last, next_first),
            context.edges,
            context.headings,
            context.storms,
        )
        roles = right_roles(clause)
        add_left_roles(clause, roles, passage, number)
        add_anaphor(clause, roles, passage, number)
        if "to people too" in clause.frame.traits and "dweller" not in mover_classes(clause):
            for mention in [*roles.origins, *roles.destinations]:
                doubtful = mention in context.unlisted and not is_place_like(mention.text)
                if doubtful and not _is_surely_place(tokens, mention):
                    roles.discard(mention)
        # Few words of motion have a place, so whether one is refused is asked last.
        if (roles or leaves_again(clause, found)) and not is_refused(clause):
            movement = _movement(clause, roles, context, partial(passage.sentence, number - 1))
            if found and is_coordinate(clause):
                movement = replace(movement, status=found[-1].movement.status)
            if n and _is_alternative(clause, triggers[n - 1]):
                begun = tokens[triggers[n - 1][0]].start
                movement = replace(movement, trigger=(begun, movement.trigger[1]))
            found.append(Found(movement, number, takes_up(clause), clause))
    return in_one_sentence(found)


def _is_surely_place(tokens: Sequence[Token], mention: Mention) -> bool:
    """“From X to Y”, "to a clinic in Y": a name after a place is one too."""
    at = next((n for n, token in enumerate(tokens) if token.place == mention), 0)
    return (at > 0 and tokens[at - 1].lower in {"in", "at", "near", "outside"}) or (
        at > 2
        and tokens[at - 1].lower == "to"
        and tokens[at - 2].kind == "place"
        and tokens[at - 3].lower == "from"
    )


def _is_alternative(clause: Clause, before: tuple[int, int, Frame]) -> bool:
    """“They drove or walked to A”: one movement, by either."""
    return (
        clause.frame.pos == before[2].pos == "verb"
        and before[1] + 2 == clause.first
        and clause.word(clause.first - 1) == "or"
    )


def _movement(
    clause: Clause, roles: RolePlaces, context: _Context, before: Callable[[], Sequence[Token]]
) -> Movement:
    noun = clause.frame.pos == "noun"
    status = status_of(clause.tokens, clause.low, clause.first, noun=noun)
    if status == "happened" and "is an order" in clause.frame.traits:
        status = "ordered/asked"
    return Movement(
        kind_of(clause, context.tenor, status, before),
        status,
        (clause.tokens[clause.first].start, clause.tokens[clause.last].end),
        tuple(roles.origins),
        tuple(roles.destinations),
        tuple(roles.via),
        people_of(clause),
        speaker_of(clause.tokens[max(0, clause.first - _NEAR) : clause.last + _NEAR]),
    )
