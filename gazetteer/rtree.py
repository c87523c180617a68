"""R-trees of GeoPackage layers, packed in one go rather than grown row by row.

The nodes are written as SQLite lays them out (https://www.sqlite.org/rtree.html, "Shadow Tables"),
full and in the order of sort-tile-recursive packing (Leutenegger, Edgington and Lopez 1997): half
the CPU and two thirds of the pages of inserting.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable, Sequence
from math import ceil, sqrt

from gazetteer.geometry import Box

__all__ = ["write_rtree", "write_triggers"]

_CELL = 24  # rowid, then west, east, south, north as 32-bit floats
_float = struct.Struct(">f")
_bits = struct.Struct(">i")
_Cell = tuple[int, float, float, float, float]  # rowid or child node, west, east, south, north


def write_rtree(database: sqlite3.Connection, name: str, boxes: Iterable[tuple[int, Box]]) -> None:
    """Create the virtual table ``name`` and fill it with (rowid, box)."""
    database.execute(f"CREATE VIRTUAL TABLE {name} USING rtree(id, minx, maxx, miny, maxy)")
    # A row makes SQLite say how large its nodes are.
    database.execute(f"INSERT INTO {name} VALUES (0, 0, 0, 0, 0)")
    (size,) = database.execute(f"SELECT length(data) FROM {name}_node WHERE nodeno = 1").fetchone()
    database.execute(f"DELETE FROM {name}")
    cells: list[_Cell] = [
        (rowid, _down(west), _up(east), _down(south), _up(north))
        for rowid, (west, south, east, north) in boxes
    ]
    room = (size - 4) // _CELL
    # From the leaves up; the root is node 1, and alone says how deep the tree is.
    homes: list[tuple[int, int]] = []
    depth, node = 0, 1
    while len(cells) > room:
        parents: list[_Cell] = []
        for members in _tiles(cells, room):
            node += 1
            _write_node(database, name, node, 0, members, size)
            parents.append((node, *_around(members)))
            homes.extend((cell[0], node) for cell in members)
        _write_homes(database, name, homes, depth)
        cells, depth = parents, depth + 1
    _write_node(database, name, 1, depth, cells, size)
    homes.extend((cell[0], 1) for cell in cells)
    _write_homes(database, name, homes, depth)


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
    cells: Sequence[_Cell],
    size: int,
) -> None:
    data = struct.pack(">HH", depth, len(cells)) + b"".join(
        struct.pack(">qffff", *cell) for cell in cells
    )
    database.execute(
        f"INSERT OR REPLACE INTO {tree}_node (nodeno, data) VALUES (?,?)",
        (node, data.ljust(size, b"\0")),
    )


def _write_homes(
    database: sqlite3.Connection, tree: str, homes: list[tuple[int, int]], depth: int
) -> None:
    """Write which node each row, or each node above the leaves, is in."""
    homes.sort()
    table = "parent (nodeno, parentnode)" if depth else "rowid (rowid, nodeno)"
    database.executemany(f"INSERT INTO {tree}_{table} VALUES (?,?)", homes)
    homes.clear()


def _tiles(cells: list[_Cell], room: int) -> Iterable[list[_Cell]]:
    """Cut cells into full nodes: slices from west to east, each from south to north."""
    slice_size = room * ceil(sqrt(ceil(len(cells) / room)))
    cells.sort(key=lambda cell: (cell[1] + cell[2], cell[0]))
    for first in range(0, len(cells), slice_size):
        tall = sorted(cells[first : first + slice_size], key=lambda c: (c[3] + c[4], c[0]))
        for start in range(0, len(tall), room):
            yield tall[start : start + room]


def _around(cells: Sequence[_Cell]) -> tuple[float, float, float, float]:
    _, west, east, south, north = zip(*cells, strict=True)
    return min(west), max(east), min(south), max(north)


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
