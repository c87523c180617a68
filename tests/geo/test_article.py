"""What is read is what was written, and hostile input costs neither time nor offsets."""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import ArticleError, ArticleTooLargeError, ArticleWarning, read_article
from geo.article import article_from_text
from geo.dates import iso_date

RUSSIAN = "Жителей прибрежных посёлков попросили переехать на другой берег реки. "


def written(tmp_path: Path, content: bytes, name: str = "news.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_the_text_is_never_altered(tmp_path: Path) -> None:
    text = "Title\r\n\r\n  Two  spaces,\ttabs; no last line end"
    assert read_article(written(tmp_path, text.encode())).text == text


def test_an_empty_file_is_an_empty_article(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, b""))
    assert (article.text, article.title, article.published) == ("", None, None)


def test_source_is_the_path_as_given(tmp_path: Path) -> None:
    path = written(tmp_path, b"Oslo")
    assert read_article(str(path)).source == str(path)


def test_an_open_file_can_be_read() -> None:
    assert read_article(io.BytesIO("Ålesund".encode())).text == "Ålesund"
    assert read_article(io.StringIO("Ålesund")).text == "Ålesund"


def test_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"From Goma"), "ascii"))
    article = read_article("-")
    assert (article.text, article.source) == ("From Goma", "-")


@pytest.mark.parametrize(
    "codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be"]
)
def test_byte_order_marks_decide(tmp_path: Path, codec: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")
    path = written(tmp_path, mark + "Київ і Łódź".encode(codec))
    assert read_article(path).text == "Київ і Łódź"


def test_windows_1251_is_detected_and_said(tmp_path: Path) -> None:
    with pytest.warns(ArticleWarning, match="cp1251"):
        assert read_article(written(tmp_path, RUSSIAN.encode("cp1251"))).text == RUSSIAN


def test_latin_bytes_are_read_as_the_web_reads_them(tmp_path: Path) -> None:
    text = "It’s “São Paulo”, not Córdoba"
    with pytest.warns(ArticleWarning, match="windows-1252"):
        assert read_article(written(tmp_path, text.encode("cp1252"))).text == text


def test_encoding_given_overrides_detection(tmp_path: Path) -> None:
    path = written(tmp_path, RUSSIAN.encode("koi8-r"))
    assert read_article(path, encoding="koi8-r").text == RUSSIAN


def test_damaged_utf_8_stays_utf_8(tmp_path: Path) -> None:
    with pytest.warns(ArticleWarning, match="1 places"):
        text = read_article(written(tmp_path, "Łódź, Gdańsk".encode() + b"\xff!")).text
    assert text == "Łódź, Gdańsk\ufffd!"


@pytest.mark.parametrize("encoding", ["no-such-encoding", "base64", "rot13"])
def test_what_is_no_text_encoding_is_an_article_error(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(ArticleError):
        read_article(written(tmp_path, b"x"), encoding=encoding)


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\0b"])
def test_what_cannot_be_opened_is_an_article_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(ArticleError, match="cannot read"):
        read_article(f"{tmp_path}/{name}")


def test_a_text_above_the_limit_is_refused_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(ArticleTooLargeError, match="--max-bytes"):
        read_article(written(tmp_path, b"x" * 11), max_bytes=10)
    assert len(read_article(written(tmp_path, b"x" * 10), max_bytes=10).text) == 10


def test_characters_no_text_may_hold_are_replaced_one_for_one() -> None:
    with pytest.warns(ArticleWarning, match="3 control"):
        article = article_from_text("a\0b\ud800c\x1bKyiv")
    assert article.text == "a\ufffdb\ufffdc\ufffdKyiv"


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
@pytest.mark.filterwarnings("ignore::geo.article.ArticleWarning")
def test_offsets_hold_whatever_the_text(text: str) -> None:
    clean = article_from_text(text).text
    assert len(clean) == len(text)
    assert all(new in (old, "\ufffd") for old, new in zip(text, clean, strict=True))


@pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\u00ad"])
def test_hidden_characters_are_kept_and_warned_of(character: str) -> None:
    with pytest.warns(ArticleWarning, match="invisible"):
        assert article_from_text(f"a{character}b").text == f"a{character}b"


def test_a_short_first_line_before_an_empty_one_is_the_title() -> None:
    assert article_from_text("# Flood in Derna\n\nMore.").title == "Flood in Derna"


@pytest.mark.parametrize(
    "text", ["One line", "Two\nlines", "A sentence.\n\nMore.", "x" * 201 + "\n\nM"]
)
def test_other_first_lines_are_no_title(text: str) -> None:
    assert article_from_text(text).title is None


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2022-10-13", "2022-10-13"),
        ("2022-10-13T08:00:00Z", "2022-10-13"),
        ("13 October 2022", "2022-10-13"),
        ("13th of Oct. 2022", "2022-10-13"),
        ("October 13, 2022", "2022-10-13"),
        ("Sept 3 2021", "2021-09-03"),
        ("31 February 2022", None),
        ("12022-10-13", None),
        ("10/13/2022", None),
        ("12 травня 2024 року", "2024-05-12"),
        ("12 мая 2024 г.", "2024-05-12"),
        ("12 de mayo de 2024", "2024-05-12"),
        ("12 de maio de 2024", "2024-05-12"),
        ("1er mai 2024", "2024-05-01"),
        ("12. Mai 2024", "2024-05-12"),
        ("12 Mayıs 2024", "2024-05-12"),
        ("12 مايو 2024", "2024-05-12"),
        ("١٢ أيار ٢٠٢٤", "2024-05-12"),
        ("12 במאי 2024", "2024-05-12"),
        ("12 मई 2024", "2024-05-12"),
        ("Ngày 12 tháng 5 năm 2024", "2024-05-12"),
        ("2024. május 12.", "2024-05-12"),
        ("2024年5月12日", "2024-05-12"),
        ("2024년 5월 12일", "2024-05-12"),
        ("31. Februar 2022", None),
        ("12 maisons 2024", None),
    ],
)
def test_dates_are_read(written: str, date: str | None) -> None:
    assert iso_date(written) == date


def test_each_name_of_a_month_is_of_one_month() -> None:
    table = resources.files("geo").joinpath("months.csv").read_text(encoding="utf-8")
    months: dict[str, set[int]] = {}
    for row in csv.DictReader(table.splitlines()):
        for number in range(1, 13):
            for name in row[str(number)].split("|"):
                months.setdefault(name, set()).add(number)
    assert [name for name, numbers in months.items() if len(numbers) > 1 or not name] == []


@pytest.mark.parametrize(
    "text",
    [
        "Feuer\n\nBERLIN, 12. Mai 2024 – Es brennt.",
        "Пожар\n\n12 мая 2024\n\nГорит лес.",
        "Incendio\n\nPublicado el 12 de mayo de 2024\n\nArde el monte.",
    ],
)
def test_a_date_of_another_language_dates_the_article(text: str) -> None:
    assert article_from_text(text).published == "2024-05-12"


def test_a_dateline_dates_the_article() -> None:
    assert (
        article_from_text("Fire\n\nCHICO, 10 November 2018 (AP) — It burns.").published
        == "2018-11-10"
    )


def test_a_hyphen_in_the_name_of_its_place_ends_no_dateline() -> None:
    article = article_from_text("PORT-AU-PRINCE, 3 May 2031 - Rain fell.\n")
    assert article.published == "2031-05-03"


def test_a_line_of_its_own_dates_the_article() -> None:
    assert (
        article_from_text("Fire\n\nPublished: 10 November 2018\n\nIt burns.").published
        == "2018-11-10"
    )


def test_a_date_in_a_sentence_does_not_date_the_article() -> None:
    text = (
        "They came back to the town after the invasion of 24 February 2022 had failed everywhere."
    )
    assert article_from_text(text).published is None


def test_a_date_in_the_file_name_dates_the_article(tmp_path: Path) -> None:
    assert read_article(written(tmp_path, b"x", "goma-2021-05-28.txt")).published == "2021-05-28"


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ArticleError, match="YYYY-MM-DD"):
        article_from_text("x", published="yesterday")


def test_english_is_told_from_what_is_not() -> None:
    assert article_from_text("The ferry to the island was late in the fog.").language == "en"
    assert article_from_text(RUSSIAN).language == "ru"


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>Flood | The Daily</title>
<meta property="article:published_time" content="2023-09-12T10:00:00Z">
<style>p { color: red }</style><script>var town = "Sirte";</script></head><body>
<nav><a href="/">Tripoli</a></nav><article><header><h1>Flood in <b>Derna</b></h1></header>
<p>Two dams &mdash; above\n   the town &mdash; broke.<br>Water rose.</p><!-- Cairo -->
<aside>Benghazi</aside><p>Villages <a title="a>b">near</a> Susah: 1 < 2.</p></article>
<footer>Malta</footer></body></html>"""


def test_a_page_is_its_reading_text(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, PAGE.encode(), "page.html"))
    assert article.text == (
        "Flood in Derna\n\nTwo dams — above the town — broke.\nWater rose.\n\n"
        "Villages near Susah: 1 < 2."
    )


def test_a_page_says_its_title_date_and_language(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, PAGE.encode(), "no-suffix"))
    assert (article.title, article.published, article.language) == (
        "Flood in Derna",
        "2023-09-12",
        "en-GB",
    )


def test_the_encoding_a_page_declares_is_used(tmp_path: Path) -> None:
    page = f'<html><meta charset="windows-1251"><p>{RUSSIAN}</p></html>'
    article = read_article(written(tmp_path, page.encode("cp1251"), "page.html"))
    assert article.text == RUSSIAN.strip()


def test_a_page_without_closing_tags_keeps_its_text(tmp_path: Path) -> None:
    page = b"<html><body><nav>Home<p>Oslo<p>Bergen<div><div>Troms&oslash;"
    assert "Oslo\n\nBergen\n\nTromsø" in read_article(written(tmp_path, page, "page.html")).text


def test_a_character_reference_of_5000_digits_is_no_character(tmp_path: Path) -> None:
    page = b"<html><p>Oslo &#" + b"9" * 5000 + b"; Bergen"
    assert read_article(written(tmp_path, page, "p.html")).text == "Oslo \ufffd Bergen"


def test_20000_nested_tags_are_read(tmp_path: Path) -> None:
    page = b"<html>" + b"<div>" * 20_000 + b"Oslo"
    assert read_article(written(tmp_path, page, "page.html")).text == "Oslo"


@pytest.mark.parametrize(
    "unit", ["<", "<a", '<a =">"', "<!--", "<![CDATA[", "<p>", "<a b='", "<script>", "&#", '="']
)
def test_reading_a_page_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        page = "<html>" + unit * (length // len(unit))
        best = 9.0
        for _ in range(3):
            began = time.process_time()
            read_article(io.StringIO(page))
            best = min(best, time.process_time() - began)
        return best

    assert seconds(400_000) < 6 * seconds(100_000) + 0.05


# --- HTML, with trafilatura and without -----------------------------------------------------------

SENTENCES = (
    "The river rose by two metres in one night and the town council opened the school hall.",
    "Buses took the people of the lower streets to the hills, where volunteers had put up tents.",
    "Nobody was hurt, the mayor said, but the bridge to the market will stay shut for a week.",
    "Engineers from the capital are to look at the dam on Monday and to publish what they find.",
)
NEWS = (
    '<!DOCTYPE html><html lang="en"><head><title>River rises | The Daily</title>'
    '<meta property="article:published_time" content="2023-09-12"></head><body>'
    "<header><nav><ul><li><a href='/'>Home</a><li><a href='/w'>World</a></ul></nav></header>"
    "<div class='cookie-banner'><p>We use cookies. Accept all.</p></div>"
    "<main><article><h1>River rises</h1>"
    + "".join(f"<p>{sentence} {sentence.lower()}</p>" for sentence in SENTENCES)
    + "</article></main><footer><p>All rights reserved by the Daily of Springfield.</p></footer>"
    "</body></html>"
)


@pytest.fixture(params=["with trafilatura", "without"])
def extractor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without":
        monkeypatch.setitem(sys.modules, "trafilatura", None)
    else:
        pytest.importorskip("trafilatura")


@pytest.mark.usefixtures("extractor")
def test_the_story_of_a_news_page_is_read_and_nothing_around_it(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, NEWS.encode(), "page.html"))
    paragraphs = article.text.split("\n\n")
    assert paragraphs[0] == "River rises"
    assert [p.split(" ", 1)[0] for p in paragraphs[1:]] == ["The", "Buses", "Nobody", "Engineers"]
    for around in ("Home", "cookies", "Springfield"):
        assert around not in article.text
    assert (article.title, article.published, article.language) == (
        "River rises",
        "2023-09-12",
        "en",
    )


def around(words: str) -> str:
    return f"<div {words}><div>Hotels in Bergen</div> and Oslo</div>"


@pytest.mark.parametrize(
    "words", ['class="related-links"', 'id="cookie_consent"', 'role="dialog"', 'class="box share"']
)
def test_what_its_class_says_is_around_the_story_is_left_out(
    tmp_path: Path, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    page = NEWS.replace("<p>Nobody", f"{around(words)}<p>Nobody")
    text = read_article(written(tmp_path, page.encode(), "page.html")).text
    assert "Bergen" not in text
    assert "Nobody was hurt" in text


def test_a_story_in_a_box_named_for_what_is_around_it_is_read(tmp_path: Path) -> None:
    page = NEWS.replace("<article>", "<div class='with comments'>").replace("</article>", "</div>")
    assert "Nobody was hurt" in read_article(written(tmp_path, page.encode(), "p.html")).text


def test_a_page_that_a_script_is_to_fill_is_read_from_its_linked_data(tmp_path: Path) -> None:
    data = {
        "@graph": [
            {"@type": "WebSite", "datePublished": "2001-01-01"},
            {
                "@type": ["NewsArticle"],
                "headline": "Fire &amp; smoke",
                "datePublished": "2031-05-04T01:00:00Z",
                "articleBody": "Buses left Halden.\n<b>Nobody</b> was hurt.",
            },
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = f"<html><head><title>App</title>{script}</head><body><div id=root></div></body></html>"
    article = read_article(written(tmp_path, page.encode(), "page.html"))
    assert article.text == "Fire & smoke\n\nBuses left Halden.\n\nNobody was hurt."
    assert (article.title, article.published) == ("Fire & smoke", "2031-05-04")


@pytest.mark.parametrize(
    "data", ["[" * 50_000, '{"@type": "NewsArticle", "headline": 3', "[]", "3"]
)
def test_linked_data_that_is_none_is_passed_over(tmp_path: Path, data: str) -> None:
    page = NEWS.replace("</head>", f'<script>{data} "@type"</script></head>')
    article = read_article(written(tmp_path, page.encode(), "page.html"))
    assert (article.title, article.published) == ("River rises", "2023-09-12")


def test_a_title_is_without_the_name_of_its_site_and_begins_the_text_once(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Flood - cut off | The Daily - Oslo</title></head><body><table><tr><td>"
        "Home | World</td></tr></table><b>Flood - cut off</b><br>Bergen, Friday<br><br>It rained."
    )
    article = read_article(written(tmp_path, page.encode(), "page.html"))
    assert article.title == "Flood - cut off"
    assert article.text == "Flood - cut off\n\nBergen, Friday\n\nIt rained."


@pytest.mark.usefixtures("extractor")
@pytest.mark.parametrize("unit", ["<div>", "<b>", "<table><tr><td>", "<article>", "<a href=x>"])
def test_20000_elements_deep_are_read_without_recursion(tmp_path: Path, unit: str) -> None:
    page = "<html><body>" + unit * 20_000 + "Oslo flooded"
    assert "Oslo flooded" in read_article(written(tmp_path, page.encode(), "p.html")).text


@pytest.mark.usefixtures("extractor")
@pytest.mark.filterwarnings("ignore::geo.article.ArticleWarning")
def test_nul_and_control_characters_of_a_page_are_replaced(tmp_path: Path) -> None:
    page = NEWS.replace("The river", "The r\x00iv\x1ber &#0; ")
    text = read_article(written(tmp_path, page.encode(), "page.html")).text
    assert "Buses took" in text
    assert "\x00" not in text
    assert "\x1b" not in text


# --- Markdown, languages --------------------------------------------------------------------------

FRONT = '---\ntitle: "River rises: a town waits"\ndate: 2023-09-12\nlang: en-GB\ntags: [x]\n---\n'


def test_front_matter_says_title_date_and_language_and_stays_in_the_text(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, f"{FRONT}\nBuses left Oslo.\n".encode(), "a.md"))
    assert (article.title, article.published, article.language) == (
        "River rises: a town waits",
        "2023-09-12",
        "en-GB",
    )
    assert article.text.startswith("---\ntitle")


def test_a_rule_of_dashes_is_no_front_matter() -> None:
    text = "---\nA line between rules\n---\nBuses left."
    assert article_from_text(text).title is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Мешканців прибережних селищ просили переїхати на інший берег річки.", "uk"),
        (RUSSIAN, "ru"),
        ("طلبت السلطات من سكان القرى مغادرة منازلهم إلى الضفة الأخرى بعد ما قال المتحدث.", "ar"),
        ("Los vecinos de los pueblos de la costa fueron llevados a la ciudad en autobuses.", "es"),
        ("Les habitants des villages de la côte ont été conduits dans la ville en bus.", "fr"),
        ("当局要求沿海村庄的居民离开家园。", "zh"),
        ("当局は海岸の村の住民に避難を求めた。", "ja"),
        ("Oslo Bergen Tromsø", None),
        ("", None),
        ("12345 67890 !!!", None),
    ],
)
def test_the_language_is_found_where_it_is_clear(text: str, language: str | None) -> None:
    assert article_from_text(text).language == language
