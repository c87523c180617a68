"""Many names or points at once: frames in and out, on the index they came with."""

from __future__ import annotations

import geopandas
import pandas as pd
import pytest
import shapely

from gazetteer import Gazetteer, lookup_frame, place_frame, reverse_frame


def test_a_look_up_keeps_the_index_of_its_names(small: Gazetteer) -> None:
    names = pd.Series(["Lutetia", "Nowhere", "Northport"], index=["a", "b", "c"])
    table = lookup_frame(small, names)
    assert list(table.index) == ["a", "b", "c"]
    assert table.loc["a", "place_id"] == "geonames:3"


def test_a_name_of_no_place_is_a_row_without_one(small: Gazetteer) -> None:
    table = lookup_frame(small, ["Nowhere", None, float("nan")])
    assert table["place_id"].isna().all()
    assert table.geometry.isna().all()


def test_points_are_longitude_first_in_wgs_84(small: Gazetteer) -> None:
    table = lookup_frame(small, ["Lutetia"])
    assert table.crs == "EPSG:4326"
    assert (table.geometry.x[0], table.geometry.y[0]) == (2.35, 48.86)


def test_each_name_may_have_its_own_country(small: Gazetteer) -> None:
    names = pd.Series(["Paris", "Paris", "Paris"])
    table = lookup_frame(small, names, country=pd.Series(["QA", "QB", None]))
    assert list(table["place_id"]) == ["geonames:4", "geonames:3", "geonames:3"]


def test_no_names_are_an_empty_frame(small: Gazetteer) -> None:
    table = lookup_frame(small, [])
    assert len(table) == 0
    assert "place_id" in table.columns


def test_places_are_a_row_each(small: Gazetteer) -> None:
    table = place_frame(small.lookup("Paris"))
    assert list(table["place_id"]) == ["geonames:3", "geonames:4"]
    assert set(table.geom_type) == {"Point"}


def test_places_may_come_with_their_footprints(small: Gazetteer) -> None:
    table = place_frame(small.lookup("North Region"), footprints=small)
    assert table.geom_type[0] == "MultiPolygon"


def test_reverse_keeps_index_and_reference_system(small: Gazetteer) -> None:
    points = geopandas.GeoSeries.from_xy([0.41], [0.4], index=["x"], crs=4326).to_crs(3857)
    table = reverse_frame(small, points)
    assert table.crs == "EPSG:3857"
    assert table.loc["x", "name"] == "Paris"
    assert table.loc["x", "admin1"] == "North Region"
    assert table.loc["x", "distance_km"] == pytest.approx(1.1, abs=0.1)


def test_reverse_takes_a_frame(small: Gazetteer) -> None:
    points = geopandas.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(0, 0)], crs=4326)
    assert reverse_frame(small, points)["name"].tolist() == ["Northport"]


def test_reverse_of_an_empty_point_is_a_row_without_a_place(small: Gazetteer) -> None:
    points = geopandas.GeoSeries([None, shapely.Point(), shapely.Point(0, 0)], crs=4326)
    assert reverse_frame(small, points)["place_id"].isna().tolist() == [True, True, False]


def test_reverse_of_a_polygon_says_what_to_do(small: Gazetteer) -> None:
    with pytest.raises(ValueError, match="representative_point"):
        reverse_frame(small, geopandas.GeoSeries([shapely.box(0, 0, 1, 1)], crs=4326))


def test_swapped_coordinates_are_refused(small: Gazetteer) -> None:
    with pytest.raises(ValueError, match="longitude comes first"):
        reverse_frame(small, geopandas.GeoSeries.from_xy([35.7], [139.7], crs=4326))
