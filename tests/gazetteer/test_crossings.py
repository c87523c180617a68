"""The facts of the network: complete rows, and every closed border and gap refused."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from gazetteer.crossings import cuts, in_force, inside
from gazetteer.distance import distance_km

FACTS = Path(__file__).parents[2] / "gazetteer" / "data" / "facts"


def rows(table: str) -> list[dict[str, str]]:
    with (FACTS / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CROSSINGS, BARRIERS = rows("crossings"), rows("barriers")


def test_there_are_at_least_250_crossings() -> None:
    assert len({(row["name"], row["a"], row["b"]) for row in CROSSINGS}) >= 250


@pytest.mark.parametrize("row", CROSSINGS + BARRIERS, ids=lambda row: row["name"])
def test_a_fact_has_a_source_and_dates_in_order(row: dict[str, str]) -> None:
    assert row["source"]
    dates = [date.fromisoformat(row[column]) for column in ("since", "until") if row[column]]
    assert dates == sorted(set(dates))


def test_kinds_and_statuses_are_those_that_are_known() -> None:
    assert {row["kind"] for row in CROSSINGS} <= {
        "bridge", "tunnel", "causeway", "dam", "ferry", "checkpoint", "pass", "road",
    }  # fmt: skip
    assert {row["status"] for row in CROSSINGS} == {"open", "restricted", "closed"}
    assert {row["kind"] for row in BARRIERS} == {"border", "line", "area"}


def test_a_crossing_joins_two_places_no_farther_apart_than_it_is_long(
    gazetteer: Gazetteer,
) -> None:
    wrong = []
    for row in CROSSINGS:
        a, b = gazetteer.get(row["a"]), gazetteer.get(row["b"])
        assert a is not None, row
        assert b is not None, row
        assert (a.name, b.name) == (row["a_name"], row["b_name"])
        far = distance_km(a.lon, a.lat, b.lon, b.lat)
        if not 0.9 * far <= float(row["km"]) <= 6 * far + 12:
            wrong.append((row["name"], round(far), row["km"]))
    assert wrong == []


def test_every_crossing_is_an_edge_of_the_network(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.network.crossings) == len(CROSSINGS)
    assert len(gazetteer.network.barriers) == len(BARRIERS)


def test_no_barred_edge_is_ever_part_of_a_way(gazetteer: Gazetteer) -> None:
    """Both ends of up to three edges of each barrier: what joins them is another way, or none."""
    network = gazetteer.network
    used = []
    for barrier in network.barriers:
        on = barrier.since or "2020-01-01"
        for standing, edges in network.standing(on):
            if standing is barrier:
                for edge in edges[:3]:
                    a, b = network.ends(edge)
                    trace = network.search({a: 0.0}, {b: 0.0}, on)
                    if trace is not None and set(network.edges_of(trace)) & set(edges):
                        used.append(barrier.name)
    assert used == []


@pytest.mark.parametrize(
    ("on", "joined"), [("1970-01-01", True), ("2020-01-01", False), ("2024-09-01", True)]
)
def test_sri_lanka_is_reached_while_a_ferry_runs(
    gazetteer: Gazetteer, on: str, joined: bool
) -> None:
    chennai, colombo = (
        gazetteer.lookup(name, country=country, limit=1)[0]
        for name, country in (("Chennai", "IN"), ("Colombo", "LK"))
    )
    way, *_ = gazetteer.ways(chennai, colombo, on=on)
    assert bool(way.legs) == joined


def test_an_interval_is_half_open() -> None:
    assert in_force("2018-05-16", "2022-10-08", "2018-05-16")
    assert not in_force("2018-05-16", "2022-10-08", "2022-10-08")
    assert in_force("", "", "2022-10-08")


def test_a_segment_cuts_a_line_it_crosses_only() -> None:
    line = ((0.0, 0.0), (10.0, 0.0))
    assert cuts((5, -1), (5, 1), line)
    assert not cuts((5, 1), (5, 2), line)
    assert not cuts((11, -1), (11, 1), line)


def test_a_point_is_inside_its_ring() -> None:
    ring = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0))
    assert inside((1, 1), ring)
    assert not inside((5, 1), ring)
