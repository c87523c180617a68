"""Areas of footprints on the WGS 84 ellipsoid, by PROJ's geodesics, against the formulas.

The footprints are made on this project's own plane; PROJ knows nothing of it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
import shapely

from geo.areas import find_areas
from geo.footprints import area_footprint, town_radius_km
from geo.model import Mention

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geo.model import Footprint

pyproj = pytest.importorskip("pyproj", reason="measures by PROJ")
WGS84 = pyproj.Geod(ellps="WGS84")

# On the equator, far north and south, on either side of the 180th meridian.
TOWNS = ["Quito", "Kampala", "Kherson", "Murmansk", "Tromsø", "Ushuaia", "Suva", "Anadyr"]
COUNTRIES = ["Ukraine", "Norway", "Chile", "Kenya", "Mongolia", "New Zealand", "Turkey"]


def km2(geometry: object) -> float:
    area, _ = WGS84.geometry_area_perimeter(shapely.orient_polygons(geometry))
    return float(abs(area)) / 1e6


def drawn(gazetteer: Gazetteer, words: str, *names: str) -> tuple[Footprint, list[Place]]:
    """The footprint of words whose {} are places, and those places."""
    text = words.format(*names)
    mentions = [Mention(text.index(name), text.index(name) + len(name), name) for name in names]
    places = {
        m: next(p for p in gazetteer.lookup(m.text) if p.feature_class in "PA") for m in mentions
    }
    (area,) = find_areas(text, mentions)
    shape = area_footprint(area, places, gazetteer, words=text[area.start : area.end])
    assert shape is not None
    return shape, list(places.values())


@pytest.mark.parametrize("town", TOWNS)
def test_a_disc_within_a_distance(gazetteer: Gazetteer, town: str) -> None:
    shape, _ = drawn(gazetteer, "a camp within 80 km of {}", town)
    assert km2(shape.geometry) == pytest.approx(math.pi * 80**2, rel=0.05)


@pytest.mark.parametrize("town", TOWNS)
def test_a_ring_at_a_distance(gazetteer: Gazetteer, town: str) -> None:
    shape, _ = drawn(gazetteer, "a camp 80 km from {}", town)
    expected = math.pi * ((80 * 1.15) ** 2 - (80 * 0.85) ** 2)
    assert km2(shape.geometry) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize(("direction", "degrees"), [("north", 90), ("south-east", 67.5)])
def test_a_sector_of_a_ring(
    gazetteer: Gazetteer, town: str, direction: str, degrees: float
) -> None:
    shape, _ = drawn(gazetteer, f"a camp 120 km {direction} of {{}}", town)
    expected = math.pi * ((120 * 1.15) ** 2 - (120 * 0.85) ** 2) * degrees / 360
    assert km2(shape.geometry) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("town", TOWNS)
def test_what_is_near_a_town(gazetteer: Gazetteer, town: str) -> None:
    shape, (place,) = drawn(gazetteer, "a camp near {}", town)
    assert place.kind == "point"
    radius = town_radius_km(place.population)
    expected = math.pi * (radius + max(15.0, 2 * radius)) ** 2
    assert km2(shape.geometry) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("a", "b"), [("Kyiv", "Zhytomyr"), ("Tromsø", "Bodø"), ("Quito", "Ambato"), ("Suva", "Nadi")]
)
def test_a_lens_between_two_towns(gazetteer: Gazetteer, a: str, b: str) -> None:
    shape, (one, other) = drawn(gazetteer, "a camp between {} and {}", a, b)
    *_, metres = WGS84.inv(one.lon, one.lat, other.lon, other.lat)
    length, height = metres / 1000, max(0.2 * metres / 1000, 1.0)
    radius = (length**2 / 4 + height**2) / (2 * height)
    half = math.asin(length / 2 / radius)
    segment = radius**2 * (half - math.sin(half) * math.cos(half))
    assert km2(shape.geometry) == pytest.approx(2 * segment, rel=0.05)


@pytest.mark.parametrize("country", COUNTRIES)
def test_two_halves_are_the_whole(gazetteer: Gazetteer, country: str) -> None:
    halves = [
        km2(drawn(gazetteer, f"in {part} {{}}", country)[0].geometry)
        for part in ("northern", "southern")
    ]
    (place,) = drawn(gazetteer, "in northern {}", country)[1]
    outline = gazetteer.footprint(place.place_id)
    assert sum(halves) == pytest.approx(km2(outline), rel=0.2)
    assert 0.25 < halves[0] / sum(halves) < 0.75
