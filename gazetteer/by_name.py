"""A name → the places it means, best first."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gazetteer.distance import check_point, distance_km
from gazetteer.folder import Folder
from gazetteer.frozen import dataclass
from gazetteer.geometry import Box
from gazetteer.names import GenericTerm, NameKind, fold, spelling_hash, split_generic
from gazetteer.place import FeatureClass, GazetteerQueryError, Place

__all__ = ["complete", "ranked"]


_CLASSES = ", ".join(FeatureClass)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place of a key: what kind of name it is, and whether a generic term agrees."""

    place: Place
    fid: int
    kind: NameKind
    agrees: bool
    exact: bool  # spelt as asked, diacritics and all
    whole: bool  # the key holds the generic term, too


def ranked(
    folder: Folder,
    name: str,
    *,
    country: str | None,
    near: tuple[float, float] | None,
    fuzzy: bool,
    limit: int,
    feature_class: str | None,
) -> tuple[tuple[Place, float], ...]:
    """Return places with their scores; arguments as for :meth:`Gazetteer.lookup`."""
    if near is not None:
        check_point(*near)
    if feature_class is not None and feature_class not in set(FeatureClass):
        raise GazetteerQueryError(f"no feature class {feature_class!r}: choose from {_CLASSES}")
    found = _named(folder, name, ())
    if not found and "," in name:
        base, *qualifiers = (part.strip() for part in name.split(","))
        found = _named(folder, base, qualifiers)
    if not found and fuzzy:
        with folder.intact():
            keys = folder.index.one_edit(fold(name))
        for key in keys:
            found.extend(_by_key(folder, key, None, key))
    behind = _behind(folder, found)
    best: dict[str, tuple[Place, float]] = {}
    for hit in found:
        place = hit.place
        if country and place.country_code != country.upper():
            continue
        if feature_class and place.feature_class != feature_class:
            continue
        score = _score(folder, hit, near) - behind.get(hit.fid, 0.0)
        if "." in name and hit.kind is NameKind.SHORT and place.feature_code == "PCLI":
            score -= _DOTTED_CODE_WORTH
        if place.place_id not in best or best[place.place_id][1] < score:
            best[place.place_id] = (place, score)
    if country is not None and not best and not folder.has_country(country.upper()):
        raise GazetteerQueryError(f"no country {country!r}: give ISO 3166-1 alpha-2, such as GB")
    ranked = sorted(best.values(), key=lambda hit: (-hit[1], hit[0].place_id))
    return tuple(ranked[: max(limit, 0)])


def _behind(folder: Folder, found: Sequence[_Hit]) -> dict[int, float]:
    """Return by how much a whole stands behind a part of it that bears the same name.

    "England" is that part of the United Kingdom, though the whole is called so too; "Firenze" is
    the city, though the province around it has no other name; "Narva" is the town, not its river.
    """
    units = {hit.fid: hit for hit in found if hit.place.feature_code in _UNITS}
    waters = [
        hit
        for hit in found
        if hit.place.feature_code in _INLAND
        and not hit.agrees
        and (folder.rank(hit.fid) or 0) >= _LESSER_WATER
    ]
    main = {hit.fid for hit in found if hit.kind is NameKind.MAIN}
    behind: dict[int, float] = {}
    for hit in found:
        admin2, admin1, country = folder.units(hit.fid)
        if hit.kind is NameKind.MAIN and hit.place.feature_code == "ADM1" and country not in main:
            behind[country] = _PART_WORTH
        elif hit.place.feature_code == "ADM2" and admin1 in units:
            behind[hit.fid] = _LESSER_UNIT_WORTH
        elif hit.place.feature_class == "P":
            if hit.kind is NameKind.MAIN and hit.place.population >= _KNOWN_TOWN:
                for water in waters:
                    away = distance_km(
                        hit.place.lon, hit.place.lat, water.place.lon, water.place.lat
                    )
                    if away <= _ALONG_KM:
                        behind[water.fid] = _TOWN_WORTH
            for unit in (admin2, admin1):
                seat = hit.place.feature_code in _SEATS
                if (
                    unit in units
                    and not units[unit].agrees
                    and (seat or hit.place.population > _TOWN_SHARE * units[unit].place.population)
                ):
                    behind[unit] = _TOWN_WORTH
    return behind


def _named(folder: Folder, name: str, qualifiers: Sequence[str]) -> list[_Hit]:
    """Return the places of a name that lie in a place of each qualifier."""
    key = fold(name)
    split = split_generic(key)
    hits = _by_key(folder, key, split[1] if split else None, name)
    if split:
        base, term = split
        words = name.split()
        n = base.count(" ") + 1
        spelling = " ".join(words[:n] if term.position == "after" else words[-n:])
        bases = _by_key(folder, base, term, spelling, whole=False)
        hits += [hit for hit in bases if hit.agrees]
    for qualifier in qualifiers:
        wholes = {hit.fid: hit.place for hit in _named(folder, qualifier, ())}
        boxes = [
            box
            for fid, place in wholes.items()
            if place.feature_class in "LTH" and (box := folder.box(fid))
        ]
        hits = [
            hit
            for hit in hits
            # Whatever the worldview, "Taipei, Taiwan" is Taipei.
            if not wholes.keys().isdisjoint(
                (hit.fid, *folder.parents(hit.fid), folder.iso_country(hit.fid))
            )
            or any(_holds(box, hit.place) for box in boxes)
        ]
    return hits


def _holds(box: Box, place: Place) -> bool:
    west, south, east, north = box
    return west <= place.lon <= east and south <= place.lat <= north


def _by_key(
    folder: Folder, key: str, term: GenericTerm | None, spelling: str, *, whole: bool = True
) -> list[_Hit]:
    """Return the places of a key; the spelling decides about abbreviations."""
    key_id = folder.index.get(key)
    if key_id is None:
        return []
    written = spelling_hash(spelling)
    with folder.intact():
        rows = [
            (fid, kind, spelt == written)
            for fid, number, spelt in folder.names_of(key_id)
            if (kind := NameKind(number)) is not NameKind.SHORT or spelt == written
        ]
        places = folder.places([fid for fid, _, _ in rows])
        return [
            _Hit(places[fid], fid, kind, _agrees(places[fid], term), exact, whole)
            for fid, kind, exact in rows
        ]


def complete(folder: Folder, prefix: str, limit: int) -> list[Place]:
    """Return places whose names begin with ``prefix``, best first."""
    best: dict[str, tuple[Place, float]] = {}
    start = fold(prefix)
    with folder.intact():
        keys = folder.index.prefix(start, 20 * limit)
    for key in keys:
        for hit in _by_key(folder, key, None, prefix):
            score = _score(folder, hit, None)
            if fold(hit.place.name).startswith(start):
                score += _SHOWN_WORTH
            if hit.place.place_id not in best or best[hit.place.place_id][1] < score:
                best[hit.place.place_id] = (hit.place, score)
    ranked = sorted(best.values(), key=lambda hit: (-hit[1], hit[0].place_id))
    return [place for place, _ in ranked[:limit]]


def _agrees(place: Place, term: GenericTerm | None) -> bool:
    return term is not None and place.feature_code.startswith(term.codes)


# How much a kind of name, or of place, is worth in powers of ten of population.
_KIND_WORTH = {
    NameKind.MAIN: 0.6,
    NameKind.ALTERNATE: 0.0,
    NameKind.DERIVED: -1.2,
    NameKind.UNLIKE: -1.2,
    NameKind.SHORT: 0.0,
    NameKind.DEMONYM: -1.4,
}
_CODE_WORTH = {
    "PCLI": 3.0,
    "PCLD": 2.0,
    "TERR": 2.0,
    "CONT": 4.0,
    "ADM1": -0.8,
    "ADM2": -0.8,
    "AIRP": -1.0,
    "RGNH": -1.0,
    "PPLA": 0.3,
}
_UNITS = ("ADM1", "ADM2")
_INLAND = ("STM", "CNL", "LK", "RSV")
_LESSER_WATER = 7  # of Natural Earth's ranks
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
_DOTTED_CODE_WORTH = 5.0  # "L.A." is not the ISO code of Laos
_CAPITAL_WORTH = 1.0  # where nothing says near what
_WATER_WORTH = 6.2  # a sea, or what Natural Earth shows first; no population
_BARE_WATER_WORTH = 0.8  # "Kakhovka" alone is the town, not its reservoir
_RANK_WORTH = 0.2  # for each of its ranks
_BYGONE_UNITS = ("ADM1H", "ADM2H", "ADMD")
_BYGONE_WORTH = 4.5  # their inhabitants are counted elsewhere
_FAMOUS_WORTH = 5.8  # terrain and regions are listed only if widely known


def _is_famous(folder: Folder, hit: _Hit) -> bool:
    """Tell whether a water, region or mountain is one of the vendored tables: the known ones."""
    place = hit.place
    return (
        not place.place_id.startswith("geonames:")
        or place.feature_code == "CONT"
        or folder.rank(hit.fid) is not None
    )


def _score(folder: Folder, hit: _Hit, near: tuple[float, float] | None) -> float:
    """Rank namesakes: known names of large places first, nearness where asked."""
    place = hit.place
    size = math.log10(place.population + 10)
    if place.feature_class in "HLT" and not _is_famous(folder, hit):
        pass  # one of all the brooks and hills of a dump
    elif place.feature_class == "H":
        size = _WATER_WORTH - _RANK_WORTH * (folder.rank(hit.fid) or 0)
        if hit.kind is not NameKind.MAIN and not hit.agrees:
            size -= _BARE_WATER_WORTH
    elif place.feature_class in "TL":
        size = max(size, _FAMOUS_WORTH)
    elif place.feature_code in _BYGONE_UNITS:
        size = max(size, _BYGONE_WORTH)
    score = size + _KIND_WORTH[hit.kind] + _CODE_WORTH.get(place.feature_code, 0.0)
    if hit.exact:
        score += _EXACT_WORTH
    if hit.agrees:
        score += _WHOLE_WORTH if hit.whole else _AGREEING_WORTH
    if near is None:
        score += _CAPITAL_WORTH * (place.feature_code == "PPLC")
    else:
        score -= 1.5 * math.log10(1 + distance_km(*near, place.lon, place.lat) / 100)
    return score
