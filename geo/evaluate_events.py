"""Movements and areas measured: ``python -m geo.evaluate_events GOLD... --text FILE...``.

The record of a parsed article is one JSON object, ``{"corpus", "doc_id", "text_sha1", "events",
"relations"}``, with spans as [start, end] in code points of the article's text. Gold files hold
passages as :func:`geo.event_scores.score_events` takes them, one JSON object a line, or are the
answers of a seed; each names its text by the first 12 digits of its SHA-1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from geo.event_scores import EventScores, Tally, score_events
from geo.model import Area, Mention, Movement
from geo.tied import is_tie

if TYPE_CHECKING:
    from geo.parse import ParsedArticle

__all__ = [
    "EventRecord",
    "MovementRecord",
    "RelationRecord",
    "evaluate_events",
    "main",
    "prediction",
    "report",
]

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
        "text_sha1": _sha1(parsed.article.text),
        "events": [_movement(movement) for movement in parsed.movements],
        "relations": [_relation(a) for a in parsed.areas if not is_tie(a)],
    }


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode()).hexdigest()[:12]


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


def evaluate_events(gold: Iterable[Path], texts: Iterable[Path]) -> EventScores:
    """Parse each text that a gold file answers, end to end, and score what was found.

    Parameters
    ----------
    gold
        Files of passages, or answers of seeds.
    texts
        Articles as plain text, or corpora as JSON lines with a ``text``.
    """
    from gazetteer import open_gazetteer
    from geo.parse import parse_article

    passages = [passage for path in gold for passage in _passages(path)]
    documents = {p["text_sha1"]: (p["corpus"], p["doc_id"]) for p in passages}
    gazetteer = open_gazetteer()
    records = [
        prediction(parse_article(text, gazetteer), *documents[sha1])
        for sha1, text in {_sha1(t): t for path in texts for t in _texts(path)}.items()
        if sha1 in documents
    ]
    return score_events(passages, records)


def _passages(path: Path) -> Iterator[dict[str, Any]]:
    """The passages of a gold file; a seed's answers are one passage, its whole text."""
    raw = path.read_text(encoding="utf-8")
    try:
        items = [json.loads(raw)]
    except ValueError:
        items = [json.loads(line) for line in raw.splitlines() if line.strip()]
    for item in items:
        if "movements" in item:
            item |= {"corpus": "seeds", "passage_start": 0, "passage_end": 10**9, "negative": False}
            item["events"] = item["movements"]
            item["relations"] = [
                {**area, "optional_relation": area.get("optional", False)} for area in item["areas"]
            ]
        yield item


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".jsonl":
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines if line.strip())
    else:
        yield path.read_text(encoding="utf-8")


def report(scores: EventScores) -> str:
    """The figures in lines: F1, precision and recall of events, roles and relations."""

    def line(name: str, tally: Tally) -> str:
        parts = f"F1 {tally.f1:.3f}  P {tally.precision:.3f}  R {tally.recall:.3f}"
        return (
            f"{name:<16}{parts}  ({tally.right} right, {tally.wrong} wrong, {tally.missed} missed)"
        )

    lines = [
        line("event", scores.events),
        line("role", scores.roles),
        line("relation exact", scores.relations),
        f"{'negatives clean':<16}{scores.negatives_clean} of {scores.negatives}",
    ]
    lines += [f"{name:<16}{a} of {b} right" for name, (a, b) in sorted(scores.attributes.items())]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print role F1, negatives clean and relation exact of gold files."""
    parser = argparse.ArgumentParser(prog="python -m geo.evaluate_events", description=main.__doc__)
    parser.add_argument("gold", nargs="+", type=Path, help="gold passages, or a seed's .gold.json")
    parser.add_argument("--text", nargs="+", type=Path, required=True, help=".jsonl corpora, .txt")
    options = parser.parse_args(arguments)
    print(report(evaluate_events(options.gold, options.text)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
