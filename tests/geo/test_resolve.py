import pytest

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

    p = segment_softmax(np.array([1.0, 2.0, 3.0, 700.0, -700.0]), np.array([0, 3, 5]))
    assert [round(float(p[:3].sum()), 9), round(float(p[3:].sum()), 9)] == [1.0, 1.0]


@pytest.mark.parametrize(
    "text", ["Boats crossed the Dnipro at night.", "They camped by the Nile, unseen."]
)
def test_article_before_a_bare_name_means_the_river(gazetteer, text):
    name = "Dnipro" if "Dnipro" in text else "Nile"
    (answer,) = resolve_mentions(text, [mention(text, name)], gazetteer)
    assert answer.place.feature_code == "STM"


def test_sea_is_the_sea_though_a_state_is_called_after_it(gazetteer):
    text = "Port Sudan lies on the Red Sea."
    assert placed(text, ["Red Sea", "Port Sudan"], gazetteer)[0] == "mm:red-sea"
