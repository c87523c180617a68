"""What the exports say, in the words of their formats."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer import Place
from geo import (
    Area,
    Article,
    Candidate,
    Evidence,
    Footprint,
    Leg,
    Mention,
    Movement,
    Resolution,
    Route,
    to_geodataframe,
)
from geo.export import COLUMNS, to_geojson, to_rows
from geo.geometry import to_point
from geo.linked import to_linked_places, to_web_annotations
from geo.record import to_json_record

TEXT = "From Apia to Suva and Nowhere, near Suva"
APIA, SUVA, NOWHERE, AGAIN = (
    Mention(5, 9, "Apia"),
    Mention(13, 17, "Suva"),
    Mention(22, 29, "Nowhere", "facility"),
    Mention(36, 40, "Suva"),
)
# Apia and Suva lie on either side of the antimeridian.
APIA_PLACE = Place("geonames:4035413", "Apia", "P", "PPLC", "WS", "", -171.76666, -13.83333, 40407)
SUVA_PLACE = Place("mm:suva", "Suva", "A", "ADM1", "FJ", "01", 178.44149, -18.14161, 0, "polygon")
CLOCKWISE = shapely.Polygon([(178, -18), (179, -18), (179, -19.1234567), (178, -19)])
ARTICLE = Article(TEXT, "A title", "https://news.example/1", "2022-10-13", "en")
NEAR = Area(31, 40, "near", (AGAIN,), distance_km=10.0)
FLIGHT = Movement("travel", "planned", (0, 4), (APIA,), (SUVA, NOWHERE), people=12)


@dataclass(frozen=True)
class FakeGazetteer:
    id: str = "fake"
    worldview: str = "iso"

    def located_by(self, place_id: str) -> Place | None:
        return None

    def footprint(self, place_id: str) -> BaseGeometry | None:
        return CLOCKWISE if place_id == "mm:suva" else None


@dataclass(frozen=True)
class FakeParsed:
    article: Article = ARTICLE
    resolutions: tuple[Resolution, ...] = (
        Resolution(
            APIA,
            APIA_PLACE,
            0.98765,
            (Candidate(APIA_PLACE, 2.0, (Evidence("name", 1.0, 2.0, "spelt exactly so"),)),),
        ),
        Resolution(SUVA, SUVA_PLACE, 0.9),
        Resolution(NOWHERE, None, 0.0, area=NEAR, reason="not in the gazetteer"),
        Resolution(AGAIN, SUVA_PLACE, 0.8),
    )
    areas: tuple[Area, ...] = (NEAR,)
    movements: tuple[Movement, ...] = (FLIGHT,)
    routes: tuple[Route, ...] = (
        Route(FLIGHT, APIA, SUVA, (Leg("stated", ((-171.8, -13.8), (178.4, -18.1))),), 1140.04),
        Route(FLIGHT, APIA, NOWHERE, (), reasons=("its end is not resolved",)),
    )
    gazetteer: FakeGazetteer = field(default_factory=FakeGazetteer)

    def footprint(self, area: Area) -> Footprint | None:
        return Footprint(CLOCKWISE, 5.0, "a buffer", (APIA_PLACE,))


PARSED = FakeParsed()
NOTHING = FakeParsed(Article(""), (), (), (), ())


def test_the_record_has_exactly_the_documented_keys() -> None:
    record = to_json_record(PARSED)
    assert list(record) == [
        "schema", "article", "gazetteer", "mentions", "places", "areas", "movements", "routes",
    ]  # fmt: skip
    assert record["schema"] == "mentionmap/1"
    assert set(record["article"]) == {"title", "source", "language", "characters"}
    assert set(record["mentions"][0]) == {
        "start", "end", "text", "kind", "place_id", "certainty", "area",
    }  # fmt: skip
    assert set(record["areas"][0]) == {
        "start", "end", "text", "relation", "anchors", "direction", "distance_km",
        "vagueness_km", "method", "settlements", "geometry",
    }  # fmt: skip
    assert set(record["movements"][0]) == {
        "kind", "status", "trigger", "origins", "destinations", "via", "people", "said_by",
    }  # fmt: skip
    assert set(record["routes"][0]) == {
        "movement", "origin", "destination", "length_km", "towns", "reason", "legs",
    }  # fmt: skip


def test_movements_and_routes_point_at_mentions() -> None:
    record = to_json_record(PARSED)
    assert record["movements"][0]["destinations"] == [1, 2]
    assert [(r["movement"], r["origin"], r["destination"]) for r in record["routes"]] == [
        (0, 0, 1),
        (0, 0, 2),
    ]


def test_an_area_points_at_its_anchor_and_quotes_the_text() -> None:
    (area,) = to_json_record(PARSED)["areas"]
    assert (area["anchors"], area["text"]) == ([3], "near Suva")


def test_an_unresolved_mention_stays_in_the_list_with_its_area() -> None:
    mention = to_json_record(PARSED)["mentions"][2]
    assert (mention["place_id"], mention["area"]) == (None, 0)


def test_a_place_named_twice_is_listed_once() -> None:
    ids = [place["place_id"] for place in to_json_record(PARSED)["places"]]
    assert ids == ["geonames:4035413", "mm:suva"]


def test_explain_lists_candidates_with_their_evidence() -> None:
    (candidate,) = to_json_record(PARSED, explain=True)["mentions"][0]["candidates"]
    assert candidate["evidence"][0]["detail"] == "spelt exactly so"


def test_rings_follow_the_right_hand_rule_and_are_rounded() -> None:
    geometry = to_json_record(PARSED)["areas"][0]["geometry"]
    ring = shapely.LinearRing(geometry["coordinates"][0])
    assert ring.is_ccw
    assert (179.0, -19.12346) in geometry["coordinates"][0]


def test_a_leg_over_the_antimeridian_is_cut_there() -> None:
    geometry = to_json_record(PARSED)["routes"][0]["legs"][0]["geometry"]
    west, east = geometry["coordinates"]
    assert geometry["type"] == "MultiLineString"
    assert (west[0][0], west[-1][0], east[0][0], east[-1][0]) == (-171.8, -180.0, 180.0, 178.4)


@pytest.mark.parametrize("parsed", [PARSED, NOTHING])
@pytest.mark.parametrize(
    "export", [to_json_record, to_geojson, to_linked_places, to_web_annotations]
)
def test_every_export_is_json(export, parsed) -> None:  # type: ignore[no-untyped-def]
    assert json.loads(json.dumps(export(parsed), allow_nan=False))


def test_geojson_holds_places_unresolved_mentions_areas_and_routes() -> None:
    layers = [feature["properties"]["layer"] for feature in to_geojson(PARSED)["features"]]
    assert layers == ["place", "place", "unresolved", "area", "route", "route"]


def test_geojson_shows_a_unit_by_its_polygon() -> None:
    features = {feature.get("id"): feature for feature in to_geojson(PARSED)["features"]}
    assert features["mm:suva"]["geometry"]["type"] == "Polygon"
    assert features["geonames:4035413"]["geometry"]["type"] == "Point"


def test_the_table_has_a_row_for_each_mention() -> None:
    rows = list(to_rows(PARSED))
    assert [row["text"] for row in rows] == ["Apia", "Suva", "Nowhere", "Suva"]
    assert all(tuple(row) == COLUMNS for row in rows)


def test_the_geodataframe_is_in_epsg_4326_with_longitude_as_x() -> None:
    frame = to_geodataframe(PARSED)
    assert frame.crs.to_epsg() == 4326
    assert (frame.geometry.iloc[0].x, frame.geometry.iloc[0].y) == (-171.76666, -13.83333)


def test_an_unresolved_mention_has_no_geometry() -> None:
    assert to_geodataframe(PARSED).geometry.isna().tolist() == [False, False, True, False]


def test_the_geodataframe_holds_footprints_if_asked() -> None:
    kinds = to_geodataframe(PARSED, footprints=True).geometry.dropna().geom_type.tolist()
    assert kinds == ["Point", "Polygon", "Polygon"]


def test_the_geodataframe_of_an_empty_article_is_empty() -> None:
    frame = to_geodataframe(NOTHING)
    assert (len(frame), frame.crs.to_epsg()) == (0, 4326)


def test_linked_places_attest_names_with_the_article() -> None:
    apia = to_linked_places(PARSED)["features"][0]
    assert apia["@id"] == "https://sws.geonames.org/4035413/"
    assert apia["names"][0]["citations"][0]["@id"] == "https://news.example/1"
    assert apia["when"] == {"timespans": [{"start": {"in": "2022-10-13"}}]}


def test_annotations_quote_the_text_at_their_positions() -> None:
    for item in to_web_annotations(PARSED)["items"]:
        quote, position = item["target"]["selector"]
        assert TEXT[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in TEXT


def test_annotations_geotag_as_both_recogitos_read_it() -> None:
    tags = [body for body in to_web_annotations(PARSED)["items"][0]["body"] if "geometry" in body]
    (tag,) = tags
    feature = json.loads(tag["value"])
    assert (tag["purpose"], tag["format"]) == ("geotagging", "application/json")
    assert feature["id"] == "https://sws.geonames.org/4035413/"
    assert feature["geometry"] == tag["geometry"] == to_point(APIA_PLACE.lon, APIA_PLACE.lat)


def test_annotations_of_one_text_have_the_same_ids_each_time() -> None:
    assert to_web_annotations(PARSED) == to_web_annotations(FakeParsed())
