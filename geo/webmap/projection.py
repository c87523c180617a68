"""Spherical Mercator in screen units: the plane in which a page's geometry is fitted and drawn.

A position is (x, y) in pixels of a world 256 pixels wide, as Leaflet has it at zoom 0; zoom z is
that times ``2**z``. Formula: Snyder, Map Projections: A Working Manual (1987), eq. 7-1 and 7-2.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAX_LATITUDE", "WORLD_PX", "km_per_pixel", "project", "unproject"]

WORLD_PX = 256.0
MAX_LATITUDE = 85.0511287798  # where the square world of web maps ends
EQUATOR_KM = 40075.017  # WGS 84


def project(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Degrees of shape (n, 2), lon before lat, → pixels at zoom 0, y downwards."""
    lat = np.radians(np.clip(lonlat[:, 1], -MAX_LATITUDE, MAX_LATITUDE))
    x = (lonlat[:, 0] + 180.0) / 360.0
    y = 0.5 - np.log(np.tan(math.pi / 4 + lat / 2)) / (2 * math.pi)
    return np.column_stack((x, y)) * WORLD_PX


def unproject(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels at zoom 0 of shape (n, 2) → degrees, lon before lat."""
    lon = pixels[:, 0] / WORLD_PX * 360.0 - 180.0
    lat = np.degrees(2 * np.arctan(np.exp((0.5 - pixels[:, 1] / WORLD_PX) * 2 * math.pi))) - 90.0
    return np.column_stack((lon, lat))


def km_per_pixel(lat: float, zoom: float) -> float:
    """Ground length of one pixel in kilometres at a latitude."""
    return EQUATOR_KM * math.cos(math.radians(lat)) / (WORLD_PX * 2**zoom)
