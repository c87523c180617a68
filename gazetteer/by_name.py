"""A name → the places it means, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from math import sqrt

from gazetteer.distance import check_point
from gazetteer.folder import Folder
from gazetteer.generic_terms import GenericTerm, split_generic
from gazetteer.geometry import Box
from gazetteer.names import NameKind, fold, spelled_alike, spelling_hash
from gazetteer.place import FeatureClass, GazetteerQueryError, Place
from gazetteer.postings import KIND_BITS, KINDS, MANY
from gazetteer.ranking import Hit, away_km, best_first, population_of, score_of

__all__ = ["complete", "found", "ranked"]

_CLASSES = ", ".join(FeatureClass)
_SHORT, _MAIN = int(NameKind.SHORT), int(NameKind.MAIN)
_FIRST = 20  # of a common key's names, and as many as are asked for: the greatest come first
_TOWN_KM, _KM_PER_ROOT = 3.0, 0.02  # a town of a million reaches 23 km from its middle
_SHOWN_WORTH = 1.5  # what is offered begins as what was typed
_tuple = tuple.__new__  # makes a named one in half the time


def found(
    folder: Folder,
    name: str,
    country: str | None,
    near: tuple[float, float] | None,
    fuzzy: bool,
    limit: int,
    feature_class: str | None,
) -> tuple[Place, ...]:
    """Return the places; arguments as for :meth:`Gazetteer.lookup`."""
    if country is None and near is None and feature_class is None and limit > 0:
        with folder.intact():
            if fid := _only(folder, name):
                return (folder.at(fid),)
    scored = ranked(folder, name, country, near, fuzzy, limit, feature_class)
    return tuple([place for place, _ in scored])


def _only(folder: Folder, name: str) -> int:
    """Return the fid of the one place of a name, as most names have it; 0 where more is to say."""
    key = fold(name)
    key_id = folder.index.get(key)
    if key_id is None or (" " in key and split_generic(key)):
        return 0
    fid, form = folder.postings.only(key_id)
    return 0 if form & KINDS == _SHORT else fid  # of which the spelling decides


def ranked(
    folder: Folder,
    name: str,
    country: str | None,
    near: tuple[float, float] | None,
    fuzzy: bool,
    limit: int,
    feature_class: str | None,
) -> tuple[tuple[Place, float], ...]:
    """Return places with their scores; arguments as for :meth:`Gazetteer.ranked`."""
    if near is not None:
        check_point(*near)
    if feature_class is not None and feature_class not in set(FeatureClass):
        raise GazetteerQueryError(f"no feature class {feature_class!r}: choose from {_CLASSES}")
    with folder.intact():
        takes = _filter(folder, country, feature_class) if country or feature_class else None
        most = None if near else _FIRST + max(limit, 0)
        tries = _tries(folder, name, takes, most, fuzzy)
        spelt, hits = next((tried for tried in tries if tried[1]), (name, []))
        scored = best_first(folder, hits, takes, near, spelt)
        if not scored and country and not folder.has_country(country.upper()):
            raise GazetteerQueryError(
                f"no country {country!r}: give ISO 3166-1 alpha-2, such as GB"
            )
        return tuple([(folder.at(fid), score) for fid, score in scored[: max(limit, 0)]])


def _filter(
    folder: Folder, country: str | None, feature_class: str | None
) -> Callable[[int], bool]:
    """Return what tells whether a place is of a country and a class."""
    code = country.upper() if country else ""
    unit = folder.postings.countries.get(code, 0)

    def takes(fid: int) -> bool:
        if feature_class is not None and _class(folder, fid) != feature_class:
            return False
        if not code:
            return True
        return folder.units(fid)[2] == unit if unit else folder.at(fid).country_code == code

    return takes


def _code(folder: Folder, fid: int) -> str:
    return folder.postings.codes[folder.postings.code[fid - 1]]


def _class(folder: Folder, fid: int) -> str:
    return folder.postings.classes[folder.postings.code[fid - 1]]


def _tries(
    folder: Folder,
    name: str,
    takes: Callable[[int], bool] | None,
    most: int | None,
    fuzzy: bool,
) -> Iterator[tuple[str, list[Hit]]]:
    """Yield how a name may be spelt, and the places of that: the surest first."""
    yield name, _listed(folder, name, takes, most)
    full = _in_full(name)
    spellings = dict.fromkeys((name, full, _unelided(full)))
    for spelt in [*spellings][1:]:
        yield spelt, _listed(folder, spelt, takes, most)
    for spelt in spellings:
        yield spelt, _by_foreign_term(folder, spelt, takes, most)
    if fuzzy:
        yield full, _within_one_edit(folder, full, takes, most)


def _listed(
    folder: Folder, name: str, takes: Callable[[int], bool] | None, most: int | None
) -> list[Hit]:
    """Return the places of a name as it is spelt, with qualifiers behind commas if it must be."""
    hits = _named(folder, name, (), takes, most)
    if not hits and "," in name:
        base, *qualifiers = (part.strip() for part in name.split(","))
        hits = _named(folder, base, qualifiers, takes, None)
    return hits


def _named(
    folder: Folder,
    name: str,
    qualifiers: Sequence[str],
    takes: Callable[[int], bool] | None,
    most: int | None,
) -> list[Hit]:
    """Return the places of a name that lie in a place of each qualifier.

    ``takes`` and ``most`` are those of :func:`_by_key`.
    """
    key = fold(name)
    split = split_generic(key) if " " in key else None
    if split is None or split[0] == "the":  # "the Emirates" are none called "the"
        hits = _by_key(folder, key, None, name, takes, most)
    else:
        base, term = split
        hits = _by_key(folder, key, term, name, takes, most)
        words = name.split()
        n = base.count(" ") + 1
        spelling = " ".join(words[:n] if term.position == "after" else words[-n:])
        others = _by_key(folder, base, term, spelling, takes, most, whole=False)
        if any(h.kind == _MAIN and _code(folder, h.fid).startswith(term.codes[0]) for h in hits):
            # "Itaipu Dam" is listed: it is not the reservoir, whose dam it would else be.
            others = [h for h in others if _code(folder, h.fid).startswith(term.codes[0])]
        hits += others
    for qualifier in qualifiers:
        wholes = {hit.fid for hit in _named(folder, qualifier, (), None, None)}
        towns = [fid for fid in wholes if _class(folder, fid) == "P"]
        boxes = [box for fid in wholes if _class(folder, fid) in "LTH" and (box := folder.box(fid))]
        hits = [
            hit
            for hit in hits
            # Whatever the worldview, "Taipei, Taiwan" is Taipei.
            if not wholes.isdisjoint(
                (hit.fid, *folder.parents(hit.fid), folder.iso_country(hit.fid))
            )
            or any(_holds(box, folder, hit.fid) for box in boxes)
            or any(_is_part(folder, hit.fid, town) for town in towns)
        ]
    return hits


def _by_foreign_term(
    folder: Folder, name: str, takes: Callable[[int], bool] | None, most: int | None
) -> list[Hit]:
    """Return the units of a name with a generic term of another language: "Halep ili"."""
    if " " not in name and name.isascii():
        return []
    from gazetteer.foreign_terms import split_foreign  # not worth its time to most look-ups

    if (split := split_foreign(fold(name))) is None:
        return []
    base, term = split
    hits = _by_key(folder, base, term, base, takes, most, whole=False)
    if hits:
        return hits
    # Else of a seat that the unit is named after: "ヘルソン州", where only the city is listed so.
    units = {
        folder.postings.units(hit.fid)[1]: hit
        for hit in _by_key(folder, base, None, base, None, most)
        if _class(folder, hit.fid) == "P"
    }
    return [
        Hit(unit, int(NameKind.DERIVED), True, False, False)
        for unit, seat in units.items()
        if unit and _named_after(folder, unit, seat.fid)
    ]


def _within_one_edit(
    folder: Folder, name: str, takes: Callable[[int], bool] | None, most: int | None
) -> list[Hit]:
    """Return the places of all keys that are one edit away."""
    keys = folder.index.one_edit(fold(name))
    return [hit for key in keys for hit in _by_key(folder, key, None, key, takes, most)]


def _named_after(folder: Folder, unit: int, town: int) -> bool:
    key, own = fold(folder.at(unit).name), fold(folder.at(town).name)
    return key == own or ((split := split_generic(key)) is not None and split[0] == own)


_DIRECTIONS = {"N.": "North", "S.": "South", "E.": "East", "W.": "West"}
_ELIDED = re.compile(r"\b(d|l|dell)['’](?=\w)", re.IGNORECASE)
_FULL = {"d": "de ", "l": "", "dell": "di "}


def _in_full(name: str) -> str:
    """Return a name without its article, "S. Sudan" in full."""
    first, _, rest = name.strip().partition(" ")
    if rest and first.lower() == "the":
        name = rest
        first, _, rest = name.partition(" ")
    return f"{_DIRECTIONS[first]} {rest}" if rest and first in _DIRECTIONS else name


def _unelided(name: str) -> str:
    """Write "Région d'Afar" as "Région de Afar": it is not of a place called "Dafar"."""
    return _ELIDED.sub(lambda elided: _FULL[elided[1].lower()], name)


def _is_part(folder: Folder, fid: int, town: int) -> bool:
    """Tell whether a quarter lies in a town, by how far one of its inhabitants extends."""
    if _code(folder, fid) != "PPLX":
        return False
    lon, lat = folder.postings.lon[town - 1], folder.postings.lat[town - 1]
    reach = _TOWN_KM + sqrt(max(population_of(folder, town), 0)) * _KM_PER_ROOT
    return away_km(folder, lon, lat, fid) <= reach


def _holds(box: Box, folder: Folder, fid: int) -> bool:
    west, south, east, north = box
    lon, lat = folder.postings.lon[fid - 1], folder.postings.lat[fid - 1]
    return bool(west <= lon <= east and south <= lat <= north)


def _by_key(
    folder: Folder,
    key: str,
    term: GenericTerm | None,
    spelling: str,
    takes: Callable[[int], bool] | None,
    most: int | None,
    *,
    whole: bool = True,
) -> list[Hit]:
    """Return the places of a key, where it is but a base those alone that agree with the term.

    The spelling decides about abbreviations. Of a common key ``most`` of those that ``takes`` lets
    pass are enough, the first and greatest.
    """
    key_id = folder.index.get(key)
    if key_id is None:
        return []
    fids, forms = folder.postings.of(key_id, most if takes is None and whole else None)
    if most is not None and len(fids) <= max(most, MANY):
        most = None  # they are in no order of worth
    written = spelling_hash(spelling)
    hits = []
    for fid, form in zip(fids, forms):  # noqa: B905 - of one length, and here time tells
        kind = form & KINDS
        listed = form >> KIND_BITS
        exact = listed == written or spelled_alike(listed, written)
        if kind == _SHORT and not exact:
            continue
        agrees = term is not None and (
            _code(folder, fid).startswith(term.codes)
            # Camp David is called so: the term is a part of a spot's own name, whatever it says.
            or (whole and kind == _MAIN and exact and _class(folder, fid) == "S")
        )
        if (whole or agrees) and (most is None or takes is None or takes(fid)):
            hits.append(_tuple(Hit, (fid, kind, agrees, exact, whole)))
            if len(hits) == most:
                break
    return hits


def complete(folder: Folder, prefix: str, limit: int) -> list[Place]:
    """Return places whose names begin with ``prefix``, best first."""
    best: dict[int, float] = {}
    start = fold(prefix)
    with folder.intact():
        for key in folder.index.prefix(start, 20 * limit):
            for hit in _by_key(folder, key, None, prefix, None, _FIRST + limit):
                score = score_of(folder, hit, None, prefix)
                if fold(folder.at(hit.fid).name).startswith(start):
                    score += _SHOWN_WORTH
                if hit.fid not in best or best[hit.fid] < score:
                    best[hit.fid] = score
        ranked = sorted(best.items(), key=lambda scored: (-scored[1], scored[0]))
        return [folder.at(fid) for fid, _ in ranked[:limit]]
