"""The places of a clause after its motion word, each with its role."""

from __future__ import annotations

from dataclasses import dataclass, field

from geo.clause import APPOSITION, PREPOSITIONS, Clause
from geo.frames import Role
from geo.governors import governed_role
from geo.grammar import words_of
from geo.lists import instead_of_class, members_of
from geo.model import Mention

__all__ = ["RolePlaces", "right_roles"]

_RUNS = words_of("runs")
_EXAMPLES = APPOSITION | {"such"}  # follow: of a class that a role is said of
_ASIDE = 12  # tokens


@dataclass(slots=True)
class RolePlaces:
    """Places collected for one event, in order of the text."""

    origins: list[Mention] = field(default_factory=list)
    destinations: list[Mention] = field(default_factory=list)
    via: list[Mention] = field(default_factory=list)

    def add(self, role: Role, mention: Mention) -> None:
        """Append a mention once."""
        slot = {"origin": self.origins, "destination": self.destinations, "via": self.via}[role]
        if mention not in slot:
            slot.append(mention)

    def discard(self, mention: Mention) -> None:
        """Forget a mention whatever its role."""
        for slot in (self.origins, self.destinations, self.via):
            if mention in slot:
                slot.remove(mention)

    def __bool__(self) -> bool:
        return bool(self.origins or self.destinations or self.via)


def right_roles(clause: Clause) -> RolePlaces:
    """Places after the motion word, each with the role its words give it."""
    found = RolePlaces()
    tokens, index, high = clause.tokens, clause.last + 1, clause.high
    role: Role | None = None
    last: Mention | None = None
    while index < high:
        token = tokens[index]
        if token.kind != "place" and (role is None or token.lower not in _EXAMPLES):
            index += 1
            continue
        if token.lower in APPOSITION and role and role != "both":
            index, listed = _apposition(clause, index, role, found)
            if listed and last is not None and last.kind == "demonym":
                found.discard(last)  # in "Norse regions, citing A and B" the names stand for it
            continue
        if token.lower == "such" and clause.word(index + 1) == "as" and role and role != "both":
            index, _ = _apposition(clause, index + 1, role, found)
            continue
        if token.kind != "place":
            index += 1
            continue
        governed = governed_role(clause, index)
        members, following = members_of(clause, index)
        if governed == "both":
            _both(clause, index, found)
            members, following = [], max(following, index + 1)
        elif governed is not None:
            role = governed
            members = instead_of_class(clause, index, members) or members
            for member in members:
                mention = clause.tokens[member].place
                assert mention is not None
                found.add(governed, mention)
                last = mention
            following = max([following, *(m + 1 for m in members)])
        index = following
    if "takes roads" in clause.frame.traits and not (found.origins or found.destinations):
        _add_road_ends(clause, found)
    return found


def _add_road_ends(clause: Clause, found: RolePlaces) -> None:
    """“Took Highway 9, a road that runs from A to B”: so they went from A to B."""
    taken = {mention.start for mention in found.via}
    tokens = clause.tokens
    at = next((n for n, t in enumerate(tokens) if t.start in taken and t.place), len(tokens))
    runs = next((n for n in range(at, min(at + _ASIDE, len(tokens))) if clause.word(n) in _RUNS), 0)
    if not runs or clause.word(runs - 1) not in {"that", "which"}:
        return
    for n in range(runs + 1, min(runs + _ASIDE, len(tokens))):
        place, preposition = tokens[n].place, clause.word(n - 1)
        if place is not None and preposition in {"from", "to"}:
            found.add("origin" if preposition == "from" else "destination", place)


def _apposition(clause: Clause, index: int, role: Role, found: RolePlaces) -> tuple[int, bool]:
    """The list that "including", "citing" or "such as" introduces takes the role before it.

    Returns the index to go on from, and whether there was a list. Its first member may have a
    name that is no mention: "citing the Dunmarsh peninsula, annexed by X, and the Rusk region".
    """
    for at in range(index + 1, min(index + 18, clause.high)):
        if clause.tokens[at].kind != "place":
            continue
        if clause.word(at - 1) in PREPOSITIONS or clause.modifies(at):
            continue
        members, following = members_of(clause, at)
        for member in members:
            mention = clause.tokens[member].place
            assert mention is not None
            found.add(role, mention)
        return following, True
    return index + 1, False


def _both(clause: Clause, index: int, found: RolePlaces) -> None:
    """“Between A and B”: the first is the origin, the rest are destinations."""
    ends = [n for n in range(index + 1, clause.high) if clause.tokens[n].kind == "place"]
    links = [n for n in range(index + 1, clause.high) if clause.word(n) == "and"]
    first = clause.tokens[index].place
    assert first is not None
    if not ends or not links:
        return
    after = [n for n in ends if n > links[0]]
    if not after or after[0] - links[0] > 5:
        return
    found.add("origin", first)
    members, _ = members_of(clause, after[0])
    for member in instead_of_class(clause, after[0], members) or members:
        mention = clause.tokens[member].place
        assert mention is not None
        found.add("destination", mention)
