"""A parsed article, or many, → one complete HTML page, and the folium map that holds it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from .basemap import draw_ground, read_basemaps
from .body import page_body
from .figure import OfflineMap, Page
from .focus import story_focuses
from .index import Listed, index_body, index_focuses, index_story
from .labels import Label, with_ground_labels
from .prose import article_prose, safe
from .shapes import Shape, draw_story
from .story import PageGazetteer, PageSource, Story, headline_of, read_story
from .view import View, fit_view
from .words import count

__all__ = ["draw_index", "draw_map", "draw_story_map", "render_page"]

# What could end a script element, a line of JavaScript, or begin a template's expression.
# A lone surrogate could not even be written.
UNSAFE_IN_JSON = re.compile(r"[&<>\u2028\u2029\ud800-\udfff`${](?:(?<!\{)|(?=[{%#]))")
TILE_ADDRESS = re.compile(r"https://(\{s\}\.)?([A-Za-z0-9.-]+(?::[0-9]+)?)/[^\s\"'<>]*")
PAGE_BYTES = 480_000  # of a page with an article of usual length


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
    return draw_story_map(read_story(parsed), title=title, tiles=tiles)


def render_page(parsed: PageSource, *, title: str | None = None, tiles: str | None = None) -> str:
    """Return the complete page as text, the same for the same input; see :func:`draw_map`."""
    page: str = draw_map(parsed, title=title, tiles=tiles).get_root().render()
    return page


def draw_story_map(
    story: Story, *, title: str | None = None, tiles: str | None = None
) -> OfflineMap:
    """Draw a story; see :func:`draw_map`."""
    view = fit_view(story_focuses(story))
    shapes, names = draw_story(story, view)
    body = page_body(story, view, article_prose(story, title), shapes)
    headline = title or headline_of(story)
    return lay_on_ground(story, view, shapes, names, body, title=headline, tiles=tiles)


def draw_index(
    articles: Sequence[Listed],
    gazetteer: PageGazetteer,
    *,
    title: str | None = None,
    tiles: str | None = None,
) -> OfflineMap:
    """Draw the map of many articles, with tables that lead to their pages."""
    story = index_story(articles, gazetteer)
    view = fit_view(index_focuses(story))
    shapes, names = draw_story(story, view)
    headline = title or f"Places in {count(len(articles), 'article')}"
    body = index_body(articles, story, shapes, headline)
    return lay_on_ground(story, view, shapes, names, body, title=headline, tiles=tiles)


def lay_on_ground(
    story: Story,
    view: View,
    shapes: Sequence[Shape],
    names: Sequence[Label],
    body: str,
    *,
    title: str,
    tiles: str | None,
) -> OfflineMap:
    """Put what is drawn on its ground, and both on a page."""
    tile_host = None if tiles is None else _tile_host(tiles)
    # Tiles bring their own ground and names.
    basemaps = [] if tiles else read_basemaps(story.gazetteer, view)
    if basemaps:
        drawn = [entry.place for entry in story.places if entry.level not in {"country", "undrawn"}]
        names = with_ground_labels(names, story.gazetteer, basemaps, view, drawn)
    west, south, east, north = view.bounds
    data = {
        "view": [[south, west], [north, east]],
        "digits": view.detail.digits,
        "shapes": shapes,
        "labels": names,
        "tiles": tiles,
        "credit": f"Tiles: {tile_host}" if tile_host else "Natural Earth, GeoNames",
    }
    styles = (asset("leaflet.css"), asset("theme.css"), asset("map.css"))
    scripts = (asset("leaflet.js"), asset("map.js"), asset("table.js"))
    # The ground takes what room the rest leaves.
    written = as_json(data)
    taken = sum(map(_size, (body, written, *styles, *scripts)))
    room = PAGE_BYTES - taken
    sheets = draw_ground(story.gazetteer, basemaps, view, room) if basemaps else []
    page = Page(
        title=safe(title),
        styles=styles,
        scripts=scripts,
        body=body + data_block(written, ground=_compact(sheets)),  # numbers alone
        image_hosts=(f"https://{tile_host}",) if tile_host else (),
    )
    lon, lat = view.centre
    return OfflineMap(page, lon=lon, lat=lat, zoom=view.zoom)


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """Read one of the page's own files."""
    return files("geo.webmap").joinpath("assets", name).read_text("utf-8")


def as_json(data: Any) -> str:
    """JSON for a script element that nothing executes.

    Characters that could end the element, or be read as a template, are written as escapes.
    """
    text = _compact(data)
    return UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _compact(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def data_block(written: str, *, ground: str) -> str:
    """The element that holds the data, of which the ground is a part, both in JSON."""
    return (
        f'<script type="application/json" id="map-data">{written[:-1]},"ground":{ground}}}</script>'
    )


def _size(text: str) -> int:
    return len(text.encode("utf-8"))


def _tile_host(address: str) -> str:
    """The host that a page with these tiles may load images from; ``{s}`` stands for any part."""
    parts = TILE_ADDRESS.fullmatch(address)
    if parts is None:
        raise ValueError(
            f"tiles: not an https address such as https://HOST/{{z}}/{{x}}/{{y}}.png: {address!r}"
        )
    return ("*." if parts[1] else "") + parts[2]
