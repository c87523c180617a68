"""The tables of ``places.gpkg``, written one after the other: places, shapes, facts, layers."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf, isfinite
from pathlib import Path
from typing import Any

from gazetteer import derive, geometry
from gazetteer.folder import fid_of
from gazetteer.place import GazetteerBuildError
from gazetteer.rtree import write_rtree, write_triggers
from gazetteer.shape_owners import ShapeOwners
from gazetteer.sources import tables
from gazetteer.sources.polygons import read_polygons
from gazetteer.sources.tables import PlaceRow
from gazetteer.worldview import NATURAL_EARTH_CODES
from gazetteer.worth import DUMP_ONLY, NO_RANK

__all__ = [
    "LAYERS",
    "TABLES",
    "Identity",
    "Known",
    "Progress",
    "register_layers",
    "register_tables",
    "write_basemap",
    "write_credits",
    "write_disputes",
    "write_footprints",
    "write_own_shapes",
    "write_places",
    "write_worldviews",
]

Progress = Callable[[str, float], None]
LAYERS = {
    "places": "POINT",
    "polygons": "MULTIPOLYGON",
    "lines": "MULTILINESTRING",
    "land": "MULTIPOLYGON",
    "boundaries": "MULTILINESTRING",
}
TABLES = ("disputes", "worldviews")
_WRITTEN = "2026-01-01T00:00:00.000Z"  # the same for two builds


class Identity:
    """A hash over all rows written, independent of how SQLite lays them out."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, *values: object) -> None:
        """Take in the values of a row."""
        self._hash.update(repr(values).encode("utf-8", "surrogatepass"))

    def digest(self) -> str:
        """Return sixteen hexadecimal digits."""
        return self._hash.hexdigest()[:16]


def write_places(
    database: sqlite3.Connection, places: Iterable[PlaceRow], rows: Identity, more_names: Path
) -> array[int]:
    """Write all places; return the standing of each (see ``gazetteer.columns``)."""
    standing = array("B")
    ranks: list[tuple[int, int]] = []

    def values() -> Iterator[tuple[object, ...]]:
        # All but the main names are needed only until the index is written.
        with more_names.open("w", encoding="utf-8", newline="\n") as spill:
            for fid, place in enumerate(places, 1):
                row = (
                    fid, geometry.point_blob(place.lon, place.lat), place.place_id, place.name,
                    place.feature_class, place.feature_code, place.country_code, place.admin1_code,
                    place.admin2_code, place.population, place.wikidata,
                )  # fmt: skip
                names = "\t".join(
                    map("|".join, (place.names, place.short, place.demonyms, place.aside))
                )
                standing.append(_standing(place))
                rows.add(row, place.rank, names, standing[-1])
                if place.rank is not None:  # those of the vendored tables alone, some thousands
                    ranks.append((place.rank, fid))
                spill.write(names + "\n")
                yield row

    database.executemany(
        "INSERT INTO places (fid, geom, place_id, name, feature_class, feature_code, country_code,"
        " admin1_code, admin2_code, population, wikidata) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        values(),
    )
    for column in ("kind TEXT", "rank INTEGER", "disputed TEXT"):
        database.execute(f"ALTER TABLE places ADD COLUMN {column}")
    database.executemany("UPDATE places SET rank = ? WHERE fid = ?", ranks)
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
    return standing


def _standing(place: PlaceRow) -> int:
    if not place.listed:
        return DUMP_ONLY
    return NO_RANK if place.rank is None else min(place.rank + 1, NO_RANK - 1)


class Known:
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


def write_footprints(
    database: sqlite3.Connection, data: Path, known: Known, rows: Identity, progress: Progress
) -> None:
    """Write the shapes of the tables."""
    for share, name in enumerate(("footprints", "areas")):
        progress("footprints", share / 2)
        for shape in tables.read_shapes(data, name):
            if (fid := known.fid(shape["place_id"], f"shapes/{name}")) is not None:
                _write_footprint(database, fid, shape["geometry"], rows)
    progress("footprints", 1.0)


def _write_footprint(
    database: sqlite3.Connection, fid: int, shape: dict[str, Any], rows: Identity
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


def write_own_shapes(
    database: sqlite3.Connection,
    path: Path,
    owners: ShapeOwners,
    rows: Identity,
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


def write_basemap(database: sqlite3.Connection, data: Path, rows: Identity) -> None:
    """Write land and borders."""
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


def write_disputes(database: sqlite3.Connection, data: Path, known: Known, rows: Identity) -> None:
    """Write the notes on disputed territory, and which place each is of."""
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


def write_worldviews(
    database: sqlite3.Connection, data: Path, known: Known, rows: Identity
) -> None:
    """Write which country a view has a place in."""
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


def register_layers(database: sqlite3.Connection, progress: Progress) -> None:
    """Enter each layer in the GeoPackage's tables, and index it with an R-tree if it has shapes.

    Of the places the index is columns/band_fid, a tenth of the size.
    """
    for number, (table, geometry_type) in enumerate(LAYERS.items()):
        progress("layers", number / len(LAYERS))
        indexed = geometry_type != "POINT"
        boxes = (
            (fid, geometry.box_of(blob))
            for fid, blob in database.execute(f"SELECT fid, geom FROM {table} ORDER BY fid")
        )
        bounds = [inf, inf, -inf, -inf]
        if indexed:
            write_rtree(database, f"rtree_{table}_geom", _bounding(boxes, bounds))
            write_triggers(database, table, "geom")
        else:
            for _ in _bounding(boxes, bounds):
                pass
        database.execute(
            f"INSERT INTO gpkg_contents VALUES (?,'features',?,'','{_WRITTEN}',?,?,?,?,4326)",
            (table, table, *(bounds if isfinite(bounds[0]) else [None] * 4)),
        )
        database.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?,'geom',?,4326,0,0)", (table, geometry_type)
        )
        if indexed:
            database.execute(
                "INSERT INTO gpkg_extensions VALUES (?,'geom','gpkg_rtree_index',"
                "'http://www.geopackage.org/spec120/#extension_rtree','write-only')",
                (table,),
            )


def _bounding(
    boxes: Iterable[tuple[int, geometry.Box]], bounds: list[float]
) -> Iterator[tuple[int, geometry.Box]]:
    """Yield boxes, and widen the bounds (west, south, east, north) to hold them."""
    for fid, box in boxes:
        west, south, east, north = box
        bounds[0], bounds[1] = min(bounds[0], west), min(bounds[1], south)
        bounds[2], bounds[3] = max(bounds[2], east), max(bounds[3], north)
        yield fid, box


def register_tables(database: sqlite3.Connection) -> None:
    """Enter the tables without geometry, which GDAL then lists as layers of attributes."""
    database.executemany(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)"
        f" VALUES (?1, 'attributes', ?1, '{_WRITTEN}')",
        [(table,) for table in TABLES],
    )


def write_credits(database: sqlite3.Connection, credits: list[dict[str, str]]) -> None:
    """Write whose data it is, as the file's metadata."""
    database.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://schema.org/Dataset',"
        " 'application/json', ?)",
        (json.dumps(credits, ensure_ascii=False, sort_keys=True),),
    )
    database.execute(
        "INSERT INTO gpkg_metadata_reference VALUES"
        f" ('geopackage', NULL, NULL, NULL, '{_WRITTEN}', 1, NULL)"
    )
