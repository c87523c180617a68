"""Why a candidate: its evidence in words with figures, made only when somebody asks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.context import KINDS
from geo.deferred import Deferred
from geo.evidence import Column, Integers
from geo.groups import GROUP_NAMES
from geo.model import Candidate, Evidence
from geo.nearness import SCALES_KM

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place
    from geo.candidates import CandidateTable, Sense
    from geo.resolve import Decision

__all__ = ["explained"]

_LEAST = 0.01  # contributions to a score below this are not told


def explained(
    decision: Decision, rows: Sequence[int], gazetteer: Gazetteer
) -> tuple[Candidate, ...]:
    """Return the candidates of some rows, each with what spoke for and against it."""
    story = _story(decision, gazetteer)
    story.load(rows)
    return tuple(
        Candidate(
            story.place(row), float(decision.score[row]), Deferred(partial(_evidence, story, row))
        )
        for row in rows
    )


@lru_cache(maxsize=1)
def _story(decision: Decision, gazetteer: Gazetteer) -> _Story:
    """What is read of a document to explain one of its candidates serves the others."""
    return _Story(decision, gazetteer)


def _evidence(story: _Story, row: int) -> tuple[Evidence, ...]:
    """Say in words what spoke for and against a candidate, strongest first."""
    values = story.decision.evidence[row].tolist()
    weights = story.decision.weights.tolist()
    parts = [
        Evidence(name, value, weight, words(story, row))
        for (name, words), value, weight in zip(_WORDS.items(), values, weights, strict=True)
        if abs(value * weight) > _LEAST
    ]
    return tuple(sorted(parts, key=lambda e: -abs(e.value * e.weight)))


@dataclass
class _Story:
    """A decision with the places it speaks of."""

    decision: Decision
    gazetteer: Gazetteer

    def __post_init__(self) -> None:
        self._places: dict[int, Place] = {}
        self.load(self.best.tolist())
        # Several kinds of evidence for one row ask for these, one after the other.
        self.others = lru_cache(maxsize=1)(self._others)
        self.placed_around = lru_cache(maxsize=1)(self._placed_around)

    @property
    def table(self) -> CandidateTable:
        return self.decision.table

    def load(self, rows: Sequence[int]) -> None:
        """Read the places of rows and of the units around them, at once."""
        wanted = self._around[list(rows)].ravel().tolist()
        self._places |= self.gazetteer.places({*wanted} - {0} - self._places.keys())

    @cached_property
    def _around(self) -> Integers:
        """The place of each row, and the units it is in: 0 where there is none."""
        table = self.table
        return np.stack((table.fid, table.country, table.admin1, table.admin2), axis=1)

    def place(self, row: int) -> Place:
        return self._places[int(self.table.fid[row])]

    def name(self, fid: int) -> str:
        if fid not in self._places:
            self._places |= self.gazetteer.places([fid])
        return self._places[fid].name

    def sense(self, row: int) -> Sense:
        return self.table.senses[int(self.table.sense[row])]

    @cached_property
    def best(self) -> Integers:
        """The likeliest row of each sense; its "no place" where it has no other."""
        start = self.table.start
        rows = [
            a + (1 + int(np.argmax(self.decision.score[a + 1 : b])) if b - a > 1 else 0)
            for a, b in pairwise(start.tolist())
        ]
        return np.array(rows, np.int64)

    def _others(self, row: int) -> Integers:
        """The likeliest rows of the document's other names."""
        best, names = self._witnesses
        return np.asarray(best[names != self.decision.ground.name[row]])

    def _placed_around(self, row: int) -> tuple[Integers, Column]:
        """Those of the others that lie somewhere, and how far away each is, in kilometres.

        As for nearness: with the radii of both.
        """
        ground, table = self.decision.ground, self.table
        others = self.others(row)
        others = others[ground.placed[others] & (table.fid[others] != table.fid[row])]
        away = ground.distance_km(float(table.lon[row]), float(table.lat[row]))[others]
        return others, np.hypot(away, np.hypot(table.radius[others], table.radius[row]))

    def units(self, row: int) -> list[int]:
        """The fids of the units around the place of a row."""
        units: list[int] = self._around[row, 1:].tolist()
        return units

    @cached_property
    def _witnesses(self) -> tuple[Integers, Integers]:
        """The rows that are the best of their sense and a place, and the number of each's name."""
        ground = self.decision.ground
        best = self.best[ground.real[self.best]]
        return best, ground.name[best]

    def mentions(self, rows: Integers) -> int:
        return int(self._mentioned[self.table.sense[rows]].sum())

    @cached_property
    def _mentioned(self) -> Integers:
        """How often the text names each sense."""
        return np.array([len(sense.mentions) for sense in self.table.senses], np.int64)

    def namesakes(self, row: int) -> int:
        sense = int(self.table.sense[row])
        return int(self.table.start[sense + 1] - self.table.start[sense]) - 1

    def surface(self, senses: Sequence[int]) -> str:
        return _listing([self.table.senses[n].identity.spelling for n in senses])


Words = Callable[[_Story, int], str]


def _listing(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    return ", ".join(unique[:-1]) + " and " + unique[-1] if len(unique) > 1 else "".join(unique)


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _always(words: str) -> Words:
    return lambda story, row: words


def _of_place(words: str) -> Words:
    return lambda story, row: words.format(story.place(row).name)


_ROUNDING = 0.05  # of sizes, decimal logarithms


def _population(story: _Story, row: int) -> str:
    table, people = story.table, story.place(row).population
    sense = int(table.sense[row])
    sizes = table.size[table.start[sense] + 1 : table.start[sense + 1]]
    told = f"{people:,} inhabitants" if people else "number of inhabitants not known"
    size = float(table.size[row])
    if size > math.log10(people + 10) + _ROUNDING:  # a landmark, or a small state
        as_if = float(f"{10**size:.1g}")
        told = f"weighed as if it had some {as_if:,.0f} inhabitants"
        told = f"{people:,} inhabitants, {told}" if people else told
    if story.namesakes(row) > 1 and table.size[row] == sizes.max() and people:
        return f"largest of {story.namesakes(row)} places of that name: {told}"
    return told


def _behind(story: _Story, row: int) -> str:
    table = story.table
    sense = int(table.sense[row])
    first = int(table.start[sense]) + 1
    largest = first + int(table.size[first : table.start[sense + 1]].argmax())
    of = f"one of {story.namesakes(row)} places of that name; "
    columns = story.gazetteer.columns
    if {columns.classes[columns.code[fid - 1]] for fid in table.fid[[largest, row]]} - {"P", "A"}:
        return f"{of}{_where(story, largest)} is better known"
    times = 10 ** float(table.size[largest] - table.size[row])
    told = f"{times:,.0f}" if times >= 2 else f"{times:.1f}"
    return f"{of}{_where(story, largest)} has {told} times the people"


def _where(story: _Story, row: int) -> str:
    """Name a place with the unit that tells it from its namesakes."""
    table = story.table
    for unit in (int(table.admin1[row]), int(table.country[row])):
        if unit not in (0, int(table.fid[row])):
            return f"{story.name(int(table.fid[row]))} in {story.name(unit)}"
    return story.name(int(table.fid[row]))


def _term(words: str) -> Words:
    def told(story: _Story, row: int) -> str:
        term = story.sense(row).identity.term
        return words.format(f"“{term.term}”" if term else "the word beside it")

    return told


def _parent(which: str, words: str) -> Words:
    return lambda story, row: words.format(story.surface(getattr(story.sense(row), which)))


def _share(level: str, words: str) -> Words:
    def told(story: _Story, row: int) -> str:
        unit = getattr(story.table, level)
        others = story.others(row)
        inside = others[unit[others] == unit[row]]
        if not len(inside):
            return f"{words}, {story.name(int(unit[row]))}, as others may be"
        return f"{words} as {_plural(story.mentions(inside), 'other mention')}"

    return told


def _unit_named(level: str, words: str) -> Words:
    return lambda story, row: (
        f"{story.name(int(getattr(story.table, level)[row]))}, {words}, is named too"
    )


def _holds(story: _Story, row: int) -> str:
    table, others = story.table, story.others(row)
    fid = table.fid[row]
    inside = (table.country[others] == fid) | (table.admin1[others] == fid)
    inside |= table.admin2[others] == fid
    inside &= table.fid[others] != fid
    count = story.mentions(others[inside])
    return f"{_plural(count, 'other mention')} in it" if count else "others may lie in it"


def _closeness(scale_km: float) -> Words:
    def told(story: _Story, row: int) -> str:
        others, away = story.placed_around(row)
        fid = story.table.fid
        within = others[away <= scale_km]
        if not len(within):
            return f"others may lie within {scale_km:.0f} km"
        nearest = int(np.argmin(away))
        name, km = story.name(int(fid[others[nearest]])), float(away[nearest])
        wide = story.table.radius[[row, others[nearest]]].any()
        if int(fid[others[nearest]]) in story.units(row):
            return f"in {name}, also named here"
        distance = "near" if wide else f"{km:.0f} km from" if km >= 1 else "beside"
        rest = story.mentions(within) - story.mentions(others[[nearest]])
        more = f", and {_plural(rest, 'more mention')} within {scale_km:.0f} km" if rest else ""
        return f"{distance} {name}, also named here{more}"

    return told


def _publisher(story: _Story, row: int) -> str:
    home = story.decision.ground.home
    if home is None:
        return "near the publisher's own area"
    km = float(story.decision.ground.distance_km(*home)[row])
    return f"{km:,.0f} km from the publisher's own area"


_WORDS: dict[str, Words] = {
    "no place": _always("no place of the gazetteer is meant"),
    "no place, namesakes": _always("many places have this name"),
    "no place, spelling": _always("no place is spelt exactly so"),
    "main name": _always("its usual name"),
    "derived name": _of_place("a form of its name {}"),
    "other name": _of_place("another name of {}"),
    "abbreviation": _of_place("an abbreviation of {}"),
    "demonym": _of_place("the word for the people of {}"),
    "exact spelling": _always("spelt exactly so"),
    "without a part of the name": _of_place("only a part of the name is that of {}"),
    "one letter differs": _of_place("one letter differs from {}"),
    "inflected": _of_place("a case, or another form, of a name of {}"),
    "population": _population,
    "behind largest namesake": _behind,
    "inhabitants not counted": _always("how many live there is not known"),
    **{name: _always(f"it is a {name}") for name in GROUP_NAMES},
    "water": _always("it is a body of water"),
    "airport": _always("it is an airport"),
    "other feature": _always("it is a feature of another kind"),
    "a town inside has its name": _always("a town inside it has the same name"),
    "named with the article": _always("“the” before it goes, or not, with this kind of place"),
    "where a report was written": _always("the report was written in this town"),
    "generic term agrees": _term("{} says this kind of place"),
    "generic term conflicts": _term("{} says another kind of place"),
    "in the place named after it": _parent("parents", "{} is named after it"),
    "not in the place named after it": _parent("parents", "not in {}, named after it"),
    "in the place named beside it": _parent("loose_parents", "{} is named beside it"),
    "not in the place named beside it": _parent("loose_parents", "not in {}, named beside it"),
    "what is named before it lies in it": _always("what is said to lie in it may"),
    "same country as others": _share("country", "same country"),
    "same region as others": _share("admin1", "same first-level unit"),
    "its country is named": _unit_named("country", "its country"),
    "its region is named": _unit_named("admin1", "its first-level unit"),
    "its district is named": _unit_named("admin2", "its district"),
    "holds other names": _holds,
    "another name means it too": _always("another name in the text means it too"),
    **{f"within {km:.0f} km of others": _closeness(km) for km in SCALES_KM},
    "a capital among other countries": _always("other countries are named with this capital"),
    "a country among other countries": _always("other countries are named with it"),
    "told apart from it": _always("the text tells it apart from this place"),
    "near the publisher": _publisher,
}
assert tuple(_WORDS) == KINDS
