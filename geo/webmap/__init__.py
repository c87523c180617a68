"""A parsed article → a folium map and the self-contained page it is shown on."""

from .index import Listed, list_story
from .page import draw_map, render_index, render_page, render_story
from .story import read_story

__all__ = [
    "Listed",
    "draw_map",
    "list_story",
    "read_story",
    "render_index",
    "render_page",
    "render_story",
]
