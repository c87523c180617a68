import numpy as np
import pytest

from geo.candidates import _joined, find_candidates
from geo.context import CONTEXT, SCALES_KM, Context, Neighbourhood
from geo.evidence import LOCAL, ground_of
from geo.model import Mention
from geo.resolve import decide


def mentions_of(text, names):
    return [Mention(text.index(n), text.index(n) + len(n), n) for n in names]


def context_of(text, names, gazetteer, home=None):
    table = find_candidates(text, mentions_of(text, names), gazetteer)
    lengths = np.diff(table.start)
    even = np.repeat(1 / lengths, lengths)
    return Context(Neighbourhood(ground_of(table, gazetteer, home), even), even)


def column(context, name):
    (kind,) = [kind for kind in CONTEXT if kind.name == name]
    return kind.column(context)


@pytest.mark.parametrize("kind", CONTEXT, ids=lambda kind: kind.name)
def test_column_lies_between_zero_and_one_and_is_nothing_for_no_place(gazetteer, kind):
    text = "From Goma and Sake to Texas, Paris and Austin; the Austin area and Perth."
    names = ("Goma", "Sake", "Texas", "Paris", "Austin", "Perth")
    values = kind.column(context_of(text, names, gazetteer, home=(29.2, -1.7)))
    nothing = context_of(text, names, gazetteer).ground.table.fid == 0
    assert 0 <= values.min() <= values.max() <= 1
    assert not values[nothing].any()


@pytest.mark.parametrize("name", [kind.name for kind in CONTEXT if "other" in kind.name[-6:]])
def test_name_alone_has_no_others(gazetteer, name):
    assert not column(context_of("It rained in Goma.", ["Goma"], gazetteer), name).any()


def test_nearness_is_an_exponential_of_the_distance(gazetteer):
    context = context_of("From Goma to Sake.", ["Goma", "Sake"], gazetteer)
    ground, near = context.ground, context.near
    row = int(np.flatnonzero(ground.placed)[0])
    away = ground.distance_km(float(ground.table.lon[row]), float(ground.table.lat[row]))
    others = ground.name[near.witnesses] != ground.name[row]
    for km, nearness in zip(SCALES_KM, near.nearness, strict=True):
        expected = np.exp(-away[near.witnesses] / km)
        # Each scale is the cube of the next; 100/3 is told as 33.3.
        assert nearness[others, row] == pytest.approx(expected[others], rel=0.02, abs=1e-6)


def test_senses_of_one_name_are_no_witnesses_for_each_other(gazetteer):
    text = "Goma is large. The city of Goma is old, and Goma airport is shut."
    mentions = [Mention(0, 4, "Goma"), Mention(27, 31, "Goma")]
    table = find_candidates(text, mentions, gazetteer)
    assert len(table.senses) == 2
    context = Context(
        Neighbourhood(ground_of(table, gazetteer), np.ones(len(table.fid)) / 9),
        np.ones(len(table.fid)) / 9,
    )
    assert not column(context, "within 33 km of others").any()
    assert not column(context, "same country as others").any()


def test_a_name_is_no_witness_for_its_own_other_reading(gazetteer):
    # Kherson is a city in the region of that name; one name does not name both.
    context = context_of("They left Kherson for Goma.", ["Kherson", "Goma"], gazetteer)
    own = context.ground.name == 0
    for kind in ("its region is named", "its district is named", "holds other names"):
        assert not column(context, kind)[own].any()


def test_another_name_is_a_witness_for_its_unit(gazetteer):
    context = context_of("Kherson and Kherson region and Kyiv.", ["Kherson", "Kyiv"], gazetteer)
    assert not column(context, "its region is named").any()
    context = context_of("Austin is in Texas.", ["Austin", "Texas"], gazetteer)
    assert column(context, "its region is named").any()
    assert column(context, "holds other names").any()


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
    one = kind.column(ground_of(alone, gazetteer))
    other = kind.column(ground_of(among, gazetteer))
    assert one.tolist() == other[rows].tolist()


def told_of(context, name, kind, gazetteer):
    """What a kind of evidence says of the candidates of a name, by place id."""
    table = context.ground.table
    rows = np.flatnonzero((context.ground.name == name) & (table.fid > 0))
    places = gazetteer.places(table.fid[rows].tolist())
    values = column(context, kind)[rows]
    return {places[int(f)].place_id: v for f, v in zip(table.fid[rows], values, strict=True)}


def test_forms_of_one_name_are_not_near_each_other(gazetteer):
    context = context_of("Georgia and the Georgian army.", ["Georgia", "Georgian"], gazetteer)
    near = told_of(context, 0, "within 33 km of others", gazetteer)
    again = told_of(context, 0, "another name means it too", gazetteer)
    assert near["geonames:4197000"] < 1e-9
    assert again["geonames:4197000"] > 0


def test_forms_of_one_name_are_no_share_of_its_unit(gazetteer):
    context = context_of("Texas and the Texan army.", ["Texas", "Texan"], gazetteer)
    assert told_of(context, 0, "same region as others", gazetteer)["geonames:4736286"] == 0


def test_a_small_country_says_where_a_town_is(gazetteer):
    context = context_of("Israel and Gaza.", ["Israel", "Gaza"], gazetteer)
    near = told_of(context, 1, "within 300 km of others", gazetteer)
    assert near["geonames:281133"] > 10 * near["geonames:1046058"]


def test_a_wide_state_does_not_say_which_of_its_towns(gazetteer):
    context = context_of("Alaska and Anchorage.", ["Alaska", "Anchorage"], gazetteer)
    near = told_of(context, 1, "within 33 km of others", gazetteer)
    assert near["geonames:5879400"] < 0.01


def test_a_country_stands_among_countries(gazetteer):
    context = context_of("Georgia and Russia met.", ["Georgia", "Russia"], gazetteer)
    among = told_of(context, 0, "a country among other countries", gazetteer)
    assert among["geonames:614540"] > 0
    assert among["geonames:4197000"] == 0


def test_a_capital_of_its_countrys_name_is_no_government_seat(gazetteer):
    context = context_of("Monaco and Spain signed.", ["Monaco", "Spain"], gazetteer)
    assert not column(context, "a capital among other countries").any()


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_names_are_joined_in_whatever_order_they_stand(order):
    forms, famous = (0, 1, 1), (9, 5, 9)
    joined = _joined([forms[n] for n in order], [famous[n] for n in order])
    assert len(set(joined)) == 1
