"""The town a second-level unit is called after, which stands for one that no source places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from gazetteer.foreign_terms import split_foreign
from gazetteer.generic_terms import split_generic
from gazetteer.names import fold
from gazetteer.seats import ADJECTIVE_COUNTRIES, seat_of
from gazetteer.sources.refresh.tables import Row

__all__ = ["Seats"]


class Seats:
    """Towns by first-level unit and name."""

    def __init__(self, cities: Iterable[Row]) -> None:
        self._named: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self._also_named: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        self._inside: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
        for city in cities:
            if city.feature_code == "P.PPLX":
                continue
            unit = city.country_code, city.admin1_code
            self._inside[unit][fold(city.name)] = city
            self._named[*unit, fold(city.name)].append(city)
            for key in set(map(fold, city.names)):
                self._also_named[*unit, key].append(city)

    def called_after(self, names: Sequence[str], country_code: str, admin1_code: str) -> Row | None:
        """Return the town within the first-level unit that has one of a unit's names.

        Of several the largest; else the only one whose adjective the unit's name is, in countries
        that make them.
        """
        keys = list(dict.fromkeys(key for name in names for key in _bare(fold(name))))
        for towns in (self._named, self._also_named):
            found = [
                town for key in keys for town in towns.get((country_code, admin1_code, key), ())
            ]
            if found:
                return max(found, key=lambda town: (town.population, town.place_id))
        if country_code not in ADJECTIVE_COUNTRIES:
            return None
        return seat_of(keys, self._inside.get((country_code, admin1_code), {}).items())


def _bare(key: str) -> Iterator[str]:
    yield key
    for split in (split_generic(key), split_foreign(key)):
        if split:
            yield split[0]
