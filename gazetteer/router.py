"""A routing service that the user names: OSRM (``/route/v1``) or Valhalla (``/route``).

Nothing is asked of any other address, and nothing without the user's word.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from functools import lru_cache
from typing import Any

from gazetteer.leg import Leg, Way
from gazetteer.place import GazetteerQueryError

__all__ = ["Router"]

_TIMEOUT_S = 20
_VALHALLA_DIGITS = 6  # of the encoded polyline
_MOST_BYTES = 50_000_000

Point = tuple[float, float]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leads to no address that the user has not named."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


class Router:
    """A routing service at an address, such as ``http://localhost:5000``.

    Valhalla is told by an address whose path ends in ``/route`` or that begins ``valhalla+http``;
    anything else is OSRM. Answers are kept for the life of the object.

    Raises
    ------
    GazetteerQueryError
        Where the address is none of http or https.
    """

    def __init__(self, address: str) -> None:
        plain = address.removeprefix("valhalla+").removeprefix("osrm+")
        parts = urllib.parse.urlsplit(plain)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise GazetteerQueryError(f"--router {address} is not an http address")
        self._address = address
        self._valhalla = address.startswith("valhalla+") or parts.path.rstrip("/").endswith(
            "/route"
        )
        self._base = plain.rstrip("/").removesuffix("/route")
        self.source = f"{'Valhalla' if self._valhalla else 'OSRM'} at {parts.netloc}"
        self.way = lru_cache(maxsize=4096)(self._way)

    def __reduce__(self) -> tuple[Any, ...]:
        return Router, (self._address,)

    def _way(self, start: Point, stop: Point) -> Way:
        try:
            answer = self._ask(start, stop)
            path, km = self._read(answer)
        except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
            return Way(reason=f"{self.source} gave no way ({type(error).__name__})")
        leg = Leg("road", path, None, f"{self.source}, road data as that service has it")
        return Way(legs=(leg,), length_km=round(km, 1))

    def _ask(self, start: Point, stop: Point) -> Any:
        if self._valhalla:
            ends = [{"lon": lon, "lat": lat} for lon, lat in (start, stop)]
            query = {"locations": ends, "costing": "auto", "units": "kilometers"}
            request = urllib.request.Request(
                f"{self._base}/route",
                json.dumps(query).encode(),
                {"Content-Type": "application/json"},
            )
        else:
            ends_ = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in (start, stop))
            request = urllib.request.Request(
                f"{self._base}/route/v1/driving/{ends_}?overview=full&geometries=geojson"
            )
        with _OPENER.open(request, timeout=_TIMEOUT_S) as reply:
            return json.loads(reply.read(_MOST_BYTES))

    def _read(self, answer: Any) -> tuple[tuple[Point, ...], float]:
        if self._valhalla:
            legs = answer["trip"]["legs"]
            path = tuple(point for leg in legs for point in _decoded(leg["shape"]))
            km = float(answer["trip"]["summary"]["length"])
        else:
            route = answer["routes"][0]
            path = tuple((float(x), float(y)) for x, y in route["geometry"]["coordinates"])
            km = float(route["distance"]) / 1000
        if len(path) < 2 or not all(abs(x) <= 180 and abs(y) <= 90 for x, y in path):
            raise ValueError("no line of points on Earth")
        return path, km


def _decoded(text: str) -> list[Point]:
    """Return (lon, lat) pairs of an encoded polyline, which has latitude first."""
    values: list[int] = []
    value = shift = 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 31) << shift
        shift += 5
        if bits < 32:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points: list[Point] = []
    lat = lon = 0
    for n in range(0, len(values) - 1, 2):
        lat += values[n]
        lon += values[n + 1]
        points.append((lon / 10**_VALHALLA_DIGITS, lat / 10**_VALHALLA_DIGITS))
    return points
