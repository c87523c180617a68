"""When the words of a pattern of areas do not denote one: "talks between A and B", "travelled off".

Each check takes the passage and what a pattern found in it, and says whether it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from geo.clauses import Passage
from geo.facilities import is_road
from geo.model import Mention

__all__ = ["CHECKS", "anchors_of"]

_PARTIES = re.compile(
    r"\b(?:talks?|relations?|relationships?|ties|tensions?|war|wars|conflicts?|fighting|"
    r"clash(?:es)?|match|games?|derby|finals?|agreements?|treat(?:y|ies)|deals?|trade|cooperation|"
    r"accords?|pacts?|negotiations?|disputes?|rivalry|rift|peace|truce|ceasefire|dialogue|"
    r"meetings?|conference|summit|gaps?|imbalance|contrast|comparisons?|balance|"
    r"contacts?|exchanges?|flights?|ferr(?:y|ies)|trains?|bus(?:es)?|"
    r"services?|differences?|signed|contests?|battles?|partnership|alliance|links?|choos\w+|choice|"
    r"friendship|hostilities|fly|flew|flown|flying|travel\w*|commut\w+|shuttl\w+|divided|"
    r"torn|splits?|time|border|"
    r"frontier|boundary)\b[^,;]*$",
    re.IGNORECASE,
)
_OFF_AS_PARTICLE = re.compile(
    r"\b(?:cordon\w*|drop\w*|cut\w*|seal\w*|la(?:y|id)|paid|pay\w*|call\w*|go\w*|went|tak\w*|took|"
    r"sign\w*|kick\w*|show\w*|h[eo]ld|fend\w*|f[io]ught|ripp?\w*|rul\w*|r[au]n|fac\w*|start\w*|"
    r"tee\w*|w[ai]rd\w*|"
    r"finish\w*|living|live|set|sets)\s+$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\w*(?:Democrats?|Republicans?|Baptists?|Christians?|Muslims?|Bank|Committee|Command|"
    r"Intelligence|Avenue|Street|Standard|Time|Daylight|Conference|Division|League|Catholics?)\b"
)
_PEOPLE_AFTER = re.compile(
    r"(?:'s)?\s+(?:family|families|campaign|administration|team|said|government|"
    r"investigation|regime|fans|players|and\s+his|and\s+her)\b"
)
_GOING = re.compile(
    r"\b(?:travel\w*|tour\w*|mov\w+|driv\w+|drove|walk\w*|fl(?:y|ew|ying)|get|getting|got|go|went|run|ran|"
    r"revolv\w+|turn\w*|all|from|way|based|just)\s+$",
    re.IGNORECASE,
)


def _check_off_shore(passage: Passage, found: re.Match[str]) -> bool:
    """A shore or town, not a road, and "off" not the particle of a verb ("sealed off X")."""
    anchor = anchors_of(passage, found)[0]
    before = passage.masked[max(0, found.start() - 25) : found.start()]
    if re.match(r"['’]s (?!coast|shore|north|south|east|west)", passage.masked[found.end() :]):
        return False  # "taken off Torvik's roads"
    return not (is_road(anchor) or _OFF_AS_PARTICLE.search(before))


def _check_off_road(passage: Passage, found: re.Match[str]) -> bool:
    """A road, and "off" not the particle of a verb."""
    before = passage.masked[max(0, found.start() - 25) : found.start()]
    return is_road(anchors_of(passage, found)[0]) and not _OFF_AS_PARTICLE.search(before)


def _check_around(passage: Passage, found: re.Match[str]) -> bool:
    """“The camps around X” are somewhere; "travelled around X" is a way to travel."""
    if anchors_of(passage, found)[0].kind == "demonym":
        return False
    return not _GOING.search(passage.masked[max(0, found.start() - 25) : found.start()])


def _check_not_parties(passage: Passage, found: re.Match[str]) -> bool:
    """“Talks between A and B”, "flights between A and B" denote no area."""
    before = passage.masked[max(0, found.start() - 70) : found.start()]
    clause = re.split(r"[.;:]\s|\n\s*\n", before)[-1]
    near = " ".join(clause.split()[-3:])
    if not any(anchor in passage.known for anchor in anchors_of(passage, found)):
        return False  # two names that may be people's
    return not _PARTIES.search(near) and anchors_of(passage, found)[0].kind != "demonym"


def _check_own_word(passage: Passage, found: re.Match[str]) -> bool:
    """A capital makes "North X" a name of its own, unless it begins a sentence or ends in -ern."""
    listed = passage.places_in(*found.span("anchor"))
    word = found["part"]
    if word[0].isupper() and listed and listed[0].kind == "demonym":
        return False  # "Central American"
    if not listed and (word[0].isupper() or _PEOPLE.match(found["anchor"])):
        return False
    if word[0].islower() or word.isupper():
        return True
    before = passage.text[max(0, found.start() - 4) : found.start()]
    begins = bool(re.search(r"(?:^|[.!?:—–\n]\s*[\"“]?\s*)$", before))
    if (
        not begins
        and word != "Downtown"
        and re.match(r"[ \t]+[A-Z]", passage.text[found.end() : found.end() + 3])
    ):
        return False  # "Central Iowa Power": a longer name
    if begins and not re.match(r"(?:North|South|East|West)\b", word):
        return True
    return bool(re.match(r"(?:\w+ern|Downtown|Central|Suburban)\b", word))


def _check_not_elsewhere(passage: Passage, found: re.Match[str]) -> bool:
    """“Outside of X” with a demonym is "not in X"; "from outside X" too."""
    before = passage.masked[max(0, found.start() - 12) : found.start()]
    if found[0].startswith("Outside of"):
        return False
    if re.search(r"\b(?:from|people|anyone|others|those)\s+$", before, re.IGNORECASE):
        return False
    return anchors_of(passage, found)[0].kind != "demonym"


def _check_land(passage: Passage, found: re.Match[str]) -> bool:
    """“Close to the Norse world”: a demonym is no place without a border, coast or the like."""
    anchor = anchors_of(passage, found)[-1]
    if anchor not in passage.known and _PEOPLE_AFTER.match(passage.masked, found.end()):
        return False
    if anchor.kind != "demonym" or re.search(r"border|frontier", found[0]):
        return True
    return bool(
        re.match(r"\s+(?:border|coast|capital|territor|city|town)", passage.masked[found.end() :])
    )


def _check_travel_time(passage: Passage, found: re.Match[str]) -> bool:
    """“An hour's drive from X”, but not "after an hour's drive from X", which is a journey."""
    before = passage.masked[max(0, found.start() - 12) : found.start()]
    if re.search(r"\b(?:after|during|following)\s+$", before, re.IGNORECASE):
        return False
    return bool(re.search(r"drive|walk|ride|journey|by|away|hour", found[0], re.IGNORECASE))


def _check_travel_heading(passage: Passage, found: re.Match[str]) -> bool:
    """“South from X” is a way travelled, not an area, unless it is "of"."""
    return not re.search(r"\bfrom\b", found[0][: found.start("anchor") - found.start()])


def _check_lower(_passage: Passage, found: re.Match[str]) -> bool:
    """“X's Northern Herald” is a name."""
    return found["direction"][0].islower()


def _check_not_official(passage: Passage, found: re.Match[str]) -> bool:
    """The "Norse countryside" is anywhere in the country."""
    return anchors_of(passage, found)[0].kind != "demonym"


CHECKS: dict[str, Callable[[Passage, re.Match[str]], bool]] = {
    "land": _check_land,
    "lower": _check_lower,
    "off_shore": _check_off_shore,
    "off_road": _check_off_road,
    "around": _check_around,
    "not_parties": _check_not_parties,
    "own_word": _check_own_word,
    "not_elsewhere": _check_not_elsewhere,
    "travel_time": _check_travel_time,
    "travel_heading": _check_travel_heading,
    "not_official": _check_not_official,
}


def anchors_of(passage: Passage, found: re.Match[str]) -> tuple[Mention, ...]:
    """The places of a match's anchors; an unlisted name becomes a mention of its own."""
    anchors: list[Mention] = []
    for group in ("anchor", "other"):
        if found.groupdict().get(group):
            start, end = found.span(group)
            listed = passage.places_in(start, end)
            anchors += listed or [Mention(start, end, passage.text[start:end], "facility")]
    return tuple(anchors)
