"""``places.gpkg`` is a GeoPackage as OGC 12-128r17 asks, readable by GDAL without a warning."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import geopandas
import pyogrio
import pytest

from gazetteer import Gazetteer

LAYERS = {"places": 13, "polygons": 1, "lines": 1, "land": 1, "boundaries": 1}
INDEXED = tuple(layer for layer in LAYERS if layer != "places")


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


@pytest.mark.parametrize("layer", INDEXED)
def test_the_r_tree_of_a_layer_is_sound(database: sqlite3.Connection, layer: str) -> None:
    assert database.execute(f"SELECT rtreecheck('rtree_{layer}_geom')").fetchone() == ("ok",)


@pytest.mark.parametrize("layer", INDEXED)
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


def test_every_table_of_ours_is_registered(database: sqlite3.Connection) -> None:
    tables = {
        name
        for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        if not name.startswith(("gpkg_", "rtree_", "sqlite_"))
    }
    registered = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents"))
    assert registered.keys() == tables
    assert {name for name, kind in registered.items() if kind == "features"} == LAYERS.keys()


@pytest.mark.parametrize(
    ("table", "columns"),
    {
        "gpkg_spatial_ref_sys": "srs_name srs_id organization organization_coordsys_id definition"
        " description",
        "gpkg_contents": "table_name data_type identifier description last_change min_x min_y max_x"
        " max_y srs_id",
        "gpkg_geometry_columns": "table_name column_name geometry_type_name srs_id z m",
        "gpkg_extensions": "table_name column_name extension_name definition scope",
        "gpkg_metadata": "id md_scope md_standard_uri mime_type metadata",
        "gpkg_metadata_reference": "reference_scope table_name column_name row_id_value timestamp"
        " md_file_id md_parent_id",
    }.items(),
)
def test_a_table_of_the_standard_has_its_columns(
    database: sqlite3.Connection, table: str, columns: str
) -> None:
    found = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    assert found == columns.split()


def test_the_reference_systems_of_the_standard_are_there(database: sqlite3.Connection) -> None:
    ids = {srs_id for (srs_id,) in database.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    assert ids >= {-1, 0, 4326}


def test_each_extension_is_of_a_table_there_is(database: sqlite3.Connection) -> None:
    orphans = database.execute(
        "SELECT table_name FROM gpkg_extensions"
        " WHERE table_name NOT IN (SELECT name FROM sqlite_schema)"
    ).fetchall()
    assert orphans == []


def test_the_metadata_credit_every_source(database: sqlite3.Connection) -> None:
    ((kind, credits),) = database.execute("SELECT mime_type, metadata FROM gpkg_metadata")
    assert kind == "application/json"
    assert [source["credit"] for source in json.loads(credits)] == ["us"]


def test_the_default_gazetteer_opens_layer_by_layer(gazetteer: Gazetteer) -> None:
    path = gazetteer.path / "places.gpkg"
    layers = dict(pyogrio.list_layers(path))
    assert layers.keys() == {*LAYERS, "disputes", "worldviews"}
    for layer, kind in layers.items():
        frame = geopandas.read_file(path, layer=layer, rows=3)
        assert len(frame) == 3
        assert kind is None or frame.crs.to_epsg() == 4326


def test_a_place_written_by_gdal_enters_the_r_tree(small_folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "places.gpkg"
    copy.write_bytes((small_folder / "places.gpkg").read_bytes())
    frame = geopandas.read_file(copy, layer="land")
    frame.to_file(copy, layer="land", mode="a")
    (rows,) = sqlite3.connect(copy).execute("SELECT count(*) FROM rtree_land_geom").fetchone()
    assert rows == 2
