"""What the first view shows: the extent of the story, not of everything it names.

An article on one town names far capitals in passing. Every extra level of zoom is worth something
to the reader, so that the view takes in what weighs enough to pay for the levels it costs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .paths import Detail
from .projection import WORLD_PX, project, unproject

__all__ = ["Bounds", "Focus", "View", "fit_view", "rank_drawn"]

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees

SCREEN = (860, 700)  # pixels of a usual map pane; only the level of detail hangs on it
MARGIN = 0.06  # of the extent, on each side
SMALLEST_DEGREES = 0.5  # no view is narrower than this many degrees
LEVEL = 0.13  # share of the story's weight that is worth one level of zoom
LEAST_SPAN = 3 * WORLD_PX / 360  # no closer view is worth more: a town needs its surroundings
SEEDS = 4
MOST_FOCUSES = 80
FRAME = 0.35  # how far fine detail reaches beyond the view, in widths and heights of it
WHOLE_WORLD: Bounds = (-170.0, -55.0, 180.0, 75.0)


@dataclass(frozen=True, slots=True)
class Focus:
    """One thing the view may show, and how much the story is about it."""

    bounds: Bounds
    weight: float


@dataclass(frozen=True)
class View:
    """The first view of a map.

    Attributes
    ----------
    bounds
        West, south, east, north in WGS 84 degrees; east is over 180 across the antimeridian.
    zoom
        Leaflet's zoom level at which the bounds fill a usual screen.
    screen
        What a usual screen shows of them: the bounds, and more on two of the sides.
    frame
        The larger box inside which geometry is drawn in full detail.
    across
        Whether the view lies across the antimeridian.
    """

    bounds: Bounds
    zoom: float
    screen: Bounds
    frame: Bounds
    across: bool = False

    @cached_property
    def detail(self) -> Detail:
        """Half a pixel one level further in than the first view."""
        step = 0.5 * 360 / (WORLD_PX * 2 ** (self.zoom + 1))
        return Detail(step, 8 * step, decimals(self.zoom), self.frame, self.across)

    @cached_property
    def centre(self) -> tuple[float, float]:
        """Lon and lat of the middle of the screen."""
        corners = project(np.array([self.bounds[:2], self.bounds[2:]], dtype=float))
        lon, lat = unproject(corners.mean(axis=0, keepdims=True))[0]
        return float(lon), float(lat)


def fit_view(focuses: Sequence[Focus]) -> View:
    """Fit a view to the story; nothing to show gives the whole world.

    The box grows from each of the heaviest focuses in turn, taking in what lies nearest; of all the
    boxes passed the one with the best balance of weight shown and zoom given up is the view.
    """
    heaviest = sorted(focuses, key=lambda f: (-f.weight, f.bounds))[:MOST_FOCUSES]
    if not heaviest or heaviest[0].weight <= 0:
        return _view(WHOLE_WORLD)
    plain = _best_box(heaviest)
    west, east = min(f.bounds[0] for f in heaviest), max(f.bounds[2] for f in heaviest)
    if east - west <= 180:  # no way round the back is shorter
        return _view(plain[1])
    turned = _best_box([Focus(_beyond(f.bounds), f.weight) for f in heaviest])
    # A hair's breadth: rounding must not turn the map round.
    if turned[0] > plain[0] + 1e-9 and turned[1][2] > 180:
        return _view(turned[1], across=True)
    return _view(plain[1])


def _best_box(focuses: Sequence[Focus]) -> tuple[float, Bounds]:
    """The best score of any box, and the box."""
    weights = np.array([f.weight for f in focuses])
    shares = weights / weights.sum()
    degrees = np.array([f.bounds for f in focuses])
    corners = np.hstack((project(degrees[:, :2]), project(degrees[:, 2:])))
    # Low x and y, then high ones turned negative, so that to take in a box is one minimum; y runs
    # downwards.
    boxes = corners[:, [0, 3, 2, 1]] * (1, 1, -1, -1)
    seeds = np.arange(min(SEEDS, len(focuses)))
    grown = boxes[seeds]
    shown = np.zeros((len(seeds), len(focuses)), dtype=bool)
    shown[seeds, seeds] = True
    best: tuple[float, list[int]] = (-math.inf, [])
    for _ in focuses:
        spans = np.maximum(-grown.sum(axis=1), LEAST_SPAN)
        costs = LEVEL * np.log2(spans / LEAST_SPAN)
        if 1.0 - costs.min() < best[0]:  # boxes only grow: all the weight could not pay for it
            break
        scores = shown @ shares - costs
        first = int(np.argmax(scores))
        if scores[first] > best[0]:
            best = (float(scores[first]), np.flatnonzero(shown[first]).tolist())
        reach = np.minimum(grown[:, None], boxes)
        spans = np.where(shown, np.inf, -reach.sum(axis=2))
        nearest = np.argmin(spans, axis=1)
        grown = reach[seeds, nearest]
        shown[seeds, nearest] = True
    west, south, _, _ = degrees[best[1]].min(axis=0).tolist()
    _, _, east, north = degrees[best[1]].max(axis=0).tolist()
    return best[0], (west, south, east, north)


def _view(box: Bounds, *, across: bool = False) -> View:
    box = _at_least(box, SMALLEST_DEGREES)
    west, south, east, north = box
    width, height = (east - west) * MARGIN, (north - south) * MARGIN
    bounds = (west - width, max(south - height, -84.0), east + width, min(north + height, 84.0))
    corners = project(np.array([bounds[:2], bounds[2:]], dtype=float))
    size = np.abs(corners[1] - corners[0])
    zoom = max(0.0, math.log2(float(np.min(np.array(SCREEN) / size))))
    # The screen is rarely of the extent's shape: the frame starts from what the screen will show.
    middle = corners.mean(axis=0)
    half = np.array(SCREEN) / 2**zoom / 2

    def around(share: float) -> Bounds:
        low, high = unproject(np.array([middle - half * share, middle + half * share]))
        return _rounded(
            (
                float(max(low[0], -180.0)),
                float(max(high[1], -85.0)),
                float(min(high[0], 360.0 if across else 180.0)),
                float(min(low[1], 85.0)),
            )
        )

    return View(_rounded(bounds), round(zoom, 2), around(1.0), around(1 + 2 * FRAME), across)


def rank_drawn(zoom: float) -> float:
    """Return the greatest of Natural Earth's ranks that is drawn: each is made for such a zoom."""
    return zoom + 2


def decimals(zoom: float) -> int:
    """Decimals of a degree that keep rounding under a third of a pixel two levels further in."""
    pixels_per_degree = WORLD_PX * 2 ** (zoom + 2) / 360
    return max(1, math.ceil(math.log10(1.5 * pixels_per_degree)))


def _beyond(bounds: Bounds) -> Bounds:
    """The same box where the western hemisphere follows 180° east."""
    west, south, east, north = bounds
    if west >= 0:
        return bounds
    if east <= 0:
        return west + 360, south, east + 360, north
    if west < -170 and east > 170:  # cut at the antimeridian, as Russia and Fiji are
        return 150.0, south, 200.0, north
    return bounds


def _middle(bounds: Bounds) -> tuple[float, float]:
    return (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2


def _at_least(bounds: Bounds, degrees: float) -> Bounds:
    lon, lat = _middle(bounds)
    half = degrees / 2
    return (
        min(bounds[0], lon - half),
        max(min(bounds[1], lat - half), -84.0),
        max(bounds[2], lon + half),
        min(max(bounds[3], lat + half), 84.0),
    )


def _rounded(bounds: Bounds) -> Bounds:
    west, south, east, north = (round(value, 4) for value in bounds)
    return west, south, east, north
