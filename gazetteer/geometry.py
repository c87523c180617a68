"""GeoPackage geometry blobs from GeoJSON and back to WKB, without a geometry library.

Layout: OGC 12-128r17, clause 2.1.3 (header with an XY envelope, then ISO WKB, little-endian).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from gazetteer.place import GazetteerBuildError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Box", "box_of", "from_geojson", "point_blob", "point_of", "wkb_of"]

Box = tuple[float, float, float, float]  # west, south, east, north, degrees

_POINT = struct.Struct("<2sBBiBIdd")
_HEADER = struct.Struct("<2sBBi4d")
_SRS = 4326
_WKB = {"LineString": 2, "Polygon": 3, "MultiLineString": 5, "MultiPolygon": 6}


def point_blob(lon: float, lat: float) -> bytes:
    """Return the blob of a point."""
    return _POINT.pack(b"GP", 0, 1, _SRS, 1, 1, lon, lat)


def point_of(blob: bytes) -> tuple[float, float]:
    """Return (lon, lat) of a blob written by :func:`point_blob`."""
    lon, lat = struct.unpack_from("<dd", blob, _POINT.size - 16)
    return lon, lat


def wkb_of(blob: bytes) -> bytes:
    """Return the WKB of a blob, whatever envelope its header has."""
    envelope = (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
    return blob[8 + envelope :]


def _path(points: Sequence[Sequence[float]]) -> bytes:
    flat = [value for point in points for value in point[:2]]
    return struct.pack(f"<I{len(flat)}d", len(points), *flat)


def _rings(rings: Sequence[Sequence[Sequence[float]]]) -> bytes:
    return struct.pack("<I", len(rings)) + b"".join(_path(ring) for ring in rings)


def _all_points(kind: str, coordinates: Any) -> Iterable[Sequence[float]]:
    if kind == "LineString":
        yield from coordinates
    elif kind in ("Polygon", "MultiLineString"):
        for part in coordinates:
            yield from part
    else:
        for polygon in coordinates:
            yield from polygon[0]


def from_geojson(geometry: dict[str, Any]) -> tuple[bytes, Box]:
    """Return the blob and the box of a GeoJSON line or polygon; single parts become multi-parts."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    if kind not in _WKB:
        raise GazetteerBuildError(f"a footprint cannot be a {kind}")
    points = list(_all_points(kind, coordinates))
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    box = (min(xs), min(ys), max(xs), max(ys))
    parts = [coordinates] if kind in ("LineString", "Polygon") else coordinates
    if kind.endswith("Polygon"):
        multi, single, body = 6, 3, [_rings(part) for part in parts]
    else:
        multi, single, body = 5, 2, [_path(part) for part in parts]
    wkb = struct.pack("<BII", 1, multi, len(parts)) + b"".join(
        struct.pack("<BI", 1, single) + part for part in body
    )
    return _HEADER.pack(b"GP", 0, 3, _SRS, box[0], box[2], box[1], box[3]) + wkb, box


def box_of(blob: bytes) -> Box:
    """Return the box of a blob written by this module."""
    if len(blob) == _POINT.size:
        lon, lat = point_of(blob)
        return lon, lat, lon, lat
    west, east, south, north = struct.unpack_from("<4d", blob, 8)
    return west, south, east, north
