"""The vendored formats: rows of places as ``.tsv.xz``, shapes as ``.jsonl.xz``."""

from __future__ import annotations

import csv
import io
import json
import lzma
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

__all__ = [
    "COLUMNS",
    "DATA",
    "MAX_NAME",
    "Row",
    "clean_names",
    "facts",
    "names_by_unit",
    "read_table",
    "write_jsonl",
    "write_lines",
    "write_table",
]

DATA = Path(__file__).resolve().parents[2] / "data"
MAX_NAME = 100

_XZ = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]


@dataclass(frozen=True, slots=True)
class Row:
    """One place of a source table; the columns of ``gazetteer/data/README.md``."""

    place_id: str
    name: str
    feature_code: str
    country_code: str = ""
    admin1_code: str = ""
    admin2_code: str = ""
    lon: float = 0.0
    lat: float = 0.0
    population: int = 0
    rank: int | None = None
    wikidata: str = ""
    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()


COLUMNS = tuple(field.name for field in fields(Row))
_LISTS = ("names", "short", "demonyms")


def clean_names(names: Iterable[str | None], *but: str) -> tuple[str, ...]:
    """Sorted distinct names, without blanks, the names in `but`, and what no cell can hold."""
    kept = set()
    for name in names:
        text = re.sub(r"\s+", " ", name or "").strip()
        if text and len(text) <= MAX_NAME and "|" not in text and "://" not in text:
            kept.add(text)
    return tuple(sorted(kept.difference(but)))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.5f}".rstrip("0").rstrip(".")
    if isinstance(value, tuple):
        return "|".join(value)
    return str(value)


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as a source table, sorted by ``place_id``."""
    lines = ["\t".join(COLUMNS)]
    for row in sorted(rows, key=lambda row: row.place_id):
        cells = [_cell(getattr(row, column)) for column in COLUMNS]
        if any(mark in cell for cell in cells for mark in "\t\n\r"):
            raise ValueError(f"{row.place_id}: a cell holds a tab or line end")
        lines.append("\t".join(cells))
    _write_xz(path, "\n".join(lines) + "\n")


def read_table(path: Path) -> list[Row]:
    """The rows of a source table."""
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        header, *lines = file.read().removesuffix("\n").split("\n")
    if tuple(header.split("\t")) != COLUMNS:
        raise ValueError(f"{path} is not a source table: its header is {header!r}")
    return [_row(line.split("\t")) for line in lines]


def _row(cells: list[str]) -> Row:
    values: dict[str, Any] = dict(zip(COLUMNS, cells, strict=True))
    for column in _LISTS:
        values[column] = tuple(values[column].split("|")) if values[column] else ()
    values["lon"], values["lat"] = float(values["lon"]), float(values["lat"])
    values["population"] = int(values["population"])
    values["rank"] = int(values["rank"]) if values["rank"] else None
    return Row(**values)


def write_jsonl(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    """Write one JSON object a line, in the order given."""
    write_lines(
        path,
        (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records),
    )


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines, compressed, in the order given."""
    _write_xz(path, "\n".join(lines) + "\n")


def _write_xz(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    content = lzma.compress(text.encode(), format=lzma.FORMAT_XZ, filters=_XZ)
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)


def facts(name: str) -> list[dict[str, str]]:
    """The rows of one hand-written table of ``facts/``; none where there is no such table."""
    path = DATA / "facts" / name
    if not path.exists():
        return []
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def names_by_unit() -> dict[str, dict[str, list[str]]]:
    """The values of ``facts/unit_names.csv`` by ISO 3166 code or place id, then by kind."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in facts("unit_names.csv"):
        found[row["unit"]][row["kind"]].append(row["value"])
    return found
