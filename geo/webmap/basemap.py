"""The ground under the story: land, borders, rivers, lakes and towns, cut to the view.

It comes in sheets. Inside the view's frame one sheet has everything in full detail; below it lies
a coarse world, so that a place named in passing on another continent can still be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .paths import Detail, encode
from .view import Bounds, View, rank_drawn

if TYPE_CHECKING:
    from gazetteer.store import Basemap

    from .story import PageGazetteer

__all__ = ["LAYERS", "Sheet", "draw_ground", "read_basemaps", "visible_boxes"]

Sheet: TypeAlias = dict[str, Any]
Row: TypeAlias = tuple[Any, ...]  # the last is a shape

WORLD: Bounds = (-180.0, -85.0, 180.0, 85.0)
WORLD_DETAIL = Detail(step=0.25, coarse=0.25, digits=1, frame=WORLD)
MOST_NUMBERS, LEAST_NUMBERS = 42_000, 12_000  # in the paths of one sheet
PER_NUMBER = 3.8  # characters, with the comma
LAYERS = ("land", "lakes", "rivers", "units", "borders", "disputed")  # from below to above
UNITS_ZOOM = 5  # from which on borders inside countries are drawn
DISPUTED = ("disput", "breakaway", "indefinite", "indeterminate", "control", "unrecognized")


def read_basemaps(gazetteer: PageGazetteer, view: View) -> list[Basemap]:
    """Return what lies in each box of the view's frame, cut to it, without unseen detail."""
    detail = level_of_detail(view.zoom)
    return [
        _lightened(gazetteer.basemap(*box, detail=detail), box, view.detail.step)
        for box in visible_boxes(view)
    ]


def _lightened(basemap: Basemap, box: Bounds, step: float) -> Basemap:
    """Cut and simplify once what is drawn and named later; what then is too small, goes."""

    def layer(rows: Sequence[Row], off: float = step) -> tuple[Row, ...]:
        shapes = shapely.clip_by_rect([row[-1] for row in rows], *box)
        shapes = shapely.simplify(shapes, off, preserve_topology=False)
        seen = ~shapely.is_empty(shapes)
        return tuple((*rows[n][:-1], shapes[n]) for n in np.flatnonzero(seen).tolist())

    return replace(
        basemap,
        land=tuple(shape for (shape,) in layer([(shape,) for shape in basemap.land])),
        boundaries=layer(basemap.boundaries),
        rivers=layer(basemap.rivers),
        lakes=layer(basemap.lakes),
        seas=layer(basemap.seas, 4 * step),  # only named
    )


def draw_ground(
    gazetteer: PageGazetteer, basemaps: Sequence[Basemap], view: View, budget: int
) -> list[Sheet]:
    """Return the sheets of the ground, in at most about ``budget`` characters of JSON."""
    world = _world(gazetteer, view.across)
    numbers = max(LEAST_NUMBERS, int((budget - _numbers(world) * 3) / PER_NUMBER / len(basemaps)))
    sheets = [
        _within_budget(basemap, box, view, gazetteer.worldview, min(numbers, MOST_NUMBERS))
        for basemap, box in zip(basemaps, visible_boxes(view), strict=True)
    ]
    return [world, *sheets]


def level_of_detail(zoom: float) -> str:
    """Natural Earth's scale for a zoom level."""
    if zoom < 3:
        return "110m"
    return "50m" if zoom < 5 else "10m"


def visible_boxes(view: View) -> list[Bounds]:
    """Return the view's frame as one box, or as two where it crosses the antimeridian."""
    west, south, east, north = view.frame
    if not view.across or east <= 180:
        return [(max(west, -180.0), south, min(east, 180.0), north)]
    return [(west, south, 180.0, north), (-180.0, south, east - 360, north)]


@lru_cache(maxsize=4)
def _world(gazetteer: PageGazetteer, across: bool) -> Sheet:
    """The same for every page, so drawn once for a gazetteer."""
    world = _lightened(gazetteer.basemap(*WORLD, detail="110m"), WORLD, WORLD_DETAIL.step)
    detail = replace(WORLD_DETAIL, across=across)
    return _sheet(world, WORLD, detail, 0.0, gazetteer.worldview)


def _within_budget(basemap: Basemap, box: Bounds, view: View, worldview: str, budget: int) -> Sheet:
    """Draw a sheet, more coarsely if need be until it is small enough for a page."""
    detail, zoom = replace(view.detail, coarse=view.detail.step), view.zoom
    vertices = {
        name: sum(int(shapely.get_num_coordinates(shape)) for shape in shapes)
        for name, shapes in _layers(basemap, zoom, worldview).items()
    }
    numbers = 2 * sum(vertices.values())
    if numbers > budget and zoom > UNITS_ZOOM:
        # Borders inside countries are the first to go; then all else is drawn more coarsely.
        zoom = UNITS_ZOOM - 0.1
        numbers -= 2 * vertices["units"]
    while True:
        if numbers > budget:
            coarser = detail.step * max(1.4, numbers / budget)
            detail = replace(detail, step=coarser, coarse=coarser)
        sheet = _sheet(basemap, box, detail, zoom, worldview)
        numbers = _numbers(sheet)
        if numbers <= budget:
            return sheet


def _numbers(sheet: Sheet) -> int:
    return sum(len(path) for layer in LAYERS for path in sheet[layer])


def _sheet(basemap: Basemap, box: Bounds, detail: Detail, zoom: float, worldview: str) -> Sheet:
    """Encode a basemap; ``sea`` is the box it is cut to, to hide what lies below."""
    layers = _layers(basemap, zoom, worldview)
    return {
        "digits": detail.digits,
        "sea": encode([shapely.box(*box)], detail),
        **{name: encode(shapes, detail) for name, shapes in layers.items()},
    }


def _layers(basemap: Basemap, zoom: float, worldview: str) -> dict[str, Sequence[BaseGeometry]]:
    """What is drawn at a zoom level, by the layers of a sheet."""
    rank = rank_drawn(zoom)
    lines: dict[str, list[BaseGeometry]] = {"units": [], "borders": [], "disputed": []}
    for kind, views, line in basemap.boundaries:
        lines[border_style(kind, views.get(worldview.upper(), ""))].append(line)
    if zoom < UNITS_ZOOM:
        lines["units"] = []
    return {
        "land": basemap.land,
        "lakes": [lake for _, lake_rank, lake in basemap.lakes if lake_rank <= rank],
        "rivers": [river for _, river_rank, river in basemap.rivers if river_rank <= rank],
        **lines,
    }


@lru_cache(maxsize=1024)
def border_style(kind: str, view: str) -> str:
    """Which layer a boundary line belongs to, by its class and its class in the map's worldview."""
    words = f"{kind} {view}".lower()
    if any(word in words for word in DISPUTED):
        return "disputed"
    return "units" if "admin-1" in (view or kind).lower() else "borders"
