"""Whatever stops a build, the folder that was there stays whole, and one line says why."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gazetteer import cli, open_gazetteer

DUMP = Path(__file__).parent / "dump"


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def _command(tables: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "geo", "gazetteer", "build", str(tables), "-o", str(out), *more]


def _fails(command: list[str], limit: Callable[[], None] | None = None) -> str:
    """Run a build that fails with exit code 3; return its one line."""
    run = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, preexec_fn=limit
    )
    assert run.returncode == 3, run.stderr
    (line,) = run.stderr.splitlines()
    return line


@pytest.fixture
def out(small_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_folder, tmp_path / "here" / "out")


@pytest.mark.parametrize("kilobytes", [0, 4, 30])
def test_a_full_disk_leaves_the_old_folder(
    source_tables: Path, small_folder: Path, out: Path, kilobytes: int
) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes << 10, kilobytes << 10))

    line = _fails(_command(source_tables, out, "--geonames", str(DUMP)), limit)
    assert "cannot be written" in line
    assert _bytes(out) == _bytes(small_folder)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_folder_that_cannot_be_is_said(source_tables: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    line = _fails(_command(source_tables, tmp_path / "file" / "out"))
    assert "cannot be written (File exists)" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_said(source_tables: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o555)
    line = _fails(_command(source_tables, tmp_path / "locked" / "out"))
    assert "cannot be written (Permission denied)" in line


def test_a_second_build_of_a_folder_is_told_to_wait(source_tables: Path, out: Path) -> None:
    with out.with_name(".out.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "another process is building" in _fails(_command(source_tables, out))


@pytest.mark.parametrize(("name", "code"), [(signal.SIGKILL, -9), (signal.SIGTERM, -15),
                                            (signal.SIGINT, 130)])  # fmt: skip
def test_a_killed_build_leaves_the_old_folder_and_does_not_hinder_the_next(
    source_tables: Path, small_folder: Path, out: Path, name: signal.Signals, code: int
) -> None:
    dump = out.parent / "dump"
    dump.mkdir()
    os.mkfifo(dump / "UA.txt")  # a dump that never ends
    command = _command(source_tables, out, "--geonames", str(dump))
    # A test run in the background of a shell ignores interrupts, and so would what it starts.
    build = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with (dump / "UA.txt").open("wb"):  # waits until the build reads
        assert out.with_name(".out.part").exists()
        build.send_signal(name)
        build.communicate(timeout=60)
    assert build.returncode == code
    assert _bytes(out) == _bytes(small_folder)
    subprocess.run(_command(source_tables, out), check=True, capture_output=True)
    shutil.rmtree(dump)
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert open_gazetteer(out).verify() == []


@pytest.mark.parametrize("options", [["--geonames", "nowhere"], ["--shapes", "nowhere.gpkg"]])
def test_a_source_that_is_not_there_is_said(
    source_tables: Path, tmp_path: Path, options: list[str]
) -> None:
    assert "cannot be read" in _fails(_command(source_tables, tmp_path / "out", *options))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("countries", ["Ukraine", "U1", "UA,", ""])
def test_countries_are_codes(source_tables: Path, tmp_path: Path, countries: str) -> None:
    command = _command(source_tables, tmp_path / "out", "--countries", countries)
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "such as UA,RU" in run.stderr


def test_a_build_tells_what_it_left_out(source_tables: Path, tmp_path: Path) -> None:
    dump = shutil.copytree(DUMP, tmp_path / "dump")
    with (dump / "UA.txt").open("a") as rows:
        rows.write("1\tShort\n2\tShort\n")
    command = _command(source_tables, tmp_path / "out", "--geonames", str(dump))
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout == ""
    assert run.stderr.splitlines()[0].split() == ["2", "rejected:", "too", "few", "columns"]
    info = [sys.executable, "-m", "geo", "gazetteer", "info", "--gazetteer", str(tmp_path / "out")]
    told = subprocess.run(info, capture_output=True, text=True, check=True).stdout
    assert "2  rejected: too few columns" in told
    assert "GeoNames 20" in told


def test_a_bar_says_how_far_and_how_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100.0, 110.0, 110.1, 500.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    bar = cli._Bar()
    for share in (0.0, 0.1, 0.11, 1.0):
        bar("places", share)
    shown = capsys.readouterr().err.split("\r")
    (tenth,) = [line for line in shown if "10%" in line]
    assert tenth.endswith("2 min left")
    assert not [line for line in shown if "11%" in line]  # too soon
    assert shown[-1].endswith("100%\n")


def test_no_bar_is_shown_but_on_a_terminal(source_tables: Path, tmp_path: Path) -> None:
    command = _command(source_tables, tmp_path / "out")
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "%" not in run.stderr
