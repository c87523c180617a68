"""A name → the places it means, best first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from gazetteer.distance import distance_km
from gazetteer.folder import Folder
from gazetteer.names import GenericTerm, NameKind, fold, spelling_hash, split_generic
from gazetteer.place import Place

__all__ = ["complete", "ranked"]


class _Hit(NamedTuple):
    """A place of a key: what kind of name it is, and whether a generic term agrees."""

    place: Place
    fid: int
    kind: NameKind
    agrees: bool


def ranked(
    folder: Folder,
    name: str,
    *,
    country: str | None,
    near: tuple[float, float] | None,
    fuzzy: bool,
    limit: int,
    feature_class: str | None,
) -> list[tuple[Place, float]]:
    """Return places with their scores; arguments as for :meth:`Gazetteer.lookup`."""
    found = _named(folder, name, ())
    if not found and "," in name:
        base, *qualifiers = (part.strip() for part in name.split(","))
        found = _named(folder, base, qualifiers)
    if not found and fuzzy:
        with folder.intact():
            keys = folder.index.one_edit(fold(name))
        for key in keys:
            found.extend(_by_key(folder, key, None, key))
    # "England" is the part of that name, though the whole is called so too.
    wholes = {
        folder.units(hit.fid)[2]
        for hit in found
        if hit.kind is NameKind.MAIN and hit.place.feature_code == "ADM1"
    }
    best: dict[str, tuple[Place, float]] = {}
    for hit in found:
        place = hit.place
        if country and place.country_code != country.upper():
            continue
        if feature_class and place.feature_class != feature_class:
            continue
        score = _score(place, hit.kind, hit.agrees, near)
        if hit.fid in wholes and hit.kind is not NameKind.MAIN:
            score -= _PART_WORTH
        if place.place_id not in best or best[place.place_id][1] < score:
            best[place.place_id] = (place, score)
    return sorted(best.values(), key=lambda hit: (-hit[1], hit[0].place_id))[: max(limit, 0)]


def _named(folder: Folder, name: str, qualifiers: Sequence[str]) -> list[_Hit]:
    """Return the places of a name that lie in a place of each qualifier."""
    key = fold(name)
    hits = _by_key(folder, key, None, name)
    if split := split_generic(key):
        base, term = split
        hits = [hit._replace(agrees=_agrees(hit.place, term)) for hit in hits]
        words = name.split()
        n = base.count(" ") + 1
        spelling = " ".join(words[:n] if term.position == "after" else words[-n:])
        hits += [hit for hit in _by_key(folder, base, term, spelling) if hit.agrees]
    for qualifier in qualifiers:
        units = {hit.fid for hit in _by_key(folder, fold(qualifier), None, qualifier)}
        hits = [hit for hit in hits if not units.isdisjoint(folder.units(hit.fid))]
    return hits


def _by_key(folder: Folder, key: str, term: GenericTerm | None, spelling: str) -> list[_Hit]:
    key_id = folder.index.get(key)
    if key_id is None:
        return []
    written = spelling_hash(spelling)
    with folder.intact():
        rows = [
            (fid, NameKind(kind))
            for fid, kind, spelt in folder.names_of(key_id)
            if kind != NameKind.SHORT or spelt == written
        ]
    places = [(folder.at(fid), fid, kind) for fid, kind in rows]
    return [_Hit(place, fid, kind, _agrees(place, term)) for place, fid, kind in places]


def complete(folder: Folder, prefix: str, limit: int) -> list[Place]:
    """Return places whose names begin with ``prefix``, best first."""
    best: dict[str, tuple[Place, float]] = {}
    with folder.intact():
        keys = folder.index.prefix(fold(prefix), 20 * limit)
    for key in keys:
        for hit in _by_key(folder, key, None, prefix):
            score = _score(hit.place, hit.kind, False, None)
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
    NameKind.UNLIKE: -1.5,
    NameKind.SHORT: 0.0,
    NameKind.DEMONYM: -2.0,
}
_CODE_WORTH = {"PCLI": 3.0, "CONT": 4.0, "ADM1": -1.5, "ADM2": -2.0, "AIRP": -1.0}
_PART_WORTH = 4.0
_CAPITAL_WORTH = 1.0  # where nothing says near what
_WATER_WORTH = 4.5  # no population: as a town of some 30,000


def _score(place: Place, kind: NameKind, agrees: bool, near: tuple[float, float] | None) -> float:
    """Rank namesakes: known names of large places first, nearness where asked."""
    size = math.log10(place.population + 10)
    if place.population == 0 and place.feature_class in "HTL":
        size = _WATER_WORTH
    score = size + _KIND_WORTH[kind] + _CODE_WORTH.get(place.feature_code, 0.0)
    if agrees:
        score += 4.0
    if near is None:
        score += _CAPITAL_WORTH * (place.feature_code == "PPLC")
    else:
        score -= 1.5 * math.log10(1 + distance_km(*near, place.lon, place.lat) / 100)
    return score
