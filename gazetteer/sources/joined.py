"""A GeoNames dump joined with the vendored tables: one stream of places, in bounded memory.

The rows of every source are first dealt out by range of geonameid (``buckets``); each range is
then joined by itself (a Grace hash join: Kitsuregawa, Tanaka and Moto-oka 1983). Time grows with
the rows, memory does not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gazetteer.geometry import Box, from_geojson
from gazetteer.sources import geonames, tables
from gazetteer.sources.archive import MAX_LINE, read_lines
from gazetteer.sources.buckets import BUCKETS, MAX_ID, Buckets, Ids
from gazetteer.sources.geonames import Alternates, Dump, DumpRow
from gazetteer.sources.tables import PlaceRow
from gazetteer.sources.unnumbered import Unnumbered

__all__ = ["Joined"]

_BOX_MARGIN = 1.0  # degrees of sea that belong to a country
_MAX_NAME = 100  # longer ones are descriptions
_WHOLE = ("PCL", "TERR", "CONT")
_ABBREVIATION = re.compile(r"[A-Z]{2,4}")
_SMALL_LATIN = re.compile("[a-z]")
_NOTHING = Alternates([], [], [], set(), set())

_Codes = tuple[str, str, str]  # of country, first- and second-level unit


@dataclass
class Joined:
    """The places of a dump and of the vendored tables, each once; to be iterated over once.

    What both have is one place: names are united, the main name is the tables'; point, codes and
    population are the dump's.

    Parameters
    ----------
    data
        Folder of the vendored tables.
    dump
        The files of the dump.
    countries
        ISO 3166-1 codes: only places there, what is in no country, and all countries; empty for the
        whole world.
    scratch
        An empty folder for files on the way.
    progress
        Told of a step and the share of it that is done, 0 to 1.

    Attributes
    ----------
    defects
        How many rows were repaired or rejected, by class.
    place_ids
        The id here of what has another in the vendored tables (an airport, a river).
    newest
        The last date on which a row of the dump was changed.
    """

    data: Path
    dump: Dump
    countries: Collection[str]
    scratch: Path
    progress: Callable[[str, float], None]
    defects: Counter[str] = field(default_factory=Counter)
    newest: str = ""

    def __post_init__(self) -> None:
        self._unnumbered = Unnumbered()
        self.place_ids = self._unnumbered.place_ids
        self._own_units: dict[int, _Codes] = {}
        self._unit_names: dict[int, list[str]] = {}
        self._missing: dict[_Codes, _MissingUnit] = {}
        self._countries: dict[int, tuple[str, str, int]] = {}
        self._around: dict[int, int] = {}
        self._around_codes: dict[int, _Codes] = {}
        self._classes: dict[str, str] = {}
        self._boxes: dict[str, Box] = {}
        self._airport_codes: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[PlaceRow]:
        dump, defects = self.dump, self.defects
        if dump.feature_codes:
            self._classes = geonames.read_feature_classes(dump.feature_codes, defects)
        if dump.hierarchy:
            self._around = geonames.read_hierarchy(dump.hierarchy, defects)
        if dump.countries:
            self._countries = {
                number: (iso, name, population)
                for iso, number, name, population in geonames.read_countries(
                    dump.countries, defects
                )
            }
        self._own = Buckets(self.scratch, "own")
        self._rows = Buckets(self.scratch, "rows")
        self._alternates = Buckets(self.scratch, "alternates")
        with self._own:
            self._deal_own()
        with self._rows:
            there = self._deal_rows()
        with self._alternates:
            self._deal_alternates(there)
        self._read_units(there)
        self._boxes = self._country_boxes()
        self._airport_codes = self._unnumbered.airport_codes()
        for number in range(BUCKETS):
            yield from self._joined(number)
            self.progress("places", (number + 1) / BUCKETS)
        for codes, missing in sorted(self._missing.items()):
            if row := missing.row(codes):
                yield row
            else:
                defects["rejected: unit without a point"] += 1
        yield from self._unnumbered.rest()

    # --- Dealing out ------------------------------------------------------------------------------

    def _deal_own(self) -> None:
        for row in tables.read_places(self.data):
            if (
                self.countries
                and row.country_code not in ("", *self.countries)
                and not row.feature_code.startswith(_WHOLE)
            ):
                continue
            scheme, _, number = row.place_id.partition(":")
            if scheme != "geonames":
                self._unnumbered.add(row)
                continue
            self._own.put(int(number), tables.format_row(row).encode())
            if row.feature_class == "A":
                codes = (row.country_code, row.admin1_code, row.admin2_code)
                self._own_units[int(number)] = codes

    def _deal_rows(self) -> Ids:
        """Deal out the rows of the dump, each geonameid once; return which there are."""
        there = Ids()
        sizes = [path.stat().st_size for path in self.dump.places]
        done = 0
        for path, size in zip(self.dump.places, sizes, strict=True):

            def read(share: float, done: int = done, size: int = size) -> None:
                self.progress("reading places", (done + share * size) / max(sum(sizes), 1))

            self._deal_file(path, there, read)
            done += size
        return there

    def _deal_file(self, path: Path, there: Ids, read: Callable[[float], None]) -> None:
        here = Ids()
        wanted = frozenset(code.encode() for code in ("", *self.countries))
        parents = frozenset(self._around.values())
        for raw in read_lines(path, read):
            geonameid = self._geonameid(raw, 0)
            if geonameid is None:
                continue
            if self.countries or geonameid in parents:
                cells = raw.split(b"\t", 12)
                if self.countries and len(cells) > 8 and cells[8] not in wanted:
                    continue
                if geonameid in parents and len(cells) == 13:
                    country, _, admin1, admin2 = (
                        b"\t".join(cells[8:12]).decode("utf-8", "replace").split("\t")
                    )
                    self._around_codes[geonameid] = (country, admin1, admin2)
            if not here.add(geonameid):
                self.defects["rejected: geonameid listed twice"] += 1
            elif there.add(geonameid):
                self._rows.put(geonameid, raw)

    def _geonameid(self, raw: bytes, column: int) -> int | None:
        """Return the geonameid in a column of a row that can be read at all."""
        if len(raw) > MAX_LINE:
            self.defects["rejected: line too long"] += 1
            return None
        cells = raw.split(b"\t", column + 1)
        cell = cells[column] if column < len(cells) else b""
        if cell.isdigit() and 0 < (geonameid := int(cell[:18])) < MAX_ID:
            return geonameid
        if raw.strip():
            self.defects["rejected: geonameid is no number"] += 1
        return None

    def _deal_alternates(self, there: Ids) -> None:
        if not self.dump.alternates:
            return

        def read(share: float) -> None:
            self.progress("reading names", share)

        for raw in read_lines(self.dump.alternates, read):
            geonameid = self._geonameid(raw, 1)
            if geonameid is not None and (geonameid in there or geonameid in self._own_units):
                self._alternates.put(geonameid, raw)

    def _read_units(self, there: Ids) -> None:
        """Read the names of units, and note those units that no other source has."""
        for path in filter(None, (self.dump.admin1, self.dump.admin2)):
            for code, geonameid, names in geonames.read_codes(path, self.defects):
                country, admin1, admin2, *_ = (*code.split("."), "")
                if self.countries and country not in self.countries:
                    continue
                self._unit_names[geonameid] = names
                if geonameid not in there and geonameid not in self._own_units:
                    codes = (country, admin1, admin2)
                    self._missing[codes] = _MissingUnit(geonameid, names)

    def _country_boxes(self) -> dict[str, Box]:
        """Return a box around the polygon of each country."""
        countries = {
            f"geonames:{number}": codes[0]
            for number, codes in self._own_units.items()
            if not codes[1]
        }
        boxes = {}
        for shape in tables.read_shapes(self.data, "footprints"):
            if (code := countries.get(shape["place_id"])) is not None:
                west, south, east, north = from_geojson(shape["geometry"])[1]
                more = _BOX_MARGIN
                boxes[code] = (west - more, south - more, east + more, north + more)
        return boxes

    # --- Joining ----------------------------------------------------------------------------------

    def _joined(self, number: int) -> Iterator[PlaceRow]:
        """Yield the places of one range of geonameids, in their order."""
        own: dict[int, PlaceRow] = {}
        for line in self._own.take(number):
            row = tables.parse_row(line.split("\t"))
            own[int(row.place_id.partition(":")[2])] = row
        alternates: dict[int, list[list[str]]] = defaultdict(list)
        for line in self._alternates.take(number):
            cells = line.split("\t", 8)
            if len(cells) < 4:
                self.defects["rejected: too few columns"] += 1
            else:
                alternates[int(cells[1])].append(cells)
        lines = {int(line[: line.find("\t")]): line for line in self._rows.take(number)}
        for geonameid in sorted(own.keys() | lines.keys()):
            names = _NOTHING
            if rows := alternates.pop(geonameid, None):
                names = geonames.parse_alternates(rows, self.defects)
            known, found = own.get(geonameid), None
            if line := lines.pop(geonameid, ""):
                found = geonames.parse_place(line, self.defects, self._boxes, self._classes)
            if found and found.fault:
                found = self._with_point(found, known)
            if found:
                yield self._place(found, names, known)
            elif known:
                yield self._named(known, (), names, geonameid)

    def _with_point(self, found: DumpRow, known: PlaceRow | None) -> DumpRow | None:
        if known is None:
            self.defects[f"rejected: {found.fault}"] += 1
            return None
        self.defects["repaired: point from the vendored tables"] += 1
        found.lon, found.lat = known.lon, known.lat
        return found

    def _place(self, found: DumpRow, names: Alternates, known: PlaceRow | None) -> PlaceRow:
        """Return what a row of the dump, its names elsewhere and the tables make together."""
        self.newest = max(self.newest, found.modified)
        if self._around and not (found.admin1_code and found.admin2_code):
            self._fill_codes(found)
        row = PlaceRow(
            f"geonames:{found.geonameid}", found.name, found.feature_class, found.feature_code,
            found.country_code, found.admin1_code, found.admin2_code, found.lon, found.lat,
            found.population, None, names.wikidata, (), (), (), listed=False,
        )  # fmt: skip
        if known is None:
            known = self._unnumbered.same_as(row, names.airport)
        spare = found.names
        if known is not None:
            row, spare = _united(row, known), [found.name, *spare]
        elif names.english:
            row, spare = row._replace(name=names.english), [found.name, *spare]
        if spare or names is not _NOTHING or found.feature_class == "A":
            row = self._named(row, spare, names, found.geonameid)
        if self._missing and row.feature_class == "P":
            self._count_member(row)
        return row

    def _fill_codes(self, found: DumpRow) -> None:
        """Take codes that a row lacks from the units around it."""
        unit: int | None = found.geonameid
        for _ in range(6):
            unit = self._around.get(unit or 0)
            codes = self._own_units.get(unit or 0) or self._around_codes.get(unit or 0)
            if unit is None or (codes and codes[0] != found.country_code):
                return
            if codes:
                found.admin1_code = found.admin1_code or codes[1]
                if codes[1] == found.admin1_code:
                    found.admin2_code = found.admin2_code or codes[2]

    def _named(
        self, row: PlaceRow, spare: Iterable[str], others: Alternates, geonameid: int
    ) -> PlaceRow:
        """Return a place with more names, each as what it is."""
        aside = dict.fromkeys(others.aside)
        short = dict.fromkeys((*row.short, *others.short))
        names = dict.fromkeys(row.names)
        if row.feature_code == "AIRP":
            short.update(dict.fromkeys(sorted(others.airport)))
        if row.feature_class == "A":
            names.update(dict.fromkeys(self._unit_names.get(geonameid, ())))
            if country := self._countries.get(geonameid):
                short[country[0]] = names[country[1]] = None
                row = row._replace(population=row.population or country[2])
        for name in (*spare, *others.names):
            if name in names or name in aside or "://" in name:  # a link
                continue
            if name in others.codes or name in others.airport:
                continue
            if len(name) > _MAX_NAME or geonames.is_unusable(name):
                self.defects["rejected: alternate name empty, too long or unreadable"] += 1
            elif len(name) <= 4 and _ABBREVIATION.fullmatch(name):
                if row.feature_class != "P" or name not in self._airport_codes:
                    short[name] = None
            elif name != name.lower() or not _SMALL_LATIN.search(name):
                # In small Latin letters alone are machine transliterations ("mo si ke").
                names[name] = None
        names.pop(row.name, None)
        return row._replace(names=tuple(names), short=tuple(short), aside=tuple(aside))

    def _count_member(self, row: PlaceRow) -> None:
        for admin2 in {"", row.admin2_code}:
            if missing := self._missing.get((row.country_code, row.admin1_code, admin2)):
                missing.add(row)


def _united(row: PlaceRow, known: PlaceRow) -> PlaceRow:
    """Return a place of the dump with what the tables know of it."""
    whole = known.feature_code.startswith(_WHOLE)
    shaped = row.place_id != known.place_id and known.feature_code != "AIRP"
    return row._replace(
        name=known.name,
        feature_class=known.feature_class if whole else row.feature_class,
        feature_code=known.feature_code if whole else row.feature_code,
        country_code=(
            known.country_code if shaped or whole else row.country_code or known.country_code
        ),
        admin1_code="" if whole else row.admin1_code or known.admin1_code,
        admin2_code=row.admin2_code or known.admin2_code,
        lon=known.lon if shaped else row.lon,  # a point of the shape
        lat=known.lat if shaped else row.lat,
        population=row.population or known.population,
        rank=known.rank,
        wikidata=row.wikidata or known.wikidata,
        names=known.names,
        short=known.short,
        demonyms=known.demonyms,
        listed=True,
    )


@dataclass(slots=True)
class _MissingUnit:
    """A unit that has a code and a name alone; its point is the mean of its settlements."""

    geonameid: int
    names: list[str]
    weight: int = 0
    population: int = 0
    first_lon: float = 0.0
    lon_sum: float = 0.0
    lat_sum: float = 0.0

    def add(self, row: PlaceRow) -> None:
        if not self.weight:
            self.first_lon = row.lon
        weight = row.population + 1
        self.weight += weight
        self.population += row.population
        # Eastward of the first, so that the mean of 179 and -179 is not 0.
        self.lon_sum += weight * ((row.lon - self.first_lon + 180) % 360 - 180)
        self.lat_sum += weight * row.lat

    def row(self, codes: _Codes) -> PlaceRow | None:
        if not self.weight:
            return None
        lon = (self.first_lon + self.lon_sum / self.weight + 180) % 360 - 180
        level = "ADM2" if codes[2] else "ADM1"
        return PlaceRow(
            f"geonames:{self.geonameid}", self.names[0], "A", level, *codes,
            round(lon, 5), round(self.lat_sum / self.weight, 5), self.population, None, None,
            tuple(self.names[1:]), (), (), listed=False,
        )  # fmt: skip
