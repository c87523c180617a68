"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import geopandas
import pytest
import shapely

from geo.cli import _parser, main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
SESSIONS = [
    session
    for kind, block in BLOCKS
    if kind == "console"
    for session in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
COMMANDS = [
    line.partition("#")[0].strip()
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.startswith("mentionmap ")
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the seeds and the files the README's commands name."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for name in ("article.txt", "notes.md"):
        (tmp_path / name).write_text("Buses left Goma for Sake.\n", "utf-8")
    (tmp_path / "page.html").write_text("<!doctype html><p>Buses left Goma for Sake.", "utf-8")
    shutil.copytree(ROOT / "seeds", tmp_path / "news", ignore=lambda *_: {"README.md"})
    (tmp_path / "archive.jsonl").write_text('{"text": "Buses left Goma."}\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def as_pattern(shown: str) -> str:
    """A regular expression of what is shown, where ``...`` stands for anything."""
    return ".*?".join(re.escape(part) for part in shown.split("...")) + "$"


@pytest.mark.parametrize(("command", "shown"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_look_up_prints_what_is_shown(
    command: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(command)
    assert program == "mentionmap"
    assert main(arguments) == 0
    assert re.match(as_pattern(shown), capsys.readouterr().out, re.DOTALL)


def roads(folder: Path, *, imported: bool) -> None:
    """The file of roads that the README imports, and what comes of it."""
    lines = shapely.linestrings([[(29.2, -1.7), (29.1, -1.6), (29.04, -1.57)]])
    geopandas.GeoDataFrame(geometry=lines, crs="EPSG:4326").to_file(folder / "roads.gpkg")
    if imported:
        assert main("gazetteer network import roads.gpkg -o county.roads".split()) == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "network" in command:
        roads(folder, imported="--network" in command)
    command, _, piped = command.partition("<")
    with (folder / (piped.strip() or "article.txt")).open(encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdin", file)
        assert main(shlex.split(command)[1:]) == 0


@pytest.mark.parametrize(
    "command",
    [
        line.partition("#")[0].strip()
        for kind, block in BLOCKS
        if kind == "shell"  # of files that are not at hand
        for line in block.splitlines()
    ],
)
def test_a_command_is_understood(command: str) -> None:
    program, *arguments = shlex.split(command)
    assert program == "mentionmap"
    assert _parser(arguments[0]).parse_args(arguments).run


@pytest.mark.parametrize("code", [block for kind, block in BLOCKS if kind == "python"])
def test_the_python_runs(code: str, folder: Path) -> None:
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    if "map_article" in code:
        assert (folder / "maps" / "kherson-evacuation.html").exists()


@pytest.mark.parametrize(
    "path", [path for path in re.findall(r"\]\(([^)]+)\)", README) if "://" not in path]
)
def test_what_is_linked_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    "command", ["map", "parse", "lookup", "reverse", "gazetteer", "evaluate", "fit"]
)
def test_every_command_is_described(command: str) -> None:
    assert f"mentionmap {command}" in README


def test_there_are_two_commands_to_start_with() -> None:
    assert len(re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)) == 2
