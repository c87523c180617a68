"""Candidate spans of a text: what a gazetteer name, a generic term or a cue makes possible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from gazetteer.generic_terms import generic_before, split_generic
from gazetteer.names import NameKind
from geo.definitions import is_defined_at
from geo.inflection import inflects
from geo.listing import Profile, abbreviates, is_listed_so, listed_form, profile_of
from geo.words import CAPITAL, LOWER, NUMBER, TIGHT_GAPS, UPPER, Word, Words

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["CandidateSpan", "bounds", "candidate_spans"]

_SPACES = frozenset({" ", "\u00a0"})
_LONGEST_UNLISTED = 3
_LONGEST_LISTED = 32  # words, and more than any name has that a scan finds
_MOST_DECLINED = 3  # words of a name in another form than listed
_SMALL = 4.5  # log10 of some 30,000 inhabitants
_ARTICLES = frozenset({"Al", "El"})
_TITLES = frozenset({"honorific", "title"})
_DEGREES = frozenset("B.A. B.S. D.O. J.D. M.A. M.D. M.S. R.N.".split())
_LONGEST_CODE = 5  # letters: "CNMI"
_CODES = frozenset({NameKind.SHORT})
# What a place before it only gives its name to: "West Nile virus", "Rift Valley fever".
_DISEASES = frozenset("disease encephalitis fever flu influenza measles syndrome virus".split())
_OF_DISEASES = frozenset("equine haemorrhagic hemorrhagic respiratory spotted".split())
_INDEFINITE = frozenset({"a", "an"})
_BROADCASTS = frozenset("broadcaster channel network radio station television tv".split())
_PLACING = frozenset({"in", "at", "from", "reaching"})


class CandidateSpan(NamedTuple):
    """Words ``first`` to ``last`` may name a place.

    ``base_last`` is the last word without a generic term; ``key_id`` is that of the whole where
    the gazetteer has it, else of the base, else ``None``. A ``dotted`` span is an abbreviation
    with the full stop after it; an ``inflected`` one is in another form than the listed name.
    """

    first: int
    last: int
    base_last: int
    key_id: int | None
    dotted: bool = False
    inflected: bool = False


def bounds(words: Words, span: CandidateSpan) -> tuple[int, int]:
    """Return where a span begins and ends in the text."""
    return words.starts[span.first], words.end(span.last) + span.dotted


def candidate_spans(words: Words, gazetteer: Gazetteer) -> list[CandidateSpan]:
    """Return the spans of a text that may be mentions, in order of their start."""
    spans: list[CandidateSpan] = []
    unlisted: set[str] = set()  # names that some words around them place
    loose: list[int] = []
    run_end = -1  # of the last unlisted run taken
    items, gaps, last = words.items, words.gaps, len(words) - 1
    index, declined = gazetteer.index, inflects(words.language)
    for first in words.names:
        word = items[first]
        after = items[first + 1] if first < last else None
        if word.function:
            if word.shape == CAPITAL and (after is None or not after.may_start):
                continue  # "The" alone names nothing, "The Hague" does
            if words.shouting[first] and word.key != "us":
                continue  # "FLOODS CUT ROAD TO PERTH" is not about Tonga
        before = items[first - 1] if first else None
        if (
            before is not None
            and before.cue == "honorific"
            and before.capitalised
            and gaps[first].text in (" ", ". ")
        ):
            continue  # "Mr. Lincoln" is a person
        if (
            (word.cue in _TITLES or word.surface == "Co")
            and after is not None
            and after.capitalised
            and gaps[first + 1].text == ". "
        ):
            continue  # "Sen. Lincoln" holds an office, and "Co. Cork" is a county
        names = index.names_at(words.scanned, first)
        found = _listed(words, gazetteer, first, names) if names else []
        if before is not None and gaps[first].text == "-" and _is_compound(before, first, spans):
            spans += [span for span in found if profile_of(gazetteer, span.key_id).only_demonym]
            continue
        if found and word.cue == "given" and _is_given_name(words, gazetteer, found):
            continue
        if declined:
            found = _with_forms(words, gazetteer, first, found)
        beside_term = word.leads or (not found and after is not None and after.term is not None)
        if found:
            for span in found:
                if span.last == last:
                    continue
                follower = items[span.last + 1]
                if follower.shape == NUMBER:
                    found = [span for span in found if not _is_broadcaster(words, span)]
                elif follower.term is not None:
                    beside_term = True
            spans += found
        if beside_term:
            termed = list(_with_term(words, gazetteer, first, found))
            spans += termed
            if not found and first > run_end and any([span.base_last == first for span in termed]):
                unlisted.add(word.key)
        if found or first <= run_end:
            continue
        run = _unlisted_at(words, first)
        if run is not None:
            spans.append(run)
            run_end = run.last
            unlisted.add(words.scanned.key(first, run.last))
        else:
            loose.append(first)
    again = [first for first in loose if words.items[first].key in unlisted]
    if again:
        # A name that the text places once may stand alone elsewhere: "Onyx River", "the Onyx".
        spans.extend(CandidateSpan(first, first, first, None) for first in again)
        spans.sort(key=lambda span: span.first)
    return _without_parts(words, spans)


def _is_compound(joined: Word, first: int, before: Sequence[CandidateSpan]) -> bool:
    """Tell whether a hyphen joins a word to an unlisted name: "Liptako-Gourma" is no Gourma."""
    if joined.letters == 1:  # "Sen. Lee Hart, D-Provo", sits for Provo
        return False
    near = takewhile(lambda span: span.first >= first - _LONGEST_LISTED, reversed(before))
    listed = any(span.last == first - 1 and span.key_id is not None for span in near)
    return joined.shape == CAPITAL and not joined.function and not listed


def _is_given_name(words: Words, gazetteer: Gazetteer, found: Sequence[CandidateSpan]) -> bool:
    """Tell whether a given name before an unlisted surname is a person's: "Vladimir Saldo said".

    In a headline with all words in capitals it may be the place: "Jordan Closes Border".
    """
    first = found[0].first
    after = first + 1
    if after >= len(words):
        return False
    surname = words.items[after]
    follows = words.items[after + 1] if after + 1 < len(words) else None
    return (
        (follows is None or not follows.capitalised or words.gaps[after + 1].text != " ")
        and all(span.last == first for span in found)
        and words.gaps[after].text == " "
        and surname.shape == CAPITAL
        and not (surname.function or surname.cue or surname.term)
        and not words.shouting[first]
        and not gazetteer.index.names_at(words.scanned, after)
    )


def _is_broadcaster(words: Words, span: CandidateSpan) -> bool:
    """Tell whether a number makes a name a broadcaster's: "the channel Torvik 2"."""
    items, number = words.items, span.last + 1
    if number == len(items) or items[number].shape != NUMBER:
        return False
    beside = [i for i in (span.first - 1, number + 1) if 0 <= i < len(words)]
    return words.gaps[number].text == " " and any(words.key(i) in _BROADCASTS for i in beside)


def _listed(
    words: Words, gazetteer: Gazetteer, first: int, names: Sequence[tuple[int, int]]
) -> list[CandidateSpan]:
    """Return those of the listed names that start at a word which may be meant."""
    found: list[CandidateSpan] = []
    items, gaps = words.items, words.gaps
    for end, key_id in names:
        last = items[end]
        if last.shape == LOWER and last.term is None and gaps[end].text in _SPACES:
            continue  # but "Punggye-ri" ends in a small letter
        if _names_disease(words, end + 1):
            continue
        if end == first and (
            (last.function and last.shape != UPPER)
            or last.contracted
            or (last.surface in _ARTICLES and _goes_on(words, end))  # of "Al-Ahram", "Al Qaeda"
            or (
                last.cue == "known otherwise"
                and _is_known_otherwise(words, gazetteer, first, key_id)
            )
            or (
                last.letters <= _LONGEST_CODE
                and _is_no_code(last.surface, profile_of(gazetteer, key_id))
            )
        ):
            continue
        if last.suffix and gaps[end].text == "":
            if NameKind.MAIN not in profile_of(gazetteer, key_id).kinds:
                continue  # "Kyiv's" is Kyiv, "St. John's" is not St. John
            found = [span for span in found if span.last != end - 1]
        dotted = (
            last.letters <= 5
            and last.shape == CAPITAL
            and gaps[end + 1].text.startswith(".")
            and abbreviates(gazetteer, key_id, words.scanned.key(first, end))
        )
        found.append(CandidateSpan(first, end, end, key_id, dotted))
    return found


def _names_disease(words: Words, after: int) -> bool:
    """Tell whether the name of a disease goes on there: "Middle East respiratory syndrome"."""
    if after < len(words) - 1 and words.key(after) in _OF_DISEASES:
        after += 1
    return after < len(words) and words.key(after) in _DISEASES and words.gaps[after].text == " "


def _is_no_code(surface: str, profile: Profile) -> bool:
    """Tell whether a word is a degree, or a code of places in another case: "M.D.", "Ok"."""
    return surface in _DEGREES or (profile.kinds == _CODES and not is_listed_so(surface, profile))


def _goes_on(words: Words, article: int) -> bool:
    """Tell whether an Arabic or Spanish article stands before the rest of a name."""
    after = article + 1
    return (
        after < len(words)
        and words.gaps[after].text in TIGHT_GAPS
        and words.items[after].shape != LOWER
    )


def _is_known_otherwise(words: Words, gazetteer: Gazetteer, at: int, key_id: int) -> bool:
    """Tell whether a name is an agency's or a disease's, not that of the small place called so.

    Unless the text places it: "in Hershey", "Hershey, Pa."
    """
    profile = profile_of(gazetteer, key_id)
    placed = at > 0 and words.items[at - 1].cue in _PLACING
    located = at + 1 < len(words) and words.gaps[at + 1].core == ","
    return not (placed or located or profile.names_unit or profile.size > _SMALL)


def _with_forms(
    words: Words, gazetteer: Gazetteer, first: int, listed: list[CandidateSpan]
) -> list[CandidateSpan]:
    """Add the spans that are forms of a listed name, or take the place of a lesser one."""
    spans = {span.last: span for span in listed}
    for last in range(first, min(first + _MOST_DECLINED, len(words))):
        if last > first and words.gaps[last].text not in TIGHT_GAPS:
            break
        if last == first and words.items[first].function:
            continue
        form = listed_form(gazetteer, words.scanned.key(first, last), words.language)
        if form is None:
            continue
        key_id = gazetteer.index.get(form)
        known = spans.get(last)
        if known is None or _worth(gazetteer, key_id) > _worth(gazetteer, known.key_id) + 1:
            spans[last] = CandidateSpan(first, last, last, key_id, inflected=True)
    return [spans[last] for last in sorted(spans)]


def _worth(gazetteer: Gazetteer, key_id: int | None) -> float:
    profile = profile_of(gazetteer, key_id)
    return profile.size + 3 * profile.names_unit


def _with_term(
    words: Words, gazetteer: Gazetteer, first: int, listed: list[CandidateSpan]
) -> Iterator[CandidateSpan]:
    """Yield spans of a name and the generic term after or before it, in capitals: "Onyx River".

    In small letters the name is found, then extended: "Kherson region".
    """
    bases: dict[int, int | None] = {
        span.last: span.key_id
        for span in listed
        if not profile_of(gazetteer, span.key_id).only_demonym
    }
    items, gaps = words.items, words.gaps
    word = items[first]
    if not listed and word.shape == CAPITAL and not word.function:
        bases[first] = None
    taken = {span.last for span in listed}
    for base, key_id in bases.items():
        last = base + 1
        if last in taken or last >= len(items) or gaps[last].text not in _SPACES:
            continue
        after = items[last]
        if after.term is None or after.solid or after.shape == LOWER:
            continue
        if key_id is None and words.starts_sentence(first):
            continue
        yield CandidateSpan(first, last, base, key_id)
    last = first + 1
    if (
        last < len(items)
        and last not in taken
        and gaps[last].text in _SPACES
        and items[last].shape == CAPITAL
        and not items[last].function
        and items[last].term is None
        and word.leads
        and (last + 1 == len(items) or items[last + 1].term is None)
    ):
        listed_so = [s for s in _after_term(words, gazetteer, first) if s.last not in taken]
        yield from listed_so or [CandidateSpan(first, last, last, None)]  # "Lake Onyx"


def _after_term(words: Words, gazetteer: Gazetteer, first: int) -> Iterator[CandidateSpan]:
    """Yield spans of a generic term and a name listed without it for such a place: "River Tyne"."""
    term = generic_before(words.key(first))
    if term is None:
        return
    for end, key_id in gazetteer.index.names_at(words.scanned, first + 1):
        codes = profile_of(gazetteer, key_id).codes
        if words.items[end].shape == CAPITAL and any(c.startswith(term.codes) for c in codes):
            yield CandidateSpan(first, end, end, key_id)


def _unlisted_at(words: Words, first: int) -> CandidateSpan | None:
    """Return a run of capitalised words that the words around it place: "in Qwxzyville"."""
    word, n = words.items[first], len(words.items)
    if word.shape != CAPITAL or word.function or word.cue:
        return None
    before, gap = words.items[first - 1], words.gaps[first].text
    opens = first == 0 or words.starts_sentence(first)
    if not opens and before.capitalised and gap == " " and not before.function:
        return None
    last = first
    while last + 1 < n and words.gaps[last + 1].text == " ":
        follows = words.items[last + 1]
        if not follows.capitalised or follows.function:
            break
        if follows.cue or follows.shape != CAPITAL:
            return None
        last += 1
        if last - first == _LONGEST_UNLISTED:
            return None
    if opens:
        defined = is_defined_at(words.text, words.end(last))
        return CandidateSpan(first, last, last, None) if defined else None
    placed = gap in _SPACES and (
        before.cue in _PLACING
        or (before.cue == "of" and first > 1 and words.items[first - 2].cue in ("head", "part"))
    )
    located = (
        last + 2 < n and words.gaps[last + 1].core == "," and words.items[last + 1].capitalised
    )
    termed = (
        before.key not in _INDEFINITE  # "a Torvic town" is one of some people's
        and last + 1 < n
        and words.gaps[last + 1].text == " "
        and words.items[last + 1].term is not None
    )
    return CandidateSpan(first, last, last, None) if placed or located or termed else None


@lru_cache(maxsize=1 << 11)
def _has_term(key: str) -> bool:
    return split_generic(key) is not None


def _without_parts(words: Words, spans: list[CandidateSpan]) -> list[CandidateSpan]:
    """Leave out parts of a listed name with a generic term: the "Mexico" of "Gulf of Mexico"."""
    covering: dict[int, list[CandidateSpan]] = defaultdict(list)
    for span in spans:
        if (
            span.first < span.last
            and span.key_id is not None
            and span.base_last == span.last
            and words.key(span.last) != "airport"  # an airport is found by its town, then extended
            and _has_term(words.scanned.key(span.first, span.last))
        ):
            for word in range(span.first, span.last + 1):
                covering[word].append(span)
    if not covering:
        return spans

    def is_part(span: CandidateSpan) -> bool:
        return any(
            whole.first <= span.first
            and span.last <= whole.last
            and whole.last - whole.first > span.last - span.first
            for whole in covering[span.first]
        )

    return [span for span in spans if span.first not in covering or not is_part(span)]
