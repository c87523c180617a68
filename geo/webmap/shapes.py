"""A story → the shapes and names of the map, each with the card it leads to.

How a thing is drawn says what is known of it: a polygon for a region, a line for a river, a small
circle for a settlement; solid outlines for high certainty, dashed for medium, dotted for low; soft
edges for vague areas.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gazetteer.basemap import SALT_WATER
from geo.model import Leg

from .arcs import arc
from .labels import Label, interior_spot, line_spot
from .paths import Detail, Path, encode, encode_each, encode_line
from .story import AreaEntry, MovementEntry, PlaceEntry, Story
from .strands import Line, Strand, strands
from .view import View
from .words import (
    BASIS,
    KIND,
    STATUS,
    certainty_level,
    certainty_words,
    isolated,
    people_words,
    place_type,
)

__all__ = ["Shape", "draw_story", "movement_title"]

Shape: TypeAlias = dict[str, Any]

LAYER = {"country": "countries", "undrawn": "countries", "line": "waters", "region": "regions"}
# Radius in kilometres of the disc that stands for a region whose polygon is not known.
EXTENT_KM = {"CONT": 1500.0, "PCLI": 300.0, "ADM1": 40.0, "ADM2": 15.0, "ADM3": 6.0}
OTHER_EXTENT_KM = 10.0
MOST_SETTLEMENTS = 60  # dots of one area
WIDE = 0.33  # of the view: a fill so large would tint the ground, and is only hinted at
# Such an area says where a place lies that is mostly named and drawn itself.
ASIDES = frozenset({"distance", "direction+distance"})
LOOSE = frozenset("LTV")  # classes of regions without a border that anyone has laid down
LABEL_PX = 16
MOST_LABELS = 500  # of the story: no screen holds more


def draw_story(story: Story, view: View) -> tuple[list[Shape], list[Label]]:
    """Encode everything that can be drawn, and name it."""
    shapes: list[Shape] = []
    labels: list[Label] = []
    detail = view.detail
    outlines = _outlines(story, detail)
    # Of names as weighty, that of the larger town is placed first.
    for entry in sorted(story.places, key=lambda entry: -entry.place.population):
        labels += _place_labels(entry, view)
    for entry in story.places:
        shapes.append(_place_shape(entry, view, outlines.get(entry.card)))
    for area in story.areas:
        shapes += _area_shapes(area, view, outlines.get(area.card))
    lines: set[Line] = set()
    dots = {tuple(shape["at"]) for shape in shapes if shape["type"] == "circle"}
    for movement in story.movements:
        shapes += [
            _strand_shape(movement, strand, detail, dots)
            for strand in strands(movement.routes, lines)
        ]
        labels += _movement_labels(movement, view)
        labels += [label for label in _crossing_labels(movement, view) if label not in labels]
    return shapes, sorted(labels, key=lambda label: label["rank"])[:MOST_LABELS]


def _outlines(story: Story, detail: Detail) -> dict[str, list[Path]]:
    """Encode the outlines of places and areas, by their cards, all at once."""
    shapes, coarse = {}, []
    for entry in story.places:
        if entry.footprint is not None and entry.level in {"country", "region", "line"}:
            west, south, east, north = entry.footprint.bounds
            shapes[entry.card] = entry.footprint
            coarse.append(max(detail.coarse, (east - west + north - south) / 600))
    for area in story.areas:
        if area.footprint is not None:
            shapes[area.card] = area.footprint.geometry
            coarse.append(detail.coarse)
    return dict(zip(shapes, encode_each(list(shapes.values()), detail, coarse), strict=True))


def is_wide(geometry: BaseGeometry, view: View) -> bool:
    """Whether a polygon covers so much of the view that its fill would hide the rest."""
    west, south, east, north = view.bounds
    seen = shapely.clip_by_rect(geometry, west, south, east, north)
    return bool(seen.area > WIDE * (east - west) * (north - south))


def is_longer_than(geometry: BaseGeometry, view: View) -> bool:
    """Whether a shape is wider or higher than the view."""
    west, south, east, north = geometry.bounds
    seen_west, seen_south, seen_east, seen_north = view.bounds
    return bool(east - west > seen_east - seen_west or north - south > seen_north - seen_south)


def _place_shape(entry: PlaceEntry, view: View, paths: list[Path] | None) -> Shape:
    place, level, detail = entry.place, entry.level, view.detail
    styles = [level, certainty_level(entry.best.certainty), *sorted(entry.roles)]
    if place.disputed:
        styles.append("disputed")
    if place.feature_class == "H" and level == "region":
        styles.append("water")
        if place.feature_code in SALT_WATER:
            styles.append("sea")  # whose outline is the coast of the ground, drawn over it
    if place.feature_class in LOOSE and level == "region":
        styles.append("loose")
    if level == "region" and entry.footprint is not None and is_wide(entry.footprint, view):
        styles.append("wide")
    shape: Shape = {
        "card": entry.card,
        "layer": "seas" if "sea" in styles else LAYER.get(level, "settlements"),
        "class": " ".join(styles),
        "name": entry.name,
        "note": f"{place_type(place.feature_class, place.feature_code)}, "
        f"{certainty_words(entry.best.certainty)}",
    }
    if paths:
        return {**shape, "type": "line" if level == "line" else "polygon", "paths": paths}
    # A point, or too small to be seen as what it is.
    at = detail.at(place.lon, place.lat)
    if level in {"extent", "undrawn"}:
        wide = entry.located_by or place  # it may be anywhere in the unit
        return {**shape, "type": "disc", "at": at, "km": extent_km(wide.feature_code)}
    return {**shape, "type": "circle", "at": at}


def extent_km(feature_code: str) -> float:
    """Radius of the disc that stands for a place whose outline is not known."""
    return EXTENT_KM.get(feature_code, OTHER_EXTENT_KM)


def _place_labels(entry: PlaceEntry, view: View) -> list[Label]:
    place, level, detail = entry.place, entry.level, view.detail
    if level == "undrawn":
        return []
    named = len(entry.resolutions)
    label: Label = {"text": entry.name, "card": entry.card, "kind": level}
    # Ends of movements first, then what is named most.
    label["rank"] = (100 if entry.roles else 150) - min(named, 40) + (100 * (level == "country"))
    if level in {"country", "region"} and entry.footprint is not None:
        spot = interior_spot(entry.footprint, view, LABEL_PX)
        if spot is None and not is_longer_than(entry.footprint, view):
            spot = detail.at(place.lon, place.lat)  # too small to hold its name: beside it
        if place.feature_class == "H":
            label["kind"] = "water-named"
        elif is_wide(entry.footprint, view):
            label |= {"kind": "country", "rank": 290}
        return [{**label, "at": spot}] if spot else []
    if level == "line" and entry.footprint is not None:
        found = line_spot(entry.footprint, view, LABEL_PX)
        return [{**label, "at": found[0], "angle": found[1]}] if found else []
    return [{**label, "at": detail.at(place.lon, place.lat)}]


def _area_shapes(entry: AreaEntry, view: View, paths: list[Path] | None) -> list[Shape]:
    footprint, detail = entry.footprint, view.detail
    if footprint is None or footprint.geometry.is_empty:
        return []
    styles = ["area"]
    if entry.area.relation in ASIDES and not entry.holds:
        styles.append("quiet")
    elif is_wide(footprint.geometry, view) or is_longer_than(footprint.geometry, view):
        styles.append("wide")
    towns = footprint.settlements[:MOST_SETTLEMENTS]
    return [
        {
            "card": entry.card,
            "layer": "areas",
            "name": entry.text,
            "note": f"area, edge vague by about {footprint.vagueness_km:.0f} km",
            "class": " ".join(styles),
            "type": "polygon" if "Polygon" in footprint.geometry.geom_type else "line",
            "paths": paths or [],
            "blur": round(footprint.vagueness_km, 1),
            "dots": [detail.at(town.lon, town.lat) for town in towns],
        }
    ]


def movement_title(entry: MovementEntry) -> str:
    """Such as ``"Evacuation: Torvik, Halden → Bergby"``."""
    movement = entry.movement
    origins, destinations, via = (
        ", ".join(isolated(mention.text) for mention in mentions)
        for mentions in (movement.origins, movement.destinations, movement.via)
    )
    ends = f"{origins or '…'} → {destinations or '…'}"
    if via and not origins and not destinations:
        ends = f"by way of {via}"
    return f"{KIND.get(movement.kind, 'Movement')}: {ends}"


def _crossing_labels(entry: MovementEntry, view: View) -> list[Label]:
    """Name each bridge, tunnel and ferry that is crossed."""
    labels: list[Label] = []
    for strand in strands(entry.routes):
        if strand.leg.basis == "crossing" and strand.leg.name:
            lon, lat = _vertices(strand.leg, view.detail).mean(axis=0).tolist()
            at = [round(lon, 4), round(lat, 4)]
            label: Label = {"text": strand.leg.name, "card": entry.card, "kind": "crossing"}
            labels.append({**label, "at": at, "rank": 95})
    return labels


def _movement_labels(entry: MovementEntry, view: View) -> list[Label]:
    """Write how many people move on the longest of a movement's lines, as humanitarian maps do."""
    people = people_words(entry.movement.people)
    if not any(character.isdigit() for character in people or ""):
        return []
    drawn = [route for route in entry.routes if any(len(leg.path) > 1 for leg in route.legs)]
    if not drawn:
        return []
    route = max(drawn, key=lambda route: sum(_length(leg) for leg in route.legs))
    vertices = _vertices(max(route.legs, key=_length), view.detail)
    lon, lat = vertices[len(vertices) // 2].tolist()
    at = [round(lon, 4), round(lat, 4)]
    return [{"text": people, "card": entry.card, "kind": "flow", "at": at, "rank": 120}]


def _length(leg: Leg) -> float:
    return float(shapely.LineString(leg.path).length) if len(leg.path) > 1 else 0.0


def _strand_shape(
    entry: MovementEntry, strand: Strand, detail: Detail, dots: Container[tuple[float, ...]]
) -> Shape:
    movement, leg = entry.movement, strand.leg
    origin, destination = (
        ", ".join(dict.fromkeys(isolated(mention.text) if mention else "…" for mention in mentions))
        for mentions in zip(*((r.origin, r.destination) for r in strand.routes), strict=True)
    )
    facts = [
        STATUS.get(movement.status),
        people_words(movement.people),
        f"said by {movement.said_by}" if movement.said_by else None,
        leg.name,
        BASIS.get(leg.basis, leg.basis),
    ]
    styles = ["route", leg.basis, movement.status.split("/")[0]]
    if strand.is_trunk:
        styles.append("trunk")
    if strand.again:
        styles.append("again")
    vertices = _vertices(leg, detail)
    line = replace(detail, across=False)
    shape: Shape = {
        "card": entry.card,
        "layer": "movements",
        "class": " ".join(styles),
        "type": "line",
        "paths": encode([shapely.LineString(vertices)], line)
        if leg.basis == "road"
        else [encode_line(vertices, line)],
        "name": f"{KIND.get(movement.kind, 'Movement')}: {origin} → {destination}",
        "note": ", ".join(fact for fact in facts if fact),
    }
    if leg.basis == "corridor" and leg.name is None:  # its vertices are towns
        shape["dots"] = [[round(float(x), 4), round(float(y), 4)] for x, y in vertices[1:-1]]
    if strand.ends_here:  # the end with the arrow
        shape["tip"] = [round(float(value), 4) for value in vertices[-1]]
        if tuple(shape["tip"]) in dots:  # upon which the arrow would be hidden
            shape["class"] += " at-dot"
    return shape


def _vertices(leg: Leg, detail: Detail) -> NDArray[np.float64]:
    """The line of a leg; of a stated one only the ends are known, and a curve says so."""
    if leg.basis == "stated":
        return _continuous(arc(leg.path[0], leg.path[-1]), detail)
    return _continuous(np.array(leg.path, dtype=float), detail)


def _continuous(vertices: NDArray[np.float64], detail: Detail) -> NDArray[np.float64]:
    """Undo jumps of 360° between neighbours, and start on the side that the view shows."""
    lon = np.unwrap(vertices[:, 0], period=360)
    if detail.across and lon[0] < 0:
        lon = lon + 360
    return np.column_stack((lon, vertices[:, 1]))
