"""A place → every key it is found under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gazetteer.generic_terms import base_names
from gazetteer.names import NameKind, fold
from gazetteer.romanise import romanise, spellings

__all__ = ["named"]

_AIRPORT_QUALIFIER = re.compile(r"(?:International |Regional |Municipal |Intl )+Airport$")
_AFTER_AIRPORT = re.compile(r" Airport ([^\W\d_]{4,})$")
# What Natural Earth leaves untranslated, with what joins it to the name.
_FOREIGN_LAKE = re.compile(r"(?:Lago|Lac|Laguna|Ozero|Jezioro|Danau) +(?:di |de |du |d')?")


def named(
    name: str,
    names: Iterable[str],
    short: Iterable[str],
    demonyms: Iterable[str],
    derived: Iterable[str],
    aside: Iterable[str] = (),
    *,
    feature_class: str,
    feature_code: str,
    country_code: str,
) -> dict[str, tuple[NameKind, str]]:
    """Return the keys of a place, each with the closest kind of name and one spelling of it.

    Parameters
    ----------
    name, names, short, demonyms
        As in the source tables.
    derived
        More names, made from those of other places.
    aside
        Historic and colloquial names.
    """
    best: dict[str, tuple[int, NameKind, str]] = {}
    main = fold(name)

    def add(spelling: str, kind: NameKind) -> str:
        key = fold(spelling)
        if not key:
            return key
        if kind is NameKind.ALTERNATE and key != main:
            if feature_class == "P" and main == f"{key} city":
                kind = NameKind.DERIVED  # called so to tell it from the state: "Oklahoma City"
            elif not _alike(key, main):
                kind = NameKind.UNLIKE
        # Of two spellings with one key the capitalised one is kept, then any, last small letters.
        quality = (
            0 if spelling.istitle() else 2 if spelling.islower() else 3 if spelling.isupper() else 1
        )
        rank = kind << 2 | quality
        for form in (key, key.replace(" s ", "s ")) if " s " in key else (key,):
            if form not in best or rank < best[form][0]:
                best[form] = rank, kind, spelling
        return key

    others = tuple(names)
    keys = [add(name, NameKind.MAIN), *(add(other, NameKind.ALTERNATE) for other in others)]
    if country_code in ("UA", "RU"):
        for other in others:
            for spelling in romanise(other, country_code):
                add(spelling, NameKind.DERIVED)
    spelt = tuple(spellings(name, country_code))
    keys += [add(spelling, NameKind.DERIVED) for spelling in spelt]
    if feature_class == "A":
        for spelling, key in zip((name, *others, *spelt), keys, strict=True):
            for base in base_names(spelling, key):
                add(base, NameKind.DERIVED)
    elif feature_code == "AIRP":
        for spelling in _airport_names(name, others):
            add(spelling, NameKind.DERIVED)
    elif feature_code == "LK" and (foreign := _FOREIGN_LAKE.match(name)):
        add(f"Lake {name[foreign.end() :]}", NameKind.DERIVED)
    for spelling in derived:
        add(spelling, NameKind.DERIVED)
    for spelling in aside:
        add(spelling, NameKind.UNLIKE)
    for spelling in short:
        add(spelling, NameKind.SHORT)
    for spelling in demonyms:
        key = fold(spelling)
        if feature_class == "A" and main not in (key, f"{key} city"):
            best.pop(key, None)  # "Italian" is no form of "Italian Republic"; "Vatican" is a name
        add(spelling, NameKind.DEMONYM)
        if spelling.endswith(("an", "er", "i")):
            add(spelling + "s", NameKind.DEMONYM)
    return {key: (kind, spelling) for key, (_, kind, spelling) in best.items()}


def _airport_names(name: str, others: Sequence[str]) -> Iterator[str]:
    for spelling in (name, *others):
        plain = _AIRPORT_QUALIFIER.sub("Airport", spelling)
        if plain != spelling:
            yield plain
    if own := _AFTER_AIRPORT.search(name):  # "Amsterdam Airport Schiphol"
        yield own[1]
        yield f"{own[1]} Airport"
    for other in others:
        if not other.endswith("Airport"):
            yield f"{other} Airport"


def _alike(key: str, main: str) -> bool:
    """Tell whether two keys could be spellings of one name: other scripts count as alike."""
    if not key or not main or not (key.isascii() and main.isascii()):
        return True
    if key[:2] == main[:2] or key in main or main in key:
        return True
    pairs = {key[i : i + 2] for i in range(len(key) - 1)}
    others = {main[i : i + 2] for i in range(len(main) - 1)}
    return 2 * len(pairs & others) >= 0.8 * min(len(pairs), len(others))
