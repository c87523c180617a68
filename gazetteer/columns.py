"""The gazetteer as flat arrays: what resolution asks of thousands of candidates at once.

Derived from the GeoPackage when it is built and mapped read-only, so that processes share them.
Arrays of places are indexed by ``fid - 1``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from gazetteer.place import CURE, GazetteerCorruptError
from gazetteer.worldview import Worldview

__all__ = ["Columns", "open_columns"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.uint32]
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
        log10(population + 10).
    code
        Index into ``codes``, the GeoNames feature codes; of 16 bits where those are over 256.
    country, admin1, admin2
        fid of the containing unit (its own for a unit), 0 for none.
    key_start
        The names of key ``k`` are rows ``key_start[k]`` to ``key_start[k + 1]`` of:
    name_fid, name_kind, name_spelling
        fid of the place, ``NameKind``, ``spelling_hash``.
    """

    lon: Floats
    lat: Floats
    size: Floats
    code: Bytes
    country: Integers
    admin1: Integers
    admin2: Integers
    key_start: Integers
    name_fid: Integers
    name_kind: Bytes
    name_spelling: Integers
    codes: tuple[str, ...]


def open_columns(folder: Path, worldview: Worldview) -> Columns:
    """Map the columns of a gazetteer folder, with countries as a worldview has them."""
    arrays: dict[str, Any] = {}
    for path in sorted((folder / "columns").glob("*.[fIBH]")):
        # A plain ndarray over the map: np.memmap's own indexing costs several times as much.
        arrays[path.stem] = np.asarray(np.memmap(path, _DTYPES[path.suffix[1:]], mode="r"))
    codes = json.loads((folder / "columns" / "codes.json").read_text(encoding="utf-8"))
    columns = Columns(**arrays, codes=tuple(codes))
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
    start = columns.key_start
    return (
        int(start[-1]) == names
        and bool((start[:-1] <= start[1:]).all())
        and (
            names == 0 or 1 <= int(columns.name_fid.min()) <= int(columns.name_fid.max()) <= places
        )
        and int(columns.code.max(initial=0)) < max(len(columns.codes), 1)
        and all(
            int(units.max(initial=0)) <= places
            for units in (columns.country, columns.admin1, columns.admin2)
        )
    )
