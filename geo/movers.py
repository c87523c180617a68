"""Ends of a movement named before its motion word, or only pointed back to.

"The inhabitants of X … can go to Y", "X was evacuated", "Y, where they were taken", "from there".
"""

from __future__ import annotations

from collections.abc import Sequence

from geo.clause import Clause
from geo.clauses import AUXILIARIES, BE_FORMS, Passage, Token
from geo.facilities import is_road
from geo.frames import noun_classes
from geo.model import Mention
from geo.roles import RolePlaces

__all__ = ["add_anaphor", "add_left_roles"]

_ANAPHORS = frozenset(
    "territory region area country city town village province island camp enclave district state "
    "community capital".split()
)
_TOLD = frozenset(
    "told ordered asked urged forced advised instructed warned ordering telling urging forcing "
    "asking itself all both".split()
)
_DEFINITE = frozenset("city town village island camp enclave territory".split())
_POINTING = ({"that", "the", "this"}, {"that", "this"})  # after a verb, after a noun
_REACH = 60  # tokens
_MOVERS = frozenset({"dweller", "carrier", "goods"})
_SETTLED = frozenset("residents inhabitants villagers civilians families population people".split())


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
    if subject := _subject_place(clause):
        roles.add(
            "destination" if frame.roles.get("passive") == "destination" else "origin", subject
        )
    if not roles.origins:
        for home in _homes_of_movers(clause, bool(roles)):
            roles.add("origin", home)
    if not roles:
        _add_relative(clause, roles)
    if frame.kind == "evacuation" and not roles.origins:
        for scene in _scene(clause):
            roles.add("origin", scene)
    if roles.destinations and not roles.origins and (seized := _before_and(clause)):
        roles.add("origin", seized)
    if (
        place
        and is_road(place)
        and frame.pos == "verb"
        and tokens[clause.first].lower.endswith("ing")
    ):
        roles.add("via", place)
    if start := _opening_origin(clause, passage, number):
        roles.add("origin", start)


def _subject_place(clause: Clause) -> Mention | None:
    """The place that is itself emptied: "X was evacuated", "X was told to leave"."""
    at = clause.first - 1
    between = set()
    while at >= 0 and clause.tokens[at].lower in AUXILIARIES | _TOLD:
        between.add(clause.tokens[at].lower)
        at -= 1
    place = clause.tokens[at].place if at >= 0 else None
    if place is None or place.kind == "demonym":
        return None
    if clause.frame.roles.get("told") and between & _TOLD and "to" in between:
        return place
    passive = clause.frame.roles.get("passive")
    if passive is None:
        return None
    following = clause.tokens[clause.last + 1] if clause.last + 1 < clause.high else None
    alone = following is None or following.kind == "mark" or following.lower in {"on", "by", "in"}
    forced = between == {"to"} and clause.frame.kind == "evacuation" and alone
    return place if between & BE_FORMS or forced else None


def _homes_of_movers(clause: Clause, moving: bool) -> list[Mention]:
    """Where those who leave come from: "the inhabitants of X … can go to Y", "people from X fled".

    ``moving`` says that the clause names another end; a bare "people from X moved" names none.
    """
    tokens, frame = clause.tokens, clause.frame
    words = {t.lower for t in tokens[clause.low : clause.first]}
    ordered = bool(_TOLD & words)
    moved = bool(BE_FORMS & words) and frame.kind in {"transport", "other"}
    leaving = frame.kind in {"evacuation", "flight/displacement"} or (
        ordered and bool(frame.roles.get("told"))
    )
    if frame.pos == "noun" or not (leaving or moving or moved):
        return []
    homes: list[Mention] = []
    for at in range(clause.low, clause.first):
        token = tokens[at]
        if token.place is None:
            continue
        following = tokens[at + 1].lower if at + 1 < clause.first else ""
        if following in _SETTLED and token.place.kind == "toponym":
            homes.append(token.place)
            continue
        link, head = _mover_before(clause, at)
        mover = "dweller" in noun_classes().get(head, ()) or "carrier" in noun_classes().get(
            head, ()
        )
        if (homes and link in {"and", ","} and tokens[at - 1].lower in {"and", ",", "the"}) or (
            mover
            and (
                (link == "from" and moving)
                or (link in {"of", "from", "in"} and leaving)
                or (link in {"of", "in"} and head in _SETTLED and (link == "of" or moved))
            )
        ):
            homes.append(token.place)
    return [home for home in homes if home.kind == "toponym"]


def _mover_before(clause: Clause, at: int) -> tuple[str, str]:
    """The word that ties a place to the movers before it, and those movers."""
    tokens = clause.tokens
    back = at - 1
    while back > clause.low and (
        tokens[back].lower
        in {"the", "whole", "city", "town", "village", "villages", "parts", "region"}
        or (
            tokens[back].lower == "of" and "place" in noun_classes().get(tokens[back - 1].lower, ())
        )
    ):
        back -= 1
    link = tokens[back].lower
    head = tokens[back - 1].lower if back else ""
    if link == "in" and head == "living" and back > 1:
        head = tokens[back - 2].lower
    return link, head


def _add_relative(clause: Clause, roles: RolePlaces) -> None:
    """“X, where they were taken”, "Y, from which they fled": the place before the relative word."""
    tokens = clause.tokens
    for at in range(clause.first - 1, max(clause.first - 10, 0), -1):
        word = tokens[at].lower
        if word not in {"which", "where"}:
            continue
        preposition = tokens[at - 1].lower if word == "which" else ""
        role = clause.frame.role_of(preposition) if preposition else None
        if word == "where":
            leaves = clause.frame.lemma in {"flee", "leave", "escape", "evacuate", "depart"}
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


def _before_and(clause: Clause) -> Mention | None:
    """Where those were who are then moved: "seized at X and flown to Y"."""
    tokens, at = clause.tokens, clause.first - 1
    carried = clause.frame.kind in {"transport", "deportation"} or clause.frame.lemma == "fly"
    if not carried or clause.frame.pos != "verb":
        return None
    while at > 1 and (
        tokens[at].lower.endswith("ly") or tokens[at].lower in {"then", "later", "was", "were"}
    ):
        at -= 1
    if tokens[at].lower != "and" or at < 2:
        return None
    place = tokens[at - 1].place
    back = at - 2
    while back > 0 and tokens[back].lower in {"the", "a", "an"}:
        back -= 1
    return place if place and tokens[back].lower in {"in", "at"} else None


def _opening_origin(clause: Clause, passage: Passage, number: int) -> Mention | None:
    """“From X, the convoy drove to Y”; "from there" is the last place of the sentence before."""
    tokens, at = clause.tokens, clause.low
    if at and tokens[at - 1].text not in {".", ";", ":", '"', "“", "—", "–"}:
        return None
    if at + 2 >= clause.first or tokens[at].lower != "from":
        return None
    if tokens[at + 1].lower == "there":
        return _antecedent(passage.sentence(number - 1), "there")
    return tokens[at + 1].place if tokens[at + 2].text == "," else None


def add_anaphor(clause: Clause, roles: RolePlaces, passage: Passage, number: int) -> None:
    """“From that territory”, "left the town": the place spoken of just before."""
    tokens = clause.tokens
    for at in range(clause.last + 1, min(clause.last + 8, clause.high)):
        if tokens[at].kind == "place":
            return
        if (
            tokens[at].lower not in _ANAPHORS
            or tokens[at - 1].lower not in _POINTING[clause.frame.pos == "noun"]
        ):
            continue
        if tokens[at - 1].lower == "the" and tokens[at].lower not in _DEFINITE:
            continue
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
        if antecedent := _antecedent(earlier, tokens[at].lower):
            roles.add(role, antecedent)
        return


def _antecedent(earlier: Sequence[Token], noun: str) -> Mention | None:
    """The last place whose own words hold the noun, else the last place one can be in."""
    places = [(n, t.place) for n, t in enumerate(earlier) if t.place and t.place.kind == "toponym"]
    for n, mention in reversed(places):
        words = mention.text.lower() + " " + (earlier[n + 1].lower if n + 1 < len(earlier) else "")
        if noun in words or (noun == "territory" and "region" in words):
            return mention
    return places[-1][1] if places else None
