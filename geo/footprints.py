"""What an area covers on the ground: a polygon made in kilometres, with how vague it is.

Every shape is made on a local plane (:mod:`geo.plane`), never in degrees. The rules are this
project's own; the extents of vague words follow studies of how far "near" and "north of" reach in
text (a town's reach grows with its size), and each footprint says in ``method`` how it was made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shapely

from geo.measures import bearing_of
from geo.model import Area, Footprint, Mention
from geo.plane import LocalPlane

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = ["area_footprint", "context_of", "town_radius_km"]

_TOWN_DENSITY = 3000.0  # inhabitants per square kilometre of built-up land, a usual order
_OUTLINE_KM = 3.0  # how far a simplified outline may be off
_BANK_KM = 5.0  # a river's line may itself be 3 km off
_BORDER_KM = 15.0
_COAST_KM = 10.0
_ALONG_KM = 10.0
_NEAR_TOWN_KM = 15.0
_NEAR_REGION_KM = 50.0
_DIRECTION_KM = 30.0
_SETTLEMENTS = 50
_REGIONS = 6  # as many units of the context are tried
_LISTED_KM = 400.0  # settlements are listed in areas up to the square of this


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A place as shapes in kilometres on the plane of its area."""

    place: Place
    shape: Any  # polygon, line, or a disc of the town's size
    line: bool
    radius_km: float

    @property
    def centre(self) -> Any:
        """The middle of the shape."""
        return self.shape.centroid


@dataclass(frozen=True, slots=True)
class _Shape:
    """A footprint still on its plane."""

    geometry: Any
    vagueness_km: float
    method: str


def town_radius_km(population: int) -> float:
    """Radius of a disc that holds a town's people at a usual density, at least 1.5 km."""
    return max(1.5, math.sqrt(max(population, 0) / _TOWN_DENSITY / math.pi))


def area_footprint(
    area: Area,
    places: Mapping[Mention, Place],
    gazetteer: Gazetteer,
    context: Sequence[Place] = (),
    *,
    words: str = "",
) -> Footprint | None:
    """What an area covers.

    Parameters
    ----------
    area
        From :func:`geo.areas.find_areas`.
    places
        The place of each resolved mention.
    gazetteer
        Asked for footprints and for the settlements inside.
    context
        Units that the passage speaks of, the nearest mention first: a river bank or border is
        clipped to the first that it meets.
    words
        The expression itself; "within 5 km" is a disc where "5 km from" is a ring.

    Returns
    -------
    Footprint or None
        Geometry in WGS 84 degrees, or ``None`` if an anchor has no place, or a shape that the words
        cannot be drawn from (a bank needs a line, a border a polygon).
    """
    anchored = [places[anchor] for anchor in area.anchors if anchor in places]
    if not anchored or len(anchored) < len(area.anchors):
        return None
    outlines = [gazetteer.footprint(p.place_id) or shapely.Point(p.lon, p.lat) for p in anchored]
    polygons = _polygons_of(context, anchored, gazetteer) if _needs_region(area, outlines) else []
    plane = LocalPlane.of(_focus(outlines, [polygon for _, polygon in polygons]))
    anchors = [_anchor(p, _flat(plane, o)) for p, o in zip(anchored, outlines, strict=True)]
    regions = [(place, _flat(plane, polygon)) for place, polygon in polygons]
    if area.relation == "between":
        shape = _between(anchors)
    elif area.relation == "border":
        shape = _border(anchors, regions, area.direction)
    else:
        make = _MAKERS[area.relation]
        shape = _union([s for a in anchors if (s := make(a, area, regions, words)) is not None])
    if shape is None or shape.geometry.is_empty:
        return None
    extent = math.sqrt(shape.geometry.area)
    outline = _whole(shape.geometry).simplify(max(0.1, 0.0005 * extent))
    geometry = _whole(plane.unflatten(outline))
    settlements = (
        gazetteer.within(geometry, feature_class="P", limit=_SETTLEMENTS)
        if extent <= _LISTED_KM
        else []
    )
    return Footprint(geometry, round(shape.vagueness_km, 1), shape.method, tuple(settlements))


def _needs_region(area: Area, outlines: Sequence[Any]) -> bool:
    """Whether the shape is clipped to, or takes its side from, another region."""
    lines = any(outline.geom_type.endswith("LineString") for outline in outlines)
    return lines or area.relation in {"bank", "border", "coast", "along"}


def _polygons_of(
    context: Sequence[Place], anchored: Sequence[Place], gazetteer: Gazetteer
) -> list[tuple[Place, Any]]:
    """The first units of the context that have polygons."""
    found: list[tuple[Place, Any]] = []
    for place in context:
        if place.kind != "polygon" or place.feature_class != "A" or place in anchored:
            continue
        outline = gazetteer.footprint(place.place_id)
        if outline is not None and len(found) < _REGIONS:
            found.append((place, outline))
    return found


def _flat(plane: LocalPlane, outline: Any) -> Any:
    """An outline in kilometres, without detail that its size makes invisible."""
    west, south, east, north = outline.bounds
    invisible = 0.0003 * max(east - west, north - south)
    return plane.flatten(outline.simplify(invisible, preserve_topology=False))


def _focus(outlines: Sequence[Any], polygons: Sequence[Any]) -> Any:
    """What the plane is centred on: the anchors, or the stretch of a line in the first region."""
    shapes = shapely.GeometryCollection(list(outlines))
    if all(outline.geom_type.endswith("LineString") for outline in outlines):
        for polygon in polygons:
            stretch = shapes.intersection(polygon)
            if not stretch.is_empty:
                return stretch
    return shapes


def context_of(area: Area, places: Mapping[Mention, Place]) -> list[Place]:
    """The units a passage speaks of, for :func:`area_footprint`.

    Administrative units mentioned before the area, the nearest first, then those after it.
    """
    anchors = set(area.anchors)
    units = [
        (
            mention.start - area.end if mention.start >= area.end else 0,
            area.start - mention.end,
            place,
        )
        for mention, place in places.items()
        if place.feature_class == "A" and place.kind == "polygon" and mention not in anchors
    ]
    ordered = sorted(units, key=lambda unit: (unit[0], unit[1]))
    return list(dict.fromkeys(place for _, _, place in ordered))


def _whole(geometry: Any) -> Any:
    """A valid polygon or line, its parts joined where they touch, as at the 180th meridian."""
    if geometry.is_valid:
        return geometry
    return shapely.union_all(shapely.get_parts(shapely.make_valid(geometry)))


def _anchor(place: Place, outline: Any) -> _Anchor:
    radius = town_radius_km(place.population)
    if outline.geom_type == "Point":
        if place.feature_class not in {"P", "A"}:
            radius = 1.5
        return _Anchor(place, outline.buffer(radius), False, radius)
    if outline.geom_type.endswith("LineString"):
        merged = shapely.line_merge(outline)
        return _Anchor(place, merged, True, 0.0)
    valid = _whole(outline)
    return _Anchor(place, valid, False, math.sqrt(valid.area / math.pi))


def _union(shapes: Sequence[_Shape]) -> _Shape | None:
    if not shapes:
        return None
    return _Shape(
        shapely.union_all([s.geometry for s in shapes]),
        max(s.vagueness_km for s in shapes),
        shapes[0].method,
    )


# --- shapes of directions ---------------------------------------------------------------------


def _sector(x: float, y: float, bearing: float, half: float, reach: float) -> Any:
    """A sector of a disc about (x, y); ``bearing`` clockwise from north, angles in degrees."""
    steps = max(8, int(half))
    angles = [math.radians(bearing - half + 2 * half * n / steps) for n in range(steps + 1)]
    arc = [(x + reach * math.sin(a), y + reach * math.cos(a)) for a in angles]
    return shapely.Polygon([(x, y), *arc])


def _half_angle(direction: str) -> float:
    """How far to either side a direction reaches: a quadrant for "ne", a bit more for "n"."""
    return {1: 45.0, 2: 33.75}.get(len(direction), 22.5)


def _cut(shape: Any, direction: str | None) -> Any:
    """The part of a shape on one side of its centroid; the whole if no side is named."""
    if not direction:
        return shape
    return shapely.union_all([_cut_once(shape, code) for code in direction.split(",")])


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


# --- makers, one a relation -------------------------------------------------------------------

_Regions = Sequence[tuple["Place", Any]]


def _part(anchor: _Anchor, area: Area, _regions: _Regions, _words: str) -> _Shape | None:
    if anchor.place.kind == "point" and anchor.place.feature_class != "P":
        return None  # a point has no parts
    # Ports and border towns may lie just outside a simplified outline.
    whole = anchor.shape.buffer(_BANK_KM if anchor.line else _OUTLINE_KM)
    geometry = _cut(whole, area.direction or "central")
    extent = math.sqrt(max(geometry.area, 0.0))
    return _Shape(
        geometry,
        max(1.0, 0.15 * extent),
        f"part of the outline of {anchor.place.name} on the named side of its centroid",
    )


def _direction(anchor: _Anchor, area: Area, _regions: _Regions, _words: str) -> _Shape:
    reach = _DIRECTION_KM if anchor.radius_km < _DIRECTION_KM else anchor.radius_km
    ring = anchor.shape.buffer(reach).difference(anchor.shape.buffer(-0.3 * anchor.radius_km))
    geometry = _in_directions(anchor, area.direction, ring, reach + 4 * anchor.radius_km)
    return _Shape(
        geometry,
        reach / 2,
        f"sector of {reach:.0f} km on that side of {anchor.place.name}; no distance is given",
    )


def _direction_and_distance(
    anchor: _Anchor, area: Area, regions: _Regions, words: str
) -> _Shape | None:
    if area.distance_km is None:
        return _direction(anchor, area, regions, words)
    if area.direction in {"upstream", "downstream", "central", None}:
        return _distance(anchor, area, regions, words)
    slack = _slack(anchor, area.distance_km)
    ring = _ring(anchor, area.distance_km - slack, area.distance_km + slack)
    reach = area.distance_km + slack + 2 * anchor.radius_km
    geometry = _in_directions(anchor, area.direction, ring, 2 * reach)
    return _Shape(
        geometry,
        slack,
        f"ring sector {area.distance_km:g} ± {slack:.0f} km on that side of {anchor.place.name}",
    )


def _in_directions(anchor: _Anchor, direction: str | None, ring: Any, reach: float) -> Any:
    x, y = anchor.centre.x, anchor.centre.y
    sectors = [
        _sector(x, y, bearing, _half_angle(code), reach)
        for code in (direction or "").split(",")
        if (bearing := bearing_of(code)) is not None
    ]
    return ring.intersection(shapely.union_all(sectors)) if sectors else ring


def _slack(anchor: _Anchor, distance_km: float) -> float:
    """Written distances are round, from somewhere in the town: ± 15 %, at least 1 km."""
    return max(1.0, 0.15 * distance_km)


def _ring(anchor: _Anchor, inner: float, outer: float) -> Any:
    """A ring about a town's centre, or about an outline: a region's, a line's, a large town's."""
    town = not anchor.line and anchor.place.kind == "point" and outer > 1.5 * anchor.radius_km
    core = anchor.shape.centroid if town else anchor.shape
    disc = core.buffer(outer)
    return disc.difference(core.buffer(inner)) if inner > 0 else disc


def _distance(anchor: _Anchor, area: Area, _regions: _Regions, words: str) -> _Shape | None:
    if area.distance_km is None:
        return _near(anchor, area, _regions, words)
    slack = _slack(anchor, area.distance_km)
    if words.lower().startswith(("within", "less than", "inside", "as near", "as close")):
        return _Shape(
            _ring(anchor, 0.0, area.distance_km),
            slack,
            f"everything within {area.distance_km:g} km of {anchor.place.name}",
        )
    return _Shape(
        _ring(anchor, area.distance_km - slack, area.distance_km + slack),
        slack,
        f"ring {area.distance_km:g} ± {slack:.0f} km from {anchor.place.name}; no direction given",
    )


def _near(anchor: _Anchor, _area: Area, regions: _Regions, _words: str) -> _Shape:
    region = anchor.place.kind == "polygon" and anchor.place.feature_class != "P"
    reach = min(_NEAR_REGION_KM, max(_NEAR_TOWN_KM, 0.5 * anchor.radius_km)) if region else (
        max(_NEAR_TOWN_KM, 2 * anchor.radius_km)
    )  # fmt: skip
    geometry, where = _clip(anchor.shape.buffer(reach), regions) if anchor.line else (
        anchor.shape.buffer(reach), "")  # fmt: skip
    return _Shape(geometry, reach / 2, f"{anchor.place.name} and {reach:.0f} km about it{where}")


def _along(anchor: _Anchor, _area: Area, regions: _Regions, _words: str) -> _Shape | None:
    line = anchor.shape if anchor.line else anchor.shape.boundary
    if not anchor.line and anchor.place.kind == "point":
        return None
    geometry, where = _clip(line.buffer(_ALONG_KM), regions)
    return _Shape(
        geometry, _ALONG_KM / 2, f"{_ALONG_KM:.0f} km on either side of {anchor.place.name}{where}"
    )


def _bank(anchor: _Anchor, area: Area, regions: _Regions, _words: str) -> _Shape | None:
    if anchor.place.kind == "point":
        return None
    if not anchor.line:
        shore, where = _clip(
            anchor.shape.buffer(_BANK_KM).difference(anchor.shape.buffer(-_OUTLINE_KM)), regions
        )
        shore = _cut(shore, area.direction) if area.direction else shore
        return _Shape(shore, _BANK_KM, f"{_BANK_KM:.0f} km about {anchor.place.name}{where}")
    stretch, where = _clip(anchor.shape, regions)
    band = _one_side(stretch, area.direction) if area.direction else stretch.buffer(_BANK_KM)
    geometry, _ = _clip(band, regions)
    return _Shape(
        geometry,
        _BANK_KM,
        f"the line of {anchor.place.name} widened by {_BANK_KM:.0f} km on either side{where}",
    )


def _one_side(line: Any, direction: str) -> Any:
    """The band on that side of a river: of its left and its right, the one further that way."""
    bearing = bearing_of(direction.split(",")[0])
    if bearing is None:
        return line.buffer(_BANK_KM)
    east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    bands = []
    for part in shapely.get_parts(shapely.line_merge(line)):
        left, right = (part.buffer(side * _BANK_KM, single_sided=True) for side in (1, -1))
        a, b = left.centroid, right.centroid
        bands.append(left if (a.x - b.x) * east + (a.y - b.y) * north > 0 else right)
    return shapely.union_all(bands)


def _coast(anchor: _Anchor, area: Area, regions: _Regions, words: str) -> _Shape | None:
    off = words.lower().startswith("off")
    if anchor.place.kind != "polygon":
        reach = 2 * _COAST_KM + anchor.radius_km
        return _Shape(
            anchor.shape.buffer(reach), reach / 2, f"{reach:.0f} km about {anchor.place.name}"
        )
    shore = anchor.shape.boundary
    for place, polygon in regions:
        if place.feature_class == "A" and place.country_code != anchor.place.country_code:
            shore = shore.difference(polygon.buffer(3.0))  # a land border is no coast
    band = shore.buffer(3 * _COAST_KM if off else _COAST_KM)
    if off:
        band = band.difference(anchor.shape)
    if area.direction:
        band = band.intersection(_cut(anchor.shape.buffer(3 * _COAST_KM), area.direction))
    return _Shape(
        band, _COAST_KM, f"a band along the outline of {anchor.place.name}, land borders too"
    )


def _outskirts(anchor: _Anchor, area: Area, _regions: _Regions, _words: str) -> _Shape | None:
    if anchor.line or anchor.place.feature_code.startswith("PCL"):
        return None  # a country has no outskirts: "outside X" is anywhere else
    reach = max(5.0, anchor.radius_km)
    ring = anchor.shape.buffer(reach).difference(anchor.shape.buffer(-0.4 * anchor.radius_km))
    geometry = _in_directions(anchor, area.direction, ring, 3 * (reach + anchor.radius_km))
    return _Shape(geometry, reach / 2, f"the rim of {anchor.place.name} and {reach:.0f} km beyond")


def _surroundings(anchor: _Anchor, _area: Area, regions: _Regions, _words: str) -> _Shape:
    if anchor.line:
        geometry, where = _clip(anchor.shape.buffer(_ALONG_KM), regions)
        return _Shape(
            geometry, _ALONG_KM / 2, f"{_ALONG_KM:.0f} km about {anchor.place.name}{where}"
        )
    reach = max(5.0, 1.5 * anchor.radius_km) if anchor.place.kind == "point" else (
        max(5.0, 0.1 * anchor.radius_km)
    )  # fmt: skip
    return _Shape(
        anchor.shape.buffer(reach), reach / 2, f"{anchor.place.name} and {reach:.0f} km about it"
    )


def _clip(shape: Any, regions: _Regions) -> tuple[Any, str]:
    """A shape within the region the passage speaks of, units before whole countries."""
    ordered = sorted(regions, key=lambda region: region[0].feature_code.startswith("PCL"))
    for place, polygon in ordered:
        clipped = shape.intersection(shapely.make_valid(polygon))
        if not clipped.is_empty:
            return clipped, f", within {place.name}"
    return shape, ""


# --- relations of two anchors -----------------------------------------------------------------


def _between(anchors: Sequence[_Anchor]) -> _Shape | None:
    """A lens through both ends, a fifth of their distance wide to either side."""
    if len(anchors) < 2:
        return None
    a, b = anchors[0].centre, anchors[1].centre
    length = math.hypot(b.x - a.x, b.y - a.y)
    if length < 0.1:
        return None
    sagitta = max(0.2 * length, 1.0)
    radius = (length**2 / 4 + sagitta**2) / (2 * sagitta)
    mx, my = (a.x + b.x) / 2, (a.y + b.y) / 2
    ux, uy = -(b.y - a.y) / length, (b.x - a.x) / length
    offset = radius - sagitta
    lens = (
        shapely.Point(mx + offset * ux, my + offset * uy)
        .buffer(radius, 64)
        .intersection(shapely.Point(mx - offset * ux, my - offset * uy).buffer(radius, 64))
    )
    names = " and ".join(anchor.place.name for anchor in anchors[:2])
    return _Shape(lens, sagitta / 2, f"a lens between {names}, {sagitta:.0f} km to either side")


def _border(anchors: Sequence[_Anchor], regions: _Regions, direction: str | None) -> _Shape | None:
    if any(anchor.place.kind != "polygon" for anchor in anchors):
        return None
    first = anchors[0].shape
    others = [(a.place.name, a.shape) for a in anchors[1:]] or [
        (place.name, polygon)
        for place, polygon in sorted(regions, key=lambda r: not r[0].feature_code.startswith("PCL"))
    ]
    for name, other in others:
        # Both outlines are simplified, so "shared" allows a gap of 3 km.
        shared = first.boundary.intersection(other.buffer(3.0))
        if shared.length > 1.0 and not first.within(other.buffer(3.0)):
            band = shared.buffer(_BORDER_KM)
            return _Shape(
                band,
                _BORDER_KM / 2,
                f"{_BORDER_KM:.0f} km on either side of the border of "
                f"{anchors[0].place.name} and {name}",
            )
    band = _cut(first.boundary.buffer(_BORDER_KM), direction)
    return _Shape(
        band,
        _BORDER_KM,
        f"{_BORDER_KM:.0f} km on either side of the outline of {anchors[0].place.name}",
    )


_MAKERS: Mapping[str, Callable[[_Anchor, Area, _Regions, str], _Shape | None]] = {
    "part": _part,
    "direction": _direction,
    "direction+distance": _direction_and_distance,
    "distance": _distance,
    "near": _near,
    "along": _along,
    "bank": _bank,
    "coast": _coast,
    "outskirts": _outskirts,
    "area": _surroundings,
}
