from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from gazetteer.place import Place
from geo.model import Evidence, Footprint
from geo.webmap import draw_map, render_page
from geo.webmap.page import as_json, data_block
from geo.webmap.shapes import extent_km

from .conftest import PLACES, FakeGazetteer

PAYLOADS = [
    "{{7*7}}",
    "{% for x in ().__class__.__bases__ %}",
    "{# gone #}",
    "${7*7}",
    "`${alert(1)}`",
    "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "\u2028window.hacked=1\u2029",
    "'\"><svg onload=window.hacked=1>",
    "]]><!--",
    "{{",
    "&lt;b&gt;",
]


class Reader(HTMLParser):
    """Collects the text, the tags and the attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def data_of(page: str) -> dict:
    found = re.search(r'<script type="application/json" id="map-data">(.*?)</script>', page, re.S)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_text_title_names_and_evidence_is_shown_literally(parsed, payload):
    named = parsed.resolutions[0]
    why = (Evidence("name", 1.0, 2.0, f"why {payload}"),)
    place = replace(named.place, name=f"name {payload}", place_id="geonames:1")
    resolution = replace(
        named, place=place, candidates=(replace(named.candidates[0], place=place, evidence=why),)
    )
    text = parsed.article.text + f"\ntext {payload}\n"
    article = replace(parsed.article, text=text, title=f"title {payload}", source=payload)
    hostile = replace(parsed, article=article, resolutions=(resolution, *parsed.resolutions[1:]))
    page = render_page(hostile)
    reader = read(page)
    shown = "".join(reader.texts)
    for where in ("title", "text", "name", "why"):
        assert f"{where} {payload}" in shown
    assert data_of(page)["shapes"][0]["name"] == f"name {payload}"
    assert not any(name.startswith("on") for _, attributes in reader.tags for name in attributes)


class Lending(FakeGazetteer):
    def located_by(self, place_id):
        return PLACES["Oril region"] if place_id == "geonames:9" else None


def test_a_district_without_a_point_is_a_disc_as_wide_as_its_region_and_says_so(parsed_text):
    district = Place("geonames:9", "Ulen District", "A", "ADM2", "TL", "1", 12, 42)
    parsed = replace(parsed_text("In Ulen.", {"Ulen": district}), gazetteer=Lending())
    page = render_page(parsed)
    said = "Its own position is not in the gazetteer: drawn at the middle of Oril Region."
    assert said in "".join(read(page).texts)
    (shape,) = data_of(page)["shapes"]
    assert (shape["type"], shape["km"]) == ("disc", extent_km("ADM1"))


def test_payload_adds_no_element(parsed):
    plain = [tag for tag, _ in read(render_page(parsed, title="x")).tags]
    hostile = [tag for tag, _ in read(render_page(parsed, title=" ".join(PAYLOADS))).tags]
    assert hostile == plain


def test_template_openers_in_data_are_escaped():
    block = data_block(as_json({"a": "{{ {% {# ${ ` </script> \u2028"}), ground="[]")
    inside = block.removesuffix("</script>").partition(">")[2]
    assert not re.search(r"\{[{%#]|[$`<>&\u2028]", inside)
    assert json.loads(inside) == {"a": "{{ {% {# ${ ` </script> \u2028", "ground": []}


def test_same_article_gives_the_same_bytes(parsed):
    assert render_page(parsed) == render_page(parsed)


def test_page_loads_nothing(parsed):
    reader = read(render_page(parsed))
    loading = [
        value
        for tag, attributes in reader.tags
        for name, value in attributes.items()
        if name in {"src", "srcset", "data", "action", "poster"} or (tag, name) == ("link", "href")
    ]
    assert loading == ["data:,"]


def test_styles_load_nothing(parsed):
    styles = "".join(re.findall(r"<style>(.*?)</style>", render_page(parsed), re.S))
    assert "@import" not in styles
    assert {url[:5] for url in re.findall(r"url\(\s*['\"]?([^)]*)\)", styles)} <= {"data:", "#arro"}


def test_policy_allows_exactly_the_scripts_of_the_page(parsed):
    page = render_page(parsed)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert policy.count("sha256-") == len(re.findall(r"<script>", page)) == 4
    assert "default-src 'none'" in policy
    assert "img-src data:;" in policy


def test_every_mention_leads_to_a_card(parsed):
    reader = read(render_page(parsed))
    ids = {attributes["id"] for _, attributes in reader.tags if "id" in attributes}
    links = [a for tag, a in reader.tags if tag == "a" and "mention" in (a.get("class") or "")]
    assert len(links) == len(parsed.resolutions)
    assert {link["href"].removeprefix("#") for link in links} <= ids


def test_every_shape_leads_to_a_card(parsed):
    page = render_page(parsed)
    ids = {attributes.get("id") for _, attributes in read(page).tags}
    assert {shape["card"] for shape in data_of(page)["shapes"]} <= ids


def test_region_is_a_polygon_and_river_a_line(parsed):
    kinds = {shape["name"]: shape["type"] for shape in data_of(render_page(parsed))["shapes"]}
    assert kinds["Oril Region"] == "polygon"
    assert kinds["Dema"] == "line"
    assert kinds["Halden"] == "circle"


def test_region_without_outline_is_no_pin(parsed_text):
    from gazetteer.place import Place

    region = Place("geonames:99", "Rusk District", "A", "ADM2", "TL", "", 12, 42)
    shape = data_of(render_page(parsed_text("In Rusk.", {"Rusk": region})))["shapes"][0]
    assert (shape["type"], shape["km"]) == ("disc", 15)


def test_unresolved_mention_is_listed(parsed):
    page = render_page(parsed)
    assert "Nowhereville" in page.partition('id="unresolved"')[2]


def test_movement_says_status_people_and_who_said_it(parsed):
    card = render_page(parsed).partition('id="movement-0"')[2].partition("</li></ul></section>")[0]
    for words in ("ordered or asked for", "300 people", "officials", "no path is known"):
        assert words in card


def test_area_lists_its_settlements(parsed):
    card = render_page(parsed).partition('id="area-0"')[2].partition("</section>")[0]
    assert "Settlements inside (1)" in card
    assert "Halden" in card


def test_geonames_id_is_a_plain_link(parsed):
    address = "https://www.geonames.org/5/"
    links = [a for tag, a in read(render_page(parsed)).tags if a.get("href") == address]
    assert links
    assert links[0]["rel"] == "noopener noreferrer"


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"]
)
def test_source_that_is_no_web_address_is_no_link(parsed, source):
    page = render_page(replace(parsed, article=replace(parsed.article, source=source)))
    assert source not in {attributes.get("href") for _, attributes in read(page).tags}


def test_boundaries_note_and_worldview_are_on_the_page(parsed):
    page = render_page(parsed)
    assert "do not imply official endorsement or acceptance" in page
    assert "ISO 3166" in page
    assert "Gazetteer <code>fake-1</code>" in page


@pytest.mark.parametrize("text", ["", " \n\n ", "Nothing is named here."])
def test_article_without_places_is_a_page(parsed_text, text):
    assert "No places found" in render_page(parsed_text(text))


def test_lone_surrogate_and_control_characters_are_replaced(parsed_text):
    page = render_page(parsed_text("a\ud800b\x00c"))
    assert "a\ufffdb\ufffdc" in page
    page.encode("utf-8")


def test_disputed_place_is_marked_and_said(parsed):
    first, *rest = parsed.resolutions
    place = replace(first.place, disputed="Claimed by Farland.")
    page = render_page(replace(parsed, resolutions=(replace(first, place=place), *rest)))
    assert "Disputed: Claimed by Farland." in page
    assert "disputed" in data_of(page)["shapes"][0]["class"].split()


def test_area_that_cannot_be_drawn_says_so(parsed, monkeypatch):
    monkeypatch.setattr(type(parsed), "footprint", lambda self, area: None)
    assert "It could not be drawn." in render_page(parsed)


def test_empty_footprint_is_not_drawn(parsed, monkeypatch):
    import shapely

    empty = Footprint(shapely.Polygon(), 5.0, "nothing left")
    monkeypatch.setattr(type(parsed), "footprint", lambda self, area: empty)
    shapes = data_of(render_page(parsed))["shapes"]
    assert all(shape["layer"] != "areas" for shape in shapes)


def test_tiles_allow_images_of_their_host_only(parsed):
    page = render_page(parsed, tiles="https://tile.example.org/{z}/{x}/{y}.png")
    assert "img-src data: https://tile.example.org;" in page


def test_tiles_of_several_hosts_are_allowed_by_their_domain(parsed):
    page = render_page(parsed, tiles="https://{s}.tile.example.org/{z}/{x}/{y}.png")
    assert "img-src data: https://*.tile.example.org;" in page


def test_tiles_take_the_place_of_the_ground(parsed):
    assert data_of(render_page(parsed, tiles="https://example.org/{z}/{x}/{y}.png"))["ground"] == []


@pytest.mark.parametrize(
    "address",
    [
        "http://tile.example.org/{z}/{x}/{y}.png",
        "javascript:alert(1)",
        "https://<img>/{z}",
        "https://a.org/'; script-src *",
    ],
)
def test_tiles_other_than_https_are_refused(parsed, address):
    with pytest.raises(ValueError, match="not an https address"):
        draw_map(parsed, tiles=address)


def test_lone_surrogate_in_the_data_can_be_written(parsed):
    text = parsed.article.text.replace("banks of", "b\ud800nks of")
    page = render_page(replace(parsed, article=replace(parsed.article, text=text)))
    page.encode("utf-8")


def test_page_of_two_thousand_places_stays_light(parsed_text):
    from gazetteer.place import Place

    places = {
        f"Town{n:04}": Place(f"geonames:{n}", f"Town{n:04}", "P", "PPL", "TL", "1", n / 100, 45)
        for n in range(2_000)
    }
    text = "".join(f"People came from {name} and stayed.\n" for name in places)
    assert len(render_page(parsed_text(text, places)).encode()) <= 2_000_000


def test_page_says_how_much_it_leaves_out(parsed_text):
    from gazetteer.place import Place

    places = {
        f"Town{n:04}": Place(f"geonames:{n}", f"Town{n:04}", "P", "PPL", "TL", "1", n / 100, 45)
        for n in range(2_003)
    }
    page = render_page(parsed_text(" ".join(places), places))
    assert "2,000 places</a> · 3 more for which this page has no room" in page


def test_page_says_how_many_mentions_it_does_not_mark(parsed_text):
    from gazetteer.place import Place

    town = Place("geonames:8", "Lund", "P", "PPL", "TL", "1", 12, 42, 9_000)
    page = render_page(parsed_text("Lund. " * 5_007, {"Lund": town}))
    assert "7 mentions further down are not marked" in page
    assert page.count('class="mention') == 5_000


def test_unlisted_place_is_tied_to_the_area_that_holds_it(parsed):
    *others, unlisted = parsed.resolutions
    held = replace(unlisted, area=parsed.areas[0])
    page = render_page(replace(parsed, resolutions=(*others, held)))
    assert 'approximately: <a href="#area-0"' in page


def test_zooming_is_not_switched_off(parsed):
    assert "user-scalable" not in render_page(parsed)


def test_town_is_called_as_the_article_writes_it_and_the_gazetteer_is_told(parsed_text):
    from gazetteer.place import Place

    town = Place("geonames:8", "Dārnah", "P", "PPL", "TL", "1", 12, 42, 9_000)
    page = render_page(parsed_text("Derna, DERNA and Derna.", {"Derna": town, "DERNA": town}))
    assert data_of(page)["shapes"][0]["name"] == "Derna"
    assert "In the gazetteer</dt><dd><bdi>Dārnah</bdi>" in page


def test_region_keeps_the_name_that_says_it_is_one(parsed_text):
    from gazetteer.place import Place

    region = Place("geonames:2", "Rostov Oblast", "A", "ADM1", "TL", "1", 12, 42, 0, "polygon")
    page = render_page(parsed_text("In Rostov.", {"Rostov": region}))
    assert data_of(page)["shapes"][0]["name"] == "Rostov Oblast"
