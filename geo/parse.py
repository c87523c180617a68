"""An article → everything the map needs; the one place that knows the order of the steps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.areas import find_areas
from geo.clauses import covered
from geo.held import unlisted, with_ties
from geo.mentions import find_mentions
from geo.model import Area, Article, Footprint, Mention, Movement, Resolution, Route
from geo.movements import find_movements
from geo.resolve import resolve_mentions
from geo.unlisted import find_described

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geo.routes import Roads

__all__ = ["ParsedArticle", "parse_article"]

# "Close to" is said of people, too.
_SITING = frozenset({"direction", "direction+distance", "distance"})


@dataclass(frozen=True, repr=False)
class ParsedArticle:
    """What an article says of places, areas and movements.

    Routes and footprints are computed when first asked for, so that parsing an archive does not
    pay for maps. Shows its map in a notebook.
    """

    article: Article
    resolutions: tuple[Resolution, ...]
    areas: tuple[Area, ...]
    movements: tuple[Movement, ...]
    gazetteer: Gazetteer
    roads: Roads | None = None

    @cached_property
    def places(self) -> Mapping[Mention, Place]:
        """The place of each resolved mention."""
        return {r.mention: r.place for r in self.resolutions if r.place is not None}

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """A route for each origin and destination of each movement."""
        from geo.routes import find_routes

        areas = {anchor: area for area in self.areas for anchor in area.anchors}
        # An unlisted end is drawn from the area that holds it, by the place it is tied to.
        areas |= {r.mention: r.area for r in self.resolutions if r.area is not None}
        ends = {m for v in self.movements for m in (*v.origins, *v.destinations, *v.via)}
        around = {
            mention: shape
            for mention, area in areas.items()
            if mention in ends and (shape := self.footprint(area)) is not None
        }
        return tuple(
            find_routes(
                self.movements,
                self._standing,
                around,
                self.gazetteer,
                on=self.article.published,
                roads=self.roads,
                text=self.article.text,
            )
        )

    def footprint(self, area: Area) -> Footprint | None:
        """Return what an area covers on the ground; ``None`` where its anchors are not resolved."""
        if area not in self._footprints:
            from geo.footprints import area_footprint, context_of

            footprint = area_footprint(
                area,
                self._standing,
                self.gazetteer,
                context_of(area, self.places, self.gazetteer),
                words=self.article.text[area.start : area.end],
            )
            unlisted = [m for m in area.anchors if m not in self.places]
            if footprint is not None and unlisted:
                footprint = _by_stand_in(footprint, unlisted[0], self._standing[unlisted[0]])
            self._footprints[area] = footprint
        return self._footprints[area]

    @cached_property
    def _standing(self) -> Mapping[Mention, Place]:
        """The place of each mention; for an unlisted one the place that the text ties it to."""
        tied = {
            r.mention: self.places[r.area.anchors[0]]
            for r in self.resolutions
            if r.area is not None and r.area.anchors[0] in self.places
        }
        return {**tied, **self.places}

    @cached_property
    def _footprints(self) -> dict[Area, Footprint | None]:
        return {}

    def to_html(
        self, path: str | Path, *, title: str | None = None, tiles: str | None = None
    ) -> None:
        """Write the article's page, complete in one file; see :func:`geo.draw_map`.

        Raises
        ------
        OSError
            It cannot be written; what was there before still is.
        """
        from geo.files import write_whole
        from geo.webmap import render_page

        write_whole(Path(path), render_page(self, title=title, tiles=tiles))

    def __repr__(self) -> str:
        title = self.article.title or self.article.text[:40]
        return (
            f"<ParsedArticle {title!r}: {len(set(self.places.values()))} places,"
            f" {len(self.areas)} areas, {len(self.movements)} movements>"
        )

    def _repr_html_(self) -> str:
        from geo.webmap import draw_map

        shown: str = draw_map(self)._repr_html_()
        return shown

    def __getstate__(self) -> dict[str, Any]:
        fields = ("article", "resolutions", "areas", "movements", "gazetteer", "roads")
        return {name: self.__dict__[name] for name in fields}


def parse_article(
    article: Article | str,
    gazetteer: Gazetteer | None = None,
    *,
    home: tuple[float, float] | None = None,
    roads: Roads | None = None,
) -> ParsedArticle:
    """Find the places of an article, and the areas and movements it describes.

    Parameters
    ----------
    article
        An article, or its text (never a path).
    gazetteer
        The embedded one by default.
    home
        (lon, lat) in degrees of the publisher's own area, where it is known.
    roads
        A road network or routing service to draw ways on: ``gazetteer.roads.RoadNetwork`` or
        ``gazetteer.router.Router``. By default ways are inferred along towns.
    """
    if gazetteer is None:
        from gazetteer import open_gazetteer

        gazetteer = open_gazetteer()
    if isinstance(article, str):
        from geo.article import article_from_text

        article = article_from_text(article)
    text = article.text
    mentions = find_mentions(text, gazetteer)
    areas, described, movements = _described(text, mentions)
    if betrayed := _betrayed(text, mentions, areas, movements, gazetteer):
        mentions = sorted([*mentions, *betrayed])
        areas, described, movements = _described(text, mentions)
    resolutions = resolve_mentions(text, mentions, gazetteer, home=home)
    more = [
        Resolution(mention, None, 0.0, reason="no place of this name is in the gazetteer")
        for mention in described
    ]
    more += [unlisted(facility) for facility in _facilities(movements, [*mentions, *described])]
    if more:
        resolutions = sorted(
            [*resolutions, *more], key=attrgetter("mention.start", "mention.end", "mention.kind")
        )
    resolutions, areas = with_ties(text, resolutions, areas)
    return ParsedArticle(
        article, tuple(resolutions), tuple(areas), tuple(movements), gazetteer, roads
    )


def _described(
    text: str, mentions: list[Mention]
) -> tuple[list[Area], list[Mention], list[Movement]]:
    """What a text says of its places: areas, settlements it describes, movements."""
    areas = find_areas(text, mentions)
    described = find_described(text, mentions, areas)
    return areas, described, find_movements(text, [*mentions, *described], areas)


def _betrayed(
    text: str,
    mentions: list[Mention],
    areas: list[Area],
    movements: list[Movement],
    gazetteer: Gazetteer,
) -> list[Mention]:
    """Listed names that only a motion or a relation tells to be places; wherever they stand.

    Names of one word: several in capitals are oftener a person's. None overlaps another.
    """
    ends = {m for v in movements for m in (*v.origins, *v.destinations)}
    ends |= {anchor for area in areas if area.relation in _SITING for anchor in area.anchors}
    if not ends:
        return []
    names = {
        end.text
        for end in ends.difference(mentions)
        if gazetteer.lookup(end.text, limit=1) and " " not in end.text
    }
    if not names:
        return []
    cover = covered(len(text), mentions)
    betrayed = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        for found in re.finditer(rf"\b{re.escape(name)}\b", text):
            if not any(cover[found.start() : found.end()]):
                betrayed.append(Mention(found.start(), found.end(), name))
                cover[found.start() : found.end()] = b"\1" * len(name)
    return betrayed


def _by_stand_in(footprint: Footprint, unlisted: Mention, place: Place) -> Footprint:
    """A footprint about a place that stands for one that is somewhere in it."""
    from geo.footprints import town_radius_km

    return replace(
        footprint,
        vagueness_km=round(footprint.vagueness_km + 2 * town_radius_km(place.population), 1),
        method=f"{footprint.method}; {place.name} stands for {unlisted.text}, which is not listed",
    )


def _facilities(movements: list[Movement], mentions: list[Mention]) -> list[Mention]:
    """Return the facilities that take part in a movement and are no mention yet."""
    parts = [m for v in movements for m in (*v.origins, *v.destinations, *v.via)]
    facilities = dict.fromkeys(m for m in parts if m.kind == "facility")
    known = set(mentions) if facilities else ()
    return [m for m in facilities if m not in known]
