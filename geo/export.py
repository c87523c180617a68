"""ParsedArticle → a table, a frame, and GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gazetteer.place import Place
from geo.geometry import DIGITS, to_line
from geo.record import area_fields, footprint_of, place_fields, resolved_places

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geo.model import Area
    from geo.parse import ParsedArticle

__all__ = [
    "COLUMNS",
    "to_geodataframe",
    "to_geojson",
    "to_rows",
]

# --- Tables ---------------------------------------------------------------------------------------

COLUMNS = (
    "source",
    "start",
    "end",
    "text",
    "kind",
    "place_id",
    "name",
    "feature_class",
    "feature_code",
    "country_code",
    "admin1_code",
    "lon",
    "lat",
    "certainty",
)


def to_rows(parsed: ParsedArticle, *, explain: bool = False) -> Iterator[dict[str, Any]]:
    """Yield a row of ``COLUMNS`` for each mention, in the order of the text.

    Without a place its cells are ``None``; with ``explain`` a column ``why`` holds the evidence.
    """
    for resolution in parsed.resolutions:
        mention, place = resolution.mention, resolution.place
        row = {
            "source": parsed.article.source,
            "start": mention.start,
            "end": mention.end,
            "text": mention.text,
            "kind": mention.kind,
            "place_id": place.place_id if place else None,
            "name": place.name if place else None,
            "feature_class": place.feature_class if place else None,
            "feature_code": place.feature_code if place else None,
            "country_code": place.country_code if place else None,
            "admin1_code": place.admin1_code if place else None,
            "lon": round(place.lon, DIGITS) if place else None,
            "lat": round(place.lat, DIGITS) if place else None,
            "certainty": round(resolution.certainty, 4),
        }
        if explain:
            best = resolution.candidates[0].evidence if resolution.candidates else ()
            row["why"] = "; ".join(e.detail for e in best) or resolution.reason or ""
        yield row


def to_geodataframe(parsed: ParsedArticle, *, footprints: bool = False) -> GeoDataFrame:
    """Return the mentions as a table with a geometry column.

    Parameters
    ----------
    footprints
        The place's polygon or line where the gazetteer has one, in place of its point.

    Returns
    -------
    geopandas.GeoDataFrame
        A row for each mention, unresolved ones with no geometry; EPSG:4326 (WGS 84 degrees, x is
        longitude). Columns as in the CSV export. Its ``explore`` shows texts as they are: plain
        geopandas would run what looks like a template or HTML.
    """
    from shapely.geometry import Point

    from geo.explorable import MentionFrame

    def geometry(place: Place | None) -> BaseGeometry | None:
        if place is None:
            return None
        shape = parsed.gazetteer.footprint(place.place_id) if footprints else None
        return shape if shape is not None else Point(place.lon, place.lat)

    return MentionFrame(
        list(to_rows(parsed)),
        columns=COLUMNS,
        geometry=[geometry(r.place) for r in parsed.resolutions],
        crs="EPSG:4326",
    )


# --- GeoJSON --------------------------------------------------------------------------------------


def _words_of(area: Area | None, parsed: ParsedArticle) -> str | None:
    """The words of the area that holds an unlisted place, whose own feature has its shape."""
    return parsed.article.text[area.start : area.end] if area else None


def to_geojson(parsed: ParsedArticle) -> dict[str, Any]:
    """Return a FeatureCollection; ``layer`` is place, unresolved, area or route.

    A place stands once, with its mentions; unresolved mentions have no geometry. ``source`` tells
    the features of several articles apart.
    """
    features: list[dict[str, Any]] = []
    for place in resolved_places(parsed):
        resolutions = [r for r in parsed.resolutions if r.place == place]
        features.append(
            {
                "type": "Feature",
                "id": place.place_id,
                "geometry": footprint_of(place, parsed),
                "properties": {
                    "layer": "place",
                    **place_fields(place, parsed.gazetteer),
                    "certainty": round(max(r.certainty for r in resolutions), 4),
                    "mentions": [
                        {"start": r.mention.start, "end": r.mention.end, "text": r.mention.text}
                        for r in resolutions
                    ],
                },
            }
        )
    for resolution in parsed.resolutions:
        if resolution.place is None:
            mention = resolution.mention
            features.append(
                _feature(
                    None,
                    layer="unresolved",
                    start=mention.start,
                    end=mention.end,
                    text=mention.text,
                    reason=resolution.reason,
                    area=_words_of(resolution.area, parsed),
                )
            )
    for area in parsed.areas:
        record = area_fields(area, parsed)
        features.append(_feature(record.pop("geometry"), layer="area", **record))
    for route in parsed.routes:
        features.append(
            _feature(
                to_line([leg.path for leg in route.legs]) if route.legs else None,
                layer="route",
                kind=route.movement.kind,
                status=route.movement.status,
                origin=route.origin.text if route.origin else None,
                destination=route.destination.text if route.destination else None,
                basis=[leg.basis for leg in route.legs],
                length_km=None if route.length_km is None else round(route.length_km, 1),
                towns=list(route.towns),
                said_by=route.movement.said_by,
                reason=route.reason,
            )
        )
    for feature in features:
        feature["properties"]["source"] = parsed.article.source
    return {"type": "FeatureCollection", "features": features}


def _feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}
