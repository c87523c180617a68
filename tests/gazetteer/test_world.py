"""Well-known names of the world, bare, each with the place a reader takes it for."""

from __future__ import annotations

import pytest

from gazetteer import Gazetteer

GERMANY, FRANCE, USA = "geonames:2921044", "geonames:3017382", "geonames:6252001"
CHINA, JAPAN, INDIA = "geonames:1814991", "geonames:1861060", "geonames:1269750"
RUSSIA, UKRAINE, EGYPT = "geonames:2017370", "geonames:690791", "geonames:357994"
BRAZIL, MEXICO, TURKEY = "geonames:3469034", "geonames:3996063", "geonames:298795"
UK = "geonames:2635167"
NAMES = {
    GERMANY: "Germany Allemagne Alemania Германия ألمانيا 德国 Німеччина Deutschland",
    FRANCE: "France Francia Франция فرنسا 法国 Франція Frankreich",
    USA: "United_States USA U.S. Estados_Unidos США 美国 Vereinigte_Staaten États-Unis"
    " Сполучені_Штати",
    CHINA: "China Chine 中国 Китай الصين",
    JAPAN: "Japan Japón 日本 Япония",
    INDIA: "India Inde Индия 印度",
    RUSSIA: "Russia Russie Rusia Россия روسيا 俄罗斯 Росія Russland",
    UKRAINE: "Ukraine Ucrania Украина Україна 乌克兰 أوكرانيا",
    EGYPT: "Egypt Égypte مصر 埃及 Ägypten",
    BRAZIL: "Brazil Brésil Brasil Brasilien Бразилия",
    MEXICO: "Mexico Mexique México Мексика",
    TURKEY: "Turkey Türkiye Turquie 土耳其 Турция",
    UK: "United_Kingdom Britain Great_Britain UK",
    "geonames:6269131": "England",
    "geonames:2638360": "Scotland",
    "geonames:2634895": "Wales",
    "geonames:614540": "Georgia",
    "geonames:248816": "Jordan",
    "geonames:2750405": "Netherlands Holland",
    "geonames:1880251": "Singapore",
    "geonames:2287781": "Ivory_Coast Côte_d'Ivoire",
    "geonames:1327865": "Myanmar Burma",
    "geonames:2988507": "Paris",
    "geonames:2643743": "London Londres Лондон",
    "geonames:3169070": "Rome Roma Рим",
    "geonames:524901": "Moscow Москва",
    "geonames:703448": "Kyiv Київ Kiev",
    "geonames:1816670": "Beijing 北京",
    "geonames:1850147": "Tokyo 東京",
    "geonames:360630": "Cairo القاهرة",
    "geonames:98182": "Baghdad بغداد",
    "geonames:4140963": "Washington",
    "geonames:5128581": "New_York_City",
    "geonames:5368361": "Los_Angeles",
    "geonames:5391959": "San_Francisco",
    "geonames:3530597": "Mexico_City Ciudad_de_México",
    "geonames:3435910": "Buenos_Aires",
    "geonames:1261481": "New_Delhi",
    "geonames:1275339": "Mumbai Bombay",
    "geonames:264371": "Athens Αθήνα",
    "geonames:745044": "Istanbul",
    "geonames:2761369": "Vienna Wien",
    "geonames:2867714": "Munich München",
    "geonames:2886242": "Cologne",
    "geonames:4736286": "Texas",
    "geonames:5332921": "California",
    "geonames:2951839": "Bavaria",
    "geonames:703446": "Kyiv_Oblast",
    "geonames:706442": "Kherson_Oblast Kherson_region",
    "geonames:538555": "Kursk_Oblast Kursk_region",
    "geonames:501165": "Rostov_Oblast",
    "geonames:569665": "Chechnya Chechen_Republic",
    "geonames:1279685": "Tibet",
    "geonames:703883": "Crimea",
    "mm:darfur": "Darfur",
    "mm:siberia": "Siberia",
    "mm:donbas": "Donbas",
    "mm:middle-east": "Middle_East",
    "mm:balkans": "Balkans",
    "geonames:6255148": "Europe",
    "geonames:6255146": "Africa",
    "ne:river-3": "Mississippi_River",
    "ne:river-2": "Amazon_River",
    "ne:river-4": "Nile",
    "ne:river-25": "Danube",
    "ne:river-68": "Volga",
    "ne:river-105": "Rhine",
    "ne:river-41": "Congo_River",
    "ne:river-116": "Dnipro_River",
    "ne:river-302": "Thames River_Thames",
    "geonames:709930": "Dnipro",
    "ne:1159113191": "Lake_Victoria",
    "ne:1159113127": "Lake_Baikal",
    "mm:mount-everest": "Mount_Everest Everest",
    "mm:alps": "Alps",
    "mm:himalayas": "Himalayas",
    "mm:sahara": "Sahara",
    "mm:sea-of-azov": "Sea_of_Azov",
    "mm:black-sea": "Black_Sea",
    "mm:red-sea": "Red_Sea",
    "mm:mediterranean-sea": "Mediterranean Mediterranean_Sea",
    "mm:persian-gulf": "Persian_Gulf",
    "mm:strait-of-hormuz": "Strait_of_Hormuz",
    "icao:EGLL": "Heathrow_Airport",
    "icao:KJFK": "JFK_Airport",
}
CASES = [
    (n.replace("_", " "), place_id) for place_id, names in NAMES.items() for n in names.split()
]


@pytest.mark.parametrize(("name", "place_id"), CASES, ids=[name for name, _ in CASES])
def test_a_well_known_name_is_the_place_a_reader_takes_it_for(
    gazetteer: Gazetteer, name: str, place_id: str
) -> None:
    assert gazetteer.lookup(name)[0].place_id == place_id


@pytest.mark.parametrize(
    ("written", "name"),
    [("Coeur d'Alenee", "Coeur d'Alene"), ("Saint-Jean-d’Angelly", "Saint-Jean-d'Angély")],
)
def test_a_slip_is_forgiven_where_a_particle_is_elided(
    gazetteer: Gazetteer, written: str, name: str
) -> None:
    assert [place.name for place in gazetteer.lookup(written, fuzzy=True)] == [name]
