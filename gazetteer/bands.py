"""The places of a box: all places by bands of latitude, and from west to east in each.

An R-tree of points would take nine times the space, and answer later.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import floor

TYPE_CHECKING = False
if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from gazetteer.columns import Columns
    from gazetteer.postings import Postings

__all__ = ["BANDS", "banded", "spans_of", "wide_spans_of"]

_BANDS_A_DEGREE = 10
BANDS = 180 * _BANDS_A_DEGREE


def banded(lon: Sequence[float], lat: Sequence[float]) -> tuple[array[int], array[int]]:
    """Return where each band begins, and the fids of all places in order."""
    bands: list[list[int]] = [[] for _ in range(BANDS)]
    for at, north in enumerate(lat):
        bands[_band(north)].append(at)
    start, fids = array("I", [0]), array("I")
    for band in bands:
        band.sort(key=lon.__getitem__)
        fids.extend([at + 1 for at in band])
        band.clear()
        start.append(len(fids))
    return start, fids


def spans_of(
    columns: Postings, west: float, south: float, east: float, north: float
) -> list[tuple[int, int]]:
    """Return the runs of ``band_fid``, first and end, that hold the places of a box.

    The box (WGS 84 degrees, edges included) may run over the antimeridian, beyond 180 or -180. A
    run is as high as its band: the places in it may lie north or south of the box.
    """
    lon, start, order = columns.lon, columns.band_start, columns.band_fid
    spans = []
    for turn in (0.0, -360.0, 360.0):
        left, right = max(west + turn, -180.0), min(east + turn, 180.0)
        if left > right:
            continue
        for band in range(_band(south), _band(north) + 1):
            first, end = start[band], start[band + 1]
            if left > -180.0:
                first = bisect_left(order, left, first, end, key=lambda fid: lon[fid - 1])
            if right < 180.0:
                end = bisect_right(order, right, first, end, key=lambda fid: lon[fid - 1])
            if first < end:
                spans.append((first, end))
    return spans


def wide_spans_of(
    columns: Columns, west: float, south: float, east: float, north: float
) -> list[tuple[int, int]]:
    """Return what :func:`spans_of` does, for a box of many bands: all are searched at once."""
    import numpy as np

    bands = np.arange(_band(south), _band(north) + 1)
    spans: list[tuple[int, int]] = []
    for turn in (0.0, -360.0, 360.0):
        left, right = max(west + turn, -180.0), min(east + turn, 180.0)
        if left > right:
            continue
        first = columns.band_start[bands].astype(np.int64)
        end = columns.band_start[bands + 1].astype(np.int64)
        if left > -180.0:
            first = _bisect(columns, first, end, left, np.less)
        if right < 180.0:
            end = _bisect(columns, first, end, right, np.less_equal)
        full = first < end
        spans += zip(first[full].tolist(), end[full].tolist(), strict=True)
    return spans


def _bisect(
    columns: Columns,
    low: npt.NDArray[np.int64],
    high: npt.NDArray[np.int64],
    edge: float,
    is_before: np.ufunc,
) -> npt.NDArray[np.int64]:
    """Where in each run, from west to east, the places end that lie before an edge."""
    import numpy as np

    while (searched := low < high).any():
        middle = (low + high) // 2
        at = columns.band_fid[np.where(searched, middle, 0)] - 1
        before = is_before(columns.lon[at].astype(float), edge)
        low = np.where(searched & before, middle + 1, low)
        high = np.where(searched & ~before, middle, high)
    return low


def _band(lat: float) -> int:
    return min(max(floor((lat + 90.0) * _BANDS_A_DEGREE), 0), BANDS - 1)
