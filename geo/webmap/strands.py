"""Routes → strands: what several of one movement share is drawn once, as a trunk.

What two movements share is drawn by the first alone: one broken line over another would look like
a solid one, which stands for a surveyed road.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from geo.model import Leg, Route

__all__ = ["Line", "Strand", "strands"]

Point = tuple[float, float]
_Key = tuple[str, str | None, Point, Point]  # basis, name, from, to
Line = tuple[str, str | None, Point, Point, bool]  # and whether it is denied


@dataclass(frozen=True, slots=True)
class Strand:
    """A stretch that the same routes run along.

    Attributes
    ----------
    leg
        What it rests on; its path is the strand's.
    routes
        Those that share it.
    ends_here
        Whether it is where a route ends.
    again
        Whether another movement's line lies there already.
    """

    leg: Leg
    routes: tuple[Route, ...]
    ends_here: bool
    again: bool = False

    @property
    def is_trunk(self) -> bool:
        """Whether several routes share it."""
        return len(self.routes) > 1


def strands(routes: Sequence[Route], lines: set[Line] | None = None) -> list[Strand]:
    """Return each stretch once, in the order of the routes of one movement.

    ``lines`` are what other movements have drawn; those of this one are added.
    """
    lines = set() if lines is None else lines
    before = frozenset(lines)
    users: dict[_Key, list[int]] = defaultdict(list)
    last: set[_Key] = set()
    for number, route in enumerate(routes):
        key: _Key | None = None
        for leg in route.legs:
            for key, _ in _stretches(leg):
                if number not in users[key]:
                    users[key].append(number)
        if key is not None:
            last.add(key)
    drawn: set[_Key] = set()
    found = []
    for route in routes:
        for leg in route.legs:
            alike = groupby(
                _stretches(leg),
                key=lambda part: (tuple(users[part[0]]), _line(part[0], routes) in before),
            )
            for (shared, again), run in alike:
                parts = [part for part in run if part[0] not in drawn]
                drawn |= {key for key, _ in parts}
                lines |= {_line(key, routes) for key, _ in parts}
                if parts:
                    path = (parts[0][1][0], *(point for _, step in parts for point in step[1:]))
                    stretch = Leg(leg.basis, path, leg.name, leg.source)
                    along = tuple(routes[number] for number in shared)
                    found.append(Strand(stretch, along, parts[-1][0] in last, again))
    return found


def _line(key: _Key, routes: Sequence[Route]) -> Line:
    """A stretch as it looks: the same in both directions; an arc bulges to one side."""
    basis, name, a, b = key
    ends = (a, b) if basis == "stated" else (min(a, b), max(a, b))
    return basis, name, *ends, routes[0].movement.status.startswith("denied")


def _stretches(leg: Leg) -> Iterator[tuple[_Key, tuple[Point, ...]]]:
    """The steps of a leg; a stated one, of which only the ends are known, is one step."""
    if len(leg.path) < 2:
        return
    if leg.basis == "stated":
        yield (leg.basis, leg.name, leg.path[0], leg.path[-1]), leg.path
        return
    for a, b in pairwise(leg.path):
        yield (leg.basis, leg.name, a, b), (a, b)
