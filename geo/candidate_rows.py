"""One name × gazetteer → the rows of all places it may mean.

By its whole name, by its base without the generic term, by another case, without a part, by one
edit: what is found is remembered from document to document.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from gazetteer.generic_terms import GenericTerm, split_generic
from gazetteer.names import NameKind, spelled_alike, spelling_hash
from gazetteer.worth import renown
from geo.cues import ENGLISH
from geo.groups import NO_PLACE, code_groups
from geo.inflection import inflects, listed_forms

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from gazetteer.columns import Columns

__all__ = [
    "EDITED",
    "INFLECTED",
    "INTEGERS",
    "REALS",
    "WITHOUT_PART",
    "Identity",
    "Rows",
    "rows_of",
]

_MOST = 120  # candidates of one name; the rest are too small to be meant without more context
_NO_SPELLING = 1 << 13  # alike to none
_ISO_CODE = 2  # letters
_REMEMBERED = 1 << 11  # names whose candidates are kept, some 3 MB

# How a name was found in the index: as written, or after a change.
AS_WRITTEN, WITHOUT_PART, EDITED, INFLECTED = range(4)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Identity(NamedTuple):  # asked for by its hash, so that it had better be a tuple
    """What a name is, whatever stands elsewhere in its document.

    Attributes
    ----------
    key, spelling
        Folded and as written.
    term
        The generic term it stands with: in its own span, shared by its list, or before it.
    demonym
        Whether only demonyms are meant.
    article
        Whether it stands alone with "the": rivers, seas, ranges and regions do, towns do not.
    dateline
        Whether a report was written there: that is a town.
    language
        Of the text: names of its own language are usual ones in it, and may be inflected.
    """

    key: str
    spelling: str
    term: GenericTerm | None
    demonym: bool
    article: bool
    dateline: bool = False
    language: str = ENGLISH


# Columns of a name's rows as they are kept: two arrays, so that a document joins but two. The last
# three are the units around a place: a country is in its own country, but not around itself.
INTEGERS = (
    "fid", "name_kind", "exact", "term_agrees", "found", "articled", "group",
    "country", "admin1", "admin2", "around_country", "around_admin1", "around_admin2",
)  # fmt: skip
REALS = ("lon", "lat", "size", "radius", "x", "y", "z")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """The candidates of one name, "no place" first; equal to itself alone.

    Attributes
    ----------
    integers, reals
        ``INTEGERS`` and ``REALS`` × rows.
    most_famous
        The fid of the place of most renown, 0 for none.
    """

    integers: npt.NDArray[np.int32]
    reals: Floats
    most_famous: int


@dataclass(frozen=True, slots=True)
class _Found:
    """Some candidates of one sense, in the order of the gazetteer."""

    fid: Integers
    kind: Integers
    exact: Flags
    agrees: Integers
    found: Integers

    def __getitem__(self, chosen: Flags) -> _Found:
        return _Found(
            self.fid[chosen],
            self.kind[chosen],
            self.exact[chosen],
            self.agrees[chosen],
            self.found[chosen],
        )


_NOTHING = _Found(
    np.zeros(1, np.int64),
    np.zeros(1, np.int64),
    np.zeros(1, np.bool_),
    np.zeros(1, np.int64),
    np.zeros(1, np.int64),
)


def _postings(
    gazetteer: Gazetteer, key: str, demonym: bool
) -> tuple[Integers, Integers, Integers] | None:
    """Return fids, name kinds and spelling hashes of a key; ``None`` for none."""
    key_id = gazetteer.index.get(key)
    if key_id is None:
        return None
    columns = gazetteer.columns
    rows = columns.rows(key_id)
    fids = columns.name_fid[rows].astype(np.int64)
    kinds = columns.kinds(rows).astype(np.int64)
    spellings = columns.spellings(rows).astype(np.int64)
    if demonym and (kinds == NameKind.DEMONYM).any():
        keep = (kinds == NameKind.DEMONYM) | (kinds == NameKind.MAIN)
        fids, kinds, spellings = fids[keep], kinds[keep], spellings[keep]
    if len(fids) > _MOST:
        worth = columns.size[fids - 1] - kinds
        keep = np.sort(np.argsort(-worth, kind="stable")[:_MOST])
        fids, kinds, spellings = fids[keep], kinds[keep], spellings[keep]
    return fids, kinds, spellings


@lru_cache(maxsize=512)
def _agreeing(codes: tuple[str, ...], prefixes: tuple[str, ...]) -> Flags:
    return np.array([code.startswith(prefixes) for code in codes])


@lru_cache(maxsize=_REMEMBERED)
def rows_of(gazetteer: Gazetteer, identity: Identity) -> Rows:
    """Return the candidates of a name."""
    columns = gazetteer.columns
    parts = [_NOTHING, *_found_rows(identity, gazetteer)]
    fid = np.concatenate([part.fid for part in parts])
    at = fid - 1
    at[0] = 0
    group = code_groups(columns.codes, columns.classes)[columns.code[at]]
    units = np.array([column[at] for column in (columns.country, columns.admin1, columns.admin2)])
    found = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("kind", "exact", "agrees", "found")
    )
    articled = np.zeros(len(fid), np.bool_)
    if identity.article and (listed := _postings(gazetteer, f"the {identity.key}", demonym=False)):
        articled = np.isin(fid, listed[0])
    integers = np.array([fid, *found, articled, group, *units, *(units * (units != fid))], np.int32)
    lon, lat = (column[at].astype(np.float64) for column in (columns.lon, columns.lat))
    size = _renown(columns, at)
    integers[:, 0] = lon[0] = lat[0] = size[0] = 0
    integers[INTEGERS.index("group"), 0] = NO_PLACE
    phi, theta = np.radians(lat), np.radians(lon)
    flat = np.cos(phi)
    radius = columns.radius_km(fid)
    xyz = flat * np.cos(theta), flat * np.sin(theta), np.sin(phi)
    return Rows(integers, np.array([lon, lat, size, radius, *xyz]), int(fid[size.argmax()]))


def _renown(columns: Columns, at: Integers) -> Floats:
    codes, sizes = columns.code[at].tolist(), columns.size[at].tolist()
    standing = columns.standing[at].tolist()
    return np.array(
        [
            renown(size, columns.classes[code], columns.codes[code], known)
            for size, code, known in zip(sizes, codes, standing, strict=True)
        ]
    )


# What kind of name one is to a text of its own language: closer by one than to English.
_OWN_KINDS = np.arange(len(NameKind))
_OWN_KINDS[NameKind.ALTERNATE], _OWN_KINDS[NameKind.UNLIKE] = NameKind.MAIN, NameKind.ALTERNATE


# The "Red Sea" is the sea, though a state is called after it.
_MARINE = frozenset({"sea", "ocean", "gulf", "strait", "sea of", "gulf of", "strait of"})

# Some such names are listed as a whole, most by the town's own.
_TOWN_OF = frozenset({"city of", "town of", "village of", "municipality of", "township of"})


def _found_rows(identity: Identity, gazetteer: Gazetteer) -> list[_Found]:
    """Return the candidates of a sense.

    By its whole name, by its base, without a part, by one edit: the first that finds any.
    """
    key, spelling, term = identity.key, identity.spelling, identity.term
    columns = gazetteer.columns
    codes = columns.codes
    parts: list[_Found] = []

    foreign = identity.language != ENGLISH

    def add(key: str, spelling: int, term: GenericTerm | None, found: int) -> bool:
        postings = _postings(gazetteer, key, identity.demonym)
        if postings is None:
            return False
        fids, kinds, spellings = postings
        same = spelled_alike(spellings, spelling)
        if foreign:
            kinds = _OWN_KINDS[kinds]
        keep = (kinds != NameKind.SHORT) | same
        if len(key) == _ISO_CODE:
            code = (kinds == NameKind.SHORT) & _agreeing(codes, ("PCLI",))[columns.code[fids - 1]]
            if (same & ~code & (kinds != NameKind.MAIN)).any():
                keep &= ~code  # "L.A." and "CA" are neither Laos nor Canada
        for part in parts:
            keep &= (fids[:, None] != part.fid).all(axis=1)
        if not keep.any():
            return False
        fids, kinds, same = fids[keep], kinds[keep], same[keep]
        agree = np.zeros(len(fids), np.int64)
        if term is not None and term.term != "area":  # "the Kherson area" lies around any kind
            place_codes = columns.code[fids - 1]
            agree = np.where(_agreeing(codes, term.codes)[place_codes], 1, -1)
        parts.append(_Found(fids, kinds, same, agree, np.full(len(fids), found)))
        return True

    split = split_generic(key)
    if add(key, spelling_hash(spelling), term, AS_WRITTEN):
        if split is not None and split[1].term in _MARINE and (parts[0].agrees > 0).any():
            parts = [parts[0][parts[0].agrees > 0]]
        elif (
            split is not None
            and split[0]
            and (split[1].term in _TOWN_OF or _is_another_name(parts[0], split[1]))
            and add(split[0], spelling_hash(_base_of(spelling, split)), split[1], AS_WRITTEN)
        ):
            # "North West province" is listed for one, and another's name is "North West".
            parts[1] = parts[1][parts[1].agrees > 0]
    elif split is not None and split[0]:
        add(split[0], spelling_hash(_base_of(spelling, split)), split[1], AS_WRITTEN)
        if any((part.agrees > 0).any() for part in parts):
            # The term is part of the name: where some place is of its kind, no other is meant.
            parts = [part[part.agrees > 0] for part in parts]
    if inflects(identity.language):
        for form in listed_forms(key, identity.language):
            own_term = split_generic(form)
            add(form, spelling_hash(form.title()), own_term[1] if own_term else term, INFLECTED)
    if not parts:
        for variant in _variants(key):
            if add(variant, _NO_SPELLING, term, WITHOUT_PART):
                break
        else:
            # Misspelt names begin right: "Maitama" is no Saitama.
            near_keys = gazetteer.index.one_edit(key) if len(key) > 6 else ()
            for near in [near for near in near_keys if near[0] == key[0]][:8]:
                add(near, _NO_SPELLING, term, EDITED)
    return parts


def _is_another_name(found: _Found, term: GenericTerm) -> bool:
    """Tell whether a name with its term is no place's own: a bare one may be meant, too."""
    return term.position == "after" and bool((found.kind != NameKind.MAIN).all())


def _base_of(spelling: str, split: tuple[str, GenericTerm]) -> str:
    """Return what is left of a name as written without its generic term."""
    words, count = spelling.split(), len(split[0].split(" "))
    return " ".join(words[:count] if split[1].position == "after" else words[-count:])


_PARTS = frozenset(
    "north south east west northern southern eastern western central downtown upper lower greater"
    " metro inner old the northeast northwest southeast southwest suburban rural".split()
)


def _variants(key: str) -> list[str]:
    """Return other keys to try for a name not listed: without direction or possessive."""
    words = key.split(" ")
    variants = []
    if len(words) > 1 and words[0] in _PARTS:
        variants.append(" ".join(words[1:]))
    if len(words) > 1 and words[-1] == "s":
        variants.append(" ".join(words[:-1]))
    if len(words) > 2 and words[0] == "city" and words[1] == "of":
        variants.append(" ".join(words[2:]))
    return variants
