"""The vendored corridor table and its facts → a table of the GeoPackage, and arrays to search.

``network/*`` of a gazetteer folder holds the graph as compressed sparse rows: the edges that leave
node ``n`` are slots ``start[n]`` to ``start[n + 1]``. Nodes are sorted by whole degree of latitude,
then by longitude, so that the nearest ones are found by bisection. An edge of the facts has slots
of its own, which ``facts.json`` names; so it does those that a barrier bars.
"""

from __future__ import annotations

import json
import math
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from gazetteer.crossings import ERAS, FERRIES, Barrier, Crossing, inside
from gazetteer.derive import save_column
from gazetteer.distance import distance_km
from gazetteer.folder import fid_of
from gazetteer.geometry import point_of
from gazetteer.landmarks import landmark_distances
from gazetteer.mainroads import main_edges
from gazetteer.sources import tables

__all__ = ["edge_cost", "write_network"]

# Fitted on the half of tests/gold/roads.csv marked "fit".
DETOUR = 1.05  # length by road over the great circle between neighbouring towns
AVERSION = 2.0  # how much more a way by villages costs than one by cities
MAIN = 0.8  # what a corridor along a listed main road costs, over what it else would
SMALLEST, LARGEST = 3.0, 6.5  # log10 of the inhabitants of a village and of a metropolis
FERRY_FACTOR, FERRY_WAIT_KM = 2.0, 30.0
RESTRICTED_KM = 30.0  # what restrictions cost, as a length
BORDER_KM = 25.0  # what the formalities of a border cost, as a length

Slot = tuple[int, int, float, float]  # from, to, kilometres, cost


def write_network(database: sqlite3.Connection, data: Path, folder: Path) -> list[Any]:
    """Write the arrays; return all that the identity must cover."""
    nodes, pairs = _towns(database, data)
    slots: list[Slot] = []
    edges = []
    for a, b in pairs:
        km = DETOUR * distance_km(*nodes[a].point, *nodes[b].point)
        slots += _both(a, b, km, edge_cost(km, nodes[a], nodes[b]))
        edges.append((nodes[a].fid, nodes[b].fid, round(km, 1)))
    node_of = {node.fid: n for n, node in enumerate(nodes)}
    crossings = list(_crossings(data, node_of, database))
    barriers = list(_barriers(data))
    for crossing in crossings:
        slots += _both(crossing.a, crossing.b, crossing.km, _crossing_cost(crossing, nodes))
    numbers = list(_numbers(data, node_of, database))
    _prefer_main_roads(slots, [(a, b) for _, a, b in numbers], len(pairs), nodes)
    barred = _barred(barriers, pairs, nodes)
    shut = [
        _barred_since(since, barriers, barred) | _closed_since(since, crossings, len(pairs))
        for since in ERAS
    ]
    _write_arrays(nodes, slots, shut, folder)
    facts = {
        "crossings": [asdict(crossing) for crossing in crossings],
        "barriers": [asdict(barrier) for barrier in barriers],
        "barred": barred,
        "numbers": numbers,
        "ordinary": len(pairs),
        "bends": list(_bends(data, node_of, database, pairs)),
    }
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    (folder / "network" / "facts.json").write_text(text, encoding="utf-8")
    return [edges, text, DETOUR, AVERSION, MAIN]


class _Town:
    __slots__ = ("country", "fid", "point", "population", "share")

    def __init__(self, fid: int, blob: bytes, population: int, country: str) -> None:
        self.fid, self.point, self.country = fid, point_of(blob), country
        self.population = population
        share = (math.log10(population + 10) - SMALLEST) / (LARGEST - SMALLEST)
        self.share = min(1.0, max(0.0, share))


def edge_cost(km: float, a: _Town, b: _Town) -> float:
    """The length of an edge, made longer by the smallness of its larger end."""
    cost = km * (1 + AVERSION * (1 - max(a.share, b.share)))
    return cost if a.country == b.country else cost + BORDER_KM


def _crossing_cost(crossing: Crossing, nodes: list[_Town]) -> float:
    km = crossing.km
    if crossing.kind in FERRIES:
        km = FERRY_FACTOR * km + FERRY_WAIT_KM
    elif crossing.status == "restricted":
        km += RESTRICTED_KM
    return edge_cost(km, nodes[crossing.a], nodes[crossing.b])


def _prefer_main_roads(
    slots: list[Slot], listed: Sequence[tuple[int, int]], ordinary: int, nodes: list[_Town]
) -> None:
    """Make the corridors of main roads cheaper; crossings cost what they do."""
    straight = (
        (a, b, edge_cost(distance_km(*nodes[a].point, *nodes[b].point), nodes[a], nodes[b]))
        for a, b in listed
    )
    for edge in main_edges(straight, slots):
        if edge < ordinary:
            for slot in (2 * edge, 2 * edge + 1):
                a, b, km, cost = slots[slot]
                slots[slot] = (a, b, km, MAIN * cost)


def _both(a: int, b: int, km: float, cost: float) -> tuple[Slot, Slot]:
    return (a, b, km, cost), (b, a, km, cost)


def _towns(database: sqlite3.Connection, data: Path) -> tuple[list[_Town], list[tuple[int, int]]]:
    """The nodes, and each edge once. Towns that this gazetteer lacks are left out."""
    towns: dict[str, _Town] = {}
    joined: list[tuple[str, str]] = []
    for place_id, neighbours in tables.read_corridors(data):
        fid = fid_of(database, place_id)
        if fid is None:
            continue
        row = database.execute(
            "SELECT geom, population, country_code FROM places WHERE fid = ?", (fid,)
        ).fetchone()
        towns[place_id] = _Town(fid, *row)
        joined += [(place_id, neighbour) for neighbour in neighbours]
    order = sorted(
        towns, key=lambda i: (math.floor(towns[i].point[1]), towns[i].point[0], towns[i].fid)
    )
    number = {place_id: n for n, place_id in enumerate(order)}
    pairs = sorted((number[a], number[b]) for a, b in joined if a in number and b in number)
    return [towns[place_id] for place_id in order], pairs


def _crossings(
    data: Path, number: dict[int, int], database: sqlite3.Connection
) -> Iterator[Crossing]:
    for row in tables.read_facts(data, "crossings"):
        a, b = (number.get(fid_of(database, row[end]) or 0) for end in ("a", "b"))
        if a is not None and b is not None:
            yield Crossing(
                row["name"], row["kind"], a, b, row["since"], row["until"], row["status"],
                float(row["km"]), _points(row["via"]), row["note"], row["source"],
            )  # fmt: skip


def _numbers(
    data: Path, number: dict[int, int], database: sqlite3.Connection
) -> Iterator[tuple[str, int, int]]:
    """The numbers of main roads, each with two towns that follow each other in its list."""
    for row in tables.read_facts(data, "road_numbers"):
        nodes = [number.get(fid_of(database, town) or 0) for town in row["towns"].split("|")]
        for a, b in pairwise(nodes):
            if a is not None and b is not None:
                yield row["number"], a, b


def _barriers(data: Path) -> Iterator[Barrier]:
    for row in tables.read_facts(data, "barriers"):
        yield Barrier(
            row["name"], row["kind"], tuple(row["countries"].split()),
            _points(row["line"]), row["since"], row["until"], row["note"], row["source"],
        )  # fmt: skip


def _bends(
    data: Path, number: dict[int, int], database: sqlite3.Connection, pairs: list[tuple[int, int]]
) -> Iterator[tuple[int, tuple[tuple[float, float], ...]]]:
    """The edges that are not drawn straight, each with its points from its lesser node on."""
    edge_of = {pair: edge for edge, pair in enumerate(pairs)}
    for row in tables.read_bends(data):
        a, b = (number.get(fid_of(database, row[end]) or 0) for end in ("a", "b"))
        if a is None or b is None:
            continue
        edge = edge_of.get((min(a, b), max(a, b)), edge_of.get((max(a, b), min(a, b))))
        if edge is not None:
            via = _points(row["via"])
            yield edge, via if a < b else via[::-1]


def _points(cell: str) -> tuple[tuple[float, float], ...]:
    """Read ``lon lat,lon lat``."""
    pairs = (corner.split() for corner in cell.split(",") if corner)
    return tuple((float(lon), float(lat)) for lon, lat in pairs)


def _barred(
    barriers: list[Barrier], pairs: list[tuple[int, int]], nodes: list[_Town]
) -> list[list[int]]:
    """The numbers of the edges that each barrier bars."""
    abroad: dict[frozenset[str], list[int]] = defaultdict(list)

    def holds(barrier: Barrier, number: int) -> bool:
        """Whether a border is barred where an edge crosses it: everywhere, or inside a ring."""
        (lon1, lat1), (lon2, lat2) = (nodes[n].point for n in pairs[number])
        middle = ((lon1 + lon2) / 2, (lat1 + lat2) / 2)
        return not barrier.line or inside(middle, barrier.line)

    for number, (a, b) in enumerate(pairs):
        if nodes[a].country != nodes[b].country:
            abroad[frozenset((nodes[a].country, nodes[b].country))].append(number)
    return [
        [n for n in abroad[frozenset(barrier.countries)] if holds(barrier, n)]
        if barrier.kind == "border"
        else [
            number
            for number, (a, b) in _beside(barrier, pairs, nodes)
            if barrier.bars(nodes[a].point, nodes[b].point)
        ]
        for barrier in barriers
    ]


def _barred_since(since: str, barriers: Sequence[Barrier], barred: Sequence[list[int]]) -> set[int]:
    """The edges that are barred from a date to this day."""
    return {
        edge
        for barrier, edges in zip(barriers, barred, strict=True)
        if barrier.since <= since and not barrier.until
        for edge in edges
    }


def _closed_since(since: str, crossings: Sequence[Crossing], ordinary: int) -> set[int]:
    """The edges of crossings that may not be used from a date to this day."""
    closed = {
        (row.name, row.a, row.b)
        for row in crossings
        if row.status == "closed" and row.since <= since and not row.until
    }
    return {
        number
        for number, row in enumerate(crossings, ordinary)
        if (row.until and row.until <= since)
        or row.status == "closed"
        or (row.name, row.a, row.b) in closed
    }


def _beside(
    barrier: Barrier, pairs: list[tuple[int, int]], nodes: list[_Town]
) -> Iterator[tuple[int, tuple[int, int]]]:
    """The edges whose boxes meet a barrier's, with their numbers."""
    west, south, east, north = barrier.box()
    for number, (a, b) in enumerate(pairs):
        (lon1, lat1), (lon2, lat2) = nodes[a].point, nodes[b].point
        if (
            (lat1 >= south or lat2 >= south)
            and (lat1 <= north or lat2 <= north)
            and (lon1 >= west or lon2 >= west)
            and (lon1 <= east or lon2 <= east)
        ):
            yield number, (a, b)


def _write_arrays(
    nodes: list[_Town], slots: list[Slot], shut: Sequence[set[int]], folder: Path
) -> None:
    """Write the columns; ``shut`` are the edges left out in each of the eras."""
    (folder / "network").mkdir()
    leaving: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, (a, b, _, _) in enumerate(slots):
        leaving[a].append((b, number))
    start, target, km, cost, edge = array("I", [0]), array("I"), array("f"), array("f"), array("I")
    for n in range(len(nodes)):
        for other, number in sorted(leaving[n]):
            target.append(other)
            km.append(slots[number][2])
            cost.append(slots[number][3])
            edge.append(number // 2)
        start.append(len(target))
    countries = sorted({node.country for node in nodes})
    index = {code: n for n, code in enumerate(countries)}
    size = [node.population for node in nodes]
    landmarks = landmark_distances(
        start, target, cost, size, [[n in out for n in edge] for out in shut]
    )
    columns: dict[str, array[int] | array[float]] = {
        "start": start,
        "target": target,
        "km": km,
        "cost": cost,
        "edge": edge,
        "fid": array("I", [node.fid for node in nodes]),
        "lon": array("f", [node.point[0] for node in nodes]),
        "lat": array("f", [node.point[1] for node in nodes]),
        "country": array("H", [index[node.country] for node in nodes]),
    }
    for era, (landmark, out) in enumerate(zip(landmarks, (set(), *shut), strict=True)):
        columns[f"landmark_{era}"] = landmark
        columns[f"part_{era}"] = _parts(start, target, edge, out)
    for name, column in columns.items():
        save_column(folder / "network" / f"{name}.{column.typecode}", column)
    text = json.dumps(countries)
    (folder / "network" / "countries.json").write_text(text, encoding="utf-8")


def _parts(start: array[int], target: array[int], edge: array[int], out: set[int]) -> array[int]:
    """Number the parts of the network that no edge joins but those left out; by node, from 1."""
    part = array("H", [0]) * (len(start) - 1)
    parts = 0
    for first in range(len(part)):
        if part[first]:
            continue
        parts += 1
        part[first] = parts
        waiting = [first]
        while waiting:
            node = waiting.pop()
            for slot in range(start[node], start[node + 1]):
                other = target[slot]
                if not part[other] and edge[slot] not in out:
                    part[other] = parts
                    waiting.append(other)
    return part
