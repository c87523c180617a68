"""Mentions written alike that the text tells apart: "Paris, Texas, is named after Paris"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from geo.candidate_rows import INTEGERS

if TYPE_CHECKING:
    from geo.candidate_rows import Rows
    from geo.model import Mention

__all__ = ["Use", "uses_of"]

_REACH = 60  # characters before a name
# One of these is in what sets a name apart.
_WORDS = ("confused", "mistaken", "istinguish", "amed after", "amed for", "its name", "amesake")
_NAMESAKE = re.compile(
    r"\b(?:(?:not|n[o’']t|never|often|sometimes|easily)(?: to)?(?: be)? (?:confused|mistaken)"
    r" (?:with|for)|(?:confused|mistaken) (?:with|for)|distinguish(?:ed)?(?: it)? from"
    r"|(?P<named>(?:re)?named (?:after|for))|(?:takes|took|derives|derived|got|has) its name from"
    r"|namesakes?(?: of| in|,)?)(?: the| its)?(?: (?:[a-z'’-]+|City|Town)){0,4} $"
)
_SOMEBODY = re.compile(r"['’]s | [A-Z]")
_AROUND = [INTEGERS.index(name) for name in ("around_country", "around_admin1", "around_admin2")]


class Use(NamedTuple):
    """Mentions of one name that mean one place.

    Attributes
    ----------
    name
        Number of the name.
    mentions
        Indexes of the mentions.
    apart
        Whether the text says that it is another place than usual here.
    """

    name: int
    mentions: tuple[int, ...]
    apart: bool = False


def uses_of(
    text: str,
    mentions: Sequence[Mention],
    name_of: Sequence[int],
    forms: Sequence[int],
    rows: Sequence[Rows],
    *,
    within: Sequence[Set[int]],
) -> list[Use]:
    """Return the uses of each name, in the order of the names; nearly always one.

    Those lie in units that have none in common, and mentions that the text puts nowhere go with the
    most; or the words before a name set it apart.

    Parameters
    ----------
    name_of
        The name of each mention.
    forms, rows
        The form of each name, and its candidates.
    within
        Of each mention, those that are said to contain it.
    """
    names: list[list[int]] = [[] for _ in forms]
    for i, n in enumerate(name_of):
        names[n].append(i)
    several = len(names) < len(mentions) or len(set(forms)) < len(forms)
    asked = mentions if several else ()
    before = "\n".join([text[max(0, m.start - _REACH) : m.start] for m in asked])
    speaks = any([word in before for word in _WORDS])
    uses = []
    for n, own in enumerate(names):
        groups = [own]
        if len(own) > 1 and sum([bool(within[i]) for i in own]) > 1:
            units = {i: frozenset({name_of[j] for j in within[i]} - {n}) for i in own}
            groups = _apart(rows[n], units, rows)
        for group in groups:
            if speaks and (len(own) > 1 or forms.count(forms[n]) > 1):
                marked = [i for i in group if _is_set_apart(text, mentions[i])]
                group = [i for i in group if i not in marked]
                if marked:
                    uses.append(Use(n, tuple(marked), apart=True))
            if group:
                uses.append(Use(n, tuple(group)))
    return uses


def _is_set_apart(text: str, mention: Mention) -> bool:
    """Tell whether the words before a name set it apart: "not to be confused with"."""
    found = _NAMESAKE.search(text, max(0, mention.start - _REACH), mention.start)
    if found is None:
        return False
    # "Named after Salem's mayor" is named after a person.
    return not (found["named"] and _SOMEBODY.match(text, mention.end))


def _apart(own: Rows, units: Mapping[int, frozenset[int]], rows: Sequence[Rows]) -> list[list[int]]:
    """Return the mentions in groups that have a candidate in common; the rest with the most."""
    groups: list[tuple[set[int], list[int]]] = []
    for i, within in units.items():
        held = _held(own, [rows[unit] for unit in within])
        for places, members in groups:
            if places & held:
                places &= held
                members.append(i)
                break
        else:
            if held:
                groups.append((held, [i]))
    found = [members for _, members in groups] or [[]]
    most = max(found, key=len)
    most += units.keys() - {i for members in found for i in members}
    return [sorted(members) for members in found]


def _held(own: Rows, units: Sequence[Rows]) -> set[int]:
    """Return the candidates that the most of the units hold."""
    fids, around = own.integers[0, 1:].tolist(), own.integers[_AROUND, 1:].T.tolist()
    within = [set(unit.integers[0, 1:].tolist()) for unit in units]
    counts = [sum(not unit.isdisjoint(levels) for unit in within) for levels in around]
    most = max(counts, default=0)
    return {fid for fid, count in zip(fids, counts, strict=True) if count == most > 0}
