"""HTML page → its reading text, title, date and language.

The scanner goes over the page once, left to right, and never looks back: its time is linear in
the length of the page whatever is nested, unclosed or malformed. (``html.parser`` of Python 3.11
is quadratic on unclosed constructs, and a page is input from strangers.)
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from geo.jsonld import Stated, read_jsonld

__all__ = ["Page", "is_page", "read_page"]


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader sees of a page, and what its markup says of it."""

    text: str
    title: str | None
    published: str | None  # as written in the page
    language: str | None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of text, or a break between two, and where in the page it stands."""

    text: str
    article: int  # number of the outermost <article>, 0 outside any
    main: bool
    heading: bool
    aside: bool  # inside an element that does not belong to the reading text
    around: bool  # or inside one that its class says does not


_PAGE_START = re.compile(
    r"\ufeff?\s*(?:<!doctype\s+html|<\?xml|<html|<head|<body|<!--)", re.IGNORECASE
)
# Possessive throughout: each character is read once, and an unclosed quote fails only once a page.
_TAG = re.compile(r"""</?([a-zA-Z][a-zA-Z0-9:-]*+)((?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+)>""")
_TAG_START = re.compile(r"</?[a-zA-Z]")
_ANY_TAG = re.compile(r"<[^<>]*+>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LONG_REFERENCE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")
_SITE = re.compile(r"\s+[|·–—-]\s+")
_JSON_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')

_RAW = frozenset({"script", "style", "textarea", "title", "template", "noscript", "iframe"})
_ASIDE = frozenset(
    {"nav", "aside", "footer", "form", "button", "select", "svg", "dialog", "amp-sidebar"}
)
_BOXES = frozenset({"div", "section", "ul", "ol", "span"})
# Words of a class or id, and roles, of what stands around a story.
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|share|sharing|social|related|recommend(?:ed|ations?)?"
    r"|newsletter|subscribe|paywall|adverts?|advertisements?|ads?|promos?|breadcrumbs?|comments?"
    r"|most-?read|read-?more)(?:$|[\s_-])",
    re.IGNORECASE,
)
_AROUND_ROLES = frozenset({"dialog", "alertdialog", "navigation", "search", "complementary"})
_PARAGRAPH = frozenset(
    "address article aside blockquote body details dd div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tr ul".split()
)
_TITLES = ("og:title", "twitter:title", "headline")
_DATES = ("article:published_time", "datepublished", "pubdate", "date", "dc.date", "dcterms.date")
_EMPTY = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li td th tr dd dt".split()
)
_ANY_ELEMENT = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*+)")
_DEEPEST = 400
_LONGEST_META = 65_536
_MOST_TAGS = 100_000  # a news page has a few thousand
_FAIR_LENGTH = 500  # characters


def is_page(text: str) -> bool:
    """Whether the text begins as an HTML page does."""
    return _PAGE_START.match(text) is not None and "<" in text[1:]


def read_page(markup: str) -> Page:
    """Read the main text of a page; paragraphs are separated by an empty line.

    The main text is what trafilatura takes it to be, where that is installed (the extra ``html``).
    Without it, it is the longest ``<article>``, else ``<main>``, else the page without its
    navigation, footers, asides and forms, else the page without its tags. The headline comes
    first, once.
    """
    if markup.count("<") > _MOST_TAGS:
        return Page(_without_tags(markup), None, None, None)
    page = _Scanner(markup)
    pieces = list(page.pieces())
    stated = page.stated or Stated()
    body = _extracted(markup) or _main_text(pieces)
    if stated.body and 2 * len(body) < len(stated.body):  # a page that a script is to fill
        body = stated.body
    body = body or _without_tags(markup)
    heading = _joined(piece for piece in pieces if piece.heading).partition("\n")[0]
    named = next((page.meta[key] for key in _TITLES if page.meta.get(key)), stated.headline)
    title = heading or named or _without_site(page.title, body) or None
    published = next((page.meta[key] for key in _DATES if page.meta.get(key)), stated.published)
    return Page(_headed(title, body), title, published or page.dated, page.language)


def _without_site(title: str | None, body: str) -> str | None:
    """A title less the site's name behind it, where the text has it without."""
    lines = set(body.splitlines())
    ends = [found.start() for found in _SITE.finditer(title or "")]
    return next((title[:end] for end in reversed(ends) if title and title[:end] in lines), title)


def _headed(title: str | None, body: str) -> str:
    """The text with its title before it, once; what stood before that is no part of the story."""
    if not title or body.startswith(title):
        return body
    before, line, rest = f"\n{body}".partition(f"\n{title}\n")
    if line and len(before) < len(rest):
        return f"{title}\n\n{rest.strip()}"
    return f"{title}\n\n{body}"


def _extracted(markup: str) -> str | None:
    """The main text by trafilatura, if it is installed, and finds one in a page of fair depth.

    Of a page with little text it keeps what stands around it, so that it has no say there.
    """
    try:
        import trafilatura
    except ImportError:
        return None
    if _is_deep(markup):
        return None
    found = trafilatura.extract(markup, include_comments=False, include_tables=False)
    lines = [_SPACE.sub(" ", line).strip() for line in (found or "").splitlines()]
    text = "\n\n".join(line for line in lines if line)
    return text if len(text) > _FAIR_LENGTH else None


def _is_deep(markup: str) -> bool:
    """Whether elements are nested deeper than any news page does, for parsers that recurse."""
    depth = 0
    for tag in _ANY_ELEMENT.finditer(markup):
        if tag[2].lower() not in _EMPTY:
            depth += -1 if tag[1] else 1
            if depth > _DEEPEST:
                return True
    return False


def _without_tags(markup: str) -> str:
    return _unescaped(_ANY_TAG.sub(" ", markup)).strip()


def _main_text(pieces: list[_Piece]) -> str:
    whole = _joined(pieces)
    inner = [piece for piece in pieces if not piece.aside]
    readings = (*_readings([piece for piece in inner if not piece.around]), *_readings(inner))
    # A teaser in an <article> is not the story.
    fair = min(_FAIR_LENGTH, len(whole) // 4)
    return next((text for text in readings if len(text) > fair), whole)


def _readings(pieces: Sequence[_Piece]) -> Iterator[str]:
    """Yield what the main text may be, the narrowest first."""
    articles: dict[int, list[_Piece]] = {}
    for piece in pieces:
        if piece.article:
            articles.setdefault(piece.article, []).append(piece)
    yield max(map(_joined, articles.values()), key=len, default="")
    yield _joined(piece for piece in pieces if piece.main)
    yield _joined(pieces)


def _joined(pieces: Iterable[_Piece]) -> str:
    paragraphs = "".join(piece.text for piece in pieces).split("\0")
    lines = (
        "\n".join(_SPACE.sub(" ", line).strip() for line in paragraph.split("\x01"))
        for paragraph in paragraphs
    )
    return "\n\n".join(line for line in (text.strip() for text in lines) if line)


def _unescaped(text: str) -> str:
    """Character references resolved; those too long to be a character become U+FFFD.

    NUL and U+0001 mark paragraph and line ends inside this module, so the page's own go first.
    """
    text = text.replace("\0", "\ufffd").replace("\x01", "\ufffd")
    text = html.unescape(_LONG_REFERENCE.sub("\ufffd", text))
    return text.replace("\0", "\ufffd").replace("\x01", "\ufffd")


def _attributes_of(written: str) -> dict[str, str]:
    return {
        match[1].lower(): _unescaped(match[2] or match[3] or match[4] or "").strip()
        for match in _ATTRIBUTE.finditer(written[:_LONGEST_META])
    }


def _is_around(written: str) -> bool:
    """Whether the attributes of an element say that it stands around a story."""
    if not written.strip():
        return False
    found = _attributes_of(written)
    words = f"{found.get('class', '')} {found.get('id', '')}"
    return found.get("role") in _AROUND_ROLES or _AROUND.search(words) is not None


class _Scanner:
    """One pass over the markup; its attributes are complete once ``pieces`` is exhausted."""

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.meta: dict[str, str] = {}
        self.title: str | None = None
        self.dated: str | None = None
        self.stated: Stated | None = None
        self.language: str | None = None

    def pieces(self) -> Iterator[_Piece]:
        markup, position = self.markup, 0
        open_count = dict.fromkeys(("article", "main", "header", "h1", *_ASIDE), 0)
        articles = 0
        around, depth = "", 0  # the outermost box around the story, and how many like it are open

        def piece(text: str) -> _Piece:
            inside = bool(open_count["article"] or open_count["main"])
            return _Piece(
                text,
                articles if open_count["article"] else 0,
                bool(open_count["main"]),
                bool(open_count["h1"]),
                any(open_count[name] for name in _ASIDE)
                or bool(open_count["header"] and not inside),
                depth > 0,
            )

        while (start := markup.find("<", position)) >= 0:
            if start > position:
                yield piece(_unescaped(markup[position:start]))
            if markup.startswith("<!--", start):
                end = markup.find("-->", start + 4)
                if end < 0:
                    return
                position = end + 3
                continue
            if markup.startswith(("<!", "<?"), start):
                end = markup.find(">", start)
                if end < 0:
                    return
                position = end + 1
                continue
            if _TAG_START.match(markup, start) is None:
                yield piece("<")
                position = start + 1
                continue
            tag = _TAG.match(markup, start)
            if tag is None:  # nothing closes it: the page is cut off here
                return
            position = tag.end()
            name = tag[1].lower()
            closing = markup[start + 1] == "/"
            if name in open_count:
                if not closing:
                    articles += name == "article" and not open_count["article"]
                    open_count[name] += 1
                elif open_count[name]:
                    open_count[name] -= 1
            if depth and name == around:
                depth += -1 if closing else 1
            elif not (depth or closing) and name in _BOXES and _is_around(tag[2]):
                around, depth = name, 1
            if name in _PARAGRAPH:
                yield piece("\0")
            elif name == "br":
                yield piece("\x01")
            elif name in ("td", "th"):
                yield piece(" ")
            if not closing:
                self._attributes(name, tag[2])
                if name in _RAW:
                    position = self._raw(name, position)
        yield piece(_unescaped(markup[position:]))

    def _raw(self, name: str, position: int) -> int:
        """Skip an element whose content is not markup; all the rest if it has no end tag."""
        end = re.compile(f"</{name}", re.IGNORECASE).search(self.markup, position)
        stop = end.start() if end else len(self.markup)
        content = self.markup[position:stop]
        if name == "title" and self.title is None:
            self.title = _SPACE.sub(" ", _unescaped(content)).strip()
        elif name == "script":
            self.stated = self.stated or read_jsonld(content)
            if self.dated is None and (found := _JSON_LD_DATE.search(content)):
                self.dated = found[1]
        return stop

    def _attributes(self, name: str, written: str) -> None:
        if name not in ("html", "meta", "time"):
            return
        found = _attributes_of(written)
        if name == "html":
            self.language = self.language or found.get("lang") or found.get("xml:lang")
        elif name == "time":
            self.dated = self.dated or found.get("datetime")
        else:
            key = found.get("property") or found.get("name") or found.get("itemprop") or ""
            self.meta.setdefault(key.lower(), found.get("content", ""))
