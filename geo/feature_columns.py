"""Candidate spans → numbers: their features, or what a fitted model makes of them.

A span's features come in parts that recur from text to text, so each part is worked out once and
remembered.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator
from functools import partial
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
from geo.repeats import ReadText
from geo.scan import Remembered

if TYPE_CHECKING:
    from geo.weights import Recognition

__all__ = ["FeatureColumns", "Matrix", "PassScores"]

Matrix = npt.NDArray[np.float64]
_Key = TypeVar("_Key", bound=Hashable)
_Part = TypeVar("_Part")
_REMEMBERED = 1 << 13  # names, a third of a kilobyte each


class _Parts(ABC, Generic[_Part]):
    """The parts of the features of candidate spans, remembered for the names of one gazetteer."""

    def __init__(self) -> None:
        self._names: dict[Hashable, _Part] = {}
        self._shapes = self._remembered(of_shape)
        self._lefts = {
            (single, unit): self._remembered(partial(of_left, single=single, names_unit=unit))
            for single in (False, True)
            for unit in (False, True)
        }
        self._rights = self._remembered(of_right)

    def _remembered(self, features: Callable[[_Key], Features]) -> Remembered[_Key, _Part]:
        return Remembered(lambda key: self._part(features(key)))

    @abstractmethod
    def _part(self, features: Features) -> _Part: ...

    def _parts_of(self, read: ReadText) -> Iterator[tuple[_Part, _Part, _Part, _Part]]:
        """Yield the parts of each span: each by what it depends on."""
        words, language = read.words, read.words.language
        items, gaps, end = words.items, words.gaps, len(words) - 1
        names, shapes, lefts, rights = self._names, self._shapes, self._lefts, self._rights
        for span, profile in zip(read.spans, read.profiles, strict=True):
            first, last, base_last, key_id, dotted, _ = span
            single = first == last
            starts = first == 0 or (gaps[first].breaks and words.starts_sentence(first))
            left = case_suffix(words, last) if last < end and items[last + 1].suffix else None
            if left is None and not starts:
                left = left_context(words, first)
            surface = items[first].surface if single else words.surface(first, last)
            name = surface, last - base_last, dotted, key_id, words.shouting[first], language
            of_itself = names.get(name)
            if of_itself is None:
                if len(names) >= _REMEMBERED:
                    names.clear()
                names[name] = of_itself = self._part(of_name(words, span, profile))
            yield (
                of_itself,
                shapes[shape_of(words, span, starts)],
                lefts[single, profile.names_unit][left],
                rights[right_context(words, last)],
            )


class FeatureColumns(_Parts[tuple[list[int], list[float]]]):
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

    def _part(self, features: Features) -> tuple[list[int], list[float]]:
        return list(map(self._column, features)), list(features.values())

    def matrix(self, read: ReadText) -> Matrix:
        """Return the features of a text's spans, a row each."""
        parts = list(self._parts_of(read))
        of_document = {self._column(name): of for name, of in read.of_document.items()}
        found = np.zeros((len(parts), len(self._number)))
        for row, of_span in zip(found, parts, strict=True):
            for columns, values in of_span:
                row[columns] = values
        for column, values_of in of_document.items():
            found[list(values_of), column] = list(values_of.values())
        return found


class PassScores(_Parts[complex]):
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

    def of(self, read: ReadText) -> list[complex]:
        """Return both sums of each of a text's spans."""
        sums = [name + shape + left + right for name, shape, left, right in self._parts_of(read)]
        for feature, values in read.of_document.items():
            if weight := self._both.get(feature):
                for span, value in values.items():
                    sums[span] += weight * value
        return sums
