"""Whether a movement went through the air or over water: a way over land would then mislead."""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["Mode", "travel_mode"]

Mode = Literal["land", "air", "water"]

_REACH = 70  # characters on each side of the trigger, within its sentence
_TRIGGERS: tuple[tuple[Mode, re.Pattern[str]], ...] = (
    ("air", re.compile(r"fl(?:y|ies|ew|own|ying|ights?)|air-?lift\w*|heli\w+", re.IGNORECASE)),
    ("water", re.compile(r"sail\w*|ship(?:s|ped|ping)?|ferr(?:y|ies|ied|ying)", re.IGNORECASE)),
)
_PHRASES: tuple[tuple[Mode, re.Pattern[str]], ...] = (
    (
        "air",
        re.compile(
            r"\bair-?lift\w*|\bby (?:air|plane|jet|helicopter)\b"
            r"|\b(?:on|aboard|in) (?:\w+ ){0,3}(?:planes?|flights?|aircraft|helicopters?)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "water",
        re.compile(
            r"\bby (?:sea|ship|boat|ferry)\b"
            r"|\b(?:on|aboard) (?:\w+ ){0,3}(?:ships?|boats?|ferry|ferries|vessels?)\b"
            r"|\b(?:ships?|boats|ferries|vessels?)\b(?= (?:have |has |had )?(?:since )?\Z)",
            re.IGNORECASE,
        ),
    ),
)
_SENTENCE_END = re.compile(r"[.!?]\s|\n")


def travel_mode(text: str, trigger: tuple[int, int]) -> Mode:
    """Return how those who move travel, by the trigger and the words around it in its sentence."""
    start, end = trigger
    word = text[start:end]
    for mode, pattern in _TRIGGERS:
        if pattern.fullmatch(word):
            return mode
    before = _SENTENCE_END.split(text[max(0, start - _REACH) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _REACH], maxsplit=1)[0]
    for mode, pattern in _PHRASES:
        if pattern.search(before) or pattern.search(after):
            return mode
    return "land"
