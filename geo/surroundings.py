"""What the text says around its mentions: shared generic terms, containing places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gazetteer.generic_terms import (
    GENERIC_TERMS,
    GenericTerm,
    generic_after,
    generic_before,
    plural_of,
)
from gazetteer.names import fold
from geo.cues import ENGLISH
from geo.language import reading_language
from geo.model import Mention
from geo.nouns import noun_before
from geo.scan import Remembered

__all__ = ["is_dateline", "named_parents", "shared_terms", "stands_with_article"]

_REACH = 40  # characters on either side of a name in which its generic term stands

# An article begins a list anew: "to Moscow, and the Oryol and Tula regions".
_LIST_GAP = re.compile(r"^(?:,|,? and|,? or|,? as well as|,? &|/)\s*$")
_PLURAL_TERM = re.compile(r"(?:-| )?([A-Za-z]+)\b")
_TERM_BEFORE = re.compile(  # "the town of ", "the City of ", "the village ", "the towns of "
    r"\b([a-z]+(?: of)?|[A-Z][a-z]+ of)(?: called| named)? $"
)
_TERMS_AFTER: Remembered[str, GenericTerm | None] = Remembered(
    lambda word: generic_after(fold(word))
)
# "The provinces of A and B"; of one name they are parts: "the provinces of Argentina".
_PLURALS_BEFORE = {
    f"{plural_of(noun)} of": generic_before(f"{noun} of") or generic_after(noun)
    for noun in "canton city county department district governorate municipality oblast prefecture"
    " province region state territory town village".split()
}
# What such a phrase may end in.
_TERM_ENDS = frozenset(
    ["called", "named"]
    + [term.term.split()[-1] for term in GENERIC_TERMS if term.position == "before"]
)
_TAILS = frozenset([f" {word} "[-3:] for word in _TERM_ENDS])
# An office says what kind of place it is held in.
_OFFICES = {
    office: GenericTerm(office, "before", codes)
    for offices, codes in (
        ("governor|governors|head|leader|administrator", ("ADM1", "PCL", "TERR", "RGN")),
        ("president|prime minister|king|queen|emperor|sultan", ("PCL", "TERR", "ADM1", "RGN")),
        ("mayor|deputy mayor", ("PPL", "ADM2", "ADM3")),
    )
    for office in offices.split("|")
}
_OFFICE_BEFORE = re.compile(r"\b([Pp]rime minister|[Dd]eputy mayor|[A-Za-z]+) of $")
_PLACE_NOUN = (
    r"(?:city|town|village|region|province|county|district|river|island|port|suburb|state)"
)

_ARTICLE = re.compile(r"\b[Tt]he $")
# What may follow a name that ends its noun phrase.
_PHRASE_END = re.compile(
    r"^(?:['’]s\b|[.,;:)!?\n]|$|\s+(?:and|or|in|on|at|to|from|for|since|with|near|by|after|before|into"
    r"|as|is|was|were|are|has|had|have|which|that|who|where|when|while|but|between|during|until)\b)"
)


# "KYIV, Ukraine, Oct. 13 —", "Washington (CNN)", "PARIS The minister …"
_DATELINE = re.compile(
    r"(?:,[^\n()—–]{1,40})?\s?(?:\([^()\n]{2,40}\)\s?)?(?:--?|—|–) |\s\([A-Z][^()\n]{1,30}\)\s"
)
_AFTER_CAPITALS = re.compile(r" [A-Z][a-z]+|, [A-Z][a-z]+(?:,| [A-Z][a-z])")


def is_dateline(text: str, mention: Mention) -> bool:
    """Tell whether a mention says where a report was written, as the town that opens it."""
    start = mention.start
    while start and text[start - 1] in " \t":
        start -= 1
    if start and text[start - 1] != "\n":
        return False
    if _DATELINE.match(text, mention.end):
        return True
    return mention.text.isupper() and _AFTER_CAPITALS.match(text, mention.end) is not None


def stands_with_article(text: str, mention: Mention) -> bool:
    """Tell "the Nile, …" from "the Texas governor"."""
    if not text.startswith("he ", mention.start - 3):
        return False
    before = text[max(0, mention.start - 5) : mention.start]
    after = text[mention.end : mention.end + 12]
    return bool(_ARTICLE.search(before) and _PHRASE_END.match(after))


def shared_terms(text: str, mentions: Sequence[Mention]) -> list[GenericTerm | None]:
    """Return the generic term that stands beside each mention outside its span.

    "the Rostov, Krasnodar and Stavropol regions", "the towns of Sake and Goma": the plural head
    noun is shared by the whole list. Between two names the term is the first's, "the Puebla region
    of Mexico", unless that is a people's, "the Mexican state of Puebla", or the term is a town's.
    """
    terms: list[GenericTerm | None] = [None] * len(mentions)
    foreign = reading_language(text) != ENGLISH
    for i, mention in enumerate(mentions):
        start, end = mention.start, mention.end
        if (
            mention.kind == "toponym"
            and (found := _PLURAL_TERM.match(text, end, end + _REACH))
            and (term := _TERMS_AFTER[found.group(1)])
            and (not text.startswith(" of ", found.end()) or _keeps(mention, term))
        ):
            word = found.group(1)
            plural = word.endswith("s") and word[0].islower()
            terms[i] = term
            if plural:
                j = i
                while j > 0 and _LIST_GAP.match(text[mentions[j - 1].end : mentions[j].start]):
                    j -= 1
                    terms[j] = terms[j] or term
        if terms[i] is None and _ends_in_term(text, start):
            found = _TERM_BEFORE.search(text, max(0, start - _REACH), start)
            words = found.group(1).lower() if found else ""
            terms[i] = term = generic_before(words)
            if term and i and found and (ahead := mentions[i - 1].end - found.start()) >= -1:
                # "The Puebla region of Mexico"
                terms[i] = None if ahead > 0 or _keeps(mentions[i - 1], term) else term
            if words in _PLURALS_BEFORE:
                j = i
                while j + 1 < len(mentions) and _LIST_GAP.match(
                    text[mentions[j].end : mentions[j + 1].start]
                ):
                    terms[j] = terms[j + 1] = _PLURALS_BEFORE[words]
                    j += 1
        if terms[i] is None and foreign:
            terms[i] = noun_before(text, start)
        if terms[i] is None and mention.kind == "toponym" and text.startswith(" of ", start - 4):
            office = _OFFICE_BEFORE.search(text[max(0, start - 24) : start])
            if office:
                terms[i] = _OFFICES.get(office.group(1).lower())
    return terms


def _keeps(name: Mention, term: GenericTerm) -> bool:
    return term.codes[0] != "PPL" and name.kind != "demonym"


def _ends_in_term(text: str, start: int) -> bool:
    """Tell whether the word that one blank parts from what starts there may end a term."""
    if text[max(0, start - 3) : start] not in _TAILS:
        return False
    low = max(0, start - _REACH)
    return text[max(low, text.rfind(" ", low, start - 1) + 1) : start - 1] in _TERM_ENDS


_LONGEST_GAP = 48  # characters
_STRICT_GAP = re.compile(r"^,\s?$|^ \($|^, in (?:the )?(?:[a-z]+ern )?$")
# "Paris in northern Texas"
_LOOSE_GAP = re.compile(
    r"^,? (?:(?:is |was )?(?:located |situated |lying )|lies )?(?:in|of)(?: the)?"
    r"(?: [a-z]+(?:ern)?)?(?: [a-z]+ (?:state|province|region) of)? $"
)
# "The town of Paris in Texas", "the Texas town of Paris": in no doubt, unlike "a game against Paris
# in Texas"
_CALLED = re.compile(rf"\b{_PLACE_NOUN} of $")
# "Texas town of Paris", "Ukraine's Kherson"
_OWNER_GAP = re.compile(rf"^(?:['’]s)?(?: [a-z]+)?(?: (?:capital|{_PLACE_NOUN})(?: of)?,?)? $")


def named_parents(text: str, mentions: Sequence[Mention]) -> tuple[list[set[int]], list[set[int]]]:
    """Return, for each mention, those that the text names as containing it.

    The strict form ("Paris, Texas") first, then the loose one ("Paris in Texas").
    """
    strict: list[set[int]] = [set() for _ in mentions]
    loose: list[set[int]] = [set() for _ in mentions]
    for i in range(len(mentions) - 1):
        end, start = mentions[i].end, mentions[i + 1].start
        if start - end > _LONGEST_GAP:
            continue
        gap = text[end:start]
        if _STRICT_GAP.match(gap) and not _in_list(text, mentions, i):
            strict[i].add(i + 1)
            after = i + 2
            if after < len(mentions) and text[mentions[i + 1].end : mentions[after].start] == ", ":
                strict[i].add(after)  # "Paris, Lamar County, Texas"
        elif _LOOSE_GAP.match(gap):
            near = text[max(0, mentions[i].start - _REACH) : mentions[i].start]
            (strict if _CALLED.search(near) else loose)[i].add(i + 1)
        elif mentions[i + 1].kind == "toponym" and _OWNER_GAP.match(gap):
            (strict if _CALLED.search(gap) else loose)[i + 1].add(i)
    return strict, loose


_JOINED = re.compile(r",? (?:and|or|&) (?:the )?")


def _in_list(text: str, mentions: Sequence[Mention], i: int) -> bool:
    """Tell whether the comma after mention ``i`` looks like a list's: "Rome, Paris and London"."""
    end = mentions[i + 1].end
    joined = _JOINED.match(text, end)
    if joined and text[joined.end() : joined.end() + 1].isupper():
        return True
    before = text[max(0, mentions[i].start - 2) : mentions[i].start]
    more = i + 2 < len(mentions) and re.match(
        r"^, (?:and |or |& )?$", text[end : mentions[i + 2].start]
    )
    return bool(more and before == ", ")
