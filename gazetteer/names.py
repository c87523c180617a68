"""Name keys: how two spellings of one name are recognised as the same.

A *key* is what the index stores: case, diacritics, apostrophes, hyphens and invisible characters
folded away, tokens joined by one space. Folding works token by token, so that the key of a text is
the keys of its tokens joined, and a scan of a text (``gazetteer.index``) meets the same keys as a
look-up of one name.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

from gazetteer.frozen import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "ARABIC_ARTICLES",
    "MAX_KEY",
    "NameKind",
    "Token",
    "fold",
    "fold_token",
    "is_solid",
    "spelled_alike",
    "spelling_hash",
    "split_tokens",
    "tokenise",
]

MAX_KEY = 100


class NameKind(enum.IntEnum):
    """How a name belongs to its place; lower is closer."""

    MAIN = 0
    ALTERNATE = 1
    DERIVED = 2  # made here from another name ("Rostov" of "Rostov Oblast", a romanisation)
    UNLIKE = 3  # an alternate that shares nothing with the main name ("Big Apple")
    SHORT = 4  # an abbreviation or code, matched by exact case only
    DEMONYM = 5


# Scripts written without spaces, and Hangul, whose particles stick to the name: a token a letter.
_SOLID = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff"
)
# `\w` lacks combining marks; these are those inside words of living scripts, and the invisible.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0dff\u0f00-\u0fff\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2069\u3099\u309a\ufeff"
)
_LETTER = rf"[^\W_{_SOLID}]"
_WORD = rf"(?:{_LETTER}|[{_MARKS}])+"
_APOSTROPHE = "['’ʼ`´‘]"
_TOKEN = (  # compiled when a text is first read: a look-up of a plain name needs it not
    r"(?![\s,.])(?:"  # most gaps, and most words, are told at once
    r"[A-Za-z0-9]++(?=[ ,;:\n)-]|\.\s)"
    rf"|(?:{_LETTER}\.){{2,}}(?!{_LETTER})|{_LETTER}(?:\.{_LETTER})+(?!{_LETTER})"  # U.S.  U.S
    rf"|{_WORD}(?:{_APOSTROPHE}(?![sS](?!{_WORD}|{_APOSTROPHE}{_LETTER})){_WORD})*"
    rf"|(?<=[\w.{_MARKS}]){_APOSTROPHE}[sS](?!{_WORD})"  # a possessive is a token of its own
    rf"|[{_SOLID}][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*)"
)
_DROPPED = dict.fromkeys(map(ord, "'’ʼ`´‘ʻʿʾ."))
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "ng",
        "ə": "a",
        "ў": "у",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "臺": "台",
    }
)
# In Devanagari a nasal before a stop of its own place is written in full or as a dot (anusvara).
_NASAL = "ङ\u094d(?=[क-घ])|ञ\u094d(?=[च-झ])|ण\u094d(?=[ट-ढ])|न\u094d(?=[त-ध])|म\u094d(?=[प-भ])"
_EXPANDED = {"st": "saint", "ste": "sainte", "mt": "mount", "mts": "mountains", "ft": "fort"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text: half-open code points, and its folded form."""

    start: int
    end: int
    key: str
    solid: bool  # of a script whose tokens are joined without a space


def _is_accent(combining_class: int) -> bool:
    # 10 to 35 are Hebrew and Arabic points, from 200 accents; between them vowels of Indic scripts.
    return 10 <= combining_class <= 35 or combining_class >= 200


def _fold_letters(word: str) -> str:
    import unicodedata  # plain letters need it not

    decomposed = "".join(
        c
        for c in unicodedata.normalize("NFKD", word)
        if not _is_accent(unicodedata.combining(c)) and unicodedata.category(c) != "Cf"
    )
    key = decomposed.casefold().translate(_DROPPED).translate(_LETTERS)
    key = "".join(c for c in key if not 0x300 <= ord(c) < 0x370)  # casefold of İ leaves a dot
    if "\u094d" in key:
        key = re.sub(_NASAL, "\u0902", key)
    return unicodedata.normalize("NFC", key)


class _FoldedLetters(dict[int, str]):
    """What each letter folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_letters(chr(code))
        return folded


_FOLDED = _FoldedLetters()
_SOLID_ONLY = r"[\u3005-\u3007\u3041-\u3098\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+"


@lru_cache(maxsize=1 << 12)  # who reads texts keeps what he makes of each word
def fold_token(word: str) -> str:
    """Return the key of one word."""
    if word.isascii():
        key = word.translate(_DROPPED).lower()
    elif word.isalnum():  # no combining marks: letter by letter
        key = word.translate(_FOLDED)
    else:
        key = _fold_letters(word)
    return _EXPANDED.get(key, key)


def split_tokens(text: str) -> list[str]:
    """Split a text into gaps and words, as written, in turn; a gap is first and last.

    Some words may fold to nothing. An English possessive is a word of its own ("Kyiv" + "'s").
    """
    parts: list[str] = re.split(f"({_TOKEN})", text)
    return parts


def is_solid(letter: str) -> bool:
    """Tell whether a letter is of a script whose tokens are joined without a space."""
    return letter >= "\u0e00" and re.match(rf"[{_SOLID}]", letter) is not None


def tokenise(text: str) -> Iterator[Token]:
    """Yield the words of a text that fold to something."""
    end = 0
    parts = split_tokens(text)
    for gap, word in zip(parts[::2], parts[1::2], strict=False):
        start = end + len(gap)
        end = start + len(word)
        if key := fold_token(word):
            yield Token(start, end, key, is_solid(word[0]))


def fold(name: str) -> str:
    """Return the key of a name; ``""`` where nothing in it can be looked up.

    >>> fold("Saint-Étienne"), fold("ST.  ETIENNE")
    ('saint etienne', 'saint etienne')
    """
    if name.isalnum() and name.isascii():  # one word, as most names are
        word = name.lower()
        return _EXPANDED.get(word, word)[:MAX_KEY]
    plain = name.replace(" ", "").replace("-", "")
    if plain.isalnum():  # words of letters alone, as nearly all names are: no need to tokenise
        if plain.isascii():
            words = name.lower().replace("-", " ").split()
            return " ".join([_EXPANDED.get(word, word) for word in words])[:MAX_KEY]
        if max(plain) < "\u0e00" and "ʼ" not in plain:
            words = name.translate(_FOLDED).replace("-", " ").split()
            return " ".join([_EXPANDED.get(word, word) for word in words])[:MAX_KEY]
        if plain is name and re.fullmatch(_SOLID_ONLY, name):
            return name.translate(_FOLDED)[:MAX_KEY]
    parts: list[str] = []
    last: Token | None = None
    for token in tokenise(name[: MAX_KEY * 4]):
        if last is not None and not (last.solid and token.solid and last.end == token.start):
            parts.append(" ")
        parts.append(token.key)
        last = token
    return "".join(parts)[:MAX_KEY]


def spelling_hash(name: str) -> int:
    """Return how a name is written, beyond its key, as 13 bits; see :func:`spelled_alike`.

    Which of its first words are capitalised or capitals, full stops aside ("U.S." is written "US"),
    and a hash of its letters that are not ASCII's, 0 where there are none. An Arabic article
    counts as capitalised: "al-Bab" is "Al Bab".
    """
    name = name.replace(".", "")
    if name[:2].islower() and (article := _WITH_ARTICLE.match(name)) and article[1].isupper():
        name = name[0].upper() + name[1:]
    marks = 0
    if not name.isascii():
        if _COMBINING.search(name):
            from unicodedata import normalize  # not worth its time to most look-ups

            name = normalize("NFC", name)
        beyond = _ASCII_OR_APOSTROPHE.sub("", name).encode("utf-8", "surrogatepass")
        marks = (crc32(beyond) % _MARK_HASHES or 1) if beyond else 0
    if name.istitle() and not _APOSTROPHE_OR_DASH.search(name):
        return _TITLES[min(name.count(" ") + name.count("-"), _SHAPED - 1)] << _MARK_BITS | marks
    shape = 0
    for word in _APART.split(name.translate(_APOSTROPHES))[:_SHAPED]:
        capitals = 2 if len(word) > 1 and word.isupper() else int(word[:1].isupper())
        shape = 3 * shape + capitals
    return shape << _MARK_BITS | marks


# As they are written before sun letters, too: "ar-Raqqa", "ash-Shaykh", "en-Nahud".
ARABIC_ARTICLES = frozenset("al el ad ed an en ar er as es ash esh at et az ez".split())
_WITH_ARTICLE = re.compile(rf"(?:{'|'.join(sorted(ARABIC_ARTICLES))})[-\u2010\u2011 ](.)")


_SHAPED = 4  # words whose letters' case is told
_TITLES: list[int] = [sum(3**n for n in range(words)) for words in range(1, _SHAPED + 1)]
_MARK_BITS = 6
_MARK_HASHES = 1 << _MARK_BITS
_APART = re.compile(r"[\s\-\u2010-\u2015]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ`´‘ʻ"))
_APOSTROPHE_OR_DASH = re.compile("['’ʼ`´‘ʻ\u2010-\u2015]")
_ASCII_OR_APOSTROPHE = re.compile("[\x00-\x7f’ʼ´‘ʻ\u2010-\u2015]+")
_COMBINING = re.compile("[\u0300-\u036f]")


def spelled_alike(one: Any, other: Any) -> Any:
    """Tell whether two spellings of one key differ in nothing but marks that one leaves out.

    "Sao Paulo" is "São Paulo" and "Ust-Luga" is "Ust’-Luga"; "us" is not "US". Both are integers,
    or arrays of them.
    """
    differs = one ^ other
    return (differs == 0) | (
        (differs < _MARK_HASHES) & ((one % _MARK_HASHES == 0) | (other % _MARK_HASHES == 0))
    )
