"""A parsed article → the story its page tells: each place once, areas, movements, what is missing.

This is the one module of the page that reads a :class:`~geo.parse.ParsedArticle`; every other one
works from the story. Each thing has a ``card``: the id of its entry in the page, by which the text,
the shapes and the lists are linked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from gazetteer.place import Place
from geo.model import Area, Article, Footprint, Mention, Movement, Resolution, Route

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.store import Basemap

__all__ = [
    "AreaEntry",
    "Level",
    "MovementEntry",
    "PageGazetteer",
    "PageSource",
    "PlaceEntry",
    "Role",
    "Story",
    "headline_of",
    "level_of",
    "read_story",
]

Level = Literal["country", "region", "line", "settlement", "spot", "extent", "undrawn"]
Role = Literal["origin", "destination", "via"]

MOST_PLACES = 2_000
MOST_UNRESOLVED = 500


class PageGazetteer(Protocol):
    """What the page asks of a gazetteer."""

    def __hash__(self) -> int: ...
    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def worldview(self) -> str: ...  # noqa: D102
    @property
    def credits(self) -> Sequence[str]: ...  # noqa: D102
    def footprint(self, place_id: str, /) -> BaseGeometry | None: ...  # noqa: D102
    def located_by(self, place_id: str, /) -> Place | None: ...  # noqa: D102
    def parents(self, place_id: str, /) -> Sequence[Place]: ...  # noqa: D102
    def basemap(  # noqa: D102
        self, west: float, south: float, east: float, north: float, /, *, detail: str
    ) -> Basemap: ...


class PageSource(Protocol):
    """What the page asks of a parsed article."""

    @property
    def article(self) -> Article: ...  # noqa: D102
    @property
    def resolutions(self) -> Sequence[Resolution]: ...  # noqa: D102
    @property
    def areas(self) -> Sequence[Area]: ...  # noqa: D102
    @property
    def movements(self) -> Sequence[Movement]: ...  # noqa: D102
    @property
    def routes(self) -> Sequence[Route]: ...  # noqa: D102
    @property
    def gazetteer(self) -> PageGazetteer: ...  # noqa: D102
    def footprint(self, area: Area, /) -> Footprint | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """One place with every mention of it; ``best`` is the most certain of ``resolutions``."""

    card: str
    place: Place
    level: Level
    best: Resolution
    resolutions: tuple[Resolution, ...]
    footprint: BaseGeometry | None
    roles: frozenset[Role] = frozenset()
    within: tuple[str, ...] = ()  # names of the units that contain it, smallest first
    located_by: Place | None = None  # the unit at whose point it is drawn for want of its own

    @property
    def name(self) -> str:
        """Of a settlement as the article mostly writes it; of anything else the gazetteer's.

        "Rostov" in a list of regions is a region, which only its full name says.
        """
        forms = [
            " ".join(r.mention.text.split())
            for r in self.resolutions
            if r.mention.kind == "toponym" and not r.mention.text.isupper()
        ]
        if self.place.feature_class != "P" or not forms:
            return self.place.name
        return Counter(forms).most_common(1)[0][0]


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """An area relative to named places; ``footprint`` is ``None`` if it cannot be drawn."""

    card: str
    area: Area
    text: str
    footprint: Footprint | None
    holds: tuple[Resolution, ...] = ()  # mentions that the text places only within this area


@dataclass(frozen=True, slots=True)
class MovementEntry:
    """A movement with the routes drawn for it."""

    card: str
    movement: Movement
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """All that the page shows."""

    article: Article
    places: tuple[PlaceEntry, ...]
    areas: tuple[AreaEntry, ...]
    movements: tuple[MovementEntry, ...]
    unresolved: tuple[Resolution, ...]
    gazetteer: PageGazetteer
    left_out: int = 0  # places and names that the page has no room for

    def cards(self) -> dict[Mention, str]:
        """The card each resolved mention leads to."""
        return {r.mention: entry.card for entry in self.places for r in entry.resolutions}


def headline_of(story: Story) -> str:
    """What to call an article: its title, else how it begins."""
    first_line = story.article.text.strip().split("\n", 1)[0][:120]
    return story.article.title or first_line or "Map of an article"


def read_story(parsed: PageSource) -> Story:
    """Group the mentions of each place, in the order of the text, and read the footprints.

    No page is made of more than ``MOST_PLACES`` places: those named most are kept.
    """
    grouped: dict[str, list[Resolution]] = {}
    for resolution in parsed.resolutions:
        if resolution.place is not None:
            grouped.setdefault(resolution.place.place_id, []).append(resolution)
    unresolved = [r for r in parsed.resolutions if r.place is None]
    most_named = sorted(grouped, key=lambda place_id: -len(grouped[place_id]))[:MOST_PLACES]
    kept = set(most_named)
    shown = [resolutions for place_id, resolutions in grouped.items() if place_id in kept]
    roles = _roles(parsed)
    return Story(
        article=parsed.article,
        places=tuple(
            _place_entry(f"place-{n}", resolutions, roles, parsed.gazetteer)
            for n, resolutions in enumerate(shown)
        ),
        areas=_area_entries(parsed),
        movements=_movement_entries(parsed),
        unresolved=tuple(unresolved[:MOST_UNRESOLVED]),
        gazetteer=parsed.gazetteer,
        left_out=len(grouped) - len(shown) + len(unresolved[MOST_UNRESOLVED:]),
    )


def _place_entry(
    card: str,
    resolutions: list[Resolution],
    roles: dict[Mention, frozenset[Role]],
    gazetteer: PageGazetteer,
) -> PlaceEntry:
    best = max(resolutions, key=lambda r: (r.certainty, -r.mention.start))
    place = best.place
    assert place is not None
    footprint = gazetteer.footprint(place.place_id) if place.kind != "point" else None
    return PlaceEntry(
        card=card,
        place=place,
        level=level_of(place, footprint),
        best=best,
        resolutions=tuple(resolutions),
        footprint=footprint,
        roles=frozenset(role for r in resolutions for role in roles.get(r.mention, ())),
        within=tuple(parent.name for parent in gazetteer.parents(place.place_id)),
        located_by=gazetteer.located_by(place.place_id),
    )


def _area_entries(parsed: PageSource) -> tuple[AreaEntry, ...]:
    held: dict[Area, list[Resolution]] = {}
    for resolution in parsed.resolutions:
        if resolution.place is None and resolution.area is not None:
            held.setdefault(resolution.area, []).append(resolution)
    text = parsed.article.text
    return tuple(
        AreaEntry(
            card=f"area-{n}",
            area=area,
            text=text[area.start : area.end],
            footprint=parsed.footprint(area),
            holds=tuple(held.get(area, ())),
        )
        for n, area in enumerate(parsed.areas)
    )


def _movement_entries(parsed: PageSource) -> tuple[MovementEntry, ...]:
    routes: dict[Movement, list[Route]] = {}
    for route in parsed.routes:
        routes.setdefault(route.movement, []).append(route)
    return tuple(
        MovementEntry(f"movement-{n}", movement, tuple(routes.get(movement, ())))
        for n, movement in enumerate(parsed.movements)
    )


def level_of(place: Place, footprint: BaseGeometry | None) -> Level:
    """How a place is drawn.

    A pin for a region would claim a spot that the text does not name: without a polygon such a
    place is an ``"extent"``, a wide pale disc.
    """
    code = place.feature_code
    if footprint is not None and footprint.is_empty:
        footprint = None
    if code.startswith("PCL"):
        return "country" if footprint is not None else "undrawn"
    if code == "CONT" or (code == "OCN" and footprint is None):
        return "undrawn"
    if footprint is not None:
        if "Polygon" in footprint.geom_type:
            return "region"
        if "Line" in footprint.geom_type:
            return "line"
    if place.feature_class == "P":
        return "settlement"
    return "spot" if place.feature_class in {"S", "R"} else "extent"


def _roles(parsed: PageSource) -> dict[Mention, frozenset[Role]]:
    roles: dict[Mention, set[Role]] = {}
    for movement in parsed.movements:
        if movement.status == "denied/hypothetical":
            continue
        slots: tuple[tuple[Role, tuple[Mention, ...]], ...] = (
            ("origin", movement.origins),
            ("destination", movement.destinations),
            ("via", movement.via),
        )
        for role, mentions in slots:
            for mention in mentions:
                roles.setdefault(mention, set()).add(role)
    return {mention: frozenset(names) for mention, names in roles.items()}
