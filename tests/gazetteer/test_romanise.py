"""Spellings that news uses and no source lists."""

from __future__ import annotations

import pytest

from gazetteer.romanise import romanise, spellings


@pytest.mark.parametrize(
    ("name", "country", "spelt"),
    [
        ("Dayr al Balaḩ", "PS", "Deir al Balah"),
        ("An Nuşayrāt", "PS", "Nuseirat"),
        ("Ar Raqqah", "SY", "Al Raqqa"),
        ("Ash Shaykh Zuwayd", "EG", "Al Sheikh Zuweid"),
        ("Az Zāwīyah", "LY", "Zawiya"),
        ("Bayt Ḩānūn", "PS", "Beit Hanun"),
        ("Ra’s al ‘Ayn", "SY", "Ras al Ain"),
        ("Ma‘arrat an Nu‘mān", "SY", "Maarat al Numan"),
        ("Khān Shaykhūn", "SY", "Khan Sheikhoun"),
        ("Grayvoron", "RU", "Graivoron"),
        ("Mikhaylovka", "UA", "Mikhailovka"),
        ("Aleksandrov Gay", "RU", "Alexandrov Gai"),
        ("Mayskiy", "RU", "Maisky"),
        ("Düsseldorf", "DE", "Duesseldorf"),
        ("Ålesund", "NO", "Aalesund"),
    ],
)
def test_a_name_of_maps_is_spelt_as_in_news(name: str, country: str, spelt: str) -> None:
    assert spelt in list(spellings(name, country))


def test_a_letter_that_is_sounded_stays() -> None:
    assert not any(s.endswith("Bala") for s in spellings("Dayr al Balaḩ", "PS"))


@pytest.mark.parametrize(
    ("name", "country"),
    [("Cairo", "EG"), ("Köln", "NL"), ("القاهرة", "EG"), ("Yuryevets", "RU"), ("Mayak", "RU")],
)
def test_what_is_written_so_already_has_no_other_spelling(name: str, country: str) -> None:
    assert not list(spellings(name, country))


@pytest.mark.parametrize(
    ("name", "country", "spelt"),
    [
        ("Високопілля", "UA", ("Vysokopillia", "Vysokopillya")),
        ("Згурівка", "UA", ("Zghurivka", "Zhurivka")),
        ("Ейск", "RU", ("Yeysk", "Eysk")),
        ("Щёлково", "RU", ("Shchyolkovo",)),
    ],
)
def test_cyrillic_is_romanised_by_the_official_tables(
    name: str, country: str, spelt: tuple[str, ...]
) -> None:
    assert romanise(name, country) == spelt
