"""The legend: only what this map shows, each sign drawn with the map's own classes."""

from __future__ import annotations

from collections.abc import Iterable

from .prose import safe
from .shapes import Shape

__all__ = ["legend", "legend_entries"]

SIGNS = {
    "box": '<rect x="2" y="2" width="24" height="12" rx="2" class="shape {}"/>',
    "line": '<path d="M2 8H26" class="shape {}"/>',
    "dot": '<circle cx="14" cy="8" r="5" class="shape {}"/>',
}

# (classes a shape must have, sign, its classes, words)
ENTRIES: tuple[tuple[frozenset[str], str, str, str], ...] = (
    (frozenset({"region", "origin"}), "box", "region high origin", "Region left"),
    (
        frozenset({"region", "destination"}),
        "box",
        "region high destination",
        "Region of arrival",
    ),
    (frozenset({"region"}), "box", "region high", "Region named"),
    (frozenset({"loose"}), "box", "region high loose", "Region without set borders"),
    *(
        (frozenset({kind, role}), "dot", f"settlement high {role}", f"Town or site {words}")
        for role, words in (("origin", "left"), ("destination", "of arrival"))
        for kind in ("settlement", "spot")
    ),
    (frozenset({"settlement"}), "dot", "settlement high", "Town or site named"),
    (frozenset({"spot"}), "dot", "settlement high", "Town or site named"),
    (frozenset({"extent"}), "dot", "extent high", "Outline not known"),
    (frozenset({"line"}), "line", "line high", "River or line named"),
    (frozenset({"water"}), "box", "region high water", "Sea or lake named"),
    (frozenset({"country"}), "box", "country high lit-sample", "Country named"),
    (frozenset({"disputed"}), "box", "region disputed", "Disputed territory"),
    (frozenset({"area"}), "box", "area", "Area described"),
    (
        frozenset({"route", "stated"}),
        "line",
        "route stated",
        "Stated, path not known",
    ),
    (
        frozenset({"route", "corridor"}),
        "line",
        "route corridor",
        "Inferred corridor, not a road",
    ),
    (frozenset({"route", "trunk"}), "line", "route corridor trunk", "Shared by several routes"),
    (frozenset({"route", "crossing"}), "line", "route crossing", "Bridge, tunnel or ferry"),
    (frozenset({"route", "road"}), "line", "route road", "Road supplied"),
    (frozenset({"route", "denied"}), "line", "route denied", "Denied or hypothetical"),
    (frozenset({"medium"}), "box", "region medium", "Medium certainty"),
    (frozenset({"low"}), "box", "region low", "Low certainty"),
)


def legend_entries(shapes: Iterable[Shape]) -> list[tuple[str, str, str]]:
    """Sign, classes and words of what occurs, each once and in a fixed order."""
    present = {frozenset(str(shape["class"]).split()) for shape in shapes}
    found = (
        (sign, styles, words)
        for needed, sign, styles, words in ENTRIES
        if any(needed <= classes for classes in present)
    )
    return list(dict.fromkeys(found))


def legend(shapes: Iterable[Shape]) -> str:
    """HTML of the entries."""
    items = "".join(
        '<li><svg viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">'
        f"{SIGNS[sign].format(styles)}</svg><span>{safe(words)}</span></li>"
        for sign, styles, words in legend_entries(shapes)
    )
    if not items:
        return ""
    return f'<details class="legend" open><summary>Legend</summary><ul>{items}</ul></details>'
