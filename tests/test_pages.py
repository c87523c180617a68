"""Pages drawn with the installed gazetteer and opened in a browser: the seeds', and hard ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from geo import (
    Article,
    Mention,
    ParsedArticle,
    Resolution,
    map_article,
    parse_article,
    resolve_mentions,
)
from geo.article import article_from_text
from geo.webmap import draw_index, list_story, read_story, render_page
from geo.webmap.picture import draw_svg
from geo.webmap.strokes import theme

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from gazetteer import Gazetteer

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))
KHERSON = Path(__file__).parent.parent / "seeds" / "kherson-evacuation.txt"


ARABIC = (
    "غادرت عائلات كثيرة الخرطوم يوم الثلاثاء إلى القاهرة، بحسب ما قال مسؤولون في الخرطوم.\n\n"
    "ووصلت حافلات من الخرطوم إلى القاهرة بعد رحلة طويلة على الطريق الذي يمر في الصحراء.\n"
)
UKRAINIAN = (
    "Автобуси вивезли мешканців з міста Херсон до міста Миколаїв, а потяги пішли на Одеса.\n\n"
    "У місті Одеса відкрили школу для людей, які приїхали через загрозу повені.\n"
)
MIXED = (
    "Letters from Київ, القاهرة and Одеса\n\n"
    "Families left الخرطوم (Khartoum) for القاهرة, while trains ran from Київ to Одеса; in القاهرة "
    "two schools opened. Others stayed in Миколаїв, or went on from الخرطوم.\n"
)
HOSTILE = "{{7*7}} {% raw %} ${7*7} </script><script>window.hacked=1</script> <img src=x onerror=x>"


@dataclass
class Opened:
    """A tab with all that it said and asked for."""

    tab: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def quiet(self) -> None:
        """Assert that nothing was said and nothing asked for but the page itself."""
        assert self.said == []
        assert [url for url in self.asked if not url.startswith("data:")] == [
            self.tab.url.partition("#")[0]
        ]


@contextmanager
def opened(chromium: Browser, page: Path, **options: Any) -> Iterator[Opened]:
    options.setdefault("viewport", {"width": 1300, "height": 820})
    with chromium.new_context(reduced_motion="reduce", **options) as context:
        result = Opened(context.new_page())
        result.tab.on("console", lambda message: result.said.append(message.text))
        result.tab.on("pageerror", lambda error: result.said.append(str(error)))
        result.tab.on("request", lambda request: result.asked.append(request.url))
        result.tab.goto(page.as_uri())
        result.tab.wait_for_selector("#map_article path")
        yield result


def with_names(text: str, names: tuple[str, ...], gazetteer: Gazetteer) -> ParsedArticle:
    """An article whose names are given: finding them is not what is tested here."""
    mentions = [
        Mention(found.start(), found.end(), name)
        for name in names
        for found in re.finditer(name, text)
    ]
    resolutions = tuple(resolve_mentions(text, sorted(mentions), gazetteer))
    assert all(found.place is not None for found in resolutions)
    return ParsedArticle(article_from_text(text), resolutions, (), (), gazetteer)


def named(gazetteer: Gazetteer, count: int) -> ParsedArticle:
    """An article that names so many towns, each once."""
    towns = gazetteer.within(shapely.box(20, 44, 42, 54), feature_class="P")
    places = list({town.name: town for town in towns}.values())[:count]
    assert len(places) == count
    text, resolutions = "Where people went\n\n", []
    for place in places:
        text += "Buses brought people to "
        mention = Mention(len(text), len(text) + len(place.name), place.name)
        resolutions.append(Resolution(mention, place, 0.5 + (len(text) % 50) / 100))
        text += f"{place.name}.\n\n"
    return ParsedArticle(Article(text, "Where people went"), tuple(resolutions), (), (), gazetteer)


def data_of(page: str) -> Any:
    """The data block of a page."""
    found = re.search(r'id="map-data">(.*?)</script>', page)
    assert found is not None
    return json.loads(found[1])


@pytest.fixture(scope="module")
def folder(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages that several tests open."""
    folder = tmp_path_factory.mktemp("pages")
    map_article(KHERSON, out=folder / "kherson.html", gazetteer=gazetteer)
    parsed = {
        "arabic": with_names(ARABIC, ("الخرطوم", "القاهرة"), gazetteer),
        "ukrainian": with_names(UKRAINIAN, ("Херсон", "Миколаїв", "Одеса"), gazetteer),
        "mixed": parse_article(MIXED, gazetteer),
        "hostile": parse_article(Article(f"{HOSTILE}\n\n{MIXED}", HOSTILE), gazetteer),
    }
    for name, found in {**parsed, "many": named(gazetteer, 300)}.items():
        (folder / f"{name}.html").write_text(render_page(found), "utf-8")
    listed = [list_story(read_story(found), f"{name}.html") for name, found in parsed.items()]
    index = draw_index(listed, gazetteer).get_root().render()
    (folder / "index.html").write_text(index, "utf-8")
    return folder


@pytest.fixture(params=SEEDS, ids=[seed.stem for seed in SEEDS])
def page(request: pytest.FixtureRequest, gazetteer: Gazetteer, tmp_path: Path) -> Path:
    """A seed's page."""
    map_article(request.param, out=tmp_path / "page.html", gazetteer=gazetteer)
    return tmp_path / "page.html"


def test_a_page_is_at_most_500_kb(page: Path) -> None:
    assert page.stat().st_size <= 500_000


@pytest.mark.browser
@pytest.mark.enable_socket
def test_a_page_opens_without_a_word_and_asks_for_nothing(page: Path, chromium: Browser) -> None:
    with opened(chromium, page) as shown:
        shown.quiet()


HARD = ("kherson", "many", "mixed", "arabic", "ukrainian", "index")


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("name", HARD)
def test_a_hard_page_is_quiet_and_as_wide_as_a_phone(
    name: str, folder: Path, chromium: Browser
) -> None:
    phone = {"width": 360, "height": 740}
    with opened(chromium, folder / f"{name}.html", viewport=phone) as shown:
        shown.quiet()
        assert shown.tab.evaluate("document.documentElement.scrollWidth") == 360
        shown.tab.locator("a[data-card]:not(.elsewhere a)").first.click()
        assert shown.tab.locator("#panel").is_visible()
        assert shown.tab.evaluate("document.documentElement.scrollWidth") == 360


# Every rule that axe has, of all levels, and what it counts as good practice or tries out.
AXE_TAGS = (
    "wcag2a wcag2aa wcag2aaa wcag21a wcag21aa wcag22aa best-practice experimental ACT section508"
    " EN-301-549 TTv5"
).split()
BEYOND = {"color-contrast-enhanced": {"enabled": False}}  # 7:1, of level AAA


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("name", [*HARD, "hostile"])
def test_axe_finds_no_violation(name: str, folder: Path, chromium: Browser) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def violations(tab: Page, *only: str) -> list[str]:
        options = {"resultTypes": ["violations"], "runOnly": only, "rules": BEYOND}
        result = axe.run(tab, options=options).response
        return [
            f"{found['impact']} {found['id']} ({len(found['nodes'])}):"
            f" {found['nodes'][0]['html'][:200]}"
            for found in result["violations"]
        ]

    with opened(chromium, folder / f"{name}.html") as shown:
        shown.tab.locator("main a[data-card]").first.click()
        assert violations(shown.tab, *AXE_TAGS) == []
        # Only colours change with the scheme.
        shown.tab.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert violations(shown.tab, "cat.color") == []
        # And axe would have told.
        shown.tab.add_style_tag(content="main p, main td { color: #333 !important }")
        assert violations(shown.tab, "cat.color") != []


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("name", ["kherson", "mixed", "arabic", "ukrainian"])
def test_each_mention_reaches_its_shape_by_mouse_and_keyboard_and_back(
    name: str, folder: Path, chromium: Browser
) -> None:
    with opened(chromium, folder / f"{name}.html") as shown:
        tab = shown.tab
        links = tab.locator("article a.mention:not(.unplaced)")
        cards = links.evaluate_all("all => all.map(link => link.dataset.card)")
        assert len(cards) >= 3
        tried = set()
        for number, card in enumerate(cards):
            shape = f'path[role=button][data-card="{card}"]'
            links.nth(number).focus()
            tab.keyboard.press("Enter")
            assert tab.locator(f"{shape}.selected").count() == 1, card
            tab.keyboard.press("Escape")
            if card in tried:
                continue
            tried.add(card)
            links.nth(number).click()
            assert tab.locator(f"{shape}.selected").count() == 1, card
            tab.keyboard.press("Escape")
            tab.locator(shape).focus()
            tab.keyboard.press("Enter")
            assert tab.locator(f'article a.selected[data-card="{card}"]').count() >= 1, card
            tab.keyboard.press("Escape")
            tab.locator(shape).dispatch_event("click")
            assert tab.locator(f'article a.selected[data-card="{card}"]').count() >= 1, card
            tab.keyboard.press("Escape")
        shown.quiet()


@pytest.mark.browser
@pytest.mark.enable_socket
def test_every_one_of_300_places_lights_up(folder: Path, chromium: Browser) -> None:
    with opened(chromium, folder / "many.html") as shown:
        lit = shown.tab.evaluate(
            """() => [...document.querySelectorAll("article a.mention")].filter(link => {
                link.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
                const shape = `path[role=button].lit[data-card="${link.dataset.card}"]`;
                const found = document.querySelectorAll(shape).length === 1;
                link.dispatchEvent(new MouseEvent("mouseout", {bubbles: true}));
                return found;
            }).length"""
        )
        assert lit == 300


@pytest.mark.browser
@pytest.mark.enable_socket
def test_no_name_lies_under_a_control(folder: Path, chromium: Browser) -> None:
    boxes = """selector => [...document.querySelectorAll(selector)]
        .map(e => e.getBoundingClientRect()).filter(r => r.width > 0)
        .map(r => [r.left, r.top, r.right, r.bottom])"""
    with opened(chromium, folder / "many.html", viewport={"width": 900, "height": 600}) as result:
        names = result.tab.evaluate(boxes, ".name-icon > div[style*=visible] .name")
        controls = result.tab.evaluate(boxes, "#map_article .leaflet-control")
    assert len(names) > 20
    assert len(controls) >= 4
    for a in names:
        for b in controls:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.browser
@pytest.mark.enable_socket
def test_an_arrow_leads_from_the_origin_to_the_destination_in_any_script(
    folder: Path, chromium: Browser
) -> None:
    left_of = """([selector, words]) => {
        const texts = document.createTreeWalker(
            document.querySelector(selector), NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
            const at = texts.currentNode.data.indexOf(words), range = document.createRange();
            if (at < 0) continue;
            range.setStart(texts.currentNode, at);
            range.setEnd(texts.currentNode, at + words.length);
            return range.getBoundingClientRect().left;
        }
    }"""
    with opened(chromium, folder / "mixed.html") as result:
        for place in (".timeline a", "#movements h3", "#movements dd li"):
            found = [
                result.tab.evaluate(left_of, [place, words])
                for words in ("الخرطوم", "→", "القاهرة")
            ]
            assert found == sorted(found)


def test_a_sea_lies_under_the_land(gazetteer: Gazetteer) -> None:
    parsed = parse_article("The ship sank in the Black Sea off Odesa, near Mykolaiv.", gazetteer)
    svg = draw_svg(read_story(parsed))
    assert svg.index("<title>Black Sea, ") < svg.rindex(f'fill="{theme()["land"]}"')
    shapes = {shape["name"]: shape for shape in data_of(render_page(parsed))["shapes"]}
    assert shapes["Black Sea"]["layer"] == "seas"


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize(("name", "direction"), [("arabic", "rtl"), ("ukrainian", "ltr")])
def test_text_begins_on_the_side_of_its_script(
    name: str, direction: str, folder: Path, chromium: Browser
) -> None:
    with opened(chromium, folder / f"{name}.html") as shown:
        first, paragraph, said = shown.tab.evaluate(
            """() => {
                const text = document.querySelector(".text p"), range = document.createRange();
                const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
                range.setStart(walker.nextNode(), 0);
                range.setEnd(walker.currentNode, 1);
                return [range.getBoundingClientRect(), text.getBoundingClientRect(),
                    getComputedStyle(text).direction];
            }"""
        )
        assert said == direction
        gap = paragraph["right"] - first["right"] if direction == "rtl" else first["x"]
        assert gap - (0 if direction == "rtl" else paragraph["x"]) == pytest.approx(0, abs=2)
        language = shown.tab.get_attribute("article", "lang")
        assert language == {"arabic": "ar", "ukrainian": "uk"}[name]


def test_names_of_another_direction_are_isolated_in_english(folder: Path) -> None:
    page = (folder / "mixed.html").read_text("utf-8")
    article = page.partition("<article")[2].partition("</article>")[0]
    for found in re.finditer(r"<a class=\"mention[^>]*>(.*?)</a>", article):
        assert found[1].startswith("<bdi>")
    assert article.count("القاهرة") >= 3


@pytest.mark.browser
@pytest.mark.enable_socket
def test_a_page_prints_on_a4_with_its_map_and_legend(folder: Path, chromium: Browser) -> None:
    with opened(chromium, folder / "kherson.html") as shown:
        assert shown.tab.pdf(format="A4").startswith(b"%PDF")
        shown.tab.set_viewport_size({"width": 794 - 121, "height": 1000})  # A4 within its margins
        shown.tab.emulate_media(media="print")
        shown.tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert shown.tab.evaluate("document.documentElement.scrollWidth") <= 794 - 121
        assert shown.tab.locator("#map_article").is_visible()
        assert shown.tab.locator(".legend li").first.is_visible()
        assert shown.tab.locator(".leaflet-control-zoom").is_hidden()


@pytest.mark.browser
@pytest.mark.enable_socket
def test_the_index_is_searched_and_sorted(folder: Path, chromium: Browser) -> None:
    with opened(chromium, folder / "index.html") as shown:
        tab = shown.tab
        shapes = "#map_article path[role=button]:not(.filtered)"
        assert tab.locator(shapes).count() >= 6
        tab.fill("#filter", "letters from")
        rows = tab.locator("#articles tbody tr:visible")
        assert rows.count() == 1
        assert rows.locator("a").get_attribute("href") == "mixed.html"
        tab.fill("#filter", "khartoum")
        assert tab.locator(shapes).count() == 1
        tab.fill("#filter", "")
        tab.click("#articles th:has-text('Places') button")
        tab.click("#articles th:has-text('Places') button")
        first = tab.locator("#articles tbody tr").first
        assert first.locator("td").nth(2).inner_text() == "5"
        assert tab.get_attribute("#articles th:has-text('Places')", "aria-sort") == "descending"
        first.locator("a").click()
        assert tab.url.endswith("/mixed.html")


def test_every_link_leads_where_it_says(folder: Path) -> None:
    for path in folder.glob("*.html"):
        page = re.sub(r"<script.*?</script>", "", path.read_text("utf-8"), flags=re.DOTALL)
        ids = set(re.findall(r' id="([^"]+)"', page))
        links = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
        assert len(links) > 5
        for address, shown in links:
            name, _, fragment = address.partition("#")
            if not name:
                assert fragment in ids, address
            elif number := re.fullmatch(r"https://www\.geonames\.org/(\d+)/", address):
                assert shown == f"<code>geonames:{number[1]}</code>"
            else:
                assert (folder / name).exists(), address
