"""The motion words of a sentence, and how far the clause of each reaches."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import attrgetter

from geo.clause import TEMPORAL
from geo.clauses import BE_FORMS, PRONOUNS, Token
from geo.frames import Frame, forms_by_first_word, frames, noun_classes, nouns_by_class
from geo.grammar import words_of

__all__ = ["clause_end", "clause_start", "find_triggers", "words_after"]

_BREAKS = words_of("clause break")
_MARKS_BEFORE = frozenset({";", ":", "?", "!", "—", "–"})  # a clause
_OPENINGS = _BREAKS - {"who", "which"} | _MARKS_BEFORE
_OTHERS = PRONOUNS - {"who"}
_SUBORDINATING = frozenset({"after", "before", "as", "since", "that"})
_MAY_END = _BREAKS | _SUBORDINATING | {"and"}  # words that may end a clause
_NOUN_BEFORE = words_of("before a noun")
_COMPOUNDS = words_of("compound")
_LEFT_AFTER = words_of("before the left hand")
_ARTICLES = words_of("article")
_NOT_BEFORE_VERB = words_of("not before a verb")
_NEXT_CLAUSE = PRONOUNS | words_of("clause verb") | words_of("past verb")  # after "and"
# What must follow at once, for frames that need that.
_NEXT = {
    "course": frozenset("to from for bound into out".split()),
    "between": frozenset({"between"}),
}
_PARTICIPLES = words_of("same participle")
_NEEDED = 12  # tokens after a motion word within which the noun it needs must come
_OBJECT_REACH = 10  # tokens between a verb and the carrier that is its object
_NO_OBJECT = words_of("no object")
_START = attrgetter("start")
_BEGINNING = re.compile(r"\w+")  # of a noun, as words are split


def find_triggers(
    tokens: Sequence[Token], starts: Iterable[int], masked: str
) -> list[tuple[int, int, Frame]]:
    """Motion words of a sentence as first token, last token and the frame that fits.

    Parameters
    ----------
    tokens
        The sentence.
    starts
        Where in the text a motion word of it may begin, in order.
    masked
        The whole text with its places masked, where a frame looks for what refuses it.
    """
    by_word = forms_by_first_word()
    found: list[tuple[int, int, Frame]] = []
    last = -1
    for start in starts:
        first = bisect_left(tokens, start, key=_START)
        if first <= last or first == len(tokens) or tokens[first].start != start:
            continue
        forms = by_word.get(tokens[first].lower)
        form = _form_at(tokens, first, forms) if forms else None
        if form is None:
            continue
        last = first + len(form) - 1
        if (frame := _frame_at(" ".join(form), tokens, first, last, masked)) is not None:
            found.append((first, last, frame))
    kept: list[tuple[int, int, Frame]] = []
    for trigger in found:
        if not (kept and _is_carried_by(tokens, kept[-1], trigger)):
            kept.append(trigger)
    return kept


def words_after(forms: Sequence[tuple[str, ...]]) -> tuple[frozenset[str], frozenset[str]]:
    """Words of which one must follow the first of motion words at once, and somewhere after it.

    None where nothing of the kind must: a quick look at forms that begin with one word, the longest
    first.
    """
    needs = {frame.needs for form in forms for frame in frames()[" ".join(form)]}
    need = needs.pop() if len(needs) == 1 else ""
    following = _NEXT.get(need, frozenset())
    if len(forms[-1]) > 1:
        following = frozenset(form[1] for form in forms)
    nouns = nouns_by_class().get(need, frozenset())
    return following, frozenset(_BEGINNING.match(noun)[0] for noun in nouns)  # type: ignore[index]


def _is_carried_by(
    tokens: Sequence[Token], verb: tuple[int, int, Frame], noun: tuple[int, int, Frame]
) -> bool:
    """Whether a carrier is but the verb's object: "sent buses to A", "put them on a train to B"."""
    if verb[2].pos != "verb" or " of" in verb[2].lemma:
        return False
    if "carrier" not in noun_classes().get(tokens[noun[1]].lower, ()):
        return False
    between = tokens[verb[1] + 1 : noun[0]]
    return len(between) <= _OBJECT_REACH and all(
        (t.kind == "word" and t.lower not in _NO_OBJECT)
        or (t.place is not None and t.place.kind == "demonym")
        for t in between
    )


def _is_headline(tokens: Sequence[Token]) -> bool:
    """Whether nearly all longer words have capitals: "Ferry Cleared to Sail to X"."""
    long = [t for t in tokens if t.kind == "word" and len(t.text) > 3]
    return len(long) >= 3 and sum(t.capitalised for t in long) >= 0.8 * len(long)


def _form_at(
    tokens: Sequence[Token], first: int, forms: Sequence[tuple[str, ...]]
) -> tuple[str, ...] | None:
    """The longest of forms, of which it is the first, that stands at a token."""
    if len(forms[0]) == 1:
        return forms[0]
    words = tuple([t.lower for t in tokens[first : first + len(forms[0])]])
    for form in forms:
        if words[: len(form)] == form:
            return form
    return None


def _frame_at(
    form: str, tokens: Sequence[Token], first: int, last: int, masked: str
) -> Frame | None:
    if tokens[first].capitalised and first and tokens[first - 1].text not in {'"', "“", "‘"}:
        new_line = "\n" in masked[tokens[first - 1].end : tokens[first].start]
        if not new_line and not _is_headline(tokens):
            return None  # a name
    frame = _frame_of(form, tokens, first)
    before = tokens[first - 1].lower if first else ""
    if frame.pos == "noun" and before == "by":
        return None  # "taken by bus"
    if frame.pos == "verb" and form == frame.lemma and before in _NOT_BEFORE_VERB:
        return None  # "hectares of land"
    if form.endswith("ed") and before in {"a", "an"}:
        return None  # "a deserted street"
    earlier = tokens[first - 2].lower if first > 1 else ""
    if before in {"'s", "'"} and earlier in {"hour", "hours", "minute", "minutes", "day", "days"}:
        return None  # "an hour's drive": a distance
    if form == "left" and before in _LEFT_AFTER:
        return None  # a hand, not a departure
    following = tokens[last + 1].text if last + 1 < len(tokens) else ""
    if before == "," and following == ",":
        return None  # "Jan Dahl, left, and his son"
    named = first > 0 and tokens[first - 1].kind == "place" and form in {"crossing", "crossings"}
    if (before in _COMPOUNDS and form.endswith("ing")) or (named and not _goes(following)):
        return None  # "border crossing", "the Sorel crossing"
    if frame.needs in _NEXT and following.lower() not in _NEXT[frame.needs]:
        return None  # a carrier that goes nowhere here
    if form == frame.lemma and before in BE_FORMS and form not in _PARTICIPLES:
        return None  # "the town is empty"
    if frame.needs == "troops":
        if nouns_by_class()["military"].isdisjoint([t.lower for t in tokens[:first]]):
            return None
    elif frame.needs and frame.needs not in _NEXT:
        after = [t.lower for t in tokens[last + 1 : last + _NEEDED]]
        if nouns_by_class()[frame.needs].isdisjoint(after):
            return None
    refused = frame.refuse is not None and frame.refuse.match(masked, tokens[last].end)
    return None if refused else frame


def _goes(following: str) -> bool:
    """Whether the word after a motion word says where to."""
    return following.lower() in _NEXT["course"]


def _frame_of(form: str, tokens: Sequence[Token], first: int) -> Frame:
    """A noun after a determiner, else a verb, where the form may be both."""
    candidates = frames()[form]
    if len(candidates) == 1:
        return candidates[0]
    before = tokens[first - 1].lower if first else ""
    compound = first > 0 and tokens[first - 1].kind == "place" and form.endswith("ion")
    opens = first == 0 and not form.endswith(("ing", "ed"))
    noun = compound or opens or before in _NOUN_BEFORE or before == "'s"
    if not noun and form == candidates[0].lemma and first > 1:  # "the brutal advance"
        noun = tokens[first - 2].lower in _ARTICLES and not before.endswith("s")
    wanted = "noun" if noun else "verb"
    return next((f for f in candidates if f.pos == wanted), candidates[0])


def clause_start(tokens: Sequence[Token], first: int, floor: int) -> int:
    """Index of the first token of the clause of the motion word at ``first``, after ``floor``."""
    at = first - 1
    while at > floor:
        word = tokens[at].lower
        if word in _OPENINGS:
            break
        if word in {"that", "as", "after", "before"} and first - at > 1:
            break
        at -= 1
    return at + 1


def clause_end(tokens: Sequence[Token], last: int, limit: int) -> int:
    """Index after the last token of the clause of the motion word that ends at ``last``.

    ``limit``, where the next motion word begins, is as far as it goes.
    """
    depth, skipped = 0, -1
    for at in range(last + 1, limit):
        token = tokens[at]
        if at <= skipped or (token.kind == "word" and token.lower not in _MAY_END):
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            if not depth:
                return at
            depth -= 1
        elif (
            token.text in {";", "?", "!"}
            or (token.text in {"”", '"'} and at > last + 1 and tokens[at - 1].text in {",", "."})
            or (token.text == "," and following is not None and following.lower in {"said", "says"})
        ):
            return at
        elif token.text == "," and at == last + 1:
            skipped = _closing_comma(tokens, at)
        elif token.lower in _BREAKS:
            skipped = _aside_end(tokens, at)
            if skipped < 0:
                return at
        elif token.lower in _SUBORDINATING and following is not None:
            if token.lower == "as" and following.lower in {"far", "well"}:
                continue
            if tokens[at - 1].lower in {"such", "as", "well", "far", "from", "to", "of", "into"}:
                continue
            adverb = following.kind == "mark" or following.lower in TEMPORAL
            if token.lower in {"after", "before", "since"} and adverb:
                continue  # "have fled since, most of them to X", "since Sunday from X"
            return at
        elif (token.text == "," and following is not None and following.lower in _OTHERS) or (
            token.lower == "and"
            and following is not None
            and (
                following.lower in _NEXT_CLAUSE
                or (following.lower.endswith("ed") and following.kind == "word")
            )
        ):
            return at
    return limit


def _closing_comma(tokens: Sequence[Token], comma: int) -> int:
    """Index of the comma that ends a short aside: "taken, bound and gagged, to A"; else -1."""
    for at in range(comma + 1, min(comma + 8, len(tokens))):
        if tokens[at].text == ",":
            return at
        if tokens[at].kind == "place":
            return -1
    return -1


def _aside_end(tokens: Sequence[Token], at: int) -> int:
    """Index of the comma that ends ", which …, to B"; -1 if the clause does not go on."""
    if tokens[at].lower not in {"which", "who", "whose", "where"} or tokens[at - 1].text != ",":
        return -1
    for comma in range(at + 1, min(at + 14, len(tokens) - 1)):
        if tokens[comma].text == ",":
            goes_on = tokens[comma + 1].lower in {
                "to",
                "from",
                "along",
                "through",
                "via",
                "into",
                "towards",
            }
            return comma if goes_on else -1
    return -1
