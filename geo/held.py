"""Names without a place of their own → held by the area that the text ties them to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from geo.facilities import is_road
from geo.model import Area, Mention, Resolution
from geo.tied import misplaced, named_alike, tied_areas

if TYPE_CHECKING:
    from gazetteer import Place

__all__ = ["unlisted", "with_ties"]

_DOUBTFUL = 0.5  # certainty under which the text's own word on where a name lies counts for more


def with_ties(
    text: str, resolutions: list[Resolution], areas: list[Area]
) -> tuple[list[Resolution], list[Area]]:
    """Return both again: unlisted names held by the area that the text ties them to."""
    unplaced = [r.mention for r in resolutions if r.place is None and r.mention.kind != "demonym"]
    doubtful = {
        r.mention: r.place for r in resolutions if r.place is not None and r.certainty < _DOUBTFUL
    }
    if not (unplaced or doubtful or areas):
        return resolutions, areas
    places = {r.mention: r.place for r in resolutions if r.place is not None}
    areas = [area for area in areas if not _is_elsewhere(text, area, places)]
    sites = _sites(areas, resolutions)
    held = tied_areas(text, [*unplaced, *sites], places, areas) | misplaced(text, doubtful, places)
    if not held:
        return resolutions, areas
    resolutions = sorted(
        [*resolutions, *(unlisted(site) for site in sites if site in held)],
        key=attrgetter("mention.start", "mention.end", "mention.kind"),
    )
    others = [r.mention for r in resolutions if r.certainty < _DOUBTFUL and r.mention not in held]
    held |= named_alike(held, others)
    resolutions = [
        _held(text, r, area) if (area := held.get(r.mention)) else r for r in resolutions
    ]
    return resolutions, sorted({*areas, *held.values()}, key=lambda a: (a.start, a.end))


def _held(text: str, resolution: Resolution, area: Area) -> Resolution:
    reason = resolution.reason or "the place of this name that is listed is likely another"
    words = _words(text, area)
    by_name = words == area.anchors[0].text
    reason = f"{reason}; placed approximately: {'about ' if by_name else ''}{words}"
    return replace(resolution, place=None, certainty=0.0, area=area, reason=reason)


def _is_elsewhere(text: str, area: Area, places: Mapping[Mention, Place]) -> bool:
    """“Outside X” of a country is anywhere else, no area."""
    anchor = places.get(area.anchors[0])
    outside = text[area.start : area.end].lower().startswith("outside")
    return outside and anchor is not None and anchor.feature_code.startswith("PCL")


def _words(text: str, area: Area) -> str:
    return " ".join(text[area.start : area.end].split())


def _sites(areas: list[Area], resolutions: list[Resolution]) -> list[Mention]:
    """Return the spots that areas are relative to and that are no mention yet."""
    anchors = dict.fromkeys(anchor for area in areas for anchor in area.anchors)
    spots = [anchor for anchor in anchors if anchor.kind == "facility" and not is_road(anchor)]
    known = {r.mention for r in resolutions} if spots else ()
    return [spot for spot in spots if spot not in known]


def unlisted(facility: Mention) -> Resolution:
    """Return what is said of a facility that has no place."""
    return Resolution(facility, None, 0.0, reason="a facility that the gazetteer does not list")
