"""The lines drawn for movements: one route for each pair of an origin and a destination.

A leg is drawn as what is known of it. Where the gazetteer's corridor network, or a road network
that the user supplies, has a way between the two ends, its legs say what they rest on; where it has
none, or one too long to be believed, the leg is "stated": the text names the ends, and no path
between them is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gazetteer.distance import distance_km
from gazetteer.leg import Leg, Way
from geo.ends import End, gate, is_country, is_spot, lies_in, place_end
from geo.greatcircle import great_circle
from geo.model import Footprint, Mention, Movement, Route
from geo.modes import Mode, travel_mode

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = ["Roads", "find_routes", "great_circle", "open_roads"]

Point = tuple[float, float]

FARTHEST_KM = 2000.0  # between ends, for a way to be looked for
MOST_TOWNS = 12  # named of one way
FEW_TOWNS = 3  # named of another way
PASSED_KM = 10.0  # from a way to a place that it is said to pass
_FAR = f"more than {FARTHEST_KM:,.0f} km: too far to infer a way over land"
_FLOWN = "they went by air"
_SAILED = "they went by water, on a way that is not known"
_ONE_END = "the text names only one end"
_UNPLACED = "an end has no place on the map"
_SAME = "both ends are one place"
_INSIDE = "one end lies within the other"
_SOMEWHERE = "both ends are in {}; where {} lies in it is not in the gazetteer"
_ARTICLE = "the article"


@dataclass(frozen=True, slots=True)
class _Line:
    """What is drawn from one end to the next, and what is to be said of it."""

    legs: tuple[Leg, ...]
    length_km: float
    towns: tuple[str, ...]
    remarks: tuple[str, ...]
    passed: frozenset[str] = frozenset()  # the place ids of all towns of the way


@dataclass(frozen=True, slots=True)
class _Asked:
    """What ways are looked for in, of what date and how travelled."""

    gazetteer: Gazetteer
    on: str | None
    roads: Roads | None
    mode: Mode


class Roads(Protocol):
    """A road network or routing service that the user supplies."""

    def way(self, start: Point, stop: Point) -> Way:
        """The way by road between two points, (lon, lat) in degrees; without legs, the reason."""


def open_roads(network: str | None, router: str | None) -> Roads | None:
    """Return the roads of a folder, or of a service at an address; ``None`` where neither is named.

    Raises
    ------
    GazetteerError
        The folder is none of ``gazetteer network import``, or the address is none of http.
    """
    if network:
        from gazetteer.roads import RoadNetwork

        return RoadNetwork(Path(network))
    if router:
        from gazetteer.router import Router

        return Router(router)
    return None


def find_routes(
    movements: Sequence[Movement],
    places: Mapping[Mention, Place],
    around: Mapping[Mention, Footprint],
    gazetteer: Gazetteer,
    on: str | None = None,
    *,
    roads: Roads | None = None,
    text: str = "",
) -> list[Route]:
    """Return a route for every pair of ends of every movement, in the order of the movements.

    Parameters
    ----------
    movements
        From :func:`geo.movements.find_movements`.
    places
        The place of each resolved mention.
    around
        What the area covers that an end anchors ("the banks of X") or that holds it: its line is
        drawn from there.
    gazetteer
        Asked for footprints and for ways over its corridor network.
    on
        ISO 8601 date of the article: which crossings stood then, and which borders were closed.
    roads
        Asked for ways first, where the user supplies it.
    text
        The article's, in which the triggers of the movements stand: no way over land is drawn for
        those who fly, and none but crossings for those who sail.

    Returns
    -------
    list of Route
        A route with no legs says in ``reasons`` why nothing is drawn; one with legs, why no more
        is, and what a reader must know of them. Paths are (lon, lat) in WGS 84 degrees;
        ``length_km`` is about that of the way, or of the great circles through the ends.
    """
    routes: list[Route] = []
    for movement in movements:
        via = [
            end
            for mention in movement.via
            if is_spot(places.get(mention))
            and (end := place_end(mention, places, around, gazetteer)) is not None
        ]
        shared: dict[Mention | None, frozenset[str]] = {}  # by origin, what its ways pass
        for origin, destination in _pairs(movement, places):
            ends = [
                None if mention is None else place_end(mention, places, around, gazetteer)
                for mention in (origin, destination)
            ]
            reason = _not_drawn(origin, destination, ends[0], ends[1], gazetteer)
            if reason is not None or ends[0] is None or ends[1] is None:
                reasons = (reason,) if reason else ()
                routes.append(Route(movement, origin, destination, (), reasons=reasons))
                continue
            asked = _Asked(gazetteer, on, roads, travel_mode(text, movement.trigger))
            trunk = shared.get(origin, frozenset())
            between = [end for end in via if end.place not in (ends[0].place, ends[1].place)]
            lines = [_line(ends[0], ends[1], asked, trunk)]
            if not all(_passes(lines[0], end) for end in between):
                stops = [ends[0], *between, ends[1]]
                lines = [_line(a, b, asked, trunk) for a, b in pairwise(stops)]
            shared[origin] = trunk.union(*(line.passed for line in lines))
            routes.append(_joined(movement, origin, destination, lines))
    return routes


def _passes(line: _Line, end: End) -> bool:
    """Whether a way, as it is drawn, passes a place that the text names on it."""
    return any(
        distance_km(*point, *end.point) <= PASSED_KM
        for leg in line.legs
        if leg.basis != "stated"
        for a, b in pairwise(leg.path)
        for point in great_circle(a, b, PASSED_KM)
    )


def _joined(
    movement: Movement,
    origin: Mention | None,
    destination: Mention | None,
    lines: Sequence[_Line],
) -> Route:
    return Route(
        movement,
        origin,
        destination,
        legs=tuple(leg for line in lines for leg in line.legs),
        length_km=round(sum(line.length_km for line in lines), 1),
        towns=tuple(dict.fromkeys(name for line in lines for name in line.towns)),
        reasons=tuple(dict.fromkeys(r for line in lines for r in line.remarks)),
    )


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


def _not_drawn(
    origin: Mention | None,
    destination: Mention | None,
    start: End | None,
    stop: End | None,
    gazetteer: Gazetteer,
) -> str | None:
    if origin is None or destination is None:
        return _ONE_END
    if start is None or stop is None:
        return _UNPLACED
    if start.place == stop.place:
        return _SAME
    if lies_in(start.place, stop.place, stop.point, gazetteer) or lies_in(
        stop.place, start.place, start.point, gazetteer
    ):
        return _INSIDE
    for end, other in ((start, stop), (stop, start)):
        unit = end.region
        if unit is None or unit == end.place:
            continue
        if unit == other.region or lies_in(unit, other.place, other.point, gazetteer):
            return _SOMEWHERE.format(unit.name, end.place.name)
    return None


# --- From end to end ------------------------------------------------------------------------------


def _line(start: End, stop: End, asked: _Asked, trunk: frozenset[str]) -> _Line:
    """What is drawn from one end to the next; ``trunk`` are towns that other ways there pass."""
    if asked.mode == "air":
        return _stated(start, stop, _FLOWN)
    if distance_km(*start.point, *stop.point) > FARTHEST_KM:
        return _stated(start, stop, _FAR)
    if asked.mode == "water":
        line = _along_corridor(start, stop, asked, trunk, [])
        over = all(leg.basis in ("crossing", "stated") for leg in line.legs)
        return line if over else _stated(start, stop, _SAILED)
    if asked.roads is not None and start.town is not None and stop.town is not None:
        way = asked.roads.way(_point(start.town), _point(stop.town))
        if way.legs:
            return _way_line(way, start, stop, asked.gazetteer, [])
        if way.reason:
            return _along_corridor(start, stop, asked, trunk, [way.reason])
    return _along_corridor(start, stop, asked, trunk, [])


def _along_corridor(
    start: End, stop: End, asked: _Asked, trunk: frozenset[str], remarks: list[str]
) -> _Line:
    gazetteer, on = asked.gazetteer, asked.on
    towns = _towns(start, stop, gazetteer, on)
    if towns is None:
        return _stated(start, stop, *remarks, "no way over land to the border is known")
    # Of ways as likely, the one that runs with those to the movement's other destinations.
    ways = sorted(gazetteer.ways(*towns, on=on), key=lambda way: -_share(way, trunk))
    way = ways[0]
    if not way.legs:
        return _stated(start, stop, *remarks, way.reason or "no way is known")
    if way.doubtful:
        by = f" by {', '.join(names)}" if (names := _named(way)) else ""
        longer = f"the only corridor found, about {way.length_km:,.0f} km{by}, is a long way round"
        return _stated(start, stop, *remarks, *way.notes, f"{longer}: doubtful")
    likely = (_as_likely(other, way, stop, gazetteer) for other in ways[1:])
    return _way_line(way, start, stop, gazetteer, [*remarks, *filter(None, likely)])


def _share(way: Way, trunk: frozenset[str]) -> float:
    """How many of a way's towns others pass too, from 0 to 1."""
    return sum(town.place_id in trunk for town in way.towns) / max(1, len(way.towns))


def _as_likely(other: Way, way: Way, stop: End, gazetteer: Gazetteer) -> str:
    """Name another way by the largest towns that only it passes before it is in a wide end."""
    passed = {town.place_id for town in way.towns}
    own = [
        town
        for town in _between(other)
        if town.place_id not in passed and not _is_in(stop, town, gazetteer)
    ]
    if not own:
        return ""
    largest = sorted(own, key=lambda t: (-t.population, t.place_id))[:FEW_TOWNS]
    by = ", ".join(town.name for town in own if town in largest)
    km = _entered(other, stop, gazetteer).length_km if _is_entered(stop) else other.length_km
    return f"as likely by {by}, about {km:,.0f} km"


def _towns(
    start: End, stop: End, gazetteer: Gazetteer, on: str | None
) -> tuple[Place | Point, Place | Point] | None:
    """The two towns to look for a way between; of a country, the first town beyond its border."""
    first, last = start.town, stop.town
    if first is None and last is None:
        return None
    if first is None and last is not None:
        first = gazetteer.entry(last, start.place.country_code, on=on)
    elif last is None and first is not None:
        last = gazetteer.entry(first, stop.place.country_code, on=on)
    return None if first is None or last is None else (first, last)


def _stated(start: End, stop: End, *reasons: str) -> _Line:
    """A great circle: the text names only the ends."""
    a, b = start.point, stop.point
    said = ["the text names only the ends", *reasons]
    if start.bounds is not None:
        a = gate(start.bounds, b, a)
    if stop.bounds is not None:
        b = gate(stop.bounds, a, b)
    if is_country(start.place):
        said.append(f"no place in {start.place.name} is named")
    if is_country(stop.place):
        said.append(f"no place in {stop.place.name} is named")
    leg = Leg("stated", great_circle(a, b), source=_ARTICLE)
    return _Line((leg,), distance_km(*a, *b), (), tuple(said))


def _way_line(way: Way, start: End, stop: End, gazetteer: Gazetteer, remarks: list[str]) -> _Line:
    arrow: tuple[Leg, ...] = ()
    if _is_entered(stop) and way.towns:
        way = _entered(way, stop, gazetteer)
        where = stop.region.name if stop.region else "the area described"
        remarks = [*remarks, f"drawn into {where}, no place in which is named"]
        if stop.region is not None and not is_country(stop.region):
            arrow = (Leg("stated", (way.legs[-1].path[-1], stop.point), source=_ARTICLE),)
    if start.region is not None:
        remarks = [*remarks, f"no place in {start.region.name} is named as the start"]
    crossed = [f"crosses {a}–{b}" for a, b in dict.fromkeys(way.borders)]
    listed = [f"listed as {road}" for road in way.roads]
    said = (*crossed, *way.notes, *listed, *remarks)
    passed = frozenset(town.place_id for town in way.towns)
    return _Line((*way.legs, *arrow), way.length_km, _named(way), said, passed)


def _is_entered(stop: End) -> bool:
    """Whether a way ends where it comes into a region or wide area, not at a spot."""
    return stop.region is not None or stop.bounds is not None


def _entered(way: Way, stop: End, gazetteer: Gazetteer) -> Way:
    """A way as far as its first town in the region or wide area it goes to."""
    inside = [_is_in(stop, town, gazetteer) for town in way.towns]
    first = inside.index(True) if True in inside else len(way.towns) - 1
    if first == 0:  # the network knows no town of the region but where the way begins
        return way
    end = way.towns[first]
    legs: list[Leg] = []
    for leg in way.legs:
        spots = [n for n, spot in enumerate(leg.path) if spot == (end.lon, end.lat)]
        if spots:
            legs.append(replace(leg, path=leg.path[: spots[0] + 1]))
            break
        legs.append(leg)
    countries = [town.country_code for town in way.towns[: first + 1]]
    borders = [(a, b) for a, b in pairwise(countries) if a != b]
    return replace(
        way,
        legs=tuple(leg for leg in legs if len(leg.path) > 1),
        towns=way.towns[: first + 1],
        length_km=way.marks_km[first],
        borders=tuple(borders),
    )


def _is_in(stop: End, town: Place, gazetteer: Gazetteer) -> bool:
    if stop.region is not None:
        return lies_in(stop.region, town, (town.lon, town.lat), gazetteer)
    import shapely

    return stop.bounds is not None and bool(shapely.intersects_xy(stop.bounds, town.lon, town.lat))


def _between(way: Way) -> list[Place]:
    """The towns between the ends, without the quarters of towns that the way runs through."""
    return [town for town in way.towns[1:-1] if town.feature_code != "PPLX"]


def _named(way: Way) -> tuple[str, ...]:
    """The towns between the ends: all, or the largest."""
    between = _between(way)
    largest = sorted(between, key=lambda t: (-t.population, t.place_id))[:MOST_TOWNS]
    kept = set(largest)
    return tuple(dict.fromkeys(town.name for town in between if town in kept))


def _point(town: Place | Point) -> Point:
    return town if isinstance(town, tuple) else (town.lon, town.lat)
