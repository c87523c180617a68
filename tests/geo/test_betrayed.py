"""Names that only a motion tells to be places."""

from __future__ import annotations

from geo.model import Mention, Movement
from geo.parse import _betrayed


def test_of_two_names_one_inside_the_other_the_longer_is_found(gazetteer):
    text = "They left Hook for Hook-Norton."
    ends = Mention(10, 14, "Hook"), Mention(19, 30, "Hook-Norton")
    movement = Movement("flight/displacement", "happened", (5, 9), ends[:1], ends[1:])
    assert sorted(_betrayed(text, [], [movement], gazetteer)) == sorted(ends)
