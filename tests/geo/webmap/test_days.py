"""The day a sentence names, and the timeline made of it."""

from __future__ import annotations

import pytest

from geo.webmap import render_page
from geo.webmap.days import Day, day_named

SATURDAY = "2022-10-22"


def day_at(text: str, word: str, published: str | None = SATURDAY, **options: bool) -> Day | None:
    start = text.index(word)
    return day_named(text, start, start + len(word), published, **options)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("They left on Tuesday.", "2022-10-18"),
        ("They left on Saturday.", "2022-10-22"),
        ("They left yesterday.", "2022-10-21"),
        ("They left on October 9.", "2022-10-09"),
        ("They left on 31 December.", "2022-12-31"),
        ("They left on 3 March 2021.", "2021-03-03"),
        ("They left on Sept. 28.", "2022-09-28"),
        ("They left on the 9th of October.", "2022-10-09"),
        ("They left on Oct 3rd, 2021.", "2021-10-03"),
        ("They left on 2021-03-04.", "2021-03-04"),
        ("They left on 30 February.", None),
    ],
)
def test_day_is_counted_from_the_date_of_the_article(text: str, date: str | None) -> None:
    day = day_at(text, "left")
    assert day is not None
    assert day.date == date


def test_weekday_of_what_is_planned_lies_ahead() -> None:
    day = day_at("They will leave on Tuesday.", "leave", ahead=True)
    assert day == Day("Tuesday", "2022-10-25")


def test_day_on_which_a_plan_was_told_lies_behind() -> None:
    day = day_at("On Tuesday he said that they will leave.", "leave", ahead=True)
    assert day == Day("Tuesday", "2022-10-18")


def test_day_of_the_dateline_is_not_the_day_of_the_sentence() -> None:
    text = "LUND, October 22, 2022 - People left by boat and on foot on Thursday."
    assert day_at(text, "left") == Day("Thursday", "2022-10-20")


def test_weekday_without_a_date_of_the_article_stays_words() -> None:
    assert day_at("They left on Tuesday.", "left", None) == Day("Tuesday", None)


def test_day_of_another_sentence_is_not_taken() -> None:
    assert day_at("On Monday it rained. They left. It rained on Friday.", "left") is None


def test_nearest_day_of_the_sentence_is_taken() -> None:
    text = "On Monday he said that they left on Thursday for the coast."
    assert day_at(text, "left") == Day("Thursday", "2022-10-20")


def test_timeline_has_a_movement_at_its_day_with_its_status(parsed) -> None:
    from dataclasses import replace

    text = parsed.article.text + "They fled on Thursday."
    start = text.index("fled")
    (asked,) = parsed.movements
    fled = replace(asked, status="happened", trigger=(start, start + 4))
    page = render_page(
        replace(
            parsed, article=replace(parsed.article, text=text), movements=(asked, fled), routes=()
        )
    )
    dated, undated = page.partition('id="timeline"')[2].split('<ol class="timeline">')[1:3]
    assert 'class="happened"' in dated
    assert '<time datetime="2031-04-03">' in dated
    assert "“Thursday”" in dated
    assert "ordered or asked for" in undated.partition("</ol>")[0]


def test_a_single_movement_has_no_timeline(parsed) -> None:
    assert 'class="timeline"' not in render_page(parsed)
