"""Articles become pages; several of them, or a folder, an index too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gazetteer import Gazetteer
from geo import ArticleError, map_article
from geo.cli import main


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two articles, one that is none, and one in a folder of its own."""
    folder = tmp_path / "news"
    (folder / "more").mkdir(parents=True)
    (folder / "goma.txt").write_text("Goma empties\n\nBuses left Goma for Sake.\n", "utf-8")
    (folder / "notes.csv").write_text("Goma", "utf-8")
    (folder / "more" / "index.md").write_text("# Oslo\n\nTrains left Oslo for Bergen.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_a_folder_becomes_pages_and_an_index(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "news", "-o", "maps/"]) == 0
    written = ["maps/goma.html", "maps/index-2.html", "maps/index.html"]
    assert capsys.readouterr().out.split() == written
    index = Path("maps/index.html").read_text("utf-8")
    assert re.findall(r'<th scope="row"><a href="([^"#]+)">', index) == [
        "goma.html",
        "index-2.html",
    ]


def test_several_articles_have_an_index_and_one_has_none(articles: Path) -> None:
    assert main(["map", "news/goma.txt", "-o", "one/"]) == 0
    assert main(["map", "news/goma.txt", "news/more/index.md", "-o", "two/"]) == 0
    assert not Path("one/index.html").exists()
    assert Path("two/index.html").exists()


def test_the_title_of_several_is_the_index_s(articles: Path) -> None:
    assert main(["map", "news", "-o", "maps/", "--title", "The week"]) == 0
    assert "<title>The week</title>" in Path("maps/index.html").read_text("utf-8")
    assert "<title>Goma empties</title>" in Path("maps/goma.html").read_text("utf-8")


def test_an_article_that_fails_is_missing_from_the_index_and_said(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "news/goma.txt", "news/gone.txt", "-o", "maps/"]) == 1
    assert "gone.txt" in capsys.readouterr().err
    assert "gone" not in Path("maps/index.html").read_text("utf-8")


def test_a_folder_without_articles_is_a_usage_error(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (articles / "empty").mkdir()
    assert main(["map", "news/empty"]) == 2
    assert "no articles in news/empty" in capsys.readouterr().err


def test_an_index_does_not_replace_an_article(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (articles / "index.html").write_text("<!doctype html><p>Buses left Goma.", "utf-8")
    assert main(["map", "news/index.html", "news/goma.txt", "-o", "news/"]) == 2
    assert "is an input" in capsys.readouterr().err


def test_the_same_folder_gives_the_same_bytes(articles: Path) -> None:
    for out in ("first/", "second/"):
        assert main(["map", "news", "-o", out]) == 0
    for name in ("goma.html", "index-2.html", "index.html"):
        assert Path("first", name).read_bytes() == Path("second", name).read_bytes()


def test_map_article_takes_one_article(articles: Path, gazetteer: Gazetteer) -> None:
    with pytest.raises(ArticleError, match="cannot read"):
        map_article("news", gazetteer=gazetteer)
