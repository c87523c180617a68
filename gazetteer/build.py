"""Source tables → one gazetteer folder: streaming, deterministic, atomic."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gazetteer import derive, geopackage
from gazetteer.corridors import write_network
from gazetteer.geopackage import Identity, Known, Progress
from gazetteer.manifest import (
    SCHEMA_VERSION,
    Manifest,
    Source,
    checksum,
    hash_file,
    write_manifest,
)
from gazetteer.place import GazetteerBuildError, GazetteerBusyError
from gazetteer.shape_owners import ShapeOwners
from gazetteer.sources import tables
from gazetteer.sources.corrections import corrected
from gazetteer.sources.geonames import find_dump
from gazetteer.sources.joined import Joined

__all__ = ["DEFAULT_DATA", "build_gazetteer"]

DEFAULT_DATA = Path(__file__).parent / "data"


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
    data, rows = sources.data, Identity()
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
        standing = geopackage.write_places(database, corrected(places, data), rows, more_names)
        known = Known(database, joined.place_ids if joined else {}, partial=joined is not None)
        geopackage.write_footprints(database, data, known, rows, progress)
        geopackage.write_basemap(database, data, rows)
        geopackage.write_disputes(database, data, known, rows)
        geopackage.write_worldviews(database, data, known, rows)
        progress("network", 0)
        rows.add("network", write_network(database, data, part))
        worth_of = derive.write_columns(database, part, standing)
        names, digest = derive.write_names(database, part, more_names, worth_of, progress)
        rows.add("names", digest)
        report: Counter[str] = joined.defects if joined else Counter()
        if sources.shapes:
            owners = ShapeOwners(database, part, joined.place_ids if joined else {})
            geopackage.write_own_shapes(database, sources.shapes, owners, rows, report)
        derive.write_extents(database, part)
        geopackage.register_layers(database, progress)
        geopackage.register_tables(database)
        credits = _credits(sources, joined)
        geopackage.write_credits(database, credits)
        counts = {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in (*geopackage.LAYERS, *geopackage.TABLES)
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
        checksum(part / "names.marisa"),
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
