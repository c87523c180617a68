"""The corridor network: lengths and towns against real roads, time of a query, dry feet.

``tests/gold/roads.csv`` holds road distances and the towns on the way. Its "fit" half was looked
at when the weights of the network were chosen; the "held" half was written down before, and kept
aside. A town counts as passed where the line runs within 10 km of it. The towns of main roads are
facts of the network; the pairs that none of their lists holds are scored by themselves.
"""

from __future__ import annotations

import csv
import random
import statistics
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from gazetteer import Gazetteer, Place, open_gazetteer
from gazetteer.distance import distance_km
from tests.bench.timing import best_cpu, print_table

ROADS = Path(__file__).parents[1] / "gold" / "roads.csv"
ROAD_NUMBERS = Path(__file__).parents[2] / "gazetteer" / "data" / "facts" / "road_numbers.csv"
PASSED_KM = 10.0
RANDOM_PAIRS = 5000
FARTHEST_KM = 2000.0  # of a pair of the random ones: what geo.routes asks for


def main() -> None:
    """Print all tables."""
    gazetteer = open_gazetteer()
    rows = list(csv.DictReader(ROADS.open(encoding="utf-8", newline="")))
    unlisted = [row for row in rows if not _is_listed(row)]
    quality = [(part, *_quality(gazetteer, rows, part)) for part in ("fit", "held", "")]
    quality.append(("held, unlisted", *_quality(gazetteer, unlisted, "held")))
    print_table(
        "Real roads: goals 0.10, 0.25 and 0.70",
        ("part", "pairs", "median |ratio-1|", "90th centile", "pairs with towns", "towns passed"),
        [(part or "all", *figures) for part, *figures in quality],
    )
    times = [_milliseconds(gazetteer, row) for row in rows]
    pairs = list(_random_pairs(gazetteer))
    more = [_timed(gazetteer, a, b) for a, b in pairs[:500]]
    print_table(
        "One way, CPU milliseconds: goals 5 and 30",
        ("pairs", "median", "99th centile", "worst"),
        [
            (name, statistics.median(ms), sorted(ms)[int(0.99 * len(ms))], max(ms))
            for name, ms in (("real roads", times), ("random, up to 2,000 km", more))
        ],
    )
    drawn, wet, refused, unexplained = _dry_feet(gazetteer, pairs)
    print_table(
        f"{RANDOM_PAIRS:,} random pairs of one part of the network",
        ("corridors drawn", "over water", "pairs refused", "without a barrier named"),
        [(drawn, wet, refused, unexplained)],
    )


@cache
def _lists() -> list[frozenset[str]]:
    with ROAD_NUMBERS.open(encoding="utf-8", newline="") as file:
        return [frozenset(row["towns"].split("|")) for row in csv.DictReader(file)]


def _is_listed(row: dict[str, str]) -> bool:
    """Whether both ends stand in the list of one main road."""
    return any({row["origin_id"], row["destination_id"]} <= towns for towns in _lists())


def _ends(gazetteer: Gazetteer, row: dict[str, str]) -> tuple[Place, Place]:
    a, b = (gazetteer.get(row[column]) for column in ("origin_id", "destination_id"))
    assert a is not None
    assert b is not None
    return a, b


def _quality(
    gazetteer: Gazetteer, rows: list[dict[str, str]], part: str
) -> tuple[int, float, float, int, float]:
    errors, shares = [], []
    for row in rows:
        if part and row["part"] != part:
            continue
        way = gazetteer.ways(*_ends(gazetteer, row), on=row["on"] or None, most=1)[0]
        errors.append(abs(way.length_km / float(row["road_km"]) - 1))
        if row["via"]:
            line = [point for leg in way.legs for point in _dense(leg.path)]
            hits = [_is_passed(town, line) for town in row["via"].split("|")]
            shares.append(sum(hits) / len(hits))
    errors.sort()
    middle, most = statistics.median(errors), errors[int(0.9 * len(errors))]
    return len(errors), middle, most, len(shares), statistics.mean(shares)


def _is_passed(town: str, line: list[tuple[float, float]]) -> bool:
    lon, lat = map(float, town.partition("=")[2].split())
    return any(distance_km(lon, lat, *point) <= PASSED_KM for point in line)


def _dense(path: tuple[tuple[float, float], ...]) -> Iterator[tuple[float, float]]:
    for (lon1, lat1), (lon2, lat2) in pairwise(path):
        steps = max(1, int(distance_km(lon1, lat1, lon2, lat2) / 2))
        for n in range(steps + 1):
            yield lon1 + (lon2 - lon1) * n / steps, lat1 + (lat2 - lat1) * n / steps


def _milliseconds(gazetteer: Gazetteer, row: dict[str, str]) -> float:
    a, b = _ends(gazetteer, row)
    on = row["on"] or None
    return 1000 * best_cpu(lambda: gazetteer.route(a, b, on=on))


def _timed(gazetteer: Gazetteer, a: int, b: int) -> float:
    return 1000 * best_cpu(lambda: gazetteer.network.search({a: 0.0}, {b: 0.0}))


def _random_pairs(gazetteer: Gazetteer) -> Iterator[tuple[int, int]]:
    network, chance = gazetteer.network, random.Random(5)
    drawn = 0
    while drawn < RANDOM_PAIRS:
        a, b = (chance.randrange(len(network)) for _ in range(2))
        far = distance_km(*network.point(a), *network.point(b))
        if a != b and network.joined(a, b) and far <= FARTHEST_KM:
            drawn += 1
            yield a, b


def _dry_feet(gazetteer: Gazetteer, pairs: list[tuple[int, int]]) -> tuple[int, int, int, int]:
    """Corridors drawn for the pairs, those over water, pairs refused, and of them unexplained."""
    network = gazetteer.network
    drawn, refused, unexplained = set(), 0, 0
    for a, b in pairs:
        trace = network.search({a: 0.0}, {b: 0.0})
        if trace is None:
            refused += 1
            unexplained += network.search({a: 0.0}, {b: 0.0}, barred=False) is None
            continue
        for step in trace.steps:
            if step.crossing is None:
                path = (network.point(step.a), *step.via, network.point(step.b))
                drawn.add(min(path, path[::-1]))
    wet = [path for path in sorted(drawn) if not all(map(gazetteer.is_dry, path, path[1:]))]
    return len(drawn), len(wet), refused, unexplained
