"""Other uses of names: words, surnames, given names."""

from __future__ import annotations

import pytest

from geo.other_uses import NO_OTHER_USE, other_uses


@pytest.mark.parametrize(
    ("name", "use"), [("reading", "english"), ("jordan", "surname"), ("florence", "given")]
)
def test_name_that_is_more_than_a_place_says_so(name, use):
    assert getattr(other_uses()[name], use) > 0


def test_name_of_a_place_alone_has_no_other_use():
    assert other_uses().get("belgorod", NO_OTHER_USE) == NO_OTHER_USE
