"""Where the line of a movement begins and ends, and the town a way over land is looked for from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geo.greatcircle import great_circle
from geo.model import Footprint, Mention

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer import Gazetteer, Place

__all__ = ["End", "gate", "is_country", "is_spot", "lies_in", "place_end"]

Point = tuple[float, float]
_GATE_STEP_KM = 20.0
_WIDE_DEGREES = 1.0  # of latitude: an area so large has no one point that a line could lead to


@dataclass(frozen=True, slots=True)
class End:
    """One end of a movement.

    Attributes
    ----------
    place
        What the text names.
    point
        (lon, lat) of a line that claims no way: in the area the words denote, else the place.
    town
        Where a way is looked for: the place, its seat or largest town, a town of the area, or a
        point; ``None`` for a country, of which only the border is known.
    region
        The unit or area that a way enters without going to a named place in it, or ``None``.
    bounds
        The outline beyond which nothing is known of the end, or ``None``: a line goes just into it.
    """

    place: Place
    point: Point
    town: Place | Point | None
    region: Place | None
    bounds: BaseGeometry | None = None


def place_end(
    mention: Mention,
    places: Mapping[Mention, Place],
    around: Mapping[Mention, Footprint],
    gazetteer: Gazetteer,
) -> End | None:
    """Return the end that a mention stands for; ``None`` where it has no place."""
    place = places.get(mention)
    if place is None:
        return None
    shape = around.get(mention)
    if shape is not None:
        inside = _inside(shape.geometry)
        town = max(shape.settlements, key=lambda p: (p.population, p.place_id), default=inside)
        return End(place, inside, town, None, shape.geometry if _is_wide(shape) else None)
    unit = gazetteer.located_by(place.place_id)
    # It may be anywhere in the unit at whose point it is listed.
    return (
        _end_of(place, gazetteer)
        if unit is None
        else replace(_end_of(unit, gazetteer), place=place)
    )


def _end_of(place: Place, gazetteer: Gazetteer) -> End:
    outline = gazetteer.footprint(place.place_id)
    if outline is None or not outline.geom_type.endswith("Polygon"):
        point = (place.lon, place.lat)
        if place.feature_class in {"A", "L"}:  # a unit whose outline is not known
            return End(place, point, None if is_country(place) else point, None)
        return End(place, point, place, None)
    import shapely

    point = (place.lon, place.lat)
    if not shapely.intersects_xy(outline, *point):
        point = _inside(outline)
    if is_country(place):
        return End(place, point, None, place, outline)
    if place.feature_class == "P":
        return End(place, point, place, None)
    return End(place, point, gazetteer.main_town(place.place_id) or point, place)


def _is_wide(shape: Footprint) -> bool:
    west, south, east, north = shape.geometry.bounds
    width = (east - west) * math.cos(math.radians(south))
    return bool(max(width, north - south) > _WIDE_DEGREES)


def _inside(shape: BaseGeometry) -> Point:
    point = shape.representative_point()
    return (point.x + 180) % 360 - 180, point.y


def is_country(place: Place) -> bool:
    """Whether a place is a country or dependency."""
    return place.feature_code.startswith("PCL")


def is_spot(place: Place | None) -> bool:
    """Whether a line can be drawn through a place: a town or crossing, not a sea or a country."""
    return (
        place is not None and place.kind == "point" and place.feature_class in {"P", "S", "R", "T"}
    )


def lies_in(place: Place, other: Place, point: Point, gazetteer: Gazetteer) -> bool:
    """Whether ``other``, at a point, lies in a place: by the units it belongs to, else the polygon.

    Polygons are simplified, so that they would take in towns just across a border.
    """
    import shapely

    if is_country(place) and other.country_code:
        return other.country_code == place.country_code
    if place.feature_code == "ADM1" and other.country_code and other.admin1_code:
        mine = (place.country_code, place.admin1_code)
        return mine == (other.country_code, other.admin1_code)
    outline = gazetteer.footprint(place.place_id)
    return (
        outline is not None
        and outline.geom_type.endswith("Polygon")
        and bool(shapely.intersects_xy(outline, *point))
    )


def gate(outline: BaseGeometry, outside: Point, inside: Point) -> Point:
    """Where the way from a point outside enters an outline, and a little further in.

    A line to the middle of a large country would claim what nobody said.
    """
    import shapely

    path = great_circle(outside, inside, _GATE_STEP_KM)
    first = next((n for n, p in enumerate(path) if shapely.intersects_xy(outline, *p)), None)
    if first is None:
        return inside
    further = min(first + 2, len(path) - 1)
    return path[further if shapely.intersects_xy(outline, *path[further]) else first]
