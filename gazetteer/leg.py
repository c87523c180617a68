"""One stretch of a route, and a whole way between two points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gazetteer.place import Place

__all__ = ["Leg", "LegBasis", "Way"]

LegBasis = Literal["stated", "corridor", "crossing", "road"]


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of a route: ``path`` is (lon, lat) pairs in WGS 84 degrees.

    Attributes
    ----------
    basis
        ``"stated"``: the text names the ends; ``"corridor"``: inferred along towns, no road data;
        ``"crossing"``: a bridge, tunnel, dam or ferry of the facts table; ``"road"``: a network
        that the user supplied.
    name
        What the stretch is called: a crossing, a pass, a road.
    source
        The document, network or service that it rests on.
    """

    basis: LegBasis
    path: tuple[tuple[float, float], ...]
    name: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """A way over a network from one point to another.

    Attributes
    ----------
    legs
        In order; none where there is no way, and ``reason`` says why.
    towns
        The places passed, in order.
    marks_km
        How far each of them is from the start, about, by road.
    length_km
        How long it is, about, by road.
    borders
        Pairs of ISO 3166-1 codes, one for each border crossed.
    notes
        What a traveller must know: restrictions, closures gone round.
    roads
        What the treaties' lists call the road between towns of the way, such as "E97 Kherson to
        Dzhankoy"; the corridor need not run along it.
    doubtful
        Whether it is so long that the real way may be another one.
    reason
        Why there is no way.
    """

    legs: tuple[Leg, ...] = ()
    towns: tuple[Place, ...] = ()
    marks_km: tuple[float, ...] = ()
    length_km: float = 0.0
    borders: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    roads: tuple[str, ...] = ()
    doubtful: bool = False
    reason: str | None = None
