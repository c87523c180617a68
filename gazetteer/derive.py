"""Places and their names → what look-ups and scans map: ``names.marisa`` and ``columns/``.

Streaming: memory grows by some 100 bytes a distinct key, while the trie is built.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from itertools import accumulate
from math import log10
from pathlib import Path
from zlib import crc32

import marisa_trie

from gazetteer.geometry import point_of
from gazetteer.manifest import hash_file
from gazetteer.names import spelling_hash
from gazetteer.naming import named
from gazetteer.seats import unit_names

__all__ = ["country_fids", "save_column", "write_columns", "write_names"]


def write_names(
    database: sqlite3.Connection,
    folder: Path,
    more_names: Path,
    progress: Callable[[str, float], None],
) -> tuple[int, str]:
    """Write the trie of all name keys and the places of each.

    Parameters
    ----------
    database
        The GeoPackage with its places.
    folder
        Where to write.
    more_names
        A line for each place, by fid: names, abbreviations, demonyms and names put aside, each
        joined by ``|``, separated by tabs.

    Returns
    -------
    tuple[int, str]
        How many names there are, and the SHA-256 of them all.
    """
    spill = folder / "keys.tmp"
    (places,) = database.execute("SELECT count(*) FROM places").fetchone()
    derived = unit_names(database)
    count = 0
    rows = database.execute(
        "SELECT fid, name, feature_class, feature_code, country_code FROM places ORDER BY fid"
    )
    with ExitStack() as stack:
        keys = stack.enter_context(
            spill.open("w", encoding="utf-8", errors="surrogatepass", newline="\n")
        )
        columns = {
            stem: stack.enter_context((folder / f"{stem}.tmp").open("wb")) for stem in _NAME_COLUMNS
        }
        for (fid, name, feature_class, feature_code, country_code), line in zip(
            rows, _lines(more_names), strict=True
        ):
            names, short, demonyms, aside = line.split("\t")
            found = named(
                name, _split(names), _split(short), _split(demonyms), derived.get(fid, ()),
                _split(aside), feature_class=feature_class, feature_code=feature_code,
                country_code=country_code,
            )  # fmt: skip
            n = len(found)
            count += n
            kinds, spellings = zip(*found.values(), strict=True) if found else ((), ())
            columns["fid"].write(_native(f"{n}I", [fid] * n))
            columns["kind"].write(bytes(kinds))
            columns["spelling"].write(_native(f"{n}I", map(spelling_hash, spellings)))
            keys.writelines([key + "\n" for key in found])
            if fid % 20000 == 0:
                progress("names", fid / places)
    progress("index", 0.0)
    trie = marisa_trie.Trie(_distinct(spill, count))
    trie.save(str(folder / "names.marisa"))
    key_ids = array("I", map(trie.__getitem__, _lines(spill)))
    keys_in_all = len(trie)
    del trie
    progress("index", 0.6)
    digest = sha256(hash_file(spill)[0].encode())
    spill.unlink()
    # A counting sort: rows come in order of fid and stay so under each key.
    counts = array("I", bytes(4 * (keys_in_all + 1)))
    for key_id in key_ids:
        counts[key_id + 1] += 1
    start = array("I", accumulate(counts))
    _save(folder, "key_start", start)
    row_of = array("I", bytes(4 * count))
    for row, key_id in enumerate(key_ids):
        row_of[start[key_id]] = row
        start[key_id] += 1
    del key_ids, counts, start
    progress("index", 0.9)
    for stem, typecode in _NAME_COLUMNS.items():
        path = folder / f"{stem}.tmp"
        column = array(typecode)
        column.frombytes(path.read_bytes())
        path.unlink()
        digest.update(_little_endian(column))
        _save(folder, f"name_{stem}", array(typecode, map(column.__getitem__, row_of)))
    progress("index", 1.0)
    return count, digest.hexdigest()


_NAME_COLUMNS = {"fid": "I", "kind": "B", "spelling": "I"}
_TOGETHER = 1_000_000  # keys that are told apart at once


def _native(layout: str, values: Iterable[int]) -> bytes:
    return struct.pack(f"={layout}", *values)


def _distinct(spill: Path, count: int) -> Iterator[str]:
    """Yield each key once: the trie is built of all it is given, at 90 bytes each."""
    parts = 1 + count // _TOGETHER
    paths = [spill.with_name(f"keys.{part}.tmp") for part in range(parts)]
    with ExitStack() as stack:
        files = [stack.enter_context(path.open("wb", 1 << 16)) for path in paths]
        with spill.open("rb") as keys:
            for key in keys:
                files[crc32(key) % parts].write(key)
    for path in paths:
        yield from dict.fromkeys(_lines(path))
        path.unlink()


def _split(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
        for line in lines:
            yield line[:-1]


def write_columns(database: sqlite3.Connection, folder: Path) -> None:
    """Write what resolution asks of every place as flat arrays (see ``gazetteer.columns``)."""
    codes = [c for (c,) in database.execute("SELECT DISTINCT feature_code FROM places ORDER BY 1")]
    (folder / "columns").mkdir(exist_ok=True)
    (folder / "columns" / "codes.json").write_text(json.dumps(codes), encoding="utf-8")
    number = {code: i for i, code in enumerate(codes)}
    countries, admin1s, admin2s = _units(database)
    lons, lats, sizes = array("f"), array("f"), array("f")
    kinds = array("B" if len(codes) <= 256 else "H")
    in_country, in_admin1, in_admin2 = array("I"), array("I"), array("I")
    for blob, population, code, country, admin1, admin2 in database.execute(
        "SELECT geom, population, feature_code, country_code, admin1_code, admin2_code"
        " FROM places ORDER BY fid"
    ):
        lon, lat = point_of(blob)
        lons.append(lon)
        lats.append(lat)
        sizes.append(log10(population + 10))
        kinds.append(number[code])
        in_country.append(countries.get(country, 0))
        in_admin1.append(admin1s.get((country, admin1), 0))
        in_admin2.append(admin2s.get((country, admin1, admin2), 0))
    for name, column in (
        ("lon", lons), ("lat", lats), ("size", sizes), ("code", kinds), ("country", in_country),
        ("admin1", in_admin1), ("admin2", in_admin2),
    ):  # fmt: skip
        _save(folder, name, column)


def country_fids(database: sqlite3.Connection) -> dict[str, int]:
    """Return the fid of each country by its ISO 3166-1 code."""
    return _units(database)[0]


_Units = tuple[dict[str, int], dict[tuple[str, str], int], dict[tuple[str, str, str], int]]


def _units(database: sqlite3.Connection) -> _Units:
    """Return the fids of countries, first- and second-level units, each by its codes."""
    countries: dict[str, int] = {}
    admin1s: dict[tuple[str, str], int] = {}
    admin2s: dict[tuple[str, str, str], int] = {}
    for fid, code, country, admin1, admin2 in database.execute(
        "SELECT fid, feature_code, country_code, admin1_code, admin2_code FROM places"
        " WHERE feature_class = 'A' AND country_code <> '' ORDER BY fid"
    ):
        if code.startswith("PCL") or code == "TERR":
            countries.setdefault(country, fid)
        elif code == "ADM1" and admin1:
            admin1s.setdefault((country, admin1), fid)
        elif code == "ADM2" and admin2:
            admin2s.setdefault((country, admin1, admin2), fid)
    return countries, admin1s, admin2s


def _save(folder: Path, name: str, column: array[int] | array[float]) -> None:
    (folder / "columns").mkdir(exist_ok=True)
    save_column(folder / "columns" / f"{name}.{column.typecode}", column)


def save_column(path: Path, column: array[int] | array[float]) -> None:
    """Write a flat array, little-endian."""
    with path.open("wb") as file:
        file.write(_little_endian(column))


def _little_endian(column: array[int] | array[float]) -> memoryview:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return memoryview(column)
