import pickle
import sys

import pytest
import shapely

from geo import Article, parse_article

TEXT = "Residents were told to leave Goma for Sake. Buses waited at Lake Kivu."


@pytest.fixture(scope="module")
def parsed(gazetteer):
    return parse_article(TEXT, gazetteer)


def test_text_is_parsed_as_text_never_as_a_path(gazetteer):
    assert parse_article("seeds/kherson-evacuation.txt", gazetteer).article.source is None


def test_article_is_kept_as_given(gazetteer):
    article = Article(TEXT, title="Goma", published="2021-05-28")
    assert parse_article(article, gazetteer).article == article


def test_resolutions_are_in_order_of_the_text(parsed):
    starts = [r.mention.start for r in parsed.resolutions]
    assert starts == sorted(starts)


def test_parts_of_movements_are_among_the_mentions(parsed):
    mentions = {r.mention for r in parsed.resolutions}
    parts = {m for v in parsed.movements for m in (*v.origins, *v.destinations, *v.via)}
    assert parts
    assert parts <= mentions


def test_pickled_copy_says_the_same(parsed):
    copy = pickle.loads(pickle.dumps(parsed))
    assert copy.resolutions == parsed.resolutions
    assert copy.routes == parsed.routes


def test_second_parse_says_the_same(parsed, gazetteer):
    again = parse_article(TEXT, gazetteer)
    assert (again.resolutions, again.areas, again.movements) == (
        parsed.resolutions,
        parsed.areas,
        parsed.movements,
    )


def test_line_of_a_movement_begins_in_the_very_area_that_is_drawn(gazetteer):
    text = "Buses left the eastern bank of the Dnipro River in Kherson region for Simferopol."
    moved = parse_article(text, gazetteer)
    (area,), (route,) = moved.areas, moved.routes
    footprint = moved.footprint(area)
    assert footprint is not None
    start = shapely.Point(route.legs[0].path[0])
    assert footprint.geometry.distance(start) < 0.01


def test_shows_itself_in_a_notebook_inside_a_sandbox(parsed):
    assert (
        'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"'
        in parsed._repr_html_()
    )


def test_the_city_of_a_name_is_no_region(gazetteer):
    text = (
        "Officials told people to leave the city of Kherson. In Kherson region, Beryslav, Oleshky "
        "and Nova Kakhovka were shelled."
    )
    first = parse_article(text, gazetteer).resolutions[0]
    assert (first.mention.text, first.place.place_id) == ("Kherson", "geonames:706448")


def calls_of(work):
    """Count the calls, of Python and of C, that some work makes: the same on every machine."""
    count = 0

    def counted(frame, event, arg):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def test_work_grows_no_faster_than_the_text(gazetteer):
    story = (
        f"{TEXT} Troops went from Kharkiv, Ukraine, to Hospital Road, 20 km north of Lyon."
        " The Onyx-Kharkiv line was shut.\n\n"
    )
    once, twice = story * 100, story * 200
    parse_article(once, gazetteer)  # what is remembered of words and names is worked out
    ratio = calls_of(lambda: parse_article(twice, gazetteer)) / calls_of(
        lambda: parse_article(f"{once} ", gazetteer)
    )
    assert ratio < 2.2
