"""From one point to another over the corridor network: ``Way``s, honest about what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING

from gazetteer.crossings import OVER_WATER, Crossing, cuts
from gazetteer.distance import check_point, distance_km
from gazetteer.ground import stays_dry
from gazetteer.leg import Leg, LegBasis, Way
from gazetteer.network import LATEST, Network, Step, Trace
from gazetteer.place import Place

if TYPE_CHECKING:
    from gazetteer.folder import Folder

__all__ = ["CORRIDOR_SOURCE", "DOUBTFUL", "find_entry", "find_ways"]

CORRIDOR_SOURCE = "GeoNames' towns, joined overland; length ±20 %"
ASHORE = "along the shore"  # a corridor drawn round a bay, not straight from town to town
DOUBTFUL = 1.9  # times the great circle: a corridor so long may be another than the real one
REACH_KM = 60.0  # from an end to the network
ENTRIES = 4  # nodes that an end off the network may join
ACCESS_FACTOR = 3.0  # of the cost there, a poor road
ACCESS_DETOUR = 1.3
SAME_SPOT_KM = 5.0  # a point so near a town is in it
ALIKE = 1.1  # ways that differ by less than 10 % are both mentioned
SHARED = 0.5  # of another way, at most, that runs with the first
APART_KM = 20.0  # how far another way must lie from the first, somewhere
STRAIGHT = 1.4  # times the great circle, at most, of a way that a numbered road may be
RECENT_YEARS = 1  # for which a closed crossing is news
DEARER = 1.6

Point = tuple[float, float]
End = Place | Point
_Basis = tuple[LegBasis, str | None, str]


@dataclass(frozen=True, slots=True)
class _Access:
    """Where an end joins the network: cost and kilometres to each node."""

    point: Point
    km: Mapping[int, float]

    @property
    def cost(self) -> dict[int, float]:
        return {node: ACCESS_FACTOR * km for node, km in self.km.items()}


def find_ways(
    network: Network,
    folder: Folder,
    start: End,
    stop: End,
    on: str | None = None,
    *,
    most: int = 2,
) -> list[Way]:
    """The cheapest way between two ends, and others that cost no more than a tenth more.

    A doubtful way stands alone.

    Parameters
    ----------
    start, stop
        Places, or (lon, lat) in degrees.
    on
        ISO 8601 date: which crossings stood, and which borders were closed. As things stand, by
        default.

    Returns
    -------
    list of Way
        Never empty: one without legs says in ``reason`` why there is none.
    """
    on = on or LATEST
    origin, destination = (_access(network, folder, end, on) for end in (start, stop))
    for end, access in ((start, origin), (stop, destination)):
        if not access.km:
            return [Way(reason=f"{_said(end)} is more than {REACH_KM:.0f} km from any town of the"
                        " corridor network, or water lies between")]  # fmt: skip
    trace = network.search(origin.cost, destination.cost, on)
    if trace is None:
        return [Way(reason=_refusal(network, origin, destination, on))]
    ways = [_way(network, folder, trace, origin, destination, on)]
    # Beside a doubtful way no other is as likely: what is likely is that both are wrong.
    if most > 1 and len(trace.steps) > 2 and not ways[0].doubtful:
        others = _others(network, origin, destination, on, trace)
        ways += [_way(network, folder, other, origin, destination, on) for other in others]
    return ways[:most]


def find_entry(
    network: Network, folder: Folder, start: End, country_code: str, on: str | None = None
) -> Place | None:
    """The first town of a country that the cheapest way there meets, on a date."""
    access = _access(network, folder, start, on or LATEST)
    trace = network.search(
        access.cost, dict.fromkeys(network.nodes_in(country_code), 0.0), on or LATEST
    )
    return None if trace is None else folder.at(network.fid[trace.last])


def _said(end: End) -> str:
    return end.name if isinstance(end, Place) else f"{end[0]:.2f}, {end[1]:.2f}"


def _access(network: Network, folder: Folder, end: End, on: str) -> _Access:
    if isinstance(end, Place):
        point, country = (end.lon, end.lat), end.country_code
        fid = folder.fid(end.place_id)
        node = None if fid is None else network.node(fid)
        if node is not None:
            return _Access(point, {node: 0.0})
    else:
        check_point(*end)
        point, country = end, ""
    near = network.near(*point, REACH_KM, 3 * ENTRIES)
    if near and near[0][0] <= SAME_SPOT_KM:
        return _Access(point, {near[0][1]: near[0][0]})
    if near and not country:
        country = network.country(near[0][1])
    barriers = [barrier for barrier, _ in network.standing(on)]
    pairs = {frozenset(b.countries) for b in barriers if b.kind == "border"}
    lines = [b.line for b in barriers if b.kind != "border"]
    reached = {
        node: ACCESS_DETOUR * km
        for km, node in near
        if frozenset((country, network.country(node))) not in pairs
        and not any(cuts(point, network.point(node), line) for line in lines)
    }
    dry = stays_dry(folder, point, [network.point(node) for node in reached])
    kept = [node for node, is_dry in zip(reached, dry, strict=True) if is_dry][:ENTRIES]
    return _Access(point, {node: reached[node] for node in kept})


def _refusal(network: Network, origin: _Access, destination: _Access, on: str) -> str:
    barred = _barred(network, origin, destination, on)
    if barred:
        return f"no way past {'; '.join(barred)}"
    return "no way over land, and no crossing that is open, joins the two"


def _barred(network: Network, origin: _Access, destination: _Access, on: str) -> list[str]:
    """What bars the way that would else be the cheapest."""
    trace = network.search(origin.cost, destination.cost, on, barred=False)
    taken = set() if trace is None else set(network.edges_of(trace))
    return [
        f"{barrier.name} ({barrier.note}; {barrier.source})"
        for barrier, edges in network.standing(on)
        if not taken.isdisjoint(edges)
    ]


def _others(
    network: Network, origin: _Access, destination: _Access, on: str, first: Trace
) -> list[Trace]:
    """Another way, most of which is not that of the first, for no more than a tenth more."""
    edges = set(network.edges_of(first))
    dearer = dict.fromkeys(edges, DEARER)
    other = network.search(origin.cost, destination.cost, on, dearer=dearer)
    if other is None or network.cost_of(other) > ALIKE * network.cost_of(first):
        return []
    numbers = network.edges_of(other)
    shared = sum(s.km for s, n in zip(other.steps, numbers, strict=True) if n in edges)
    total = sum(step.km for step in other.steps)
    return [other] if shared <= SHARED * total and _goes_aside(network, other, first) else []


def _goes_aside(network: Network, other: Trace, first: Trace) -> bool:
    """Tell whether some town of a way is far from all towns of another."""
    nodes = _nodes(first)
    passed = [network.point(node) for node in nodes]
    return any(
        all(distance_km(*network.point(node), *point) >= APART_KM for point in passed)
        for node in set(_nodes(other)).difference(nodes)
    )


def _nodes(trace: Trace) -> list[int]:
    return [trace.first, *(step.b for step in trace.steps)]


# --- From steps to legs ---------------------------------------------------------------------------


def _way(
    network: Network, folder: Folder, trace: Trace, origin: _Access, destination: _Access, on: str
) -> Way:
    nodes = _nodes(trace)
    places = folder.places(network.fid[node] for node in nodes)
    towns = tuple(places[network.fid[node]] for node in nodes)
    into, out = origin.km[trace.first], destination.km[trace.last]
    marks = tuple(accumulate((step.km for step in trace.steps), initial=into))
    length = marks[-1] + out
    straight = distance_km(*origin.point, *destination.point)
    sure = sum(step.km for step in trace.steps if step.crossing is not None)
    used = [network.crossings[s.crossing] for s in trace.steps if s.crossing is not None]
    codes = [code for code, _ in groupby(town.country_code for town in towns)]
    doubtful = length > DOUBTFUL * straight and sure < length / 2
    notes = [*_notes(used), *_gone_round(network, nodes, on)]
    if doubtful:
        notes += [f"gone round: {name}" for name in _barred(network, origin, destination, on)]
    return Way(
        legs=_legs(network, trace.steps, towns, origin.point, destination.point),
        towns=towns,
        marks_km=tuple(round(mark, 1) for mark in marks),
        length_km=round(length, 1),
        borders=tuple(pairwise(codes)),
        notes=tuple(dict.fromkeys(notes)),
        roads=tuple(_numbered(network, nodes, marks, towns)),
        doubtful=doubtful,
    )


def _legs(
    network: Network, steps: Sequence[Step], towns: Sequence[Place], start: Point, stop: Point
) -> tuple[Leg, ...]:
    """One leg for each run of one basis and name; the ends off the network are corridors too."""
    points = [(town.lon, town.lat) for town in towns]
    stretches: list[tuple[_Basis, tuple[Point, ...]]] = [
        (_basis(network, step), (points[n], *step.via, points[n + 1]))
        for n, step in enumerate(steps)
    ]
    plain: _Basis = ("corridor", None, CORRIDOR_SOURCE)
    if _apart(start, points[0]):
        stretches.insert(0, (plain, (start, points[0])))
    if _apart(points[-1], stop):
        stretches.append((plain, (points[-1], stop)))
    legs = []
    for (basis, name, source), run in groupby(stretches, key=lambda stretch: stretch[0]):
        parts = [part for _, part in run]
        legs.append(
            Leg(
                basis, (parts[0][0], *(point for part in parts for point in part[1:])), name, source
            )
        )
    return tuple(legs)


def _apart(a: Point, b: Point) -> bool:
    return distance_km(*a, *b) > SAME_SPOT_KM


def _basis(network: Network, step: Step) -> _Basis:
    if step.crossing is None:
        return "corridor", ASHORE if step.via else None, CORRIDOR_SOURCE
    crossing = network.crossings[step.crossing]
    over = crossing.kind in OVER_WATER
    return "crossing" if over else "corridor", crossing.name, crossing.source


def _numbered(
    network: Network, nodes: Sequence[int], marks: Sequence[float], towns: Sequence[Place]
) -> Iterator[str]:
    """Name the stretches whose ends follow each other in a treaty's list, longer runs together."""
    place = {node: n for n, node in enumerate(nodes)}
    found: list[tuple[str, int, int]] = []
    for a in nodes:
        for b, number in network.numbers.get(a, {}).items():
            if b in place:
                first, last = sorted((place[a], place[b]))
                straight = distance_km(*network.point(a), *network.point(b))
                if marks[last] - marks[first] <= STRAIGHT * straight:
                    found.append((number, first, last))
    runs: dict[tuple[str, int], int] = {}  # (number, where it ends) → where it begins
    for number, first, last in sorted(found, key=lambda part: (part[1:], part[0])):
        runs[number, last] = runs.pop((number, first), first)
    for (number, last), first in sorted(runs.items(), key=lambda run: run[1]):
        yield f"{number} {towns[first].name} to {towns[last].name}"


def _notes(used: Iterable[Crossing]) -> list[str]:
    return [
        f"{crossing.name}: {crossing.note or 'open with restrictions'}"
        for crossing in used
        if crossing.status == "restricted" or crossing.note
    ]


def _gone_round(network: Network, nodes: Sequence[int], on: str) -> list[str]:
    """The crossings lately closed between two towns of the way: why it does not run over them."""
    passed = set(nodes)
    return [
        f"{row.name}: {row.note}"
        for row in network.closed_on(on)
        if row.note
        and {row.a, row.b} <= passed
        and int(on[:4]) - int(row.since[:4]) <= RECENT_YEARS
    ]
