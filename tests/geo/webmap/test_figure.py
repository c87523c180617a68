from __future__ import annotations

import folium
import pytest

from geo.webmap import ExternalLinkError, draw_map


def test_map_is_a_folium_map(parsed):
    assert isinstance(draw_map(parsed), folium.Map)


def test_save_writes_the_page(parsed, tmp_path):
    path = tmp_path / "map.html"
    drawn = draw_map(parsed)
    drawn.save(str(path))
    assert path.read_text("utf-8") == drawn.get_root().render()


def test_notebook_shows_it_in_a_frame_that_may_only_run_scripts(parsed):
    shown = draw_map(parsed)._repr_html_()
    assert shown.startswith("<iframe srcdoc=")
    assert 'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"' in shown


def test_layer_that_needs_only_leaflet_can_be_added(parsed):
    drawn = draw_map(parsed)
    folium.CircleMarker((42, 12)).add_to(drawn)
    assert "L.circleMarker" in drawn.get_root().render().rpartition("mentionmap.draw(")[2]


def test_added_layers_have_the_same_ids_each_time(parsed):
    pages = []
    for _ in range(2):
        drawn = draw_map(parsed)
        folium.CircleMarker((42, 12)).add_to(drawn)
        pages.append(drawn.get_root().render())
    assert pages[0] == pages[1]


def test_layer_that_loads_from_the_network_is_refused(parsed):
    from folium.plugins import MarkerCluster

    drawn = draw_map(parsed)
    MarkerCluster().add_to(drawn)
    with pytest.raises(ExternalLinkError, match="https://"):
        drawn.get_root().render()


def test_rendering_twice_gives_the_same_page(parsed):
    figure = draw_map(parsed).get_root()
    assert figure.render() == figure.render()


def test_links_of_plain_folium_maps_are_left_alone(parsed):
    before = list(folium.Map.default_js)
    draw_map(parsed).get_root().render()
    assert folium.Map.default_js == before


def test_added_script_link_is_refused(parsed):
    drawn = draw_map(parsed)
    drawn.add_js_link("plot", "https://example.org/plot.js")
    with pytest.raises(ExternalLinkError, match=r"example\.org"):
        drawn.get_root().render()
