"""A story → one picture for print: SVG, drawn without a browser, and PNG made of it.

It shows what the first view of the page shows, from the same geometry, with title, legend, scale,
the note on boundaries and the credits in it: a picture is passed on without its page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.model import MentionmapError

from .basemap import LAYERS as GROUND
from .basemap import draw_ground, read_basemaps
from .body import BOUNDARIES_NOTE, arrow_heads
from .focus import story_focuses
from .labels import Label, with_ground_labels
from .legend import legend_entries
from .placing import Box, PlacedName, place_names, text_width
from .projection import km_per_pixel, project
from .prose import safe
from .shapes import Shape, draw_story
from .story import Story, headline_of
from .strokes import Style, ground_style, name_style, shape_style, theme
from .view import View, fit_view
from .words import is_right_to_left, worldview_words

__all__ = ["PictureError", "check_png", "draw_png", "draw_svg"]

WIDTH, MAP_HEIGHT, EDGE = 1200, 860, 24  # pixels
MOST_GROUND = 600_000  # characters
FACES = "'Noto Sans', 'DejaVu Sans', 'Liberation Sans', Arial, Helvetica, sans-serif"
LEGEND_COLUMN, LEGEND_ROW = 288, 22
LAYERS = ("countries", "areas", "regions", "waters", "movements", "settlements")
PNG_SCALE = 2.0  # pixels of a PNG to one of the drawing: 200 dots an inch at 30 cm


class PictureError(MentionmapError, RuntimeError):
    """A picture cannot be made here; the text says what is missing."""


def draw_svg(story: Story, *, title: str | None = None) -> str:
    """Draw a story as a complete SVG document, the same bytes for the same story."""
    view = fit_view(story_focuses(story))
    shapes, names = draw_story(story, view)
    basemaps = read_basemaps(story.gazetteer, view)
    drawn = [entry.place for entry in story.places if entry.level not in {"country", "undrawn"}]
    labels = with_ground_labels(names, story.gazetteer, basemaps, view, drawn)
    sheets = draw_ground(story.gazetteer, basemaps, view, MOST_GROUND)
    frame = Frame.of(view)
    head = list(_head(story, title))
    top = head[-1][1] + 18
    map_part = "".join(
        (
            *_ground(sheets[:1], frame, ("sea", *GROUND)),
            *_ground(sheets[1:], frame, ("sea",)),
            *_shapes(shapes, frame, view.detail.digits, ("seas",)),  # the land hides their edges
            *_ground(sheets[1:], frame, GROUND),
            *_shapes(shapes, frame, view.detail.digits, LAYERS),
            *_names(labels, shapes, frame),
            _scale_bar(frame),
        )
    )
    foot, height = _foot(story, shapes, top + MAP_HEIGHT)
    description = f"Map of {len(story.places)} places and {len(story.movements)} movements."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}"'
        f' viewBox="0 0 {WIDTH} {height:.0f}" role="img" font-family="{FACES}">\n'
        f"<title>{safe(title or headline_of(story))}</title><desc>{safe(description)}</desc>\n"
        f"<defs>{_defs(shapes, frame)}</defs>\n"
        f'<rect width="100%" height="100%" fill="{theme()["paper"]}"/>\n'
        f"{''.join(_line(text, EDGE, y, **style) for text, y, style in head)}\n"
        f'<svg x="{EDGE}" y="{top:.0f}" width="{WIDTH - 2 * EDGE}" height="{MAP_HEIGHT}"'
        f' overflow="hidden">\n{map_part}\n</svg>\n{foot}</svg>\n'
    )


def draw_png(story: Story, *, title: str | None = None) -> bytes:
    """Draw a story as PNG, 2,400 pixels wide.

    Raises
    ------
    PictureError
        The package that turns SVG into PNG is not installed, or the machine has no font.
    """
    return _render(draw_svg(story, title=title))


def check_png() -> None:
    """Raise what :func:`draw_png` would, before any work is done."""
    blank = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{}</svg>'
    letter = f'<text x="2" y="16" font-size="16" font-family="{FACES}">A</text>'
    if _render(blank.format(letter)) == _render(blank.format("")):
        raise PictureError("--png needs a font for the names: install fonts-dejavu-core or another")


def _render(svg: str) -> bytes:
    try:
        import resvg_py
    except ImportError:
        raise PictureError(
            "--png needs the package resvg-py: pip install 'mentionmap[png]'; --svg needs none"
        ) from None
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=PNG_SCALE))


@dataclass(frozen=True, slots=True)
class Frame:
    """Degrees → pixels of the picture's map."""

    scale: float  # of the world's pixels at zoom 0
    left: float
    top: float
    zoom: float
    km: float  # length of a pixel on the ground, in the middle of the map

    @classmethod
    def of(cls, view: View) -> Frame:
        """Fit the view's bounds into the map, in its middle."""
        west, south, east, north = view.bounds
        corners = project(np.array([[west, north], [east, south]]))
        size = np.array([WIDTH - 2 * EDGE, MAP_HEIGHT], dtype=float)
        scale = float(np.min(size / (corners[1] - corners[0])))
        left, top = (corners.mean(axis=0) * scale - size / 2).tolist()
        zoom = math.log2(scale)
        return cls(scale, left, top, zoom, km_per_pixel(view.centre[1], zoom))

    def points(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Lon and lat of shape (n, 2) → x and y."""
        pixels: NDArray[np.float64] = project(lonlat) * self.scale - (self.left, self.top)
        return pixels

    def point(self, at: Sequence[float]) -> tuple[float, float]:
        """Lon and lat → x and y."""
        x, y = self.points(np.array([at], dtype=float))[0].tolist()
        return x, y

    def path(self, path: Sequence[int], digits: int) -> NDArray[np.float64]:
        """One of the page's integer paths → x and y of its vertices."""
        steps = np.array(path, dtype=float).reshape(-1, 2)
        return self.points(np.cumsum(steps, axis=0) / 10**digits)


# --- The map ----------------------------------------------------------------------------------


def _tag(name: str, style: Style, **attributes: Any) -> str:
    written = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in attributes.items())
    return f"<{name}{written}" + "".join(f' {k}="{v}"' for k, v in style.items()) + "/>"


def _drawn(
    paths: Iterable[Sequence[int]], frame: Frame, digits: int, style: Style, **more: Any
) -> str:
    parts = []
    closed = "" if style.get("fill") == "none" and not more.pop("ring", False) else "Z"
    for path in paths:
        vertices = np.round(frame.path(path, digits), 1)
        if len(vertices) > 1:
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in vertices.tolist()) + closed)
    return (
        _tag("path", style, d="".join(parts), fill_rule="evenodd", **more) + "\n" if parts else ""
    )


def _ground(sheets: Sequence[dict[str, Any]], frame: Frame, layers: Sequence[str]) -> Iterator[str]:
    for sheet in sheets:
        for layer in layers:
            yield _drawn(sheet[layer], frame, sheet["digits"], ground_style(layer))


def _shapes(
    shapes: Sequence[Shape], frame: Frame, digits: int, layers: Sequence[str]
) -> Iterator[str]:
    for layer in layers:
        for shape in shapes:
            if shape["layer"] == layer:
                yield from _shape(shape, frame, digits)


def _shape(shape: Shape, frame: Frame, digits: int) -> Iterator[str]:
    style = shape_style(shape["class"])
    yield f"<g><title>{safe(shape['name'])}, {safe(shape['note'])}</title>"
    if shape["type"] == "circle":
        x, y = frame.point(shape["at"])
        yield _tag("circle", style, cx=f"{x:.1f}", cy=f"{y:.1f}", r=6)
    elif shape["type"] == "disc":
        x, y = frame.point(shape["at"])
        radius = shape["km"] / km_per_pixel(shape["at"][1], frame.zoom)
        yield _tag("circle", style, cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}")
    elif shape["type"] == "line":
        styles = shape["class"].split()
        tip = "arrow" + "-quiet" * ("denied" in styles) + "-at-dot" * ("at-dot" in styles)
        end = {"marker_end": f"url(#{tip})"} if "tip" in shape else {}
        yield _drawn(shape["paths"], frame, digits, style, **end)
    elif "blur" in shape:
        soft = f"url(#soft-{_softness(shape, frame)})"
        yield _drawn(shape["paths"], frame, digits, style, filter=soft)
        faint = {"wide", "quiet"} & set(shape["class"].split())
        edge = shape_style("area-edge faint" if faint else "area-edge")
        yield _drawn(shape["paths"], frame, digits, edge, ring=True)
    else:
        yield _drawn(shape["paths"], frame, digits, style, ring=True)
    yield "</g>\n"


def _softness(shape: Shape, frame: Frame) -> int:
    """Pixels by which a vague area fades, as on the page."""
    return max(1, min(14, round(float(shape["blur"]) / frame.km / 3)))


def _defs(shapes: Sequence[Shape], frame: Frame) -> str:
    soft = sorted({_softness(shape, frame) for shape in shapes if "blur" in shape})
    filters = "".join(
        f'<filter id="soft-{pixels}" x="-20%" y="-20%" width="140%" height="140%">'
        f'<feGaussianBlur stdDeviation="{pixels}"/></filter>'
        for pixels in soft
    )
    heads = {
        name: f'fill="{theme()[colour]}" stroke="{theme()["land"]}" stroke-width="0.8"'
        for name, colour in (("arrow", "route"), ("arrow-quiet", "quiet"))
    }
    return filters + arrow_heads(heads)


def _names(labels: Sequence[Label], shapes: Sequence[Shape], frame: Frame) -> Iterator[str]:
    taken: list[Box] = [(0, MAP_HEIGHT - 50, 210, MAP_HEIGHT)]  # the scale bar
    dots: list[tuple[float, float]] = []
    for shape in shapes:
        at = shape.get("tip") or shape.get("at")
        if at and shape["type"] != "disc":
            x, y = frame.point(at)
            taken.append((x - 6, y - 6, x + 6, y + 6))
            if "at" in shape:
                dots.append((x, y))
    spots = [
        (label, *frame.point(label["at"]))
        for label in labels
        if label.get("zoom", 0.0) <= frame.zoom
    ]
    for name in place_names(spots, (WIDTH - 2 * EDGE, MAP_HEIGHT), taken, dots):
        yield from _name(name, *frame.point(name.label["at"]))


def _name(name: PlacedName, x: float, y: float) -> Iterator[str]:
    label = name.label
    pixels, style = name_style(label["kind"], label.get("size", 0))
    if label["kind"] == "town":
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{theme()["name"]}"/>'
    if name.leader:
        end_x, end_y = name.leader
        yield (
            f'<path d="M{x:.1f} {y:.1f}L{end_x:.1f} {end_y:.1f}"'
            f' stroke="{theme()["name"]}" stroke-width="1.2"/>'
        )
    text = label["text"].upper() if label["kind"] == "country" else label["text"]
    middle_x, middle_y = name.left + name.width / 2, name.top + name.height / 2
    more: dict[str, Any] = {"text-anchor": "middle"}
    at = middle_x
    if x < name.left and not is_right_to_left(text):
        more, at = {}, name.left
    elif x > name.left + name.width and not is_right_to_left(text):
        more, at = {"text-anchor": "end"}, name.left + name.width
    if label.get("angle"):
        more["transform"] = f"rotate({label['angle']} {middle_x:.1f} {middle_y:.1f})"
    halo = {"stroke": "#ffffff", "stroke-width": "3", "stroke-opacity": "0.88"}
    halo |= {"stroke-linejoin": "round", "paint-order": "stroke"}
    yield _line(text, at, name.top + name.height * 0.8, pixels, **style, **halo, **more) + "\n"


def _scale_bar(frame: Frame) -> str:
    longest = 180 * frame.km
    step = 10 ** math.floor(math.log10(longest))
    length = next(step * factor for factor in (5, 2, 1) if step * factor <= longest)
    pixels, y = length / frame.km, MAP_HEIGHT - 18
    ink = theme()["ink"]
    return (
        f'<path d="M14 {y - 6}V{y}H{14 + pixels:.1f}V{y - 6}" fill="none" stroke="{ink}"'
        f' stroke-width="1.5"/>{_line(f"{length:g} km", 18, y - 6, 12, fill=ink)}'
    )


# --- Around it --------------------------------------------------------------------------------


def _line(text: str, x: float, y: float, size: float = 14, **style: Any) -> str:
    written = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in style.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{written}>{safe(text)}</text>'


def _wrapped(text: str, pixels: float, *, bold: bool = False) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, pixels, bold=bold) <= WIDTH - 2 * EDGE:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _head(story: Story, title: str | None) -> Iterator[tuple[str, float, dict[str, Any]]]:
    y = 22.0
    headline = {"size": 28, "font_weight": "bold", "fill": theme()["ink"]}
    for text in _wrapped(title or headline_of(story), 28, bold=True)[:3]:
        y += 34
        yield text, y - 4, headline
    source = story.article.published
    y += 20
    yield f"Article of {source}" if source else "", y, {"size": 14, "fill": theme()["quiet"]}


def _foot(story: Story, shapes: Sequence[Shape], top: float) -> tuple[str, float]:
    """The legend, the note and the credits, and how high the picture is with them."""
    out = []
    entries = legend_entries(shapes)
    columns = (WIDTH - 2 * EDGE) // LEGEND_COLUMN
    rows = -(-len(entries) // columns)
    for number, (sign, classes, words) in enumerate(entries):
        column, row = divmod(number, rows)
        x, y = EDGE + column * LEGEND_COLUMN, top + 14 + row * LEGEND_ROW
        out.append(f'<g transform="translate({x} {y:.0f})">{_sign(sign, classes)}</g>')
        out.append(_line(words, x + 38, y + 13, 13, fill=theme()["ink"]))
    y = top + 14 + rows * LEGEND_ROW + 8
    notes = [BOUNDARIES_NOTE, worldview_words(story.gazetteer.worldview)]
    notes.append("Places were found by a program and may be wrong; dashes show how certain it is.")
    notes.append(
        "Sources: " + "; ".join(line.rstrip(".") for line in story.gazetteer.credits) + "."
    )
    for note in notes:
        for text in _wrapped(note, 11.5):
            y += 16
            out.append(_line(text, EDGE, y, 11.5, fill=theme()["quiet"]) + "\n")
    return "".join(out), y + EDGE


def _sign(sign: str, classes: str) -> str:
    style = shape_style(classes)
    if sign == "box":
        return _tag("rect", style, x=2, y=2, width=24, height=12, rx=2)
    if sign == "dot":
        return _tag("circle", style, cx=14, cy=8, r=5)
    return _tag("path", style, d="M2 8H26")
