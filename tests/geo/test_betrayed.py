"""Names that only a motion or a relation tells to be places."""

from __future__ import annotations

from geo.model import Area, Mention, Movement
from geo.parse import _betrayed


def test_of_two_names_one_inside_the_other_the_longer_is_found(gazetteer):
    text = "They left Hook for Hook-Norton."
    ends = Mention(10, 14, "Hook"), Mention(19, 30, "Hook-Norton")
    movement = Movement("flight/displacement", "happened", (5, 9), ends[:1], ends[1:])
    assert sorted(_betrayed(text, [], [], [movement], gazetteer)) == sorted(ends)


def test_what_something_lies_north_of_is_a_place_and_what_is_close_may_be_a_person(gazetteer):
    anchor = Mention(12, 16, "Hook")
    for relation, expected in (("direction", [anchor]), ("near", [])):
        area = Area(3, 16, relation, (anchor,))
        assert _betrayed("It is north Hook.", [], [area], [], gazetteer) == expected
