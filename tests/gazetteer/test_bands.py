"""The places of a box, found by bands of latitude, are those that lie in it."""

from __future__ import annotations

import random
from array import array
from types import SimpleNamespace

import numpy as np
import pytest

from gazetteer.bands import banded, spans_of, wide_spans_of


def columns(points: list[tuple[float, float]]) -> SimpleNamespace:
    lon, lat = array("f", (p[0] for p in points)), array("f", (p[1] for p in points))
    start, fids = banded(lon, lat)
    return SimpleNamespace(lon=lon, lat=lat, band_start=start, band_fid=fids)


def in_box(rows: SimpleNamespace, west: float, south: float, east: float, north: float) -> set[int]:
    return {
        fid
        for first, end in spans_of(rows, west, south, east, north)
        for fid in rows.band_fid[first:end]
        if south <= rows.lat[fid - 1] <= north
    }


@pytest.mark.parametrize(
    "box", [(-20, -20, 30, 30), (10, 49.95, 10.5, 50.05), (-180, -90, 180, 90)]
)
def test_all_places_of_a_box_are_found_and_no_others(box: tuple[float, ...]) -> None:
    chance = random.Random(4)
    points = [(chance.uniform(-180, 180), chance.uniform(-90, 90)) for _ in range(5000)]
    rows = columns(points)
    west, south, east, north = box
    assert in_box(rows, west, south, east, north) == {
        fid
        for fid, (lon, lat) in enumerate(zip(rows.lon, rows.lat, strict=True), 1)
        if west <= lon <= east and south <= lat <= north
    }


def test_a_box_runs_over_the_antimeridian() -> None:
    rows = columns([(179.5, 0), (-179.5, 0), (0, 0)])
    assert in_box(rows, 179, -1, 181, 1) == {1, 2}
    assert in_box(rows, -181, -1, -179, 1) == {1, 2}


def test_the_poles_are_in_the_last_bands() -> None:
    rows = columns([(0, 90), (0, -90)])
    assert in_box(rows, -1, 89, 1, 90) == {1}
    assert in_box(rows, -1, -90, 1, -89) == {2}


def test_of_no_places_none_is_found() -> None:
    assert in_box(columns([]), -180, -90, 180, 90) == set()


@pytest.mark.parametrize("box", [(-20, -20, 30, 30), (170, -50, 190, 50), (-180, -90, 180, 90)])
def test_all_bands_at_once_give_the_same_runs(box: tuple[float, ...]) -> None:
    chance = random.Random(4)
    rows = columns([(chance.uniform(-180, 180), chance.uniform(-90, 90)) for _ in range(5000)])
    arrays = SimpleNamespace(**{name: np.array(column) for name, column in vars(rows).items()})
    assert wide_spans_of(arrays, *box) == spans_of(rows, *box)
