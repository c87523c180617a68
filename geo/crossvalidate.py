"""Scores on documents that the weights were not fitted on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, TypeVar

from geo.corpus import GoldArticle
from geo.evaluate import EndToEnd, GoldSpans, evaluate
from geo.fit import fit_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["cross_validate"]

Scores = TypeVar("Scores", GoldSpans, EndToEnd)


def cross_validate(
    corpora: Mapping[str, Sequence[GoldArticle]],
    gazetteer: Gazetteer,
    folds: int,
    *,
    profiles: bool = False,
) -> dict[str, tuple[GoldSpans, EndToEnd]]:
    """Score each corpus by document-level cross-validation.

    Every ``folds``-th document is held out in turn, of all corpora at once, and scored with weights
    fitted on the rest.
    """
    held_out = {name: (GoldSpans(), EndToEnd()) for name in corpora}
    for fold in range(folds):
        rest = [a for own in corpora.values() for n, a in enumerate(own) if n % folds != fold]
        weights = fit_weights(rest, gazetteer, {})
        for name, own in corpora.items():
            given, whole = evaluate(own[fold::folds], gazetteer, weights=weights, profiles=profiles)
            held_out[name] = (_sum(held_out[name][0], given), _sum(held_out[name][1], whole))
    return held_out


def _sum(a: Scores, b: Scores) -> Scores:
    parts = {f.name: getattr(a, f.name) + getattr(b, f.name) for f in fields(a)}
    return type(a)(**parts)
