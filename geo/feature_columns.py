"""Candidate spans → rows of numbers: their features, or what a fitted model makes of them.

A span's features come in parts that recur from text to text, so each part is worked out once and
remembered.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from geo.features import (
    Features,
    case_suffix,
    left_context,
    of_left,
    of_name,
    of_right,
    of_shape,
    right_context,
    shape_of,
)
from geo.listing import Profile
from geo.scan import Remembered
from geo.spans import CandidateSpan
from geo.words import Words

if TYPE_CHECKING:
    from geo.weights import Recognition

__all__ = ["FeatureColumns", "Matrix", "PassScores", "SpanRows"]

Matrix = npt.NDArray[np.float64]
_Key = TypeVar("_Key", bound=Hashable)
_Part = TypeVar("_Part")
_REMEMBERED = 1 << 13  # names, a third of a kilobyte each


class SpanRows(ABC, Generic[_Part]):
    """Rows of numbers for candidate spans of one gazetteer, made of remembered parts."""

    def __init__(self) -> None:
        self._names: dict[Hashable, _Part] = {}
        self._shapes = self._remembered(of_shape)
        self._lefts = self._remembered(of_left)
        self._rights = self._remembered(of_right)

    def _remembered(self, features: Callable[[_Key], Features]) -> Remembered[_Key, _Part]:
        return Remembered(lambda key: self._part(features(key)))

    @abstractmethod
    def matrix(
        self,
        words: Words,
        spans: Sequence[CandidateSpan],
        profiles: Sequence[Profile],
        of_document: Sequence[Features],
    ) -> Matrix:
        """Return a row for each span, of its own features and those of the document."""

    @abstractmethod
    def _part(self, features: Features) -> _Part: ...

    def _parts_of(
        self, words: Words, spans: Sequence[CandidateSpan], profiles: Sequence[Profile]
    ) -> Iterator[tuple[_Part, _Part, _Part, _Part]]:
        """Yield the parts of each span's own features, each by what it depends on."""
        names, shapes, lefts, rights = self._names, self._shapes, self._lefts, self._rights
        for span, profile in zip(spans, profiles, strict=True):
            first, last, base_last, key_id, dotted, _ = span
            starts = words.starts_sentence(first)
            left = case_suffix(words, last) or (None if starts else left_context(words, first))
            name = (
                words.surface(first, last), last - base_last, dotted, key_id,
                words.shouting[first], words.language,
            )  # fmt: skip
            of_itself = names.get(name)
            if of_itself is None:
                if len(names) >= _REMEMBERED:
                    names.clear()
                names[name] = of_itself = self._part(of_name(words, span, profile))
            yield (
                of_itself,
                shapes[shape_of(words, span, starts)],
                lefts[left, first == last, profile.names_unit],
                rights[right_context(words, last)],
            )


class FeatureColumns(SpanRows[tuple[tuple[int, ...], tuple[float, ...]]]):
    """The features themselves, numbered as they are met: what fitting reads."""

    def __init__(self) -> None:
        super().__init__()
        self._number: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        """The features so far, in the order of their columns."""
        return list(self._number)

    def _column(self, name: str) -> int:
        return self._number.setdefault(name, len(self._number))

    def _part(self, features: Features) -> tuple[tuple[int, ...], tuple[float, ...]]:
        return tuple(map(self._column, features)), tuple(features.values())

    def matrix(
        self,
        words: Words,
        spans: Sequence[CandidateSpan],
        profiles: Sequence[Profile],
        of_document: Sequence[Features],
    ) -> Matrix:
        """Return the features of spans, a row each."""
        parts = [
            [*own, self._part(others)]
            for own, others in zip(self._parts_of(words, spans, profiles), of_document, strict=True)
        ]
        found = np.zeros((len(spans), len(self._number)))
        for row, own in zip(found, parts, strict=True):
            for columns, values in own:
                row[list(columns)] = values
        return found


class PassScores(SpanRows[complex]):
    """The weighted sums of the features in the two passes of a fitted model.

    Both sums of a part are kept as one complex number, the second pass's the imaginary one.
    """

    def __init__(self, model: Recognition) -> None:
        super().__init__()
        both = (model.first + 1j * model.second).tolist()
        self._both: dict[str, complex] = dict(zip(model.features, both, strict=True))

    def _part(self, features: Features) -> complex:
        both = self._both
        return sum([both[name] * value for name, value in features.items() if name in both], 0j)

    def matrix(
        self,
        words: Words,
        spans: Sequence[CandidateSpan],
        profiles: Sequence[Profile],
        of_document: Sequence[Features],
    ) -> Matrix:
        """Return the scores of spans in the first and in the second pass, a row each."""
        own = self._parts_of(words, spans, profiles)
        scores = [
            name + shape + left + right + self._part(others)
            for (name, shape, left, right), others in zip(own, of_document, strict=True)
        ]
        return np.array(scores, np.complex128).view(np.float64).reshape(-1, 2)
