"""Many articles: the same records whatever the workers, and one bad article loses no other."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from gazetteer.roads import Road, write_roads
from geo import batch, workers
from geo.batch import run_batch
from geo.cli import main
from geo.files import OutputError
from geo.inputs import find_inputs

TOWNS = ["Goma", "Oslo", "Kharkiv", "Mérida", "Lashio", "Derna", "Quito", "Suva"]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with one article of two files and 40 lines, one of them broken."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Buses left Goma for Sake.\n", "utf-8")
    (folder / "b.html").write_text("<html><body><p>Rain fell in Oslo.</p></body></html>", "utf-8")
    lines = [
        json.dumps({"text": f"{n} people left {TOWNS[n % 8]} on Monday.", "source": f"paper {n}"})
        for n in range(40)
    ]
    lines[7] = '{"text": '
    (folder / "c.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def records(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (out / "records.jsonl").read_text("utf-8").splitlines()]


def test_records_come_in_the_order_of_the_inputs(articles: Path, tmp_path: Path) -> None:
    run_batch([articles], tmp_path / "out")
    sources = [record["article"]["source"] for record in records(tmp_path / "out")]  # type: ignore[index]
    lines = [f"paper {n}" for n in range(40) if n != 7]
    assert sources == [str(articles / "a.txt"), str(articles / "b.html"), *lines]


def test_the_readme_of_a_folder_is_none_of_its_articles(articles: Path) -> None:
    (articles / "README.md").write_text("# Reports from Oslo\n", "utf-8")
    assert "README.md" not in [own.path.name for own in find_inputs([articles])]


def test_a_readme_given_by_name_is_an_article(articles: Path) -> None:
    readme = articles / "README.md"
    readme.write_text("# Reports from Oslo\n", "utf-8")
    assert [own.path for own in find_inputs([readme])] == [readme]


def test_two_processes_write_the_bytes_of_one(articles: Path, tmp_path: Path) -> None:
    for jobs in (1, 2):
        run_batch([articles], tmp_path / str(jobs), jobs=jobs)
    one, two = ((tmp_path / jobs / "records.jsonl").read_bytes() for jobs in "12")
    assert one == two


def test_ways_run_on_the_users_own_roads(tmp_path: Path) -> None:
    goma, sake = (29.2205, -1.6585), (29.0407, -1.5735)
    road = Road((goma, (29.13, -1.6), sake), 25.0, "RN2")
    write_roads([road], tmp_path / "net", source="County roads", licence="CC0")
    article = tmp_path / "a.txt"
    article.write_text("Buses left Goma for Sake.\n", "utf-8")
    out = tmp_path / "out"
    options = ["--out", str(out), "--network", str(tmp_path / "net")]
    assert main(["batch", str(article), *options]) == 0
    (record,) = records(out)
    (route,) = record["routes"]  # type: ignore[misc]
    assert [leg["basis"] for leg in route["legs"]] == ["road"]


def test_a_network_that_is_none_is_told_before_any_work(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--out", str(tmp_path / "out"), "--network", str(tmp_path / "nowhere")]
    assert main(["batch", str(articles), *options]) == 3
    assert "nowhere" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_broken_line_is_told_by_its_number_and_loses_no_other(
    articles: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(articles), "--out", str(tmp_path / "out")]) == 1
    assert "c.jsonl:8: not JSON" in capsys.readouterr().err
    (failure,) = (tmp_path / "out" / "failures.jsonl").read_text("utf-8").splitlines()
    assert json.loads(failure)["input"].endswith("c.jsonl:8")
    assert len(records(tmp_path / "out")) == 41


def test_maps_are_named_for_their_articles(articles: Path, tmp_path: Path) -> None:
    run_batch([articles / "a.txt", articles / "b.html"], tmp_path / "out", maps=True)
    assert {path.name for path in (tmp_path / "out" / "maps").iterdir()} == {"a.html", "b.html"}


def test_an_interrupted_batch_parses_only_what_is_missing(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    run_batch([articles], whole)

    def interrupt(done: int, of: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch([articles], cut, progress=interrupt)
    with (cut / "journal.part").open("ab") as journal:
        journal.write(b'{"key": "cut short')
    parsed = []
    parse = batch.parse_article
    monkeypatch.setattr(batch, "parse_article", lambda *a, **k: parsed.append(a) or parse(*a, **k))
    run_batch([articles], cut, resume=True)
    assert len(parsed) == 41 - 20 + 1  # line 8 failed: it stands in the journal, and is tried again
    assert (cut / "records.jsonl").read_bytes() == (whole / "records.jsonl").read_bytes()
    assert not (cut / "journal.part").exists()


def test_an_interrupted_batch_is_not_overwritten(articles: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "journal.part").write_text('{"key": "an article"}\t{}\n')
    with pytest.raises(OutputError, match="--resume"):
        run_batch([articles], tmp_path / "out")


def test_a_defect_in_one_article_loses_no_other(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = batch.parse_article

    def fragile(article, *args, **options):  # type: ignore[no-untyped-def]
        if "Oslo" in article.text:
            raise ZeroDivisionError("on purpose")
        return parse(article, *args, **options)

    monkeypatch.setattr(batch, "parse_article", fragile)
    report = run_batch([articles / "a.txt", articles / "b.html"], tmp_path / "out")
    assert report.records == 1
    assert report.failures[0][1].endswith("b.html: ZeroDivisionError: on purpose")


def fatal_for_seven(pieces: Sequence[int]) -> list[int]:
    """A stand-in for work on an article that kills its worker."""
    if 7 in pieces:
        os.kill(os.getpid(), signal.SIGKILL)
    return [piece * piece for piece in pieces]


def test_a_dead_worker_loses_only_the_piece_that_killed_it() -> None:
    chunks = [range(n, n + 4) for n in range(0, 40, 4)]
    outcomes = list(workers.on_processes(fatal_for_seven, chunks, 2))
    assert workers.Lost(7) in outcomes
    squares = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert sorted(squares) == [n * n for n in range(40) if n != 7]


def test_what_is_no_file_is_told_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    assert "no such file or folder" in capsys.readouterr().err


def test_a_missing_dask_is_told_with_its_cure(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, "distributed", None)
    out = str(tmp_path / "out")
    assert main(["batch", str(articles), "--out", out, "--dask", "tcp://127.0.0.1:1"]) == 2
    assert "mentionmap[dask]" in capsys.readouterr().err
    assert main(["batch", str(articles / "a.txt"), "--out", out]) == 0  # nothing was begun
