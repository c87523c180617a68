"""Lists of places that share a role: "A, B and C", "two Norse towns, A and B"."""

from __future__ import annotations

from geo.clause import MEMBER_LINKS, PREPOSITIONS, Clause
from geo.frames import noun_classes
from geo.grammar import words_of
from geo.model import Mention

__all__ = ["before_aside", "instead_of_class", "list_before", "members_of"]

_BEFORE_AGAIN = MEMBER_LINKS | {","}
_ASIDE_WORDS = words_of("aside")
_FINITE = words_of("finite verb")
_LISTING = words_of("last link")
_NAMED = words_of("named kind")
_SHARES = words_of("share")
_OTHERS = words_of("others")
_ASIDE = 12  # tokens between the commas of an aside


def members_of(clause: Clause, index: int) -> tuple[list[int], int]:
    """Members of the list that begins at a place, and the index after it.

    "A, B and C" is a list; in "A, B" the second only says where the first is.
    """
    run, joined = [index], [""]
    at = index + 1
    while at < clause.high:
        step, glue = at, []
        while step < clause.high and _is_glue(clause, step):
            glue.append(clause.tokens[step].lower)
            step += 1
        if not glue and _is_generic(clause, step) and _belongs(clause, step, joined[-1]):
            at = step + 1
            continue
        if "," in glue and step < clause.high and clause.tokens[step].kind != "place":
            step = _after_aside(clause, at) or step
        if not glue or step >= clause.high or clause.tokens[step].kind != "place":
            break
        run.append(step)
        link = "and" if _LISTING & set(glue) else ","
        joined.append(", and" if link == "and" and "," in glue else link)
        at = step + 1
    if len(run) == 1:
        return run, max(at, index + 1)
    if _begins_clause(clause, at):
        cut = next((n for n, link in enumerate(joined) if link == ", and"), len(run))
        run, joined = run[:cut], joined[:cut]
    last_and = max((n for n, link in enumerate(joined) if link.endswith("and")), default=0)
    if _goes_on(clause, at):
        last_and = len(run)
    commas = [n for n in range(1, min(last_and, len(run))) if joined[n] == ","]
    members = [run[0]]
    for n in range(1, len(run)):
        listed = joined[n].endswith("and") or (
            n < last_and and _comma_lists(clause, run, joined, commas)
        )
        if listed and not clause.modifies(run[n]):
            members.append(run[n])
    if clause.modifies(index):
        members = members[1:] if len(members) > 1 else members
    return members, max(at, run[-1] + 1)


def _begins_clause(clause: Clause, at: int) -> bool:
    """What follows a list is a verb, so the list's end is a subject: "to A, and B said"."""
    while at < clause.high and "place" in noun_classes().get(clause.word(at), ()):
        at += 1
    return clause.word(at) in _FINITE


def _goes_on(clause: Clause, at: int) -> bool:
    """“A, B and other towns”: a list whose last member has no name."""
    while clause.word(at) in {",", "and", "or"}:
        at += 1
    return clause.word(at) in _OTHERS and clause.word(at - 1) in {"and", "or"}


def _comma_lists(clause: Clause, run: list[int], joined: list[str], commas: list[int]) -> bool:
    """Whether commas before the final "and" separate members, not a town from its state."""
    # In "A, State, and B, State" the only comma before "and" does not.
    return not (len(commas) == 1 and len(run) > 3 and joined[-1] == ",")


def _is_glue(clause: Clause, index: int) -> bool:
    token = clause.tokens[index]
    if token.kind == "mark":
        return token.text in {",", "&"}
    if token.lower in MEMBER_LINKS:
        return True
    if token.lower in {"far"} and clause.word(index - 1) == "as":
        return True
    if token.lower in _SHARES and clause.word(index + 1) == "of":  # "A and the rest of B"
        return True
    if token.lower == "of" and clause.word(index - 1) in _SHARES:
        return True
    # "to A, to B and to C": the preposition is said again
    return (
        token.lower in {"to", "from", "in", "through", "into", "of", "at"}
        and clause.word(index - 1) in _BEFORE_AGAIN
        and clause.word(index) == _preposition_before_run(clause, index)
    )


def _preposition_before_run(clause: Clause, index: int) -> str:
    at = index - 1
    while at > clause.last and clause.tokens[at].lower not in PREPOSITIONS:
        at -= 1
    return clause.tokens[at].lower


def _is_generic(clause: Clause, index: int) -> bool:
    """The plural a list shares, after its last member: "Rusk and Dema regions"."""
    token = clause.tokens[min(index, len(clause.tokens) - 1)]
    return (
        index < clause.high
        and token.kind == "word"
        and not token.capitalised
        and "place" in noun_classes().get(token.lower, ())
        and clause.tokens[index - 1].kind == "place"
        and clause.word(index + 1) in {",", "and", "or"}
    )


def _belongs(clause: Clause, index: int, link: str) -> bool:
    """Whether a class word is the place's own ("Dunmarsh peninsula") or shared by a list."""
    return link.endswith("and") or not clause.word(index).endswith("s")


def _after_aside(clause: Clause, index: int) -> int | None:
    """Index of the next member after ", annexed in 2014, and"; ``None`` if there is no aside."""
    start = index + 1
    if clause.word(index) != "," or start >= clause.high:
        return None
    word = clause.word(start)
    if not (word.endswith("ed") or word in _ASIDE_WORDS):
        return None
    for at in range(start + 1, min(start + _ASIDE, clause.high)):
        if clause.word(at) == "," and clause.word(at + 1) in {"and", "or"}:
            at += 2
            while clause.word(at) in {"the", "to", "from"}:
                at += 1
            return at if at < clause.high and clause.tokens[at].kind == "place" else None
    return None


def instead_of_class(clause: Clause, index: int, members: list[int]) -> list[int]:
    """Names after a class of places stand for it: "Norse towns, A and B", "the Norse city of A"."""
    first = at = index + 1 + (clause.word(index + 1) in {"'s", "'"})
    while at < clause.high and clause.tokens[at].kind == "word" and at - first <= 2:
        if clause.word(at) in PREPOSITIONS:
            named = clause.word(at) == "of" and clause.word(at - 1) in _NAMED
            is_place = at + 1 < clause.high and clause.tokens[at + 1].kind == "place"
            return members_of(clause, at + 1)[0] if named and is_place else []
        at += 1
    if (
        len(members) == 1
        and at > first
        and "place" in noun_classes().get(clause.word(at - 1), ())
        and clause.word(at) in {",", ":", "—", "–"}
    ):
        name = at + 1
        while clause.word(name) in {"the"}:
            name += 1
        said = clause.word(name + 1) in _FINITE
        if name < clause.high and clause.tokens[name].kind == "place" and not said:
            return members_of(clause, name)[0]
    return []


def before_aside(clause: Clause, at: int) -> int:
    """The token at ``at``, or before the aside that ends there: "X, the capital, was …"."""
    if clause.word(at) == ",":
        for opening in range(at - 1, max(at - _ASIDE, 0), -1):
            if clause.word(opening) == ",":
                return opening - 1
    return at


def list_before(clause: Clause, last: int) -> tuple[int, list[Mention]]:
    """The list of places that ends at a token: where it begins, and its members but demonyms."""
    tokens = clause.tokens
    members = [last]
    if clause.word(last - 1) == "and" and last > 1 and tokens[last - 2].kind == "place":
        members.append(last - 2)
        while clause.word(members[-1] - 1) == "," and tokens[members[-1] - 2].kind == "place":
            members.append(members[-1] - 2)
    places = [tokens[n].place for n in reversed(members) if n >= 0]
    return members[-1], [p for p in places if p is not None and p.kind != "demonym"]
