"""A story → what its first view should take in, by rank."""

from __future__ import annotations

import numpy as np

from .story import PlaceEntry, Story
from .view import Bounds, Focus

__all__ = ["story_focuses"]

MOVEMENTS, AREAS, PLACES, COUNTRIES = range(4)


def story_focuses(story: Story) -> list[Focus]:
    """Rank routes and their ends first, then areas, then places; countries only if alone."""
    focuses = []
    for entry in story.movements:
        if entry.movement.status != "denied/hypothetical":
            for route in entry.routes:
                vertices = [vertex for leg in route.legs for vertex in leg.path]
                if vertices:
                    focuses.append(Focus(_bounds_of(vertices), MOVEMENTS))
    for area in story.areas:
        if area.footprint is not None and not area.footprint.geometry.is_empty:
            focuses.append(Focus(area.footprint.geometry.bounds, AREAS))
    for place in story.places:
        focuses.append(_place_focus(place))
    return focuses


def _place_focus(entry: PlaceEntry) -> Focus:
    place = entry.place
    bounds = (place.lon, place.lat, place.lon, place.lat)
    if entry.footprint is not None:
        bounds = entry.footprint.bounds
    # A demonym ("a Texan rancher") says less of where things happen than a name.
    weight = sum(0.3 if r.mention.kind == "demonym" else 1.0 for r in entry.resolutions)
    # A river runs far beyond what happened on its banks.
    if entry.level in {"country", "undrawn", "line"}:
        return Focus(bounds, COUNTRIES, weight)
    return Focus(bounds, MOVEMENTS if entry.roles else PLACES, weight * entry.best.certainty)


def _bounds_of(vertices: list[tuple[float, float]]) -> Bounds:
    west, south = np.min(vertices, axis=0).tolist()
    east, north = np.max(vertices, axis=0).tolist()
    return west, south, east, north
