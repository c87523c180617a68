"""What the first view shows: the extent of the story, not of everything it names.

An article on one town names far capitals in passing. The view is fitted to where things happen:
the movements first, then the areas, then the other places below the country, as long as each makes
the view no more than a few times larger.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from .paths import Detail
from .projection import WORLD_PX, project, unproject

__all__ = ["Bounds", "Focus", "View", "fit_view"]

Bounds = tuple[float, float, float, float]  # west, south, east, north in degrees

SCREEN = (860, 700)  # pixels of a usual map pane; only the level of detail hangs on it
MARGIN = 0.06  # of the extent, on each side
SMALLEST_DEGREES = 0.25  # no view is narrower than this many degrees
LEAST_SPAN = WORLD_PX / 360  # a single town may still take in its surroundings
FRAME = 0.5  # how far fine detail reaches beyond the view, in widths and heights of it
WHOLE_WORLD: Bounds = (-170.0, -55.0, 180.0, 75.0)


@dataclass(frozen=True, slots=True)
class Focus:
    """One thing the view may show.

    ``rank`` 0 is what the story is about, higher ranks follow; ``weight`` is how often it is named.
    """

    bounds: Bounds
    rank: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class View:
    """The first view of a map.

    Attributes
    ----------
    bounds
        West, south, east, north in WGS 84 degrees; east is over 180 across the antimeridian.
    zoom
        Leaflet's zoom level at which the bounds fill a usual screen.
    frame
        The larger box inside which geometry is drawn in full detail.
    across
        Whether the view lies across the antimeridian.
    """

    bounds: Bounds
    zoom: float
    frame: Bounds
    across: bool = False

    @property
    def detail(self) -> Detail:
        """Half a pixel one level further in than the first view."""
        step = 0.5 * 360 / (WORLD_PX * 2 ** (self.zoom + 1))
        return Detail(step, 8 * step, decimals(self.zoom), self.frame, self.across)

    @property
    def centre(self) -> tuple[float, float]:
        """Lon and lat of the middle of the screen."""
        corners = project(np.array([self.bounds[:2], self.bounds[2:]], dtype=float))
        lon, lat = unproject(corners.mean(axis=0, keepdims=True))[0]
        return float(lon), float(lat)


def fit_view(focuses: Sequence[Focus], growth: Sequence[float] = (1.6, 1.3, 1.3)) -> View:
    """Fit a view to the story.

    Parameters
    ----------
    focuses
        What may be shown, in any order. None at all gives the whole world.
    growth
        For each rank, by how many times what is ranked before may be enlarged to take one more in.
    """
    if not focuses:
        return _view(WHOLE_WORLD)
    across = _across(focuses)
    shifted = [Focus(_shift(f.bounds, across), f.rank, f.weight) for f in focuses]
    first = min(focus.rank for focus in shifted)
    leading = [focus for focus in shifted if focus.rank == first]
    box = _core(leading)
    for rank in range(first, len(growth)):
        limit = max(_span(box), LEAST_SPAN) * growth[rank]
        waiting = [f for f in shifted if f.rank == rank]
        # Nearest first, so that one far place does not shut out those close by.
        for focus in sorted(waiting, key=lambda f: (_span(_union((box, f.bounds))), f.bounds)):
            wider = _union((box, focus.bounds))
            if _span(wider) <= limit:
                box = wider
    return _view(box, across=across)


def _core(focuses: Sequence[Focus]) -> Bounds:
    """The box around the weighted middle that holds half of what is named."""
    middles = project(np.array([_middle(f.bounds) for f in focuses]))
    weights = np.array([f.weight for f in focuses])
    distances = np.linalg.norm(middles[:, None] - middles[None, :], axis=2)
    centre = int(np.argmin(distances @ weights))
    order = np.argsort(distances[centre], kind="stable")
    enough = np.searchsorted(np.cumsum(weights[order]), 0.5 * weights.sum())
    return _union(focuses[i].bounds for i in order[: int(enough) + 1])


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
    half = np.array(SCREEN) / 2**zoom / 2 * (1 + 2 * FRAME)
    low, high = unproject(np.array([middle - half, middle + half]))
    frame = (
        float(max(low[0], -180.0)),
        float(max(high[1], -85.0)),
        float(min(high[0], 360.0 if across else 180.0)),
        float(min(low[1], 85.0)),
    )
    return View(_rounded(bounds), round(zoom, 2), _rounded(frame), across)


def decimals(zoom: float) -> int:
    """Decimals of a degree that keep rounding under a third of a pixel two levels further in."""
    pixels_per_degree = WORLD_PX * 2 ** (zoom + 2) / 360
    return max(1, math.ceil(math.log10(1.5 * pixels_per_degree)))


def _across(focuses: Sequence[Focus]) -> bool:
    """Whether the story is narrower across the antimeridian than across Greenwich."""
    leading = [f for f in focuses if f.rank == min(f.rank for f in focuses)]
    plain = _union(f.bounds for f in leading)
    turned = _union(_shift(f.bounds, True) for f in leading)
    return plain[2] - plain[0] > 180 and turned[2] - turned[0] < plain[2] - plain[0]


def _shift(bounds: Bounds, across: bool) -> Bounds:
    west, south, east, north = bounds
    if not across or west >= 0:
        return bounds
    if east - west > 180:  # a polygon cut at the antimeridian: both halves touch ±180
        return (180 - (180 - east) if east < 180 else 150.0, south, 210.0, north)
    return (west + 360, south, east + 360, north)


def _union(boxes: Iterable[Bounds]) -> Bounds:
    west, south, east, north = zip(*boxes, strict=True)
    return (min(west), min(south), max(east), max(north))


def _span(bounds: Bounds) -> float:
    """Width and height on the screen together, in pixels at zoom 0."""
    corners = project(np.array([bounds[:2], bounds[2:]], dtype=float))
    return float(np.abs(corners[1] - corners[0]).sum())


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
