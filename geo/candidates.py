"""Mention × gazetteer → the places each mention may mean, as arrays over the whole document.

Mentions written alike mean one place in a document far more often than not, so candidates belong to
a *sense*: one written form with its generic term; each mention has one sense.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gazetteer.generic_terms import GenericTerm, split_generic
from gazetteer.names import fold
from geo.candidate_rows import INTEGERS, REALS, Floats, Identity, Integers, Rows, rows_of
from geo.definitions import Definition, definitions
from geo.inflection import inflects
from geo.language import reading_language
from geo.listing import listed_form
from geo.namesakes import uses_of
from geo.surroundings import is_dateline, named_parents, shared_terms, stands_with_article

if TYPE_CHECKING:
    from gazetteer import Gazetteer
    from geo.model import Mention

__all__ = [
    "CandidateTable",
    "Sense",
    "candidates_of",
    "find_candidates",
]

_REMEMBERED = 1 << 11  # folded names
_ABBREVIATION = 4  # letters of a name that may mean another thing in capitals ("us", "US")


class Sense(NamedTuple):
    """One name as this document uses it.

    Attributes
    ----------
    identity
        The name.
    mentions
        Indexes of its mentions.
    form
        Number shared with the senses that differ only by their generic term.
    name
        Number shared with these, and with other forms of the name ("Georgian" beside "Georgia"):
        they are one name, and none is a witness of where another is.
    parents
        Indexes of the senses that the text names as containing it ("Paris, Texas",
        "Paris is a town in Texas"), strongest forms.
    loose_parents
        The same for weaker forms ("Paris in Texas", "Texas town of Paris").
    apart
        Whether the text says that it is another place than others of its form ("not to be confused
        with Paris").
    """

    identity: Identity
    mentions: tuple[int, ...]
    form: int
    name: int
    parents: tuple[int, ...] = ()
    loose_parents: tuple[int, ...] = ()
    apart: bool = False


class CandidateTable(NamedTuple):  # of many fields, and so made five times as fast
    """All candidates of a document, one row each; rows of sense ``s`` are ``start[s]:start[s+1]``.

    The first row of each sense is "no place" (``fid`` 0). Coordinates in WGS 84 degrees; ``xyz``
    are unit vectors.
    """

    senses: tuple[Sense, ...]
    sense_of: tuple[int, ...]  # mention → sense
    rows: tuple[Rows, ...]  # of each sense, as they are remembered
    start: Integers
    sense: Integers
    fid: Integers
    name_kind: Integers
    exact: Integers  # 1 spelled so
    term_agrees: Integers  # 1 agrees, -1 conflicts, 0 no generic term
    found: Integers  # as written, without a part, one letter changed, inflected
    articled: Integers  # 1 listed with the article that it stands with: "The Hague"
    lon: Floats
    lat: Floats
    size: Floats  # renown: log10(population + 10), or as if there were some
    radius: Floats  # km, of the circle as large as the place's outline; 0 without one
    group: Integers  # see ``geo.groups``
    country: Integers
    admin1: Integers
    admin2: Integers
    around: Integers  # country, admin1, admin2 × rows; 0 for the place itself
    xyz: Floats


def find_candidates(text: str, mentions: Sequence[Mention], gazetteer: Gazetteer) -> CandidateTable:
    """Return the candidates of all mentions of a text."""
    terms = shared_terms(text, mentions)
    language = reading_language(text)
    defined = definitions(text, mentions)
    kinds = _defined_kinds(mentions, defined, terms)
    datelines = {_folded(m.text)[0] for m in mentions if is_dateline(text, m)}
    numbers: dict[tuple[str, GenericTerm | None, bool, bool, bool], int] = {}
    identities: list[Identity] = []
    sense_of: list[int] = []
    for i, mention in enumerate(mentions):
        key, own_term = _folded(mention.text)
        term = own_term or terms[i]
        if mention.kind == "toponym" and (term is None or (own_term is None and _is_towns(term))):
            term = kinds.get(key, term)
        capitals = len(key) <= _ABBREVIATION and mention.text.isupper()
        article = term is None and mention.kind == "toponym" and stands_with_article(text, mention)
        demonym = mention.kind == "demonym"
        number = numbers.setdefault((key, term, demonym, article, capitals), len(numbers))
        if number == len(identities):
            dateline = key in datelines and term is None and not demonym
            identities.append(
                Identity(key, mention.text, term, demonym, article, dateline, language)
            )
        sense_of.append(number)
    parents, loose = named_parents(text, mentions)
    for within, definition in zip(parents, defined, strict=True):
        if definition is not None:
            within.update(definition.within)
    rows = [rows_of(gazetteer, identity) for identity in identities]
    forms = _numbered([_bare(_usual(identity, gazetteer)) for identity in identities])
    names = _joined(forms, [own.most_famous for own in rows])
    around = [sure | likely for sure, likely in zip(parents, loose, strict=True)]
    uses = uses_of(text, mentions, sense_of, forms, rows, within=around)
    if len(uses) > len(identities):
        several = Counter([use.name for use in uses])
        # What tells a name's mentions apart is in no doubt.
        parents = [
            around[i] if several[name] > 1 else sure
            for i, (name, sure) in enumerate(zip(sense_of, parents, strict=True))
        ]
        for n, use in enumerate(uses):
            for i in use.mentions:
                sense_of[i] = n
    strict, beside = (_of_senses(within, sense_of, len(uses)) for within in (parents, loose))
    senses = tuple(
        Sense(
            identities[use.name],
            use.mentions,
            forms[use.name],
            names[use.name],
            strict[n],
            beside[n],
            use.apart,
        )
        for n, use in enumerate(uses)
    )
    return _table(senses, tuple(sense_of), tuple([rows[use.name] for use in uses]))


def _of_senses(
    parents: Sequence[Set[int]], sense_of: Sequence[int], count: int
) -> list[tuple[int, ...]]:
    """Return the senses that hold each sense, given the mentions that hold each mention."""
    found: list[set[int]] = [set() for _ in range(count)]
    for own, within in zip(sense_of, parents, strict=True):
        if within:
            found[own].update([sense_of[j] for j in within])
            found[own].discard(own)
    return [tuple(sorted(within)) if within else () for within in found]


def _defined_kinds(
    mentions: Sequence[Mention],
    defined: Sequence[Definition | None],
    terms: Sequence[GenericTerm | None],
) -> dict[str, GenericTerm]:
    """Return the kind that a name is said to be wherever it stands bare, by folded name.

    It is defined as one, or called "the town of" its name.
    """
    kinds: dict[str, GenericTerm] = {}
    for mention, definition, term in zip(mentions, defined, terms, strict=True):
        if definition is not None and definition.term is not None:
            kinds.setdefault(_folded(mention.text)[0], definition.term)
        elif term is not None and term.position == "before" and _is_towns(term):
            kinds.setdefault(_folded(mention.text)[0], term)
    return kinds


def _is_towns(term: GenericTerm) -> bool:
    """Tell whether a term goes with towns: "the city of", "the mayor of"."""
    return term.codes[0] == "PPL"


def _numbered(keys: Sequence[str]) -> list[int]:
    numbers: dict[str, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]


def _joined(forms: Sequence[int], famous: Sequence[int]) -> Sequence[int]:
    """Return a number for each sense that those of one form, or one most famous place, share."""
    places = [fid for fid in famous if fid]
    if len(set(forms)) == len(forms) and len(set(places)) == len(places):
        return forms
    by_form: dict[int, int] = {}
    by_place: dict[int, int] = {}
    for form, fid in zip(forms, famous, strict=True):
        number = by_form.get(form, by_place.get(fid, form))
        if (other := by_place.get(fid, number)) != number:  # two groups that are one
            number, old = min(number, other), max(number, other)
            for numbers in (by_form, by_place):
                numbers.update([(key, number) for key, n in numbers.items() if n == old])
        by_form[form] = number
        if fid:
            by_place[fid] = number
    return [by_form[form] for form in forms]


def _usual(identity: Identity, gazetteer: Gazetteer) -> str:
    """Return the form of a name that is listed."""
    if not inflects(identity.language) or identity.key in gazetteer.index:
        return identity.key
    return listed_form(gazetteer, identity.key, identity.language) or identity.key


@lru_cache(maxsize=_REMEMBERED)
def _folded(name: str) -> tuple[str, GenericTerm | None]:
    """Return the key of a name and the generic term in it."""
    key = fold(name)
    split = split_generic(key)
    return key, split[1] if split else None


@lru_cache(maxsize=_REMEMBERED)
def _bare(key: str) -> str:
    split = split_generic(key)
    return split[0] if split is not None and split[0] else key


def _table(
    senses: tuple[Sense, ...], sense_of: tuple[int, ...], rows: tuple[Rows, ...]
) -> CandidateTable:
    lengths = np.array([own.reals.shape[1] for own in rows], np.int64)
    start = np.zeros(len(rows) + 1, np.int64)
    lengths.cumsum(out=start[1:])
    if rows:
        integers = np.concatenate([own.integers for own in rows], axis=1, dtype=np.int64)
        reals = np.concatenate([own.reals for own in rows], axis=1)
    else:
        integers, reals = np.zeros((len(INTEGERS), 0), np.int64), np.zeros((len(REALS), 0))
    own, around = integers[:-3], integers[-3:]
    fid, name_kind, exact, term_agrees, found, articled, group, country, admin1, admin2 = own
    lon, lat, size, radius = reals[:4]
    return CandidateTable(
        senses,
        sense_of,
        rows,
        start,
        np.arange(len(senses)).repeat(lengths),
        fid,
        name_kind,
        exact,
        term_agrees,
        found,
        articled,
        lon,
        lat,
        size,
        radius,
        group,
        country,
        admin1,
        admin2,
        around,
        np.ascontiguousarray(reals[4:].T),
    )


def candidates_of(names: Sequence[tuple[Identity, Rows]]) -> CandidateTable:
    """Return the candidates of names by themselves, each as a sense without a mention."""
    senses = tuple(Sense(identity, (), n, n) for n, (identity, _) in enumerate(names))
    return _table(senses, (), tuple(rows for _, rows in names))
