"""Places of the vendored tables without a geonameid: which place of a dump each of them is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gazetteer.distance import distance_km
from gazetteer.names import fold
from gazetteer.sources.tables import PlaceRow

__all__ = ["Unnumbered"]

_SAME_PLACE_KM = 30.0  # two sources' points of one lake or airport
_SAME_EXPANSE_KM = 250.0  # of one sea or mountain range
_EXPANSES = ("SEA", "OCN", "GULF", "MTS", "RGN", "DSRT", "PEN", "PLAT", "PLN")
_CLASSES = frozenset("HLST")  # those of airports, waters, regions and terrain


class Unnumbered:
    """Airports, waters, regions and terrain, found again by code, Wikidata id, or name and point.

    Attributes
    ----------
    place_ids
        By the id in the tables, the id in the dump of what was found.
    """

    def __init__(self) -> None:
        self.place_ids: dict[str, str] = {}
        self._rows: dict[str, PlaceRow] = {}
        self._by_wikidata: dict[tuple[str, str], PlaceRow] = {}
        self._by_code: dict[str, PlaceRow] = {}
        self._by_name: dict[tuple[str, str], list[PlaceRow]] = defaultdict(list)

    def add(self, row: PlaceRow) -> None:
        """Add a place of the tables."""
        self._rows[row.place_id] = row
        if row.wikidata:
            self._by_wikidata[row.feature_class, row.wikidata] = row
        if row.feature_code == "AIRP":
            self._by_code.update((code, row) for code in row.short)
        for key in {fold(name) for name in (row.name, *row.names)}:
            self._by_name[row.feature_code, key].append(row)

    def airport_codes(self) -> frozenset[str]:
        """Return all IATA and ICAO codes."""
        return frozenset(self._by_code)

    def same_as(self, row: PlaceRow, airport_codes: set[str]) -> PlaceRow | None:
        """Return the place of the tables that a place of the dump is, which is then taken."""
        if row.feature_class not in _CLASSES:
            return None
        found = self._by_wikidata.get((row.feature_class, row.wikidata)) if row.wikidata else None
        if found is None and row.feature_code == "AIRP":
            named = (
                self._by_code.get(code) for code in sorted(airport_codes, key=len, reverse=True)
            )
            found = next((near for near in named if near and _is_near(near, row)), None)
        if found is None:
            namesakes = self._by_name.get((row.feature_code, fold(row.name)), ())
            found = next((other for other in namesakes if _could_be(other, row)), None)
        if found is None or found.place_id not in self._rows:
            return None
        del self._rows[found.place_id]
        self.place_ids[found.place_id] = row.place_id
        return found

    def rest(self) -> Iterator[PlaceRow]:
        """Yield what was not found in the dump."""
        yield from self._rows.values()


def _could_be(one: PlaceRow, other: PlaceRow) -> bool:
    two_items = one.wikidata and other.wikidata and one.wikidata != other.wikidata
    return not two_items and _is_near(one, other)


def _is_near(one: PlaceRow, other: PlaceRow) -> bool:
    near = _SAME_EXPANSE_KM if one.feature_code.startswith(_EXPANSES) else _SAME_PLACE_KM
    return distance_km(one.lon, one.lat, other.lon, other.lat) <= near
