"""A* over compressed sparse rows, on a graph small enough to see."""

from __future__ import annotations

from gazetteer.search import Graph, cheapest, is_enclosed

# 0 - 1 - 2 and a dearer 0 - 2; 3 - 4 apart from them.
GRAPH = Graph(
    start=[0, 2, 4, 6, 7, 8],
    target=[1, 2, 0, 2, 1, 0, 4, 3],
    cost=[1.0, 5.0, 1.0, 1.0, 1.0, 5.0, 1.0, 1.0],
    edge=[0, 2, 0, 1, 1, 2, 3, 3],
)


def nothing(node: int) -> float:
    return 0.0


def passed(slots: tuple[int, ...]) -> list[int]:
    return [GRAPH.target[slot] for slot in slots]


def test_the_cheapest_way_is_found_with_its_cost() -> None:
    found = cheapest(GRAPH, {0: 0.0}, {2: 0.0}, nothing)
    assert found is not None
    assert (passed(found.slots), found.cost) == ([1, 2], 2.0)


def test_a_closed_edge_is_gone_round() -> None:
    found = cheapest(GRAPH, {0: 0.0}, {2: 0.0}, nothing, open_=[1, 0, 1, 1])
    assert found is not None
    assert (passed(found.slots), found.cost) == ([2], 5.0)


def test_a_dearer_edge_is_avoided() -> None:
    found = cheapest(GRAPH, {0: 0.0}, {2: 0.0}, nothing, dearer={0: 9.0})
    assert found is not None
    assert passed(found.slots) == [2]


def test_what_it_costs_to_reach_a_source_counts() -> None:
    found = cheapest(GRAPH, {0: 0.0, 1: 9.0}, {2: 0.5}, nothing)
    assert found is not None
    assert (found.first, found.cost) == (0, 2.5)


def test_nodes_apart_have_no_way() -> None:
    assert cheapest(GRAPH, {0: 0.0}, {4: 0.0}, nothing) is None
    assert is_enclosed(GRAPH, [3], [0], None)
    assert not is_enclosed(GRAPH, [2], [0], None)


def test_closing_the_last_edge_encloses() -> None:
    assert is_enclosed(GRAPH, [2], [0], [1, 0, 0, 1])
