"""Names that only a motion word betrays: "fled from Lower Dunmarsh", listed nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from geo.clauses import covered, without_overlaps
from geo.model import Area, Mention
from geo.scan import Lexicon, tokens_of

__all__ = ["find_described", "find_unlisted", "is_place_like"]

_LATIN = [chr(c) for c in (*range(ord("A"), ord("z") + 1), *range(0xC0, 0x250))]
_UPPER, _LOWER = ("".join(filter(case, _LATIN)) for case in (str.isupper, str.islower))
_WORD = rf"[{_UPPER}][{_LOWER}]+(?:[-’'][{_UPPER}{_LOWER}][{_LOWER}]+)*"
# Words that lead to a place: alone, or the last of two with one of several before.
_ALONE = (
    r"(?:[Ff]rom|to|into|onto|via|through|towards?|fle(?:e|d|eing)|reach(?:ed|ing)?|"
    r"evacuat(?:e|ed|ing)|abandon(?:ed|ing)|enter(?:ed|ing)|invad(?:ed|ing)|citing|including)"
)
_BOUND = r"(?:bound|head(?:ed|ing|s)?|ma(?:de|king)|set (?:off|out)|sail(?:ed|ing)|departed)"
_HOUSE = (
    r"(?:clinic|hospital|school|camp|shelter|church|mosque|gym|gymnasium|hall|stadium|hotel|base|"
    r"monastery|barracks)s?"
)
_LEAD = rf"(?:{_ALONE}|out of|{_BOUND} for|such as|{_HOUSE} (?:in|at|near|outside))"
_SIDE = r"(?:(?:north|south|east|west)(?:east|west)?(?:ern)?|central|nearby|neighbou?ring)"
_SETTLEMENTS = "(?:village|town|hamlet|settlement|township)s?"
_RUN = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}(?![\w-]|['’]s?\b)")
# What stands before a name that a motion word betrays, or before a further member of a list.
_BEFORE_NAME = re.compile(
    rf"(?:\b{_LEAD}|(?<=\w)(?:, (?:and |or )?| and | or ))\s*(?P<the>the\s+)?"
    rf"(?:{_SIDE}\s+)?$"
)
# "Left X for Y": one of the two is known to be a place, so the other is.
_LEAVE = r"(?:le(?:ft|aves?|aving)|depart(?:ed|s|ing))"
_LEFT = re.compile(rf"\b{_LEAVE} $")
_FOR = re.compile(r" for (?:the )?")
_LEFT_FOR = re.compile(r"(?P<left>.) for $")
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
_LEADING = 3  # words at most that lead to a name: "set out for"
_LEAD_REACH = 40  # characters before a name in which the words before it lie
_BEFORE = 70  # characters before an area in which the name it sites may stand


# How a word takes part in a name that the words before betray: it opens the name, stands between,
# leads to the name, alone or as the last of two, or from another name.
_OPENS, _BETWEEN, _LEADS, _LEADS_AFTER, _PURSUES, _STARTS_LEAD, _JOINS, _LEAVES = range(1, 9)
_SETTLES = 9  # "villages", of which the names may follow
_PART = re.compile(
    rf"({_WORD}).*|(the|{_SIDE})|({_ALONE})|(as|of|in|at|near|outside)|(for)|"
    rf"(out|off|such|{_BOUND}|{_HOUSE})|(and|or)|({_LEAVE})|({_SETTLEMENTS})"
)


def _part(word: str) -> int:
    found = _PART.fullmatch(word)
    return found.lastindex or 0 if found else 0


_PARTS = Lexicon(_part, int)


@lru_cache(maxsize=2)  # settlements described and names betrayed of one text
def _parts(text: str) -> npt.NDArray[np.int32]:
    """How each word of a text takes part."""
    parts: npt.NDArray[np.int32] = _PARTS.measured(tokens_of(text))[0]
    return parts


def _openings(text: str, cover: bytearray) -> Iterator[tuple[int, int, bool]]:
    """Yield where names may begin that the words before betray, and whether as one of a list.

    What betrays one begins at the first position or later. None begins within ``cover``.
    """
    tokens, parts = tokens_of(text), _parts(text)
    gaps, names, parts = tokens.gaps, (parts == _OPENS).nonzero()[0].tolist(), parts.tolist()
    for i in [i for i in names if i and (parts[i - 1] > _OPENS or "," in gaps[i])]:
        if cover[tokens.starts[i]]:
            continue
        first = i
        while "," not in gaps[first] and parts[first - 1] == _BETWEEN and first > 1:
            first -= 1
        before = parts[first - 1]
        listed = "," in gaps[first] or before == _JOINS
        leads = before == _LEADS or parts[i - 1] in {_PURSUES, _LEAVES}
        if before in {_LEADS_AFTER, _PURSUES}:
            leads |= first > 1 and parts[first - 2] == _STARTS_LEAD
        if listed or leads:
            yield tokens.starts[max(first - _LEADING, 0)], tokens.starts[i], listed


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
    for low, start, listed in _openings(text, cover):
        found = _RUN.match(text, start)
        if found is None:
            continue
        land = _OWN_LAND.match(text, found.end())
        end = land.end() if land else found.end()
        if listed and not (any(cover[max(0, start - 8) : start]) or any(cover[end : end + 8])):
            continue  # a member of a list needs a listed neighbour
        before = _BEFORE_NAME.search(text, max(low, start - _LEAD_REACH), start)
        if not before and not _is_left_for(text, start, found.end(), cover):
            continue
        name = text[start:end]
        if _NO_PLACE.match(name) or any(cover[start:end]):
            continue
        if before and before["the"] and not is_place_like(name):
            continue
        if listed and _SURNAME.match(text, end):
            continue
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
_OF_A_KIND = re.compile(
    rf"{_SETTLEMENTS} of "
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
    starts = tokens_of(text).starts
    spans = [
        span
        for start in [starts[i] for i in (_parts(text) == _SETTLES).nonzero()[0].tolist()]
        if (found := _OF_A_KIND.match(text, start))
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
