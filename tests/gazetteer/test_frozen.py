"""``gazetteer.frozen`` makes what the standard library's ``dataclass`` would."""

from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest

from gazetteer import Place

KYIV = Place("geonames:703448", "Kyiv", "P", "PPLC", "UA", "12", 30.5238, 50.45466, 2_797_553)


def test_defaults_are_those_of_the_class() -> None:
    assert (KYIV.kind, KYIV.admin2_code, KYIV.disputed) == ("point", "", None)


def test_fields_are_the_annotations_in_their_order() -> None:
    names = [field.name for field in dataclasses.fields(Place)]
    assert names == list(Place.__annotations__)
    assert dataclasses.is_dataclass(KYIV)


def test_replace_makes_a_changed_copy() -> None:
    assert dataclasses.replace(KYIV, population=1).population == 1


def test_asdict_has_every_field() -> None:
    assert Place(**dataclasses.asdict(KYIV)) == KYIV


def test_equal_places_have_one_hash() -> None:
    twin = dataclasses.replace(KYIV)
    assert twin == KYIV
    assert len({twin, KYIV}) == 1


def test_another_population_is_another_place() -> None:
    assert dataclasses.replace(KYIV, population=1) != KYIV


def test_no_place_equals_the_tuple_of_its_fields() -> None:
    assert dataclasses.astuple(KYIV) != KYIV


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda p: pickle.loads(pickle.dumps(p))]
)
def test_copies_are_equal(again) -> None:
    assert again(KYIV) == KYIV


def test_it_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError, match="population"):
        KYIV.population = 1  # type: ignore[misc]


def test_it_has_slots() -> None:
    assert not hasattr(KYIV, "__dict__")


def test_a_missing_field_is_an_error() -> None:
    with pytest.raises(TypeError, match="missing"):
        Place("geonames:703448")  # type: ignore[call-arg]


def test_it_shows_its_fields() -> None:
    assert repr(KYIV).startswith("Place(place_id='geonames:703448', name='Kyiv', ")


def test_it_can_be_matched() -> None:
    match KYIV:
        case Place(place_id, "Kyiv"):
            assert place_id == "geonames:703448"
