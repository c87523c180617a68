"""Movements: which words move whom from where to where, and what is refused."""

from __future__ import annotations

import re

import pytest

from geo.areas import find_areas
from geo.frames import frames
from geo.model import Mention, Movement
from geo.movements import find_movements


def movements_of(marked: str) -> list[Movement]:
    """Movements of a text in which [toponyms] and [~demonyms] are marked."""
    text, mentions = "", []
    for piece in re.split(r"(\[[^]]*\])", marked):
        if piece.startswith("["):
            name = piece[1:-1].removeprefix("~")
            kind = "demonym" if piece.startswith("[~") else "toponym"
            mentions.append(Mention(len(text), len(text) + len(name), name, kind))
            piece = name
        text += piece
    return find_movements(text, mentions, find_areas(text, mentions))


def ends(movement: Movement) -> tuple[list[str], list[str], list[str]]:
    return (
        [m.text for m in movement.origins],
        [m.text for m in movement.destinations],
        [m.text for m in movement.via],
    )


def one_movement(marked: str) -> Movement:
    (found,) = movements_of(marked)
    return found


def test_verbs_with_or_between_them_are_one_movement() -> None:
    movement = one_movement("Families drove or walked to [Torvik].")
    assert movement.trigger == (9, 24)


def test_a_hyphen_is_part_of_a_motion_word() -> None:
    left, sent = movements_of("They left [Torvik] and the convoy was re-routed to [Halden].")
    assert (left.trigger, sent.trigger) == ((5, 9), (36, 45))


def test_a_motion_word_with_a_hyphen_may_be_the_only_one() -> None:
    assert one_movement("The pull-out from [Torvik] began.").trigger == (4, 12)


def test_a_blank_without_width_hides_no_motion_word() -> None:
    assert one_movement("People fled\u200b to [Torvik].").trigger == (7, 11)


def test_a_number_like_a_year_counts_people_unless_a_word_dates_it() -> None:
    assert one_movement("About 2000 people fled [Torvik].").people == 2000
    assert one_movement("In August 2022 people fled [Torvik].").people == "people"


def test_the_table_holds_at_least_120_motion_words() -> None:
    lemmas = {frame.lemma for found in frames().values() for frame in found}
    assert len(lemmas) >= 120


@pytest.mark.parametrize(
    ("text", "origins", "destinations", "via"),
    [
        ("They fled [Torvik] for [Bergby].", ["Torvik"], ["Bergby"], []),
        ("The army withdrew from [Torvik].", ["Torvik"], [], []),
        ("Families left [Torvik] on foot.", ["Torvik"], [], []),
        ("He flew from [Torvik] to [Bergby] via [Lund].", ["Torvik"], ["Bergby"], ["Lund"]),
        ("A convoy crossed [Oril] on Monday.", [], [], ["Oril"]),
        ("The convoy drove to [Bergby] on Highway 9.", [], ["Bergby"], ["Highway 9"]),
        ("Trains run daily between [Torvik] and [Halden].", ["Torvik"], ["Halden"], []),
        ("She arrived in [Torvik] late on Sunday.", [], ["Torvik"], []),
        ("The patients were taken to [Bergby].", [], ["Bergby"], []),
        ("[Torvik] was evacuated.", ["Torvik"], [], []),
        ("[Torvik], [Halden] and [Lund] were evacuated.", ["Torvik", "Halden", "Lund"], [], []),
        ("People on [Torvik] and [Lund] were told to evacuate.", ["Torvik", "Lund"], [], []),
        ("Fire reached [Torvik]. The town, home to 300, was evacuated.", ["Torvik"], [], []),
        ("They drove south on Highway 9 to [Bergby].", [], ["Bergby"], ["Highway 9"]),
        ("They returned from [Torvik] by the [Oril] crossing.", ["Torvik"], [], ["Oril"]),
        (
            "Most took Highway 9, which runs from [Lund] to [Oril].",
            ["Lund"],
            ["Oril"],
            ["Highway 9"],
        ),
        (
            "Cars leaving [Lund] jammed Highway 9 on the way to [Oril].",
            ["Lund"],
            ["Oril"],
            ["Highway 9"],
        ),
        ("Many have fled [Torvik] since, most of them to [Lund].", ["Torvik"], ["Lund"], []),
        ("[Bergby] has taken in 300 refugees from [Torvik].", ["Torvik"], ["Bergby"], []),
        ("[Italy] will take in 300 people who fled [Torvik].", ["Torvik"], ["Italy"], []),
        ("[Italy] took hostage 300 people who fled [Torvik].", ["Torvik"], [], []),
        (
            "[Lund] and [Oril] opened halls for people who fled [Torvik].",
            ["Torvik"],
            ["Lund", "Oril"],
            [],
        ),
        ("Hospitals in [Torvik] moved their patients to [Lund].", ["Torvik"], ["Lund"], []),
        (
            "Since rebels seized [Torvik], families have poured into [Lund].",
            ["Torvik"],
            ["Lund"],
            [],
        ),
        ("Rafts made for Qwaxa.", [], ["Qwaxa"], []),
        (
            "People were moved to evacuation centres in [Torvik] and [Lund].",
            [],
            ["Torvik", "Lund"],
            [],
        ),
        ("The army evacuated villagers living within 6 km of [Torvik].", ["Torvik"], [], []),
        ("They left [Torvik] on Tuesday for flats in [Lund].", ["Torvik"], ["Lund"], []),
        ("Many are under evacuation orders from [Lund] to [Oril].", ["Lund", "Oril"], [], []),
        ("Some 300 have reached [Lund] since Sunday from [Oril].", ["Oril"], ["Lund"], []),
        ("Rebels entered [Torvik] and Bashar al-Qwaxa fled.", [], ["Torvik"], []),
        ("They were taken to Qwaxa transit centre.", [], ["Qwaxa transit centre"], []),
        ("They fled [Norse]'s [Rusk province] for [Lund].", ["Rusk province"], ["Lund"], []),
        ("They moved from [Norse]'s [Rusk] and [Dema] regions.", ["Rusk", "Dema"], [], []),
        ("They sailed to [Norse]'s northern island of [Lund].", [], ["Lund"], []),
        ("A boat drifted ashore in [Lund].", [], ["Lund"], []),
        ("Police took the sick to a clinic in Qwaxa.", [], ["Qwaxa"], []),
        ("They fled to the [~Norse] city of [Torvik].", [], ["Torvik"], []),
        ("They fled to the [~Norse] towns of [Lund] and [Oril].", [], ["Lund", "Oril"], []),
        ("He rode from his hometown of [Lund] to [Oril].", ["Lund"], ["Oril"], []),
        ("They returned from the battle at [Lund].", ["Lund"], [], []),
        ("Sixty people climbed into a dinghy at [Torvik].", ["Torvik"], [], []),
        ("Police dumped them in the desert near [Torvik].", [], ["Torvik"], []),
        ("They will move the patients of the clinic in [Lund] to [Oril].", ["Lund"], ["Oril"], []),
        ("The troops fell back on [Lund].", [], ["Lund"], []),
        ("Water forced 300 people out of [Torvik].", ["Torvik"], [], []),
        ("A bus took Highway 9 from [Torvik] to Qwaxa.", ["Torvik"], ["Qwaxa"], ["Highway 9"]),
        ("[Torvik] was told to evacuate.", ["Torvik"], [], []),
        ("The evacuation of 300 villagers from [Torvik] began.", ["Torvik"], [], []),
        ("[Torvik]'s evacuation began.", ["Torvik"], [], []),
        ("They escaped the fighting in [Torvik].", ["Torvik"], [], []),
        ("People from [Torvik] were taken to [Bergby].", ["Torvik"], ["Bergby"], []),
        ("Residents of [Torvik] fled.", ["Torvik"], [], []),
        ("The ship left [Torvik] bound for [Bergby].", ["Torvik"], ["Bergby"], []),
        ("He was seized at [Torvik] and flown to [Bergby].", ["Torvik"], ["Bergby"], []),
        ("He was taken, bound and gagged, by boat to [Bergby].", [], ["Bergby"], []),
        ("They were sent to camps such as [Halden].", [], ["Halden"], []),
        ("People were ordered to move south of [Lund].", [], ["Lund"], []),
        ("Evacuation orders were issued for [Torvik].", ["Torvik"], [], []),
        ("[Torvik] residents headed for [Bergby].", ["Torvik"], ["Bergby"], []),
        ("They fled [Torvik], [Halden] and other towns.", ["Torvik", "Halden"], [], []),
        (
            "He moved from [Torvik] to [Bergby], and [Oril] and [Quira] said no.",
            ["Torvik"],
            ["Bergby"],
            [],
        ),
        ("Rebels withdrew from [Torvik], which fell in May, to [Lund].", ["Torvik"], ["Lund"], []),
        ("Workers fled Lower Dunmarsh for [Bergby].", ["Lower Dunmarsh"], ["Bergby"], []),
    ],
)
def test_roles(text: str, origins: list[str], destinations: list[str], via: list[str]) -> None:
    assert ends(one_movement(text)) == (origins, destinations, via)


def test_a_list_shares_its_role() -> None:
    moved = one_movement("They were moved to the [Rusk], [Dema], and [Polt] regions.")
    assert ends(moved)[1] == ["Rusk", "Dema", "Polt"]


def test_a_state_after_a_town_is_no_second_destination() -> None:
    assert ends(one_movement("He drove to [Torvik], [Oril], on Sunday."))[1] == ["Torvik"]


def test_a_list_after_citing_stands_for_the_class_before_it() -> None:
    moved = one_movement(
        "They would be taken to [~Quiran] regions, citing the [Dema peninsula], annexed in 1914, "
        "and the [Rusk] and [Polt] regions."
    )
    assert ends(moved)[1] == ["Dema peninsula", "Rusk", "Polt"]


def test_a_demonym_with_a_class_of_places_is_a_destination() -> None:
    moved = one_movement("All inhabitants of [Torvik] can go to other [~Quiran] regions.")
    assert ends(moved)[:2] == (["Torvik"], ["Quiran"])


def test_those_people_left_from_the_place_of_the_sentence_before() -> None:
    _, second = movements_of(
        "He proposed the evacuation of residents of [Torvik]. "
        "Those residents would be taken to [Bergby]."
    )
    assert ends(second)[:2] == (["Torvik"], ["Bergby"])


def test_that_territory_is_the_region_named_before() -> None:
    moved = one_movement(
        "Officials in the [Rusk region] asked to evacuate civilians from that territory."
    )
    assert ends(moved)[0] == ["Rusk region"]


def test_an_anchor_of_nearness_is_no_destination() -> None:
    moved = one_movement("They were taken to [Bergby], closer to [Torvik].")
    assert ends(moved)[1] == ["Bergby"]


def test_a_hospital_is_a_destination_of_its_own() -> None:
    moved = one_movement("The driver was flown to Saint Olav Hospital in [Aldo].")
    assert moved.destinations == (Mention(24, 43, "Saint Olav Hospital", "facility"),)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("They evacuated [Torvik].", "happened"),
        ("They were ordered to evacuate [Torvik].", "ordered/asked"),
        ("They will leave [Torvik] on Monday.", "planned"),
        ("They could not reach [Torvik].", "denied/hypothetical"),
        ("If they are deported to [Quira], they face jail.", "denied/hypothetical"),
    ],
)
def test_status(text: str, status: str) -> None:
    assert one_movement(text).status == status


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They evacuated children from [Torvik].", "evacuation"),
        ("Thousands fled [Torvik].", "flight/displacement"),
        ("He was deported to [Quira].", "deportation"),
        ("The troops were sent to [Torvik].", "military"),
        ("Grain was shipped to [Torvik].", "transport"),
        ("She travelled to [Torvik].", "travel"),
        ("The family moved to [Torvik].", "other"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert one_movement(text).kind == kind


def test_people_as_a_number() -> None:
    assert one_movement("They evacuated 1,300 villagers from [Torvik].").people == 1300


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Thousands of people fled [Torvik].", "thousands"),
        ("Tens of thousands of people fled [Torvik].", "tens of thousands"),
        ("Several thousand people fled [Torvik].", "several thousand"),
        ("In the spring of 2015 some families left [Torvik].", "families"),
        ("Some 145 [~Quirans] were taken to [Torvik].", 145),
        ("They evacuated 40 elderly patients from [Torvik].", 40),
        ("She fled [Torvik].", 1),
        ("Police took him to [Torvik].", 1),
    ],
)
def test_people_as_the_text_gives_them(text: str, people: int | str) -> None:
    assert one_movement(text).people == people


def test_who_says_so_does_not_move() -> None:
    movement = one_movement("Hundreds of families fled [Torvik] for [Lund], aid workers said.")
    assert movement.people == "hundreds"


def test_who_says_so() -> None:
    assert one_movement("Jan Dahl said that children fled [Torvik].").said_by == "Jan Dahl"


@pytest.mark.parametrize("day", ["Saturday", "May 5", "Sunday evening"])
def test_the_day_of_the_saying_is_no_speaker(day: str) -> None:
    assert one_movement(f"Children fled [Torvik], he said {day}.").said_by is None


def test_a_name_that_is_a_month_may_be_a_speaker() -> None:
    assert one_movement("Children fled [Torvik], said April Dahl.").said_by == "April Dahl"


@pytest.mark.parametrize(
    "text",
    [
        "Ministers moved to close the harbour road from [Torvik] to [Halden].",
        "A storm moved into [Oril] overnight.",
        "They sent a message to [Torvik].",
        "He delivered $4 million to [Torvik].",
        "The festival returns to [Torvik] on Thursday.",
        "A path runs from [Torvik] to [Halden].",
        "She was taken into custody by [Torvik] police.",
        "The ambassador to [Quira] left no doubt.",
        "They were going to build a bridge in [Torvik].",
        "Flooding in the north has not reached [Torvik].",
        "What they brought from [Oril] changed art.",
        "The war left [Oril] without power.",
        "Hectares of land along the [Rusk River] were sold.",
        "He went to bed in [Torvik].",
        "They visited [Torvik].",
        "The council will pick up rubbish along Highway 9.",
        "The plan is meant to push ministers from [Oril] to act.",
        "They have got to be seen through [Torvik].",
        "A road would reach five miles into [Torvik].",
        "The election left [Oril] divided.",
        "Gas was extracted in [Oril].",
    ],
)
def test_no_movement(text: str) -> None:
    assert movements_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tourists stranded in [Torvik] were flown to [Bergby].",
        "He relocated his firm from [Torvik] to [Bergby].",
        "A convoy reached [Bergby] on Monday with residents of [Torvik].",
        "Those stuck at [Torvik] were driven 300 km from [Torvik] to [Bergby].",
        "Cars left [Torvik] for [Bergby].",
    ],
)
def test_from_where_those_come_who_are_moved(text: str) -> None:
    movement = one_movement(text)
    assert [m.text for m in movement.origins][:1] == ["Torvik"]
    assert [m.text for m in movement.destinations] == ["Bergby"]


def test_all_between_two_places_are_told_to_leave() -> None:
    movement = one_movement("Residents of villages from [Torvik] to [Bergby] were told to leave.")
    assert [m.text for m in movement.origins] == ["Torvik", "Bergby"]


@pytest.mark.parametrize(
    "text",
    [
        "The [Oril River] passes through [Torvik].",
        "[Torvik] has been empty for years.",
        "He has taken orders from [Torvik].",
        "They go to [Torvik] with a two-goal lead.",
    ],
)
def test_nobody_moves(text: str) -> None:
    assert movements_of(text) == []


def test_a_bare_form_after_and_shares_the_status() -> None:
    _, second = movements_of("They will fly to [Torvik] and drive to [Bergby].")
    assert second.status == "planned"


def test_what_is_about_to_happen_before_the_comma_is_another_matter() -> None:
    movement = one_movement("With the bridge about to fall, thousands left [Torvik].")
    assert movement.status == "happened"


def test_who_leaves_one_place_and_walks_to_another_goes_from_one_to_the_other() -> None:
    left, walked = movements_of("They left [Torvik] on Monday and walked to [Lund].")
    assert ends(left) == (["Torvik"], [], [])
    assert ends(walked) == (["Torvik"], ["Lund"], [])


def test_an_order_to_leave_and_cross_is_one_journey() -> None:
    leave, _ = movements_of("They were told to leave [Torvik] and cross to [Lund].")
    assert ends(leave) == (["Torvik"], ["Lund"], [])


def test_who_is_taken_on_later_starts_where_he_was_taken_first() -> None:
    _, flown = movements_of("He was taken to [Torvik] and later flown to [Lund].")
    assert ends(flown) == (["Torvik"], ["Lund"], [])


def test_a_player_who_changes_clubs_makes_no_journey() -> None:
    assert movements_of("The winger moved from [Torvik] to [Lund].") == []
    assert movements_of("The winger flew from [Torvik] to [Lund].") != []


def test_a_town_left_in_a_state_was_not_departed_from() -> None:
    assert movements_of("The strike left [Torvik]'s port half empty.") == []


def test_the_home_of_the_dead_is_no_origin() -> None:
    assert movements_of("Seventy of the dead came from [Torvik].") == []


@pytest.mark.parametrize(
    "text",
    [
        "The bridge carries 40,000 cars a day from [Torvik] to [Lund].",
        "Fans poured into the streets of [Torvik].",
        "A report by the ministry goes further than the one from [Torvik].",
        "The film is set in a deserted hamlet near [Torvik].",
        "She led a service project along the [Torvik] trail.",
        "They walked from a camp between [Torvik] and [Lund].",
        "The town has been home to the [Torvik] headquarters since they left.",
    ],
)
def test_bridges_crowds_and_reports_go_nowhere(text: str) -> None:
    assert movements_of(text) == []


def test_the_first_to_arrive_has_arrived() -> None:
    assert one_movement("The first aid to reach [Torvik] came late.").status == "happened"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bombs fell at noon. Some 300 people reached [Torvik] on foot.", "flight/displacement"),
        ("Lava reached the road. Trucks carried 300 people to [Torvik].", "evacuation"),
        ("Soldiers brought 70 people out of [Torvik].", "evacuation"),
        ("He was extradited to Rusk. He was to be sent to [Torvik].", "deportation"),
        ("Shells fell. [India] moved its citizens to [Torvik] by ship.", "evacuation"),
        ("Some 300 people reached [Torvik] on foot.", "travel"),
    ],
)
def test_the_sentence_before_may_tell_what_kind_of_movement_it_is(text: str, kind: str) -> None:
    assert movements_of(text)[-1].kind == kind


def test_a_city_pointed_back_to_is_no_river() -> None:
    movement = one_movement("[Lund] lies on the [Oril]. Small vessels can reach the city.")
    assert ends(movement) == ([], ["Lund"], [])


@pytest.mark.parametrize(
    "text",
    [
        "Many fled [Torvik] on Sunday. Most of the families drove to [Lund].",
        "A caravan set out from [Torvik]. They walked to [Lund].",
        "Ferries evacuated 300 people from [Torvik]. Some were brought to [Lund].",
        "Families were driven out of [Torvik]. More than 100 of them fled to [Lund].",
    ],
)
def test_some_of_those_who_left_come_from_there(text: str) -> None:
    assert ends(movements_of(text)[-1]) == (["Torvik"], ["Lund"], [])


def test_who_came_back_did_not_come_from_where_others_fled() -> None:
    assert ends(movements_of("Many fled [Torvik]. Some came back to [Lund].")[-1])[0] == []


def test_homes_are_left_where_they_are_spoken_of() -> None:
    movement = one_movement("In [Torvik] and [Lund], some 300 people have left their homes.")
    assert ends(movement) == (["Torvik", "Lund"], [], [])


def test_a_storm_told_of_in_an_aside_is_still_a_storm() -> None:
    assert (
        movements_of("The storm, which had crossed the sea, moved from [Torvik] into [Lund].") == []
    )


def test_mud_goes_nowhere() -> None:
    assert movements_of("Mud and boulders rolled down from [Torvik].") == []


def test_a_country_that_counted_those_who_came_is_where_they_came_to() -> None:
    movement = one_movement("[Lund] counted half a million who came from [Torvik].")
    assert ends(movement) == (["Torvik"], ["Lund"], [])


def test_what_no_lorry_can_do_is_denied() -> None:
    movement = one_movement("No lorry can get from [Torvik] to [Lund].")
    assert movement.status == "denied/hypothetical"


def test_an_organisation_for_something_speaks_by_its_whole_name() -> None:
    movement = one_movement("The Office for Rescue said that it had moved tents to [Torvik].")
    assert movement.said_by == "The Office for Rescue"


def test_lorries_are_no_people() -> None:
    text = "Thousands have fled [Torvik]. Two lorries had set out from [Lund]."
    assert movements_of(text)[-1].kind == "transport"


def test_who_left_something_with_a_name_did_not_leave_what_he_had_entered() -> None:
    found = movements_of("Soldiers, who invaded [Torvik] in May, were seen leaving Qwaxa on buses.")
    assert [ends(movement)[0] for movement in found] == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "Hurricane Helga is forecast to weaken on Wednesday and to cross the hills to [Torvik].",
        "Shells fired from the hills landed in [Torvik].",
    ],
)
def test_storms_and_shells_are_no_travellers(text: str) -> None:
    assert movements_of(text) == []


def test_an_evacuation_order_is_an_order() -> None:
    assert one_movement("An evacuation order covers [Torvik].").status == "ordered/asked"


def test_a_ferry_that_was_stopped_does_not_run() -> None:
    movement = one_movement("The ferry between [Torvik] and [Lund] has been stopped.")
    assert movement.status == "denied/hypothetical"


def test_who_drives_by_way_of_a_place_passes_it() -> None:
    movement = one_movement("Migrants are being driven by way of [Torvik].")
    assert ends(movement) == ([], [], ["Torvik"])


def test_officials_in_a_place_speak_not_the_place() -> None:
    movement = one_movement("Many fled to [Torvik], border officials in eastern [Rusk] said.")
    assert movement.said_by == "border officials in eastern Rusk"


def test_lorries_are_not_counted_as_people() -> None:
    movement = one_movement("Ferries from [Torvik] to [Lund] stopped, stranding 300 lorries.")
    assert movement.people is None
