"""Which of Natural Earth's shapes is which of GeoNames' units: by code, checked by the cities."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Protocol

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.natural_earth import Region
from gazetteer.sources.refresh.tables import Row

__all__ = ["Matches", "folded", "match_units"]

# Two areas are one if each holds this share of the other's cities.
SAME_AREA = 0.6
# A union of shapes stands for a unit if it holds this share of the unit's cities.
WHOLE_AREA = 0.85
# A shape matched by its code is doubted if it holds less than this share of the unit's cities.
DOUBTFUL = 0.3

Key = tuple[str, str]  # country code, first-level code


class UnitLike(Protocol):
    """What matching needs to know of a unit."""

    @property
    def place_id(self) -> str: ...
    @property
    def geonameid(self) -> int: ...
    @property
    def iso(self) -> str: ...
    @property
    def country_code(self) -> str: ...
    @property
    def admin1_code(self) -> str: ...


@dataclass(slots=True)
class Matches:
    """Natural Earth's regions by the place they show.

    Attributes
    ----------
    direct
        The one region that is the unit, by place id.
    members
        The regions that make up the unit, by place id: one, or several together.
    extra
        Regions that are no unit of their own, each with the first-level unit around it.
    """

    direct: dict[str, Region] = field(default_factory=dict)
    members: dict[str, tuple[Region, ...]] = field(default_factory=dict)
    extra: list[tuple[Region, UnitLike | None]] = field(default_factory=list)

    def shape(self, place_id: str) -> BaseGeometry | None:
        """The unit's shape at full detail."""
        members = self.members.get(place_id)
        return shapely.union_all([region.geometry for region in members]) if members else None


def folded(name: str) -> str:
    """A name without case, marks and punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def match_units(
    first: Sequence[UnitLike],
    second: Sequence[UnitLike],
    regions: Sequence[Region],
    cities: Sequence[Row],
) -> Matches:
    """Match regions to first-level units, else to second-level units.

    Natural Earth's codes are out of date or wrong for hundreds of units, so the cities decide: a
    region is a unit if each holds most of the other's cities; where a unit or region has no
    cities the codes are believed. A first-level unit takes in the other regions that lie in it
    and are no first-level unit themselves (provinces merged since, cities apart from their
    county); without a region of its own it is their union, if together they hold its cities.
    """
    shared = _shared_cities(regions, cities)
    index = _by_code(regions)
    of_region: dict[str, float] = defaultdict(float)
    of_unit: dict[Key, float] = defaultdict(float)
    by_unit: dict[Key, list[str]] = defaultdict(list)
    for (code, key), weight in sorted(shared.items()):
        of_region[code] += weight
        by_unit[key].append(code)
        # Cities that fall off the simplified coast count for nobody.
        of_unit[key] += weight

    by_code = {region.adm1_code: region for region in regions}
    second_level = {region.adm1_code for unit in second for region in _coded(unit, index)}
    matches = Matches()
    used: set[str] = set()
    inner: dict[str, list[str]] = {}
    for unit in first:
        key = (unit.country_code, unit.admin1_code)
        inside = {code: shared[code, key] for code in by_unit[key]}
        mostly = [c for c in inside if inside[c] >= SAME_AREA * of_region[c]]
        same = [c for c in mostly if inside[c] >= SAME_AREA * of_unit[key]]
        coded = [
            region.adm1_code
            for region in _coded(unit, index)
            if inside.get(region.adm1_code, 0)
            >= DOUBTFUL * min(of_unit[key], of_region[region.adm1_code])
        ]
        own = [c for c in same if c not in second_level]
        agreed = [c for c in coded if c in same] or own or coded
        free = [c for c in agreed if c not in used]
        if free:
            used.add(free[0])
            matches.direct[unit.place_id] = by_code[free[0]]
        if free or sum(inside[c] for c in mostly) >= WHOLE_AREA * of_unit[key]:
            inner[unit.place_id] = mostly
    for place_id, codes in inner.items():
        direct = matches.direct.get(place_id)
        parts = tuple(by_code[code] for code in codes if code not in used)
        members = (direct, *parts) if direct else parts
        if members:
            matches.members[place_id] = members
        if len(members) == 1:
            matches.direct[place_id] = members[0]
    _match_second(second, index, used, matches)

    units = {(unit.country_code, unit.admin1_code): unit for unit in first}
    around = {c: key for (c, key), weight in shared.items() if weight >= SAME_AREA * of_region[c]}
    for region in regions:
        if region.adm1_code not in used:
            parent = units.get(around.get(region.adm1_code, ("", "")))
            matches.extra.append((region, parent))
    return matches


def _match_second(
    units: Sequence[UnitLike], index: dict[str, list[Region]], used: set[str], matches: Matches
) -> None:
    for unit in units:
        region = next((r for r in _coded(unit, index) if r.adm1_code not in used), None)
        if region is not None:
            used.add(region.adm1_code)
            matches.direct[unit.place_id] = region
            matches.members[unit.place_id] = (region,)


def _by_code(regions: Iterable[Region]) -> dict[str, list[Region]]:
    index: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        index[region.iso].append(region)
        if region.geonameid > 0:
            index[str(region.geonameid)].append(region)
    return index


def _coded(unit: UnitLike, index: dict[str, list[Region]]) -> list[Region]:
    found = index.get(str(unit.geonameid), []) + (index.get(unit.iso, []) if unit.iso else [])
    # The region that agrees in both codes comes first.
    return sorted(
        {region.adm1_code: region for region in found}.values(),
        key=lambda r: (-(r.geonameid == unit.geonameid) - (r.iso == unit.iso), r.adm1_code),
    )


def _shared_cities(
    regions: Sequence[Region], cities: Sequence[Row]
) -> dict[tuple[str, Key], float]:
    tree = shapely.STRtree(shapely.points([(city.lon, city.lat) for city in cities]))
    shared: dict[tuple[str, Key], float] = defaultdict(float)
    for region in regions:
        for index in tree.query(region.geometry, predicate="contains"):
            city = cities[index]
            key = (city.country_code, city.admin1_code)
            shared[region.adm1_code, key] += _weight(city)
    return shared


def _weight(city: Row) -> float:
    # The root keeps one metropolis near a border from outweighing a whole province.
    return sqrt(city.population + 100)
