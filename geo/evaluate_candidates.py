"""Candidate recall: how much of gold could be resolved at all, and what the gazetteer lacks.

A mention is *within reach* if some candidate of it, however unlikely, is the annotated entry or
lies within 161 km of the annotated point. What no candidate reaches no weighing of evidence can
mend, so the misses are listed by what would.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gazetteer.generic_terms import split_generic
from gazetteer.names import fold
from gazetteer.store import distance_km
from geo.candidates import CandidateTable, find_candidates
from geo.corpus import GoldArticle, GoldMention
from geo.facilities import find_facilities
from geo.model import Mention
from geo.scores import NEAR_KM

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["CandidateRecall", "evaluate_candidates"]

_NATURAL = ("STM", "LK", "SEA", "MT", "ISL", "PEN", "DSRT", "VAL", "PRK")
_DEMONYM = re.compile(r"(?:[aeiou]ns?|ese|ish|[^aeiou]i|ians?|ites?|ers?|ics?)$")


@dataclass(slots=True)
class CandidateRecall:
    """How many grounded gold mentions have a right candidate; the rest by class and name."""

    grounded: int = 0
    reached: int = 0
    misses: dict[str, Counter[str]] = field(default_factory=dict)

    def lines(self) -> Iterable[str]:
        """Yield the share, then each class of misses with its names, the most frequent first."""
        share = self.reached / max(self.grounded, 1)
        yield f"  candidate recall {share:.4f} ({self.reached} of {self.grounded})"
        for kind, names in sorted(self.misses.items(), key=lambda item: -item[1].total()):
            listed = (f"{name} ({n})" if n > 1 else name for name, n in names.most_common())
            yield f"  {names.total():5} {kind}: {', '.join(listed)}"

    def record(self) -> dict[str, object]:
        """Return the same as plain values."""
        return {
            "grounded": self.grounded,
            "candidate recall": self.reached / max(self.grounded, 1),
            "misses": {kind: dict(names.most_common()) for kind, names in self.misses.items()},
        }


def evaluate_candidates(articles: Iterable[GoldArticle], gazetteer: Gazetteer) -> CandidateRecall:
    """Return the share of grounded gold mentions that some candidate reaches."""
    recall = CandidateRecall()
    for article in articles:
        gold = sorted(article.mentions, key=lambda m: (m.start, m.end))
        mentions = [Mention(m.start, m.end, article.text[m.start : m.end]) for m in gold]
        table = find_candidates(article.text, mentions, gazetteer)
        for number, truth in enumerate(gold):
            if truth.lon is None:
                continue
            fids = _candidates(table, number)
            recall.grounded += 1
            if _is_reached(truth, table, fids, gazetteer):
                recall.reached += 1
            else:
                text = " ".join(mentions[number].text.split())
                kind = _class_of(text, known=len(fids) > 0)
                recall.misses.setdefault(kind, Counter())[text] += 1
    return recall


def _candidates(table: CandidateTable, mention: int) -> range:
    """Return the rows of a mention's candidates, "no place" aside."""
    sense = table.sense_of[mention]
    return range(int(table.start[sense]) + 1, int(table.start[sense + 1]))


def _is_reached(
    truth: GoldMention, table: CandidateTable, rows: Sequence[int], gazetteer: Gazetteer
) -> bool:
    assert truth.lon is not None
    assert truth.lat is not None
    for row in rows:
        if distance_km(table.lon[row], table.lat[row], truth.lon, truth.lat) <= NEAR_KM:
            return True
    if truth.place_id is None:
        return False
    places = gazetteer.places(int(table.fid[row]) for row in rows)
    return any(place.place_id == truth.place_id for place in places.values())


def _class_of(text: str, *, known: bool) -> str:
    split = split_generic(fold(text))
    if any(mention.text == text for mention in find_facilities(text)):
        return "facility"
    if split is not None and split[1].codes[0].startswith(_NATURAL):
        return "river, lake, mountain or other natural feature"
    if " " not in text and not known and _DEMONYM.search(text):
        return "demonym"
    return "name known, place too far" if known else "no such name"
