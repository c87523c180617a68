"""Ways over the default corridor network: which towns, which crossings, on a date."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gazetteer import Gazetteer, GazetteerQueryError
from gazetteer.leg import Way

IDS = {
    "Kherson": "geonames:706448",
    "Simferopol": "geonames:693805",
    "Krasnodar": "geonames:542420",
    "Rostov-on-Don": "geonames:501175",
    "Stavropol": "geonames:487846",
}


def way(
    gazetteer: Gazetteer, start: str, stop: str, on: str | None = None, *, country: str = ""
) -> Way:
    ends = []
    for name in (start, stop):
        plain, _, code = name.partition(",")
        if plain in IDS:
            found = gazetteer.get(IDS[plain])
        else:
            found = gazetteer.lookup(plain, country=code or None, feature_class="P")[0]
        assert found is not None
        ends.append(found)
    return gazetteer.ways(ends[0], ends[1], on=on)[0]


def towns(found: Way) -> list[str]:
    return [town.name for town in found.towns]


def crossings(found: Way) -> list[str]:
    return [leg.name or "" for leg in found.legs if leg.basis == "crossing"]


def is_in_order(names: list[str], wanted: list[str]) -> bool:
    rest = iter(names)
    return all(name in rest for name in wanted)


# --- The lower Dnipro and Crimea ------------------------------------------------------------------


def test_in_2013_the_antonivka_bridge_leads_out_of_kherson(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Kherson", "Simferopol", "2013-06-01")
    assert crossings(found) == ["Antonivka Road Bridge"]


def test_in_october_2022_the_dnipro_is_crossed_by_ferry(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Kherson", "Simferopol", "2022-10-13")
    assert crossings(found) == ["Dnipro ferries and pontoons at Kherson"]
    assert any("Antonivka Road Bridge: closed" in note for note in found.notes)


def test_kherson_to_simferopol_runs_by_armyansk(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Kherson", "Simferopol", "2022-10-13")
    assert is_in_order(towns(found), ["Kherson", "Oleshky", "Armyansk", "Simferopol"])


def test_after_8_october_2022_the_kerch_bridge_is_restricted_and_says_so(
    gazetteer: Gazetteer,
) -> None:
    found = way(gazetteer, "Kherson", "Krasnodar", "2022-10-13")
    assert crossings(found)[-1] == "Crimean Bridge"
    assert any(
        "open with restrictions" in note and "8 October 2022" in note for note in found.notes
    )


def test_before_8_october_2022_the_kerch_bridge_has_no_restrictions(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Kherson", "Krasnodar", "2022-10-01")
    assert "Crimean Bridge" in crossings(found)
    assert not any("Crimean Bridge" in note and "restrictions" in note for note in found.notes)


def test_in_2015_there_is_no_kerch_bridge_and_the_way_goes_by_ferry(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Kherson", "Krasnodar", "2015-06-01")
    assert "Crimean Bridge" not in crossings(found)
    assert "Kerch Strait ferry" in crossings(found)
    assert 600 <= found.length_km <= 720


def test_kherson_to_rostov_runs_by_mariupol(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Kherson", "Rostov-on-Don", "2022-10-13")
    assert is_in_order(towns(found), ["Mariupol", "Taganrog", "Rostov-on-Don"])
    assert found.borders == (("UA", "RU"),)


def test_the_ways_to_simferopol_and_krasnodar_have_one_trunk(gazetteer: Gazetteer) -> None:
    first = towns(way(gazetteer, "Kherson", "Simferopol", "2022-10-13"))
    second = towns(way(gazetteer, "Kherson", "Krasnodar", "2022-10-13"))
    shared = [a for a, b in zip(first, second, strict=False) if a == b]
    assert shared[-1] in {"Armyansk", "Yany Kapu", "Dzhankoy"}


def test_kherson_to_stavropol_is_as_likely_by_rostov_as_by_crimea(gazetteer: Gazetteer) -> None:
    kherson, stavropol = (gazetteer.get(IDS[name]) for name in ("Kherson", "Stavropol"))
    assert kherson is not None
    assert stavropol is not None
    first, second = gazetteer.ways(kherson, stavropol, on="2022-10-13")
    assert ("Kerch" in towns(first)) != ("Kerch" in towns(second))
    assert ("Rostov-on-Don" in towns(first)) != ("Rostov-on-Don" in towns(second))


def test_civilians_left_mariupol_for_zaporizhzhia_by_vasylivka(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Mariupol", "Zaporizhzhya,UA", "2022-04-01")
    assert "Vasylivka" in towns(found)


# --- Elsewhere ------------------------------------------------------------------------------------


def test_the_lachin_corridor_was_open_for_the_flight_of_september_2023(
    gazetteer: Gazetteer,
) -> None:
    found = way(gazetteer, "Stepanakert", "Goris", "2023-09-27")
    assert towns(found)[1:] == ["Shusha", "Goris"]
    assert "Lachin corridor" in {leg.name for leg in found.legs}


def test_the_lachin_corridor_was_blocked_in_february_2023(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Stepanakert", "Goris", "2023-02-01")
    assert found.doubtful
    assert any("Lachin corridor: blocked" in note for note in found.notes)


@pytest.mark.parametrize(
    ("start", "stop", "on", "by", "km"),
    [
        ("Khartoum", "Port Sudan", "2023-04-20", ["Shendi", "Atbara"], 830),
        ("Goma", "Bukavu,CD", "2021-05-23", ["Sake"], 200),
        ("Gaza,PS", "Rafah,PS", "2023-10-13", ["Dayr al Balaḩ", "Khān Yūnis"], 34),
        ("Fort McMurray", "Edmonton,CA", None, ["Lac La Biche"], 435),
        ("Mosul", "Erbil", "2014-06-12", ["Xebat"], 85),
        ("Aleppo", "Gaziantep", "2015-01-01", ["I‘zāz", "Kilis"], 120),
        ("Kyiv", "Lviv", "2021-06-01", ["Zhytomyr"], 540),
    ],
)
def test_a_way_passes_the_towns_it_really_passes_and_is_about_as_long(
    gazetteer: Gazetteer, start: str, stop: str, on: str | None, by: list[str], km: float
) -> None:
    found = way(gazetteer, start, stop, on)
    assert is_in_order(towns(found), by)
    assert found.length_km == pytest.approx(km, rel=0.2)


@pytest.mark.parametrize(
    ("start", "stop", "on", "crossing"),
    [
        ("London,GB", "Paris,FR", None, "Channel Tunnel"),
        ("Copenhagen", "Malmö", None, "Øresund Bridge"),
        ("Dammam", "Manama", None, "King Fahd Causeway"),
        ("Melbourne,AU", "Hobart", None, "Melbourne–Tasmania ferry"),
        ("Kinshasa", "Brazzaville", None, "Kinshasa–Brazzaville ferry"),
        ("Dar es Salaam", "Zanzibar", None, "Zanzibar ferry"),
        ("Farafenni", "Soma,GM", "2020-01-01", "Senegambia Bridge"),
        ("Farafenni", "Soma,GM", "2018-01-01", "Farafenni ferry"),
    ],
)
def test_water_is_crossed_where_the_facts_say_and_named(
    gazetteer: Gazetteer, start: str, stop: str, on: str | None, crossing: str
) -> None:
    assert crossing in crossings(way(gazetteer, start, stop, on))


@pytest.mark.parametrize(
    ("start", "stop", "reason"),
    [
        ("Seoul", "Pyongyang", "Korean Demilitarized Zone"),
        ("Panama City,PA", "Bogotá,CO", "Darién Gap"),
        ("Iquitos", "Lima,PE", "Iquitos"),
        ("Port Moresby", "Lae", "Port Moresby"),
    ],
)
def test_a_gap_without_a_road_is_refused_and_named(
    gazetteer: Gazetteer, start: str, stop: str, reason: str
) -> None:
    found = way(gazetteer, start, stop)
    assert found.legs == ()
    assert found.reason is not None
    assert reason in found.reason


def test_a_refused_route_has_no_legs(gazetteer: Gazetteer) -> None:
    seoul, pyongyang = (gazetteer.lookup(name)[0] for name in ("Seoul", "Pyongyang"))
    assert gazetteer.route(seoul, pyongyang) == []


def test_ends_may_be_points_lon_first(gazetteer: Gazetteer) -> None:
    legs = gazetteer.route((32.6, 46.6), (39.0, 45.0), on="2022-10-13")
    assert [leg.basis for leg in legs if leg.name] == ["crossing", "crossing"]
    assert legs[0].path[0] == pytest.approx((32.61, 46.64), abs=0.05)


def test_a_point_in_the_open_sea_has_no_way(gazetteer: Gazetteer) -> None:
    (found,) = gazetteer.ways((-40.0, 30.0), (2.35, 48.85))
    assert found.legs == ()
    assert "60 km" in (found.reason or "")


def test_swapped_coordinates_are_misuse(gazetteer: Gazetteer) -> None:
    with pytest.raises(GazetteerQueryError, match="longitude comes first"):
        gazetteer.route((46.6, 132.6), (39.0, 45.0))


def test_a_way_across_the_180th_meridian_is_found_near_it(gazetteer: Gazetteer) -> None:
    near = gazetteer.network.near(-179.9, -16.6, 100.0, 3)
    assert near
    assert all(abs(abs(gazetteer.network.point(node)[0]) - 180) < 1 for _, node in near)


def test_the_first_town_beyond_a_border_is_near_it(gazetteer: Gazetteer) -> None:
    lviv = gazetteer.lookup("Lviv")[0]
    entered = gazetteer.entry(lviv, "PL", on="2022-03-01")
    assert entered is not None
    assert entered.country_code == "PL"
    assert 22 < entered.lon < 24.2


def test_nobody_enters_a_closed_country(gazetteer: Gazetteer) -> None:
    seoul = gazetteer.lookup("Seoul")[0]
    assert gazetteer.entry(seoul, "KP") is None


def test_a_stretch_between_towns_of_a_treatys_list_has_its_number(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Rivne", "Kyiv", "2021-06-01")
    assert "E40 Rivne to Kyiv" in found.roads


def test_a_road_that_bends_is_drawn_where_the_facts_say_it_runs(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Bukavu,CD", "Goma", "2021-05-23")
    (road,) = (leg for leg in found.legs if leg.name == "Route Nationale 2 along Lake Kivu")
    lats = [lat for _, lat in road.path]
    assert len(lats) > 4
    assert lats == sorted(lats)


def test_a_corridor_over_a_bay_is_drawn_round_it_and_keeps_to_land(gazetteer: Gazetteer) -> None:
    found = way(gazetteer, "Tornio", "Kemi", country="FI")
    (leg,) = found.legs
    assert leg.name == "along the shore"
    assert len(leg.path) > 2
    assert all(gazetteer.is_dry(a, b) for a, b in pairwise(leg.path))
    assert not gazetteer.is_dry(leg.path[0], leg.path[-1])


def test_a_bent_corridor_runs_back_the_way_it_came(gazetteer: Gazetteer) -> None:
    there = way(gazetteer, "Qeshm", "Ţabl", country="IR")
    back = way(gazetteer, "Ţabl", "Qeshm", country="IR")
    assert there.legs[0].path == back.legs[0].path[::-1]
    assert len(there.legs[0].path) > 3
