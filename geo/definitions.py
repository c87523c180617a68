"""What a text says a name is: "Salem is a town in Oregon", "Salem, a town in Oregon"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gazetteer.generic_terms import GenericTerm, generic_after
from geo.model import Mention

__all__ = ["Definition", "definitions"]


@dataclass(frozen=True, slots=True)
class Definition:
    """What a mention is said to be.

    Attributes
    ----------
    term
        The generic term of its kind, where that tells kinds of places apart.
    within
        Indexes of the mentions it is said to lie in, nearest first.
    """

    term: GenericTerm | None
    within: tuple[int, ...]


_REACH = 200  # characters from a name to the end of what defines it
_OPENING = re.compile(
    r"(?: \([^()\n]{0,120}\))?(?:,| is| was| are| were)(?: now| currently)?"
    r" (?:an?|the|one of the)\b"
)
_INSIDE = r"(?:,? (?:located|situated|lying))?,? (?:in|of|on|at|within|inside|off)\b"
# The words of the noun phrase, up to what follows it.
_PHRASE = re.compile(
    rf"((?:,? [\w'’-]+){{1,9}}?)(?={_INSIDE}|,? (?:for|with|near|by|to|from|that|which|who|where)\b"
    r"|[,.;:)\n]|$)"
)
# Kinds of places; a gazetteer files those of the second list in more ways than one.
_KINDS: dict[str, GenericTerm | None] = {
    noun: generic_after(noun)
    for noun in (
        "borough city commune county governorate hamlet island lake mountain municipality oblast"
        " peninsula prefecture province river settlement suburb town township valley village"
        " volcano"
    ).split()
}
_KINDS |= dict.fromkeys(
    "area camp canton community department district kingdom locality neighborhood neighbourhood"
    " parish place region state territory".split()
)
_KINDS |= dict.fromkeys(["capital", "port", "seat", "resort"], generic_after("town"))
# Before the first place it lies in, and between that and the next: ", in the south of".
_IN = re.compile(rf"{_INSIDE}(?: [\w-]+){{0,5}} $")
_CHAIN = re.compile(r", $| \($|,? (?:in|of|on)(?: [\w-]+){0,5} $")


def definitions(text: str, mentions: Sequence[Mention]) -> list[Definition | None]:
    """Return the definition that follows each mention, or ``None``."""
    return [_definition(text, mentions, i) for i in range(len(mentions))]


def _definition(text: str, mentions: Sequence[Mention], i: int) -> Definition | None:
    if mentions[i].kind != "toponym":
        return None
    start = mentions[i].end
    opening = _OPENING.match(text, start, start + _REACH)
    if opening is None:
        return None
    phrase = _PHRASE.match(text, opening.end(), start + _REACH)
    if phrase is None:
        return None
    nouns = [word for word in re.findall(r"\w+", phrase.group(1)) if word in _KINDS]
    if not nouns:
        return None
    return Definition(_KINDS[nouns[-1]], tuple(_within(text, mentions, i + 1, phrase.end())))


def _within(text: str, mentions: Sequence[Mention], first: int, end: int) -> list[int]:
    found: list[int] = []
    gap = _IN
    for j in range(first, len(mentions)):
        if mentions[j].start < end:  # "the Mexican state of Veracruz"
            continue
        if not gap.match(text, end, mentions[j].start):
            break
        found.append(j)
        end, gap = mentions[j].end, _CHAIN
    return found
