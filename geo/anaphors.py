"""Places only pointed back to: "from that territory", "left the town"."""

from __future__ import annotations

from collections.abc import Sequence

from geo.clause import Clause
from geo.clauses import Passage, Token
from geo.grammar import words_of
from geo.model import Mention
from geo.roles import RolePlaces

__all__ = ["ANAPHORS", "DEFINITE", "add_anaphor", "antecedent", "may_point_back"]

ANAPHORS = words_of("anaphor")
DEFINITE = words_of("definite anaphor")
_OWN = words_of("own ground")
_SETTLED = words_of("town noun")
_POINTING = ({"that", "the", "this", "its"}, {"that", "this", "its"})  # after verb and noun


def may_point_back(word: str) -> bool:
    """Whether a word in lower case may be all that speaks of a place: a quick look."""
    if word.isascii():
        return word in ANAPHORS or word == "there"
    return any(noun in word for noun in (*ANAPHORS, "there"))  # marks may cling to one


def add_anaphor(clause: Clause, roles: RolePlaces, passage: Passage, number: int) -> None:
    """“From that territory”, "left the town": the place spoken of just before."""
    tokens, pointers = clause.tokens, _POINTING[clause.frame.pos == "noun"]
    for at in range(clause.last + 1, min(clause.last + 8, clause.high)):
        if tokens[at].kind == "place":
            return
        pointing = tokens[at - 1].lower
        if tokens[at].lower not in ANAPHORS or pointing not in pointers:
            continue
        if pointing == "its" and tokens[at].lower not in _OWN:
            continue
        by_name = pointing == "the" and tokens[at].lower not in DEFINITE
        preposition = tokens[at - 2].lower
        if at - 2 == clause.last:
            role = clause.frame.roles.get("bare")
        else:
            role = clause.frame.role_of(preposition)
        if (
            role not in {"origin", "destination"}
            or tokens[min(at + 1, len(tokens) - 1)].lower == "of"
        ):
            return
        earlier = [*passage.sentence(number - 1), *tokens[: clause.first]]
        if pointing == "its":
            named = (t.place for t in tokens[: clause.first] if t.place)
            if owner := next((place for place in named if place.kind == "toponym"), None):
                roles.add(role, owner)
        elif spoken_of := antecedent(earlier, tokens[at].lower, by_name=by_name):
            roles.add(role, spoken_of)
        return


def antecedent(earlier: Sequence[Token], noun: str, *, by_name: bool = False) -> Mention | None:
    """The last place whose own words hold the noun, else, unless ``by_name``, the last place."""
    places = [(n, t.place) for n, t in enumerate(earlier) if t.place and t.place.kind == "toponym"]
    if noun in _SETTLED:  # a town has no article: "the Oril" is a river
        places = [(n, place) for n, place in places if n == 0 or earlier[n - 1].lower != "the"]
    for n, mention in reversed(places):
        words = mention.text.lower() + " " + (earlier[n + 1].lower if n + 1 < len(earlier) else "")
        if noun in words or (noun == "territory" and "region" in words):
            return mention
    return places[-1][1] if places and not by_name else None
