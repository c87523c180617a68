"""The finished parts of a page → one complete HTML document, and the policy that it runs under."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["START", "Page", "content_policy", "write_page"]

START = 'var map_article = mentionmap.draw("map_article");'


@dataclass(frozen=True, slots=True)
class Page:
    """The finished parts of a page; all but the scripts and styles is HTML.

    ``lon``, ``lat`` and ``zoom`` are of the first view, in WGS 84 degrees and Leaflet's levels.
    """

    title: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    body: str
    lon: float
    lat: float
    zoom: float
    image_hosts: tuple[str, ...] = ()


def write_page(page: Page, *, header: str = "", body: str = "", script: str = START) -> str:
    """Return the document, with what is to follow its own header, body and scripts."""
    scripts = [*page.scripts, script]
    policy = content_policy(scripts, page.image_hosts)
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        '<meta name="referrer" content="no-referrer">',
        '<link rel="icon" href="data:,">',
        f"<title>{page.title}</title>",
        *(f"<style>{style}</style>" for style in page.styles),
        header,
        "</head>",
        "<body>",
        page.body,
        body,
        *(f"<script>{text}</script>" for text in scripts),
        "</body>",
        "</html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def content_policy(scripts: Iterable[str], image_hosts: Iterable[str] = ()) -> str:
    """The Content-Security-Policy that allows these scripts and no others."""
    digests = (hashlib.sha256(script.encode("utf-8")).digest() for script in scripts)
    hashes = (f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src", *hashes)),
            "style-src 'unsafe-inline'",
            " ".join(("img-src data:", *image_hosts)),
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
