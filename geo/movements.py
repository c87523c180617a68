"""Who moves from where to where: the movements that a text describes.

Verbs and nouns of motion are rows of ``motion.csv``. Each occurrence that is not refused (money,
messages, weather, roads …) opens a clause; the places of the clause get roles from the words that
govern them (:mod:`geo.roles`), and the words before it say whether it happened.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from geo.anaphors import add_anaphor, may_point_back
from geo.clause import Clause
from geo.clauses import BE_FORMS, Passage, Token, covered
from geo.facilities import find_facilities
from geo.frames import Frame, forms_by_first_word
from geo.grammar import words_of
from geo.kinds import Tenor, kind_of
from geo.modality import speaker_of, status_of
from geo.model import Area, Mention, Movement
from geo.movers import add_left_roles
from geo.people import people_of
from geo.refusals import is_refused, mover_classes
from geo.roles import RolePlaces, right_roles
from geo.scan import Lexicon, lowered, tokens_of
from geo.triggers import clause_end, clause_start, find_triggers
from geo.unlisted import find_unlisted, is_place_like

__all__ = ["find_movements"]

_SAME_PEOPLE = words_of("same people")
_LONGEST = 40  # characters of the longest motion word
_ITS_VERB = 12  # tokens between a noun of motion and the verb it is the subject of
_NEW_CLAUSE = words_of("new subject")
_SUBJECT = 5  # tokens before a motion word in which "who" is its subject
_NEAR = 60  # tokens about a motion word in which a speaker is sought
_THEN = words_of("then")
_SHARE = words_of("share of people")
_ALONE = 4  # words before a verb that are no more than a subject and its auxiliaries
_OF_THEM = 8  # words from the first on within which "100,000 of them" stands
_DRIVEN = frozenset({"evacuation", "flight/displacement", "deportation"})
_LOCATING = frozenset({"direction", "direction+distance", "distance", "part"})
_STORMS = ("Hurricane", "Typhoon", "Cyclone", "Storm")
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
    def of(cls, text: str, areas: Sequence[Area], unlisted: Sequence[Mention]) -> _Context:
        located = [a for a in areas if a.relation in _LOCATING]
        return cls(
            {m.start: a.start for a in located for m in a.anchors if a.start < m.start},
            frozenset(a.anchors[0].start for a in located if a.relation.startswith("direction")),
            _storms(text),
            Tenor.of(text),
            frozenset(unlisted),
        )


def _storms(text: str) -> frozenset[str]:
    """Names of the storms that a text names, in lower case."""
    if not any(kind in text for kind in _STORMS):
        return frozenset()
    return frozenset(name.lower() for name in _STORM.findall(text))


@dataclass(frozen=True, slots=True)
class _Found:
    """A movement with what is needed to join it to the next sentence."""

    movement: Movement
    sentence: int
    anaphoric: bool
    clause: Clause


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
    within = covered(len(text), mentions)
    facilities = [m for m in find_facilities(text) if not all(within[m.start : m.end])]
    anchors = [m for area in areas for m in area.anchors if not any(within[m.start : m.end])]
    known = [*mentions, *facilities, *anchors]
    unlisted = find_unlisted(text, known)
    passage = Passage.of(text, [*known, *unlisted])
    context = _Context.of(text, areas, unlisted)
    found: list[_Found] = []
    for number in _moving(text, passage.spans):
        start, end = passage.spans[number]
        if passage.places_in(start, end) or may_point_back(lowered(text)[start:end]):
            found += _in_sentence(passage, number, context)
    return [f.movement for f in _with_carried_origins(found)]


def _forms(word: str) -> Sequence[Sequence[str]]:
    return forms_by_first_word().get(word.lower(), ())


_FORMS = Lexicon(_forms)


def _moving(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """Numbers of the sentences that hold a motion word: a quick look."""
    lower, tokens, ends = lowered(text), tokens_of(text), [end for _, end in spans]
    found: set[int] = set()
    for i, forms in _FORMS.found(tokens):
        start = tokens.starts[i]
        # The shortest form is the last.
        longer = () if len(forms[-1]) == 1 else forms
        following = lower[start : start + _LONGEST].split() if longer else []
        if not longer or any(following[: len(form)] == list(form) for form in longer):
            found.add(bisect_right(ends, start))
    return sorted(number for number in found if number < len(spans))


def _in_sentence(passage: Passage, number: int, context: _Context) -> list[_Found]:
    tokens = passage.sentence(number)
    triggers = find_triggers(tokens, passage.masked)
    found: list[_Found] = []
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
        if is_refused(clause):
            continue
        roles = right_roles(clause)
        add_left_roles(clause, roles, passage, number)
        add_anaphor(clause, roles, passage, number)
        if "to people too" in clause.frame.traits and "dweller" not in mover_classes(clause):
            for mention in [*roles.origins, *roles.destinations]:
                doubtful = mention in context.unlisted and not is_place_like(mention.text)
                if doubtful and not _is_surely_place(tokens, mention):
                    roles.discard(mention)
        if roles or _leaves_again(clause, found):
            movement = _movement(clause, roles, context, passage.sentence(number - 1))
            if found and _is_coordinate(clause):
                movement = replace(movement, status=found[-1].movement.status)
            if n and _is_alternative(clause, triggers[n - 1]):
                begun = tokens[triggers[n - 1][0]].start
                movement = replace(movement, trigger=(begun, movement.trigger[1]))
            found.append(_Found(movement, number, _anaphoric(clause), clause))
    return _with_courses(found)


def _is_surely_place(tokens: Sequence[Token], mention: Mention) -> bool:
    """“From X to Y”, "to a clinic in Y": a name after a place is one too."""
    at = next((n for n, token in enumerate(tokens) if token.place == mention), 0)
    return (at > 0 and tokens[at - 1].lower in {"in", "at", "near", "outside"}) or (
        at > 2
        and tokens[at - 1].lower == "to"
        and tokens[at - 2].kind == "place"
        and tokens[at - 3].lower == "from"
    )


def _is_coordinate(clause: Clause) -> bool:
    """“They will fly to A and drive to B”: a bare form shares what was said of the verb before."""
    return (
        clause.frame.pos == "verb"
        and clause.word(clause.first) == clause.frame.lemma
        and clause.word(clause.first - 1) == "and"
    )


def _is_alternative(clause: Clause, before: tuple[int, int, Frame]) -> bool:
    """“They drove or walked to A”: one movement, by either."""
    return (
        clause.frame.pos == before[2].pos == "verb"
        and before[1] + 2 == clause.first
        and clause.word(clause.first - 1) == "or"
    )


def _leaves_again(clause: Clause, found: Sequence[_Found]) -> bool:
    """“Those who had gone to A had to leave again”: from where the same people had come to."""
    if not found or clause.frame.roles.get("bare") != "origin" or clause.frame.pos != "verb":
        return False
    first, after = found[-1], clause.tokens[clause.last + 1 : clause.last + 2]
    if any(t.capitalised for t in after):
        return False  # it left something with a name
    before = clause.tokens[max(first.clause.first - _SUBJECT, 0) : first.clause.first]
    between = clause.tokens[first.clause.last + 1 : clause.first]
    return (
        bool(first.movement.destinations)
        and any(t.lower == "who" for t in before)
        and not any(t.lower in {"but", "while", "he", "she", "they"} for t in between)
    )


def _is_its_verb(first: _Found, one: _Found) -> bool:
    """“The shipment to A left B”: one movement, a noun and its verb."""
    noun, verb = first.clause, one.clause
    between = noun.tokens[noun.last + 1 : verb.first]
    both = _differ(first.movement.origins, one.movement.origins) or _differ(
        first.movement.destinations, one.movement.destinations
    )
    return (
        noun.frame.pos == "noun"
        and verb.frame.pos == "verb"
        and not both
        and first.sentence == one.sentence
        and len(between) <= _ITS_VERB
        and all(t.kind != "mark" and t.lower not in _NEW_CLAUSE for t in between)
    )


def _differ(mine: Sequence[Mention], its: Sequence[Mention]) -> bool:
    return bool(mine) and bool(its) and set(mine) != set(its)


def _goes_on(first: _Found, one: _Found) -> bool:
    movement = one.movement
    return not (movement.origins or movement.destinations or movement.via)


def _is_further(first: _Found, one: _Found) -> bool:
    """“Left A and walked to B”, "taken to A and later flown to B": the second goes on."""
    verb, before = one.clause, one.clause.first - 1
    while verb.word(before) in _THEN | BE_FORMS or verb.word(before).endswith("ly"):
        before -= 1
    then = any(verb.word(n) in _THEN for n in range(before, verb.first))
    between = [verb.word(n) for n in range(first.clause.last + 1, before)]
    starts = bool(first.movement.origins) and not first.movement.destinations
    leaves = starts and first.clause.frame.roles.get("bare") == "origin"
    reaches = len(first.movement.destinations) == 1 and (then or verb.frame.lemma == "transfer")
    return (
        first.sentence == one.sentence
        and first.clause.frame.pos == verb.frame.pos == "verb"
        and verb.word(before) == "and"
        and not BE_FORMS & set(between)
        and bool(one.movement.destinations)
        and not one.movement.origins
        and (leaves or reaches)
    )


def _as_one_journey(first: _Found, one: _Found) -> list[_Found]:
    movement, further = first.movement, one.movement
    if movement.destinations:
        further = replace(further, origins=movement.destinations)
    elif _is_coordinate(one.clause):  # "told to leave A and cross to B"
        movement = replace(movement, destinations=further.destinations)
    else:
        further = replace(further, origins=movement.origins)
    return [replace(first, movement=movement), replace(one, movement=further)]


def _with_courses(found: Sequence[_Found]) -> list[_Found]:
    """“Left A bound for B”, "boarded boats in A and sailed to B": one movement in two words."""
    joined: list[_Found] = []
    for one in found:
        first = joined[-1] if joined else None
        if (
            first is not None
            and "course" in one.clause.frame.traits
            and first.clause.high == one.clause.first
            and not first.movement.destinations
            and not one.movement.origins
        ):
            whole = replace(
                first.movement,
                destinations=one.movement.destinations,
                via=first.movement.via + one.movement.via,
            )
            joined[-1] = replace(first, movement=whole)
        elif (
            first is not None
            and first.clause.frame.needs
            and not first.movement.destinations
            and not one.movement.origins
            and one.clause.tokens[one.clause.first - 1].lower == "and"
        ):
            boarded = first.movement.origins
            joined[-1] = replace(one, movement=replace(one.movement, origins=boarded))
        elif first is not None and _is_its_verb(first, one):
            whole = replace(
                first.movement,
                origins=first.movement.origins or one.movement.origins,
                destinations=first.movement.destinations or one.movement.destinations,
                via=first.movement.via + one.movement.via,
                status=one.movement.status,
            )
            joined[-1] = replace(first, movement=whole)
        elif first is not None and _is_further(first, one):
            joined += _as_one_journey(joined.pop(), one)
        elif first is not None and _goes_on(first, one):
            reached = first.movement.destinations
            joined.append(replace(one, movement=replace(one.movement, origins=reached)))
        else:
            joined.append(one)
    return joined


def _movement(
    clause: Clause, roles: RolePlaces, context: _Context, before: Sequence[Token]
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


def _anaphoric(clause: Clause) -> bool:
    """The subject takes up people of the sentence before: "those residents", "they"."""
    words = [t.lower for t in clause.tokens[clause.low : clause.first]]
    return bool(words) and (
        any(w in {"those", "these", "they"} for w in words[-8:])
        or (words[0] in {"the", "all"} and bool(set(words[1:3]) & _SAME_PEOPLE))
        or (words[0] in _SHARE and words[1:2] == ["of"] and bool(set(words[2:4]) & _SAME_PEOPLE))
        or (words[0] in _SHARE and len(words) <= _ALONE)
        or ("of", "them") in pairwise(words[:_OF_THEM])
    )


def _is_theirs(clause: Clause) -> bool:
    """“They walked to X”: whoever moved in the sentence before."""
    return clause.word(clause.low) == "they" and clause.first - clause.low <= _ALONE


def _with_carried_origins(found: Sequence[_Found]) -> list[_Found]:
    """One event told in two sentences: the second takes the origin of the first."""
    joined: list[_Found] = []
    for one in found:
        movement = one.movement
        if (
            one.anaphoric
            and movement.destinations
            and not movement.origins
            and "comes back" not in one.clause.frame.traits
            and (left := next((f for f in reversed(joined) if _is_left_by(f, one)), None))
        ):
            kind = "evacuation" if left.movement.kind == "evacuation" else movement.kind
            one = replace(one, movement=replace(movement, origins=left.movement.origins, kind=kind))
        joined.append(one)
    return joined


def _is_left_by(first: _Found, one: _Found) -> bool:
    """Whether the people of one movement left, in the sentence before, from where another did."""
    movement = first.movement
    return (
        one.sentence - first.sentence == 1
        and bool(movement.origins)
        and not movement.destinations
        and (movement.kind in _DRIVEN or _is_theirs(one.clause))
    )
