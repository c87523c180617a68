"""Landmarks that tell a search how far it still is: ALT (Goldberg and Harrelson 2005).

For a landmark L the triangle inequality gives d(v, t) >= |d(L, v) - d(L, t)|. Distances are those
of the graph with every crossing open and nothing barred, so that they hold for every date; further
sets of them, without what has been shut since a date, say more of searches after it.

They are written in whole units, rounded down: a difference may be one unit too large. What is more
than they hold is written as the most they hold, and a difference is too small.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Callable, Mapping, Sequence

__all__ = ["LANDMARKS", "UNIT", "UNREACHED", "landmark_distances", "lower_bound"]

LANDMARKS = 16
UNIT = 2.0  # of cost: 16 bits hold the longest way of the default network
UNREACHED = 65535
_ACTIVE = 6  # landmarks asked in one search: those that say most
_MOST_GOALS = 4  # for which landmarks are asked at all


def landmark_distances(
    start: Sequence[int],
    target: Sequence[int],
    cost: Sequence[float],
    size: Sequence[int],
    shut: Sequence[Sequence[bool]] = (),
) -> list[array[int]]:
    """Costs from each of the landmarks to each node, node by node, in units.

    The first set is of the whole graph; each item of ``shut`` asks for another, and says of every
    slot whether it is without that. Each landmark is the node farthest from those before it; every
    third is the largest town of the parts of the network that none of them reaches.
    """
    nodes = len(start) - 1
    seeds: list[int] = []
    rows: list[list[float]] = []
    nearest = [math.inf] * nodes
    seed = max(range(nodes), key=lambda n: (size[n], -n), default=0)
    while nodes and len(rows) < LANDMARKS:
        seeds.append(seed)
        distances = _distances(start, target, cost, seed)
        rows.append(distances)
        nearest = [min(a, b) for a, b in zip(nearest, distances, strict=True)]
        apart = [n for n in range(nodes) if nearest[n] == math.inf]
        if apart and len(rows) % 3 == 0:
            seed = max(apart, key=lambda n: (size[n], -n))
        else:
            seed = max(
                (n for n in range(nodes) if nearest[n] < math.inf), key=lambda n: (nearest[n], -n)
            )
    sets = [rows]
    for left_out in shut:
        open_ = [math.inf if out else price for price, out in zip(cost, left_out, strict=True)]
        sets.append([_distances(start, target, open_, seed) for seed in seeds])
    return [_in_units(rows) for rows in sets]


def _in_units(rows: Sequence[Sequence[float]]) -> array[int]:
    return array(
        "H",
        (
            UNREACHED if row[n] == math.inf else int(min(row[n] / UNIT, UNREACHED - 1))
            for n in range(len(rows[0]) if rows else 0)
            for row in rows
        ),
    )


def lower_bound(
    landmark: Sequence[int], source: int, goals: Mapping[int, float]
) -> Callable[[int], float]:
    """A bound from below on what is left to pay from a node to the nearest goal.

    ``landmark`` are the distances, ``source`` is where the way begins, ``goals`` are nodes, each
    with what it costs to go on from it.
    """
    if not 0 < len(goals) <= _MOST_GOALS:
        return lambda node: 0.0
    ends = [(extra, _telling(landmark, source, goal)) for goal, extra in goals.items()]

    def left(node: int) -> float:
        base, least = node * LANDMARKS, math.inf
        for extra, marks in ends:
            most = 0
            for n, there in marks:
                here = landmark[base + n]
                if here == UNREACHED:
                    most = UNREACHED  # another part of the world
                    break
                apart = here - there if here > there else there - here
                if apart > most:
                    most = apart
            if most == UNREACHED:
                continue
            bound = extra + UNIT * (most - 1) if most > 1 else extra
            if bound < least:
                least = bound
        return least

    return left


def _telling(landmark: Sequence[int], source: int, goal: int) -> list[tuple[int, int]]:
    """The landmarks that say most of the way between two nodes, each with its units to the goal."""
    said = []
    for n in range(LANDMARKS):
        here, there = landmark[source * LANDMARKS + n], landmark[goal * LANDMARKS + n]
        if there != UNREACHED:
            said.append((abs(here - there) if here != UNREACHED else 0, n, there))
    return [(n, there) for _, n, there in sorted(said, reverse=True)[:_ACTIVE]]


def _distances(
    start: Sequence[int], target: Sequence[int], cost: Sequence[float], source: int
) -> list[float]:
    """Costs of the cheapest ways from one node to all (Dijkstra 1959)."""
    best = [math.inf] * (len(start) - 1)
    best[source] = 0.0
    heap = [(0.0, source)]
    while heap:
        done, node = heapq.heappop(heap)
        if done > best[node]:
            continue
        for slot in range(start[node], start[node + 1]):
            through = done + cost[slot]  # infinite where barred
            if through < best[target[slot]]:
                best[target[slot]] = through
                heapq.heappush(heap, (through, target[slot]))
    return best
