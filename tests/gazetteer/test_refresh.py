"""The refresh command's own rules, on a few rows."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import shapely

from gazetteer.sources.refresh.tables import Row, clean_names, read_table, write_table

pytest.importorskip("geopandas")

from gazetteer.sources.refresh.cities import _split_names
from gazetteer.sources.refresh.countries import _forms
from gazetteer.sources.refresh.packages import PINS, Packages
from gazetteer.sources.refresh.seats import Seats
from gazetteer.sources.refresh.shapes import _simplified, _touching
from gazetteer.sources.refresh.units import _inner_point, _mean_point, _uninverted, with_seats

ROW = Row("geonames:1", "Null", "P.PPL", names=("Nil", "Nul"), rank=3)


def test_a_table_reads_back_as_written(tmp_path: Path) -> None:
    rows = [Row("geonames:2", "Two", "P.PPL", lon=-0.5, lat=51.25, population=7), ROW]
    write_table(tmp_path / "t.tsv.xz", rows)
    assert read_table(tmp_path / "t.tsv.xz") == sorted(rows, key=lambda row: row.place_id)


def test_a_table_is_written_the_same_twice(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_table(tmp_path / name, [ROW])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_tab_in_a_cell_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="geonames:3"):
        write_table(tmp_path / "t.tsv.xz", [Row("geonames:3", "A\tB", "P.PPL")])


def test_names_that_no_cell_can_hold_are_dropped() -> None:
    assert clean_names(["a|b", "http://x", " A  b ", "", None, "x" * 101, "A b"], "c") == ("A b",)


def test_a_citys_abbreviation_is_a_short_form_but_its_airports_code_is_not() -> None:
    names, short = _split_names("New York City", ["NYC", "JFK", "Nueva York"], {"JFK"}, Counter())
    assert names == ("Nueva York",)
    assert short == ("NYC",)


def test_machine_transliterations_are_dropped() -> None:
    names, _ = _split_names("Moscow", ["mo si ke", "Moskva", "Москва"], (), Counter())
    assert names == ("Moskva", "Москва")


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Andorran(s)", ["Andorran", "Andorrans"]),
        ("Frenchman(men), Frenchwoman(women)", "Frenchman Frenchmen Frenchwoman Frenchwomen"),
        ("Thai (singular and plural)", ["Thai"]),
        ("Barbadian(s) or Bajan (colloquial)", ["Barbadian", "Barbadians", "Bajan"]),
    ],
)
def test_the_factbooks_nouns_are_spelt_out(text: str, forms: list[str] | str) -> None:
    assert list(_forms(text)) == (forms.split() if isinstance(forms, str) else forms)


def test_isos_inverted_names_are_turned_round() -> None:
    assert _uninverted("Murcia, Región de") == "Región de Murcia"


def test_the_mean_of_cities_astride_the_antimeridian_is_between_them() -> None:
    west = Row("geonames:1", "West", "P.PPL", lon=179.0, population=1)
    east = Row("geonames:2", "East", "P.PPL", lon=-179.0, population=1)
    point = _mean_point([west, east])
    assert point is not None
    assert abs(point[0]) == pytest.approx(180)


def test_the_largest_city_of_a_units_name_is_its_seat() -> None:
    city = Row("geonames:1", "Omsk", "P.PPL", "RU", "54", population=9)
    village = Row("geonames:2", "Tara", "P.PPL", "RU", "54", population=1)
    unit = Row("geonames:3", "Omsk Oblast", "A.ADM1", "RU", "54", names=("Omsk",))
    assert [row.feature_code for row in with_seats([city, village], [unit])] == ["P.PPLA", "P.PPL"]


SEATS = Seats(
    [
        Row("geonames:1", "Yalutorovsk", "P.PPL", "RU", "78", population=9),
        Row("geonames:2", "Glushkovo", "P.PPL", "RU", "41", population=5, names=("Глушково",)),
        Row("geonames:3", "Glushkovo", "P.PPL", "RU", "33", population=6),
        Row("geonames:4", "Sosnovka", "P.PPL", "RU", "41", population=1),
        Row("geonames:5", "Sosnovo", "P.PPL", "RU", "41", population=2),
        Row("geonames:6", "Coatepeque", "P.PPL", "GT", "13", population=3),
        Row("geonames:7", "Coatepeque", "P.PPL", "GT", "13", population=4),
        Row("geonames:8", "Tara", "P.PPLX", "GT", "13", population=4),
    ]
)


@pytest.mark.parametrize(
    ("names", "country", "admin1", "place_id"),
    [
        (["Glushkovskiy Rayon"], "RU", "41", "geonames:2"),
        (["District X", "Глушково"], "RU", "41", "geonames:2"),
        (["Municipio de Coatepeque"], "GT", "13", "geonames:7"),
    ],
)
def test_a_unit_is_called_after_a_town_of_its_own_region(
    names: list[str], country: str, admin1: str, place_id: str
) -> None:
    town = SEATS.called_after(names, country, admin1)
    assert town is not None
    assert town.place_id == place_id


@pytest.mark.parametrize(
    ("name", "country", "admin1"),
    [("Sosnovskiy Rayon", "RU", "41"), ("Tara", "GT", "13"), ("Glushkovskiy Rayon", "RU", "78")],
)
def test_a_unit_is_called_after_no_town_in_doubt(name: str, country: str, admin1: str) -> None:
    assert SEATS.called_after([name], country, admin1) is None


def test_a_package_of_other_content_is_refused(tmp_path: Path) -> None:
    (tmp_path / PINS[0].file).write_bytes(b"")
    with pytest.raises(ValueError, match="SHA-256"):
        Packages(tmp_path)


def test_a_units_point_is_on_no_islet_without_a_town() -> None:
    home, islet = shapely.box(0, 0, 1, 1), shapely.box(5, 0, 8, 3)
    town = Row("geonames:1", "Town", "P.PPL", lon=0.5, lat=0.5, population=900)
    lon, lat = _inner_point(shapely.union_all([home, islet]), None, [town])
    assert home.contains(shapely.Point(lon, lat))


def test_a_units_point_is_on_its_largest_part_where_no_town_is_known() -> None:
    home, islet = shapely.box(0, 0, 1, 1), shapely.box(5, 0, 5.2, 0.2)
    lon, lat = _inner_point(shapely.union_all([home, islet]), None, [])
    assert home.contains(shapely.Point(lon, lat))


def test_shapes_that_touch_by_way_of_others_are_one_group() -> None:
    boxes = np.array([shapely.box(x, 0, x + 1, 1) for x in (0, 1, 5, 2, 6, 9)])
    assert list(_touching(boxes)) == [[0, 1, 3], [2, 4], [5]]


def test_a_far_islet_that_needs_fine_edges_refines_no_other_unit() -> None:
    wavy = shapely.Polygon([(x / 100, x % 2 / 250) for x in range(500)] + [(5, 3), (0, 3)])
    islet = shapely.Point(20, 20).buffer(0.01, quad_segs=4)
    alone = _simplified(np.array([wavy]))
    both = _simplified(np.array([wavy, islet]))
    assert shapely.get_num_coordinates(both[0]) == shapely.get_num_coordinates(alone[0]) < 100
    assert both[1].area == pytest.approx(islet.area, rel=0.01)
