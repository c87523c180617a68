"""The kind of a movement: its motion word says it, or who moves, or what the text is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from geo.clause import TEMPORAL, Clause
from geo.clauses import BE_FORMS, Token
from geo.frames import noun_classes, nouns_by_class
from geo.grammar import words_of
from geo.model import MovementKind, MovementStatus
from geo.refusals import mover_classes, object_classes

__all__ = ["Tenor", "kind_of"]

_FLED = ("flee ", "flees ", "fleeing", "fled ", "refugee", "displac", "exodus", "uprooted")
_OFTEN = 1
_EVACUEES = words_of("evacuee")
_DRIVEN = words_of("driven out")
_CIVILIANS = words_of("civilian")
_HELPERS = words_of("helper")
_CAPTIVES = words_of("captive")
_ORDERS = words_of("ordered")
_STATES = words_of("state")
_EXPELLED = re.compile(r"\b(?:deport|extradit|expel|expuls|rendition|repatriat)", re.IGNORECASE)
_FLEETS = words_of("fleet")
_OBJECTS = words_of("object pronoun")
_FREIGHT = words_of("freight carrier")
_FIRMS = words_of("firm")
_OUT = 7  # tokens after a verb of carrying in which "out" tells what for
_NEAR = 14  # tokens before and after the motion word that tell who moves


@dataclass(frozen=True)
class Tenor:
    """What a whole text is about: how often it speaks of evacuation and of flight."""

    text: str

    @cached_property
    def evacuated(self) -> int:
        """How often it speaks of evacuation."""
        return self.text.lower().count("evacu")

    @cached_property
    def fled(self) -> int:
        """How often it speaks of flight."""
        lower = self.text.lower()
        return sum(lower.count(word) for word in _FLED)

    @property
    def emptied(self) -> bool:
        """Whether the text is about people driven from their homes."""
        return self.evacuated + self.fled >= _OFTEN


def kind_of(
    clause: Clause, tenor: Tenor, status: MovementStatus, before: Callable[[], Sequence[Token]]
) -> MovementKind:
    """The kind of a movement; only a general motion word leaves it to those who move.

    ``before`` reads the sentence before: what people leave may be told there.
    """
    frame = clause.frame
    if frame.kind not in {"transport", "travel", "other"}:
        return frame.kind
    theme = mover_classes(clause)
    if theme & {"carrier", "goods"}:
        theme -= {"dweller"}  # lorries, whose "from X" is where they start, are no people
    low, high = max(0, clause.first - _NEAR), min(clause.last + _NEAR, clause.high)
    words = _words(clause, low, high)
    carried = frame.kind == "transport" or _carried(clause)
    if _expels(clause, theme, before):
        return "deportation"
    if words & _EVACUEES:
        return "evacuation"
    driven = "peril" in _doer(clause) or clause.word(clause.first - 1) in clause.storms
    if frame.lemma == "drive" and driven and words & (_OBJECTS | {"of"}):
        return "flight/displacement"
    if frame.lemma == "send" and _sent_back(clause):
        return "deportation"
    after = range(clause.last + 1, high)
    near = _words(clause, low, next((at for at in after if clause.word(at) == ","), high))
    civil = bool(near & _CIVILIANS) and not near & _HELPERS
    if "ships goods" in frame.traits and not civil:
        return "transport"
    if "military" in theme and not theme & {"goods"} and not civil:
        return "military"
    to_camp = civil and not carried and bool(words & {"camp", "camps"})
    if words & _DRIVEN or (to_camp and frame.kind == "travel"):
        return "flight/displacement"
    said = _words(clause, clause.low, clause.first)
    told = bool(said & _ORDERS) and "told" in frame.roles
    if told and (civil or "dweller" in theme or tenor.emptied):
        return "flight/displacement" if status == "denied/hypothetical" else "evacuation"
    if words & _CAPTIVES:
        return "transport"
    if "moves others" in frame.traits and near & _FIRMS:
        return "other"
    if "goods" in theme and "person" not in theme:
        return "transport"
    if carried and civil and _is_taken_out(clause):
        return "evacuation"
    leaving = (civil or "dweller" in theme) and not near & _HELPERS
    in_peril = leaving and _speaks_of_peril((*before(), *clause.tokens))
    if leaving and (tenor.emptied or in_peril):
        if "comes back" in frame.traits or status == "denied/hypothetical":
            return "flight/displacement"
        if carried or _is_moved(clause):
            evacuated = bool(tenor.evacuated or words & _FLEETS or in_peril)
        else:
            evacuated = tenor.evacuated > tenor.fled
        return "evacuation" if evacuated else "flight/displacement"
    if frame.kind == "travel" and (_carried(clause) or words & _FREIGHT):
        return "transport"
    return frame.kind


def _words(clause: Clause, low: int, high: int) -> set[str]:
    return {token.lower for token in clause.tokens[low:high]}


def _speaks_of_peril(tokens: Sequence[Token]) -> bool:
    return not nouns_by_class()["peril"].isdisjoint([token.lower for token in tokens])


def _is_moved(clause: Clause) -> bool:
    """“Were moved to X”, "moved its citizens to X"."""
    if "moves others" not in clause.frame.traits:
        return False
    if clause.frame.pos == "verb" and "dweller" in (object_classes(clause) or ()):
        return True
    return any(clause.word(at) in BE_FORMS for at in range(clause.first - 3, clause.first))


def _is_taken_out(clause: Clause) -> bool:
    """“Brought 70 people out of X”, "flown out"."""
    after = range(clause.last + 1, min(clause.last + _OUT, clause.high))
    return any(clause.word(at) == "out" for at in after)


def _doer(clause: Clause) -> frozenset[str]:
    """Classes of the word right before the verb: "shelling drove …"."""
    return noun_classes().get(clause.word(clause.first - 1), frozenset())


def _sent_back(clause: Clause) -> bool:
    """“Sent 400 people back to X”."""
    after = range(clause.last + 2, min(clause.last + _NEAR, clause.high))
    return any(clause.word(at) == "back" and clause.word(at + 1) in {"to", "into"} for at in after)


def _carried(clause: Clause) -> bool:
    """Whether others carry the traveller: "was flown to X", "drove her to X"."""
    tokens, word = clause.tokens, clause.tokens[clause.first].lower
    if clause.frame.pos != "verb" or "may carry" not in clause.frame.traits:
        return False
    before = {t.lower for t in tokens[max(clause.first - 3, clause.low) : clause.first]}
    if word.endswith(("n", "ed")) and before & BE_FORMS:
        return True
    following = tokens[clause.last + 1] if clause.last + 1 < clause.high else None
    if following is None or following.kind != "word" or following.lower in TEMPORAL:
        return False
    someone = bool({"person", "dweller"} & (object_classes(clause) or frozenset()))
    return someone or following.capitalised or following.lower in _OBJECTS


def _expels(clause: Clause, theme: frozenset[str], before: Callable[[], Sequence[Token]]) -> bool:
    """Whether a state sends people out: "police returned 16 Iraqis", "flown out, deported"."""
    if clause.frame.pos != "verb" or "sends" not in clause.frame.traits:
        return False
    tokens = clause.tokens
    passive = any(clause.word(at) in BE_FORMS for at in range(clause.first - 3, clause.first))
    after = tokens[clause.last + 1 : clause.last + 5]
    nation = any(t.place is not None and t.place.kind == "demonym" for t in after)
    person = nation or any(t.lower in {"him", "her", "them"} for t in after[:1])
    if clause.frame.lemma == "return":
        actor = any(
            "actor" in noun_classes().get(clause.word(at), ())
            for at in range(max(clause.low, clause.first - _NEAR), clause.first)
        )
        return person and actor
    if nation and any(
        clause.word(at) in _STATES
        for at in range(max(clause.low, clause.first - _NEAR), clause.first)
    ):
        return True
    if nation and clause.frame.lemma in {"transfer", "remove", "relocate"}:
        return True
    if "goods" in theme or not (passive or person):
        return False
    return any(_EXPELLED.match(t.lower) for t in (*before(), *tokens))
