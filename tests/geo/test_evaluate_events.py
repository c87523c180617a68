"""The record of movements and areas that an event scorer reads."""

from __future__ import annotations

from types import SimpleNamespace

from geo.evaluate_events import prediction
from geo.model import Area, Article, Mention, Movement

TORVIK = Mention(16, 22, "Torvik")
PARSED = SimpleNamespace(
    article=Article("They fled north Torvik."),
    movements=(Movement("flight/displacement", "happened", (5, 9), origins=(TORVIK,)),),
    areas=(Area(10, 22, "part", (TORVIK,), direction="n"),),
)


def test_spans_are_lists_of_code_points() -> None:
    record = prediction(PARSED, "seeds", "1")  # type: ignore[arg-type]
    assert record["events"][0]["origins"] == [[16, 22]]
    assert record["relations"][0]["span"] == [10, 22]


def test_the_hash_is_of_the_text() -> None:
    assert prediction(PARSED, "seeds", "1")["text_sha1"] == "be9b617dd2fd"  # type: ignore[arg-type]
