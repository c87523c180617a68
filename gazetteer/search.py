"""The cheapest way through a graph in compressed sparse rows: A* (Hart, Nilsson, Raphael 1968)."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Found", "Graph", "cheapest", "is_enclosed"]

_PATIENCE = 3000  # nodes after which it is asked whether the goals can be reached at all
_ENCLOSED = 6000  # nodes of a part so small that it is soon seen to have no way out


@dataclass(frozen=True, slots=True)
class Graph:
    """The edges that leave node ``n`` are slots ``start[n]`` to ``start[n + 1]`` of the others.

    ``edge`` is a number that the slots of both directions share.
    """

    start: Sequence[int]
    target: Sequence[int]
    cost: Sequence[float]
    edge: Sequence[int]

    def origin(self, slot: int) -> int:
        """The node that a slot leaves."""
        return bisect_right(self.start, slot) - 1


@dataclass(frozen=True, slots=True)
class Found:
    """A way: the slots passed, in order, from the first node to the last, and what it costs."""

    slots: tuple[int, ...]
    first: int
    last: int
    cost: float


def cheapest(
    graph: Graph,
    sources: Mapping[int, float],
    goals: Mapping[int, float],
    guess: Callable[[int], float],
    *,
    open_: Sequence[int] | None = None,
    dearer: Mapping[int, float] | None = None,
) -> Found | None:
    """Return the cheapest way from any source to any goal; ``None`` where there is none.

    Parameters
    ----------
    sources, goals
        Nodes, each with what it costs to reach it or to go on from it.
    guess
        A bound from below on what is left to pay from a node; it need not be consistent.
    open_
        For each edge whether it may be used; all, by default.
    dearer
        Factors of the costs of edges.
    """
    start, target, cost, edge = graph.start, graph.target, graph.cost, graph.edge
    known = {node: guess(node) for node in sources}
    best = dict(sources)
    came: dict[int, int] = {}  # the slot by which a node was reached
    heap = [(spent + known[node], node) for node, spent in sources.items()]
    heapq.heapify(heap)
    taken, bound, last = 0, math.inf, -1
    while heap:
        promise, node = heapq.heappop(heap)
        if promise >= bound:
            break
        spent = best[node]
        if promise > spent + known[node]:  # reached for less since
            continue
        taken += 1
        if taken == _PATIENCE and is_enclosed(graph, goals, sources, open_):
            return None
        if node in goals and spent + goals[node] < bound:
            bound, last = spent + goals[node], node
        for slot in range(start[node], start[node + 1]):
            number, other = edge[slot], target[slot]
            if open_ is not None and not open_[number]:
                continue
            price = cost[slot]
            if dearer is not None and number in dearer:
                price *= dearer[number]
            through = spent + price
            before = best.get(other)
            if before is None:
                known[other] = guess(other)
            elif through >= before:
                continue
            best[other] = through
            came[other] = slot
            heapq.heappush(heap, (through + known[other], other))
    if last < 0:
        return None
    slots: list[int] = []
    node = last
    while node in came:
        slots.append(came[node])
        node = graph.origin(came[node])
    return Found(tuple(reversed(slots)), node, last, bound)


def is_enclosed(
    graph: Graph, inside: Iterable[int], outside: Iterable[int], open_: Sequence[int] | None
) -> bool:
    """Tell whether no way leads out of a small part of the graph, to any node outside it.

    Of a part of more than some thousand nodes it is not found out.
    """
    seen, sought = set(inside), set(outside)
    waiting = list(seen)
    while waiting and len(seen) < _ENCLOSED:
        node = waiting.pop()
        if node in sought:
            return False
        for slot in range(graph.start[node], graph.start[node + 1]):
            other = graph.target[slot]
            if other not in seen and (open_ is None or open_[graph.edge[slot]]):
                seen.add(other)
                waiting.append(other)
    return not waiting
