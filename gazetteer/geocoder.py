"""``GazetteerGeocoder``: a geopy geocoder that answers from a gazetteer folder, offline.

Its arguments are Nominatim's. geopy writes latitude before longitude; this is the one module of the
package where the two change places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from gazetteer.distance import distance_km
from gazetteer.place import Place
from gazetteer.store import Gazetteer, open_gazetteer

__all__ = ["GazetteerGeocoder"]

_ALL = 10_000
_DEFAULT_LIMIT = 10  # Nominatim's
_NEAR_KM = 50.0  # farther than this a point is not at its nearest town
_STRUCTURED = ("city", "county", "state", "country")
_NO_STREETS = {"street", "postalcode", "amenity"}


def _is_country(place: Place) -> bool:
    return place.feature_class == "A" and place.feature_code.startswith(("PCL", "TERR"))


_FEATURE_TYPES: dict[str, Callable[[Place], bool]] = {
    "country": _is_country,
    "state": lambda place: place.feature_code == "ADM1",
    "city": lambda place: place.feature_class == "P",
    "settlement": lambda place: place.feature_class in "AP" and not _is_country(place),
}
# The parts of Nominatim's addresses, and the codes that fill them.
_PARTS = (("city", "PPL"), ("county", "ADM2"), ("state", "ADM1"), ("country", "PCL"))


class _Offline(BaseSyncAdapter):  # type: ignore[misc]  # geopy ships no types
    """The adapter of a geocoder that needs none: it refuses every request."""

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        raise GeocoderUnavailable(f"this geocoder is offline and does not open {url}")

    get_text = get_json


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Geocode from an offline gazetteer, with the arguments of geopy's ``Nominatim``.

    Parameters
    ----------
    gazetteer
        An open gazetteer, or the path of one; by default the one built at installation.
    fuzzy
        Also try names one letter away where nothing has the name asked for.
    worldview
        See :func:`gazetteer.open_gazetteer`; for a path only.

    Notes
    -----
    Other keywords of geopy's geocoders (``user_agent``, ``timeout``, ``domain`` …) are accepted and
    change nothing: nothing is ever requested from anywhere.
    """

    def __init__(
        self,
        gazetteer: Gazetteer | str | Path | None = None,
        *,
        fuzzy: bool = False,
        worldview: str = "iso",
        timeout: Any = DEFAULT_SENTINEL,
        proxies: Any = DEFAULT_SENTINEL,
        domain: str | None = None,
        scheme: str | None = None,
        user_agent: str | None = None,
        ssl_context: Any = DEFAULT_SENTINEL,
        adapter_factory: Any = None,
    ) -> None:
        super().__init__(timeout=timeout, user_agent=user_agent, adapter_factory=_Offline)
        self.gazetteer = (
            gazetteer
            if isinstance(gazetteer, Gazetteer)
            else open_gazetteer(gazetteer, worldview=worldview)
        )
        self.fuzzy = fuzzy

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int | None = None,
        addressdetails: bool = False,
        language: str | bool = False,
        geometry: str | None = None,
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
        featuretype: str | None = None,
    ) -> Location | list[Location] | None:
        """Return the place of a name, or a list of its places, best first; ``None`` for none.

        Parameters
        ----------
        query
            A name ("Kherson", "Paris, Texas"), or a mapping with ``city``, ``county``, ``state``
            and ``country``.
        exactly_one, limit
            The best alone, else at most ``limit`` (10).
        timeout
            Changes nothing.
        addressdetails
            Whether ``raw["address"]`` names the units around the place.
        language
            English only, which is what names are given in.
        geometry
            ``"wkt"`` or ``"geojson"``: add the footprint to ``raw`` as ``geotext`` or ``geojson``
            (longitude first, as both formats have it).
        country_codes
            ISO 3166-1 alpha-2 code or codes: only places there.
        viewbox, bounded
            Two opposite corners as (latitude, longitude): places inside come first, or alone.
        featuretype
            ``country``, ``state``, ``city`` or ``settlement``.

        Raises
        ------
        GeocoderQueryError
            Where an argument cannot be met; the text says why.
        """
        _check_language(language)
        if limit is not None and int(limit) < 1:
            raise ValueError("limit cannot be less than 1")
        if featuretype is not None and featuretype not in _FEATURE_TYPES:
            raise GeocoderQueryError(
                f"no featuretype {featuretype!r}: choose from {', '.join(_FEATURE_TYPES)}"
            )
        name = _name_of(query)
        if name is None:
            return None
        found = self._ranked(name, country_codes)
        if featuretype is not None:
            found = [hit for hit in found if _FEATURE_TYPES[featuretype](hit[0])]
        if viewbox:
            inside = _inside(viewbox)
            rest = [] if bounded else [hit for hit in found if not inside(hit[0])]
            found = [hit for hit in found if inside(hit[0])] + rest
        wanted = 1 if exactly_one else (limit or _DEFAULT_LIMIT)
        return _answer(
            [
                self._location(place, score, addressdetails, geometry)
                for place, score in found[:wanted]
            ],
            exactly_one,
        )

    def reverse(
        self,
        query: Point | Sequence[float] | str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        language: str | bool = False,
        addressdetails: bool = True,
        zoom: int | None = None,
    ) -> Location | list[Location] | None:
        """Return what is at a point: the nearest town and the units that hold the point.

        Parameters
        ----------
        query
            A geopy ``Point``, (latitude, longitude), or both in a string.
        exactly_one
            The most local answer alone: a town within 50 km, else the smallest unit.
        timeout
            Changes nothing.
        language
            English only.
        addressdetails
            Whether ``raw["address"]`` names the units around the place.
        zoom
            Nominatim's level of detail: below 5 the country, below 8 the state, below 10 the
            county, else the town.

        Raises
        ------
        ValueError
            Where the query is no point on Earth.
        """
        _check_language(language)
        point = Point(query)
        lat, lon = point.latitude, point.longitude
        found = [
            place
            for place in self.gazetteer.reverse(lon, lat)
            if place.feature_class != "P" or distance_km(lon, lat, place.lon, place.lat) <= _NEAR_KM
        ]
        if zoom is not None and zoom < 10:
            finest = "PCL" if zoom < 5 else "ADM1" if zoom < 8 else "ADM2"
            codes = [code for _, code in _PARTS]
            wanted = tuple(codes[codes.index(finest) :])
            found = [place for place in found if place.feature_code.startswith(wanted)]
        return _answer(
            [
                self._location(place, None, addressdetails, None)
                for place in found[: 1 if exactly_one else None]
            ],
            exactly_one,
        )

    def _ranked(
        self, name: str, country_codes: str | Sequence[str] | None
    ) -> list[tuple[Place, float]]:
        codes = [country_codes] if isinstance(country_codes, str) else list(country_codes or ())
        codes = [code.strip() for listed in codes for code in listed.split(",")]
        try:
            found = [
                hit
                for code in codes or (None,)
                for hit in self.gazetteer.ranked(name, country=code, fuzzy=self.fuzzy, limit=_ALL)
            ]
        except ValueError as error:
            raise GeocoderQueryError(str(error)) from error
        return sorted(found, key=lambda hit: (-hit[1], hit[0].place_id))

    def _location(
        self, place: Place, score: float | None, addressdetails: bool, geometry: str | None
    ) -> Location:
        around = [place, *self.gazetteer.parents(place.place_id)]
        names = dict.fromkeys(unit.name for unit in around)
        raw: dict[str, Any] = {
            "place_id": place.place_id,
            "lat": str(place.lat),
            "lon": str(place.lon),
            "name": place.name,
            "display_name": ", ".join(names),
            "class": place.feature_class,
            "type": place.feature_code,
            "population": place.population,
        }
        if score is not None:
            raw["importance"] = score
        if place.disputed:
            raw["disputed"] = place.disputed
        if addressdetails:
            raw["address"] = _address(around)
        if geometry is not None:
            raw |= self._shape(place, geometry)
        return Location(raw["display_name"], (place.lat, place.lon), raw)

    def _shape(self, place: Place, geometry: str) -> dict[str, Any]:
        if geometry.lower() not in ("wkt", "geojson"):
            raise GeocoderQueryError(f"no geometry {geometry!r}: choose wkt or geojson")
        import shapely
        from shapely.geometry import mapping

        shape = self.gazetteer.footprint(place.place_id) or shapely.Point(place.lon, place.lat)
        if geometry.lower() == "wkt":
            return {"geotext": shape.wkt}
        return {"geojson": mapping(shape)}


def _name_of(query: Any) -> str | None:
    """Return the name to look up; ``None`` for what holds none, such as a frame's empty cell."""
    if isinstance(query, Mapping):
        if unmet := _NO_STREETS & query.keys():
            raise GeocoderQueryError(f"the gazetteer has no {', '.join(sorted(unmet))}")
        return ", ".join(query[part] for part in _STRUCTURED if query.get(part)) or None
    return query if isinstance(query, str) and query.strip() else None


def _check_language(language: str | bool) -> None:
    if language and not str(language).lower().startswith("en"):
        raise GeocoderQueryError(
            f"no names in {language!r}: places are asked for in any language, and given in English"
        )


def _inside(viewbox: Sequence[Any]) -> Callable[[Place], bool]:
    if len(viewbox) != 2:
        raise GeocoderQueryError("a viewbox is two corners, each (latitude, longitude)")
    first, second = Point(viewbox[0]), Point(viewbox[1])
    south, north = sorted((first.latitude, second.latitude))
    west, east = sorted((first.longitude, second.longitude))
    return lambda place: west <= place.lon <= east and south <= place.lat <= north


def _address(around: Iterable[Place]) -> dict[str, str]:
    address: dict[str, str] = {}
    for place in around:
        for part, code in _PARTS:
            if place.feature_code.startswith(code):
                address.setdefault(part, place.name)
        if place.country_code:
            address["country_code"] = place.country_code.lower()
    return address


def _answer(found: list[Location], exactly_one: bool) -> Location | list[Location] | None:
    if not found:
        return None
    return found[0] if exactly_one else found
