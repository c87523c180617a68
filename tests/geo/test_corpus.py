import json

import pytest

from geo import ArticleError
from geo.corpus import GoldMention, read_corpus
from geo.evaluate import evaluate, expected_calibration_error

RECORD = {
    "doc_id": "1",
    "source": "example.org",
    "text": "Rain in Kherson and Nowhereville.",
    "toponyms": [
        {"start": 8, "end": 15, "lon": 32.6, "lat": 46.6, "geonameid": "706448"},
        {"start": 20, "end": 32, "lon": None, "lat": None, "geonameid": None},
    ],
}
XML = """<articles><article docid="7"><domain>example.org</domain><text>Rain in Kherson.</text>
<toponyms><toponym><start>8</start><end>15</end><phrase>Kherson</phrase>
<gaztag geonameid="706448"><lat>46.6</lat><lon>32.6</lon></gaztag>
</toponym></toponyms></article></articles>"""


def test_json_lines_are_read(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(RECORD) + "\n\n", encoding="utf-8")
    (article,) = read_corpus(path)
    assert article.mentions[0] == GoldMention(8, 15, 32.6, 46.6, "geonames:706448")


def test_xml_of_lgl_is_read(tmp_path):
    path = tmp_path / "gold.xml"
    path.write_text(XML, encoding="utf-8")
    (article,) = read_corpus(path)
    assert (article.doc_id, article.source) == ("7", "example.org")
    assert article.mentions == (GoldMention(8, 15, 32.6, 46.6, "geonames:706448"),)


def test_bad_record_is_named_by_its_line(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(RECORD) + "\n{}\n", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"gold\.jsonl:2"):
        list(read_corpus(path))


def test_ungrounded_gold_counts_for_recognition_alone(tmp_path, gazetteer):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    scores = evaluate(list(read_corpus(path)), gazetteer)
    given, whole = scores.gold_spans, scores.end_to_end
    assert (given.grounded, whole.grounded, whole.gold[0]) == (1, 1, 2)
    assert given.figures()["accuracy@161km"] == 1.0


def test_calibration_error_is_the_gap_of_certainty_and_share_right():
    pairs = [(0.95, True)] * 8 + [(0.95, False)] * 2
    assert expected_calibration_error(pairs) == pytest.approx(0.15)
