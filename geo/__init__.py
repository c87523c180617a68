"""Text to map: find the places an article mentions, resolve them, draw them.

The public names are loaded on first use (PEP 562): a look-up never imports folium.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing and importlib are not worth their milliseconds to a look-up
if TYPE_CHECKING:
    from typing import Any

    from geo.article import ArticleWarning, read_article
    from geo.export import to_geodataframe
    from geo.mapfile import map_article
    from geo.mentions import find_mentions
    from geo.model import (
        Area,
        Article,
        ArticleError,
        ArticleTooLargeError,
        Candidate,
        Evidence,
        Footprint,
        Leg,
        Mention,
        MentionmapError,
        Movement,
        Resolution,
        Route,
    )
    from geo.parse import ParsedArticle, parse_article
    from geo.resolve import resolve_mentions
    from geo.webmap import draw_map

__all__ = [
    "Area",
    "Article",
    "ArticleError",
    "ArticleTooLargeError",
    "ArticleWarning",
    "Candidate",
    "Evidence",
    "Footprint",
    "Leg",
    "Mention",
    "MentionmapError",
    "Movement",
    "ParsedArticle",
    "Resolution",
    "Route",
    "draw_map",
    "find_mentions",
    "map_article",
    "parse_article",
    "read_article",
    "resolve_mentions",
    "to_geodataframe",
]

_HOME = dict.fromkeys(__all__, "model") | {
    "ArticleWarning": "article",
    "ParsedArticle": "parse",
    "draw_map": "webmap",
    "find_mentions": "mentions",
    "map_article": "mapfile",
    "parse_article": "parse",
    "read_article": "article",
    "resolve_mentions": "resolve",
    "to_geodataframe": "export",
}


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = public
    return public


def __dir__() -> list[str]:
    return sorted(__all__)
