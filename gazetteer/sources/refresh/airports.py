"""Airports: those with an IATA code, and those whose name says that they are more than a strip."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import shapely

from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.tables import Row, clean_names

__all__ = ["airport_codes", "airports"]

NOTABLE = re.compile(r"\b(International|Air Base|Airbase|Air Force Base|Regional)\b")
GENERIC = re.compile(r"\b(?:(?:Inter)?national|Intl|Regional|Domestic|Municipal)?\s*Airport$", re.I)
TOWN = 15_000  # inhabitants of a town that keeps its name from an airport


def airport_codes(packages: Packages) -> frozenset[str]:
    """The IATA codes of all airports."""
    return frozenset(airport["iata"] for airport in _listed(packages) if airport["iata"])


def _listed(packages: Packages) -> list[dict[str, str]]:
    content = packages.read("airportsdata", "airportsdata/airports.csv").decode("utf-8")
    return list(csv.DictReader(io.StringIO(content)))


def airports(packages: Packages, cities: Sequence[Row], rejected: Counter[str]) -> list[Row]:
    """Airports at their reference points, in the unit of the nearest city of their country."""
    listed = _listed(packages)
    kept = [a for a in listed if a["name"] and (a["iata"] or NOTABLE.search(a["name"]))]
    rejected["airport: neither an IATA code nor a notable name"] += len(listed) - len(kept)
    short = Counter(_short_name(airport) for airport in kept)
    towns = {city.name for city in cities if city.population >= TOWN}
    nearest = _Nearest(cities)
    rows = []
    for airport in kept:
        name = re.sub(r"\s+", " ", airport["name"].replace("|", " ")).strip()
        lon, lat = float(airport["lon"]), float(airport["lat"])
        alone = _short_name(airport)
        code = airport["icao"] or airport["iata"]
        unit = nearest.of(airport["country"], lon, lat)
        rows.append(
            Row(
                place_id=f"icao:{code}" if airport["icao"] else f"iata:{code}",
                name=name,
                feature_code="S.AIRP",
                country_code=airport["country"],
                admin1_code=unit.admin1_code if unit else "",
                lon=round(lon, 5),
                lat=round(lat, 5),
                names=clean_names(
                    [alone] if short[alone] == 1 and alone not in towns else [], name
                ),
                short=clean_names([airport["iata"], airport["icao"]]),
            )
        )
    return rows


def _short_name(airport: dict[str, str]) -> str:
    """What the airport is called in the city's own news: "Heathrow" for London Heathrow Airport.

    Only one word after the city's name will do: "Charles de Gaulle" is first of all a person, and
    so is the namesake of most lesser airfields of the United States.
    """
    name = GENERIC.sub("", airport["name"])
    found = re.fullmatch(rf"{re.escape(airport['city'])}[ -]+([^\W\d_][\w'’]{{3,}}) *", name)
    if not airport["city"] or not found:
        return ""
    lesser = airport["country"] == "US" and "International" not in airport["name"]
    return "" if lesser else found[1]


class _Nearest:
    """The city nearest a point, among those of one country."""

    def __init__(self, cities: Sequence[Row]) -> None:
        self._cities: dict[str, list[Row]] = defaultdict(list)
        for city in cities:
            self._cities[city.country_code].append(city)
        self._trees = {
            country: shapely.STRtree(shapely.points([(c.lon, c.lat) for c in found]))
            for country, found in self._cities.items()
        }

    def of(self, country: str, lon: float, lat: float) -> Row | None:
        if country not in self._trees:
            return None
        index = int(self._trees[country].nearest(shapely.Point(lon, lat)))
        return self._cities[country][index]
