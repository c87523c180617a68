"""The page: how long it takes to draw, how large it is, and how smoothly it moves."""

import math
import sys
import tempfile
import time
from pathlib import Path

import shapely

from geo import Article, Mention, ParsedArticle, Resolution, parse_article, read_article
from geo.webmap import render_page
from tests.bench.timing import bare_python, best_cpu, best_process_cpu, print_table

SEEDS = sorted((Path(__file__).parent.parent.parent / "seeds").glob("*.txt"))
# Counts the frames that the browser draws until told to stop.
COUNTING = """() => {
    window.frames_drawn = [];
    function step(now) {
        window.frames_drawn.push(now);
        if (!window.counted) requestAnimationFrame(step);
    }
    requestAnimationFrame(step);
}"""
COUNTED = """() => {
    window.counted = true;
    const frames = window.frames_drawn;
    return (frames.length - 1) * 1000 / (frames.at(-1) - frames[0]);
}"""
SECONDS_OF_DRAGGING = 2.0


def main() -> None:
    """Print CPU times and sizes of pages, the whole command against folium, and frames a second."""
    from gazetteer import open_gazetteer

    gazetteer = open_gazetteer()
    rows = []
    for seed in SEEDS:
        article = read_article(seed)
        parsed = parse_article(article, gazetteer)
        size = len(render_page(parsed).encode())
        # Routes and footprints are a part of the map, and kept once computed.
        cpu = best_cpu(lambda article=article: render_page(parse_article(article, gazetteer)))
        parsing = best_cpu(lambda article=article: parse_article(article, gazetteer))
        rows.append((seed.stem, 1000 * (cpu - parsing), 1000 * parsing, size / 1000))
    print_table("a seed's page, warm", ("seed", "map ms", "parse ms", "kB"), rows)

    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "geo", "map", str(SEEDS[0]), "-o", f"{folder}/x.html"]
        drawing = best_process_cpu(command, repeats=5)
        folium = best_process_cpu([sys.executable, "-c", "import folium"], repeats=5)
        print_table(
            "whole process, cold",
            ("command", "ms", "of `import folium`"),
            [
                ("mentionmap map", 1000 * drawing, drawing / folium),
                ("import folium", 1000 * folium, 1.0),
                ("bare Python", 1000 * bare_python(), bare_python() / folium),
            ],
        )
        large = render_page(_naming(2_000, gazetteer))
        page = Path(folder, "large.html")
        page.write_text(large, "utf-8")
        print_table(
            "a page with 2,000 places",
            ("kB", "frames a second while panning"),
            [(len(large.encode()) / 1000, _frames_a_second(page))],
        )


def _naming(count: int, gazetteer: object) -> ParsedArticle:
    towns = gazetteer.within(shapely.box(0, 40, 45, 60), feature_class="P")  # type: ignore[attr-defined]
    text, resolutions = "", []
    for town in towns[:count]:
        resolutions.append(
            Resolution(Mention(len(text), len(text) + len(town.name), town.name), town, 0.9)
        )
        text += f"{town.name}, or so they said.\n"
    return ParsedArticle(Article(text), tuple(resolutions), (), (), gazetteer)  # type: ignore[arg-type]


def _frames_a_second(page: Path) -> float | str:
    from playwright.sync_api import Error, sync_playwright

    from tests.conftest import CHROMIUM_FLAGS

    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
            tab = browser.new_page(viewport={"width": 1400, "height": 900})
            tab.goto(page.as_uri())
            tab.wait_for_selector("#map_article path")
            tab.wait_for_timeout(500)
            # A drag, as a reader pans: by the mouse, through DevTools.
            tab.mouse.move(960, 400)
            tab.mouse.down()
            tab.evaluate(COUNTING)
            began, step = time.monotonic(), 0
            while time.monotonic() - began < SECONDS_OF_DRAGGING:
                step += 1
                tab.mouse.move(960 + 250 * math.sin(step / 12), 400 + 120 * math.cos(step / 9))
            frames = float(tab.evaluate(COUNTED))
            tab.mouse.up()
            return frames
    except Error as error:
        return str(error).splitlines()[0]


def chromium_path() -> str | None:
    """Playwright's own browser where there is none of the system."""
    import shutil

    return shutil.which("chromium")
