"""The fitted weights: one JSON file, read once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["DEFAULT_WEIGHTS", "Recognition", "Weights", "load_weights", "weights_to_json"]

DEFAULT_WEIGHTS = Path(__file__).parent / "weights.json"


@dataclass(frozen=True, slots=True, eq=False)
class Recognition:
    """How much each feature of a span speaks for it, in two passes.

    The second pass also has the features of ``geo.repeats.repeat_columns``.
    """

    features: tuple[str, ...]
    first: npt.NDArray[np.float64]
    second: npt.NDArray[np.float64]
    repeats: dict[str, float]


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
    first, second, repeats = (raw["recognition"][part] for part in ("first", "second", "repeats"))
    recognition = Recognition(
        tuple(first),
        np.array(list(first.values())),
        np.array([second[name] for name in first]),
        repeats,
    )
    slope, offset = raw["certainty"]
    return Weights(recognition, raw["local"], raw["context"], raw["provenance"], (slope, offset))


def weights_to_json(weights: Weights) -> str:
    """Return the JSON that :func:`load_weights` reads."""
    own = weights.recognition
    raw: dict[str, Any] = {
        "provenance": weights.provenance,
        "recognition": {
            "first": dict(zip(own.features, own.first.tolist(), strict=True)),
            "second": dict(zip(own.features, own.second.tolist(), strict=True)),
            "repeats": own.repeats,
        },
        "local": weights.local,
        "context": weights.context,
        "certainty": list(weights.certainty),
    }
    return json.dumps(raw, indent=1, ensure_ascii=False) + "\n"
