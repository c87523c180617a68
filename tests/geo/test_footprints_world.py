"""Footprints of forty phrases of the world: the right town lies inside, a wrong one outside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import shapely

from gazetteer import Place
from gazetteer.store import distance_km
from geo.areas import find_areas
from geo.footprints import area_footprint
from geo.model import Mention
from geo.parse import parse_article

if TYPE_CHECKING:
    from gazetteer import Gazetteer

# phrase with [anchors]; country of each; town inside; town outside; units spoken of
PHRASES = [
    ("in southern [Ukraine]", "", "Kherson UA", "Kyiv UA", ""),
    ("in northern [Italy]", "", "Milan IT", "Naples IT", ""),
    ("in eastern [Germany]", "", "Dresden DE", "Cologne DE", ""),
    ("in western [Germany]", "", "Cologne DE", "Berlin DE", ""),
    ("in north-western [Syria]", "", "Idlib SY", "Deir ez-Zor SY", ""),
    ("in southeastern [Turkey]", "", "Diyarbakir TR", "Izmir TR", ""),
    ("in central [Turkey]", "", "Kayseri TR", "Izmir TR", ""),
    ("in southern [India]", "", "Chennai IN", "Delhi IN", ""),
    ("in northeastern [Nigeria]", "", "Maiduguri NG", "Lagos NG", ""),
    ("in western [Texas]", "US", "El Paso US", "Houston US", ""),
    ("in southern [California]", "US", "Los Angeles US", "Sacramento US", ""),
    ("in northern [France]", "", "Lille FR", "Marseille FR", ""),
    ("in eastern [Libya]", "", "Benghazi LY", "Tripoli LY", ""),
    ("in southern [Brazil]", "", "Porto Alegre BR", "Manaus BR", ""),
    ("in northern [Japan]", "", "Sapporo JP", "Kagoshima JP", ""),
    ("60 km west of [Mosul]", "IQ", "Tal Afar IQ", "Erbil IQ", ""),
    ("100 miles north of [London]", "GB", "Nottingham GB", "Brighton GB", ""),
    ("110 km south of [Paris]", "FR", "Orleans FR", "Lille FR", ""),
    ("50 miles east of [San Francisco]", "US", "Tracy US", "San Jose US", ""),
    ("30 km east of [Kyiv]", "UA", "Boryspil UA", "Bucha UA", ""),
    ("60 miles southwest of [Raleigh]", "US", "Carthage US", "Durham US", ""),
    ("55 km from [Vienna]", "AT", "Bratislava SK", "Graz AT", ""),
    ("within 50 km of [Geneva]", "CH", "Annecy FR", "Lyon FR", ""),
    ("within 100 km of [Chernobyl]", "UA", "Slavutych UA", "Lviv UA", ""),
    ("near [Cairns]", "AU", "Edmonton AU", "Innisfail AU", ""),
    ("near [Oxford]", "GB", "Abingdon GB", "Reading GB", ""),
    ("between [Aleppo] and [Hama]", "SY SY", "Saraqib SY", "Homs SY", ""),
    ("between [Milan] and [Bologna]", "IT IT", "Parma IT", "Turin IT", ""),
    ("between [Kyiv] and [Zhytomyr]", "UA UA", "Makariv UA", "Chernihiv UA", ""),
    ("on the outskirts of [Damascus]", "SY", "Douma SY", "Homs SY", ""),
    ("a camp outside [Chicago]", "US", "Evanston US", "Milwaukee US", ""),
    ("in the [Houston] area", "US", "Pasadena US", "Austin US", ""),
    ("the banks of the [Dnipro River]", "", "Beryslav UA", "Henichesk UA", "Kherson Oblast UA"),
    ("the shores of [Lake Victoria]", "", "Entebbe UG", "Nairobi KE", ""),
    ("the border between [Turkey] and [Syria]", "", "Kilis TR", "Ankara TR", ""),
    ("the [United States]-[Mexico] border", "", "El Paso US", "Denver US", ""),
    ("the coast of [Somalia]", "", "Mogadishu SO", "Baidoa SO", ""),
    ("villages along the [Nile]", "", "Luxor EG", "Siwa EG", "Egypt"),
    ("a suburb north of [Tel Aviv]", "IL", "Herzliya IL", "Rishon LeZion IL", ""),
    ("in the western part of [Ukraine]", "", "Lviv UA", "Kharkiv UA", ""),
]


def one(
    gazetteer: Gazetteer, name: str, classes: str = "APHLT", near: Place | None = None
) -> Place:
    """The first place of "Name CC" or "Name", or the one nearest to a town."""
    found = re.fullmatch(r"(.+?)(?: ([A-Z]{2}))?", name)
    assert found is not None
    places = gazetteer.lookup(found[1], country=found[2], limit=20)
    fitting = [place for place in places if place.feature_class in classes]
    if near is None or near.feature_class != "P":
        return fitting[0]
    return min(fitting, key=lambda p: distance_km(p.lon, p.lat, near.lon, near.lat))


@pytest.mark.parametrize(("phrase", "countries", "inside", "outside", "context"), PHRASES)
def test_phrase(
    gazetteer: Gazetteer, phrase: str, countries: str, inside: str, outside: str, context: str
) -> None:
    text, mentions = "", []
    for piece in re.split(r"(\[[^]]*\])", phrase):
        name = piece.strip("[]")
        if piece.startswith("["):
            mentions.append(Mention(len(text), len(text) + len(name), name))
        text += name
    codes = countries.split() or [""] * len(mentions)
    places = {
        mention: one(gazetteer, f"{mention.text} {code}".strip())
        for mention, code in zip(mentions, codes, strict=True)
    }
    (area,) = find_areas(text, mentions)
    around = [one(gazetteer, context, "A")] if context else []
    footprint = area_footprint(area, places, gazetteer, around, words=text[area.start : area.end])
    assert footprint is not None
    anchor = places[mentions[0]]
    right, wrong = (one(gazetteer, town, "P", anchor) for town in (inside, outside))
    assert footprint.geometry.contains(shapely.Point(right.lon, right.lat))
    assert not footprint.geometry.contains(shapely.Point(wrong.lon, wrong.lat))


@pytest.mark.parametrize("phrase", ["Myanmar and Shan State", "Bavaria and Germany"])
def test_a_unit_has_no_border_with_what_it_is_a_part_of(gazetteer: Gazetteer, phrase: str) -> None:
    parsed = parse_article(f"Clashes erupted on the border between {phrase}.", gazetteer)
    (area,) = parsed.areas
    assert parsed.footprint(area) is None


@pytest.mark.parametrize(
    ("text", "border"),
    [
        ("Snow fell on the border between Italy and San Marino.", "Italy and San Marino"),
        ("Clashes erupted on the border of Myanmar with Shan State.", "Myanmar along Shan State"),
    ],
)
def test_the_border_of_a_country_runs_along_its_part_and_around_what_it_encloses(
    gazetteer: Gazetteer, text: str, border: str
) -> None:
    parsed = parse_article(text, gazetteer)
    footprint = parsed.footprint(parsed.areas[0])
    assert footprint is not None
    assert f"border of {border}" in footprint.method


def test_a_border_is_that_of_the_unit_named_nearest(gazetteer: Gazetteer) -> None:
    text = "Families went on to South Sudan, or walked from Gedaref to the Ethiopian border."
    parsed = parse_article(text, gazetteer)
    footprint = parsed.footprint(parsed.areas[0])
    assert footprint is not None
    assert "border of Ethiopia and Gedaref" in footprint.method
    assert {"Metemma", "Humera"} <= {town.name for town in footprint.settlements}
