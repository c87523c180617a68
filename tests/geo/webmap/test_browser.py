"""The page in headless Chromium: what a reader sees and can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from geo.webmap import draw_index, draw_map, list_story, read_story, render_page
from geo.webmap.picture import draw_svg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]

HOSTILE = (
    "{{7*7}} {% raw %} {# x #} ${7*7} `${hacked()}` </script><script>window.hacked=1</script>"
    " <img src=x onerror=window.hacked=1> \u2028window.hacked=1"
)


class Opened:
    """A page with all it said and asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.messages: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture
def show(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open a page: ``show(html, width=…, scheme=…)``."""
    contexts = []

    def opened(
        html: str, width: int = 1280, height: int = 800, suffix: str = "html", **options: Any
    ) -> Opened:
        options.setdefault("reduced_motion", "reduce")
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        path = tmp_path / f"page{len(contexts)}.{suffix}"
        path.write_text(html, "utf-8")
        result = Opened(context.new_page())
        result.page.goto(path.as_uri())
        result.page.wait_for_selector("body, svg")
        return result

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_opens_without_a_word_and_without_a_request(parsed, show, scheme):
    opened = show(render_page(parsed), color_scheme=scheme)
    opened.page.wait_for_selector("path.shape.region")
    assert opened.messages == []
    assert [url for url in opened.requests if not url.startswith("data:")] == [opened.page.url]


def test_hostile_text_runs_nowhere(parsed, show):
    first, *rest = parsed.resolutions
    place = replace(first.place, name=HOSTILE)
    hostile = replace(
        parsed,
        article=replace(parsed.article, text=parsed.article.text + HOSTILE, title=HOSTILE),
        resolutions=(replace(first, place=place), *rest),
    )
    opened = show(render_page(hostile))
    page = opened.page
    page.click("article a.mention >> nth=0")
    page.hover("path.country", force=True, position={"x": 5, "y": 5})
    assert page.evaluate("window.hacked") is None
    assert page.text_content("h1") == HOSTILE
    assert HOSTILE in page.text_content("#panel")
    assert opened.messages == []


def hostile_story(parsed):
    first, *rest = parsed.resolutions
    place = replace(first.place, name=HOSTILE)
    return replace(
        parsed,
        article=replace(parsed.article, title=HOSTILE, source=HOSTILE),
        resolutions=(replace(first, place=place), *rest),
    )


def test_hostile_text_runs_nowhere_in_a_notebook(parsed, show):
    opened = show(f"<!DOCTYPE html><title>n</title>{draw_map(hostile_story(parsed))._repr_html_()}")
    frame = opened.page.frames[1]
    frame.click("article a.mention >> nth=0")
    assert HOSTILE in frame.text_content("#panel")
    assert frame.evaluate("window.hacked") is None
    assert opened.page.evaluate("window.hacked") is None
    assert opened.messages == []


def test_hostile_text_runs_nowhere_in_the_index(parsed, show):
    story = read_story(hostile_story(parsed))
    listed = [list_story(story, f"{HOSTILE}.html".replace("/", ""))]
    drawn = draw_index(listed, story.gazetteer, title=HOSTILE)
    opened = show(drawn.get_root().render())
    page = opened.page
    page.click("#places a >> nth=0")
    page.fill("#filter", HOSTILE)
    assert page.text_content("h1") == HOSTILE
    assert page.evaluate("window.hacked") is None
    assert opened.messages == []


def test_hostile_text_runs_nowhere_in_the_picture(parsed, show):
    opened = show(draw_svg(read_story(hostile_story(parsed)), title=HOSTILE), suffix="svg")
    assert opened.page.evaluate("window.hacked") is None
    assert opened.page.evaluate("document.documentElement.tagName") == "svg"
    assert opened.messages == []


def test_link_in_a_notebook_frame_opens_a_window_of_its_own(parsed, show):
    opened = show(f"<!DOCTYPE html><title>n</title>{draw_map(parsed)._repr_html_()}")
    context = opened.page.context
    context.route("https://**", lambda route: route.fulfill(body="there", content_type="text/html"))
    frame = opened.page.frames[1]
    frame.click('article a[data-card="place-2"]')
    with context.expect_page() as window:
        frame.click("#panel a:has-text('geonames:5')")
    assert window.value.url == "https://www.geonames.org/5/"
    assert window.value.evaluate("window.opener") is None
    assert frame.locator("#panel").is_visible()


def test_table_is_sorted_by_a_click_on_its_head(parsed, show):
    page = show(render_page(parsed)).page
    page.click("#tables th:has-text('Mentions') button")
    page.click("#tables th:has-text('Mentions') button")
    counts = page.locator("#tables table").first.locator("tbody td:nth-child(5)").all_inner_texts()
    assert counts == sorted(counts, key=int, reverse=True)


def test_pointing_at_a_mention_lights_its_shape(parsed, show):
    page = show(render_page(parsed)).page
    page.hover('article a[data-card="place-1"] >> nth=0')
    assert page.locator("path.region.origin.lit").count() == 1


def test_pointing_at_a_shape_lights_its_mentions(parsed, show):
    page = show(render_page(parsed)).page
    page.dispatch_event("path.region.destination", "mouseover")
    assert page.locator('article a.lit[data-card="place-3"]').count() == 1


def test_every_mention_reaches_its_shape_and_back_by_keyboard(parsed, show):
    page = show(render_page(parsed)).page
    cards = page.eval_on_selector_all(
        "article a.mention:not(.unplaced)", "links => links.map(a => a.dataset.card)"
    )
    assert len(cards) == len(parsed.resolutions) - 1
    for number, card in enumerate(cards):
        page.locator("article a.mention:not(.unplaced)").nth(number).focus()
        page.keyboard.press("Enter")
        assert page.locator(f'path.selected[role=button][data-card="{card}"]').count() == 1, card
        page.keyboard.press("Escape")
        assert page.locator("#panel").is_hidden()
        page.locator(f'path[role=button][data-card="{card}"]').focus()
        page.keyboard.press("Enter")
        assert page.locator(f'article a.selected[data-card="{card}"]').count() >= 1, card


def test_selecting_shows_why_this_place(parsed, show):
    page = show(render_page(parsed)).page
    page.click('article a[data-card="place-2"]')
    page.click("#panel summary")
    assert "its name is Halden" in page.inner_text("#panel")
    assert "Ranked 1st of 3 candidates" in page.inner_text("#panel")


def test_movement_in_the_text_selects_its_line(parsed, show):
    page = show(render_page(parsed)).page
    page.click("article a.trigger")
    assert page.locator("path.route.stated.selected").count() == 1
    assert page.locator("path.region.selected").count() == 2
    assert "Said by" in page.inner_text("#panel")


def test_shapes_do_not_answer_the_pointer_while_the_map_is_dragged(parsed, show):
    page = show(render_page(parsed)).page
    answers = "getComputedStyle(document.querySelector('path.leaflet-interactive')).pointerEvents"
    box = page.locator("#map_article").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + box["height"] - 90)
    assert page.evaluate(answers) == "none"
    page.mouse.up()
    assert page.evaluate(answers) == "auto"


def test_place_beyond_the_view_is_reached(parsed, show):
    page = show(render_page(parsed)).page
    page.click(".elsewhere a:has-text('Farburg')")
    lat, lon = page.evaluate("[map_article.getCenter().lat, map_article.getCenter().lng]")
    assert (lat, lon) == pytest.approx((-20, -60), abs=15)


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_nothing_overflows(parsed, show, width):
    page = show(render_page(parsed), width=width, height=740).page
    page.click('article a[data-card="place-1"] >> nth=0')
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_names_do_not_cover_each_other(parsed, show):
    page = show(render_page(parsed)).page
    boxes = page.eval_on_selector_all(
        ".name-icon > div",
        """all => all.filter(d => d.style.visibility === "visible")
        .map(d => d.querySelector(".name").getBoundingClientRect())
        .map(r => [r.left, r.top, r.right, r.bottom])""",
    )
    assert len(boxes) > 3
    for number, a in enumerate(boxes):
        for b in boxes[number + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_permalink_restores_the_view_and_the_selection(parsed, show):
    opened = show(render_page(parsed))
    page = opened.page
    page.click('article a[data-card="place-2"]')
    page.evaluate("map_article.setView([43, 13], 8, {animate: false})")
    address = page.url
    assert "#8.00/43.0000/13.0000/place-2" in address
    page.goto("about:blank")
    page.goto(address)
    assert page.evaluate("map_article.getZoom()") == 8
    assert page.locator("#panel").is_visible()


def test_page_tells_everything_without_a_script(parsed, show):
    page = show(render_page(parsed), java_script_enabled=False).page
    shown = page.inner_text("main")
    for words in ("Oril Region", "410 km", "ordered or asked for", "Nowhereville", "geonames:5"):
        assert words in shown


def test_right_to_left_article_is_laid_out_from_the_right(parsed_text, show):
    page = show(render_page(parsed_text("سافر الوزير إلى البلدة أمس.", language="ar"))).page
    assert (
        page.evaluate("getComputedStyle(document.querySelector('h1, .text p')).direction") == "rtl"
    )


def test_prints_on_paper(parsed, show):
    assert show(render_page(parsed)).page.pdf(format="A4").startswith(b"%PDF")


def test_legend_is_folded_where_the_map_needs_the_room(parsed, show):
    unfolded = "document.querySelector('.legend').open"
    html = render_page(parsed)
    assert show(html).page.evaluate(unfolded)
    assert not show(html, width=1000, height=640).page.evaluate(unfolded)
    assert not show(html, width=360, height=740).page.evaluate(unfolded)


def test_map_in_a_notebook_frame_draws_and_follows_links_inside(parsed, show):
    opened = show(f"<!DOCTYPE html><title>n</title>{draw_map(parsed)._repr_html_()}")
    frame = opened.page.frames[1]
    frame.wait_for_selector("path.shape.region")
    frame.click('article a[data-card="place-1"] >> nth=0')
    assert frame.locator("#panel").is_visible()
    assert opened.messages == []


def test_empty_article_opens_quietly(parsed_text, show):
    opened = show(render_page(parsed_text("")))
    assert opened.messages == []
    assert "No places found" in opened.page.inner_text("main")


def test_map_fills_its_pane_on_a_phone(parsed, show):
    page = show(render_page(parsed), width=360, height=740).page
    north, south = page.evaluate(
        "[map_article.getBounds().getNorth(), map_article.getBounds().getSouth()]"
    )
    middle = page.evaluate("map_article.getCenter().lat")
    assert south < 41 < middle < 43 < north
    assert page.evaluate(
        "map_article.getSize().y === document.getElementById('map_article').clientHeight"
    )


def test_name_in_a_crowd_stands_off_with_a_line_to_its_town(parsed_text, show):
    from gazetteer.place import Place

    names = ["Aville", "Beville", "Ceville", "Deville", "Eville", "Farout"]
    places = {
        name: Place(f"geonames:{n}", name, "P", "PPL", "TL", "1", 12 + n * 0.004, 42 + n * 0.002)
        for n, name in enumerate(names[:-1])
    }
    places["Farout"] = Place("geonames:99", "Farout", "P", "PPL", "TL", "1", 14, 43)
    page = show(render_page(parsed_text(" and ".join(names), places))).page
    shown = page.eval_on_selector_all(
        ".name-icon > div",
        "all => all.filter(d => d.style.visibility === 'visible').map(d => d.innerText)",
    )
    assert set(names) <= set(shown)
    assert page.locator(".leader").evaluate_all(
        "lines => lines.some(line => line.style.display === 'block')"
    )


def test_row_of_the_index_is_shown_with_the_titles_of_its_articles(parsed, show):
    story = read_story(parsed)
    listed = [list_story(story, "a.html"), list_story(story, "b.html", "The second")]
    page = show(draw_index(listed, story.gazetteer).get_root().render()).page
    page.click("#place-0 a[data-card]")
    assert page.text_content("#panel h3") == page.text_content("#place-0 th")
    assert page.locator("#panel a.titled").all_text_contents()[1] == "The second"


def test_an_arrow_longer_than_its_line_goes(parsed, show):
    page = show(render_page(parsed)).page
    assert page.locator("path.route.arrow").count() > 0
    for _ in range(8):
        page.click(".leaflet-control-zoom-out")
    page.wait_for_function("document.querySelectorAll('path.route.arrow').length === 0")


def test_without_a_script_the_text_has_the_page(parsed, show):
    page = show(render_page(parsed), java_script_enabled=False).page
    assert not page.locator("#map_article").is_visible()
    assert page.locator("noscript p").is_visible()


def test_a_country_wider_than_the_view_does_not_move_it(parsed, show):
    page = show(render_page(parsed)).page
    for _ in range(6):
        page.click(".leaflet-control-zoom-in")
    seen = page.evaluate("map_article.getBounds().toBBoxString()")
    page.locator("article a.mention.country").first.click()
    assert page.locator("#panel").is_visible()
    assert page.evaluate("map_article.getBounds().toBBoxString()") == seen
