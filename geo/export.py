"""ParsedArticle → the formats others read.

JSON of our own schema, GeoJSON (RFC 7946), a table, Linked Places Format and W3C Web Annotations;
coordinates are WGS 84 degrees, longitude first, rounded to about a metre.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from gazetteer.place import Place
from geo.model import Area, Mention, Resolution, Route

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely.geometry.base import BaseGeometry

    from geo.parse import ParsedArticle

__all__ = [
    "COLUMNS",
    "to_geodataframe",
    "to_geojson",
    "to_json_record",
    "to_linked_places",
    "to_rows",
    "to_web_annotations",
]

_DIGITS = 5
_CONTEXT_CHARACTERS = 32  # of text before and after a quotation, to find it again
_ANNOTATIONS = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562's for URLs


# --- Our own schema -------------------------------------------------------------------------------


def to_json_record(parsed: ParsedArticle, *, explain: bool = False) -> dict[str, Any]:
    """Return the record of schema ``mentionmap/1``.

    Origins, destinations, via and anchors are indexes into ``mentions``; offsets are code points of
    the article's text. With ``explain`` each mention also lists its candidates with their evidence.
    """
    article = parsed.article
    numbers = {r.mention: number for number, r in enumerate(parsed.resolutions)}

    def indexes(mentions: tuple[Mention, ...]) -> list[int]:
        return [numbers[mention] for mention in mentions if mention in numbers]

    return {
        "schema": "mentionmap/1",
        "article": {
            "title": article.title,
            "source": article.source,
            "language": article.language,
            "characters": len(article.text),
        },
        "gazetteer": {"id": parsed.gazetteer.id, "worldview": parsed.gazetteer.worldview},
        "mentions": [_mention(r, parsed, explain) for r in parsed.resolutions],
        "places": [_place(place) for place in _places(parsed)],
        "areas": [
            {**_area(area, parsed), "anchors": indexes(area.anchors)} for area in parsed.areas
        ],
        "movements": [
            {
                "kind": movement.kind,
                "status": movement.status,
                "trigger": list(movement.trigger),
                "origins": indexes(movement.origins),
                "destinations": indexes(movement.destinations),
                "via": indexes(movement.via),
                "people": movement.people,
                "said_by": movement.said_by,
            }
            for movement in parsed.movements
        ],
        "routes": [_route(route, parsed, numbers) for route in parsed.routes],
    }


def _mention(resolution: Resolution, parsed: ParsedArticle, explain: bool) -> dict[str, Any]:
    mention, place = resolution.mention, resolution.place
    record: dict[str, Any] = {
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "kind": mention.kind,
        "place_id": place.place_id if place else None,
        "certainty": round(resolution.certainty, 4),
        "area": parsed.areas.index(resolution.area) if resolution.area else None,
    }
    if explain:
        record["reason"] = resolution.reason
        record["candidates"] = [
            {
                "place_id": candidate.place.place_id,
                "name": candidate.place.name,
                "score": round(candidate.score, 4),
                "evidence": [
                    {
                        "name": evidence.name,
                        "value": round(evidence.value, 4),
                        "weight": round(evidence.weight, 4),
                        "detail": evidence.detail,
                    }
                    for evidence in candidate.evidence
                ],
            }
            for candidate in resolution.candidates
        ]
    return record


def _places(parsed: ParsedArticle) -> list[Place]:
    """Return each resolved place once, in the order of the text."""
    resolved = (r.place for r in parsed.resolutions if r.place is not None)
    return list({place.place_id: place for place in resolved}.values())


def _place(place: Place) -> dict[str, Any]:
    return {
        "place_id": place.place_id,
        "name": place.name,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1_code": place.admin1_code,
        "lon": round(place.lon, _DIGITS),
        "lat": round(place.lat, _DIGITS),
        "footprint": place.kind,
        "disputed": place.disputed,
    }


def _area(area: Area, parsed: ParsedArticle) -> dict[str, Any]:
    footprint = parsed.footprint(area)
    return {
        "start": area.start,
        "end": area.end,
        "text": parsed.article.text[area.start : area.end],
        "relation": area.relation,
        "anchors": [anchor.text for anchor in area.anchors],
        "direction": area.direction,
        "distance_km": area.distance_km,
        "vagueness_km": round(footprint.vagueness_km, 1) if footprint else None,
        "method": footprint.method if footprint else None,
        "settlements": [place.place_id for place in footprint.settlements] if footprint else [],
        "geometry": _geometry(footprint.geometry) if footprint else None,
    }


def _route(route: Route, parsed: ParsedArticle, numbers: dict[Mention, int]) -> dict[str, Any]:
    return {
        "movement": parsed.movements.index(route.movement),
        "origin": numbers.get(route.origin) if route.origin else None,
        "destination": numbers.get(route.destination) if route.destination else None,
        "length_km": None if route.length_km is None else round(route.length_km, 1),
        "towns": list(route.towns),
        "reason": route.reason,
        "legs": [
            {
                "basis": leg.basis,
                "name": leg.name,
                "source": leg.source,
                "geometry": _line([leg.path]),
            }
            for leg in route.legs
        ],
    }


# --- Geometry -------------------------------------------------------------------------------------


def _geometry(geometry: BaseGeometry) -> dict[str, Any]:
    """Return RFC 7946 geometry: rounded, rings by the right-hand rule."""
    import numpy as np
    import shapely
    from shapely.geometry import mapping

    rounded = shapely.transform(geometry, lambda xy: np.round(xy, _DIGITS))
    shape: dict[str, Any] = mapping(shapely.orient_polygons(rounded, exterior_cw=False))
    return shape


def _line(paths: list[tuple[tuple[float, float], ...]]) -> dict[str, Any]:
    """Return lines as RFC 7946 asks: cut where they cross the antimeridian."""
    parts = [part for path in paths for part in _cut(path)]
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _cut(path: tuple[tuple[float, float], ...]) -> Iterator[list[list[float]]]:
    part: list[list[float]] = []
    last_lon = last_lat = 0.0
    for lon, lat in path:
        lon = (lon + 180) % 360 - 180 if abs(lon) > 180 else lon
        if part and abs(lon - last_lon) > 180:
            edge = 180.0 if last_lon > 0 else -180.0
            beyond = lon + 2 * edge
            share = (edge - last_lon) / (beyond - last_lon) if beyond != last_lon else 0.0
            crossing = round(last_lat + share * (lat - last_lat), _DIGITS)
            part.append([edge, crossing])
            yield part
            part = [[-edge, crossing]]
        part.append([round(lon, _DIGITS), round(lat, _DIGITS)])
        last_lon, last_lat = lon, lat
    if len(part) > 1:
        yield part


def _footprint(place: Place, parsed: ParsedArticle) -> dict[str, Any]:
    """Return the geometry the gazetteer holds, or the point."""
    geometry = parsed.gazetteer.footprint(place.place_id) if place.kind != "point" else None
    if geometry is not None:
        return _geometry(geometry)
    return {"type": "Point", "coordinates": [round(place.lon, _DIGITS), round(place.lat, _DIGITS)]}


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
            "lon": round(place.lon, _DIGITS) if place else None,
            "lat": round(place.lat, _DIGITS) if place else None,
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


def to_geojson(parsed: ParsedArticle) -> dict[str, Any]:
    """Return a FeatureCollection; ``layer`` is place, unresolved, area or route.

    A place stands once, with its mentions; unresolved mentions have no geometry.
    """
    features = []
    for place in _places(parsed):
        resolutions = [r for r in parsed.resolutions if r.place == place]
        features.append(
            {
                "type": "Feature",
                "id": place.place_id,
                "geometry": _footprint(place, parsed),
                "properties": {
                    "layer": "place",
                    **_place(place),
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
        record = _area(area, parsed)
        features.append(_feature(record.pop("geometry"), layer="area", **record))
    for route in parsed.routes:
        features.append(
            _feature(
                _line([leg.path for leg in route.legs]) if route.legs else None,
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
    for place in _places(parsed):
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
