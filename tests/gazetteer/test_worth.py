"""The worth of a name by the short way is that by the long one."""

from __future__ import annotations

from itertools import product

import pytest

from gazetteer import Gazetteer
from gazetteer.names import NameKind
from gazetteer.worth import WORTH_OF_KIND, plain_worths, worth


def test_plain_worth_is_what_a_code_adds_to_size_and_kind(gazetteer: Gazetteer) -> None:
    codes, classes = gazetteer.columns.codes, gazetteer.columns.classes
    added = plain_worths(codes, classes)
    plain = [n for n, worths in enumerate(added) if worths is not None]
    assert {codes[n] for n in plain} >= {"PPL", "PPLA", "ADM1", "ADM2"}
    for n, kind, size, standing in product(plain, NameKind, (1.0, 6.5), (0, 5, 14)):
        short = size + added[n] + WORTH_OF_KIND[kind]
        assert short == pytest.approx(worth(size, kind, classes[n], codes[n], standing))
