"""Where movers come from by the words that name them: "the inhabitants of X … can go to Y"."""

from __future__ import annotations

from dataclasses import dataclass

from geo.anaphors import ANAPHORS, antecedent
from geo.clause import Clause
from geo.clauses import BE_FORMS, Passage, Token
from geo.facilities import is_road
from geo.frames import noun_classes
from geo.grammar import words_of
from geo.model import Mention

__all__ = ["TOLD", "home_of_carried", "home_of_institution", "homes_of_movers"]

TOLD = words_of("told")
_MOVERS = frozenset({"dweller", "carrier", "goods"})
_SETTLED = words_of("settled")
_STUCK = words_of("stuck")
_CARRIED = 6  # tokens after "with" within which those stand who are carried


@dataclass(frozen=True, slots=True)
class _Going:
    """How the movers of a clause go: what of their homes may be told before the motion word."""

    moving: bool  # another end is named
    moved: bool  # others move them
    ordered: bool
    leaving: bool

    @classmethod
    def of(cls, clause: Clause, moving: bool) -> _Going:
        frame = clause.frame
        words = {t.lower for t in clause.tokens[clause.low : clause.first]}
        ordered = bool(TOLD & words)
        carried = frame.kind in {"transport", "other"} or "carries" in frame.traits
        leaving = frame.kind in {"evacuation", "flight/displacement"}
        return cls(
            moving,
            bool(BE_FORMS & words) and carried,
            ordered,
            leaving or (ordered and bool(frame.roles.get("told"))),
        )


def homes_of_movers(clause: Clause, moving: bool, passage: Passage, number: int) -> list[Mention]:
    """Where those who leave come from: "the inhabitants of X … can go to Y", "people from X fled".

    ``moving`` says that the clause names another end; a bare "people from X moved" names none.
    """
    if clause.frame.pos == "noun":
        return []
    tokens = clause.tokens
    spots = [
        at
        for at in range(clause.low, clause.first)
        if tokens[at].place is not None or tokens[at].lower in ANAPHORS
    ]
    if not spots:
        return []
    going = _Going.of(clause, moving)
    if not (going.leaving or moving or going.moved):
        return []
    homes: list[Mention] = []
    for at in spots:
        token = tokens[at]
        if token.place is not None:
            if not _others_move(clause, at) and _is_home(clause, at, going, bool(homes)):
                homes.append(token.place)
        elif going.leaving and not homes and tokens[at - 1].lower == "the":
            link, head = _mover_before(clause, at)
            if link in {"of", "in"} and "dweller" in noun_classes().get(head, ()):
                earlier = [*passage.sentence(number - 1), *tokens[:at]]
                if named := antecedent(earlier, token.lower, by_name=True):
                    homes.append(named)
    return [home for home in homes if home.kind != "demonym" and not is_road(home)]


def _is_home(clause: Clause, at: int, going: _Going, further: bool) -> bool:
    """Whether the place at a token is where the movers come from; ``further``: after another."""
    tokens, place = clause.tokens, clause.tokens[at].place
    assert place is not None
    after = at + 1
    while after < clause.first - 1 and (
        tokens[after].lower in {"'s", "'"} or tokens[after].text[0].isdigit()
    ):
        after += 1
    if tokens[after].lower in _SETTLED and place.kind == "toponym":
        return True  # "X's 300 residents"
    link, head = _mover_before(clause, at)
    if going.ordered and head == "," and link == "in":
        # "everyone near the crater, in X, was told"
        head = next((t.lower for t in tokens[clause.low : at] if _is_dweller(t)), "")
    if going.leaving and (edge := clause.edge(place, at)) < at:  # "people within 7 km of X"
        link, head = "in", tokens[edge - 1].lower
    if further and link in {"and", ","} and tokens[at - 1].lower in {"and", ",", "the"}:
        return True
    if going.leaving and _is_extent(clause, at, link, head, further):
        return True
    if link in {"in", "at", "on"} and head in _STUCK and going.moved:
        return True  # "tourists stranded in X were flown to Y"
    if not _MOVERS & noun_classes().get(head, frozenset()):
        return False
    return (
        (link == "from" and going.moving)
        or (link in {"of", "from", "in", "on", "at"} and going.leaving)
        or (link in {"of", "in"} and head in _SETTLED and (link == "of" or going.moved))
    )


def _is_extent(clause: Clause, at: int, link: str, head: str, further: bool) -> bool:
    """“Residents of coastal parishes from X to Y”: both, and what lies between, are left."""
    opens = link == "from" and "place" in noun_classes().get(head, ())
    closes = further and link == "to" and clause.tokens[at - 2].kind == "place"
    return (opens or closes) and any(_is_dweller(t) for t in clause.tokens[clause.low : at])


def _others_move(clause: Clause, at: int) -> bool:
    """“Residents of X are heirs of those who fled”: after "who" it is others that move."""
    words = [t.lower for t in clause.tokens[at + 1 : clause.first]]
    return "who" in words and bool(BE_FORMS & set(words[: words.index("who")]))


def _is_dweller(token: Token) -> bool:
    return "dweller" in noun_classes().get(token.lower, ())


def _mover_before(clause: Clause, at: int) -> tuple[str, str]:
    """The word that ties a place to the movers before it, and those movers."""
    tokens = clause.tokens
    back = at - 1
    while back > clause.low and (
        tokens[back].lower
        in {"the", "whole", "city", "town", "village", "villages", "parts", "region", "low-lying"}
        or (tokens[back].lower in {"in", "of"} and tokens[back - 1].lower in {"parts", "areas"})
        or (
            tokens[back].lower == "of" and "place" in noun_classes().get(tokens[back - 1].lower, ())
        )
    ):
        back -= 1
    link = tokens[back].lower
    head = tokens[back - 1].lower if back else ""
    if link == "of" and head == "and":  # "residents of the capital and of X"
        earlier = next((n for n in range(back - 2, clause.low, -1) if tokens[n].lower == link), 0)
        head = tokens[earlier - 1].lower if earlier else ""
    if link == "in" and head == "living" and back > 1:
        head = tokens[back - 2].lower
    return link, head


def home_of_institution(clause: Clause) -> Mention | None:
    """“Hospitals in X moved their patients”: where those stay whom a house sends away."""
    tokens = clause.tokens
    own = clause.word(clause.last + 1) in {"its", "their"} or (
        clause.word(clause.last + 1) == "all" and clause.word(clause.last + 2) in {"its", "their"}
    )
    if not own or not any(
        "person" in noun_classes().get(clause.word(at), ())
        for at in range(clause.last + 2, min(clause.last + _CARRIED, clause.high))
    ):
        return None
    for at in range(clause.first - 1, clause.low, -1):
        place = tokens[at].place
        if place is not None and place.kind == "toponym" and clause.word(at - 1) in {"in", "at"}:
            housed = "institution" in noun_classes().get(clause.word(at - 2), ())
            return place if housed else None
    return None


def home_of_carried(clause: Clause) -> Mention | None:
    """“A convoy reached Y with residents of X”: where those come from who are carried."""
    tokens = clause.tokens
    for at in range(clause.last + 1, clause.high - 3):
        if tokens[at].lower not in {"with", "carrying"}:
            continue
        for n in range(at + 1, min(at + _CARRIED, clause.high - 2)):
            if _is_dweller(tokens[n]) and tokens[n + 1].lower in {"of", "from"}:
                place = tokens[n + 2].place
                return place if place and place.kind == "toponym" else None
    return None
