"""Geometry → compact integer paths, as the page's script reads them.

A path is one flat list ``[x0, y0, dx1, dy1, …]`` of longitudes and latitudes in units of
``10**-digits`` degrees: the first vertex, then the steps from each to the next. A polygon is the
list of its rings, outer and inner alike: drawn by the even-odd rule they need no telling apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["Detail", "Path", "encode", "encode_line"]

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
    """Paths of the rings of polygons or of lines, fine inside the frame and coarse beyond it.

    Douglas and Peucker's simplification keeps a subset of the vertices, so that the coarse choice
    can stand in for the fine one vertex by vertex, without a cut at the frame.
    """
    shapes = np.array(geometries, dtype=object)
    seen = shapely.box(*detail.frame)
    near = shapely.intersects(shapely.envelope(shapes), seen)
    steps = np.where(near, detail.step, detail.coarse)
    fine = shapely.simplify(shapes, steps, preserve_topology=False)
    vertices, owners, closed = _vertices(fine)
    if detail.coarse > detail.step and len(vertices):
        coarse = shapely.simplify(fine, detail.coarse, preserve_topology=False)
        west, south, east, north = detail.frame
        x, y = vertices.T
        wanted = (west <= x) & (x <= east) & (south <= y) & (y <= north)
        wanted |= np.isin(_keys(vertices), _keys(shapely.get_coordinates(coarse)))
        vertices, owners = vertices[wanted], owners[wanted]
    return _paths(vertices, owners, detail, closed=closed)


def encode_line(vertices: Vertices, detail: Detail) -> Path:
    """One path of an array of shape (n, 2), lon before lat, as it is."""
    (path,) = _paths(vertices, np.zeros(len(vertices), dtype=np.intp), detail, closed=False)
    return path


def _vertices(geometries: NDArray[np.object_]) -> tuple[Vertices, NDArray[np.intp], bool]:
    """All vertices, the number of the ring or line each belongs to, and whether they are rings."""
    parts = shapely.get_parts(geometries)
    parts = parts[~shapely.is_empty(parts)]
    dimensions = shapely.get_dimensions(parts)
    closed = bool(len(parts)) and int(dimensions.max()) == 2
    lines = shapely.get_rings(parts[dimensions == 2]) if closed else parts[dimensions == 1]
    vertices, owners = shapely.get_coordinates(lines, return_index=True)
    return vertices, owners, closed


def _keys(vertices: Vertices) -> NDArray[np.complex128]:
    return vertices[:, 0] + 1j * vertices[:, 1]


def _paths(
    vertices: Vertices, owners: NDArray[np.intp], detail: Detail, *, closed: bool
) -> list[Path]:
    """Round, drop what rounding has made equal, and write the steps of each ring or line."""
    if not len(vertices):
        return []
    units = np.rint(vertices * 10**detail.digits).astype(np.int64)
    repeated = (np.diff(units, axis=0) == 0).all(axis=1) & (np.diff(owners) == 0)
    fresh = np.concatenate(([True], ~repeated))
    units, owners = units[fresh], owners[fresh]
    first = np.flatnonzero(np.concatenate(([True], np.diff(owners) != 0)))
    size = np.maximum.reduceat(units, first) - np.minimum.reduceat(units, first)
    if detail.across:
        # What lies wholly in the western hemisphere is drawn beyond 180° east.
        west = np.maximum.reduceat(units[:, 0], first) <= 0
        lengths = np.diff(np.append(first, len(units)))
        units[:, 0] += np.repeat(west * 360 * 10**detail.digits, lengths)
    steps = np.diff(units, axis=0, prepend=0)
    steps[first] = units[first]
    flat: list[int] = steps.ravel().tolist()
    ends = [*(2 * first[1:]).tolist(), len(flat)]
    least = SPECK * detail.step * 10**detail.digits
    large = (size.max(axis=1) >= least).tolist() if closed else [True] * len(first)
    shortest = 6 if closed else 2
    return [
        flat[start:end]
        for start, end, keep in zip((2 * first).tolist(), ends, large, strict=True)
        if keep and end - start >= shortest
    ]
