"""A story → the body of its page: the article and the lists beside the map's pane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

import shapely

from . import cards
from .legend import legend
from .markup import dated
from .prose import Prose, safe
from .shapes import Shape
from .story import PlaceEntry, Story
from .timeline import timeline
from .view import View
from .words import count, place_type, worldview_words

__all__ = ["BOUNDARIES_NOTE", "about", "arrow_heads", "laid_out", "page_body", "section"]

BOUNDARIES_NOTE = (
    "The boundaries and names shown and the designations used on this map do not imply official"
    " endorsement or acceptance."
)
LEAFLET_CREDIT = "Map software: Leaflet 1.9.4, © 2010–2023 Volodymyr Agafonkin, BSD 2-Clause."
MOST_ELSEWHERE = 20
# Where the line ends, from the back of its arrow: at the tip, or beyond it, in the middle of a dot.
ARROW_ENDS = {"": 11, "-at-dot": 17}
ARROWS = {"arrow": 'class="arrow-head"', "arrow-quiet": 'class="arrow-head quiet"'}
MAP = (
    '<div id="map_article" class="folium-map" role="region" tabindex="0"'
    ' aria-label="Map of the places in the article"></div>'
    "<noscript><p>The map needs JavaScript; everything it shows is also in the lists and tables."
    "</p></noscript>"
)


def page_body(story: Story, view: View, prose: Prose, shapes: Iterable[Shape]) -> str:
    """HTML of everything but the data: the article, the lists, the tables, the map's pane."""
    language = f' lang="{safe(story.article.language)}"' if story.article.language else ""
    routes = any(entry.routes for entry in story.movements)
    sections = [
        section("timeline", "Timeline", timeline(story), plain=True),
        section("movements", "Movements", cards.movement_cards(story)),
        section("areas", "Areas described", cards.area_cards(story)),
        section("places", "Places", cards.place_cards(story)),
        section("unresolved", "Named but not placed", cards.unplaced(story)),
    ]
    tables = cards.place_table(story) if story.places else "<p>No places found in this article.</p>"
    tables += cards.route_table(story) if routes else ""
    column = f"""<article{language}>
<header>
<h1 dir="auto">{prose.headline}</h1>
<p class="dateline">{_dateline(story)}</p>
<p class="summary">{_summary(story, prose.unmarked)}</p>
</header>
<div class="text">
{prose.body}
</div>
</article>
{"".join(sections)}
<section id="tables"><h2>As tables</h2>{tables}</section>"""
    return laid_out(column, about(story), legend(shapes) + _elsewhere(story, view))


def laid_out(column: str, footer: str, strip: str) -> str:
    """HTML of a page: a column to read beside the map's pane, with a strip below the map."""
    return f"""<a class="skip" href="#map_article">Skip to the map</a>
<div class="page">
<main class="column">
{column}
<footer id="about"><h2>About this map</h2>{footer}</footer>
</main>
<aside class="map-pane" aria-label="Map">
{MAP}
<section id="panel" aria-label="What is selected" aria-live="polite" hidden></section>
<div class="strip">
<div>{strip}</div>
<div id="overview" aria-hidden="true" hidden></div>
</div>
</aside>
</div>
<svg class="defs" aria-hidden="true"><defs>{arrow_heads(ARROWS)}</defs></svg>
"""


def arrow_heads(styles: Mapping[str, str]) -> str:
    """The SVG markers of the ends of lines; ``styles`` are the attributes of each, by its id."""
    return "".join(
        f'<marker id="{name}{at_dot}" viewBox="0 0 12 12" refX="{end}" refY="6" markerWidth="15"'
        ' markerHeight="15" markerUnits="userSpaceOnUse" orient="auto">'
        f'<path {style} d="M0 0.5L12 6L0 11.5L3 6z"/></marker>'
        for name, style in styles.items()
        for at_dot, end in ARROW_ENDS.items()
    )


def section(key: str, heading: str, inner: str, *, plain: bool = False) -> str:
    """HTML of a part of the column, or nothing; ``plain`` says that it holds no list of cards."""
    if not inner:
        return ""
    listed = inner if plain else f'<ul class="cards">{inner}</ul>'
    return f'<section id="{key}"><h2>{heading}</h2>{listed}</section>'


def _dateline(story: Story) -> str:
    article = story.article
    parts = []
    if article.published:
        parts.append(dated(article.published))
    if article.source:
        parts.append(_source(article.source))
    return " · ".join(parts)


def _source(source: str) -> str:
    """A web address as a link; anything else, such as a script's, as text."""
    try:
        address = urlsplit(source)
    except ValueError:
        return safe(source)
    if address.scheme in {"http", "https"} and address.hostname:
        name = f"<bdi>{safe(address.hostname)}</bdi>"
        return f'<a href="{safe(source)}" rel="noopener noreferrer">{name}</a>'
    # Where the file lay is nobody's business: a page is made to be published.
    name = source.replace("\\", "/").rsplit("/", 1)[-1]
    return f"<bdi>{safe(name)}</bdi>"


def _summary(story: Story, unmarked: int) -> str:
    places = count(len(story.places), "place")
    parts = [f'<a href="#places">{places}</a>' if story.places else places]
    if story.movements:
        parts.append(f'<a href="#movements">{count(len(story.movements), "movement")}</a>')
    if story.areas:
        parts.append(f'<a href="#areas">{count(len(story.areas), "area")}</a>')
    if story.unresolved:
        number = count(len(story.unresolved), "name")
        parts.append(f'<a href="#unresolved">{number} not placed</a>')
    if story.left_out:
        parts.append(f"{story.left_out:,} more for which this page has no room")
    if unmarked:
        parts.append(f"{unmarked:,} mentions further down are not marked")
    return " · ".join(parts)


def about(story: Story) -> str:
    """HTML of what a reader should know of any map: its date, whose view, who is to be credited."""
    gazetteer = story.gazetteer
    published = story.article.published
    dated = f"Article dated {safe(published)}. " if published else ""
    credit = "".join(f"<li>{safe(line)}</li>" for line in (*gazetteer.credits, LEAFLET_CREDIT))
    return (
        f"<p>{dated}Gazetteer <code>{safe(gazetteer.id)}</code>. "
        f"{safe(worldview_words(gazetteer.worldview))}</p>"
        f"<p><strong>{BOUNDARIES_NOTE}</strong></p>"
        "<p>Places were found by a program and may be wrong: each entry says how certain it is and"
        " why. Lines show what the text states, or inferences that are marked as such.</p>"
        f"<h3>Credits</h3><ul>{credit}</ul>"
    )


def _elsewhere(story: Story, view: View) -> str:
    """Links to the places beyond the first view."""
    beyond = [entry for entry in story.places if not _in_view(entry, view)]
    if not beyond:
        return ""
    names = [entry.name for entry in beyond]
    links = ""
    for entry in beyond[:MOST_ELSEWHERE]:
        place, name = entry.place, safe(entry.name)
        if names.count(entry.name) > 1:
            name += f" ({safe(place_type(place.feature_class, place.feature_code))})"
        links += f'<li><a href="#{entry.card}" data-card="{entry.card}"><bdi>{name}</bdi></a></li>'
    return (
        '<nav class="elsewhere" aria-label="Places beyond this view"><b>Beyond this view:</b>'
        f"<ul>{links}</ul></nav>"
    )


def _in_view(entry: PlaceEntry, view: View) -> bool:
    west, south, east, north = view.bounds
    lon, lat = entry.place.lon, entry.place.lat
    if view.across and lon < 0:
        lon += 360
    if west <= lon <= east and south <= lat <= north:
        return True
    seen = shapely.box(west, south, east, north)
    return entry.footprint is not None and bool(shapely.intersects(entry.footprint, seen))
