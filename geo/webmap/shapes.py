"""A story → the shapes and names of the map, each with the card it leads to.

How a thing is drawn says what is known of it: a polygon for a region, a line for a river, a small
circle for a settlement; solid outlines for high certainty, dashed for medium, dotted for low; soft
edges for vague areas.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.model import Leg, Route

from .arcs import arc
from .labels import Label, interior_spot, line_spot
from .paths import Detail, encode, encode_line
from .story import AreaEntry, MovementEntry, PlaceEntry, Story
from .view import View
from .words import KIND, STATUS, certainty_level, certainty_words, people_words, place_type

__all__ = ["Shape", "draw_story", "movement_title"]

Shape: TypeAlias = dict[str, Any]

LAYER = {"country": "countries", "undrawn": "countries", "line": "waters", "region": "regions"}
# Radius in kilometres of the disc that stands for a region whose polygon is not known.
EXTENT_KM = {"CONT": 1500.0, "PCLI": 300.0, "ADM1": 60.0, "ADM2": 25.0, "ADM3": 10.0}
OTHER_EXTENT_KM = 15.0
MOST_SETTLEMENTS = 60  # dots of one area; its card lists more
LABEL_PX = 16


def draw_story(story: Story, view: View) -> tuple[list[Shape], list[Label]]:
    """Encode everything that can be drawn, and name it."""
    shapes: list[Shape] = []
    labels: list[Label] = []
    detail = view.detail
    for entry in story.places:
        shapes.append(_place_shape(entry, detail))
        labels += _place_labels(entry, view)
    for area in story.areas:
        shapes += _area_shapes(area, detail)
    for movement in story.movements:
        shapes += _movement_shapes(movement, detail)
    return shapes, labels


def _place_shape(entry: PlaceEntry, detail: Detail) -> Shape:
    place, level = entry.place, entry.level
    shape: Shape = {
        "card": entry.card,
        "layer": LAYER.get(level, "settlements"),
        "class": " ".join(
            [level, certainty_level(entry.best.certainty), *sorted(entry.roles)]
            + ["disputed"] * bool(place.disputed)
        ),
        "name": place.name,
        "note": f"{place_type(place.feature_class, place.feature_code)}, "
        f"{certainty_words(entry.best.certainty)}",
    }
    if entry.footprint is not None and level in {"country", "region", "line"}:
        west, south, east, north = entry.footprint.bounds
        own = replace(detail, coarse=max(detail.coarse, (east - west + north - south) / 600))
        kind = "line" if level == "line" else "polygon"
        return {**shape, "type": kind, "paths": encode([entry.footprint], own)}
    at = _at(place.lon, place.lat, detail)
    if level in {"extent", "undrawn"}:
        return {**shape, "type": "disc", "at": at, "km": extent_km(place.feature_code)}
    return {**shape, "type": "circle", "at": at}


def extent_km(feature_code: str) -> float:
    """Radius of the disc that stands for a place whose outline is not known."""
    return EXTENT_KM.get(feature_code, OTHER_EXTENT_KM)


def _place_labels(entry: PlaceEntry, view: View) -> list[Label]:
    place, level = entry.place, entry.level
    if level == "undrawn":
        return []
    named = len(entry.resolutions)
    label: Label = {"text": place.name, "card": entry.card, "kind": level}
    # Ends of movements first, then what is named most.
    label["rank"] = (100 if entry.roles else 150) - min(named, 40) + (100 * (level == "country"))
    if level in {"country", "region"} and entry.footprint is not None:
        spot = interior_spot(entry.footprint, view, LABEL_PX)
        return [{**label, "at": spot}] if spot else []
    if level == "line" and entry.footprint is not None:
        found = line_spot(entry.footprint, view, LABEL_PX)
        return [{**label, "at": found[0], "angle": found[1]}] if found else []
    return [{**label, "at": _at(place.lon, place.lat, view.detail)}]


def _area_shapes(entry: AreaEntry, detail: Detail) -> list[Shape]:
    footprint = entry.footprint
    if footprint is None or footprint.geometry.is_empty:
        return []
    shape: Shape = {
        "card": entry.card,
        "layer": "areas",
        "name": entry.text,
        "note": f"area, edge vague by about {footprint.vagueness_km:.0f} km",
    }
    outline = {
        **shape,
        "class": f"area {entry.area.relation.replace('+', '-')}",
        "type": "polygon" if "Polygon" in footprint.geometry.geom_type else "line",
        "paths": encode([footprint.geometry], detail),
        "blur": round(footprint.vagueness_km, 1),
    }
    dots = [
        {
            "card": entry.card,
            "layer": "areas",
            "name": town.name,
            "note": f"in: {entry.text}",
            "class": "inside",
            "type": "circle",
            "at": _at(town.lon, town.lat, detail),
        }
        for town in footprint.settlements[:MOST_SETTLEMENTS]
    ]
    return [outline, *dots]


def movement_title(entry: MovementEntry) -> str:
    """Such as ``"Evacuation: Torvik, Halden → Bergby"``."""
    movement = entry.movement
    origins = ", ".join(mention.text for mention in movement.origins)
    destinations = ", ".join(mention.text for mention in movement.destinations)
    ends = f"{origins or '…'} → {destinations or '…'}"
    return f"{KIND.get(movement.kind, 'Movement')}: {ends}"


def _movement_shapes(entry: MovementEntry, detail: Detail) -> list[Shape]:
    return [
        _leg_shape(entry, route, leg, detail, last=leg is route.legs[-1])
        for route in entry.routes
        for leg in route.legs
        if len(leg.path) > 1
    ]


def _leg_shape(
    entry: MovementEntry, route: Route, leg: Leg, detail: Detail, *, last: bool
) -> Shape:
    movement = entry.movement
    ends = [mention.text if mention else "…" for mention in (route.origin, route.destination)]
    facts = [STATUS.get(movement.status), people_words(movement.people)]
    facts += [f"said by {movement.said_by}" if movement.said_by else None, leg.name]
    facts.append({"stated": "stated, no path known", "corridor": "inferred corridor"}.get(leg.basis, leg.basis))
    status = movement.status.split("/")[0]
    straight = leg.basis == "stated" and len(leg.path) == 2
    vertices = arc(*leg.path) if straight else np.array(leg.path, dtype=float)
    vertices = _continuous(vertices, detail)
    shape: Shape = {
        "card": entry.card,
        "layer": "movements",
        "class": f"route {leg.basis} {status}",
        "type": "line",
        "paths": [encode_line(vertices, replace(detail, across=False))],
        "name": f"{KIND.get(movement.kind, 'Movement')}: {ends[0]} → {ends[1]}",
        "note": ", ".join(fact for fact in facts if fact),
    }
    if last:  # the end with the arrow
        shape["tip"] = [round(float(value), 4) for value in vertices[-1]]
    return shape


def _continuous(vertices: NDArray[np.float64], detail: Detail) -> NDArray[np.float64]:
    """Undo jumps of 360° between neighbours, and start on the side that the view shows."""
    lon = np.unwrap(vertices[:, 0], period=360)
    if detail.across and lon[0] < 0:
        lon = lon + 360
    return np.column_stack((lon, vertices[:, 1]))


def _at(lon: float, lat: float, detail: Detail) -> list[float]:
    if detail.across and lon < 0:
        lon += 360
    return [round(lon, 4), round(lat, 4)]
