"""A file, an HTML page or standard input → Article.

The text is what was read, never altered: only characters that no text may hold (lone surrogates,
NUL and other control characters) become U+FFFD, one for one, so that offsets hold. Of an HTML
page the text is what a reader sees.
"""

from __future__ import annotations

import codecs
import re
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from geo.dates import date_words, iso_date
from geo.language import language_of
from geo.model import Article, ArticleError, ArticleTooLargeError
from geo.page import is_page, read_page

__all__ = [
    "ARTICLE_SUFFIXES",
    "ArticleWarning",
    "article_from_text",
    "dated",
    "front_matter",
    "read_article",
]

MAX_BYTES = 5_000_000
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
ARTICLE_SUFFIXES = (".txt", ".md", ".markdown", *PAGE_SUFFIXES)  # of the articles in a folder


class ArticleWarning(UserWarning):
    """The input was read, but not without a doubt the reader should know of."""


def read_article(
    source: str | Path | IO[Any], *, encoding: str | None = None, max_bytes: int = MAX_BYTES
) -> Article:
    """Read an article from a plain text, Markdown or HTML file.

    Parameters
    ----------
    source
        A path, ``"-"`` for standard input, or an open file (bytes or text).
    encoding
        Of the bytes; by default a byte-order mark, then the page's own declaration, then UTF-8,
        then detection decide.
    max_bytes
        Larger inputs are refused.

    Returns
    -------
    Article
        ``source`` as given; ``title``, ``published`` and ``language`` where they can be read off.

    Raises
    ------
    ArticleError
        The input cannot be read, or the encoding is unknown.
    ArticleTooLargeError
        The input has more than ``max_bytes`` bytes.

    Warns
    -----
    ArticleWarning
        Characters were replaced, an encoding was guessed, or direction overrides are hidden in it.
    """
    name, content = _content(source, max_bytes)
    text = content if isinstance(content, str) else _decoded(content, encoding, name)
    is_html = name.lower().endswith(PAGE_SUFFIXES) or is_page(text)
    if not is_html:
        return article_from_text(text, source=name)
    page = read_page(text)
    return article_from_text(
        page.text,
        source=name,
        title=_cleaned(page.title)[0] if page.title else None,
        published=iso_date(page.published) if page.published else None,
        language=page.language,
    )


def article_from_text(
    text: str,
    *,
    source: str | None = None,
    title: str | None = None,
    published: str | None = None,
    language: str | None = None,
) -> Article:
    """Make an article of a text at hand; what is not given is read off the text where it says it.

    The title is a short first line followed by an empty one. The date of publication is the ISO
    date in the name of the source, else a date that stands alone or opens a dateline near the
    top; of a Markdown file with front matter, what that says. The language is what its function
    words or its script say, where they are clear.

    Raises
    ------
    ArticleError
        ``published`` is not an ISO 8601 date.
    """
    clean, shown = text, source or "the text"
    if not _is_printable(text):  # as nearly all are
        clean, replaced = _cleaned(text)
        if replaced:
            _warn(f"{shown}: {replaced} control or unpaired characters replaced by U+FFFD")
        if _HIDDEN.search(clean):
            _warn(f"{shown}: holds invisible or direction-changing characters")
    if published is not None and iso_date(published) is None:
        raise ArticleError(f"{published!r} is not a date: give it as YYYY-MM-DD")
    start, stated = front_matter(clean)
    return Article(
        text=clean,
        title=title or stated.get("title") or _title(clean),
        source=source,
        published=iso_date(published or stated.get("date", "")) or _published(clean, source),
        language=language or stated.get("lang") or language_of(clean[start:]),
    )


def dated(article: Article, date: str | None) -> Article:
    """Return the article with the date of publication given, if one is given.

    Raises
    ------
    ArticleError
        The date is not ISO 8601.
    """
    if date is None:
        return article
    published = iso_date(date)
    if published is None:
        raise ArticleError(f"{date!r} is not a date: give it as YYYY-MM-DD")
    return replace(article, published=published)


def _content(source: str | Path | IO[Any], max_bytes: int) -> tuple[str, str | bytes]:
    """Name and content of the input, at most ``max_bytes`` of it."""
    try:
        if isinstance(source, str | Path) and str(source) != "-":
            name = str(source)
            with Path(source).open("rb") as file:
                content: str | bytes = file.read(max_bytes + 1)
        else:
            stream = sys.stdin.buffer if isinstance(source, str | Path) else source
            name = "-" if stream is sys.stdin.buffer else str(getattr(stream, "name", "-"))
            content = stream.read(max_bytes + 1)
    except OSError as error:
        raise ArticleError(f"cannot read {source}: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the path, or a text stream that is not what it says
        raise ArticleError(f"cannot read {source!r}: {error}") from error
    if len(content) > max_bytes:
        raise ArticleTooLargeError(
            f"{name} has more than {max_bytes:,} bytes; --max-bytes (max_bytes=) allows more"
        )
    return name, content


_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.I)
# Above this share of non-ASCII bytes a single-byte text is hardly in Latin script.
_LATIN_SHARE = 0.25


def _decoded(content: bytes, encoding: str | None, name: str) -> str:
    if encoding is None:
        encoding = next((codec for bom, codec in _BOMS if content.startswith(bom)), None)
        if encoding is None:
            return _guessed(content, name)
    try:
        text = content.decode(encoding, errors="replace")
    except LookupError as error:
        raise ArticleError(f"unknown encoding {encoding!r}") from error
    except ValueError as error:  # a codec that is no text encoding, or cannot replace
        raise ArticleError(f"cannot read {name} as {encoding}: {error}") from error
    if "\ufffd" in text:
        _warn(f"{name}: not everything in it is valid {encoding}; replaced by U+FFFD")
    return text


def _guessed(content: bytes, name: str) -> str:
    declared = _DECLARED.search(content[:4096])
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else "utf-8"):
        try:
            return content.decode(encoding)
        except (LookupError, ValueError):
            continue
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    if sum(character > "\x7f" for character in text) - broken > broken:
        _warn(f"{name}: {broken} places in it are not valid UTF-8; replaced by U+FFFD")
        return text
    guess = _single_byte(content)
    if guess is None:
        _warn(f"{name}: neither UTF-8 nor another known encoding; unreadable bytes became U+FFFD")
        return text
    encoding, text = guess
    _warn(f"{name}: not UTF-8; read as {encoding}, which --encoding (encoding=) overrides")
    return text


def _single_byte(content: bytes) -> tuple[str, str] | None:
    """Encoding and text of bytes that are not UTF-8."""
    if len(content.translate(None, bytes(range(128)))) <= _LATIN_SHARE * len(content):
        try:
            return "windows-1252", content.decode("windows-1252")  # the default of the web
        except UnicodeDecodeError:
            pass
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    return None if best is None else (best.encoding, str(best))


_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\u200b\u2060\u00ad\ufeff](?<!^\ufeff)", re.MULTILINE
)


def _is_printable(text: str) -> bool:
    return text.replace("\n", "").isprintable()


def _cleaned(text: str) -> tuple[str, int]:
    return _CONTROL.subn("\ufffd", text)


_YEAR = re.compile(r"\d{4}")
# A hyphen inside a name or a date ends no dateline, nor does the stop of a German day.
_DATELINE = re.compile(r"^(?:[^.!?\n]|(?<=\d)\.){0,80}?(?:\s-|-\s|\s*[–—:]|\s*\([^()\n]{1,40}\))")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{1,4000}?)\r?\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)", re.S)
_FRONT_LINE = re.compile(
    r"^(title|date|lang|language)[ \t]*:[ \t]*(\S.{0,300}?)[ \t]*$", re.M | re.I
)
_TOP = 600  # characters of the text in which a date may stand
_LONGEST_DATE = 60  # characters
_BESIDE_DATE = 40  # other characters of a line that says but the date
_LONGEST_TITLE = 200


def front_matter(text: str) -> tuple[int, dict[str, str]]:
    """Where the text begins after the front matter of Markdown, and its title, date and lang."""
    block = _FRONT_MATTER.match(text)
    if block is None:
        return 0, {}
    stated = {
        line[1].lower().removesuffix("uage"): line[2].strip("\"'")
        for line in _FRONT_LINE.finditer(block[1])
    }
    return block.end(), {key: value for key, value in stated.items() if value}


def _title(text: str) -> str | None:
    lines = text[: _TOP + _LONGEST_TITLE].lstrip().splitlines()
    if len(lines) < 2 or lines[1].strip():
        return None
    title = lines[0].strip().lstrip("#").strip()
    is_sentence = title.endswith(".") and not title.endswith("...")
    return title if title and len(title) <= _LONGEST_TITLE and not is_sentence else None


def _published(text: str, source: str | None) -> str | None:
    if source and (dated := iso_date(Path(source).name)):
        return dated
    for line in text[:_TOP].splitlines():
        if not _YEAR.search(line):
            continue
        dateline = _DATELINE.match(line)
        if dateline and (dated := iso_date(dateline[0])):
            return dated
        words = date_words(line) if len(line) <= _BESIDE_DATE + _LONGEST_DATE else None
        if words and len(line) - len(words) <= _BESIDE_DATE:
            return iso_date(words)
    return None


def _warn(message: str) -> None:
    warnings.warn(message, ArticleWarning, stacklevel=4)
