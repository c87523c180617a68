"""What single places have wrong in the sources, put right; and names they are seldom meant by."""

from __future__ import annotations

import csv
import lzma
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from gazetteer.names import fold
from gazetteer.sources import tables
from gazetteer.sources.corrections import DROP, corrected, read_corrections
from gazetteer.sources.tables import PlaceRow, read_places

DATA = Path(tables.__file__).parents[1] / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the source tables are not installed")

HEADER = "place_id,name,column,value,reason,source\n"
QUARTER = PlaceRow(
    "geonames:1", "Right Bank", "P", "PPL", "QA", "01", "", 1.0, 2.0, 90_000, None, None, (), (), ()
)


def put_right(folder: Path, facts: str) -> list[PlaceRow]:
    (folder / "facts").mkdir()
    (folder / "facts" / "corrections.csv").write_text(HEADER + facts, encoding="utf-8")
    return list(corrected([QUARTER], folder))


def test_a_town_that_is_a_quarter_is_called_one(tmp_path: Path) -> None:
    (row,) = put_right(tmp_path, "geonames:1,,feature_code,P.PPLX,,\n")
    assert (row.feature_class, row.feature_code) == ("P", "PPLX")


def test_a_number_put_right_is_a_number(tmp_path: Path) -> None:
    (row,) = put_right(tmp_path, "geonames:1,,population,7,,\ngeonames:1,,lon,3.5,,\n")
    assert (row.population, row.lon, row.lat) == (7, 3.5, 2.0)


def test_what_is_listed_twice_is_left_out_once(tmp_path: Path) -> None:
    assert put_right(tmp_path, "geonames:1,,drop,geonames:2,,\n") == []


def test_without_facts_nothing_is_changed(tmp_path: Path) -> None:
    assert list(corrected([QUARTER], tmp_path)) == [QUARTER]


def cities() -> dict[str, dict[str, str]]:
    with lzma.open(DATA / "cities.tsv.xz", "rt", encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["place_id"]: row for row in rows}


def test_a_town_listed_twice_is_in_the_table_of_cities_once() -> None:
    table = cities()  # all else is put right when a gazetteer is built, too
    twins = {
        place_id: changes[DROP]
        for place_id, changes in read_corrections(DATA).items()
        if DROP in changes
    }
    assert twins
    assert not twins.keys() & table.keys()
    assert table.keys() >= set(twins.values())


def test_every_correction_says_why_and_whence() -> None:
    for table in ("corrections", "rare_names"):
        assert [row for row in tables.read_facts(DATA, table) if not row["source"].strip()] == []
    assert [row for row in tables.read_facts(DATA, "corrections") if not row["reason"]] == []


def test_a_part_of_a_city_is_no_town(gazetteer: Gazetteer) -> None:
    for place_id in ("geonames:13580034", "geonames:6722148", "geonames:2884161"):
        place = gazetteer.get(place_id)
        assert place is not None
        assert place.feature_code == "PPLX", place


def test_a_district_does_not_stand_in_the_middle_of_its_province(gazetteer: Gazetteer) -> None:
    district, town = gazetteer.get("geonames:7690209"), gazetteer.lookup("Gisenyi")[0]
    assert district is not None
    assert abs(district.lat - town.lat) < 0.1  # Rubavu, whose seat is Gisenyi


def test_the_main_town_of_a_unit_is_no_quarter_of_a_city_beside_it(gazetteer: Gazetteer) -> None:
    (unit, *_) = gazetteer.lookup("Leningrad Oblast")
    town = gazetteer.main_town(unit.place_id)
    assert town is not None
    assert town.feature_code != "PPLX", town


def test_a_town_beside_a_larger_one_is_no_part_of_it(gazetteer: Gazetteer) -> None:
    for place_id in ("geonames:12524485", "geonames:6619347", "geonames:712441"):
        place = gazetteer.get(place_id)
        assert place is None or place.feature_code != "PPLX", place


def test_a_town_of_unknown_size_has_that_of_an_older_count(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("Tal Afar")[0].population > 100_000


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Слов'янськ", "geonames:693468"),  # Nikopol was called so
        ("Ставрополь", "geonames:487846"),  # so was Tolyatti
        ("Puno", "geonames:3931276"),  # a spelling of Pune
        ("Pazarcık", "geonames:302800"),  # Turkish for Pazardzhik
    ],
)
def test_a_name_is_first_of_all_the_place_that_bears_it(
    gazetteer: Gazetteer, name: str, place_id: str
) -> None:
    assert gazetteer.lookup(name)[0].place_id == place_id


def test_a_rare_name_is_one_of_its_place_still() -> None:
    rare = {(row["place_id"], fold(row["name"])) for row in tables.read_facts(DATA, "rare_names")}
    found = {(place.place_id, fold(name)) for place in read_places(DATA) for name in place.aside}
    assert rare == found
