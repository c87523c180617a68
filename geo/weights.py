"""The fitted weights: one JSON file, read once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["DEFAULT_WEIGHTS", "Weights", "load_weights"]

DEFAULT_WEIGHTS = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of recognition's features and resolution's evidence, with how they were made."""

    recognition: tuple[dict[str, float], dict[str, float]]  # first and second pass
    local: dict[str, float]
    context: dict[str, float]
    provenance: dict[str, str]
    certainty: tuple[float, float] = (1.0, 0.0)  # slope and offset on the log-odds


@lru_cache(maxsize=8)
def load_weights(path: Path = DEFAULT_WEIGHTS) -> Weights:
    """Read weights written by ``mentionmap fit``."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    first, second = raw["recognition"]
    slope, offset = raw["certainty"]
    return Weights(
        (first, second), raw["local"], raw["context"], raw["provenance"], (slope, offset)
    )
