"""Reader of the vendored source tables; their formats are in ``gazetteer/data/README.md``."""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from gazetteer.names import fold
from gazetteer.place import GazetteerBuildError

__all__ = [
    "COLUMNS", "PlaceRow", "format_row", "parse_row", "read_bends", "read_corridors",
    "read_facts", "read_places", "read_shapes", "read_sources",
]  # fmt: skip

COLUMNS = (
    "place_id name feature_code country_code admin1_code admin2_code lon lat population rank"
    " wikidata names short demonyms"
).split()


class PlaceRow(NamedTuple):
    """One place of a source, with all its names."""

    place_id: str
    name: str
    feature_class: str
    feature_code: str
    country_code: str
    admin1_code: str
    admin2_code: str
    lon: float
    lat: float
    population: int
    rank: int | None
    wikidata: str | None
    names: tuple[str, ...]
    short: tuple[str, ...]
    demonyms: tuple[str, ...]
    aside: tuple[str, ...] = ()  # historic and colloquial names
    listed: bool = True  # in the vendored tables, not in a dump alone


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def parse_row(cells: list[str]) -> PlaceRow:
    """Return the place of a row's cells; a ``ValueError`` says why there is none."""
    row = dict(zip(COLUMNS, cells, strict=True))
    feature_class, _, feature_code = row["feature_code"].partition(".")
    lon, lat = float(row["lon"]), float(row["lat"])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"no such point: {lon}, {lat}")
    return PlaceRow(
        row["place_id"], row["name"], feature_class, feature_code, row["country_code"],
        row["admin1_code"], row["admin2_code"], lon, lat, int(row["population"] or 0),
        int(row["rank"]) if row["rank"] else None, row["wikidata"] or None,
        _split(row["names"]), _split(row["short"]), _split(row["demonyms"]),
    )  # fmt: skip


def format_row(row: PlaceRow) -> str:
    """Return a row as a line of a table."""
    return "\t".join((
        row.place_id, row.name, f"{row.feature_class}.{row.feature_code}", row.country_code,
        row.admin1_code, row.admin2_code, repr(row.lon), repr(row.lat), str(row.population),
        "" if row.rank is None else str(row.rank), row.wikidata or "",
        "|".join(row.names), "|".join(row.short), "|".join(row.demonyms),
    ))  # fmt: skip


def _lines(path: Path, read: Callable[[float], None] | None = None) -> Iterator[str]:
    try:
        with (
            path.open("rb") as packed,
            lzma.open(packed, "rt", encoding="utf-8", newline="\n") as lines,
        ):
            for number, line in enumerate(cast("Iterable[str]", lines)):
                if read and number % 1000 == 0:
                    read(packed.tell() / path.stat().st_size)
                yield line
    except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
        raise GazetteerBuildError(
            f"{path} is damaged ({error}): take it from a fresh copy"
        ) from error


def _facts(data: Path, table: str, column: str) -> dict[str, list[str]]:
    """Return the names that a facts table adds to places, by place_id."""
    path = data / "facts" / f"{table}.csv"
    found: dict[str, list[str]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                found.setdefault(row["place_id"], []).append(row[column])
    return found


def _joined(names: tuple[str, ...], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*names, *more)))


def _with_rare(row: PlaceRow, rare: frozenset[str]) -> PlaceRow:
    """Put aside the names of a place that it is seldom meant by."""
    aside = tuple(name for name in row.names if fold(name) in rare)
    return row._replace(names=tuple(n for n in row.names if n not in aside), aside=aside)


_UNIT_TABLES = ("countries.tsv.xz", "admin1.tsv.xz", "admin2.tsv.xz")


def read_places(data: Path, progress: Callable[[float], None] | None = None) -> Iterator[PlaceRow]:
    """Yield the places of all tables in a folder, file by file, countries and units first.

    ``progress`` is told the share of all that has been read, 0 to 1.

    Raises
    ------
    GazetteerBuildError
        Where a table or a row cannot be read; the text names file and line.
    """
    demonyms = _facts(data, "demonyms", "demonym")
    short = _facts(data, "abbreviations", "abbreviation")
    names = _facts(data, "names", "name")
    rare = {
        place_id: frozenset(map(fold, spellings))
        for place_id, spellings in _facts(data, "rare_names", "name").items()
    }
    # Units and countries first, so that their fids are small.
    paths = sorted(
        data.glob("*.tsv.xz"), key=lambda path: (path.name not in _UNIT_TABLES, path.name)
    )
    sizes = [path.stat().st_size for path in paths]
    for turn, path in enumerate(paths):

        def read(share: float, turn: int = turn) -> None:
            if progress:
                progress((sum(sizes[:turn]) + share * sizes[turn]) / sum(sizes))

        for number, line in enumerate(_lines(path, read), 1):
            cells = line.rstrip("\n").split("\t")
            try:
                if number > 1:
                    row = parse_row(cells)
                    if any(row.place_id in table for table in (names, demonyms, short)):
                        row = row._replace(
                            names=_joined(row.names, names.get(row.place_id, ())),
                            demonyms=_joined(row.demonyms, demonyms.get(row.place_id, ())),
                            short=_joined(row.short, short.get(row.place_id, ())),
                        )
                    if row.place_id in rare:
                        row = _with_rare(row, rare[row.place_id])
                    yield row
                elif cells != COLUMNS:
                    raise ValueError("the header is not that of a place table")
            except ValueError as error:
                raise GazetteerBuildError(f"{path}:{number}: {error}") from error


def read_shapes(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of ``shapes/NAME.jsonl.xz``; nothing where there is no such file."""
    path = data / "shapes" / f"{name}.jsonl.xz"
    if not path.exists():
        return
    for number, line in enumerate(_lines(path), 1):
        try:
            yield json.loads(line)
        except ValueError as error:
            raise GazetteerBuildError(f"{path}:{number}: {error}") from error


def read_facts(data: Path, table: str) -> Iterator[dict[str, str]]:
    """Yield the rows of ``facts/TABLE.csv``; nothing where there is no such file."""
    yield from _csv(data / "facts" / f"{table}.csv")


def read_bends(data: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of ``network/bends.csv``; nothing where there is no such file."""
    yield from _csv(data / "network" / "bends.csv")


def _csv(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


def read_corridors(data: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each town of ``network/corridors.tsv.xz`` with its neighbours, each pair once."""
    path = data / "network" / "corridors.tsv.xz"
    if not path.exists():
        return
    for number, line in enumerate(_lines(path), 1):
        place_id, _, neighbours = line.rstrip("\n").partition("\t")
        if number > 1:
            yield place_id, list(_split(neighbours))


def read_sources(data: Path) -> list[dict[str, str]]:
    """Return the sources of the tables: name, version, licence, credit line, SHA-256."""
    path = data / "sources.json"
    if not path.exists():
        return []
    sources: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return sources
