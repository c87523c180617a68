"""Mention × gazetteer → the places each mention may mean, as arrays over the whole document.

Mentions written alike mean one place in a document far more often than not, so candidates belong to
a *sense*: one written form with its generic term; each mention has one sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gazetteer.names import GenericTerm, NameKind, fold, spelling_hash, split_generic
from geo.surroundings import list_neighbours, named_parents, shared_terms, stands_with_article

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.model import Mention

__all__ = ["EDITED", "WITHOUT_PART", "CandidateTable", "Sense", "find_candidates"]

_MOST = 120  # candidates of one name; the rest are too small to be meant without more context
_ABBREVIATION = 4  # letters of a name that may mean another thing in capitals ("us", "US")

# How a name was found in the index: as written, or after a change.
AS_WRITTEN, WITHOUT_PART, EDITED = range(3)

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sense:
    """One name as this document uses it.

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
    mentions
        Indexes of its mentions.
    name
        Number shared with the senses that differ only by their generic term: they are one name, and
        none is a witness for another.
    parents
        Indexes of the senses that the text names as containing it ("Paris, Texas"), strongest form.
    loose_parents
        The same for weaker forms ("Paris in Texas", "Texas town of Paris").
    listed_with
        Indexes of the senses beside it in lists.
    """

    key: str
    spelling: str
    term: GenericTerm | None
    demonym: bool
    article: bool
    mentions: tuple[int, ...]
    name: int
    parents: tuple[int, ...] = ()
    loose_parents: tuple[int, ...] = ()
    listed_with: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CandidateTable:
    """All candidates of a document, one row each; rows of sense ``s`` are ``start[s]:start[s+1]``.

    The first row of each sense is "no place" (``fid`` 0). Coordinates in WGS 84 degrees; ``xyz``
    are unit vectors.
    """

    senses: tuple[Sense, ...]
    sense_of: tuple[int, ...]  # mention → sense
    start: Integers
    sense: Integers
    fid: Integers
    name_kind: Integers
    exact: Flags
    term_agrees: Integers  # 1 agrees, -1 conflicts, 0 no generic term
    found: Integers  # as written, without a part, one letter changed
    lon: Floats
    lat: Floats
    size: Floats
    code: Integers
    country: Integers
    admin1: Integers
    admin2: Integers
    xyz: Floats


def find_candidates(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> CandidateTable:
    """Return the candidates of all mentions of a text."""
    terms = shared_terms(text, mentions)
    numbers: dict[tuple[str, str | None, bool, bool, bool], int] = {}
    names: dict[str, int] = {}
    members: list[list[int]] = []
    heads: list[tuple[str, str, GenericTerm | None, bool, bool]] = []
    sense_of: list[int] = []
    for i, mention in enumerate(mentions):
        key = fold(mention.text)
        term = terms[i]
        if (split := split_generic(key)) is not None:
            term = split[1]
        capitals = len(key) <= _ABBREVIATION and mention.text.isupper()
        article = term is None and mention.kind == "toponym" and stands_with_article(text, mention)
        identity = (key, term.term if term else None, mention.kind == "demonym", article, capitals)
        number = numbers.setdefault(identity, len(numbers))
        if number == len(members):
            members.append([])
            heads.append((key, mention.text, term, mention.kind == "demonym", article))
        members[number].append(i)
        sense_of.append(number)
    parents, loose = named_parents(text, mentions, sense_of)
    listed: list[set[int]] = [set() for _ in heads]
    for i in list_neighbours(text, mentions):
        left, right = sense_of[i], sense_of[i + 1]
        if left != right:
            listed[left].add(right)
            listed[right].add(left)
    senses = tuple(
        Sense(
            *head,
            tuple(members[n]),
            names.setdefault(_bare(head[0]), len(names)),
            tuple(sorted(parents[n])),
            tuple(sorted(loose[n])),
            tuple(sorted(listed[n])),
        )
        for n, head in enumerate(heads)
    )
    return _table(senses, tuple(sense_of), gazetteer)


def _bare(key: str) -> str:
    split = split_generic(key)
    return split[0] if split is not None and split[0] else key


# --- Rows -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one sense, or some of them."""

    fid: Integers
    kind: Integers
    exact: Flags
    agrees: Integers
    found: Integers

    def __getitem__(self, chosen: Flags) -> _Rows:
        columns = (self.fid, self.kind, self.exact, self.agrees, self.found)
        return _Rows(*(column[chosen] for column in columns))


def _joined(parts: Sequence[_Rows]) -> _Rows:
    return _Rows(
        np.concatenate([part.fid for part in parts]),
        np.concatenate([part.kind for part in parts]),
        np.concatenate([part.exact for part in parts]),
        np.concatenate([part.agrees for part in parts]),
        np.concatenate([part.found for part in parts]),
    )


_NOTHING = _Rows(
    np.zeros(1, np.int64),
    np.zeros(1, np.int64),
    np.zeros(1, np.bool_),
    np.zeros(1, np.int64),
    np.zeros(1, np.int64),
)


@lru_cache(maxsize=1 << 16)
def _postings(
    gazetteer: Gazetteer, key: str, demonym: bool
) -> tuple[Integers, Integers, Integers] | None:
    """Return fids, name kinds and spelling hashes of a key; ``None`` for none."""
    key_id = gazetteer.index.get(key)
    if key_id is None:
        return None
    columns = gazetteer.columns
    rows = slice(int(columns.key_start[key_id]), int(columns.key_start[key_id + 1]))
    fids = columns.name_fid[rows].astype(np.int64)
    kinds = columns.name_kind[rows].astype(np.int64)
    spellings = columns.name_spelling[rows].astype(np.int64)
    if demonym and (kinds == NameKind.DEMONYM).any():
        keep = kinds == NameKind.DEMONYM
        fids, kinds, spellings = fids[keep], kinds[keep], spellings[keep]
    if len(fids) > _MOST:
        worth = columns.size[fids - 1] - kinds
        keep = np.sort(np.argsort(-worth, kind="stable")[:_MOST])
        fids, kinds, spellings = fids[keep], kinds[keep], spellings[keep]
    return fids, kinds, spellings


@lru_cache(maxsize=512)
def _agreeing(codes: tuple[str, ...], prefixes: tuple[str, ...]) -> Flags:
    return np.array([code.startswith(prefixes) for code in codes])


def _table(
    senses: tuple[Sense, ...], sense_of: tuple[int, ...], gazetteer: Gazetteer
) -> CandidateTable:
    columns = gazetteer.columns
    parts = [
        _sense_rows(gazetteer, sense.key, sense.spelling, sense.term, sense.demonym)
        for sense in senses
    ]
    rows = _joined(parts) if parts else _NOTHING[np.zeros(1, np.bool_)]
    lengths = np.array([len(part.fid) for part in parts], np.int64)
    start = np.zeros(len(senses) + 1, np.int64)
    np.cumsum(lengths, out=start[1:])
    real = rows.fid > 0
    at = np.where(real, rows.fid - 1, 0)

    def floats(column: npt.NDArray[np.float32]) -> Floats:
        return np.where(real, column[at], np.float32(0)).astype(np.float64)

    def integers(column: npt.NDArray[np.uint32] | npt.NDArray[np.uint8]) -> Integers:
        return np.where(real, column[at], 0).astype(np.int64)

    lon, lat = floats(columns.lon), floats(columns.lat)
    phi, theta = np.radians(lat), np.radians(lon)
    flat = np.cos(phi)
    xyz = np.stack([flat * np.cos(theta), flat * np.sin(theta), np.sin(phi)], axis=1)
    return CandidateTable(
        senses,
        sense_of,
        start,
        np.repeat(np.arange(len(senses)), lengths),
        rows.fid,
        rows.kind,
        rows.exact,
        rows.agrees,
        rows.found,
        lon,
        lat,
        floats(columns.size),
        integers(columns.code),
        integers(columns.country),
        integers(columns.admin1),
        integers(columns.admin2),
        xyz,
    )


# The "Red Sea" is the sea, though a state is called after it.
_MARINE = frozenset({"sea", "ocean", "gulf", "strait", "sea of", "gulf of", "strait of"})


@lru_cache(maxsize=1 << 14)
def _sense_rows(
    gazetteer: Gazetteer, key: str, spelling: str, term: GenericTerm | None, demonym: bool
) -> _Rows:
    """Return the candidates of a sense, "no place" first.

    By its whole name, by its base, without a part, by one edit: the first that finds any.
    """
    codes = gazetteer.columns.codes
    parts: list[_Rows] = []

    def add(key: str, spelling: int, term: GenericTerm | None, found: int) -> bool:
        postings = _postings(gazetteer, key, demonym)
        if postings is None:
            return False
        fids, kinds, spellings = postings
        same = spellings == spelling
        keep = (kinds != NameKind.SHORT) | same
        for part in parts:
            keep &= ~np.isin(fids, part.fid)
        if not keep.any():
            return False
        fids, kinds, same = fids[keep], kinds[keep], same[keep]
        agree = np.zeros(len(fids), np.int64)
        if term is not None and term.term != "area":  # "the Kherson area" lies around any kind
            place_codes = gazetteer.columns.code[fids - 1]
            agree = np.where(_agreeing(codes, term.codes)[place_codes], 1, -1)
        parts.append(_Rows(fids, kinds, same, agree, np.full(len(fids), found)))
        return True

    split = split_generic(key)
    if add(key, spelling_hash(spelling), term, AS_WRITTEN):
        if split is not None and split[1].term in _MARINE and (parts[0].agrees > 0).any():
            parts = [parts[0][parts[0].agrees > 0]]
    elif split is not None and split[0]:
        base, own = split
        words = spelling.split()
        count = len(base.split(" "))
        surface = " ".join(words[:count] if own.position == "after" else words[-count:])
        add(base, spelling_hash(surface), own, AS_WRITTEN)
        if any((part.agrees > 0).any() for part in parts):
            # The term is part of the name: where some place is of its kind, no other is meant.
            parts = [part[part.agrees > 0] for part in parts]
    if not parts:
        for variant in _variants(key):
            if add(variant, 0, term, WITHOUT_PART):
                break
        else:
            for near in gazetteer.index.one_edit(key)[:8] if len(key) > 6 else ():
                add(near, 0, term, EDITED)
    return _joined([_NOTHING, *parts])


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
