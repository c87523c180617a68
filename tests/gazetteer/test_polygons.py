"""A user's own shapes: put right, joined by id or name, and never invalid."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import geopandas
import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from gazetteer import GazetteerBuildError, open_gazetteer
from gazetteer.build import build_gazetteer
from gazetteer.sources.polygons import read_polygons

pytest.importorskip("antimeridian", reason="a dependency that is not installed here")

SQUARE = box(-2, -2, 2, 2)
BOW_TIE = Polygon([(-2, -2), (2, 2), (2, -2), (-2, 2), (-2, -2)])
FIJI = Polygon([(178, -19), (-178, -19), (-178, -16), (178, -16)])
FIJI_ON_PAST_180 = Polygon([(178, -19), (182, -19), (182, -16), (178, -16)])
ANTARCTICA = Polygon([(lon, -65 - lon % 40 / 10) for lon in range(-170, 180, 20)])


def _file(folder: Path, geometries: list[BaseGeometry | None], crs: int = 4326, **columns) -> Path:
    path = folder / "shapes.gpkg"
    geopandas.GeoDataFrame(columns, geometry=geometries, crs=crs).to_file(path)
    return path


def _mended(folder: Path, geometry: BaseGeometry) -> tuple[BaseGeometry | None, Counter[str]]:
    report: Counter[str] = Counter()
    path = _file(folder, [geometry], name=["X"])
    shapes = list(read_polygons(path, report))
    return (shapes[0].geometry if shapes else None), report


def test_a_good_shape_stays_as_it_is(tmp_path: Path) -> None:
    mended, report = _mended(tmp_path, SQUARE)
    assert mended is not None
    assert mended.equals(SQUARE)
    assert not report


def test_a_bow_tie_becomes_two_triangles(tmp_path: Path) -> None:
    mended, report = _mended(tmp_path, BOW_TIE)
    assert mended is not None
    assert mended.is_valid
    assert mended.area == pytest.approx(8)
    assert report == {"repaired: shape invalid": 1}


@pytest.mark.parametrize("shape", [FIJI, FIJI_ON_PAST_180, shapely.segmentize(FIJI_ON_PAST_180, 1)])
def test_a_shape_over_the_antimeridian_is_cut_there(tmp_path: Path, shape: Polygon) -> None:
    mended, report = _mended(tmp_path, shape)
    assert mended is not None
    assert mended.geom_type == "MultiPolygon"
    assert mended.is_valid
    assert mended.area == pytest.approx(12)
    assert -180 <= mended.bounds[0] < mended.bounds[2] <= 180
    assert report == {"repaired: shape over the antimeridian or a pole": 1}


def test_a_line_over_the_antimeridian_is_cut_there(tmp_path: Path) -> None:
    mended, _ = _mended(tmp_path, LineString([(179, 0), (-179, 0)]))
    assert mended is not None
    assert mended.length == pytest.approx(2)


@pytest.mark.parametrize("shape", [ANTARCTICA, ANTARCTICA.reverse()])
def test_a_shape_around_a_pole_holds_it(tmp_path: Path, shape: Polygon) -> None:
    mended, report = _mended(tmp_path, shape)
    assert mended is not None
    assert mended.is_valid
    assert mended.covers(Point(0, -90))
    assert mended.covers(Point(100, -80))
    assert not mended.covers(Point(0, 0))
    assert report == {"repaired: shape over the antimeridian or a pole": 1}


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (Point(1, 1), "rejected: shape neither polygon nor line"),
        (Polygon(), "rejected: shape empty"),
        (box(0, 0, 1, 95), "rejected: shape not on Earth"),
        (box(300_000, 5_000_000, 310_000, 5_010_000), "rejected: shape not on Earth"),
        (Polygon([(0, 0), (1, 1), (2, 2), (0, 0)]), "rejected: shape without area"),
    ],
)
def test_what_is_no_footprint_is_rejected(tmp_path: Path, shape: BaseGeometry, reason: str) -> None:
    mended, report = _mended(tmp_path, shape)
    assert mended is None
    assert report[reason] == 1


def test_other_reference_systems_are_turned_into_degrees(tmp_path: Path) -> None:
    metres = geopandas.GeoSeries([SQUARE], crs=4326).to_crs(3857)
    path = _file(tmp_path, list(metres), crs=3857, name=["X"])
    (shape,) = read_polygons(path, Counter())
    assert shape.geometry.equals_exact(SQUARE, 1e-6)


def test_a_shape_of_many_points_is_thinned_within_one_percent(tmp_path: Path) -> None:
    mended, report = _mended(tmp_path, Point(0, 0).buffer(1, quad_segs=5000))
    assert mended is not None
    assert shapely.get_num_coordinates(mended) < 1000
    assert mended.area == pytest.approx(3.1416, rel=0.01)
    assert report == {"repaired: shape thinned out": 1}


@pytest.mark.parametrize("column", ["geonameid", "GN_ID", "geonames_id", "place_id"])
def test_a_shape_is_joined_by_geonameid(source_tables: Path, tmp_path: Path, column: str) -> None:
    path = _file(tmp_path, [SQUARE], **{column: ["geonames:103" if "place" in column else "103"]})
    manifest = build_gazetteer(source_tables, tmp_path / "out", shapes=path)
    assert manifest.report == {"joined: shape by id": 1}
    gazetteer = open_gazetteer(tmp_path / "out")
    assert gazetteer.footprint("geonames:103").equals(MultiPolygon([SQUARE]))
    assert gazetteer.verify() == []


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Northport County", "geonames:103"),
        ("NORTH REGION", "geonames:102"),
        ("Quayland", "geonames:101"),
        ("Northport", "geonames:103"),  # a unit rather than the town
        ("Lutetia", None),  # far away
        ("Nowhere", None),
    ],
)
def test_a_shape_is_joined_by_a_name_of_what_it_holds(
    source_tables: Path, tmp_path: Path, name: str, place_id: str | None
) -> None:
    path = _file(tmp_path, [box(-3, -3, 3, 3)], NAME_0=["Elsewhere"], NAME_1=[name])
    manifest = build_gazetteer(source_tables, tmp_path / "out", shapes=path)
    gazetteer = open_gazetteer(tmp_path / "out")
    if place_id is None:
        assert manifest.report == {"rejected: shape of no known place": 1}
    else:
        assert manifest.report == {"joined: shape by name": 1}
        assert gazetteer.footprint(place_id).bounds == (-3, -3, 3, 3)
        kind = gazetteer.get(place_id).kind
        assert kind == "polygon"


def test_a_line_becomes_the_river_s(source_tables: Path, tmp_path: Path) -> None:
    path = _file(tmp_path, [LineString([(0, 0), (0.5, 0.2), (2, 2)])], name=["Long River"])
    build_gazetteer(source_tables, tmp_path / "out", shapes=path)
    assert open_gazetteer(tmp_path / "out").footprint("mm:long-river").bounds == (0, 0, 2, 2)


def test_a_user_s_shape_changes_the_identity(
    source_tables: Path, small_folder: Path, tmp_path: Path
) -> None:
    path = _file(tmp_path, [SQUARE], geonameid=[103])
    manifest = build_gazetteer(source_tables, tmp_path / "out", shapes=path)
    assert manifest.gazetteer_id != open_gazetteer(small_folder).id
    assert "Shapes: shapes.gpkg" in [source.credit for source in manifest.sources]


@pytest.mark.parametrize("text", ["", "not shapes", '{"type": "FeatureCollection"'])
def test_a_file_that_is_none_is_said_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shapes.geojson"
    path.write_text(text)
    with pytest.raises(GazetteerBuildError, match="cannot be read as shapes"):
        list(read_polygons(path, Counter()))


def test_a_file_without_names_says_what_it_has(tmp_path: Path) -> None:
    path = _file(tmp_path, [SQUARE], colour=["red"])
    with pytest.raises(GazetteerBuildError, match="it has colour"):
        list(read_polygons(path, Counter()))
