"""R-trees of GeoPackage layers, packed in one go rather than grown row by row.

The nodes are written as SQLite lays them out (https://www.sqlite.org/rtree.html, "Shadow Tables"),
full and in the order of sort-tile-recursive packing (Leutenegger, Edgington and Lopez 1997): half
the CPU and two thirds of the pages of inserting.
"""

from __future__ import annotations

import sqlite3
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from math import ceil, sqrt

from gazetteer.geometry import Box

__all__ = ["write_rtree", "write_triggers"]

_CELL = 24  # rowid, then west, east, south, north as 32-bit floats
_STRIPS = 1 << 16  # from west to east, sorted by counting
_float = struct.Struct(">f")
_bits = struct.Struct(">i")
_cell = struct.Struct(">qffff")


class _Cells:
    """Boxes of rows, or of nodes, as flat arrays: 24 bytes each."""

    def __init__(self) -> None:
        self.ids = array("q")
        self.ends = tuple(array("f") for _ in range(4))  # west, east, south, north

    def __len__(self) -> int:
        return len(self.ids)

    def append(self, number: int, west: float, east: float, south: float, north: float) -> None:
        self.ids.append(number)
        for end, value in zip(self.ends, (west, east, south, north), strict=True):
            end.append(value)


def write_rtree(database: sqlite3.Connection, name: str, boxes: Iterable[tuple[int, Box]]) -> None:
    """Create the virtual table ``name`` and fill it with (rowid, box), which come by rowid."""
    database.execute(f"CREATE VIRTUAL TABLE {name} USING rtree(id, minx, maxx, miny, maxy)")
    # A row makes SQLite say how large its nodes are.
    database.execute(f"INSERT INTO {name} VALUES (0, 0, 0, 0, 0)")
    (size,) = database.execute(f"SELECT length(data) FROM {name}_node WHERE nodeno = 1").fetchone()
    database.execute(f"DELETE FROM {name}")
    cells = _Cells()
    for rowid, (west, south, east, north) in boxes:
        cells.append(rowid, _down(west), _up(east), _down(south), _up(north))
    room = (size - 4) // _CELL
    # From the leaves up; the root is node 1, and alone says how deep the tree is.
    depth, node = 0, 1
    while len(cells) > room:
        parents = _Cells()
        homes = array("I", bytes(4 * len(cells)))
        for members in _tiles(cells, room):
            node += 1
            parents.append(node, *_write_node(database, name, node, 0, cells, members, size))
            for member in members:
                homes[member] = node
        _write_homes(database, name, cells, homes, depth)
        cells, depth = parents, depth + 1
    _write_node(database, name, 1, depth, cells, range(len(cells)), size)
    _write_homes(database, name, cells, array("I", [1]) * len(cells), depth)


def write_triggers(database: sqlite3.Connection, table: str, column: str) -> None:
    """Create the triggers that keep the R-tree of a layer true (OGC 12-128r17, requirement 77)."""
    tree, full = (
        f"rtree_{table}_{column}",
        f"NEW.{column} NOT NULL AND NOT ST_IsEmpty(NEW.{column})",
    )
    empty = f"(NEW.{column} ISNULL OR ST_IsEmpty(NEW.{column}))"
    ends = ", ".join(f"ST_{end}(NEW.{column})" for end in ("MinX", "MaxX", "MinY", "MaxY"))
    put = f"INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, {ends});"
    drop = f"DELETE FROM {tree} WHERE id = OLD.fid;"
    for name, event, condition, action in (
        ("insert", "INSERT", full, put),
        ("update1", f"UPDATE OF {column}", f"OLD.fid = NEW.fid AND {full}", put),
        ("update2", f"UPDATE OF {column}", f"OLD.fid = NEW.fid AND {empty}", drop),
        ("update3", "UPDATE", f"OLD.fid <> NEW.fid AND {full}", drop + put),
        (
            "update4",
            "UPDATE",
            f"OLD.fid <> NEW.fid AND {empty}",
            f"DELETE FROM {tree} WHERE id IN (OLD.fid, NEW.fid);",
        ),
        ("delete", "DELETE", f"OLD.{column} NOT NULL", drop),
    ):
        database.execute(
            f"CREATE TRIGGER {tree}_{name} AFTER {event} ON {table} WHEN {condition}"
            f" BEGIN {action} END"
        )


def _write_node(
    database: sqlite3.Connection,
    tree: str,
    node: int,
    depth: int,
    cells: _Cells,
    members: Sequence[int],
    size: int,
) -> tuple[float, float, float, float]:
    """Write a node of some cells; return the box around them, west, east, south, north."""
    ids = cells.ids
    wests, easts, souths, norths = ([end[i] for i in members] for end in cells.ends)
    data = struct.pack(">HH", depth, len(members)) + b"".join(
        map(_cell.pack, [ids[i] for i in members], wests, easts, souths, norths)
    )
    database.execute(
        f"INSERT OR REPLACE INTO {tree}_node (nodeno, data) VALUES (?,?)",
        (node, data.ljust(size, b"\0")),
    )
    if not members:
        return 0.0, 0.0, 0.0, 0.0
    return min(wests), max(easts), min(souths), max(norths)


def _write_homes(
    database: sqlite3.Connection, tree: str, cells: _Cells, homes: array[int], depth: int
) -> None:
    """Write which node each row, or each node above the leaves, is in."""
    table = "parent (nodeno, parentnode)" if depth else "rowid (rowid, nodeno)"
    database.executemany(
        f"INSERT INTO {tree}_{table} VALUES (?,?)", zip(cells.ids, homes, strict=True)
    )


def _tiles(cells: _Cells, room: int) -> Iterator[list[int]]:
    """Cut cells into full nodes: slices from west to east, each from south to north."""
    slice_size = room * ceil(sqrt(ceil(len(cells) / room)))
    wests, easts, souths, norths = cells.ends
    order = _by_strip(wests, easts)
    for first in range(0, len(order), slice_size):
        tall = order[first : first + slice_size].tolist()
        tall.sort(key=lambda i: souths[i] + norths[i])
        for start in range(0, len(tall), room):
            yield tall[start : start + room]


def _by_strip(wests: array[float], easts: array[float]) -> array[int]:
    """Return the cells from west to east, by a counting sort over narrow strips."""
    scale = (_STRIPS - 1) / 720
    strips = array(
        "H",
        (
            min(max(int((w + e + 360) * scale), 0), _STRIPS - 1)
            for w, e in zip(wests, easts, strict=True)
        ),
    )
    counts = [0] * (_STRIPS + 1)
    for strip in strips:
        counts[strip + 1] += 1
    place = list(accumulate(counts))
    order = array("I", bytes(4 * len(strips)))
    for cell, strip in enumerate(strips):
        order[place[strip]] = cell
        place[strip] += 1
    return order


def _down(value: float) -> float:
    """Return the largest 32-bit float not above a value."""
    packed = _float.pack(value)
    (near,) = _float.unpack(packed)
    return near if near <= value else _step(packed, -1)


def _up(value: float) -> float:
    packed = _float.pack(value)
    (near,) = _float.unpack(packed)
    return near if near >= value else _step(packed, 1)


def _step(packed: bytes, towards: int) -> float:
    (bits,) = _bits.unpack(packed)
    bits += towards if bits >= 0 else -towards  # the bits of negative floats grow downwards
    return float(_float.unpack(_bits.pack(bits))[0])
