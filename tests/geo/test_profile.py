import json

import pytest

from geo import parse_article
from geo.batch import run_batch
from geo.cli import main
from geo.model import Article
from geo.profile import find_homes, homes_from_json, homes_to_json

# Local news of a town in Texas that names its neighbours now and then.
LOCAL = (
    "The council of Paris met in Lamar County. People from Blossom and Reno came.",
    "A truck from Bonham turned over near Paris, and the road to Clarksville was closed.",
    "Paris, Texas, will mend the road to Powderly before the autumn.",
    "Rain filled the lake near Paris; Blossom and Deport had hail.",
    "Schools in Paris and Honey Grove close on Friday, Fannin County said.",
)
ALONE = "Paris will plant a hundred trees."
PARIS_TEXAS = "geonames:4717560"


def articles(count=5):
    return [Article(text, source="paper.example") for text in LOCAL[:count]]


def test_home_of_a_paper_is_where_its_articles_are(gazetteer):
    (lon, lat) = find_homes(articles(), gazetteer)["paper.example"]
    assert (round(lon), round(lat)) == (-96, 34)


def test_four_articles_are_too_few_for_a_home(gazetteer):
    assert find_homes(articles(4), gazetteer) == {}


def test_articles_without_a_source_have_no_home(gazetteer):
    assert find_homes([Article(text) for text in LOCAL], gazetteer) == {}


def test_home_decides_what_the_text_leaves_open(gazetteer):
    (lon, lat) = find_homes(articles(), gazetteer)["paper.example"]
    (far,), (near,) = (
        parse_article(ALONE, gazetteer, home=home).resolutions for home in (None, (lon, lat))
    )
    assert (far.place.country_code, near.place.place_id) == ("FR", PARIS_TEXAS)


def test_homes_are_read_as_they_were_saved():
    homes = {"b.example": (-95.5, 33.7), "a.example": (0.0, -90.0)}
    assert homes_from_json(homes_to_json(homes)) == homes


@pytest.mark.parametrize(
    "text", ["[]", '{"homes": {}}', '{"schema": "mentionmap-homes/1", "homes": {"a": [0, 91]}}']
)
def test_other_json_holds_no_homes(text):
    with pytest.raises(ValueError, match=r"mentionmap-homes/1|latitude"):
        homes_from_json(text)


def records(path, texts):
    lines = [json.dumps({"text": text, "source": "paper.example"}) for text in texts]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def places(path):
    return [
        [place["place_id"] for place in json.loads(line)["places"]]
        for line in path.read_text("utf-8").splitlines()
    ]


def test_batch_finds_the_homes_of_its_sources_by_itself(tmp_path):
    records(tmp_path / "news.jsonl", (*LOCAL, ALONE))
    run_batch([tmp_path / "news.jsonl"], tmp_path / "out")
    assert places(tmp_path / "out" / "records.jsonl")[-1] == [PARIS_TEXAS]


def test_profile_of_files_is_what_home_reads(tmp_path, capsys):
    for number, text in enumerate(LOCAL):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    saved = tmp_path / "homes.json"
    assert main(["profile", str(tmp_path), "-o", str(saved)]) == 0
    assert list(json.loads(saved.read_text("utf-8"))["homes"]) == ["*"]
    (tmp_path / "page.txt").write_text(ALONE, encoding="utf-8")
    capsys.readouterr()
    assert main(["parse", str(tmp_path / "page.txt"), "--home", str(saved)]) == 0
    assert json.loads(capsys.readouterr().out)["places"][0]["place_id"] == PARIS_TEXAS


def test_home_that_is_no_profile_is_misuse(tmp_path, capsys):
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit, match="2"):
        main(["parse", "-", "--home", str(tmp_path / "a.json")])
    assert "holds no profiles" in capsys.readouterr().err
