from itertools import pairwise

import pytest

from geo.mentions import find_mentions, select_spans
from geo.spans import CandidateSpan
from geo.words import read_words


def found(text, gazetteer):
    return [(m.text, m.kind) for m in find_mentions(text, gazetteer)]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Trains left Kherson region for Crimea.", "Kherson region"),
        ("The flood reached Travis County on Sunday.", "Travis County"),
        ("They crossed the Dnipro River by boat.", "Dnipro River"),
        ("Barges on the Rhine were stuck.", "Rhine"),
        ("Ships waited in the Gulf of Mexico.", "Gulf of Mexico"),
        ("Kyiv’s mayor spoke in Kyiv.", "Kyiv"),
        ("Flights from Goma airport resumed.", "Goma airport"),
        ("A body was in the River Severn near Ludlow, West Mercia Police said.", "River Severn"),
    ],
)
def test_span_is_the_name_with_its_generic_term(gazetteer, text, mention):
    assert mention in [m for m, _ in found(text, gazetteer)]


def test_shared_plural_belongs_to_no_mention(gazetteer):
    text = "Buses left for the Rostov and Krasnodar regions."
    assert found(text, gazetteer) == [("Rostov", "toponym"), ("Krasnodar", "toponym")]


def test_settlement_term_that_describes_a_noun_stays_outside(gazetteer):
    assert ("Boston", "toponym") in found("He met Boston city officials in Chicago.", gazetteer)


def test_word_for_a_people_is_a_demonym(gazetteer):
    assert ("Ukrainian", "demonym") in found("A Ukrainian train left Lviv.", gazetteer)


@pytest.mark.parametrize("people", ["Italian", "Mexican", "Iraqi", "Israeli", "Swiss"])
def test_a_nations_adjective_that_is_listed_as_its_name_is_a_demonym(people, gazetteer):
    assert (people, "demonym") in found(f"{people} officials met in Lviv.", gazetteer)


@pytest.mark.parametrize("people", ["French", "German", "Indian", "Irish"])
def test_a_nations_adjective_that_is_a_hamlets_name_too_is_a_demonym(people, gazetteer):
    assert (people, "demonym") in found(f"{people} officials met in Lviv.", gazetteer)


def test_a_people_called_as_a_common_word_is_found(gazetteer):
    assert ("Polish", "demonym") in found("They said Polish troops had left.", gazetteer)


def test_a_town_of_a_peoples_name_is_no_demonym(gazetteer):
    assert ("Norman", "toponym") in found("Hail fell on Norman, Oklahoma.", gazetteer)


def test_the_vatican_is_no_demonym(gazetteer):
    assert ("Vatican", "toponym") in found("Talks were held in the Vatican.", gazetteer)


def test_airport_is_a_facility(gazetteer):
    assert ("Goma airport", "facility") in found("Flights from Goma airport resumed.", gazetteer)


def test_offsets_are_code_points_of_the_text_as_given(gazetteer):
    text = "🙂 Ĺ\u0301viv?  In Lviv\u00a0and “Kyiv”\r\n"
    assert all(text[m.start : m.end] == m.text for m in find_mentions(text, gazetteer))


def test_mentions_do_not_overlap(gazetteer):
    mentions = find_mentions("New York City and New York State, near Lake George.", gazetteer)
    assert all(a.end <= b.start for a, b in pairwise(mentions))


@pytest.mark.parametrize("text", ["", " \n", "no names here", "12 345", "…—!"])
def test_text_without_names_has_no_mentions(gazetteer, text):
    assert find_mentions(text, gazetteer) == []


def test_best_set_of_spans_beats_the_best_single_span():
    spans = [CandidateSpan(0, 2, 2, 1), CandidateSpan(0, 0, 0, 2), CandidateSpan(2, 2, 2, 3)]
    assert select_spans(spans, [3.0, 2.0, 2.0]) == [1, 2]


def test_spans_of_negative_score_are_left_out():
    assert select_spans([CandidateSpan(0, 0, 0, 1)], [-0.1]) == []


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("The plant near Tulsa, Okla., was shut.", "Okla."),
        ("He was born in Charleston, W.Va., and lives there.", "W.Va."),
        ("Rain fell in Regina, Sask. on Friday.", "Sask."),
        ("He left Cuba. Then he came back.", "Cuba"),
    ],
)
def test_full_stop_belongs_to_an_abbreviation_only(gazetteer, text, mention):
    assert mention in [m for m, _ in found(text, gazetteer)]


@pytest.mark.parametrize("name", ["UAE", "U.A.E.", "DRC", "PNG", "S. Africa", "N. Ireland"])
def test_a_country_is_found_by_what_the_press_shortens_it_to(name, gazetteer):
    assert (name, "toponym") in found(
        f"Officials in the {name} said flights would resume.", gazetteer
    )


def test_name_that_no_gazetteer_lists_is_found_where_words_place_it(gazetteer):
    text = "They fled from Qwxzyville to Goma. In the end Qwxzyville lay empty."
    assert [m for m, _ in found(text, gazetteer)] == ["Qwxzyville", "Goma", "Qwxzyville"]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("He wrote Харків and Одеса on the map.", ["Харків", "Одеса"]),
        ("They met in القاهرة before flying to بيروت.", ["القاهرة", "بيروت"]),
        ("The ticket from תל אביב to ירושלים was cheap.", ["תל אביב", "ירושלים"]),
        ("The sign read 北京 and 上海 in large letters.", ["北京", "上海"]),
        ("خرجت القافلة من حلب إلى دمشق.", ["حلب", "دمشق"]),
    ],
)
def test_names_in_other_scripts_are_found(gazetteer, text, mentions):
    assert [m for m, _ in found(text, gazetteer)] == mentions


def test_honorific_makes_a_person_of_a_name(gazetteer):
    text = "Mr. Lincoln spoke in Omaha. The crowd cheered Mr. Lincoln."
    assert [m for m, _ in found(text, gazetteer)] == ["Omaha"]


@pytest.mark.parametrize("text", ["Man dies in fire.", "Reading is fun.", "Nice weather came."])
def test_a_common_word_that_opens_a_sentence_is_no_place(text, gazetteer):
    assert found(f"{text} It was over soon.", gazetteer) == []


@pytest.mark.parametrize(
    "disease", ["West Nile virus", "Rift Valley fever", "Middle East respiratory syndrome"]
)
def test_a_disease_called_after_a_place_is_no_place(disease, gazetteer):
    assert found(f"Doctors warned of {disease} again.", gazetteer) == []


def test_a_degree_is_no_place(gazetteer):
    text = "Jane Roe, Ph.D., and John Hale, M.D., hold an M.A. each."
    assert found(text, gazetteer) == []


@pytest.mark.parametrize("text", ["Gov. Moore and Sen. Hale left.", "A man from Co. Onyx left."])
def test_an_office_or_a_county_before_a_name_is_no_place(text, gazetteer):
    assert not {name.rstrip(".") for name, _ in found(text, gazetteer)} & {"Gov", "Sen", "Co"}


def test_dateline_in_capitals_is_found(gazetteer):
    text = "KHARTOUM, Sudan (AP) — Aid trucks left on Monday."
    assert [m for m, _ in found(text, gazetteer)] == ["KHARTOUM", "Sudan"]


def test_headline_in_capitals_does_not_hide_a_name(gazetteer):
    text = "RESCUERS SEARCH RUBBLE IN TURKEY AFTER QUAKE\nTents were put up in Gaziantep."
    assert {"TURKEY", "Gaziantep"} <= {m for m, _ in found(text, gazetteer)}


@pytest.mark.parametrize(
    "text",
    [
        "The Anbar town of Fallujah was quiet.",  # the term belongs to what follows
        "People in the Anbar area had fled.",  # around it, not it
    ],
)
def test_generic_term_of_something_else_stays_outside(gazetteer, text):
    assert "Anbar" in [m for m, _ in found(text, gazetteer)]


def test_a_full_stop_after_a_short_name_of_several_words_ends_its_sentence(gazetteer):
    assert ("Kayah", "toponym") in found("Fighting was reported in Kayah. Rain fell.", gazetteer)


def test_a_listed_name_joined_to_an_unlisted_one_is_not_itself(gazetteer):
    names = [m for m, _ in found("The Liptako-Gourma area lies between three states.", gazetteer)]
    assert "Gourma" not in " ".join(names).replace("Liptako-Gourma", "")


def test_names_that_a_hyphen_ties_are_each_found(gazetteer):
    names = [m for m, _ in found("The Kyiv-Lviv train left on time.", gazetteer)]
    assert names == ["Kyiv", "Lviv"]


@pytest.mark.parametrize(
    "text", ["She told France 2 television so.", "The channel Russia 24 showed it."]
)
def test_a_broadcaster_with_a_number_is_no_place(gazetteer, text):
    assert found(text, gazetteer) == []


def test_a_number_alone_makes_no_broadcaster(gazetteer):
    assert ("France", "toponym") in found("They beat France 2 to 1 in Lyon.", gazetteer)


def test_abbreviation_ends_no_sentence():
    words = read_words("He left St. Petersburg for Mt. Elbrus. Then home.")
    starts = [words.key(i) for i in range(len(words)) if words.starts_sentence(i)]
    assert starts == ["he", "then"]


def test_possessive_is_a_word_of_its_own():
    words = read_words("Kyiv’s and the U.S.'s envoys")
    assert [word.key for word in words.items] == ["kyiv", "s", "and", "the", "us", "s", "envoys"]


def test_what_folds_to_nothing_is_part_of_a_gap():
    words = read_words("to \u200b Lviv")
    assert [words.text[words.starts[i] : words.end(i)] for i in range(len(words))] == ["to", "Lviv"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("St. Petersburg", "saint petersburg"),
        ("W.Va", "w va"),
        ("J. Smith", "j smith"),
        ("Kyiv. Then", "kyiv\nthen"),
        ("Kyiv, Lviv", "kyiv\nlviv"),
        ("Ust-Luga", "ust luga"),
        ("京都", "京都"),
        ("京都. Then", "京都\nthen"),
        ("A. " * 3000, " ".join("a" * 3000)),
    ],
)
def test_words_are_joined_in_a_key_as_a_name_runs_across_them(text, key):
    words = read_words(text)
    assert words.scanned.key(0, len(words) - 1) == key


def test_line_in_capitals_is_told_from_capitalised_words():
    words = read_words("FLOODS REACH THE COAST OF LIBYA\nRain fell in Derna.")
    assert [words.shouting[0], words.shouting[-1]] == [True, False]


@pytest.mark.parametrize("name", ["Al ‘Ayyāţ", "Bi’r al ‘Abd", "Sol’-Iletsk", "Sol'-Iletsk"])
def test_apostrophe_for_a_letter_ends_no_name(name, gazetteer):
    assert (name, "toponym") in found(f"They lived in {name} for years.", gazetteer)


@pytest.mark.parametrize("name", ["Punggye-ri", "Vila-seca", "Wells-next-the-Sea"])
def test_name_that_goes_on_in_small_letters_after_a_hyphen_is_found_whole(name, gazetteer):
    assert (name, "toponym") in found(f"They lived in {name} for years.", gazetteer)


def test_name_that_ends_in_a_possessive_is_found_whole(gazetteer):
    assert found("Rain fell in St. John's on Monday.", gazetteer) == [("St. John's", "toponym")]


def test_little_words_of_a_headline_in_capitals_name_nothing(gazetteer):
    text = "ROADS TO PERTH ARE CUT OFF AS WATER GOES ON RISING\nMore rain came."
    assert found(text, gazetteer) == [("PERTH", "toponym")]


def test_given_name_before_an_unlisted_surname_is_a_person(gazetteer):
    assert found("Jordan Qwxzy spoke to reporters.", gazetteer) == []


def test_given_name_that_begins_a_headline_may_be_the_place(gazetteer):
    text = "Jordan Closes Border With Syria\nThe crossing was quiet."
    assert ("Jordan", "toponym") in found(text, gazetteer)


def test_article_of_a_longer_arabic_name_is_no_place_of_its_own(gazetteer):
    assert found("The Al-Qwxzya newspaper reported it.", gazetteer) == []


@pytest.mark.parametrize("name", ["Al Qaeda", "Al Gore", "Al-Ahram", "El Mundo"])
def test_article_of_an_unlisted_name_is_no_place(name, gazetteer):
    assert found(f"Men with ties to {name} were seen.", gazetteer) == []


def test_contracted_words_are_no_abbreviation(gazetteer):
    assert found("As a child I’d seen it once.", gazetteer) == []


@pytest.mark.parametrize("name", ["Ust-Luga", "Fada N'Gourma", "Sao Paulo", "Bab el-Mandeb"])
def test_marks_that_a_listed_spelling_has_besides_hide_no_name(gazetteer, name):
    assert (name, "toponym") in found(f"The convoy was hit near {name} on Monday.", gazetteer)


def test_surname_after_a_given_name_of_any_country_is_a_person(gazetteer):
    text = "The gunman was identified as Mehmet Altintas. Altintas, 22, had fired shots."
    assert found(text, gazetteer) == []


@pytest.mark.parametrize(
    "text", ["Xinhua reported three deaths.", "The news agency Anadolu reported it."]
)
def test_agency_with_the_name_of_a_place_is_none(gazetteer, text):
    assert found(text, gazetteer) == []


def test_company_with_the_name_of_a_town_is_the_town_where_the_text_places_it(gazetteer):
    assert ("Hershey", "toponym") in found(
        "A fire broke out in Hershey, Pa., on Monday.", gazetteer
    )


def test_disease_with_the_name_of_a_river_is_no_river(gazetteer):
    assert found("An outbreak of Ebola began.", gazetteer) == []


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Shells fell near al-Bab on Monday.", ["al-Bab"]),
        ("They left el-Obeid for ar-Rastan.", ["el-Obeid", "ar-Rastan"]),
        ("He flew to Aix-en-Provence.", ["Aix-en-Provence"]),
        ("The as-Yet unnamed town.", []),
    ],
)
def test_small_arabic_article_belongs_to_the_name(gazetteer, text, mentions):
    assert [mention for mention, _ in found(text, gazetteer)] == mentions


def test_article_between_two_names_of_a_person_begins_no_place(gazetteer):
    assert ("al-Bab", "toponym") not in found("A statement by Hamid al-Bab said so.", gazetteer)


@pytest.mark.parametrize("parish", ["Clarendon parish", "Trelawny parish"])
def test_unit_listed_with_its_term_may_have_it_in_small_letters(gazetteer, parish):
    assert (parish, "toponym") in found(f"The storm hit Jamaica's {parish}.", gazetteer)


def test_one_town_of_a_people_has_no_name(gazetteer):
    text = "In Rahat, a Bedouin town, and in Haifa the rain stopped."
    assert [m.text for m in find_mentions(text, gazetteer)] == ["Rahat", "Haifa"]


@pytest.mark.parametrize("town", ["Bandar Seri Begawan", "Cayenne", "Douglas", "Male"])
def test_a_town_in_which_somebody_speaks_is_found(town, gazetteer):
    text = f"Officials in {town} said on Monday that talks would go on."
    assert (town, "toponym") in found(text, gazetteer)
