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

__all__ = ["add_anaphor", "add_left_roles", "may_point_back"]

_ANAPHORS = frozenset(
    "territory region area country city town village province island camp enclave district state "
    "community capital county parish municipality soil hamlet suburb neighbourhood neighborhood "
    "prefecture township peninsula".split()
)
_TOLD = frozenset(
    "told ordered asked urged forced advised instructed warned ordering telling urging forcing "
    "asking itself all both must called calling begged begging pleaded appealed".split()
)
_DEFINITE = frozenset("city town village island camp enclave territory hamlet".split())
_OWN = frozenset({"territory", "soil", "country"})
_POINTING = ({"that", "the", "this"}, {"that", "this"})  # after a verb, after a noun
_REACH = 60  # tokens
_ASIDE = 12  # tokens between the commas of an aside
_MOVERS = frozenset({"dweller", "carrier", "goods"})
_AS_WELL = frozenset(
    {("as", "was"), ("as", "were"), ("as", "did"), ("as", "well"), ("along", "with"), ("so", "was")}
)
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
    if not roles.origins and (subject := _subject_place(clause)):
        roles.add(
            "destination" if frame.roles.get("passive") == "destination" else "origin", subject
        )
    if not roles.origins:
        for home in _homes_of_movers(clause, bool(roles), passage, number):
            roles.add("origin", home)
    if roles.origins and (also := _as_well(clause)):
        roles.add("origin", also)
    if not roles:
        _add_relative(clause, roles)
    emptied = any(t.lower.startswith("evacuat") for t in tokens[: clause.first])
    if not roles.origins and (
        frame.kind == "evacuation" or (emptied and frame.needs and roles.destinations)
    ):
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
    place = _before_aside(clause.tokens, at)
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


def _before_aside(tokens: Sequence[Token], at: int) -> Mention | None:
    """The place at a token, or before the aside that ends there: "X, the capital, was …"."""
    if at >= 0 and tokens[at].text == ",":
        for opening in range(at - 1, max(at - _ASIDE, 0), -1):
            if tokens[opening].text == ",":
                return tokens[opening - 1].place
    return tokens[at].place if at >= 0 else None


def _homes_of_movers(clause: Clause, moving: bool, passage: Passage, number: int) -> list[Mention]:
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
        if leaving and not homes and token.lower in _ANAPHORS and tokens[at - 1].lower == "the":
            link, head = _mover_before(clause, at)
            if link in {"of", "in"} and "dweller" in noun_classes().get(head, ()):
                earlier = [*passage.sentence(number - 1), *tokens[:at]]
                if named := _antecedent(earlier, token.lower, by_name=True):
                    homes.append(named)
            continue
        if token.place is None or _others_move(clause, at):
            continue
        after = at + 1
        while after < clause.first - 1 and (
            tokens[after].lower in {"'s", "'"} or tokens[after].text[0].isdigit()
        ):
            after += 1
        if tokens[after].lower in _SETTLED and token.place.kind == "toponym":
            homes.append(token.place)
            continue
        link, head = _mover_before(clause, at)
        if ordered and head == "," and link == "in":  # "everyone near the crater, in X, was told"
            head = next((t.lower for t in tokens[clause.low : at] if _is_dweller(t)), "")
        if leaving and (edge := clause.edge(token.place, at)) < at:  # "people within 7 km of X"
            link, head = "in", tokens[edge - 1].lower
        mover = bool(_MOVERS & noun_classes().get(head, frozenset()))
        if (homes and link in {"and", ","} and tokens[at - 1].lower in {"and", ",", "the"}) or (
            mover
            and (
                (link == "from" and moving)
                or (link in {"of", "from", "in", "on", "at"} and leaving)
                or (link in {"of", "in"} and head in _SETTLED and (link == "of" or moved))
            )
        ):
            homes.append(token.place)
    return [home for home in homes if home.kind == "toponym"]


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
        return _antecedent(passage.sentence(number - 1), "there")
    return tokens[at + 1].place if tokens[at + 2].text == "," else None


def may_point_back(lower: str) -> bool:
    """Whether a sentence in lower case may speak of a place only by a noun: a quick look."""
    return "from there" in lower or any(noun in lower for noun in _ANAPHORS)


def add_anaphor(clause: Clause, roles: RolePlaces, passage: Passage, number: int) -> None:
    """“From that territory”, "left the town": the place spoken of just before."""
    tokens = clause.tokens
    for at in range(clause.last + 1, min(clause.last + 8, clause.high)):
        if tokens[at].kind == "place":
            return
        pointing = tokens[at - 1].lower
        if tokens[at].lower not in _ANAPHORS or pointing not in (
            _POINTING[clause.frame.pos == "noun"] | {"its"}
        ):
            continue
        if pointing == "its" and tokens[at].lower not in _OWN:
            continue
        by_name = pointing == "the" and tokens[at].lower not in _DEFINITE
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
        elif antecedent := _antecedent(earlier, tokens[at].lower, by_name=by_name):
            roles.add(role, antecedent)
        return


def _antecedent(earlier: Sequence[Token], noun: str, *, by_name: bool = False) -> Mention | None:
    """The last place whose own words hold the noun, else, unless ``by_name``, the last place."""
    places = [(n, t.place) for n, t in enumerate(earlier) if t.place and t.place.kind == "toponym"]
    for n, mention in reversed(places):
        words = mention.text.lower() + " " + (earlier[n + 1].lower if n + 1 < len(earlier) else "")
        if noun in words or (noun == "territory" and "region" in words):
            return mention
    return places[-1][1] if places and not by_name else None
