"""Unlisted places that the text ties to a listed one: "Qwxzyville, 13 miles from Lashio"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gazetteer.generic_terms import split_generic
from gazetteer.names import fold
from geo.clauses import PLACE, mask, without_overlaps
from geo.facilities import is_road
from geo.model import Area, Mention

if TYPE_CHECKING:
    from gazetteer import Place

__all__ = ["is_tie", "misplaced", "named_alike", "tied_areas"]

_REACH = 90  # characters after a name within which its tie begins
_KIND = (
    r"(?:village|town|hamlet|settlement|suburb|district|township|camp|community|island|city|valley|"
    r"neighbou?rhood|quarter|area|locality|crossing|region|municipality|commune|outpost|base|"
    r"checkpoint|junction|port|ward|parish|sub-?district|slum|farm|mine|hospital|school|prison|"
    r"peninsula|archipelago|atoll)"
)
_HEDGE = (
    r"(?:about|some|just|around|roughly|only|nearly|almost|barely|lies|is|sits|located|situated)"
)
# What may stand between a name and the words that say where it is.
_BETWEEN = re.compile(
    (
        rf"(?: {_KIND}s?)?,?(?: \()?(?: which| that)?(?: (?:is|lies|sits|stands))?"
        rf"(?: located| situated)?(?: (?:an?|the) (?:[\w-]+ ){{0,4}}?{_KIND},?)?"
        rf"(?: {_HEDGE}){{0,2}}(?: at| on| to the| in)?(?: the| an?)?\s*"
    ).replace(" ", r"\s+")
)
_WITHIN = re.compile(
    (
        rf"(?: {_KIND}s?)?"
        rf"(?P<tie>,? in|,? on| \(|,|(?:,?| is| was) (?:an?|the|two|three|both) "
        rf"(?:[\w-]+ ){{0,4}}?{_KIND}s?"
        r"(?:,? located|,? situated)? (?:in|of))"
        rf"(?: the)?(?: {PLACE}['’]s(?: [\w-]+){{0,3}}"
        rf"| (?:(?:[\w-]+|{PLACE}) ){{0,2}}{_KIND} of)?"
        rf"\s*(?P<place>{PLACE})"
    ).replace(" ", r"\s+")
)
_ISLANDS = frozenset({"ATOL", "ISL", "ISLS", "PEN"})  # on which something lies
_LINK = re.compile(r"(?:[,(\s]|(?:is|was)\b)*")
_SHARED = re.compile(rf"(?:,|,? and|,? or)(?: the)? (?P<next>{PLACE})".replace(" ", r"\s+"))


def is_tie(area: Area) -> bool:
    """Whether an area says no more than that something lies in its anchor, or bears its name."""
    anchor = area.anchors[0]
    named = area.relation == "near" and (area.start, area.end) == (anchor.start, anchor.end)
    return named or (area.relation == "part" and area.direction is None)


def tied_areas(
    text: str,
    unplaced: Sequence[Mention],
    places: Mapping[Mention, Place],
    areas: Sequence[Area],
) -> dict[Mention, Area]:
    """The area that holds each unplaced name for which the text says where it is.

    Parameters
    ----------
    text
        The article.
    unplaced, places
        Mentions without a place, and those with one.
    areas
        From :func:`geo.areas.find_areas`: "13 miles from X" right after a name says where it is.

    Returns
    -------
    dict
        An area of ``areas``; or, for "in X district", a ``"part"`` without a direction, which means
        anywhere in it. Names of a list share the area of its last.
    """
    if not unplaced:
        return {}
    masked = mask(text, without_overlaps([*unplaced, *places]))
    by_start = {mention.start: mention for mention in (*unplaced, *places)}
    begins = {area.start: area for area in areas if all(a in places for a in area.anchors)}
    starts = sorted(begins)
    held: dict[Mention, Area] = {}
    for mention in sorted(unplaced, reverse=True):
        area = _by_relation(masked, mention, begins, starts)
        area = area or _within(masked, mention, by_start, places)
        area = area or _by_name(mention, by_start.get(mention.start), places)
        if area is None and (found := _SHARED.match(masked, mention.end)):
            area = held.get(by_start[found.start("next")])
        if area is not None and mention not in area.anchors:
            held[mention] = area
    return held


def misplaced(
    text: str, doubtful: Mapping[Mention, Place], places: Mapping[Mention, Place]
) -> dict[Mention, Area]:
    """The unit that the text says holds a name, where the place found for it lies in another.

    "Florence, a village in Ontario" is not the city in Italy, whatever the gazetteer lacks.
    """
    if not doubtful:
        return {}
    masked = mask(text, without_overlaps(places))
    by_start = {mention.start: mention for mention in places}
    for mention in doubtful:
        del by_start[mention.start]
    held: dict[Mention, Area] = {}
    for mention, place in doubtful.items():
        area = _within(masked, mention, by_start, places)
        if area is not None and _lies_outside(place, places[area.anchors[0]]):
            held[mention] = area
    return held


def _lies_outside(place: Place, unit: Place) -> bool:
    """Whether a place has other codes than the administrative unit."""
    if unit.feature_class != "A":
        return False
    own = unit.country_code, unit.admin1_code, unit.admin2_code
    other = place.country_code, place.admin1_code, place.admin2_code
    return any(a and b and a != b for a, b in zip(own, other, strict=True))


def named_alike(held: Mapping[Mention, Area], others: Sequence[Mention]) -> dict[Mention, Area]:
    """The other mentions of held names, each with the area that holds its namesake.

    "Torvik village" and, later, "Torvik" are one place.
    """
    by_name = {_base(mention): area for mention, area in held.items()}
    return {m: area for m in others if (area := by_name.get(_base(m))) and m not in area.anchors}


def _base(mention: Mention) -> str:
    key = fold(mention.text)
    split = split_generic(key)
    return split[0] if split else key


def _by_relation(
    masked: str, mention: Mention, begins: Mapping[int, Area], starts: Sequence[int]
) -> Area | None:
    """The area whose words follow a name: ", a village 12 km north of X".

    ``starts`` holds where areas begin, in order.
    """
    first, last = (bisect_right(starts, mention.end + reach) for reach in (0, _REACH - 1))
    for start in starts[first:last]:
        if _BETWEEN.fullmatch(masked, mention.end, start):
            return begins[start]
    return None


def _by_name(
    mention: Mention, anchor: Mention | None, places: Mapping[Mention, Place]
) -> Area | None:
    """The town or unit whose name a facility bears: "Torvik hospital" is in or near Torvik."""
    if mention.kind != "facility" or is_road(mention):
        return None
    if anchor is None or anchor.kind == "demonym":
        return None
    if anchor not in places or not _can_hold(places[anchor]):
        return None
    if places[anchor].feature_code == "ADM1":
        return None  # "Rusk University Hospital" may be anywhere in the state
    return Area(anchor.start, anchor.end, "near", (anchor,))


def _can_hold(place: Place) -> bool:
    """Whether to lie in a place says enough to be drawn: a country is too wide."""
    if place.feature_class == "T":
        return place.feature_code in _ISLANDS
    return place.feature_class in {"A", "P"} and not place.feature_code.startswith("PCL")


def _within(
    masked: str,
    mention: Mention,
    by_start: Mapping[int, Mention],
    places: Mapping[Mention, Place],
) -> Area | None:
    """Anywhere in the unit or town named next: "in X district", ", X province", "(X)"."""
    found = _WITHIN.match(masked, mention.end)
    anchor = by_start.get(found.start("place")) if found else None
    place = places.get(anchor) if anchor else None
    if found is None or anchor is None or place is None or anchor.kind == "demonym":
        return None
    if not _can_hold(place):
        return None
    if found["tie"].endswith("on") and place.feature_code not in _ISLANDS:
        return None  # "on the Dnipro" is beside it
    if found["tie"].strip() == "," and place.feature_class != "A":
        return None  # a list of towns
    start = _LINK.match(masked, found.start("tie")).end()  # type: ignore[union-attr]
    return Area(min(start, anchor.start), anchor.end, "part", (anchor,))
