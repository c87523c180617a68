"""The command line: what it prints, where, and the code it ends with."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli import main

SEED = str(Path(__file__).parent.parent / "seeds" / "kherson-evacuation.txt")


@pytest.fixture
def article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A short article in an empty current folder."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "goma.txt"
    path.write_text("Buses took families from Goma to Sake on Friday.\n", "utf-8")
    return path


def ended(arguments: list[str]) -> int:
    """The exit code, also where argparse ends the program."""
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geo", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


# --- Look-ups -------------------------------------------------------------------------------------


def test_lookup_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lookup", "Kherson"]) == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head.split()[:2] == ["place", "name"]
    assert first.split()[:2] == ["geonames:706448", "Kherson"]


def test_lookup_json_is_one_flat_array_best_first(capsys: pytest.CaptureFixture[str]) -> None:
    main(["lookup", "Kherson", "--format", "json"])
    places = json.loads(capsys.readouterr().out)
    assert places[0]["place_id"] == "geonames:706448"
    assert "query" not in places[0]
    assert [p["score"] for p in places] == sorted((p["score"] for p in places), reverse=True)


def test_several_names_have_a_query_field(capsys: pytest.CaptureFixture[str]) -> None:
    main(["lookup", "Oslo", "Bergen", "--limit", "1", "--format", "json"])
    places = json.loads(capsys.readouterr().out)
    assert [(p["query"], p["country_code"]) for p in places] == [("Oslo", "NO"), ("Bergen", "NO")]


def test_lookup_geojson_has_longitude_first(capsys: pytest.CaptureFixture[str]) -> None:
    main(["lookup", "Goma", "--country", "CD", "--limit", "1", "--format", "geojson"])
    (feature,) = json.loads(capsys.readouterr().out)["features"]
    lon, lat = feature["geometry"]["coordinates"]
    assert (round(lon), round(lat)) == (29, -2)


@pytest.mark.parametrize("near", [["--near", "-95.5,33.6"], ["--near=-95.5,33.6"]])
def test_minus_signs_work_in_both_spellings(
    near: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["lookup", "Paris", "--limit", "1", "--format", "json", *near])
    (place,) = json.loads(capsys.readouterr().out)
    assert (place["country_code"], place["admin1_code"]) == ("US", "TX")


def test_reverse_takes_a_minus_sign(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reverse", "-95.55,33.66", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "Paris"


def test_a_name_not_found_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lookup", "Qqqqqq", "--format", "json"]) == 0
    told = capsys.readouterr()
    assert (told.out, "no place named" in told.err) == ("[]\n", True)


@pytest.mark.parametrize("name", ["'", '"; DROP TABLE places; --', "%", "*", "", "x" * 1_000_000])
def test_hostile_names_get_a_plain_answer(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lookup", "--fuzzy", "--format", "json", "--", name]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere"],
        ["lookup"],
        ["lookup", "Oslo", "--limit", "0"],
        ["lookup", "Oslo", "--limit", "many"],
        ["lookup", "Oslo", "--near", "33.6"],
        ["reverse", "33.6,-95.5"],
        ["reverse", "nan,0"],
        ["reverse", "east,north"],
        ["map"],
        ["parse", "x.txt", "--format", "xml"],
    ],
)
def test_misuse_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(arguments) == 2
    assert capsys.readouterr().out == ""


def test_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert ended(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mentionmap ")


# --- The gazetteer --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["lookup", "Oslo"], ["gazetteer", "info"], ["map", SEED]])
def test_a_missing_gazetteer_ends_with_3_and_its_cure(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--gazetteer", str(tmp_path / "none")]) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert "mentionmap gazetteer build" in line


def test_info_names_every_source_with_its_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gazetteer", "info", "--format", "json"]) == 0
    described = json.loads(capsys.readouterr().out)
    assert all(source["licence"] and source["credit"] for source in described["sources"])


def test_building_from_no_tables_ends_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["gazetteer", "build", str(tmp_path), "-o", str(tmp_path / "out")]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


# --- Maps -----------------------------------------------------------------------------------------


def test_map_writes_into_maps_and_prints_the_path(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "goma.txt"]) == 0
    assert capsys.readouterr().out == "maps/goma.html\n"
    assert Path("maps/goma.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_page_can_go_to_stdout(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "goma.txt", "-o", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")
    assert not Path("maps").exists()


def test_an_existing_folder_gets_the_file(article: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert main(["map", "goma.txt", "-o", "out"]) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["goma.html"]


def test_two_runs_write_the_same_bytes(article: Path) -> None:
    main(["map", "goma.txt", "-o", "a.html"])
    ran = run("map", "goma.txt", "-o", "b.html", env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"})
    assert ran.returncode == 0, ran.stderr
    assert Path("a.html").read_bytes() == Path("b.html").read_bytes()


@pytest.mark.parametrize("out", ["goma.txt", "none/x.html", "notes.md"])
def test_a_bad_output_ends_with_2_and_writes_nothing(
    out: str, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("notes.md").write_text("notes")
    before = {path: path.read_bytes() for path in article.parent.iterdir()}
    assert main(["map", "goma.txt", "-o", out]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert {path: path.read_bytes() for path in article.parent.iterdir()} == before


@pytest.mark.parametrize("text", ["", " \n\n ", "Nothing happened."])
def test_a_text_without_places_is_a_page_that_says_so(text: str, article: Path) -> None:
    article.write_text(text)
    assert main(["map", "goma.txt", "-o", "x.html"]) == 0
    assert "No places found" in Path("x.html").read_text("utf-8")


def test_an_unreadable_article_does_not_lose_the_others(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "missing.txt", "goma.txt"]) == 1
    told = capsys.readouterr()
    assert told.out == "maps/goma.html\nmaps/index.html\n"
    assert told.err.splitlines() == [
        "mentionmap: cannot read missing.txt: No such file or directory"
    ]


def test_a_text_above_the_limit_ends_with_2(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "goma.txt", "--max-bytes", "10"]) == 2
    assert "--max-bytes" in capsys.readouterr().err
    assert not Path("maps").exists()


@pytest.mark.parametrize(
    "option", [["--date", "soon"], ["--tiles", "http://x"], ["--worldview", "mars"]]
)
def test_a_bad_option_ends_with_2(
    option: list[str], article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["map", "goma.txt", *option]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


# --- Records --------------------------------------------------------------------------------------


def test_parse_prints_one_line_for_each_article(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parse", "goma.txt", SEED]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["article"]["source"], second["article"]["source"]) == ("goma.txt", SEED)
    assert first["schema"] == "mentionmap/1"


def test_offsets_point_into_the_text_as_read(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["parse", SEED])
    text = Path(SEED).read_text("utf-8")
    mentions = json.loads(capsys.readouterr().out)["mentions"]
    assert mentions
    assert all(text[m["start"] : m["end"]] == m["text"] for m in mentions)


def test_csv_has_one_header_for_several_articles(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parse", "--format", "csv", "goma.txt", "goma.txt"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["text"] for row in rows].count("Goma") == 2


@pytest.mark.parametrize("kind", ["geojson", "lpf", "webanno"])
def test_other_formats_are_json_a_line(
    kind: str, article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parse", "--format", kind, "goma.txt"]) == 0
    assert json.loads(capsys.readouterr().out)["type"]


def test_records_of_several_articles_share_a_file(article: Path) -> None:
    assert main(["parse", "goma.txt", SEED, "-o", "all.jsonl"]) == 0
    assert len(Path("all.jsonl").read_text("utf-8").splitlines()) == 2


def test_standard_input_is_read_from_dash(article: Path) -> None:
    ran = run("parse", "-", input=article.read_text())
    assert json.loads(ran.stdout)["article"]["characters"] == 49


# --- As a process ---------------------------------------------------------------------------------


def test_a_reader_that_stops_early_is_no_error() -> None:
    lookup = f"{sys.executable} -m geo lookup Springfield --limit 500"
    command = f"{lookup} | head -n 1; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert (ran.stdout.splitlines()[-1], ran.stderr) == ("0", "")


def test_a_full_disk_is_told_in_one_line() -> None:
    command = f"{sys.executable} -m geo lookup Oslo > /dev/full"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (
        1,
        "mentionmap: cannot write: No space left on device\n",
    )


def test_output_is_utf_8_whatever_the_locale() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "geo", "lookup", "東京", "--format", "json"],
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=True,
    )
    assert json.loads(ran.stdout.decode("utf-8"))[0]["name"] == "Tokyo"


# --- Scores ---------------------------------------------------------------------------------------


def test_evaluate_scores_by_both_protocols(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = {"start": 5, "end": 9, "lon": 10.7461, "lat": 59.9127, "geonameid": 3143244}
    record = {"doc_id": "1", "text": "From Oslo to Bergen by train.", "toponyms": [gold]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(record) + "\n")
    assert main(["evaluate", str(tmp_path / "gold.jsonl"), "--format", "json"]) == 0
    scores = {score["protocol"]: score for score in json.loads(capsys.readouterr().out)}
    assert scores["gold-spans"]["accuracy@161km"] == 1.0
    assert set(scores) == {"gold-spans", "end-to-end"}


def test_a_bad_line_of_a_corpus_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "gold.jsonl").write_text('\n{"doc_id": 1}\n')
    assert main(["evaluate", str(tmp_path / "gold.jsonl")]) == 1
    assert "gold.jsonl:2: " in capsys.readouterr().err
