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

from gazetteer.bands import banded
from gazetteer.extents import extents
from gazetteer.geometry import point_of
from gazetteer.manifest import hash_file
from gazetteer.names import fold, spelling_hash
from gazetteer.naming import named
from gazetteer.postings import KIND_BITS, KINDS, MANY
from gazetteer.seats import unit_names
from gazetteer.worth import worth

WorthOf = Callable[[int, int], float]

__all__ = ["country_fids", "save_column", "write_columns", "write_extents", "write_names"]

_STATE = 100_000  # inhabitants: a smaller state is named as often as one of so many


def write_names(
    database: sqlite3.Connection,
    folder: Path,
    more_names: Path,
    worth_of: WorthOf,
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
    worth_of
        What :func:`write_columns` returned.

    Returns
    -------
    tuple[int, str]
        How many names there are, and the SHA-256 of them all.
    """
    spill = folder / "keys.tmp"
    (places,) = database.execute("SELECT count(*) FROM places").fetchone()
    derived = unit_names(database)
    capitals = {
        (country, fold(name))
        for country, name in database.execute(
            "SELECT country_code, name FROM places WHERE feature_code = 'PPLC'"
        )
    }
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
            others = _split(names)
            if feature_code.startswith("PCL"):
                # Some languages call a country as others do its capital: Brazil, "Brasilia".
                others = [o for o in others if (country_code, fold(o)) not in capitals]
            found = named(
                name, others, _split(short), _split(demonyms), derived.get(fid, ()),
                _split(aside), feature_class=feature_class, feature_code=feature_code,
                country_code=country_code,
            )  # fmt: skip
            n = len(found)
            count += n
            kinds, spellings = zip(*found.values(), strict=True) if found else ((), ())
            columns["fid"].write(_native(f"{n}I", [fid] * n))
            forms = (
                spelling_hash(spelling) << KIND_BITS | kind
                for kind, spelling in zip(kinds, spellings, strict=True)
            )
            columns["form"].write(_native(f"{n}H", forms))
            keys.writelines([key + "\n" for key in found])
            if fid % 20000 == 0:
                progress("names", fid / places)
    progress("index", 0.0)
    trie = marisa_trie.Trie(_distinct(spill, count), num_tries=_TRIES)
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
    _save(folder, "key_low", array("H", (row & 0xFFFF for row in start)))
    _save(folder, "key_carry", _carries(start))
    row_of = array("I", bytes(4 * count))
    for row, key_id in enumerate(key_ids):
        row_of[start[key_id]] = row
        start[key_id] += 1
    del key_ids, counts
    progress("index", 0.8)
    spilt = {}
    for stem, typecode in _NAME_COLUMNS.items():
        path = folder / f"{stem}.tmp"
        spilt[stem] = array(typecode)
        spilt[stem].frombytes(path.read_bytes())
        path.unlink()
        digest.update(_little_endian(spilt[stem]))
    _put_greatest_first(worth_of, row_of, start, spilt["fid"], spilt["form"])
    progress("index", 0.9)
    for stem, column in spilt.items():
        _save(folder, f"name_{stem}", array(column.typecode, map(column.__getitem__, row_of)))
    progress("index", 1.0)
    return count, digest.hexdigest()


_NAME_COLUMNS = {"fid": "I", "form": "H"}
_TOGETHER = 1_000_000  # keys that are told apart at once
_TRIES = 5  # nested: two more than usual take 2 % less space, and no more time


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


def _carries(start: array[int]) -> array[int]:
    """Return the keys from which on the higher 16 bits of their starts are one more."""
    carries, high = array("I"), 0
    for key_id, row in enumerate(start):
        while row >> 16 > high:
            carries.append(key_id)
            high += 1
    return carries


def _put_greatest_first(
    worth_of: WorthOf, row_of: array[int], ends: array[int], fids: array[int], forms: array[int]
) -> None:
    """Put the names of each common key in order of worth; ``ends`` are where the keys' rows end."""

    def loss(row: int) -> float:
        return -worth_of(fids[row], forms[row] & KINDS)

    first = 0
    for end in ends:
        if end - first > MANY:
            row_of[first:end] = array("I", sorted(row_of[first:end], key=loss))
        first = end


def _split(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
        for line in lines:
            yield line[:-1]


def write_columns(database: sqlite3.Connection, folder: Path, standing: array[int]) -> WorthOf:
    """Write what is asked of every place as flat arrays (see ``gazetteer.columns``).

    Returns
    -------
    WorthOf
        The worth of a name (``gazetteer.worth``), by the fid of its place and its ``NameKind``.
    """
    kinds = database.execute(
        "SELECT DISTINCT feature_code, feature_class FROM places ORDER BY 1, 2"
    ).fetchall()
    number = {kind: i for i, kind in enumerate(kinds)}
    countries, admin1s, admin2s = _units(database)
    lons, lats, sizes = array("f"), array("f"), array("f")
    codes = array("B" if len(kinds) <= 1 << 8 else "H")
    units = "H" if _last_unit(database) < 1 << 16 else "I"
    in_country, in_admin1, in_admin2 = array(units), array(units), array(units)
    spelt_countries: dict[str, int] = {}
    for blob, population, code, feature_class, country, admin1, admin2 in database.execute(
        "SELECT geom, population, feature_code, feature_class, country_code, admin1_code,"
        " admin2_code FROM places ORDER BY fid"
    ):
        lon, lat = point_of(blob)
        lons.append(lon)
        lats.append(lat)
        sizes.append(log10((max(population, _STATE) if code == "PCLI" else population) + 10))
        codes.append(number[code, feature_class])
        fid = countries.get(country, 0)
        if country not in spelt_countries:
            spelt_countries[country] = fid
        in_country.append(fid)
        in_admin1.append(admin1s.get((country, admin1), 0))
        in_admin2.append(admin2s.get((country, admin1, admin2), 0))
    band_start, band_fid = banded(lons, lats)
    for name, column in (
        ("lon", lons), ("lat", lats), ("size", sizes), ("code", codes), ("standing", standing),
        ("country", in_country), ("admin1", in_admin1), ("admin2", in_admin2),
        ("band_start", band_start), ("band_fid", band_fid),
    ):  # fmt: skip
        _save(folder, name, column)
    spelt_countries.pop("", None)
    for name, content in (
        ("codes", {"codes": [code for code, _ in kinds], "classes": [c for _, c in kinds]}),
        ("countries", spelt_countries),
    ):
        text = json.dumps(content, sort_keys=True)
        (folder / "columns" / f"{name}.json").write_text(text, encoding="utf-8")

    def worth_of(fid: int, kind: int) -> float:
        code, feature_class = kinds[codes[fid - 1]]
        return worth(sizes[fid - 1], kind, feature_class, code, standing[fid - 1])

    return worth_of


def write_extents(database: sqlite3.Connection, folder: Path) -> None:
    """Write how wide the places with an outline are."""
    for name, column in zip(("wide_fid", "wide_km"), extents(database), strict=True):
        _save(folder, name, column)


def _last_unit(database: sqlite3.Connection) -> int:
    (last,) = database.execute("SELECT max(fid) FROM places WHERE feature_class = 'A'").fetchone()
    return last or 0


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
