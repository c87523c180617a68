from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from gazetteer.place import Place
from gazetteer.store import Basemap
from geo.webmap.basemap import border_style, draw_ground, level_of_detail, visible_boxes
from geo.webmap.labels import interior_spot, line_spot, sea_labels, town_labels
from geo.webmap.shapes import is_wide
from geo.webmap.view import Focus, fit_view

VIEW = fit_view([Focus((10.0, 40.0, 20.0, 50.0), 1.0)])
ACROSS = fit_view(
    [Focus((178.0, -18.0, 178.0, -18.0), 1), Focus((-179.0, -17.0, -179.0, -17.0), 1)]
)


def numbers(sheet: dict) -> int:
    return sum(len(path) for layer in sheet.values() if isinstance(layer, list) for path in layer)


@pytest.mark.parametrize(
    ("kind", "view", "style"),
    [
        ("International boundary (verify)", "", "borders"),
        ("International boundary (verify)", "Unrecognized", "disputed"),
        ("Disputed (please verify)", "", "disputed"),
        ("Line of control (please verify)", "", "disputed"),
        ("Admin-1", "", "units"),
        ("International boundary (verify)", "Admin-1 boundary", "units"),
    ],
)
def test_border_style(kind, view, style):
    assert border_style(kind, view) == style


def test_detail_follows_the_zoom():
    assert [level_of_detail(zoom) for zoom in (2, 4, 7)] == ["110m", "50m", "10m"]


def test_ground_is_a_world_and_a_detailed_sheet(parsed):
    gazetteer = parsed.gazetteer
    basemaps = [gazetteer.basemap(*VIEW.frame)]
    world, sheet = draw_ground(gazetteer, basemaps, VIEW, 200_000)
    assert world["digits"] < sheet["digits"]
    assert len(sheet["borders"]) == len(sheet["disputed"]) == 1


def test_ground_keeps_to_its_budget(parsed):
    coast = shapely.Point(15, 45).buffer(4, quad_segs=200_000)
    crowded = Basemap((coast,), (), (), (), (), ())
    _, sheet = draw_ground(parsed.gazetteer, [crowded], replace(VIEW, zoom=12.0), 60_000)
    assert 0 < numbers(sheet) <= 12_000 + 10


def test_frame_over_the_antimeridian_is_two_boxes():
    west, east = visible_boxes(ACROSS)
    assert west[2] == 180
    assert east[0] == -180
    assert east[2] < 0


def test_crowded_town_waits_for_a_closer_zoom():
    def town(name: str, lon: float) -> Place:
        return Place(f"geonames:{name}", name, "P", "PPL", "TL", "", lon, 45, 1000)

    labels = town_labels([town("Large", 15), town("Near", 15.8), town("Far", 18)], VIEW, [])
    zooms = {label["text"]: label["zoom"] for label in labels}
    assert zooms["Near"] > zooms["Large"] == zooms["Far"]


def test_name_of_a_region_lies_inside_it():
    horseshoe = shapely.box(11, 41, 19, 49) - shapely.box(13, 41, 17, 47)
    spot = interior_spot(horseshoe, VIEW, 10)
    assert spot
    assert horseshoe.contains(shapely.Point(spot))


def test_name_of_a_region_lies_in_the_part_in_view():
    spot = interior_spot(shapely.box(12, 30, 90, 60), VIEW, 10)
    assert spot
    assert VIEW.bounds[0] < spot[0] < VIEW.bounds[2]


def test_sea_is_named_in_its_part_in_view_wherever_its_middle_lies():
    gulf = ("Gulf of Oril", "GULF", shapely.box(12, 30, 90, 60))
    (label,) = sea_labels(Basemap((), (), (), (), (gulf,), ()), VIEW)
    assert label["text"] == "Gulf of Oril"
    assert VIEW.bounds[0] < label["at"][0] < VIEW.bounds[2]


def test_ocean_is_not_named_upon_a_sea_of_its_own():
    sea = ("Oril Sea", "SEA", shapely.box(12, 41, 19, 49))
    ocean = ("Great Ocean", "OCN", shapely.box(-60, -60, 90, 60))
    labels = sea_labels(Basemap((), (), (), (), (ocean, sea), ()), VIEW)
    spots = {label["text"]: shapely.Point(label["at"]) for label in labels}
    assert not sea[2].contains(spots.get("Great Ocean", shapely.Point()))


def test_seat_of_a_region_is_named_before_a_suburb_said_to_be_larger():
    def town(name: str, code: str, population: int) -> Place:
        return Place(f"geonames:{name}", name, "P", code, "TL", "", 15, 45, population)

    suburb, seat = town("New Oril", "PPL", 2_000_000), town("Oril", "PPLA", 1_700_000)
    labels = town_labels([suburb, seat], VIEW, [])
    assert labels[0]["text"] == "Oril"


def test_region_out_of_view_has_no_name():
    assert interior_spot(shapely.box(60, 10, 70, 20), VIEW, 10) is None


def test_name_of_a_river_follows_it_and_is_never_upside_down():
    for course in ([(11, 41), (19, 49)], [(19, 49), (11, 41)]):
        found = line_spot(shapely.LineString(course), VIEW, 10)
        assert found
        assert -70 < found[1] < -30


def test_region_that_fills_the_view_is_only_hinted_at():
    assert is_wide(shapely.box(0, 30, 30, 60), VIEW)
    assert not is_wide(shapely.box(11, 41, 13, 43), VIEW)
