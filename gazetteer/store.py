"""``Gazetteer``: look-ups in a built folder, read-only; imports nothing heavier than sqlite3."""

from __future__ import annotations

import json
import math
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gazetteer.geometry import point_of, wkb_of
from gazetteer.index import NameIndex
from gazetteer.manifest import Manifest, hash_file, read_manifest
from gazetteer.names import GenericTerm, NameKind, fold, spelling_hash, split_generic
from gazetteer.place import CURE, GazetteerCorruptError, GazetteerError, Place
from gazetteer.postings import Postings

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from gazetteer.columns import Columns

__all__ = ["DEFAULT_PATH", "Basemap", "Gazetteer", "distance_km", "fid_of", "open_gazetteer"]

DEFAULT_PATH = Path(__file__).parent / "default"
WORLDVIEWS = ("iso",)
_EARTH_KM = 6371.0088  # mean radius, IUGG

_PLACE = (
    "p.place_id, p.name, p.feature_class, p.feature_code, p.country_code, p.admin1_code, p.geom,"
    " p.population, coalesce(p.kind, 'point'), p.admin2_code, p.disputed"
)


def distance_km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Return the great-circle distance on a sphere of 6371.0088 km (haversine formula)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    a = math.sin((phi2 - phi1) / 2) ** 2
    a += math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(a)))


@dataclass(frozen=True, slots=True)
class Basemap:
    """What lies under a map: geometry not clipped to the box asked for.

    ``boundaries`` are (kind, views, geometry), where views maps a country code to how that country
    sees the line; ``rivers`` and ``lakes`` are (name, rank, geometry); ``towns`` largest first.
    """

    land: tuple[BaseGeometry, ...]
    boundaries: tuple[tuple[str, dict[str, str], BaseGeometry], ...]
    rivers: tuple[tuple[str, int, BaseGeometry], ...]
    lakes: tuple[tuple[str, int, BaseGeometry], ...]
    towns: tuple[Place, ...]


def open_gazetteer(path: str | Path | None = None, *, worldview: str = "iso") -> Gazetteer:
    """Open a gazetteer folder; the one built at installation by default.

    Raises
    ------
    GazetteerNotFoundError, GazetteerCorruptError, GazetteerVersionError
        The text of each says what to do.
    """
    if worldview not in WORLDVIEWS:
        raise GazetteerError(f"no worldview {worldview!r}: choose from {', '.join(WORLDVIEWS)}")
    return Gazetteer(DEFAULT_PATH if path is None else Path(path), worldview)


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


def _place(row: Sequence[Any]) -> Place:
    lon, lat = point_of(row[6])
    return Place(row[0], row[1], row[2], row[3], row[4], row[5], lon, lat, *row[7:11])


class _Hit(NamedTuple):
    """A place of a key: what kind of name it is, and whether a generic term agrees."""

    place: Place
    fid: int
    kind: NameKind
    agrees: bool


class Gazetteer:
    """Names, points and footprints of places; use :func:`open_gazetteer`."""

    def __init__(self, path: Path, worldview: str) -> None:
        self.path = path
        self.worldview = worldview
        self.manifest: Manifest = read_manifest(path)
        uri = (path / "places.gpkg").absolute().as_uri() + "?mode=ro&immutable=1"
        with self._intact():
            self._index = NameIndex(path / "names.marisa")
            self._postings = Postings(path)
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._database.execute("PRAGMA mmap_size = 1073741824")

    def __reduce__(self) -> tuple[Any, ...]:
        return Gazetteer, (self.path, self.worldview)

    def __repr__(self) -> str:
        places = self.manifest.counts["places"]
        return f"<Gazetteer {self.id} of {places:,} places, worldview {self.worldview}>"

    @property
    def id(self) -> str:
        """Identity of the content: the same for two builds from the same sources."""
        return self.manifest.gazetteer_id

    @property
    def credits(self) -> tuple[str, ...]:
        """Credit lines of the sources."""
        return tuple(dict.fromkeys(source.credit for source in self.manifest.sources))

    @property
    def index(self) -> NameIndex:
        """The name index, to scan texts with."""
        return self._index

    @cached_property
    def columns(self) -> Columns:
        """The places as flat arrays (imports NumPy)."""
        from gazetteer.columns import open_columns

        with self._intact():
            return open_columns(self.path)

    def verify(self) -> list[str]:
        """Return what is wrong with the folder's files: nothing if each has its SHA-256."""
        faults = [
            f"{name}: not the file its manifest describes"
            for name, (digest, _) in self.manifest.files.items()
            if hash_file(self.path / name)[0] != digest
        ]
        return faults or [
            str(row[0]) for row in self._execute("PRAGMA integrity_check") if row[0] != "ok"
        ]

    @contextmanager
    def _intact(self) -> Iterator[None]:
        """Say of whatever goes wrong while reading the folder that the folder is broken."""
        try:
            yield
        except GazetteerError:
            raise
        except (sqlite3.Error, struct.error, OSError, RuntimeError, LookupError, ValueError,
                TypeError) as error:  # fmt: skip
            raise GazetteerCorruptError(f"{self.path} cannot be read ({error}): {CURE}") from error

    def _execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        with self._intact():
            return self._database.execute(sql, parameters).fetchall()

    def _fid(self, place_id: str) -> int | None:
        with self._intact():
            return fid_of(self._database, place_id)

    def _at(self, fid: int) -> Place:
        with self._intact():
            row = self._database.execute(f"SELECT {_PLACE} FROM places p WHERE fid = ?", (fid,))
            return _place(row.fetchone())

    # --- One place --------------------------------------------------------------------------------

    def get(self, place_id: str) -> Place | None:
        """Return the place of an id, or ``None``."""
        fid = self._fid(place_id)
        return None if fid is None else self._at(fid)

    def places(self, fids: Iterable[int]) -> dict[int, Place]:
        """Return the places of many fids (see ``gazetteer.columns``)."""
        wanted = ",".join(str(int(fid)) for fid in sorted(set(fids)))
        sql = f"SELECT p.fid, {_PLACE} FROM places p WHERE p.fid IN ({wanted})"
        return {row[0]: _place(row[1:]) for row in self._execute(sql)}

    def parents(self, place_id: str) -> list[Place]:
        """Return the units that contain a place, smallest first."""
        fid = self._fid(place_id)
        if fid is None:
            return []
        return [self._at(unit) for unit in self._units(fid) if unit not in (0, fid)]

    def _units(self, fid: int) -> tuple[int, int, int]:
        with self._intact():
            return self._postings.units(fid)

    def footprint(self, place_id: str) -> BaseGeometry | None:
        """Return the polygon or line of a place (WGS 84 degrees); ``None`` if it has a point."""
        import shapely

        fid = self._fid(place_id)
        for table in ("polygons", "lines"):
            for (blob,) in self._execute(f"SELECT geom FROM {table} WHERE fid = ?", (fid,)):
                with self._intact():
                    return shapely.from_wkb(wkb_of(blob))
        return None

    # --- By name ----------------------------------------------------------------------------------

    def lookup(
        self,
        name: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        fuzzy: bool = False,
        limit: int = 10,
        feature_class: str | None = None,
    ) -> list[Place]:
        """Return the places of a name, best first.

        Parameters
        ----------
        name
            A name in any language, with a generic term ("Kherson region") or containing places
            ("Wilmington, DE", "Paris, Texas, USA") if wanted.
        country
            ISO 3166-1 alpha-2: only places there.
        near
            (lon, lat) in degrees: nearer namesakes first.
        fuzzy
            Also try names one edit away, where there is no exact one and the name is longer than
            four characters.
        feature_class
            GeoNames class, such as ``"P"``.
        """
        return [place for place, _ in self.ranked(
            name, country=country, near=near, fuzzy=fuzzy, limit=limit, feature_class=feature_class
        )]  # fmt: skip

    def ranked(
        self,
        name: str,
        *,
        country: str | None = None,
        near: tuple[float, float] | None = None,
        fuzzy: bool = False,
        limit: int = 10,
        feature_class: str | None = None,
    ) -> list[tuple[Place, float]]:
        """Return places with their scores; arguments as for :meth:`lookup`."""
        found = self._named(name, ())
        if not found and "," in name:
            base, *qualifiers = (part.strip() for part in name.split(","))
            found = self._named(base, qualifiers)
        if not found and fuzzy:
            with self._intact():
                keys = self._index.one_edit(fold(name))
            for key in keys:
                found.extend(self._by_key(key, None, key))
        # "England" is the part of that name, though the whole is called so too.
        wholes = {
            self._units(hit.fid)[2]
            for hit in found
            if hit.kind is NameKind.MAIN and hit.place.feature_code == "ADM1"
        }
        best: dict[str, tuple[Place, float]] = {}
        for hit in found:
            place = hit.place
            if country and place.country_code != country.upper():
                continue
            if feature_class and place.feature_class != feature_class:
                continue
            score = _score(place, hit.kind, hit.agrees, near)
            if hit.fid in wholes and hit.kind is not NameKind.MAIN:
                score -= _PART_WORTH
            if place.place_id not in best or best[place.place_id][1] < score:
                best[place.place_id] = (place, score)
        return sorted(best.values(), key=lambda hit: (-hit[1], hit[0].place_id))[: max(limit, 0)]

    def _named(self, name: str, qualifiers: Sequence[str]) -> list[_Hit]:
        """Return the places of a name that lie in a place of each qualifier."""
        key = fold(name)
        hits = self._by_key(key, None, name)
        if split := split_generic(key):
            base, term = split
            hits = [hit._replace(agrees=_agrees(hit.place, term)) for hit in hits]
            words = name.split()
            n = base.count(" ") + 1
            spelling = " ".join(words[:n] if term.position == "after" else words[-n:])
            hits += [hit for hit in self._by_key(base, term, spelling) if hit.agrees]
        for qualifier in qualifiers:
            units = {hit.fid for hit in self._by_key(fold(qualifier), None, qualifier)}
            hits = [hit for hit in hits if not units.isdisjoint(self._units(hit.fid))]
        return hits

    def _by_key(self, key: str, term: GenericTerm | None, spelling: str) -> list[_Hit]:
        key_id = self._index.get(key)
        if key_id is None:
            return []
        written = spelling_hash(spelling)
        with self._intact():
            rows = [
                (fid, NameKind(kind))
                for fid, kind, spelt in self._postings.of(key_id)
                if kind != NameKind.SHORT or spelt == written
            ]
        places = [(self._at(fid), fid, kind) for fid, kind in rows]
        return [_Hit(place, fid, kind, _agrees(place, term)) for place, fid, kind in places]

    def complete(self, prefix: str, *, limit: int = 10) -> list[Place]:
        """Return places whose names begin with ``prefix``, best first."""
        best: dict[str, tuple[Place, float]] = {}
        with self._intact():
            keys = self._index.prefix(fold(prefix), 20 * limit)
        for key in keys:
            for hit in self._by_key(key, None, prefix):
                score = _score(hit.place, hit.kind, False, None)
                if hit.place.place_id not in best or best[hit.place.place_id][1] < score:
                    best[hit.place.place_id] = (hit.place, score)
        ranked = sorted(best.values(), key=lambda hit: (-hit[1], hit[0].place_id))
        return [place for place, _ in ranked[:limit]]

    # --- By position ------------------------------------------------------------------------------

    def reverse(self, lon: float, lat: float, *, limit: int = 1) -> list[Place]:
        """Return the nearest populated places, then the units whose polygons hold the point.

        Units come smallest first. Nothing within 500 km: units only.
        """
        import shapely

        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise ValueError(f"no such point: lon {lon}, lat {lat}")
        near: list[tuple[float, Place]] = []
        for radius_km in (10, 50, 200, 500):
            near = [
                hit
                for place in self._populated_in(*_box_around(lon, lat, radius_km))
                if (hit := (distance_km(lon, lat, place.lon, place.lat), place))[0] <= radius_km
            ]
            if len(near) >= limit:
                break
        near.sort(key=lambda hit: (hit[0], hit[1].place_id))
        sql = f"""SELECT {_PLACE}, t.geom FROM rtree_polygons_geom r JOIN polygons t ON t.fid = r.id
            JOIN places p USING (fid) WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?
            AND p.feature_class = 'A'"""
        point = shapely.Point(lon, lat)
        units = [
            (polygon.area, _place(row))
            for row in self._execute(sql, (lon, lon, lat, lat))
            if (polygon := shapely.from_wkb(wkb_of(row[11]))).intersects(point)
        ]
        units.sort(key=lambda unit: (unit[0], unit[1].place_id))
        return [place for _, place in near[:limit]] + [place for _, place in units]

    def _populated_in(
        self, west: float, south: float, east: float, north: float, least: int = 0
    ) -> list[Place]:
        """Return populated places of a box, which may run over the antimeridian."""
        found = [place for _, place in self._in_box(west, south, east, north, "P", least)]
        return sorted(found, key=_by_population)

    def _in_box(
        self,
        west: float,
        south: float,
        east: float,
        north: float,
        feature_class: str,
        least: int = 0,
    ) -> Iterator[tuple[float, Place]]:
        """Yield places with the longitude they have within the box (over 180 where it is)."""
        sql = f"""SELECT {_PLACE} FROM rtree_places_geom r JOIN places p ON p.fid = r.id
            WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? AND p.feature_class = ?
            AND p.population >= ?"""
        for turn in (0, -360, 360):
            if west + turn > 180 or east + turn < -180:
                continue
            box = (east + turn, west + turn, north, south, feature_class, least)
            for row in self._execute(sql, box):
                place = _place(row)
                yield place.lon - turn, place

    def within(
        self, geometry: BaseGeometry, *, feature_class: str = "P", limit: int | None = None
    ) -> list[Place]:
        """Return the places whose points lie in a polygon, most populous first.

        The polygon is in WGS 84 degrees; one that crosses the antimeridian runs on past ±180.
        """
        import shapely

        west, south, east, north = geometry.bounds
        hits = list(self._in_box(west, south, east, north, feature_class))
        shapely.prepare(geometry)
        inside = shapely.intersects_xy(
            geometry, [lon for lon, _ in hits], [place.lat for _, place in hits]
        )
        found = {hit[1].place_id: hit[1] for hit, is_in in zip(hits, inside, strict=True) if is_in}
        return sorted(found.values(), key=_by_population)[:limit]

    def basemap(
        self, west: float, south: float, east: float, north: float, *, detail: str = "10m"
    ) -> Basemap:
        """Return what lies under a map of this box; ``detail`` is "10m", "50m" or "110m"."""
        import shapely

        box = (east, west, north, south)
        level = int(detail.removesuffix("m"))
        rank = {10: 12, 50: 6, 110: 2}[level]

        def rows(table: str, columns: str, condition: str, *values: object) -> list[Any]:
            return self._execute(
                f"SELECT {columns}, t.geom FROM rtree_{table}_geom r JOIN {table} t ON t.fid = r.id"
                f" WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ? AND {condition}"
                " ORDER BY t.fid",
                (*box, *values),
            )

        def shape(row: Sequence[Any]) -> BaseGeometry:
            return shapely.from_wkb(wkb_of(row[-1]))

        lakes = rows(
            "polygons", "t.name, t.rank", "t.feature_code IN ('LK', 'RSV') AND t.rank <= ?", rank
        )
        rivers = rows("lines", "t.name, t.rank", "t.rank <= ?", rank)
        lines = rows("boundaries", "t.kind, t.views", "t.detail = ?", level)
        span = max(east - west, north - south)
        least = 0 if span < 2 else 5_000 if span < 6 else 30_000 if span < 20 else 300_000
        return Basemap(
            tuple(shape(row) for row in rows("land", "t.detail", "t.detail = ?", level)),
            tuple((row[0], json.loads(row[1]), shape(row)) for row in lines),
            tuple((row[0], row[1], shape(row)) for row in rivers),
            tuple((row[0], row[1], shape(row)) for row in lakes),
            tuple(self._populated_in(west, south, east, north, least)[:400]),
        )


def _agrees(place: Place, term: GenericTerm | None) -> bool:
    return term is not None and place.feature_code.startswith(term.codes)


def _by_population(place: Place) -> tuple[int, str]:
    return -place.population, place.place_id


def _box_around(lon: float, lat: float, radius_km: float) -> tuple[float, float, float, float]:
    dlat = math.degrees(radius_km / _EARTH_KM)
    dlon = min(180.0, dlat / max(math.cos(math.radians(lat)), 0.01))
    return lon - dlon, lat - dlat, lon + dlon, lat + dlat


# How much a kind of name, or of place, is worth in powers of ten of population.
_KIND_WORTH = {
    NameKind.MAIN: 0.6,
    NameKind.ALTERNATE: 0.0,
    NameKind.DERIVED: -1.2,
    NameKind.UNLIKE: -1.5,
    NameKind.SHORT: 0.0,
    NameKind.DEMONYM: -2.0,
}
_CODE_WORTH = {"PCLI": 3.0, "CONT": 4.0, "ADM1": -1.5, "ADM2": -2.0, "AIRP": -1.0}
_PART_WORTH = 4.0
_CAPITAL_WORTH = 1.0  # where nothing says near what
_WATER_WORTH = 4.5  # no population: as a town of some 30,000


def _score(place: Place, kind: NameKind, agrees: bool, near: tuple[float, float] | None) -> float:
    """Rank namesakes: known names of large places first, nearness where asked."""
    size = math.log10(place.population + 10)
    if place.population == 0 and place.feature_class in "HTL":
        size = _WATER_WORTH
    score = size + _KIND_WORTH[kind] + _CODE_WORTH.get(place.feature_code, 0.0)
    if agrees:
        score += 4.0
    if near is None:
        score += _CAPITAL_WORTH * (place.feature_code == "PPLC")
    else:
        score -= 1.5 * math.log10(1 + distance_km(*near, place.lon, place.lat) / 100)
    return score
