"""Routes: one for each pair of ends, honest about what the text does not say."""

from __future__ import annotations

from itertools import pairwise

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer import Place
from gazetteer.leg import Leg, Way
from geo.model import Footprint, Mention, Movement
from geo.routes import find_routes, great_circle

TORVIK, BERGBY, LUND = Mention(0, 6, "Torvik"), Mention(10, 16, "Bergby"), Mention(20, 24, "Lund")


def town(name: str, lon: float, lat: float) -> Place:
    return Place(f"t:{name}", name, "P", "PPL", "XX", "", lon, lat)


PLACES = {
    TORVIK: town("Torvik", 30, 60),
    BERGBY: town("Bergby", 32, 60),
    LUND: town("Lund", 31, 61),
}


class FakeGazetteer:
    """Outlines of a few places, and the ways that a network is said to have."""

    def __init__(
        self,
        outlines: dict[str, BaseGeometry] | None = None,
        *ways: Way,
        seat: Place | None = None,
        units: dict[str, Place] | None = None,
    ) -> None:
        self.outlines = outlines or {}
        self.found = list(ways) or [Way(reason="no corridor network")]
        self.seat = seat
        self.units = units or {}

    def located_by(self, place_id: str) -> Place | None:
        return self.units.get(place_id)

    def ways(self, *_: object, **__: object) -> list[Way]:
        return self.found

    def main_town(self, place_id: str) -> Place | None:
        return self.seat

    def entry(self, start: object, country_code: str, **_: object) -> Place | None:
        return self.seat

    def footprint(self, place_id: str) -> BaseGeometry | None:
        return self.outlines.get(place_id)

    def within(self, *_: object, **__: object) -> list[Place]:
        return []


def movement(**ends: tuple[Mention, ...]) -> Movement:
    return Movement("evacuation", "happened", (0, 5), **ends)  # type: ignore[arg-type]


def routes(moved: Movement, places: dict[Mention, Place] | None = None, **outlines: BaseGeometry):  # type: ignore[no-untyped-def]
    gazetteer = FakeGazetteer({f"t:{name}": outline for name, outline in outlines.items()})
    return find_routes([moved], PLACES if places is None else places, {}, gazetteer)  # type: ignore[arg-type]


def test_there_is_a_route_for_each_pair_of_ends() -> None:
    found = routes(movement(origins=(TORVIK,), destinations=(BERGBY, LUND)))
    assert [(r.origin, r.destination) for r in found] == [(TORVIK, BERGBY), (TORVIK, LUND)]


def test_a_route_without_a_way_is_stated_and_says_why() -> None:
    (route,) = routes(movement(origins=(TORVIK,), destinations=(BERGBY,)))
    assert [leg.basis for leg in route.legs] == ["stated"]
    assert route.reason == "the text names only the ends; no corridor network"


def test_a_route_begins_and_ends_at_its_places_lon_first() -> None:
    (route,) = routes(movement(origins=(TORVIK,), destinations=(BERGBY,)))
    assert (route.legs[0].path[0], route.legs[-1].path[-1]) == ((30, 60), (32, 60))


def test_a_via_place_splits_the_route_into_legs() -> None:
    (route,) = routes(movement(origins=(TORVIK,), destinations=(BERGBY,), via=(LUND,)))
    assert [leg.path[-1] for leg in route.legs] == [(31, 61), (32, 60)]


def test_a_movement_with_one_end_has_no_legs_and_says_why() -> None:
    (route,) = routes(movement(origins=(TORVIK,)))
    assert (route.legs, route.reason) == ((), "the text names only one end")


def test_an_end_without_a_place_is_not_drawn() -> None:
    (route,) = routes(movement(origins=(TORVIK,), destinations=(BERGBY,)), {TORVIK: PLACES[TORVIK]})
    assert (route.legs, route.reason) == ((), "an end has no place on the map")


def test_an_end_inside_the_other_is_not_drawn() -> None:
    (route,) = routes(
        movement(origins=(TORVIK,), destinations=(BERGBY,)), Bergby=shapely.box(29, 59, 33, 61)
    )
    assert route.legs == ()


def test_a_region_whose_point_lies_outside_it_is_entered_all_the_same() -> None:
    (route,) = routes(
        movement(origins=(TORVIK,), destinations=(BERGBY,)), Bergby=shapely.box(33, 59, 34, 61)
    )
    lon, lat = route.legs[-1].path[-1]
    assert 33 < lon < 34
    assert 59 < lat < 61


def test_an_origin_on_the_banks_of_a_river_is_drawn_from_the_bank() -> None:
    river = Place("t:Rusk", "Rusk", "H", "STM", "XX", "", 0.0, 0.0, kind="line")
    rusk = Mention(60, 64, "Rusk")
    gazetteer = FakeGazetteer({"t:Rusk": shapely.LineString([(30, 50), (30, 70)])})
    bank = Footprint(shapely.box(29.9, 59, 30.1, 61), 5.0, "its banks", ())
    (route,) = find_routes(
        [movement(origins=(rusk,), destinations=(BERGBY,))],
        {rusk: river, BERGBY: PLACES[BERGBY]},
        {rusk: bank},
        gazetteer,  # type: ignore[arg-type]
    )
    lon, lat = route.legs[0].path[0]
    assert abs(lon - 30) < 0.1
    assert 59 < lat < 61


def test_a_stated_line_goes_just_into_a_wide_area() -> None:
    wide = Footprint(shapely.box(31, 57, 39, 63), 50.0, "somewhere in Oril", ())
    (route,) = find_routes(
        [movement(origins=(TORVIK,), destinations=(BERGBY,))],
        PLACES,
        {BERGBY: wide},
        FakeGazetteer(),  # type: ignore[arg-type]
    )
    lon, _ = route.legs[-1].path[-1]
    assert 31 < lon < 32


def test_a_way_ends_at_the_first_town_in_a_wide_area() -> None:
    wide = Footprint(shapely.box(30.9, 57, 39, 63), 50.0, "somewhere in Oril", ())
    (route,) = find_routes(
        [movement(origins=(TORVIK,), destinations=(BERGBY,))],
        PLACES,
        {BERGBY: wide},
        FakeGazetteer({}, WAY),  # type: ignore[arg-type]
    )
    assert route.legs[-1].path[-1] == (STOPS[1].lon, STOPS[1].lat)
    assert "drawn into the area described" in (route.reason or "")


def test_the_length_is_that_of_the_great_circle() -> None:
    (route,) = routes(movement(origins=(TORVIK,), destinations=(BERGBY,)))
    assert route.length_km == pytest.approx(111.2, abs=0.3)


def test_a_great_circle_bends_towards_the_pole() -> None:
    path = great_circle((0.0, 50.0), (90.0, 50.0))
    assert max(lat for _, lat in path) > 58


def test_a_great_circle_does_not_jump_at_the_180th_meridian() -> None:
    path = great_circle((175.0, 10.0), (-175.0, 12.0))
    assert all(abs(b[0] - a[0]) < 2 for a, b in pairwise(path))


def test_a_country_is_entered_not_crossed_to_its_middle() -> None:
    quira = Place("t:Quira", "Quira", "A", "PCLI", "YY", "", 50.0, 60.0, kind="polygon")
    (route,) = routes(
        movement(origins=(TORVIK,), destinations=(BERGBY,)),
        {TORVIK: PLACES[TORVIK], BERGBY: quira},
        Quira=shapely.box(35, 55, 65, 65),
    )
    lon, _ = route.legs[-1].path[-1]
    assert 35 < lon < 37
    assert route.reason is not None
    assert "no place in Quira is named" in route.reason


def test_a_town_just_across_a_simplified_border_is_not_inside() -> None:
    quira = Place("t:Quira", "Quira", "A", "PCLI", "YY", "", 31.0, 60.0, kind="polygon")
    (route,) = routes(
        movement(origins=(TORVIK,), destinations=(BERGBY,)),
        {TORVIK: PLACES[TORVIK], BERGBY: quira},
        Quira=shapely.box(29.9, 55, 35, 65),
    )
    assert route.legs


def test_a_sea_on_the_way_is_no_waypoint() -> None:
    sea = Place("t:Lund", "Lund", "H", "SEA", "", "", 0.0, 0.0)
    (route,) = routes(
        movement(origins=(TORVIK,), destinations=(BERGBY,), via=(LUND,)), {**PLACES, LUND: sea}
    )
    assert len(route.legs) == 1


# --- Along a corridor -----------------------------------------------------------------------------

CORRIDOR = Leg("corridor", ((30, 60), (31, 60), (31.5, 60)), None, "towns")
FERRY = Leg("crossing", ((31.5, 60), (32, 60)), "Sund ferry", "a timetable")
STOPS = (
    PLACES[TORVIK],
    Place("t:Mid", "Mid", "P", "PPL", "XX", "", 31, 60),
    Place("t:Sund", "Sund", "P", "PPL", "YY", "02", 31.5, 60),
    PLACES[BERGBY],
)
WAY = Way(
    (CORRIDOR, FERRY), STOPS, (0.0, 60.0, 90.0, 120.0), 120.0, (("XX", "YY"), ("YY", "XX")),
    ("Sund ferry: in summer only",),
)  # fmt: skip


def along(*ways: Way, stop: Place | None = None, seat: Place | None = None):  # type: ignore[no-untyped-def]
    outline = shapely.box(31.2, 59, 33, 61)
    gazetteer = FakeGazetteer({"t:Oril": outline}, *ways, seat=seat)
    places = {TORVIK: PLACES[TORVIK], BERGBY: stop or PLACES[BERGBY]}
    (route,) = find_routes(
        [movement(origins=(TORVIK,), destinations=(BERGBY,))],
        places,
        {},
        gazetteer,  # type: ignore[arg-type]
    )
    return route


def test_the_legs_of_a_way_are_drawn_with_its_towns_and_length() -> None:
    route = along(WAY)
    assert route.legs == (CORRIDOR, FERRY)
    assert route.towns == ("Mid", "Sund")
    assert route.length_km == 120.0


def test_a_quarter_that_a_way_runs_through_is_no_town_of_it() -> None:
    quarter = Place("t:Old", "Old Side", "P", "PPLX", "XX", "", 31.1, 60)
    stops = (*STOPS[:2], quarter, *STOPS[2:])
    assert along(Way(WAY.legs, stops, (0.0, 60.0, 66.0, 90.0, 120.0), 120.0)).towns == (
        "Mid",
        "Sund",
    )


def test_borders_and_restrictions_are_said() -> None:
    assert along(WAY).reason == "crosses XX–YY; crosses YY–XX; Sund ferry: in summer only"


def test_a_doubtful_way_is_stated_and_mentioned() -> None:
    route = along(Way(WAY.legs, STOPS, WAY.marks_km, 900.0, doubtful=True))
    assert [leg.basis for leg in route.legs] == ["stated"]
    assert "about 900 km by Mid, Sund, is a long way round: doubtful" in route.reason


def test_another_way_about_as_long_is_mentioned_not_drawn() -> None:
    lund = (PLACES[TORVIK], PLACES[LUND], PLACES[BERGBY])
    route = along(WAY, Way(WAY.legs, lund, (0.0, 80.0, 125.0), 125.0))
    assert route.legs == WAY.legs
    assert "as likely by Lund, about 125 km" in route.reason


def test_a_region_is_entered_at_the_first_town_in_it_and_an_arrow_points_on() -> None:
    oril = Place("t:Oril", "Oril", "L", "RGN", "", "", 32.4, 60.0, kind="polygon")
    route = along(WAY, stop=oril, seat=PLACES[BERGBY])
    assert [leg.basis for leg in route.legs] == ["corridor", "stated"]
    assert route.legs[-1].path == ((31.5, 60), (32.4, 60.0))
    assert route.length_km == 90.0
    assert "drawn into Oril, no place in which is named" in route.reason


def from_somewhere_in(unit: Place, destination: Place):  # type: ignore[no-untyped-def]
    """From a district without a point of its own, listed at that of its unit."""
    district = Place("t:Ulen", "Ulen", "A", "ADM2", "XX", "01", unit.lon, unit.lat)
    outlines = {unit.place_id: shapely.box(29, 59, 31.2, 61)}
    gazetteer = FakeGazetteer(outlines, WAY, seat=PLACES[TORVIK], units={"t:Ulen": unit})
    (route,) = find_routes(
        [movement(origins=(TORVIK,), destinations=(BERGBY,))],
        {TORVIK: district, BERGBY: destination},
        {},
        gazetteer,  # type: ignore[arg-type]
    )
    return route


ORIL = Place("t:Oril", "Oril", "A", "ADM1", "XX", "01", 30.5, 60.0, kind="polygon")


def test_a_district_without_a_point_is_left_as_its_region_is() -> None:
    route = from_somewhere_in(ORIL, PLACES[BERGBY])
    assert route.legs == WAY.legs
    assert "no place in Oril is named as the start" in route.reason


def test_no_way_is_drawn_from_a_district_without_a_point_within_its_region() -> None:
    route = from_somewhere_in(ORIL, Place("t:Lund", "Lund", "P", "PPL", "XX", "01", 31, 60))
    assert route.legs == ()
    assert route.reason == "both ends are in Oril; where Ulen lies in it is not in the gazetteer"


def test_ends_too_far_apart_are_stated() -> None:
    far = town("Far", 120, 10)
    (route,) = routes(
        movement(origins=(TORVIK,), destinations=(BERGBY,)), {TORVIK: PLACES[TORVIK], BERGBY: far}
    )
    assert "too far to infer a way over land" in route.reason


class FakeRoads:
    """One road, whatever is asked."""

    def __init__(self, way: Way) -> None:
        self.answer = way

    def way(self, *_: object) -> Way:
        return self.answer


def by_road(way: Way):  # type: ignore[no-untyped-def]
    (route,) = find_routes(
        [movement(origins=(TORVIK,), destinations=(BERGBY,))],
        PLACES,
        {},
        FakeGazetteer({}, WAY),  # type: ignore[arg-type]
        roads=FakeRoads(way),
    )
    return route


def test_a_network_of_the_users_own_comes_first() -> None:
    road = Leg("road", ((30, 60), (32, 60)), "E 18", "county roads (CC0)")
    assert by_road(Way((road,), length_km=115.0)).legs == (road,)


def test_where_it_has_no_way_the_corridor_is_drawn_and_that_is_said() -> None:
    route = by_road(Way(reason="no way by road in county roads"))
    assert route.legs == WAY.legs
    assert route.reason.startswith("crosses XX–YY")
    assert "no way by road in county roads" in route.reason


@pytest.mark.parametrize(
    ("text", "basis", "said"),
    [("flown", ["stated"], "by air"), ("sailed", ["stated"], "by water"), ("drove", None, None)],
)
def test_no_way_over_land_is_drawn_for_those_who_fly_or_sail(
    text: str, basis: list[str] | None, said: str | None
) -> None:
    moved = Movement("travel", "happened", (0, len(text)), (TORVIK,), (BERGBY,))
    (route,) = find_routes([moved], PLACES, {}, FakeGazetteer({}, WAY), text=text)  # type: ignore[arg-type]
    assert [leg.basis for leg in route.legs] == (basis or ["corridor", "crossing"])
    assert said is None or said in (route.reason or "")


def test_those_who_sail_are_drawn_over_a_crossing() -> None:
    moved = Movement("travel", "happened", (0, 6), (TORVIK,), (BERGBY,))
    ferry = Way((Leg("crossing", ((30, 60), (32, 60)), "Sund ferry"),), STOPS[:1] + STOPS[-1:])
    (route,) = find_routes([moved], PLACES, {}, FakeGazetteer({}, ferry), text="sailed")  # type: ignore[arg-type]
    assert [leg.name for leg in route.legs] == ["Sund ferry"]
