"""ParsedArticle → the record of schema ``mentionmap/1``, which other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gazetteer.place import Place
from geo.geometry import DIGITS, to_geometry, to_line, to_point
from geo.model import Area, Mention, Movement, Resolution, Route

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.parse import ParsedArticle

__all__ = ["area_fields", "footprint_of", "place_fields", "resolved_places", "to_json_record"]


def to_json_record(parsed: ParsedArticle, *, explain: bool = False) -> dict[str, Any]:
    """Return the record of schema ``mentionmap/1``.

    Origins, destinations, via and anchors are indexes into ``mentions``; offsets are code points of
    the article's text. With ``explain`` each mention also lists its candidates with their evidence.
    """
    article = parsed.article
    numbers = {r.mention: number for number, r in enumerate(parsed.resolutions)}
    order = {movement: number for number, movement in enumerate(parsed.movements)}

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
        "places": [place_fields(place, parsed.gazetteer) for place in resolved_places(parsed)],
        "areas": [
            {**area_fields(area, parsed), "anchors": indexes(area.anchors)} for area in parsed.areas
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
        "routes": [_route(route, order, numbers) for route in parsed.routes],
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


def resolved_places(parsed: ParsedArticle) -> list[Place]:
    """Return each resolved place once, in the order of the text."""
    resolved = (r.place for r in parsed.resolutions if r.place is not None)
    return list({place.place_id: place for place in resolved}.values())


def place_fields(place: Place, gazetteer: Gazetteer) -> dict[str, Any]:
    """Return the fields of a place in the schema."""
    unit = gazetteer.located_by(place.place_id)
    return {
        "place_id": place.place_id,
        "name": place.name,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1_code": place.admin1_code,
        "lon": round(place.lon, DIGITS),
        "lat": round(place.lat, DIGITS),
        "footprint": place.kind,
        "located_by": unit.place_id if unit else None,
        "disputed": place.disputed,
    }


def footprint_of(place: Place, parsed: ParsedArticle) -> dict[str, Any]:
    """Return the geometry of a place that the gazetteer holds, or its point."""
    geometry = parsed.gazetteer.footprint(place.place_id) if place.kind != "point" else None
    if geometry is not None:
        return to_geometry(geometry)
    return to_point(place.lon, place.lat)


def area_fields(area: Area, parsed: ParsedArticle) -> dict[str, Any]:
    """Return the fields of an area, with its anchors in words."""
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
        "geometry": to_geometry(footprint.geometry) if footprint else None,
    }


def _route(route: Route, order: dict[Movement, int], numbers: dict[Mention, int]) -> dict[str, Any]:
    return {
        "movement": order[route.movement],
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
                "geometry": to_line([leg.path]),
            }
            for leg in route.legs
        ],
    }
