"""Outputs go where they were asked to, or nowhere; and they are whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from geo.files import OutputError, article_paths, output_paths, write_whole

HTML = (".html", ".htm")


def test_a_folder_gets_a_file_named_for_the_input(tmp_path: Path) -> None:
    assert output_paths(["a/goma.txt"], tmp_path, HTML) == [tmp_path / "goma.html"]


def test_a_path_that_ends_in_a_slash_is_a_folder(tmp_path: Path) -> None:
    assert output_paths(["goma.txt"], f"{tmp_path}/new/", HTML) == [tmp_path / "new" / "goma.html"]


def test_any_other_path_is_the_file(tmp_path: Path) -> None:
    assert output_paths(["goma.txt"], tmp_path / "x.html", HTML) == [tmp_path / "x.html"]


def test_the_readme_of_a_folder_is_no_article_but_one_given_by_name_is(tmp_path: Path) -> None:
    readme, goma = tmp_path / "README.md", tmp_path / "goma.md"
    readme.touch()
    goma.touch()
    assert article_paths([tmp_path], (".md",)) == [str(goma)]
    assert article_paths([readme], (".md",)) == [str(readme)]


def test_a_folder_of_a_readme_alone_holds_no_articles(tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    with pytest.raises(OutputError, match="no articles in"):
        article_paths([tmp_path], (".md",))


def test_inputs_of_one_name_get_files_of_their_own(tmp_path: Path) -> None:
    paths = output_paths(["a/x.txt", "b/x.txt", "-"], tmp_path, HTML)
    assert [path.name for path in paths] == ["x.html", "x-2.html", "article.html"]


def test_several_inputs_may_share_a_file_where_that_makes_sense(tmp_path: Path) -> None:
    target = tmp_path / "all.json"
    assert output_paths(["a", "b"], target, (".json",), together=True) == [target, target]


def test_several_maps_do_not_fit_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.html").touch()
    with pytest.raises(OutputError, match="a folder is needed"):
        output_paths(["a", "b"], tmp_path / "x.html", HTML)


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("x")
    with pytest.raises(OutputError, match="is an input"):
        output_paths([page], tmp_path / "." / "page.html", HTML)
    with pytest.raises(OutputError, match="is an input"):
        output_paths([page], tmp_path, HTML)


def test_a_file_of_another_kind_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(OutputError, match=r"is no \.html file"):
        output_paths(["a.txt"], tmp_path / "notes.txt", HTML)


def test_a_device_is_never_overwritten(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    with pytest.raises(OutputError, match=r"is no \.html file"):
        output_paths(["a.txt"], tmp_path / "pipe.html", HTML)


def test_a_file_in_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="no folder"):
        output_paths(["a.txt"], tmp_path / "none" / "x.html", HTML)


def test_a_file_is_written_in_utf_8_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "x.html", "Ålesund")
    assert (tmp_path / "new" / "x.html").read_bytes() == "Ålesund".encode()
    assert len(list((tmp_path / "new").iterdir())) == 1


def test_the_old_file_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.html").write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "x.html", "new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
