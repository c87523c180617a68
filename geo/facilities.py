"""Described places and roads that a gazetteer rarely lists: "Mercy Hospital", "Highway 9"."""

from __future__ import annotations

import re
from functools import lru_cache

from geo.model import Mention
from geo.scan import windows_about

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
    "Depot Colony Compound Sanctuary Lodge"
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
_NAMED = re.compile(
    (
        rf"\b(?:{_CAP} )(?:{_JOIN}{{0,2}}{_CAP} ){{0,5}}?{_HEAD}\b(?: {_HEAD}\b)*"
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
_CALLED_WAY = re.compile(
    rf"\bthe (?P<name>{_CAP}(?: {_CAP}){{0,2}}), an? (?:[\w-]+ ){{0,3}}?"
    r"(?:road|highway|motorway|route)\b"
)


# A quick look at a text finds the words that names turn on; patterns are tried about those only.
_CAPITAL = re.compile(r"[A-Z][a-z]+")
_NUMBER = re.compile(r"(?<=[ -])\d{1,4}[A-Z]?\b")
_HEADS = frozenset([*_SPOTS, *_WAYS, "Hospital", "Bank", "Sheriff", "Police", "Forward", "Naval"])
_CALLED = (" road", " highway", " motorway", " route")
_REACH = 120  # characters


@lru_cache(maxsize=4)  # areas and movements of one text both ask
def find_facilities(text: str) -> tuple[Mention, ...]:
    """Capitalised phrases that name a spot or a road, in order; some may overlap a toponym."""
    spans: set[tuple[int, int]] = set()
    heads = [w.start() for w in _CAPITAL.finditer(text) if w[0] in _HEADS]
    digits = [d.start() for d in _NUMBER.finditer(text)]
    for patterns, hits in (((_NAMED, _OF_NAMED, _PREFIXED), heads), ((_NUMBERED,), digits)):
        for low, high in windows_about(text, hits, _REACH, _REACH):
            for pattern in patterns:
                for found in pattern.finditer(text, low, high):
                    start, end = _without_lead_in(text, *found.span())
                    if " " in text[start:end] or pattern is _NUMBERED:
                        spans.add((start, end))
    if any(way in text for way in _CALLED):
        spans |= {found.span("name") for found in _CALLED_WAY.finditer(text)}
    return tuple(Mention(a, b, text[a:b], "facility") for a, b in sorted(spans))


def _without_lead_in(text: str, start: int, end: int) -> tuple[int, int]:
    while (space := re.match(r"(\S+)\s+", text[start:end])) and space[1] in _LEAD_IN:
        start += space.end()
    return start, end


def is_road(mention: Mention) -> bool:
    """Whether the name is that of a road, so that one travels along it."""
    if _NUMBERED.fullmatch(mention.text) or _WAY_NAME.search(mention.text):
        return True
    return mention.kind == "facility" and mention.text.endswith("way")
