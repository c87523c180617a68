"""ParsedArticle → the formats others read.

GeoJSON (RFC 7946), a table, Linked Places Format and W3C Web Annotations.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gazetteer.place import Place
from geo.geometry import DIGITS, to_geometry, to_line, to_point
from geo.record import area_fields, place_fields, resolved_places

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geo.parse import ParsedArticle

__all__ = [
    "COLUMNS",
    "to_geodataframe",
    "to_geojson",
    "to_linked_places",
    "to_rows",
    "to_web_annotations",
]

_CONTEXT_CHARACTERS = 32  # of text before and after a quotation, to find it again
_ANNOTATIONS = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562's for URLs


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
        longitude). Columns as in the CSV export.
    """
    import geopandas
    from shapely.geometry import Point

    def geometry(place: Place | None) -> BaseGeometry | None:
        if place is None:
            return None
        shape = parsed.gazetteer.footprint(place.place_id) if footprints else None
        return shape if shape is not None else Point(place.lon, place.lat)

    return geopandas.GeoDataFrame(
        list(to_rows(parsed)),
        columns=COLUMNS,
        geometry=[geometry(r.place) for r in parsed.resolutions],
        crs="EPSG:4326",
    )


# --- GeoJSON --------------------------------------------------------------------------------------


def _footprint(place: Place, parsed: ParsedArticle) -> dict[str, Any]:
    """Return the geometry the gazetteer holds, or the point."""
    geometry = parsed.gazetteer.footprint(place.place_id) if place.kind != "point" else None
    if geometry is not None:
        return to_geometry(geometry)
    return to_point(place.lon, place.lat)


def to_geojson(parsed: ParsedArticle) -> dict[str, Any]:
    """Return a FeatureCollection; ``layer`` is place, unresolved, area or route.

    A place stands once, with its mentions; unresolved mentions have no geometry.
    """
    features = []
    for place in resolved_places(parsed):
        resolutions = [r for r in parsed.resolutions if r.place == place]
        features.append(
            {
                "type": "Feature",
                "id": place.place_id,
                "geometry": _footprint(place, parsed),
                "properties": {
                    "layer": "place",
                    **place_fields(place),
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
    return {"type": "FeatureCollection", "features": features}


def _feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


# --- Linked data ----------------------------------------------------------------------------------


def _address(place_id: str) -> str:
    """Return a URI of a place: GeoNames' own, else a URN of its id."""
    authority, _, number = place_id.partition(":")
    if authority == "geonames":
        return f"https://sws.geonames.org/{number}/"
    return f"urn:mentionmap:{place_id}"


def to_linked_places(parsed: ParsedArticle) -> dict[str, Any]:
    """Return a Linked Places Format collection: each place, attested by the article.

    https://github.com/LinkedPasts/linked-places-format, version 1.2.
    """
    article = parsed.article
    citation = {"label": article.title or article.source or "article"}
    if article.source and article.source.startswith(("http://", "https://")):
        citation["@id"] = article.source
    features = []
    for place in resolved_places(parsed):
        written = dict.fromkeys(r.mention.text for r in parsed.resolutions if r.place == place)
        feature: dict[str, Any] = {
            "@id": _address(place.place_id),
            "type": "Feature",
            "properties": {
                "title": place.name,
                "ccodes": [place.country_code] if place.country_code else [],
                "fclasses": [place.feature_class],
            },
            "names": [{"toponym": name, "citations": [citation]} for name in written],
            "types": [
                {
                    "identifier": f"https://www.geonames.org/ontology#{place.feature_class}."
                    + place.feature_code,
                    "label": place.feature_code,
                }
            ],
            "geometry": _footprint(place, parsed),
        }
        if place.place_id.startswith("geonames:"):
            number = place.place_id.partition(":")[2]
            feature["links"] = [{"type": "exactMatch", "identifier": f"gn:{number}"}]
        if article.published:
            feature["when"] = {"timespans": [{"start": {"in": article.published}}]}
        features.append(feature)
    return {
        "type": "FeatureCollection",
        "@context": "https://raw.githubusercontent.com/LinkedPasts/linked-places-format/main/"
        "linkedplaces-context-v1.1.jsonld",
        "features": features,
    }


def to_web_annotations(parsed: ParsedArticle) -> dict[str, Any]:
    """Return a page of W3C Web Annotations that identify the resolved mentions.

    https://www.w3.org/TR/annotation-model/; positions are code points, as the model asks. The ids
    depend on the text and the span alone.
    """
    text, source = parsed.article.text, parsed.article.source
    article = uuid.uuid5(_ANNOTATIONS, text)
    target = source or article.urn
    items = []
    for resolution in parsed.resolutions:
        mention, place = resolution.mention, resolution.place
        if place is None:
            continue
        start, end = mention.start, mention.end
        items.append(
            {
                "id": uuid.uuid5(article, f"{start}-{end}").urn,
                "type": "Annotation",
                "motivation": "identifying",
                "body": {
                    "type": "SpecificResource",
                    "source": _address(place.place_id),
                    "purpose": "identifying",
                },
                "target": {
                    "source": target,
                    "selector": [
                        {"type": "TextPositionSelector", "start": start, "end": end},
                        {
                            "type": "TextQuoteSelector",
                            "exact": mention.text,
                            "prefix": text[max(0, start - _CONTEXT_CHARACTERS) : start],
                            "suffix": text[end : end + _CONTEXT_CHARACTERS],
                        },
                    ],
                },
            }
        )
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": uuid.uuid5(article, "annotations").urn,
        "type": "AnnotationPage",
        "items": items,
    }
