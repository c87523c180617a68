"""The role a place has by the words that govern it, read leftward to the motion word."""

from __future__ import annotations

from geo.clause import APPOSITION, DETERMINERS, PREPOSITIONS, TEMPORAL, Clause
from geo.clauses import BE_FORMS
from geo.facilities import is_road
from geo.frames import Role, noun_classes
from geo.grammar import words_of
from geo.model import Mention

__all__ = ["governed_role"]

_STOPS = words_of("stop on the way")
_LOCATIVES = words_of("locative")
_LISTING = APPOSITION | {"like"}
_MODIFIERS = DETERMINERS | words_of("place adjective")
_BINDERS = words_of("binder")
_LOCATED = words_of("located")
_HEDGES = words_of("hedge")
_OF_LENGTH = DETERMINERS | _HEDGES
_UNITS = words_of("unit")
_FRONTIERS = words_of("frontier")
_UNIQUE = words_of("unique place")
_GATES = words_of("gate")
_CROWDING = words_of("crowding")
_SAYING = words_of("saying")
_GATHERINGS = words_of("gathering")
_SIDES = words_of("side")
_BETWEEN = words_of("adverb") | TEMPORAL | {"on", "at", "in", ",", "him", "her", "them", "us", "me"}


def governed_role(clause: Clause, index: int) -> Role | None:
    """The role of the place at a token, "both" after "between"; ``None`` if it has none."""
    if clause.modifies(index):
        return None
    mention = clause.tokens[index].place
    assert mention is not None
    if clause.frame.roles.get("bare") == "origin" and is_road(mention):
        between = {clause.word(n) for n in range(clause.last + 1, index)}
        if between & _CROWDING:
            return "via"  # "drivers leaving X jammed Highway 9"
    at = (index if _is_length_gone(clause, mention, index) else clause.edge(mention, index)) - 1
    words: list[str] = []
    outer = ""  # the outermost preposition climbed over
    head = ""
    housed = False  # whether a hospital or the like was
    while at > clause.last:
        token = clause.tokens[at]
        if token.kind == "place":
            demonym = token.place is not None and token.place.kind == "demonym"
            if (outer == "" and _names_class(clause, at, index)) or (demonym and outer):
                words.append(token.lower)
                at -= 1
                continue
            return None
        if token.kind == "mark":
            if token.lower in {"'s", "'"} and not outer and clause.tokens[at - 1].kind == "place":
                at -= 2  # "fled Oril's Rusk province"
                continue
            named = token.text == "," and not outer and not words and at == index - 1
            if named and _is_named(clause, index):
                at -= 1
                continue
            if token.text in {'"', "“", "‘", "-", "'"} or (
                token.text == "," and outer and not words and _ends_place(clause, at - 1)
            ):
                at -= 1
                continue
            return None
        if (listing := _listing(clause, at)) is not None and not outer:
            outer, words, at = "of", [], listing
            continue
        preposition, begin = clause.preposition(at)
        if not preposition:
            words.append(token.lower)
            at -= 1
            continue
        if preposition == "between" and _lies(clause, begin - 1):
            return None
        role = clause.frame.role_of(preposition)
        if preposition == "by" and not outer and clause.frame.pos == "verb":
            way = "way" in noun_classes().get(clause.noun_after(index + 1), ())
            if way or clause.noun_after(index + 1) in _GATES:
                return "via"  # "came by the Sorel crossing"
        if preposition == "on" and _is_facility(clause, begin - 1):
            return None  # "to the Dahl Center on Main Street"
        if preposition == "on" and is_road(mention) and not outer and not _stands(clause, begin):
            along = clause.frame.pos == "verb" and clause.frame.roles.get("on") != "none"
            return "via" if along else None
        if preposition == "along" and not outer and clause.frame.pos == "verb":
            owns = clause.word(index + 1) in {"'s", "'"}
            if clause.noun_after(index + 1 + owns) in {
                "border",
                "borders",
                "coast",
                "frontier",
                "front",
            }:
                return None  # lined up there, not moving on
            homes = "place" in noun_classes().get(clause.word(begin - 1), ())
            if not (homes and clause.frame.roles.get("bare") == "origin"):
                return "via"
        directional = preposition not in _LOCATIVES
        if role is not None and directional:
            return role if _free(clause, preposition, begin, words, bool(outer)) else None
        if role is not None and _adjunct(clause, begin):
            return role
        if directional:
            return "via" if preposition in {"up", "down"} and is_road(mention) else None
        head = _head(clause, begin)
        if clause.word(begin - 1) == "," and _ends_place(clause, begin - 2):
            outer, words, at = preposition, [], begin - 1  # "to shelters farther north, around X"
            continue
        if head in _STOPS:
            return "via"
        if not (_climbs(clause, head, preposition) or _is_goal(clause, begin)):
            return None
        housed |= "institution" in noun_classes().get(head, ())
        outer, words, at = preposition, [], begin - 1
        if head in _LOCATED:
            at -= 1
            words = []
    if not outer and not words and clause.frame.pos == "verb" and mention.start in clause.headings:
        return "destination"
    if housed and "dweller" in noun_classes().get(head, ()) and _goes_further(clause, index):
        return "origin"  # "move the patients of the clinic in X to Y"
    return _object_role(clause, mention, words, outer, head)


def _lies(clause: Clause, at: int) -> bool:
    """Whether a noun before "between" says what lies there: "a camp between A and B"."""
    place = at > clause.last and "place" in noun_classes().get(clause.word(at), ())
    return place or clause.word(at) in _FRONTIERS


def _goes_further(clause: Clause, index: int) -> bool:
    """Whether a place to go to follows."""
    return clause.frame.kind in {"transport", "other", "evacuation"} and any(
        clause.word(n) in {"to", "into"} for n in range(index + 1, clause.high)
    )


def _is_named(clause: Clause, index: int) -> bool:
    """Whether a place says which the noun before its comma is: "to the capital, X"."""
    return clause.word(index - 2) in _UNIQUE and clause.word(index + 1) not in _SAYING


def _ends_place(clause: Clause, at: int) -> bool:
    """Whether a described place ends at a token: "shelters farther north"."""
    if clause.word(at) in _SIDES:
        at -= 1 + (clause.word(at - 1) in {"farther", "further", "the"})
    return bool({"place", "haven"} & noun_classes().get(clause.word(at), frozenset()))


def _listing(clause: Clause, at: int) -> int | None:
    """Before "such as" or "including": the end of the class it lists, if one of places."""
    if clause.tokens[at].lower == "as" and clause.word(at - 1) == "such":
        at -= 1
    elif clause.tokens[at].lower not in _LISTING:
        return None
    at -= 2 if clause.word(at - 1) == "," else 1
    return at if "place" in noun_classes().get(clause.word(at), ()) else None


def _head(clause: Clause, begin: int) -> str:
    """The noun before a preposition: "zone" in "a zone 10 km deep in"."""
    for at in range(begin - 1, max(begin - 5, clause.last), -1):
        word = clause.tokens[at]
        if word.kind != "word" or word.lower in PREPOSITIONS:
            break
        if noun_classes().get(word.lower) or word.lower in _LOCATED:
            return word.lower
    return clause.word(begin - 1)


def _names_class(clause: Clause, at: int, index: int) -> bool:
    """A place before a class word names the class: "the Syrian city of X"."""
    return clause.modifies(at) or any(
        "place" in noun_classes().get(clause.word(n), ()) for n in range(at + 1, index)
    )


def _free(clause: Clause, preposition: str, begin: int, words: list[str], climbed: bool) -> bool:
    """Whether a directional preposition belongs to the motion, and no infinitive follows."""
    before = clause.word(begin - 1)
    if before == "home" and clause.word(begin - 2) in BE_FORMS:
        return False  # "has been home to X"
    if begin - 1 > clause.last:
        if before in _BINDERS and not (before in _UNITS and _is_stretch(clause, begin)):
            return False
        classes = noun_classes().get(before, frozenset())
        if (
            preposition == "from"
            and "actor" in classes
            and not classes & {"person", "military", "goods"}
            and not _goes_on(clause, begin)
        ):
            return False
        if preposition == "from" and classes & {"person"} and _is_company(clause, begin):
            return False
        if clause.frame.pos == "noun" and any(
            t.text == "," for t in clause.tokens[clause.last : begin]
        ):
            return False
    if preposition == "for" and words and not climbed and words[-1] not in _MODIFIERS:
        return False
    if preposition != "to" or not words:
        return True
    first = words[-1]  # words run leftward
    return (
        first in _MODIFIERS
        or "-" in first
        or first[0].isdigit()
        or first.endswith(("ern", "ing", "ed", "ese", "ish"))
        or bool({"place", "haven"} & noun_classes().get(first, frozenset()))
    )


def _is_length_gone(clause: Clause, mention: Mention, index: int) -> bool:
    """“Driven 300 km from X to Y”: how far they went, not where X is near."""
    edge = clause.edge(mention, index)
    return (
        clause.word(index - 1) == "from"
        and all(clause.word(n) in _HEDGES for n in range(clause.last + 1, edge))
        and any(clause.word(n) in {"to", "into"} for n in range(index + 1, clause.high))
    )


def _is_company(clause: Clause, begin: int) -> bool:
    """“Goes with eleven farmers from X”: it is the farmers who are from there."""
    return any(
        clause.word(n) in {"with", "by"} for n in range(max(begin - 4, clause.last + 1), begin - 1)
    )


def _goes_on(clause: Clause, begin: int) -> bool:
    """“Moved his firm from X to Y”: what follows says that the firm did not come from there."""
    return any(
        clause.word(n) in {"to", "into"} and clause.tokens[n - 1].kind == "place"
        for n in range(begin + 2, min(begin + 6, clause.high))
    )


def _is_stretch(clause: Clause, begin: int) -> bool:
    """Only a number stands before the unit: "walked the last 30 kilometres to X"."""
    return all(
        t.lower in _OF_LENGTH or t.text[0].isdigit()
        for t in clause.tokens[clause.last + 1 : begin - 1]
    )


def _adjunct(clause: Clause, begin: int) -> bool:
    """Only adverbs, dates and a pronoun stand between the motion word and token ``begin``."""
    between = clause.tokens[clause.last + 1 : begin]
    return all(
        t.lower in _BETWEEN or clause.is_adverb(at) or t.text[0].isdigit()
        for at, t in enumerate(between, clause.last + 1)
    )


def _is_goal(clause: Clause, begin: int) -> bool:
    """Whether "to the NOUN" stands right before a locative: "to the congress in X"."""
    if "abstract" in noun_classes().get(clause.word(begin - 1), ()):
        return clause.word(begin - 1) in _GATHERINGS and clause.word(begin - 2) in DETERMINERS
    return any(
        clause.word(at) in DETERMINERS and clause.word(at - 1) in {"to", "into", "towards"}
        for at in range(begin - 2, max(begin - 4, clause.last + 1), -1)
    )


def _stands(clause: Clause, begin: int) -> bool:
    """Whether "on" follows a spot, not a motion: "to a clinic on Highway 9"."""
    if clause.word(begin - 1) in _SIDES and clause.word(begin - 2) not in DETERMINERS:
        return False  # "drove north on Highway 9"
    return begin - 1 > clause.last and "place" in noun_classes().get(clause.word(begin - 1), ())


def _is_facility(clause: Clause, at: int) -> bool:
    place = clause.tokens[at].place
    return place is not None and place.kind == "facility" and not is_road(place)


def _climbs(clause: Clause, head: str, preposition: str) -> bool:
    """Whether the place after a preposition tells where the noun before it is."""
    classes = noun_classes().get(head, frozenset())
    if "place" in classes or head in _LOCATED or (head == "stretch" and preposition == "of"):
        return True
    if "haven" in classes and preposition in {"in", "at"}:
        return True
    if "carrier" in classes and clause.frame.needs == "carrier":
        return True
    if "peril" in classes and preposition in {"in", "at"}:
        return True
    return "dweller" in classes


def _object_role(
    clause: Clause, mention: Mention, words: list[str], outer: str, head: str
) -> Role | None:
    """The role of the motion word's own object, or of the place its object is in."""
    if clause.frame.lemma == "cross" and is_road(mention):
        return None  # on foot from one side to the other
    if "takes roads" in clause.frame.traits and is_road(mention) and not outer:
        return "via"
    classes = noun_classes().get(head, frozenset())
    if outer and "haven" in classes and clause.frame.roles.get("bare") == "origin":
        return "destination"  # "offered those who leave housing in X"
    if not outer or "place" in classes or "peril" in classes:
        role = clause.frame.roles.get("bare")
        about = clause.frame.kind == "evacuation" and mention.start in clause.edges
        plain = all(
            (about and (w in _LOCATED or "dweller" in noun_classes().get(w, ())))
            or w in _MODIFIERS
            or "-" in w
            or w[0].isdigit()
            or w.endswith(("ern", "ed", "ing"))
            or bool(noun_classes().get(w, frozenset()) & {"place", "peril", "military"})
            for w in words
        )
        return role if role in {"origin", "destination", "via"} and (plain or outer) else None
    role = clause.frame.roles.get(outer)
    return role if role != "none" else None
