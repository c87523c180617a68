"""Reader of GeoNames' own files (https://download.geonames.org/export/dump/readme.txt).

Each row is read for itself: what is wrong with it is put right, or it is left out, and counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gazetteer.geometry import Box
from gazetteer.place import FeatureClass, GazetteerBuildError
from gazetteer.sources.archive import MAX_LINE, read_lines, text_name

__all__ = [
    "Alternates", "Dump", "DumpRow", "find_dump", "is_unusable", "parse_alternates",
    "parse_place", "read_codes",
    "read_countries", "read_feature_classes", "read_hierarchy",
]  # fmt: skip

PLACE_COLUMNS = 19
MAX_NAME = 200  # GeoNames' own limit
_MAX_ALTERNATE = 100  # as gazetteer/data/README.md says; longer ones are descriptions
_MAX_POPULATION = 20_000_000_000
_CLASSES = frozenset(FeatureClass)
_FILES = {
    "alternates": ("alternatenamesv2.txt", "alternatenames.txt"),
    "hierarchy": ("hierarchy.txt",),
    "admin1": ("admin1codesascii.txt",),
    "admin2": ("admin2codes.txt",),
    "countries": ("countryinfo.txt",),
    "feature_codes": ("featurecodes_en.txt", "featurecodes.txt"),
}
_COUNTRY_FILE = re.compile(r"([A-Z]{2}|no-country)\.txt")
_CITIES_FILE = re.compile(r"cities(\d+)\.txt", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dump:
    """The files of a dump that are there; ``places`` in the order to read them in."""

    places: tuple[Path, ...]
    alternates: Path | None = None
    hierarchy: Path | None = None
    admin1: Path | None = None
    admin2: Path | None = None
    countries: Path | None = None
    feature_codes: Path | None = None


def find_dump(folder: Path, countries: Collection[str] = ()) -> Dump:
    """Return which of GeoNames' files a folder holds, plain, gzipped or zipped.

    ``allCountries`` makes files of single countries needless, and these those of cities in them.

    Raises
    ------
    GazetteerBuildError
        Where there is no such folder, or no table of places in it.
    """
    try:
        files = [folder] if folder.is_file() else sorted(folder.iterdir())
    except OSError as error:
        raise GazetteerBuildError(f"{folder} cannot be read ({error.strerror})") from error
    texts: dict[str, Path] = {}
    for file in files:
        if file.suffix in (".txt", ".zip", ".gz"):
            name = text_name(file)
            if name not in texts or file.suffix == ".txt":  # what is unpacked is read sooner
                texts[name] = file
    lowered = {name.lower(): file for name, file in texts.items()}
    by_country = [
        file
        for name, file in texts.items()
        if (found := _COUNTRY_FILE.fullmatch(name))
        and (not countries or found[1] in countries or found[1] == "no-country")
    ]
    cities = sorted(
        (int(found[1]), file)
        for name, file in texts.items()
        if (found := _CITIES_FILE.fullmatch(name))
    )
    whole = lowered.get("allcountries.txt")
    places = [whole] if whole else [*by_country, *(file for _, file in cities)]
    if not places:
        raise GazetteerBuildError(
            f"{folder} holds no GeoNames places (allCountries.zip, XX.zip or cities500.zip):"
            " get them from https://download.geonames.org/export/dump/"
        )
    others = {
        use: next((lowered[name] for name in names if name in lowered), None)
        for use, names in _FILES.items()
    }
    return Dump(tuple(places), **others)


# --- Places ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class DumpRow:
    """One row of a table of places, put right."""

    geonameid: int
    name: str
    names: list[str]
    lon: float
    lat: float
    fault: str | None  # why the point is none
    feature_class: str
    feature_code: str
    country_code: str
    admin1_code: str
    admin2_code: str
    population: int
    modified: str


# Control characters, and what separates names in a cell.
_UNCLEAN = re.compile(r"[\x00-\x1f\x7f-\x9f|\u2028\u2029]+")
_IS_CODE = re.compile(r"[A-Z]{2}")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_BROKEN = re.compile("[\udc80-\udcff\ufffd]")


def parse_place(
    line: str, defects: Counter[str], boxes: Mapping[str, Box], classes: Mapping[str, str]
) -> DumpRow | None:
    """Return the place of a line, or ``None`` where nothing can be made of it.

    Parameters
    ----------
    line
        Decoded with ``errors="surrogateescape"``.
    defects
        Counts by class of what was put right ("repaired: …") or left out ("rejected: …"); added to.
    boxes
        Around each country, to tell swapped coordinates by.
    classes
        The class of each feature code, for rows without one.

    A row without a usable point is returned with its ``fault``: other sources may have a point.
    """
    cells = line.split("\t")
    if len(cells) != PLACE_COLUMNS:
        defects[f"rejected: {'too few' if len(cells) < PLACE_COLUMNS else 'too many'} columns"] += 1
        return None
    geonameid = _number(cells[0])
    if geonameid is None or not 0 < geonameid < 1 << 32:
        defects["rejected: geonameid is no number"] += 1
        return None
    broken = not line.isascii() and _BROKEN.search(line) is not None
    if broken:
        defects["repaired: invalid UTF-8"] += 1
    names = [name for name in cells[3].split(",") if name] if cells[3] else []
    name = cells[1]
    if broken:
        names = [other for other in names if not _BROKEN.search(other)]
        name = "" if _BROKEN.search(name) else name
    if _UNCLEAN.search(name) or name != name.strip():
        name = " ".join(_UNCLEAN.sub(" ", name).split())
        defects["repaired: control characters in a name"] += 1
    if not name or len(name) > MAX_NAME:
        if not broken:
            defects[f"repaired: {'name too long' if name else 'no name'}"] += 1
        spare = (cells[2], *names)
        name = next((n for n in spare if 0 < len(n) <= MAX_NAME and not is_unusable(n)), "")
        if not name:
            defects["rejected: no usable name"] += 1
            return None
    if cells[2] and cells[2] != name and not is_unusable(cells[2]):
        names.append(cells[2])
    feature_class, feature_code = cells[6], cells[7]
    if feature_class not in _CLASSES:
        feature_class = classes.get(feature_code, "")
        if not feature_class:
            defects["rejected: no feature class"] += 1
            return None
        defects["repaired: feature class from the code"] += 1
    country_code = cells[8]
    if country_code and not _IS_CODE.fullmatch(country_code):
        defects["repaired: country code dropped"] += 1
        country_code = ""
    population = _number(cells[14]) if cells[14] else 0
    if population is None or not 0 <= population <= _MAX_POPULATION:
        defects["repaired: population dropped"] += 1
        population = 0
    lon, lat, fault = _point(cells[5], cells[4], boxes.get(country_code), defects)
    admin1, admin2 = cells[10], cells[11]
    return DumpRow(
        geonameid, name, names, lon, lat, fault, feature_class, _word(feature_code), country_code,
        "" if admin1 in ("00", "0") else _word(admin1), _word(admin2), population,
        cells[18] if _DATE.fullmatch(cells[18]) else "",
    )  # fmt: skip


def _number(cell: str) -> int | None:
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 20 else None


def _word(code: str) -> str:
    return code if code.isalnum() and len(code) <= 20 else _UNCLEAN.sub("", code).strip()[:20]


def is_unusable(name: str) -> bool:
    """Tell whether a name holds control characters, a separator or broken letters."""
    return _UNCLEAN.search(name) is not None or _BROKEN.search(name) is not None


def _point(
    lon_cell: str, lat_cell: str, box: Box | None, defects: Counter[str]
) -> tuple[float, float, str | None]:
    """Return longitude, latitude and what is wrong with them."""
    try:
        lon, lat = float(lon_cell), float(lat_cell)
    except ValueError:
        return 0.0, 0.0, "coordinates are no numbers"
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        if box and _inside(lat, lon, box):
            defects["repaired: latitude and longitude swapped"] += 1
            return lat, lon, None
        if 180 < lon <= 360 and -90 <= lat <= 90:
            defects["repaired: longitude over 180"] += 1
            return lon - 360, lat, None
        return 0.0, 0.0, "coordinates not on Earth"  # NaN and infinity, too
    if lon == 0 and lat == 0:
        return 0.0, 0.0, "coordinates (0, 0)"
    if box and not _inside(lon, lat, box) and _inside(lat, lon, box):
        defects["repaired: latitude and longitude swapped"] += 1
        return lat, lon, None
    return lon, lat, None


def _inside(lon: float, lat: float, box: Box) -> bool:
    return box[0] <= lon <= box[2] and box[1] <= lat <= box[3]


# --- Names in all languages -----------------------------------------------------------------------


@dataclass(slots=True)
class Alternates:
    """What the table of alternate names says of one place."""

    names: list[str]
    short: list[str]
    aside: list[str]  # historic or colloquial
    codes: set[str]  # not names: postal, airport and other codes
    airport: set[str]  # IATA and ICAO codes
    english: str | None = None  # preferred in English
    wikidata: str | None = None


_NAMES_OF_FOUR = frozenset({"abbr", "piny"})  # four letters, yet names


def parse_alternates(rows: Iterable[list[str]], defects: Counter[str]) -> Alternates:
    """Sort the rows of one place by what they are: names, codes or links.

    Columns after isHistoric are not read, so that both versions of the table will do.
    """
    found = Alternates([], [], [], set(), set())
    for cells in rows:
        language, name = cells[2], cells[3]
        if language == "wkdt":
            if re.fullmatch(r"Q[1-9]\d{0,15}", name):
                found.wikidata = found.wikidata or name
            continue
        if language == "link":
            continue
        if "://" in name:
            continue
        if not name or len(name) > _MAX_ALTERNATE or is_unusable(name):
            defects["rejected: alternate name empty, too long or unreadable"] += 1
            continue
        if language in ("iata", "icao"):
            found.airport.add(name)
        elif len(language) == 4 and language.isalpha() and language not in _NAMES_OF_FOUR:
            found.codes.add(name)
        elif language == "abbr":
            found.short.append(name)
        elif "1" in cells[6:8] or language == "fr_1793":
            found.aside.append(name)
        elif language != "piny":
            found.names.append(name)
            if language == "en" and cells[4:5] == ["1"] and found.english is None:
                found.english = name
    return found


# --- The small tables -----------------------------------------------------------------------------


def _table(path: Path, columns: int, defects: Counter[str]) -> Iterator[list[str]]:
    for raw in read_lines(path):
        line = raw.decode("utf-8", "replace")
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) < columns or len(raw) > MAX_LINE:
            defects[f"rejected: row of {text_name(path)}"] += 1
        else:
            yield cells


def read_codes(path: Path, defects: Counter[str]) -> Iterator[tuple[str, int, list[str]]]:
    """Yield code ("UA.08"), geonameid and names of each unit of a table of codes."""
    for code, name, ascii_name, geonameid, *_ in _table(path, 4, defects):
        number = _number(geonameid)
        names = [n for n in dict.fromkeys((name, ascii_name)) if n and not is_unusable(n)]
        if number is None or not names or code.count(".") not in (1, 2):
            defects[f"rejected: row of {text_name(path)}"] += 1
        else:
            yield code, number, names


def read_countries(path: Path, defects: Counter[str]) -> Iterator[tuple[str, int, str, int]]:
    """Yield ISO code, geonameid, name and population of each country of ``countryInfo``."""
    for cells in _table(path, 17, defects):
        number, population = _number(cells[16]), _number(cells[7])
        if _IS_CODE.fullmatch(cells[0]) and number and not is_unusable(cells[4]):
            yield cells[0], number, cells[4], population or 0


def read_hierarchy(path: Path, defects: Counter[str]) -> dict[int, int]:
    """Return the unit around each place that ``hierarchy`` gives one, by geonameid."""
    around: dict[int, int] = {}
    for cells in _table(path, 2, defects):
        parent, child = _number(cells[0]), _number(cells[1])
        if parent is None or child is None or parent == child:
            defects[f"rejected: row of {text_name(path)}"] += 1
        elif cells[2:3] == ["ADM"] or child not in around:
            around[child] = parent
    return around


def read_feature_classes(path: Path, defects: Counter[str]) -> dict[str, str]:
    """Return the class of each feature code of ``featureCodes``."""
    classes: dict[str, str] = {}
    for cells in _table(path, 1, defects):
        feature_class, _, code = cells[0].partition(".")
        if feature_class in _CLASSES and code:
            classes[code] = feature_class
    return classes
