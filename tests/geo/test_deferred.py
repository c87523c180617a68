from __future__ import annotations

import pickle

from geo.deferred import Deferred

MADE: list[int] = []


def make() -> list[int]:
    MADE.append(1)
    return [3, 1, 2]


def test_nothing_is_made_before_it_is_read():
    MADE.clear()
    deferred = Deferred(make)
    assert not MADE
    assert (deferred[0], len(deferred), deferred[1:]) == (3, 3, (1, 2))
    assert MADE == [1]


def test_equal_to_the_tuple_it_makes():
    assert Deferred(make) == (3, 1, 2) == Deferred(make)
    assert hash(Deferred(make)) == hash((3, 1, 2))
    assert Deferred(make) != (3, 1)
    assert Deferred(make) != [3, 1, 2]


def test_pickled_as_the_tuple():
    assert pickle.loads(pickle.dumps(Deferred(make))) == (3, 1, 2)
