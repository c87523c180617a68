"""Where the listed main roads run: the corridors between towns that follow each other in a list.

No source tells the course of a road between two of its towns; the cheapest way over the network
stands for it, unless it goes far round.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

__all__ = ["main_edges"]

FARTHEST = 2.5  # times the cost of an edge straight across, at most, of what stands for a road

Leaving = dict[int, list[tuple[int, float, int]]]


def main_edges(
    pairs: Iterable[tuple[int, int, float]], slots: Sequence[tuple[int, int, float, float]]
) -> set[int]:
    """Return the numbers of the edges that main roads run along.

    Parameters
    ----------
    pairs
        Nodes that follow each other in the list of a road, with the cost of an edge straight from
        one to the other.
    slots
        (from, to, kilometres, cost), two for each edge.
    """
    leaving: Leaving = defaultdict(list)
    for slot, (a, b, _, cost) in enumerate(slots):
        leaving[a].append((b, cost, slot // 2))
    return {
        edge for a, b, straight in pairs for edge in _between(leaving, a, b, FARTHEST * straight)
    }


def _between(leaving: Leaving, a: int, b: int, most: float) -> list[int]:
    """The edges of the cheapest way (Dijkstra 1959); none where it costs more than ``most``."""
    best, heap = {a: 0.0}, [(0.0, a)]
    came: dict[int, tuple[int, int]] = {}
    while heap:
        spent, node = heapq.heappop(heap)
        if spent > most:
            break
        if node == b:
            edges = []
            while node != a:
                node, edge = came[node]
                edges.append(edge)
            return edges
        if spent > best[node]:
            continue
        for other, cost, edge in leaving[node]:
            if spent + cost < best.get(other, math.inf):
                best[other], came[other] = spent + cost, (node, edge)
                heapq.heappush(heap, (spent + cost, other))
    return []
