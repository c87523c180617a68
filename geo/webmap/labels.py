"""Names on the map: which, where, from which zoom on.

Whether two names collide depends on the reader's fonts and zoom, so the page's script has the last
word; here the crowd is thinned and each name gets its spot and its rank (smaller goes first).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.place import Place

from .projection import WORLD_PX, project, unproject
from .view import View

if TYPE_CHECKING:
    from gazetteer.store import Basemap

    from .story import PageGazetteer

__all__ = [
    "Label",
    "interior_spot",
    "line_spot",
    "town_labels",
    "with_ground_labels",
]

Label: TypeAlias = dict[str, Any]
Point: TypeAlias = tuple[float, float]

TOWN_GAP_PX = 62  # between towns that appear at the same zoom
MOST_TOWNS = 120
SEATS, SEAT = frozenset({"PPLC", "PPLA"}), 2.0  # known far beyond their region: count twice
LONGEST_TOWN = 28  # characters
LEAST_COUNTRY_PX = 34  # radius of the part in view
LEAST_LAKE_PX = 14
LEAST_SEA_PX = 26
LEAST_RIVER_PX = 110  # length of the part in view


def with_ground_labels(
    own: Sequence[Label],
    gazetteer: PageGazetteer,
    basemaps: Sequence[Basemap],
    view: View,
    taken: Sequence[Place],
) -> list[Label]:
    """Add the names of the ground to the story's own, each once.

    ``taken`` are the places that the story draws: no town is named upon them.
    """
    labels: list[Label] = []
    for basemap in basemaps:
        labels += sea_labels(basemap, view)
        labels += country_labels(gazetteer, basemap, view)
        labels += water_labels(basemap, view)
        labels += town_labels(basemap.towns, view, taken)
    named = {label["text"] for label in own}
    first = {(label["text"], label["kind"]): label for label in reversed(labels)}
    return [*own, *(label for label in first.values() if label["text"] not in named)]


def town_labels(towns: Sequence[Place], view: View, taken: Iterable[Place]) -> list[Label]:
    """Name towns, the largest first, each from the zoom at which it has room."""
    # A long name with a comma is mostly a description: "Centre commercial, route de …".
    short = [town for town in towns if len(town.name) <= LONGEST_TOWN and "," not in town.name]
    short.sort(key=lambda town: -town.population * (SEAT if town.feature_code in SEATS else 1))
    placed = _pixels(list(taken), view)
    waiting = list(zip(short, _pixels(short, view), strict=True))
    labels: list[Label] = []
    for zoom in (view.zoom, view.zoom + 1, view.zoom + 2):
        gap = TOWN_GAP_PX / 2**zoom
        room = _Room(gap, gap / 2, placed)
        crowded = []
        for town, (x, y) in waiting:
            if room.is_crowded(x, y):
                crowded.append((town, (x, y)))
            elif len(labels) < MOST_TOWNS:
                room.take(x, y)
                placed.append((x, y))
                labels.append(
                    {
                        "text": town.name,
                        "at": view.detail.at(town.lon, town.lat),
                        "kind": "town",
                        "size": town_size(town.population),
                        "rank": 500 + len(labels),
                        "zoom": round(zoom - 0.6, 1),
                    }
                )
        waiting = crowded
    return labels


def town_size(population: int) -> int:
    """0 for a village up to 3 for a large city."""
    return sum(population >= least for least in (20_000, 100_000, 500_000))


def country_labels(gazetteer: PageGazetteer, basemap: Basemap, view: View) -> list[Label]:
    """Name the countries that lie in the view, each in the middle of its part in view."""
    largest: dict[str, Place] = {}
    for town in basemap.towns:
        largest.setdefault(town.country_code, town)
    labels = []
    for town in largest.values():
        for unit in gazetteer.parents(town.place_id):
            if not unit.feature_code.startswith("PCL"):
                continue
            footprint = gazetteer.footprint(unit.place_id)
            spot = footprint and interior_spot(footprint, view, LEAST_COUNTRY_PX)
            if spot:
                labels.append({"text": unit.name, "at": spot, "kind": "country", "rank": 300})
    return labels


def water_labels(basemap: Basemap, view: View) -> list[Label]:
    """Name rivers along their course and lakes in their middle."""
    labels: list[Label] = []
    courses: dict[str, list[BaseGeometry]] = {}
    ranks: dict[str, int] = {}
    for name, rank, line in basemap.rivers:
        if name and rank <= view.zoom + 2:
            courses.setdefault(name, []).append(line)
            ranks[name] = min(rank, ranks.get(name, rank))
    for name, lines in courses.items():
        spot = line_spot(shapely.union_all(lines), view, LEAST_RIVER_PX)
        if spot:
            at, angle = spot
            rank = 400 + ranks[name]
            labels.append({"text": name, "at": at, "kind": "water", "angle": angle, "rank": rank})
    for name, rank, lake in basemap.lakes:
        spot_in_lake = name and interior_spot(lake, view, LEAST_LAKE_PX)
        if spot_in_lake:
            labels.append({"text": name, "at": spot_in_lake, "kind": "water", "rank": 420 + rank})
    return labels


def sea_labels(basemap: Basemap, view: View) -> list[Label]:
    """Name the seas, gulfs and straits in the view, each where no smaller one of them lies."""
    labels: list[Label] = []
    named: list[BaseGeometry] = []
    for name, code, sea in sorted(basemap.seas, key=lambda found: found[2].area):
        seen = _in_view(sea, view)
        if seen.is_empty:
            continue
        seen = seen if seen.is_valid else seen.buffer(0)
        own = seen.difference(shapely.union_all(named)) if named else seen
        spot = None if own.is_empty else interior_spot(own, view, LEAST_SEA_PX)
        if spot:
            named.append(seen)
            rank = 310 if code == "SEA" else 410
            labels.append({"text": name, "at": spot, "kind": "water", "rank": rank})
    return labels


def interior_spot(polygon: BaseGeometry, view: View, least_px: float) -> list[float] | None:
    """Return the middle of the widest part in view, if a circle of that radius fits there."""
    pixel = 360 / (WORLD_PX * 2**view.zoom)
    low_lon, low_lat, high_lon, high_lat = polygon.bounds
    if min(high_lon - low_lon, 2 * (high_lat - low_lat)) < 2 * least_px * pixel:
        return None  # the common case of a small lake, for little
    seen = shapely.simplify(_in_view(polygon, view), 2 * pixel, preserve_topology=False)
    parts = [part for part in shapely.get_parts(seen) if part.geom_type == "Polygon"]
    if not parts:
        return None
    stretch = 1 / math.cos(math.radians(max(-80.0, min(80.0, view.centre[1]))))
    widest = shapely.transform(max(parts, key=lambda p: p.area), lambda xy: xy * (1, stretch))
    if not widest.is_valid:
        widest = max(shapely.get_parts(widest.buffer(0)), key=lambda p: p.area, default=widest)
    if not widest.is_valid or widest.area < math.pi * (least_px * pixel) ** 2:
        return None
    radius = shapely.maximum_inscribed_circle(widest, 4 * pixel)
    if radius.length < least_px * pixel:
        return None
    lon, lat = shapely.get_coordinates(radius)[0]
    return view.detail.at(lon, lat / stretch)


def line_spot(line: BaseGeometry, view: View, least_px: float) -> tuple[list[float], int] | None:
    """Return the middle of the longest stretch in view and its slope on the screen in degrees."""
    seen = shapely.line_merge(_in_view(line, view))
    parts = [part for part in shapely.get_parts(seen) if part.geom_type == "LineString"]
    if not parts:
        return None
    longest = project(shapely.get_coordinates(max(parts, key=lambda part: part.length)))
    course = shapely.LineString(longest * 2**view.zoom)
    if course.length < least_px:
        return None
    middle = course.length / 2
    half = min(45.0, middle)
    ends = [course.interpolate(middle + by) for by in (-half, 0, half)]
    angle = math.degrees(math.atan2(ends[2].y - ends[0].y, ends[2].x - ends[0].x))
    angle = (angle + 90) % 180 - 90  # never upside down
    lon, lat = unproject(np.array([[ends[1].x, ends[1].y]]) / 2**view.zoom)[0]
    return view.detail.at(lon, lat), round(angle)


def _in_view(geometry: BaseGeometry, view: View) -> BaseGeometry:
    west, south, east, north = view.screen
    if view.across and geometry.bounds[0] < 0:
        west, east = west - 360, east - 360
    return shapely.clip_by_rect(geometry, west, south, east, north)


class _Room:
    """Which points are taken, in cells as large as the distance between points that are apart."""

    def __init__(self, width: float, height: float, taken: Iterable[Point]) -> None:
        self._width, self._height = width, height
        self._cells: dict[tuple[int, int], list[Point]] = {}
        for x, y in taken:
            self.take(x, y)

    def take(self, x: float, y: float) -> None:
        self._cells.setdefault(self._cell(x, y), []).append((x, y))

    def is_crowded(self, x: float, y: float) -> bool:
        column, row = self._cell(x, y)
        return any(
            abs(x - a) < self._width and abs(y - b) < self._height
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for a, b in self._cells.get((i, j), ())
        )

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        return math.floor(x / self._width), math.floor(y / self._height)


def _pixels(places: Sequence[Place], view: View) -> list[Point]:
    if not places:
        return []
    positions = np.array([view.detail.at(place.lon, place.lat) for place in places])
    return [(x, y) for x, y in project(positions).tolist()]
