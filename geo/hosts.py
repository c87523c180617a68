"""Places that take people in: "X has taken in refugees", "Y opened halls for those who fled"."""

from __future__ import annotations

from geo.clause import Clause
from geo.clauses import AUXILIARIES
from geo.frames import noun_classes
from geo.grammar import words_of
from geo.lists import before_aside, list_before
from geo.model import Mention

__all__ = ["acting_places", "hosts_of"]

_TAKING_IN, _TAKING = words_of("taking in"), words_of("taking")
_COUNTING = words_of("counting")
_PREPARING = words_of("preparing")
_REPORTING = words_of("reporting")
_BEFORE_VERB = AUXILIARIES | _REPORTING
_COUNTS = words_of("large number")
_REACH = 14  # tokens between the verb of taking in and "who"


def hosts_of(clause: Clause) -> list[Mention]:
    """“X opened shelters for people who fled Y”, "X hosts many who left Y": where they went."""
    who = clause.first - 1
    while who > 0 and clause.word(who) in AUXILIARIES:
        who -= 1
    people = clause.word(who - 1)
    if clause.word(who) != "who":
        return []
    if "dweller" not in noun_classes().get(people, ()) and people not in _COUNTS:
        return []
    for at in range(who - 2, max(who - _REACH, 0), -1):
        if clause.tokens[at].kind == "place":
            return []
        havens = at + 1 < who and any(
            {"place", "haven"} & noun_classes().get(clause.word(n), frozenset())
            for n in range(at + 1, who - 2)
        )
        prepares = clause.word(at) in _PREPARING and havens and clause.word(who - 2) == "for"
        takes = clause.word(at) in _TAKING and clause.word(at + 1) == "in"
        counts = clause.word(at) in _COUNTING and clause.frame.lemma != "leave"
        takes_in = prepares or takes or counts or clause.word(at) in _TAKING_IN
        if takes_in and (hosts := acting_places(clause, at - 1)):
            return hosts
    return []


def acting_places(clause: Clause, at: int) -> list[Mention]:
    """The places that do what the verb after token ``at`` says: "A and B said they had …"."""
    while at >= 0 and (
        clause.word(at) in _BEFORE_VERB
        or clause.is_adverb(at)
        or (clause.word(at) == "that" and clause.word(at - 1) in _REPORTING)
        or "place" in noun_classes().get(clause.word(at), ())
    ):
        at -= 1
    return list_before(clause, before_aside(clause, at))[1]
