"""Ends of a movement named before its motion word.

"X was evacuated", "Y, where they were taken", "from X, the convoy drove to Y".
"""

from __future__ import annotations

from collections.abc import Set
from itertools import pairwise

from geo.anaphors import ANAPHORS, DEFINITE, antecedent
from geo.clause import Clause
from geo.clauses import AUXILIARIES, BE_FORMS, Passage
from geo.facilities import is_road
from geo.grammar import words_of
from geo.homes import TOLD, home_of_carried, home_of_institution, homes_of_movers
from geo.hosts import acting_places, hosts_of
from geo.lists import before_aside, list_before
from geo.model import Mention
from geo.roles import RolePlaces

__all__ = ["add_left_roles"]

_BEFORE_VERB = AUXILIARIES | TOLD
_SINCE = words_of("since")
_ATTACKED = words_of("attacked")
_NEW_CLAUSE = words_of("adverbial clause")
_REACH = 60  # tokens
_ASIDE = 12  # tokens between the commas of an aside
_AS_WELL = frozenset(
    {("as", "was"), ("as", "were"), ("as", "did"), ("as", "well"), ("along", "with"), ("so", "was")}
)


def add_left_roles(clause: Clause, roles: RolePlaces, passage: Passage, number: int) -> None:
    """Add the places named before the motion word of a clause in sentence ``number``."""
    tokens, frame = clause.tokens, clause.frame
    before = clause.first - 1
    place = tokens[before].place if before >= 0 else None
    owner = tokens[before - 1].place if before > 0 and tokens[before].lower in {"'s", "'"} else None
    whose = place or owner
    if frame.pos == "noun" and "owner" in frame.roles and whose is not None:
        roles.add(frame.roles["owner"], whose)
    if tokens[clause.first].lower == "bound" and before > 0 and tokens[before].text == "-":
        bound = tokens[before - 1].place
        if bound:
            roles.add("destination", bound)
    if not roles.origins:
        for subject in _subject_places(clause, passage, number):
            passive = frame.roles.get("passive")
            roles.add("destination" if passive == "destination" else "origin", subject)
    receives = frame.roles.get("subject")
    if receives == "destination" and roles.origins:
        for host in acting_places(clause, clause.first - 1):
            roles.add(receives, host)
    if not roles.origins:
        for home in homes_of_movers(clause, bool(roles), passage, number):
            roles.add("origin", home)
    if roles.origins and (also := _as_well(clause)):
        roles.add("origin", also)
    if not roles:
        _add_relative(clause, roles)
    if not roles.origins and (
        frame.kind == "evacuation"
        or (frame.needs and roles.destinations and _empties(clause))
        or _leaves_home(clause)
    ):
        for scene in _scene(clause):
            roles.add("origin", scene)
    if not roles.origins and _flees(clause) and (taken := _taken_before(clause)):
        roles.add("origin", taken)
    if roles.destinations and not roles.origins and (seized := _before_and(clause)):
        roles.add("origin", seized)
    if (
        place
        and is_road(place)
        and frame.pos == "verb"
        and tokens[clause.first].lower.endswith("ing")
    ):
        roles.add("via", place)
    sent_from = home_of_carried(clause) or home_of_institution(clause)
    if sent_from and roles.destinations and not roles.origins:
        roles.add("origin", sent_from)
    if roles.origins and not roles.destinations:
        for host in hosts_of(clause):
            roles.add("destination", host)
    if start := _opening_origin(clause, passage, number):
        roles.add("origin", start)


def _subject_places(clause: Clause, passage: Passage, number: int) -> list[Mention]:
    """The places that are themselves emptied: "X was evacuated", "the town was told to go"."""
    at = clause.first - 1
    between = set()
    while at >= 0 and clause.tokens[at].lower in _BEFORE_VERB:
        between.add(clause.tokens[at].lower)
        at -= 1
    at = before_aside(clause, at)
    if not _is_emptied(clause, between):
        return []
    if clause.word(at) in ANAPHORS and clause.word(at - 1) in {"the", "whole", "entire"}:
        earlier = [*passage.sentence(number - 1), *clause.tokens[: max(at - 1, 0)]]
        named = antecedent(earlier, clause.word(at), by_name=clause.word(at) not in DEFINITE)
        return [named] if named else []
    first, places = list_before(clause, at)
    return [] if clause.word(first - 1) == "to" else places  # "from X to Y were told to leave"


def _is_emptied(clause: Clause, between: Set[str]) -> bool:
    """Whether the words between subject and motion word say that the subject itself is left."""
    if clause.frame.roles.get("told") and between & TOLD and "to" in between:
        return True
    if clause.frame.roles.get("passive") is None:
        return False
    following = clause.tokens[clause.last + 1] if clause.last + 1 < clause.high else None
    alone = following is None or following.kind == "mark" or following.lower in {"on", "by", "in"}
    forced = between == {"to"} and clause.frame.kind == "evacuation" and alone
    return bool(between & BE_FORMS) or forced


def _add_relative(clause: Clause, roles: RolePlaces) -> None:
    """“X, where they were taken”, "Y, from which they fled": the place before the relative word."""
    tokens = clause.tokens
    for at in range(clause.first - 1, max(clause.first - 10, 0), -1):
        word = tokens[at].lower
        if word not in {"which", "where"}:
            continue
        preposition = tokens[at - 1].lower if word == "which" else ""
        role = clause.frame.role_of(preposition) if preposition else None
        if word == "where" and clause.frame.lemma != "release":
            if _NEW_CLAUSE & {t.lower for t in tokens[at + 1 : clause.first]}:
                return
            leaves = "leaves" in clause.frame.traits
            passive = any(t.lower in BE_FORMS for t in tokens[at + 1 : clause.first])
            brought = clause.frame.kind == "transport" and passive
            arrives = clause.frame.lemma in {"arrive", "land"}
            role = "origin" if leaves else "destination" if brought or arrives else None
        back = at - 2 if preposition else at - 1
        if back >= 0 and tokens[back].text == ",":
            back -= 1
        place = tokens[back].place if back >= 0 else None
        if role in {"origin", "destination", "via"} and place and place.kind != "demonym":
            roles.add(role, place)
        return


def _scene(clause: Clause) -> list[Mention]:
    """Where an evacuation is spoken of: the nearest "in X and Y" before it in the sentence."""
    tokens = clause.tokens
    for at in range(clause.first - 1, max(clause.first - _REACH, -1), -1):
        if tokens[at].lower not in {"in", "at"}:
            continue
        found: list[Mention] = []
        for n in range(at + 1, min(at + 12, clause.first)):
            token = tokens[n]
            owns = n + 1 < clause.first and tokens[n + 1].lower in {"'s", "'"}
            if token.place is not None and token.place.kind != "demonym" and not owns:
                found.append(token.place)
            elif (found and token.lower not in {",", "and"}) or (
                token.kind == "mark" and not found and token.lower not in {"'s", "-"}
            ):
                break
        if found:
            listed = any(
                t.lower == "and" for t in tokens[at : clause.first] if t.end < found[-1].end
            )
            return found if listed else found[:1]
    return []


def _empties(clause: Clause) -> bool:
    """Whether the words before speak of evacuation."""
    return any(t.lower.startswith("evacuat") for t in clause.tokens[: clause.first])


def _leaves_home(clause: Clause) -> bool:
    """“Have left their homes”: where they are spoken of."""
    if "leaves" not in clause.frame.traits and clause.frame.lemma not in {"abandon", "force"}:
        return False
    after = [clause.word(n) for n in range(clause.last + 1, clause.last + 4)]
    return any(
        own in {"their", "his", "her"} and home in {"homes", "home", "houses", "villages"}
        for own, home in pairwise(after)
    )


def _flees(clause: Clause) -> bool:
    """Whether people run from something: "thousands have fled", "families poured into X"."""
    frame = clause.frame
    fleeing = frame.kind == "flight/displacement" or "flees" in frame.traits
    return frame.pos == "verb" and fleeing


def _taken_before(clause: Clause) -> Mention | None:
    """Where that began which people flee: "since rebels seized X, they crossed into Y"."""
    tokens = clause.tokens
    comma = next((n for n in range(clause.first - 1, 0, -1) if tokens[n].text == ","), 0)
    if not comma or tokens[0].lower not in _SINCE:
        return None
    for at in range(comma - 1, 0, -1):
        place = tokens[at].place
        if place is None or place.kind == "demonym":
            continue
        back = at - 1
        while tokens[back].lower in {"the", "city", "town", "of", "village"}:
            back -= 1
        return place if tokens[back].lower in _ATTACKED else None
    return None


def _as_well(clause: Clause) -> Mention | None:
    """A further place that is emptied: "X was told to go, as was Y", "as well as parts of Y"."""
    tokens = clause.tokens
    for at in range(clause.last + 1, min(clause.last + _ASIDE, len(tokens) - 2)):
        if tokens[at].kind == "place" or tokens[at].text in {";", ":"}:
            return None
        if tokens[at].text != ",":
            continue
        opens = tokens[at + 1].lower, tokens[at + 2].lower
        if opens not in _AS_WELL:
            continue
        for n in range(at + 3, min(at + 9, len(tokens))):
            place = tokens[n].place
            if place is not None and place.kind != "demonym":
                return place
            if tokens[n].kind == "mark":
                return None
    return None


def _before_and(clause: Clause) -> Mention | None:
    """Where those were who are then moved: "seized at X and flown to Y"."""
    tokens, at = clause.tokens, clause.first - 1
    carried = clause.frame.kind in {"transport", "deportation"} or clause.frame.lemma == "fly"
    if not carried or clause.frame.pos != "verb":
        return None
    while at > 1 and (clause.is_adverb(at) or tokens[at].lower in {"then", "later", "was", "were"}):
        at -= 1
    if tokens[at].lower != "and" or at < 2:
        return None
    place = tokens[at - 1].place
    back = at - 2
    while back > 0 and tokens[back].lower in {"the", "a", "an"}:
        back -= 1
    arrested = tokens[back - 1].lower in {"arrested", "detained", "caught"}
    return place if place and tokens[back].lower in {"in", "at"} and not arrested else None


def _opening_origin(clause: Clause, passage: Passage, number: int) -> Mention | None:
    """“From X, the convoy drove to Y”; "from there" is the last place of the sentence before."""
    tokens, at = clause.tokens, clause.low
    if at and tokens[at - 1].text not in {".", ";", ":", '"', "“", "—", "–"}:
        return None
    if at + 2 >= clause.first or tokens[at].lower != "from":
        return None
    if tokens[at + 1].lower == "there":
        return antecedent(passage.sentence(number - 1), "there")
    return tokens[at + 1].place if tokens[at + 2].text == "," else None
