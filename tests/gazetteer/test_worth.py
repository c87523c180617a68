"""The worth of a name by the short way is that by the long one."""

from __future__ import annotations

from itertools import product

import pytest

from gazetteer import Gazetteer
from gazetteer.names import NameKind
from gazetteer.worth import DUMP_ONLY, NO_RANK, WORTH_OF_KIND, plain_worths, worth


@pytest.mark.parametrize("standing", [DUMP_ONLY, 5, NO_RANK])
def test_plain_worth_is_what_a_code_adds_to_size_and_kind(
    gazetteer: Gazetteer, standing: int
) -> None:
    codes, classes = gazetteer.columns.codes, gazetteer.columns.classes
    listed, of_dump = plain_worths(codes, classes)
    added = of_dump if standing == DUMP_ONLY else listed
    plain = [n for n, worths in enumerate(added) if worths is not None]
    assert {codes[n] for n in plain} >= {"PPL", "PPLA", "ADM1", "ADM2"}
    for n, kind, size in product(plain, NameKind, (1.0, 6.5)):
        short = size + added[n] + WORTH_OF_KIND[kind]
        assert short == pytest.approx(worth(size, kind, classes[n], codes[n], standing))
