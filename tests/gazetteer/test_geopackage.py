"""``places.gpkg`` is a GeoPackage as OGC 12-128r17 asks, readable by GDAL without a warning."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import geopandas
import pytest

LAYERS = {"places": 12, "polygons": 1, "lines": 1, "land": 1, "boundaries": 1}


@pytest.fixture
def database(small_folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(small_folder / "places.gpkg")


@pytest.mark.parametrize(("layer", "rows"), LAYERS.items())
def test_geopandas_reads_a_layer_without_a_warning(
    small_folder: Path, layer: str, rows: int
) -> None:
    frame = geopandas.read_file(small_folder / "places.gpkg", layer=layer)
    assert len(frame) == rows
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry.is_valid.all()


def test_a_box_reads_only_what_is_in_it(small_folder: Path) -> None:
    frame = geopandas.read_file(small_folder / "places.gpkg", layer="places", bbox=(2, 48, 3, 49))
    assert list(frame["place_id"]) == ["geonames:3"]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_r_tree_of_a_layer_is_sound(database: sqlite3.Connection, layer: str) -> None:
    assert database.execute(f"SELECT rtreecheck('rtree_{layer}_geom')").fetchone() == ("ok",)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_has_the_triggers_of_its_r_tree(database: sqlite3.Connection, layer: str) -> None:
    found = {
        name.removeprefix(f"rtree_{layer}_geom_")
        for (name,) in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (layer,)
        )
    }
    assert found == {"insert", "update1", "update2", "update3", "update4", "delete"}


def test_the_file_says_that_it_is_a_geopackage(database: sqlite3.Connection) -> None:
    assert database.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert database.execute("PRAGMA user_version").fetchone() == (10300,)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_a_place_written_by_gdal_enters_the_r_tree(small_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "places.gpkg"
    copy.write_bytes((small_folder / "places.gpkg").read_bytes())
    frame = geopandas.read_file(copy, layer="land")
    frame.to_file(copy, layer="land", mode="a")
    (rows,) = sqlite3.connect(copy).execute("SELECT count(*) FROM rtree_land_geom").fetchone()
    assert rows == 2
