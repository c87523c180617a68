"""A name → the places it means, best first."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from math import log10, sqrt

from gazetteer.distance import check_point, distance_km
from gazetteer.folder import Folder
from gazetteer.geometry import Box
from gazetteer.names import GenericTerm, NameKind, fold, spelled_alike, spelling_hash, split_generic
from gazetteer.place import FeatureClass, GazetteerQueryError, Place
from gazetteer.postings import KIND_BITS, KINDS
from gazetteer.worth import BARE_WATER_WORTH, DUMP_ONLY, NO_RANK, worth

__all__ = ["complete", "ranked"]


_CLASSES = ", ".join(FeatureClass)


# A place of a key: its fid, what kind of name it is, whether a generic term agrees, whether it is
# spelt as asked, diacritics and all, and whether the key holds the generic term, too.
_Hit = namedtuple("_Hit", "fid kind agrees exact whole")
_tuple = tuple.__new__  # makes one in half the time


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
        found = _named(folder, name, (), takes, most)
        if not found and "," in name:
            base, *qualifiers = (part.strip() for part in name.split(","))
            found = _named(folder, base, qualifiers, takes, None)
        if not found and (other := _respelt(name)) is not None:
            return ranked(folder, other, country, near, fuzzy, limit, feature_class)
        if not found and fuzzy:
            for key in folder.index.one_edit(fold(name)):
                found += _by_key(folder, key, None, key, takes, most)
        if len(found) == 1 and takes is None and limit > 0:  # as most names have it
            return ((folder.at(found[0].fid), _score(folder, found[0], near, name)),)
        scored = _scored(folder, found, takes, near, name)
        if not scored and country and not folder.has_country(country.upper()):
            raise GazetteerQueryError(
                f"no country {country!r}: give ISO 3166-1 alpha-2, such as GB"
            )
        return tuple([(folder.at(fid), score) for fid, score in scored[: max(limit, 0)]])


def _scored(
    folder: Folder,
    found: Sequence[_Hit],
    takes: Callable[[int], bool] | None,
    near: tuple[float, float] | None,
    name: str,
) -> list[tuple[int, float]]:
    """Return the fid of each place with its best score, the greatest first."""
    behind = _behind(folder, found)
    best: dict[int, float] = {}
    for hit in found:
        fid = hit.fid
        if takes is None or takes(fid):
            score = _score(folder, hit, near, name) - behind.get(fid, 0.0)
            if fid not in best or best[fid] < score:
                best[fid] = score
    return sorted(best.items(), key=_greatest_first)


def _greatest_first(scored: tuple[int, float]) -> tuple[float, int]:
    return -scored[1], scored[0]


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


def _population(folder: Folder, fid: int) -> float:
    size: float = folder.postings.size[fid - 1]
    return 10**size - 10


def _away(folder: Folder, lon: float, lat: float, fid: int) -> float:
    return distance_km(lon, lat, folder.postings.lon[fid - 1], folder.postings.lat[fid - 1])


def _behind(folder: Folder, found: Sequence[_Hit]) -> dict[int, float]:
    """Return by how much a whole stands behind a part of it that bears the same name.

    "England" is that part of the United Kingdom, though the whole is called so too; "Firenze" is
    the city, though the province around it has no other name; "Narva" is the town, not its river.
    """
    columns = folder.postings
    numbers = [columns.code[hit.fid - 1] for hit in found]
    codes = [columns.codes[number] for number in numbers]
    if _PARTED.isdisjoint(codes):
        return {}
    units = {hit.fid: hit for hit, code in zip(found, codes, strict=True) if code in _UNITS}
    waters = [
        hit.fid
        for hit, code in zip(found, codes, strict=True)
        if code in _INLAND
        and not hit.agrees
        and _LESSER_WATER < columns.standing[hit.fid - 1] < NO_RANK
    ]
    states = {hit.fid for hit, code in zip(found, codes, strict=True) if code == "ADM1"}
    main = {hit.fid for hit in found if hit.kind == _MAIN}
    behind: dict[int, float] = {}
    for hit, number, code in zip(found, numbers, codes, strict=True):
        if code == "ADM1":
            if hit.kind == _MAIN and (country := folder.units(hit.fid)[2]) not in main:
                behind[country] = _PART_WORTH
        elif code == "ADM2":
            if columns.units(hit.fid)[1] in units:
                behind[hit.fid] = _LESSER_UNIT_WORTH
        elif columns.classes[number] == "P" and (units or waters):
            population = _population(folder, hit.fid)
            if waters and hit.kind == _MAIN and population >= _KNOWN_TOWN - 1:
                lon, lat = columns.lon[hit.fid - 1], columns.lat[hit.fid - 1]
                for water in waters:
                    if _away(folder, lon, lat, water) <= _ALONG_KM:
                        behind[water] = _TOWN_WORTH
            for unit in columns.units(hit.fid)[:2]:
                if (
                    unit in units
                    and not units[unit].agrees
                    # Salvador was once called Bahia, too.
                    and (hit.kind != _UNLIKE or units[unit].kind != _MAIN or unit not in states)
                    and (code in _SEATS or population > _TOWN_SHARE * _population(folder, unit))
                ):
                    behind[unit] = _TOWN_WORTH
    return behind


def _named(
    folder: Folder,
    name: str,
    qualifiers: Sequence[str],
    takes: Callable[[int], bool] | None,
    most: int | None,
) -> list[_Hit]:
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


_DIRECTIONS = {"N.": "North", "S.": "South", "E.": "East", "W.": "West"}


def _respelt(name: str) -> str | None:
    """Return how else a name may be listed: without its article, or "S. Sudan" in full."""
    first, _, rest = name.strip().partition(" ")
    if not rest:
        return None
    if first.lower() == "the":
        return rest
    return f"{_DIRECTIONS[first]} {rest}" if first in _DIRECTIONS else None


def _is_part(folder: Folder, fid: int, town: int) -> bool:
    """Tell whether a quarter lies in a town, by how far one of its inhabitants extends."""
    if _code(folder, fid) != "PPLX":
        return False
    lon, lat = folder.postings.lon[town - 1], folder.postings.lat[town - 1]
    reach = _TOWN_KM + sqrt(max(_population(folder, town), 0)) * _KM_PER_ROOT
    return _away(folder, lon, lat, fid) <= reach


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
) -> list[_Hit]:
    """Return the places of a key, where it is but a base those alone that agree with the term.

    The spelling decides about abbreviations. Of a common key ``most`` of those that ``takes`` lets
    pass are enough, the first and greatest.
    """
    key_id = folder.index.get(key)
    if key_id is None:
        return []
    fids, forms = folder.postings.of(key_id, most if takes is None and whole else None)
    if most is not None and len(fids) <= most:
        most = None
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
            hits.append(_tuple(_Hit, (fid, kind, agrees, exact, whole)))
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
                score = _score(folder, hit, None, prefix)
                if fold(folder.at(hit.fid).name).startswith(start):
                    score += _SHOWN_WORTH
                if hit.fid not in best or best[hit.fid] < score:
                    best[hit.fid] = score
        ranked = sorted(best.items(), key=_greatest_first)
        return [folder.at(fid) for fid, _ in ranked[:limit]]


_TOWN_KM, _KM_PER_ROOT = 3.0, 0.02  # a town of a million reaches 23 km from its middle
_SHORT, _MAIN, _UNLIKE = int(NameKind.SHORT), int(NameKind.MAIN), int(NameKind.UNLIKE)
_FIRST = 64  # of a common key's names: those of greatest worth come first
_UNITS = ("ADM1", "ADM2")
_INLAND = ("STM", "CNL", "LK", "RSV")
_PARTED = {*_UNITS, *_INLAND}
_LESSER_WATER = 7  # of Natural Earth's ranks, and above
_KNOWN_TOWN = 10_000  # inhabitants
_ALONG_KM = 150.0  # from a town to the middle of its river
_SEATS = ("PPLA", "PPLA2", "PPLC")
_TOWN_SHARE = 0.1  # of a unit's inhabitants
_TOWN_WORTH = 1.5
_LESSER_UNIT_WORTH = 0.5
_PART_WORTH = 4.0
_EXACT_WORTH = 0.3
_SHOWN_WORTH = 1.5  # what is offered begins as what was typed
_AGREEING_WORTH = 4.0
_WHOLE_WORTH = 5.5
_BASE_WORTH = {"T": 5.2, "H": 4.5}  # islands are mostly listed without "Island"
_DOTTED_CODE_WORTH = 5.0  # "L.A." is not the ISO code of Laos
_CODE_WORTH = 5.0  # nor is "LA", where it can mean a large city
_CAPITAL_WORTH = 1.0  # where nothing says near what


def _score(folder: Folder, hit: _Hit, near: tuple[float, float] | None, name: str) -> float:
    """Rank namesakes: known names of large places first, nearness where asked."""
    fid, kind, agrees, exact, whole = hit
    columns, at = folder.postings, fid - 1
    code, standing = columns.code[at], columns.standing[at]
    feature_class, feature_code = columns.classes[code], columns.codes[code]
    score = worth(columns.size[at], kind, feature_class, feature_code, standing)
    if exact:
        score += _EXACT_WORTH
    if agrees:
        if whole:
            score += _WHOLE_WORTH
        elif kind == _MAIN:
            score += _BASE_WORTH.get(feature_class, _AGREEING_WORTH)
        else:
            score += _AGREEING_WORTH
        if feature_class == "H" and kind != _MAIN and standing != DUMP_ONLY:
            score += BARE_WATER_WORTH
    if feature_code == "PCLI":
        if kind == _SHORT and "." in name:
            score -= _DOTTED_CODE_WORTH
        elif len(name) == 2 and columns.countries.get(name) == fid:
            score -= _CODE_WORTH
    if near is not None:
        score -= 1.5 * log10(1 + _away(folder, *near, fid) / 100)
    elif feature_code == "PPLC":
        score += _CAPITAL_WORTH
    return score
