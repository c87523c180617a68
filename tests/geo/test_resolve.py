import pickle
import re

import pytest

from geo import parse_article
from geo.candidates import find_candidates
from geo.model import Mention
from geo.resolve import resolve_mentions, segment_softmax


def mention(text, name, kind="toponym"):
    start = text.index(name)
    return Mention(start, start + len(name), name, kind)


def placed(text, names, gazetteer, **options):
    answers = resolve_mentions(text, [mention(text, n) for n in names], gazetteer, **options)
    return [a.place and a.place.place_id for a in answers]


def test_one_resolution_a_mention_in_their_order(gazetteer):
    text = "From Sake to Goma."
    mentions = [mention(text, "Goma"), mention(text, "Sake")]
    assert [r.mention for r in resolve_mentions(text, mentions, gazetteer)] == mentions


def test_no_mentions_have_no_resolutions(gazetteer):
    assert resolve_mentions("Nothing.", [], gazetteer) == []


def test_unlisted_name_has_no_place_and_a_reason(gazetteer):
    text = "They came from Qwxzyville."
    (answer,) = resolve_mentions(text, [mention(text, "Qwxzyville")], gazetteer)
    assert (answer.place, answer.certainty) == (None, 0.0)
    assert answer.reason


def test_place_named_after_it_decides(gazetteer):
    text = "The fair in Paris, Texas, opened."
    assert placed(text, ["Paris", "Texas"], gazetteer) == ["geonames:4717560", "geonames:4736286"]


def test_place_named_between_commas_decides(gazetteer):
    text = "Saltillo, in Pennsylvania, holds a fair in June."
    (answer, _) = resolve_mentions(
        text, [mention(text, "Saltillo"), mention(text, "Pennsylvania")], gazetteer
    )
    assert answer.place.admin1_code == "PA"


def test_others_nearby_decide(gazetteer):
    text = "Roads from Sherman and Denison, Texas, to Paris were closed, as was Bonham."
    names = ["Sherman", "Denison", "Texas", "Paris", "Bonham"]
    assert placed(text, names, gazetteer)[3] == "geonames:4717560"


def test_shared_plural_makes_each_name_a_unit(gazetteer):
    text = "Trains ran to the Rostov, Krasnodar and Stavropol regions."
    answers = resolve_mentions(
        text, [mention(text, n) for n in ("Rostov", "Krasnodar", "Stavropol")], gazetteer
    )
    assert [a.place.feature_code for a in answers] == ["ADM1"] * 3


def test_plural_before_a_list_makes_each_name_a_unit(gazetteer):
    text = "The river parts the provinces of Neuquén, Mendoza and La Pampa."
    answers = resolve_mentions(
        text, [mention(text, n) for n in ("Neuquén", "Mendoza", "La Pampa")], gazetteer
    )
    assert [a.place.feature_code for a in answers] == ["ADM1"] * 3


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A fair in the Puebla region of Mexico opened.", ["ADM1", "PCLI"]),
        ("A fair in the Mexican state of Puebla opened.", ["PCLI", "ADM1"]),
        ("A fair in the Texas town of Paris opened.", ["ADM1", "PPL"]),
    ],
)
def test_a_term_between_two_names_belongs_to_one(gazetteer, text, codes):
    answers = parse_article(text, gazetteer).resolutions
    assert [a.place.feature_code for a in answers] == codes


def test_a_place_weighed_as_larger_than_it_is_says_so(gazetteer):
    (answer,) = parse_article("Talks were held in the Vatican.", gazetteer).resolutions
    (told,) = [e.detail for e in answer.candidates[0].evidence if e.name == "population"]
    assert told.endswith("921 inhabitants, weighed as if it had some 100,000 inhabitants")


def test_a_hamlet_nobody_counted_does_not_stand_for_its_province(gazetteer):
    text = "Angola has most cases in Huambo, Benguela and Huíla."
    names = ["Angola", "Huambo", "Benguela", "Huíla"]
    assert placed(text, names, gazetteer)[3] == "geonames:3348303"


def test_what_a_town_is_said_to_lie_in_is_the_unit(gazetteer):
    text = "A fire broke out in Campinas, São Paulo, at noon. It was put out in São Paulo."
    answers = resolve_mentions(
        text, [mention(text, "Campinas"), mention(text, "São Paulo")], gazetteer
    )
    assert [a.place.feature_code for a in answers] == ["PPL", "ADM1"]


def test_a_bare_name_is_the_town_it_was_called_before(gazetteer):
    text = "The town of Denver lies in Pennsylvania. The climate of Denver is mild."
    at = text.rindex("Denver")
    mentions = [
        mention(text, "Denver"),
        mention(text, "Pennsylvania"),
        Mention(at, at + 6, "Denver"),
    ]
    answers = resolve_mentions(text, mentions, gazetteer)
    assert {a.place.admin1_code for a in answers} == {"PA"}


def test_the_city_of_a_name_is_any_town_of_it(gazetteer):
    text = "The City of San Fernando is the capital of La Union, Philippines."
    names = ["City of San Fernando", "La Union", "Philippines"]
    assert placed(text, names, gazetteer)[0] == "geonames:1690033"


def test_an_ampersand_joins_a_list(gazetteer):
    text = "There are offices in Ottawa, Montreal, Quebec & Vancouver."
    assert placed(text, ["Ottawa", "Montreal", "Quebec", "Vancouver"], gazetteer)[2] == (
        "geonames:6325494"
    )


def test_article_begins_a_list_anew(gazetteer):
    text = "Trains ran from Kursk to Moscow, and the Tula and Oryol regions took people in."
    assert placed(text, ["Moscow"], gazetteer) == ["geonames:524901"]


def test_office_says_what_it_is_held_in(gazetteer):
    text = "The mayor of Kherson met the governor of Kherson."
    first = mention(text, "Kherson")
    start = text.rindex("Kherson")
    second = Mention(start, start + 7, "Kherson")
    answers = resolve_mentions(text, [first, second], gazetteer)
    assert [a.place.feature_class for a in answers] == ["P", "A"]


@pytest.mark.parametrize("name", ["Ukrainian", "Ukrainians"])
def test_demonym_is_its_country(gazetteer, name):
    text = f"Some {name} went home."
    (answer,) = resolve_mentions(text, [mention(text, name, "demonym")], gazetteer)
    assert answer.place.place_id == "geonames:690791"


def test_certainty_is_a_probability_and_candidates_are_best_first(gazetteer):
    text = "The train stopped in Springfield."
    (answer,) = resolve_mentions(text, [mention(text, "Springfield")], gazetteer)
    scores = [c.score for c in answer.candidates]
    assert 0 < answer.certainty < 1
    assert scores == sorted(scores, reverse=True)


def test_score_is_the_sum_of_its_evidence(gazetteer):
    text = "The train stopped in Paris, Texas."
    (answer, _) = resolve_mentions(
        text, [mention(text, "Paris"), mention(text, "Texas")], gazetteer
    )
    best = answer.candidates[0]
    assert sum(e.value * e.weight for e in best.evidence) == pytest.approx(best.score, abs=0.2)


def test_listed_whole_name_has_only_its_own_candidates(gazetteer):
    text = "Rigs in the Gulf of Mexico closed."
    table = find_candidates(text, [mention(text, "Gulf of Mexico")], gazetteer)
    places = gazetteer.places(int(fid) for fid in table.fid if fid)
    assert {p.feature_code for p in places.values()} == {"GULF"}


def test_probabilities_of_a_segment_sum_to_one():
    import numpy as np

    score, segment = np.array([1.0, 2.0, 3.0, 700.0, -700.0]), np.array([0, 0, 0, 1, 1])
    p = segment_softmax(score, np.array([0, 3, 5]), segment)
    assert [round(float(p[:3].sum()), 9), round(float(p[3:].sum()), 9)] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Gaza Strip", "ADM1"),
        ("West Bank", "ADM1"),
        ("Azores", "ADM1"),
        ("Hague", "PPL"),
        ("Bronx", "PPL"),
    ],
)
def test_article_before_a_unit_or_a_town_listed_with_it_is_its_own(name, code, gazetteer):
    (resolution,) = parse_article(f"Rain fell in the {name} on Monday.", gazetteer).resolutions
    assert resolution.place.feature_code == code


@pytest.mark.parametrize(
    "text", ["Boats crossed the Dnipro at night.", "They camped by the Nile, unseen."]
)
def test_article_before_a_bare_name_means_the_river(gazetteer, text):
    name = "Dnipro" if "Dnipro" in text else "Nile"
    (answer,) = resolve_mentions(text, [mention(text, name)], gazetteer)
    assert answer.place.feature_code == "STM"


@pytest.mark.parametrize(
    ("town", "country"), [("Gaza", "PS"), ("Sucre", "BO"), ("Buenos Aires", "AR")]
)
def test_a_bare_name_is_the_city_rather_than_a_province_of_its_size(town, country, gazetteer):
    text = f"A hospital in {town} was hit on Monday, doctors said."
    (resolution,) = parse_article(text, gazetteer).resolutions
    assert (resolution.place.feature_class, resolution.place.country_code) == ("P", country)


@pytest.mark.parametrize(
    ("name", "place"),
    [("L.A.", "Los Angeles"), ("UK", "United Kingdom"), ("U.S.", "United States")],
)
def test_two_letters_are_a_countrys_code_where_nothing_else_is_called_so(name, place, gazetteer):
    (resolution,) = parse_article(f"Fans from {name} came on Monday.", gazetteer).resolutions
    assert resolution.place.name == place


def test_unit_is_found_by_its_bare_name_though_another_is_listed_with_the_term(gazetteer):
    text = "She left Mahikeng in North West province for Johannesburg."
    assert placed(text, ["Mahikeng", "North West province"], gazetteer)[1] == "geonames:1085598"


def test_a_state_by_its_full_name_is_no_other_of_its_short_one(gazetteer):
    text = "He left Kinshasa for the Republic of Congo."
    assert placed(text, ["Kinshasa", "Republic of Congo"], gazetteer)[1] == "geonames:2260494"


def test_a_misspelt_name_begins_as_the_listed_one(gazetteer):
    text = "He bought houses in Maitama."
    (answer,) = resolve_mentions(text, [mention(text, "Maitama")], gazetteer)
    assert {c.place.name[0] for c in answer.candidates} == {"M"}


def test_sea_is_the_sea_though_a_state_is_called_after_it(gazetteer):
    text = "Port Sudan lies on the Red Sea."
    assert placed(text, ["Red Sea", "Port Sudan"], gazetteer)[0] == "mm:red-sea"


def reasons(text, name, gazetteer, **options):
    """What is said for and against the best candidate of a name, by kind of evidence."""
    parsed = parse_article(text, gazetteer, **options)
    (answer, *_) = [r for r in parsed.resolutions if r.mention.text == name]
    return {e.name: e.detail for e in answer.candidates[0].evidence}


@pytest.mark.parametrize(
    ("text", "name", "kind", "words"),
    [
        ("The trial is in Paris, Texas.", "Paris", "in the place named after it", "Texas is named"),
        ("They left Goma for Sake.", "Sake", "within 33 km of others", " km from Goma, also named"),
        ("Dundee and Perth and Stirling had snow.", "Perth", "same country as others",
         "same country as 2 other mentions"),
        ("Texas sent help to Austin.", "Texas", "holds other names", "1 other mention in it"),
        ("Texas sent help to Austin.", "Austin", "its region is named",
         "Texas, its first-level unit, is named too"),
        ("She lives in London.", "London", "population", "largest of "),
        ("Ships left the Red Sea.", "Red Sea", "population",
         "weighed as if it had some 2,000,000 inhabitants"),
        ("Some Ukrainians left.", "Ukrainians", "demonym", "the word for the people of Ukraine"),
    ],
)  # fmt: skip
def test_evidence_is_told_in_words_with_figures(gazetteer, text, name, kind, words):
    assert words in reasons(text, name, gazetteer)[kind]


def test_nearness_to_the_publisher_is_told_in_kilometres(gazetteer):
    told = reasons("Paris will plant trees.", "Paris", gazetteer, home=(-95.55, 33.66))
    assert told["near the publisher"] == "1 km from the publisher's own area"


def test_smaller_namesake_is_told_how_much_smaller(gazetteer):
    told = reasons("The trial is in Paris, Texas.", "Paris", gazetteer)
    assert re.search(r"one of \d+ places of that name; Paris in .+ has \d+ times the people",
                     told["behind largest namesake"])  # fmt: skip


def test_reasons_outlive_the_gazetteer_in_a_pickle(gazetteer):
    text = "They left Goma for Sake."
    answers = resolve_mentions(text, [mention(text, "Goma")], gazetteer)
    again = pickle.loads(pickle.dumps(answers))
    assert again == answers
    assert again[0].candidates[0].evidence == answers[0].candidates[0].evidence


def test_name_in_capitals_is_the_same_name(gazetteer):
    text = "DUNDEE: Snow fell. In Dundee and Perth the roads are closed."
    mentions = [mention(text, "DUNDEE"), mention(text, "Dundee"), mention(text, "Perth")]
    table = find_candidates(text, mentions, gazetteer)
    assert table.sense_of == (0, 0, 1)


def test_area_around_a_city_is_no_other_place(gazetteer):
    assert placed("Buses left the Kharkiv area.", ["Kharkiv"], gazetteer) == ["geonames:706483"]


def test_new_name_is_not_the_old_one(gazetteer):
    text = "New Qwxzland is far."
    table = find_candidates(text, [mention(text, "New Qwxzland")], gazetteer)
    assert table.fid.tolist() == [0]


@pytest.mark.parametrize(
    "text",
    [
        "WASHINGTON (AP) — Lawmakers met.",
        "Washington (CNN) Lawmakers met.",
        "WASHINGTON Mr. Doe met",
    ],
)
def test_report_is_written_in_a_town(gazetteer, text):
    name = text.split()[0]
    assert placed(text, [name], gazetteer) == ["geonames:4140963"]


@pytest.mark.parametrize(
    ("name", "place_id"), [("White House", "mm:white-house"), ("Kremlin", "mm:kremlin")]
)
def test_building_that_news_is_made_in_is_known_better_than_its_namesakes(
    gazetteer, name, place_id
):
    assert placed(f"The {name} declined to comment.", [name], gazetteer) == [place_id]


def test_place_that_is_unlikely_is_a_candidate_but_not_the_answer(gazetteer, monkeypatch):
    text = "They fled from Goma."
    monkeypatch.setattr("geo.resolve._LEAST_CERTAIN", 0.9999)
    (unsure,) = resolve_mentions(text, [mention(text, "Goma")], gazetteer)
    assert (unsure.place, unsure.certainty) == (None, 0.0)
    assert "likely" in unsure.reason
    assert [c.place.name for c in unsure.candidates][:1] == ["Goma"]


def test_dominican_is_of_the_larger_nation(gazetteer):
    (resolution,) = parse_article("Dominican officials spoke.", gazetteer).resolutions
    assert resolution.place is not None
    assert resolution.place.name == "Dominican Republic"


def test_a_town_of_a_nations_name_is_found_beside_its_state(gazetteer):
    resolutions = parse_article("It rained in Canadian, Texas.", gazetteer).resolutions
    assert [r.place and r.place.feature_code for r in resolutions] == ["PPL", "ADM1"]


@pytest.mark.parametrize("state", ["Vatican", "Nauru", "San Marino"])
def test_a_state_of_few_inhabitants_is_found(state, gazetteer):
    (resolution,) = parse_article(f"Talks were held in {state}.", gazetteer).resolutions
    assert resolution.place is not None
    assert resolution.place.feature_code == "PCLI"


def test_the_town_of_a_name_in_a_country_is_there(gazetteer):
    text = "Flooding hit the town of Mérida in Spain on Monday."
    assert placed(text, ["Mérida", "Spain"], gazetteer)[0] == "geonames:2513917"
