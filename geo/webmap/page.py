"""A parsed article → one complete HTML page, and the folium map that holds it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import shapely

from . import cards
from .basemap import draw_ground, read_basemaps
from .figure import OfflineMap, Page
from .focus import story_focuses
from .labels import country_labels, sea_labels, town_labels, water_labels
from .legend import legend
from .prose import Prose, article_prose, safe
from .shapes import Shape, draw_story
from .story import PageSource, PlaceEntry, Story, read_story
from .view import View, fit_view
from .words import count, place_type, worldview_words

__all__ = ["draw_map", "render_page"]

BOUNDARIES_NOTE = (
    "The boundaries and names shown and the designations used on this map do not imply official"
    " endorsement or acceptance."
)
# What could end a script element, a line of JavaScript, or begin a template's expression.
UNSAFE_IN_JSON = re.compile(r"[&<>\u2028\u2029`$]|\{(?=[{%#])")
MOST_ELSEWHERE = 20
PAGE_BYTES = 480_000  # of a page with an article of usual length
ARROWS = """<svg class="defs" aria-hidden="true"><defs>
<marker id="arrow" viewBox="0 0 12 12" refX="11" refY="6" markerWidth="15" markerHeight="15" \
markerUnits="userSpaceOnUse" orient="auto"><path class="arrow-head" d="M0 0.5L12 6L0 11.5L3 6z"/></marker>
<marker id="arrow-quiet" viewBox="0 0 12 12" refX="11" refY="6" markerWidth="15" markerHeight="15" \
markerUnits="userSpaceOnUse" orient="auto"><path class="arrow-head quiet" d="M0 0.5L12 6L0 11.5L3 6z"/></marker>
</defs></svg>"""


def draw_map(
    parsed: PageSource, *, title: str | None = None, tiles: str | None = None
) -> OfflineMap:
    """Draw a parsed article as a folium map that needs no network.

    Parameters
    ----------
    parsed
        What :func:`geo.parse_article` returned.
    title
        Headline of the page; the article's own by default.
    tiles
        An ``https`` tile address such as ``"https://tile.example.org/{z}/{x}/{y}.png"``. Only with
        it does the page load anything.

    Returns
    -------
    OfflineMap
        A :class:`folium.Map` that shows itself in a notebook; ``save`` writes the page.
    """
    story = read_story(parsed)
    view = fit_view(story_focuses(story))
    shapes, names = draw_story(story, view)
    drawn = [entry.place for entry in story.places if entry.level not in {"country", "undrawn"}]
    basemaps = read_basemaps(story.gazetteer, view)
    names += sea_labels(story.gazetteer, view)
    for basemap in basemaps:
        names += country_labels(story.gazetteer, basemap, view)
        names += water_labels(basemap, view)
        names += town_labels(basemap.towns, view, drawn)
    west, south, east, north = view.bounds
    data = {
        "view": [[south, west], [north, east]],
        "digits": view.detail.digits,
        "shapes": shapes,
        "labels": _without_repeats(names),
        "tiles": _tile_layer(tiles),
    }
    styles = (asset("leaflet.css"), asset("theme.css"), asset("map.css"))
    scripts = (asset("leaflet.js"), asset("map.js"))
    body = _body(story, view, article_prose(story, title), shapes)
    # The ground takes what room the rest leaves.
    taken = sum(map(_size, (body, data_block(data), *styles, *scripts)))
    sheets = draw_ground(story.gazetteer, basemaps, view, PAGE_BYTES - taken)
    page = Page(
        title=_plain(title or story.article.title or _first_line(story)),
        styles=styles,
        scripts=scripts,
        body=body + data_block({**data, "ground": sheets}),
        image_hosts=[f"https://{urlsplit(tiles).hostname}"] if tiles else [],
    )
    lon, lat = view.centre
    return OfflineMap(page, lon=lon, lat=lat, zoom=view.zoom)


def render_page(parsed: PageSource, *, title: str | None = None, tiles: str | None = None) -> str:
    """Return the complete page as text, the same for the same input; see :func:`draw_map`."""
    page: str = draw_map(parsed, title=title, tiles=tiles).get_root().render()
    return page


@cache
def asset(name: str) -> str:
    """Read one of the page's own files."""
    return files("geo.webmap").joinpath("assets", name).read_text("utf-8")


def data_block(data: Any) -> str:
    """Data as JSON inside a script element that nothing executes.

    Characters that could end the element, or be read as a template, are written as escapes.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    text = UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return f'<script type="application/json" id="map-data">{text}</script>'


def _size(text: str) -> int:
    return len(text.encode("utf-8"))


def _body(story: Story, view: View, prose: Prose, shapes: list[Shape]) -> str:
    language = f' lang="{safe(story.article.language)}"' if story.article.language else ""
    routes = any(entry.routes for entry in story.movements)
    sections = [
        _section("movements", "Movements", cards.movement_cards(story)),
        _section("areas", "Areas described", cards.area_cards(story)),
        _section("places", "Places", cards.place_cards(story)),
        _section("unresolved", "Named but not placed", cards.unplaced(story)),
    ]
    tables = cards.place_table(story) if story.places else "<p>No places found in this article.</p>"
    tables += cards.route_table(story) if routes else ""
    return f"""<a class="skip" href="#map_article">Skip to the map</a>
<div class="page">
<main class="column">
<article{language}>
<header>
<h1 dir="auto">{prose.headline}</h1>
<p class="dateline">{_dateline(story)}</p>
<p class="summary">{_summary(story)}</p>
</header>
<div class="text">
{prose.body}
</div>
</article>
{"".join(sections)}
<section id="tables"><h2>As tables</h2>{tables}</section>
<footer id="about"><h2>About this map</h2>{_about(story)}</footer>
</main>
<div class="map-pane">
<div id="map_article" class="folium-map" role="region" aria-label="Map of the places in the article" tabindex="0"></div>
<noscript><p>The map needs JavaScript; everything it shows is also in the lists and tables.</p></noscript>
{legend(shapes)}
<section id="panel" aria-label="What is selected" aria-live="polite" hidden></section>
{_elsewhere(story, view)}
</div>
</div>
{ARROWS}
"""


def _section(key: str, heading: str, items: str) -> str:
    if not items:
        return ""
    return f'<section id="{key}"><h2>{heading}</h2><ul class="cards">{items}</ul></section>'


def _dateline(story: Story) -> str:
    article = story.article
    parts = []
    if article.published:
        parts.append(f'<time datetime="{safe(article.published)}">{safe(article.published)}</time>')
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
        return f'<a href="{safe(source)}" rel="noopener noreferrer"><bdi>{safe(address.hostname)}</bdi></a>'
    # Where the file lay is nobody's business: a page is made to be published.
    name = source.replace("\\", "/").rsplit("/", 1)[-1]
    return f"<bdi>{safe(name)}</bdi>"


def _summary(story: Story) -> str:
    parts = [count(len(story.places), "place")]
    if story.movements:
        parts.append(f'<a href="#movements">{count(len(story.movements), "movement")}</a>')
    if story.areas:
        parts.append(f'<a href="#areas">{count(len(story.areas), "area")}</a>')
    if story.unresolved:
        number = count(len(story.unresolved), "name")
        parts.append(f'<a href="#unresolved">{number} not placed</a>')
    return " · ".join(parts)


def _about(story: Story) -> str:
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


LEAFLET_CREDIT = "Map software: Leaflet 1.9.4, © 2010–2023 Volodymyr Agafonkin, BSD 2-Clause."


def _elsewhere(story: Story, view: View) -> str:
    """Links to the places beyond the first view."""
    beyond = [entry for entry in story.places if not _in_view(entry, view)]
    if not beyond:
        return ""
    names = [entry.place.name for entry in beyond]
    links = ""
    for entry in beyond[:MOST_ELSEWHERE]:
        place, name = entry.place, safe(entry.place.name)
        if names.count(place.name) > 1:
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


def _first_line(story: Story) -> str:
    return story.article.text.strip().split("\n", 1)[0][:120] or "Map of an article"


def _plain(title: str) -> str:
    return safe(title)


def _tile_layer(address: str | None) -> str | None:
    if address is None:
        return None
    if urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
        raise ValueError(f"tiles: not an https address: {address!r}")
    return address


def _without_repeats(labels: list[Any]) -> list[Any]:
    """Drop a name of the ground that the story, or a larger thing near, already shows."""
    own = {label["text"] for label in labels if "card" in label}
    seen: set[tuple[str, str]] = set()
    kept = []
    for label in labels:
        key = (label["text"], label["kind"])
        if "card" in label or (label["text"] not in own and key not in seen):
            kept.append(label)
            seen.add(key)
    return kept
