"""What several tests share: the default gazetteer, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from gazetteer import Gazetteer

CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """The gazetteer built when mentionmap was installed."""
    from gazetteer import open_gazetteer

    return open_gazetteer()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; its tests skip without one, or fail where one is required."""
    playwright = pytest.importorskip("playwright.sync_api")
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    with playwright.sync_playwright() as driver:
        try:
            # Without a path Playwright looks for the browser of `playwright install chromium`.
            browser = driver.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        except playwright.Error as error:
            reason = f"no usable Chromium ({str(error).splitlines()[0]})"
            if os.environ.get("MENTIONMAP_REQUIRE_BROWSER") == "1":
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser
        browser.close()
