"""Landmarks that tell a search how far it still is: ALT (Goldberg and Harrelson 2005).

For a landmark L the triangle inequality gives d(v, t) >= |d(L, v) - d(L, t)|. Distances are those
of the graph with every crossing open and nothing barred, so that they hold for every date.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Sequence

__all__ = ["LANDMARKS", "UNREACHED", "landmark_distances"]

LANDMARKS = 12
UNREACHED = -1.0


def landmark_distances(
    start: Sequence[int], target: Sequence[int], cost: Sequence[float], size: Sequence[int]
) -> array[float]:
    """Costs from each of the landmarks to each node, node by node; -1 where there is no way.

    Each landmark is the node farthest from those before it; every third is the largest town of
    the parts of the network that none of them reaches.
    """
    nodes = len(start) - 1
    rows: list[list[float]] = []
    nearest = [math.inf] * nodes
    seed = max(range(nodes), key=lambda n: (size[n], -n), default=0)
    while nodes and len(rows) < LANDMARKS:
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
    return array(
        "f",
        (UNREACHED if row[n] == math.inf else row[n] for n in range(nodes) for row in rows),
    )


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
            through = done + cost[slot]
            if through < best[target[slot]]:
                best[target[slot]] = through
                heapq.heappush(heap, (through, target[slot]))
    return best
