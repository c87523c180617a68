"""Places and their names → what look-ups and scans map: ``names.marisa`` and ``columns/``.

Streaming: memory grows by some 20 bytes a name.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from array import array
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import accumulate
from math import log10
from pathlib import Path

import marisa_trie

from gazetteer.geometry import point_of
from gazetteer.manifest import hash_file
from gazetteer.names import spelling_hash
from gazetteer.naming import named
from gazetteer.seats import unit_names

__all__ = ["country_fids", "write_columns", "write_names"]


def write_names(
    database: sqlite3.Connection, folder: Path, progress: Callable[[str, int], None]
) -> tuple[int, str]:
    """Write the trie of all name keys and the places of each.

    Returns
    -------
    tuple[int, str]
        How many names there are, and the SHA-256 of them all.
    """
    spill = folder / "keys.tmp"
    fids, kinds, spellings = array("I"), array("B"), array("I")
    derived = unit_names(database)
    with spill.open("w", encoding="utf-8", errors="surrogatepass", newline="\n") as keys:
        for (
            fid,
            name,
            names,
            short,
            demonyms,
            feature_class,
            feature_code,
            country_code,
        ) in database.execute(
            "SELECT fid, name, names, short, demonyms, feature_class, feature_code, country_code"
            " FROM places JOIN more_names USING (fid) ORDER BY fid"
        ):
            rows = named(
                name, _split(names), _split(short), _split(demonyms), derived.get(fid, ()),
                feature_class=feature_class, feature_code=feature_code, country_code=country_code,
            )  # fmt: skip
            for kind, spelling in rows.values():
                fids.append(fid)
                kinds.append(kind)
                spellings.append(spelling_hash(spelling))
            keys.writelines([key + "\n" for key in rows])
            if fid % 20000 == 0:
                progress("names", fid)
    trie = marisa_trie.Trie(_lines(spill))
    trie.save(str(folder / "names.marisa"))
    key_ids = array("I", map(trie.__getitem__, _lines(spill)))
    digest = sha256(hash_file(spill)[0].encode())
    for column in (fids, kinds, spellings):
        digest.update(_little_endian(column))
    spill.unlink()
    # A counting sort: rows come in order of fid and stay so under each key.
    counts = [0] * (len(trie) + 1)
    for key_id in key_ids:
        counts[key_id + 1] += 1
    start = array("I", accumulate(counts))
    place = start[:]
    row_of = array("I", bytes(4 * len(fids)))
    for row, key_id in enumerate(key_ids):
        row_of[place[key_id]] = row
        place[key_id] += 1
    for stem, column in (("fid", fids), ("kind", kinds), ("spelling", spellings)):
        _save(folder, f"name_{stem}", array(column.typecode, map(column.__getitem__, row_of)))
    _save(folder, "key_start", start)
    progress("names", len(fids))
    return len(fids), digest.hexdigest()


def _split(cell: str | None) -> list[str]:
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
    lons, lats, sizes, kinds = array("f"), array("f"), array("f"), array("B")
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
    with (folder / "columns" / f"{name}.{column.typecode}").open("wb") as file:
        file.write(_little_endian(column))


def _little_endian(column: array[int] | array[float]) -> memoryview:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return memoryview(column)
