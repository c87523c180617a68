"""The lines drawn for movements: one route for each pair of an origin and a destination.

Without a corridor network every leg is "stated": the text names the two ends, and no path between
them is claimed, so a great circle is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from gazetteer.store import distance_km
from geo.footprints import area_footprint, context_of
from geo.model import Area, Leg, Mention, Movement, Route

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = ["find_routes", "great_circle"]

Point = tuple[float, float]

_STATED = "the text names only the ends; no corridor network is at hand"
_ONE_END = "the text names only one end"
_UNPLACED = "an end has no place on the map"
_SAME = "both ends are one place"
_INSIDE = "one end lies within the other"
_GATE_STEP_KM = 20.0
_LEG_SOURCE = "the article"


def find_routes(
    movements: Sequence[Movement],
    places: Mapping[Mention, Place],
    areas: Sequence[Area],
    gazetteer: Gazetteer,
    on: str | None = None,
) -> list[Route]:
    """Return a route for every pair of ends of every movement, in the order of the movements.

    Parameters
    ----------
    movements
        From :func:`geo.movements.find_movements`.
    places
        The place of each resolved mention.
    areas
        From :func:`geo.areas.find_areas`; an end that is the anchor of an area ("the banks of X")
        is drawn from the area.
    gazetteer
        Asked for footprints.
    on
        ISO 8601 date of the article: which crossings stood then. No crossing is used yet.

    Returns
    -------
    list of Route
        A route with no legs says in ``reason`` why nothing is drawn. Paths are (lon, lat) in WGS 84
        degrees; ``length_km`` is that of the great circles through the ends and via places.
    """
    del on  # for the corridor network, whose crossings are dated
    around = {anchor: area for area in areas for anchor in area.anchors}
    routes: list[Route] = []
    for movement in movements:
        via = [
            point
            for mention in movement.via
            if _is_spot(places.get(mention))
            and (point := _end_point(mention, places, around, gazetteer)) is not None
        ]
        for origin, destination in _pairs(movement, places):
            routes.append(_route(movement, origin, destination, via, places, around, gazetteer))
    return routes


def _pairs(
    movement: Movement, places: Mapping[Mention, Place]
) -> Iterator[tuple[Mention | None, Mention | None]]:
    origins = _distinct(movement.origins, places) or [None]
    destinations = _distinct(movement.destinations, places) or [None]
    for origin in origins:
        for destination in destinations:
            yield origin, destination


def _distinct(mentions: Sequence[Mention], places: Mapping[Mention, Place]) -> list[Mention | None]:
    """The mentions, without a second one of the same place."""
    seen: set[str] = set()
    kept: list[Mention | None] = []
    for mention in mentions:
        place = places.get(mention)
        if place is None or place.place_id not in seen:
            kept.append(mention)
            seen |= {place.place_id} if place else set()
    return kept


def _route(
    movement: Movement,
    origin: Mention | None,
    destination: Mention | None,
    via: Sequence[Point],
    places: Mapping[Mention, Place],
    around: Mapping[Mention, Area],
    gazetteer: Gazetteer,
) -> Route:
    if origin is None or destination is None:
        return Route(movement, origin, destination, (), reason=_ONE_END)
    start = _end_point(origin, places, around, gazetteer)
    stop = _end_point(destination, places, around, gazetteer)
    if start is None or stop is None:
        return Route(movement, origin, destination, (), reason=_UNPLACED)
    if places[origin] == places[destination]:
        return Route(movement, origin, destination, (), reason=_SAME)
    if _holds(places[origin], places[destination], stop, gazetteer) or _holds(
        places[destination], places[origin], start, gazetteer
    ):
        return Route(movement, origin, destination, (), reason=_INSIDE)
    reason = _STATED
    if _is_country(places[origin]):
        start = _gate(places[origin], stop, start, gazetteer)
        reason = f"{_STATED}; no place in {places[origin].name} is named"
    if _is_country(places[destination]):
        stop = _gate(places[destination], start, stop, gazetteer)
        reason = f"{_STATED}; no place in {places[destination].name} is named"
    points = [start, *(p for p in via if p not in (start, stop)), stop]
    legs = tuple(Leg("stated", great_circle(a, b), source=_LEG_SOURCE) for a, b in pairwise(points))
    length = sum(distance_km(*a, *b) for a, b in pairwise(points))
    return Route(movement, origin, destination, legs, round(length, 1), reason=reason)


def _is_country(place: Place) -> bool:
    return place.feature_code.startswith("PCL")


def _gate(country: Place, outside: Point, inside: Point, gazetteer: Gazetteer) -> Point:
    """Where the way from a point outside enters a country, and a little further in.

    A line to the middle of a large country would claim what nobody said.
    """
    import shapely

    outline = gazetteer.footprint(country.place_id)
    if outline is None or not outline.geom_type.endswith("Polygon"):
        return inside
    path = great_circle(outside, inside, _GATE_STEP_KM)
    first = next((n for n, p in enumerate(path) if shapely.intersects_xy(outline, *p)), None)
    if first is None:
        return inside
    further = min(first + 2, len(path) - 1)
    return path[further if shapely.intersects_xy(outline, *path[further]) else first]


def _end_point(
    mention: Mention,
    places: Mapping[Mention, Place],
    around: Mapping[Mention, Area],
    gazetteer: Gazetteer,
) -> Point | None:
    """Where a line begins or ends: in the area the words denote, else in the place itself."""
    place = places.get(mention)
    if place is None:
        return None
    area = around.get(mention)
    shape = area_footprint(area, places, gazetteer, context_of(area, places)) if area else None
    if shape is not None:
        inside = shape.geometry.representative_point()
        return _wrapped(inside.x), inside.y
    outline = gazetteer.footprint(place.place_id)
    if outline is None or not outline.geom_type.endswith("Polygon"):
        return place.lon, place.lat
    import shapely

    if shapely.intersects_xy(outline, place.lon, place.lat):
        return place.lon, place.lat
    inside = outline.representative_point()
    return _wrapped(inside.x), inside.y


def _wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180


def _is_spot(place: Place | None) -> bool:
    """Whether a line can be drawn through a place: a town or crossing, not a sea or a country."""
    return (
        place is not None and place.kind == "point" and place.feature_class in {"P", "S", "R", "T"}
    )


def _holds(place: Place, other: Place, point: Point, gazetteer: Gazetteer) -> bool:
    """Whether one end lies in the other: by the units it belongs to, else by the polygon.

    Polygons are simplified, so that they would take in towns just across a border.
    """
    import shapely

    if _is_country(place) and other.country_code:
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


def great_circle(start: Point, stop: Point, step_km: float = 50.0) -> tuple[Point, ...]:
    """Points along the shorter great circle, about ``step_km`` apart, both ends included.

    Degrees in WGS 84, (lon, lat); longitudes run on past ±180 rather than jump. Spherical linear
    interpolation: p(f) = (sin((1 - f)c) a + sin(fc) b) / sin c, for the angle c between unit
    vectors a and b.
    """
    a, b = _vector(start), _vector(stop)
    dot = sum(p * q for p, q in zip(a, b, strict=True))
    angle = math.acos(max(-1.0, min(1.0, dot)))
    steps = max(1, math.ceil(distance_km(*start, *stop) / step_km))
    if angle < 1e-9 or math.pi - angle < 1e-9:
        return start, stop
    path = [start]
    for n in range(1, steps):
        f = n / steps
        u, v = math.sin((1 - f) * angle) / math.sin(angle), math.sin(f * angle) / math.sin(angle)
        x, y, z = (u * p + v * q for p, q in zip(a, b, strict=True))
        lon, lat = math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))
        path.append((_near(lon, path[-1][0]), lat))
    return (*path, (_near(stop[0], path[-1][0]), stop[1]))


def _near(lon: float, other: float) -> float:
    """``lon`` by whole turns nearest to ``other``."""
    return lon + 360 * round((other - lon) / 360)


def _vector(point: Point) -> tuple[float, float, float]:
    lon, lat = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)
