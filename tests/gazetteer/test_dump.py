"""A GeoNames dump: real rows (GeoNames, CC BY 4.0) in GeoNames' own files, and what goes wrong."""

from __future__ import annotations

import gzip
import lzma
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from gazetteer import Gazetteer, GazetteerBuildError, open_gazetteer
from gazetteer.build import DEFAULT_DATA, build_gazetteer
from gazetteer.sources import archive
from gazetteer.sources.archive import read_lines
from gazetteer.sources.geonames import find_dump, parse_place

DUMP = Path(__file__).parent / "dump"
SHAPES = ("geonames:706442", "geonames:690791", "geonames:2205218", "mm:black-sea")
BOXES = {"UA": (21.0, 43.0, 41.0, 53.0)}
KHERSON = (
    "706448\tKherson\tKherson\tCherson,Херсон\t46.63695\t32.61458\tP\tPPLA\tUA\t\t08\t6510\t\t"
    "\t283649\t\t47\tEurope/Kyiv\t2022-02-28"
)


@pytest.fixture(scope="session")
def some_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vendored tables but the largest: no cities and no second-level units."""
    folder = tmp_path_factory.mktemp("vendored")
    (folder / "shapes").mkdir()
    for name in ("countries", "admin1", "airports", "areas", "water"):
        shutil.copy(DEFAULT_DATA / f"{name}.tsv.xz", folder)
    shutil.copytree(DEFAULT_DATA / "facts", folder / "facts")
    shutil.copy(DEFAULT_DATA / "sources.json", folder)
    for name in ("footprints.jsonl.xz", "areas.jsonl.xz"):
        with (
            lzma.open(DEFAULT_DATA / "shapes" / name, "rt", encoding="utf-8") as lines,
            lzma.open(folder / "shapes" / name, "wt", encoding="utf-8") as some,
        ):
            some.writelines(line for line in lines if any(f'"{id}"' in line[:60] for id in SHAPES))
    return folder


@pytest.fixture(scope="session")
def dumped_folder(some_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dumped") / "out"
    build_gazetteer(some_tables, out, geonames=DUMP)
    return out


@pytest.fixture
def dumped(dumped_folder: Path) -> Gazetteer:
    return open_gazetteer(dumped_folder)


def _ids(gazetteer: Gazetteer, name: str, **options: str) -> list[str]:
    return [place.place_id for place in gazetteer.lookup(name, **options)]


# --- What a dump gives ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "place_id"),
    [("Kherson", "geonames:706448"), ("Високопілля", "geonames:688689"),
     ("Labasa", "geonames:2204582"), ("Цюрупинськ", "geonames:691037"),
     ("東京", "geonames:1850147"),
     ("München", "geonames:2867714"), ("Apia Harbour", ""), ("Ленинград", "geonames:498817")],
)  # fmt: skip
def test_a_place_of_the_dump_is_found(dumped: Gazetteer, name: str, place_id: str) -> None:
    assert _ids(dumped, name)[:1] == ([place_id] if place_id else [])


def test_point_codes_and_population_are_the_dump_s(dumped: Gazetteer) -> None:
    place = dumped.get("geonames:706448")
    assert place is not None
    assert (place.lon, place.lat, place.population) == (32.61458, 46.63695, 283649)
    assert (place.feature_code, place.country_code, place.admin1_code) == ("PPLA", "UA", "08")


def test_a_shipped_shape_is_joined_by_geonameid(dumped: Gazetteer) -> None:
    oblast = dumped.footprint("geonames:706442")
    kherson = dumped.get("geonames:706448")
    assert oblast is not None
    assert kherson is not None
    assert oblast.buffer(0.01).contains(__import__("shapely").Point(kherson.lon, kherson.lat))


def test_seas_regions_and_demonyms_are_there(dumped: Gazetteer) -> None:
    assert _ids(dumped, "Black Sea")[0] == "mm:black-sea"
    assert _ids(dumped, "Ukrainian")[0] == "geonames:690791"


def test_units_hold_the_places_of_the_dump(dumped: Gazetteer) -> None:
    parents = [place.place_id for place in dumped.parents("geonames:706448")]
    assert parents == ["geonames:12189518", "geonames:706442", "geonames:690791"]


def test_a_unit_with_a_code_alone_stands_amid_its_settlements(dumped: Gazetteer) -> None:
    raion = dumped.get("geonames:12189518")
    assert raion is not None
    assert (raion.name, raion.feature_code) == ("Khersonskyi Raion", "ADM2")
    assert raion.lon == pytest.approx(32.62, abs=0.02)


@pytest.mark.parametrize("code", ["73000", "UAKHE", "https://en.wikipedia.org/wiki/Kherson"])
def test_codes_and_links_are_no_names(dumped: Gazetteer, code: str) -> None:
    assert _ids(dumped, code) == []


def test_a_town_does_not_bear_its_airport_s_code(dumped: Gazetteer) -> None:
    assert "geonames:706448" not in _ids(dumped, "KHE")


def test_an_abbreviation_is_found_as_it_is_written(dumped: Gazetteer) -> None:
    assert _ids(dumped, "NYC")[:1] == ["geonames:5128581"]
    assert _ids(dumped, "nyc") == []


def test_a_wikidata_row_gives_the_item(dumped_folder: Path) -> None:
    import sqlite3

    with sqlite3.connect(dumped_folder / "places.gpkg") as database:
        query = "SELECT wikidata FROM places WHERE place_id = 'geonames:706448'"
        assert database.execute(query).fetchone() == ("Q153374",)
    database.close()


def test_a_former_name_ranks_below_a_present_one(dumped: Gazetteer) -> None:
    now = dumped.ranked("Saint Petersburg")[0]
    then = dumped.ranked("Leningrad")[0]
    assert now[0] == then[0]
    assert now[1] > then[1] + 1


def test_the_dump_is_credited_with_its_date(dumped: Gazetteer) -> None:
    (source,) = [s for s in dumped.manifest.sources if s.name == "GeoNames"]
    assert source.licence == "CC BY 4.0"
    assert source.version.startswith("20")


def test_a_clean_dump_has_no_defects(dumped: Gazetteer) -> None:
    assert dumped.manifest.report == {}


def test_a_dumped_gazetteer_is_whole(dumped: Gazetteer) -> None:
    assert dumped.verify() == []


# --- Files ----------------------------------------------------------------------------------------


def _packed(folder: Path, suffix: str) -> Path:
    """Copy the dump, its larger files packed."""
    copy = shutil.copytree(DUMP, folder / suffix)
    for name in ("UA", "cities500", "alternateNamesV2", "hierarchy"):
        text = copy / f"{name}.txt"
        if suffix == "zip":
            with zipfile.ZipFile(copy / f"{name}.zip", "w", zipfile.ZIP_DEFLATED) as zipped:
                zipped.writestr("readme.txt", "GeoNames")
                zipped.write(text, text.name)
                zipped.writestr("iso-languagecodes.txt", "ukr\tuk")
        else:
            (copy / f"{name}.txt.gz").write_bytes(gzip.compress(text.read_bytes()))
        text.unlink()
    return copy


@pytest.mark.parametrize("suffix", ["zip", "gz"])
def test_packed_files_make_the_same_gazetteer(
    some_tables: Path, dumped: Gazetteer, tmp_path: Path, suffix: str
) -> None:
    packed = _packed(tmp_path, suffix)
    other = build_gazetteer(some_tables, tmp_path / "out", geonames=packed)
    assert other.gazetteer_id == dumped.id


def test_countries_leave_out_the_places_of_others(some_tables: Path, tmp_path: Path) -> None:
    build_gazetteer(some_tables, tmp_path / "out", geonames=DUMP, countries=["UA"])
    some = open_gazetteer(tmp_path / "out")
    assert _ids(some, "Kherson")[0] == "geonames:706448"
    assert _ids(some, "Munich") == []
    assert _ids(some, "Bavaria") == []
    assert _ids(some, "Germany")[0] == "geonames:2921044"  # whole countries stay
    assert _ids(some, "Black Sea")[0] == "mm:black-sea"


def test_an_airport_of_the_dump_is_the_one_of_the_tables(some_tables: Path, tmp_path: Path) -> None:
    dump = shutil.copytree(DUMP, tmp_path / "dump")
    row = KHERSON.split("\t")
    row[0], row[1], row[2], row[3] = "6286466", "Boryspil Airport", "Boryspil Airport", ""
    row[4], row[5], row[6], row[7] = "50.345", "30.89469", "S", "AIRP"
    with (dump / "UA.txt").open("a", encoding="utf-8") as rows:
        rows.write("\t".join(row) + "\n")
    build_gazetteer(some_tables, tmp_path / "out", geonames=dump)
    gazetteer = open_gazetteer(tmp_path / "out")
    assert _ids(gazetteer, "KBP") == ["geonames:6286466"]
    assert gazetteer.get("icao:UKBB") is None


def test_a_brook_or_hill_of_a_town_s_name_stands_behind_it(
    some_tables: Path, tmp_path: Path
) -> None:
    dump = shutil.copytree(DUMP, tmp_path / "dump")
    with (dump / "UA.txt").open("a", encoding="utf-8") as rows:
        for geonameid, kind, code in (("21", "H", "STM"), ("22", "T", "HLL"), ("23", "L", "LCTY")):
            row = _changed(geonameid=geonameid, population="0").split("\t")
            row[6], row[7] = kind, code
            rows.write("\t".join(row) + "\n")
    build_gazetteer(some_tables, tmp_path / "out", geonames=dump)
    found = _ids(open_gazetteer(tmp_path / "out"), "Kherson")
    assert found[:2] == ["geonames:706448", "geonames:706442"]
    assert set(found) >= {"geonames:21", "geonames:22", "geonames:23"}


def test_a_sea_that_the_dump_has_too_is_one_and_keeps_its_shape(
    some_tables: Path, tmp_path: Path
) -> None:
    dump = shutil.copytree(DUMP, tmp_path / "dump")
    row = _changed(geonameid="630673", name="Black Sea", lat="43.0", lon="34.0", country="")
    cells = row.split("\t")
    cells[3], cells[6], cells[7], cells[10], cells[11], cells[14] = "", "H", "SEA", "", "", "0"
    with (dump / "UA.txt").open("a", encoding="utf-8") as rows:
        rows.write("\t".join(cells) + "\n")
    build_gazetteer(some_tables, tmp_path / "out", geonames=dump)
    gazetteer = open_gazetteer(tmp_path / "out")
    assert _ids(gazetteer, "Black Sea")[0] == "geonames:630673"
    assert gazetteer.get("mm:black-sea") is None
    assert gazetteer.footprint("geonames:630673").area > 30


def test_a_folder_without_places_is_said(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("GeoNames")
    with pytest.raises(GazetteerBuildError, match="allCountries"):
        find_dump(tmp_path)


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(GazetteerBuildError, match="cannot be read"):
        find_dump(tmp_path / "nowhere")


def test_all_countries_make_other_tables_of_places_needless(tmp_path: Path) -> None:
    for name in ("allCountries.zip", "UA.txt", "cities500.txt", "hierarchy.zip"):
        (tmp_path / name).touch()
    dump = find_dump(tmp_path)
    assert [path.name for path in dump.places] == ["allCountries.zip"]
    assert dump.hierarchy == tmp_path / "hierarchy.zip"


@pytest.mark.parametrize("keep", [0, 10, 60])
@pytest.mark.parametrize("suffix", ["zip", "gz"])
def test_a_truncated_archive_is_said(tmp_path: Path, suffix: str, keep: int) -> None:
    path = next(_packed(tmp_path, suffix).glob(f"UA*.{suffix}"))
    path.write_bytes(path.read_bytes()[:keep])
    if suffix == "gz" and keep == 0:
        assert list(read_lines(path)) == []  # an empty file is an empty text
    else:
        with pytest.raises(GazetteerBuildError, match=r"UA\S* is damaged"):
            list(read_lines(path))


@pytest.mark.parametrize("suffix", ["zip", "gz"])
def test_an_archive_that_grows_out_of_all_proportion_is_refused(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_SMALL", 1 << 20)
    zeros = bytes(30 << 20)
    path = tmp_path / f"UA.{suffix}"
    if suffix == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
            zipped.writestr("UA.txt", zeros)
    else:
        path.write_bytes(gzip.compress(zeros))
    with pytest.raises(GazetteerBuildError, match="unpacks to more than"):
        list(read_lines(path))


def test_a_path_that_leaves_the_archive_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in" / "UA.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("../../UA.txt", KHERSON)
    assert list(read_lines(path)) == [KHERSON.encode()]
    assert sorted(tmp_path.rglob("*.txt")) == []


def test_a_line_without_end_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "UA.txt"
    path.write_bytes(b"x" * (5 << 20) + b"\n" + b"y\r\n")
    first, second = read_lines(path)
    assert len(first) == archive.MAX_LINE + 1
    assert second == b"y"


# --- Rows -----------------------------------------------------------------------------------------


def _changed(**cells: str) -> str:
    columns = ("geonameid", "name", "ascii", "names", "lat", "lon", "class", "code", "country")
    row = KHERSON.split("\t")
    for column, value in cells.items():
        row[14 if column == "population" else columns.index(column)] = value
    return "\t".join(row)


@pytest.mark.parametrize(
    ("cells", "defect"),
    [
        ({"lat": "32.61458", "lon": "46.63695"}, "repaired: latitude and longitude swapped"),
        ({"lat": "146.63695", "lon": "46.6"}, "coordinates not on Earth"),
        ({"lat": "91"}, "coordinates not on Earth"),
        ({"lat": "nan"}, "coordinates not on Earth"),
        ({"lat": "inf"}, "coordinates not on Earth"),
        ({"lat": ""}, "coordinates are no numbers"),
        ({"lat": "0", "lon": "0.0"}, "coordinates (0, 0)"),
        ({"lon": "392.61458"}, "coordinates not on Earth"),
        ({"lon": "190.5"}, "repaired: longitude over 180"),
        ({"name": ""}, "repaired: no name"),
        ({"name": "", "ascii": "", "names": ""}, "rejected: no usable name"),
        ({"name": "K" * 10_000}, "repaired: name too long"),
        ({"name": "Kher\x00son"}, "repaired: control characters in a name"),
        ({"name": "Kherson\udce9"}, "repaired: invalid UTF-8"),
        ({"class": "X", "code": "ZZZ"}, "rejected: no feature class"),
        ({"class": ""}, "repaired: feature class from the code"),
        ({"country": "Ukraine"}, "repaired: country code dropped"),
        ({"population": "-5"}, "repaired: population dropped"),
        ({"population": "9" * 5000}, "repaired: population dropped"),
        ({"geonameid": "x"}, "rejected: geonameid is no number"),
    ],
)
def test_a_bad_row_is_counted_by_class(cells: dict[str, str], defect: str) -> None:
    defects: Counter[str] = Counter()
    row = parse_place(_changed(**cells), defects, BOXES, {"PPLA": "P"})
    assert defect in {*defects, row.fault if row else ""}
    if row is not None:
        assert row.name
        assert -180 <= row.lon <= 180
        assert -90 <= row.lat <= 90


@pytest.mark.parametrize("columns", [0, 1, 5, 18, 20])
def test_a_row_of_another_width_is_rejected(columns: int) -> None:
    defects: Counter[str] = Counter()
    line = "\t".join((KHERSON + "\tmore").split("\t")[:columns])
    assert parse_place(line, defects, {}, {}) is None
    assert sum(defects.values()) == 1


def _build_with(tables: Path, tmp_path: Path, rows: Iterable[bytes]) -> Gazetteer:
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "UA.txt").write_bytes(b"\n".join(rows) + b"\n")
    build_gazetteer(tables, tmp_path / "out", geonames=dump)
    return open_gazetteer(tmp_path / "out")


def test_bad_rows_are_left_out_and_counted(source_tables: Path, tmp_path: Path) -> None:
    rows = [
        KHERSON.encode(),
        KHERSON.encode(),
        _changed(geonameid="11", name="Nowhere", lat="91").encode(),
        _changed(geonameid="12", name="Null Island", lat="0", lon="0").encode(),
        b"13\tShort",
        _changed(geonameid="14", name="Broken").replace("Broken", "Br\udce9").encode(
            errors="surrogateescape"
        ),
        b"\xff\xfe\x00",
        b"15\t" + b"x" * (2 << 20),
        b"",
    ]  # fmt: skip
    gazetteer = _build_with(source_tables, tmp_path, rows)
    assert gazetteer.manifest.report == {
        "rejected: geonameid listed twice": 1,
        "rejected: coordinates not on Earth": 1,
        "rejected: coordinates (0, 0)": 1,
        "rejected: too few columns": 1,
        "repaired: invalid UTF-8": 1,
        "rejected: geonameid is no number": 1,
        "rejected: line too long": 1,
    }
    assert _ids(gazetteer, "Null Island") == []
    assert gazetteer.verify() == []
    assert gazetteer.get("geonames:14") is not None


def test_a_point_is_repaired_from_the_tables(source_tables: Path, tmp_path: Path) -> None:
    row = _changed(geonameid="1", name="Northport", lat="99", country="QA")
    gazetteer = _build_with(source_tables, tmp_path, [row.encode()])
    assert gazetteer.manifest.report == {"repaired: point from the vendored tables": 1}
    place = gazetteer.get("geonames:1")
    assert place is not None
    assert (place.lon, place.lat) == (0, 0)  # where the tables have it


def test_codes_that_a_row_lacks_come_from_the_units_around_it(
    source_tables: Path, tmp_path: Path
) -> None:
    row = _changed(geonameid="9", name="Hamlet", country="QA").split("\t")
    row[10] = row[11] = ""
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "QA.txt").write_text("\t".join(row) + "\n")
    (dump / "hierarchy.txt").write_text("103\t9\t\n102\t103\tADM\n")
    build_gazetteer(source_tables, tmp_path / "out", geonames=dump)
    parents = open_gazetteer(tmp_path / "out").parents("geonames:9")
    assert [place.place_id for place in parents] == ["geonames:103", "geonames:102", "geonames:101"]


def test_more_feature_codes_than_a_byte_counts_are_kept(
    source_tables: Path, tmp_path: Path
) -> None:
    rows = [
        _changed(geonameid=str(1000 + n), name=f"Place {n}", code=f"C{n}").encode()
        for n in range(400)
    ]
    columns = _build_with(source_tables, tmp_path, rows).columns
    assert {columns.codes[c] for c in columns.code.tolist()} >= {f"C{n}" for n in range(400)}


# Rows and files that are damaged at random never end in anything but a build or one error.
@pytest.mark.parametrize("seed", range(3))
def test_a_dump_of_noise_is_built_or_refused(
    source_tables: Path, tmp_path: Path, seed: int
) -> None:
    import random

    chance = random.Random(seed)
    dump = shutil.copytree(DUMP, tmp_path / "dump")
    for file in dump.iterdir():
        raw = bytearray(file.read_bytes())
        for _ in range(len(raw) // 20):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        file.write_bytes(raw)
    build_gazetteer(source_tables, tmp_path / "out", geonames=dump)
    assert open_gazetteer(tmp_path / "out").verify() == []
