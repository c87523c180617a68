"""A text's words with what recognition asks of each: how written, which cue, where it stands."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import compress

import numpy as np
import numpy.typing as npt

from gazetteer.generic_terms import GenericTerm, generic_after, generic_before
from gazetteer.index import ScannedText, scan_keys
from gazetteer.names import ARABIC_ARTICLES, fold_token, is_solid
from geo.cues import ENGLISH, cues_of, plainly
from geo.inflection import parted, parts_words
from geo.language import reading_language
from geo.other_uses import given_names, known_otherwise
from geo.scan import Lexicon, Remembered, tokens_from, tokens_of

__all__ = [
    "CAPITAL",
    "CASELESS",
    "LOWER",
    "NUMBER",
    "TIGHT_GAPS",
    "UPPER",
    "Gap",
    "Kind",
    "Word",
    "Words",
    "kind_of",
    "read_words",
]

Counts = npt.NDArray[np.int32]

# How a word is written.
LOWER, CAPITAL, UPPER, CASELESS, NUMBER = range(5)

_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s|[\n\r\u2028\u2029]")
_ABBREVIATED = frozenset(
    """saint sainte mount fort mr mrs ms dr prof gen gov sen rep col capt lt sgt maj rev hon jr sr
    vs no jan feb mar apr aug sept sep oct nov dec inc ltd co corp st ave blvd us uk eu un
    dc""".split()
)
_CONTRACTED = re.compile(r"['’](?:d|m|t|ll|re|ve)$")
_HYPHENS = frozenset("-\u2010\u2011")
TIGHT_GAPS = _HYPHENS | {" ", "\u00a0"}  # between words that may be of one name
_APOSTROPHES = frozenset("'’ʼ`´‘")
_SHOUTED_LETTERS = 12  # of a line, at least; more than three in five of them capitals


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What a word tells of a name beside it; one object for all words of a kind."""

    shape: int
    cue: str
    function: bool
    given: bool
    term: bool


@lru_cache(maxsize=512)  # more than there are
def kind_of(
    shape: int, cue: str = "", *, function: bool = False, given: bool = False, term: bool = False
) -> Kind:
    """Return the kind of words of which this holds; see :class:`Word`."""
    return Kind(shape, cue, function, given, term)


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word as written, whatever its place."""

    surface: str
    key: str
    shape: int
    cue: str
    function: bool  # of those that only tie others together
    term: GenericTerm | None  # that it is after a name
    solid: bool
    letters: int
    capitals: int
    capitalised: bool  # as names are
    may_start: bool  # a name
    leads: bool  # is a generic term before a name
    organisation: bool  # names one, or is its head noun
    facility: bool
    suffix: bool  # is written after an apostrophe: the possessive, a case of Turkish
    given: bool  # is a given name, somewhere in the world
    contracted: bool  # "I’d", "they’re"
    kind: Kind


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """What stands between two words."""

    text: str
    core: str  # without white space
    breaks: bool  # a sentence or line ends in it
    line: bool


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


def _word(surface: str, language: str) -> Word:
    key, shape, cues = fold_token(surface), _shape(surface), cues_of(language)
    plain = key if language == ENGLISH else plainly(surface)
    key = surface if key == surface else key  # one string, not two
    letters = surface if surface.isalpha() else "".join(filter(str.isalpha, surface))
    cue = "" if shape == NUMBER else cues.of(plain)
    if (
        not cue
        and key in known_otherwise()
        and (shape == UPPER or (shape == CAPITAL and plain not in cues.function))
    ):
        cue = "known otherwise"
    function, term = plain in cues.function, generic_after(key)
    given = shape == CAPITAL and key in given_names()
    return Word(
        surface, key, shape, cue, function, term, is_solid(surface[0]), len(letters),
        0 if letters.islower() else sum(map(str.isupper, letters)), shape in (CAPITAL, UPPER),
        shape not in (LOWER, NUMBER), generic_before(key) is not None,
        plain in cues.classes["organisation"], plain in cues.classes["facility"],
        surface[0] in _APOSTROPHES, given, _CONTRACTED.search(surface) is not None,
        kind_of(shape, cue, function=function, given=given, term=term is not None),
    )  # fmt: skip


def _gap(text: str) -> Gap:
    return Gap(text, text.strip(), _SENTENCE_END.search(text) is not None, "\n" in text)


@cache
def _vocabulary(language: str) -> Lexicon[Word]:
    return Lexicon(
        partial(_word, language=language),
        lambda word: word.may_start,
        lambda word: word.shape == LOWER,
        lambda word: word.shape == UPPER,
        lambda word: word.letters,
        lambda word: 5 * word.capitals - 3 * word.letters,  # above 0: more than three in five
        lambda word: word.shape == LOWER and word.key in ARABIC_ARTICLES,
    )


_GAPS = Remembered(_gap)


@dataclass(frozen=True, slots=True)
class Words:
    """A text as words; ``gaps[i]`` stands before word ``i``, the last one after the last word."""

    text: str
    items: Sequence[Word]
    starts: Sequence[int]
    gaps: Sequence[Gap]
    scanned: ScannedText
    names: Sequence[int]  # the words that may begin one
    shouting: Sequence[bool]  # inside a line written in capitals
    lower_keys: frozenset[str]  # keys that also occur in small letters
    language: str  # it is read in

    def __len__(self) -> int:
        return len(self.items)

    def key(self, i: int) -> str:
        """Return the folded form of word ``i``."""
        return self.items[i].key

    def end(self, i: int) -> int:
        """Return the index of the character after word ``i``."""
        return self.starts[i] + len(self.items[i].surface)

    def surface(self, first: int, last: int) -> str:
        """Return the text of words ``first`` to ``last`` (inclusive)."""
        if first == last:
            return self.items[first].surface
        return self.text[self.starts[first] : self.end(last)]

    def starts_sentence(self, i: int) -> bool:
        """Tell whether a sentence, or a line, begins with word ``i``."""
        if i == 0:
            return True
        gap = self.gaps[i]
        if not gap.breaks:
            return False
        if gap.text.startswith(". ") and not gap.line:
            before = self.items[i - 1].key
            if before in _ABBREVIATED or len(before) == 1 or self.items[i].shape == LOWER:
                return False
        return True

    def starts_line(self, i: int) -> bool:
        """Tell whether a line begins with word ``i``."""
        return i == 0 or self.gaps[i].line


def read_words(text: str, begins_name: Callable[[str], bool] = bool) -> Words:
    """Split a text into words and describe them.

    Parameters
    ----------
    begins_name
        Whether some listed name begins with a folded word; asked where words are written together.
    """
    language = reading_language(text)
    tokens = tokens_of(text)
    parts = parts_words(language)
    if parts:
        tokens = tokens_from(parted(tokens.parts, language, begins_name))
    vocabulary = _vocabulary(language)
    items = vocabulary.of(tokens)
    keys = [word.key for word in items]
    if "" in keys:
        tokens = tokens_from(_without_blanks(tokens.parts, keys))
        items = vocabulary.of(tokens)
        keys = [word.key for word in items]
    between = tokens.gaps
    if parts:  # what is written together stands as if it were not
        between = [
            " " if not gap and n and not (word.suffix or word.solid) else gap
            for n, (gap, word) in enumerate(zip(between, items, strict=False))
        ] + [between[-1]]
    may_start, lower, upper, letters, excess, articles = vocabulary.measured(tokens)
    gaps = list(map(_GAPS.__getitem__, between))
    for i in articles[:-1].nonzero()[0].tolist():
        if _begins_name(items, gaps, i):
            items[i] = _word(items[i].surface.capitalize(), language)
            may_start[i] = True
    return Words(
        text, items, tokens.starts, gaps,
        scan_keys(keys, between[:-1]), may_start.nonzero()[0].tolist(),
        _shouting(text, tokens.starts, upper, letters, excess),
        frozenset(compress(keys, lower.tolist())), language,
    )  # fmt: skip


def _begins_name(items: Sequence[Word], gaps: Sequence[Gap], article: int) -> bool:
    """Tell whether a small article begins a name: "in al-Bab"; not that of "Ras al-Ain"."""
    if gaps[article + 1].text not in _HYPHENS or not items[article + 1].capitalised:
        return False
    before, gap = items[article - 1] if article else None, gaps[article].text
    inside = before is not None and before.capitalised and not before.function
    return gap not in _HYPHENS and not (inside and gap == " ")


def _without_blanks(parts: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Let words that fold to nothing be part of the gaps around them."""
    kept = [parts[0]]
    for word, gap, key in zip(parts[1::2], parts[2::2], keys, strict=True):
        if key:
            kept += [word, gap]
        else:
            kept[-1] += word + gap
    return kept


def _shouting(
    text: str, starts: Sequence[int], upper: Counts, letters: Counts, excess: Counts
) -> list[bool]:
    """Tell of each word whether its line is written in capitals."""
    quiet = [False] * len(starts)
    if not starts:
        return quiet
    firsts = {0, *(bisect(starts, end.start()) for end in re.finditer("\n", text))}
    lines = sorted(firsts - {len(starts)})
    loud = np.add.reduceat(excess, lines) > 0
    if not np.count_nonzero(loud):
        return quiet
    loud &= np.add.reduceat(letters, lines) > _SHOUTED_LETTERS
    loud &= np.add.reduceat(upper, lines) > 0
    flags: list[bool] = loud.repeat(np.diff([*lines, len(starts)])).tolist()
    return flags
