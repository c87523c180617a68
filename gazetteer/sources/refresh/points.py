"""Single places that no package has: rivers, lakes, dams, crossings and villages of the facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import cos, hypot, radians

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.matching import folded
from gazetteer.sources.refresh.tables import Row, clean_names, facts

__all__ = ["points"]

# A place of the same class and name this near is the same place, by class; degrees.
_LESSER_WATER = 9  # of Natural Earth's ranks: shown after all that it draws
_SAME_PLACE = {"P": 0.3, "H": 2.0, "S": 0.3, "T": 1.0, "L": 2.0}


def points(
    listed: Iterable[Row],
    first_level: Sequence[Row],
    shapes: Mapping[str, BaseGeometry],
    territory: geopandas.GeoDataFrame,
    rejected: Counter[str],
) -> list[Row]:
    """Return the places of ``facts/points.csv``, each in the units its point lies in.

    Parameters
    ----------
    listed
        All other places; a fact that is one of them by now is left out.
    first_level
        Units with their codes.
    shapes
        Footprints by place id.
    territory
        Countries: ``country_code`` and geometry.
    rejected
        Counts of what was left out, by reason; added to.
    """
    known: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in listed:
        for name in (row.name, *row.names):
            known[row.feature_code[0], folded(name)].append(row)
    units = [unit for unit in first_level if unit.place_id in shapes]
    tree = shapely.STRtree([shapes[unit.place_id] for unit in units])
    made = []
    for fact in facts("points.csv"):
        lon, lat = float(fact["lon"]), float(fact["lat"])
        kind = fact["feature_code"][0]
        own = [fact["name"], *filter(None, fact["names"].split("|"))]
        twins = [row for name in own for row in known[kind, folded(name)]]
        if any(_apart(row, lon, lat) < _SAME_PLACE[kind] for row in twins):
            rejected["point of the facts: listed elsewhere"] += 1
            continue
        point = shapely.Point(lon, lat)
        nearest = territory["country_code"].iloc[territory.sindex.nearest(point)[1][0]]
        country = fact["country_code"] or str(nearest)
        inside = [units[i] for i in tree.query(point, predicate="intersects")]
        unit = next((u for u in inside if u.country_code == country), None)
        made.append(
            Row(
                place_id=fact["place_id"],
                name=fact["name"],
                feature_code=fact["feature_code"],
                country_code=country,
                admin1_code=unit.admin1_code if unit else "",
                lon=lon,
                lat=lat,
                names=clean_names(own, fact["name"]),
                rank=_LESSER_WATER if kind == "H" else None,
            )
        )
    return made


def _apart(row: Row, lon: float, lat: float) -> float:
    return hypot((row.lon - lon) * cos(radians(lat)), row.lat - lat)
