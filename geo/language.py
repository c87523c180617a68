"""A text → the language it is in, by its function words, or by a script that only one uses.

A language is only named where it is clear: a wrong one makes a screen reader unintelligible, none
leaves it as it was.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

__all__ = ["function_words", "language_of", "reading_language"]

_HEAD = 4_000  # characters that are read
_SHARE, _MARGIN = 0.12, 1.3  # of the words at least; more than any other language's at least
_ASCII = re.compile(r"[\x00-\x7f]+")
_BLANKS = "".join(c if c.isalpha() else " " for c in map(chr, range(128)))  # for what is no letter
_GLANCE = 1_500  # characters that tell how to read a text
_FEWEST = 4  # words of a text that says anything

_SCRIPTS = (
    ("ja", "\u3040-\u30ff"),
    ("ko", "\uac00-\ud7a3"),
    ("zh", "\u4e00-\u9fff"),
    ("he", "\u0590-\u05ff"),
    ("el", "\u0370-\u03ff"),
    ("th", "\u0e00-\u0e7f"),
    ("hy", "\u0530-\u058f"),
    ("ka", "\u10a0-\u10ff"),
)
_COMMONEST = (("ar", "\u0621-\u064a"), ("ru", "\u0400-\u04ff"))  # of a script of many languages
# Letters that, of the languages not yet ruled out, one uses all the time.
_LETTERS = (("az", "ə"), ("tr", "ığ"), ("uk", "їєґ"), ("be", "ў"), ("mk", "ѓќѕ"), ("ru", "ыэё"))


def language_of(text: str) -> str | None:
    """Return the BCP 47 code of the language, or ``None`` where it is not clear."""
    head = text[:_HEAD]
    head = head.lower() if head.isascii() else head.casefold()  # the same, several times as fast
    if only := _by_letters(head):
        return only
    words = _words(head)
    if len(words) < _FEWEST:
        return None
    counts: Counter[str] = Counter()
    for languages, count in Counter(map(_function_words().get, words)).items():
        for language in (languages or "").split():
            counts[language] += count
    (best, most), (_, second) = (*counts.most_common(2), ("", 0), ("", 0))[:2]
    clear = most >= _SHARE * len(words) and most >= _MARGIN * second
    return best if clear else None


def _words(head: str) -> list[str]:
    """Return the words of a text in small letters."""
    for mark in () if head.isascii() else set(_ASCII.sub("", head)):
        if not mark.isalnum():  # a dash or a quotation mark
            head = head.replace(mark, " ")
    return head.translate(_BLANKS).split() if head.isascii() else re.findall(r"[^\W\d_]+", head)


def _by_letters(head: str) -> str | None:
    """Return the language that alone uses a script, or letters, of the text."""
    if head.isascii():
        return None
    foreign = _ASCII.sub("", head)
    if not any(map(str.isalpha, set(foreign))):
        return None
    if 100 * len(foreign) < len(head):  # quotation marks and dashes
        return None
    letters = len(re.findall(r"[^\W\d_]", head))
    for language, characters in _SCRIPTS:
        # Japanese has many Chinese characters, so that a fifth must do.
        if 5 * len(re.findall(f"[{characters}]", foreign)) > letters > 0:
            return language
    for language, characters in _LETTERS:
        if 100 * len(re.findall(f"[{characters}]", foreign)) >= letters > 0:
            return language
    return None


@lru_cache(maxsize=16)
def reading_language(text: str) -> str:
    """Return the language to read a text in: its own, else the commonest of its script."""
    head = text[:_GLANCE]
    if found := language_of(head):
        return found
    letters = len(re.findall(r"[^\W\d_]", head))
    for language, characters in _COMMONEST:
        if not head.isascii() and 2 * len(re.findall(f"[{characters}]", head)) > letters:
            return language
    return "en"


def function_words(language: str) -> list[str]:
    """Return the function words known of a language."""
    return [word for word, languages in _function_words().items() if language in languages.split()]


@cache
def _function_words() -> Mapping[str, str]:
    """Articles, prepositions, conjunctions and pronouns, each with the languages that use it."""
    table = resources.files("geo").joinpath("function_words.csv").read_text(encoding="utf-8")
    languages: dict[str, list[str]] = defaultdict(list)
    for row in csv.DictReader(table.splitlines()):
        for word in row["words"].split("|"):
            languages[word].append(row["language"])
    return {word: " ".join(found) for word, found in languages.items()}
