"""The fitted weights: one JSON file, read once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.forest import Forest, forest_from_json

__all__ = ["DEFAULT_WEIGHTS", "Recognition", "Weights", "load_weights", "weights_to_json"]

_NUMBERS = re.compile(r"\[[^\[\]{}\"]*\]")
DEFAULT_WEIGHTS = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True, eq=False)
class Recognition:
    """How the features of a span speak for it: a weighted sum first, then trees.

    The columns of the first pass are ``features``; the second has those of
    ``geo.repeats.repeat_columns`` after them. ``offset`` is added to the second: above zero, fewer
    names are missed at the price of more false ones.
    """

    features: tuple[str, ...]
    first: npt.NDArray[np.float64]
    second: Forest
    offset: float


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of recognition's features and resolution's evidence, with how they were made."""

    recognition: Recognition
    local: dict[str, float]
    context: dict[str, float]
    provenance: dict[str, str]
    certainty: tuple[float, float] = (1.0, 0.0)  # slope and offset on the log-odds


@lru_cache(maxsize=8)
def load_weights(path: Path = DEFAULT_WEIGHTS) -> Weights:
    """Read weights written by ``mentionmap fit``."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    first = raw["recognition"]["first"]
    recognition = Recognition(
        tuple(first),
        np.array(list(first.values())),
        forest_from_json(raw["recognition"]["second"]),
        raw["recognition"]["offset"],
    )
    slope, offset = raw["certainty"]
    return Weights(recognition, raw["local"], raw["context"], raw["provenance"], (slope, offset))


def weights_to_json(weights: Weights) -> str:
    """Return the JSON that :func:`load_weights` reads, a list of numbers a line."""
    own = weights.recognition
    raw: dict[str, Any] = {
        "provenance": weights.provenance,
        "recognition": {
            "first": dict(zip(own.features, own.first.tolist(), strict=True)),
            "second": own.second.to_json(),
            "offset": own.offset,
        },
        "local": weights.local,
        "context": weights.context,
        "certainty": list(weights.certainty),
    }
    text = json.dumps(raw, indent=1, ensure_ascii=False) + "\n"
    return _NUMBERS.sub(lambda found: re.sub(r"\s+", " ", found.group()), text)
