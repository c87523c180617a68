"""How much a name of a place is worth beside its namesakes, whatever is asked with it.

In powers of ten of population. The names of a common key are kept in this order when a gazetteer
is built, so that a look-up reads the first of them alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from gazetteer.names import NameKind

__all__ = [
    "BARE_WATER_WORTH",
    "DUMP_ONLY",
    "NO_RANK",
    "WORTH_OF_KIND",
    "plain_worths",
    "renown",
    "worth",
]

DUMP_ONLY = 0  # a standing: none of the vendored tables lists the place
NO_RANK = 14  # they do, and Natural Earth gives no rank; below, one more than the rank it gives

_KIND_WORTH = {
    NameKind.MAIN: 0.6,
    NameKind.ALTERNATE: 0.0,
    NameKind.DERIVED: -1.2,
    NameKind.UNLIKE: -1.2,
    NameKind.SHORT: 0.0,
    NameKind.DEMONYM: -1.4,
}
WORTH_OF_KIND = tuple(_KIND_WORTH[kind] for kind in NameKind)
_MAIN = int(NameKind.MAIN)
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
_WATER_WORTH = 6.2  # a sea, or what Natural Earth shows first; no population
BARE_WATER_WORTH = 0.8  # "Kakhovka" alone is the town, not its reservoir
_RANK_WORTH = 0.2  # for each of its ranks
_BYGONE_UNITS = ("ADM1H", "ADM2H", "ADMD")
_NOT_PLAIN = frozenset({*_BYGONE_UNITS, "PCLI", "PPLC"})
_BYGONE_WORTH = 4.5  # their inhabitants are counted elsewhere
_FAMOUS_WORTH = 5.8  # terrain, regions and buildings are listed only if widely known


def worth(size: float, kind: int, feature_class: str, feature_code: str, standing: int) -> float:
    """Return the worth of a name that nothing but itself is asked with.

    Parameters
    ----------
    size
        log10(population + 10).
    kind
        A ``NameKind``.
    feature_class, feature_code
        GeoNames' codes of the place.
    standing
        See ``gazetteer.columns``.
    """
    known = size if feature_class == "P" else renown(size, feature_class, feature_code, standing)
    if feature_class == "H" and standing != DUMP_ONLY and kind != _MAIN:
        known -= BARE_WATER_WORTH
    return known + WORTH_OF_KIND[kind] + _CODE_WORTH.get(feature_code, 0.0)


def plain_worths(
    codes: Sequence[str], classes: Sequence[str]
) -> tuple[list[float | None], list[float | None]]:
    """Return what each feature code adds to size and kind of name; ``None`` where it takes more.

    First for the places of the vendored tables, then for those that only a dump has. Of towns and
    units, and of nearly all that only a dump has, :func:`worth` is that sum.
    """
    listed, of_dump = (
        [
            _CODE_WORTH.get(code, 0.0) if of_class in plain and code not in _NOT_PLAIN else None
            for code, of_class in zip(codes, classes, strict=True)
        ]
        for plain in (frozenset("PA"), frozenset(classes))
    )
    return listed, of_dump


def renown(size: float, feature_class: str, feature_code: str, standing: int) -> float:
    """Return how well known a place is: by its inhabitants, or as if it had some.

    The arguments are those of :func:`worth`.
    """
    if feature_class in "PA":
        return max(size, _BYGONE_WORTH) if feature_code in _BYGONE_UNITS else size
    if standing == DUMP_ONLY:
        return size  # one of all the brooks and hills of a dump
    if feature_class == "H":
        rank = 0 if standing == NO_RANK else standing - 1
        return _WATER_WORTH - _RANK_WORTH * rank
    famous = feature_class in "TLS" and not feature_code.startswith("AIR")
    return max(size, _FAMOUS_WORTH) if famous else size
