"""The kinds of evidence: each a pure function from a document's candidates to one column.

A column has one value a candidate (the rows of :class:`~geo.candidates.CandidateTable`); a score is
the weighted sum of the columns. Local kinds look at the name and its own words; context kinds also
at how probable the candidates of the document's other names are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gazetteer.names import NameKind
from geo.candidates import CandidateTable

__all__ = [
    "CONTEXT",
    "LOCAL",
    "Codes",
    "Context",
    "Kind",
    "code_groups",
    "columns_of",
    "is_pointlike",
]

Column = npt.NDArray[np.float64]
_EARTH_KM = 6371.0088
_LEAST_VOTE, _MOST_POINTS = 0.08, 150

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("country", ("PCL", "TERR")),
    ("continent", ("CONT",)),
    ("first-level unit", ("ADM1",)),
    ("second-level unit", ("ADM2", "ADM3", "ADM4", "ADM5", "ADMD")),
    ("national capital", ("PPLC",)),
    ("regional seat", ("PPLA",)),
    ("settlement", ("PPL",)),
    ("water", ("STM", "LK", "RSV", "SEA", "OCN", "GULF", "BAY", "STRT", "CHN", "CNL", "SD", "LGN")),
    ("region", ("RGN",)),
    ("airport", ("AIRP", "AIRB")),
)
_CONTINENT, _FIRST_LEVEL, _SECOND_LEVEL = 1, 2, 3
_SETTLEMENT_GROUPS = (4, 5, 6)
_WATER_GROUP = 7
GROUP_NAMES = (*(name for name, _ in _GROUPS), "other feature")


@dataclass(frozen=True, slots=True)
class Codes:
    """Feature groups of a gazetteer's feature codes, by index of code."""

    group: npt.NDArray[np.int64]


def code_groups(codes: Sequence[str]) -> Codes:
    """Assign each feature code its group."""
    return Codes(
        np.array(
            [
                next(
                    (n for n, (_, prefixes) in enumerate(_GROUPS) if c.startswith(prefixes)),
                    len(_GROUPS),
                )
                for c in codes
            ]
        )
    )


def is_pointlike(group: int) -> bool:
    """Tell whether places of a feature group are where their point is: no country, no continent."""
    return group > _CONTINENT


@dataclass(frozen=True)
class Context:
    """What a pass of resolution knows: the candidates and how probable each is so far."""

    table: CandidateTable
    codes: Codes
    probability: Column
    home: tuple[float, float] | None = None

    @cached_property
    def real(self) -> npt.NDArray[np.bool_]:
        """Tell which rows are places, not "no place"."""
        return self.table.fid > 0

    @cached_property
    def group(self) -> npt.NDArray[np.int64]:
        """Return the feature group of each row, −1 for "no place"."""
        return np.where(self.real, self.codes.group[self.table.code], -1)

    @cached_property
    def mass(self) -> Column:
        """Votes: a name votes once with its probabilities, a little more where it is repeated."""
        repeats = np.array([float(len(s.mentions)) ** 0.5 for s in self.table.senses])
        return np.where(self.real, self.probability * repeats[self.table.sense], 0.0)

    @cached_property
    def points(self) -> npt.NDArray[np.bool_]:
        """Tell which rows are places whose point says where they are: no country, no continent."""
        return self.real & (self.group > _CONTINENT)

    @cached_property
    def near(self) -> tuple[Column, Column]:
        """Return distances in km to the likeliest points of other names, and their votes.

        Rows × points; infinite within a sense.
        """
        t = self.table
        votes = np.where(self.points, self.mass, 0.0)
        chosen = np.flatnonzero(votes > _LEAST_VOTE)
        if len(chosen) > _MOST_POINTS:
            chosen = chosen[np.argsort(-votes[chosen], kind="stable")[:_MOST_POINTS]]
        distance = np.arccos(np.clip(t.xyz @ t.xyz[chosen].T, -1.0, 1.0)) * _EARTH_KM
        distance[t.sense[:, None] == t.sense[chosen][None, :]] = np.inf
        return distance, votes[chosen]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence: its name, its column, and how a value reads to a person."""

    name: str
    column: Callable[[Context], Column]
    words: str


# --- Local ----------------------------------------------------------------------------------------


def _name_kind(kind: NameKind) -> Callable[[Context], Column]:
    return lambda c: ((c.table.name_kind == kind) & c.real).astype(float)


def _of_group(number: int) -> Callable[[Context], Column]:
    return lambda c: (c.group == number).astype(float)


def _nothing(c: Context) -> Column:
    return (~c.real).astype(float)


def _exact(c: Context) -> Column:
    return (c.table.exact & c.real).astype(float)


def _size(c: Context) -> Column:
    return c.table.size


def _behind_largest(c: Context) -> Column:
    """How far behind its largest namesake, in powers of ten of population."""
    if not len(c.table.fid):
        return np.zeros(0)
    largest = np.maximum.reduceat(c.table.size, c.table.start[:-1])
    return np.where(c.real, c.table.size - largest[c.table.sense], 0.0)


def _article(c: Context) -> Column:
    """Name with "the" before it: 1 for waters, regions and the like, −1 for towns and units."""
    if not c.table.senses:
        return np.zeros(0)
    article = np.array([sense.article for sense in c.table.senses])[c.table.sense]
    values = np.zeros(len(c.table.fid))
    values[article & c.real & (c.group >= _WATER_GROUP)] = 1.0
    values[article & np.isin(c.group, (_FIRST_LEVEL, _SECOND_LEVEL, *_SETTLEMENT_GROUPS))] = -1.0
    return values


def _term_agrees(c: Context) -> Column:
    return (c.table.term_agrees > 0).astype(float)


def _term_conflicts(c: Context) -> Column:
    return (c.table.term_agrees < 0).astype(float)


def _namesake_inside(c: Context) -> Column:
    """Whether a settlement inside this unit has the same name: a bare "Moscow" is the city."""
    t = c.table
    # Not by a name cut short: "Oklahoma City" is called so to tell it from Oklahoma.
    town = np.isin(c.group, _SETTLEMENT_GROUPS) & (t.name_kind != NameKind.DERIVED)
    values = np.zeros(len(t.fid))
    bare = t.term_agrees <= 0
    for group, level in ((_FIRST_LEVEL, t.admin1), (_SECOND_LEVEL, t.admin2)):
        wide = int(t.fid.max(initial=0)) + 1
        towns = np.unique(t.sense[town] * wide + level[town])
        unit = bare & (c.group == group)
        values[unit] = np.isin(t.sense[unit] * wide + t.fid[unit], towns)
    return values


def _rivals(c: Context) -> Column:
    """The number of namesakes, as a logarithm: "no place" is less likely among many."""
    count = np.diff(c.table.start)[c.table.sense]
    return np.where(c.real, 0.0, np.log(count))


def _no_candidate_is_exact(c: Context) -> Column:
    any_exact = np.zeros(len(c.table.senses))
    np.maximum.at(any_exact, c.table.sense, (c.table.exact & c.real).astype(float))
    return np.where(c.real, 0.0, 1 - any_exact[c.table.sense])


def _parent(which: str, sign: int) -> Callable[[Context], Column]:
    def column(c: Context) -> Column:
        values = np.zeros(len(c.table.fid))
        t = c.table
        for n, sense in enumerate(t.senses):
            parents = getattr(sense, which)
            if not parents:
                continue
            rows = slice(int(t.start[n]), int(t.start[n + 1]))
            units = np.concatenate([t.fid[t.start[p] : t.start[p + 1]] for p in parents])
            units = units[units > 0]
            inside = np.zeros(rows.stop - rows.start, bool)
            for level in (t.country, t.admin1, t.admin2):
                inside |= (
                    np.isin(level[rows], units) & (level[rows] != t.fid[rows]) & (level[rows] > 0)
                )
            if sign > 0:
                values[rows] = inside
            elif inside.any():
                values[rows] = ~inside & c.real[rows]
        return values

    return column


LOCAL: tuple[Kind, ...] = (
    Kind("no place", _nothing, "no place of the gazetteer is meant"),
    Kind("no place, namesakes", _rivals, "many places have this name"),
    Kind("no place, spelling", _no_candidate_is_exact, "no place is spelt exactly so"),
    Kind("main name", _name_kind(NameKind.MAIN), "its usual name"),
    Kind("derived name", _name_kind(NameKind.DERIVED), "a form derived from its name"),
    Kind("other name", _name_kind(NameKind.UNLIKE), "one of its other names"),
    Kind("abbreviation", _name_kind(NameKind.SHORT), "an abbreviation of its name"),
    Kind("demonym", _name_kind(NameKind.DEMONYM), "the word for its people"),
    Kind("exact spelling", _exact, "spelt exactly so"),
    Kind("population", _size, "its population"),
    Kind("behind largest namesake", _behind_largest, "smaller than its largest namesake"),
    *(Kind(name, _of_group(n), f"it is a {name}") for n, name in enumerate(GROUP_NAMES)),
    Kind("a town inside has its name", _namesake_inside, "a town inside it has the same name"),
    Kind("named with the article", _article, "the article before it fits this kind of place"),
    Kind("generic term agrees", _term_agrees, "the word beside it says this kind of place"),
    Kind("generic term conflicts", _term_conflicts, "the word beside it says another kind"),
    Kind(
        "in the place named after it", _parent("parents", 1),
        "the place named right after contains it",
    ),
    Kind(
        "not in the place named after it", _parent("parents", -1),
        "the place named right after does not contain it",
    ),
    Kind(
        "in the place named beside it", _parent("loose_parents", 1),
        "the place named beside contains it",
    ),
    Kind(
        "not in the place named beside it", _parent("loose_parents", -1),
        "the place named beside does not contain it",
    ),
)  # fmt: skip


# --- Context --------------------------------------------------------------------------------------


def _share(level: str) -> Callable[[Context], Column]:
    """Share of the votes of the other names that fall in the candidate's unit."""

    def column(c: Context) -> Column:
        t = c.table
        unit = getattr(t, level)
        mass = c.mass
        known = c.real & (unit > 0)
        total = mass.sum()
        own_total = np.bincount(t.sense, mass, len(t.senses))
        _, unit_number = np.unique(unit, return_inverse=True)
        by_unit = np.bincount(unit_number, mass)[unit_number]
        _, pair_number = np.unique(unit_number * (len(t.senses) + 1) + t.sense, return_inverse=True)
        own_by_unit = np.bincount(pair_number, mass)[pair_number]
        others = total - own_total[t.sense]
        return np.where(known & (others > 1e-9), (by_unit - own_by_unit) / (others + 0.5), 0.0)

    return column


def _unit_named(level: str) -> Callable[[Context], Column]:
    """Whether the unit that contains the candidate is itself named in the document."""

    def column(c: Context) -> Column:
        t = c.table
        unit = getattr(t, level)
        order = np.argsort(t.fid, kind="stable")
        fids, first = np.unique(t.fid[order], return_index=True)
        masses = np.add.reduceat(c.probability[order], first)
        at = np.minimum(np.searchsorted(fids, unit), len(fids) - 1)
        found = np.where((fids[at] == unit) & (unit > 0) & (unit != t.fid), masses[at], 0.0)
        return np.minimum(found, 1.0)

    return column


def _holds(c: Context) -> Column:
    """Other names of the document that lie inside this unit: 1 − exp(−votes)."""
    t = c.table
    mass = c.mass
    votes = np.zeros(len(t.fid))
    for level in (t.country, t.admin1, t.admin2):
        inside = (level > 0) & (level != t.fid)
        if not inside.any():
            continue
        units, number = np.unique(level[inside], return_inverse=True)
        totals = np.bincount(number, mass[inside])
        at = np.minimum(np.searchsorted(units, t.fid), len(units) - 1)
        votes += np.where((units[at] == t.fid) & (t.fid > 0), totals[at], 0.0)
    return 1 - np.exp(-votes)


def _closeness(scale_km: float) -> Callable[[Context], Column]:
    """Nearness to the other names' probable places: 1 − exp(−Σ vote · exp(−distance / scale))."""

    def column(c: Context) -> Column:
        distance, votes = c.near
        return np.where(c.points, 1 - np.exp(-(np.exp(distance / -scale_km) @ votes)), 0.0)

    return column


def _home(c: Context) -> Column:
    """Nearness to the publisher's own area: exp(−distance / 60 km); 0 where it is not known."""
    if c.home is None:
        return np.zeros(len(c.table.fid))
    lon, lat = np.radians(c.home)
    point = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    distance = np.arccos(np.clip(c.table.xyz @ point, -1.0, 1.0)) * _EARTH_KM
    return np.where(c.real, np.exp(-distance / 60), 0.0)


CONTEXT: tuple[Kind, ...] = (
    Kind("same country as others", _share("country"), "other names lie in the same country"),
    Kind("same region as others", _share("admin1"), "other names lie in the same first-level unit"),
    Kind("its country is named", _unit_named("country"), "its country is named in the text"),
    Kind("its region is named", _unit_named("admin1"), "its first-level unit is named in the text"),
    Kind(
        "its district is named", _unit_named("admin2"), "its second-level unit is named in the text"
    ),
    Kind("holds other names", _holds, "other names lie inside it"),
    Kind("within 30 km of others", _closeness(30), "other names lie within about 30 km"),
    Kind("within 100 km of others", _closeness(100), "other names lie within about 100 km"),
    Kind("within 300 km of others", _closeness(300), "other names lie within about 300 km"),
    Kind("within 1000 km of others", _closeness(1000), "other names lie within about 1000 km"),
    Kind("near the publisher", _home, "near the publisher's own area"),
)


def columns_of(
    kinds: Sequence[Kind], context: Context, wanted: npt.NDArray[np.bool_] | None = None
) -> Column:
    """Return the evidence as one array, candidates × kinds; kinds not wanted stay zero."""
    columns = np.zeros((len(context.table.fid), len(kinds)))
    if len(context.table.fid):
        for n, kind in enumerate(kinds):
            if wanted is None or wanted[n]:
                columns[:, n] = kind.column(context)
    return columns
