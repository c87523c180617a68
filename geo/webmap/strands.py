"""The routes of one movement → strands: what several of them share is drawn once, as a trunk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from geo.model import Leg, Route

__all__ = ["Strand", "strands"]

Point = tuple[float, float]
_Key = tuple[str, str | None, Point, Point]  # basis, name, from, to


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
    """

    leg: Leg
    routes: tuple[Route, ...]
    ends_here: bool

    @property
    def is_trunk(self) -> bool:
        """Whether several routes share it."""
        return len(self.routes) > 1


def strands(routes: Sequence[Route]) -> list[Strand]:
    """Return each stretch once, in the order of the routes."""
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
            for shared, run in groupby(_stretches(leg), key=lambda part: tuple(users[part[0]])):
                parts = [part for part in run if part[0] not in drawn]
                drawn |= {key for key, _ in parts}
                if parts:
                    path = (parts[0][1][0], *(point for _, step in parts for point in step[1:]))
                    stretch = Leg(leg.basis, path, leg.name, leg.source)
                    along = tuple(routes[number] for number in shared)
                    found.append(Strand(stretch, along, parts[-1][0] in last))
    return found


def _stretches(leg: Leg) -> Iterator[tuple[_Key, tuple[Point, ...]]]:
    """The steps of a leg; a stated one, of which only the ends are known, is one step."""
    if len(leg.path) < 2:
        return
    if leg.basis == "stated":
        yield (leg.basis, leg.name, leg.path[0], leg.path[-1]), leg.path
        return
    for a, b in pairwise(leg.path):
        yield (leg.basis, leg.name, a, b), (a, b)
