"""What each kind of evidence is worth: scores without it, all other weights as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.context import KINDS
from geo.corpus import GoldArticle
from geo.evaluate import evaluate_gold_spans
from geo.groups import GROUP_NAMES
from geo.model import Mention, Resolution
from geo.resolve import resolve_mentions
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["FAMILIES", "ablation"]

# Kinds that say one thing in several columns are removed together.
_TOGETHER: dict[str, tuple[str, ...]] = {
    "kind of name": (
        "main name", "derived name", "other name", "abbreviation", "demonym", "exact spelling",
        "without a part of the name", "one letter differs", "inflected",
    ),
    "population": ("population", "behind largest namesake"),
    "kind of place": GROUP_NAMES,
    "the word beside it": ("generic term agrees", "generic term conflicts"),
    "place named after or beside it": tuple(kind for kind in KINDS if "in the place named" in kind),
    "units shared with others": ("same country as others", "same region as others"),
    "its unit is named": tuple(kind for kind in KINDS if kind.endswith("is named")),
    "nearness to others": tuple(kind for kind in KINDS if kind.startswith("within ")),
}  # fmt: skip
_MEMBERS = {kind for kinds in _TOGETHER.values() for kind in kinds}
FAMILIES: dict[str, tuple[str, ...]] = {
    "nothing": (),
    **_TOGETHER,
    **{kind: (kind,) for kind in KINDS if kind not in _MEMBERS and not kind.startswith("no place")},
}
FAMILIES["all that looks at other names"] = KINDS[KINDS.index("same country as others") :]


def ablation(
    corpora: Mapping[str, Sequence[GoldArticle]],
    gazetteer: Gazetteer,
    weights: Weights | None = None,
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield each family of evidence with the Accuracy@161 km of each corpus without it.

    The mentions are given. The weights of the rest are not fitted anew, so that what another kind
    could have made good counts as lost.
    """
    weights = weights or load_weights()
    for family, kinds in FAMILIES.items():
        less = replace(weights, local=_without(weights.local, kinds),
                       context=_without(weights.context, kinds))  # fmt: skip

        def resolver(
            article: GoldArticle, mentions: Sequence[Mention], less: Weights = less
        ) -> list[Resolution]:
            return resolve_mentions(article.text, mentions, gazetteer, weights=less)

        yield (
            family,
            {
                name: evaluate_gold_spans(own, resolver, gazetteer).figures()["accuracy@161km"]
                for name, own in corpora.items()
            },
        )


def _without(weights: Mapping[str, float], kinds: Sequence[str]) -> dict[str, float]:
    return {kind: weight for kind, weight in weights.items() if kind not in kinds}
