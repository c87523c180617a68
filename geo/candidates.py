"""Mention × gazetteer → the places each mention may mean, as arrays over the whole document.

Mentions written alike mean one place in a document far more often than not, so candidates belong to
a *sense*: one written form with its generic term; each mention has one sense.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gazetteer.names import (
    GenericTerm,
    NameKind,
    fold,
    generic_after,
    generic_before,
    spelling_hash,
    split_generic,
)

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.model import Mention

__all__ = ["CandidateTable", "Sense", "find_candidates"]

_MOST = 120  # candidates of one name; the rest are too small to be meant without more context

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


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
    parents
        Indexes of the senses that the text names as containing it ("Paris, Texas"), strongest form.
    loose_parents
        The same for weaker forms ("Paris in Texas", "Texas town of Paris").
    """

    key: str
    spelling: str
    term: GenericTerm | None
    demonym: bool
    article: bool
    mentions: tuple[int, ...]
    parents: tuple[int, ...] = ()
    loose_parents: tuple[int, ...] = ()


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
    exact: npt.NDArray[np.bool_]
    term_agrees: Integers  # 1 agrees, -1 conflicts, 0 no generic term
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
    terms = _shared_terms(text, mentions)
    numbers: dict[tuple[str, str | None, bool, bool, bool], int] = {}
    members: list[list[int]] = []
    heads: list[tuple[str, str, GenericTerm | None, bool, bool]] = []
    sense_of: list[int] = []
    for i, mention in enumerate(mentions):
        key = fold(mention.text)
        term = terms[i]
        if (split := split_generic(key)) is not None:
            term = split[1]
        upper = mention.text.isupper()
        article = term is None and mention.kind == "toponym" and _stands_with_article(text, mention)
        identity = (key, term.term if term else None, mention.kind == "demonym", article, upper)
        number = numbers.setdefault(identity, len(numbers))
        if number == len(members):
            members.append([])
            heads.append((key, mention.text, term, mention.kind == "demonym", article))
        members[number].append(i)
        sense_of.append(number)
    parents, loose = _parents(text, mentions, sense_of)
    senses = tuple(
        Sense(*head, tuple(members[n]), tuple(sorted(parents[n])), tuple(sorted(loose[n])))
        for n, head in enumerate(heads)
    )
    return _table(senses, tuple(sense_of), gazetteer)


# --- What the text says around a mention ----------------------------------------------------------

# An article begins a list anew: "to Moscow, and the Oryol and Tula regions".
_LIST_GAP = re.compile(r"^(?:,|,? and|,? or|,? as well as|/)\s*$")
_PLURAL_TERM = re.compile(r"^(?:-| )?([A-Za-z]+)\b")
_TERM_BEFORE = re.compile(
    r"\b([a-z]+(?: of)?)(?: called| named)? $"
)  # "the town of ", "the village "
# An office says what kind of place it is held in.
_OFFICES = {
    office: GenericTerm(office, "before", codes)
    for offices, codes in (
        ("governor|governors|head|leader|administrator", ("ADM1", "PCL", "TERR", "RGN")),
        ("president|prime minister|king|queen|emperor|sultan", ("PCL", "TERR", "ADM1", "RGN")),
        ("mayor|deputy mayor", ("PPL", "ADM2", "ADM3")),
    )
    for office in offices.split("|")
}
_OFFICE_BEFORE = re.compile(r"\b([Pp]rime minister|[Dd]eputy mayor|[A-Za-z]+) of $")
_PLACE_NOUN = (
    r"(?:city|town|village|region|province|county|district|river|island|port|suburb|state)"
)
_APPOSITION = re.compile(rf"^, (?:a|an|the)(?: [a-z-]+){{0,3}}? ({_PLACE_NOUN})\b")


_ARTICLE = re.compile(r"\b[Tt]he $")
# What may follow a name that ends its noun phrase.
_PHRASE_END = re.compile(
    r"^(?:['’]s\b|[.,;:)!?\n]|$|\s+(?:and|or|in|on|at|to|from|for|since|with|near|by|after|before|into"
    r"|as|is|was|were|are|has|had|have|which|that|who|where|when|while|but|between|during|until)\b)"
)


def _stands_with_article(text: str, mention: Mention) -> bool:
    """Tell "the Nile, …" from "the Texas governor"."""
    before = text[max(0, mention.start - 5) : mention.start]
    after = text[mention.end : mention.end + 12]
    return bool(_ARTICLE.search(before) and _PHRASE_END.match(after))


def _shared_terms(text: str, mentions: Sequence[Mention]) -> list[GenericTerm | None]:
    """Return the generic term that stands beside each mention outside its span.

    "the Rostov, Krasnodar and Stavropol regions": the plural head noun is shared by the whole list.
    """
    terms: list[GenericTerm | None] = [None] * len(mentions)
    for i, mention in enumerate(mentions):
        after = text[mention.end : mention.end + 40]
        found = _PLURAL_TERM.match(after)
        if found and (term := generic_after(fold(found.group(1)))) and mention.kind == "toponym":
            word = found.group(1)
            plural = word.endswith("s") and word[0].islower()
            terms[i] = term
            if plural:
                j = i
                while j > 0 and _LIST_GAP.match(text[mentions[j - 1].end : mentions[j].start]):
                    j -= 1
                    terms[j] = terms[j] or term
        elif found := _APPOSITION.match(after):
            terms[i] = generic_after(found.group(1))
        if terms[i] is None:
            before = _TERM_BEFORE.search(text[max(0, mention.start - 40) : mention.start])
            if before:
                terms[i] = generic_before(before.group(1))
        if terms[i] is None and mention.kind == "toponym":
            office = _OFFICE_BEFORE.search(text[max(0, mention.start - 24) : mention.start])
            if office:
                terms[i] = _OFFICES.get(office.group(1).lower())
    return terms


_STRICT_GAP = re.compile(r"^,\s?$|^ \($")
# "Paris in northern Texas", "Paris, a town in Texas"
_LOOSE_GAP = re.compile(
    r"^,? (?:in|of)(?: the)?(?: [a-z]+(?:ern)?)?(?: [a-z]+ (?:state|province|region) of)? $"
    rf"|^,? (?:a|the) (?:[a-z-]+ )?{_PLACE_NOUN} (?:in|of)(?: [a-z]+ern)? $"
)
# "Texas town of Paris", "Ukraine's Kherson"
_OWNER_GAP = re.compile(rf"^(?:['’]s)?(?: [a-z]+)?(?: (?:capital|{_PLACE_NOUN})(?: of)?,?)? $")


def _parents(
    text: str, mentions: Sequence[Mention], sense_of: Sequence[int]
) -> tuple[list[set[int]], list[set[int]]]:
    count = max(sense_of, default=-1) + 1
    strict: list[set[int]] = [set() for _ in range(count)]
    loose: list[set[int]] = [set() for _ in range(count)]
    for i in range(len(mentions) - 1):
        left, right = sense_of[i], sense_of[i + 1]
        gap = text[mentions[i].end : mentions[i + 1].start]
        if left == right or len(gap) > 48:
            continue
        if _STRICT_GAP.match(gap) and not _in_list(text, mentions, i):
            strict[left].add(right)
            after = i + 2
            if after < len(mentions) and text[mentions[i + 1].end : mentions[after].start] == ", ":
                strict[left].add(sense_of[after])  # "Paris, Lamar County, Texas"
        elif _LOOSE_GAP.match(gap):
            loose[left].add(right)
        elif mentions[i + 1].kind == "toponym" and _OWNER_GAP.match(gap):
            loose[right].add(left)
    return strict, loose


def _in_list(text: str, mentions: Sequence[Mention], i: int) -> bool:
    """Tell whether the comma after mention ``i`` looks like a list's: "Rome, Paris and London"."""
    end = mentions[i + 1].end
    if re.match(r",? (?:and|or) ", text[end : end + 6]):
        return True
    before = text[max(0, mentions[i].start - 2) : mentions[i].start]
    more = i + 2 < len(mentions) and re.match(
        r"^, (?:and |or )?$", text[end : mentions[i + 2].start]
    )
    return bool(more and before == ", ")


# --- Rows -----------------------------------------------------------------------------------------


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
def _agreeing(codes: tuple[str, ...], prefixes: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([code.startswith(prefixes) for code in codes])


def _table(
    senses: tuple[Sense, ...], sense_of: tuple[int, ...], gazetteer: Gazetteer
) -> CandidateTable:
    columns = gazetteer.columns
    fids, kinds, exact, agrees, start = [], [], [], [], [0]
    nothing = np.zeros(1, np.int64)
    for sense in senses:
        parts = _sense_rows(sense, gazetteer)
        size = 1
        fids.append(nothing)
        kinds.append(nothing)
        exact.append(np.zeros(1, bool))
        agrees.append(nothing)
        for part_fids, part_kinds, part_exact, part_agrees in parts:
            fids.append(part_fids)
            kinds.append(part_kinds)
            exact.append(part_exact)
            agrees.append(part_agrees)
            size += len(part_fids)
        start.append(start[-1] + size)
    fid = np.concatenate(fids) if fids else np.zeros(0, np.int64)
    sense_number = np.repeat(np.arange(len(senses)), np.diff(start))
    real = fid > 0
    at = np.where(real, fid - 1, 0)

    def floats(column: npt.NDArray[np.float32]) -> Floats:
        return np.where(real, column[at], np.float32(0)).astype(np.float64)

    def integers(column: npt.NDArray[np.uint32] | npt.NDArray[np.uint8]) -> Integers:
        return np.where(real, column[at], 0).astype(np.int64)

    lon, lat = floats(columns.lon), floats(columns.lat)
    phi, theta = np.radians(lat), np.radians(lon)
    xyz = np.stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)], axis=1)
    return CandidateTable(
        senses,
        sense_of,
        np.array(start, np.int64),
        sense_number.astype(np.int64),
        fid,
        np.concatenate(kinds) if kinds else fid,
        np.concatenate(exact) if exact else real,
        np.concatenate(agrees) if agrees else fid,
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
Rows = tuple[Integers, Integers, npt.NDArray[np.bool_], Integers]


def _sense_rows(sense: Sense, gazetteer: Gazetteer) -> list[Rows]:
    """Return the candidate rows of a sense: by its whole name, by its base, by one edit."""
    written = spelling_hash(sense.spelling)
    codes = gazetteer.columns.codes
    rows: list[Rows] = []

    def add(key: str, spelling: int, term: GenericTerm | None) -> bool:
        found = _postings(gazetteer, key, sense.demonym)
        if found is None:
            return False
        fids, kinds, spellings = found
        same = spellings == spelling
        keep = (kinds != NameKind.SHORT) | same
        if seen := {int(f) for part in rows for f in part[0]}:
            keep &= ~np.isin(fids, list(seen))
        if not keep.any():
            return False
        fids, kinds, same = fids[keep], kinds[keep], same[keep]
        agree = np.zeros(len(fids), np.int64)
        if term is not None:
            place_codes = gazetteer.columns.code[fids - 1]
            agree = np.where(_agreeing(codes, term.codes)[place_codes], 1, -1)
        rows.append((fids, kinds, same, agree))
        return True

    key = sense.key
    split = split_generic(key)
    if add(key, written, sense.term):
        if split is not None and split[1].term in _MARINE and (rows[0][3] > 0).any():
            rows = [tuple(column[rows[0][3] > 0] for column in rows[0])]  # type: ignore[list-item]
    elif split is not None and split[0]:
        base, term = split
        words = sense.spelling.split()
        count = len(base.split(" "))
        surface = " ".join(words[:count] if term.position == "after" else words[-count:])
        add(base, spelling_hash(surface), term)
        if any((part[3] > 0).any() for part in rows):
            # The term is part of the name: where some place is of its kind, no other is meant.
            rows = [tuple(column[part[3] > 0] for column in part) for part in rows]  # type: ignore[misc]
    if not rows:
        for variant in _variants(key):
            if add(variant, 0, sense.term):
                break
        else:
            for near in gazetteer.index.one_edit(key)[:8] if len(key) > 6 else ():
                add(near, 0, sense.term)
    return rows


_PARTS = frozenset(
    "north south east west northern southern eastern western central downtown upper lower greater"
    " metro inner old new the northeast northwest southeast southwest suburban rural".split()
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
