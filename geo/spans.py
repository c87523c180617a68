"""Candidate spans of a text: stretches that a gazetteer name, or a generic term, makes possible."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gazetteer.index import ScannedText, scan_tokens
from gazetteer.names import NameKind, generic_after, split_generic
from geo.cues import FUNCTION_WORDS, cue_of

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = [
    "UNLISTED",
    "CandidateSpan",
    "Profile",
    "Words",
    "candidate_spans",
    "profile_of",
    "read_words",
    "unit_shares",
]

# How a word is written.
LOWER, CAPITAL, UPPER, CASELESS, NUMBER = range(5)

_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s|[\n\r\u2028\u2029]|^$")
_ABBREVIATED = frozenset(
    """saint sainte mount fort mr mrs ms dr prof gen gov sen rep col capt lt sgt maj rev hon jr sr
    vs no jan feb mar apr aug sept sep oct nov dec inc ltd co corp st ave blvd us uk eu un
    dc""".split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """A text's tokens with what recognition asks of each, in parallel tuples."""

    text: str
    scanned: ScannedText
    shapes: tuple[int, ...]
    gaps: tuple[str, ...]  # the characters before each token
    starts_sentence: tuple[bool, ...]
    cues: tuple[str, ...]
    shouting: tuple[bool, ...]  # inside a line written in capitals
    lower_keys: frozenset[str]  # keys that also occur in small letters

    def __len__(self) -> int:
        return len(self.shapes)

    def key(self, i: int) -> str:
        """Return the folded form of token ``i``."""
        return self.scanned.tokens[i].key

    def surface(self, first: int, last: int) -> str:
        """Return the text of tokens ``first`` to ``last`` (inclusive)."""
        tokens = self.scanned.tokens
        return self.text[tokens[first].start : tokens[last].end]


def _shape(word: str) -> int:
    first = word[0]
    if first.isdigit():
        return NUMBER
    if first.isupper() or first.istitle():
        letters = word.replace(".", "").replace("'", "").replace("’", "")
        return UPPER if len(letters) > 1 and letters.isupper() else CAPITAL
    if first.islower():
        # "al-Bab", "d'Ivoire", "iPhone" begin small but hold a capital.
        return CAPITAL if any(c.isupper() for c in word[1:4]) else LOWER
    return CASELESS if first.isalpha() else NUMBER


def _shouting_lines(text: str) -> list[tuple[int, int]]:
    lines = []
    for found in re.finditer(r"[^\n]+", text):
        letters = [c for c in found.group() if c.isalpha()]
        upper = sum(c.isupper() for c in letters)
        if len(letters) > 12 and upper > 0.6 * len(letters):
            lines.append(found.span())
    return lines


def read_words(text: str) -> Words:
    """Tokenise a text and describe its words."""
    scanned = scan_tokens(text)
    shouting_lines = _shouting_lines(text)
    shapes, gaps, begins, cues, shouting = [], [], [], [], []
    lower: set[str] = set()
    end, previous = 0, ""
    for token in scanned.tokens:
        gap = text[end : token.start]
        shape = _shape(text[token.start : token.end])
        if shape == LOWER:
            lower.add(token.key)
        breaks = end == 0 or _SENTENCE_END.search(gap) is not None
        if (
            breaks
            and end
            and gap.startswith(". ")
            and (previous in _ABBREVIATED or len(previous) == 1)
        ):
            breaks = False
        shapes.append(shape)
        gaps.append(gap)
        begins.append(breaks)
        cues.append("" if shape == NUMBER else cue_of(token.key))
        shouting.append(any(a <= token.start < b for a, b in shouting_lines))
        end, previous = token.end, token.key
    return Words(
        text, scanned, tuple(shapes), tuple(gaps), tuple(begins), tuple(cues), tuple(shouting),
        frozenset(lower),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What the gazetteer knows under one name key."""

    kinds: frozenset[NameKind]
    codes: frozenset[str]
    kind: str  # the closest kind of name
    sort: str  # the most prominent sort of place
    size: float  # largest log10(population + 10) of its places
    count: int
    spellings: frozenset[int]  # their hashes
    countries: frozenset[int]  # fids of the units its places lie in
    admin1s: frozenset[int]


_SORTS = (
    ("country", ("PCL", "TERR", "CONT")),
    ("adm1", ("ADM1",)),
    ("capital", ("PPLC", "PPLA")),
    ("place", ("PPL",)),
    ("adm2", ("ADM2", "ADM3")),
    ("water", ("STM", "LK", "RSV", "SEA", "OCN", "GULF", "BAY", "STRT", "CHN")),
    ("region", ("RGN", "PEN", "ISL", "MT", "DSRT", "VAL", "CAPE", "SPIT")),
    ("airport", ("AIRP",)),
)
UNLISTED = Profile(
    frozenset(), frozenset(), "none", "unlisted", 0.0, 0, frozenset(), frozenset(), frozenset()
)


def _sort_of(codes: frozenset[str]) -> str:
    for name, prefixes in _SORTS:
        if any(code.startswith(prefixes) for code in codes):
            return name
    return "other"


@lru_cache(maxsize=1 << 17)
def profile_of(gazetteer: Gazetteer, key_id: int) -> Profile:
    """Describe the places of a name key."""
    columns = gazetteer.columns
    rows = slice(int(columns.key_start[key_id]), int(columns.key_start[key_id + 1]))
    fids = columns.name_fid[rows] - 1
    kinds = frozenset(NameKind(k) for k in columns.name_kind[rows].tolist())
    codes = frozenset(columns.codes[c] for c in columns.code[fids].tolist())
    return Profile(
        kinds,
        codes,
        min(kinds).name.lower(),
        _sort_of(codes),
        float(columns.size[fids].max()),
        len(fids),
        frozenset(columns.name_spelling[rows].tolist()),
        frozenset(columns.country[fids].tolist()),
        frozenset(columns.admin1[fids].tolist()),
    )


@lru_cache(maxsize=4)
def unit_shares(gazetteer: Gazetteer) -> tuple[list[float], list[float]]:
    """Return, by fid of a country and of a first-level unit, its share of all names."""
    columns = gazetteer.columns
    at = columns.name_fid - 1
    least = len(columns.lon) + 1
    country = np.bincount(columns.country[at], minlength=least) / len(at)
    admin1 = np.bincount(columns.admin1[at], minlength=least) / len(at)
    return country.tolist(), admin1.tolist()


@dataclass(frozen=True, slots=True)
class CandidateSpan:
    """Tokens ``first`` to ``last`` may name a place.

    ``base_last`` is the last token without a generic term; ``key_id`` is that of the whole where
    the gazetteer has it, else of the base, else ``None``.
    """

    first: int
    last: int
    base_last: int
    key_id: int | None


def candidate_spans(words: Words, gazetteer: Gazetteer) -> list[CandidateSpan]:
    """Return the spans of a text that may be mentions, in order of their start."""
    spans: list[CandidateSpan] = []
    for first in range(len(words)):
        if words.shapes[first] in (LOWER, NUMBER):
            continue
        spans.extend(_spans_at(words, gazetteer, first))
    return _without_parts(words, spans)


def _without_parts(words: Words, spans: list[CandidateSpan]) -> list[CandidateSpan]:
    """Leave out parts of a listed name with a generic term: the "Mexico" of "Gulf of Mexico"."""
    covering: dict[int, list[CandidateSpan]] = defaultdict(list)
    for span in spans:
        if (
            span.first < span.last
            and span.base_last == span.last
            and words.key(span.last) != "airport"  # an airport is found by its town, then extended
            and split_generic(words.scanned.key(span.first, span.last)) is not None
        ):
            for token in range(span.first, span.last + 1):
                covering[token].append(span)

    def is_part(span: CandidateSpan) -> bool:
        return any(
            whole.first <= span.first
            and span.last <= whole.last
            and whole.last - whole.first > span.last - span.first
            for whole in covering.get(span.first, ())
        )

    return [span for span in spans if not is_part(span)]


def _spans_at(words: Words, gazetteer: Gazetteer, first: int) -> Iterator[CandidateSpan]:
    listed: dict[int, int] = {}
    for span in gazetteer.index.names_at(words.scanned, first):
        if (
            span.last == first
            and words.key(first) in FUNCTION_WORDS
            and words.shapes[first] != UPPER
        ):
            continue
        if words.shapes[span.last] == LOWER and not generic_after(words.key(span.last)):
            continue
        if words.key(span.last) == "s" and words.gaps[span.last] == "":
            continue  # "Kyiv's" is Kyiv
        listed[span.last] = span.key_id
    for last, key_id in listed.items():
        yield CandidateSpan(first, last, last, key_id)
    demonym_only = {
        last: profile_of(gazetteer, key_id).kinds <= {NameKind.DEMONYM, NameKind.UNLIKE}
        for last, key_id in listed.items()
    }
    bases: dict[int, int | None] = {
        last: key for last, key in listed.items() if not demonym_only[last]
    }
    if not listed and words.shapes[first] == CAPITAL and words.key(first) not in FUNCTION_WORDS:
        bases[first] = None  # an unlisted name may still have a generic term: "Neches River"
    for base, base_key in bases.items():
        last = base + 1
        if last in listed or last >= len(words) or words.gaps[last] not in (" ", "\u00a0"):
            continue
        if words.scanned.tokens[last].solid:
            continue
        term = generic_after(words.key(last))
        plural = words.key(last).endswith("s") and not words.surface(last, last)[0].isupper()
        if term is None or plural:
            continue
        if words.shapes[last] == LOWER:
            continue  # "Kherson region": the base is found, then extended
        if base_key is None and words.starts_sentence[first]:
            continue
        yield CandidateSpan(first, last, base, base_key)
