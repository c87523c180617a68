"""Gold sentences with their answers written in them → what :mod:`geo.event_scores` takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_ROLES = {"o": "origins", "d": "destinations", "v": "via"}
_PIECE = re.compile(r"\{(?:([^:{}]*):)?([^{}]*)\}|\*(?:(\d):)?([^*]*)\*")
_AREA = re.compile(r"<(\??)([^<>]*)>")


def lines_of(name: str) -> list[str]:
    """Lines of a file beside this one without comments."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def movement_item(line: str) -> dict[str, Any]:
    """``kind | status | text`` with *trigger* and {o:origin} → a gold passage."""
    kinds, statuses, marked = (part.strip() for part in line.split("|", 2))
    events: dict[str, dict[str, Any]] = {}

    def event(number: str) -> dict[str, Any]:
        return events.setdefault(
            number, {"origins": [], "destinations": [], "via": [], "optional": {}}
        )

    text, done = "", 0
    for piece in _PIECE.finditer(marked):
        text += marked[done : piece.start()]
        done = piece.end()
        words = piece[2] if piece[2] is not None else piece[4]
        span = [len(text), len(text) + len(words)]
        text += words
        if piece[2] is None:
            one = event(piece[3] or "1")
            one.setdefault("trigger", span)
            one["trigger"][1] = max(one["trigger"][1], span[1])
            continue
        for optional, number, letter in re.findall(r"(\??)(\d?)([odv])", piece[1] or ""):
            one, role = event(number or "1"), _ROLES[letter]
            (one["optional"].setdefault(role, []) if optional else one[role]).append(span)
    text += marked[done:]
    for one, kind, status in zip(
        (events[n] for n in sorted(events)), kinds.split(","), statuses.split(","), strict=False
    ):
        one |= {"kind": kind, "status": status, "bidirectional": bool(re.search("between", text))}
    return _item(text, events=[events[n] for n in sorted(events)])


def relation_item(line: str) -> dict[str, Any]:
    """Text with ``<type direction km|other type: words {anchor}>`` → a gold passage."""
    text, done, relations = "", 0, []
    for piece in _AREA.finditer(line):
        text += line[done : piece.start()]
        done = piece.end()
        labels, _, words = piece[2].partition(": ")
        choices = [(*label.split(), "-", "-")[:3] for label in labels.split("|")]
        start, anchors = len(text), []
        for part in re.split(r"(\{[^}]*\})", words):
            if part.startswith("{"):
                anchors.append([len(text), len(text) + len(part) - 2])
            text += part.strip("{}")
        relations.append(
            {
                "span": [start, len(text)],
                "type": choices[0][0],
                "alt_types": [kind for kind, _, _ in choices[1:]],
                "direction": None if choices[0][1] == "-" else choices[0][1],
                "alt_directions": [None if d == "-" else d for _, d, _ in choices[1:]],
                "distance_km": next((float(km) for _, _, km in choices if km != "-"), None),
                "anchors": anchors,
                "optional_relation": bool(piece[1]),
            }
        )
    text += line[done:]
    return _item(text, relations=relations)


def _item(text: str, **gold: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "corpus": "own",
        "doc_id": text[:40],
        "text": text,
        "passage_start": 0,
        "passage_end": len(text),
        "negative": not next(iter(gold.values())),
        **gold,
    }
