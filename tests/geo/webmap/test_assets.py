from __future__ import annotations

import hashlib
import json
import re
from importlib.resources import files

import pytest

from geo.webmap.words import certainty_level, count, kilometres, ordinal, people_words, position

ASSETS = files("geo.webmap").joinpath("assets")


def test_vendored_files_are_those_of_the_manifest():
    manifest = json.loads(ASSETS.joinpath("manifest.json").read_text("utf-8"))
    assert set(manifest) == {"leaflet.js", "leaflet.css", "leaflet.LICENSE"}
    for name, told in manifest.items():
        assert hashlib.sha256(ASSETS.joinpath(name).read_bytes()).hexdigest() == told["sha256"]


def test_own_script_never_writes_html():
    script = ASSETS.joinpath("map.js").read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", script)


@pytest.mark.parametrize("name", ["map.js", "leaflet.js", "map.css", "theme.css", "leaflet.css"])
def test_no_asset_can_end_its_own_element(name):
    assert not re.search(r"</(script|style)", ASSETS.joinpath(name).read_text("utf-8"), re.I)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (ordinal(1), "1st"),
        (ordinal(12), "12th"),
        (ordinal(22), "22nd"),
        (count(0, "place"), "no places"),
        (count(1, "place"), "1 place"),
        (count(1200, "place"), "1,200 places"),
        (kilometres(4.25), "4.2 km"),
        (kilometres(37.4), "37 km"),
        (kilometres(1243), "1,240 km"),
        (people_words(1200), "1,200 people"),
        (people_words("dozens of families"), "dozens of families"),
        (people_words(None), None),
        (position(-60.5, -20.25), "20.25° S, 60.50° W"),
        (certainty_level(0.85), "high"),
        (certainty_level(0.59), "low"),
    ],
)
def test_words(said, words):
    assert said == words


def test_images_of_a_style_sheet_become_data(tmp_path):
    from geo.webmap.vendor import inline_images

    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"png")
    assert inline_images("x{background:url(images/a.png)}", tmp_path) == (
        "x{background:url(data:image/png;base64,cG5n)}"
    )
