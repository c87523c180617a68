"""Movements and areas of a parsed article as the record that an event scorer reads.

One JSON object an article: ``{"corpus", "doc_id", "text_sha1", "events", "relations"}`` with spans
as [start, end] in code points of the article's text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict

from geo.model import Area, Mention, Movement

if TYPE_CHECKING:
    from geo.parse import ParsedArticle

__all__ = ["EventRecord", "MovementRecord", "RelationRecord", "prediction"]

Span = list[int]


class MovementRecord(TypedDict):
    """One movement; people as a number or the text's words."""

    trigger: Span
    origins: list[Span]
    destinations: list[Span]
    via: list[Span]
    kind: str
    status: str
    people: int | str | None


class RelationRecord(TypedDict):
    """One area; kilometres, compass codes joined by commas."""

    span: Span
    type: str
    anchors: list[Span]
    distance_km: float | None
    direction: str | None


class EventRecord(TypedDict):
    """What one article says of movements and areas."""

    corpus: str
    doc_id: str
    text_sha1: str
    events: list[MovementRecord]
    relations: list[RelationRecord]


def prediction(parsed: ParsedArticle, corpus: str, doc_id: str) -> EventRecord:
    """Return the scorer's record of one parsed article.

    Parameters
    ----------
    parsed
        The article as :func:`geo.parse_article` returns it.
    corpus, doc_id
        The scorer's names of the corpus and of the article in it.
    """
    return {
        "corpus": corpus,
        "doc_id": doc_id,
        "text_sha1": hashlib.sha1(parsed.article.text.encode()).hexdigest()[:12],
        "events": [_movement(movement) for movement in parsed.movements],
        "relations": [_relation(area) for area in parsed.areas],
    }


def _movement(movement: Movement) -> MovementRecord:
    return {
        "trigger": list(movement.trigger),
        "origins": _spans(movement.origins),
        "destinations": _spans(movement.destinations),
        "via": _spans(movement.via),
        "kind": movement.kind,
        "status": movement.status,
        "people": movement.people,
    }


def _relation(area: Area) -> RelationRecord:
    return {
        "span": [area.start, area.end],
        "type": area.relation,
        "anchors": _spans(area.anchors),
        "distance_km": area.distance_km,
        "direction": area.direction,
    }


def _spans(mentions: Iterable[Mention]) -> list[Span]:
    return [[mention.start, mention.end] for mention in mentions]
