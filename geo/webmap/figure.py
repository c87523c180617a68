"""folium's map and branca's figure, made safe: no template over foreign text, no outside link."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink

__all__ = ["ExternalLinkError", "FixedElement", "OfflineFigure", "OfflineMap", "Page"]

MAP_ID = "article"
NOTEBOOK_HEIGHT = 640
# Links open in a window of their own, outside the frame's limits; its scripts stay within them.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
REFUSAL = "the map would load {}: add layers that need only Leaflet, or use a plain folium.Map"


class ExternalLinkError(ValueError):
    """Something added to the map asks for a file from the network."""


class FixedElement(Element):
    """An element whose text is final: it is never compiled as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text as it is."""
        return self.text


@dataclass(frozen=True, slots=True)
class Page:
    """The finished parts of a page; all but the scripts and styles is HTML."""

    title: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    body: str
    image_hosts: tuple[str, ...] = ()


class OfflineFigure(Figure):
    """A figure that writes one complete page and refuses links to the network."""

    def __init__(self) -> None:
        super().__init__(height=f"{NOTEBOOK_HEIGHT}px")
        self.page: Page | None = None
        self.header._children.clear()  # its own meta tag: the page has one

    def render(self, **kwargs: Any) -> str:
        """Return the page; the same map gives the same text.

        Raises
        ------
        ExternalLinkError
            If a layer added to the map needs a script or style sheet from the network.
        """
        _number_ids(self._children.values(), "layer")
        for child in self._children.values():
            child.render(**kwargs)
        for part in (self.header, self.html, self.script):
            _refuse_links(part)
        header, body, script = (
            part.render(**kwargs).strip() for part in (self.header, self.html, self.script)
        )
        page = self.page or Page(title="", styles=(), scripts=(), body="")
        scripts = [*page.scripts, *([script] if script else [])]
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

    def _repr_html_(self, **kwargs: Any) -> str:
        """Show the page in a notebook, in a frame that can do nothing but draw and open links."""
        return (
            f'<iframe srcdoc="{html.escape(self.render(**kwargs))}" sandbox="{SANDBOX}"'
            f' title="Map of the article" width="100%" height="{NOTEBOOK_HEIGHT}"'
            ' style="border:0"></iframe>'
        )


class OfflineMap(folium.Map):
    """A folium map whose page is complete: nothing is loaded when it is opened.

    Layers that need only Leaflet (``GeoJson``, ``PolyLine``, ``CircleMarker`` …) can be added to it
    as to any folium map; what needs other scripts raises :class:`ExternalLinkError` when rendered.
    """

    def __init__(self, page: Page, *, lon: float, lat: float, zoom: float) -> None:
        super().__init__(location=(lat, lon), tiles=None, zoom_start=round(zoom))
        self._id = MAP_ID
        # folium keeps these lists in the class, shared by all maps.
        self.default_js, self.default_css = [], []
        figure = OfflineFigure()
        figure.page = page
        figure.add_child(self)

    def render(self, **kwargs: Any) -> str:
        """Add the map's start to the page; its layers follow."""
        figure = self.get_root()
        assert isinstance(figure, Figure)
        for _, url in (*self.default_js, *self.default_css):
            raise ExternalLinkError(REFUSAL.format(url))
        name = self.get_name()
        start = f'var {name} = mentionmap.draw("{name}");'
        figure.script.add_child(FixedElement(start), name=name)
        for child in self._children.values():
            child.render(**kwargs)
        return ""


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


def _refuse_links(element: Element) -> None:
    for child in _walk(element):
        if isinstance(child, JavascriptLink | CssLink):
            raise ExternalLinkError(REFUSAL.format(child.url))


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():
        yield from _walk(child)


def _number_ids(elements: Iterable[Element], prefix: str) -> None:
    """Give elements ids by their order: folium's are random, and the page must not be."""
    for number, element in enumerate(elements):
        if not isinstance(element, OfflineMap):
            element._id = f"{prefix}{number}"
        _number_ids(element._children.values(), f"{prefix}{number}_")
