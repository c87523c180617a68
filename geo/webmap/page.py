"""A parsed article → one complete HTML page, and the folium map that holds it."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from .basemap import draw_ground, read_basemaps
from .body import page_body
from .figure import OfflineMap, Page
from .focus import story_focuses
from .labels import with_ground_labels
from .prose import article_prose, safe
from .shapes import draw_story
from .story import PageSource, Story, read_story
from .view import fit_view

__all__ = ["draw_map", "render_page"]

# What could end a script element, a line of JavaScript, or begin a template's expression.
# A lone surrogate could not even be written.
UNSAFE_IN_JSON = re.compile(r"[&<>\u2028\u2029\ud800-\udfff`$]|\{(?=[{%#])")
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
    tile_host = None if tiles is None else _tile_host(tiles)
    story = read_story(parsed)
    view = fit_view(story_focuses(story))
    shapes, names = draw_story(story, view)
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
    scripts = (asset("leaflet.js"), asset("map.js"))
    body = page_body(story, view, article_prose(story, title), shapes)
    # The ground takes what room the rest leaves.
    taken = sum(map(_size, (body, data_block(data), *styles, *scripts)))
    room = PAGE_BYTES - taken
    sheets = draw_ground(story.gazetteer, basemaps, view, room) if basemaps else []
    page = Page(
        title=safe(title or story.article.title or _first_line(story)),
        styles=styles,
        scripts=scripts,
        body=body + data_block({**data, "ground": sheets}),
        image_hosts=(f"https://{tile_host}",) if tile_host else (),
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


def _first_line(story: Story) -> str:
    return story.article.text.strip().split("\n", 1)[0][:120] or "Map of an article"


def _tile_host(address: str) -> str:
    """The host that a page with these tiles may load images from; ``{s}`` stands for any part."""
    parts = TILE_ADDRESS.fullmatch(address)
    if parts is None:
        raise ValueError(
            f"tiles: not an https address such as https://HOST/{{z}}/{{x}}/{{y}}.png: {address!r}"
        )
    return ("*." if parts[1] else "") + parts[2]
