"""ParsedArticle → linked data: Linked Places Format 1.3 and W3C Web Annotations."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from geo.geometry import to_point
from geo.record import footprint_of, resolved_places

if TYPE_CHECKING:
    from gazetteer import Place
    from geo.parse import ParsedArticle

__all__ = ["to_linked_places", "to_web_annotations"]

_CONTEXT_CHARACTERS = 32  # of text before and after a quotation, to find it again
_ANNOTATIONS = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562's for URLs
# Version 1.3 knows seven of GeoNames' nine classes: undersea features become landforms (T), forests
# areas (L).
_CLASSES = {"U": "T", "V": "L"}


def _address(place_id: str) -> str:
    """Return a URI of a place: GeoNames' own, else a URN of its id."""
    authority, _, number = place_id.partition(":")
    if authority == "geonames":
        return f"https://sws.geonames.org/{number}/"
    return f"urn:mentionmap:{place_id}"


def to_linked_places(parsed: ParsedArticle) -> dict[str, Any]:
    """Return a Linked Places Format collection: each place, attested by the article.

    https://github.com/LinkedPasts/linked-places-format, version 1.3.
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
                **({"ccodes": [place.country_code]} if place.country_code else {}),
                "fclasses": [_CLASSES.get(place.feature_class, place.feature_class)],
            },
            "names": [{"toponym": name, "citations": [citation]} for name in written],
            "types": [
                {
                    "identifier": f"https://www.geonames.org/ontology#{place.feature_class}."
                    + place.feature_code,
                    "label": place.feature_code,
                }
            ],
            "geometry": footprint_of(place, parsed),
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


def _geotag(place: Place) -> dict[str, Any]:
    feature = {
        "type": "Feature",
        "properties": {"title": place.name},
        "geometry": to_point(place.lon, place.lat),
    }
    value = {"id": _address(place.place_id), **feature}
    return {
        **feature,
        "purpose": "geotagging",
        "format": "application/json",
        "value": json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    }


def to_web_annotations(parsed: ParsedArticle) -> dict[str, Any]:
    """Return a page of W3C Web Annotations that identify the resolved mentions.

    https://www.w3.org/TR/annotation-model/; positions are code points, as the model asks. Bodies
    are those of Recogito: the gazetteer's address identifies, the name tags, the point geotags,
    for RecogitoJS as a feature and for Recogito Studio as its JSON. The ids depend on the text and
    the span alone.
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
                "body": [
                    {
                        "type": "SpecificResource",
                        "source": _address(place.place_id),
                        "purpose": "identifying",
                    },
                    {
                        "type": "TextualBody",
                        "value": place.name,
                        "format": "text/plain",
                        "purpose": "tagging",
                    },
                    _geotag(place),
                ],
                "target": {
                    "source": target,
                    "type": "Text",
                    "selector": [
                        {
                            "type": "TextQuoteSelector",
                            "exact": mention.text,
                            "prefix": text[max(0, start - _CONTEXT_CHARACTERS) : start],
                            "suffix": text[end : end + _CONTEXT_CHARACTERS],
                        },
                        {"type": "TextPositionSelector", "start": start, "end": end},
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
