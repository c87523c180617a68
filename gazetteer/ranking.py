"""The places a name may mean → best first: known names of large places, nearness where asked."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from math import log10

from gazetteer.distance import distance_km
from gazetteer.folder import Folder
from gazetteer.names import NameKind
from gazetteer.worth import BARE_WATER_WORTH, DUMP_ONLY, NO_RANK, WORTH_OF_KIND, worth

__all__ = ["Hit", "away_km", "best_first", "population_of", "score_of"]

# A place of a key: its fid, what kind of name it is, whether a generic term agrees, whether it is
# spelt as asked, diacritics and all, and whether the key holds the generic term, too.
Hit = namedtuple("Hit", "fid kind agrees exact whole")

_MAIN, _UNLIKE = int(NameKind.MAIN), int(NameKind.UNLIKE)
_SHORT = int(NameKind.SHORT)
_UNITS = ("ADM1", "ADM2")
_INLAND = ("STM", "CNL", "LK", "RSV")
_PARTED = frozenset({*_UNITS, *_INLAND})
_LESSER_WATER = 7  # of Natural Earth's ranks, and above
_STATES_WATER = 6  # which a province is better known than: "Helmand"
_KNOWN_TOWN = 10_000  # inhabitants
_ALONG_KM = 150.0  # from a town to the middle of its river
_WITHIN_KM = 250.0  # from a province to that
_SEATS = ("PPLA", "PPLA2", "PPLC")
_TOWN_SHARE = 0.1  # of a unit's inhabitants
_TOWN_WORTH = 1.5
_STATE_WORTH = 1.0
_LESSER_UNIT_WORTH = 0.5
_PART_WORTH = 4.0
_EXACT_WORTH = 0.3
_AGREEING_WORTH = 4.0
_WHOLE_WORTH = 5.5
_BASE_WORTH = {"T": 5.2, "H": 4.5}  # islands are mostly listed without "Island"
_DOTTED_CODE_WORTH = 5.0  # "L.A." is not the ISO code of Laos
_CODE_WORTH = 5.0  # nor is "LA", where it can mean a large city
_CAPITAL_WORTH = 1.0  # where nothing says near what


def best_first(
    folder: Folder,
    hits: Sequence[Hit],
    takes: Callable[[int], bool] | None,
    near: tuple[float, float] | None,
    name: str,
) -> list[tuple[int, float]]:
    """Return the fid of each place that ``takes`` lets pass with its best score, greatest first."""
    behind = _behind(folder, hits)
    columns = folder.postings
    size, code, standing = columns.size, columns.code, columns.standing
    listed, of_dump = columns.plain_worths
    best: dict[int, float] = {}
    for hit in hits:
        fid, kind, agrees, exact, _ = hit
        if takes is not None and not takes(fid):
            continue
        at = fid - 1
        added = (listed if standing[at] != DUMP_ONLY else of_dump)[code[at]]
        if added is None or agrees or near is not None:
            score = score_of(folder, hit, near, name)
        else:  # the same sum, as for nearly all that is asked
            score = size[at] + added + WORTH_OF_KIND[kind] + (_EXACT_WORTH if exact else 0.0)
        if behind:
            score -= behind.get(fid, 0.0)
        if fid not in best or best[fid] < score:
            best[fid] = score
    return sorted(best.items(), key=_greatest_first)


def _greatest_first(scored: tuple[int, float]) -> tuple[float, int]:
    return -scored[1], scored[0]


def score_of(folder: Folder, hit: Hit, near: tuple[float, float] | None, name: str) -> float:
    """Return how likely a place is meant beside its namesakes, in powers of ten of inhabitants."""
    fid, kind, agrees, exact, whole = hit
    columns, at = folder.postings, fid - 1
    number = columns.code[at]
    feature_class, feature_code = columns.classes[number], columns.codes[number]
    standing = columns.standing[at]
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
        score -= 1.5 * log10(1 + away_km(folder, *near, fid) / 100)
    elif feature_code == "PPLC":
        score += _CAPITAL_WORTH
    return score


def _behind(folder: Folder, found: Sequence[Hit]) -> dict[int, float]:
    """Return by how much a whole stands behind a part of it that bears the same name.

    "England" is that part of the United Kingdom, though the whole is called so too, and "State of
    Mexico" the part with the whole of that name; "Firenze" is the city, though the province around
    it has no other name; "Narva" is the town, not its river, and "Helmand" the province.
    """
    columns = folder.postings
    numbers = [columns.code[hit[0] - 1] for hit in found]
    if len(found) == 1 or columns.numbers_of(_PARTED).isdisjoint(numbers):
        return {}
    codes = [columns.codes[number] for number in numbers]
    units = {hit.fid: hit for hit, code in zip(found, codes, strict=True) if code in _UNITS}
    ranks = {
        hit.fid: columns.standing[hit.fid - 1] - 1
        for hit, code in zip(found, codes, strict=True)
        if code in _INLAND and not hit.agrees
    }
    waters = [water for water, rank in ranks.items() if _LESSER_WATER <= rank < NO_RANK - 1]
    if not units and not waters:
        return {}
    states = {hit.fid for hit, code in zip(found, codes, strict=True) if code == "ADM1"}
    main = {(hit.fid, hit.whole) for hit in found if hit.kind == _MAIN}
    behind: dict[int, float] = {}
    for hit, number, code in zip(found, numbers, codes, strict=True):
        if code == "ADM1":
            country = folder.units(hit.fid)[2]
            if hit.kind == _MAIN and (country, hit.whole) not in main:
                behind[country] = _PART_WORTH
            for water, rank in ranks.items():
                lon, lat = columns.lon[water - 1], columns.lat[water - 1]
                if rank >= _STATES_WATER and away_km(folder, lon, lat, hit.fid) <= _WITHIN_KM:
                    behind[water] = max(behind.get(water, 0.0), _STATE_WORTH)
        elif code == "ADM2":
            if columns.units(hit.fid)[1] in units:
                behind[hit.fid] = _LESSER_UNIT_WORTH
        elif columns.classes[number] == "P" and (units or waters):
            population = population_of(folder, hit.fid)
            if waters and hit.kind == _MAIN and population >= _KNOWN_TOWN - 1:
                lon, lat = columns.lon[hit.fid - 1], columns.lat[hit.fid - 1]
                for water in waters:
                    if away_km(folder, lon, lat, water) <= _ALONG_KM:
                        behind[water] = _TOWN_WORTH
            for unit in columns.units(hit.fid)[:2]:
                if (
                    unit in units
                    and not units[unit].agrees
                    # Salvador was once called Bahia, too.
                    and (hit.kind != _UNLIKE or units[unit].kind != _MAIN or unit not in states)
                    and (code in _SEATS or population > _TOWN_SHARE * population_of(folder, unit))
                ):
                    behind[unit] = _TOWN_WORTH
    return behind


def population_of(folder: Folder, fid: int) -> float:
    """Return the inhabitants of a place, give or take a few."""
    size: float = folder.postings.size[fid - 1]
    return 10**size - 10


def away_km(folder: Folder, lon: float, lat: float, fid: int) -> float:
    """Return how far a place is from a point (WGS 84 degrees)."""
    return distance_km(lon, lat, folder.postings.lon[fid - 1], folder.postings.lat[fid - 1])
