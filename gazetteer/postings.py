"""Which places a name key means, and what ranks them: the mapped columns without NumPy."""

from __future__ import annotations

import json
import mmap
import os
import sys
from array import array
from bisect import bisect_right
from functools import cached_property

from gazetteer.worth import plain_worths

__all__ = ["KINDS", "KIND_BITS", "MANY", "Postings"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

KIND_BITS = 3  # of a name's form, the lowest; the others are the hash of its spelling
KINDS = (1 << KIND_BITS) - 1
MANY = 48  # names of a key: of more, those of the greatest worth come first


class Postings:
    """Columns of a folder (see ``gazetteer.columns``), read row by row."""

    def __init__(self, folder: str) -> None:
        self._folder = os.path.join(folder, "columns")
        typecodes = {
            stem: typecode
            for stem, _, typecode in (name.partition(".") for name in os.listdir(self._folder))
        }

        def column(stem: str) -> Any:
            typecode = typecodes[stem]
            return _mapped(os.path.join(self._folder, f"{stem}.{typecode}"), typecode)

        self._low: Sequence[int] = column("key_low")
        self._carry: Sequence[int] = list(column("key_carry"))
        self._fid, self._form = column("name_fid"), column("name_form")
        self._country: Sequence[int] = column("country")
        self._admin1: Sequence[int] = column("admin1")
        self._admin2: Sequence[int] = column("admin2")
        self.lon: Sequence[float] = column("lon")
        self.lat: Sequence[float] = column("lat")
        self.size: Sequence[float] = column("size")
        self.code: Sequence[int] = column("code")
        self.standing: Sequence[int] = column("standing")
        self.band_start: Sequence[int] = column("band_start")
        self.band_fid = column("band_fid")
        with open(os.path.join(self._folder, "codes.json"), encoding="utf-8") as file:
            kinds = json.load(file)
        self.codes: tuple[str, ...] = tuple(kinds["codes"])
        self.classes: tuple[str, ...] = tuple(kinds["classes"])
        self._numbers: dict[frozenset[str], frozenset[int]] = {}

    def of(self, key_id: int, most: int | None = None) -> tuple[Sequence[int], Sequence[int]]:
        """Return the fids of the places of a key, and the forms of its names (see ``KIND_BITS``).

        Of more than ``MANY``, those of the greatest worth come first (``gazetteer.worth``), and
        ``most`` are enough, if given.
        """
        carry, low = self._carry, self._low
        high = bisect_right(carry, key_id)
        first = low[key_id] + (high << 16)
        end = low[key_id + 1] + (bisect_right(carry, key_id + 1, high) << 16)
        if end - first == 1:  # as most names have it
            return (self._fid[first],), (self._form[first],)
        if most is not None and end - first > max(most, MANY):
            end = first + most
        return self._fid[first:end].tolist(), self._form[first:end].tolist()

    def only(self, key_id: int) -> tuple[int, int]:
        """Return the fid of a key's one place and the form of its name; 0 for several places."""
        carry, low = self._carry, self._low
        high = bisect_right(carry, key_id)
        first = low[key_id] + (high << 16)
        if low[key_id + 1] + (bisect_right(carry, key_id + 1, high) << 16) - first != 1:
            return 0, 0
        return self._fid[first], self._form[first]

    def units(self, fid: int) -> tuple[int, int, int]:
        """Return the fids of the units and the country that hold a place; 0 for none."""
        return self._admin2[fid - 1], self._admin1[fid - 1], self._country[fid - 1]

    def numbers_of(self, codes: frozenset[str]) -> frozenset[int]:
        """Return the numbers of some feature codes, worked out once."""
        numbers = self._numbers.get(codes)
        if numbers is None:
            numbers = frozenset(n for n, code in enumerate(self.codes) if code in codes)
            self._numbers[codes] = numbers
        return numbers

    @cached_property
    def plain_worths(self) -> tuple[list[float | None], list[float | None]]:
        """What each of the codes adds to the worth of a name (``gazetteer.worth``)."""
        return plain_worths(self.codes, self.classes)

    @cached_property
    def is_town(self) -> list[bool]:
        """Whether each of the codes is that of a populated place."""
        return [feature_class == "P" for feature_class in self.classes]

    @cached_property
    def countries(self) -> dict[str, int]:
        """The fid of each country by the code that places have; 0 for one that is no place."""
        with open(os.path.join(self._folder, "countries.json"), encoding="utf-8") as file:
            fids: dict[str, int] = json.load(file)
        return fids


def _mapped(path: str, typecode: str) -> Sequence[float]:
    with open(path, "rb") as file:
        if not os.path.getsize(path):
            return array("f")  # an empty file cannot be mapped
        if sys.byteorder == "big":
            column = array(typecode, file.read())
            column.byteswap()
            return column
        view: Any = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        mapped: Sequence[float] = view.cast(typecode)
        return mapped
