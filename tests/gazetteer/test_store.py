"""Look-ups in a small world."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from shapely.geometry import box

from gazetteer import Gazetteer, GazetteerQueryError


def _ids(gazetteer: Gazetteer, name: str, **options: object) -> list[str]:
    return [place.place_id for place in gazetteer.lookup(name, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "place_id"),
    [("northport", "geonames:1"), ("Нордпорт", "geonames:1"), ("圣埃兰", "geonames:2"),
     ("St. Elan", "geonames:2"), ("SAINT ELAN", "geonames:2"), ("Paris", "geonames:3"),
     ("Paris, North Region", "geonames:4"), ("Northport County", "geonames:103"),
     ("Long River", "mm:long-river"), ("Parisian", "geonames:3"), ("U.Q.", "geonames:101")],
)  # fmt: skip
def test_a_name_finds_its_place(small: Gazetteer, name: str, place_id: str) -> None:
    assert _ids(small, name)[0] == place_id


def test_nearness_chooses_between_namesakes(small: Gazetteer) -> None:
    assert _ids(small, "Paris", near=(0.5, 0.5)) == ["geonames:4", "geonames:3"]


def test_a_code_in_small_letters_is_no_name(small: Gazetteer) -> None:
    assert _ids(small, "qa") == []


def test_one_letter_wrong_is_found_only_when_asked(small: Gazetteer) -> None:
    assert _ids(small, "Northprt") == []
    assert _ids(small, "Northprt", fuzzy=True)[0] == "geonames:1"


def test_a_district_called_after_its_seat_bears_its_name(small: Gazetteer) -> None:
    assert _ids(small, "Glushkovo district") == ["geonames:104"]
    assert _ids(small, "Glushkovo")[0] == "geonames:5"


@pytest.mark.parametrize(
    "text",
    ["", " ", "'", '"', "%", "*", "_", "'; DROP TABLE places; --", "\0", "\ud800", "a" * 1_000_000,
     ", ,", "Paris,", "Paris, ''", "the " * 2_000 + "x", "d'" * 2_000],
)  # fmt: skip
def test_odd_text_has_a_plain_answer(small: Gazetteer, text: str) -> None:
    assert isinstance(small.lookup(text, fuzzy=True), list)
    assert isinstance(small.complete(text), list)


@pytest.mark.parametrize("place_id", ["geonames:", "geonames:x", "geonames:9", "", "mm:none"])
def test_an_unknown_id_is_none(small: Gazetteer, place_id: str) -> None:
    assert small.get(place_id) is None
    assert small.footprint(place_id) is None
    assert small.parents(place_id) == []


def test_an_id_written_otherwise_is_unknown(small: Gazetteer) -> None:
    assert small.get("geonames:01") is None


def test_parents_are_smallest_first(small: Gazetteer) -> None:
    found = [place.place_id for place in small.parents("geonames:1")]
    assert found == ["geonames:103", "geonames:102", "geonames:101"]


@pytest.mark.parametrize(
    ("place_id", "unit"),
    [("geonames:105", "geonames:102"), ("geonames:103", None), ("geonames:102", None)],
)
def test_a_unit_without_a_point_is_located_by_the_one_around_it(
    small: Gazetteer, place_id: str, unit: str | None
) -> None:
    found = small.located_by(place_id)
    assert (found and found.place_id) == unit


def test_reverse_at_null_island(small: Gazetteer) -> None:
    found = [place.place_id for place in small.reverse(0.0, 0.0)]
    assert found == ["geonames:1", "geonames:102"]


@pytest.mark.parametrize(("lon", "nearest"), [(180.0, "geonames:6"), (-180.0, "geonames:6"),
                                              (-179.95, "geonames:7")])  # fmt: skip
def test_reverse_sees_across_the_antimeridian(small: Gazetteer, lon: float, nearest: str) -> None:
    found = [place.place_id for place in small.reverse(lon, -16.5, limit=2)]
    assert found[0] == nearest
    assert set(found) == {"geonames:6", "geonames:7"}


@pytest.mark.parametrize("point", [(181, 0), (0, 91), (float("nan"), 0)])
def test_reverse_refuses_what_is_no_point(small: Gazetteer, point: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no such point"):
        small.reverse(*point)


def test_within_a_box(small: Gazetteer) -> None:
    found = [place.place_id for place in small.within(box(-1, -1, 1, 1))]
    assert found == ["geonames:1", "geonames:4"]


def test_within_nothing(small: Gazetteer) -> None:
    assert small.within(box(0, 0, 1, 1).difference(box(0, 0, 1, 1))) == []


def test_a_footprint_has_the_kind_its_place_says(small: Gazetteer) -> None:
    for place_id, kind in (("geonames:102", "polygon"), ("mm:long-river", "line")):
        place, shape = small.get(place_id), small.footprint(place_id)
        assert place is not None
        assert shape is not None
        assert place.kind == kind
        assert shape.geom_type == {"polygon": "MultiPolygon", "line": "MultiLineString"}[kind]


def test_a_look_up_imports_nothing_from_numpy_upward(small_folder: Path) -> None:
    code = (
        "import sys; from geo.cli import main;"
        " main(['lookup', 'Paris', '--gazetteer', sys.argv[1]]);"
        " heavy = {'numpy', 'pandas', 'shapely', 'folium', 'geopandas'} & set(sys.modules);"
        " sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(small_folder)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr


def test_of_a_common_name_the_greatest_come_first_without_reading_all(gazetteer: Gazetteer) -> None:
    key = gazetteer.index.get("san antonio")
    assert key is not None
    columns = gazetteer.columns
    rows = columns.rows(key)
    assert rows.stop - rows.start > 100
    every = gazetteer.ranked("San Antonio", limit=10_000)
    assert gazetteer.ranked("San Antonio", limit=10) == every[:10]


def test_a_lesser_namesake_is_found_by_its_country(gazetteer: Gazetteer) -> None:
    every = gazetteer.lookup("San Antonio", limit=10_000)
    last = {place.country_code: place for place in reversed(every)}
    for country, best in last.items():
        assert gazetteer.lookup("San Antonio", country=country, limit=1) == [best]


def test_a_district_lies_in_its_city(gazetteer: Gazetteer) -> None:
    watts, *_ = gazetteer.lookup("Watts, Los Angeles")
    assert watts.place_id == "mm:watts"
    assert gazetteer.lookup("Watts, San Diego") == []


def test_a_basemap_of_an_unknown_detail_is_refused(gazetteer: Gazetteer) -> None:
    with pytest.raises(GazetteerQueryError, match="give 10m, 50m, 110m"):
        gazetteer.basemap(0, 0, 1, 1, detail="20m")


def test_of_a_common_name_the_first_of_few_is_the_first_of_all(gazetteer: Gazetteer) -> None:
    names = np.diff(gazetteer.columns.key_low.astype(int)) % (1 << 16)  # of each key
    common = [gazetteer.index._trie.restore_key(int(i)) for i in np.flatnonzero(names > 36)]
    assert len(common) > 50
    for key in common:
        few, all_of_it = gazetteer.lookup(key, limit=1), gazetteer.lookup(key, limit=1000)
        assert few == all_of_it[:1], key
