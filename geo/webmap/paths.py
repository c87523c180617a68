"""Geometry → compact integer paths, as the page's script reads them.

A path is one flat list ``[x0, y0, dx1, dy1, …]`` of longitudes and latitudes in units of
``10**-digits`` degrees: the first vertex, then the steps from each to the next. A polygon is the
list of its rings, outer and inner alike: drawn by the even-odd rule they need no telling apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["Detail", "Path", "encode", "encode_line", "graded", "simplified"]

Path = list[int]

@dataclass(frozen=True, slots=True)
class Detail:
    """How finely geometry is written.

    Attributes
    ----------
    step
        Degrees by which a simplified line may be off.
    digits
        Decimals of a degree that coordinates are rounded to.
    coarse
        The same for vertices outside the frame.
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


def encode(geometry: BaseGeometry, detail: Detail) -> list[Path]:
    """Paths of polygons' rings or of lines, fine inside the frame and coarse beyond it."""
    return _encoded(graded(geometry, detail), detail, closed=_is_polygonal(geometry))


def simplified(geometry: BaseGeometry, detail: Detail) -> list[Path]:
    """Paths of polygons' rings or of lines in the same detail everywhere."""
    lines = _lines(shapely.simplify(geometry, detail.step, preserve_topology=False))
    vertices = (shapely.get_coordinates(line) for line in lines)
    return _encoded(vertices, detail, closed=_is_polygonal(geometry))


def graded(geometry: BaseGeometry, detail: Detail) -> list[NDArray[np.float64]]:
    """Rings and lines of a geometry, fine inside the frame and coarse beyond it.

    Douglas and Peucker's simplification keeps a subset of the vertices, so that the coarse choice
    can stand in for the fine one vertex by vertex, without a cut at the frame.
    """
    fine = shapely.simplify(geometry, detail.step, preserve_topology=False)
    coarse = shapely.simplify(geometry, detail.coarse, preserve_topology=False)
    kept = {tuple(vertex) for vertex in shapely.get_coordinates(coarse).tolist()}
    west, south, east, north = detail.frame
    paths = []
    for line in _lines(fine):
        vertices = shapely.get_coordinates(line)
        x, y = vertices[:, 0], vertices[:, 1]
        inside = (west <= x) & (x <= east) & (south <= y) & (y <= north)
        if not inside.all():
            chosen = [tuple(vertex) in kept for vertex in vertices.tolist()]
            vertices = vertices[inside | np.array(chosen)]
        if len(vertices) > 1:
            paths.append(vertices)
    return paths


def encode_line(vertices: NDArray[np.float64], detail: Detail) -> Path:
    """One path of an array of shape (n, 2), lon before lat; repeated vertices are left out."""
    units = np.rint(_world_copy(vertices, detail) * 10**detail.digits).astype(np.int64)
    moved = np.concatenate(([True], np.diff(units, axis=0).any(axis=1)))
    units = units[moved]
    steps = np.diff(units, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    path: Path = steps.ravel().tolist()
    return path


def _encoded(
    lines: Iterable[NDArray[np.float64]], detail: Detail, *, closed: bool
) -> list[Path]:
    # Fewer than three corners is a speck smaller than a pixel.
    least = 6 if closed else 4
    encoded = (encode_line(vertices, detail) for vertices in lines)
    return [path for path in encoded if len(path) >= least]


def _world_copy(vertices: NDArray[np.float64], detail: Detail) -> NDArray[np.float64]:
    """Move the western hemisphere beyond 180° east if the view lies across the antimeridian."""
    if not detail.across:
        return vertices
    lon = vertices[:, 0]
    return np.column_stack((np.where(lon < 0, lon + 360, lon), vertices[:, 1]))


def _is_polygonal(geometry: BaseGeometry) -> bool:
    return bool(shapely.get_dimensions(geometry) == 2)


def _lines(geometry: BaseGeometry) -> list[BaseGeometry]:
    """Every ring of the polygons, else every line, in order."""
    parts = shapely.get_parts(geometry)
    if _is_polygonal(geometry):
        return list(shapely.get_rings(parts[shapely.get_dimensions(parts) == 2]))
    return [part for part in parts if shapely.get_dimensions(part) == 1]
