"""Who moves from where to where: the movements that a text describes.

Verbs and nouns of motion are rows of ``motion.csv``. Each occurrence that is not refused (money,
messages, weather, roads …) opens a clause; the places of the clause get roles from the words that
govern them (:mod:`geo.roles`), and the words before it say whether it happened.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.clause import DETERMINERS, TEMPORAL, Clause
from geo.clauses import BE_FORMS, Passage, covered
from geo.facilities import find_facilities
from geo.frames import forms_by_first_word, noun_classes
from geo.measures import number_of
from geo.modality import speaker_of, status_of
from geo.model import Area, Mention, Movement, MovementKind
from geo.movers import add_anaphor, add_left_roles
from geo.refusals import is_refused, mover_classes
from geo.roles import RolePlaces, right_roles
from geo.triggers import clause_end, clause_start, find_triggers
from geo.unlisted import find_unlisted, is_place_like

__all__ = ["find_movements"]

_ONE = frozenset({"a", "an"})
_VAGUE = frozenset("thousands hundreds dozens millions scores several many most".split())
_SAME_PEOPLE = frozenset(
    "they those these them evacuees residents families people civilians".split()
)
_TO_BLANKS = str.maketrans(dict.fromkeys(".,;:!?\"'()[]“”‘’—–…\ue000\ue001", " "))
# "Sent to Dahl", "brought to Acme": these verbs go to people and firms too.
_TO_PEOPLE = frozenset(
    "send,bring,take,deliver,supply,return,come,go,follow,release,remove,delivery,tour,ticket,fare,"
    "shipment,pass through,run,turn back,render,import,export,bring back,slip,advance,pursue,"
    "move,transfer".split(",")
)
_EMPTIED = re.compile(r"\b(?:evacuat|fle(?:e|d|eing)\b|refugee|displac|exodus)", re.IGNORECASE)
_OFTEN = 2
_NEAR = 60  # tokens about a motion word in which a speaker is sought
_EVACUEES = frozenset("evacuees residents inhabitants civilians villagers".split())
_CIVILIANS = _EVACUEES | frozenset(
    "people families survivors others many thousands hundreds women children locals citizens "
    "passengers patients drivers workers diplomats".split()
)
_ORDERS = frozenset("told ordered asked urged instructed advised orders order warned".split())
_CARRYING = frozenset("fly drive return sail walk ride rush".split())
_COURSES = frozenset({"bound", "en route", "on the way", "head"})
_OBJECTS = frozenset("him her them me us it".split())
_LOCATING = frozenset({"direction", "direction+distance", "distance", "part"})
_STORM = re.compile(r"\b(?:Hurricane|Typhoon|Cyclone|Storm|Tropical Storm) ([A-Z]\w+)")


@dataclass(frozen=True, slots=True)
class _Context:
    """What the whole text says for each of its clauses."""

    edges: Mapping[int, int]
    headings: frozenset[int]
    storms: frozenset[str]
    emptied: bool  # the text is about people driven from their homes
    unlisted: frozenset[Mention]

    @classmethod
    def of(cls, text: str, areas: Sequence[Area], unlisted: Sequence[Mention]) -> _Context:
        located = [a for a in areas if a.relation in _LOCATING]
        return cls(
            {m.start: a.start for a in located for m in a.anchors if a.start < m.start},
            frozenset(a.anchors[0].start for a in located if a.relation.startswith("direction")),
            frozenset(name.lower() for name in _STORM.findall(text)),
            len(_EMPTIED.findall(text)) >= _OFTEN,
            frozenset(unlisted),
        )


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
    for number, (start, end) in enumerate(passage.spans):
        opens = passage.spans[number - 1][0] if number else start
        if not passage.places_in(opens, end) or not _may_move(passage.masked[start:end]):
            continue
        found += _in_sentence(passage, number, context)
    return [f.movement for f in _with_carried_origins(found)]


def _may_move(masked: str) -> bool:
    """Whether a sentence has a word that a form of the table begins with: a quick look."""
    words = masked.lower().translate(_TO_BLANKS).split()
    return not forms_by_first_word().keys().isdisjoint(words)


def _in_sentence(passage: Passage, number: int, context: _Context) -> list[_Found]:
    tokens = passage.sentence(number)
    triggers = find_triggers(tokens, passage.masked)
    found = []
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
        if clause.frame.lemma in _TO_PEOPLE:
            for mention in [*roles.origins, *roles.destinations]:
                if mention in context.unlisted and not is_place_like(mention.text):
                    roles.discard(mention)
        if roles:
            found.append(
                _Found(_movement(clause, roles, context), number, _anaphoric(clause), clause)
            )
    return _with_courses(found)


def _with_courses(found: Sequence[_Found]) -> list[_Found]:
    """“Left A bound for B” is one movement: a course said right after takes its place in it."""
    joined: list[_Found] = []
    for one in found:
        first = joined[-1] if joined else None
        if (
            first is not None
            and one.clause.frame.lemma in _COURSES
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
        else:
            joined.append(one)
    return joined


def _movement(clause: Clause, roles: RolePlaces, context: _Context) -> Movement:
    return Movement(
        _kind(clause, context),
        status_of(clause.tokens, clause.low, clause.first),
        (clause.tokens[clause.first].start, clause.tokens[clause.last].end),
        tuple(roles.origins),
        tuple(roles.destinations),
        tuple(roles.via),
        _people(clause),
        speaker_of(clause.tokens[max(0, clause.first - _NEAR) : clause.last + _NEAR]),
    )


def _kind(clause: Clause, context: _Context) -> MovementKind:
    kind = clause.frame.kind
    if kind not in {"transport", "travel", "other"}:
        return kind
    theme = mover_classes(clause)
    words = {t.lower for t in clause.tokens[clause.low : min(clause.last + 6, clause.high)]}
    if "military" in theme and not theme & {"goods"} and not words & _CIVILIANS:
        return "military"
    if words & {"refugees", "refugee", "displaced", "returnees"}:
        return "flight/displacement"
    many = "dweller" in theme or bool(words & _CIVILIANS)
    if many and words & _ORDERS and "told" in clause.frame.roles:
        return "evacuation"
    if many and context.emptied:
        carried = kind == "transport" or _carried(clause) or bool(words & _EVACUEES)
        return "evacuation" if carried else "flight/displacement"
    if "goods" in theme and "person" not in theme:
        return "transport"
    return "transport" if kind == "travel" and _carried(clause) else kind


def _carried(clause: Clause) -> bool:
    """Whether others carry the traveller: "was flown to X", "drove her to X"."""
    tokens, word = clause.tokens, clause.tokens[clause.first].lower
    if clause.frame.pos != "verb" or clause.frame.lemma not in _CARRYING:
        return False
    before = {t.lower for t in tokens[max(clause.first - 3, clause.low) : clause.first]}
    if word.endswith(("n", "ed")) and before & BE_FORMS:
        return True
    following = tokens[clause.last + 1] if clause.last + 1 < clause.high else None
    if following is None or following.kind != "word" or following.lower in TEMPORAL:
        return False
    someone = following.lower in DETERMINERS and bool(mover_classes(clause) & {"person", "dweller"})
    return someone or following.capitalised or following.lower in _OBJECTS


def _people(clause: Clause) -> int | str | None:
    """The number, or the words, of those who move: "300 villagers", "thousands of protesters"."""
    window = [*range(clause.last + 1, min(clause.last + 9, clause.high)),
              *range(clause.first - 1, max(clause.first - 9, clause.low - 1), -1)]  # fmt: skip
    for at in window:
        token = clause.tokens[at]
        if token.kind != "word" or "dweller" not in noun_classes().get(token.lower, ()):
            continue
        words = [
            t.lower for t in clause.tokens[max(clause.low, at - 4) : at + 1] if t.kind == "word"
        ]
        if vague := next((w for w in reversed(words) if w in _VAGUE), None):
            return vague
        phrases = (" ".join(words[n:-1]) for n in range(len(words) - 1))
        value = next(
            (v for p in phrases if (v := number_of(p)) is not None and p not in _ONE), None
        )
        return int(value) if value is not None and value == int(value) else token.text
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
