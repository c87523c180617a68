"""``manifest.json``: what a gazetteer is, where it came from, and how to know it is whole."""

from __future__ import annotations

import json
import os
from zlib import crc32

from gazetteer.frozen import dataclass
from gazetteer.place import (
    CURE,
    GazetteerCorruptError,
    GazetteerNotFoundError,
    GazetteerVersionError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

__all__ = [
    "SCHEMA_VERSION",
    "Manifest",
    "Source",
    "checksum",
    "hash_file",
    "is_sealed",
    "read_manifest",
    "write_manifest",
]

SCHEMA_VERSION = 7
_FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Source:
    """Where facts come from, and the credit they ask for."""

    name: str
    version: str
    licence: str
    credit: str
    url: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Identity of a gazetteer.

    Attributes
    ----------
    gazetteer_id
        A hash of schema and rows, the same for two builds from the same sources.
    counts
        Rows of each table.
    files
        SHA-256 and size in bytes of each file of the folder.
    report
        How many rows of a dump and shapes of a file were repaired or rejected, by class.
    checksum
        CRC-32 of the name index, which is checked whenever it is opened: a damaged one would
        crash its reader.
    """

    gazetteer_id: str
    schema_version: int
    counts: dict[str, int]
    sources: tuple[Source, ...]
    files: dict[str, tuple[str, int]]
    report: dict[str, int]
    checksum: int


def hash_file(path: str | Path) -> tuple[str, int]:
    """Return SHA-256 and size of a file."""
    import hashlib  # a look-up hashes nothing

    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return digest, os.stat(path).st_size


def checksum(path: str | Path) -> int:
    """Return the CRC-32 of a file; it takes 0.3 ms a megabyte."""
    found, part = 0, memoryview(bytearray(1 << 16))  # not the whole file in memory
    with open(path, "rb", buffering=0) as file:
        while length := file.readinto(part):
            found = crc32(part[:length], found)
    return found


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write ``manifest.json`` into a folder."""
    from dataclasses import asdict

    (folder / _FILE).write_bytes(_sealed(asdict(manifest)))


def _sealed(fields: dict[str, Any]) -> bytes:
    """Return the text of a manifest, with a hash of all the rest in it."""
    from hashlib import sha256

    rest = json.dumps(fields, ensure_ascii=False, sort_keys=True).encode()
    fields = fields | {"seal": sha256(rest).hexdigest()}
    return json.dumps(fields, indent=1, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def is_sealed(folder: str | Path) -> bool:
    """Tell whether ``manifest.json`` is, to the byte, what was written."""
    with open(os.path.join(folder, _FILE), "rb") as file:
        text = file.read()
    fields = json.loads(text)
    fields.pop("seal", None)
    return _sealed(fields) == text


def read_manifest(folder: str | Path) -> Manifest:
    """Read the manifest of a folder, and check that its files have the sizes it says.

    Raises
    ------
    GazetteerNotFoundError, GazetteerCorruptError, GazetteerVersionError
    """
    path = os.path.join(folder, _FILE)
    try:
        with open(path, encoding="utf-8") as file:
            raw = json.load(file)
        manifest = Manifest(
            str(raw["gazetteer_id"]),
            int(raw["schema_version"]),
            dict(raw["counts"]),
            tuple(Source(**source) for source in raw["sources"]),
            {name: (str(sha), int(size)) for name, (sha, size) in raw["files"].items()},
            dict(raw.get("report", {})),
            int(raw["checksum"]),
        )
    except FileNotFoundError:
        raise GazetteerNotFoundError(f"no gazetteer at {folder}: {CURE}") from None
    except OSError as error:
        raise GazetteerNotFoundError(f"{path} cannot be read ({error.strerror}): {CURE}") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GazetteerCorruptError(f"{path} is not a gazetteer's manifest: {CURE}") from error
    if manifest.schema_version != SCHEMA_VERSION:
        raise GazetteerVersionError(
            f"{folder} has schema {manifest.schema_version}, this mentionmap reads"
            f" {SCHEMA_VERSION}: build it again with `mentionmap gazetteer build`"
        )
    for name, (_, size) in manifest.files.items():
        part = os.path.join(folder, name)
        if not os.path.isfile(part) or os.path.getsize(part) != size:
            raise GazetteerCorruptError(f"{part} is missing or truncated: {CURE}")
    return manifest
