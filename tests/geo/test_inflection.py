import pytest

from gazetteer.names import fold
from geo import parse_article
from geo.inflection import listed_forms, parted
from geo.mentions import find_mentions


@pytest.mark.parametrize(
    ("language", "form", "listed"),
    [
        ("uk", "Херсону", "Херсон"),
        ("uk", "Харкова", "Харків"),
        ("uk", "Києвом", "Київ"),
        ("uk", "Тернополя", "Тернопіль"),
        ("uk", "Одесі", "Одеса"),
        ("uk", "Чернівців", "Чернівці"),
        ("uk", "Кривого Рогу", "Кривий Ріг"),
        ("uk", "Херсонської області", "Херсонська область"),
        ("uk", "Полтавщині", "Полтавська область"),
        ("ru", "Ростова", "Ростов"),
        ("ru", "Казани", "Казань"),
        ("ru", "Нижнем Новгороде", "Нижний Новгород"),
        ("ru", "Чёрного моря", "Чёрное море"),
        ("sr", "Бањалуке", "Бањалука"),
        ("ar", "خرطوم", "الخرطوم"),
    ],
)
def test_form_of_a_name_is_led_back_to_the_listed_one(language, form, listed):
    assert fold(listed) in listed_forms(fold(form), language)


def test_language_without_cases_has_no_other_forms():
    assert listed_forms("texas", "en") == ()


@pytest.mark.parametrize(
    ("language", "word", "pieces"),
    [
        ("tr", "Hatay'ın", ["Hatay", "'ın"]),
        ("tr", "Adana’ya", ["Adana", "’ya"]),
        ("tr", "Sana'a", ["Sana", "'a"]),
        ("fr", "d'Abidjan", ["d'", "Abidjan"]),
        ("it", "dell'Aquila", ["dell'", "Aquila"]),
        ("ar", "والقاهرة", ["و", "القاهرة"]),
        ("ar", "للقاهرة", ["لل", "قاهرة"]),
        ("ar", "وهران", ["وهران"]),
    ],
)
def test_word_is_parted_from_what_is_written_together_with_it(gazetteer, language, word, pieces):
    words = parted(["", word, ""], language, gazetteer.index.begins)[1::2]
    assert list(words) == pieces


@pytest.mark.parametrize(
    ("text", "name", "place_id"),
    [
        (
            "Потяг із Херсона вчора прибув до Києва, і ще один вийшов зі Львова.",
            "Херсона",
            "706448",
        ),
        ("Колонна вышла из Ростова и была уже у Мариуполя.", "Мариуполя", "701822"),
        ("Uçak Hatay'dan kalktı ve Ankara'ya indi, çünkü İstanbul kapalıydı.", "Ankara", "323786"),
        ("وصلت الشاحنات من القاهرة إلى غزة وبيروت بعد يومين.", "بيروت", "276781"),
    ],
)
def test_inflected_name_is_its_place_without_what_clings_to_it(gazetteer, text, name, place_id):
    places = {r.mention.text: r.place for r in parse_article(text, gazetteer).resolutions}
    assert places[name].place_id == f"geonames:{place_id}"


@pytest.mark.parametrize(
    "text",
    [
        "Вода стояла у дворах, і люди чекали на допомогу до самого вечора.",
        "Мужчина вышел из дома и больше не вернулся, сообщили его соседи.",
        "El hombre salió de su casa y la mujer lo esperaba con el perro en la calle.",
    ],
)
def test_text_of_another_language_without_names_has_no_mentions(gazetteer, text):
    assert find_mentions(text, gazetteer) == []
