"""The article's text → paragraphs of HTML, its mentions, movements and areas marked and linked.

Everything here ends in :func:`safe`, and nothing that leaves it is ever read as a template.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from geo.article import front_matter

from .story import Story
from .words import certainty_level, certainty_words

__all__ = ["Prose", "Span", "article_prose", "mark_text", "paragraphs", "safe", "story_spans"]

# Not in XML 1.0, and invisible; a lone surrogate cannot be written as UTF-8. Then what is no text
# to HTML, and what other programs read as templates, should the page pass through one.
UNPRINTABLE = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff"
UNSAFE = re.compile(f"[{UNPRINTABLE}&<>\"'{{}}`$]")
REFERENCES = {sign: f"&#{ord(sign)};" for sign in "{}`$'"} | {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
}
WRAPPED = 120  # a text none of whose lines is longer was wrapped by hand
MOST_MARKS = 5_000
LONGEST_HEADLINE = 300  # characters


def safe(text: object) -> str:
    """Text → HTML that shows it literally, in an element or a quoted attribute."""
    return UNSAFE.sub(_written, str(text))


def _written(found: re.Match[str]) -> str:
    return REFERENCES.get(found[0], "\ufffd")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that leads to a card; ``kind`` is "mention", "trigger" or "area"."""

    start: int
    end: int
    card: str
    kind: str
    title: str
    style: str = ""


def story_spans(story: Story) -> list[Span]:
    """Every stretch of the text that leads somewhere, in its order."""
    spans = []
    for entry in story.places:
        for resolution in entry.resolutions:
            mention = resolution.mention
            style = f"{entry.level} {certainty_level(resolution.certainty)} {mention.kind}"
            if entry.roles:
                style += f" {' '.join(sorted(entry.roles))}"
            title = f"{entry.place.name}, {certainty_words(resolution.certainty)}"
            spans.append(Span(mention.start, mention.end, entry.card, "mention", title, style))
    for number, resolution in enumerate(story.unresolved):
        mention = resolution.mention
        title = resolution.reason or "not placed"
        card = f"unplaced-{number}"
        spans.append(Span(mention.start, mention.end, card, "mention", title, "unplaced"))
    for movement in story.movements:
        start, end = movement.movement.trigger
        spans.append(Span(start, end, movement.card, "trigger", "Movement: show the route"))
    for area in story.areas:
        spans.append(Span(area.area.start, area.area.end, area.card, "area", area.text))
    spans = [span for span in spans if 0 <= span.start < span.end <= len(story.article.text)]
    return sorted(spans, key=lambda span: (span.start, span.end, span.card))


def mark_text(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """HTML of ``text[start:end]`` with the spans that touch it, given in order of their starts.

    Spans may overlap in any way: the text is cut at every end of one, and each piece belongs to the
    shortest mention or trigger over it, inside whichever areas cover it.
    """
    out = []
    for areas, group in groupby(_pieces(start, end, spans), key=lambda piece: piece.areas):
        pieces = list(group)
        marked = "".join(_linked(text[piece.start : piece.end], piece.link) for piece in pieces)
        if areas:
            cards = " ".join(dict.fromkeys(span.card for span in areas))
            marked = f'<span class="area-text" data-card="{cards}">{marked}</span>'
            marked += "".join(_area_link(s) for s in areas if s.end == pieces[-1].end)
        out.append(marked)
    return "".join(out)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    link: Span | None
    areas: tuple[Span, ...]


def _pieces(start: int, end: int, spans: Sequence[Span]) -> Iterator[_Piece]:
    cuts = sorted({start, end, *(c for s in spans for c in (s.start, s.end) if start < c < end)})
    waiting = list(reversed(spans))
    over: list[Span] = []
    for left, right in pairwise(cuts):
        over = [span for span in over if span.end > left]
        while waiting and waiting[-1].start <= left:
            span = waiting.pop()
            if span.end > left:
                over.append(span)
        links = [span for span in over if span.kind != "area"]
        yield _Piece(
            left,
            right,
            min(links, key=lambda span: span.end - span.start) if links else None,
            tuple(span for span in over if span.kind == "area"),
        )


def _linked(text: str, span: Span | None) -> str:
    if span is None:
        return safe(text)
    return (
        f'<a class="{span.kind} {safe(span.style)}" href="#{span.card}" data-card="{span.card}"'
        f' title="{safe(span.title)}"><bdi>{safe(text)}</bdi></a>'
    )


def _area_link(span: Span) -> str:
    # A link inside a link is not HTML, so that an area has its own small one behind it.
    return (
        f'<a class="area-link" href="#{span.card}" data-card="{span.card}"'
        f' aria-label="Area: {safe(span.title)}"></a>'
    )


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each paragraph: a line, or a block of lines if wrapped by hand."""
    lines = []
    at = 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1
    wrapped = all(end - start <= WRAPPED for start, end in lines)
    block: list[tuple[int, int]] = []
    for start, end in [*lines, (at, at)]:
        blank = not text[start:end].strip()
        if block and (blank or not wrapped):
            yield block[0][0], block[-1][1]
            block = []
        if not blank:
            block.append((start, end))


@dataclass(frozen=True, slots=True)
class Prose:
    """The article as HTML: the inside of its headline, and its paragraphs.

    ``unmarked`` is how many mentions and more the page has no room to mark in them.
    """

    headline: str
    body: str
    unmarked: int = 0


def article_prose(story: Story, title: str | None = None) -> Prose:
    """Mark up the whole text; a first line that is the title becomes the headline.

    Front matter is left out: the page says its title and date anyway.
    """
    text = story.article.text
    skipped, _ = front_matter(text)
    blocks = [(skipped + start, skipped + end) for start, end in paragraphs(text[skipped:])]
    touching: list[list[Span]] = [[] for _ in blocks]
    starts = [start for start, _ in blocks]
    found = story_spans(story)
    for span in found[:MOST_MARKS]:
        at = max(bisect_right(starts, span.start) - 1, 0)
        while at < len(blocks) and starts[at] < span.end:
            touching[at].append(span)
            at += 1
    heading = (title or story.article.title or "").strip() or None
    opening = text[slice(*blocks[0])] if blocks else ""
    words = opening.strip().lstrip("#").strip()
    is_headline = bool(words) and len(words) <= LONGEST_HEADLINE and heading in {None, words}
    if is_headline:
        start = blocks[0][0] + opening.index(words)
        blocks[0] = (start, start + len(words))
    unmarked = len(found[MOST_MARKS:])
    marked = [
        mark_text(text, start, end, [span for span in spans if span.end > start])
        for (start, end), spans in zip(blocks, touching, strict=True)
    ]
    if is_headline:
        return Prose(marked[0], _paragraphs_html(marked[1:]), unmarked)
    return Prose(safe(heading or "Untitled article"), _paragraphs_html(marked), unmarked)


def _paragraphs_html(marked: Sequence[str]) -> str:
    return "\n".join(f'<p dir="auto">{paragraph}</p>' for paragraph in marked)
