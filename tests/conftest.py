"""What several tests share: the default gazetteer, and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
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
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as driver:
        own = Path(driver.chromium.executable_path)  # of `playwright install chromium`
        found = str(own) if own.exists() else shutil.which("chromium")
        try:
            if found is None:
                raise FileNotFoundError("no chromium on this machine")
            browser = driver.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        except (FileNotFoundError, api.Error) as error:
            reason = f"no usable Chromium: {str(error).splitlines()[0]}"
            if os.environ.get("MENTIONMAP_REQUIRE_BROWSER") == "1":
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser
        browser.close()
