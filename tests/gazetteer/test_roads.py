"""Road networks of the user's own: what is read, what is refused, the way over them."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import geopandas
import pytest
from shapely.geometry import LineString, Point

from gazetteer import GazetteerBuildError, GazetteerNotFoundError
from gazetteer.roads import Road, RoadNetwork, write_roads
from gazetteer.sources.roads import read_roads

WEST, MIDDLE, EAST, NORTH = (30.0, 60.0), (30.2, 60.05), (30.4, 60.0), (30.2, 60.3)
TABLE = "u,v,u_lon,u_lat,v_lon,v_lat,length_km,name\n"
GRAPHML = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d0" for="node" attr.name="y"/><key id="d1" for="node" attr.name="x"/>
<key id="d2" for="edge" attr.name="length"/><key id="d3" for="edge" attr.name="ref"/>
<key id="d4" for="edge" attr.name="geometry"/>
<graph edgedefault="directed">
<node id="1"><data key="d0">60.0</data><data key="d1">30.0</data></node>
<node id="2"><data key="d0">60.0</data><data key="d1">30.4</data></node>
<edge source="1" target="2"><data key="d2">25000</data><data key="d3">A 7</data>
<data key="d4">LINESTRING (30.0 60.0, 30.2 60.05, 30.4 60.0)</data></edge>
<edge source="2" target="1"><data key="d2">25000</data><data key="d3">A 7</data></edge>
</graph></graphml>"""


@pytest.fixture
def network(tmp_path: Path) -> RoadNetwork:
    roads = [
        Road((WEST, MIDDLE), 13.0, "A 7"),
        Road((EAST, MIDDLE), 13.0, "A 7"),  # drawn against the direction of travel
        Road((WEST, NORTH), 40.0, "B 1"),
        Road((NORTH, EAST), 40.0, "B 1"),
    ]
    write_roads(roads, tmp_path / "net", source="County roads", licence="CC0")
    return RoadNetwork(tmp_path / "net")


def test_the_way_is_the_shortest_and_its_path_runs_on(network: RoadNetwork) -> None:
    way = network.way(WEST, EAST)
    (leg,) = way.legs
    assert (leg.basis, leg.name, leg.path) == ("road", "A 7", (WEST, MIDDLE, EAST))
    assert way.length_km == 26.0


def test_a_leg_says_whose_road_it_is(network: RoadNetwork) -> None:
    assert network.way(WEST, EAST).legs[0].source == "County roads (CC0)"


def test_an_end_far_from_any_road_has_no_way(network: RoadNetwork) -> None:
    way = network.way((10.0, 10.0), EAST)
    assert way.legs == ()
    assert way.reason == "an end is more than 25 km from any road of County roads"


def test_a_one_way_road_leads_one_way(tmp_path: Path) -> None:
    write_roads([Road((WEST, MIDDLE), 13, None, True)], tmp_path / "n", source="s", licence="")
    network = RoadNetwork(tmp_path / "n")
    assert network.way(WEST, MIDDLE).legs
    assert network.way(MIDDLE, WEST).reason == "no way by road in s"


def test_a_network_is_pickled_as_its_folder(network: RoadNetwork) -> None:
    again = pickle.loads(pickle.dumps(network))
    assert again.way(WEST, EAST) == network.way(WEST, EAST)


def test_a_folder_that_is_no_network_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(GazetteerNotFoundError, match="gazetteer network import"):
        RoadNetwork(tmp_path)


def test_a_network_is_not_written_over_another(tmp_path: Path, network: RoadNetwork) -> None:
    with pytest.raises(GazetteerBuildError, match="exists"):
        write_roads([Road((WEST, MIDDLE), 13)], tmp_path / "net", source="s", licence="")


def test_two_points_over_50_km_are_no_road(tmp_path: Path) -> None:
    long = Road(((30.0, 60.0), (32.0, 60.0)), 120.0)
    with pytest.raises(GazetteerBuildError, match="straight line of more than 50 km"):
        write_roads([long], tmp_path / "net", source="s", licence="")


def test_a_point_that_is_not_on_earth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GazetteerBuildError, match="no such point"):
        write_roads([Road(((60.0, 130.0), MIDDLE), 1)], tmp_path / "n", source="s", licence="")


def test_lines_are_read_in_any_crs(tmp_path: Path) -> None:
    path = tmp_path / "roads.gpkg"
    table = geopandas.GeoDataFrame(
        {"ref": ["A 7", None], "name": ["x", "Lane"], "length_km": [30.0, None]},
        geometry=[LineString([WEST, MIDDLE, EAST]), LineString([EAST, NORTH])],
        crs="EPSG:4326",
    )
    table.to_crs("EPSG:3857").to_file(path)
    first, second = read_roads(path)
    assert (first.name, first.km) == ("A 7", 30.0)
    assert first.path[1] == pytest.approx(MIDDLE)
    assert second.name == "Lane"
    assert second.km == pytest.approx(35.3, abs=0.5)


def test_points_are_no_roads(tmp_path: Path) -> None:
    path = tmp_path / "points.geojson"
    geopandas.GeoDataFrame(geometry=[Point(WEST)], crs="EPSG:4326").to_file(path)
    with pytest.raises(GazetteerBuildError, match="roads are lines"):
        list(read_roads(path))


def test_an_edge_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text(TABLE + "1,2,30.0,60.0,30.4,60.0,25.5,E 18\n")
    (road,) = read_roads(path)
    assert road == Road(((30.0, 60.0), (30.4, 60.0)), 25.5, "E 18")


def test_an_edge_table_without_coordinates_says_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text("u,v,length_km\n1,2,3\n")
    with pytest.raises(GazetteerBuildError, match="lacks the columns u_lat, u_lon"):
        list(read_roads(path))


def test_a_number_that_is_none_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text(TABLE + "1,2,30.0,60.0,30.4,60.0,long,E 18\n")
    with pytest.raises(GazetteerBuildError, match=r"edges\.csv:2"):
        list(read_roads(path))


def test_graphml_of_osmnx_is_read_once_for_both_ways(tmp_path: Path) -> None:
    path = tmp_path / "town.graphml"
    path.write_text(GRAPHML)
    (road,) = read_roads(path)
    assert road == Road((WEST, MIDDLE, EAST), 25.0, "A 7")


@pytest.mark.parametrize("name", ["town.graphml", "roads.geojson"])
def test_a_broken_file_is_one_clear_error(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(json.dumps({"no": "roads"}))
    with pytest.raises(GazetteerBuildError, match="cannot be read"):
        list(read_roads(path))


def test_a_file_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(GazetteerBuildError, match="no such file"):
        list(read_roads(tmp_path / "none.gpkg"))
