"""How wide the places with an outline are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import Geod

from gazetteer import Gazetteer

FRANCE, TEXAS, KHERSON_OBLAST = "geonames:3017382", "geonames:4736286", "geonames:706442"


@pytest.mark.parametrize("place_id", [FRANCE, TEXAS, KHERSON_OBLAST])
def test_a_radius_is_that_of_a_circle_as_large(gazetteer: Gazetteer, place_id: str) -> None:
    columns = gazetteer.columns
    places = gazetteer.places(columns.wide_fid.tolist())
    (fid,) = [fid for fid, place in places.items() if place.place_id == place_id]
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(gazetteer.footprint(place_id))
    (radius,) = columns.radius_km(np.array([fid]))
    assert radius == pytest.approx(math.sqrt(abs(area) / 1e6 / math.pi), rel=0.01, abs=1)


def test_a_place_without_outline_has_no_radius(gazetteer: Gazetteer) -> None:
    without = np.setdiff1d(np.arange(1, 1000), gazetteer.columns.wide_fid)
    assert not gazetteer.columns.radius_km(without).any()


def test_a_unit_at_the_point_of_the_one_around_it_is_as_wide(gazetteer: Gazetteer) -> None:
    (district,) = gazetteer.lookup("Bol’shesoldatskiy Rayon", country="RU")
    unit = gazetteer.located_by(district.place_id)
    assert unit is not None
    columns = gazetteer.columns
    fids = {p.place_id: fid for fid, p in gazetteer.places(columns.wide_fid.tolist()).items()}
    own, around = columns.radius_km(np.array([fids[district.place_id], fids[unit.place_id]]))
    assert own == around > 50
