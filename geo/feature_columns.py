"""Candidate spans → rows of numbers: their features, or what a fitted model makes of them.

A span's features come in parts that recur from text to text, so each part is worked out once and
remembered.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping, Sequence
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
)
from geo.listing import profile_of
from geo.spans import CandidateSpan
from geo.words import Words

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.weights import Recognition

__all__ = ["FeatureColumns", "Matrix", "PassScores", "SpanRows"]

Matrix = npt.NDArray[np.float64]
_Part = TypeVar("_Part")
_REMEMBERED = 1 << 13  # parts, a third of a kilobyte each


class SpanRows(ABC, Generic[_Part]):
    """Rows of numbers for candidate spans, made of remembered parts."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._parts: dict[Hashable, _Part] = {}

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
        left = case_suffix(words, last) or (None if starts else left_context(words, first))
        right = right_context(words, last)
        known = self._parts
        name = words.surface(first, last)
        language = words.language
        whole = (
            name, last - span.base_last, span.dotted, span.key_id, words.shouting[first], language
        )  # fmt: skip
        shape = (word, words.items[last], single, written)
        before = (left, single, profile.names_unit)
        return (
            known.get(whole) or self._remember(whole, of_name(words, span, profile)),
            known.get(shape) or self._remember(shape, of_shape(words, span, written)),
            known.get(before) or self._remember(before, of_left(*before)),
            known.get(right) or self._remember(right, of_right(right)),
        )

    def _remember(self, key: Hashable, features: Features) -> _Part:
        if len(self._parts) >= _REMEMBERED:
            self._parts.clear()
        self._parts[key] = part = self._part(features)
        return part


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
        for span in spans:
            length = 0
            for part in self._parts_of(words, span):
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
        parts = np.array([sum(self._parts_of(words, span)) for span in spans], np.complex128)
        own = parts.view(np.float64).reshape(-1, 2)
        known = {name: self._number[name] for name in of_document if name in self._number}
        wide = np.array([of_document[name] for name in known])
        scores: Matrix = own + wide.T @ self._weights[list(known.values())]
        return scores
