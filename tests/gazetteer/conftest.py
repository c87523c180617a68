"""A small world written by hand, built once."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from gazetteer import Gazetteer, open_gazetteer
from gazetteer.build import build_gazetteer
from gazetteer.sources.tables import COLUMNS

# place_id, name, code, country, admin1, admin2, lon, lat, population, names, short, demonyms
TOWNS = """
geonames:1|Northport|P.PPLA|QA|01|001|0|0|90000|Нордпорт;Puerto del Norte||
geonames:2|Saint-Élan|P.PPL|QA|01|002|1.5|0.5|3000|St Elan;圣埃兰||
geonames:3|Paris|P.PPLC|QB|02||2.35|48.86|2000000|Lutetia||Parisian
geonames:4|Paris|P.PPL|QA|01|001|0.4|0.4|25000|||
geonames:5|Glushkovo|P.PPL|RU|41||34.6|51.3|5000|||
geonames:6|Eastend|P.PPL|QA|01||179.9|-16.5|700|||
geonames:7|Westend|P.PPL|QA|01||-179.9|-16.4|800|||
""".strip()
UNITS = """
geonames:101|Republic of Quay|A.PCLI|QA|||0.5|0.5|0|Quay;Quayland|QA;U.Q.|Quaylander
geonames:102|North Region|A.ADM1|QA|01||0.5|0.5|0|||
geonames:103|Northport County|A.ADM2|QA|01|001|0.2|0.2|0|||
geonames:104|Glushkovskiy Rayon|A.ADM2|RU|41|560992|34.6|51.3|0|||
geonames:105|Inland County|A.ADM2|QA|01|003|0.5|0.5|0|||
mm:long-river|Long River|H.STM||||0.5|0.2|0|Longwater||
""".strip()
SQUARE = {"type": "Polygon", "coordinates": [[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]]}
RIVER = {"type": "LineString", "coordinates": [[0, 0], [0.5, 0.2], [1, 1]]}
SHAPES = (("geonames:102", SQUARE), ("mm:long-river", RIVER))


def _table(rows: str) -> str:
    lines = ["\t".join(COLUMNS)]
    for row in rows.splitlines():
        place_id, name, code, cc, a1, a2, lon, lat, population, names, short, demonyms = row.split(
            "|"
        )
        cells = [place_id, name, code, cc, a1, a2, lon, lat, population, "", ""]
        lines.append("\t".join(cells + [c.replace(";", "|") for c in (names, short, demonyms)]))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def source_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Source tables of a dozen places."""
    folder = tmp_path_factory.mktemp("tables")
    for name, rows in (("towns", TOWNS), ("units", UNITS)):
        with lzma.open(folder / f"{name}.tsv.xz", "wt", encoding="utf-8") as file:
            file.write(_table(rows))
    (folder / "shapes").mkdir()
    with lzma.open(folder / "shapes" / "footprints.jsonl.xz", "wt") as file:
        for place_id, geometry in SHAPES:
            file.write(json.dumps({"place_id": place_id, "geometry": geometry}) + "\n")
    with lzma.open(folder / "shapes" / "land.jsonl.xz", "wt") as file:
        file.write(json.dumps({"detail": "110m", "geometry": SQUARE}) + "\n")
    with lzma.open(folder / "shapes" / "boundaries.jsonl.xz", "wt") as file:
        line = {"detail": "110m", "kind": "Admin-1", "name": "", "views": {}, "geometry": RIVER}
        file.write(json.dumps(line) + "\n")
    (folder / "sources.json").write_text(
        json.dumps([{"name": "hand", "version": "1", "licence": "MIT", "credit": "us", "url": ""}])
    )
    return folder


@pytest.fixture(scope="session")
def small_folder(source_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gazetteer folder built from them."""
    out = tmp_path_factory.mktemp("built") / "small"
    build_gazetteer(source_tables, out)
    return out


@pytest.fixture
def small(small_folder: Path) -> Gazetteer:
    """The gazetteer of the small world."""
    return open_gazetteer(small_folder)
