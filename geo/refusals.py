"""Motion words that move no traveller and no freight: money, messages, storms, roads."""

from __future__ import annotations

from collections.abc import Sequence

from geo.clause import PREPOSITIONS, Clause
from geo.clauses import AUXILIARIES, PRONOUNS, Token
from geo.facilities import is_road
from geo.frames import noun_classes
from geo.grammar import words_of

__all__ = ["is_refused", "mover_classes", "object_classes"]

_NO_SUBJECT = AUXILIARIES | {"but", "and"}
_REFUSED = frozenset({"abstract", "weather", "way", "projectile"})
_PARTS = words_of("part of many")
_PEOPLE = frozenset({"person", "dweller", "military"})
_JOINING = words_of("joining")
_REACH = 60  # tokens
_RAISING = words_of("raising")
_VICTIMS = words_of("victim")
_SUBJECT = 6  # tokens before a verb in which its subject stands
_ACCEPTED = frozenset({"person", "military", "goods", "carrier", "dweller"})


def is_refused(clause: Clause) -> bool:
    """Whether what moves is no traveller and no freight: money, a message, a storm, a road."""
    tokens, frame = clause.tokens, clause.frame
    if frame.pos == "noun":
        before = tokens[clause.first - 1].lower if clause.first else ""
        return bool(_REFUSED & noun_classes().get(before, frozenset())) and not (
            _ACCEPTED & noun_classes().get(before, frozenset())
        )
    if clause.word(clause.first - 1) == "of" and clause.word(clause.first - 2) == "capable":
        return True  # missiles
    if "what" in [t.lower for t in tokens[max(clause.first - 4, clause.low) : clause.first]]:
        return True
    theme = mover_classes(clause)
    if "athlete" in theme and "changes club" in frame.traits:
        return True  # from club to club
    if frame.lemma == "come" and _is_provenance(clause):
        return True
    gone = frame.kind == "evacuation" and frame.roles.get("bare") != "origin"
    if gone and "goods" in theme and not theme & _PEOPLE:
        return True  # gas is extracted, not rescued
    if (
        "as a way does" in frame.traits
        and clause.word(clause.first - 1) != "and"
        and "way" in _subject_classes(clause)
    ):
        return True  # "the bridge carries cars"
    if frame.pos in {"adverb", "adjective"}:
        theme -= {"way"}  # "filled the road on the way to X"
    return bool(theme & _REFUSED) and not theme & _ACCEPTED


def _is_provenance(clause: Clause) -> bool:
    """“Most of the dead came from X”: their home, no journey."""
    before = clause.tokens[max(clause.first - _SUBJECT, clause.low) : clause.first]
    return clause.word(clause.last + 1) == "from" and any(t.lower in _VICTIMS for t in before)


def mover_classes(clause: Clause) -> frozenset[str]:
    """Classes of what moves: the verb's object, else its subject."""
    theme = None
    if clause.frame.roles.get("bare", "none") == "none" or clause.frame.kind == "evacuation":
        theme = object_classes(clause)  # else the object is a place: "reached the river"
    return _subject_classes(clause) if theme is None else theme


def object_classes(clause: Clause) -> frozenset[str] | None:
    """Classes of the verb's object; ``None`` if nothing stands between verb and preposition."""
    words: list[str] = []
    for at in range(clause.last + 1, clause.high):
        token = clause.tokens[at]
        if token.text == "$":
            return frozenset({"abstract"})
        if token.place is not None and token.place.kind == "demonym":
            return frozenset({"person"})
        following = clause.word(at + 1) if at + 1 < clause.high else ""
        if token.lower == "of" and words and words[-1] in _PARTS:
            words.pop()  # "moved most of its fleet"
            continue
        if token.place is not None and noun_classes().get(following):
            continue  # "its Oril production"
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
    before = tokens[at].lower if at >= 0 else ""
    if before == "from" and at > 0:  # "stop the fire from moving"
        return noun_classes().get(tokens[at - 1].lower, frozenset())
    if before in {"and", "but"}:
        return _first_noun(tokens[max(0, at - _REACH) : at])
    if before in {"of", "by", "for", "after", "before", "without"}:
        return frozenset()  # its subject is not said
    if at > 0 and tokens[at].lower == "to" and tokens[at - 1].lower not in _RAISING:
        named = tokens[at - 1].lower == "and" and any(t.lower in clause.storms for t in tokens[:at])
        return frozenset({"weather"}) if named else frozenset()
    nearest: frozenset[str] = frozenset()
    low = clause.low
    while at >= 0 and seen < 8:
        token = tokens[at]
        if token.kind == "place" and not seen and _is_way_moving(clause, at):
            return frozenset({"way"})  # "the Oril River enters X"
        if token.text == "," and not seen and (opening := _aside_start(tokens, at)) is not None:
            at, low = opening - 1, 0
            continue
        if at < low or (token.kind == "mark" and seen and token.text not in "-'\"“”"):
            break
        word = token.lower
        if word in {"said", "says", "told", "that"}:
            break
        if token.kind == "word" and word not in AUXILIARIES:
            seen += 1
            if word in clause.storms:
                return frozenset({"weather"})
            if word == "it" and any(
                "weather" in noun_classes().get(t.lower, ())
                for t in tokens[max(0, at - _REACH) : at + _REACH]
            ):
                return frozenset({"weather"})
            if word in PRONOUNS or (token.capitalised and at > 0 and word not in noun_classes()):
                return frozenset({"person"})
            classes = noun_classes().get(word)
            if classes:
                head = _before_phrase(tokens, at)
                if head is None:
                    return classes
                nearest, at = nearest or classes, head
                continue
        at -= 1
    if nearest:
        return nearest
    if not seen and tokens[clause.first - 1].lower in _NO_SUBJECT:
        return _first_noun(tokens[max(0, clause.first - _REACH) : clause.last + _REACH])
    return frozenset()


def _is_way_moving(clause: Clause, at: int) -> bool:
    """Whether the place at a token is a road or river, and the subject of what follows."""
    mention = clause.tokens[at].place
    assert mention is not None
    way = is_road(mention) or mention.text.endswith((" River", " Creek", " Canal"))
    return way and clause.word(at - 1) not in PREPOSITIONS and clause.word(at + 1) != ","


def _before_phrase(tokens: Sequence[Token], at: int) -> int | None:
    """Index before the "in the" that a noun follows: in "flooding in the north" of "flooding"."""
    back = at - 1
    while back >= 0 and tokens[back].lower in {"the", "a", "an", "its", "his", "her", "their"}:
        back -= 1
    if back > 0 and tokens[back].lower in _JOINING:
        return back - 1
    return None


def _aside_start(tokens: Sequence[Token], comma: int) -> int | None:
    """Index of the comma before ", which had …,", given the one after."""
    for at in range(comma - 1, max(comma - 16, 0), -1):
        if tokens[at].text == "," and tokens[at + 1].lower in {"which", "who"}:
            return at
    return None


def _first_noun(tokens: Sequence[Token]) -> frozenset[str]:
    if any(t.lower == "it" for t in tokens) and any(
        "weather" in noun_classes().get(t.lower, ()) for t in tokens
    ):
        return frozenset({"weather"})
    for token in tokens:
        if token.lower in PRONOUNS:
            return frozenset({"person"})
        if classes := noun_classes().get(token.lower):
            return classes
    return frozenset()
