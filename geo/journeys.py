"""Movements told in several words or two sentences: which are one journey, or go on from one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from geo.clause import Clause
from geo.clauses import BE_FORMS
from geo.grammar import words_of
from geo.model import Mention, Movement

__all__ = [
    "Found",
    "in_one_sentence",
    "is_coordinate",
    "leaves_again",
    "over_sentences",
    "takes_up",
]

_SAME_PEOPLE = words_of("same people")
_ITS_VERB = 12  # tokens between a noun of motion and the verb it is the subject of
_NEW_CLAUSE = words_of("new subject")
_SUBJECT = 5  # tokens before a motion word in which "who" is its subject
_THEN = words_of("then")
_BEFORE_VERB = _THEN | BE_FORMS
_SHARE = words_of("share of people")
_ALONE = 4  # words before a verb that are no more than a subject and its auxiliaries
_OF_THEM = 8  # words from the first on within which "100,000 of them" stands
_DRIVEN = frozenset({"evacuation", "flight/displacement", "deportation"})


@dataclass(frozen=True, slots=True)
class Found:
    """A movement with what is needed to join it to the next sentence."""

    movement: Movement
    sentence: int
    anaphoric: bool
    clause: Clause


def in_one_sentence(found: Sequence[Found]) -> list[Found]:
    """“Left A bound for B”, "boarded boats in A and sailed to B": one movement in two words."""
    joined: list[Found] = []
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
        elif first is not None and _goes_on(one):
            reached = first.movement.destinations
            joined.append(replace(one, movement=replace(one.movement, origins=reached)))
        else:
            joined.append(one)
    return joined


def leaves_again(clause: Clause, found: Sequence[Found]) -> bool:
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


def is_coordinate(clause: Clause) -> bool:
    """“They will fly to A and drive to B”: a bare form shares what was said of the verb before."""
    return (
        clause.frame.pos == "verb"
        and clause.word(clause.first) == clause.frame.lemma
        and clause.word(clause.first - 1) == "and"
    )


def _is_its_verb(first: Found, one: Found) -> bool:
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


def _goes_on(one: Found) -> bool:
    movement = one.movement
    return not (movement.origins or movement.destinations or movement.via)


def _is_further(first: Found, one: Found) -> bool:
    """“Left A and walked to B”, "taken to A and later flown to B": the second goes on."""
    verb, before = one.clause, one.clause.first - 1
    while verb.word(before) in _BEFORE_VERB or verb.is_adverb(before):
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


def _as_one_journey(first: Found, one: Found) -> list[Found]:
    movement, further = first.movement, one.movement
    if movement.destinations:
        further = replace(further, origins=movement.destinations)
    elif is_coordinate(one.clause):  # "told to leave A and cross to B"
        movement = replace(movement, destinations=further.destinations)
    else:
        further = replace(further, origins=movement.origins)
    return [replace(first, movement=movement), replace(one, movement=further)]


def over_sentences(found: Sequence[Found]) -> list[Found]:
    """One event told in two sentences: the second takes the origin of the first."""
    joined: list[Found] = []
    for one in found:
        movement = one.movement
        if (
            one.anaphoric
            and movement.destinations
            and not movement.origins
            and "comes back" not in one.clause.frame.traits
            and (left := _left_by(joined, one)) is not None
        ):
            kind = "evacuation" if left.movement.kind == "evacuation" else movement.kind
            one = replace(one, movement=replace(movement, origins=left.movement.origins, kind=kind))
        joined.append(one)
    return joined


def _left_by(before: Sequence[Found], one: Found) -> Found | None:
    """The movement of the sentence before by which the people of another left, if there is one."""
    near = takewhile(lambda first: first.sentence >= one.sentence - 1, reversed(before))
    return next((first for first in near if _is_left_by(first, one)), None)


def _is_left_by(first: Found, one: Found) -> bool:
    """Whether the people of one movement left, in the sentence before, from where another did."""
    movement = first.movement
    return (
        one.sentence - first.sentence == 1
        and bool(movement.origins)
        and not movement.destinations
        and (movement.kind in _DRIVEN or _is_theirs(one.clause))
    )


def takes_up(clause: Clause) -> bool:
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
