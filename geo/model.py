"""The values that flow from an article to its map: frozen, plain, picklable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gazetteer.leg import Leg, LegBasis

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer import Place

__all__ = [
    "Area",
    "Article",
    "ArticleError",
    "ArticleTooLargeError",
    "Candidate",
    "Evidence",
    "Footprint",
    "Leg",
    "LegBasis",
    "Mention",
    "MentionKind",
    "MentionmapError",
    "Movement",
    "MovementKind",
    "MovementStatus",
    "RelationType",
    "Resolution",
    "Route",
]

MentionKind = Literal["toponym", "demonym", "facility"]
RelationType = Literal[
    "part",
    "direction",
    "direction+distance",
    "distance",
    "near",
    "between",
    "along",
    "bank",
    "border",
    "coast",
    "outskirts",
    "area",
]
MovementKind = Literal[
    "evacuation",
    "flight/displacement",
    "deportation",
    "military",
    "transport",
    "travel",
    "other",
]
MovementStatus = Literal["happened", "ordered/asked", "planned", "denied/hypothetical"]


@dataclass(frozen=True, slots=True)
class Article:
    """A text to read. ``text`` is the input as read, title line included, never altered."""

    text: str
    title: str | None = None
    source: str | None = None
    published: str | None = None  # ISO 8601 date
    language: str | None = None  # BCP 47


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A toponym at a span of an article, half-open: ``article.text[start:end] == self.text``."""

    start: int
    end: int
    text: str
    kind: MentionKind = "toponym"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a candidate, in words a reader understands; it adds ``value * weight``."""

    name: str
    value: float
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place the mention may mean; ``score`` is the sum of its evidence."""

    place: Place
    score: float
    evidence: Sequence[Evidence] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """What the words say of an area relative to named places.

    ``start``, ``end`` span the expression ("banks of the Dnipro River"); ``direction`` is one of
    n ne e se s sw w nw (also nne … , "central", "upper", "lower"), comma-joined for lists;
    ``distance_km`` in kilometres.
    """

    start: int
    end: int
    relation: RelationType
    anchors: tuple[Mention, ...]
    distance_km: float | None = None
    direction: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """The decision for one mention: a place or ``None``, and how certain that is (0 to 1)."""

    mention: Mention
    place: Place | None
    certainty: float
    candidates: Sequence[Candidate] = ()
    area: Area | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Footprint:
    """An area on the ground: WGS 84 geometry, how vague its edge is, how it was made."""

    geometry: BaseGeometry
    vagueness_km: float
    method: str
    settlements: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Movement:
    """Who moves from where to where, as the text says it."""

    kind: MovementKind
    status: MovementStatus
    trigger: tuple[int, int]
    origins: tuple[Mention, ...] = ()
    destinations: tuple[Mention, ...] = ()
    via: tuple[Mention, ...] = ()
    people: int | str | None = None
    said_by: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A line from one origin to one destination; ``reasons`` say why no more is drawn."""

    movement: Movement
    origin: Mention | None
    destination: Mention | None
    legs: tuple[Leg, ...]
    length_km: float | None = None
    towns: tuple[str, ...] = field(default=())
    reasons: tuple[str, ...] = ()

    @property
    def reason(self) -> str | None:
        """The reasons in one line; ``None`` if there are none."""
        return "; ".join(self.reasons) or None


class MentionmapError(Exception):
    """Base of all errors of this package."""


class ArticleError(MentionmapError, ValueError):
    """The input cannot be read as an article."""


class ArticleTooLargeError(ArticleError):
    """The input is larger than the limit; the text names the option that raises it."""
