"""Unlisted places: which area of the text holds them, and how they are recorded."""

from __future__ import annotations

import pytest
import shapely

from geo import parse_article
from geo.record import to_json_record


def held(gazetteer, text):
    parsed = parse_article(text, gazetteer)
    areas = {r.mention.text: r.area for r in parsed.resolutions if r.area is not None}
    return {name: text[area.start : area.end] for name, area in areas.items()}


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("Rockets hit Qwxzyville, a village near Goma.", "Qwxzyville", "near Goma"),
        (
            "The fighting took place in Qwxzyville, just 13 miles from Lashio.",
            "Qwxzyville",
            "13 miles from Lashio",
        ),
        (
            "Soldiers entered Qwxzyville, 20 km north of Kharkiv.",
            "Qwxzyville",
            "20 km north of Kharkiv",
        ),
        (
            "Troops burned Qwxzyville township, northern Shan State.",
            "Qwxzyville",
            "northern Shan State",
        ),
        (
            "People from the villages of Qwxa and Qwzo in Sokoto State fled.",
            "Qwxa",
            "in Sokoto State",
        ),
        ("They were taken to Saint Qwxz Hospital in Chico.", "Saint Qwxz Hospital", "in Chico"),
        ("Patients were taken to Mafraq hospital.", "Mafraq hospital", "Mafraq"),
        (
            "They were carried from roofs in Qwxo and Qwzo, two townships of Blantyre.",
            "Qwzo",
            "two townships of Blantyre",
        ),
        ("A fire broke out near the Shatura power plant.", "Shatura power plant", "Shatura"),
        ("Ash rose from Mount Qwxo on Halmahera.", "Mount Qwxo", "on Halmahera"),
        (
            "Ash rose from Mount Qwxo on the Indonesian island of Halmahera.",
            "Mount Qwxo",
            "on the Indonesian island of Halmahera",
        ),
    ],
)
def test_a_name_is_held_by_the_area_the_text_ties_it_to(gazetteer, text, name, words):
    found = {k: v for k, v in held(gazetteer, text).items() if k.startswith(name)}
    assert list(found.values()) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "They fled from Qwxzyville on the Dnipro.",
        "They fled from Qwxzyville to Goma and Bukavu.",
        "Qwxzyville is a village in Ukraine.",
        "Rockets hit Qwxzyville, Goma and Bukavu.",
        "In Goma, near Bukavu, it was quiet.",
    ],
)
def test_a_name_that_is_tied_to_nothing_is_held_by_nothing(gazetteer, text):
    assert held(gazetteer, text) == {}


def test_the_footprint_is_the_tied_area_and_no_point(gazetteer):
    parsed = parse_article("Soldiers entered Qwxzyville, 20 km north of Kharkiv.", gazetteer)
    (resolution,) = [r for r in parsed.resolutions if r.mention.text == "Qwxzyville"]
    footprint = parsed.footprint(resolution.area)
    assert resolution.place is None
    assert "approximately" in resolution.reason
    assert footprint.geometry.contains(shapely.Point(36.25, 50.17))
    assert not footprint.geometry.contains(shapely.Point(36.25, 49.99))


def test_the_record_names_the_area_by_its_index(gazetteer):
    record = to_json_record(parse_article("Rockets hit Qwxzyville, near Goma.", gazetteer))
    (mention,) = [m for m in record["mentions"] if m["text"] == "Qwxzyville"]
    assert mention["place_id"] is None
    assert record["areas"][mention["area"]]["text"] == "near Goma"


def test_an_unlisted_end_of_a_movement_is_drawn_from_its_area(gazetteer):
    text = "They fled from Qwxzyville, 20 km west of Lviv, to Kyiv."
    (route,) = parse_article(text, gazetteer).routes
    lon, lat = route.legs[0].path[0]
    assert 23.5 < lon < 23.95
    assert 49.7 < lat < 49.95


def test_an_hour_by_car_is_a_vague_ring(gazetteer):
    parsed = parse_article("The camp is an hour's drive from Gaziantep.", gazetteer)
    footprint = parsed.footprint(parsed.areas[0])
    assert footprint.geometry.contains(shapely.Point(37.38, 36.6))
    assert not footprint.geometry.contains(shapely.Point(37.38, 37.06))


def test_a_country_may_stand_between_a_name_and_the_unit_it_is_in(gazetteer):
    text = "The slide buried Qwxa village, in Papua New Guinea's remote Enga Province."
    assert held(gazetteer, text) == {"Qwxa village": "in Papua New Guinea's remote Enga Province"}


def test_a_held_name_stays_where_it_is_held_without_its_generic_term(gazetteer):
    text = (
        "A slide buried Yambali village, in Papua New Guinea's Enga Province, on Friday. "
        "Trucks from Wabag reached the site. Police moved 1,250 people from Yambali to Wabag."
    )
    parsed = parse_article(text, gazetteer)
    assert [(r.place, r.area is not None) for r in parsed.resolutions
            if r.mention.text.startswith("Yambali")] == [(None, True)] * 2  # fmt: skip


def test_an_area_by_an_unlisted_work_is_drawn_about_the_town_it_is_named_for(gazetteer):
    parsed = parse_article("A fire broke out near the Shatura power plant.", gazetteer)
    area = next(a for a in parsed.areas if a.anchors[0].text == "Shatura power plant")
    footprint = parsed.footprint(area)
    assert shapely.contains_xy(footprint.geometry, 39.54, 55.57)
    assert "Shatura stands for Shatura power plant, which is not listed" in footprint.method


def test_a_country_or_state_holds_no_work_named_for_it(gazetteer):
    assert held(gazetteer, "They were moved to the Jordan hospital.") == {}
    assert held(gazetteer, "They were moved to Texas Medical Center.") == {}
