"""What Natural Earth does not draw and cities500 does not list: counties, hamlets, lone points."""

from __future__ import annotations

from gazetteer import Gazetteer
from gazetteer.build import DEFAULT_DATA
from gazetteer.distance import distance_km
from gazetteer.sources.tables import read_facts


def test_every_county_of_the_united_states_is_outlined(gazetteer: Gazetteer) -> None:
    states = [p for p in gazetteer.children("geonames:6252001") if p.feature_code == "ADM1"]
    counties = [unit for state in states for unit in gazetteer.children(state.place_id)]
    without = [c.name for c in counties if c.feature_code == "ADM2" and c.kind != "polygon"]
    # Newer than the outlines (Alaska's of 2019, Connecticut's of 2022), or too small for them.
    assert len(counties) > 3_100
    assert len(without) <= 12
    assert all(name.endswith(("Planning Region", "Census Area", "Church")) for name in without)


def test_an_abolished_county_is_found_by_its_name(gazetteer: Gazetteer) -> None:
    (county, *_) = gazetteer.lookup("Hartford County, Connecticut")
    assert (county.feature_code, county.kind) == ("ADM2H", "polygon")


def test_a_place_with_no_more_than_a_post_office_is_found(gazetteer: Gazetteer) -> None:
    (place, *_) = gazetteer.lookup("Cold Bay, Alaska")
    assert place.place_id.startswith(("zip:", "geonames:"))
    assert distance_km(place.lon, place.lat, -162.7, 55.2) < 20


def test_every_point_of_the_facts_is_a_place_or_listed_elsewhere(gazetteer: Gazetteer) -> None:
    missed = [
        fact["name"]
        for fact in read_facts(DEFAULT_DATA, "points")
        if not any(
            distance_km(p.lon, p.lat, float(fact["lon"]), float(fact["lat"])) < 300
            for p in gazetteer.lookup(fact["name"], limit=200)
        )
    ]
    assert not missed
