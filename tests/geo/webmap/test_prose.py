from __future__ import annotations

import time

from geo.webmap.prose import Span, article_prose, mark_text, paragraphs, safe


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


def test_long_lines_are_paragraphs():
    line = "word " * 40
    assert cut(f"{line}\n{line}") == [line, line]


def test_short_lines_are_wrapped_and_blank_lines_part_paragraphs():
    assert cut("one\ntwo\n\nthree\n") == ["one\ntwo", "three"]


def test_blank_text_has_no_paragraphs():
    assert cut(" \n\n\t\n") == []


def test_mention_is_linked_to_its_card():
    marked = mark_text("to Halden now", 0, 13, [Span(3, 9, "place-0", "mention", "Halden")])
    assert 'href="#place-0"' in marked
    assert "<bdi>Halden</bdi></a> now" in marked


def test_area_holds_the_mention_inside_it():
    text = "banks of the Dema fell"
    spans = [
        Span(0, 17, "area-0", "area", "banks of the Dema"),
        Span(13, 17, "place-0", "mention", "Dema"),
    ]
    marked = mark_text(text, 0, len(text), spans)
    assert marked.startswith('<span class="area-text" data-card="area-0">banks of the <a')
    assert marked.endswith("</a> fell")


def test_crossing_spans_keep_every_character():
    text = "abcdefgh"
    spans = [
        Span(0, 5, "place-0", "mention", ""),
        Span(2, 6, "area-0", "area", ""),
        Span(4, 8, "place-1", "mention", ""),
    ]
    marked = mark_text(text, 0, 8, spans)
    import re

    assert re.sub(r"<[^>]*>", "", marked) == text


def test_shorter_mention_wins_inside_a_longer_one():
    text = "Halden airport"
    spans = [Span(0, 14, "unplaced-0", "mention", ""), Span(0, 6, "place-0", "mention", "")]
    marked = mark_text(text, 0, 14, spans)
    assert '"#place-0" data-card="place-0" title=""><bdi>Halden' in marked
    assert '"#unplaced-0" data-card="unplaced-0" title=""><bdi> airport' in marked


def test_many_mentions_in_one_paragraph_take_linear_time():
    def seconds(count: int) -> float:
        text = "Halden " * count
        spans = [Span(7 * n, 7 * n + 6, "place-0", "mention", "") for n in range(count)]
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            mark_text(text, 0, len(text), spans)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(4_000) < 8 * seconds(1_000) + 0.05


def test_safe_text_holds_no_template():
    assert safe("{{7*7}} ${x} `y` <b>") == (
        "&#123;&#123;7*7&#125;&#125; &#36;&#123;x&#125; &#96;y&#96; &lt;b&gt;"
    )


def test_heading_of_markdown_is_the_headline_without_its_sign(parsed_text):
    from geo.webmap.story import read_story

    prose = article_prose(read_story(parsed_text("# Goma empties\n\nMore.", title="Goma empties")))
    assert prose.headline == "Goma empties"
    assert "Goma" not in prose.body


def test_front_matter_is_not_shown_as_text(parsed_text):
    from geo.webmap.story import read_story

    text = "---\ntitle: Goma empties\ndate: 2021-05-28\n---\n\nBuses left.\n"
    prose = article_prose(read_story(parsed_text(text, title="Goma empties")))
    assert prose.headline == "Goma empties"
    assert prose.body == '<p dir="auto">Buses left.</p>'
