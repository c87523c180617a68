"""The ground under the story: land, borders, rivers, lakes and towns, cut to the view.

It comes in sheets. Inside the view's frame one sheet has everything in full detail; below it lies
a coarse world, so that a place named in passing on another continent can still be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import shapely
from shapely.geometry.base import BaseGeometry

from .paths import Detail, Path, encode
from .view import Bounds, View

if TYPE_CHECKING:
    from gazetteer.store import Basemap

    from .story import PageGazetteer

__all__ = ["Sheet", "draw_ground", "read_basemaps", "visible_boxes"]

Sheet: TypeAlias = dict[str, Any]

WORLD: Bounds = (-180.0, -85.0, 180.0, 85.0)
WORLD_DETAIL = Detail(step=0.25, coarse=0.25, digits=1, frame=WORLD)
MOST_NUMBERS, LEAST_NUMBERS = 42_000, 12_000  # in the paths of one sheet
PER_NUMBER = 3.8  # characters, with the comma
LAYERS = ("land", "lakes", "rivers", "units", "borders", "disputed")
UNITS_ZOOM = 5  # from which on borders inside countries are drawn
DISPUTED = ("disput", "breakaway", "indefinite", "indeterminate", "control", "unrecognized")


def read_basemaps(gazetteer: PageGazetteer, view: View) -> list[Basemap]:
    """Return what lies in each box of the view's frame."""
    detail = level_of_detail(view.zoom)
    return [gazetteer.basemap(*box, detail=detail) for box in visible_boxes(view)]


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
    world = gazetteer.basemap(*WORLD, detail="110m")
    detail = replace(WORLD_DETAIL, across=across)
    return _sheet(world, WORLD, detail, 0.0, gazetteer.worldview)


def _within_budget(basemap: Basemap, box: Bounds, view: View, worldview: str, budget: int) -> Sheet:
    """Draw a sheet, more coarsely if need be until it is small enough for a page."""
    detail, zoom = replace(view.detail, coarse=view.detail.step), view.zoom
    while True:
        sheet = _sheet(basemap, box, detail, zoom, worldview)
        numbers = _numbers(sheet)
        if numbers <= budget:
            return sheet
        # Borders inside countries are the first to go; then all else is drawn more coarsely.
        if zoom > UNITS_ZOOM:
            zoom = UNITS_ZOOM - 0.1
            numbers -= sum(map(len, sheet["units"]))
        if numbers > budget:
            coarser = detail.step * max(1.4, numbers / budget)
            detail = replace(detail, step=coarser, coarse=coarser)


def _numbers(sheet: Sheet) -> int:
    return sum(len(path) for layer in LAYERS for path in sheet[layer])


def _sheet(basemap: Basemap, box: Bounds, detail: Detail, zoom: float, worldview: str) -> Sheet:
    """Cut a basemap to a box and encode it; ``sea`` is the box, to hide what lies below."""
    rank = zoom + 2  # Natural Earth's ranks are made for about this zoom

    def layer(shapes: Sequence[BaseGeometry]) -> list[Path]:
        return encode(shapely.clip_by_rect(list(shapes), *box), detail)

    lines: dict[str, list[BaseGeometry]] = {"units": [], "borders": [], "disputed": []}
    for kind, views, line in basemap.boundaries:
        lines[border_style(kind, views.get(worldview.upper(), ""))].append(line)
    if zoom < UNITS_ZOOM:
        lines["units"] = []
    return {
        "digits": detail.digits,
        "sea": encode([shapely.box(*box)], detail),
        "land": layer(basemap.land),
        "lakes": layer([lake for _, lake_rank, lake in basemap.lakes if lake_rank <= rank]),
        "rivers": layer([river for _, river_rank, river in basemap.rivers if river_rank <= rank]),
        **{name: layer(shapes) for name, shapes in lines.items()},
    }


def border_style(kind: str, view: str) -> str:
    """Which layer a boundary line belongs to, by its class and its class in the map's worldview."""
    words = f"{kind} {view}".lower()
    if any(word in words for word in DISPUTED):
        return "disputed"
    return "units" if "admin-1" in (view or kind).lower() else "borders"
