"""What ``evaluate`` and ``fit`` do with gold corpora."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.exits import DONE, SOME_FAILED, USAGE, complain, opened

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["evaluate_corpora", "fit_to_corpora"]


def evaluate_corpora(args: argparse.Namespace) -> int:
    """Print how the program scores on each corpus."""
    from geo.files import write_whole
    from geo.model import ArticleError
    from geo.scoretable import misses_as_csv, score_records, score_tables

    if args.candidates:
        return _evaluate_candidates(args)
    gazetteer = opened(args)
    try:
        corpora = {str(corpus): list(_gold_articles([corpus])) for corpus in args.corpora}
        if args.ablate:
            return _ablate(corpora, gazetteer)
        answers = _scores(args, corpora, gazetteer)
        if args.errors:
            write_whole(Path(args.errors), misses_as_csv(answers))
    except (ArticleError, OSError) as error:
        return complain(error, SOME_FAILED)
    if args.format == "json":
        print(json.dumps(score_records(answers, args.protocol), ensure_ascii=False))
    else:
        print("\n".join(score_tables(answers, args.protocol)))
    for name, scores in answers.items():  # not among the scores, which are the same every time
        speed = scores.end_to_end.articles / max(scores.end_to_end.seconds, 1e-9)
        print(f"{name}: {speed:,.0f} articles a second of CPU found and placed", file=sys.stderr)
    return DONE


def _scores(
    args: argparse.Namespace, corpora: dict[str, list[Any]], gazetteer: Gazetteer
) -> dict[str, Any]:
    from geo.crossvalidate import cross_validate, leave_one_out
    from geo.evaluate import evaluate

    if args.folds:
        return cross_validate(corpora, gazetteer, args.folds, profiles=args.profiles)
    if args.leave_out:
        return leave_one_out(corpora, gazetteer, profiles=args.profiles)
    return {
        name: evaluate(own, gazetteer, profiles=own if args.profiles else None)
        for name, own in corpora.items()
    }


def _ablate(corpora: dict[str, list[Any]], gazetteer: Gazetteer) -> int:
    from geo.ablate import ablation

    print(f"{'Accuracy@161 km, mentions given, without':<44}", *corpora)
    for family, accuracy in ablation(corpora, gazetteer):
        print(f"  {family:<42}", *(f"{accuracy[name]:{len(name)}.4f}" for name in corpora))
    return DONE


def _evaluate_candidates(args: argparse.Namespace) -> int:
    from geo.evaluate_candidates import evaluate_candidates
    from geo.model import ArticleError

    gazetteer = opened(args)
    found = {}
    try:
        for corpus in args.corpora:
            found[str(corpus)] = evaluate_candidates(_gold_articles([corpus]), gazetteer)
    except (ArticleError, OSError) as error:
        return complain(error, SOME_FAILED)
    if args.format == "json":
        records = [{"corpus": corpus, **recall.record()} for corpus, recall in found.items()]
        print(json.dumps(records, ensure_ascii=False))
    else:
        for corpus, recall in found.items():
            print(corpus, *recall.lines(), sep="\n")
    return DONE


def fit_to_corpora(args: argparse.Namespace) -> int:
    """Write weights fitted to corpora."""
    import hashlib

    from geo.files import OutputError, output_paths
    from geo.fit import fit_weights, write_weights
    from geo.model import ArticleError
    from geo.weights import load_weights

    gazetteer = opened(args)
    try:
        (path, *_) = output_paths(args.corpora, args.out, (".json",), together=True)
        provenance = {
            corpus.name: hashlib.sha256(corpus.read_bytes()).hexdigest() for corpus in args.corpora
        }
        provenance["gazetteer"] = gazetteer.id
        kept = load_weights().recognition if args.keep_recognition else None
        articles = list(_gold_articles(args.corpora))
        weights = fit_weights(articles, gazetteer, provenance, recognition=kept)
    except OutputError as error:
        return complain(error, USAGE)
    except (ArticleError, OSError) as error:
        return complain(error, SOME_FAILED)
    write_weights(weights, path)
    print(path)
    return DONE


def _gold_articles(corpora: Iterable[Path]) -> Iterator[Any]:
    from geo.corpus import read_corpus

    for corpus in corpora:
        yield from read_corpus(corpus)
