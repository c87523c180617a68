"""Other spellings of a name in Latin letters: official ones, and what news makes of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["romanise", "spellings"]

# Ukrainian: Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010.
_KMU = dict(
    zip(
        "абвгґдезиіклмнопрстуфхцчшщьжєїйюя",
        "a b v h g d e z y i k l m n o p r s t u f kh ts ch sh shch _ zh ie i i iu ia".split(),
        strict=True,
    )
)
_KMU_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
# Russian and, in the older spelling, Ukrainian: BGN/PCGN 1947 and 1965, without diacritics.
_BGN_RU = dict(
    zip(
        "абвгдезийклмнопрстуфхцчшщъыьэжюяё",
        "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e zh yu ya yo".split(),
        strict=True,
    )
)
_BGN_UK = _KMU | {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def _transliterate(name: str, table: dict[str, str], initial: dict[str, str]) -> str:
    parts: list[str] = []
    for i, letter in enumerate(name):
        lower = letter.lower()
        at_start = i == 0 or not name[i - 1].isalpha()
        latin = initial.get(lower) if at_start else None
        if latin is None:
            latin = table.get(lower, "" if lower in "'’ʼ" else letter)
        if latin == "_":
            latin = ""
        if lower == "г" and table is _KMU and i and name[i - 1].lower() == "з":
            latin = "gh"  # зг is zgh, so that it is not read as zh
        parts.append(latin.capitalize() if letter.isupper() else latin)
    return "".join(parts)


def romanise(name: str, country_code: str) -> tuple[str, ...]:
    """Return the official English spellings of a Cyrillic name of Ukraine or Russia.

    Ukrainian names by the KMU 2010 table and BGN/PCGN 1965, Russian by BGN/PCGN 1947; letters that
    only one of the languages has decide which.

    >>> romanise("Високопілля", "UA")
    ('Vysokopillia', 'Vysokopillya')
    """
    lowered = name.lower()
    if not any("а" <= c <= "я" for c in lowered):
        return ()
    ukrainian = any(c in "іїєґ" for c in lowered)
    russian = any(c in "ыэъё" for c in lowered)
    spellings: list[str] = []
    if country_code == "UA" and not russian:
        spellings.append(_transliterate(name, _KMU, _KMU_INITIAL))
        spellings.append(_transliterate(name, _BGN_UK, _KMU_INITIAL))
    if country_code in ("RU", "UA") and not ukrainian:
        spellings.append(_transliterate(name, _BGN_RU, {"е": "ye"}))
        spellings.append(_transliterate(name, _BGN_RU, {}))
    return tuple(dict.fromkeys(s for s in spellings if s.isascii()))


# --- From one Latin spelling to another -----------------------------------------------------------

# Where GeoNames' main names are in the romanisation of BGN/PCGN 1956.
_ARABIC = frozenset("AE BH EG IQ JO KW LB LY OM PS QA SA SD SY YE".split())
# "Ar Raqqah": the article takes the letter of the word; news writes "al-Raqqah" or leaves it out.
_ARTICLE = re.compile(r"\b[Aa](?:l|(?P<sun>d|dh|n|r|s|sh|t|th|z)(?= (?i:(?P=sun)))) ")
_CONSONANTS, _MARKS = "b-df-hj-np-tv-z", "\u0300-\u036f"
# Where they are in that of BGN/PCGN 1947 or one near it.
_CYRILLIC = frozenset("BG BY KG KZ MD MN RU TJ TM UA UZ".split())
_SHORT_I = re.compile(r"(?<=[aeou])y(?=[b-df-hj-np-tv-z]|\b)")
_SHORTEST = 5  # letters of a name that stands without its article
_GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_NORDIC = {"å": "aa", "Å": "Aa", "ø": "oe", "Ø": "Oe"}
_WRITTEN_OUT = {
    **dict.fromkeys(("AT", "CH", "DE", "LI"), str.maketrans(_GERMAN)),
    **dict.fromkeys(("DK", "NO"), str.maketrans(_NORDIC)),
}


def spellings(name: str, country_code: str) -> Iterator[str]:
    """Yield how English writes a name of GeoNames that is in Latin letters, beside as it is.

    Arabic and Cyrillic names as news has them rather than in the romanisation of maps; German
    umlauts and Nordic letters written out.

    >>> list(spellings("Dayr al Balaḩ", "PS"))
    ['Deir al Balah']
    >>> list(spellings("Ar Raqqah", "SY"))[:3]
    ['Al Raqqah', 'Raqqah', 'Ar Raqah']
    >>> next(spellings("Ra’s al ‘Ayn", "SY"))
    'Ras al Ain'
    >>> list(spellings("Grayvoron", "RU"))
    ['Graivoron']
    >>> list(spellings("Düsseldorf", "DE"))
    ['Duesseldorf']
    """
    if country_code in _ARABIC:
        yield from _arabic(name)
    elif country_code in _CYRILLIC:
        yield from _cyrillic(name)
    elif country_code in _WRITTEN_OUT:
        written = name.translate(_WRITTEN_OUT[country_code])
        if written != name:
            yield written


def _arabic(name: str) -> Iterator[str]:
    marked = unicodedata.normalize("NFKD", name)
    plain = _plain(marked)
    if not plain.isascii():
        return
    forms = [marked, _ARTICLE.sub(lambda article: f"{article[0][0]}l ", marked)]
    for rewritten in (_bare, _with_ei, _with_ou, _with_ain, _undoubled, _without_h):
        forms += [rewritten(form) for form in forms]
    yield from (form for form in dict.fromkeys(map(_plain, forms)) if form != plain)


def _cyrillic(name: str) -> Iterator[str]:
    forms = [name]
    for rewritten in (_with_i, _with_x, _shortened):
        forms += [rewritten(form) for form in forms]
    yield from (form for form in dict.fromkeys(forms) if form != name and len(form) >= _SHORTEST)


def _with_i(name: str) -> str:
    """Write "Grayvoron" as "Graivoron", as ICAO Doc 9303 does."""
    return _SHORT_I.sub("i", name)


def _with_x(name: str) -> str:
    """Write "Aleksandrov" as "Alexandrov"."""
    return name.replace("Aleks", "Alex").replace("aleks", "alex")


def _shortened(name: str) -> str:
    """Write "Mayskiy" as "Maysky", "Novyy" as "Novy"."""
    return re.sub(r"[iy]y\b", "y", name)


def _plain(marked: str) -> str:
    return "".join(c for c in marked if not unicodedata.combining(c) and c not in "‘’ʻʼ'`")


def _bare(marked: str) -> str:
    """Leave out the article of a whole name: "Raqqah"."""
    return marked[3:] if marked.startswith("Al ") and len(marked) >= 3 + _SHORTEST else marked


def _with_ei(marked: str) -> str:
    """Write "Bayt" as "Beit"."""
    return re.sub(rf"(?i)(?<=[{_CONSONANTS}{_MARKS}])ay(?=[{_CONSONANTS}])", "ei", marked)


def _with_ou(marked: str) -> str:
    """Write "Tannūrah" as "Tannourah"."""
    return marked.replace("u\u0304", "ou")


def _with_ain(marked: str) -> str:
    """Write "‘Ayn", a spring, as "Ain"."""
    return re.sub(r"\bAyn\b", "Ain", marked)


def _undoubled(marked: str) -> str:
    """Write "Ma‘arrat" as "Ma‘arat"."""
    return re.sub(rf"(?<=\w)([{_CONSONANTS}])\1(?=\w)", r"\1", marked)


def _without_h(marked: str) -> str:
    """Leave out the letter of the feminine ending, which is no sound; that of "Balaḩ" is one."""
    return re.sub(rf"ah(?![\w{_MARKS}])", "a", marked)
