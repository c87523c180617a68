"""Names that only a motion word betrays: "fled from Lower Dunmarsh", listed nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.clauses import covered
from geo.model import Mention

__all__ = ["find_unlisted", "is_place_like"]

_WORD = r"[A-Z][a-zà-ÿ]+(?:[-’'][A-Za-z][a-zà-ÿ]+)*"
_LEAD = (
    r"\b(?:from|to|into|onto|via|through|towards?|fle(?:e|d|eing)|reach(?:ed|ing)?|evacuat(?:e|ed|ing)|"
    r"abandon(?:ed|ing)|enter(?:ed|ing)|invad(?:ed|ing)|"
    r"citing|including|such as)"
)
_SIDE = r"(?:(?:north|south|east|west)(?:east|west)?(?:ern)?|central|nearby|neighbou?ring)"
_NAME = re.compile(
    rf"(?:{_LEAD}|(?<=\w)(?:, (?:and |or )?| and | or ))\s*"
    rf"(?P<the>the\s+)?(?:{_SIDE}\s+)?(?P<name>{_WORD}(?: {_WORD}){{0,3}})(?![\w-]|['’]s?\b)"
)
_AFTER_MOTION = re.compile(rf"{_LEAD}\s+(?:the\s+)?(?:{_SIDE}\s+)?$")
# After "the" a name needs a word for land or water to be a place.
_LAND = re.compile(
    r"\b(?:Desert|River|Valley|Islands?|Mountains?|Hills|Coast|Peninsula|Union|Republic|Strip|"
    r"County|District|Province|Region|Territory|Forest|Plains?|Plateau|Gulf|Sea|Ocean|Bay|Lake|"
    r"Heights|Highlands|Basin|Straits?|Delta|Canal|Pass|Kingdom|Emirates|States)$"
)
_OWN_LAND = re.compile(
    r"\s+(?:peninsula|islands?|valley|desert|province|district|county|region|oblast|governorate|"
    r"municipality|archipelago|airfield|airport|airbase|air base|base|camp|hospital|crossing|"
    r"border crossing|border post|checkpoint|prison|station|dam|village|town|township|hamlet|"
    r"neighbou?rhood|quarter|suburb|commune|parish|reservoir|river|lake|mountains?|hills|highlands|"
    r"enclave|corridor|plant|mine|port|harbou?r|junction|detention centre|detention center)\b"
)
_PLACE_LIKE = re.compile(
    r"(?:North|South|East|West|Upper|Lower|New|Port|San|Santa|Saint|St|Lake|Mount|Fort|Camp|Cape|"
    r"El|Al|Los|Las)\s"
)
_NO_PLACE = re.compile(
    r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|"
    r"June|July|August|September|October|November|December|Congress|Parliament|Senate|Christmas|"
    r"Easter|Thanksgiving|Ramadan|God|Jesus|English|Facebook|Twitter|Google|Mr|Mrs|Ms|Dr|President|"
    r"Prime|Minister|Senator|Governor|Judge|Sheriff|Captain|Colonel|General|Lieutenant|Sergeant|"
    r"Professor|Pope|King|Queen|Prince|Princess|House|Earth|Internet|Web|State|Supreme|High|"
    r"First)\b"
)
_PEOPLE = re.compile(
    rf"(?:(?:Mr|Mrs|Ms|Dr|Sgt|Lt|Capt|Gov|Sen|Rep|Rev)\.?|President|Judge|Sheriff|Governor|Senator|"
    rf"Minister|Chief|Pope) (?:{_WORD} )?(?P<titled>{_WORD})"
    rf"|(?<!from )(?<!in )(?<!to )(?P<speaker>{_WORD}(?: {_WORD})?),? "
    r"(?:said|says|told|added|who|whose|\d\d,)"
)


def find_unlisted(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Capitalised names after "from", "to", "into" … that are no mention and no person's name.

    Parameters
    ----------
    text
        The article.
    known
        Mentions that are left as they are.
    """
    cover = covered(len(text), known)
    unlisted = []
    for found in _NAME.finditer(text):
        start, end = found.span("name")
        if land := _OWN_LAND.match(text, end):
            end = land.end()
        name = text[start:end]
        if _NO_PLACE.match(name) or any(cover[start:end]):
            continue
        if found["the"] and not is_place_like(name):
            continue
        if not _AFTER_MOTION.search(text, max(0, start - 40), start) and not (
            any(cover[max(0, start - 8) : start]) or any(cover[end : end + 8])
        ):
            continue  # a member of a list needs a listed neighbour
        unlisted.append(Mention(start, end, name, "facility"))
    people = _people(text) if unlisted else frozenset()
    return [mention for mention in unlisted if not people & set(mention.text.split())]


def _people(text: str) -> frozenset[str]:
    """Words of the names of those who hold a title or say something."""
    return frozenset(
        word
        for found in _PEOPLE.finditer(text)
        for word in (found["titled"] or found["speaker"]).split()
    )


def is_place_like(name: str) -> bool:
    """Whether a word of the name is one for a place: "North Dunmarsh", "Lund Valley"."""
    return bool(_LAND.search(name) or _PLACE_LIKE.match(name) or _OWN_LAND.search(name))
