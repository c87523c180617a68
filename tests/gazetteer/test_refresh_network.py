"""The recipe of the corridor network, on a few towns."""

from __future__ import annotations

import pytest

pytest.importorskip("geopandas")
pytest.importorskip("scipy", reason="the extra [fit] is not installed")

import numpy as np

from gazetteer.sources.refresh.network import corridors, network_towns
from gazetteer.sources.refresh.network_ground import longest_runs
from gazetteer.sources.refresh.tables import Row


def town(number: int, lon: float, population: int, code: str = "P.PPL") -> Row:
    return Row(
        f"geonames:{number}", f"Town {number}", code, lon=lon, lat=0.0, population=population
    )


class Dry:
    """A world of one land mass without water, or with a channel at a longitude."""

    def __init__(self, channel: float | None = None, width: float = 0.0) -> None:
        self.channel, self.width = channel, width

    def mass(self, lonlat: np.ndarray) -> np.ndarray:
        return np.zeros(len(lonlat), dtype=np.int64)

    def wet_runs(self, start: np.ndarray, stop: np.ndarray) -> np.ndarray:
        if self.channel is None:
            return np.zeros(len(start))
        across = (start[:, 0] < self.channel) != (stop[:, 0] < self.channel)
        return np.where(across, self.width, 0.0)


# A diamond with its middle, and a far ring so that the sphere is closed.
RING = [(90.0, 0.0), (180.0, 0.0), (-90.0, 0.0), (0.0, 85.0), (0.0, -85.0)]
TOWNS = np.array([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0), (0.1, 0.3), (0.1, -0.3), *RING])


def near(pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    return {pair for pair in pairs if max(pair) < 5}


def test_an_edge_that_a_town_between_makes_needless_goes() -> None:
    pairs = near(corridors(TOWNS, Dry()))
    assert {(0, 1), (1, 2), (1, 3), (1, 4)} <= pairs
    assert (0, 2) not in pairs


def test_no_edge_crosses_more_than_three_kilometres_of_water() -> None:
    across = {(0, 1), (0, 3), (0, 4)}
    assert not near(corridors(TOWNS, Dry(0.05, 3.5))) & across
    assert near(corridors(TOWNS, Dry(0.05, 2.5))) & across


def test_a_small_town_near_a_larger_one_is_left_out() -> None:
    kept = network_towns([town(1, 0.0, 900), town(2, 0.1, 800), town(3, 0.5, 700)], set())
    assert [row.place_id for row in kept] == ["geonames:1", "geonames:3"]


def test_large_towns_seats_and_ends_of_crossings_always_stay() -> None:
    rows = [
        town(1, 0.0, 90_000), town(2, 0.05, 20_000), town(3, 0.1, 50, "P.PPLA"),
        town(4, 0.12, 40), town(5, 0.13, 30),
    ]  # fmt: skip
    kept = network_towns(rows, {"geonames:4"})
    assert [row.place_id for row in kept] == [f"geonames:{n}" for n in (1, 2, 3, 4)]


def test_the_longest_run_over_water_is_counted_within_each_line() -> None:
    wet = np.array([1, 1, 0, 1, 1, 1, 1, 0, 0], dtype=bool)
    owner = np.array([0, 0, 0, 0, 1, 1, 1, 1, 2])
    assert longest_runs(wet, owner).tolist() == [2, 3, 0]
