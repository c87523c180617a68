"""Names on the map: which, where, from which zoom on.

Whether two names collide depends on the reader's fonts and zoom, so the page's script has the last
word; here the crowd is thinned and each name gets its spot and its rank (smaller goes first).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.place import Place

from .projection import WORLD_PX, project, unproject
from .view import View, rank_drawn

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

TOWN_GAP_PX = 62  # between towns that appear at the same zoom
MOST_TOWNS = 120
SEATS, SEAT = frozenset({"PPLC", "PPLA"}), 2.0  # known far beyond their region: count twice
LONGEST_TOWN = 28  # characters
LEAST_COUNTRY_PX = 34  # radius of the part in view
LEAST_LAKE_PX = 14
EMPTY = shapely.Polygon()
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
    x, y = _pixels([*short, *taken], view).T.copy()
    placed = list(range(len(short), len(x)))
    labels: list[Label] = []
    for zoom in (view.zoom, view.zoom + 1, view.zoom + 2):
        gap = TOWN_GAP_PX / 2**zoom
        crowded = np.asarray(_beside(x, y, np.array(placed, int)[:, None], gap).any(axis=0))
        for number, town in enumerate(short):
            if crowded[number] or len(labels) == MOST_TOWNS:
                continue
            crowded |= _beside(x, y, number, gap)
            placed.append(number)
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
    return labels


def _beside(
    x: NDArray[np.float64], y: NDArray[np.float64], spot: int | NDArray[np.int_], gap: float
) -> NDArray[np.bool_]:
    """Which spots lie within a gap, half of it in height, of one of them, or of each of some."""
    return np.asarray((np.abs(x - x[spot]) < gap) & (np.abs(y - y[spot]) < gap / 2))


def town_size(population: int) -> int:
    """0 for a village up to 3 for a large city."""
    return sum(population >= least for least in (20_000, 100_000, 500_000))


def country_labels(gazetteer: PageGazetteer, basemap: Basemap, view: View) -> list[Label]:
    """Name the countries that lie in the view, each in the middle of its part in view."""
    labels = []
    step = 2.0 ** -math.floor(view.zoom)
    outlines = [_outline(gazetteer, country.place_id, step) for country in basemap.countries]
    seen = _in_view([outline or EMPTY for outline in outlines], view)
    for country, part in zip(basemap.countries, seen, strict=True):
        spot = None if part.is_empty else _widest(part, view, LEAST_COUNTRY_PX)
        if spot:
            labels.append({"text": country.name, "at": spot, "kind": "country", "rank": 300})
    return labels


@lru_cache(maxsize=512)
def _outline(gazetteer: PageGazetteer, place_id: str, step: float) -> BaseGeometry | None:
    """The footprint of a country, off by up to ``step`` degrees: the same in many a view."""
    footprint = gazetteer.footprint(place_id)
    return footprint and footprint.simplify(step, preserve_topology=False)


def water_labels(basemap: Basemap, view: View) -> list[Label]:
    """Name the rivers that are drawn along their course, and the lakes in their middle."""
    labels: list[Label] = []
    greatest_rank = rank_drawn(view.zoom)
    courses: dict[str, list[BaseGeometry]] = {}
    ranks: dict[str, int] = {}
    rivers = [river for river in basemap.rivers if river[0] and river[1] <= greatest_rank]
    seen = _in_view([line for _, _, line in rivers], view)
    for (name, rank, _), line in zip(rivers, seen, strict=True):
        if not line.is_empty:
            courses.setdefault(name, []).extend(shapely.get_parts(line))
            ranks[name] = min(rank, ranks.get(name, rank))
    for name, lines in courses.items():
        spot = _longest(shapely.multilinestrings(lines), view, LEAST_RIVER_PX)
        if spot:
            at, angle = spot
            rank = 400 + ranks[name]
            labels.append({"text": name, "at": at, "kind": "water", "angle": angle, "rank": rank})
    for name, rank, lake in basemap.lakes:
        spot_in_lake = (
            interior_spot(lake, view, LEAST_LAKE_PX) if name and rank <= greatest_rank else None
        )
        if spot_in_lake:
            labels.append({"text": name, "at": spot_in_lake, "kind": "water", "rank": 420 + rank})
    return labels


def sea_labels(basemap: Basemap, view: View) -> list[Label]:
    """Name the seas, gulfs and straits in the view, each where no smaller one of them lies."""
    labels: list[Label] = []
    named: list[BaseGeometry] = []
    pixel = _degrees_a_pixel(view)
    for name, code, sea in sorted(basemap.seas, key=lambda found: found[2].area):
        if _is_small(sea, 2 * LEAST_SEA_PX * pixel):
            continue
        seen = shapely.simplify(_seen(sea, view), 2 * pixel, preserve_topology=False)
        if seen.is_empty or _is_small(seen, 2 * LEAST_SEA_PX * pixel):
            continue
        seen = seen if seen.is_valid else seen.buffer(0)
        own = seen.difference(shapely.union_all(named)) if named else seen
        spot = None if own.is_empty else _widest(own, view, LEAST_SEA_PX)
        if spot:
            named.append(seen)
            rank = 310 if code == "SEA" else 410
            labels.append({"text": name, "at": spot, "kind": "water", "rank": rank})
    return labels


def interior_spot(polygon: BaseGeometry, view: View, least_px: float) -> list[float] | None:
    """Return the middle of the widest part in view, if a circle of that radius fits there."""
    if _is_small(polygon, 2 * least_px * _degrees_a_pixel(view)):
        return None  # the common case of a small lake, for little
    return _widest(_seen(polygon, view), view, least_px)


def _widest(seen: BaseGeometry, view: View, least_px: float) -> list[float] | None:
    pixel = _degrees_a_pixel(view)
    if _is_small(seen, 2 * least_px * pixel):
        return None
    plain = shapely.simplify(seen, 2 * pixel, preserve_topology=False)
    parts = [part for part in shapely.get_parts(plain) if part.geom_type == "Polygon"]
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


def _degrees_a_pixel(view: View) -> float:
    return float(360 / (WORLD_PX * 2**view.zoom))


def _is_small(polygon: BaseGeometry, degrees: float) -> bool:
    """Whether no circle of this diameter fits in, far north, too: by half the latitude's scale."""
    west, south, east, north = polygon.bounds
    return bool(min(east - west, 2 * (north - south)) < degrees)


def line_spot(line: BaseGeometry, view: View, least_px: float) -> tuple[list[float], int] | None:
    """Return the middle of the longest stretch in view and its slope on the screen in degrees."""
    return _longest(_seen(line, view), view, least_px)


def _longest(seen: BaseGeometry, view: View, least_px: float) -> tuple[list[float], int] | None:
    merged = shapely.line_merge(seen)
    parts = [part for part in shapely.get_parts(merged) if part.geom_type == "LineString"]
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


def _seen(geometry: BaseGeometry, view: View) -> BaseGeometry:
    """The part of a shape in view."""
    (seen,) = _in_view([geometry], view)
    return seen


def _in_view(geometries: Sequence[BaseGeometry], view: View) -> NDArray[np.object_]:
    """The part of each shape in view."""
    west, south, east, north = view.screen
    shapes = np.array(geometries, dtype=object)
    seen = shapely.clip_by_rect(shapes, west, south, east, north)
    if view.across:
        beyond = shapely.bounds(shapes)[:, 0] < 0
        seen[beyond] = shapely.clip_by_rect(shapes[beyond], west - 360, south, east - 360, north)
    return np.asarray(seen)


def _pixels(places: Sequence[Place], view: View) -> NDArray[np.float64]:
    """Where places lie at zoom 0, in pixels: of shape (n, 2)."""
    spots = np.array([(place.lon, place.lat) for place in places], dtype=float).reshape(-1, 2)
    if view.across:
        spots[spots[:, 0] < 0, 0] += 360
    return project(spots)
