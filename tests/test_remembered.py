"""What is remembered from text to text is bounded: an archive of any length fits a worker."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil

import pytest

import gazetteer
import geo
from gazetteer import Gazetteer, index
from geo import evidence, feature_columns, find_mentions, parse_article, resolve, scan
from geo.mentions import read_text
from geo.weights import load_weights

_FEW_KEYS = {"language"}  # parameters of few values: what is kept for each needs no bound
_TEXTS = [f"The ferry from Kherson to Odesa{n} met {n} boats off Mykolaiv{n}." for n in range(60)]


def _caches() -> list[tuple[str, functools._lru_cache_wrapper[object]]]:
    found = []
    for package in (geo, gazetteer):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name != "geo.__main__":
                for name, value in vars(importlib.import_module(module.name)).items():
                    if isinstance(value, functools._lru_cache_wrapper):
                        found.append((f"{module.name}.{name}", value))
    return found


def test_every_cache_of_a_function_is_bounded_or_has_few_keys() -> None:
    unbounded = [
        name
        for name, cache in _caches()
        if cache.cache_parameters()["maxsize"] is None
        and not inspect.signature(cache).parameters.keys() <= _FEW_KEYS
    ]
    assert unbounded == []


def test_words_are_numbered_anew_once_there_are_too_many(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "_WORDS", 40)
    for text in _TEXTS:
        parse_article(text, gazetteer)
        assert len(scan._numbers) < 40 + len(text.split())


def test_scores_of_names_are_forgotten_once_there_are_too_many(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_REMEMBERED", 4)
    known = resolve._prepared(load_weights())[1].known
    for text in _TEXTS:
        names = {r.mention.text for r in parse_article(text, gazetteer).resolutions}
        assert len(known) <= max(4, len(names))


def test_answers_are_the_same_whatever_was_forgotten(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [find_mentions(text, gazetteer) for text in _TEXTS]
    monkeypatch.setattr(scan, "_WORDS", 1)
    monkeypatch.setattr(scan, "_REMEMBERED", 1)
    monkeypatch.setattr(index, "_REMEMBERED", 1)
    monkeypatch.setattr(feature_columns, "_REMEMBERED", 1)
    assert [find_mentions(text, gazetteer) for text in _TEXTS] == known


def test_strings_with_a_meaning_are_forgotten_once_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scan, "_REMEMBERED", 8)
    lengths = scan.Remembered(len)
    for n in range(100):
        assert lengths["x" * n] == n
        assert len(lengths) <= 8


def test_parts_of_spans_are_forgotten_once_there_are_too_many(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_columns, "_REMEMBERED", 8)
    monkeypatch.setattr(scan, "_REMEMBERED", 8)
    scores = feature_columns.PassScores(load_weights().recognition)
    for text in _TEXTS:
        scores.of(read_text(text, gazetteer))
        for parts in (scores._names, scores._shapes, *scores._lefts.values(), scores._rights):
            assert len(parts) <= 8


def test_beginnings_of_names_are_forgotten_once_there_are_too_many(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "_REMEMBERED", 8)
    gazetteer.index._known.clear()
    for text in _TEXTS:
        find_mentions(text, gazetteer)
        assert len(gazetteer.index._known) <= 8
