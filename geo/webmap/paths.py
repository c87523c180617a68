"""Geometry → compact integer paths, as the page's script reads them.

A path is one flat list ``[x0, y0, dx1, dy1, …]`` of longitudes and latitudes in units of
``10**-digits`` degrees: the first vertex, then the steps from each to the next. A polygon is the
list of its rings, outer and inner alike: drawn by the even-odd rule they need no telling apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["Detail", "Path", "encode", "encode_each", "encode_line"]

Path = list[int]
Vertices = NDArray[np.float64]
SPECK = 3  # a ring less wide and high than this many steps is not drawn


@dataclass(frozen=True, slots=True)
class Detail:
    """How finely geometry is written.

    Attributes
    ----------
    step
        Degrees by which a simplified line may be off.
    coarse
        The same for vertices outside the frame.
    digits
        Decimals of a degree that coordinates are rounded to.
    frame
        West, south, east, north in degrees.
    across
        Whether the western hemisphere is drawn east of 180°, next to the eastern one.
    """

    step: float
    coarse: float
    digits: int
    frame: tuple[float, float, float, float]
    across: bool = False

    def at(self, lon: float, lat: float) -> list[float]:
        """Lon and lat of a point as the page's script reads them."""
        if self.across and lon < 0:
            lon += 360
        return [round(float(lon), 4), round(float(lat), 4)]


def encode(geometries: Sequence[BaseGeometry], detail: Detail) -> list[Path]:
    """Paths of the rings of polygons or of lines, fine inside the frame and coarse beyond it."""
    return [path for paths in encode_each(geometries, detail) for path in paths]


def encode_each(
    geometries: Sequence[BaseGeometry], detail: Detail, coarse: Sequence[float] | None = None
) -> list[list[Path]]:
    """Encode many shapes at once, each to paths of its own; ``coarse`` may differ between them.

    Of a shape that has polygons, lines are left out. Douglas and Peucker's simplification keeps a
    subset of the vertices, so that the coarse choice can stand in for the fine one vertex by
    vertex, without a cut at the frame. Rings are simplified as lines: whether the polygon would
    still be valid takes three times as long to find out, and no reader could see it.
    """
    found: list[list[Path]] = [[] for _ in geometries]
    parts, shape_of = shapely.get_parts(np.array(geometries, dtype=object), return_index=True)
    curves, part_of, closed = _curves(parts, shape_of)
    shape_of = shape_of[part_of]
    beyond = np.array([detail.coarse] * len(geometries) if coarse is None else coarse)[shape_of]
    west, south, east, north = detail.frame
    low_x, low_y, high_x, high_y = shapely.bounds(curves).T
    near = (low_x <= east) & (high_x >= west) & (low_y <= north) & (high_y >= south)
    inside = (low_x >= west) & (high_x <= east) & (low_y >= south) & (high_y <= north)
    step = np.where(near, detail.step, beyond)
    seen = ~closed | (np.maximum(high_x - low_x, high_y - low_y) >= SPECK * step)
    curves, shape_of, closed, step = curves[seen], shape_of[seen], closed[seen], step[seen]
    near, inside, beyond = near[seen], inside[seen], beyond[seen]
    crossing = near & ~inside & (beyond > detail.step)
    if crossing.any():
        curves[crossing] = _coarse_beyond(curves[crossing], beyond[crossing], detail)
    curves = shapely.simplify(curves, step, preserve_topology=False)
    vertices, curve_of = shapely.get_coordinates(curves, return_index=True)
    for curve, path in _paths(vertices, curve_of, closed, detail):
        found[shape_of[curve]].append(path)
    return found


def _coarse_beyond(
    curves: NDArray[np.object_], coarse: NDArray[np.float64], detail: Detail
) -> NDArray[np.object_]:
    """Lines without those of their vertices beyond the frame that a coarse choice leaves out."""
    vertices, curve_of = shapely.get_coordinates(curves, return_index=True)
    coarser = shapely.simplify(curves, coarse, preserve_topology=False)
    west, south, east, north = detail.frame
    x, y = vertices.T
    kept = (west <= x) & (x <= east) & (south <= y) & (y <= north)
    kept[~kept] = np.isin(_keys(vertices[~kept]), _keys(shapely.get_coordinates(coarser)))
    return np.asarray(shapely.linestrings(vertices[kept], indices=curve_of[kept]))


def encode_line(vertices: Vertices, detail: Detail) -> Path:
    """One path of an array of shape (n, 2), lon before lat, as it is."""
    ((_, path),) = _paths(vertices, np.zeros(len(vertices), np.intp), np.array([False]), detail)
    return path


def _curves(
    parts: NDArray[np.object_], shape_of: NDArray[np.intp]
) -> tuple[NDArray[np.object_], NDArray[np.intp], NDArray[np.bool_]]:
    """The rings and lines of parts, the number of the part each is of, and whether it is a ring."""
    dimensions = np.where(shapely.is_empty(parts), -1, shapely.get_dimensions(parts))
    rings, ring_of = shapely.get_rings(parts[dimensions == 2], return_index=True)
    ring_of = np.flatnonzero(dimensions == 2)[ring_of]
    line_of = np.flatnonzero((dimensions == 1) & ~np.isin(shape_of, shape_of[ring_of]))
    part_of = np.concatenate((ring_of, line_of))
    order = np.argsort(part_of, kind="stable")
    curves = np.concatenate((rings, parts[line_of]))[order]
    return curves, part_of[order], (np.arange(len(part_of)) < len(ring_of))[order]


def _keys(vertices: Vertices) -> NDArray[np.int64]:
    """One number for each vertex, by which the same is known again."""
    units = np.rint(vertices * 1e6).astype(np.int64)
    return units[:, 0] * 1_000_000_000 + units[:, 1]


def _paths(
    vertices: Vertices,
    curve_of: NDArray[np.intp],
    closed: NDArray[np.bool_],
    detail: Detail,
) -> Iterator[tuple[int, Path]]:
    """Round, drop what rounding has made equal, and write the steps of each ring or line."""
    if not len(vertices):
        return
    units = np.rint(vertices * 10**detail.digits).astype(np.int64)
    repeated = (np.diff(units, axis=0) == 0).all(axis=1) & (np.diff(curve_of) == 0)
    fresh = np.concatenate(([True], ~repeated))
    units, curve_of = units[fresh], curve_of[fresh]
    first = np.flatnonzero(np.concatenate(([True], np.diff(curve_of) != 0)))
    lengths = np.diff(np.append(first, len(units)))
    if detail.across:
        # What lies wholly in the western hemisphere is drawn beyond 180° east.
        west = np.maximum.reduceat(units[:, 0], first) <= 0
        units[:, 0] += np.repeat(west * 360 * 10**detail.digits, lengths)
    steps = np.diff(units, axis=0, prepend=0)
    steps[first] = units[first]
    flat: list[int] = steps.ravel().tolist()
    curves = curve_of[first]
    kept = ~closed[curves] | (lengths >= 3)
    starts, ends = 2 * first[kept], 2 * (first + lengths)[kept]
    for curve, start, end in zip(
        curves[kept].tolist(), starts.tolist(), ends.tolist(), strict=True
    ):
        yield curve, flat[start:end]
