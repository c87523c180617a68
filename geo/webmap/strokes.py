"""The classes of a shape or a name → SVG attributes, in the colours of the theme.

The page leaves this to its style sheet; a picture must look the same in programs that read none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["ground_style", "name_style", "shape_style", "theme"]

Style = dict[str, str]

GROUND: Mapping[str, Mapping[str, str]] = {
    "sea": {"fill": "sea"},
    "land": {"fill": "land"},
    "lakes": {"fill": "lake"},
    "rivers": {"stroke": "river", "stroke-width": "1.1"},
    "units": {"stroke": "border", "stroke-width": "0.7", "stroke-opacity": "0.42"},
    "borders": {"stroke": "border", "stroke-width": "1.3", "stroke-opacity": "0.9"},
    "disputed": {"stroke": "border", "stroke-width": "1.3", "stroke-dasharray": "4 4"},
}
# Later rows win, as in a style sheet: (classes, attributes); a colour is a name of the theme.
SHAPES: tuple[tuple[frozenset[str], Mapping[str, str]], ...] = tuple(
    (frozenset(classes.split()), attributes)
    for classes, attributes in (
        ("", {"sign": "named", "stroke-width": "1.6", "fill-opacity": "0.06"}),
        ("origin", {"sign": "origin", "fill-opacity": "0.24"}),
        ("destination", {"sign": "destination", "fill-opacity": "0.2"}),
        ("via", {"sign": "via"}),
        # Water stays blue: a sea under the colour of its role would look like mud.
        ("water", {"fill": "named", "fill-opacity": "0.16", "stroke-width": "1.2"}),
        ("sea", {"stroke": "none"}),
        (
            "loose",
            {
                "fill-opacity": "0.1",
                "stroke-width": "1",
                "stroke-opacity": "0.6",
                "stroke-dasharray": "2 4",
            },
        ),
        ("region wide", {"fill-opacity": "0.03"}),
        ("medium", {"stroke-dasharray": "7 4"}),
        ("low", {"stroke-dasharray": "1.5 4", "stroke-linecap": "round"}),
        ("disputed", {"stroke-dasharray": "10 4 2 4"}),
        (
            "country",
            {"stroke": "quiet", "stroke-width": "1", "stroke-opacity": "0.5", "fill": "none"},
        ),
        ("undrawn", {"stroke": "none", "fill": "none"}),
        ("line", {"fill": "none", "stroke-width": "3.4", "stroke-opacity": "0.85"}),
        (
            "settlement",
            {"sign": "town", "stroke": "paper", "stroke-width": "2", "fill-opacity": "1"},
        ),
        ("spot", {"sign": "town", "stroke": "paper", "stroke-width": "2", "fill-opacity": "1"}),
        ("settlement origin", {"sign": "origin"}),
        ("settlement destination", {"sign": "destination"}),
        ("spot origin", {"sign": "origin"}),
        ("spot destination", {"sign": "destination"}),
        ("settlement medium", {"stroke": "sign", "fill": "paper", "stroke-dasharray": "4 2.5"}),
        ("spot medium", {"stroke": "sign", "fill": "paper", "stroke-dasharray": "4 2.5"}),
        ("settlement low", {"stroke": "sign", "fill": "paper", "stroke-dasharray": "1 3"}),
        ("spot low", {"stroke": "sign", "fill": "paper", "stroke-dasharray": "1 3"}),
        ("extent", {"stroke-dasharray": "3 5", "fill-opacity": "0.08"}),
        ("area", {"sign": "area", "stroke": "none", "fill-opacity": "0.26"}),
        ("area quiet", {"fill-opacity": "0.08"}),
        ("area wide", {"fill-opacity": "0.05"}),
        (
            "area-edge",
            {
                "sign": "area",
                "fill": "none",
                "stroke-width": "1",
                "stroke-dasharray": "1 5",
                "stroke-linecap": "round",
            },
        ),
        ("area-edge faint", {"stroke-opacity": "0"}),
        (
            "route",
            {"sign": "route", "fill": "none", "stroke-width": "2.4", "stroke-linecap": "round"},
        ),
        ("stated", {"stroke-dasharray": "0.5 5.5"}),
        ("corridor", {"stroke-dasharray": "9 5", "stroke-linecap": "butt"}),
        ("crossing", {"sign": "crossing", "stroke-dasharray": "0.5 6", "stroke-width": "3.4"}),
        ("trunk", {"stroke-width": "4"}),
        ("denied", {"sign": "quiet", "stroke-opacity": "0.6"}),
        ("again", {"stroke-opacity": "0"}),
    )
)
NAMES: Mapping[str, tuple[float, str, Mapping[str, str]]] = {
    "town": (11.5, "name", {}),
    "water": (11.5, "water-name", {"font-style": "italic"}),
    "country": (12, "name", {"letter-spacing": "2", "fill-opacity": "0.75"}),
    "region": (13.5, "ink", {"font-weight": "bold"}),
    "line": (13, "named", {"font-weight": "bold", "font-style": "italic"}),
    "water-named": (13, "named", {"font-weight": "bold", "font-style": "italic"}),
    "flow": (12, "route", {"font-weight": "bold"}),
    "crossing": (11.5, "crossing", {"font-weight": "bold", "font-style": "italic"}),
    "extent": (12, "ink", {"font-weight": "bold", "font-style": "italic"}),
    "settlement": (13.5, "ink", {"font-weight": "bold"}),
    "spot": (13.5, "ink", {"font-weight": "bold"}),
}


@cache
def theme() -> Mapping[str, str]:
    """The light colours of ``theme.css`` by name."""
    text = files("geo.webmap").joinpath("assets", "theme.css").read_text("utf-8")
    light = text.partition(":root {")[2].partition("}")[0]
    return dict(re.findall(r"--([a-z-]+):\s*([^;]+);", light))


def ground_style(layer: str) -> Style:
    """Attributes of a layer of the ground."""
    return _in_colour({"fill": "none", **GROUND[layer]})


def shape_style(classes: str) -> Style:
    """Attributes of a shape with these classes, as ``map.css`` has them."""
    own = set(classes.split())
    style = {"stroke": "sign", "fill": "sign"}
    for needed, attributes in SHAPES:
        if needed <= own:
            style |= attributes
    return _in_colour(style)


def name_style(kind: str, size: int = 0) -> tuple[float, Style]:
    """Size in pixels of a name's letters, and its attributes."""
    pixels, colour, attributes = NAMES[kind]
    return pixels + max(0, size - 1), _in_colour({"fill": colour, **attributes})


def _in_colour(style: Mapping[str, str]) -> Style:
    sign = theme().get(style.get("sign", ""), "")
    return {
        name: sign if value == "sign" else theme().get(value, value)
        for name, value in style.items()
        if name != "sign"
    }
