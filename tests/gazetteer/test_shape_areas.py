"""Shapes of countries and units have the areas that they had before they were simplified."""

from __future__ import annotations

import lzma
import sqlite3

import numpy as np
import pytest
import shapely

from gazetteer import Gazetteer
from gazetteer.build import DEFAULT_DATA
from gazetteer.geometry import wkb_of
from gazetteer.sources.refresh.full_areas import areas_km2

FULL = DEFAULT_DATA / "shapes" / "full_areas.tsv.xz"


@pytest.fixture(scope="module")
def full() -> dict[str, tuple[float, str]]:
    """The areas of the sources' own shapes (km2), each with its source."""
    with lzma.open(FULL, "rt", encoding="utf-8") as lines:
        header, *rows = (line.rstrip("\n").split("\t") for line in lines)
    assert header == ["place_id", "km2", "source"]
    return {place_id: (float(km2), source) for place_id, km2, source in rows}


@pytest.fixture(scope="module")
def shipped(gazetteer: Gazetteer) -> dict[str, float]:
    """The areas of all outlines of countries and units that ship (km2), but for those of facts/."""
    with sqlite3.connect(gazetteer.path / "places.gpkg") as database:
        rows = database.execute(
            "SELECT p.place_id, s.geom FROM polygons s JOIN places p USING (fid)"
            " WHERE p.feature_class = 'A' AND p.place_id NOT LIKE 'mm:%'"
        ).fetchall()
    database.close()
    areas = areas_km2(shapely.from_wkb(np.array([wkb_of(blob) for _, blob in rows], dtype=object)))
    return dict(zip([place_id for place_id, _ in rows], areas.tolist(), strict=True))


def test_an_area_of_degrees_is_measured_in_square_kilometres() -> None:
    # A degree square at the equator: 111.195 km each way on a sphere of 6371.0072 km.
    assert areas_km2([shapely.box(0, -0.5, 1, 0.5)])[0] == pytest.approx(12_364, rel=1e-3)
    assert areas_km2([shapely.box(-180, -90, 180, 90)])[0] == pytest.approx(510_065_622, rel=1e-6)


def test_every_outline_of_a_unit_has_its_full_area_on_record(
    full: dict[str, tuple[float, str]], shipped: dict[str, float]
) -> None:
    assert len(shipped) > 7000
    assert not shipped.keys() - full.keys()
    assert all(source for _, source in full.values())


def test_no_area_is_changed_by_more_than_one_per_cent(
    full: dict[str, tuple[float, str]], shipped: dict[str, float]
) -> None:
    changed = {
        place_id: round(100 * (km2 / full[place_id][0] - 1), 2)
        for place_id, km2 in shipped.items()
        if abs(km2 / full[place_id][0] - 1) > 0.01
    }
    assert not changed
