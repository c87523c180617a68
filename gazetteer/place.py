"""What the gazetteer returns, and what it raises."""

from __future__ import annotations

import enum

from gazetteer.frozen import dataclass

__all__ = [
    "CURE",
    "FeatureClass",
    "GazetteerBuildError",
    "GazetteerBusyError",
    "GazetteerCorruptError",
    "GazetteerError",
    "GazetteerNotFoundError",
    "GazetteerQueryError",
    "GazetteerVersionError",
    "Place",
    "unread",
]

TYPE_CHECKING = False  # where typing is not worth its milliseconds: see gazetteer.frozen
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

    FootprintKind = Literal["point", "line", "polygon"]


class FeatureClass(enum.StrEnum):
    """GeoNames feature classes (https://www.geonames.org/export/codes.html)."""

    ADMINISTRATIVE = "A"
    WATER = "H"
    AREA = "L"
    POPULATED = "P"
    ROAD = "R"
    SPOT = "S"
    TERRAIN = "T"
    UNDERSEA = "U"
    VEGETATION = "V"


@dataclass(frozen=True, slots=True)
class Place:
    """One gazetteer entry: the referent of a name.

    Attributes
    ----------
    place_id
        ``"geonames:706448"``, ``"ne:…"`` (Natural Earth), ``"icao:…"`` (airports) or
        ``"mm:…"`` (this project's own facts tables).
    feature_class, feature_code
        GeoNames codes, such as ``"P"`` and ``"PPLA"``.
    country_code
        ISO 3166-1 alpha-2 in the worldview of the gazetteer, ``""`` where there is none.
    admin1_code
        GeoNames first-level code within the country (``"08"``), ``""`` where there is none.
    lon, lat
        WGS 84 degrees.
    population
        Inhabitants; 0 where unknown.
    kind
        What sort of footprint the gazetteer holds; the geometry itself is read by
        :meth:`Gazetteer.footprint`.
    admin2_code
        GeoNames second-level code within the first, ``""`` where there is none.
    disputed
        One sentence that says who claims and who administers it, or ``None``.
    """

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    country_code: str
    admin1_code: str
    lon: float
    lat: float
    population: int = 0
    kind: FootprintKind = "point"
    admin2_code: str = ""
    disputed: str | None = None

    if not TYPE_CHECKING:
        # Of all that a look-up finds most is never read: a row is, when a field is first asked for.
        unlisted_slots = ("_read", "_fid")

        def __getattr__(self, name):
            if name not in self.__match_args__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            for field, value in zip(self.__match_args__, self._read(self._fid), strict=True):
                object.__setattr__(self, field, value)
            return object.__getattribute__(self, name)


def unread(read: Callable[[int], Sequence[object]], fid: int) -> Place:
    """Return a place whose fields ``read(fid)`` returns, in order, once one is asked for."""
    place = _new(Place)
    _put_read(place, read)
    _put_fid(place, fid)
    return place


_new = Place.__new__
_put_read: Callable[[Place, object], None] = vars(Place)["_read"].__set__
_put_fid: Callable[[Place, int], None] = vars(Place)["_fid"].__set__


# What helps where a gazetteer is missing or broken.
CURE = "run `mentionmap gazetteer build` or reinstall mentionmap"


class GazetteerError(Exception):
    """Base of all errors of this package; the text holds the cure."""


class GazetteerNotFoundError(GazetteerError, FileNotFoundError):
    """There is no gazetteer at the path given."""


class GazetteerCorruptError(GazetteerError, ValueError):
    """The folder is there, but it is not the gazetteer its manifest describes."""


class GazetteerVersionError(GazetteerError, RuntimeError):
    """The gazetteer was built by a version with another schema."""


class GazetteerQueryError(GazetteerError, ValueError):
    """What is asked for cannot be: no such country, class, view or point on Earth."""


class GazetteerBuildError(GazetteerError, ValueError):
    """A source table cannot be read."""


class GazetteerBusyError(GazetteerError, RuntimeError):
    """Another process is building the same folder."""
