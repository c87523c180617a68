"""A build is whole or not at all, and the same each time."""

from __future__ import annotations

import fcntl
import json
import lzma
import shutil
from pathlib import Path

import pytest

from gazetteer import GazetteerBuildError, GazetteerBusyError, naming, open_gazetteer
from gazetteer import build as build_module
from gazetteer.build import build_gazetteer


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_two_builds_have_the_same_bytes(
    source_tables: Path, small_folder: Path, tmp_path: Path
) -> None:
    build_gazetteer(source_tables, tmp_path / "again")
    assert _bytes(tmp_path / "again") == _bytes(small_folder)


def test_another_population_is_another_gazetteer(
    source_tables: Path, small_folder: Path, tmp_path: Path
) -> None:
    tables = shutil.copytree(source_tables, tmp_path / "tables")
    text = lzma.decompress((tables / "towns.tsv.xz").read_bytes()).decode()
    with lzma.open(tables / "towns.tsv.xz", "wt") as file:
        file.write(text.replace("90000", "90001"))
    other = build_gazetteer(tables, tmp_path / "other")
    assert other.gazetteer_id != open_gazetteer(small_folder).id


def test_another_way_of_naming_is_another_gazetteer(
    source_tables: Path, small_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "base_names", lambda name, key: ())
    other = build_gazetteer(source_tables, tmp_path / "other")
    assert other.gazetteer_id != open_gazetteer(small_folder).id


def test_a_footprint_that_crosses_itself_is_found_by_verify(
    source_tables: Path, tmp_path: Path
) -> None:
    tables = shutil.copytree(source_tables, tmp_path / "tables")
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    with lzma.open(tables / "shapes" / "footprints.jsonl.xz", "wt") as file:
        file.write(json.dumps({"place_id": "geonames:102", "geometry": bow_tie}) + "\n")
    build_gazetteer(tables, tmp_path / "out")
    (fault,) = open_gazetteer(tmp_path / "out").verify()
    assert fault.startswith("the footprint of geonames:102: Self-intersection")


def test_an_interrupted_build_leaves_the_old_folder(
    source_tables: Path, small_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = shutil.copytree(small_folder, tmp_path / "out")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build_module.geopackage, "register_layers", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build_gazetteer(source_tables, out)
    assert _bytes(out) == _bytes(small_folder)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_build_killed_between_its_renames_is_made_good_by_the_next(
    source_tables: Path, small_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_folder, tmp_path / ".out.old")
    build_gazetteer(source_tables, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_second_build_of_one_folder_is_refused(source_tables: Path, tmp_path: Path) -> None:
    with (tmp_path / ".out.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(GazetteerBusyError):
            build_gazetteer(source_tables, tmp_path / "out")


def test_a_folder_of_other_things_is_not_replaced(source_tables: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(GazetteerBuildError, match="choose another folder"):
        build_gazetteer(source_tables, tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [("\t48.86\t", "\t91\t", "no such point"), ("\t48.86\t", "\tnan\t", "no such point"),
     ("geonames:4\t", "geonames:3\t", "twice"), ("place_id\t", "id\t", "header")],
)  # fmt: skip
def test_a_bad_row_is_named(
    source_tables: Path, tmp_path: Path, old: str, new: str, reason: str
) -> None:
    tables = shutil.copytree(source_tables, tmp_path / "tables")
    text = lzma.decompress((tables / "towns.tsv.xz").read_bytes()).decode()
    with lzma.open(tables / "towns.tsv.xz", "wt") as file:
        file.write(text.replace(old, new))
    with pytest.raises(GazetteerBuildError, match=reason):
        build_gazetteer(tables, tmp_path / "out")


def test_a_truncated_table_is_named(source_tables: Path, tmp_path: Path) -> None:
    tables = shutil.copytree(source_tables, tmp_path / "tables")
    whole = (tables / "towns.tsv.xz").read_bytes()
    (tables / "towns.tsv.xz").write_bytes(whole[:-20])
    with pytest.raises(GazetteerBuildError, match=r"towns\.tsv\.xz is damaged"):
        build_gazetteer(tables, tmp_path / "out")


def test_a_folder_without_tables_builds_nothing(tmp_path: Path) -> None:
    with pytest.raises(GazetteerBuildError, match="no source tables"):
        build_gazetteer(tmp_path / "nowhere", tmp_path / "out")
    assert not (tmp_path / "out").exists()
