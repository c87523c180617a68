"""What an area covers on the ground: a polygon made in kilometres, with how vague it is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import shapely

from geo.model import Area, Footprint, Mention
from geo.planar import INVISIBLE, Anchor, Region, anchor_of, town_radius_km, union_of, whole
from geo.plane import LocalPlane
from geo.shapes import MAKERS, between, border

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = ["area_footprint", "context_of", "town_radius_km"]

_SETTLEMENTS = 50
_REGIONS = 6  # as many units of the context are tried
_BORDER = re.compile(r"\b(?:border|frontier|boundary)\b", re.IGNORECASE)
_FOLLOWING = 100  # characters after an area within which a unit may belong to it
_REACH_KM = 100.0  # farthest that a bank, border or coast reaches from its anchor
_LISTED_KM = 400.0  # settlements are listed in areas up to the square of this


def area_footprint(
    area: Area,
    places: Mapping[Mention, Place],
    gazetteer: Gazetteer,
    context: Iterable[Place] = (),
    *,
    words: str = "",
) -> Footprint | None:
    """What an area covers.

    Parameters
    ----------
    area
        From :func:`geo.areas.find_areas`.
    places
        The place of each resolved mention.
    gazetteer
        Asked for footprints and for the settlements inside.
    context
        Units that the passage speaks of, the nearest mention first: a river bank or border is
        clipped to the first that it meets.
    words
        The expression itself; "within 5 km" is a disc where "5 km from" is a ring.

    Returns
    -------
    Footprint or None
        Geometry in WGS 84 degrees, or ``None`` if an anchor has no place, or a shape that the words
        cannot be drawn from (a bank needs a line, a border a polygon).
    """
    anchored = [places[anchor] for anchor in area.anchors if anchor in places]
    if not anchored or len(anchored) < len(area.anchors):
        return None
    if area.relation == "near" and _BORDER.search(words):  # "close to the border with X"
        area = replace(area, relation="border")
    plane, anchors, regions = _laid_flat(area, anchored, gazetteer, context)
    if area.relation == "between":
        shape = between(anchors)
    elif area.relation == "border":
        shape = border(anchors, regions, area.direction)
    else:
        make = MAKERS[area.relation]
        shape = union_of([s for a in anchors if (s := make(a, area, regions, words)) is not None])
    if shape is None or shape.geometry.is_empty:
        return None
    extent = math.sqrt(shape.geometry.area)
    outline = whole(shape.geometry).simplify(max(0.1, 0.0005 * extent))
    geometry = whole(plane.unflatten(outline))
    settlements = (
        gazetteer.within(geometry, feature_class="P", limit=_SETTLEMENTS)
        if extent <= _LISTED_KM
        else []
    )
    return Footprint(geometry, round(shape.vagueness_km, 1), shape.method, tuple(settlements))


def _laid_flat(
    area: Area, anchored: Sequence[Place], gazetteer: Gazetteer, context: Iterable[Place]
) -> tuple[LocalPlane, list[Anchor], list[Region]]:
    """The plane of an area, and on it the anchors and the regions that may matter to it."""
    outlines = [_outline(p, gazetteer) for p in anchored]
    if not _needs_region(area, outlines):
        if len(anchored) == 1:
            plane, anchor = _alone(anchored[0], gazetteer)
            return plane, [anchor], []
        plane = LocalPlane.of(shapely.GeometryCollection(outlines))
        return plane, [anchor_of(p, _flat(plane, p, gazetteer)) for p in anchored], []
    box = _around(outlines)
    polygons = _polygons_of(context, anchored, gazetteer, box)
    plane = LocalPlane.of(_focus(outlines, [polygon for _, polygon in polygons]))
    anchors = [anchor_of(p, _flat(plane, p, gazetteer)) for p in anchored]
    return plane, anchors, [Region(place, polygon, plane) for place, polygon in polygons]


@lru_cache(maxsize=64)
def _alone(place: Place, gazetteer: Gazetteer) -> tuple[LocalPlane, Anchor]:
    """A place on a plane of its own: the same for each part of it, in every article."""
    plane = LocalPlane.of(_outline(place, gazetteer))
    return plane, anchor_of(place, _flat(plane, place, gazetteer))


def _needs_region(area: Area, outlines: Sequence[Any]) -> bool:
    """Whether the shape is clipped to, or takes its side from, another region."""
    lines = any(outline.geom_type.endswith("LineString") for outline in outlines)
    return lines or area.relation in {"bank", "border", "coast", "along"}


def _around(outlines: Sequence[Any]) -> tuple[float, float, float, float]:
    """The box that no area about these outlines reaches beyond, in degrees."""
    west, south, east, north = shapely.total_bounds(list(outlines))
    height = _REACH_KM / 111.2
    width = height / max(0.05, math.cos(math.radians(min(89.0, max(-south, north)))))
    return west - width, south - height, east + width, north + height


def _polygons_of(
    context: Iterable[Place],
    anchored: Sequence[Place],
    gazetteer: Gazetteer,
    box: tuple[float, float, float, float],
) -> list[tuple[Place, Any]]:
    """The first units of the context that have polygons in a box, cut to it."""
    found: list[tuple[Place, Any]] = []
    tried = set(anchored)
    for place in context:
        if len(found) == _REGIONS:
            break
        if place.kind != "polygon" or place.feature_class != "A" or place in tried:
            continue
        tried.add(place)
        if gazetteer.footprint(place.place_id) is None:
            continue
        polygon = shapely.clip_by_rect(_plain(place, gazetteer), *box)
        if not polygon.is_empty:
            found.append((place, polygon))
    return found


def _flat(plane: LocalPlane, place: Place, gazetteer: Gazetteer) -> Any:
    return plane.flatten(_plain(place, gazetteer))


@lru_cache(maxsize=256)
def _plain(place: Place, gazetteer: Gazetteer) -> Any:
    """An outline without detail that its size makes invisible."""
    outline = _outline(place, gazetteer)
    west, south, east, north = outline.bounds
    off = INVISIBLE * max(east - west, north - south)
    return whole(outline.simplify(off, preserve_topology=False))


def _outline(place: Place, gazetteer: Gazetteer) -> Any:
    return gazetteer.footprint(place.place_id) or shapely.Point(place.lon, place.lat)


def _focus(outlines: Sequence[Any], polygons: Sequence[Any]) -> Any:
    """What the plane is centred on: the anchors, or the stretch of a line in the first region."""
    shapes = shapely.GeometryCollection(list(outlines))
    if all(outline.geom_type.endswith("LineString") for outline in outlines):
        for polygon in polygons:
            stretch = shapes.intersection(polygon)
            if not stretch.is_empty:
                return stretch
    return shapes


def context_of(
    area: Area, places: Mapping[Mention, Place], gazetteer: Gazetteer
) -> Iterator[Place]:
    """Yield the units a passage speaks of, for :func:`area_footprint`.

    Those named before the area, the nearest first, then those that follow soon; a town stands for
    the first-level unit it lies in. A people ("Russian-installed") says nothing of the ground.
    """
    anchors = set(area.anchors)
    named = [
        (
            mention.start - area.end if mention.start >= area.end else 0,
            area.start - mention.end,
            place,
        )
        for mention, place in places.items()
        if mention not in anchors and mention.kind != "demonym" and place.feature_class in "AP"
    ]
    near = (found for found in named if found[0] <= _FOLLOWING)
    for _, _, place in sorted(near, key=lambda found: found[:2]):
        if place.feature_class == "A":
            yield place
        else:
            units = gazetteer.parents(place.place_id)
            yield from (unit for unit in units if unit.feature_code == "ADM1")
