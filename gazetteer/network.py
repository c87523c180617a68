"""The corridor network of a gazetteer: the cheapest way between two towns, on a date.

A pure-Python A* over mapped arrays, guided by landmarks (``gazetteer.landmarks``).
"""

from __future__ import annotations

import json
import math
import mmap
import sys
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from gazetteer.crossings import ERAS, Barrier, Crossing, in_force
from gazetteer.distance import distance_km
from gazetteer.landmarks import lower_bound
from gazetteer.search import Graph, cheapest

__all__ = ["LATEST", "Network", "Step", "Trace", "mapped"]

LATEST = "9999-12-31"  # as things stand
_DEGREE_KM = 111.2


@dataclass(frozen=True, slots=True)
class Step:
    """One edge of a way; ``crossing`` is the number of one, or ``None`` for a corridor.

    ``via`` is where it runs from ``a`` to ``b``, (lon, lat) in degrees, if it is not straight.
    """

    a: int
    b: int
    km: float
    crossing: int | None = None
    via: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """A way over the network, with the slots of its steps, from the first node to the last."""

    steps: tuple[Step, ...]
    slots: tuple[int, ...]
    first: int
    last: int


class Network:
    """The corridor network of a gazetteer folder, read-only.

    Parameters
    ----------
    folder
        ``network`` of a gazetteer folder; see ``gazetteer.corridors``.
    """

    def __init__(self, folder: Path) -> None:
        columns = {path.stem: mapped(path) for path in sorted(folder.glob("*.[fIH]"))}
        self.fid, self.lon, self.lat = columns["fid"], columns["lon"], columns["lat"]
        self._country = columns["country"]
        self._countries = json.loads((folder / "countries.json").read_text(encoding="utf-8"))
        self._graph = Graph(*(columns[name] for name in ("start", "target", "cost", "edge")))
        self._km = columns["km"]
        eras = range(len(ERAS) + 1)  # before the first of them, all the graph
        self._landmarks = [columns[f"landmark_{era}"] for era in eras]
        self._parts = [columns[f"part_{era}"] for era in eras]
        facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
        self.crossings = [_crossing(row) for row in facts["crossings"]]
        self._closed: dict[tuple[str, int, int], list[Crossing]] = defaultdict(list)
        for row in self.crossings:
            if row.status == "closed":
                self._closed[row.name, row.a, row.b].append(row)
        self.barriers = [_barrier(row) for row in facts["barriers"]]
        self._barred: list[list[int]] = facts["barred"]
        self._ordinary = int(facts["ordinary"])
        self._bends = {edge: tuple((lon, lat) for lon, lat in via) for edge, via in facts["bends"]}
        self.numbers: dict[int, dict[int, str]] = defaultdict(dict)  # of the road from town to town
        for number, a, b in facts["numbers"]:
            self.numbers[a][b] = number
        self._bands = self._latitude_bands()
        self._node_of: dict[int, int] = {fid: n for n, fid in enumerate(self.fid)}
        self._open = lru_cache(maxsize=8)(self._edges_open)

    def __len__(self) -> int:
        return len(self.fid)

    def node(self, fid: int) -> int | None:
        """The node of a place, or ``None``."""
        return self._node_of.get(fid)

    def point(self, node: int) -> tuple[float, float]:
        """(lon, lat) of a node in degrees."""
        return self.lon[node], self.lat[node]

    def country(self, node: int) -> str:
        """The ISO 3166-1 code of the country a node is in."""
        return str(self._countries[self._country[node]])

    def nodes_in(self, country_code: str) -> list[int]:
        """The nodes of a country, by its ISO 3166-1 code."""
        if country_code not in self._countries:
            return []
        found: list[int] = self._nodes_of_country[self._countries.index(country_code)]
        return found

    @cached_property
    def _nodes_of_country(self) -> Sequence[list[int]]:
        nodes: list[list[int]] = [[] for _ in self._countries]
        for node, country in enumerate(self._country):
            nodes[country].append(node)
        return nodes

    def neighbours(self, node: int) -> list[int]:
        """The nodes that corridors lead to, crossings apart."""
        graph = self._graph
        slots = range(graph.start[node], graph.start[node + 1])
        return [graph.target[slot] for slot in slots if graph.edge[slot] < self._ordinary]

    def joined(self, a: int, b: int) -> bool:
        """Whether two nodes are joined at all, with every crossing open and nothing barred."""
        return bool(self._parts[0][a] == self._parts[0][b])

    # --- Near a point -----------------------------------------------------------------------------

    def near(self, lon: float, lat: float, within_km: float, most: int) -> list[tuple[float, int]]:
        """The nearest nodes, as (kilometres, node)."""
        found: list[tuple[float, int]] = []
        height = within_km / _DEGREE_KM
        width = height / max(0.05, math.cos(math.radians(min(89.0, abs(lat) + height))))
        for band in range(math.floor(lat - height), math.floor(lat + height) + 1):
            if -90 <= band < 90:
                low, high = self._bands[band + 90], self._bands[band + 91]
                for shift in (-360.0, 0.0, 360.0):
                    first = bisect_left(self.lon, lon + shift - width, low, high)
                    for node in range(first, high):
                        if self.lon[node] > lon + shift + width:
                            break
                        far = distance_km(lon, lat, self.lon[node], self.lat[node])
                        if far <= within_km:
                            found.append((far, node))
        return sorted(found)[:most]

    def _latitude_bands(self) -> list[int]:
        bands = [0] * 181
        for lat in self.lat:
            bands[math.floor(lat) + 91] += 1
        for n in range(1, 181):
            bands[n] += bands[n - 1]
        return bands

    # --- On a date --------------------------------------------------------------------------------

    def usable(self, crossing: Crossing, on: str) -> bool:
        """Whether a crossing may be used on a date: open, if with restrictions, and not closed."""
        if crossing.status == "closed" or not in_force(crossing.since, crossing.until, on):
            return False
        closed = self._closed.get((crossing.name, crossing.a, crossing.b), ())
        return not any(in_force(row.since, row.until, on) for row in closed)

    def closed_on(self, on: str) -> Iterator[Crossing]:
        """The rows that say that a crossing is closed on a date."""
        for rows in self._closed.values():
            yield from (row for row in rows if in_force(row.since, row.until, on))

    def standing(self, on: str) -> Iterator[tuple[Barrier, list[int]]]:
        """The barriers of a date, each with the numbers of the edges it bars."""
        for barrier, edges in zip(self.barriers, self._barred, strict=True):
            if in_force(barrier.since, barrier.until, on):
                yield barrier, edges

    def _edges_open(self, on: str, barred: bool) -> bytearray:
        """One byte an edge: 1 where it may be used."""
        open_ = bytearray(b"\x01") * (self._ordinary + len(self.crossings))
        for number, crossing in enumerate(self.crossings, self._ordinary):
            open_[number] = self.usable(crossing, on)
        if barred:
            for _, edges in self.standing(on):
                for edge in edges:
                    open_[edge] = 0
        return open_

    # --- Search -----------------------------------------------------------------------------------

    def search(
        self,
        sources: Mapping[int, float],
        goals: Mapping[int, float],
        on: str = LATEST,
        *,
        barred: bool = True,
        dearer: Mapping[int, float] | None = None,
    ) -> Trace | None:
        """The cheapest way from any source to any goal.

        Parameters
        ----------
        sources, goals
            Nodes, each with what it costs to reach it or to go on from it.
        on
            ISO 8601 date.
        barred
            Whether barriers count; without, a search tells which one it is that stands in the way.
        dearer
            Factors of the costs of edges, to look for another way.
        """
        era = sum(on >= since for since in ERAS) if barred else 0
        part, marks = self._parts[era], self._landmarks[era]
        if {part[node] for node in sources}.isdisjoint(part[node] for node in goals):
            return None
        found = cheapest(
            self._graph,
            sources,
            goals,
            lower_bound(marks, next(iter(sources)), goals),
            open_=self._open(on, barred),
            dearer=dearer,
        )
        if found is None:
            return None
        steps = tuple(self._step(slot) for slot in found.slots)
        return Trace(steps, found.slots, found.first, found.last)

    def _step(self, slot: int) -> Step:
        edge = self._graph.edge[slot]
        number = edge - self._ordinary
        a, b = self._graph.origin(slot), self._graph.target[slot]
        if number < 0:
            via = self._bends.get(edge, ())
            return Step(a, b, self._km[slot], None, via if a < b else via[::-1])
        crossing = self.crossings[number]
        via = crossing.via if crossing.a == a else crossing.via[::-1]
        return Step(a, b, self._km[slot], number, via)

    def cost_of(self, trace: Trace) -> float:
        """What the edges of a way cost, whatever was made dearer to find it."""
        return sum(self._graph.cost[slot] for slot in trace.slots)

    def ends(self, edge: int) -> tuple[int, int]:
        """The two nodes that an edge joins."""
        slot = list(self._graph.edge).index(edge)
        return self._graph.origin(slot), self._graph.target[slot]

    def edges_of(self, trace: Trace) -> list[int]:
        """The numbers of the edges of a way."""
        return [self._graph.edge[slot] for slot in trace.slots]


def _crossing(row: dict[str, Any]) -> Crossing:
    return Crossing(**{**row, "via": tuple((lon, lat) for lon, lat in row["via"])})


def _barrier(row: dict[str, Any]) -> Barrier:
    line = tuple((lon, lat) for lon, lat in row["line"])
    return Barrier(**{**row, "countries": tuple(row["countries"]), "line": line})


def mapped(path: Path) -> Any:
    """A flat array of a file, mapped; copied on a big-endian machine."""
    code = path.suffix[1:]
    size = path.stat().st_size
    if size == 0 or sys.byteorder == "big":
        column: array[Any] = array(code, path.read_bytes())
        if sys.byteorder == "big":
            column.byteswap()
        return column
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)).cast(code)  # type: ignore[call-overload]
