"""Which places a name key means, and which units hold a place: the mapped columns without NumPy."""

from __future__ import annotations

import mmap
import os
import struct

__all__ = ["Postings"]


class Postings:
    """The name and unit columns of a folder (see ``gazetteer.columns``), read row by row."""

    def __init__(self, folder: str) -> None:
        self._maps = {
            stem: _map(os.path.join(folder, "columns", f"{stem}.{kind}"))
            for stem, kind in (
                ("key_start", "I"), ("name_fid", "I"), ("name_kind", "B"), ("name_spelling", "I"),
                ("country", "I"), ("admin1", "I"), ("admin2", "I"),
            )
        }  # fmt: skip

    def of(self, key_id: int) -> list[tuple[int, int, int]]:
        """Return (fid, kind of name, hash of the spelling) of each place of a key."""
        first, end = struct.unpack_from("<2I", self._maps["key_start"], 4 * key_id)
        n = end - first
        return list(
            zip(
                struct.unpack_from(f"<{n}I", self._maps["name_fid"], 4 * first),
                self._maps["name_kind"][first:end],
                struct.unpack_from(f"<{n}I", self._maps["name_spelling"], 4 * first),
                strict=True,
            )
        )

    def units(self, fid: int) -> tuple[int, int, int]:
        """Return the fids of the units and the country that hold a place; 0 for none."""
        at = 4 * (fid - 1)
        admin2, admin1, country = (
            struct.unpack_from("<I", self._maps[stem], at)[0]
            for stem in ("admin2", "admin1", "country")
        )
        return admin2, admin1, country


def _map(path: str) -> mmap.mmap | bytes:
    with open(path, "rb") as file:
        if not os.path.getsize(path):
            return b""  # an empty file cannot be mapped
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
