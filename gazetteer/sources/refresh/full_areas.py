"""The areas that countries and units have before their shapes are simplified, to test those by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.packages import PINS
from gazetteer.sources.refresh.tables import write_lines

__all__ = ["areas_km2", "write_full_areas"]

# The sphere of the area of the WGS 84 ellipsoid (Moritz 1980, Geodetic Reference System 1980).
AUTHALIC_KM = 6371.0072


def areas_km2(shapes: Iterable[BaseGeometry] | npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """Return the areas of shapes given in degrees, in square kilometres.

    On Lambert's cylindrical projection, which keeps areas of the sphere: they are within 0.7 % of
    the ellipsoid's, and their ratios much closer.
    """

    def plane(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        lon, lat = np.radians(points).T
        return AUTHALIC_KM * np.column_stack([lon, np.sin(lat)])

    flat: Any = shapely.transform(np.asarray(shapes, dtype=object), plane)
    areas: npt.NDArray[np.float64] = shapely.area(flat)
    return areas


def write_full_areas(path: Path, full: Mapping[str, Mapping[str, BaseGeometry]]) -> int:
    """Write ``place_id``, ``km2`` and ``source``, a line a place; return how many.

    ``full`` are shapes by place id, by the package they are from; of two of one place the first
    package's counts.
    """
    versions = {pin.name: pin.version for pin in PINS}
    rows: dict[str, str] = {}
    for package, shapes in full.items():
        for place_id, km2 in zip(shapes, areas_km2(list(shapes.values())), strict=True):
            rows.setdefault(place_id, f"{place_id}\t{km2:.6g}\t{package} {versions[package]}")
    write_lines(path, ["place_id\tkm2\tsource", *(rows[place_id] for place_id in sorted(rows))])
    return len(rows)
