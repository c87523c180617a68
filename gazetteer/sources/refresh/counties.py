"""Counties of the United States and what stands for them elsewhere: the Census Bureau's outlines.

Natural Earth draws no second-level units there, and none of Puerto Rico's municipios.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.shapes import polygons
from gazetteer.sources.refresh.tables import Row
from gazetteer.sources.refresh.units import Unit

__all__ = ["counties", "county_shapes", "dropped_counties"]

_ATLAS = "package/counties-10m.json"
_COUNTRY = "US"
# What Alaska and Louisiana have instead of counties; boroughs are all in GeoNames.
_GENERIC = {"AK": "Census Area", "LA": "Parish"}


def counties(packages: Packages) -> geopandas.GeoDataFrame:
    """Return the outlines: ``state`` (its name), ``fips`` (within it), ``name`` and geometry."""
    path = packages.layer("us-atlas", _ATLAS)
    states = geopandas.read_file(path, layer="states").set_index("id")["name"]
    table = geopandas.read_file(path, layer="counties").set_crs("EPSG:4326", allow_override=True)
    table["state"] = table["id"].str[:2].map(states)
    table["fips"] = table["id"].str[2:]
    table["geometry"] = [polygons(shape) for shape in table.geometry]
    table = table[~table.geometry.is_empty]
    return table.dropna(subset="state").sort_values("id", ignore_index=True)


def county_shapes(
    table: geopandas.GeoDataFrame, units: Sequence[Unit], countries: Mapping[str, str]
) -> dict[str, BaseGeometry]:
    """Return the outlines of GeoNames' units by place id.

    Parameters
    ----------
    table
        Of :func:`counties`.
    units
        GeoNames' units of both levels; those of states and territories are known by FIPS codes.
    countries
        ISO 3166-1 codes by name, for territories whose first-level units the outlines are.
    """
    states = _state_codes(units)
    by_code = {(u.country_code, u.admin1_code, u.admin2_code): u.place_id for u in units}
    found = {}
    for county in table.itertuples():
        if county.state in states:
            code = (_COUNTRY, states[county.state], county.fips)
        else:
            code = (countries.get(county.state, ""), county.fips, "")
        if code in by_code:
            found[by_code[code]] = county.geometry
    return found


def dropped_counties(
    table: geopandas.GeoDataFrame, units: Sequence[Unit], cities: Sequence[Row]
) -> list[tuple[Row, BaseGeometry]]:
    """Return counties abolished of late, as Connecticut's were in 2022: their names live on."""
    states = _state_codes(units)
    known = {(u.admin1_code, u.admin2_code) for u in units if u.country_code == _COUNTRY}
    towns = [city for city in cities if city.country_code == _COUNTRY]
    tree = shapely.STRtree(shapely.points([(town.lon, town.lat) for town in towns]))
    made = []
    for county in table.itertuples():
        state = states.get(county.state)
        if state is None or (state, county.fips) in known:
            continue
        point = shapely.point_on_surface(county.geometry)
        inside = [towns[i] for i in tree.query(county.geometry, predicate="contains")]
        row = Row(
            place_id=f"fips:{county.id}",
            name=f"{county.name} {_GENERIC.get(state, 'County')}",
            feature_code="A.ADM2H",
            country_code=_COUNTRY,
            admin1_code=state,
            lon=round(point.x, 5),
            lat=round(point.y, 5),
            population=sum(town.population for town in inside),
        )
        made.append((row, county.geometry))
    return made


def _state_codes(units: Sequence[Unit]) -> dict[str, str]:
    """Return GeoNames' codes of the states by all their names."""
    return {
        name: unit.admin1_code
        for unit in units
        if unit.country_code == _COUNTRY and not unit.admin2_code
        for name in (unit.name, *unit.aliases)
    }
