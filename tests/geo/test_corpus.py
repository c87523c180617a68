import json

import pytest

from geo import ArticleError
from geo.ablate import FAMILIES
from geo.cli import main
from geo.context import KINDS
from geo.corpus import GoldMention, read_corpus
from geo.evaluate import evaluate, largest_namesakes
from geo.model import Mention
from geo.scores import expected_calibration_error

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


@pytest.mark.parametrize("start", [10, 9])
def test_carriage_returns_count_where_the_offsets_say_so(tmp_path, start):
    path = tmp_path / "gold.xml"
    xml = XML.replace("Rain in ", "Rain\r\nin ").replace(">8<", f">{start - 1}<")
    xml = xml.replace(">15<", f">{start + 6}<")
    path.write_bytes(xml.encode())
    (article,) = read_corpus(path)
    (mention,) = article.mentions
    assert article.text[mention.start : mention.end] == "Kherson"


def test_marked_text_is_read(tmp_path):
    path = tmp_path / "gold.txt"
    path.write_text("The [Nile] rose in [South Sudan].\n\nAll quiet.\n", encoding="utf-8")
    nile, quiet = read_corpus(path)
    assert nile.text == "The Nile rose in South Sudan."
    assert [nile.text[m.start : m.end] for m in nile.mentions] == ["Nile", "South Sudan"]
    assert (quiet.text, quiet.mentions) == ("All quiet.", ())


def test_half_a_mark_is_named_by_its_passage(tmp_path):
    path = tmp_path / "gold.txt"
    path.write_text("All quiet.\n\nThe [Nile rose.", encoding="utf-8")
    with pytest.raises(ArticleError, match="passage 2"):
        list(read_corpus(path))


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


def scored(tmp_path, gazetteer, *changes):
    """Scores of the record with its first toponym changed."""
    toponyms = [RECORD["toponyms"][0] | change for change in changes]
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(RECORD | {"toponyms": toponyms}) + "\n", encoding="utf-8")
    return evaluate(list(read_corpus(path)), gazetteer)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"lon": 30.0, "lat": 10.0}, "point elsewhere"),
        ({"lon": 30.0, "lat": 10.0, "geonameid": "1"}, "not listed"),
        ({"start": 20, "end": 32, "lon": 30.0, "lat": 10.0}, "no candidate"),
    ],
)
def test_miss_has_its_class(tmp_path, gazetteer, change, kind):
    (miss,) = scored(tmp_path, gazetteer, change).gold_spans.misses
    assert miss.kind == kind


def test_mention_of_no_gold_is_spurious_and_a_false_alarm_of_the_certainty(tmp_path, gazetteer):
    whole = scored(tmp_path, gazetteer).end_to_end
    assert [m.kind for m in whole.misses] == ["spurious"]
    assert (whole.matched, [right for _, right in whole.everything]) == ([], [False])


def test_demonyms_are_counted_with_and_without(tmp_path, gazetteer):
    record = RECORD | {
        "text": "Ukrainian trains left Kherson.",
        "toponyms": [
            {"start": 0, "end": 9, "lon": 32.0, "lat": 49.0, "geonameid": "690791"},
            {"start": 22, "end": 29, "lon": 32.6, "lat": 46.6, "geonameid": "706448"},
        ],
    }
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    whole = evaluate(list(read_corpus(path)), gazetteer).end_to_end
    assert (whole.gold, whole.found, whole.exact) == ([2, 1], [2, 1], [2, 1])


def test_baseline_takes_the_largest_namesake(gazetteer):
    text = "The road from Paris to Bonham, Texas, was closed."
    mentions = [Mention(14, 19, "Paris"), Mention(23, 29, "Bonham")]
    (paris, _) = largest_namesakes(text, mentions, gazetteer)
    assert paris.place.country_code == "FR"


def test_every_kind_of_evidence_is_in_a_family():
    told = {kind for kinds in FAMILIES.values() for kind in kinds}
    assert told | {kind for kind in KINDS if kind.startswith("no place")} == set(KINDS)


def test_evaluate_writes_every_miss_with_its_class(tmp_path, capsys):
    gold = tmp_path / "gold.jsonl"
    wrong = RECORD | {"toponyms": [RECORD["toponyms"][0] | {"lon": 30.0, "lat": 10.0}]}
    gold.write_text(json.dumps(wrong) + "\n", encoding="utf-8")
    errors = tmp_path / "errors.csv"
    assert main(["evaluate", str(gold), "--errors", str(errors)]) == 0
    told = capsys.readouterr()
    assert "CamCoder" in told.out
    assert "largest namesake" in told.out
    assert "articles a second" in told.err
    lines = errors.read_text("utf-8").splitlines()
    assert [line.split(",")[5] for line in lines] == ["kind", "point elsewhere", "point elsewhere"]


def test_scores_are_the_same_every_time(tmp_path, capsys):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    told = []
    for _ in range(2):
        main(["evaluate", str(gold), "--format", "json"])
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
