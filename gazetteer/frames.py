"""Look-ups of many names or points at once: geopandas frames in and out, their index kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import geopandas
import pandas as pd
import shapely

from gazetteer.distance import distance_km
from gazetteer.place import Place

if TYPE_CHECKING:
    from gazetteer.store import Gazetteer

__all__ = ["lookup_frame", "place_frame", "reverse_frame"]

_CRS = "EPSG:4326"
_COLUMNS = [field.name for field in fields(Place)]


def place_frame(
    places: Iterable[Place], *, footprints: Gazetteer | None = None
) -> geopandas.GeoDataFrame:
    """Return places as a frame: a row each, a column for each field of :class:`Place`.

    Parameters
    ----------
    places
        Such as :meth:`Gazetteer.lookup` or :meth:`Gazetteer.within` return.
    footprints
        The gazetteer to take polygons and lines from; points where there is none, or without it.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, longitude first.
    """
    places = list(places)
    shapes = [
        (footprints.footprint(place.place_id) if footprints else None)
        or shapely.Point(place.lon, place.lat)
        for place in places
    ]
    return _frame([_cells(place) for place in places], _COLUMNS, shapes, None)


def lookup_frame(
    gazetteer: Gazetteer,
    names: Iterable[Any],
    *,
    country: str | pd.Series | None = None,
    near: tuple[float, float] | None = None,
    fuzzy: bool = False,
    feature_class: str | None = None,
) -> geopandas.GeoDataFrame:
    """Return the best place of each name.

    Parameters
    ----------
    gazetteer
        Where to look.
    names
        A Series, whose index is kept, or any iterable. An empty cell has no place.
    country
        ISO 3166-1 alpha-2, or a Series of such codes on the same index.
    near, fuzzy, feature_class
        As for :meth:`Gazetteer.lookup`.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each name, in the order given: ``query``, the fields of :class:`Place`, ``score``
        and the point (EPSG:4326). Where no place has the name, all but ``query`` are missing.
    """
    asked = names if isinstance(names, pd.Series) else pd.Series(list(names), dtype=object)
    if isinstance(country, pd.Series):
        countries = [code if isinstance(code, str) else None for code in country.loc[asked.index]]
    else:
        countries = [country] * len(asked)
    rows: list[dict[str, Any]] = []
    points = []
    for name, code in zip(asked, countries, strict=True):
        found = (
            gazetteer.ranked(
                name, country=code, near=near, fuzzy=fuzzy, feature_class=feature_class, limit=1
            )
            if isinstance(name, str)
            else []
        )
        row = {"query": name}
        for place, score in found:
            row |= _cells(place) | {"score": score}
        rows.append(row)
        points.append(shapely.Point(found[0][0].lon, found[0][0].lat) if found else None)
    return _frame(rows, ["query", *_COLUMNS, "score"], points, asked.index)


def reverse_frame(
    gazetteer: Gazetteer, points: geopandas.GeoSeries | geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame:
    """Return the nearest populated place of each point, and the units that hold the point.

    Parameters
    ----------
    gazetteer
        Where to look.
    points
        Points in any reference system; EPSG:4326 is taken where none is set.

    Returns
    -------
    geopandas.GeoDataFrame
        The points as given, on their index and in their reference system, with ``place_id`` and
        ``name`` of the nearest populated place, ``distance_km`` to it, and the names ``admin2``,
        ``admin1`` and ``country`` with its ``country_code``; missing where there is none.
    """
    given = points.geometry
    degrees = given.set_crs(_CRS) if given.crs is None else given.to_crs(_CRS)
    rows = [_around(gazetteer, point) for point in degrees]
    frame = _frame(rows, list(_AROUND), list(given), given.index)
    return frame.set_crs(given.crs or _CRS, allow_override=True)


_AROUND = ("place_id", "name", "distance_km", "admin2", "admin1", "country", "country_code")
_LEVELS = (("admin2", "ADM2"), ("admin1", "ADM1"), ("country", "PCL"), ("country", "TERR"))


def _around(gazetteer: Gazetteer, point: shapely.Point | None) -> dict[str, Any]:
    if point is None or point.is_empty:
        return {}
    if point.geom_type != "Point":
        raise ValueError(f"a {point.geom_type} is no point: take its representative_point()")
    row: dict[str, Any] = {}
    for place in gazetteer.reverse(point.x, point.y):
        if place.feature_class == "P":
            row["place_id"], row["name"] = place.place_id, place.name
            row["distance_km"] = distance_km(point.x, point.y, place.lon, place.lat)
        for level, code in _LEVELS:
            if place.feature_class == "A" and place.feature_code.startswith(code):
                row.setdefault(level, place.name)
        if place.feature_class == "A" and place.country_code:
            row.setdefault("country_code", place.country_code)
    return row


def _cells(place: Place) -> dict[str, Any]:
    return {name: getattr(place, name) for name in _COLUMNS}


def _frame(
    rows: list[dict[str, Any]],
    columns: list[str],
    shapes: Sequence[Any],
    index: pd.Index | None,
) -> geopandas.GeoDataFrame:
    table = pd.DataFrame(rows, columns=columns, index=index)
    if "population" in columns:
        table["population"] = table["population"].astype("Int64")  # has a missing value
    return geopandas.GeoDataFrame(table, geometry=geopandas.GeoSeries(
        shapes, index=table.index, crs=_CRS
    ))  # fmt: skip
