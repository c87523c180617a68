"""Fitting from nothing, on a handful of articles."""

from __future__ import annotations

import pytest

from geo.corpus import GoldArticle, GoldMention
from geo.fit import fit_weights

_PARIS, _LYON = (2.35, 48.86, "geonames:2988507"), (4.85, 45.75, "geonames:2996944")


def article(number, text, **places):
    mentions = tuple(
        GoldMention(text.index(name), text.index(name) + len(name), *place)
        for name, place in places.items()
    )
    return GoldArticle(str(number), "our own", text, mentions)


@pytest.fixture(scope="module")
def weights(gazetteer):
    texts = [
        "Trains from Paris to Lyon were late on Monday.",
        "The mayor of Lyon went to Paris.",
        "Floods in Lyon spared Paris, the minister said.",
    ]
    articles = [article(n, text, Paris=_PARIS, Lyon=_LYON) for n, text in enumerate(texts)]
    return fit_weights(articles, gazetteer, {"corpus": "our own"})


def test_fit_begins_without_any_weights(weights):
    assert weights.context["population"] > 0


def test_fit_gives_every_kind_of_evidence_a_weight(weights):
    from geo.context import KINDS

    assert set(weights.context) == set(KINDS)
