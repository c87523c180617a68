"""A name as its sentence has it → the forms it may be listed under.

Case endings of languages that decline names, by tables of endings; the Arabic article and the
particles written together with the word after them; the Turkish suffixes after an apostrophe, and
the French and Italian words before one.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import product

from gazetteer.names import fold_token

__all__ = ["inflects", "listed_forms", "parted", "parts_words"]

_SHORTEST_STEM, _SHORTEST_NAME = 1, 3  # letters of a word without its ending, and as listed
_MOST_WORDS = 4
_NOTHING = "∅"
_ARTICLE = "ال"
# Particles of one letter before the word they go with: and, so, in, to, as; "لل" is "to the".
_PARTICLES = ("ولل", "فلل", "لل", "وب", "ول", "وك", "فب", "فل", "و", "ف", "ب", "ل", "ك")
_ARABIC = re.compile("[\u0621-\u064a]{3,}")
_ELIDED = re.compile(
    r"(?i)(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|dell|nell|all|sull|dall|un|quest)['’](?=\w)"
)
# Case, copula and derivation: "Hatay'da", "Adana'ya", "Mersin'deki", "Suriye'nin".
_SUFFIX = re.compile(
    r"['’](?:[ndy]?[aeıiuü]|[dt][ae](?:n|ki(?:ler)?)?|n?[ıiuü]n(?:ki)?|n[dt][ae]n?|y?l[ae]|l[ıiuü]|[cç][ae]"
    r"|[dt][ıiuü]r?|l[ae]r[a-zçğıöşü]{0,4}|d[ae]ydi|yd[ıiuü])$"
)


def inflects(language: str) -> bool:
    """Tell whether names of a language have other forms than the listed ones."""
    return language == "ar" or language in _endings()


def listed_forms(key: str, language: str) -> Sequence[str]:
    """Return the keys that a folded name may be listed under, beside its own.

    >>> "херсонська область" in listed_forms("херсонськоі області", "uk")
    True
    """
    if language == "ar":
        bare = key.removeprefix(_ARTICLE)
        return (bare,) if bare != key and len(bare) >= _SHORTEST_NAME else (_ARTICLE + key,)
    if language not in _endings():
        return ()
    return _nominatives(key, language)


@lru_cache(maxsize=1 << 12)
def _nominatives(key: str, language: str) -> Sequence[str]:
    words = key.split(" ")
    if len(words) > _MOST_WORDS:
        return ()
    forms = [(*_stems(word, language), word) for word in words]
    found = dict.fromkeys(" ".join(parts) for parts in product(*forms))
    return tuple(form for form in found if form != key)


def _stems(word: str, language: str) -> Iterator[str]:
    for ending, nominatives in _endings()[language].items():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            stem = word[: len(word) - len(ending)]
            for nominative in nominatives:
                if len(stem) + len(nominative) >= _SHORTEST_NAME:
                    yield stem + nominative


@cache
def _endings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """By language: each ending, folded, with those of the nominative that it may stand for."""
    table = resources.files("geo").joinpath("endings.csv").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in csv.DictReader(table.splitlines()):
        nominative = " ".join(map(_folded, row["nominative"].split()))
        for ending in row["endings"].split("|"):
            known = found[row["language"]][_folded(ending)]
            if nominative not in known:
                known.append(nominative)
    return found


def _folded(ending: str) -> str:
    return "" if ending == _NOTHING else fold_token(ending)


def parts_words(language: str) -> bool:
    """Tell whether a language writes names together with other words."""
    return language in _PARTING


def parted(
    parts: Sequence[str], language: str, begins_name: Callable[[str], bool]
) -> Sequence[str]:
    """Part words from what is written together with them, in gaps and words in turn.

    Parameters
    ----------
    begins_name
        Whether some listed name begins with a folded word: where a word of Arabic does as it
        stands, its first letter is no particle.
    """
    at = _PARTING[language]
    found = [parts[0]]
    for word, gap in zip(parts[1::2], parts[2::2], strict=True):
        if cut := at(word, begins_name):
            found += [word[:cut], "", word[cut:], gap]
        else:
            found += [word, gap]
    return found


def _particle(word: str, begins_name: Callable[[str], bool]) -> int:
    if not _ARABIC.fullmatch(word) or begins_name(fold_token(word)):
        return 0
    for particle in _PARTICLES:
        rest = word.removeprefix(particle)
        if rest != word and len(rest) >= _SHORTEST_NAME:
            key = fold_token(rest)
            if begins_name(_ARTICLE + key if particle.endswith("لل") else key):
                return len(particle)
    return 0


def _before_suffix(word: str, _: Callable[[str], bool]) -> int:
    found = _SUFFIX.search(word) if word[0].isupper() else None
    return found.start() if found else 0


def _after_elision(word: str, _: Callable[[str], bool]) -> int:
    found = _ELIDED.match(word)
    return found.end() if found else 0


_PARTING = {"ar": _particle, "tr": _before_suffix, "fr": _after_elision, "it": _after_elision}
