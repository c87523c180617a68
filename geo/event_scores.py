"""Movements and areas against gold passages: how many events, roles and relations are right.

A gold passage is a mapping with ``corpus``, ``doc_id``, ``passage_start``, ``passage_end`` and
either ``events`` or ``relations``; every event and relation inside it is labelled, so that more of
them are errors. A place is right if its span overlaps the gold one or one of its ``alts``; what is
``optional`` counts neither way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["EventScores", "Tally", "score_events"]

_ROLES = ("origins", "destinations", "via")
_SIDED = frozenset({"part", "direction", "direction+distance"})
_TOLERANCE = 0.05  # of a distance

_Span = Sequence[int]
_Event = Mapping[str, Any]


@dataclass(slots=True)
class Tally:
    """True and false positives, and what was missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the answers that are right; 0 if there are none."""
        return self.right / (self.right + self.wrong) if self.right else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 if there is none."""
        return self.right / (self.right + self.missed) if self.right else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 0.0

    def add(self, right: int, wrong: int, missed: int) -> None:
        """Count on."""
        self.right += right
        self.wrong += wrong
        self.missed += missed


@dataclass(slots=True)
class EventScores:
    """What :func:`score_events` counts; ``attributes`` holds (right, given) of each."""

    events: Tally = field(default_factory=Tally)
    roles: Tally = field(default_factory=Tally)
    relations: Tally = field(default_factory=Tally)
    negatives: int = 0
    negatives_clean: int = 0
    attributes: dict[str, tuple[int, int]] = field(default_factory=dict)

    def note(self, name: str, right: bool) -> None:
        """Count one attribute of a matched event or relation: its kind, status, distance."""
        done, given = self.attributes.get(name, (0, 0))
        self.attributes[name] = (done + right, given + 1)


def score_events(
    gold: Iterable[Mapping[str, Any]], predicted: Iterable[Mapping[str, Any]]
) -> EventScores:
    """Score records of :func:`geo.evaluate_events.prediction` against gold passages.

    Only what overlaps a passage is scored. Events are matched one to one, by their triggers first,
    else by a place in the same role.
    """
    by_document: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for record in predicted:
        by_document.setdefault((record["corpus"], record["doc_id"]), []).append(record)
    scores = EventScores()
    for passage in gold:
        span = (passage["passage_start"], passage["passage_end"])
        records = by_document.get((passage["corpus"], passage["doc_id"]), [])
        if "events" in passage:
            mine = [e for r in records for e in r["events"] if _overlap(e["trigger"], span)]
            _score_movements(passage["events"], [e for e in mine if _places(e)], scores)
            if passage["negative"]:
                scores.negatives += 1
                scores.negatives_clean += not mine
        if "relations" in passage:
            areas = [a for r in records for a in r["relations"] if _overlap(a["span"], span)]
            _score_relations(passage["relations"], areas, scores)
    return scores


def _score_movements(gold: Sequence[_Event], mine: Sequence[_Event], scores: EventScores) -> None:
    pairs = _matched(gold, mine)
    for number, event in enumerate(gold):
        if event.get("optional_event"):
            continue
        if number not in pairs:
            missed = sum(len(event[role]) for role in _ROLES)
            scores.events.add(0, 0, 1)
            scores.roles.add(0, 0, missed)
            continue
        answer = mine[pairs[number]]
        scores.events.add(1, 0, 0)
        scores.roles.add(*_role_counts(event, answer))
        for name in ("kind", "status", "people"):
            if event.get(name) is not None and answer.get(name) is not None:
                scores.note(name, str(event[name]).lower() == str(answer[name]).lower())
    for number, answer in enumerate(mine):
        if number not in pairs.values():
            scores.events.add(0, 1, 0)
            scores.roles.add(0, len(_places(answer)), 0)


def _matched(gold: Sequence[_Event], mine: Sequence[_Event]) -> dict[int, int]:
    """Gold events and the answer that each is matched with, the best pairs first."""
    ranked = []
    for g, event in enumerate(gold):
        for a, answer in enumerate(mine):
            right, wrong, _ = _role_counts(event, answer)
            same = _overlap(event["trigger"], answer["trigger"])
            if same or right:
                ranked.append((not same, bool(event.get("optional_event")), -right, wrong, g, a))
    pairs: dict[int, int] = {}
    for *_, g, a in sorted(ranked):
        if g not in pairs and a not in pairs.values():
            pairs[g] = a
    return pairs


def _role_counts(event: _Event, answer: _Event) -> tuple[int, int, int]:
    """Places in the right role, in a wrong one, and missed; either way round if it goes both."""
    if not event.get("bidirectional"):
        return _directed(event, answer)
    ends = [*event["origins"], *event["destinations"]]
    lenient = {
        **event,
        "optional": {
            role: [*_optional(event, role), *ends] for role in ("origins", "destinations")
        },
    }
    turned = {**answer, "origins": answer["destinations"], "destinations": answer["origins"]}
    return max((_directed(lenient, a) for a in (answer, turned)), key=lambda n: (n[0], -n[1]))


def _directed(event: _Event, answer: _Event) -> tuple[int, int, int]:
    right = wrong = missed = 0
    for role in _ROLES:
        wanted = [_same_place(event, span) for span in event[role]]
        found = [False] * len(wanted)
        for span in answer[role]:
            fitting = [n for n, spans in enumerate(wanted) if _overlaps_any(span, spans)]
            free = sorted(
                (n for n in fitting if not found[n]), key=lambda n: -_first(span, wanted[n])
            )
            if free:
                found[free[0]] = True
                right += 1
            elif not fitting and not _overlaps_any(span, _optional(event, role)):
                wrong += 1
        missed += found.count(False)
    return right, wrong, missed


def _first(span: _Span, spans: Sequence[_Span]) -> bool:
    return _overlap(span, spans[0])


def _optional(event: _Event, role: str) -> list[_Span]:
    return list(event.get("optional", {}).get(role, ()))


def _score_relations(gold: Sequence[_Event], mine: Sequence[_Event], scores: EventScores) -> None:
    def rank(number: int) -> tuple[bool, int]:
        start, end = gold[number]["span"]
        return bool(gold[number].get("optional_relation")), end - start

    pairs: dict[int, int] = {}
    for exactly in (True, False):  # nested expressions: identical spans first
        for g in sorted(range(len(gold)), key=rank):
            for a, answer in enumerate(mine):
                if g in pairs or a in pairs.values():
                    continue
                if exactly and list(answer["span"]) != list(gold[g]["span"]):
                    continue
                if _is_relation(gold[g], answer):
                    pairs[g] = a
    optional = [g for g in gold if g.get("optional_relation")]
    for number, relation in enumerate(gold):
        if relation.get("optional_relation"):
            continue
        scores.relations.add(number in pairs, 0, number not in pairs)
        if number in pairs and relation.get("distance_km"):
            km, given = mine[pairs[number]]["distance_km"], relation["distance_km"]
            scores.note("distance", km is not None and abs(km - given) <= _TOLERANCE * given)
    for number, answer in enumerate(mine):
        neutral = any(_overlap(answer["span"], g["span"]) for g in optional) or any(
            _is_relation(gold[g], answer) for g in pairs
        )
        if number not in pairs.values() and not neutral:
            scores.relations.add(0, 1, 0)


def _is_relation(gold: _Event, answer: _Event) -> bool:
    """Same anchors and type; of a list of anchors or directions one part is enough."""
    if not _overlap(gold["span"], answer["span"]):
        return False
    wanted = [_same_place(gold, span) for span in gold["anchors"]]
    held = [any(_overlaps_any(a, spans) for a in answer["anchors"]) for spans in wanted]
    if wanted and not (all(held) if gold["type"] == "between" else any(held)):
        return False
    known = [span for spans in wanted for span in spans]
    if not all(_overlaps_any(anchor, known) for anchor in answer["anchors"]):
        return False
    if answer["type"] not in [gold["type"], *gold.get("alt_types", ())]:
        return False
    if gold["type"] not in _SIDED:
        return True
    sides = [_codes(d) for d in [gold.get("direction"), *gold.get("alt_directions", ())]]
    mine = _codes(answer["direction"])
    return mine in sides or (len(sides[0]) > 1 and mine < sides[0])


def _codes(direction: str | None) -> frozenset[str]:
    return frozenset((direction or "").split(","))


def _same_place(event: _Event, span: _Span) -> list[_Span]:
    return [span, *event.get("alts", {}).get(f"{span[0]}-{span[1]}", ())]


def _places(event: _Event) -> list[_Span]:
    return [span for role in _ROLES for span in event[role]]


def _overlap(a: _Span, b: _Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _overlaps_any(span: _Span, spans: Iterable[_Span]) -> bool:
    return any(_overlap(span, other) for other in spans)
