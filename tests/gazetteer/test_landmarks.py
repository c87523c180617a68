"""Landmarks: bounds that no way undercuts, with what has long been barred and without."""

from __future__ import annotations

import random

from gazetteer.landmarks import landmark_distances, lower_bound
from gazetteer.search import Graph, cheapest

SIDE = 12


def lattice() -> tuple[Graph, list[int]]:
    """A square of towns with chance costs, and the size of each."""
    chance = random.Random(3)
    price = {}
    start, target, cost, edge = [0], [], [], []
    for n in range(SIDE * SIDE):
        x, y = n % SIDE, n // SIDE
        for i, j in ((x - 1, y), (x, y - 1), (x, y + 1), (x + 1, y)):
            if 0 <= i < SIDE and 0 <= j < SIDE:
                other = j * SIDE + i
                pair = (min(n, other), max(n, other))
                number, km = price.setdefault(pair, (len(price), chance.uniform(1, 90)))
                target.append(other)
                cost.append(km)
                edge.append(number)
        start.append(len(target))
    return Graph(start, target, cost, edge), [chance.randrange(99) for _ in range(SIDE * SIDE)]


def test_no_way_costs_less_than_its_bound_and_none_cheaper_is_missed() -> None:
    graph, size = lattice()
    shut = {3, 50, 51, 52, 53, 120}
    barred = [number in shut for number in graph.edge]
    sets = landmark_distances(graph.start, graph.target, graph.cost, size, [barred])
    chance = random.Random(4)
    for landmark, closed in zip(sets, (set(), shut), strict=True):
        open_ = [number not in closed for number in range(max(graph.edge) + 1)]
        for _ in range(150):
            a, b = chance.randrange(SIDE**2), chance.randrange(SIDE**2)
            bound = lower_bound(landmark, a, {b: 0.0})
            plain = cheapest(graph, {a: 0.0}, {b: 0.0}, lambda node: 0.0, open_=open_)
            guided = cheapest(graph, {a: 0.0}, {b: 0.0}, bound, open_=open_)
            assert plain is not None
            assert guided is not None
            assert bound(a) <= plain.cost
            assert abs(guided.cost - plain.cost) < 1e-6


def test_a_node_of_another_part_is_infinitely_far() -> None:
    start, target = [0, 1, 2, 3, 4], [1, 0, 3, 2]
    landmark, *_ = landmark_distances(start, target, [5.0] * 4, [9, 1, 5, 1])
    bound = lower_bound(landmark, 0, {1: 0.0})
    assert bound(0) <= 5.0
    assert bound(2) == float("inf")


def test_ways_longer_than_a_number_holds_are_bounded_from_below() -> None:
    start, target = [0, 1, 3, 4], [1, 0, 2, 1]
    cost = [150_000.0, 150_000.0, 30.0, 30.0]
    landmark, *_ = landmark_distances(start, target, cost, [9, 1, 1])
    assert 0 < lower_bound(landmark, 0, {2: 0.0})(0) <= 150_030.0
    assert lower_bound(landmark, 1, {2: 0.0})(1) <= 30.0
