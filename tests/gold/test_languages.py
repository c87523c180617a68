"""Short news in eight languages: their places found and right, whatever their endings and prefixes.

Written by hand in words of our own; not used to fit anything.
"""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from gazetteer.store import distance_km
from geo import parse_article

_MARK = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_FAR_KM = {"P": 30, "A": 250, "T": 900, "H": 900, "L": 900}  # from the point that the file gives
RIGHT = 0.85  # of the places of each language
PRECISE = 0.9  # of what is found and placed


def articles():
    """Yield language, text and marks (start, end, answer) of each article."""
    raw = (Path(__file__).parent / "languages.txt").read_text(encoding="utf-8")
    for block in raw.split("\n== ")[1:]:
        language, _, marked = block.partition("\n")
        text, marks, done = "", [], 0
        for mark in _MARK.finditer(marked):
            text += marked[done : mark.start()]
            marks.append((len(text), len(text) + len(mark[1]), mark[2].strip()))
            text += mark[1]
            done = mark.end()
        yield language.strip(), text + marked[done:], marks


def is_right(place, answer):
    if place is None:
        return False
    if len(answer) == 2:
        return place.country_code == answer and place.feature_code.startswith(("PCL", "TERR"))
    sort, lat, lon = answer.split()
    away = distance_km(place.lon, place.lat, float(lon), float(lat))
    return place.feature_class == sort and away <= _FAR_KM[sort]


@pytest.fixture(scope="module")
def scores(gazetteer):
    """By language: the marks that are wrong, all, what is spurious, all that is placed."""
    found = defaultdict(lambda: ([], [], [], []))
    for language, text, marks in articles():
        wrong, gold, spurious, answers = found[language]
        spans = {
            (r.mention.start, r.mention.end): r.place
            for r in parse_article(text, gazetteer).resolutions
            if r.mention.kind != "demonym"
        }
        for start, end, answer in marks:
            if answer == "?":
                continue
            gold.append(text[start:end])
            place = spans.get((start, end))
            if not is_right(place, answer):
                wrong.append((text[start:end], place and (place.name, place.feature_code)))
        for (start, end), place in spans.items():
            if place is not None:
                answers.append(text[start:end])
                if not any(start < e and s < end for s, e, _ in marks):
                    spurious.append((text[start:end], place.name))
    return found


@pytest.mark.parametrize("language", ["uk", "ru", "ar", "tr", "es", "fr", "pt", "de"])
def test_most_places_of_a_language_are_found_as_they_stand_and_right(language, scores):
    wrong, gold, spurious, answers = scores[language]
    assert len(wrong) <= (1 - RIGHT) * len(gold), wrong
    assert len(spurious) <= (1 - PRECISE) * len(answers), spurious
