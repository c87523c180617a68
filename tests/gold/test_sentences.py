"""Which place is meant, sentence by sentence: our own words, and complaints about others."""

import pytest

from geo import parse_article


@pytest.mark.parametrize(
    ("text", "mention", "place_id"),
    [
        (
            "Shelling was heard south of Krasnohorivka, Donetsk Oblast.",
            "Krasnohorivka",
            "geonames:704393",
        ),
        ("The United Kingdom sent two planes.", "United Kingdom", "geonames:2635167"),
        ("A man from Wilmington, DE, was charged.", "Wilmington", "geonames:4145381"),
        ("The mayor spoke in Toronto on Monday.", "Toronto", "geonames:6167865"),
        ("A tornado crossed Oklahoma overnight.", "Oklahoma", "geonames:4544379"),
        ("She moved from Paris, Texas, to Dallas.", "Paris", "geonames:4717560"),
        (
            "The talks in Paris ended without a deal between France and Germany.",
            "Paris",
            "geonames:2988507",
        ),
        ("Troops entered the Kherson region at dawn.", "Kherson region", "geonames:706442"),
        ("Rain fell in Kherson and Mykolaiv.", "Kherson", "geonames:706448"),
        ("Boats crossed the Dnipro River at night.", "Dnipro River", "ne:river-116"),
        ("A factory in Dnipro, in eastern Ukraine, was hit.", "Dnipro", "geonames:709930"),
        (
            "Buses left for the Rostov, Krasnodar and Stavropol regions.",
            "Krasnodar",
            "geonames:542415",
        ),
        ("Oil platforms in the Gulf of Mexico were shut.", "Gulf of Mexico", "mm:gulf-of-mexico"),
        ("The governor of Georgia signed the law in Atlanta.", "Georgia", "geonames:4197000"),
        ("Tbilisi is the capital of Georgia.", "Georgia", "geonames:614540"),
        ("Georgian troops left. Georgia would talk to Russia.", "Georgia", "geonames:614540"),
        ("Egypt and Israel let trucks into Gaza.", "Gaza", "geonames:281133"),
        ("Andorra, Monaco and Spain signed.", "Monaco", "geonames:2993457"),
        (
            "Shells fell next to the Kursk nuclear power plant.",
            "Kursk nuclear power plant",
            "mm:kursk-nuclear-power-plant",
        ),
        ("Fighting around the Mosul dam has stopped.", "Mosul dam", "mm:mosul-dam"),
        (
            "Sirens were tested near the Temelin nuclear plant.",
            "Temelin nuclear plant",
            "mm:temelin-nuclear-power-plant",
        ),
        ("The U.S. and Britain signed the deal.", "U.S.", "geonames:6252001"),
        ("The U.S. and Britain signed the deal.", "Britain", "geonames:2635167"),
        (
            "Protests spread from Birmingham, Alabama, to Montgomery.",
            "Birmingham",
            "geonames:4049979",
        ),
    ],
)
def test_mention_is_resolved_to(gazetteer, text, mention, place_id):
    resolutions = parse_article(text, gazetteer).resolutions
    answers = {r.mention.text: r.place and r.place.place_id for r in resolutions}
    assert answers.get(mention) == place_id


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vladimir Saldo spoke to reporters in Moscow.", "Vladimir"),
        ("President Emmanuel Macron arrived in Brussels.", "Macron"),
        ("The missiles are for the NASAMS systems, Britain said.", "NASAMS"),
        ("Reading the report, May said nothing.", "May"),
        ("On Monday the Associated Press reported from Goma.", "Monday"),
    ],
)
def test_name_is_no_place(gazetteer, text, name):
    mentions = [r.mention.text for r in parse_article(text, gazetteer).resolutions]
    assert name not in mentions


def test_unlisted_name_leaves_its_neighbours_resolved(gazetteer):
    parsed = parse_article("They fled from Qwxzyville to Goma and Bukavu.", gazetteer)
    placed = {r.mention.text for r in parsed.resolutions if r.place}
    assert {"Goma", "Bukavu"} <= placed


def test_brackets_do_not_hide_a_name(gazetteer):
    parsed = parse_article("The convoy (from Khartoum) reached [Port Sudan].", gazetteer)
    assert [r.mention.text for r in parsed.resolutions] == ["Khartoum", "Port Sudan"]
