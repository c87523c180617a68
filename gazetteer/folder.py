"""An open gazetteer folder, read-only: its files mapped, and its rows as places."""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from gazetteer.geometry import Box, point_of, wkb_of
from gazetteer.index import NameIndex
from gazetteer.manifest import Manifest, checksum, hash_file, is_sealed, read_manifest
from gazetteer.place import CURE, GazetteerCorruptError, GazetteerError, Place, unread
from gazetteer.postings import Postings
from gazetteer.worldview import ISO, Worldview

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from shapely.geometry.base import BaseGeometry

__all__ = ["Folder", "fid_of"]

_PLACE_COLUMNS = (
    "place_id, name, feature_class, feature_code, country_code, admin1_code, geom, population,"
    " coalesce(kind, 'point'), admin2_code, disputed, fid"
)


def fid_of(database: sqlite3.Connection, place_id: str) -> int | None:
    """Return the row number of a place."""
    is_geonames = place_id.startswith("geonames:")
    row = database.execute(_GEONAMES_FID if is_geonames else _OTHER_FID, (place_id,)).fetchone()
    return row[0] if row else None


# In the words of the two partial indexes; the plus sign keeps SQLite from choosing a scan.
_GEONAMES_FID = (
    "SELECT fid FROM places WHERE place_id GLOB 'geonames:*' AND CAST(substr(place_id, 10) AS"
    " INTEGER) = CAST(substr(?1, 10) AS INTEGER) AND +place_id = ?1"
)
_OTHER_FID = "SELECT fid FROM places WHERE place_id NOT GLOB 'geonames:*' AND place_id = ?1"


_FAULTS = (
    sqlite3.Error, struct.error, OSError, RuntimeError, LookupError, ValueError, TypeError,
)  # fmt: skip


def _uri(path: str) -> bytes:
    """Return the address of a database that nobody writes to (https://www.sqlite.org/uri.html)."""
    escaped = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return os.fsencode(f"file:{escaped}?mode=ro&immutable=1")


class _Intact:
    """A context manager that costs next to nothing: look-ups enter it several times."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, GazetteerError):
            return
        if isinstance(error, _FAULTS):
            raise GazetteerCorruptError(f"{self._path} cannot be read ({error}): {CURE}") from error


class Folder:
    """The files of a gazetteer, opened once, in one worldview; a place is known by its fid."""

    def __init__(self, path: str, view: str = ISO) -> None:
        self.path = path
        self.manifest: Manifest = read_manifest(path)
        self._intact = _Intact(path)
        with self.intact():
            names = os.path.join(path, "names.marisa")
            if checksum(names) != self.manifest.checksum:
                raise GazetteerCorruptError(f"{names} is damaged: {CURE}")
            self.index = NameIndex(names)
            self.postings = Postings(path)
            self._database = sqlite3.connect(
                _uri(os.path.join(path, "places.gpkg")), uri=True, check_same_thread=False
            )
            self._database.execute("PRAGMA mmap_size = 1073741824")
        # What holds a point is asked of the same units again and again, and so are known places.
        self.at = lru_cache(maxsize=8192)(self._at)
        self._read = self._row  # one bound method for all places
        self.polygon = lru_cache(maxsize=512)(self._polygon)
        self.footprint = lru_cache(maxsize=512)(self._footprint)
        self.worldview = Worldview(view, {} if view == ISO else self._seen(view))

    def _seen(self, view: str) -> dict[int, tuple[int, str]]:
        sql = "SELECT fid, country_fid, country_code FROM worldviews WHERE view = ?"
        return {fid: (country, code) for fid, country, code in self.execute(sql, (view,))}

    def intact(self) -> _Intact:
        """Say of whatever goes wrong while reading the folder that the folder is broken."""
        return self._intact

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Return the rows of a query."""
        with self.intact():
            return self._database.execute(sql, parameters).fetchall()

    def fid(self, place_id: str) -> int | None:
        """Return the row number of a place, or ``None``."""
        with self.intact():
            return fid_of(self._database, place_id)

    def _at(self, fid: int) -> Place:
        """Return the place of a row number; it reads its row when first asked for a field."""
        if not 1 <= fid <= len(self.postings.lon):
            raise GazetteerCorruptError(f"{self.path} has no place {fid}: {CURE}")
        return unread(self._read, fid)

    def _row(self, fid: int) -> tuple[Any, ...]:
        with self.intact():
            return self._fields(self._database.execute(_AT, (fid,)).fetchone())

    def _fields(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Return the fields of the place of a row of ``_PLACE_COLUMNS``."""
        seen = self._seen_country(row[11])
        code = row[4] if seen is None else seen[1]
        return *row[:4], code, row[5], *point_of(row[6]), *row[7:11]

    def _seen_country(self, fid: int) -> tuple[int, str] | None:
        if not self.worldview.seen:
            return None
        return self.worldview.country_of((fid, *self.postings.units(fid)))

    def parents(self, fid: int) -> list[int]:
        """Return the fids of the units that hold a place, smallest first, its country last.

        What a worldview has as a part of another country stands before that country.
        """
        own = self.iso_country(fid)
        admin2, admin1, country = self.units(fid)
        units = (admin2, admin1, own if own in self.worldview.seen else 0, country)
        return [unit for unit in dict.fromkeys(units) if unit not in (0, fid)]

    def iso_country(self, fid: int) -> int:
        """Return the fid of the country a place is in by ISO 3166, whatever the worldview."""
        with self.intact():
            return self.postings.units(fid)[2]

    def has_country(self, code: str) -> bool:
        """Tell whether any place is in the country of an ISO 3166-1 alpha-2 code."""
        with self.intact():
            return code in self.postings.countries

    def places(self, fids: Iterable[int]) -> dict[int, Place]:
        """Return the places of many row numbers."""
        rows = {int(fid) for fid in fids}
        if len(rows) < _MANY:
            return {fid: self.at(fid) for fid in rows}
        wanted = ",".join(map(str, sorted(rows)))
        sql = f"SELECT {_PLACE_COLUMNS} FROM places WHERE fid IN ({wanted})"
        return {row[11]: Place(*self._fields(row)) for row in self.execute(sql)}

    def units(self, fid: int) -> tuple[int, int, int]:
        """Return the fids of the units and the country that hold a place; 0 for none."""
        with self.intact():
            admin2, admin1, country = self.postings.units(fid)
            seen = self._seen_country(fid)
            return admin2, admin1, country if seen is None else seen[0]

    def box(self, fid: int) -> Box | None:
        """Return the box of a polygon (WGS 84 degrees), ``None`` where a place has none."""
        sql = "SELECT minx, miny, maxx, maxy FROM rtree_polygons_geom WHERE id = ?"
        for west, south, east, north in self.execute(sql, (fid,)):
            return west, south, east, north
        return None

    def units_over(self, lon: float, lat: float) -> list[int]:
        """Return the fids of the countries and units whose boxes hold a point."""
        west, east, south, north = self._boxes[1:]
        inside = (west <= lon) & (east >= lon) & (south <= lat) & (north >= lat)
        fids: list[int] = self._boxes[0][inside].astype(int).tolist()
        return fids

    def polygons_in(self, west: float, south: float, east: float, north: float) -> Any:
        """Return the fids of the polygons whose boxes meet a box, as an array."""
        lows, highs, bottoms, tops = self._boxes[1:]
        meets = (lows <= east) & (highs >= west) & (bottoms <= north) & (tops >= south)
        return self._boxes[0][meets].astype(int)

    @cached_property
    def _boxes(self) -> Any:
        """The boxes of units as one array: asking the R-tree takes three times as long."""
        import numpy as np

        classes, code = self.postings.classes, self.postings.code
        rows = self.execute("SELECT id, minx, maxx, miny, maxy FROM rtree_polygons_geom")
        units = [row for row in rows if classes[code[row[0] - 1]] == "A"]
        return np.array(units).reshape(-1, 5).T.copy()

    def _footprint(self, fid: int) -> BaseGeometry | None:
        """Return the polygon or line of a place; ``None`` if it has a point."""
        shape = self._shape(fid)
        if shape is None or not self.worldview.seen:
            return shape
        # A country is what ISO gives it, less what the view gives others, and what it gives it.
        import shapely

        for unit, (country, _) in sorted(self.worldview.seen.items()):
            own = self.iso_country(unit)
            if fid != unit and fid in (own, country) and (part := self._shape(unit)) is not None:
                shape = shapely.union(shape, part) if fid == country else shape - part
        return shape

    def _polygon(self, fid: int) -> tuple[BaseGeometry, float]:
        """Return the polygon of a place that has one, prepared for many questions, and its area."""
        import shapely

        ((blob,),) = self.execute("SELECT geom FROM polygons WHERE fid = ?", (fid,))
        with self.intact():
            polygon = shapely.from_wkb(wkb_of(blob))
        shapely.prepare(polygon)
        return polygon, polygon.area  # square degrees, to tell smaller from larger

    def _shape(self, fid: int) -> BaseGeometry | None:
        import shapely

        for table in ("polygons", "lines"):
            for (blob,) in self.execute(f"SELECT geom FROM {table} WHERE fid = ?", (fid,)):
                with self.intact():
                    return shapely.from_wkb(wkb_of(blob))
        return None

    def faults(self) -> list[str]:
        """Return what is wrong with the files, else with the shapes in them."""
        faults = [
            f"{name}: not the file its manifest describes"
            for name, (digest, _) in self.manifest.files.items()
            if hash_file(os.path.join(self.path, name))[0] != digest
        ]
        if not is_sealed(self.path):
            faults.append("manifest.json: not as it was written")
        faults = faults or [
            str(row[0]) for row in self.execute("PRAGMA integrity_check") if row[0] != "ok"
        ]
        return faults or list(self._invalid_shapes())

    def _invalid_shapes(self) -> Iterator[str]:
        import shapely

        for table in ("polygons", "lines"):
            for place_id, blob in self.execute(f"SELECT place_id, geom FROM {table}"):
                with self.intact():
                    shape = shapely.from_wkb(wkb_of(blob))
                if shape.is_empty or not shape.is_valid:
                    yield f"the footprint of {place_id}: {shapely.is_valid_reason(shape)}"


_MANY = 24  # rows that a query of their own reads sooner, though some be remembered
_AT = f"SELECT {_PLACE_COLUMNS} FROM places WHERE fid = ?"
