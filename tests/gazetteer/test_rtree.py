"""A packed R-tree answers as a grown one does."""

from __future__ import annotations

import random
import sqlite3

import pytest

from gazetteer.geometry import Box
from gazetteer.rtree import write_rtree


def _boxes(count: int) -> list[tuple[int, Box]]:
    chance = random.Random(count)
    boxes = []
    for rowid in range(1, count + 1):
        west, south = chance.uniform(-180, 179), chance.uniform(-90, 89)
        boxes.append((rowid, (west, south, west + chance.random(), south + chance.random())))
    return boxes


@pytest.mark.parametrize("count", [0, 1, 51, 52, 500, 5000])
def test_a_packed_tree_is_sound_and_finds_every_box(count: int) -> None:
    database = sqlite3.connect(":memory:")
    boxes = _boxes(count)
    write_rtree(database, "tree", boxes)
    assert database.execute("SELECT rtreecheck('tree')").fetchone() == ("ok",)
    window = (-20.0, -20.0, 30.0, 30.0)
    found = database.execute(
        "SELECT id FROM tree WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?",
        (window[2], window[0], window[3], window[1]),
    )
    expected = {
        rowid
        for rowid, (west, south, east, north) in boxes
        if west <= window[2] and east >= window[0] and south <= window[3] and north >= window[1]
    }
    assert {rowid for (rowid,) in found} == expected


def test_a_box_in_the_tree_holds_the_box_written() -> None:
    database = sqlite3.connect(":memory:")
    box = (-0.1, -1e-40, 0.1, 179.99999999)
    write_rtree(database, "tree", [(7, box)])
    rowid, west, east, south, north = database.execute("SELECT * FROM tree").fetchone()
    assert rowid == 7
    assert west <= box[0]
    assert south <= box[1]
    assert east >= box[2]
    assert north >= box[3]
