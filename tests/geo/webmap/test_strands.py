"""What several routes share is drawn once."""

from __future__ import annotations

from geo.model import Leg, Movement, Route
from geo.webmap.strands import Line, strands

A, B, C, D = (0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (2.0, -1.0)
MOVED = Movement("evacuation", "happened", (0, 5))


def route(*legs: Leg) -> Route:
    return Route(MOVED, None, None, legs)


def test_a_shared_trunk_is_drawn_once_then_forks() -> None:
    one = route(Leg("corridor", (A, B, C)))
    two = route(Leg("corridor", (A, B, D)))
    found = strands([one, two])
    assert [strand.leg.path for strand in found] == [(A, B), (B, C), (B, D)]
    assert [strand.is_trunk for strand in found] == [True, False, False]


def test_an_arrow_stands_where_a_route_ends_only() -> None:
    one = route(Leg("corridor", (A, B, C)))
    two = route(Leg("corridor", (A, B, D)))
    assert [strand.ends_here for strand in strands([one, two])] == [False, True, True]


def test_a_route_that_ends_on_the_trunk_has_its_arrow_there() -> None:
    one = route(Leg("corridor", (A, B)))
    two = route(Leg("corridor", (A, B, C)))
    assert [strand.ends_here for strand in strands([one, two])] == [True, True]


def test_a_crossing_is_a_strand_of_its_own() -> None:
    found = strands([route(Leg("corridor", (A, B)), Leg("crossing", (B, C), "Ferry"))])
    assert [(strand.leg.basis, strand.leg.name) for strand in found] == [
        ("corridor", None),
        ("crossing", "Ferry"),
    ]


def test_a_stated_leg_stays_whole() -> None:
    (strand,) = strands([route(Leg("stated", (A, B, C)))])
    assert strand.leg.path == (A, B, C)
    assert strand.ends_here


def test_what_another_movement_drew_is_not_drawn_over_in_either_direction() -> None:
    lines: set[Line] = set()
    strands([route(Leg("corridor", (A, B, C)))], lines)
    found = strands([route(Leg("corridor", (C, B, D)))], lines)
    assert [(strand.leg.path, strand.again) for strand in found] == [
        ((C, B), True),
        ((B, D), False),
    ]


def test_a_denied_line_does_not_hide_one_that_happened() -> None:
    denied = Movement("evacuation", "denied/hypothetical", (0, 5))
    lines: set[Line] = set()
    strands([Route(denied, None, None, (Leg("corridor", (A, B)),))], lines)
    (strand,) = strands([route(Leg("corridor", (A, B)))], lines)
    assert not strand.again
