"""Through the air, over water or over land."""

from __future__ import annotations

import pytest

from geo.modes import travel_mode


@pytest.mark.parametrize(
    ("text", "trigger", "mode"),
    [
        ("They drove from Lund to Bergby.", "drove", "land"),
        ("The wounded were flown from Lund to Bergby.", "flown", "air"),
        ("Staff were airlifted out of Lund to Bergby.", "airlifted", "air"),
        ("Diplomats left Lund for Bergby by helicopter.", "left", "air"),
        ("Patients were evacuated to Bergby on two military flights.", "evacuated", "air"),
        ("Families sailed from Lund to Bergby.", "sailed", "water"),
        ("Families were taken from Lund to Bergby by boat.", "taken", "water"),
        ("Navy ships have since taken hundreds from Lund to Bergby.", "taken", "water"),
        ("Planes circled. Families left Lund for Bergby.", "left", "land"),
        ("Families left Lund for Bergby. Others came by air.", "left", "land"),
    ],
)
def test_how_they_travel(text: str, trigger: str, mode: str) -> None:
    start = text.index(trigger)
    assert travel_mode(text, (start, start + len(trigger))) == mode
