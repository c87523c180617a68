"""Names → their spots on a picture of fixed size, none upon another.

The page's script does the same with the sizes that the reader's browser gives its letters; here
they are reckoned from the characters, a little too wide rather than too narrow.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .labels import Label
from .strokes import name_style

__all__ = ["PlacedName", "place_names", "text_width"]

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels
Point = tuple[float, float]

NAMED = frozenset({"settlement", "spot", "extent"})  # points of the story
POINTS = NAMED | {"town"}
REACHES = (26, 44, 64)  # pixels that a name may stand off from its point
LEADER_PX = 14  # from where on a line leads from the point to the name
APART = 18.0  # pixels from another's point, at which a name is not taken for that one's
MOST_LEADERS, IN_A_CROWD = 60, 20  # more, and lines to their names would be a thicket
WIDE_LETTERS = frozenset("mwMW—…@%")
NARROW_LETTERS = frozenset("iljftrI.,:;'’|!()[] -")


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name with the left and top of its box, and where the line to it ends, if it has one."""

    label: Label
    left: float
    top: float
    width: float
    height: float
    leader: tuple[float, float] | None


def text_width(text: str, pixels: float, *, bold: bool = False) -> float:
    """About how wide a text is, in pixels, set in a usual sans-serif face of that size."""
    ems = 0.0
    for character in text:
        if unicodedata.combining(character):
            continue
        if unicodedata.east_asian_width(character) in "WF":
            ems += 1.0
        elif character in NARROW_LETTERS:
            ems += 0.36
        elif character in WIDE_LETTERS:
            ems += 0.95
        else:
            ems += 0.72 if character.isupper() else 0.6
    return ems * pixels * (1.08 if bold else 1.0)


def place_names(
    labels: Sequence[tuple[Label, float, float]],
    size: tuple[float, float],
    taken: Sequence[Box] = (),
    dots: Sequence[Point] = (),
) -> list[PlacedName]:
    """Give each name, smaller ranks first, the first of its positions that is free.

    Parameters
    ----------
    labels
        Each with the x and y of its spot in pixels.
    size
        Width and height of the picture; what does not fit into it has no name.
    taken
        Boxes that no name may cover.
    dots
        The points of places: no name stands nearer to another's than to its own.
    """
    boxes = list(taken)
    placed = []
    pointed = sum(label["kind"] in NAMED for label, _, _ in labels)
    far = MOST_LEADERS if pointed <= MOST_LEADERS else IN_A_CROWD  # so many names may stand off
    for label, x, y in sorted(labels, key=lambda found: found[0]["rank"]):
        if not (0 < x < size[0] and 0 < y < size[1]):
            continue
        pixels, style = name_style(label["kind"], label.get("size", 0))
        text = label["text"].upper() if label["kind"] == "country" else label["text"]
        width = text_width(text, pixels, bold="font-weight" in style)
        width += float(style.get("letter-spacing", 0)) * len(text)
        height = pixels * 1.15
        angle = label.get("angle", 0)
        tilt = abs(math.sin(math.radians(angle))) * width / 2
        for dx, dy in _positions(label, width, height, far > 0):
            left, top = x + dx, y + dy
            box = (left - 2, top - tilt, left + width + 2, top + height + tilt)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]
            free = inside and all(_apart(box, other) for other in boxes)
            if free and (label["kind"] not in NAMED or _told(box, (x, y), dots)):
                boxes.append(box)
                leader = (
                    _leader(x, y, left, top, width, height) if label["kind"] in POINTS else None
                )
                placed.append(PlacedName(label, left, top, width, height, leader))
                break
        far -= label["kind"] in NAMED
    return placed


def _apart(a: Box, b: Box) -> bool:
    return a[2] < b[0] or a[0] > b[2] or a[3] < b[1] or a[1] > b[3]


def _told(box: Box, own: Point, dots: Sequence[Point]) -> bool:
    reach = min(APART, _distance(box, own))
    return all(_distance(box, dot) >= reach for dot in dots if math.dist(dot, own) >= 1)


def _distance(box: Box, dot: Point) -> float:
    (x, y), (left, top, right, bottom) = dot, box
    return math.hypot(max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom))


def _leader(
    x: float, y: float, left: float, top: float, width: float, height: float
) -> tuple[float, float] | None:
    end_x, end_y = max(left, min(x, left + width)), max(top, min(y, top + height))
    return (end_x, end_y) if math.hypot(end_x - x, end_y - y) > LEADER_PX else None


def _positions(
    label: Label, width: float, height: float, far: bool
) -> Iterator[tuple[float, float]]:
    """Offsets of a name's box from its spot, the best first; ``map.js`` has the same."""
    up, kind = -height / 2, label["kind"]
    if kind in POINTS:
        gap = 5.0 if kind == "town" else 9.0
        yield from ((gap, up), (-width - gap, up))
        yield from ((-width / 2, -height - gap + 2), (-width / 2, gap - 2))
        if kind == "town":
            return
        yield from ((gap - 2, -height - 3), (gap - 2, 3))
        yield from ((-width - gap + 2, -height - 3), (-width - gap + 2, 3))
        for reach in REACHES if far else ():
            yield from ((reach, -reach / 2 - height), (reach, reach / 2))
            yield from ((-width - reach, -reach / 2 - height), (-width - reach, reach / 2))
            yield from ((-width / 2, -height - reach), (-width / 2, reach))
    elif "angle" in label:
        yield from ((-width / 2, up - 8), (-width / 2, up + 9))
    else:
        yield from ((-width / 2, up), (-width / 2, up - height), (-width / 2, up + height))
