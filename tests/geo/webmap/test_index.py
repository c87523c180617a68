"""The index of several pages: what it lists, where its links lead, and that nothing runs in it."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from geo.webmap import draw_index, list_story, read_story, render_page
from geo.webmap.story import Story

from .test_page import PAYLOADS, data_of, read


def index_of(*stories: tuple[str, Story], title: str | None = None) -> str:
    listed = [list_story(story, page) for page, story in stories]
    return draw_index(listed, stories[0][1].gazetteer, title=title).get_root().render()


@pytest.fixture
def page(parsed) -> str:
    other = replace(parsed, article=replace(parsed.article, title="A second one", published=None))
    return index_of(("first.html", read_story(parsed)), ("se cond.html", read_story(other)))


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.append(dict(attrs)["href"] or "")


def links_of(page: str) -> list[str]:
    links = Links()
    links.feed(page)
    return links.found


def test_index_lists_every_article_with_its_figures(page) -> None:
    (first, second) = page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr ")[1:]
    assert 'href="first.html"' in first
    assert "2031-04-05" in first
    assert 'href="se%20cond.html"' in second
    assert re.findall(r"<td>(\d+)</td>", second) == ["2", "6", "1", "1"]


def test_index_has_each_place_once_with_all_its_articles(page) -> None:
    assert page.count('<tr id="place-') == 6
    row = page.partition('<tr id="place-0"')[2].partition("</tr>")[0]
    assert re.search(r'href="first.html#place-\d+">1</a>', row)
    assert re.search(r'href="se%20cond.html#place-\d+">2</a>', row)


def test_index_says_each_thing_once(page) -> None:
    assert "card" not in {attributes.get("class") for _, attributes in read(page).tags}


def test_every_link_to_a_page_leads_to_a_card_of_it(parsed, page) -> None:
    ids = {attributes.get("id") for _, attributes in read(render_page(parsed)).tags}
    inner = [link.partition("#") for link in links_of(page) if ".html#" in link]
    assert len(inner) >= 12
    assert {unquote(name) for name, _, _ in inner} == {"first.html", "se cond.html"}
    assert {card for _, _, card in inner} <= ids


def test_every_shape_of_the_index_leads_to_a_card_of_it(page) -> None:
    ids = {attributes.get("id") for _, attributes in read(page).tags}
    cards = {shape["card"] for shape in data_of(page)["shapes"]}
    assert {"place-0", "movement-0", "movement-1"} <= cards <= ids


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_titles_names_and_paths_is_shown_literally(parsed, payload) -> None:
    first, *rest = parsed.resolutions
    place = replace(first.place, name=f"name {payload}")
    hostile = replace(
        parsed,
        article=replace(parsed.article, title=f"title {payload}"),
        resolutions=(replace(first, place=place), *rest),
        movements=(replace(parsed.movements[0], people=f"people {payload}"),),
        routes=(),
    )
    page = index_of((f"{payload}.html", read_story(hostile)), title=f"headline {payload}")
    reader = read(page)
    shown = "".join(reader.texts)
    for where in ("title", "name", "people", "headline"):
        assert f"{where} {payload}" in shown
    assert not any(name.startswith("on") for _, attributes in reader.tags for name in attributes)
    assert len(re.findall("<script", page)) == 5  # three of ours, the data, and the map's start
    assert unquote(links_of(page)[1]) == f"{payload}.html"


def test_same_articles_give_the_same_index(parsed) -> None:
    story = read_story(parsed)
    assert index_of(("a.html", story)) == index_of(("a.html", story))


def test_index_of_nothing_found_is_a_page(parsed_text) -> None:
    page = index_of(("a.html", read_story(parsed_text("Nothing."))))
    assert "1 article · no places · no movements" in page
