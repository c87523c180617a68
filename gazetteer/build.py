"""Source tables → one gazetteer folder: streaming, deterministic, atomic."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gazetteer import derive, geometry
from gazetteer.folder import fid_of
from gazetteer.manifest import SCHEMA_VERSION, Manifest, Source, hash_file, write_manifest
from gazetteer.place import GazetteerBuildError, GazetteerBusyError
from gazetteer.rtree import write_rtree, write_triggers
from gazetteer.sources import tables
from gazetteer.sources.tables import PlaceRow
from gazetteer.worldview import NATURAL_EARTH_CODES

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
_TABLES = ("disputes", "worldviews")
_WRITTEN = "2026-01-01T00:00:00.000Z"  # the same for two builds


def build_gazetteer(
    data: Path = DEFAULT_DATA, out: Path | None = None, *, progress: Progress | None = None
) -> Manifest:
    """Build a gazetteer folder from the source tables of a folder.

    The folder appears whole or not at all: it is written beside ``out`` and renamed. Two builds of
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
    if not any(data.glob("*.tsv.xz")):
        raise GazetteerBuildError(f"{data} holds no source tables: build in a clone of mentionmap")
    if out.exists() and (
        not out.is_dir() or (any(out.iterdir()) and not (out / "manifest.json").exists())
    ):
        raise GazetteerBuildError(f"{out} exists and is not a gazetteer: choose another folder")
    out.parent.mkdir(parents=True, exist_ok=True)
    with _locked(out.with_name(f".{out.name}.lock")):
        part, old = out.with_name(f".{out.name}.part"), out.with_name(f".{out.name}.old")
        if old.exists() and not out.exists():
            old.rename(out)  # a build was killed between its two renames
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        try:
            manifest = _write(data, part, progress or (lambda step, rows: None))
            _replace(part, out, old)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return manifest


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(lock.fileno()).st_ino != path.stat().st_ino:
                raise BlockingIOError  # its last holder has just removed it
        except (BlockingIOError, FileNotFoundError):
            raise GazetteerBusyError(
                f"another process is building beside {path}: wait for it"
            ) from None
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _replace(part: Path, out: Path, old: Path) -> None:
    for path in part.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    try:
        part.rename(out)
    except BaseException:
        if old.exists() and not out.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write(data: Path, part: Path, progress: Progress) -> Manifest:
    rows = _Identity()
    database = sqlite3.connect(part / "places.gpkg", isolation_level=None)
    try:
        # Pages of 1 kB: a shape fills its last one half, whatever the size.
        database.executescript(
            "PRAGMA page_size = 1024; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        )
        schema = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
        database.executescript(schema)
        rows.add(schema)
        database.execute("BEGIN")
        _write_places(database, tables.read_places(data), rows, progress)
        _write_footprints(database, data, rows, progress)
        _write_basemap(database, data, rows)
        _write_disputes(database, data, rows)
        _write_worldviews(database, data, rows)
        _register_layers(database)
        _register_tables(database)
        _write_credits(database, data)
        counts = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in (*_LAYERS, *_TABLES)
        }
        database.execute("COMMIT")
        derive.write_columns(database, part)
        counts["names"], digest = derive.write_names(database, part, progress)
        rows.add("names", digest)
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


# --- Places ---------------------------------------------------------------------------------------


def _write_places(
    database: sqlite3.Connection, places: Iterable[PlaceRow], rows: _Identity, progress: Progress
) -> None:
    # All but the main names are needed only until the index is written.
    database.execute(
        "CREATE TEMP TABLE more_names"
        " (fid INTEGER PRIMARY KEY, names TEXT, short TEXT, demonyms TEXT)"
    )
    more_names: list[tuple[object, ...]] = []

    def write_names() -> None:
        database.executemany("INSERT INTO more_names VALUES (?,?,?,?)", more_names)
        more_names.clear()

    def values() -> Iterator[tuple[object, ...]]:
        for fid, place in enumerate(places, 1):
            row = (
                fid, geometry.point_blob(place.lon, place.lat), place.place_id, place.name,
                place.feature_class, place.feature_code, place.country_code, place.admin1_code,
                place.admin2_code, place.population, place.rank, place.wikidata,
            )  # fmt: skip
            names = ("|".join(place.names), "|".join(place.short), "|".join(place.demonyms))
            rows.add(row, names)
            more_names.append((fid, *names))
            if len(more_names) >= 10000:
                write_names()
            yield row
            if fid % 20000 == 0:
                progress("places", fid)

    database.executemany(
        "INSERT INTO places (fid, geom, place_id, name, feature_class, feature_code, country_code,"
        " admin1_code, admin2_code, population, rank, wikidata) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        values(),
    )
    write_names()
    # By number: fifteen bytes a place fewer than an index of whole ids (folder.fid_of asks so).
    try:
        database.execute(
            "CREATE UNIQUE INDEX places_geonames ON places (CAST(substr(place_id, 10) AS INTEGER))"
            " WHERE place_id GLOB 'geonames:*'"
        )
        database.execute(
            "CREATE UNIQUE INDEX places_others ON places (place_id)"
            " WHERE place_id NOT GLOB 'geonames:*'"
        )
    except sqlite3.IntegrityError:
        ((place_id,),) = database.execute(
            "SELECT min(place_id) FROM (SELECT place_id FROM places GROUP BY 1 HAVING count(*) > 1)"
        )
        raise GazetteerBuildError(f"{place_id} stands in the tables twice") from None


# --- Shapes ---------------------------------------------------------------------------------------


def _write_footprints(
    database: sqlite3.Connection, data: Path, rows: _Identity, progress: Progress
) -> None:
    done = 0
    for name in ("footprints", "areas"):
        for shape in tables.read_shapes(data, name):
            fid = fid_of(database, shape["place_id"])
            if fid is None:
                raise GazetteerBuildError(f"shapes/{name}: no place {shape['place_id']}")
            place_name, code, rank = database.execute(
                "SELECT name, feature_code, rank FROM places WHERE fid = ?", (fid,)
            ).fetchone()
            blob, _ = geometry.from_geojson(shape["geometry"])
            rows.add(shape["place_id"], blob)
            polygon = shape["geometry"]["type"].endswith("Polygon")
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
        named = {NATURAL_EARTH_CODES.get(code, code): way for code, way in shape["views"].items()}
        views = json.dumps(named, sort_keys=True)
        rows.add("boundary", shape["detail"], shape["kind"], views, blob)
        detail = int(shape["detail"].removesuffix("m"))
        database.execute(
            "INSERT INTO boundaries (geom, detail, kind, name, views) VALUES (?,?,?,?,?)",
            (blob, detail, shape["kind"], shape["name"] or "", views),
        )


def _write_disputes(database: sqlite3.Connection, data: Path, rows: _Identity) -> None:
    for row in tables.read_facts(data, "disputed"):
        rows.add(tuple(sorted(row.items())))
        for place_id in row["place_ids"].split():
            fid = fid_of(database, place_id)
            if fid is None:
                raise GazetteerBuildError(f"facts/disputed.csv: no place {place_id}")
            database.execute(
                "INSERT OR IGNORE INTO disputes VALUES (?,?,?,?,?,?,?)",
                (fid, row["name"], row["claimed_by"], row["administered_by"], row["since"],
                 row["note"], row["source"]),
            )  # fmt: skip
            database.execute("UPDATE places SET disputed = ? WHERE fid = ?", (row["note"], fid))


def _write_worldviews(database: sqlite3.Connection, data: Path, rows: _Identity) -> None:
    countries = derive.country_fids(database)
    for row in tables.read_facts(data, "worldviews"):
        rows.add(tuple(sorted(row.items())))
        fid, code = fid_of(database, row["place_id"]), row["country_code"]
        if fid is None or (code and code not in countries):
            raise GazetteerBuildError(f"facts/worldviews.csv: no place {row['place_id']} or {code}")
        database.execute(
            "INSERT INTO worldviews (view, fid, country_fid, country_code, source)"
            " VALUES (?,?,?,?,?)",
            (row["view"], fid, countries.get(code, 0), code, row["source"]),
        )


def _register_layers(database: sqlite3.Connection) -> None:
    """Index each layer with an R-tree and enter it in the GeoPackage's tables."""
    for table, geometry_type in _LAYERS.items():
        tree = f"rtree_{table}_geom"
        write_rtree(
            database,
            tree,
            (
                (fid, geometry.box_of(blob))
                for fid, blob in database.execute(f"SELECT fid, geom FROM {table} ORDER BY fid")
            ),
        )
        write_triggers(database, table, "geom")
        bounds = database.execute(
            f"SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {tree}"
        ).fetchone()
        database.execute(
            f"INSERT INTO gpkg_contents VALUES (?,'features',?,'','{_WRITTEN}',?,?,?,?,4326)",
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


def _register_tables(database: sqlite3.Connection) -> None:
    """Enter the tables without geometry, which GDAL then lists as layers of attributes."""
    database.executemany(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
        f" VALUES (?1, 'attributes', ?1, '{_WRITTEN}')",
        [(table,) for table in _TABLES],
    )


def _write_credits(database: sqlite3.Connection, data: Path) -> None:
    credits = json.dumps(tables.read_sources(data), ensure_ascii=False, sort_keys=True)
    database.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://schema.org/Dataset',"
        " 'application/json', ?)",
        (credits,),
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference VALUES"
        f" ('geopackage', NULL, NULL, NULL, '{_WRITTEN}', 1, NULL)"
    )
