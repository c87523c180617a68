"""Natural Earth's first-level units, with their known defects put right."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.tables import clean_names, facts

__all__ = ["LANGUAGES", "Region", "regions"]

LANGUAGES = (
    "ar bn de el en es fa fr he hi hu id it ja ko nl pl pt ru sv tr uk ur vi zh zht"
).split()  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """One of Natural Earth's first-level units.

    ``translated`` holds its names in `LANGUAGES`; empty where the row carries another unit's.
    """

    adm1_code: str
    iso: str
    geonameid: int
    geonames_level: int
    country_code: str
    adm0_a3: str
    country_part: str
    name: str
    name_en: str
    type_en: str
    names: tuple[str, ...]
    translated: tuple[str, ...]
    postal: str
    wikidata: str
    rank: int | None
    lon: float
    lat: float
    geometry: BaseGeometry


def regions(packages: Packages) -> list[Region]:
    """The 10m units, keyed by ``adm1_code``; ``facts/shape_overrides.csv`` wins over the package.

    A wikidata id that several units share is wrong for at least one of them, and so are the
    translated names that came with it: both are dropped unless the overrides vouch for the row.
    So is another name that several units of a country share: it is of what is around them.
    """
    overrides: dict[str, dict[str, str]] = {}
    for row in facts("shape_overrides.csv"):
        overrides.setdefault(row["adm1_code"], {})[row["field"]] = row["value"]
    features = [f for f in packages.admin1_features if f["geometry"] and f["properties"]["name"]]
    ids = Counter(f["properties"]["wikidataid"] for f in features)
    bearers = Counter(
        (f["properties"]["iso_a2"], name)
        for f in features
        for name in _other_names(f["properties"])
    )
    made = []
    for feature in features:
        given = feature["properties"]
        fixed = overrides.get(given["adm1_code"], {})
        properties = {**given, **fixed}
        wikidata = properties["wikidataid"] or ""
        trusted = "wikidataid" in fixed or not wikidata or ids[wikidata] == 1
        own = [n for n in _other_names(properties) if bearers[given["iso_a2"], n] <= 1]
        geometry = feature["geometry"]
        made.append(_region(properties, own, wikidata if trusted else "", trusted, geometry))
    return made


def _other_names(properties: dict[str, Any]) -> list[str]:
    """Return what the sources of a unit call it besides its name, each name once."""
    names = str(properties["name_alt"] or "").replace("|", ",").split(",")
    names += [properties[k] or "" for k in ("name_local", "gn_name", "woe_name", "gns_name")]
    return list(dict.fromkeys(name.strip() for name in names))


def _region(
    properties: dict[str, Any],
    other_names: list[str],
    wikidata: str,
    trusted: bool,
    geometry: dict[str, Any],
) -> Region:
    translated = [properties[f"name_{code}"] for code in LANGUAGES] if trusted else []
    country = str(properties["iso_a2"] or "")
    return Region(
        adm1_code=properties["adm1_code"],
        iso=properties["iso_3166_2"] or "",
        geonameid=int(properties["gn_id"] or 0),
        geonames_level=int(properties["gn_level"] or 0),
        country_code=country if len(country) == 2 and country.isalpha() else "",
        adm0_a3=properties["adm0_a3"],
        country_part=properties["geonunit"] or "",
        name=properties["name"],
        name_en=(properties["name_en"] or "") if trusted else "",
        type_en=properties["type_en"] or "",
        names=clean_names([*other_names, properties["name"]]),
        translated=clean_names(translated),
        postal=properties["postal"] or "",
        wikidata=wikidata,
        rank=properties["scalerank"],
        lon=float(properties["longitude"]),
        lat=float(properties["latitude"]),
        geometry=_polygons(shape(geometry)),
    )


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    valid = shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(valid) if p.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else valid
