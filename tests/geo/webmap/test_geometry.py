from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely

from gazetteer.place import Place
from geo.model import Leg, Route
from geo.webmap.arcs import arc
from geo.webmap.focus import story_focuses
from geo.webmap.paths import Detail, encode, encode_line
from geo.webmap.projection import project, unproject
from geo.webmap.shapes import draw_story
from geo.webmap.story import read_story
from geo.webmap.view import Focus, fit_view

WORLD = (-180.0, -90.0, 180.0, 90.0)


def decode(path: list[int], digits: int) -> np.ndarray:
    return np.cumsum(np.array(path).reshape(-1, 2), axis=0) / 10**digits


def test_projection_puts_null_island_in_the_middle():
    assert project(np.array([[0.0, 0.0]])).tolist() == pytest.approx(np.array([[128.0, 128.0]]))


def test_unproject_undoes_project():
    points = np.array([[32.6, 46.6], [-179.0, -60.0]])
    assert unproject(project(points)) == pytest.approx(points)


def test_path_is_steps_of_the_rounded_vertices():
    detail = Detail(0.01, 0.01, 2, WORLD)
    line = np.array([[1.0, 2.0], [1.014, 2.0], [1.0, 3.0]])
    assert encode_line(line, detail) == [100, 200, 1, 0, -1, 100]


def test_vertices_equal_after_rounding_are_written_once():
    detail = Detail(0.01, 0.01, 1, WORLD)
    assert encode_line(np.array([[1.0, 2.0], [1.01, 2.01], [2.0, 2.0]]), detail) == [10, 20, 10, 0]


def test_decoded_path_stays_within_the_step():
    circle = shapely.Point(10, 50).buffer(1, quad_segs=200)
    detail = Detail(0.01, 0.01, 3, WORLD)
    (path,) = encode([circle], detail)
    assert shapely.Polygon(decode(path, 3)).hausdorff_distance(circle) < 0.012
    assert len(path) < 200


def test_detail_is_coarser_outside_the_frame():
    circle = shapely.Point(0, 0).buffer(10, quad_segs=500)
    detail = Detail(0.01, 0.5, 3, (0.0, -20.0, 20.0, 20.0))
    (path,) = encode([circle], detail)
    vertices = decode(path, 3)
    assert (vertices[:, 0] > 0.1).sum() > 3 * (vertices[:, 0] < -0.1).sum() > 0


def test_holes_are_rings_of_their_own():
    ring = shapely.box(0, 0, 10, 10) - shapely.box(4, 4, 6, 6)
    assert len(encode([ring], Detail(0.01, 0.01, 2, WORLD))) == 2


def test_a_far_outline_that_crosses_itself_once_simplified_keeps_all_its_parts():
    # The arm to the west is tied off: mended as a polygon, the shape would lose it.
    body = [(4.9, 0.9), (3.5, 5.2), (-1.1, 1.4), (-1.4, 0.5)]
    shape = shapely.Polygon([*body, (-9.1, 2.3), (0.2, -0.5), (9.0, -1.5)])
    (path,) = encode([shape], Detail(0.01, 1.0, 1, (50.0, 50.0, 60.0, 60.0)))
    west, south, east, north = shape.bounds
    assert decode(path, 1).min(axis=0) == pytest.approx([west, south], abs=1.0)
    assert decode(path, 1).max(axis=0) == pytest.approx([east, north], abs=1.0)


def test_specks_are_left_out():
    assert encode([shapely.box(0, 0, 0.01, 0.01)], Detail(0.01, 0.01, 3, WORLD)) == []


def test_western_hemisphere_moves_east_across_the_antimeridian():
    boxes = [shapely.box(-179, 0, -170, 5), shapely.box(-5, 0, 5, 5)]
    detail = Detail(0.01, 0.01, 1, WORLD, across=True)
    first, second = encode(boxes, detail)
    assert decode(first, 1)[:, 0].min() == 181
    assert decode(second, 1)[:, 0].min() == -5


def test_nothing_encodes_to_nothing():
    assert encode([], Detail(0.01, 0.01, 2, WORLD)) == []


def test_arc_keeps_its_ends_and_bulges_to_the_left():
    curve = arc((10.0, 45.0), (20.0, 45.0))
    assert curve[0].tolist() == [10.0, 45.0]
    assert curve[-1] == pytest.approx([20.0, 45.0])
    assert curve[len(curve) // 2][1] > 45.5


def test_arc_there_and_back_lie_apart():
    out, back = arc((10.0, 45.0), (20.0, 45.0)), arc((20.0, 45.0), (10.0, 45.0))
    assert out[12][1] > 45 > back[12][1]


def test_arc_takes_the_short_way_over_the_antimeridian():
    curve = arc((170.0, 0.0), (-170.0, 0.0))
    assert np.ptp(curve[:, 0]) == pytest.approx(20.0)


def point(lon: float, lat: float, weight: float = 1.0) -> Focus:
    return Focus((lon, lat, lon, lat), weight)


def test_nothing_to_show_gives_the_world():
    assert fit_view([]).zoom < 2


def test_view_is_fitted_to_the_movement_and_not_to_a_far_capital():
    view = fit_view([Focus((32.0, 45.0, 42.0, 49.0), 4.0), point(4.35, 50.85, 0.3)])
    west, south, east, north = view.bounds
    assert 28 < west < 32 < 42 < east
    assert south < 45 < 49 < north


def test_near_places_widen_the_view():
    view = fit_view([Focus((32.0, 45.0, 42.0, 49.0), 4.0), point(31.0, 46.0, 0.3)])
    assert view.bounds[0] < 31


def test_one_far_movement_does_not_hide_the_others():
    near = [Focus((32.0, 45.0, 36.0 + n, 47.0), 1.0) for n in range(4)]
    view = fit_view([*near, Focus((-100.0, 30.0, 35.0, 50.0), 1.0)])
    assert view.bounds[0] > 20


def test_most_named_cluster_wins():
    view = fit_view([point(10, 45), point(10.2, 45.1), point(10.1, 45, weight=4), point(100, 0)])
    assert view.bounds[2] < 20


def test_journey_between_continents_shows_both():
    ends = [point(10, 45, 0.9), point(100, 20, 0.9)]
    view = fit_view([*ends, Focus((10, 20, 100, 45), 3.0)])
    assert view.bounds[0] < 10 < 100 < view.bounds[2]


def test_single_town_keeps_its_surroundings():
    view = fit_view([point(10.0, 45.0)])
    assert view.bounds[2] - view.bounds[0] > 0.2
    assert view.zoom < 12


def test_country_alone_is_shown_whole():
    view = fit_view([Focus((2.0, 42.0, 8.0, 51.0), 0.02)])
    assert view.bounds[0] < 2
    assert view.bounds[3] > 51


def test_story_over_the_antimeridian_is_one_view():
    view = fit_view([point(178.0, -18.0), point(-179.0, -17.0)])
    assert view.across
    assert 170 < view.bounds[0] < view.bounds[2] < 190


def test_order_of_the_focuses_does_not_matter():
    focuses = [point(10, 45), point(12, 46), point(40, 10, 0.2), point(11, 45.5, 2)]
    assert fit_view(focuses) == fit_view(focuses[::-1])


def test_view_is_finite_at_the_poles():
    view = fit_view([point(0.0, 90.0), point(0.0, -90.0)])
    assert all(math.isfinite(value) for value in (*view.bounds, *view.frame, view.zoom))


@pytest.mark.parametrize(("certainty", "is_shown"), [(0.95, True), (0.4, False)])
def test_a_place_far_away_that_may_be_wrong_does_not_widen_the_view(parsed, certainty, is_shown):
    far = next(r for r in parsed.resolutions if r.mention.text == "Farburg")
    place = replace(far.place, lon=60.0, lat=43.0)
    movement = replace(parsed.movements[0], destinations=(far.mention,))
    leg = Leg("stated", ((12.5, 42.5), (60.0, 43.0)))
    doubtful = replace(
        parsed,
        resolutions=(replace(far, place=place, certainty=certainty), *parsed.resolutions[:3]),
        movements=(movement,),
        routes=(Route(movement, movement.origins[0], far.mention, (leg,)),),
    )
    view = fit_view(story_focuses(read_story(doubtful)))
    assert (view.bounds[2] > 60.0) is is_shown


@pytest.mark.parametrize(("half", "is_shown"), [(0.5, True), (15.0, False)])
def test_of_countries_only_small_ones_widen_the_view(parsed, half, is_shown):
    (country,) = (e for e in read_story(parsed).places if e.name == "Torland")
    outline = shapely.union(
        shapely.box(30 - half, 42, 30 + half, 42 + half), shapely.box(9, 9, 9.1, 9.1)
    )
    town = next(e for e in read_story(parsed).places if e.name == "Halden")
    entries = (replace(country, footprint=outline), replace(town, footprint=None))
    view = fit_view(
        story_focuses(replace(read_story(parsed), places=entries, areas=(), movements=()))
    )
    assert (view.bounds[2] > 30) is is_shown


def test_of_names_as_weighty_that_of_the_larger_town_comes_first(parsed_text):
    places = {
        name: Place(f"geonames:{n}", name, "P", "PPL", "TL", "1", 12 + n, 42, people)
        for n, (name, people) in enumerate(
            {"Lille": 900, "Storby": 80_000, "Mellem": 7_000}.items()
        )
    }
    story = read_story(parsed_text("Lille, Storby and Mellem", places))
    _, labels = draw_story(story, fit_view(story_focuses(story)))
    assert [label["text"] for label in labels] == ["Storby", "Mellem", "Lille"]
