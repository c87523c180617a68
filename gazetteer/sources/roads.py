"""Roads from files: lines in any format of geopandas, edge tables, and OSMnx's GraphML."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from gazetteer.distance import distance_km
from gazetteer.place import GazetteerBuildError
from gazetteer.roads import Road

__all__ = ["read_roads"]

_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
# The columns of an edge table: from, to, kilometres, and where each end stands.
_EDGE = ("u", "v", "u_lon", "u_lat", "v_lon", "v_lat")


def read_roads(path: Path) -> Iterator[Road]:
    """Yield the roads of a file.

    Parameters
    ----------
    path
        ``.graphml``: nodes with ``x``, ``y`` and edges with ``length`` in metres, as OSMnx writes
        it. ``.csv``: an edge table with ``u``, ``v``, ``u_lon``, ``u_lat``, ``v_lon``, ``v_lat``
        and, if known, ``length_km``, ``name`` or ``ref``. Anything else that geopandas reads: lines
        in any CRS, with ``name`` or ``ref`` and ``length_km`` where there are.

    Raises
    ------
    GazetteerBuildError
        Where the file cannot be read as any of these.
    """
    if not path.exists():
        raise GazetteerBuildError(f"{path}: no such file")
    try:
        if path.suffix == ".graphml":
            yield from _graphml(path)
        elif path.suffix == ".csv":
            yield from _table(path)
        else:
            yield from _lines(path)
    except (ElementTree.ParseError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise GazetteerBuildError(f"{path} cannot be read as roads: {error!r}") from error


def _table(path: Path) -> Iterator[Road]:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := set(_EDGE) - set(reader.fieldnames or ()):
            raise GazetteerBuildError(f"{path} lacks the columns {', '.join(sorted(missing))}")
        for row in reader:
            try:
                numbers = [float(row[column]) for column in _EDGE[2:]]
                ends = ((numbers[0], numbers[1]), (numbers[2], numbers[3]))
                yield Road(ends, _km(row, ends), _name(row))
            except ValueError as error:
                raise GazetteerBuildError(f"{path}:{reader.line_num}: {error}") from error


def _graphml(path: Path) -> Iterator[Road]:
    root = ElementTree.parse(path).getroot()
    keys = {key.get("id"): key.get("attr.name") for key in root.iter(f"{_GRAPHML}key")}

    def values(element: ElementTree.Element) -> dict[str, str]:
        found = ((keys[d.get("key")], d.text or "") for d in element.iter(f"{_GRAPHML}data"))
        return {name: text for name, text in found if name is not None}

    nodes = {}
    for node in root.iter(f"{_GRAPHML}node"):
        where = values(node)
        nodes[node.get("id")] = (float(where["x"]), float(where["y"]))
    seen = set()
    for edge in root.iter(f"{_GRAPHML}edge"):
        said = values(edge)
        u, v = edge.get("source"), edge.get("target")
        path_ = _wkt(said["geometry"]) if said.get("geometry") else (nodes[u], nodes[v])
        km = float(said["length"]) / 1000 if said.get("length") else _length(path_)
        one_way = said.get("oneway") == "True"
        # OSMnx has an edge each way; one of them is enough for a road both ways.
        key = (frozenset((u, v)), round(km, 4))
        if one_way or key not in seen:
            seen.add(key)
            yield Road(path_, km, _name(said), one_way)


def _wkt(text: str) -> tuple[tuple[float, float], ...]:
    _, _, inner = text.partition("(")
    corners = (corner.split() for corner in inner.rstrip(") ").split(","))
    return tuple((float(corner[0]), float(corner[1])) for corner in corners)


def _lines(path: Path) -> Iterator[Road]:
    import geopandas

    try:
        table = geopandas.read_file(path)
    except Exception as error:  # pyogrio's own errors share no base with its dependencies'
        raise GazetteerBuildError(f"{path} cannot be read by geopandas: {error}") from error
    if table.crs is None:
        raise GazetteerBuildError(f"{path} does not say its CRS")
    table = table.to_crs("EPSG:4326").explode(index_parts=False)
    for row in table.to_dict("records"):
        shape = row["geometry"]
        if shape is None or shape.is_empty:
            continue
        if shape.geom_type != "LineString":
            raise GazetteerBuildError(f"{path} holds a {shape.geom_type}: roads are lines")
        path_ = tuple((float(x), float(y)) for x, y, *_ in shape.coords)
        yield Road(path_, _km(row, path_), _name(row))


def _km(row: Mapping[str, Any], path: tuple[tuple[float, float], ...]) -> float:
    given = row.get("length_km")
    length = _length(path)
    if given in (None, "") or (isinstance(given, float) and math.isnan(given)):
        return length
    km = float(given)
    if not 0 <= km < math.inf:
        raise ValueError(f"length_km is {given}")
    return max(km, length)


def _length(path: tuple[tuple[float, float], ...]) -> float:
    return sum(distance_km(*a, *b) for a, b in pairwise(path))


def _name(row: Mapping[str, Any]) -> str | None:
    for column in ("ref", "name"):
        value = row.get(column)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None
