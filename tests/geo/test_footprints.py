"""Footprints: made in kilometres, on the right side, of the size the formula says."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer import Place
from gazetteer.store import distance_km
from geo.footprints import area_footprint, context_of, town_radius_km
from geo.model import Area, Footprint, Mention
from geo.plane import LocalPlane

EARTH_KM2 = 4 * math.pi * 6371.0088**2


class FakeGazetteer:
    """Outlines of a few places, and the settlements there are."""

    def __init__(
        self,
        outlines: dict[str, BaseGeometry],
        settlements: Sequence[Place] = (),
        units: Sequence[Place] = (),
    ) -> None:
        self.outlines = outlines
        self.settlements = settlements
        self.units = units

    def parents(self, place_id: str) -> list[Place]:
        return list(self.units)

    def footprint(self, place_id: str) -> BaseGeometry | None:
        return self.outlines.get(place_id)

    def within(
        self, geometry: BaseGeometry, *, feature_class: str = "P", limit: int | None = None
    ) -> list[Place]:
        inside = [p for p in self.settlements if geometry.contains(shapely.Point(p.lon, p.lat))]
        return inside[:limit]


def place(name: str, lon: float, lat: float, code: str = "PPL", kind: str = "point") -> Place:
    feature_class = (
        "A" if code.startswith(("ADM", "PCL")) else "H" if code in {"STM", "LK"} else "P"
    )
    return Place(f"t:{name}", name, feature_class, code, "XX", "", lon, lat, kind=kind)  # type: ignore[arg-type]


def box(lon: float, lat: float, half: float = 1.0) -> BaseGeometry:
    return shapely.box(lon - half, lat - half, lon + half, lat + half)


TORVIK = Mention(100, 106, "Torvik")
HALDEN = Mention(120, 126, "Halden")
TOWN = place("Torvik", 30.0, 60.0)


def drawn(
    relation: str,
    places: dict[Mention, Place],
    outlines: dict[str, BaseGeometry] | None = None,
    *,
    context: Sequence[Place] = (),
    settlements: Sequence[Place] = (),
    words: str = "",
    **said: object,
) -> Footprint | None:
    area = Area(90, 126, relation, tuple(places), **said)  # type: ignore[arg-type]
    gazetteer = FakeGazetteer(outlines or {}, settlements)
    return area_footprint(area, places, gazetteer, context, words=words)  # type: ignore[arg-type]


def holds(footprint: Footprint | None, lon: float, lat: float) -> bool:
    assert footprint is not None
    return bool(footprint.geometry.contains(shapely.Point(lon, lat)))


def km2(geometry: BaseGeometry) -> float:
    return float(LocalPlane.of(geometry).flatten(geometry).area)


@pytest.mark.parametrize(
    ("direction", "inside", "outside"),
    [
        ("s", (30.0, 59.4), (30.0, 60.6)),
        ("n", (30.5, 60.6), (30.0, 59.4)),
        ("ne", (30.6, 60.5), (29.4, 59.5)),
        ("central", (30.0, 60.0), (30.9, 60.9)),
        ("e,w", (29.2, 60.0), (30.0, 60.9)),
    ],
)
def test_a_part_lies_on_its_side_of_the_centroid(
    direction: str, inside: tuple[float, float], outside: tuple[float, float]
) -> None:
    region = place("Oril", 30.0, 60.0, "ADM1", "polygon")
    part = drawn("part", {TORVIK: region}, {region.place_id: box(30, 60)}, direction=direction)
    assert holds(part, *inside)
    if direction != "e,w":
        assert not holds(part, *outside)


def test_half_a_region_is_half_its_area() -> None:
    region = place("Oril", 30.0, 0.0, "ADM1", "polygon")
    part = drawn("part", {TORVIK: region}, {region.place_id: box(30, 0)}, direction="n")
    assert part is not None
    assert km2(part.geometry) == pytest.approx(km2(box(30, 0)) / 2, rel=0.06)


def test_a_ring_sector_has_the_area_of_its_formula() -> None:
    shape = drawn("direction+distance", {TORVIK: TOWN}, distance_km=40.0, direction="n")
    assert shape is not None
    expected = math.pi * (46.0**2 - 34.0**2) * 90 / 360
    assert km2(shape.geometry) == pytest.approx(expected, rel=0.05)


def test_a_ring_sector_holds_the_point_at_that_distance_north_at_60_degrees() -> None:
    shape = drawn("direction+distance", {TORVIK: TOWN}, distance_km=40.0, direction="n")
    degrees = math.degrees(40.0 / 6371.0088)
    assert holds(shape, 30.0, 60.0 + degrees)
    assert not holds(shape, 30.0, 60.0 - degrees)


def test_east_is_measured_in_kilometres_not_degrees() -> None:
    shape = drawn("direction+distance", {TORVIK: TOWN}, distance_km=40.0, direction="e")
    assert holds(shape, 30.72, 60.0)
    assert not holds(shape, 30.36, 60.0)


def test_within_a_distance_is_a_disc_and_from_it_a_ring() -> None:
    disc = drawn("distance", {TORVIK: TOWN}, distance_km=10.0, words="within 10 km of Torvik")
    ring = drawn("distance", {TORVIK: TOWN}, distance_km=10.0, words="10 km from Torvik")
    assert holds(disc, 30.0, 60.0)
    assert not holds(ring, 30.0, 60.0)


def test_a_disc_crosses_the_180th_meridian_whole() -> None:
    town = place("Halden", 179.95, -17.0)
    disc = drawn("distance", {TORVIK: town}, distance_km=20.0, words="within 20 km")
    assert disc is not None
    assert km2(disc.geometry) == pytest.approx(math.pi * 400, rel=0.02)


def test_a_bank_is_clipped_to_the_region_the_passage_speaks_of() -> None:
    river = place("Rusk", 30.0, 60.0, "STM", "line")
    region = place("Oril", 30.0, 61.0, "ADM1", "polygon")
    outlines = {
        river.place_id: shapely.LineString([(30, 58), (30, 62)]),
        region.place_id: box(30, 61),
    }
    bank = drawn("bank", {TORVIK: river}, outlines, context=[region])
    assert holds(bank, 30.05, 61.0)
    assert not holds(bank, 30.05, 59.0)


def test_a_bank_is_at_least_5_km_wide_and_lists_its_settlements() -> None:
    river = place("Rusk", 30.0, 60.0, "STM", "line")
    near, far = place("Near", 30.08, 60.0), place("Far", 30.3, 60.0)
    bank = drawn(
        "bank",
        {TORVIK: river},
        {river.place_id: shapely.LineString([(30, 58), (30, 62)])},
        settlements=[near, far],
    )
    assert bank is not None
    assert bank.settlements == (near,)


def test_the_eastern_bank_is_east_of_the_river() -> None:
    river = place("Rusk", 30.0, 60.0, "STM", "line")
    line = shapely.LineString([(30, 58), (30.01, 60), (30, 62)])
    bank = drawn("bank", {TORVIK: river}, {river.place_id: line}, direction="e")
    assert holds(bank, 30.05, 60.0)
    assert not holds(bank, 29.95, 60.0)


def test_a_border_of_two_regions_is_where_they_touch() -> None:
    oril = place("Oril", 30.0, 60.0, "PCLI", "polygon")
    quira = place("Quira", 32.0, 60.0, "PCLI", "polygon")
    outlines = {oril.place_id: box(30, 60), quira.place_id: box(32, 60)}
    border = drawn("border", {TORVIK: oril, HALDEN: quira}, outlines)
    assert holds(border, 31.0, 60.0)
    assert not holds(border, 29.0, 60.0)


def test_between_is_a_lens_that_ends_at_both_places() -> None:
    lens = drawn("between", {TORVIK: TOWN, HALDEN: place("Halden", 32.0, 60.0)})
    assert holds(lens, 31.0, 60.0)
    assert not holds(lens, 33.0, 60.0)
    assert not holds(lens, 31.0, 61.0)


def test_the_outskirts_of_a_country_are_nowhere() -> None:
    oril = place("Oril", 30.0, 60.0, "PCLI", "polygon")
    assert drawn("outskirts", {TORVIK: oril}, {oril.place_id: box(30, 60)}) is None


def test_the_outskirts_leave_out_the_middle_of_a_town() -> None:
    town = Place("t:Big", "Big", "P", "PPLA", "XX", "", 30.0, 60.0, 1_500_000)
    rim = drawn("outskirts", {TORVIK: town})
    assert not holds(rim, 30.0, 60.0)
    assert holds(rim, 30.0, 60.0 + math.degrees(1.2 * town_radius_km(1_500_000) / 6371.0))


def test_an_unresolved_anchor_has_no_footprint() -> None:
    area = Area(90, 106, "near", (TORVIK,))
    assert area_footprint(area, {}, FakeGazetteer({})) is None  # type: ignore[arg-type]


def test_a_footprint_says_how_it_was_made_and_how_vague_it_is() -> None:
    shape = drawn("near", {TORVIK: TOWN})
    assert shape is not None
    assert "Torvik" in shape.method
    assert shape.vagueness_km > 0


def test_the_context_of_an_area_is_the_units_before_it_the_nearest_first_and_soon_after() -> None:
    names = ["Before", "Nearer", "After", "Far after"]
    units = {
        Mention(start, start + 5, name): place(name, 0, 0, "ADM1", "polygon")
        for start, name in zip((10, 50, 150, 400), names, strict=True)
    }
    area = Area(90, 106, "bank", (TORVIK,))
    found = context_of(area, units, FakeGazetteer({}))  # type: ignore[arg-type]
    assert [unit.name for unit in found] == ["Nearer", "Before", "After"]


def test_a_town_stands_for_its_region_in_the_context_and_a_people_for_none() -> None:
    region = place("Oril", 30.0, 60.0, "ADM1", "polygon")
    gazetteer = FakeGazetteer({}, units=[place("Sub", 30, 60, "ADM2", "polygon"), region])
    named = {
        Mention(10, 16, "Torvik"): TOWN,
        Mention(60, 68, "Haldener", "demonym"): place("Halden", 9, 9, "PCLI", "polygon"),
    }
    found = context_of(Area(90, 106, "bank", (TORVIK,)), named, gazetteer)  # type: ignore[arg-type]
    assert list(found) == [region]


@pytest.mark.parametrize("lat", [0.0, 60.0, -75.0])
def test_the_plane_keeps_distances_from_its_centre(lat: float) -> None:
    plane = LocalPlane(179.0, lat)
    point = plane.flatten(shapely.Point(-179.0, lat + 0.5))
    assert math.hypot(point.x, point.y) == pytest.approx(
        distance_km(179.0, lat, -179.0, lat + 0.5), rel=1e-9
    )


def test_the_plane_goes_there_and_back() -> None:
    plane = LocalPlane(33.5, 46.7)
    back = plane.unflatten(plane.flatten(shapely.Point(40.0, 50.0)))
    assert (back.x, back.y) == pytest.approx((40.0, 50.0))


def test_near_the_border_of_a_unit_is_not_all_of_it() -> None:
    unit = place("Oril", 30.0, 60.0, "ADM1", "polygon")
    band = drawn("near", {TORVIK: unit}, {"t:Oril": box(30, 60)}, words="near the border with Oril")
    assert holds(band, 31.0, 60.0)
    assert not holds(band, 30.0, 60.0)
