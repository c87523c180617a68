"""Corridors that would be drawn over a bay → points on the shore by which they are drawn.

``python -m gazetteer.sources.refresh.bends [GAZETTEER]`` reads a built gazetteer, by default the
embedded one, and writes ``data/network/bends.csv``. A corridor is a straight line between towns,
and the coast of the gazetteer is simplified: where the two together make a line run over more water
than the coast's own error explains, it is bent ashore. Its length stays what it was.
"""

from __future__ import annotations

import argparse
import csv
import heapq
import math
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.distance import distance_km
from gazetteer.folder import Folder
from gazetteer.ground import land_and_lakes, stays_dry
from gazetteer.network import Network
from gazetteer.sources.refresh.tables import DATA
from gazetteer.store import DEFAULT_PATH

__all__ = ["bend", "main"]

DEGREE_KM = 111.2
CELLS = 90  # along the longer side of the grid that a way ashore is sought on
LEAST_CELL_KM = 0.5
MARGINS = (0.3, 0.8, 2.5)  # of an edge's length that a way ashore may lie beside it
SLACK_KM = 1.0  # over water, beside the coast
TIGHT_KM = 2.0  # over water, at most, of a line drawn tight

Point = tuple[float, float]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the table, and say of which corridors no way ashore was found."""
    parser = argparse.ArgumentParser(
        prog="python -m gazetteer.sources.refresh.bends", description=__doc__
    )
    parser.add_argument("gazetteer", nargs="?", help="folder of a gazetteer, the embedded one")
    path = parser.parse_args(arguments).gazetteer or DEFAULT_PATH
    folder, network = Folder(path), Network(Path(path) / "network")
    rows = []
    for a, b in _wet_corridors(folder, network):
        ends = (folder.at(network.fid[node]) for node in (a, b))
        first, last = sorted(ends, key=lambda place: place.place_id)
        via = bend(folder, (first.lon, first.lat), (last.lon, last.lat))
        if via is None:
            print(f"no way ashore: {first.name} to {last.name}", file=sys.stderr)
            continue
        spots = ",".join(f"{lon:.3f} {lat:.3f}" for lon, lat in via)
        rows.append((first.place_id, first.name, last.place_id, last.name, spots))
    with Path(DATA / "network" / "bends.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("a", "a_name", "b", "b_name", "via"), *sorted(rows)])
    return 0


def _wet_corridors(folder: Folder, network: Network) -> Iterator[tuple[int, int]]:
    """The corridors whose straight lines run over water, as pairs of nodes."""
    for a in range(len(network)):
        others = [b for b in network.neighbours(a) if b > a]
        dry = stays_dry(folder, network.point(a), [network.point(b) for b in others])
        yield from ((a, b) for b, is_dry in zip(others, dry, strict=True) if not is_dry)


def bend(folder: Folder, start: Point, stop: Point) -> list[Point] | None:
    """The points between two towns by which a line keeps to land, the fewest; none is ``None``."""
    for margin in MARGINS:
        path = _ashore(folder, start, stop, margin)
        if path is not None:
            kept = _pulled(folder, [start, *path, stop])
            if all(stays_dry(folder, a, [b])[0] for a, b in pairwise(kept)):
                return [(round(lon, 3), round(lat, 3)) for lon, lat in kept[1:-1]]
    return None


def _ashore(folder: Folder, start: Point, stop: Point, margin: float) -> list[Point] | None:
    """The shortest way over the dry cells of a grid (Dijkstra 1959)."""
    km = distance_km(*start, *stop)
    stretch = math.cos(math.radians((start[1] + stop[1]) / 2))
    cell = max(LEAST_CELL_KM, km * (1 + 2 * margin) / CELLS) / DEGREE_KM
    pad = margin * km / DEGREE_KM + 2 * cell
    west, east = sorted((start[0], stop[0]))
    south, north = sorted((start[1], stop[1]))
    lons = np.arange(west - pad / stretch, east + pad / stretch, cell / stretch)
    lats = np.arange(south - pad, north + pad, cell)
    land, lakes = land_and_lakes(folder, lons[0], lats[0], lons[-1], lats[-1])
    seen = shapely.clip_by_rect(land, lons[0], lats[0], lons[-1], lats[-1])
    ground = seen.buffer(SLACK_KM / DEGREE_KM).difference(lakes)
    dry = _dry_cells(ground, lons, lats)

    def at(point: Point) -> tuple[int, int]:
        return int(np.abs(lons - point[0]).argmin()), int(np.abs(lats - point[1]).argmin())

    first, last = at(start), at(stop)
    dry[first] = dry[last] = True
    best, came, heap = {first: 0.0}, {first: first}, [(0.0, first)]
    while heap:
        spent, (i, j) = heapq.heappop(heap)
        if (i, j) == last:
            way, node = [], last
            while node != first:
                node = came[node]
                way.append((float(lons[node[0]]), float(lats[node[1]])))
            return way[::-1]
        if spent > best[i, j]:
            continue
        for di in (-1, 0, 1):
            for dj in (-1, 0, 1):
                x, y = i + di, j + dj
                if 0 <= x < len(lons) and 0 <= y < len(lats) and dry[x, y]:
                    through = spent + math.hypot(di, dj)
                    if through < best.get((x, y), math.inf):
                        best[x, y], came[x, y] = through, (i, j)
                        heapq.heappush(heap, (through, (x, y)))
    return None


def _dry_cells(
    ground: BaseGeometry, lons: NDArray[np.float64], lats: NDArray[np.float64]
) -> NDArray[np.bool_]:
    shapely.prepare(ground)
    x, y = np.meshgrid(lons, lats, indexing="ij")
    inside: NDArray[np.bool_] = shapely.contains_xy(ground, x, y)
    return inside


def _pulled(folder: Folder, path: list[Point]) -> list[Point]:
    """A path drawn tight: from each point straight to the last one that it reaches on land."""
    kept = [path[0]]
    while kept[-1] != path[-1]:
        here = path.index(kept[-1])
        dry = stays_dry(folder, kept[-1], path[here + 1 :], wet_km=TIGHT_KM)
        reached = [n for n, is_dry in enumerate(dry) if is_dry]
        kept.append(path[here + 1 + (reached[-1] if reached else 0)])
    return kept


if __name__ == "__main__":
    sys.exit(main())
