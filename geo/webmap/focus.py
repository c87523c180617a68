"""A story → what its first view should take in, by rank and weight."""

from __future__ import annotations

import numpy as np

from .story import PlaceEntry, Story
from .view import Bounds, Focus

__all__ = ["story_focuses"]

MOVEMENTS, AREAS, PLACES, COUNTRIES = range(4)
DEMONYM = 0.3  # "a Texan rancher" says less of where things happen than a name does


def story_focuses(story: Story) -> list[Focus]:
    """Rank routes and their ends first, then areas, then places; countries only if alone."""
    focuses = []
    for entry in story.movements:
        if entry.movement.status != "denied/hypothetical":
            for route in entry.routes:
                vertices = [vertex for leg in route.legs for vertex in leg.path]
                if vertices:
                    weight = lead(story, entry.movement.trigger[0])
                    focuses.append(Focus(_bounds_of(vertices), MOVEMENTS, weight))
    for area in story.areas:
        if area.footprint is not None and not area.footprint.geometry.is_empty:
            weight = lead(story, area.area.start)
            focuses.append(Focus(area.footprint.geometry.bounds, AREAS, weight))
    focuses += [_place_focus(place, story) for place in story.places]
    return focuses


def lead(story: Story, position: int) -> float:
    """2 at the first word down to 0.5 at the last: news says first what matters most."""
    return 2.0 - 1.5 * position / max(1, len(story.article.text))


def _place_focus(entry: PlaceEntry, story: Story) -> Focus:
    place = entry.place
    bounds = (place.lon, place.lat, place.lon, place.lat)
    if entry.footprint is not None:
        bounds = entry.footprint.bounds
    weight = entry.best.certainty * sum(
        lead(story, r.mention.start) * (DEMONYM if r.mention.kind == "demonym" else 1.0)
        for r in entry.resolutions
    )
    # A river runs far beyond what happened on its banks.
    if entry.level in {"country", "undrawn", "line"}:
        return Focus(bounds, COUNTRIES, weight)
    return Focus(bounds, MOVEMENTS if entry.roles else PLACES, weight)


def _bounds_of(vertices: list[tuple[float, float]]) -> Bounds:
    west, south = np.min(vertices, axis=0).tolist()
    east, north = np.max(vertices, axis=0).tolist()
    return west, south, east, north
