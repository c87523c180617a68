"""A parsed article → a folium map and the self-contained page it is shown on."""

from .figure import ExternalLinkError, OfflineMap
from .page import draw_map, render_page

__all__ = ["ExternalLinkError", "OfflineMap", "draw_map", "render_page"]
