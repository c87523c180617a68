"""What the sources have wrong of single places, put right by ``facts/corrections.csv``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gazetteer.sources import tables
from gazetteer.sources.tables import PlaceRow

__all__ = ["DROP", "corrected", "read_corrections"]

# In place of a column: the row is left out; its value is the place it repeats, if any.
DROP = "drop"
_TYPES: dict[str, type] = {"population": int, "lon": float, "lat": float}


def read_corrections(data: Path) -> dict[str, dict[str, Any]]:
    """Return the right values of each place that a source has wrong, by column."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for fact in tables.read_facts(data, "corrections"):
        value = _TYPES.get(fact["column"], str)(fact["value"])
        found[fact["place_id"]][fact["column"]] = value
    return dict(found)


def corrected(places: Iterable[PlaceRow], data: Path) -> Iterator[PlaceRow]:
    """Yield the places of a source, put right, without those to leave out."""
    corrections = read_corrections(data)
    for place in places:
        if (changes := corrections.get(place.place_id)) is None:
            yield place
        elif DROP not in changes:
            changes = dict(changes)
            if "name" in changes:
                changes["names"] = (*place.names, place.name)
            if code := changes.pop("feature_code", None):
                changes["feature_class"], _, changes["feature_code"] = code.partition(".")
            yield place._replace(**changes)
