"""Parsed articles → the bytes of a file, in any of the formats that ``mentionmap parse`` writes.

JSON and CSV are lines, which can be written one article after the other; everything else is one
document, whatever the number of articles.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from geo.export import COLUMNS, to_geodataframe, to_geojson, to_rows
from geo.linked import to_linked_places, to_web_annotations
from geo.model import MentionmapError
from geo.record import to_json_record

if TYPE_CHECKING:
    from geo.parse import ParsedArticle

__all__ = ["FORMATS", "Format", "FormatError"]

Articles = Sequence["ParsedArticle"]
# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NO_DAY = (
    "1980-01-01T00:00:00.000Z"  # GDAL writes the time into a GeoPackage; the same bytes always
)


class FormatError(MentionmapError, RuntimeError):
    """A format cannot be written here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of records.

    Attributes
    ----------
    suffixes
        Of its files: the one given to new ones, then what else may be replaced.
    write
        Articles, whether to explain, and whether they are the first of the file, → its content.
    lines
        Whether the articles' parts can be written one after the other.
    binary
        Whether it is of no use on a terminal.
    """

    suffixes: tuple[str, ...]
    write: Callable[[Articles, bool, bool], bytes]
    lines: bool = False
    binary: bool = False


def _json_lines(articles: Articles, explain: bool, first: bool) -> bytes:
    return b"".join(_json(to_json_record(parsed, explain=explain)) for parsed in articles)


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")


def _csv(articles: Articles, explain: bool, first: bool) -> bytes:
    lines = io.StringIO()
    columns = (*COLUMNS, "why") if explain else COLUMNS
    writer = csv.DictWriter(lines, columns, lineterminator="\n")
    if first:
        writer.writeheader()
    for parsed in articles:
        writer.writerows(map(_as_cells, to_rows(parsed, explain=explain)))
    return lines.getvalue().encode("utf-8")


def _as_cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return {name: _cell(value) if isinstance(value, str) else value for name, value in row.items()}


def _cell(text: str) -> str:
    # A bare carriage return would end the row: Python's writer does not quote it.
    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{shown}" if text.startswith(_FORMULA) else shown


def _merged(convert: Callable[[ParsedArticle], dict[str, Any]], key: str) -> Any:
    """Make a writer that puts what is listed under ``key`` for all articles into one document."""

    def write(articles: Articles, explain: bool, first: bool) -> bytes:
        documents = [convert(parsed) for parsed in articles]
        return _json({**documents[0], key: [one for found in documents for one in found[key]]})

    return write


def _kml(articles: Articles, explain: bool, first: bool) -> bytes:
    from geo.kml import to_kml

    return to_kml(articles).encode("utf-8")


def _geopackage(articles: Articles, explain: bool, first: bool) -> bytes:
    import pyogrio

    layers: dict[str, Any] = {"mentions": _table(articles)}
    features: dict[str, list[dict[str, Any]]] = {}
    for parsed in articles:
        for feature in to_geojson(parsed)["features"]:
            features.setdefault(feature["properties"]["layer"], []).append(feature)
    for layer in ("place", "area", "route"):
        layers[f"{layer}s"] = _frame(features.get(layer, []))
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _NO_DAY})
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "articles.gpkg"
            for name, frame in layers.items():
                if len(frame):
                    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG")
            return path.read_bytes() if path.exists() else _empty_geopackage(path, layers)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _empty_geopackage(path: Path, layers: Mapping[str, Any]) -> bytes:
    import pyogrio

    mentions = layers["mentions"]
    pyogrio.write_dataframe(mentions, path, layer="mentions", driver="GPKG", geometry_type="Point")
    return path.read_bytes()


def _parquet(articles: Articles, explain: bool, first: bool) -> bytes:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise FormatError(
            "--format parquet needs pyarrow: pip install 'mentionmap[parquet]'; gpkg needs nothing"
        ) from None
    content = io.BytesIO()
    _table(articles).to_parquet(content, index=False)
    return content.getvalue()


def _table(articles: Articles) -> Any:
    import pandas

    return pandas.concat([to_geodataframe(parsed) for parsed in articles], ignore_index=True)


def _frame(features: Iterable[dict[str, Any]]) -> Any:
    """A frame of GeoJSON features; what is a list becomes text, since GDAL's tables have none."""
    import geopandas
    from shapely.geometry import shape

    rows = list(features)
    flat = [
        {
            key: json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
            for key, value in row["properties"].items()
            if key != "layer"
        }
        for row in rows
    ]
    shapes = [shape(row["geometry"]) if row["geometry"] else None for row in rows]
    return geopandas.GeoDataFrame(flat, geometry=shapes, crs="EPSG:4326")


FORMATS: Mapping[str, Format] = {
    "json": Format((".json", ".jsonl", ".ndjson"), _json_lines, lines=True),
    "csv": Format((".csv",), _csv, lines=True),
    "geojson": Format((".geojson", ".json"), _merged(to_geojson, "features")),
    "lpf": Format((".json", ".jsonld", ".geojson"), _merged(to_linked_places, "features")),
    "webanno": Format((".json", ".jsonld"), _merged(to_web_annotations, "items")),
    "kml": Format((".kml",), _kml),
    "gpkg": Format((".gpkg",), _geopackage, binary=True),
    "parquet": Format((".parquet", ".geoparquet"), _parquet, binary=True),
}
