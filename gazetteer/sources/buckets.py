"""Rows dealt out to files by range of geonameid, each of which then fits in memory.

The ranges are fixed, so that what is read back comes in one order, whatever files it came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

__all__ = ["BUCKETS", "MAX_ID", "Buckets", "Ids"]

BUCKETS = 192  # the last takes all that is beyond
MAX_ID = 1 << 28
_RANGE = 200_000  # geonameids a file: GeoNames counts some 13 million, and 0.5 million more a year


class Buckets:
    """Files of rows, written once and each read once; a context manager while written."""

    def __init__(self, folder: Path, name: str) -> None:
        self._paths = [folder / f"{name}.{number}.tmp" for number in range(BUCKETS)]
        self._open = ExitStack()

    def __enter__(self) -> Buckets:
        self._files = [self._open.enter_context(p.open("wb", 1 << 16)) for p in self._paths]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def put(self, geonameid: int, row: bytes) -> None:
        """Write a row."""
        self._files[min(geonameid // _RANGE, BUCKETS - 1)].write(row + b"\n")

    def take(self, number: int) -> Iterator[str]:
        """Yield the rows of one file, undecodable bytes as lone surrogates, and remove it."""
        path = self._paths[number]
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        path.unlink()
        yield from text.removesuffix("\n").split("\n") if text else ()


class Ids:
    """A set of geonameids: one bit each."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def __contains__(self, geonameid: int) -> bool:
        byte = geonameid >> 3
        return byte < len(self._bits) and bool(self._bits[byte] & 1 << (geonameid & 7))

    def add(self, geonameid: int) -> bool:
        """Add one, and tell whether it is new."""
        byte, bit = geonameid >> 3, 1 << (geonameid & 7)
        if byte >= len(self._bits):
            self._bits.extend(bytes(byte + (1 << 16) - len(self._bits)))
        if self._bits[byte] & bit:
            return False
        self._bits[byte] |= bit
        return True
