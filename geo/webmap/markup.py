"""The pieces of HTML that the lists are made of; what is given as text is shown as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from .prose import safe

__all__ = ["bdi", "card", "dated", "facts", "place_link", "quote", "table"]

CONTEXT = 60  # characters of the text on each side of a quoted mention


def bdi(text: object) -> str:
    """Text whose own direction does not disturb its surroundings."""
    return f"<bdi>{safe(text)}</bdi>"


def dated(date: str | None) -> str:
    """A date, or nothing."""
    return f'<time datetime="{safe(date)}">{safe(date)}</time>' if date else ""


def facts(pairs: Iterable[tuple[str, str | None]]) -> str:
    """A description list of (term, HTML); what is ``None`` or empty is left out."""
    rows = "".join(
        f"<div><dt>{safe(term)}</dt><dd>{told}</dd></div>" for term, told in pairs if told
    )
    return f"<dl>{rows}</dl>" if rows else ""


def card(
    key: str, kind: str, heading: str, inner: str, line: str = "", related: Iterable[str] = ()
) -> str:
    """One entry; its id is what the text and the shapes lead to.

    ``related`` are the keys of entries whose shapes light up with it.
    """
    keys = " ".join(dict.fromkeys(related))
    relations = f' data-related="{keys}"' if keys else ""
    subtitle = f'<p class="line">{line}</p>' if line else ""
    return (
        f'<li class="card {kind}" id="{key}" tabindex="-1"'
        f"{relations}>"
        f'<h3><a href="#{key}" data-card="{key}">{heading}</a></h3>{subtitle}{inner}</li>'
    )


def quote(text: str, start: int, end: int) -> str:
    """Words of the article with some of what surrounds them, cut at spaces."""
    before = text[max(0, start - CONTEXT) : start]
    after = text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "…" + before.partition(" ")[2]
    if end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + "…"
    words = f"{safe(before)}<b>{safe(text[start:end])}</b>{safe(after)}"
    return f'<p class="quote" dir="auto">{words}</p>'


def place_link(place_id: str) -> str:
    """A gazetteer id, as a link to its public page where there is one."""
    scheme, _, key = place_id.partition(":")
    address = None
    if scheme == "geonames" and re.fullmatch(r"[0-9]{1,12}", key):
        address = f"https://www.geonames.org/{key}/"
    elif scheme == "wikidata" and re.fullmatch(r"Q[0-9]{1,12}", key):
        address = f"https://www.wikidata.org/wiki/{key}"
    if address is None:
        return f"<code>{safe(place_id)}</code>"
    return f'<a href="{address}" rel="noopener noreferrer"><code>{safe(place_id)}</code></a>'


def table(
    caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]], keys: Sequence[str] = ()
) -> str:
    """A table of HTML cells; the first of each row heads it.

    ``keys`` are the ids of rows that are entries themselves, to which shapes lead.
    """
    head = "".join(f'<th scope="col">{safe(text)}</th>' for text in heads)
    body = ""
    for (first, *cells), key in zip_longest(rows, keys):
        told = f'<th scope="row">{first}</th>{"".join(f"<td>{c}</td>" for c in cells)}'
        body += f'<tr id="{key}" tabindex="-1">{told}</tr>' if key else f"<tr>{told}</tr>"
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {safe(caption)}">'
        f"<table><caption>{safe(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )
