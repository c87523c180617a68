"""A geopy user's view: Nominatim's arguments, (latitude, longitude), and never a connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

geopy = pytest.importorskip("geopy")

import geopandas  # noqa: E402
from geopy.exc import GeocoderQueryError, GeocoderUnavailable  # noqa: E402
from geopy.extra.rate_limiter import RateLimiter  # noqa: E402
from geopy.geocoders import SERVICE_TO_GEOCODER, get_geocoder_for_service  # noqa: E402
from geopy.point import Point  # noqa: E402

from gazetteer import GazetteerGeocoder  # noqa: E402


@pytest.fixture
def geocoder(small_folder: Path) -> GazetteerGeocoder:
    return GazetteerGeocoder(small_folder)


def ids(found: Any) -> list[str]:
    return [location.raw["place_id"] for location in found]


def test_a_name_is_one_location_latitude_first(geocoder: GazetteerGeocoder) -> None:
    location = geocoder.geocode("Lutetia")
    assert (location.latitude, location.longitude) == (48.86, 2.35)


def test_a_location_on_the_equator_is_an_answer(geocoder: GazetteerGeocoder) -> None:
    assert tuple(geocoder.geocode("Northport"))[1] == (0.0, 0.0)


def test_an_address_names_the_units_around(geocoder: GazetteerGeocoder) -> None:
    address = geocoder.geocode("Northport").address
    assert address == "Northport, Northport County, North Region, Republic of Quay"


def test_addressdetails_are_nominatims_parts(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode("Northport", addressdetails=True).raw["address"] == {
        "city": "Northport",
        "county": "Northport County",
        "state": "North Region",
        "country": "Republic of Quay",
        "country_code": "qa",
    }


def test_not_exactly_one_is_a_list(geocoder: GazetteerGeocoder) -> None:
    assert ids(geocoder.geocode("Paris", exactly_one=False)) == ["geonames:3", "geonames:4"]


def test_the_list_has_at_most_limit(geocoder: GazetteerGeocoder) -> None:
    assert ids(geocoder.geocode("Paris", exactly_one=False, limit=1)) == ["geonames:3"]


def test_a_limit_below_one_is_refused(geocoder: GazetteerGeocoder) -> None:
    with pytest.raises(ValueError, match="limit"):
        geocoder.geocode("Paris", exactly_one=False, limit=0)


@pytest.mark.parametrize("nothing", ["Nowhere", "", "  ", None, float("nan")])
def test_no_place_is_none(geocoder: GazetteerGeocoder, nothing: Any) -> None:
    assert geocoder.geocode(nothing) is None


@pytest.mark.parametrize("codes", ["qa", "QA", ["qa"], ["qa", "ru"], "qa,ru"])
def test_country_codes_keep_what_is_there(geocoder: GazetteerGeocoder, codes: Any) -> None:
    assert ids(geocoder.geocode("Paris", exactly_one=False, country_codes=codes)) == ["geonames:4"]


def test_an_unknown_country_code_says_so(geocoder: GazetteerGeocoder) -> None:
    with pytest.raises(GeocoderQueryError, match="no country 'zz'"):
        geocoder.geocode("Paris", country_codes="zz")


def test_a_viewbox_comes_first(geocoder: GazetteerGeocoder) -> None:
    found = geocoder.geocode("Paris", exactly_one=False, viewbox=[(1, -1), (-1, 1)])
    assert ids(found) == ["geonames:4", "geonames:3"]


def test_a_bounded_viewbox_is_all_there_is(geocoder: GazetteerGeocoder) -> None:
    box = [Point(1, 1), Point(-1, -1)]
    assert ids(geocoder.geocode("Paris", exactly_one=False, viewbox=box, bounded=True)) == [
        "geonames:4"
    ]


@pytest.mark.parametrize(
    ("featuretype", "place_id"),
    [("country", "geonames:101"), ("state", None), ("city", None)],
)
def test_a_featuretype_keeps_that_type(
    geocoder: GazetteerGeocoder, featuretype: str, place_id: str | None
) -> None:
    location = geocoder.geocode("Quay", featuretype=featuretype)
    assert (location and location.raw["place_id"]) == place_id


def test_an_unknown_featuretype_says_what_there_is(geocoder: GazetteerGeocoder) -> None:
    with pytest.raises(GeocoderQueryError, match="settlement"):
        geocoder.geocode("Paris", featuretype="street")


def test_a_structured_query_is_a_qualified_name(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode({"city": "Paris", "country": "Quay"}).raw["place_id"] == "geonames:4"


def test_a_street_is_refused(geocoder: GazetteerGeocoder) -> None:
    with pytest.raises(GeocoderQueryError, match="street"):
        geocoder.geocode({"street": "1 Rue", "city": "Paris"})


def test_names_come_in_english_only(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode("Paris", language="en-GB") is not None
    with pytest.raises(GeocoderQueryError, match="given in English"):
        geocoder.geocode("Paris", language="fr")


def test_a_geometry_is_longitude_first(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.geocode("Lutetia", geometry="wkt").raw["geotext"] == "POINT (2.35 48.86)"
    assert geocoder.geocode("North Region", geometry="geojson").raw["geojson"]["type"] == (
        "MultiPolygon"
    )


@pytest.mark.parametrize("query", [(0.41, 0.42), Point(0.41, 0.42), "0.41, 0.42"])
def test_reverse_takes_what_geopy_takes(geocoder: GazetteerGeocoder, query: Any) -> None:
    assert geocoder.reverse(query).raw["place_id"] == "geonames:4"


def test_reverse_lists_town_and_units(geocoder: GazetteerGeocoder) -> None:
    found = geocoder.reverse((0.41, 0.42), exactly_one=False)
    assert ids(found) == ["geonames:4", "geonames:102"]


def test_reverse_at_state_level_is_the_state(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.reverse((0.41, 0.42), zoom=5).raw["place_id"] == "geonames:102"


def test_reverse_far_from_all_is_none(geocoder: GazetteerGeocoder) -> None:
    assert geocoder.reverse((-60, 100)) is None


@pytest.mark.filterwarnings("ignore:Latitude normalization")
def test_reverse_of_swapped_coordinates_is_refused(geocoder: GazetteerGeocoder) -> None:
    with pytest.raises(ValueError, match="Latitude"):
        geocoder.reverse((139.7, 35.7))


def test_a_rate_limiter_takes_it(geocoder: GazetteerGeocoder) -> None:
    limited = RateLimiter(geocoder.geocode, min_delay_seconds=0)
    assert limited("Lutetia").raw["place_id"] == "geonames:3"


@pytest.fixture
def service() -> Iterator[str]:
    SERVICE_TO_GEOCODER["gazetteer"] = GazetteerGeocoder
    yield "gazetteer"
    del SERVICE_TO_GEOCODER["gazetteer"]


def test_it_can_be_registered_as_a_service(service: str) -> None:
    assert get_geocoder_for_service(service) is GazetteerGeocoder


def test_geopandas_geocodes_with_it(small_folder: Path, service: str) -> None:
    names = ["Lutetia", "Nowhere", None]
    table = geopandas.tools.geocode(names, provider=service, gazetteer=small_folder)
    assert table.geometry.iloc[0].coords[0] == (2.35, 48.86)
    assert list(table.geometry.is_empty) == [False, True, True]


def test_geopandas_reverse_geocodes_with_it(small_folder: Path, service: str) -> None:
    points = geopandas.GeoSeries.from_xy([0.42], [0.41], index=["here"], crs=4326)
    table = geopandas.tools.reverse_geocode(points, provider=service, gazetteer=small_folder)
    assert table.loc["here", "address"].startswith("Paris, Northport County, North")


def test_its_adapter_refuses_every_request(geocoder: GazetteerGeocoder) -> None:
    with pytest.raises(GeocoderUnavailable, match="offline"):
        geocoder._call_geocoder("https://example.org", lambda answer: answer)


def test_it_opens_no_socket(small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a socket was made")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    geocoder = GazetteerGeocoder(small_folder)
    assert geocoder.geocode("Lutetia")
    assert geocoder.reverse((0, 0))
