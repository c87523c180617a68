"""Feature codes → the groups of places that evidence tells apart."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = [
    "CAPITAL",
    "CONTINENT",
    "COUNTRY",
    "FIRST_LEVEL",
    "GROUP_NAMES",
    "NO_PLACE",
    "SECOND_LEVEL",
    "SETTLEMENT",
    "SETTLEMENTS",
    "WATER",
    "code_groups",
]

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("country", ("PCL", "TERR")),
    ("continent", ("CONT",)),
    ("first-level unit", ("ADM1",)),
    ("second-level unit", ("ADM2", "ADM3", "ADM4", "ADM5", "ADMD")),
    ("national capital", ("PPLC",)),
    ("regional seat", ("PPLA",)),
    ("settlement", ("PPL",)),
    ("water", ("STM", "LK", "RSV", "SEA", "OCN", "GULF", "BAY", "STRT", "CHN", "CNL", "SD", "LGN")),
    ("region", ("RGN",)),
    ("airport", ("AIRP", "AIRB")),
)
NO_PLACE = -1
COUNTRY, CONTINENT, FIRST_LEVEL, SECOND_LEVEL, CAPITAL, _SEAT, SETTLEMENT, WATER = range(8)
SETTLEMENTS = (CAPITAL, _SEAT, SETTLEMENT)
_BUILDING = len(_GROUPS)  # and squares, prisons, camps: class S besides airports
GROUP_NAMES = (*(name for name, _ in _GROUPS), "building", "other feature")


@lru_cache(maxsize=8)
def code_groups(codes: tuple[str, ...], classes: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Return the group of each feature code of a gazetteer, given with their classes."""

    def group(code: str, of_class: str) -> int:
        found = (n for n, (_, prefixes) in enumerate(_GROUPS) if code.startswith(prefixes))
        return next(found, _BUILDING if of_class == "S" else _BUILDING + 1)

    return np.array([group(*both) for both in zip(codes, classes, strict=True)])
