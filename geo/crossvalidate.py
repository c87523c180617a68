"""Scores on documents that the weights were not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from geo.corpus import GoldArticle
from geo.evaluate import evaluate
from geo.fit import fit_weights
from geo.scores import Scores

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["cross_validate", "leave_one_out"]

Figures = TypeVar("Figures")


def cross_validate(
    corpora: Mapping[str, Sequence[GoldArticle]],
    gazetteer: Gazetteer,
    folds: int,
    *,
    profiles: bool = False,
) -> dict[str, Scores]:
    """Score each corpus by document-level cross-validation.

    Every ``folds``-th document is held out in turn, of all corpora at once, and scored with weights
    fitted on the rest. With ``profiles`` the area of a source comes from all its articles: the
    program's answers to them, without their gold.
    """
    held_out = {name: Scores() for name in corpora}
    for fold in range(folds):
        rest = [a for own in corpora.values() for n, a in enumerate(own) if n % folds != fold]
        weights = fit_weights(rest, gazetteer, {})
        for name, own in corpora.items():
            given = own if profiles else None
            scores = evaluate(own[fold::folds], gazetteer, weights=weights, profiles=given)
            held_out[name] = _sum(held_out[name], scores)
    return held_out


def leave_one_out(
    corpora: Mapping[str, Sequence[GoldArticle]],
    gazetteer: Gazetteer,
    *,
    profiles: bool = False,
) -> dict[str, Scores]:
    """Score each corpus with weights fitted on the others."""
    answers = {}
    for name, own in corpora.items():
        rest = [a for other, articles in corpora.items() if other != name for a in articles]
        weights = fit_weights(rest, gazetteer, {})
        answers[name] = evaluate(
            own, gazetteer, weights=weights, profiles=own if profiles else None
        )
    return answers


def _sum(a: Figures, b: Figures) -> Figures:
    """Add scores field by field."""
    parts: dict[str, Any] = {}
    for part in fields(a):  # type: ignore[arg-type]
        left, right = getattr(a, part.name), getattr(b, part.name)
        if is_dataclass(left):
            parts[part.name] = _sum(left, right)
        elif isinstance(left, list) and left and isinstance(left[0], int):
            parts[part.name] = [x + y for x, y in zip(left, right, strict=True)]
        else:
            parts[part.name] = left + right
    return type(a)(**parts)
