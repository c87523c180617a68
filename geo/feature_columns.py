"""Candidate spans → rows of numbers: their features, or what a fitted model makes of them.

A span's features come in parts that recur from text to text, so each part is worked out once and
remembered.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
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
from geo.listing import profile_of
from geo.scan import Remembered
from geo.spans import CandidateSpan
from geo.words import Words

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.weights import Recognition

__all__ = ["FeatureColumns", "Matrix", "PassScores", "SpanRows"]

Matrix = npt.NDArray[np.float64]
_Key = TypeVar("_Key", bound=Hashable)
_Part = TypeVar("_Part")
_REMEMBERED = 1 << 13  # names, a third of a kilobyte each


class SpanRows(ABC, Generic[_Part]):
    """Rows of numbers for candidate spans, made of remembered parts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
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
        of_document: Mapping[str, Sequence[float]],
    ) -> Matrix:
        """Return a row for each span; ``of_document`` holds whole columns of features."""

    @abstractmethod
    def _part(self, features: Features) -> _Part: ...

    def _parts_of(
        self, words: Words, spans: Sequence[CandidateSpan]
    ) -> Iterator[tuple[_Part, _Part, _Part, _Part]]:
        """Yield the parts of each span's features, each by what it depends on."""
        names, shapes, lefts, rights = self._names, self._shapes, self._lefts, self._rights
        for span in spans:
            first, last, base_last, key_id, dotted, _ = span
            profile = profile_of(self._gazetteer, key_id)
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

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__(gazetteer)
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
        of_document: Mapping[str, Sequence[float]],
    ) -> Matrix:
        """Return the features of spans, a row each."""
        columns: list[int] = []
        values: list[float] = []
        lengths: list[int] = []
        for parts in self._parts_of(words, spans):
            length = 0
            for part in parts:
                columns.extend(part[0])
                values.extend(part[1])
                length += len(part[0])
            lengths.append(length)
        wide = {self._column(name): column for name, column in of_document.items()}
        found = np.zeros((len(spans), len(self._number)))
        found[np.repeat(np.arange(len(spans)), lengths), columns] = values
        for number, column in wide.items():
            found[:, number] = column
        return found


class PassScores(SpanRows[complex]):
    """The weighted sums of the features in the two passes of a fitted model.

    Both sums of a part are kept as one complex number, the second pass's the imaginary one.
    """

    def __init__(self, gazetteer: Gazetteer, model: Recognition) -> None:
        super().__init__(gazetteer)
        self._number = {name: n for n, name in enumerate(model.features)}
        self._weights = np.stack([model.first, model.second], axis=1)
        both = (model.first + 1j * model.second).tolist()
        self._both: dict[str, complex] = dict(zip(model.features, both, strict=True))

    def _part(self, features: Features) -> complex:
        both = self._both
        return sum([both[name] * value for name, value in features.items() if name in both], 0j)

    def matrix(
        self,
        words: Words,
        spans: Sequence[CandidateSpan],
        of_document: Mapping[str, Sequence[float]],
    ) -> Matrix:
        """Return the scores of spans in the first and in the second pass, a row each."""
        parts = [
            name + shape + left + right for name, shape, left, right in self._parts_of(words, spans)
        ]
        own = np.array(parts, np.complex128).view(np.float64).reshape(-1, 2)
        known = {name: self._number[name] for name in of_document if name in self._number}
        wide = np.array([of_document[name] for name in known])
        scores: Matrix = own + wide.T @ self._weights[list(known.values())]
        return scores
