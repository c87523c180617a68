"""Source tables → one gazetteer folder: streaming, deterministic, atomic."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gazetteer import derive, geometry
from gazetteer.corridors import write_network
from gazetteer.folder import fid_of
from gazetteer.manifest import SCHEMA_VERSION, Manifest, Source, hash_file, write_manifest
from gazetteer.place import GazetteerBuildError, GazetteerBusyError
from gazetteer.rtree import write_rtree, write_triggers
from gazetteer.shape_owners import ShapeOwners
from gazetteer.sources import tables
from gazetteer.sources.geonames import find_dump
from gazetteer.sources.joined import Joined
from gazetteer.sources.polygons import read_polygons
from gazetteer.sources.tables import PlaceRow
from gazetteer.worldview import NATURAL_EARTH_CODES

__all__ = ["DEFAULT_DATA", "build_gazetteer"]

DEFAULT_DATA = Path(__file__).parent / "data"
Progress = Callable[[str, float], None]
_LAYERS = {
    "places": "POINT",
    "polygons": "MULTIPOLYGON",
    "lines": "MULTILINESTRING",
    "land": "MULTIPOLYGON",
    "boundaries": "MULTILINESTRING",
}
_TABLES = ("disputes", "worldviews", "corridors")
_WRITTEN = "2026-01-01T00:00:00.000Z"  # the same for two builds


def build_gazetteer(
    data: Path = DEFAULT_DATA,
    out: Path | None = None,
    *,
    geonames: Path | None = None,
    countries: Collection[str] = (),
    shapes: Path | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Build a gazetteer folder from the source tables of a folder, and a GeoNames dump if given.

    The folder appears whole or not at all: it is written beside ``out`` and renamed. Two builds of
    the same sources have the same ``gazetteer_id``.

    Parameters
    ----------
    data
        Folder of the tables (``gazetteer/data/README.md`` describes them).
    out
        Folder to write; an existing gazetteer there is replaced. Default: beside this module.
    geonames
        A folder of GeoNames' files, zipped or not, or one of them: ``allCountries``, ``UA``,
        ``cities500``, and what is there of ``alternateNamesV2``, ``hierarchy``,
        ``admin1CodesASCII``, ``admin2Codes``, ``countryInfo`` and ``featureCodes_en``.
    countries
        ISO 3166-1 alpha-2 codes: only places there, what is in no country, and all countries.
    shapes
        Polygons and lines in any format geopandas reads, which take the place of those of the
        tables; joined by GeoNames or Wikidata id, else by name.
    progress
        Called with the name of a step and the share of it that is done, 0 to 1.

    Raises
    ------
    GazetteerBuildError
        Where a source cannot be read, ``out`` cannot be written, or is no gazetteer.
    GazetteerBusyError
        Where another process builds the same folder.
    """
    out = out or Path(__file__).parent / "default"
    sources = _Sources(data, geonames, frozenset(countries), shapes)
    if not any(data.glob("*.tsv.xz")):
        raise GazetteerBuildError(f"{data} holds no source tables: build in a clone of mentionmap")
    try:
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
                manifest = _write(sources, part, progress or (lambda step, share: None))
                _replace(part, out, old)
            except BaseException:
                shutil.rmtree(part, ignore_errors=True)
                raise
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or error
        raise GazetteerBuildError(f"{out} cannot be written ({reason})") from error
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


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a gazetteer is built from."""

    data: Path
    geonames: Path | None
    countries: frozenset[str]
    shapes: Path | None


def _write(sources: _Sources, part: Path, progress: Progress) -> Manifest:
    data, rows = sources.data, _Identity()
    scratch = part / "scratch"
    scratch.mkdir()
    joined: Joined | None = None
    if sources.geonames:
        dump = find_dump(sources.geonames, sources.countries)
        joined = Joined(data, dump, sources.countries, scratch, progress)
    database = sqlite3.connect(part / "places.gpkg", isolation_level=None)
    try:
        # Pages of 1 kB: a shape fills its last one half, whatever the size.
        database.executescript(
            "PRAGMA page_size = 1024; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "PRAGMA cache_size = -65536;"
        )
        schema = (Path(__file__).parent / "schema.sql").read_text(encoding="utf-8")
        database.executescript(schema)
        rows.add(schema)
        database.execute("BEGIN")
        more_names = scratch / "names.tmp"
        places = joined or tables.read_places(data, lambda share: progress("places", share))
        _write_places(database, places, rows, more_names)
        known = _Known(database, joined.place_ids if joined else {}, partial=joined is not None)
        _write_footprints(database, data, known, rows, progress)
        _write_basemap(database, data, rows)
        _write_disputes(database, data, known, rows)
        _write_worldviews(database, data, known, rows)
        progress("network", 0)
        rows.add("network", write_network(database, data, part))
        derive.write_columns(database, part)
        names, digest = derive.write_names(database, part, more_names, progress)
        rows.add("names", digest)
        report: Counter[str] = joined.defects if joined else Counter()
        if sources.shapes:
            owners = ShapeOwners(database, part, joined.place_ids if joined else {})
            _write_polygons(database, sources.shapes, owners, rows, report)
        _register_layers(database, progress)
        _register_tables(database)
        credits = _credits(sources, joined)
        _write_credits(database, credits)
        counts = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in (*_LAYERS, *_TABLES)
        }
        database.execute("COMMIT")
    finally:
        database.close()
    shutil.rmtree(scratch)
    files = {
        str(path.relative_to(part)): hash_file(path)
        for path in sorted(part.rglob("*"))
        if path.is_file()
    }
    manifest = Manifest(
        rows.digest(),
        SCHEMA_VERSION,
        counts | {"names": names},
        tuple(Source(**{field: source[field] for field in _CREDIT}) for source in credits),
        files,
        dict(sorted(report.items())),
    )
    write_manifest(manifest, part)
    return manifest


_CREDIT = ("name", "version", "licence", "credit", "url")


def _credits(sources: _Sources, joined: Joined | None) -> list[dict[str, str]]:
    credits = tables.read_sources(sources.data)
    if sources.shapes:
        name = sources.shapes.name
        credits.append(
            {"name": name, "version": "", "licence": "", "credit": f"Shapes: {name}", "url": ""}
        )
    if joined:
        credits.append(
            {
                "name": "GeoNames",
                "version": joined.newest,
                "licence": "CC BY 4.0",
                "credit": "Places and names: GeoNames (CC BY 4.0)",
                "url": "https://www.geonames.org/",
            }
        )
    return credits


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
    database: sqlite3.Connection, places: Iterable[PlaceRow], rows: _Identity, more_names: Path
) -> None:
    def values() -> Iterator[tuple[object, ...]]:
        # All but the main names are needed only until the index is written.
        with more_names.open("w", encoding="utf-8", newline="\n") as spill:
            for fid, place in enumerate(places, 1):
                row = (
                    fid, geometry.point_blob(place.lon, place.lat), place.place_id, place.name,
                    place.feature_class, place.feature_code, place.country_code, place.admin1_code,
                    place.admin2_code, place.population, place.rank, place.wikidata,
                )  # fmt: skip
                names = "\t".join(
                    map("|".join, (place.names, place.short, place.demonyms, place.aside))
                )
                rows.add(row, names)
                spill.write(names + "\n")
                yield row

    database.executemany(
        "INSERT INTO places (fid, geom, place_id, name, feature_class, feature_code, country_code,"
        " admin1_code, admin2_code, population, rank, wikidata) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
        values(),
    )
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


class _Known:
    """The row number of each place that the tables speak of."""

    def __init__(
        self, database: sqlite3.Connection, place_ids: Mapping[str, str], *, partial: bool
    ) -> None:
        self._database, self._place_ids, self._partial = database, place_ids, partial

    def fid(self, place_id: str, table: str) -> int | None:
        """Return a row number; ``None`` for what is not among the countries asked for."""
        fid = fid_of(self._database, self._place_ids.get(place_id, place_id))
        if fid is None and not self._partial:
            raise GazetteerBuildError(f"{table}: no place {place_id}")
        return fid


# --- Shapes ---------------------------------------------------------------------------------------


def _write_footprints(
    database: sqlite3.Connection, data: Path, known: _Known, rows: _Identity, progress: Progress
) -> None:
    for share, name in enumerate(("footprints", "areas")):
        progress("footprints", share / 2)
        for shape in tables.read_shapes(data, name):
            if (fid := known.fid(shape["place_id"], f"shapes/{name}")) is not None:
                _write_footprint(database, fid, shape["geometry"], rows)
    progress("footprints", 1.0)


def _write_footprint(
    database: sqlite3.Connection, fid: int, shape: dict[str, Any], rows: _Identity
) -> None:
    place_id, name, code, rank = database.execute(
        "SELECT place_id, name, feature_code, rank FROM places WHERE fid = ?", (fid,)
    ).fetchone()
    blob, _ = geometry.from_geojson(shape)
    rows.add(place_id, blob)
    polygon = shape["type"].endswith("Polygon")
    for table in ("polygons", "lines"):
        database.execute(f"DELETE FROM {table} WHERE fid = ?", (fid,))
    database.execute(
        f"INSERT INTO {'polygons' if polygon else 'lines'} VALUES (?,?,?,?,?,?)",
        (fid, blob, place_id, name, code, rank),
    )
    database.execute(
        "UPDATE places SET kind = ? WHERE fid = ?", ("polygon" if polygon else "line", fid)
    )


def _write_polygons(
    database: sqlite3.Connection,
    path: Path,
    owners: ShapeOwners,
    rows: _Identity,
    report: Counter[str],
) -> None:
    """Write a user's shapes in place of those of the tables."""
    from shapely.geometry import mapping

    for shape in read_polygons(path, report):
        found = owners.owner(shape)
        if found is None:
            report["rejected: shape of no known place"] += 1
            continue
        fid, by = found
        report[f"joined: shape by {by}"] += 1
        _write_footprint(database, fid, mapping(shape.geometry), rows)


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


def _write_disputes(
    database: sqlite3.Connection, data: Path, known: _Known, rows: _Identity
) -> None:
    for row in tables.read_facts(data, "disputed"):
        rows.add(tuple(sorted(row.items())))
        for place_id in row["place_ids"].split():
            if (fid := known.fid(place_id, "facts/disputed.csv")) is None:
                continue
            database.execute(
                "INSERT OR IGNORE INTO disputes VALUES (?,?,?,?,?,?,?)",
                (fid, row["name"], row["claimed_by"], row["administered_by"], row["since"],
                 row["note"], row["source"]),
            )  # fmt: skip
            database.execute("UPDATE places SET disputed = ? WHERE fid = ?", (row["note"], fid))


def _write_worldviews(
    database: sqlite3.Connection, data: Path, known: _Known, rows: _Identity
) -> None:
    countries = derive.country_fids(database)
    for row in tables.read_facts(data, "worldviews"):
        rows.add(tuple(sorted(row.items())))
        fid, code = known.fid(row["place_id"], "facts/worldviews.csv"), row["country_code"]
        if fid is None:
            continue
        if code and code not in countries:
            raise GazetteerBuildError(f"facts/worldviews.csv: no country {code}")
        database.execute(
            "INSERT INTO worldviews (view, fid, country_fid, country_code, source)"
            " VALUES (?,?,?,?,?)",
            (row["view"], fid, countries.get(code, 0), code, row["source"]),
        )


def _register_layers(database: sqlite3.Connection, progress: Progress) -> None:
    """Index each layer with an R-tree and enter it in the GeoPackage's tables."""
    for number, (table, geometry_type) in enumerate(_LAYERS.items()):
        progress("layers", number / len(_LAYERS))
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


def _write_credits(database: sqlite3.Connection, credits: list[dict[str, str]]) -> None:
    database.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://schema.org/Dataset',"
        " 'application/json', ?)",
        (json.dumps(credits, ensure_ascii=False, sort_keys=True),),
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference VALUES"
        f" ('geopackage', NULL, NULL, NULL, '{_WRITTEN}', 1, NULL)"
    )
