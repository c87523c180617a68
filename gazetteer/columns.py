"""The gazetteer as flat arrays: what resolution asks of thousands of candidates at once.

Derived from the GeoPackage when it is built and mapped read-only, so that processes share them.
Arrays of places are indexed by ``fid - 1``.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gazetteer.bands import BANDS
from gazetteer.place import CURE, GazetteerCorruptError
from gazetteer.postings import KIND_BITS, KINDS
from gazetteer.worldview import Worldview

__all__ = ["Columns", "open_columns"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.uint32]
Shorts = npt.NDArray[np.uint16]
Bytes = npt.NDArray[np.uint8]

_DTYPES = {"f": "<f4", "I": "<u4", "B": "u1", "H": "<u2"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of places and of their names.

    Attributes
    ----------
    lon, lat
        WGS 84 degrees.
    size
        log10(population + 10); of a state at least that of 100,000 inhabitants.
    code
        Index into ``codes``, the GeoNames feature codes, and ``classes``; of 16 bits where those
        are over 256.
    standing
        How well known a place is: 0 where only a dump has it; 1 to 13, one more than Natural
        Earth's rank; 14 where the vendored tables have it, without a rank.
    country, admin1, admin2
        fid of the containing unit (its own for a unit), 0 for none; of 16 bits where they fit.
    iso_country
        The country by ISO 3166, where ``country`` is that of another worldview.
    key_low, key_carry
        Where the names of a key begin, see :meth:`rows`: the lower 16 bits of it, and the keys
        from which on the higher ones are one more.
    name_fid
        fid of the place of each name.
    name_form
        ``NameKind`` and ``spelling_hash`` of each name, see :meth:`kinds` and :meth:`spellings`.
    band_start, band_fid
        The fids of all places by band of latitude, and from west to east (``gazetteer.bands``).
    wide_fid, wide_km
        The fids of the places with an outline, in order, and the radius of each in km, see
        :meth:`radius_km`.
    """

    lon: Floats
    lat: Floats
    size: Floats
    code: Bytes
    standing: Bytes
    country: Integers
    admin1: Integers
    admin2: Integers
    key_low: Shorts
    key_carry: Integers
    name_fid: Integers
    name_form: Shorts
    band_start: Integers
    band_fid: Integers
    wide_fid: Integers
    wide_km: Shorts
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    iso_country: Integers

    def rows(self, key_id: int) -> slice:
        """Return which rows of the columns of names are those of a key."""
        return slice(self._start(key_id), self._start(key_id + 1))

    def _start(self, key_id: int) -> int:
        return int(self.key_low[key_id]) + (bisect_right(self.key_carry, key_id) << 16)

    def kinds(self, rows: slice) -> Bytes:
        """Return the ``NameKind`` of names."""
        return (self.name_form[rows] & KINDS).astype(np.uint8)

    def spellings(self, rows: slice) -> Shorts:
        """Return the ``spelling_hash`` of names."""
        spellings: Shorts = self.name_form[rows] >> np.uint16(KIND_BITS)
        return spellings

    def radius_km(self, fids: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Return the radii of the circles as large as places are; 0 for those without outline."""
        if not len(self.wide_fid):
            return np.zeros(len(fids))
        at = self.wide_fid.searchsorted(fids.astype(np.uint32))  # of one type: nothing is copied
        at = np.minimum(at, len(self.wide_fid) - 1)
        return np.where(self.wide_fid[at] == fids, self.wide_km[at], 0.0)


def open_columns(folder: Path, worldview: Worldview) -> Columns:
    """Map the columns of a gazetteer folder, with countries as a worldview has them."""
    arrays: dict[str, Any] = {}
    for path in sorted((folder / "columns").glob("*.[fIBH]")):
        # A plain ndarray over the map: np.memmap's own indexing costs several times as much.
        dtype = _DTYPES[path.suffix[1:]]
        arrays[path.stem] = (
            np.asarray(np.memmap(path, dtype, mode="r"))
            if path.stat().st_size
            else np.zeros(0, dtype)  # an empty file cannot be mapped
        )
    kinds = json.loads((folder / "columns" / "codes.json").read_text(encoding="utf-8"))
    columns = Columns(
        **arrays,
        codes=tuple(kinds["codes"]),
        classes=tuple(kinds["classes"]),
        iso_country=arrays["country"],
    )
    if not _point_inside(columns):
        raise GazetteerCorruptError(f"{folder / 'columns'} holds rows that are not there: {CURE}")
    return _seen(columns, worldview) if worldview.seen else columns


def _seen(columns: Columns, worldview: Worldview) -> Columns:
    country = columns.country.copy()
    # Countries first, then units, then single places: the closest has the last word.
    for units in (columns.country, columns.admin1, columns.admin2):
        for fid, (seen, _) in worldview.seen.items():
            country[units == fid] = seen
    for fid, (seen, _) in worldview.seen.items():
        country[fid - 1] = seen
    return replace(columns, country=country)


def _point_inside(columns: Columns) -> bool:
    """Tell whether every index is one of the array it points into; a few milliseconds."""
    places, names = len(columns.lon), len(columns.name_fid)
    low, carry = columns.key_low, columns.key_carry
    falls = np.flatnonzero(low[1:] < low[:-1]) + 1  # there the higher bits must rise
    return (
        len(low) > 0
        and int(low[-1]) + (len(carry) << 16) == names
        and int(carry.max(initial=0)) < len(low)
        and bool((carry[:-1] <= carry[1:]).all())
        # All in it: what np.isin tells, which loads a twentieth of a second of NumPy.
        and bool((carry.searchsorted(falls, "right") > carry.searchsorted(falls)).all())
        and _within(columns.name_fid, 1, places)
        and _within(columns.band_fid, 1, places)
        and len(columns.band_start) == BANDS + 1
        and int(columns.band_start[-1]) == len(columns.band_fid)
        and bool((columns.band_start[:-1] <= columns.band_start[1:]).all())
        and _within(columns.wide_fid, 1, places)
        and bool((columns.wide_fid[:-1] < columns.wide_fid[1:]).all())
        and len(columns.wide_km) == len(columns.wide_fid)
        and int(columns.code.max(initial=0)) < max(len(columns.codes), 1)
        and all(
            _within(units, 0, places) for units in (columns.country, columns.admin1, columns.admin2)
        )
    )


def _within(fids: Integers, least: int, most: int) -> bool:
    return len(fids) == 0 or (least <= int(fids.min()) and int(fids.max()) <= most)
