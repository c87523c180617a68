"""A broken folder is one clear error, never a crash; ``verify`` finds every flipped byte."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gazetteer import (
    GazetteerCorruptError,
    GazetteerNotFoundError,
    GazetteerVersionError,
    open_gazetteer,
)

FILES = [
    "places.gpkg",
    "names.marisa",
    "columns/key_low.H",
    "columns/name_fid.I",
    "columns/lon.f",
]


@pytest.fixture
def folder(small_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(small_folder, tmp_path / "folder")


def test_no_folder_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(GazetteerNotFoundError, match="mentionmap gazetteer build"):
        open_gazetteer(tmp_path / "none")


def test_an_empty_folder_is_no_gazetteer(tmp_path: Path) -> None:
    with pytest.raises(GazetteerNotFoundError, match="mentionmap gazetteer build"):
        open_gazetteer(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"gazetteer_id": 1}', "\0"])
def test_a_damaged_manifest_is_said(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(GazetteerCorruptError, match="mentionmap gazetteer build"):
        open_gazetteer(folder)


def test_a_newer_schema_is_said(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["schema_version"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(GazetteerVersionError, match="build it again"):
        open_gazetteer(folder)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("keep", [0, 1, 100])
def test_a_truncated_file_is_said_when_opening(folder: Path, name: str, keep: int) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: min(keep, len(whole) - 1)])
    with pytest.raises(GazetteerCorruptError, match=r"missing or truncated.*mentionmap"):
        open_gazetteer(folder)


@pytest.mark.parametrize("name", FILES)
def test_verify_finds_a_flipped_byte(folder: Path, name: str) -> None:
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 0x55
    (folder / name).write_bytes(raw)
    with contextlib.suppress(GazetteerCorruptError):  # found sooner
        assert open_gazetteer(folder).verify()


def test_verify_finds_a_flipped_byte_anywhere_in_the_manifest(folder: Path) -> None:
    path = folder / "manifest.json"
    whole = path.read_bytes()
    missed = []
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x01]) + whole[at + 1 :])
        try:
            if not open_gazetteer(folder).verify():
                missed.append(at)
        except (GazetteerCorruptError, GazetteerVersionError):
            pass  # found sooner
    assert missed == []


def test_a_whole_folder_has_no_faults(small_folder: Path) -> None:
    assert open_gazetteer(small_folder).verify() == []


# Asks everything of a folder whose bytes are flipped; run apart, so that a crash would be seen.
PROBE = """
import sys
from pathlib import Path
from gazetteer import GazetteerError, open_gazetteer
name, seed = sys.argv[2], int(sys.argv[3])
import random, shutil, tempfile
chance = random.Random(seed)
whole = (Path(sys.argv[1]) / name).read_bytes()
for turn in range(40):
    raw = bytearray(whole)
    for _ in range(1 + turn % 4):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    (Path(sys.argv[1]) / name).write_bytes(raw)
    try:
        gazetteer = open_gazetteer(sys.argv[1])
        for text in ("Northport", "Paris, North Region", "Long River", "Parisian"):
            gazetteer.lookup(text)
        gazetteer.lookup("Northprt", fuzzy=True)
        gazetteer.complete("n")
        gazetteer.columns
        for place_id in ("geonames:1", "mm:long-river", "geonames:102"):
            gazetteer.get(place_id), gazetteer.parents(place_id), gazetteer.footprint(place_id)
        gazetteer.reverse(0.2, 0.2)
        gazetteer.basemap(-1, -1, 1, 1, detail="110m")
    except GazetteerError:
        pass
"""


@pytest.mark.parametrize("name", ["places.gpkg", "names.marisa", "columns/key_low.H",
                                  "columns/name_fid.I", "columns/name_form.H", "columns/admin1.H",
                                  "columns/code.B", "columns/codes.json"])  # fmt: skip
@pytest.mark.parametrize("seed", ["1", "2"])
def test_flipped_bytes_never_crash(folder: Path, name: str, seed: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder), name, seed],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
