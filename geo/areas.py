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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, NamedTuple

from geo.area_checks import CHECKS, anchors_of
from geo.clauses import PLACE, Passage, covered, is_masked
from geo.facilities import find_facilities
from geo.measures import COMPASS, DISTANCE, DURATION, direction_of, distance_km, opens_distance
from geo.model import Area, Mention, RelationType
from geo.scan import Lexicon, Tokens, tokens_of

__all__ = ["find_areas"]

_BLANK_LINE = re.compile(r"\n\s*\n")  # between a title that ends in "south" and "Oril said"
_ENDINGS = frozenset({"bank", "front", "shore", "line"})  # cues within words: "riverbank"
# How far an expression may reach before (unless its row says less) and after the word it turns on,
# in characters.
_REACH_BEFORE, _REACH_AFTER = 90, 150

_HELD = rf"(?:[a-z]+|{PLACE})-(?:held|administered|occupied|controlled|ruled)"
_THE = rf"(?:(?:the|its|their|both|old|besieged|{_HELD}) ){{0,2}}"
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
_WORD = r"[A-Z]\w*(?!\w)(?:[-’'](?!s\b)\w+(?!\w))*"
_UNLISTED = rf"(?-i:(?!(?:{_NO_NAME})\b){_WORD}(?:[ ]{_WORD}){{0,3}})"
# "60 km west of the city, the Red Cross said": after a comma stands the city's name or another.
_APPOSED = re.compile(rf"{_KIND}{_THE}$".replace(",? ", ", ").replace(" ", r"\s+"), re.IGNORECASE)
_ANOTHERS = re.compile(r"['’]s?\b|\s+(?:said|says|told|reported|announced|added|stated|claimed)\b")
_ALONG = re.compile(r"\balong\s+(?:(?:the|its|their)\s+)?$", re.IGNORECASE)
_LINES = frozenset({"bank", "border", "coast"})
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
    opens: Literal["place", "number", "word"]
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
                _opening(row["pattern"]),
                regex,
                row["check"],
                row["example"],
            )
        )
    return tuple(patterns)


def _opening(expression: str) -> Literal["place", "number", "word"]:
    """What an expression begins with."""
    if expression.startswith(("{owner}", "{pair}", "(?P<anchor>{place}")):
        return "place"
    plain = expression.removeprefix("(?:within |inside )?(?:an? )?")
    return "number" if plain.startswith(("{distance}", "{duration}")) else "word"


class _Turn(NamedTuple):
    """What a word that begins a cue says of a pattern.

    Attributes
    ----------
    number
        Of the pattern.
    cue
        The whole cue where it is longer than one word.
    counted
        Whether the pattern opens with a number, of which the cue is the unit.
    """

    number: int
    cue: str
    counted: bool


@cache
def _patterns_by_cue() -> Mapping[str, frozenset[_Turn]]:
    """What turns on the beginning of a cue that is within one word."""
    by_cue: defaultdict[str, set[_Turn]] = defaultdict(set)
    for number, pattern in enumerate(_patterns()):
        for cue in pattern.cues:
            word = re.match(r"\w+", cue)[0]  # type: ignore[index]
            turn = _Turn(number, "" if word == cue else cue, pattern.opens == "number")
            by_cue[word].add(turn)
    return {word: frozenset(found) for word, found in by_cue.items()}


def _turned_on(word: str) -> tuple[_Turn, ...]:
    """What may turn on a word, by patterns.

    A cue begins a word, after digits ("20km") or not, or is within it if it is an ending; the first
    word of a longer one is a whole word.
    """
    by_cue, lower = _patterns_by_cue(), word.lower().lstrip("0123456789")
    longest = max(map(len, by_cue))
    parts = [lower[:end] for end in range(1, min(len(lower), longest + 1))]
    parts += [ending for ending in _ENDINGS if ending in lower]
    begun = {turned for part in parts for turned in by_cue.get(part, ()) if not turned.cue}
    return tuple(sorted(begun | by_cue.get(lower, frozenset())))


_CUES = Lexicon(_turned_on)


def _hits(passage: Passage) -> dict[int, list[int]]:
    """Where the cues of patterns stand, outside places, by pattern, in order of both."""
    text, masked, tokens = passage.text, passage.masked, tokens_of(passage.text)
    hits: dict[int, list[int]] = {}
    for i, turned_on in _CUES.found(tokens):
        start = tokens.starts[i]
        if is_masked(masked[start]):
            continue
        for number, cue, counted in turned_on:
            if (not cue or _stands_at(text, start, cue)) and (
                not counted or _is_counted(tokens.words, i)
            ):
                hits.setdefault(number, []).append(start)
    return dict(sorted(hits.items()))


def _stands_at(text: str, start: int, cue: str) -> bool:
    """Tell whether a cue stands there, in any case, with blanks or line ends."""
    return text[start : start + len(cue)].lower().replace("\n", " ") == cue


def _is_counted(words: Sequence[str], i: int) -> bool:
    """Tell whether a number stands right before a unit: "20km", "a mile"."""
    return words[i][0].isdigit() or (i > 0 and opens_distance(words[i - 1]))


def _expressions(
    pattern: _Pattern, hits: Sequence[int], passage: Passage, tokens: Tokens
) -> Iterator[re.Match[str]]:
    """Yield where a pattern fits about its cues, none overlapping another.

    An expression begins with a word of the text's ``tokens``, or with a place.
    """
    starts = passage.starts if pattern.opens == "place" else tokens.starts
    opens_with_number = pattern.opens == "number"
    masked, done = passage.masked, 0
    for hit in hits:
        first = bisect_left(starts, max(hit - pattern.lead, done))
        last = bisect_right(starts, hit, first)
        if first == last:
            continue
        high = masked.find(" ", hit + _REACH_AFTER, hit + 2 * _REACH_AFTER)
        for n in range(first, last):
            start = starts[n]
            if start < done or (opens_with_number and not opens_distance(tokens.words[n])):
                continue
            found = pattern.regex.match(masked, start, high if high > 0 else sys.maxsize)
            if found is not None and not _BLANK_LINE.search(found[0]):
                yield found
                done = found.end()


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
    areas = [
        area
        for mention in passage.mentions
        if mention.text.endswith(_NOUN_ENDINGS)
        for area in _area_of_name(mention)
    ]
    taken = covered(len(text), (area.anchors[0] for area in areas))
    patterns, tokens = _patterns(), tokens_of(text)
    for number, hits in _hits(passage).items():
        pattern = patterns[number]
        for found in _expressions(pattern, hits, passage, tokens):
            if pattern.check and not CHECKS[pattern.check](passage, found):
                continue
            if _is_anothers(passage, found):
                continue
            if not any(taken[found.start() : found.end()]):
                areas.append(area := _area(passage, pattern.relation, found))
                taken[area.start : area.end] = b"\1" * (area.end - area.start)
    return sorted(areas, key=lambda area: (area.start, area.end))


def _is_anothers(passage: Passage, found: re.Match[str]) -> bool:
    """Whether a comma parts the anchor from "the city" before it, whose name it is not."""
    start, end = found.span("anchor")
    apposed = "," in passage.masked[found.start() : start]
    if not apposed or not _APPOSED.search(passage.masked, found.start(), start):
        return False
    listed = passage.places_in(start, end)
    return not listed or _ANOTHERS.match(passage.masked, end) is not None


_NOUNS: Mapping[str, RelationType] = {
    **dict.fromkeys(("area", "corridor", "vicinity"), "area"),
    **dict.fromkeys(("suburb", "suburbs", "outskirts"), "outskirts"),
}

_NOUN_ENDINGS = tuple(_NOUNS)


def _area_of_name(mention: Mention) -> list[Area]:
    """“Torvik area”, where the words belong to the mention itself."""
    words = mention.text.split()
    relation = _NOUNS.get(words[-1]) if len(words) > 1 else None
    if relation is None or mention.kind == "facility":
        return []
    return [Area(mention.start, mention.end, relation, (mention,))]


def _area(passage: Passage, relation: RelationType, found: re.Match[str]) -> Area:
    groups = found.groupdict()
    direction = direction_of(groups.get("direction") or "")
    if groups.get("direction") and direction is None:
        direction = {"upstream": "upstream", "downstream": "downstream"}.get(
            groups["direction"].lower(), "central"
        )
    distance = groups.get("distance")
    along = _ALONG.search(passage.text, max(0, found.start() - 20), found.start())
    return Area(
        along.start() if along and relation in _LINES else found.start(),
        found.end(),
        relation,
        anchors_of(passage, found),
        distance_km(distance) if distance else None,
        direction,
    )
