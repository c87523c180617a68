"""Every format is read back by another program than the one that wrote it, or fits its schema."""

from __future__ import annotations

import csv
import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import pandas
import pytest

from gazetteer import Gazetteer
from geo import Article, parse_article, to_geodataframe
from geo.cli import main
from geo.explorable import MentionFrame
from geo.formats import FORMATS

from .test_export import NOTHING, PARSED
from .webmap.test_page import PAYLOADS

NUMBER = {"type": "number"}
POSITION = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}


def nested(depth: int) -> dict[str, Any]:
    return POSITION if depth == 0 else {"type": "array", "items": nested(depth - 1), "minItems": 1}


# RFC 7946, section 3.1.
GEOMETRY = {
    "oneOf": [
        {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {"type": {"const": kind}, "coordinates": nested(depth)},
        }
        for kind, depth in (
            ("Point", 0),
            ("LineString", 1),
            ("MultiLineString", 2),
            ("Polygon", 2),
            ("MultiPolygon", 3),
        )
    ]
}
# RFC 7946, sections 3.2 and 3.3.
GEOJSON = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "geometry": {"anyOf": [{"type": "null"}, GEOMETRY]},
                    "properties": {"type": "object"},
                },
            },
        },
    },
}
URI = {"type": "string", "pattern": "^(https?://|urn:)"}
# The elements that Linked Places Format 1.3 requires, and the forms of those it encourages.
LINKED_PLACES = {
    "type": "object",
    "required": ["type", "@context", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "@context": URI,
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["@id", "type", "properties", "names", "geometry"],
                "properties": {
                    "@id": URI,
                    "type": {"const": "Feature"},
                    "properties": {
                        "type": "object",
                        "required": ["title", "fclasses"],
                        "properties": {
                            "title": {"type": "string", "minLength": 1},
                            "ccodes": {"items": {"pattern": "^[A-Z]{2}$"}, "minItems": 1},
                            "fclasses": {
                                "type": "array",
                                "minItems": 1,
                                "items": {"enum": list("AHLPRST")},
                            },
                        },
                    },
                    "names": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["toponym", "citations"],
                            "properties": {
                                "citations": {"items": {"required": ["label"]}, "minItems": 1}
                            },
                        },
                    },
                    "types": {"items": {"required": ["identifier", "label"]}},
                    "links": {
                        "items": {
                            "required": ["type", "identifier"],
                            "properties": {"type": {"enum": ["exactMatch", "closeMatch"]}},
                        }
                    },
                    "when": {
                        "required": ["timespans"],
                        "properties": {
                            "timespans": {
                                "minItems": 1,
                                "items": {
                                    "required": ["start"],
                                    "properties": {"start": {"required": ["in"]}},
                                },
                            }
                        },
                    },
                    "geometry": GEOMETRY,
                },
            },
        },
    },
}
# W3C Web Annotation Data Model, sections 3.1, 4.2 and 5.3; an AnnotationPage of section 5.
ANNOTATIONS = {
    "type": "object",
    "required": ["@context", "id", "type", "items"],
    "properties": {
        "@context": {"const": "http://www.w3.org/ns/anno.jsonld"},
        "id": URI,
        "type": {"const": "AnnotationPage"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "type", "target"],
                "properties": {
                    "id": URI,
                    "type": {"const": "Annotation"},
                    "motivation": {"const": "identifying"},
                    "body": {
                        "type": "array",
                        "items": {"required": ["type", "purpose"]},
                        "contains": {
                            "properties": {"type": {"const": "SpecificResource"}, "source": URI},
                            "required": ["source"],
                        },
                    },
                    "target": {
                        "required": ["source", "selector"],
                        "properties": {
                            "source": URI,
                            "selector": {
                                "type": "array",
                                "items": {
                                    "oneOf": [
                                        {
                                            "required": ["start", "end"],
                                            "properties": {
                                                "type": {"const": "TextPositionSelector"},
                                                "start": {"type": "integer", "minimum": 0},
                                                "end": {"type": "integer", "minimum": 1},
                                            },
                                        },
                                        {
                                            "required": ["exact", "prefix", "suffix"],
                                            "properties": {"type": {"const": "TextQuoteSelector"}},
                                        },
                                    ]
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
SCHEMAS = {"geojson": GEOJSON, "lpf": LINKED_PLACES, "webanno": ANNOTATIONS}
TEXT_FORMATS = [name for name, form in FORMATS.items() if not form.binary]


def written(name: str, *articles: Any, explain: bool = False) -> bytes:
    return FORMATS[name].write(articles, explain, True)


@pytest.fixture(scope="module")
def kherson(gazetteer: Gazetteer) -> Any:
    text = (
        "Buses left Kherson for Crimea on the banks of the Dnipro River, and ferries crossed from "
        "Apia to Suva in Fiji, or from Odesa over the Black Sea; nobody went to Nowhereburg."
    )
    return parse_article(Article(text, "T", "https://news.example/2", "2022-10-13"), gazetteer)


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("made_up", [True, False])
def test_a_document_fits_its_schema(name: str, made_up: bool, kherson: Any) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    articles = [PARSED, NOTHING, PARSED] if made_up else [kherson]
    jsonschema.validate(json.loads(written(name, *articles)), SCHEMAS[name])


def test_geojson_is_read_back_by_gdal(kherson: Any, tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_bytes(written("geojson", kherson))
    frame = geopandas.read_file(tmp_path / "a.geojson")
    assert frame.crs.to_epsg() == 4326
    fiji = frame[frame["name"] == "Fiji"].geometry.iloc[0]
    assert fiji.contains(geopandas.points_from_xy([178.0], [-17.8])[0])


def test_articles_of_one_file_are_told_apart() -> None:
    other = replace(PARSED, article=replace(PARSED.article, source="https://news.example/9"))
    features = json.loads(written("geojson", PARSED, other))["features"]
    assert {feature["properties"]["source"] for feature in features} == {
        "https://news.example/1",
        "https://news.example/9",
    }


def test_kml_is_read_back_by_gdal(kherson: Any, tmp_path: Path) -> None:
    (tmp_path / "a.kml").write_bytes(written("kml", kherson))
    frame = geopandas.read_file(tmp_path / "a.kml", layer="Places")
    kherson_point = frame[frame["Name"] == "Kherson"].geometry.iloc[0]
    assert (round(kherson_point.x, 1), round(kherson_point.y, 1)) == (32.6, 46.6)
    assert "MultiPolygon" in set(frame.geometry.geom_type)


def test_kml_fits_its_schema(kherson: Any) -> None:
    validator = pytest.importorskip("fastkml.validator")
    etree = pytest.importorskip("lxml.etree")
    schema = validator.get_schema_parser()  # OGC 12-007r2's, which the package holds
    assert schema.validate(etree.fromstring(written("kml", PARSED, NOTHING, kherson)))


def test_geopackage_is_read_back_with_its_layers(kherson: Any, tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes(written("gpkg", kherson, PARSED))
    layers = dict(geopandas.list_layers(tmp_path / "a.gpkg").to_numpy().tolist())
    assert set(layers) == {"mentions", "places", "areas", "routes"}
    mentions = geopandas.read_file(tmp_path / "a.gpkg", layer="mentions")
    assert len(mentions) == len(kherson.resolutions) + len(PARSED.resolutions)
    assert mentions.crs.to_epsg() == 4326


def test_geopackage_of_nothing_has_an_empty_layer(tmp_path: Path) -> None:
    (tmp_path / "a.gpkg").write_bytes(written("gpkg", NOTHING))
    assert len(geopandas.read_file(tmp_path / "a.gpkg", layer="mentions")) == 0


def test_geoparquet_is_read_back_by_pyarrow(kherson: Any, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(io.BytesIO(written("parquet", kherson)))
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["primary_column"] == "geometry"
    assert geo["columns"]["geometry"]["encoding"] == "WKB"
    assert table.column("text").to_pylist()[0] == "Kherson"


def test_parquet_without_its_package_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Goma.", "utf-8")
    assert main(["parse", "a.txt", "--format", "parquet", "-o", "a.parquet"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "pip install 'mentionmap[parquet]'" in line
    assert not Path("a.parquet").exists()


def test_csv_is_read_back_by_pandas(kherson: Any) -> None:
    frame = pandas.read_csv(io.BytesIO(written("csv", kherson)))
    assert frame["text"].tolist() == [r.mention.text for r in kherson.resolutions]
    assert frame["lon"].iloc[0] == pytest.approx(32.6, abs=0.1)


@pytest.mark.parametrize("opening", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_of_csv_is_no_formula(opening: str) -> None:
    first, *rest = PARSED.resolutions
    place = replace(first.place, name=f"{opening}HYPERLINK(1)")
    parsed = replace(PARSED, resolutions=(replace(first, place=place), *rest))
    rows = list(csv.DictReader(io.StringIO(written("csv", parsed).decode(), newline="")))
    shown = opening.replace("\r", "\n")
    assert rows[0]["name"] == f"'{shown}HYPERLINK(1)"
    assert rows[0]["lon"] == "-171.76666"  # a number is none, whatever its sign


def hostile_article(payload: str) -> Any:
    first, *rest = PARSED.resolutions
    place = replace(first.place, name=f"name {payload}")
    mention = replace(first.mention, text=f"text {payload}")
    article = replace(PARSED.article, title=f"title {payload}", source=f"source {payload}")
    resolution = replace(first, place=place, mention=mention)
    return replace(PARSED, article=article, resolutions=(resolution, *rest))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_comes_back_from_every_text_format_as_text(payload: str) -> None:
    parsed = hostile_article(payload)
    name = f"name {payload}"
    feature, *_ = json.loads(written("geojson", parsed))["features"]
    assert feature["properties"]["name"] == name
    assert json.loads(written("lpf", parsed))["features"][0]["properties"]["title"] == name
    annotation = json.loads(written("webanno", parsed))["items"][0]
    assert annotation["target"]["selector"][0]["exact"] == f"text {payload}"
    assert json.loads(written("json", parsed))["places"][0]["name"] == name
    rows = list(csv.DictReader(io.StringIO(written("csv", parsed).decode(), newline="")))
    assert rows[0]["name"] == name


@pytest.mark.parametrize("payload", [*PAYLOADS, "a\x00b\ud800"])
def test_payload_in_kml_is_text_and_adds_no_element(payload: str) -> None:
    from xml.etree import ElementTree

    plain = [element.tag for element in ElementTree.fromstring(written("kml", PARSED)).iter()]
    hostile = ElementTree.fromstring(written("kml", hostile_article(payload)))
    assert [element.tag for element in hostile.iter()] == plain
    if payload.isprintable():
        assert f"name {payload}" in [element.text for element in hostile.iter()]


@pytest.mark.parametrize("name", ["gpkg", "parquet"])
def test_payload_comes_back_from_every_binary_format(name: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    payload = " ".join(PAYLOADS)
    path = tmp_path / f"a.{name}"
    path.write_bytes(written(name, hostile_article(payload)))
    if name == "parquet":
        frame = geopandas.read_parquet(path)
    else:
        frame = geopandas.read_file(path, layer="mentions")
    assert frame["name"].iloc[0] == f"name {payload}"


@pytest.mark.parametrize("name", FORMATS)
def test_same_article_gives_the_same_bytes(name: str) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    assert written(name, PARSED) == written(name, PARSED)


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_every_text_format_goes_to_standard_output(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for n in (1, 2):
        Path(f"{n}.txt").write_text("Buses left Goma for Sake.", "utf-8")
    assert main(["parse", "1.txt", "2.txt", "--format", name]) == 0
    told = capsys.readouterr().out
    assert told.count("Sake") >= 2
    if not FORMATS[name].lines and name != "kml":
        json.loads(told)  # one document


def test_a_binary_format_asks_for_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "a.txt", "--format", "gpkg"]) == 2
    assert "-o" in capsys.readouterr().err


# --- Frames ---------------------------------------------------------------------------------------


def test_what_is_selected_of_a_frame_is_safe_to_explore() -> None:
    frame = to_geodataframe(PARSED)
    for selected in (frame[frame["certainty"] > 0.5], frame[["text", "geometry"]], frame.copy()):
        assert type(selected) is MentionFrame
    assert not isinstance(frame[["text", "kind"]], geopandas.GeoDataFrame)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_explore_is_given_texts_that_run_nowhere(
    payload: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(geopandas.GeoDataFrame, "explore", lambda self, **_: given.append(self))
    frame = to_geodataframe(hostile_article(payload))
    frame.explore()
    shown = given[0]["name"].iloc[0]
    assert not set("<>{}`$") & set(shown)
    assert frame["name"].iloc[0] == f"name {payload}"  # the frame itself is as it was
    assert given[0]["certainty"].iloc[0] == pytest.approx(0.9877, abs=1e-3)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_folium_renders_an_explored_frame_without_running_it(payload: str) -> None:
    pytest.importorskip("mapclassify")
    pytest.importorskip("matplotlib")
    page = to_geodataframe(hostile_article(payload)).explore(tiles=None).get_root().render()
    assert "name 49" not in page
    assert f"name {payload}" not in page or payload in ("]]><!--",)
