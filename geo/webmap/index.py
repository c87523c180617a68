"""Many stories → one: the map and the tables of a folder of pages, each row leading to a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from geo.ends import is_country
from geo.model import Article

from .body import about, laid_out, section
from .legend import legend
from .markup import bdi, dated, table
from .prose import safe
from .shapes import Shape, movement_title
from .story import MovementEntry, PageGazetteer, PlaceEntry, Story, headline_of, level_of
from .view import Focus
from .words import STATUS, count, people_words, place_type

__all__ = ["Listed", "index_body", "index_focuses", "index_story", "list_story"]

MOST_PLACES = 3_000  # on the index: those that most articles name
MOST_MOVEMENTS = 2_000
MOST_LINKS = 40  # from one place
OUTLINE_DEGREES = 0.3  # that the outline of a country named may be off
COUNTRY = 0.02  # what a country weighs against a town in the first view
SEARCH = (
    '<p class="search" hidden><label for="filter">Search articles, places and movements</label>'
    '<input id="filter" type="search" autocomplete="off"><span id="found" role="status"></span></p>'
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article with its page, and as much of its story as the index shows.

    Attributes
    ----------
    page
        File name of the page, in the folder of the index.
    places, movements
        As on the page, with the same cards, without the candidates.
    """

    page: str
    title: str
    published: str | None
    places: tuple[PlaceEntry, ...]
    movements: tuple[MovementEntry, ...]
    unplaced: int

    def link(self, fragment: str, inner: str) -> str:
        """HTML of a link to a card of the page, or with no fragment to the page."""
        address = quote(self.page) + (f"#{fragment}" if fragment else "")
        return f'<a href="{safe(address)}">{inner}</a>'


def list_story(story: Story, page: str, title: str | None = None) -> Listed:
    """Keep of a story what the index shows, and no geometry of places."""
    return Listed(
        page,
        title or headline_of(story),
        story.article.published,
        tuple(_light(entry) for entry in story.places),
        story.movements,
        len(story.unresolved),
    )


def _light(entry: PlaceEntry) -> PlaceEntry:
    mentions = tuple(replace(found, candidates=()) for found in entry.resolutions)
    best = replace(entry.best, candidates=())
    return replace(entry, best=best, resolutions=mentions, footprint=None)


def index_story(articles: Sequence[Listed], gazetteer: PageGazetteer) -> Story:
    """Merge the articles: each place once, named in most articles first, and every movement."""
    merged: dict[str, list[PlaceEntry]] = {}
    for article in articles:
        for entry in article.places:
            merged.setdefault(entry.place.place_id, []).append(entry)
    ranked = sorted(
        merged.values(),
        key=lambda found: (-len(found), -sum(len(entry.resolutions) for entry in found)),
    )
    movements = [entry for article in articles for entry in article.movements]
    return Story(
        article=Article(""),
        places=tuple(
            _merged(f"place-{number}", found, gazetteer)
            for number, found in enumerate(ranked[:MOST_PLACES])
        ),
        areas=(),
        movements=tuple(
            replace(entry, card=f"movement-{number}")
            for number, entry in enumerate(movements[:MOST_MOVEMENTS])
        ),
        unresolved=(),
        gazetteer=gazetteer,
        left_out=len(ranked[MOST_PLACES:]) + len(movements[MOST_MOVEMENTS:]),
    )


def _merged(card_id: str, found: Sequence[PlaceEntry], gazetteer: PageGazetteer) -> PlaceEntry:
    place = found[0].place
    footprint = gazetteer.footprint(place.place_id) if place.kind != "point" else None
    if footprint is not None and is_country(place):  # the ground has its border in full detail
        footprint = footprint.simplify(OUTLINE_DEGREES, preserve_topology=False)
    return PlaceEntry(
        card=card_id,
        place=place,
        level=level_of(place, footprint),
        best=max((entry.best for entry in found), key=lambda best: best.certainty),
        resolutions=tuple(r for entry in found for r in entry.resolutions),
        footprint=footprint,
        roles=frozenset(role for entry in found for role in entry.roles),
        within=found[0].within,
        located_by=found[0].located_by,
    )


def index_focuses(story: Story) -> list[Focus]:
    """Weigh the places by how often they are named; all of a country says little."""
    return [
        Focus(
            (entry.place.lon, entry.place.lat, entry.place.lon, entry.place.lat),
            len(entry.resolutions) * (COUNTRY if entry.level in {"country", "undrawn"} else 1.0),
        )
        for entry in story.places
    ]


def index_body(
    articles: Sequence[Listed], story: Story, shapes: Iterable[Shape], headline: str
) -> str:
    """HTML of the index: a search field, the tables and lists, the map's pane."""
    summary = [count(len(articles), "article"), count(len(story.places), "place")]
    summary.append(count(len(story.movements), "movement"))
    if story.left_out:
        summary.append(f"{story.left_out:,} more for which this page has no room")
    named_in = _places_by_article(articles)
    told = [(article, entry.card) for article in articles for entry in article.movements]
    column = f"""<header>
<h1 dir="auto">{safe(headline)}</h1>
<p class="summary">{" · ".join(summary)}</p>
{SEARCH}
</header>
<section id="articles"><h2>Articles</h2>{_article_table(articles)}</section>
{section("places", "Places", _place_table(story, named_in), plain=True)}
{section("movements", "Movements", _movement_table(story, told), plain=True)}"""
    return laid_out(column, about(story), legend(shapes))


_NamedIn = dict[str, list[tuple[int, Listed, PlaceEntry]]]  # with the number of the article
_Told = Sequence[tuple[Listed, str]]  # of each movement its article, and its card there


def _places_by_article(articles: Sequence[Listed]) -> _NamedIn:
    found: _NamedIn = {}
    for number, article in enumerate(articles, 1):
        for entry in article.places:
            found.setdefault(entry.place.place_id, []).append((number, article, entry))
    return found


def _article_table(articles: Sequence[Listed]) -> str:
    rows = [
        (
            article.link("", bdi(article.title)),
            str(number),
            dated(article.published),
            str(len(article.places)),
            str(len(article.movements)),
            str(article.unplaced),
        )
        for number, article in enumerate(articles, 1)
    ]
    heads = ("Article", "No.", "Date", "Places", "Movements", "Not placed")
    return table("Articles", heads, rows, [f"article-{n}" for n in range(1, len(rows) + 1)])


def _place_table(story: Story, named_in: _NamedIn) -> str:
    """Each place with the articles that name it, by their numbers: titles would fill the page."""
    rows = []
    for entry in story.places:
        place = entry.place
        named = named_in[place.place_id]
        kind = place_type(place.feature_class, place.feature_code)
        name = f'<a href="#{entry.card}" data-card="{entry.card}">{bdi(entry.name)}</a>'
        if place.name != entry.name:
            name += f" <small>{bdi(place.name)}</small>"
        links = " ".join(a.link(own.card, str(n)) for n, a, own in named[:MOST_LINKS])
        rows.append(
            (
                name,
                safe(f"{kind}, disputed" if place.disputed else kind),
                bdi(entry.within[-1]) if entry.within else "",
                str(len(named)),
                str(len(entry.resolutions)),
                links + (" …" if len(named) > MOST_LINKS else ""),
            )
        )
    heads = ("Place", "Type", "In", "Articles", "Mentions", "Named in No.")
    return table("Places", heads, rows, [entry.card for entry in story.places]) if rows else ""


def _movement_table(story: Story, told: _Told) -> str:
    rows = [
        (
            f'<a href="#{entry.card}" data-card="{entry.card}">{bdi(movement_title(entry))}</a>',
            safe(STATUS.get(entry.movement.status, entry.movement.status)),
            bdi(people_words(entry.movement.people) or ""),
            dated(article.published),
            article.link(own, bdi(article.title)),
        )
        for entry, (article, own) in zip(story.movements, told, strict=False)
    ]
    heads = ("Movement", "Status", "People", "Article of", "Told in")
    keys = [entry.card for entry in story.movements]
    return table("Movements", heads, rows, keys) if rows else ""
