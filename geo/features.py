"""What speaks for and against a candidate span being a place mention, as named features.

None of them is a word of a corpus: shapes, classes of the gazetteer and cue classes of
``geo.cues``; what the whole document says is in ``geo.repeats``. A span's features come in parts
that recur from text to text, so each part is worked out once and remembered as column numbers.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gazetteer.names import NameKind, generic_after, spelling_hash, split_generic
from geo.cues import ENGLISH
from geo.listing import Profile, profile_of
from geo.other_uses import NO_OTHER_USE, other_uses
from geo.spans import CandidateSpan
from geo.words import CAPITAL, CASELESS, LOWER, NUMBER, UPPER, Words

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.weights import Recognition

__all__ = ["FeatureColumns", "Features", "Matrix", "PassScores"]

Features = dict[str, float]
Matrix = npt.NDArray[np.float64]
_Part = tuple[tuple[int, ...], tuple[float, ...]]

_TIGHT = frozenset({" ", "\u00a0", "-", "\u2011", "\u2010"})
_RUN_ON = frozenset({" ", ". "})
_QUOTES = frozenset("\"'“”‘’«»„")
_PLACING = frozenset({"in", "at", "from", "of"})
_PERSONAL = ("honorific", "title", "given")
_REMEMBERED = 1 << 14
_AHEAD = 8  # words in which the head of a capitalised sequence is looked for
_RUN = 4  # capitalised words looked at on either side


class FeatureColumns:
    """The columns that features stand in: those of fitted weights, or new ones as they are met.

    Parameters
    ----------
    names
        The features of fitted weights, in the order of their columns; others are left out. ``None``
        to number all features, as fitting does.
    """

    def __init__(self, gazetteer: Gazetteer, names: Sequence[str] | None = None) -> None:
        self._gazetteer = gazetteer
        self._number = {name: i for i, name in enumerate(names or ())}
        self._open = names is None
        self._parts: dict[Hashable, _Part] = {}

    @property
    def names(self) -> list[str]:
        """The features so far, in the order of their columns."""
        return list(self._number)

    def column(self, name: str) -> int | None:
        """Return the column of a feature, ``None`` if the weights know it not."""
        if self._open:
            return self._number.setdefault(name, len(self._number))
        return self._number.get(name)

    def matrix(
        self,
        words: Words,
        spans: Sequence[CandidateSpan],
        of_document: Mapping[str, Matrix],
    ) -> Matrix:
        """Return the features of spans, a row each; ``of_document`` holds whole columns."""
        columns: list[int] = []
        values: list[float] = []
        lengths: list[int] = []
        for span in spans:
            length = 0
            for part in self._parts_of(words, span):
                columns.extend(part[0])
                values.extend(part[1])
                length += len(part[0])
            lengths.append(length)
        wide = {
            number: column
            for name, column in of_document.items()
            if (number := self.column(name)) is not None
        }
        found = np.zeros((len(spans), len(self._number)))
        found[np.repeat(np.arange(len(spans)), lengths), columns] = values
        for number, column in wide.items():
            found[:, number] = column
        return found

    def _parts_of(self, words: Words, span: CandidateSpan) -> tuple[_Part, _Part, _Part, _Part]:
        """Return the parts of a span's features, each by what it depends on."""
        first, last = span.first, span.last
        profile = profile_of(self._gazetteer, span.key_id)
        starts = words.starts_sentence(first)
        single = first == last
        word = words.items[first]
        written = (
            words.shouting[first],
            starts,
            starts and words.starts_line(first),
            single and word.key in words.lower_keys,
        )
        left = _case_suffix(words, last) or (None if starts else _left_context(words, first))
        right = _right_context(words, last)
        known = self._parts
        name = words.surface(first, last)
        language = words.language
        whole = (
            name, last - span.base_last, span.dotted, span.key_id, words.shouting[first], language
        )  # fmt: skip
        shape = (word, words.items[last], single, written)
        before = (left, single, profile.names_unit)
        return (
            known.get(whole) or self._remember(whole, _of_name(words, span, profile)),
            known.get(shape) or self._remember(shape, _of_shape(words, span, written)),
            known.get(before) or self._remember(before, _of_left(*before)),
            known.get(right) or self._remember(right, _of_right(right)),
        )

    def _remember(self, key: Hashable, features: Features) -> _Part:
        if len(self._parts) >= _REMEMBERED:
            self._parts.clear()
        self._parts[key] = part = self._part(features)
        return part

    def _part(self, features: Features) -> _Part:
        known = [(n, v) for name, v in features.items() if (n := self.column(name)) is not None]
        return tuple(n for n, _ in known), tuple(v for _, v in known)


class PassScores(FeatureColumns):
    """In place of the features their weighted sums in the two passes of a fitted model."""

    def __init__(self, gazetteer: Gazetteer, model: Recognition) -> None:
        super().__init__(gazetteer, model.features)
        self._weights = np.stack([model.first, model.second], axis=1)

    def _part(self, features: Features) -> _Part:
        columns, values = super()._part(features)
        sums = np.array(values) @ self._weights[list(columns)]
        return (0, 1), tuple(sums.tolist())

    def matrix(
        self,
        words: Words,
        spans: Sequence[CandidateSpan],
        of_document: Mapping[str, Matrix],
    ) -> Matrix:
        """Return the scores of spans in the first and in the second pass, a row each."""
        own = []
        for span in spans:
            (_, a), (_, b), (_, c), (_, d) = self._parts_of(words, span)
            own.append((a[0] + b[0] + c[0] + d[0], a[1] + b[1] + c[1] + d[1]))
        known = {name: n for name in of_document if (n := self.column(name)) is not None}
        wide = np.array([of_document[name] for name in known])
        scores: Matrix = np.array(own) + wide.T @ self._weights[list(known.values())]
        return scores


# --- The name -------------------------------------------------------------------------------------


def _of_name(words: Words, span: CandidateSpan, profile: Profile) -> Features:
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
        uses = other_uses().get(base, NO_OTHER_USE)
        f[f"english={uses.english}"] = f[f"surname={uses.surname}"] = 1.0
        f[f"given={uses.given}"] = 1.0
        if uses == NO_OTHER_USE and not words.items[span.first].cue:
            f["no other use"] = 1.0
    f["log count"] = math.log1p(profile.count) / 4
    surface = words.surface(span.first, span.base_last)
    exact = (
        span.inflected
        or (foreign and kind != "short")
        or spelling_hash(surface) in profile.spellings
        or (words.shouting[span.first] and spelling_hash(surface.title()) in profile.spellings)
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


def _of_shape(
    words: Words, span: CandidateSpan, written: tuple[bool, bool, bool, bool]
) -> Features:
    f: Features = {}
    shouting, starts_sentence, starts_line, small_elsewhere = written
    single = span.first == span.last
    first, last = words.items[span.first], words.items[span.last]
    if shouting:
        f["in capitals line"] = 1.0
    elif first.shape == UPPER and single:
        f[f"upper={min(len(first.surface.replace('.', '')), 5)}"] = 1.0
    if first.shape == CASELESS:
        f["caseless"] = 1.0
        f[f"caseless letters={min(len(words.surface(span.first, span.last)), 4)}"] = 1.0
    if starts_sentence:
        f["starts sentence"] = 1.0
        if small_elsewhere:
            f["starts sentence, small elsewhere"] = 1.0
    if starts_line:
        f["starts line"] = 1.0
    if small_elsewhere:
        f["small elsewhere"] = 1.0
    if single and first.cue:
        f[f"is {first.cue}"] = 1.0
    if not single:
        if last.cue == "organisation":
            f["ends in organisation"] = 1.0
        if last.facility:
            f["ends in facility"] = 1.0
        if first.cue:
            f[f"begins with {first.cue}"] = 1.0
    return f


# --- What stands before it ------------------------------------------------------------------------

# gap, its core, word before: key if it matters, shape, cue, function; cue of the two before that;
# capitalised words before in a run.
_Left = tuple[str, str, str, int, str, bool, str, str, int] | None


def _left_context(words: Words, first: int) -> _Left:
    gap, word = words.gaps[first], words.items[first - 1]
    second = words.items[first - 2] if first > 1 else None
    third = words.items[first - 3] if first > 2 else None
    loud = words.shouting[first]  # where all words are capitals, those around a name tell nothing
    run = 0
    i = first
    while (
        run < _RUN
        and i > 0
        and not loud
        and words.gaps[i].text in _RUN_ON
        and words.items[i - 1].capitalised
        and not words.items[i - 1].function
    ):
        run += 1
        i -= 1
    tight = gap.text in _TIGHT or gap.text == ". "  # "Mr. Lincoln": no sentence begins here
    key = (
        "the"
        if word.cue == "the"
        else "s"
        if word.suffix and not words.gaps[first - 1].text
        else ""
    )
    shape = LOWER if loud and word.capitalised and not gap.core else word.shape
    if word.cue == "head" and words.language != ENGLISH:
        # Other languages put names in apposition: "río Ebro" is as "the river of Ebro".
        return gap.text if tight else "", gap.core, "", shape, "of", True, "head", "", 0
    return (
        gap.text if tight else "", gap.core, key, shape, word.cue, word.function,
        second.cue if second else "", third.cue if third else "", run,
    )  # fmt: skip


def _case_suffix(words: Words, last: int) -> _Left:
    """Return a suffix that says where ("Hatay'da") as the preposition it stands for."""
    i = last + 1
    if i >= len(words) or not words.items[i].suffix or words.items[i].cue not in _PLACING:
        return None
    return " ", "", "", LOWER, words.items[i].cue, True, "", "", 0


def _of_left(context: _Left, single: bool, names_unit: bool) -> Features:
    if context is None:
        return {"left=start": 1.0}
    gap, core, key, shape, cue, function, second, third, run = context
    f: Features = {"capitals before": run / _RUN}
    if core and not _QUOTES.isdisjoint(core):
        f["left=quote"] = 1.0
    if core == "," and shape != LOWER:
        f["left=comma"] = 1.0
        if names_unit:
            f["left=comma, unit"] = 1.0
        return f
    if not gap:
        f["left=other"] = 1.0
        if "(" in core:
            f["left=bracket"] = 1.0
        if "/" in core:
            f["left=slash"] = 1.0
        return f
    if "-" in gap:
        f["left=hyphen"] = 1.0
    if key == "s":
        f["left=possessive"] = 1.0
        return f
    if key == "the":
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
        and not function
        and cue not in ("honorific", "title", "calendar", "part")
    ):
        f["left=capital"] = 1.0
        if single:
            f["left=capital, single"] = 1.0
    elif not cue and shape == LOWER:
        f["left=small"] = 1.0
    return f


# --- What stands after it -------------------------------------------------------------------------

# as before; then the cue of the second word, and whether the run has an organisation or a facility
_Right = tuple[str, str, int, str, bool, bool, str, bool, bool, int, bool] | None


def _right_context(words: Words, last: int) -> _Right:
    i, n = last + 1, len(words.items)
    if i >= n or words.starts_sentence(i):
        return None
    gap, word = words.gaps[i], words.items[i]
    tight = gap.text in _TIGHT
    possessive = not gap.text and word.suffix
    if possessive:
        i += 1
        if i >= n or words.gaps[i].text != " ":
            return "", "", LOWER, "", False, True, "", False, False, 0, False
        word = words.items[i]
    organisation = facility = False
    run = 0
    loud = words.shouting[last]
    if (tight or possessive) and not loud:
        # The head of a longer capitalised sequence: "Kherson State University".
        j = i
        while (
            j < min(n, i + _AHEAD)
            and words.items[j].capitalised
            and (j == i or words.gaps[j].text == " ")
        ):
            organisation = organisation or words.items[j].organisation
            facility = facility or words.items[j].facility
            run += not words.items[j].function
            j += 1
    shape = LOWER if loud and word.capitalised and not gap.core else word.shape
    second = words.items[i + 1] if i + 1 < n and words.gaps[i + 1].text == " " else None
    return (
        gap.text if tight else "", gap.core, shape, word.cue, word.function, possessive,
        second.cue if second else "", organisation, facility, min(run, _RUN), word.term is not None,
    )  # fmt: skip


def _of_right(context: _Right) -> Features:
    if context is None:
        return {"right=end": 1.0}
    gap, core, shape, cue, function, possessive, second, organisation, facility, run, term = context
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
    if not gap:
        f["right=other"] = 1.0
        if ")" in core:
            f["right=bracket"] = 1.0
        if core in ("(",):
            f["right=opening bracket"] = 1.0
        if not {"—", "–"}.isdisjoint(core) or core in ("-", "--"):
            f["right=dash"] = 1.0
        return f
    if "-" in gap:
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
    if term:
        f[f"right={'' if shape == LOWER else 'capital '}generic term"] = 1.0
    if shape in (CAPITAL, UPPER) and not function:
        f["right=capital"] = 1.0
        if not cue:
            f["right=capital unknown"] = 1.0
    elif not cue and shape == LOWER:
        f["right=small"] = 1.0
        if second in ("speech",):
            f["right=small, then speech"] = 1.0
    return f
