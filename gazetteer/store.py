"""``Gazetteer``: look-ups in a built folder, read-only; imports nothing heavier than sqlite3."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property, lru_cache, partial

from gazetteer import by_name, by_position
from gazetteer.basemap import Basemap, basemap
from gazetteer.distance import distance_km
from gazetteer.folder import Folder
from gazetteer.index import NameIndex
from gazetteer.manifest import Manifest
from gazetteer.names import MAX_KEY
from gazetteer.place import Place
from gazetteer.worldview import WORLDVIEWS, worldview_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from shapely.geometry.base import BaseGeometry

    from gazetteer.columns import Columns
    from gazetteer.leg import Leg, Way
    from gazetteer.network import Network

__all__ = ["DEFAULT_PATH", "WORLDVIEWS", "Basemap", "Gazetteer", "distance_km", "open_gazetteer"]

DEFAULT_PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "default")


def open_gazetteer(path: str | Path | None = None, *, worldview: str = "iso") -> Gazetteer:
    """Open a gazetteer folder; the one built at installation by default.

    Parameters
    ----------
    path
        The folder.
    worldview
        Whose view of disputed territory: ``"iso"`` (ISO 3166 and the United Nations),
        ``"de-facto"``, or the ISO 3166-1 code of one of the countries in
        ``gazetteer.worldview.WORLDVIEWS``. It decides which country a disputed place is in, how
        countries are outlined and how borders are drawn.

    Raises
    ------
    GazetteerNotFoundError, GazetteerCorruptError, GazetteerVersionError, GazetteerQueryError
        The text of each says what to do.
    """
    return Gazetteer(DEFAULT_PATH if path is None else path, worldview_code(worldview))


class Gazetteer:
    """Names, points and footprints of places; use :func:`open_gazetteer`."""

    def __init__(self, path: str | Path, worldview: str) -> None:
        self.worldview = worldview
        self._folder = Folder(os.fspath(path), worldview)
        # A column of names holds few different ones; an answer is immutable, as the folder is.
        self._found = lru_cache(maxsize=4096)(partial(by_name.found, self._folder))
        self._ranked = lru_cache(maxsize=1024)(partial(by_name.ranked, self._folder))

    def __reduce__(self) -> tuple[Any, ...]:
        return Gazetteer, (self._folder.path, self.worldview)

    def __repr__(self) -> str:
        places = self.manifest.counts["places"]
        return f"<Gazetteer {self.id} of {places:,} places, worldview {self.worldview}>"

    @property
    def path(self) -> Path:
        """The folder."""
        from pathlib import Path

        return Path(self._folder.path)

    @property
    def manifest(self) -> Manifest:
        """What it is, and where it came from."""
        return self._folder.manifest

    @property
    def id(self) -> str:
        """Identity of the content: the same for two builds from the same sources."""
        return self.manifest.gazetteer_id

    @property
    def credits(self) -> tuple[str, ...]:
        """Credit lines of the sources."""
        return tuple(dict.fromkeys(source.credit for source in self.manifest.sources))

    @property
    def index(self) -> NameIndex:
        """The name index, to scan texts with."""
        return self._folder.index

    @cached_property
    def columns(self) -> Columns:
        """The places as flat arrays (imports NumPy)."""
        from gazetteer.columns import open_columns

        with self._folder.intact():
            return open_columns(self.path, self._folder.worldview)

    @cached_property
    def network(self) -> Network:
        """The corridor network."""
        from gazetteer.network import Network

        with self._folder.intact():
            return Network(self.path / "network")

    def verify(self) -> list[str]:
        """Return what is wrong: a file without its SHA-256, or a footprint that is not valid."""
        return self._folder.faults()

    # --- One place --------------------------------------------------------------------------------

    def get(self, place_id: str) -> Place | None:
        """Return the place of an id, or ``None``."""
        fid = self._folder.fid(place_id)
        return None if fid is None else self._folder.at(fid)

    def places(self, fids: Iterable[int]) -> dict[int, Place]:
        """Return the places of many fids (see ``gazetteer.columns``)."""
        return self._folder.places(fids)

    def parents(self, place_id: str) -> list[Place]:
        """Return the units that contain a place, smallest first."""
        fid = self._folder.fid(place_id)
        if fid is None:
            return []
        return [self._folder.at(unit) for unit in self._folder.parents(fid)]

    def located_by(self, place_id: str) -> Place | None:
        """Return the unit at whose point a smaller one is listed that no source has a point of.

        ``None`` for what stands at a point of its own.
        """
        place = self.get(place_id)
        if place is None or place.feature_class != "A" or place.kind != "point":
            return None
        point = (place.lon, place.lat)
        return next((u for u in self.parents(place_id) if (u.lon, u.lat) == point), None)

    def children(self, place_id: str) -> list[Place]:
        """Return the units just below a country or unit, else the places in it, by name."""
        fid = self._folder.fid(place_id)
        return [] if fid is None else by_position.children(self._folder, self.columns, fid)

    def footprint(self, place_id: str) -> BaseGeometry | None:
        """Return the polygon or line of a place (WGS 84 degrees); ``None`` if it has a point."""
        fid = self._folder.fid(place_id)
        return None if fid is None else self._folder.footprint(fid)

    def main_town(self, place_id: str) -> Place | None:
        """Return the seat of a unit or country, else the largest town in a place's polygon."""
        fid = self._folder.fid(place_id)
        return None if fid is None else by_position.main_town(self._folder, self.columns, fid)

    # --- By name ----------------------------------------------------------------------------------

    def lookup(
        self,
        name: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        fuzzy: bool = False,
        limit: int = 10,
        feature_class: str | None = None,
    ) -> list[Place]:
        """Return the places of a name, best first.

        Parameters
        ----------
        name
            A name in any language, with a generic term ("Kherson region") or containing places
            ("Wilmington, DE", "Paris, Texas, USA") if wanted.
        country
            ISO 3166-1 alpha-2: only places there.
        near
            (lon, lat) in degrees: nearer namesakes first.
        fuzzy
            Also try names one edit away, where there is no exact one and the name is longer than
            four characters.
        feature_class
            GeoNames class, such as ``"P"``.

        Raises
        ------
        GazetteerQueryError
            Where there is no such country, class or point.
        """
        at = None if near is None else (near[0], near[1])
        ask = self._found if len(name) <= MAX_KEY else self._found.__wrapped__
        return list(ask(name, country, at, fuzzy, limit, feature_class))

    def ranked(
        self,
        name: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        fuzzy: bool = False,
        limit: int = 10,
        feature_class: str | None = None,
    ) -> list[tuple[Place, float]]:
        """Return places with their scores; arguments as for :meth:`lookup`."""
        at = None if near is None else (near[0], near[1])
        ask = self._ranked if len(name) <= MAX_KEY else self._ranked.__wrapped__
        return list(ask(name, country, at, fuzzy, limit, feature_class))

    def complete(self, prefix: str, *, limit: int = 10) -> list[Place]:
        """Return places whose names begin with ``prefix``, best first."""
        return by_name.complete(self._folder, prefix, limit)

    # --- By position ------------------------------------------------------------------------------

    def reverse(self, lon: float, lat: float, *, limit: int = 1) -> list[Place]:
        """Return the nearest populated places, then the units whose polygons hold the point.

        Units come smallest first. Nothing within 500 km: units only.
        """
        return by_position.reverse(self._folder, lon, lat, limit)

    def within(
        self, geometry: BaseGeometry, *, feature_class: str = "P", limit: int | None = None
    ) -> list[Place]:
        """Return the places whose points lie in a polygon, most populous first.

        The polygon is in WGS 84 degrees; one that crosses the antimeridian runs on past ±180.
        """
        return by_position.within(self._folder, self.columns, geometry, feature_class, limit)

    def basemap(
        self, west: float, south: float, east: float, north: float, *, detail: str = "10m"
    ) -> Basemap:
        """Return what lies under a map of this box (WGS 84 degrees), not clipped to it.

        Parameters
        ----------
        west, south, east, north
            The box; it may not cross the 180th meridian.
        detail
            Natural Earth's scale: "10m", "50m" or "110m".

        Raises
        ------
        GazetteerQueryError
            ``detail`` is another.
        """
        return basemap(self._folder, self.columns, (west, south, east, north), detail)

    # --- From place to place ----------------------------------------------------------------------

    def route(
        self,
        start: Place | tuple[float, float],
        stop: Place | tuple[float, float],
        *,
        on: str | None = None,
    ) -> list[Leg]:
        """Return the legs of the likeliest overland way between two ends, in order.

        A corridor runs along towns and is inferred without road data: its course is likely, not
        surveyed, and its length right to about 20 %. Bridges, tunnels and ferries are legs of their
        own, named. :meth:`ways` says more, and why there is none.

        Parameters
        ----------
        start, stop
            Places, or (lon, lat) in WGS 84 degrees.
        on
            ISO 8601 date: which crossings stood then, and which borders were closed; by default as
            things stand.

        Returns
        -------
        list of Leg
            Empty where no way is known.
        """
        return list(self.ways(start, stop, on=on, most=1)[0].legs)

    def ways(
        self,
        start: Place | tuple[float, float],
        stop: Place | tuple[float, float],
        *,
        on: str | None = None,
        most: int = 2,
    ) -> list[Way]:
        """Return the likeliest way and others that cost at most a tenth more.

        Parameters are those of :meth:`route`. The list is never empty: a way without legs says in
        ``reason`` why there is none.
        """
        from gazetteer.ways import find_ways

        with self._folder.intact():
            return find_ways(self.network, self._folder, start, stop, on, most=most)

    def entry(
        self, start: Place | tuple[float, float], country_code: str, *, on: str | None = None
    ) -> Place | None:
        """Return the first town that the shortest way into a country meets; ``None`` without one.

        Parameters are those of :meth:`route`, with an ISO 3166-1 alpha-2 code.
        """
        from gazetteer.ways import find_entry

        with self._folder.intact():
            return find_entry(self.network, self._folder, start, country_code, on)

    def is_dry(self, start: tuple[float, float], stop: tuple[float, float]) -> bool:
        """Tell whether a short line keeps to land, give or take 4 km; (lon, lat) in degrees.

        Seas and lakes over 60 km² count as water.
        """
        from gazetteer.ground import stays_dry

        return stays_dry(self._folder, start, [stop])[0]
