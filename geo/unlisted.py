"""Names that only a motion word betrays: "fled from Lower Dunmarsh", listed nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from geo.clauses import covered, without_overlaps
from geo.model import Area, Mention
from geo.scan import Lexicon, tokens_of

__all__ = ["find_described", "find_unlisted", "is_place_like"]

_LATIN = [chr(c) for c in (*range(ord("A"), ord("z") + 1), *range(0xC0, 0x250))]
_UPPER, _LOWER = ("".join(filter(case, _LATIN)) for case in (str.isupper, str.islower))
_WORD = rf"[{_UPPER}][{_LOWER}]+(?:[-’'][{_UPPER}{_LOWER}][{_LOWER}]+)*"
_LEAD = (
    r"(?:[Ff]rom|out of|to|into|onto|via|through|towards?|fle(?:e|d|eing)|reach(?:ed|ing)?|"
    r"evacuat(?:e|ed|ing)|"
    r"(?:bound|head(?:ed|ing|s)?|ma(?:de|king)|set (?:off|out)|sail(?:ed|ing)|departed) for|"
    r"abandon(?:ed|ing)|enter(?:ed|ing)|invad(?:ed|ing)|"
    r"citing|including|such as|"
    r"(?:clinic|hospital|school|camp|shelter|church|mosque|gym|gymnasium|hall|stadium|hotel|base|"
    r"monastery|barracks)s? (?:in|at|near|outside))"
)
_SIDE = r"(?:(?:north|south|east|west)(?:east|west)?(?:ern)?|central|nearby|neighbou?ring)"
_RUN = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}(?![\w-]|['’]s?\b)")
# What stands before a name that a motion word betrays, or before a further member of a list.
_BEFORE_NAME = re.compile(
    rf"(?:(?P<lead>\b{_LEAD})|(?<=\w)(?:, (?:and |or )?| and | or ))\s*(?P<the>the\s+)?"
    rf"(?:{_SIDE}\s+)?$"
)
# "Left X for Y": one of the two is known to be a place, so the other is.
_LEAVE = r"(?:le(?:ft|aves?|aving)|depart(?:ed|s|ing))"
_LEFT = re.compile(rf"\b{_LEAVE} $")
_FOR = re.compile(r" for (?:the )?")
_LEFT_FOR = re.compile(r"(?P<left>.) for $")
_BEFORE_WORD = re.compile(rf"{_LEAD}|{_LEAVE}|for|as|of|in|at|near|outside|the|and|or|{_SIDE}")
# After "the" a name needs a word for land or water to be a place.
_LAND = re.compile(
    r"\b(?:Desert|River|Valley|Islands?|Mountains?|Hills|Coast|Peninsula|Union|Republic|Strip|"
    r"County|District|Province|Region|Territory|Forest|Plains?|Plateau|Gulf|Sea|Ocean|Bay|Lake|"
    r"Heights|Highlands|Basin|Straits?|Delta|Canal|Pass|Kingdom|Emirates|States)$"
)
_OWN_LAND = re.compile(
    r"\s+(?:peninsula|islands?|valley|desert|province|district|county|region|oblast|governorate|"
    r"municipality|archipelago|airfield|airport|airbase|air base|base|camp|hospital|crossing|"
    r"border crossing|border post|checkpoint|prison|station|dam|village|town|township|hamlet|"
    r"neighbou?rhood|quarter|suburb|commune|parish|reservoir|river|lake|mountains?|hills|highlands|"
    r"enclave|corridor|plant|mine|port|harbou?r|junction|"
    r"(?:detention|transit|reception) cent(?:re|er)|(?:refugee|transit|displacement) camp)\b"
)
_PLACE_LIKE = re.compile(
    r"(?:North|South|East|West|Upper|Lower|New|Port|San|Santa|Saint|St|Lake|Mount|Fort|Camp|Cape|"
    r"El|Al|Los|Las)\s"
)
_NO_PLACE = re.compile(
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|"
    r"June|July|August|September|October|November|December|Congress|Parliament|Senate|Christmas|"
    r"Easter|Thanksgiving|Ramadan|God|Jesus|English|Facebook|Twitter|Google|Mr|Mrs|Ms|Dr|President|"
    r"Prime|Minister|Senator|Governor|Judge|Sheriff|Captain|Colonel|General|Lieutenant|Sergeant|"
    r"Professor|Pope|King|Queen|Prince|Princess|House|Earth|Internet|Web|State|Supreme|High|"
    r"First)\b"
)
_SURNAME = re.compile(r" (?:(?:al|el)-|(?:bin|ibn|von|van) )[A-Z]")  # of a given name
_TITLED = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Dr|Sgt|Lt|Capt|Gov|Sen|Rep|Rev)\.?|President|Judge|Sheriff|Governor|Senator|"
    rf"Minister|Chief|Pope) (?:{_WORD} )?$"
)
_SPEAKING = re.compile(rf"(?: {_WORD})?,? (?:said|says|told|added|who|whose|\d\d,)")
_AFTER_WHERE = re.compile(r"\b(?:from|in|to) $")
_NEARBY = 10_000  # characters about a name in which a person of that name may be spoken of
_LEAD_REACH = 40  # characters before a name in which the words before it lie
_BEFORE = 70  # characters before an area in which the name it sites may stand


# How a word takes part in a name that the words before it betray; what "villages of" needs.
_OPENS, _PRECEDES, _OF_SETTLEMENTS = 1, 2, 3


def _part(word: str) -> int:
    if re.match(_WORD, word):
        return _OPENS
    settlements = _OF_SETTLEMENTS if _SETTLEMENTS.fullmatch(word) else 0
    return _PRECEDES if _BEFORE_WORD.fullmatch(word) else settlements


_PARTS = Lexicon(_part, int)


def _openings(text: str) -> list[int]:
    """Where capitalised words stand after a word, or a comma, that may betray a name."""
    tokens = tokens_of(text)
    (parts,) = _PARTS.measured(tokens)
    after = np.append(False, parts[:-1] == _PRECEDES).tolist()
    return [
        tokens.starts[i]
        for i in np.flatnonzero(parts == _OPENS).tolist()
        if after[i] or (i and "," in tokens.gaps[i])
    ]


def find_unlisted(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Capitalised names after "from", "to", "into" … that are no mention and no person's name.

    Parameters
    ----------
    text
        The article.
    known
        Mentions that are left as they are.
    """
    cover = covered(len(text), known)
    unlisted = []
    for start in _openings(text):
        found = None if cover[start] else _RUN.match(text, start)
        if found is None:
            continue
        end = found.end()
        before = _BEFORE_NAME.search(text, max(0, start - _LEAD_REACH), start)
        if not before and not _is_left_for(text, start, end, cover):
            continue
        if land := _OWN_LAND.match(text, end):
            end = land.end()
        name = text[start:end]
        if _NO_PLACE.match(name) or any(cover[start:end]):
            continue
        if before and before["the"] and not is_place_like(name):
            continue
        if before and not before["lead"] and _SURNAME.match(text, end):
            continue
        if (
            before
            and not before["lead"]
            and not (any(cover[max(0, start - 8) : start]) or any(cover[end : end + 8]))
        ):
            continue  # a member of a list needs a listed neighbour
        unlisted.append(Mention(start, end, name, "facility"))
    return [mention for mention in unlisted if not _is_person(text, mention)]


def _is_left_for(text: str, start: int, end: int, cover: bytearray) -> bool:
    """Whether a name is one of the two of "left X for Y", of which the other is a place."""
    if _LEFT.search(text, max(0, start - _LEAD_REACH), start):
        goal = _FOR.match(text, end)
        return goal is not None and goal.end() < len(cover) and bool(cover[goal.end()])
    left = _LEFT_FOR.search(text, max(0, start - _LEAD_REACH), start)
    return left is not None and bool(cover[left.start("left")])


# "The villages of X and Y": names that the noun before makes settlements.
_SETTLEMENTS = re.compile("(?:village|town|hamlet|settlement|township)s?")
_OF_A_KIND = re.compile(
    rf"{_SETTLEMENTS.pattern} of "
    rf"(?P<names>{_WORD}(?: {_WORD}){{0,2}}(?:(?:,|,? and) {_WORD}(?: {_WORD}){{0,2}})*)"
)
_ONE_NAME = re.compile(rf"{_WORD}(?: {_WORD}){{0,2}}")
# "X, a village 12 km from Y": a name right before the words that say where it is.
_SITED = re.compile(
    rf"(?<![.!?] )(?<!\n)(?P<name>{_WORD}(?: {_WORD}){{0,2}}),(?: an? (?:[a-z-]+ ){{0,3}}?[a-z]+)?"
    r"(?: (?:about|some|just|around|roughly|only|nearly|an?))?\s$"
)
_SITING = frozenset({"distance", "direction", "direction+distance", "outskirts"})


def find_described(text: str, known: Sequence[Mention], areas: Sequence[Area]) -> list[Mention]:
    """Settlements that the gazetteer and the reader of names do not know, but the words describe.

    Parameters
    ----------
    text
        The article.
    known
        Mentions that are left as they are.
    areas
        From :func:`geo.areas.find_areas`: a name right before one is where it says.
    """
    tokens = tokens_of(text)
    spans = [
        span
        for i in np.flatnonzero(_PARTS.measured(tokens)[0] == _OF_SETTLEMENTS).tolist()
        if (found := _OF_A_KIND.match(text, tokens.starts[i]))
        for one in _ONE_NAME.finditer(found["names"])
        for span in [(found.start("names") + one.start(), found.start("names") + one.end())]
    ]
    for area in areas:
        if area.relation in _SITING:
            low = max(0, area.start - _BEFORE)
            if found := _SITED.search(text[low : area.start]):
                spans.append((low + found.start("name"), low + found.end("name")))
    if not spans:
        return []
    cover = covered(len(text), known)
    described = [
        Mention(start, end, text[start:end])
        for start, end in dict.fromkeys(spans)
        if not any(cover[start:end]) and not _NO_PLACE.match(text, start)
    ]
    described = [mention for mention in described if not _is_person(text, mention)]
    again = [
        Mention(found.start(), found.end(), name)
        for name in dict.fromkeys(mention.text for mention in described)
        for found in re.finditer(rf"\b{re.escape(name)}\b", text)
        if not any(cover[found.start() : found.end()])
    ]
    return without_overlaps([*described, *again])


def _is_person(text: str, mention: Mention) -> bool:
    """Whether a word of the name belongs to someone who holds a title or says something nearby."""
    start, stop = max(0, mention.start - _NEARBY), min(len(text), mention.end + _NEARBY)
    for word in mention.text.split():
        at = text.find(word, start, stop)
        while at >= 0:
            end, low = at + len(word), max(0, at - _LEAD_REACH)
            if _TITLED.search(text, low, at):
                return True
            if _SPEAKING.match(text, end) and not _AFTER_WHERE.search(text, low, at):
                return True
            at = text.find(word, end, stop)
    return False


def is_place_like(name: str) -> bool:
    """Whether a word of the name is one for a place: "North Dunmarsh", "Lund Valley"."""
    return bool(_LAND.search(name) or _PLACE_LIKE.match(name) or _OWN_LAND.search(name))
