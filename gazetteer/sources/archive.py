"""Lines of a text file that may be plain, gzipped or zipped: streamed, within limits.

Nothing is unpacked to disk, so no path inside an archive matters; a file that grows out of all
proportion is refused.
"""

from __future__ import annotations

import codecs
import gzip
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from gazetteer.place import GazetteerBuildError

__all__ = ["MAX_LINE", "read_lines", "text_name"]

MAX_LINE = 1 << 20  # bytes; GeoNames' longest are some 20 kB
MAX_RATIO = 100  # of the bytes read to those packed; GeoNames' own files have 3 to 10
MAX_BYTES = 64 << 30
_SMALL = 16 << 20  # what any archive may hold, however well it is packed
_BLOCK = 1 << 20
_SUFFIXES = (".zip", ".gz")


def text_name(path: Path) -> str:
    """Return the name of the text that a file holds: ``UA.txt`` for ``UA.zip``."""
    name = path.name
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    return name if name.endswith(".txt") else f"{name}.txt"


def read_lines(path: Path, read: Callable[[float], None] | None = None) -> Iterator[bytes]:
    """Yield the lines of a file, without their ends; a line over ``MAX_LINE`` comes cut.

    Parameters
    ----------
    path
        A ``.txt``, ``.gz`` or ``.zip`` file; of a zip, the text of the same name is read.
    read
        Told now and then which share of the file has been read, 0 to 1.

    Raises
    ------
    GazetteerBuildError
        Where the file cannot be read, is damaged or unpacks beyond all measure.
    """
    try:
        with path.open("rb") as packed, _unpacked(path, packed) as text:
            rest = None
            for block in _blocks(path, packed, text, read):
                if rest is None:
                    rest, block = b"", block.removeprefix(codecs.BOM_UTF8)
                lines = (rest + block).split(b"\n")
                rest = lines.pop()[: MAX_LINE + 1]
                for line in lines:
                    yield line.removesuffix(b"\r")[: MAX_LINE + 1]
            if rest:
                yield rest.removesuffix(b"\r")
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # of zipfile, too
        raise GazetteerBuildError(f"{path} is damaged ({error}): download it again") from error
    except OSError as error:
        reason = error.strerror or error
        raise GazetteerBuildError(f"{path} cannot be read ({reason})") from error


@contextmanager
def _unpacked(path: Path, packed: IO[bytes]) -> Iterator[IO[bytes]]:
    if path.suffix == ".gz":
        with gzip.open(packed) as text:
            yield cast("IO[bytes]", text)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(packed) as archive, archive.open(_member(path, archive)) as text:
            yield text
    else:
        yield packed


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    texts = [
        member
        for member in archive.infolist()
        if member.filename.endswith(".txt") and not member.filename.lower().endswith("readme.txt")
    ]
    named = [m for m in texts if PurePosixPath(m.filename).name == text_name(path)]
    if len(named or texts) != 1:
        raise GazetteerBuildError(f"{path} holds no {text_name(path)}: download it again")
    return (named or texts)[0]


def _blocks(
    path: Path, packed: IO[bytes], text: IO[bytes], read: Callable[[float], None] | None
) -> Iterator[bytes]:
    size = os.fstat(packed.fileno()).st_size
    done = 0
    while block := text.read(_BLOCK):
        done += len(block)
        if done > MAX_BYTES or (text is not packed and done > max(_SMALL, MAX_RATIO * size)):
            raise GazetteerBuildError(
                f"{path} unpacks to more than {done / 1e6:,.0f} MB from {size / 1e6:,.1f} MB:"
                " that is no GeoNames file"
            )
        if read is not None:
            read(packed.tell() / max(size, 1))
        yield block
