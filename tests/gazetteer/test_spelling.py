"""How a name is written, beyond its key."""

from __future__ import annotations

import pytest

from gazetteer.names import spelled_alike, spelling_hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zurich", "Zürich"),
        ("Ust-Luga", "Ust’-Luga"),
        ("St. Croix", "Saint Croix"),
        ("U.S.", "US"),
        ("Fada N'Gourma", "Fada N'gourma"),
        ("al-Bab", "Al Bāb"),
    ],
)
def test_marks_left_out_make_no_other_spelling(one: str, other: str) -> None:
    assert spelled_alike(spelling_hash(one), spelling_hash(other))


@pytest.mark.parametrize(("one", "other"), [("US", "us"), ("Many", "many"), ("León", "Léon")])
def test_case_and_other_marks_make_another_spelling(one: str, other: str) -> None:
    assert not spelled_alike(spelling_hash(one), spelling_hash(other))


def test_spelling_takes_thirteen_bits() -> None:
    assert all(spelling_hash(name) < 1 << 13 for name in ("USA UK UAE UN ÖÄÜ", "Łódź", "مأرب"))
