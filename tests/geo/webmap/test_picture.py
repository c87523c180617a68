"""The picture of a story: complete, well formed, and the same in every program."""

from __future__ import annotations

import itertools
import math
import re
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from geo.cli import main
from geo.webmap import read_story
from geo.webmap.page import asset
from geo.webmap.picture import draw_png, draw_svg
from geo.webmap.placing import APART, place_names, text_width
from geo.webmap.strokes import NAMES, shape_style, theme

from .test_page import PAYLOADS

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_picture_has_title_legend_scale_note_and_credits(parsed) -> None:
    svg = draw_svg(read_story(parsed))
    shown = texts(svg)
    assert shown[0] == "Torland empties the Oril region"
    for words in ("Region left", "100 km", "Article of 2031-04-05"):
        assert words in shown
    assert "do not imply official endorsement" in " ".join(shown)
    assert "Invented data, by nobody" in " ".join(shown)


def test_picture_names_what_it_draws(parsed) -> None:
    shown = texts(draw_svg(read_story(parsed)))
    assert {"Halden", "Oril Region", "Bergby Region"} <= set(shown)


def test_certainty_is_drawn_by_the_dash(parsed) -> None:
    assert "stroke-dasharray" not in shape_style("region high")
    assert shape_style("region medium")["stroke-dasharray"] == "7 4"
    assert shape_style("region low")["stroke-dasharray"] == "1.5 4"


@pytest.mark.parametrize("classes", ["region high", "area", "route stated", "line high origin"])
def test_colours_are_those_of_the_theme(classes: str) -> None:
    style = shape_style(classes)
    colours = {style[name] for name in ("stroke", "fill")} - {"none"}
    assert colours <= set(theme().values())


@pytest.mark.parametrize("payload", [*PAYLOADS, "\x00\ud800\x1b"])
def test_payload_is_text_and_nothing_else(parsed, payload: str) -> None:
    first, *rest = parsed.resolutions
    place = replace(first.place, name=f"name {payload}")
    hostile = replace(parsed, resolutions=(replace(first, place=place), *rest))
    plain = {element.tag for element in ET.fromstring(draw_svg(read_story(parsed))).iter()}
    svg = draw_svg(read_story(hostile), title=f"title {payload}")
    elements = list(ET.fromstring(svg).iter())
    assert {element.tag for element in elements} == plain
    assert not any(name.startswith("on") or "href" in name for e in elements for name in e.attrib)
    if payload.isprintable():
        assert f"title {payload}" in texts(svg)
    svg.encode("utf-8")


def test_every_kind_of_name_on_the_page_has_a_style_in_the_picture() -> None:
    kinds = set(re.findall(r"^\.name\.([a-z-]+)", asset("map.css"), re.MULTILINE))
    assert len(kinds) >= 10
    assert kinds <= set(NAMES)


def test_picture_asks_for_nothing(parsed) -> None:
    svg = draw_svg(read_story(parsed))
    assert svg.count("http") == 1  # the namespace


def test_same_story_gives_the_same_picture(parsed) -> None:
    assert draw_svg(read_story(parsed)) == draw_svg(read_story(parsed))


def test_article_without_places_is_a_picture_of_the_world(parsed_text) -> None:
    assert "0 places" in draw_svg(read_story(parsed_text("Nothing.")))


def test_no_name_lies_upon_another() -> None:
    labels = [
        ({"text": f"Town {n}", "kind": "settlement", "rank": n}, 100 + n * 7.0, 100 + n * 3.0)
        for n in range(20)
    ]
    placed = place_names(labels, (600, 400))
    assert len(placed) > 8
    for a, b in itertools.combinations(placed, 2):
        assert (
            a.left + a.width <= b.left
            or b.left + b.width <= a.left
            or a.top + a.height <= b.top
            or b.top + b.height <= a.top
        )


def test_no_name_stands_nearer_to_another_point_than_to_its_own() -> None:
    dots = [(200 + n % 4 * 26.0, 200 + n // 4 * 19.0) for n in range(12)]
    labels = [({"text": f"Town {n}", "kind": "settlement", "rank": n}, *dots[n]) for n in range(12)]
    taken = [(x - 6, y - 6, x + 6, y + 6) for x, y in dots]
    placed = place_names(labels, (600, 400), taken, dots)
    assert len(placed) > 8
    for name in placed:
        away = [
            math.hypot(
                max(name.left - 2 - x, 0, x - name.left - name.width - 2),
                max(name.top - y, 0, y - name.top - name.height),
            )
            for x, y in dots
        ]
        assert min(away) >= min(APART, away[name.label["rank"]])


def test_name_far_from_its_point_has_a_line_to_it() -> None:
    label = {"text": "Far", "kind": "settlement", "rank": 1}
    (placed,) = place_names([(label, 200.0, 200.0)], (400, 400), [(180, 180, 240, 220)])
    assert placed.leader is not None


def test_wide_scripts_take_more_room() -> None:
    assert text_width("東京", 10) == 20
    assert text_width("Oslo", 10) < text_width("Oslo", 10, bold=True)


def test_png_is_twice_the_size_of_the_drawing(parsed) -> None:
    pytest.importorskip("resvg_py")
    png = draw_png(read_story(parsed))
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(png[16:20], "big") == 2400


def test_png_without_its_package_is_one_line_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    monkeypatch.chdir(tmp_path)
    assert main(["map", "missing.txt", "--png"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "pip install 'mentionmap[png]'" in line


def test_pictures_are_written_beside_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("goma.txt").write_text("Buses left Goma for Sake.", "utf-8")
    assert main(["map", "goma.txt", "--svg"]) == 0
    assert capsys.readouterr().out.split() == ["maps/goma.html", "maps/goma.svg"]
    assert "Goma" in texts(Path("maps/goma.svg").read_text("utf-8"))


def test_pictures_do_not_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "-", "-o", "-", "--svg"]) == 2
    assert "beside pages" in capsys.readouterr().err
