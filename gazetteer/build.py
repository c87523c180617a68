"""Source tables → one gazetteer folder: streaming, deterministic, atomic."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from math import log10
from pathlib import Path

import marisa_trie

from gazetteer import geometry
from gazetteer.manifest import SCHEMA_VERSION, Manifest, Source, hash_file, write_manifest
from gazetteer.names import NameKind, base_names, fold, name_keys, romanise, spelling_hash
from gazetteer.place import GazetteerBuildError, GazetteerBusyError
from gazetteer.sources import tables
from gazetteer.sources.tables import PlaceRow

__all__ = ["DEFAULT_DATA", "build_gazetteer"]

DEFAULT_DATA = Path(__file__).parent / "data"
Progress = Callable[[str, int], None]
_LAYERS = {
    "places": "POINT",
    "polygons": "MULTIPOLYGON",
    "lines": "MULTILINESTRING",
    "land": "MULTIPOLYGON",
    "boundaries": "MULTILINESTRING",
}


def build_gazetteer(
    data: Path = DEFAULT_DATA, out: Path | None = None, *, progress: Progress | None = None
) -> Manifest:
    """Build a gazetteer folder from the source tables of a folder.

    The folder appears whole or not at all: it is written beside ``out`` and renamed. Two builds from
    the same tables have the same ``gazetteer_id``.

    Parameters
    ----------
    data
        Folder of the tables (``gazetteer/data/README.md`` describes them).
    out
        Folder to write; an existing gazetteer there is replaced. Default: beside this module.
    progress
        Called with the name of a step and the rows done.

    Raises
    ------
    GazetteerBuildError
        Where a source cannot be read, or ``out`` exists and is no gazetteer.
    GazetteerBusyError
        Where another process builds the same folder.
    """
    out = out or Path(__file__).parent / "default"
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "manifest.json").exists())):
        raise GazetteerBuildError(f"{out} exists and is not a gazetteer: choose another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out.with_name(f".{out.name}.lock")):
        part = out.with_name(f".{out.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            manifest = _write(data, part, progress or (lambda step, rows: None))
            _replace(part, out)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return manifest


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GazetteerBusyError(f"another process is building beside {path}: wait for it") from None
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _replace(part: Path, out: Path) -> None:
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    part.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def _write(data: Path, part: Path, progress: Progress) -> Manifest:
    rows = _Identity()
    database = sqlite3.connect(part / "places.gpkg", isolation_level=None)
    try:
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        schema = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
        database.executescript(schema)
        rows.add(schema)
        database.execute("BEGIN")
        _write_places(database, tables.read_places(data), rows, progress)
        _link_units(database)
        _write_footprints(database, data, rows, progress)
        _write_basemap(database, data, rows)
        _write_disputes(database, data, rows)
        _write_names(database, part, progress)
        _register_layers(database)
        counts = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in (*_LAYERS, "names", "disputes")
        }
        database.execute("COMMIT")
        progress("packing", 0)
        database.execute("VACUUM")
        _write_columns(database, part)
    finally:
        database.close()
    files = {
        str(path.relative_to(part)): hash_file(path)
        for path in sorted(part.rglob("*"))
        if path.is_file()
    }
    sources = tuple(
        Source(s["name"], s["version"], s["licence"], s["credit"], s["url"])
        for s in tables.read_sources(data)
    )
    manifest = Manifest(rows.digest(), SCHEMA_VERSION, counts, sources, files)
    write_manifest(manifest, part)
    return manifest


class _Identity:
    """A hash over all rows written, independent of how SQLite lays them out."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, *values: object) -> None:
        self._hash.update(repr(values).encode("utf-8", "surrogatepass"))

    def digest(self) -> str:
        return self._hash.hexdigest()[:16]


# --- Places and their names -----------------------------------------------------------------------


def _write_places(
    database: sqlite3.Connection, places: Iterable[PlaceRow], rows: _Identity, progress: Progress
) -> None:
    database.execute("CREATE TEMP TABLE raw (key TEXT, fid INTEGER, preference INTEGER, spelling TEXT)")
    seen: set[str] = set()
    fid = 0
    for place in places:
        if place.place_id in seen:
            raise GazetteerBuildError(f"{place.place_id} stands in the tables twice")
        seen.add(place.place_id)
        fid += 1
        rows.add(place.place_id, place.name, place.lon, place.lat, place.population, place.names,
                 place.short, place.demonyms, place.feature_code, place.admin1_code)  # fmt: skip
        database.execute(
            "INSERT INTO places (fid, geom, place_id, name, feature_class, feature_code, country_code,"
            " admin1_code, admin2_code, population, rank, wikidata) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (fid, geometry.point_blob(place.lon, place.lat), place.place_id, place.name,
             place.feature_class, place.feature_code, place.country_code, place.admin1_code,
             place.admin2_code, place.population, place.rank, place.wikidata),
        )  # fmt: skip
        database.executemany(
            "INSERT INTO raw VALUES (?,?,?,?)",
            ((key, fid, preference, spelling) for key, preference, spelling in _named(place)),
        )
        if fid % 20000 == 0:
            progress("places", fid)
    database.execute("CREATE UNIQUE INDEX places_place_id ON places (place_id)")
    progress("places", fid)


def _named(place: PlaceRow) -> Iterator[tuple[str, int, str]]:
    """Yield (key, preference, spelling) of every name; the kind is ``preference >> 2``."""

    def rows(name: str, kind: NameKind) -> Iterator[tuple[str, int, str]]:
        # Of two spellings with one key the capitalised one is kept, then any, then one in small letters.
        quality = 0 if name.istitle() else 2 if name.islower() else 3 if name.isupper() else 1
        for key in name_keys(name):
            if kind is NameKind.ALTERNATE and not _alike(key, main):
                kind = NameKind.UNLIKE
            yield key, kind << 2 | quality, name

    main = fold(place.name)
    yield from rows(place.name, NameKind.MAIN)
    for name in place.names:
        yield from rows(name, NameKind.ALTERNATE)
        for spelling in romanise(name, place.country_code):
            yield from rows(spelling, NameKind.DERIVED)
    if place.feature_class == "A":
        for name in (place.name, *place.names):
            for base in base_names(name):
                yield from rows(base, NameKind.DERIVED)
    if place.feature_code == "AIRP":
        for name in (place.name, *place.names):
            plain = _AIRPORT_QUALIFIER.sub("Airport", name)
            if plain != name:
                yield from rows(plain, NameKind.DERIVED)
    for name in place.short:
        yield from rows(name, NameKind.SHORT)
    for name in place.demonyms:
        yield from rows(name, NameKind.DEMONYM)
        if name.endswith(("an", "er", "i", "ian", "ese")) and not name.endswith("ese"):
            yield from rows(name + "s", NameKind.DEMONYM)


_AIRPORT_QUALIFIER = re.compile(r"(?:International |Regional |Municipal |Intl )+Airport$")


def _alike(key: str, main: str) -> bool:
    """Tell whether two keys could be spellings of one name: other scripts count as alike."""
    if not key or not main or not (key.isascii() and main.isascii()):
        return True
    if key[:2] == main[:2] or key in main or main in key:
        return True
    pairs = {key[i : i + 2] for i in range(len(key) - 1)}
    others = {main[i : i + 2] for i in range(len(main) - 1)}
    return 2 * len(pairs & others) >= 0.8 * min(len(pairs), len(others))


def _link_units(database: sqlite3.Connection) -> None:
    """Point every place at the units that contain it, by their codes."""
    unit = "INSERT OR IGNORE INTO units SELECT ?, {code}, fid FROM places WHERE {condition} ORDER BY fid"
    country, admin1 = "country_code", "country_code || '.' || admin1_code"
    admin2 = f"{admin1} || '.' || admin2_code"
    is_country = "(feature_code LIKE 'PCL%' OR feature_code = 'TERR') AND country_code <> ''"
    database.execute("CREATE TEMP TABLE units (level INTEGER, code TEXT, fid INTEGER, PRIMARY KEY (level, code))")
    for level, code, condition in (
        (0, country, f"feature_class = 'A' AND {is_country}"),
        (1, admin1, "feature_code = 'ADM1' AND admin1_code <> ''"),
        (2, admin2, "feature_code = 'ADM2' AND admin2_code <> ''"),
    ):
        database.execute(unit.format(code=code, condition=condition), (level,))
    found = "coalesce((SELECT u.fid FROM units u WHERE level = {} AND code = {}), 0)"
    database.execute(
        f"UPDATE places SET country_fid = {found.format(0, country)},"
        f" admin1_fid = {found.format(1, admin1)}, admin2_fid = {found.format(2, admin2)}"
    )


def _write_names(database: sqlite3.Connection, part: Path, progress: Progress) -> None:
    progress("names", 0)
    keys = (key for (key,) in database.execute("SELECT DISTINCT key FROM raw ORDER BY key"))
    trie = marisa_trie.Trie(keys)
    trie.save(str(part / "names.marisa"))
    database.create_function("key_id", 1, trie.get, deterministic=True)
    database.execute(
        "INSERT INTO names SELECT k, fid, min(preference) >> 2, spelling FROM"
        " (SELECT key_id(key) AS k, fid, preference, spelling FROM raw)"
        " GROUP BY k, fid ORDER BY k, fid"
    )
    database.execute("DROP TABLE raw")


# --- Shapes ---------------------------------------------------------------------------------------


def _write_footprints(
    database: sqlite3.Connection, data: Path, rows: _Identity, progress: Progress
) -> None:
    done = 0
    for name in ("footprints", "areas"):
        for shape in tables.read_shapes(data, name):
            place = database.execute(
                "SELECT fid, name, feature_code, rank FROM places WHERE place_id = ?", (shape["place_id"],)
            ).fetchone()
            if place is None:
                raise GazetteerBuildError(f"shapes/{name}: no place {shape['place_id']}")
            blob, _ = geometry.from_geojson(shape["geometry"])
            rows.add(shape["place_id"], blob)
            polygon = shape["geometry"]["type"].endswith("Polygon")
            fid, place_name, code, rank = place
            database.execute(
                f"INSERT INTO {'polygons' if polygon else 'lines'} VALUES (?,?,?,?,?,?)",
                (fid, blob, shape["place_id"], place_name, code, rank),
            )
            database.execute(
                "UPDATE places SET kind = ? WHERE fid = ?", ("polygon" if polygon else "line", fid)
            )
            done += 1
    progress("footprints", done)


def _write_basemap(database: sqlite3.Connection, data: Path, rows: _Identity) -> None:
    for shape in tables.read_shapes(data, "land"):
        blob, _ = geometry.from_geojson(shape["geometry"])
        rows.add("land", shape["detail"], blob)
        detail = int(shape["detail"].removesuffix("m"))
        database.execute("INSERT INTO land (geom, detail) VALUES (?,?)", (blob, detail))
    for shape in tables.read_shapes(data, "boundaries"):
        blob, _ = geometry.from_geojson(shape["geometry"])
        views = json.dumps(shape["views"], sort_keys=True)
        rows.add("boundary", shape["detail"], shape["kind"], views, blob)
        detail = int(shape["detail"].removesuffix("m"))
        database.execute(
            "INSERT INTO boundaries (geom, detail, kind, name, views) VALUES (?,?,?,?,?)",
            (blob, detail, shape["kind"], shape["name"] or "", views),
        )


def _write_disputes(database: sqlite3.Connection, data: Path, rows: _Identity) -> None:
    for row in tables.read_disputes(data):
        rows.add(tuple(sorted(row.items())))
        for place_id in row["place_ids"].split():
            found = database.execute("SELECT fid FROM places WHERE place_id = ?", (place_id,)).fetchone()
            if found is None:
                raise GazetteerBuildError(f"facts/disputed.csv: no place {place_id}")
            database.execute(
                "INSERT OR IGNORE INTO disputes VALUES (?,?,?,?,?,?,?)",
                (found[0], row["name"], row["claimed_by"], row["administered_by"], row["since"],
                 row["note"], row["source"]),
            )  # fmt: skip
            database.execute("UPDATE places SET disputed = ? WHERE fid = ?", (row["note"], found[0]))


def _register_layers(database: sqlite3.Connection) -> None:
    """Index each layer with an R-tree and enter it in the GeoPackage's tables."""
    database.execute("CREATE INDEX places_admin1 ON places (admin1_fid) WHERE feature_class = 'A'")
    for table, geometry_type in _LAYERS.items():
        tree = f"rtree_{table}_geom"
        database.execute(f"CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy)")
        database.executemany(
            f"INSERT INTO {tree} VALUES (?,?,?,?,?)",
            (
                (fid, west, east, south, north)
                for fid, blob in database.execute(f"SELECT fid, geom FROM {table} ORDER BY fid")
                for west, south, east, north in (geometry.box_of(blob),)
            ),
        )
        bounds = database.execute(
            f"SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {tree}"
        ).fetchone()
        database.execute(
            "INSERT INTO gpkg_contents VALUES (?,'features',?,'','2026-01-01T00:00:00.000Z',?,?,?,?,4326)",
            (table, table, *bounds),
        )
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,4326,0,0)", (table, geometry_type)
        )
        database.execute(
            "INSERT INTO gpkg_extensions VALUES (?,'geom','gpkg_rtree_index',"
            "'http://www.geopackage.org/spec120/#extension_rtree','write-only')",
            (table,),
        )


# --- Columns for whole-document arithmetic --------------------------------------------------------


def _write_columns(database: sqlite3.Connection, part: Path) -> None:
    """Write what resolution asks of every candidate as flat arrays (see ``gazetteer.columns``)."""
    folder = part / "columns"
    folder.mkdir()
    codes = [c for (c,) in database.execute("SELECT DISTINCT feature_code FROM places ORDER BY 1")]
    number = {code: i for i, code in enumerate(codes)}
    (folder / "codes.json").write_text(json.dumps(codes), encoding="utf-8")
    place = {name: array(kind) for name, kind in
             (("lon", "f"), ("lat", "f"), ("size", "f"), ("code", "B"), ("country", "I"),
              ("admin1", "I"), ("admin2", "I"))}  # fmt: skip
    for blob, population, code, country, admin1, admin2 in database.execute(
        "SELECT geom, population, feature_code, country_fid, admin1_fid, admin2_fid FROM places ORDER BY fid"
    ):
        lon, lat = geometry.point_of(blob)
        values = (lon, lat, log10(population + 10), number[code], country, admin1, admin2)
        for column, value in zip(place.values(), values, strict=True):
            column.append(value)
    posting = {name: array(kind) for name, kind in (("fid", "I"), ("kind", "B"), ("spelling", "I"))}
    start = array("I")
    for key_id, fid, kind, spelling in database.execute(
        "SELECT key_id, fid, kind, spelling FROM names ORDER BY key_id, fid"
    ):
        while len(start) <= key_id:
            start.append(len(posting["fid"]))
        posting["fid"].append(fid)
        posting["kind"].append(kind)
        posting["spelling"].append(spelling_hash(spelling))
    start.append(len(posting["fid"]))
    for name, column in {**place, **{f"name_{k}": c for k, c in posting.items()}, "key_start": start}.items():
        if sys.byteorder == "big":
            column.byteswap()
        with (folder / f"{name}.{column.typecode}").open("wb") as file:
            column.tofile(file)
            os.fsync(file.fileno())
