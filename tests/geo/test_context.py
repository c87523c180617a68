import numpy as np
import pytest

from geo.candidates import _joined, find_candidates
from geo.context import CONTEXT, Context
from geo.evidence import LOCAL, Ground
from geo.model import Mention
from geo.nearness import SCALES_KM, Nearness
from geo.resolve import decide


def mentions_of(text, names):
    return [Mention(text.index(n), text.index(n) + len(n), n) for n in names]


def ground_and_odds(text, mentions, gazetteer, home=None):
    """The candidates of a text, all of a name as probable."""
    table = find_candidates(text, mentions, gazetteer)
    lengths = np.diff(table.start)
    return Ground(table, home), np.repeat(1 / lengths, lengths)


def columns_of(text, names, gazetteer, home=None):
    """The candidates of a text, and what each kind of evidence says of them."""
    ground, even = ground_and_odds(text, mentions_of(text, names), gazetteer, home)
    return ground, dict(zip(CONTEXT, Context(ground, even).columns(even), strict=True))


@pytest.mark.parametrize("kind", CONTEXT)
def test_column_lies_between_zero_and_one_and_is_nothing_for_no_place(gazetteer, kind):
    text = "From Goma and Sake to Texas, Paris and Austin; the Austin area and Perth."
    names = ("Goma", "Sake", "Texas", "Paris", "Austin", "Perth")
    ground, columns = columns_of(text, names, gazetteer, home=(29.2, -1.7))
    values = columns[kind]
    assert 0 <= values.min() <= values.max() <= 1
    assert not values[~ground.real].any()


@pytest.mark.parametrize("kind", [kind for kind in CONTEXT if "other" in kind[-6:]])
def test_name_alone_has_no_others(gazetteer, kind):
    _, columns = columns_of("It rained in Goma.", ["Goma"], gazetteer)
    assert not columns[kind].any()


def test_nearness_is_an_exponential_of_the_distance(gazetteer):
    text = "From Goma to Sake."
    ground, even = ground_and_odds(text, mentions_of(text, ["Goma", "Sake"]), gazetteer)
    near = Nearness(ground, even)
    row = int(np.flatnonzero(ground.placed)[0])
    away = ground.distance_km(float(ground.table.lon[row]), float(ground.table.lat[row]))
    others = ground.name[near.witnesses] != ground.name[row]
    for n, km in enumerate(SCALES_KM):
        expected = np.exp(-away[near.witnesses] / km)
        # Each scale is the cube of the next; 100/3 is told as 33.3.
        nearness = near.nearness[:, n, row]
        assert nearness[others] == pytest.approx(expected[others], rel=0.02, abs=1e-6)


def test_senses_of_one_name_are_no_witnesses_for_each_other(gazetteer):
    text = "Goma is large. The region of Goma is wet, and Goma airport is shut."
    mentions = [Mention(0, 4, "Goma"), Mention(29, 33, "Goma")]
    ground, even = ground_and_odds(text, mentions, gazetteer)
    assert len(ground.table.senses) == 2
    columns = dict(zip(CONTEXT, Context(ground, even).columns(even), strict=True))
    assert not columns["within 33 km of others"].any()
    assert not columns["same country as others"].any()


def test_a_name_is_no_witness_for_its_own_other_reading(gazetteer):
    # Kherson is a city in the region of that name; one name does not name both.
    ground, columns = columns_of("They left Kherson for Goma.", ["Kherson", "Goma"], gazetteer)
    own = ground.name == 0
    for kind in ("its region is named", "its district is named", "holds other names"):
        assert not columns[kind][own].any()


def test_another_name_is_a_witness_for_its_unit(gazetteer):
    names = ["Kherson", "Kyiv"]
    _, columns = columns_of("Kherson and Kherson region and Kyiv.", names, gazetteer)
    assert not columns["its region is named"].any()
    _, columns = columns_of("Austin is in Texas.", ["Austin", "Texas"], gazetteer)
    assert columns["its region is named"].any()
    assert columns["holds other names"].any()


def test_score_is_the_weighted_sum_of_all_evidence(gazetteer):
    text = "From Paris, Texas, to Austin and Dallas."
    decision = decide(text, mentions_of(text, ("Paris", "Texas", "Austin", "Dallas")), gazetteer)
    assert decision.evidence @ decision.weights == pytest.approx(decision.score)


@pytest.mark.parametrize("kind", LOCAL, ids=lambda kind: kind.name)
def test_local_evidence_is_the_same_in_every_document(gazetteer, kind):
    if "place named" in kind.name:
        pytest.skip("looks at the places named beside it")
    alone = find_candidates("Goma", [Mention(0, 4, "Goma")], gazetteer)
    text = "Sake, Kisangani and Goma"
    among = find_candidates(text, mentions_of(text, ("Sake", "Kisangani", "Goma")), gazetteer)
    rows = slice(int(among.start[2]), int(among.start[3]))
    one = kind.column(Ground(alone))
    other = kind.column(Ground(among))
    assert one.tolist() == other[rows].tolist()


def told_of(text, names, name, kind, gazetteer):
    """What a kind of evidence says of the candidates of a name, by place id."""
    ground, columns = columns_of(text, names, gazetteer)
    rows = np.flatnonzero((ground.name == name) & ground.real)
    fids = ground.table.fid[rows].tolist()
    places = gazetteer.places(fids)
    values = columns[kind][rows]
    return {places[fid].place_id: v for fid, v in zip(fids, values, strict=True)}


def test_forms_of_one_name_are_not_near_each_other(gazetteer):
    text, names = "Georgia and the Georgian army.", ["Georgia", "Georgian"]
    near = told_of(text, names, 0, "within 33 km of others", gazetteer)
    again = told_of(text, names, 0, "another name means it too", gazetteer)
    assert near["geonames:4197000"] < 1e-9
    assert again["geonames:4197000"] > 0


def test_forms_of_one_name_are_no_share_of_its_unit(gazetteer):
    text, names = "Texas and the Texan army.", ["Texas", "Texan"]
    share = told_of(text, names, 0, "same region as others", gazetteer)
    assert share["geonames:4736286"] == 0


def test_a_small_country_says_where_a_town_is(gazetteer):
    names = ["Israel", "Gaza"]
    near = told_of("Israel and Gaza.", names, 1, "within 300 km of others", gazetteer)
    assert near["geonames:281133"] > 10 * near["geonames:1046058"]


def test_a_wide_state_does_not_say_which_of_its_towns(gazetteer):
    names = ["Alaska", "Anchorage"]
    near = told_of("Alaska and Anchorage.", names, 1, "within 33 km of others", gazetteer)
    assert near["geonames:5879400"] < 0.01


def test_a_country_stands_among_countries(gazetteer):
    text, names = "Georgia and Russia met.", ["Georgia", "Russia"]
    among = told_of(text, names, 0, "a country among other countries", gazetteer)
    assert among["geonames:614540"] > 0
    assert among["geonames:4197000"] == 0


def test_a_capital_of_its_countrys_name_is_no_government_seat(gazetteer):
    _, columns = columns_of("Monaco and Spain signed.", ["Monaco", "Spain"], gazetteer)
    assert not columns["a capital among other countries"].any()


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_names_are_joined_in_whatever_order_they_stand(order):
    forms, famous = (0, 1, 1), (9, 5, 9)
    joined = _joined([forms[n] for n in order], [famous[n] for n in order])
    assert len(set(joined)) == 1
