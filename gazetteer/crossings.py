"""Facts of the corridor network: what may be crossed, and what may not, from when until when.

Dates are ISO 8601 strings, which sort as time does; an interval is half-open, and an empty date is
open. Every row carries its source.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["ERAS", "FERRIES", "OVER_WATER", "Barrier", "Crossing", "cuts", "in_force", "inside"]

Point = tuple[float, float]

OVER_WATER = frozenset({"bridge", "tunnel", "causeway", "dam", "ferry"})
FERRIES = frozenset({"ferry"})
# What was shut before one of these dates, and is to this day, is shut for every search since.
ERAS = ("2000-01-01", "2025-07-01")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A bridge, tunnel, causeway, dam, ferry, checkpoint, pass or road between two towns.

    ``status`` is "open", "restricted" or "closed"; ``km`` the way from one town to the other, and
    ``via`` where it runs, from ``a`` to ``b``, if it is not straight.
    """

    name: str
    kind: str
    a: int
    b: int
    since: str
    until: str
    status: str
    km: float
    via: tuple[Point, ...]
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class Barrier:
    """A closed border, front line, river or roadless country that only crossings lead over.

    ``kind`` is "border" (between two ``countries``; only inside the ring ``line``, if there is
    one), "line" or "area" (a ring, with no way inside).
    """

    name: str
    kind: str
    countries: tuple[str, ...]
    line: tuple[Point, ...]
    since: str
    until: str
    note: str
    source: str

    def bars(self, a: Point, b: Point) -> bool:
        """Whether its line or area bars an ordinary corridor from ``a`` to ``b``, in degrees."""
        if cuts(a, b, self.line):
            return True
        return self.kind == "area" and (inside(a, self.line) or inside(b, self.line))

    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of its line or area, in degrees."""
        lons, lats = [lon for lon, _ in self.line], [lat for _, lat in self.line]
        return min(lons), min(lats), max(lons), max(lats)


def in_force(since: str, until: str, on: str) -> bool:
    """Whether a date lies in a half-open interval of dates, either of which may be empty."""
    return since <= on and (not until or on < until)


def cuts(a: Point, b: Point, line: Sequence[Point]) -> bool:
    """Whether the straight segment from ``a`` to ``b`` meets a line, on the plane of degrees."""
    west, east = min(a[0], b[0]), max(a[0], b[0])
    south, north = min(a[1], b[1]), max(a[1], b[1])
    if east - west > 180:  # over the 180th meridian, where no barrier runs
        return False
    for c, d in itertools.pairwise(line):
        if (
            max(c[0], d[0]) < west
            or min(c[0], d[0]) > east
            or max(c[1], d[1]) < south
            or min(c[1], d[1]) > north
        ):
            continue
        if _side(a, b, c) != _side(a, b, d) and _side(c, d, a) != _side(c, d, b):
            return True
    return False


def _side(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])


def inside(point: Point, ring: Iterable[Point]) -> bool:
    """Whether a point lies inside a closed ring, on the plane of degrees (even-odd rule)."""
    x, y = point
    odd = False
    corners = list(ring)
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            odd = not odd
    return odd
