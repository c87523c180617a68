"""Articles' files → their maps' files, and an index of several."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.article import ARTICLE_SUFFIXES, MAX_BYTES, dated, read_article
from geo.files import article_paths, output_paths, write_whole
from geo.parse import ParsedArticle, parse_article
from geo.webmap import Listed, draw_index, draw_story_map, list_story, read_story

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["MAP_FOLDER", "MapFiles", "map_article"]

MAP_FOLDER = "maps/"
MAP_SUFFIXES = (".html", ".htm")
INDEX = "index.html"


class MapFiles:
    """The pages of some articles, and of several an index, each written whole.

    Parameters
    ----------
    inputs
        Paths of articles, or of folders that hold some; ``"-"`` is standard input.
    out
        The page to write, or a folder to write it into; ``maps/`` in the current folder by default.
    title
        Headline of the page, or of the index of several; the article's own by default.
    tiles
        An https tile address; without one the pages load nothing.
    pictures
        Suffixes of the pictures to draw beside each page: ``".svg"``, ``".png"``.

    Raises
    ------
    OutputError
        They cannot go where they were asked to; nothing was written.
    PictureError
        PNG needs a package or a font that is missing; nothing was written.
    """

    def __init__(
        self,
        inputs: Sequence[str | Path],
        out: str | Path | None = None,
        *,
        title: str | None = None,
        tiles: str | None = None,
        pictures: tuple[str, ...] = (),
    ) -> None:
        if ".png" in pictures:
            from geo.webmap.picture import check_png

            check_png()
        self.articles = article_paths(inputs, ARTICLE_SUFFIXES)
        # One article has a page; a folder of them, or several, have an index too.
        has_index = len(inputs) > 1 or self.articles != [os.fspath(path) for path in inputs]
        self._title = None if has_index else title
        self._index_title = title if has_index else None
        self._tiles, self._pictures = tiles, pictures
        target = MAP_FOLDER if out is None else out
        self._pages = output_paths(
            self.articles,
            target,
            MAP_SUFFIXES,
            also=(INDEX,) if has_index else (),
            beside=pictures,
        )
        self._index = Path(target) / INDEX if has_index else None
        self._listed: list[Listed] = []

    def write(self, number: int, parsed: ParsedArticle) -> list[Path]:
        """Write the page of the article ``articles[number]``; return the paths of what is new."""
        page, story = self._pages[number], read_story(parsed)
        drawn = draw_story_map(story, title=self._title, tiles=self._tiles)
        write_whole(page, drawn.get_root().render())
        written = [page]
        for suffix in self._pictures:
            from geo.webmap.picture import draw_png, draw_svg

            draw = draw_png if suffix == ".png" else draw_svg
            write_whole(page.with_suffix(suffix), draw(story, title=self._title))
            written.append(page.with_suffix(suffix))
        self._gazetteer = parsed.gazetteer
        if self._index is not None:
            self._listed.append(list_story(story, page.name))
        return written

    def finish(self) -> Path | None:
        """Write the index of the pages written, if there are several; return its path."""
        if self._index is None or not self._listed:
            return None
        drawn = draw_index(
            self._listed, self._gazetteer, title=self._index_title, tiles=self._tiles
        )
        write_whole(self._index, drawn.get_root().render())
        return self._index


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
    svg: bool = False,
    png: bool = False,
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
    svg, png
        Draw a picture beside the page, too; PNG needs ``pip install 'mentionmap[png]'``.

    Raises
    ------
    ArticleError
        The article cannot be read.
    OutputError
        The page cannot go where it was asked to; nothing was written.
    """
    pictures = (".svg",) * svg + (".png",) * png
    files = MapFiles([path], out, title=title, tiles=tiles, pictures=pictures)
    article = read_article(path, encoding=encoding, max_bytes=max_bytes)
    parsed = parse_article(dated(article, date), gazetteer, home=home)
    files.write(0, parsed)
    return parsed
