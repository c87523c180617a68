"""Names of units in other languages: from CLDR, and by generic terms of those languages."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from gazetteer import Gazetteer
from gazetteer.foreign_terms import split_foreign
from gazetteer.generic_terms import base_names
from gazetteer.sources.refresh.tables import Row

pytest.importorskip("geopandas")

from gazetteer.sources.refresh.packages import Packages, _debian_data
from gazetteer.sources.refresh.sections import sections
from gazetteer.sources.refresh.subdivisions import spoken_names


class Spoken:
    """Packages with the names of one code in some languages."""

    def __init__(self, **names: str) -> None:
        self.names = names

    def members(self, package: str, folder: str) -> Iterator[tuple[str, bytes]]:
        for language, name in self.names.items():
            yield (
                f"{language}.xml",
                f'<subdivision type="qa1" draft="x">{name}</subdivision>'.encode(),
            )


def names_of(listed: tuple[str, ...], **spoken: str) -> tuple[str, ...]:
    packages = cast("Packages", Spoken(**spoken))
    return spoken_names(packages, {"QA-1": listed}).get("QA-1", ())


def test_a_unit_gets_the_names_that_are_not_listed() -> None:
    assert names_of(("Bavaria", "Бавария"), de="Bayern", ru="Бавария") == ("Bayern",)


def test_a_code_given_to_another_unit_since_says_nothing() -> None:
    assert names_of(("Tehran", "Teheran"), de="Hormozgan", fr="Hormozgan", ru="Хормозган") == ()


def test_what_tells_namesakes_apart_is_no_part_of_a_name() -> None:
    assert names_of(("Ouest",), fr="Ouest", de="West²", uk="Захід (область)") == ("West", "Захід")


def test_a_korean_term_is_written_with_its_name() -> None:
    assert names_of(("헤르손",), ko="헤르손 주", de="헤르손") == ("헤르손주",)


def test_a_debian_package_is_read_without_its_tools(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:xz") as archive:
        member = tarfile.TarInfo("./usr/share/a.xml")
        member.size = 3
        archive.addfile(member, io.BytesIO(b"abc"))
    content = b"!<arch>\n"
    for name, data in ((b"debian-binary", b"2.0"), (b"data.tar.xz", packed.getvalue())):
        content += name.ljust(48) + str(len(data)).encode().ljust(10) + b"`\n" + data
        content += b"\n" * (len(data) % 2)
    (tmp_path / "p.deb").write_bytes(content)
    assert _debian_data(tmp_path / "p.deb") == packed.getvalue()


def town(number: int, **given: Any) -> Row:
    values: dict[str, Any] = {
        "country_code": "QA",
        "lon": 1.0,
        "lat": 50.0,
        "population": 20_000,
    } | given
    return Row(f"geonames:{number}", "Town", "P.PPL", **values)


def test_what_was_added_near_the_middle_of_a_larger_town_is_a_part_of_it() -> None:
    city = town(1, population=1_000_000)
    rows = [
        city,
        town(11, lon=1.05),
        town(9, lon=1.05),  # GeoNames had it before
        town(12, lon=1.5),  # too far
        town(13, country_code="QB"),
        town(14, population=2_000_000),  # larger
    ]
    assert sections(rows, newest=10) == {"geonames:11"}


@pytest.mark.parametrize(
    ("key", "base"),
    [
        ("halep ili", "halep"),
        ("провинция идлиб", "идлиб"),
        ("oblast de kherson", "kherson"),
        ("מחוז חיפה", "חיפה"),
        ("巴伐利亚州", "巴伐利亚"),
    ],
)
def test_a_generic_term_of_another_language_is_split_off(key: str, base: str) -> None:
    split = split_foreign(key)
    assert split is not None
    assert split[0] == base


@pytest.mark.parametrize("key", ["kherson", "oblast", "州", "new york"])
def test_a_name_without_one_is_left_whole(key: str) -> None:
    assert split_foreign(key) is None


@pytest.mark.parametrize(
    ("name", "country", "unit"),
    [
        ("oblast de Kherson", "UA", "Kherson Oblast"),
        ("Obwód chersoński", "UA", "Kherson Oblast"),
        ("Region Krasnodar", "RU", "Krasnodar Krai"),
        ("Halep ili", "SY", "Aleppo"),
        ("ドネツク州", "UA", "Donetsk Oblast"),
        ("헤르손주", "UA", "Kherson Oblast"),
        ("Isla de Francia", "FR", "Île-de-France"),
        ("Région d'Oromia", "ET", "Oromia"),
        ("Région d’Afar", "ET", "Afar"),
        ("Province de l'Ituri", "CD", "Ituri"),
        ("Province d'Idlib", "SY", "Idlib"),
    ],
)
def test_a_unit_is_found_by_its_name_in_another_language(
    gazetteer: Gazetteer, name: str, country: str, unit: str
) -> None:
    place = gazetteer.lookup(name)[0]
    assert (place.country_code, place.name, place.feature_code) == (country, unit, "ADM1")


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Nduga", "geonames:9828977"),  # Kabupaten Nduga
        ("Zirkuh", "geonames:9534260"),  # Shahrestān-e Zīrkūh
        ("Kobani", "geonames:172256"),
        ("Ras al-Ain", "geonames:165509"),
        ("Maarat al-Numan", "geonames:167611"),
    ],
)
def test_news_finds_what_the_source_calls_otherwise(
    gazetteer: Gazetteer, name: str, place_id: str
) -> None:
    assert gazetteer.lookup(name)[0].place_id == place_id


def test_a_letter_is_no_short_name_of_a_unit() -> None:
    assert list(base_names("Municipio B", "municipio b")) == []


def test_a_unit_asked_for_by_class_is_found_by_the_name_of_its_seat(gazetteer: Gazetteer) -> None:
    (place, *_) = gazetteer.lookup("ヘルソン州", feature_class="A")
    assert place.name == "Kherson Oblast"
