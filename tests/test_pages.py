"""The pages of the seeds, drawn with the installed gazetteer and opened in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from geo import map_article

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from gazetteer import Gazetteer

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


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
    said: list[str] = []
    asked: list[str] = []
    with chromium.new_context() as context:
        tab = context.new_page()
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(page.as_uri())
        tab.wait_for_selector("#map_article path")
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [page.as_uri()]
