"""Who moves from where to where: the movements that a text describes.

Verbs and nouns of motion are rows of ``motion.csv``. Each occurrence that is not refused (money,
messages, weather, roads …) opens a clause; the places of the clause get roles from the words that
govern them (:mod:`geo.roles`), and the words before it say whether it happened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.areas import find_areas
from geo.clauses import Passage, Token
from geo.facilities import find_facilities
from geo.frames import Frame, frames, noun_classes, trigger_pattern
from geo.measures import number_of
from geo.model import Area, Mention, Movement, MovementKind
from geo.modality import speaker_of, status_of
from geo.roles import Clause, RolePlaces

__all__ = ["find_movements"]

_BREAKS = frozenset(
    "but while when where who which whom whose because although though unless if whereas whether "
    "until so".split()
)
_SUBJECTS = frozenset("he she it they we i you who this there".split())
_AUXILIARIES = frozenset(
    "is are was were be been being am has have had having will would can could may might must shall "
    "should do does did to not never already also then now later still be n't first recently "
    "currently reportedly actually just further".split()
)
_FINITE = frozenset("is are was were has have had will would can could may must said says".split())
_BE = frozenset("is are was were be been being get got gets getting".split())
_NOUN_BEFORE = frozenset(
    "the a an his her their its our my your this that these those any no some another each every "
    "first second third last next new long short quick mass forced daily weekly direct nonstop "
    "non-stop early initial planned return in by of".split()
)
_REFUSED = frozenset({"abstract", "weather", "way"})
_ACCEPTED = frozenset({"person", "military", "goods", "carrier", "dweller"})
_ANAPHORS = frozenset(
    "territory region area country city town village province island camp enclave district state "
    "community capital".split()
)
_LOCATING = frozenset({"direction", "direction+distance", "distance", "part"})
_STORM = re.compile(r"\b(?:Hurricane|Typhoon|Cyclone|Storm|Tropical Storm) ([A-Z]\w+)")
_TOLD = frozenset("told ordered asked urged forced advised instructed warned itself all both".split())
_DID = frozenset("put said took went left sent brought made set began told came gave had was fled".split())
_SETTLED = frozenset("residents inhabitants villagers civilians families population people".split())
_SAME_PEOPLE = frozenset("they those these them evacuees residents families people civilians".split())


@dataclass(frozen=True, slots=True)
class _Context:
    """What the whole text says for each of its clauses."""

    edges: Mapping[int, int]
    headings: frozenset[int]
    storms: frozenset[str]
    evacuating: bool

    @classmethod
    def of(cls, text: str, areas: Sequence[Area]) -> _Context:
        located = [a for a in areas if a.relation in _LOCATING]
        return cls(
            {m.start: a.start for a in located for m in a.anchors if a.start < m.start},
            frozenset(a.anchors[0].start for a in located if a.relation.startswith("direction")),
            frozenset(name.lower() for name in _STORM.findall(text)),
            bool(re.search(r"\bevacuat", text, re.IGNORECASE)),
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """A movement with what is needed to join it to the next sentence."""

    movement: Movement
    sentence: int
    anaphoric: bool


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
        What :func:`geo.areas.find_areas` gave for the same text; found here if not given.

    Returns
    -------
    list of Movement
        In order of their triggers.
    """
    areas = areas or find_areas(text, mentions)
    facilities = [m for m in find_facilities(text) if not _trails(m, mentions)]
    passage = Passage.of(text, [*mentions, *facilities])
    context = _Context.of(text, areas)
    found: list[_Found] = []
    for number, tokens in enumerate(passage.sentences):
        before = passage.sentences[number - 1] if number else []
        found += _in_sentence(tokens, before, number, context)
    return [f.movement for f in _with_carried_origins(found)]


def _trails(facility: Mention, mentions: Sequence[Mention]) -> bool:
    """A facility that is a mention already, or whose words a mention goes beyond."""
    return any(m.start <= facility.start and facility.end <= m.end for m in mentions)


def _in_sentence(
    tokens: Sequence[Token],
    before: Sequence[Token],
    number: int,
    context: _Context,
) -> list[_Found]:
    triggers = _triggers(tokens)
    found = []
    for n, (first, last, frame) in enumerate(triggers):
        next_first = triggers[n + 1][0] if n + 1 < len(triggers) else len(tokens)
        previous_last = triggers[n - 1][1] if n else -1
        clause = Clause(
            tokens,
            frame,
            first,
            last,
            _clause_start(tokens, first, previous_last),
            min(next_first, _clause_end(tokens, last)),
            context.edges,
            context.headings,
            context.storms,
        )
        if _refused(clause):
            continue
        roles = clause.right_roles()
        _add_left_roles(clause, roles, before)
        _add_anaphor(clause, roles, before)
        if roles:
            found.append(_Found(_movement(clause, roles, context.evacuating), number, _anaphoric(clause)))
    return found


def _triggers(tokens: Sequence[Token]) -> list[tuple[int, int, Frame]]:
    """Motion words of a sentence as first token, last token and the frame that fits."""
    by_start = {token.start: n for n, token in enumerate(tokens)}
    line = _line(tokens, 0, len(tokens))
    origin = tokens[0].start if tokens else 0
    found = []
    for match in trigger_pattern().finditer(line):
        first = by_start.get(match.start() + origin)
        if first is None:
            continue
        last = first
        while last + 1 < len(tokens) and tokens[last + 1].start < match.end() + origin:
            last += 1
        if tokens[first].capitalised and first > 0 and tokens[first - 1].text not in {'"', "“", "‘"}:
            continue
        frame = _frame_of(re.sub(r"\s+", " ", match[0].lower()), tokens, first)
        if frame.pos == "noun" and first and tokens[first - 1].lower == "by":
            continue  # "taken by bus"
        rest = line[match.end() :]
        if frame.refuse is None or not frame.refuse.match(rest):
            found.append((first, last, frame))
    return found


def _line(tokens: Sequence[Token], start: int, stop: int) -> str:
    """Tokens as text again, places masked, offsets kept from the first token on."""
    line = ""
    for token in tokens[start:stop]:
        line += " " * (token.start - tokens[start].start - len(line))
        if token.kind == "place":
            line += "\ue000" + "\ue001" * (token.end - token.start - 1)
        else:
            line += token.text.replace("’", "'")
    return line


def _frame_of(form: str, tokens: Sequence[Token], first: int) -> Frame:
    """A noun after a determiner, else a verb, where the form may be both."""
    candidates = frames()[form]
    if len(candidates) == 1:
        return candidates[0]
    before = tokens[first - 1].lower if first else ""
    noun = before in _NOUN_BEFORE or before == "'s" or (first > 0 and tokens[first - 1].kind == "place"
                                                        and form.endswith("ion"))  # fmt: skip
    wanted = "noun" if noun else "verb"
    return next((f for f in candidates if f.pos == wanted), candidates[0])


def _clause_start(tokens: Sequence[Token], first: int, floor: int) -> int:
    at = first - 1
    while at > floor:
        token = tokens[at]
        if token.text in {";", ":", "?", "!", "—", "–"} or token.lower in _BREAKS - {"who", "which"}:
            break
        if token.lower in {"that", "as", "after", "before"} and first - at > 1:
            break
        at -= 1
    return at + 1


def _clause_end(tokens: Sequence[Token], last: int) -> int:
    depth, skipped = 0, -1
    for at in range(last + 1, len(tokens)):
        if at <= skipped:
            continue
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            if not depth:
                return at
            depth -= 1
        elif token.text in {";", "?", "!"}:
            return at
        elif token.text in {"”", '"'} and at > last + 1 and tokens[at - 1].text in {",", "."}:
            return at
        elif token.lower in _BREAKS:
            skipped = _aside_end(tokens, at)
            if skipped < 0:
                return at
        elif token.lower in {"after", "before", "as", "since", "that"} and following is not None:
            if token.lower == "as" and following.lower in {"far", "well"}:
                continue
            if tokens[at - 1].lower in {"such", "as", "well", "far", "from", "to", "of", "into"}:
                continue
            return at
        elif token.text == "," and following is not None and following.lower in _SUBJECTS - {"who"}:
            return at
        elif token.lower == "and" and following is not None and (
            following.lower in _SUBJECTS | _FINITE
            or following.lower in _DID
            or (following.lower.endswith("ed") and following.kind == "word")
        ):
            return at
    return len(tokens)


def _aside_end(tokens: Sequence[Token], at: int) -> int:
    """Index of the comma that ends ", which …, to B"; -1 if the clause does not go on."""
    if tokens[at].lower not in {"which", "who", "whose", "where"} or tokens[at - 1].text != ",":
        return -1
    for comma in range(at + 1, min(at + 14, len(tokens) - 1)):
        if tokens[comma].text == ",":
            goes_on = tokens[comma + 1].lower in {"to", "from", "along", "through", "via", "into", "towards"}
            return comma if goes_on else -1
    return -1


# --- refusals ---------------------------------------------------------------------------------


def _refused(clause: Clause) -> bool:
    """Whether what moves is no traveller and no freight: money, a message, a storm, a road."""
    tokens, frame = clause.tokens, clause.frame
    if frame.pos == "noun":
        before = tokens[clause.first - 1].lower if clause.first else ""
        return bool(_REFUSED & noun_classes().get(before, frozenset())) and not (
            _ACCEPTED & noun_classes().get(before, frozenset())
        )
    if "what" in {t.lower for t in tokens[max(clause.first - 4, clause.low) : clause.first]}:
        return True
    theme = _object_classes(clause)
    if theme is None:
        theme = _subject_classes(clause)
    return bool(theme & _REFUSED) and not theme & _ACCEPTED


def _object_classes(clause: Clause) -> frozenset[str] | None:
    """Classes of the verb's object; ``None`` if nothing stands between verb and preposition."""
    words = []
    for token in clause.tokens[clause.last + 1 : clause.high]:
        if token.text == "$":
            return frozenset({"abstract"})
        if token.place is not None and token.place.kind == "demonym":
            return frozenset({"person"})
        if token.kind != "word" or token.lower in {
            "from", "to", "into", "in", "at", "on", "for", "by", "through", "via", "of", "toward",
            "towards", "with", "between", "across", "out", "back", "over",
        }:  # fmt: skip
            break
        words.append(token.lower)
    for word in reversed(words):
        if classes := noun_classes().get(word):
            return classes
    return None


def _subject_classes(clause: Clause) -> frozenset[str]:
    """Classes of the nearest known noun before the verb, in its clause."""
    tokens = clause.tokens
    at, seen = clause.first - 1, 0
    if at >= 0 and tokens[at].lower in {"of", "by", "for", "after", "before", "without", "from", "and"}:
        return frozenset()  # its subject is not said
    if at > 0 and tokens[at].lower == "to" and tokens[at - 1].lower not in {"ready", "set", "due"}:
        return frozenset()
    while at >= 0 and seen < 8:
        token = tokens[at]
        if token.text == "," and not seen and (opening := _aside_start(tokens, at)) is not None:
            at = opening - 1
            continue
        if at < clause.low or (token.kind == "mark" and seen and token.text not in "-'\"“”"):
            break
        word = token.lower
        if token.kind == "word" and word not in _AUXILIARIES:
            seen += 1
            if word in clause.storms:
                return frozenset({"weather"})
            if word == "it" and any("weather" in noun_classes().get(t.lower, ()) for t in tokens):
                return frozenset({"weather"})
            if word in _SUBJECTS or (token.capitalised and at > 0 and word not in noun_classes()):
                return frozenset({"person"})
            if classes := noun_classes().get(word):
                return classes
        at -= 1
    if not seen and tokens[clause.first - 1].lower in _AUXILIARIES | {"but", "and"}:
        return _first_noun(tokens)
    return frozenset()


def _aside_start(tokens: Sequence[Token], comma: int) -> int | None:
    """Index of the comma before ", which had …,", given the one after."""
    for at in range(comma - 1, max(comma - 16, 0), -1):
        if tokens[at].text == "," and tokens[at + 1].lower in {"which", "who"}:
            return at
    return None


def _first_noun(tokens: Sequence[Token]) -> frozenset[str]:
    for token in tokens:
        if classes := noun_classes().get(token.lower):
            return classes
    return frozenset()


# --- roles before the motion word -------------------------------------------------------------


def _add_left_roles(clause: Clause, roles: RolePlaces, earlier: Sequence[Token]) -> None:
    tokens, frame = clause.tokens, clause.frame
    before = clause.first - 1
    place = tokens[before].place if before >= 0 else None
    owner = tokens[before - 1].place if before > 0 and tokens[before].lower in {"'s", "'"} else None
    if frame.pos == "noun" and frame.roles.get("owner") and (place or owner):
        roles.add(frame.roles["owner"], (place or owner))  # type: ignore[arg-type]
    if tokens[clause.first].lower == "bound" and before > 0 and tokens[before].text == "-":
        bound = tokens[before - 1].place
        if bound:
            roles.add("destination", bound)
    if subject := _subject_place(clause):
        roles.add("destination" if frame.roles.get("passive") == "destination" else "origin", subject)
    if not roles.origins:
        for home in _homes_of_movers(clause, bool(roles)):
            roles.add("origin", home)
    if not roles:
        _add_relative(clause, roles)
    if frame.kind == "evacuation" and not roles.origins and (scene := _scene(clause)):
        roles.add("origin", scene)
    if start := _opening_origin(clause, earlier):
        roles.add("origin", start)


def _subject_place(clause: Clause) -> Mention | None:
    """The place that is itself emptied: "X was evacuated", "X was told to leave"."""
    at = clause.first - 1
    between = set()
    while at >= 0 and clause.tokens[at].lower in _AUXILIARIES | _TOLD:
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
    forced = between == {"to"} and clause.frame.kind == "evacuation"
    return place if between & _BE or forced else None


def _homes_of_movers(clause: Clause, moving: bool) -> list[Mention]:
    """Where those who leave come from: "the inhabitants of X … can go to Y", "people from X fled".

    ``moving`` says that the clause names another end; a bare "people from X moved" names none.
    """
    tokens, frame = clause.tokens, clause.frame
    words = {t.lower for t in tokens[clause.low : clause.first]}
    ordered = bool(_TOLD & words)
    moved = bool(_BE & words) and frame.kind in {"transport", "other"}
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
        mover = "dweller" in noun_classes().get(head, ()) or "carrier" in noun_classes().get(head, ())
        if homes and link in {"and", ","} and tokens[at - 1].lower in {"and", ",", "the"}:
            homes.append(token.place)
        elif mover and (
            (link == "from" and moving)
            or (link in {"of", "from", "in"} and leaving)
            or (link in {"of", "in"} and head in _SETTLED and (link == "of" or moved))
        ):
            homes.append(token.place)
    return [home for home in homes if home.kind == "toponym"]


def _mover_before(clause: Clause, at: int) -> tuple[str, str]:
    """The word that ties a place to the movers before it, and those movers."""
    tokens = clause.tokens
    back = at - 1
    while back > clause.low and (
        tokens[back].lower in {"the", "whole", "city", "town", "village", "villages", "parts", "region"}
        or (tokens[back].lower == "of" and "place" in noun_classes().get(tokens[back - 1].lower, ()))
    ):
        back -= 1
    link = tokens[back].lower
    head = tokens[back - 1].lower if back else ""
    if link == "in" and head == "living" and back > 1:
        head = tokens[back - 2].lower
    return link, head


def _add_relative(clause: Clause, roles: RolePlaces) -> None:
    """"X, where they were taken", "Y, from which they fled": the place before the relative word."""
    tokens = clause.tokens
    for at in range(clause.first - 1, max(clause.first - 10, 0), -1):
        word = tokens[at].lower
        if word not in {"which", "where"}:
            continue
        preposition = tokens[at - 1].lower if word == "which" else ""
        role = clause.frame.role_of(preposition) if preposition else None
        if word == "where":
            leaves = clause.frame.lemma in {"flee", "leave", "escape", "evacuate", "depart"}
            passive = any(t.lower in _BE for t in tokens[at + 1 : clause.first])
            brought = clause.frame.kind == "transport" and passive
            arrives = clause.frame.lemma in {"arrive", "land"}
            role = "origin" if leaves else "destination" if brought or arrives else None
        back = at - 2 if preposition else at - 1
        if back >= 0 and tokens[back].text == ",":
            back -= 1
        place = tokens[back].place if back >= 0 else None
        if role in {"origin", "destination", "via"} and place and place.kind != "demonym":
            roles.add(role, place)  # type: ignore[arg-type]
        return


def _scene(clause: Clause) -> Mention | None:
    """Where an evacuation is spoken of: the nearest "in X" before it in the sentence."""
    for at in range(clause.first - 1, 0, -1):
        token = clause.tokens[at]
        if token.place and clause.tokens[at - 1].lower in {"in", "at"}:
            return token.place
        if token.place and clause.tokens[at - 1].lower == "the" and clause.tokens[at - 2].lower == "in":
            return token.place
    return None


def _opening_origin(clause: Clause, earlier: Sequence[Token]) -> Mention | None:
    """"From X, the convoy drove to Y"; "from there" is the last place of the sentence before."""
    tokens, at = clause.tokens, clause.low
    if at and tokens[at - 1].text not in {".", ";", ":", '"', "“", "—", "–"}:
        return None
    if at + 2 >= clause.first or tokens[at].lower != "from":
        return None
    if tokens[at + 1].lower == "there":
        return _antecedent(earlier, "there")
    return tokens[at + 1].place if tokens[at + 2].text == "," else None


def _add_anaphor(clause: Clause, roles: RolePlaces, before: Sequence[Token]) -> None:
    """"From that territory", "left the town": the place spoken of just before."""
    tokens = clause.tokens
    for at in range(clause.last + 1, min(clause.last + 8, clause.high)):
        if tokens[at].kind == "place":
            return
        if tokens[at].lower not in _ANAPHORS or tokens[at - 1].lower not in {"that", "the", "this"}:
            continue
        preposition = tokens[at - 2].lower
        if at - 2 == clause.last:
            role = clause.frame.roles.get("bare")
        else:
            role = clause.frame.role_of(preposition)
        if role not in {"origin", "destination"} or tokens[min(at + 1, len(tokens) - 1)].lower == "of":
            return
        earlier = [*before, *tokens[: clause.first]]
        if antecedent := _antecedent(earlier, tokens[at].lower):
            roles.add(role, antecedent)  # type: ignore[arg-type]
        return


def _antecedent(earlier: Sequence[Token], noun: str) -> Mention | None:
    """The last place whose own words hold the noun, else the last place one can be in."""
    places = [
        (n, t.place) for n, t in enumerate(earlier) if t.place and t.place.kind == "toponym"
    ]
    for n, mention in reversed(places):
        words = mention.text.lower() + " " + (earlier[n + 1].lower if n + 1 < len(earlier) else "")
        if noun in words or (noun == "territory" and "region" in words):
            return mention
    return places[-1][1] if places else None


# --- the rest of the movement -----------------------------------------------------------------


def _movement(clause: Clause, roles: RolePlaces, evacuating: bool) -> Movement:
    return Movement(
        _kind(clause, evacuating),
        status_of(clause.tokens, clause.low, clause.first),
        (clause.tokens[clause.first].start, clause.tokens[clause.last].end),
        tuple(roles.origins),
        tuple(roles.destinations),
        tuple(roles.via),
        _people(clause),
        speaker_of(clause.tokens),
    )


def _kind(clause: Clause, evacuating: bool) -> MovementKind:
    kind = clause.frame.kind
    if kind not in {"transport", "travel", "other"}:
        return kind
    near = {t.lower for t in clause.tokens[clause.low : min(clause.last + 6, clause.high)]}
    if near & {"troops", "soldiers", "forces", "army", "tanks", "warships", "bombers", "artillery",
               "battalion", "fighters", "infantry", "paratroopers", "reinforcements"}:  # fmt: skip
        return "military"
    if near & {"refugees", "refugee", "displaced", "returnees"}:
        return "flight/displacement"
    if evacuating and near & {"residents", "inhabitants", "evacuees", "civilians", "villagers"}:
        return "evacuation"
    return "transport" if kind == "travel" and _carried(clause) else kind


def _carried(clause: Clause) -> bool:
    """Whether others carry the traveller: "was flown to X", "drove her to X"."""
    tokens, word = clause.tokens, clause.tokens[clause.first].lower
    if clause.frame.pos != "verb" or clause.frame.lemma not in {"fly", "drive", "return", "sail", "walk",
                                                                "ride", "rush", "fall back"}:  # fmt: skip
        return False
    before = {t.lower for t in tokens[max(clause.first - 3, clause.low) : clause.first]}
    if word.endswith(("n", "ed")) and before & _BE:
        return True
    following = tokens[clause.last + 1] if clause.last + 1 < clause.high else None
    return following is not None and (
        following.lower in {"him", "her", "them", "me", "us", "it"}
        or (following.kind == "word" and following.capitalised and following.lower not in {"monday"})
    )


def _people(clause: Clause) -> int | str | None:
    """The number, or the words, of those who move: "300 villagers", "thousands of protesters"."""
    window = [*range(clause.last + 1, min(clause.last + 9, clause.high)),
              *range(clause.first - 1, max(clause.first - 9, clause.low - 1), -1)]  # fmt: skip
    for at in window:
        token = clause.tokens[at]
        if token.kind != "word" or "dweller" not in noun_classes().get(token.lower, ()):
            continue
        start = at
        while start > clause.low and clause.tokens[start - 1].kind == "word" and at - start < 3:
            if number_of(clause.tokens[start - 1].lower) is not None:
                start -= 1
                break
            start -= 1
        value = number_of(clause.tokens[start].lower) if start < at else None
        if value is not None and value == int(value) and clause.tokens[start].lower not in {"a", "an"}:
            return int(value)
        if token.lower in {"thousands", "hundreds", "millions"}:
            return token.lower
        return token.text if value is None else None
    return None


def _anaphoric(clause: Clause) -> bool:
    """The subject takes up people of the sentence before: "those residents", "they"."""
    words = [t.lower for t in clause.tokens[clause.low : clause.first]]
    return bool(words) and (
        any(w in {"those", "these", "they"} for w in words[-8:])
        or (words[0] in {"the", "all"} and bool(set(words[1:3]) & _SAME_PEOPLE))
    )


def _with_carried_origins(found: Sequence[_Found]) -> list[_Found]:
    """One event told in two sentences: the second takes the origin of the first."""
    joined: list[_Found] = []
    for one in found:
        previous = joined[-1] if joined else None
        if (
            previous is not None
            and one.anaphoric
            and one.sentence - previous.sentence == 1
            and one.movement.destinations
            and not one.movement.origins
            and previous.movement.origins
            and not previous.movement.destinations
            and previous.movement.kind in {"evacuation", "flight/displacement", "deportation"}
        ):
            kind = "evacuation" if previous.movement.kind == "evacuation" else one.movement.kind
            one = replace(
                one, movement=replace(one.movement, origins=previous.movement.origins, kind=kind)
            )
        joined.append(one)
    return joined
