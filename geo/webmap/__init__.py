"""A parsed article → a folium map and the self-contained page it is shown on."""

from .figure import ExternalLinkError, OfflineMap
from .index import Listed, list_story
from .page import draw_index, draw_map, draw_story_map, render_page
from .story import read_story

__all__ = [
    "ExternalLinkError",
    "Listed",
    "OfflineMap",
    "draw_index",
    "draw_map",
    "draw_story_map",
    "list_story",
    "read_story",
    "render_page",
]
