"""What speaks for and against a candidate span being a place mention, as named features.

None of them is a word of a corpus: shapes, classes of the gazetteer and cue classes of
``geo.cues``; what the whole document says is in ``geo.repeats``.
"""

from __future__ import annotations

import math

from gazetteer.generic_terms import generic_after, split_generic
from gazetteer.names import NameKind
from geo.cues import ENGLISH
from geo.listing import Profile, is_listed_so
from geo.other_uses import NO_OTHER_USE, other_uses
from geo.spans import CandidateSpan
from geo.words import (
    CAPITAL,
    CASELESS,
    LOWER,
    NUMBER,
    TIGHT_GAPS,
    UPPER,
    Gap,
    Kind,
    Words,
    kind_of,
)

__all__ = [
    "Features",
    "Left",
    "Right",
    "Shape",
    "case_suffix",
    "left_context",
    "of_left",
    "of_name",
    "of_right",
    "of_shape",
    "right_context",
    "shape_of",
]

Features = dict[str, float]

_RUN_ON = frozenset({" ", ". "})
_QUOTES = frozenset("\"'“”‘’«»„")
_PLACING = frozenset({"in", "at", "from", "of"})
_PERSONAL = ("honorific", "title", "given")
_AHEAD = 8  # words in which the head of a capitalised sequence is looked for
_RUN = 4  # capitalised words looked at on either side
_LOUD = -1  # of them, where all words are capitals
_BLANK = Gap(" ", "", breaks=False, line=False)


# --- The name -------------------------------------------------------------------------------------


def of_name(words: Words, span: CandidateSpan, profile: Profile) -> Features:
    """Return what a name itself tells: its kinds, sizes, spelling, other uses."""
    kind, sort = profile.kind, profile.sort
    foreign = words.language != ENGLISH
    if foreign and kind in ("alternate", "unlike"):
        kind = "main"  # in their own language those are, and accents are as its spelling has them
    length = span.last - span.first + 1
    f: Features = {"bias": 1.0, f"tokens={min(length, 4)}": 1.0}
    # Countries' names are all in use; of towns' other names many are not.
    f[f"kind={kind}, country" if sort == "country" else f"kind={kind}"] = 1.0
    f[f"class={sort}"] = 1.0
    if NameKind.DEMONYM in profile.kinds:
        f["demonym"] = 1.0
    if sort not in ("unlisted", "water", "region", "airport"):
        f[f"size={min(int(profile.size), 6)}"] = 1.0
        f["log size"] = profile.size / 6
    base = words.scanned.key(span.first, span.base_last)
    # A letter of Chinese, Thai or Korean tells about as much as three of an alphabet.
    letters = min(len(base) * (3 if words.items[span.first].solid else 1), 10) / 10
    f["letters"] = letters
    if kind not in ("main", "none") and sort != "country":
        f[f"letters, {kind}"] = letters
        if profile.count == 1:
            f[f"only place, {kind}"] = 1.0
    if length == 1:
        uses = other_uses(base)
        # That "polish" is a word says nothing of "Polish".
        f[f"english={0 if profile.means_people else uses.english}"] = 1.0
        f[f"surname={uses.surname}"] = 1.0
        f[f"given={uses.given}"] = 1.0
        if sort != "country":  # who is called Jordan says little of Jordan
            f[f"surname abroad={uses.surname_abroad}"] = 1.0
        if uses == NO_OTHER_USE and not words.items[span.first].cue:
            f["no other use"] = 1.0
    f["log count"] = math.log1p(profile.count) / 4
    surface = words.surface(span.first, span.base_last)
    exact = (
        span.inflected
        or (foreign and kind != "short")
        or is_listed_so(surface, profile)
        # "River Severn" is listed as "Severn".
        or (words.items[span.first].leads and is_listed_so(surface.partition(" ")[2], profile))
        or (words.shouting[span.first] and is_listed_so(surface.title(), profile))
        or (
            length > 1
            and words.items[span.base_last].shape == LOWER
            and is_listed_so(_with_capital_term(surface), profile)
        )
    )
    f[f"exact={exact}"] = 1.0
    if not exact and kind == "short":
        f["short but other case"] = 1.0
    if span.dotted:
        f["abbreviation"] = 1.0
    if span.base_last == span.last:
        split = split_generic(words.scanned.key(span.first, span.last)) if length > 1 else None
        if split is not None:
            agrees = any(code.startswith(split[1].codes) for code in profile.codes)
            f[f"listed with a generic term that {'agrees' if agrees else 'conflicts'}"] = 1.0
    elif (term := generic_after(words.key(span.last))) is not None:
        agrees = any(code.startswith(term.codes) for code in profile.codes)
        told = "agrees" if agrees else "conflicts" if profile.codes else "unlisted"
        f[f"generic {told}"] = f[f"generic={term.term}"] = 1.0
    return f


def _with_capital_term(surface: str) -> str:
    """Write "Clarendon parish" as it is listed, "Clarendon Parish"."""
    name, _, term = surface.rpartition(" ")
    return f"{name} {term.capitalize()}"


# in a line of capitals, starts a sentence, starts a line, small elsewhere, of one word; the first
# word: its shape, its characters where they matter, its cue; whether the last of several names an
# organisation, a facility
Shape = tuple[bool, bool, bool, bool, bool, int, int, str, bool, bool]


def shape_of(words: Words, span: CandidateSpan, starts_sentence: bool) -> Shape:
    """Return how a span is written, as far as it matters."""
    start, end = span.first, span.last
    first, last = words.items[start], words.items[end]
    single = start == end
    loud = words.shouting[start]
    shape = first.shape
    length = 0
    if shape == CASELESS:
        length = min(len(words.surface(start, end)), 4)
    elif shape == UPPER and single and not loud:
        length = min(len(first.surface.replace(".", "")), 5)
    return (
        loud, starts_sentence, starts_sentence and words.starts_line(start),
        single and first.key in words.lower_keys, single, shape, length, first.cue,
        not single and last.cue == "organisation", not single and last.facility,
    )  # fmt: skip


def of_shape(written: Shape) -> Features:
    """Return what that tells."""
    f: Features = {}
    loud, starts_sentence, starts_line, small_elsewhere, single, shape, length, cue, *ends = written
    organisation, facility = ends
    if loud:
        f["in capitals line"] = 1.0
    elif shape == UPPER and single:
        f[f"upper={length}"] = 1.0
    if shape == CASELESS:
        f["caseless"] = 1.0
        f[f"caseless letters={length}"] = 1.0
    if starts_sentence:
        f["starts sentence"] = 1.0
        if small_elsewhere:
            f["starts sentence, small elsewhere"] = 1.0
    if starts_line:
        f["starts line"] = 1.0
    if small_elsewhere:
        f["small elsewhere"] = 1.0
    if cue:
        f[f"{'is' if single else 'begins with'} {cue}"] = 1.0
    if organisation:
        f["ends in organisation"] = 1.0
    if facility:
        f["ends in facility"] = 1.0
    return f


# --- What stands before it ------------------------------------------------------------------------

# gap, word before, whether that is a possessive; cues of the two before that, where they matter;
# capitalised words before in a run, _LOUD in a line of capitals, where they tell nothing
Left = tuple[Gap, Kind, bool, str, str, int] | None
_LOOKS_BACK = frozenset({"the", "of", "part"})


def left_context(words: Words, first: int) -> Left:
    """Return what stands before a word, as far as it matters."""
    items, gaps = words.items, words.gaps
    gap, word = gaps[first], items[first - 1]
    if word.cue == "head" and words.language != ENGLISH:
        # Other languages put names in apposition: "río Ebro" is as "the river of Ebro".
        return gap, kind_of(word.shape, "of", function=True), False, "head", "", 0
    second = third = ""
    if word.cue in _LOOKS_BACK and first > 1:
        second = items[first - 2].cue
        if second == "of" and first > 2:
            third = items[first - 3].cue
    run = 0
    if word.capitalised and words.shouting[first]:
        run = _LOUD
    elif word.capitalised:
        while (
            run < _RUN
            and run < first
            and gaps[first - run].text in _RUN_ON
            and items[first - run - 1].capitalised
            and not items[first - run - 1].function
        ):
            run += 1
    return gap, word.kind, word.suffix and not gaps[first - 1].text, second, third, run


def case_suffix(words: Words, last: int) -> Left:
    """Return a suffix that says where ("Hatay'da") as the preposition it stands for."""
    items, i = words.items, last + 1
    if i == len(items) or not items[i].suffix or items[i].cue not in _PLACING:
        return None
    return _BLANK, kind_of(LOWER, items[i].cue, function=True), False, "", "", 0


def of_left(context: Left, *, single: bool, names_unit: bool) -> Features:
    """Return what that tells of a name, where that is of one word, or names a unit."""
    if context is None:
        return {"left=start": 1.0}
    gap, word, possessive, second, third, run = context
    core, cue = gap.core, word.cue
    shape = LOWER if run == _LOUD and not core else word.shape
    run = max(run, 0)
    f: Features = {"capitals before": run / _RUN}
    if core and not _QUOTES.isdisjoint(core):
        f["left=quote"] = 1.0
    if core == "," and shape != LOWER:
        f["left=comma"] = 1.0
        if names_unit:
            f["left=comma, unit"] = 1.0
        return f
    if gap.text not in TIGHT_GAPS and gap.text != ". ":  # "Mr. Lincoln": no sentence begins here
        f["left=other"] = 1.0
        if "(" in core:
            f["left=bracket"] = 1.0
        if "/" in core:
            f["left=slash"] = 1.0
        return f
    if "-" in gap.text:
        f["left=hyphen"] = 1.0
    if possessive and cue != "the":
        f["left=possessive"] = 1.0
        return f
    if cue == "the":
        f["left=the"] = 1.0
        if second in _PLACING:
            f["left=in the"] = 1.0
            if second == "of" and third:
                f[f"left={third} of the"] = 1.0
        return f
    if shape == NUMBER:
        f["left=number"] = 1.0
        return f
    if cue:
        f[f"left={cue}"] = 1.0
        if cue in _PERSONAL and shape != LOWER:
            f[f"left=capital {cue}"] = 1.0
        if cue == "of" and second:
            f[f"left={second} of"] = 1.0
        if cue == "part":
            if second in _PLACING:
                f["left=in part"] = 1.0
            return f
    if (
        shape in (CAPITAL, UPPER)
        and not word.function
        and cue not in ("honorific", "title", "calendar", "part")
    ):
        f["left=capital"] = 1.0
        if single:
            f["left=capital, single"] = 1.0
            if word.given:
                f["left=a given name abroad"] = 1.0
    elif not cue and shape == LOWER:
        f["left=small"] = 1.0
    return f


# --- What stands after it -------------------------------------------------------------------------

# gap, word after, whether past a possessive; cue of the word after that, where it matters; whether
# a run of capitalised words has an organisation, or a facility, and its length, as before
Right = tuple[Gap, Kind, bool, str, bool, bool, int] | None


def right_context(words: Words, last: int) -> Right:
    """Return what stands after a word, as far as it matters; ``None`` for a sentence's end."""
    items, gaps = words.items, words.gaps
    i, n = last + 1, len(items)
    if i == n or (gaps[i].breaks and words.starts_sentence(i)):
        return None
    gap, word = gaps[i], items[i]
    possessive = word.suffix and not gap.text
    if possessive:
        i += 1
        if i == n or gaps[i].text != " ":
            return gap, kind_of(LOWER), True, "", False, False, 0
        word = items[i]
    organisation = facility = False
    second, run = "", 0
    if word.capitalised:
        if words.shouting[last]:
            run = _LOUD
        elif possessive or gap.text in TIGHT_GAPS:
            # The head of a longer capitalised sequence: "Kherson State University".
            ahead, j, end = word, i, min(n, i + _AHEAD)
            while ahead.capitalised:
                organisation = organisation or ahead.organisation
                facility = facility or ahead.facility
                run += not ahead.function
                j += 1
                if j == end or gaps[j].text != " ":
                    break
                ahead = items[j]
            run = min(run, _RUN)
    if (not word.cue or word.cue == "and") and i + 1 < n and gaps[i + 1].text == " ":
        second = items[i + 1].cue
    return gap, word.kind, possessive, second, organisation, facility, run


def of_right(context: Right) -> Features:
    """Return what that tells."""
    if context is None:
        return {"right=end": 1.0}
    gap, word, possessive, second, organisation, facility, run = context
    core, cue = gap.core, word.cue
    shape = LOWER if run == _LOUD and not core else word.shape
    run = max(run, 0)
    f: Features = {"capitals after": run / _RUN}
    if organisation:
        f["organisation ahead"] = 1.0
    if facility:
        f["facility ahead"] = 1.0
    if core and not _QUOTES.isdisjoint(core):
        f["right=quote"] = 1.0
    if possessive:
        f["right=possessive"] = 1.0
        if shape in (CAPITAL, UPPER):
            f["right=possessive capital"] = 1.0
        if cue:
            f[f"right=possessive {cue}"] = 1.0
        return f
    if core == ",":
        f["right=comma"] = 1.0
        if shape in (CAPITAL, UPPER):
            f["right=comma capital"] = 1.0
        if shape == NUMBER:
            f["right=comma number"] = 1.0
        return f
    if gap.text not in TIGHT_GAPS:
        f["right=other"] = 1.0
        if ")" in core:
            f["right=bracket"] = 1.0
        if core in ("(",):
            f["right=opening bracket"] = 1.0
        if not {"—", "–"}.isdisjoint(core) or core in ("-", "--"):
            f["right=dash"] = 1.0
        return f
    if "-" in gap.text:
        f["right=hyphen"] = 1.0
        if shape == LOWER:
            f["right=hyphen small"] = 1.0
    if shape == NUMBER:
        f["right=number"] = 1.0
        return f
    if cue:
        f[f"right={'' if shape == LOWER else 'capital '}{cue}"] = 1.0
        if cue == "and" and second:
            f[f"right=and {second}"] = 1.0
    if word.term:
        f[f"right={'' if shape == LOWER else 'capital '}generic term"] = 1.0
    if shape in (CAPITAL, UPPER) and not word.function:
        f["right=capital"] = 1.0
        if not cue:
            f["right=capital unknown"] = 1.0
    elif not cue and shape == LOWER:
        f["right=small"] = 1.0
        if second in ("speech",):
            f["right=small, then speech"] = 1.0
    return f
