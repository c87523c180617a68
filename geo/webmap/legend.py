"""The legend: only what this map shows, each sign drawn with the map's own classes."""

from __future__ import annotations

from collections.abc import Iterable

from .prose import safe
from .shapes import Shape

__all__ = ["legend"]

BOX = '<rect x="2" y="2" width="24" height="12" rx="2" class="shape {}"/>'
LINE = '<path d="M2 8H26" class="shape {}"/>'
DOT = '<circle cx="14" cy="8" r="5" class="shape {}"/>'

# (classes a shape must have, sign, words)
ENTRIES: tuple[tuple[frozenset[str], str, str], ...] = (
    (frozenset({"region", "origin"}), BOX.format("region high origin"), "Region a movement leaves"),
    (
        frozenset({"region", "destination"}),
        BOX.format("region high destination"),
        "Region a movement goes to",
    ),
    (frozenset({"region"}), BOX.format("region high"), "Region named"),
    (
        frozenset({"settlement", "origin"}),
        DOT.format("settlement high origin"),
        "Town a movement leaves",
    ),
    (
        frozenset({"settlement", "destination"}),
        DOT.format("settlement high destination"),
        "Town a movement goes to",
    ),
    (frozenset({"settlement"}), DOT.format("settlement high"), "Town or village named"),
    (frozenset({"spot"}), DOT.format("spot high"), "Building or site named"),
    (frozenset({"extent"}), DOT.format("extent high"), "Place whose outline is not known"),
    (frozenset({"line"}), LINE.format("line high"), "River or line named"),
    (frozenset({"water"}), BOX.format("region high water"), "Sea or lake named"),
    (frozenset({"country"}), BOX.format("country high lit-sample"), "Country named (outline)"),
    (frozenset({"disputed"}), BOX.format("region disputed"), "Disputed territory"),
    (frozenset({"area"}), BOX.format("area"), "Area described, with soft edges"),
    (
        frozenset({"route", "stated"}),
        LINE.format("route stated"),
        "Movement stated, path not known",
    ),
    (
        frozenset({"route", "corridor"}),
        LINE.format("route corridor"),
        "Inferred corridor, not a road",
    ),
    (frozenset({"route", "crossing"}), LINE.format("route crossing"), "Bridge, tunnel or ferry"),
    (frozenset({"route", "road"}), LINE.format("route road"), "Road of a network supplied"),
    (frozenset({"route", "denied"}), LINE.format("route denied"), "Denied or hypothetical"),
    (frozenset({"medium"}), BOX.format("region medium"), "Dashed: medium certainty"),
    (frozenset({"low"}), BOX.format("region low"), "Dotted: low certainty"),
)


def legend(shapes: Iterable[Shape]) -> str:
    """Entries for the classes that occur, in a fixed order."""
    present = {frozenset(str(shape["class"]).split()) for shape in shapes}
    items = "".join(
        f'<li><svg viewBox="0 0 28 16" width="28" height="16" aria-hidden="true">{sign}</svg>'
        f"<span>{safe(words)}</span></li>"
        for needed, sign, words in ENTRIES
        if any(needed <= classes for classes in present)
    )
    if not items:
        return ""
    return f'<details class="legend" open><summary>Legend</summary><ul>{items}</ul></details>'
