"""What a text says a name is: "Salem is a town in Oregon", "Salem, a town in Oregon"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gazetteer.generic_terms import GenericTerm, generic_after, plural_of
from geo.model import Mention

__all__ = ["Definition", "definitions", "is_defined_at"]


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


_REACH = 240  # characters from a name to the end of what defines it
# "(old name: Salem)", ", officially the City of Salem,", ", also known as Salem,"
_ASIDE = (
    r"(?: \([^()\n]{0,120}\))?"
    r"(?:, (?:officially|also|or|formerly|previously|once|locally|commonly|sometimes|historically"
    r"|known|called|spelled|spelt|abbreviated)\b[^.;\n]{0,100}?,)?"
)
_BE = r"(?: is| was| are| were)(?: now| currently| today| also| both)?"
_BEGINNINGS = frozenset({" i", " w", " a", " l", " s", " (", ", "})  # of what may define a name
_OPENING = re.compile(
    rf"{_ASIDE}(?:(?:, in [^.;\n]{{0,60}}?)?,?(?P<be>{_BE})|,) (?:an?|the|one of the)\b"
)
_SITED = re.compile(
    rf"{_ASIDE}(?:(?:{_BE}|,)? (?:located|situated)|,? (?:lies|lying))(?= in | on | at | within )"
)
_INSIDE = r"(?:,? (?:located|situated|lying))?,? (?:in|of|on|at|within|inside|off)\b"
_FOLLOWS = re.compile(
    rf"(?: \([^()\n]{{0,60}}\))?(?:{_INSIDE}|,? (?:near|about|north|south|east|west|between))"
)
# The words of the noun phrase, up to what follows it.
_PHRASE = re.compile(
    rf"((?:,? [\w'’-]+){{1,12}}?)(?={_INSIDE}"
    r"|,? (?:for|with|near|by|to|from|that|which|who|where|whose|north|south|east|west|about)\b"
    r"| \(|[,.;:)\n]|$)"
)
# Kinds of places; a gazetteer files those of the second list in more ways than one.
_KINDS: dict[str, GenericTerm | None] = {
    noun: generic_after(noun)
    for noun in (
        "city creek county governorate hamlet island lagoon lake mountain"
        " municipality oblast peninsula prefecture province raion reservoir river settlement strait"
        " suburb town township valley village voivodeship volcano"
    ).split()
}
_KINDS["commune"] = generic_after("municipality")  # a town by its name, or the unit around it
_KINDS |= {"tributary": generic_after("river"), "stream": generic_after("river")}
_KINDS |= dict.fromkeys(
    "area arrondissement barangay bay borough camp canton community department district kingdom"
    " locality neighborhood neighbourhood parish place quarter region state subdivision territory"
    " ward".split()
)
_KINDS |= dict.fromkeys(["capital", "port", "seat", "resort"], generic_after("town"))
_PLURALS = {plural_of(noun): noun for noun in _KINDS}
_CONJUNCT = re.compile(r",? and | or |, ")
# What may stand between a kind and where it lies: "(a selo)", ", with a population of 300,".
_BETWEEN = re.compile(
    r"(?: \([^()\n]{0,60}\))?"
    r"(?:,? with (?:an? (?:estimated )?)?population of (?:[a-z]+ ){0,3}[\d.,]*\d"
    r"(?: (?:people|inhabitants|million))?(?: \([^()\n]{0,40}\))?)?"
    r"(?:,? and an? [\w'’-]+(?: [\w'’-]+)?)?(?=,? (?:in|of|on|located|situated)\b)"
)
# Between a name and what it lies in: ", in the south of", "in and the capital of the province of".
_IN = re.compile(rf"{_INSIDE}(?:,? [\w'’-]+){{0,12}} $")
_CHAIN = re.compile(r", $| \($|,? (?:in|of|on)(?: [\w'’-]+){0,5} $|(?: [a-z-]+){1,3} of $")
_ISLAND = re.compile(r"\b(?:Islands?|Isle|Caye?|Peninsula|Atoll)\b")
# What these words lead to is beside a place, not around it.
_BESIDE = re.compile(
    r"\b(?:near|from|to|with|between|beside|opposite|along|towards?|border(?:ing)?|by|than|after"
    r"|before|through|miles?|km|kilomet(?:er|re)s?)\b"
    r"|(?<!the )\b(?:north|south|east|west)(?:[- ]?(?:east|west))?(?:ern)? of $"
    r"|\b(?:banks?|shores?|mouth|foot|slopes?|confluence) of (?:the )?$"
)
_ON = re.compile(r"\bon (?:the )?$")  # an island around a place, or a river beside it


def definitions(text: str, mentions: Sequence[Mention]) -> list[Definition | None]:
    """Return the definition that follows each mention, or ``None``."""
    return [_definition(text, mentions, i) for i in range(len(mentions))]


def is_defined_at(text: str, end: int) -> bool:
    """Tell whether what ends there is said to be a place: "Salem is a town in"."""
    if text[end : end + 2] not in _BEGINNINGS:
        return False
    opening = _OPENING.match(text, end, end + _REACH)
    if opening is None or not opening["be"] or (found := _kind(text, opening)) is None:
        return False
    noun, phrase = found
    ends = _KINDS[noun] is not None and text.startswith((".", ",", ";"), phrase.end())
    return ends or _FOLLOWS.match(text, phrase.end()) is not None


def _definition(text: str, mentions: Sequence[Mention], i: int) -> Definition | None:
    if mentions[i].kind != "toponym":
        return None
    start = mentions[i].end
    if text[start : start + 2] not in _BEGINNINGS:
        return None
    if opening := _OPENING.match(text, start, start + _REACH):
        if (found := _kind(text, opening)) is None:
            return None
        noun, phrase = found
        between = _BETWEEN.match(text, phrase.end(), start + _REACH)
        end = between.end() if between else phrase.end()
        within = _within(text, mentions, i + 1, end)
        return Definition(_KINDS[noun], (*within, *_inside(mentions, i + 1, phrase)))
    if sited := _SITED.match(text, start, start + _REACH):
        return Definition(None, tuple(_within(text, mentions, i + 1, sited.end())))
    return None


def _kind(text: str, opening: re.Match[str]) -> tuple[str, re.Match[str]] | None:
    """Return the first head of the noun phrase that is a kind of place, and the phrase."""
    phrase = _PHRASE.match(text, opening.end(), opening.start() + _REACH)
    if phrase is None:
        return None
    heads = [part.rpartition(" ")[2] for part in _CONJUNCT.split(phrase[1])]
    if opening[0].endswith("one of the"):
        heads = [_PLURALS.get(head, "") for head in heads]
    noun = next((head for head in heads if head in _KINDS), None)
    return None if noun is None else (noun, phrase)


def _inside(mentions: Sequence[Mention], first: int, phrase: re.Match[str]) -> list[int]:
    """Return the mentions in a noun phrase: "a Mexican town"."""
    return [
        j for j in range(first, len(mentions)) if phrase.start() <= mentions[j].start < phrase.end()
    ]


def _within(text: str, mentions: Sequence[Mention], first: int, end: int) -> Iterator[int]:
    gap = _IN
    for j in range(first, len(mentions)):
        start = mentions[j].start
        if start < end:
            continue
        if not gap.match(text, end, start) or _BESIDE.search(text, end, start):
            break
        if not _ON.search(text, end, start) or _ISLAND.search(mentions[j].text):
            yield j
        end, gap = mentions[j].end, _CHAIN
