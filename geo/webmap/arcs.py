"""A straight stated leg → a curve, so that it is not read as a path on the ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .projection import WORLD_PX, project, unproject

__all__ = ["arc"]

BULGE = 0.16  # height of the arc over its chord
STEPS = 24


def arc(start: tuple[float, float], end: tuple[float, float]) -> NDArray[np.float64]:
    """Return a quadratic Bézier curve on the map's plane, bulging to the left of its direction.

    A way out and a way back between the same two places thus lie apart. Ends are (lon, lat); the
    answer has shape (n, 2), lon before lat, and takes the shorter way round the globe.
    """
    a, b = project(np.array([start, end], dtype=float))
    if abs(b[0] - a[0]) > WORLD_PX / 2:
        b = b - (np.sign(b[0] - a[0]) * WORLD_PX, 0.0)
    along = b - a
    left = np.array([along[1], -along[0]])
    # A quadratic curve's middle lies half as far out as its control point.
    control = (a + b) / 2 + 2 * BULGE * left
    t = np.linspace(0.0, 1.0, STEPS + 1)[:, None]
    curve = unproject((1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b)
    curve[0], curve[-1] = start, unproject(b[None])[0]
    return curve
