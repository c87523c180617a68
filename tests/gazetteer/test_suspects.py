"""What of the tables a maintainer is asked to review."""

from __future__ import annotations

from typing import Any

import pytest

from gazetteer.sources.refresh.tables import Row

pytest.importorskip("geopandas")

import shapely

from gazetteer.sources.refresh.sections import Listed
from gazetteer.sources.refresh.suspects import changed_counts, crowded_sections, outsiders, twins


def town(number: int, name: str = "Town", **given: Any) -> Row:
    values: dict[str, Any] = {"feature_code": "P.PPL", "country_code": "QA", "lat": 50.0}
    values |= {"population": 20_000, "admin1_code": "01"} | given
    return Row(f"geonames:{number}", name, **values)


def numbers(found: Any) -> list[int]:
    return [number for number, _ in found]


def test_a_count_ten_times_as_high_as_before_is_suspect() -> None:
    rows = [town(1, population=200_000), town(2, population=25_000)]
    before = {1: Listed("P.PPL", 20_000), 2: Listed("P.PPL", 20_000)}
    assert numbers(changed_counts(rows, before)) == [200_000]


def test_a_name_twice_in_one_town_is_suspect() -> None:
    assert len(list(twins([town(1), town(2, lon=0.02), town(3, "Other", lon=0.02)]))) == 1


def test_a_namesake_in_the_next_county_is_suspect_with_the_same_count_only() -> None:
    far = {"lon": 0.8}
    assert len(list(twins([town(1), town(2, **far)]))) == 1
    assert not list(twins([town(1), town(2, population=21_000, **far)]))


def test_a_part_with_the_count_of_its_town_is_suspect() -> None:
    whole = town(1, population=100_000)
    part = town(2, "Part", lon=0.02, feature_code="P.PPLX", population=90_000)
    small = town(3, "Small", lon=0.02, feature_code="P.PPLX", population=12_000)
    assert numbers(crowded_sections([whole, part, small])) == [90_000]


def test_a_town_outside_its_unit_is_suspect() -> None:
    unit = town(9, "Unit", feature_code="A.ADM1")
    shapes = {unit.place_id: shapely.box(-1, 49, 1, 51)}
    assert numbers(outsiders([town(1), town(2, lon=3.0)], [unit], shapes)) == [20_000]
