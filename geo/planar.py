"""Building blocks of footprints on a local plane: anchors, sectors, rings, cuts; kilometres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.measures import bearing_of
from geo.plane import LocalPlane

if TYPE_CHECKING:
    from gazetteer import Place

__all__ = [
    "INVISIBLE",
    "OUTLINE_KM",
    "Anchor",
    "Region",
    "Regions",
    "Shape",
    "anchor_of",
    "clip",
    "cut",
    "in_directions",
    "ring_about",
    "town_radius_km",
    "union_of",
    "whole",
    "widened",
]

_TOWN_DENSITY = 3000.0  # people per square kilometre of built-up land, a usual order
OUTLINE_KM = 3.0  # how far a simplified outline may be off
_LOST = 0.01  # of an area, at most, where a crossing of its own outline is mended the quick way

INVISIBLE = 0.0003  # of its extent: by so much an outline may be off without anyone seeing it


@dataclass(frozen=True)
class Region:
    """A unit that an area may be clipped to; ``outline`` is in degrees, cut to what matters."""

    place: Place
    outline: Any
    plane: LocalPlane

    @cached_property
    def shape(self) -> Any:
        """The outline in kilometres: mostly only that of the first region is asked for."""
        return whole(self.plane.flatten(self.outline))


Regions = Sequence[Region]


@dataclass(frozen=True)
class Anchor:
    """A place as shapes in kilometres on the plane of its area."""

    place: Place
    shape: Any  # polygon, line, or a disc of the town's size
    line: bool
    radius_km: float

    @property
    def centre(self) -> Any:
        """The middle of the shape."""
        return self.shape.centroid

    @cached_property
    def with_margin(self) -> Any:
        """The shape and what a simplified outline may leave out: ports, and towns at a border."""
        margin = widened(self.shape, OUTLINE_KM)
        return whole(margin.simplify(INVISIBLE * math.sqrt(margin.area), preserve_topology=False))


@dataclass(frozen=True, slots=True)
class Shape:
    """A footprint still on its plane."""

    geometry: Any
    vagueness_km: float
    method: str


def town_radius_km(population: int) -> float:
    """Radius of a disc that holds a town's people at a usual density, at least 1.5 km."""
    return max(1.5, math.sqrt(max(population, 0) / _TOWN_DENSITY / math.pi))


def whole(geometry: Any) -> Any:
    """A valid polygon or line, its parts joined where they touch, as at the 180th meridian."""
    if geometry.is_valid:
        return geometry
    if geometry.geom_type.endswith("LineString"):  # a loop that was simplified to a point
        return shapely.union_all([p for p in shapely.get_parts(geometry) if p.is_valid])
    mended = geometry.buffer(0)
    if abs(mended.area - geometry.area) <= _LOST * geometry.area:
        return mended
    return shapely.union_all(shapely.get_parts(shapely.make_valid(geometry)))


def anchor_of(place: Place, outline: Any) -> Anchor:
    """A place with its outline in kilometres; a point becomes a disc of the town's size."""
    radius = town_radius_km(place.population)
    if outline.geom_type == "Point":
        if place.feature_class not in {"P", "A"}:
            radius = 1.5
        return Anchor(place, outline.buffer(radius), False, radius)
    if outline.geom_type.endswith("LineString"):
        merged = shapely.line_merge(outline)
        return Anchor(place, merged, True, 0.0)
    valid = whole(outline)
    return Anchor(place, valid, False, math.sqrt(valid.area / math.pi))


def widened(shape: Any, km: float) -> Any:
    """A shape and what lies within so many kilometres of it, edges right to a twentieth of that.

    A negative width takes as much away.
    """
    if shape.geom_type == "Point":
        return shape.buffer(km)
    plain = shape.simplify(abs(km) / 20, preserve_topology=False)
    return (shape if plain.is_empty else plain).buffer(km, quad_segs=6)


def union_of(shapes: Sequence[Shape]) -> Shape | None:
    """Several shapes as one, as vague as the vaguest; ``None`` of none."""
    if not shapes:
        return None
    return Shape(
        _joined([s.geometry for s in shapes]),
        max(s.vagueness_km for s in shapes),
        shapes[0].method,
    )


def _joined(geometries: Sequence[Any]) -> Any:
    """Several geometries as one; a single one is that already."""
    return geometries[0] if len(geometries) == 1 else shapely.union_all(geometries)


def _sector(x: float, y: float, bearing: float, half: float, reach: float) -> Any:
    """A sector of a disc about (x, y); ``bearing`` clockwise from north, angles in degrees."""
    steps = max(8, int(half))
    angles = np.radians(np.linspace(bearing - half, bearing + half, steps + 1))
    arc = np.column_stack((x + reach * np.sin(angles), y + reach * np.cos(angles)))
    return shapely.polygons(np.vstack(((x, y), arc, (x, y))))


def _half_angle(direction: str) -> float:
    """How far to either side a direction reaches: a quadrant for "ne", a bit more for "n"."""
    return {1: 45.0, 2: 33.75}.get(len(direction), 22.5)


def cut(shape: Any, direction: str | None) -> Any:
    """The part of a shape on one side of its centroid; the whole if no side is named."""
    if not direction:
        return shape
    return _joined([_cut_once(shape, code) for code in direction.split(",")])


def _cut_once(shape: Any, code: str) -> Any:
    centre = shape.centroid
    if shape.is_empty:
        return shape
    west, south, east, north = shape.bounds
    reach = 2 * math.hypot(east - west, north - south) + 1
    side, _, middle = code.partition("-")
    if code == "central":
        return shape.intersection(centre.buffer(0.55 * math.sqrt(max(shape.area, 1.0) / math.pi)))
    bearing = bearing_of(side)
    if bearing is None:  # "upper", "lower": which way a river runs is not known here
        return shape
    half = 90.0 if len(side) == 1 else 60.0
    part = shape.intersection(_sector(centre.x, centre.y, bearing, half, reach))
    if middle == "central":
        # The middle third across the direction.
        across = math.radians(bearing + 90)
        width = (
            abs(math.sin(across)) * (east - west) + abs(math.cos(across)) * (north - south)
        ) / 3
        dx, dy = reach * math.sin(math.radians(bearing)), reach * math.cos(math.radians(bearing))
        band = shapely.LineString(
            [(centre.x - dx, centre.y - dy), (centre.x + dx, centre.y + dy)]
        ).buffer(width / 2, cap_style="flat")
        part = part.intersection(band)
    return part


def in_directions(anchor: Anchor, direction: str | None, ring: Any, reach: float) -> Any:
    """The part of a ring that lies in the named directions from an anchor's middle."""
    x, y = anchor.centre.x, anchor.centre.y
    sectors = [
        _sector(x, y, bearing, _half_angle(code), reach)
        for code in (direction or "").split(",")
        if (bearing := bearing_of(code)) is not None
    ]
    return ring.intersection(_joined(sectors)) if sectors else ring


def ring_about(anchor: Anchor, inner: float, outer: float) -> Any:
    """A ring about a town's centre, or about an outline: a region's, a line's, a large town's."""
    town = not anchor.line and anchor.place.kind == "point" and outer > 1.5 * anchor.radius_km
    core = anchor.shape.centroid if town else anchor.shape
    disc = widened(core, outer)
    return disc.difference(widened(core, inner)) if inner > 0 else disc


def clip(shape: Any, regions: Regions, *, km: float = 0.0) -> tuple[Any, str]:
    """A shape, or the band of so many km about it, within the region the passage speaks of.

    Units come before whole countries.
    """
    ordered = sorted(regions, key=lambda region: region.place.feature_code.startswith("PCL"))
    for region in ordered:
        west, south, east, north = region.shape.bounds
        near = shapely.clip_by_rect(shape, west - km, south - km, east + km, north + km)
        if near.is_empty:
            continue
        clipped = (widened(near, km) if km else near).intersection(region.shape)
        if not clipped.is_empty:
            return clipped, f", within {region.place.name}"
    return (widened(shape, km) if km else shape), ""
