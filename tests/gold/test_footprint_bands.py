"""Bands along rivers, lakes, coasts and borders: how many km² lie within so many km of the line.

The footprints are made by buffers on this project's own plane. Here the ground is cut into cells
instead, of whose middles PROJ's geodesics on the WGS 84 ellipsoid tell the distance to the line.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely

from geo.areas import find_areas
from geo.footprints import area_footprint
from geo.model import Mention

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geo.model import Footprint

pyproj = pytest.importorskip("pyproj", reason="measures by PROJ")
spatial = pytest.importorskip("scipy.spatial", reason="finds the nearest point of a line")

WGS84 = pyproj.Geod(ellps="WGS84")
TO_SPACE = pyproj.Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
CELLS = 40_000  # about as many, over the box of a band

Floats = npt.NDArray[np.float64]


def km2(geometry: Any) -> float:
    area, _ = WGS84.geometry_area_perimeter(shapely.orient_polygons(geometry))
    return float(abs(area)) / 1e6


def in_space(points: Floats) -> Floats:
    return np.column_stack(TO_SPACE.transform(*points.T, np.zeros(len(points))))


class Line:
    """A line as points of it, at most a kilometre or so apart."""

    def __init__(self, geometry: Any) -> None:
        self.points = shapely.get_coordinates(shapely.segmentize(geometry, 0.01))
        self.tree = spatial.cKDTree(in_space(self.points))

    def km_from(self, places: Floats) -> Floats:
        """Geodesic distances of places from the nearest point of the line."""
        _, nearest = self.tree.query(in_space(places))
        _, _, metres = WGS84.inv(*places.T, *self.points[nearest].T)
        return np.asarray(metres) / 1000


def cells_about(line: Line, km: float) -> tuple[Floats, Floats]:
    """Middles of the cells of a box that reaches so far about a line, and their km²."""
    (west, south), (east, north) = line.points.min(axis=0), line.points.max(axis=0)
    south, north = max(-89.9, south - km / 110), min(89.9, north + km / 110)
    aside = km / 110 / math.cos(math.radians(max(abs(south), abs(north))))
    west, east = west - aside, east + aside
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    step = math.sqrt(wide * (north - south) / CELLS)
    rows = np.linspace(south, north, int((north - south) / step) + 2)
    columns = np.linspace(west, east, int(wide / step) + 2)
    lat, lon = (rows[1:] + rows[:-1]) / 2, (columns[1:] + columns[:-1]) / 2
    # Area of a cell: the product of the ellipsoid's radii of curvature and the steps.
    a, e2 = 6378.137, 0.00669437999014
    phi = np.radians(lat)
    w2 = 1 - e2 * np.sin(phi) ** 2
    area = a * a * (1 - e2) / w2**2 * np.cos(phi)
    area *= math.radians(rows[1] - rows[0]) * math.radians(columns[1] - columns[0])
    grid = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
    return grid, np.repeat(area, len(lon))


def measured(line: Line, km: float, keep: Callable[[Floats], Any] | None = None) -> float:
    """Square kilometres within so many km of a line, of those cells that are kept."""
    places, area = cells_about(line, km)
    inside = line.km_from(places) <= km
    if keep is not None:
        inside &= keep(places)
    return float(area[inside].sum())


def within(polygon: Any) -> Callable[[Floats], Any]:
    return lambda places: shapely.contains_xy(polygon, *places.T)


def drawn(
    gazetteer: Gazetteer, words: str, *places: Place, context: tuple[Place, ...] = ()
) -> Footprint:
    """The footprint of words whose {} are places."""
    text = words.format(*(place.name for place in places))
    mentions, at = [], 0
    for place in places:
        at = text.index(place.name, at)
        mentions.append(Mention(at, at + len(place.name), place.name))
        at += len(place.name)
    (area,) = find_areas(text, mentions)
    shape = area_footprint(
        area,
        dict(zip(mentions, places, strict=True)),
        gazetteer,
        context,
        words=text[area.start : area.end],
    )
    assert shape is not None
    return shape


def one(gazetteer: Gazetteer, name: str, classes: str, country: str | None = None) -> Place:
    found = gazetteer.lookup(name, country=country, limit=10)
    return next(p for p in found if p.feature_class in classes and p.kind != "point")


@pytest.mark.parametrize(
    ("river", "unit"),
    [
        ("Dnipro River", "Kherson Oblast"),
        ("Danube", "Hungary"),
        ("Niger River", "Niger"),
        ("Mississippi River", "Louisiana"),
        ("Mekong", "Cambodia"),
        ("Lena", "Russia"),
        ("Murray River", "New South Wales"),
        ("Orinoco", "Venezuela"),
        ("Irrawaddy", "Myanmar"),
        ("Yukon River", "Alaska"),
    ],
)
def test_the_banks_of_a_river_in_a_unit(gazetteer: Gazetteer, river: str, unit: str) -> None:
    stream, around = one(gazetteer, river, "H"), one(gazetteer, unit, "A")
    region = gazetteer.footprint(around.place_id)
    course = shapely.clip_by_rect(gazetteer.footprint(stream.place_id), *region.bounds)
    shape = drawn(gazetteer, "on the banks of the {}", stream, context=(around,))
    expected = measured(Line(course), 5.0, within(region))
    assert km2(shape.geometry) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize(
    ("river", "unit", "sides"),
    [
        ("Dnipro River", "Kherson Oblast", ("northern", "southern")),
        ("Mississippi River", "Louisiana", ("eastern", "western")),
        ("Irrawaddy", "Myanmar", ("eastern", "western")),
    ],
)
def test_the_two_sides_of_a_river_are_its_banks(
    gazetteer: Gazetteer, river: str, unit: str, sides: tuple[str, str]
) -> None:
    stream, around = one(gazetteer, river, "H"), one(gazetteer, unit, "A")
    words = [f"on the {side} bank of the {{}}" for side in sides]
    one_side, other = (drawn(gazetteer, w, stream, context=(around,)).geometry for w in words)
    both = drawn(gazetteer, "on the banks of the {}", stream, context=(around,)).geometry
    assert km2(one_side.union(other)) == pytest.approx(km2(both), rel=0.1)
    assert km2(one_side.intersection(other)) < 0.2 * km2(both)


@pytest.mark.parametrize("lake", ["Lake Victoria", "Lake Baikal", "Lake Titicaca", "Lake Ladoga"])
def test_the_shores_of_a_lake(gazetteer: Gazetteer, lake: str) -> None:
    water = one(gazetteer, lake, "H")
    outline = gazetteer.footprint(water.place_id)
    shape = drawn(gazetteer, "on the shores of {}", water)
    shore = Line(outline.boundary)
    ashore = measured(shore, 5.0, lambda places: ~shapely.contains_xy(outline, *places.T))
    afloat = measured(shore, 3.0, within(outline))
    assert km2(shape.geometry) == pytest.approx(ashore + afloat, rel=0.05)


@pytest.mark.parametrize(
    "island", ["Iceland", "Madagascar", "Sri Lanka", "Jamaica", "Cuba", "Taiwan", "Tasmania"]
)
def test_the_coast_of_an_island(gazetteer: Gazetteer, island: str) -> None:
    country = one(gazetteer, island, "A")
    outline = gazetteer.footprint(country.place_id)
    shape = drawn(gazetteer, "on the coast of {}", country)
    assert km2(shape.geometry) == pytest.approx(measured(Line(outline.boundary), 10.0), rel=0.05)


@pytest.mark.parametrize("island", ["Iceland", "Madagascar", "Jamaica"])
def test_the_waters_off_an_island(gazetteer: Gazetteer, island: str) -> None:
    country = one(gazetteer, island, "A")
    outline = gazetteer.footprint(country.place_id)
    shape = drawn(gazetteer, "a ship sank off the coast of {}", country)
    afloat = measured(
        Line(outline.boundary), 30.0, lambda places: ~shapely.contains_xy(outline, *places.T)
    )
    assert km2(shape.geometry) == pytest.approx(afloat, rel=0.05)


@pytest.mark.parametrize(
    ("one_side", "other"),
    [
        ("Turkey", "Syria"),
        ("Poland", "Belarus"),
        ("Thailand", "Myanmar"),
        ("Finland", "Russia"),
        ("Chad", "Sudan"),
        ("Colombia", "Venezuela"),
        ("Mexico", "Guatemala"),
        ("India", "Nepal"),
        ("Chile", "Argentina"),
        ("Armenia", "Azerbaijan"),
    ],
)
def test_the_border_of_two_countries(gazetteer: Gazetteer, one_side: str, other: str) -> None:
    places = one(gazetteer, one_side, "A"), one(gazetteer, other, "A")
    mine, its = (gazetteer.footprint(place.place_id) for place in places)
    shape = drawn(gazetteer, "on the border between {} and {}", *places)
    outline = Line(mine.boundary)
    shared = Line.__new__(Line)
    near = Line(its.boundary).km_from(outline.points) <= 3.0
    shared.points = outline.points[near | shapely.contains_xy(its, *outline.points.T)]
    shared.tree = spatial.cKDTree(in_space(shared.points))
    assert km2(shape.geometry) == pytest.approx(measured(shared, 15.0), rel=0.05)


@pytest.mark.parametrize("country", ["Mongolia", "Bolivia", "Hungary", "Zambia"])
def test_all_borders_of_a_country_without_a_coast(gazetteer: Gazetteer, country: str) -> None:
    place = one(gazetteer, country, "A")
    shape = drawn(gazetteer, "villages along the {} border", place)
    outline = Line(gazetteer.footprint(place.place_id).boundary)
    assert km2(shape.geometry) == pytest.approx(measured(outline, 15.0), rel=0.05)
