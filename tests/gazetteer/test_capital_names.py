"""Names of countries that are their capitals'."""

from __future__ import annotations

import pytest

from gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("name", "place_id"), [("Brasília", "geonames:3469058"), ("Tunis", "geonames:2464470")]
)
def test_name_of_a_capital_is_not_first_of_all_its_country(
    gazetteer: Gazetteer, name: str, place_id: str
) -> None:
    assert gazetteer.lookup(name)[0].place_id == place_id


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Catalogne", "geonames:3336901"),
        ("Schottland", "geonames:2638360"),
        ("Inglaterra", "geonames:6269131"),
    ],
)
def test_parts_of_states_are_known_by_their_names_abroad(
    gazetteer: Gazetteer, name: str, place_id: str
) -> None:
    assert gazetteer.lookup(name)[0].place_id == place_id
