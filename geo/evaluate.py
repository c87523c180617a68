"""Scores against gold corpora, by the two protocols of the field.

*Gold spans*: the mentions are given, each is resolved; Accuracy@161 km over all grounded gold,
where no answer counts as wrong. *End to end*: mentions are found and resolved; precision, recall
and F1 of exact spans and of one-to-one overlap, and the share of all grounded gold placed within
161 km. Facilities count only where they are resolved.
Their figures are in :mod:`geo.scores`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from gazetteer.names import fold
from gazetteer.store import distance_km
from geo.candidates import find_candidates
from geo.corpus import GoldArticle, GoldMention
from geo.listing import profile_of
from geo.mentions import find_mentions
from geo.model import Mention, Resolution
from geo.profile import source_homes
from geo.resolve import resolve_mentions
from geo.scores import LARGEST_ERROR_KM, NEAR_KM, EndToEnd, GoldSpans, Miss, Protocol, Scores
from geo.weights import Weights, load_weights

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place

__all__ = ["evaluate", "evaluate_end_to_end", "evaluate_gold_spans", "largest_namesakes"]

Resolver = Callable[[GoldArticle, Sequence[Mention]], list[Resolution]]
Finder = Callable[[GoldArticle], list[Mention]]


def largest_namesakes(
    text: str, mentions: Sequence[Mention], gazetteer: Gazetteer
) -> list[Resolution]:
    """Resolve each mention to the most populous of its candidates: the baseline of the field."""
    table = find_candidates(text, mentions, gazetteer)
    people = gazetteer.columns.size[table.fid - 1]  # of "no place" whatever stands last: not asked
    rows = [
        int(table.start[n]) + 1 + int(people[table.start[n] + 1 : table.start[n + 1]].argmax())
        if table.start[n + 1] - table.start[n] > 1
        else None
        for n in range(len(table.senses))
    ]
    places = gazetteer.places([int(table.fid[row]) for row in rows if row is not None])
    answers = []
    for mention, sense in zip(mentions, table.sense_of, strict=True):
        row = rows[sense]
        place = None if row is None else places[int(table.fid[row])]
        answers.append(Resolution(mention, place, 1.0 if place else 0.0))
    return answers


# --- Gold spans -----------------------------------------------------------------------------------


def _away(place: Place, gold: GoldMention) -> float:
    assert gold.lon is not None
    assert gold.lat is not None
    return distance_km(place.lon, place.lat, gold.lon, gold.lat)


def _fits(place: Place, gold: GoldMention) -> bool:
    return _away(place, gold) <= NEAR_KM or place.place_id == gold.place_id


def _label(place: Place | None) -> str:
    if place is None:
        return ""
    unit = ".".join(part for part in (place.country_code, place.admin1_code) if part)
    return f"{place.name} ({place.feature_code}, {unit})"


def evaluate_gold_spans(
    articles: Iterable[GoldArticle], resolver: Resolver, gazetteer: Gazetteer
) -> GoldSpans:
    """Resolve the gold mentions of articles and score the answers."""
    scores = GoldSpans()
    for article in articles:
        gold = sorted(article.mentions, key=lambda m: (m.start, m.end))
        mentions = [Mention(m.start, m.end, article.text[m.start : m.end]) for m in gold]
        for truth, answer in zip(gold, resolver(article, mentions), strict=True):
            if truth.lon is not None:
                _score_gold(scores, article, truth, answer, gazetteer)
    return scores


def _score_gold(
    scores: GoldSpans,
    article: GoldArticle,
    truth: GoldMention,
    answer: Resolution,
    gazetteer: Gazetteer,
) -> None:
    place = answer.place
    error = LARGEST_ERROR_KM if place is None else _away(place, truth)
    same = place is not None and place.place_id == truth.place_id
    right = error <= NEAR_KM
    scores.grounded += 1
    scores.right += right
    scores.right_or_same_id += right or same
    scores.with_id += truth.place_id is not None
    scores.same_id += same
    scores.reachable += right or any(_fits(c.place, truth) for c in answer.candidates)
    scores.errors_km.append(error)
    if place is not None:
        scores.calibration.append((answer.certainty, right or same))
    if not right:
        scores.misses.append(_miss("gold-spans", article, truth, answer, gazetteer))


def _miss(
    protocol: Protocol,
    article: GoldArticle,
    truth: GoldMention,
    answer: Resolution,
    gazetteer: Gazetteer,
) -> Miss:
    """Say what went wrong with a grounded mention that got an answer."""
    place = answer.place
    gold = gazetteer.get(truth.place_id) if truth.place_id else None
    right = next((c.place for c in answer.candidates if _fits(c.place, truth)), None)
    if place is None:
        kind = "no candidate"
    elif place.place_id == truth.place_id:
        kind = "point elsewhere"
    elif right is None:
        kind = "not listed" if gold is None else "not among the first"
    elif right.feature_class != place.feature_class:
        kind = "another sort"
    else:
        same = right.country_code == place.country_code
        kind = "same country" if same else "another country"
    text = article.text[truth.start : truth.end]
    away = None if place is None else round(_away(place, truth))
    label = _label(gold or right) or f"{truth.lon:.2f},{truth.lat:.2f}"
    return Miss(protocol, article.doc_id, truth.start, text, kind, _label(place), label, away)


# --- End to end -----------------------------------------------------------------------------------


def evaluate_end_to_end(
    articles: Iterable[GoldArticle], finder: Finder, resolver: Resolver, gazetteer: Gazetteer
) -> EndToEnd:
    """Find and resolve the mentions of articles and score both."""
    scores = EndToEnd()
    for article in articles:
        began = time.process_time()
        answers = resolver(article, finder(article))
        scores.seconds += time.process_time() - began
        scores.articles += 1
        answers = [a for a in answers if a.mention.kind != "facility" or a.place is not None]
        _score_document(scores, article, answers, gazetteer)
    return scores


def _is_demonym(text: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a name is the word for a people, and no place's own."""
    return profile_of(gazetteer, gazetteer.index.get(fold(text))).means_people


def _matches(
    gold: Sequence[GoldMention], answers: Sequence[Resolution]
) -> tuple[list[int | None], list[bool]]:
    """Match gold mentions to answers one to one: exact spans first, then overlaps in order."""
    exact = {(a.mention.start, a.mention.end): n for n, a in enumerate(answers)}
    matched: list[int | None] = [exact.get((truth.start, truth.end)) for truth in gold]
    is_exact = [n is not None for n in matched]
    taken = {n for n in matched if n is not None}
    for i, truth in enumerate(gold):
        if matched[i] is None:
            for n, answer in enumerate(answers):
                mention = answer.mention
                if n not in taken and mention.start < truth.end and truth.start < mention.end:
                    matched[i] = n
                    taken.add(n)
                    break
    return matched, is_exact


def _score_document(
    scores: EndToEnd, article: GoldArticle, answers: list[Resolution], gazetteer: Gazetteer
) -> None:
    gold = sorted(article.mentions, key=lambda m: (m.start, m.end))
    matched, is_exact = _matches(gold, answers)
    for n, demonyms_too in enumerate((True, False)):
        counted = [
            demonyms_too or not _is_demonym(article.text[t.start : t.end], gazetteer) for t in gold
        ]
        scores.gold[n] += sum(counted)
        scores.found[n] += sum(
            demonyms_too or not _is_demonym(a.mention.text, gazetteer) for a in answers
        )
        scores.exact[n] += sum(c and e for c, e in zip(counted, is_exact, strict=True))
        scores.overlap[n] += sum(c and m is not None for c, m in zip(counted, matched, strict=True))
    for truth, number in zip(gold, matched, strict=True):
        text = article.text[truth.start : truth.end]
        answer = None if number is None else answers[number]
        if truth.lon is None:
            if answer is None:
                scores.misses.append(_unanswered(article, truth, "not found, ungrounded", text))
            continue
        scores.grounded += 1
        if answer is None:
            scores.misses.append(_unanswered(article, truth, "not found", text))
            continue
        fits = answer.place is not None and _fits(answer.place, truth)
        if answer.place is not None:
            scores.matched.append((answer.certainty, fits))
        scores.everything.append((answer.certainty, fits))
        if answer.place is not None and _away(answer.place, truth) <= NEAR_KM:
            scores.right += 1
        else:
            scores.misses.append(_miss("end-to-end", article, truth, answer, gazetteer))
    for n in sorted(set(range(len(answers))) - {n for n in matched if n is not None}):
        answer = answers[n]
        scores.everything.append((answer.certainty, False))
        at, text, label = answer.mention.start, answer.mention.text, _label(answer.place)
        scores.misses.append(
            Miss("end-to-end", article.doc_id, at, text, "spurious", label, "", None)
        )


def _unanswered(article: GoldArticle, truth: GoldMention, kind: str, text: str) -> Miss:
    label = "" if truth.lon is None else f"{truth.lon:.2f},{truth.lat:.2f}"
    return Miss("end-to-end", article.doc_id, truth.start, text, kind, "", label, None)


# --- Both -----------------------------------------------------------------------------------------


def evaluate(
    articles: Sequence[GoldArticle],
    gazetteer: Gazetteer,
    *,
    weights: Weights | None = None,
    profiles: Sequence[GoldArticle] | None = None,
) -> Scores:
    """Score the program, and the largest namesake beside it, by both protocols.

    Parameters
    ----------
    weights
        The program's own by default.
    profiles
        Articles from which the own area of each source is found, by the program's own answers; by
        default no area is known.
    """
    weights = weights or load_weights()
    found: dict[str, list[Mention]] = {}

    def finder(article: GoldArticle) -> list[Mention]:
        if article.text not in found:
            found[article.text] = find_mentions(article.text, gazetteer, weights=weights)
        return found[article.text]

    homes = source_homes(
        ((a.source, find_candidates(a.text, finder(a), gazetteer)) for a in profiles or ()),
        weights,
    )
    found.clear()

    def resolver(article: GoldArticle, mentions: Sequence[Mention]) -> list[Resolution]:
        home = homes.get(article.source)
        return resolve_mentions(article.text, mentions, gazetteer, home=home, weights=weights)

    def largest(article: GoldArticle, mentions: Sequence[Mention]) -> list[Resolution]:
        return largest_namesakes(article.text, mentions, gazetteer)

    scores = Scores()
    scores.end_to_end = evaluate_end_to_end(articles, finder, resolver, gazetteer)
    scores.gold_spans = evaluate_gold_spans(articles, resolver, gazetteer)
    scores.largest = evaluate_gold_spans(articles, largest, gazetteer)
    scores.largest_end_to_end = evaluate_end_to_end(articles, finder, largest, gazetteer)
    return scores
