"""A story → what its first view should take in, and how much each thing weighs."""

from __future__ import annotations

import numpy as np
import shapely

from geo.model import Mention

from .story import PlaceEntry, Story
from .view import Bounds, Focus

__all__ = ["story_focuses"]

# How much the parts of a story say of where it happens.
MOVEMENT, AREA, PLACE, COUNTRY = 1.5, 0.3, 0.5, 0.02
DEMONYM = 0.3  # "a Texan rancher" says less than a name does
CAPITAL = 0.4  # and a capital is mostly named for its government
SMALL = 3.0  # degrees, width and height together, at which a country counts for half a place


def story_focuses(story: Story) -> list[Focus]:
    """Weigh routes, areas and places; large countries count only where there is nothing else."""
    focuses = []
    sure: dict[Mention | None, float] = {
        r.mention: trust(r.certainty) for place in story.places for r in place.resolutions
    }
    for entry in story.movements:
        if entry.movement.status != "denied/hypothetical":
            for route in entry.routes:
                vertices = [vertex for leg in route.legs for vertex in leg.path]
                if vertices:
                    # A movement with many ends is still one event.
                    weight = MOVEMENT * lead(story, entry.movement.trigger[0]) / len(entry.routes)
                    weight *= min(sure.get(end, 1.0) for end in (route.origin, route.destination))
                    focuses.append(Focus(_bounds_of(vertices), weight))
    for area in story.areas:
        if area.footprint is not None and not area.footprint.geometry.is_empty:
            weight = AREA * lead(story, area.area.start)
            focuses.append(Focus(area.footprint.geometry.bounds, weight))
    return focuses + [_place_focus(place, story) for place in story.places]


def lead(story: Story, position: int) -> float:
    """2 at the first word down to 0.5 at the last: news says first what matters most."""
    return 2.0 - 1.5 * position / max(1, len(story.article.text))


def trust(certainty: float) -> float:
    """What a place weighs for its certainty: one that may be wrong must not widen the view."""
    return certainty**2


def _place_focus(entry: PlaceEntry, story: Story) -> Focus:
    place = entry.place
    bounds = (place.lon, place.lat, place.lon, place.lat)
    if entry.footprint is not None and entry.level == "country":  # less its islands far away
        bounds = max(shapely.get_parts(entry.footprint), key=lambda part: part.area).bounds
    elif entry.footprint is not None:
        bounds = entry.footprint.bounds
    named = sum(
        lead(story, r.mention.start) * (DEMONYM if r.mention.kind == "demonym" else 1.0)
        for r in entry.resolutions
    )
    share = PLACE
    if place.feature_code == "PPLC" and not entry.roles:
        share *= CAPITAL
    if entry.level in {"country", "undrawn", "line"}:
        share = COUNTRY  # and a river runs far beyond what happened on its banks
    if entry.level == "country":  # of a small one, to be named is nearly to be told where
        west, south, east, north = bounds
        share += PLACE / (1 + ((east - west + north - south) / SMALL) ** 2)
    return Focus(bounds, share * trust(entry.best.certainty) * named)


def _bounds_of(vertices: list[tuple[float, float]]) -> Bounds:
    west, south = np.min(vertices, axis=0).tolist()
    east, north = np.max(vertices, axis=0).tolist()
    return west, south, east, north
