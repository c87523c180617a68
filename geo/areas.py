"""Expressions that denote an area relative to a named place: "20 km north of X", "southern X".

The patterns are rows of ``relations.csv``: regular expressions over the text with its places
masked, in which a blank is any white space and ``{…}`` is one of the slots below.
"""

from __future__ import annotations

import csv
import re
import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from geo.clauses import PLACE, Passage, covered
from geo.facilities import find_facilities, is_road
from geo.measures import COMPASS, DISTANCE, DURATION, direction_of, distance_km
from geo.model import Area, Mention, RelationType
from geo.scan import Lexicon, lowered, tokens_of

__all__ = ["find_areas"]

_ENDINGS = frozenset({"bank", "front", "shore", "line"})  # cues within words: "riverbank"
# How far an expression may reach before (unless its row says less) and after the word it turns on,
# in characters.
_REACH_BEFORE, _REACH_AFTER = 90, 150

_THE = r"(?:(?:the|its|their|both|old|besieged|[a-z]+-held) ){0,2}"
# "the capital of X", "the city of X", "the border with X": what may stand before an anchor.
_KIND = (
    r"(?:(?:capital|city|town|township|village|island|district|province|region|state|republic|"
    r"county|country|community|suburb|peninsula|river|lake|sea|mouth|port|coast|shore|hamlet|"
    r"settlement|municipality|neighbou?rhood|mountain|volcano|island nation|resort|crater|summit|"
    r"junction|confluence|intersection|"
    r"epicent(?:re|er)|ruins|airport|harbou?r)s?(?: city|"
    r" town)?,? (?:of )?)"
)
_BEFORE = (
    rf"{_THE}(?:(?-i:[a-z]+ ){{0,2}}{_KIND}{_THE})?(?:(?-i:downtown|central|{COMPASS}) )?"
    rf"(?:\d+ (?:[NSEW]\. )?)?"
    rf"(?:{PLACE}(?:['’]s)? (?:(?-i:[a-z]+) )?(?:capital|city|town|village|port)(?: of|,)? )?"
)
_NO_NAME = (
    "I|The|A|An|He|She|It|They|We|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|"
    "February|March|April|May|June|July|August|September|October|November|December|Mr|Mrs|Ms|Dr"
)
# A capitalised phrase is a place after words that only ever precede one.
_WORD = r"[A-Z]\w*(?:[-’'](?!s\b)\w+)*"
_UNLISTED = rf"(?-i:(?!(?:{_NO_NAME})\b){_WORD}(?:[ ]{_WORD}){{0,3}})"
_NAME = rf"(?:{PLACE}|{_UNLISTED})"
_EXIT = r"(?:(?-i:[A-Z])\w+ \d+ (?:in|near|at) )?"  # "between Exit 1 in X and Exit 6 near Y"
_SLOTS = {
    "distance": rf"(?P<distance>{DISTANCE})",
    "duration": rf"{DURATION}",
    "compass": rf"(?P<direction>{COMPASS})",
    "compasses": rf"(?P<direction>{COMPASS}(?:, {COMPASS})*(?:,? (?:and|or|to) {COMPASS})?)",
    "name": _NAME,
    "anchor": rf"{_BEFORE}(?P<anchor>{PLACE})(?!-)",
    "anchors": rf"{_BEFORE}(?P<anchor>{PLACE}(?:(?:, {_THE}{PLACE})*,? and {_THE}{PLACE})?)(?!-)",
    "names": rf"{_BEFORE}(?P<anchor>{_NAME}(?:(?:, {_THE}{PLACE})*,? and {_THE}{PLACE})?)(?!-)",
    "place": PLACE,
    "name_of_one": rf"{_BEFORE}(?P<anchor>{_NAME})(?!-)",
    "owner": rf"(?P<anchor>{PLACE})",
    "place_of": rf"(?:(?P<anchor>{PLACE})|(?<=the[ ])(?P<other>{_UNLISTED}))",
    "pair": rf"(?P<anchor>{PLACE}(?:[-–/]{PLACE})?)",
    "road": rf"{_THE}(?P<anchor>{PLACE})",
    "both": (
        rf"{_EXIT}{_BEFORE}(?P<anchor>{_NAME})(?:['’]s)?(?: [a-z]+)?,? and "
        rf"{_EXIT}{_BEFORE}(?P<other>{_NAME})(?: (?:avenues|streets|roads|rivers|counties))?"
    ),
    "part": (
        r"(?:part|portion|half|halve|end|side|edge|tip|section|sector|area|region|flank|slope|"
        r"district|neighbou?rhood|corner|third|quarter|province|highland|lowland|plain|county|"
        r"countie|state|village|town|citie)s?"
    ),
    "border": (
        r"(?:borders?|frontiers?|borderlands?|boundary|boundaries|state line|county line|"
        r"city limits)"
    ),
    "no_border_guard": (
        r"\b(?! (?:guard|police|patrol|agent|control|security|official|dispute|war))"
    ),
    "bank": r"(?:riverbanks?|banks?|shores?|shorelines?|waterfront|lakefront)",
    "coast": r"(?:coasts?(?! guard)|coastlines?|coastal (?:areas?|regions?|waters)|seaboard)",
    "area": (
        r"(?:(?:metropolitan |metro )?(?:areas?|region(?! of\b)|corridor|vicinity|metroplex|"
        r"(?-i:valley|basin|delta|plains?|hinterland|heartland)|"
        r"countryside|"
        r"environs))\b"
    ),
}


@dataclass(frozen=True, slots=True)
class _Pattern:
    relation: RelationType
    cues: tuple[str, ...]
    lead: int  # characters of the expression before its cue, at most
    opens_with_place: bool
    regex: re.Pattern[str]
    check: str
    example: str


@cache
def _patterns() -> tuple[_Pattern, ...]:
    table = resources.files("geo").joinpath("relations.csv").read_text(encoding="utf-8")
    patterns = []
    for row in csv.DictReader(table.splitlines()):
        expression = row["pattern"]
        for slot, meaning in _SLOTS.items():
            expression = expression.replace("{" + slot + "}", meaning)
        expression = expression.replace("[ ]", "\0").replace(" ", r"\s+").replace("\0", "[ ]")
        cues = tuple(row["cue"].split("|"))
        # Words start where no letter stands before; a place may follow a hyphen or bracket.
        regex = re.compile(rf"(?<!\w){expression}", re.IGNORECASE)
        patterns.append(
            _Pattern(
                row["relation"],  # type: ignore[arg-type]
                cues,
                int(row["lead"] or _REACH_BEFORE),
                row["pattern"].startswith(("{owner}", "{pair}", "(?P<anchor>{place}")),
                regex,
                row["check"],
                row["example"],
            )
        )
    return tuple(patterns)


@cache
def _patterns_by_cue() -> Mapping[str, frozenset[tuple[int, str]]]:
    """Numbers of the patterns by the beginning of a cue that is within one word, and the whole cue.

    The whole cue is empty where it is that beginning.
    """
    by_cue: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for number, pattern in enumerate(_patterns()):
        for cue in pattern.cues:
            word = re.match(r"\w+", cue)[0]  # type: ignore[index]
            by_cue[word].add((number, "" if word == cue else cue))
    return {word: frozenset(found) for word, found in by_cue.items()}


def _turned_on(word: str) -> tuple[tuple[int, str], ...]:
    """Numbers of the patterns that a word may be the cue of, and the whole cue where it is longer.

    A cue begins a word, after digits ("20km") or not, or is within it if it is an ending; the first
    word of a longer one is a whole word.
    """
    by_cue, lower = _patterns_by_cue(), word.lower().lstrip("0123456789")
    parts = [lower[:end] for end in range(1, len(lower))]
    parts += [ending for ending in _ENDINGS if ending in lower]
    begun = {turned for part in parts for turned in by_cue.get(part, ()) if not turned[1]}
    return tuple(sorted(begun | by_cue.get(lower, frozenset())))


_CUES = Lexicon(_turned_on)


def _hits(text: str) -> dict[int, list[int]]:
    """Where in a text the cues of patterns stand, by pattern, in order of both."""
    lower, tokens = lowered(text), tokens_of(text)
    hits: dict[int, list[int]] = {}
    for i, turned_on in _CUES.found(tokens):
        start = tokens.starts[i]
        for number, cue in turned_on:
            if not cue or lower.startswith(cue, start):
                hits.setdefault(number, []).append(start)
    return dict(sorted(hits.items()))


def _expressions(
    pattern: _Pattern, hits: Sequence[int], passage: Passage, words: Sequence[int]
) -> Iterator[re.Match[str]]:
    """Yield where a pattern fits about its cues, none overlapping another.

    ``words`` are the starts of the text's words: an expression begins with one, or with a place.
    """
    starts = passage.starts if pattern.opens_with_place else words
    done = 0
    for hit in hits:
        high = passage.masked.find(" ", hit + _REACH_AFTER, hit + 2 * _REACH_AFTER)
        first = bisect_left(starts, max(hit - pattern.lead, done))
        for start in starts[first : bisect_right(starts, hit)]:
            if start < done:
                continue
            found = pattern.regex.match(passage.masked, start, high if high > 0 else sys.maxsize)
            if found is not None and not _BLANK_LINE.search(found[0]):
                yield found
                done = found.end()


_BLANK_LINE = re.compile(r"\n\s*\n")  # between a title that ends in "south" and "Oril said"

# --- checks: when the words of a pattern do not denote an area --------------------------------

_PARTIES = re.compile(
    r"\b(?:talks?|relations?|relationships?|ties|tensions?|war|wars|conflicts?|fighting|"
    r"clash(?:es)?|match|games?|derby|finals?|agreements?|treat(?:y|ies)|deals?|trade|cooperation|"
    r"accords?|pacts?|negotiations?|disputes?|rivalry|rift|peace|truce|ceasefire|dialogue|"
    r"meetings?|conference|summit|gaps?|imbalance|contrast|comparisons?|balance|contacts?|exchanges?|flights?|ferr(?:y|ies)|trains?|bus(?:es)?|"
    r"services?|differences?|signed|contests?|battles?|partnership|alliance|links?|choos\w+|choice|"
    r"friendship|hostilities|fly|flew|flown|flying|travel\w*|commut\w+|shuttl\w+|divided|split|"
    r"torn|splits?|time|border|"
    r"frontier|boundary)\b[^,;]*$",
    re.IGNORECASE,
)
_OFF_AS_PARTICLE = re.compile(
    r"\b(?:cordon\w*|drop\w*|cut\w*|seal\w*|la(?:y|id)|paid|pay\w*|call\w*|go\w*|went|tak\w*|took|"
    r"sign\w*|kick\w*|show\w*|h[eo]ld|fend\w*|f[io]ught|ripp?\w*|rul\w*|r[au]n|fac\w*|start\w*|"
    r"tee\w*|w[ai]rd\w*|"
    r"ward\w*|finish\w*|living|live|set|sets)\s+$",
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
    anchor = _anchors(passage, found)[0]
    before = passage.masked[max(0, found.start() - 25) : found.start()]
    if re.match(r"['’]s (?!coast|shore|north|south|east|west)", passage.masked[found.end() :]):
        return False  # "taken off Torvik's roads"
    return not (is_road(anchor) or _OFF_AS_PARTICLE.search(before))


def _check_off_road(passage: Passage, found: re.Match[str]) -> bool:
    before = passage.masked[max(0, found.start() - 25) : found.start()]
    return is_road(_anchors(passage, found)[0]) and not _OFF_AS_PARTICLE.search(before)


def _check_around(passage: Passage, found: re.Match[str]) -> bool:
    """“The camps around X” are somewhere; "travelled around X" is a way to travel."""
    if _anchors(passage, found)[0].kind == "demonym":
        return False
    return not _GOING.search(passage.masked[max(0, found.start() - 25) : found.start()])


def _check_not_parties(passage: Passage, found: re.Match[str]) -> bool:
    """“Talks between A and B”, "flights between A and B" denote no area."""
    before = passage.masked[max(0, found.start() - 70) : found.start()]
    clause = re.split(r"[.;:]\s|\n\s*\n", before)[-1]
    near = " ".join(clause.split()[-3:])
    if not any(anchor in passage.known for anchor in _anchors(passage, found)):
        return False  # two names that may be people's
    return not _PARTIES.search(near) and _anchors(passage, found)[0].kind != "demonym"


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
    return _anchors(passage, found)[0].kind != "demonym"


def _check_land(passage: Passage, found: re.Match[str]) -> bool:
    """“Close to the Norse world”: a demonym is no place without a border, coast or the like."""
    anchor = _anchors(passage, found)[-1]
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
    return _anchors(passage, found)[0].kind != "demonym"


_CHECKS: dict[str, Callable[[Passage, re.Match[str]], bool]] = {
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


def _anchors(passage: Passage, found: re.Match[str]) -> tuple[Mention, ...]:
    """The places of a match's anchors; an unlisted name becomes a mention of its own."""
    anchors: list[Mention] = []
    for group in ("anchor", "other"):
        if found.groupdict().get(group):
            start, end = found.span(group)
            listed = passage.places_in(start, end)
            anchors += listed or [Mention(start, end, passage.text[start:end], "facility")]
    return tuple(anchors)


def find_areas(text: str, mentions: Sequence[Mention]) -> list[Area]:
    """Find every expression of ``text`` that places an area relative to a mention.

    Parameters
    ----------
    text
        The article, unaltered.
    mentions
        Its toponyms and demonyms. Roads and named spots are found besides; an anchor that is one
        of those, or a capitalised name that only a relation betrays, is a mention of kind
        ``"facility"``.

    Returns
    -------
    list of Area
        In order of the text, none overlapping another unless nested.
    """
    passage = Passage.of(text, [*mentions, *find_facilities(text)])
    areas = [area for mention in passage.mentions for area in _area_of_name(mention)]
    taken = covered(len(text), (area.anchors[0] for area in areas))
    patterns, words = _patterns(), tokens_of(text).starts
    for number, hits in _hits(text).items():
        pattern = patterns[number]
        for found in _expressions(pattern, hits, passage, words):
            if pattern.check and not _CHECKS[pattern.check](passage, found):
                continue
            if not any(taken[found.start() : found.end()]):
                areas.append(_area(passage, pattern.relation, found))
                taken[found.start() : found.end()] = b"\1" * len(found[0])
    return sorted(areas, key=lambda area: (area.start, area.end))


def _area_of_name(mention: Mention) -> list[Area]:
    """“Torvik area”, where the words belong to the mention itself."""
    found = re.search(r"\s(?:(area|corridor|vicinity)|suburbs?|outskirts)$", mention.text)
    if found is None or mention.kind == "facility":
        return []
    relation: RelationType = "area" if found[1] else "outskirts"
    return [Area(mention.start, mention.end, relation, (mention,))]


def _area(passage: Passage, relation: RelationType, found: re.Match[str]) -> Area:
    groups = found.groupdict()
    direction = direction_of(groups.get("direction") or "")
    if groups.get("direction") and direction is None:
        direction = {"upstream": "upstream", "downstream": "downstream"}.get(
            groups["direction"].lower(), "central"
        )
    distance = groups.get("distance")
    return Area(
        found.start(),
        found.end(),
        relation,
        _anchors(passage, found),
        distance_km(distance) if distance else None,
        direction,
    )
