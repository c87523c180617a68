"""The shape of each relation on a local plane, in kilometres.

How far vague words reach ("near", "north of" without a distance) is this project's own convention;
a town's reach grows with its size. Each shape says in ``method`` how it was made.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import shapely

from geo.measures import bearing_of, travel_km
from geo.model import Area
from geo.planar import (
    OUTLINE_KM,
    Anchor,
    Regions,
    Shape,
    clip,
    cut,
    in_directions,
    ring_about,
    widened,
)

if TYPE_CHECKING:
    from gazetteer import Place

__all__ = ["MAKERS", "between", "border"]

_BANK_KM = 5.0  # a river's line may itself be 3 km off
_BORDER_KM = 15.0
_COAST_KM = 10.0
_ALONG_KM = 10.0
_NEAR_TOWN_KM = 15.0
_NEAR_REGION_KM = 50.0
_DIRECTION_KM = 30.0
_ALONG_STREAM = frozenset({"upstream", "downstream"})


def _part(anchor: Anchor, area: Area, _regions: Regions, _words: str) -> Shape | None:
    if area.direction is None:
        return Shape(
            anchor.shape, max(1.0, anchor.radius_km / 2), f"somewhere in {anchor.place.name}"
        )
    if anchor.place.kind == "point" and anchor.place.feature_class != "P":
        return None  # a point has no parts
    whole = widened(anchor.shape, _BANK_KM) if anchor.line else anchor.with_margin
    geometry = cut(whole, area.direction)
    extent = math.sqrt(max(geometry.area, 0.0))
    return Shape(
        geometry,
        max(1.0, 0.15 * extent),
        f"part of the outline of {anchor.place.name} on the named side of its centroid",
    )


def _direction(anchor: Anchor, area: Area, _regions: Regions, _words: str) -> Shape:
    reach = _DIRECTION_KM if anchor.radius_km < _DIRECTION_KM else anchor.radius_km
    ring = widened(anchor.shape, reach).difference(widened(anchor.shape, -0.3 * anchor.radius_km))
    if area.direction in _ALONG_STREAM:
        about = f"{reach:.0f} km about {anchor.place.name}; on which side is not known"
        return Shape(ring, reach / 2, about)
    geometry = in_directions(anchor, area.direction, ring, reach + 4 * anchor.radius_km)
    return Shape(
        geometry,
        reach / 2,
        f"sector of {reach:.0f} km on that side of {anchor.place.name}; no distance is given",
    )


def _direction_and_distance(
    anchor: Anchor, area: Area, regions: Regions, words: str
) -> Shape | None:
    if area.distance_km is None:
        return _direction(anchor, area, regions, words)
    if area.direction in {"upstream", "downstream", "central", None}:
        return _distance(anchor, area, regions, words)
    slack = _slack(anchor, area.distance_km)
    ring = ring_about(anchor, area.distance_km - slack, area.distance_km + slack)
    reach = area.distance_km + slack + 2 * anchor.radius_km
    geometry = in_directions(anchor, area.direction, ring, 2 * reach)
    return Shape(
        geometry,
        slack,
        f"ring sector {area.distance_km:g} ± {slack:.0f} km on that side of {anchor.place.name}",
    )


def _slack(anchor: Anchor, distance_km: float) -> float:
    """Written distances are round, from somewhere in the town: ± 15 %, at least 1 km."""
    return max(1.0, 0.15 * distance_km)


def _distance(anchor: Anchor, area: Area, _regions: Regions, words: str) -> Shape | None:
    if area.distance_km is None:
        return _travelled(anchor, area, _regions, words)
    slack = _slack(anchor, area.distance_km)
    if words.lower().startswith(("within", "less than", "inside", "as near", "as close")):
        return Shape(
            ring_about(anchor, 0.0, area.distance_km),
            slack,
            f"everything within {area.distance_km:g} km of {anchor.place.name}",
        )
    return Shape(
        ring_about(anchor, area.distance_km - slack, area.distance_km + slack),
        slack,
        f"ring {area.distance_km:g} ± {slack:.0f} km from {anchor.place.name}; no direction given",
    )


def _travelled(anchor: Anchor, area: Area, regions: Regions, words: str) -> Shape | None:
    """A ring about a travelling time: "an hour's drive from X", of a vague width."""
    km = travel_km(words)
    if km is None:
        return _near(anchor, area, regions, words)
    slack = 0.5 * km
    ring = ring_about(anchor, km - slack, km + slack)
    if area.direction:
        ring = in_directions(anchor, area.direction, ring, 2 * (km + slack + 2 * anchor.radius_km))
    return Shape(
        ring,
        slack,
        f"ring {km:g} ± {slack:.0f} km from {anchor.place.name}: the time at a usual speed",
    )


def _near(anchor: Anchor, _area: Area, regions: Regions, _words: str) -> Shape:
    region = anchor.place.kind == "polygon" and anchor.place.feature_class != "P"
    reach = min(_NEAR_REGION_KM, max(_NEAR_TOWN_KM, 0.5 * anchor.radius_km)) if region else (
        max(_NEAR_TOWN_KM, 2 * anchor.radius_km)
    )  # fmt: skip
    geometry, where = clip(anchor.shape, regions if anchor.line else (), km=reach)
    return Shape(geometry, reach / 2, f"{anchor.place.name} and {reach:.0f} km about it{where}")


def _along(anchor: Anchor, _area: Area, regions: Regions, _words: str) -> Shape | None:
    line = anchor.shape if anchor.line else anchor.shape.boundary
    if not anchor.line and anchor.place.kind == "point":
        return None
    geometry, where = clip(line, regions, km=_ALONG_KM)
    return Shape(
        geometry, _ALONG_KM / 2, f"{_ALONG_KM:.0f} km on either side of {anchor.place.name}{where}"
    )


def _bank(anchor: Anchor, area: Area, regions: Regions, _words: str) -> Shape | None:
    if anchor.place.kind == "point":
        return None
    if not anchor.line:
        shore, where = clip(
            widened(anchor.shape, _BANK_KM).difference(widened(anchor.shape, -OUTLINE_KM)), regions
        )
        shore = cut(shore, area.direction) if area.direction else shore
        return Shape(shore, _BANK_KM, f"{_BANK_KM:.0f} km about {anchor.place.name}{where}")
    if area.direction:
        stretch, where = clip(anchor.shape, regions)
        geometry, _ = clip(_one_side(stretch, area.direction), regions)
    else:
        geometry, where = clip(anchor.shape, regions, km=_BANK_KM)
    return Shape(
        geometry,
        _BANK_KM,
        f"the line of {anchor.place.name} widened by {_BANK_KM:.0f} km on either side{where}",
    )


def _one_side(line: Any, direction: str) -> Any:
    """The band on that side of a river: of its left and its right, the one further that way."""
    bearing = bearing_of(direction.split(",")[0])
    if bearing is None:
        return widened(line, _BANK_KM)
    east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    bands = []
    for part in shapely.get_parts(shapely.line_merge(line.simplify(_BANK_KM / 20))):
        left, right = (part.buffer(side * _BANK_KM, single_sided=True) for side in (1, -1))
        a, b = left.centroid, right.centroid
        bands.append(left if (a.x - b.x) * east + (a.y - b.y) * north > 0 else right)
    return shapely.union_all(bands)


def _coast(anchor: Anchor, area: Area, regions: Regions, words: str) -> Shape | None:
    off = words.lower().startswith("off")
    if anchor.place.kind != "polygon":
        reach = 2 * _COAST_KM + anchor.radius_km
        return Shape(
            widened(anchor.shape, reach), reach / 2, f"{reach:.0f} km about {anchor.place.name}"
        )
    shore = anchor.shape.boundary
    for region in regions:
        place = region.place
        if place.feature_class == "A" and place.country_code != anchor.place.country_code:
            shore = shore.difference(widened(region.shape, OUTLINE_KM))  # a land border is no coast
    band = widened(shore, 3 * _COAST_KM if off else _COAST_KM)
    if off:
        band = band.difference(anchor.shape)
    if area.direction:
        band = band.intersection(cut(widened(anchor.shape, 3 * _COAST_KM), area.direction))
    return Shape(
        band, _COAST_KM, f"a band along the outline of {anchor.place.name}, land borders too"
    )


def _outskirts(anchor: Anchor, area: Area, regions: Regions, words: str) -> Shape | None:
    if travel_km(words) is not None:
        return _travelled(anchor, area, regions, words)
    if anchor.line or anchor.place.feature_code.startswith("PCL"):
        return None  # a country has no outskirts: "outside X" is anywhere else
    reach = max(5.0, anchor.radius_km)
    ring = widened(anchor.shape, reach).difference(widened(anchor.shape, -0.4 * anchor.radius_km))
    geometry = in_directions(anchor, area.direction, ring, 3 * (reach + anchor.radius_km))
    return Shape(geometry, reach / 2, f"the rim of {anchor.place.name} and {reach:.0f} km beyond")


def _surroundings(anchor: Anchor, _area: Area, regions: Regions, _words: str) -> Shape:
    if anchor.line:
        geometry, where = clip(anchor.shape, regions, km=_ALONG_KM)
        return Shape(
            geometry, _ALONG_KM / 2, f"{_ALONG_KM:.0f} km about {anchor.place.name}{where}"
        )
    reach = max(5.0, 1.5 * anchor.radius_km) if anchor.place.kind == "point" else (
        max(5.0, 0.1 * anchor.radius_km)
    )  # fmt: skip
    return Shape(
        widened(anchor.shape, reach), reach / 2, f"{anchor.place.name} and {reach:.0f} km about it"
    )


def between(anchors: Sequence[Anchor]) -> Shape | None:
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
    return Shape(lens, sagitta / 2, f"a lens between {names}, {sagitta:.0f} km to either side")


def border(anchors: Sequence[Anchor], regions: Regions, direction: str | None) -> Shape | None:
    """Where two outlines touch, or the whole outline of one.

    ``None`` without polygons, and where one of two holds the other: they have no border.
    """
    if any(anchor.place.kind != "polygon" for anchor in anchors):
        return None
    first = anchors[0].shape
    own = anchors[0].place
    if any(_holds(own, a.place) or _holds(a.place, own) for a in anchors[1:]):
        return None
    for other in anchors[1:] or regions:
        place = other.place
        # Both outlines are simplified, so "shared" allows a gap of 3 km.
        beside = widened(other.shape, OUTLINE_KM)
        shared = first.boundary.intersection(beside)
        if shared.length > 1.0 and not first.within(beside):
            band = widened(shared, _BORDER_KM)
            joint = "along" if _holds(own, place) else "and"
            return Shape(
                band,
                _BORDER_KM / 2,
                f"{_BORDER_KM:.0f} km on either side of the border of "
                f"{own.name} {joint} {place.name}",
            )
    band = cut(widened(first.boundary, _BORDER_KM), direction)
    return Shape(
        band,
        _BORDER_KM,
        f"{_BORDER_KM:.0f} km on either side of the outline of {own.name}",
    )


def _holds(outer: Place, inner: Place) -> bool:
    """Whether one unit is a part of the other, by their codes."""
    if outer.country_code != inner.country_code or inner.feature_code.startswith("PCL"):
        return False
    if outer.feature_code.startswith("PCL"):
        return True
    within = outer.admin1_code == inner.admin1_code
    return within and outer.feature_code == "ADM1" and inner.feature_code != "ADM1"


MAKERS: Mapping[str, Callable[[Anchor, Area, Regions, str], Shape | None]] = {
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
