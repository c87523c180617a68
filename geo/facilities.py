"""Described places and roads that a gazetteer rarely lists: "Mercy Hospital", "Highway 9"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from geo.model import Mention
from geo.scan import Lexicon, tokens_of

__all__ = ["find_facilities", "is_road"]

# Heads that make a run of capitalised words a spot one can go to, or a way one can go along.
_SPOTS = (
    "Hospitals? Infirmary Clinic Airport Airfield Airbase Aerodrome Heliport Station Terminal Port "
    "Seaport Harbor Harbour Pier Wharf Dock Marina Prison Jail Gaol Penitentiary Jailhouse School "
    "Academy College University Seminary Stadium Arena Coliseum Gymnasium Park Zoo Gardens Mall "
    "Hotel Motel Inn Resort Church Cathedral Chapel Mosque Temple Synagogue Monastery Convent "
    "Abbey Shrine Museum Gallery Theater Theatre Cinema Library Camp Barracks Garrison Fort "
    "Fortress Castle Palace Shelter Hall House Plaza Square Tower Towers Building Courthouse "
    "Headquarters Market Marketplace Supermarket Store Mart Farm Ranch Winery Embassy Consulate "
    "Cemetery Refinery Mine Factory Plant Bridge Dam Center Centre Complex Base Reserve Preserve "
    "Restaurant Cafe Apartments Facility Institution Institute Campus Field Speedway Ballpark "
    "Depot Colony Compound Sanctuary Lodge Pass Crossing Checkpoint Junction Jetty"
).split()
_WAYS = (
    "Street St Road Rd Avenue Ave Boulevard Blvd Drive Lane Highway Freeway Expressway Motorway "
    "Parkway Turnpike Bypass Byway Causeway Interstate Thruway Track Trail Loop Alley Terrace"
).split()
_OFFICES = r"(?:Sheriff['’]s|Police) (?:Department|Office|Station)"
_LEAD_IN = frozenset(
    "The A An At In On From To For Of And But When While After Before He She It They We I His Her "
    "Its Their Our This That These Those As If By With Near Monday Tuesday Wednesday Thursday "
    "Friday Saturday Sunday".split()
)

_CAP = r"(?:[A-Z]\.|St\.|Mt\.|Ft\.|(?:al|el|as|ad|ar|an|ash)-[A-Z]\w+|[A-Z\u00c0-\u00de][\w’'&-]*)"
_JOIN = r"(?:(?:of|and|for|the|de|la|del|al) )"
_HEAD = rf"(?:{'|'.join(_SPOTS + _WAYS)}|{_OFFICES})"
# What may stand between two of these: "Halden University Teaching Hospital".
_BETWEEN_HEADS = (
    "(?:Teaching|Medical|General|Memorial|Children['’]s|Regional|Research|Health|Law|Community|"
    "Referral|Veterans|Training|High|Elementary|Middle|Primary|Secondary|Sports|Cancer|Trauma|"
    "Conference|Convention) "
)
_NAMED = re.compile(
    (
        rf"\b(?:{_CAP} )(?:{_JOIN}{{0,2}}{_CAP} ){{0,5}}?{_HEAD}\b"
        rf"(?: (?:{_BETWEEN_HEADS}){{0,2}}{_HEAD}\b)*"
        r"(?! [a-z]+ Street)(?:\.(?= [a-z,]))?"
    ).replace(" ", r"[ \t]+")
)
_OF_NAMED = re.compile(
    rf"\b(?:University|College|Port|Museum|Church|Hospital|House|Palace|Bank) (?:of|for) "
    rf"{_CAP}(?: {_CAP}){{0,3}}".replace(" ", r"[ \t]+")
)
_PREFIXED = re.compile(rf"\b(?:Fort|Camp|Forward Operating Base|Naval Station) {_CAP}(?: {_CAP})?")
_NUMBERED = re.compile(
    r"\b(?:(?:U\.S\.|US|State|County|Interstate|Federal|Ind\.|S\.C\.|N\.C\.|Ga\.|Fla\.|Pa\.|"
    r"Va\.)[ ])?(?:Highway|KY|TX|NY|CA|FL|Hwy\.?|Route|Rte\.?|Rt\.?|Interstate|Road|Rd\.?|CR|FM|SR|"
    r"US|U\.S\.|I|M|Ind\.|S\.C\.|N\.C\.)[ -]\d{1,4}[A-Z]?\b"
)
_WAY_NAME = re.compile(rf"\b(?:{'|'.join(_WAYS)})\.?$|\b(?:avenues|streets|roads|highways)$")
# "the Skyline, a mountain road": what an apposition makes a road
_CALLED = ("road", "highway", "motorway", "route")
_CALLED_WAY = re.compile(
    rf"\bthe (?P<name>{_CAP}(?: {_CAP}){{0,2}}), an? (?:[\w-]+ ){{0,3}}?"
    rf"(?:{'|'.join(_CALLED)})\b"
)


# Works and houses whose noun is in small letters: "the Torvik nuclear power plant".
_FLYING = "(?:international |domestic |regional |military |city )?"
_PRISON = "(?:central |military |state |federal )?"
_WORKS = {  # by its last word, with those that may stand before it
    "plant": "(?:nuclear |hydroelectric |thermal |coal-fired |gas-fired |solar |steel |chemical )?"
    "(?:power )?",
    "station": "(?:nuclear |hydroelectric |thermal )?(?:power|railway|train|bus|metro) ",
    **dict.fromkeys(("site", "facility", "complex", "reactor"), "nuclear "),
    "dam": "(?:hydroelectric )?",
    "barrage": "",
    "camp": "(?:refugee|displacement|migrant|transit|detention|reception|internment|prison|"
    "labou?r|training|army) ",
    **dict.fromkeys(("airport", "airfield", "airbase", "airstrip"), _FLYING),
    "base": "(?:air|air force|naval|army|military) ",
    "hospital": "(?:general |district |provincial |regional |central |city |university |"
    "children['’]s |military |field |main |state |county )?",
    **dict.fromkeys(("prison", "jail"), _PRISON),
    "refinery": "(?:oil )?",
    "mine": "(?:coal |gold |copper |iron |uranium )?",
    "steelworks": "",
    "shipyard": "",
}
_WORK = re.compile(
    rf"(?<![\w-])(?P<name>{_CAP}(?: {_CAP}){{0,3}})(?<!['’]s) "
    rf"(?:{'|'.join(before + head for head, before in _WORKS.items())})$".replace(" ", r"[ \t]+")
)
_ANY_WORK = re.compile(r"\b(?:[Aa]n?|[Aa]nother|[Oo]ne|[Ee]very|[Nn]o)[ \t]+$")


# Words that names turn on; patterns are tried where those stand only.
_ENDS, _BEGINS, _NUMBERS, _WORKING, _CALLING = 1, 2, 4, 8, 16  # how a word takes part in a name
_HEADS = frozenset([*_SPOTS, *_WAYS, "Hospital", "Hospitals", "Sheriff", "Police"])
_OPENINGS = frozenset(
    "University College Port Museum Church Hospital House Palace Bank Fort Camp Forward "
    "Naval".split()
)
_NUMBERED_WAYS = frozenset(
    "Highway KY TX NY CA FL Hwy Route Rte Rt Interstate Road Rd CR FM SR US U.S. I M Ind S.C. "
    "N.C.".split()
)
_FIRST_WORD = re.compile(r"(\S+)\s+")
_WITHIN_NAME = re.compile(r"[ \t.'’&-]*")  # a gap between two words of a name
_JOINING = frozenset("of and for the de la del al el as ad ar an ash".split())
_REACH = 120  # characters before a head
_MORE_HEADS = 8  # words from a head on in which its name ends


def _sort(word: str) -> int:
    if word[0].isdigit():
        return _NUMBERS if re.fullmatch(r"\d{1,4}[A-Z]?", word) else 0
    if word in _WORKS:
        return _WORKING
    if word in _CALLED:
        return _CALLING
    return _ENDS * (word in _HEADS) + _BEGINS * (word in _OPENINGS)


_SORTS = Lexicon(_sort)


@lru_cache(maxsize=2)  # areas and movements of one text both ask
def find_facilities(text: str) -> tuple[Mention, ...]:
    """Capitalised phrases that name a spot or a road, in order; some may overlap a toponym."""
    tokens = tokens_of(text)
    words, gaps, starts = tokens.words, tokens.gaps, tokens.starts
    spans: set[tuple[int, int]] = set()
    done = 0  # where the last name with a head ends
    called = False
    for i, sort in _SORTS.found(tokens):
        if sort == _NUMBERS:
            if i and words[i - 1] in _NUMBERED_WAYS:
                low, high = starts[max(i - 2, 0)], starts[i] + len(words[i]) + 1
                spans.update(
                    _without_lead_in(text, *found.span())
                    for found in _NUMBERED.finditer(text, low, high)
                )
            continue
        if sort == _CALLING:
            called = True
            continue
        start = starts[i]
        found_names: list[re.Match[str] | None] = []
        if sort == _WORKING:
            low = starts[max(i - _MORE_HEADS, 0)]
            work = _WORK.search(text, low, start + len(words[i]))
            if work and not _ANY_WORK.search(text, max(0, work.start() - 8), work.start()):
                found_names.append(work)
        if sort & _BEGINS:
            found_names += [_OF_NAMED.match(text, start), _PREFIXED.match(text, start)]
        if sort & _ENDS:
            low = max(done, starts[_run_start(words, gaps, starts, i)])
            high = starts[i + _MORE_HEADS] if i + _MORE_HEADS < len(words) else len(text)
            for found in _NAMED.finditer(text, low, high):
                if found.start() > start:
                    break  # it has a head of its own
                found_names.append(found)
                done = found.end()
        for name in filter(None, found_names):
            begin, end = _without_lead_in(text, *name.span())
            if " " in text[begin:end]:
                spans.add((begin, end))
    if called:
        spans |= {found.span("name") for found in _CALLED_WAY.finditer(text)}
    return tuple(Mention(a, b, text[a:b], "facility") for a, b in sorted(spans))


def _run_start(words: Sequence[str], gaps: Sequence[str], starts: Sequence[int], head: int) -> int:
    """Return where the run of words that a name with this head may begin in begins."""
    first, low = head, starts[head] - _REACH
    while (
        first
        and starts[first - 1] >= low
        and (gaps[first] == " " or _WITHIN_NAME.fullmatch(gaps[first]))
        and not (words[first - 1][0].islower() and words[first - 1] not in _JOINING)
    ):
        first -= 1
    return first


def _without_lead_in(text: str, start: int, end: int) -> tuple[int, int]:
    while (first := _FIRST_WORD.match(text, start, end)) and first[1] in _LEAD_IN:
        start = first.end()
    return start, end


def is_road(mention: Mention) -> bool:
    """Whether the name is that of a road, so that one travels along it."""
    if _NUMBERED.fullmatch(mention.text) or _WAY_NAME.search(mention.text):
        return True
    return mention.kind == "facility" and mention.text.endswith("way")
