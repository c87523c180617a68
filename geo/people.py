"""Who moves, in number or words: "300 villagers", "tens of thousands", one person for "she"."""

from __future__ import annotations

import re

from geo.clause import Clause
from geo.clauses import AUXILIARIES
from geo.cues import ENGLISH, cues_of
from geo.frames import noun_classes
from geo.grammar import words_of
from geo.measures import number_of, opens_number

__all__ = ["people_of"]

_REACH = 8  # tokens on either side of the motion word
_BEFORE = 5  # tokens before the noun in which its number stands
_YEAR = re.compile(r"(?:19|20)\d\d")  # after a word that dates; "about 2000" is a number
_DATING = words_of("dating")
_ONE = frozenset({"a", "an"})
_ALONE = words_of("alone")
_SAYING = words_of("reporting") - {"they", "it"}
_SAYERS = 6  # tokens from the comma to the verb of saying
_VAGUE = re.compile(
    r"\b(?P<count>(?:tens|hundreds) of thousands|"
    r"(?:several|many|a few) (?:hundred|thousand|million)|thousands|hundreds|"
    r"dozens|millions|scores|several|many|most)"
    r"(?: of(?: the| its| their| them)?)?(?: [\w-]+){0,2}$"
)


def people_of(clause: Clause) -> int | str | None:
    """The number of those who move, or words that stand for it; ``None`` if neither is given."""
    before = range(clause.first - 1, max(clause.first - _REACH, clause.low) - 1, -1)
    after = range(clause.last + 1, min(clause.last + _REACH + 1, _speaker(clause)))
    known = noun_classes()
    for at in (*after, *before):
        token = clause.tokens[at]
        demonym = token.place is not None and token.place.kind == "demonym"
        if not demonym:
            classes = known.get(token.lower, ()) if token.kind == "word" else ()
            if "dweller" not in classes or "carrier" in classes:
                continue
        words: list[str] = []
        for n in range(at - 1, max(clause.low, at - _BEFORE) - 1, -1):
            if clause.tokens[n].kind == "mark" or _is_year(clause, n):
                break
            words.insert(0, clause.word(n))
        if demonym and not words:
            continue
        if vague := _VAGUE.search(" ".join([*words, token.lower])):
            return str(vague["count"])
        for begin, word in enumerate(words):
            if not opens_number(word):
                continue
            for end in range(len(words), max(begin, len(words) - 3), -1):
                phrase = " ".join(words[begin:end])
                value = number_of(phrase) if phrase not in _ONE else None
                if value is not None and value == int(value):
                    return int(value)
        if token.kind == "word":
            return str(token.text)
    return 1 if _is_alone(clause) else None


def _speaker(clause: Clause) -> int:
    """The comma before who says so, "…, aid workers said"; the clause's end where nobody does."""
    comma = clause.high
    for at in range(clause.last + 1, clause.high):
        if clause.word(at) == ",":
            comma = at
        elif comma < at <= comma + _SAYERS and clause.word(at) in _SAYING:
            return comma
    return clause.high


def _is_alone(clause: Clause) -> bool:
    """Whether one person moves: "she was flown", "took him"."""
    at = clause.first - 1
    while at >= clause.low and clause.word(at) in AUXILIARIES:
        at -= 1
    if clause.word(at) in _ALONE or clause.word(clause.last + 1) in _ALONE - {"her"}:
        return True
    return clause.word(clause.last + 1) == "her" and (
        clause.word(clause.last + 2) in {"to", "from", "back", "into", "home", "across"}
    )


def _is_year(clause: Clause, at: int) -> bool:
    """Tell "in August 2022 residents" from "2000 residents"."""
    if at == clause.low or not _YEAR.fullmatch(clause.word(at)):
        return False
    before = clause.tokens[at - 1].lower
    return before in _DATING or cues_of(ENGLISH).of(before) == "calendar"
