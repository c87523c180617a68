"""An article's file → its map's file, all in one call."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.article import MAX_BYTES, iso_date, read_article
from geo.files import output_paths, write_whole
from geo.model import Article, ArticleError
from geo.parse import ParsedArticle, parse_article
from geo.webmap import render_page

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["MAP_FOLDER", "MAP_SUFFIXES", "dated", "map_article"]

MAP_FOLDER = "maps/"
MAP_SUFFIXES = (".html", ".htm")


def map_article(
    path: str | Path,
    *,
    out: str | Path | None = None,
    gazetteer: Gazetteer | None = None,
    title: str | None = None,
    home: tuple[float, float] | None = None,
    date: str | None = None,
    encoding: str | None = None,
    max_bytes: int = MAX_BYTES,
    tiles: str | None = None,
) -> ParsedArticle:
    """Read an article, parse it, and write its map.

    Parameters
    ----------
    path
        Of a plain text, Markdown or HTML file.
    out
        The page to write, or a folder to write it into; ``maps/`` in the current folder by default.
    gazetteer
        The embedded one by default.
    title
        Headline of the page; the article's own by default.
    home
        (lon, lat) in degrees of the publisher's own area, where it is known.
    date
        Of publication, ISO 8601, where the article does not say it.
    encoding, max_bytes
        As for :func:`geo.read_article`.
    tiles
        An https tile address; without one the page loads nothing.

    Raises
    ------
    ArticleError
        The article cannot be read.
    OutputError
        The page cannot go where it was asked to; nothing was written.
    """
    (target,) = output_paths([path], MAP_FOLDER if out is None else out, MAP_SUFFIXES)
    article = read_article(path, encoding=encoding, max_bytes=max_bytes)
    parsed = parse_article(dated(article, date), gazetteer, home=home)
    write_whole(target, render_page(parsed, title=title, tiles=tiles))
    return parsed


def dated(article: Article, date: str | None) -> Article:
    """Return the article with the date of publication given, if one is given."""
    if date is None:
        return article
    published = iso_date(date)
    if published is None:
        raise ArticleError(f"{date!r} is not a date: give it as YYYY-MM-DD")
    return replace(article, published=published)
