"""Parsed articles → one KML document (OGC 12-007r2), for Google Earth and QGIS."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from geo.export import to_geojson

if TYPE_CHECKING:
    from geo.parse import ParsedArticle

__all__ = ["to_kml"]

# What no XML 1.0 document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FOLDERS = {
    "place": "Places",
    "area": "Areas described",
    "route": "Routes",
    "unresolved": "Named but not placed",
}
# Colours are aabbggrr; the theme's, with the fills half clear.
_STYLES = """<Style id="place"><LineStyle><color>ffb27200</color><width>2</width></LineStyle>
<PolyStyle><color>33b27200</color></PolyStyle></Style>
<Style id="area"><LineStyle><color>ff009fe6</color><width>1</width></LineStyle>
<PolyStyle><color>55009fe6</color></PolyStyle></Style>
<Style id="route"><LineStyle><color>ff0043a8</color><width>3</width></LineStyle></Style>
<Style id="unresolved"/>
"""


def to_kml(articles: Iterable[ParsedArticle]) -> str:
    """Return a KML document with a folder for each article; geometry is as in the GeoJSON."""
    folders = "".join(_article(parsed) for parsed in articles)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>Places of news articles</name>\n{_STYLES}{folders}</Document></kml>\n"
    )


def _article(parsed: ParsedArticle) -> str:
    features = to_geojson(parsed)["features"]
    parts = ""
    for layer, heading in _FOLDERS.items():
        own = [feature for feature in features if feature["properties"]["layer"] == layer]
        if own:
            parts += f"<Folder><name>{heading}</name>\n{''.join(map(_placemark, own))}</Folder>\n"
    title = parsed.article.title or parsed.article.source or "Article"
    return f"<Folder><name>{_text(title)}</name>\n{parts}</Folder>\n"


def _placemark(feature: dict[str, Any]) -> str:
    properties = dict(feature["properties"])
    layer = properties.pop("layer")
    geometry = feature["geometry"]
    drawn = _geometry(geometry["type"], geometry["coordinates"]) if geometry else ""
    facts = "".join(
        f"<Data name={quoteattr(key)}><value>{_text(_words(value))}</value></Data>"
        for key, value in properties.items()
        if value not in (None, "", [])
    )
    return (
        f"<Placemark><name>{_text(_name(layer, properties))}</name>"
        f"<styleUrl>#{layer}</styleUrl><ExtendedData>{facts}</ExtendedData>{drawn}</Placemark>\n"
    )


def _name(layer: str, properties: dict[str, Any]) -> str:
    if layer == "route":
        return f"{properties['origin'] or '…'} → {properties['destination'] or '…'}"
    return str(properties.get("name") or properties.get("text"))


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(_words, value))
    if isinstance(value, dict):
        return " ".join(map(_words, value.values()))
    return str(value)


def _text(value: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", value))


def _geometry(kind: str, coordinates: Sequence[Any]) -> str:
    if kind == "Point":
        return f"<Point><coordinates>{_positions([coordinates])}</coordinates></Point>"
    if kind == "LineString":
        line = _positions(coordinates)
        return (
            f"<LineString><tessellate>1</tessellate><coordinates>{line}</coordinates></LineString>"
        )
    if kind == "Polygon":
        rings = "".join(_rings(coordinates))
        return f"<Polygon><tessellate>1</tessellate>{rings}</Polygon>"
    parts = "".join(_geometry(kind.removeprefix("Multi"), part) for part in coordinates)
    return f"<MultiGeometry>{parts}</MultiGeometry>"


def _rings(rings: Sequence[Any]) -> Iterator[str]:
    for number, ring in enumerate(rings):
        side = "inner" if number else "outer"
        line = _positions(ring)
        yield (
            f"<{side}BoundaryIs><LinearRing><coordinates>{line}</coordinates></LinearRing>"
            f"</{side}BoundaryIs>"
        )


def _positions(positions: Iterable[Sequence[float]]) -> str:
    return " ".join(f"{lon},{lat}" for lon, lat in positions)
