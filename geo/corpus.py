"""Gold corpora: articles whose place mentions somebody has annotated by hand."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geo.model import ArticleError

__all__ = ["GoldArticle", "GoldMention", "read_corpus"]


@dataclass(frozen=True, slots=True)
class GoldMention:
    """An annotated mention; ``lon``, ``lat`` are ``None`` where it was not grounded."""

    start: int
    end: int
    lon: float | None
    lat: float | None
    place_id: str | None


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """An annotated article."""

    doc_id: str
    source: str
    text: str
    mentions: tuple[GoldMention, ...]


def read_corpus(path: Path) -> Iterator[GoldArticle]:
    """Yield the articles of a corpus: JSON lines, the XML of LGL and TR-News, or marked text.

    Marked text (``.txt``) holds passages between blank lines with each mention in square brackets,
    none grounded: ``The [Nile] rose in [Sudan].``

    Raises
    ------
    ArticleError
        Where a record cannot be read; the text names the file and line.
    """
    if path.suffix == ".xml":
        yield from _read_xml(path)
        return
    if path.suffix == ".txt":
        yield from _read_marked(path)
        return
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _from_json(json.loads(line))
                except (ValueError, KeyError, TypeError) as error:
                    raise ArticleError(f"{path}:{number}: not a gold record ({error})") from error


def _from_json(raw: dict[str, object]) -> GoldArticle:
    toponyms = raw["toponyms"]
    if not isinstance(toponyms, list):
        raise TypeError("toponyms is no list")
    mentions = tuple(
        GoldMention(
            int(t["start"]), int(t["end"]), t.get("lon"), t.get("lat"),
            f"geonames:{t['geonameid']}" if t.get("geonameid") else None,
        )
        for t in toponyms
    )  # fmt: skip
    return GoldArticle(str(raw["doc_id"]), str(raw.get("source") or ""), str(raw["text"]), mentions)


def _read_xml(path: Path) -> Iterator[GoldArticle]:
    # XML reads a carriage return as a line end; TR-News counts them, LGL does not.
    kept = path.read_bytes().replace(b"\r", b"&#13;")
    try:
        root = ElementTree.fromstring(kept)
    except ElementTree.ParseError as error:
        raise ArticleError(f"{path}: {error}") from error
    for number, article in enumerate(root.iter("article"), 1):
        mentions, phrases = [], []
        for toponym in article.iter("toponym"):
            start, end = int(toponym.findtext("start") or 0), int(toponym.findtext("end") or 0)
            tag = toponym.find("gaztag")
            lon = _number(toponym.findtext("gaztag/lon") or toponym.findtext("lon"))
            lat = _number(toponym.findtext("gaztag/lat") or toponym.findtext("lat"))
            geoname = None if tag is None else tag.get("geonameid")
            phrases.append(toponym.findtext("phrase") or "")
            mentions.append(
                GoldMention(start, end, lon, lat, f"geonames:{geoname}" if geoname else None)
            )
        source = article.findtext("domain") or article.findtext("feedurl") or ""
        text = _as_counted(article.findtext("text") or "", mentions, phrases)
        yield GoldArticle(article.get("docid") or str(number), source, text, tuple(mentions))


_MARKED = re.compile(r"\[([^\[\]\n]+)\]")


def _read_marked(path: Path) -> Iterator[GoldArticle]:
    passages = re.split(r"\n\s*\n", path.read_text(encoding="utf-8").strip())
    for number, passage in enumerate(passages, 1):
        plain, *marked = _MARKED.split(passage)
        text, mentions = plain, []
        for name, after in zip(marked[::2], marked[1::2], strict=True):
            mentions.append(GoldMention(len(text), len(text) + len(name), None, None, None))
            text += name + after
        if "[" in text or "]" in text:
            raise ArticleError(f"{path}: passage {number} has a bracket without its other half")
        yield GoldArticle(str(number), path.stem, text, tuple(mentions))


def _as_counted(text: str, mentions: Sequence[GoldMention], phrases: Sequence[str]) -> str:
    """Return the text with or without its carriage returns: as more phrases are at their place."""

    def fitting(text: str) -> int:
        return sum(text[m.start : m.end] == p for m, p in zip(mentions, phrases, strict=True))

    without = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if fitting(text) > fitting(without) else without


def _number(cell: str | None) -> float | None:
    return float(cell) if cell and cell.strip() else None
