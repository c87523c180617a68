"""A place that a look-up returns reads its row when a field is first asked for, and only then."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, replace

import pytest

from gazetteer import Place
from gazetteer.place import unread

FIELDS = ("geonames:1", "Here", "P", "PPL", "XX", "01", 1.5, -2.5, 7, "point", "", None)


class Reader:
    def __init__(self) -> None:
        self.asked: list[int] = []

    def __call__(self, fid: int) -> tuple[object, ...]:
        self.asked.append(fid)
        return FIELDS


def test_nothing_is_read_until_a_field_is_asked_for_and_once() -> None:
    reader = Reader()
    place = unread(reader, 5)
    assert reader.asked == []
    assert (place.lon, place.lat, place.name) == (1.5, -2.5, "Here")
    assert reader.asked == [5]


def test_it_is_as_one_that_was_read() -> None:
    read = Place(*FIELDS)  # type: ignore[arg-type]
    assert unread(Reader(), 5) == read
    assert read == unread(Reader(), 5)
    assert hash(unread(Reader(), 5)) == hash(read)
    assert repr(unread(Reader(), 5)) == repr(read)
    assert asdict(unread(Reader(), 5)) == asdict(read)
    assert replace(unread(Reader(), 5), name="There").name == "There"


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda p: pickle.loads(pickle.dumps(p))]
)
def test_its_copy_needs_no_gazetteer(copied: object) -> None:
    assert copied(unread(Reader(), 5)) == Place(*FIELDS)  # type: ignore[operator, arg-type]


def test_it_has_no_other_fields_and_cannot_be_changed() -> None:
    place = unread(Reader(), 5)
    assert not hasattr(place, "altitude")
    with pytest.raises(FrozenInstanceError):
        place.name = "There"  # type: ignore[misc]


def test_a_place_without_a_reader_has_its_fields_alone() -> None:
    assert not hasattr(Place(*FIELDS), "_read")  # type: ignore[arg-type]
