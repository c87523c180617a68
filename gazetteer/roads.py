"""A road network that the user supplies: a folder of flat arrays, and the shortest way over it."""

from __future__ import annotations

import json
import math
import struct
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from gazetteer.derive import save_column
from gazetteer.distance import EARTH_KM, distance_km
from gazetteer.leg import Leg, Way
from gazetteer.network import mapped
from gazetteer.place import GazetteerBuildError, GazetteerNotFoundError
from gazetteer.search import Graph, cheapest

__all__ = ["STRAIGHT_KM", "Road", "RoadNetwork", "write_roads"]

STRAIGHT_KM = 50.0  # a road of two points that is longer has no course
REACH_KM = 25.0  # from an end to the nearest road
_JOIN_DIGITS = 5  # decimals of a degree within which ends of roads meet: about a metre
_FORMAT = 1

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Road:
    """One stretch of road: ``path`` is (lon, lat) pairs in WGS 84 degrees."""

    path: tuple[Point, ...]
    km: float
    name: str | None = None
    one_way: bool = False


def write_roads(roads: Iterable[Road], folder: Path, *, source: str, licence: str) -> int:
    """Write a network folder, and return the number of its roads.

    Parameters
    ----------
    roads
        Those whose ends stand within a metre of each other meet there.
    folder
        To be made; an existing one is an error.
    source, licence
        Shown with every line that is drawn along them.

    Raises
    ------
    GazetteerBuildError
        Where there is no road, one has no course, or the folder exists.
    """
    nodes: dict[Point, int] = {}
    slots: dict[int, list[tuple[int, float, int]]] = defaultdict(list)
    names: dict[str, int] = {}
    starts, lons, lats, named = array("I", [0]), array("d"), array("d"), array("i")
    for number, road in enumerate(roads):
        _check(road, number)
        a, b = (nodes.setdefault(_joint(p), len(nodes)) for p in (road.path[0], road.path[-1]))
        slots[a].append((b, road.km, number))
        if not road.one_way:
            slots[b].append((a, road.km, number))
        lons.extend(lon for lon, _ in road.path)
        lats.extend(lat for _, lat in road.path)
        starts.append(len(lons))
        named.append(names.setdefault(road.name, len(names)) if road.name else -1)
    if not nodes:
        raise GazetteerBuildError("there is no road in it")
    start, target, km, edge = array("I", [0]), array("I"), array("d"), array("I")
    for node in range(len(nodes)):
        for other, length, number in slots[node]:
            target.append(other)
            km.append(length)
            edge.append(number)
        start.append(len(target))
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise GazetteerBuildError(f"{folder} exists: choose another folder") from None
    columns: dict[str, array[int] | array[float]] = {
        "start": start, "target": target, "km": km, "edge": edge, "path": starts, "named": named,
        "lon": lons, "lat": lats, "node_lon": array("d", (lon for lon, _ in nodes)),
        "node_lat": array("d", (lat for _, lat in nodes)),
    }  # fmt: skip
    for name, column in columns.items():
        save_column(folder / f"{name}.{column.typecode}", column)
    about = {"format": _FORMAT, "source": source, "licence": licence, "names": list(names)}
    (folder / "roads.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    return len(starts) - 1


def _joint(point: Point) -> Point:
    return round(point[0], _JOIN_DIGITS), round(point[1], _JOIN_DIGITS)


def _check(road: Road, number: int) -> None:
    for lon, lat in road.path:
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise GazetteerBuildError(f"road {number}: no such point: lon {lon}, lat {lat}")
    if len(road.path) == 2 and distance_km(*road.path[0], *road.path[1]) > STRAIGHT_KM:
        raise GazetteerBuildError(
            f"road {number} is a straight line of more than {STRAIGHT_KM:.0f} km between two"
            " points: that is no road's course"
        )


class RoadNetwork:
    """The roads of a folder written by :func:`write_roads`.

    Raises
    ------
    GazetteerNotFoundError
        Where the folder is no such network.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            about: Mapping[str, Any] = json.loads((folder / "roads.json").read_text("utf-8"))
            columns = {path.stem: mapped(path) for path in sorted(folder.glob("*.[dIi]"))}
            self._graph = Graph(*(columns[name] for name in ("start", "target", "km", "edge")))
            self._path, self._named = columns["path"], columns["named"]
            self._lon, self._lat = columns["lon"], columns["lat"]
            self._node_lon, self._node_lat = columns["node_lon"], columns["node_lat"]
            self._names = about["names"]
            self.source, self.licence = about["source"], about["licence"]
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise GazetteerNotFoundError(
                f"{folder} is no road network: make one with `mentionmap gazetteer network import`"
            ) from error

    def __reduce__(self) -> tuple[Any, ...]:
        return RoadNetwork, (self._folder,)

    def way(self, start: Point, stop: Point) -> Way:
        """Return the shortest way by road between two points, (lon, lat) in degrees.

        Its leg begins and ends at the nearest junctions, at most 25 km off; without any, or
        without a way between them, the way has no legs, and says why.
        """
        first, last = self._nearest(start), self._nearest(stop)
        if first is None or last is None:
            return Way(
                reason=f"an end is more than {REACH_KM:.0f} km from any road of {self.source}"
            )
        goal = (self._node_lon[last], self._node_lat[last])

        def guess(node: int) -> float:
            # A chord is never longer than the arc, nor the arc than a road.
            far = distance_km(self._node_lon[node], self._node_lat[node], *goal)
            return 0.999 * 2 * EARTH_KM * math.sin(min(far / EARTH_KM / 2, math.pi / 2))

        found = cheapest(self._graph, {first: 0.0}, {last: 0.0}, guess)
        if found is None:
            return Way(reason=f"no way by road in {self.source}")
        return Way(legs=self._legs(found.slots), length_km=round(found.cost, 1))

    def _legs(self, slots: Iterable[int]) -> tuple[Leg, ...]:
        credit = f"{self.source} ({self.licence})" if self.licence else self.source
        legs = []
        for name, run in groupby(slots, key=lambda slot: self._name(self._graph.edge[slot])):
            path: list[Point] = []
            for slot in run:
                points = self._points(slot)
                path += points[1:] if path else points
            legs.append(Leg("road", tuple(path), name, credit))
        return tuple(legs)

    def _name(self, edge: int) -> str | None:
        number = self._named[edge]
        return None if number < 0 else str(self._names[number])

    def _points(self, slot: int) -> list[Point]:
        """The course of an edge, in the direction of a slot."""
        edge = self._graph.edge[slot]
        span = range(self._path[edge], self._path[edge + 1])
        points = [(self._lon[n], self._lat[n]) for n in span]
        node = self._graph.origin(slot)
        leaves = (self._node_lon[node], self._node_lat[node])
        return points if _joint(points[0]) == leaves else points[::-1]

    def _nearest(self, point: Point) -> int | None:
        height = REACH_KM / 111.2
        low = bisect_left(self._by_lat, (point[1] - height, -1))
        best, nearest = REACH_KM, None
        for lat, node in self._by_lat[low:]:
            if lat > point[1] + height:
                break
            far = distance_km(*point, self._node_lon[node], lat)
            if far <= best:
                best, nearest = far, node
        return nearest

    @cached_property
    def _by_lat(self) -> list[tuple[float, int]]:
        return sorted((lat, node) for node, lat in enumerate(self._node_lat))
