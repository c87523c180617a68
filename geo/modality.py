"""Did it happen, was it ordered, is it planned, is it denied; and who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.clauses import Token
from geo.model import MovementStatus

__all__ = ["speaker_of", "status_of"]

_DENIED = re.compile(
    r"\b(?:not|n't|never|no (?:plans?|intention|need|desire|reason)|block\w*|halt\w*|suspend\w*|"
    r"ruled out|scrap\w*|no longer|nobody|no one|no \w+ (?:can|could|may|will)|"
    r"reject\w*|tr(?:y|ies|ied|ying) to|cannot|unable|"
    r"refus\w+|fail\w*|declin\w+|prevent\w*|den(?:y|ies|ied)|unlikely|stopped|barred|banned|"
    r"cancel\w*|if|whether|could|may|might|would have|possibl[ey]|suspected of|"
    r"(?:is|are|was|were) suspected|can't|won't|didn't|couldn't|wouldn't|hadn't|allegedly|"
    r"alleged to|rumou?r\w*|rather than|instead of|without(?=$))\b"
)
# These reach over a subordinate clause: "asked that all who want to …, can go".
_ORDERED = re.compile(
    r"\b(?:order(?:s|ed|ing)|orders? to|ask|asks|asked|asking|"
    r"urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:on|for)|"
    r"demand(?:s|ed|ing)?|instruct\w*|request(?:ed|ing)|advis(?:e|es|ed|ing)|require[sd]?|"
    r"appeal(?:s|ed|ing)?|propos(?:e|es|ed|ing)|mandatory|"
    r"told (?:\S+ ){1,8}?to|recommend\w*|warn(?:s|ed|ing)?)\b"
)
_OBLIGED = re.compile(r"\b(?:must|should|told|tells?|have to|has to)\b")
_PLANNED = re.compile(
    r"\b(?:will|would|'ll|plan(?:s|ned|ning)?|"
    r"schedul\w+|going to|about to|set to|expect\w*|intend\w*|due to|"
    r"prepar\w+|want\w*|hop(?:e|es|ed|ing) to|agree\w*|promis\w+|pledg\w+|negotiat\w+|decid\w+ to|"
    r"approv\w+|postpon\w+|"
    r"ready to|trying to|offer\w*|vow\w*|await\w*|eligible|is to|are to|was to|were to|"
    r"(?<!believed )(?<!thought )(?<!said )(?<!known )(?<!had )to be|bound|"
    r"next week|next month|tomorrow|headed)\b"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
# "He said Saturday", "he said May 5": when it was said, not who said it; April Jones is somebody.
_NO_DATE = rf"(?!{_WEEKDAY}|{_MONTH}(?! [A-Z]))"
_SAYING = "said says told announced stated reported claimed added declared confirmed".split()
_SPEAKER = re.compile(
    rf"(?:according to (?P<source>(?:the |a )?{_NO_DATE}"
    r"[A-Z][\w.’'-]*(?: (?:of |the )*[A-Z][\w.’'-]*){0,4}))"
    rf"|(?P<who>(?!{_WEEKDAY})"
    r"[A-Z][\w.’'-]*(?: (?:(?:of|for) (?:the )?)?[A-Z][\w.’'-]*){0,4}|"
    r"officials?|authorities|police|witnesses) "
    rf"(?:{'|'.join(_SAYING)})\b"
    rf"|\b(?:said|says|added) (?P<after>{_NO_DATE}[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){{0,3}})"
)


# "Border officials in eastern Rusk said": not Rusk.
_OF_PLACE = re.compile(r"\b(?:[a-z]+ )?[a-z]+ (?:in|of|at|from) (?:the )?(?:[a-z]+ern )?$")
# What is said after a noun of motion: "the evacuation will resume", "the trip was called off".
_LATER = re.compile(
    r"\b(?:will|would|is due|are due|was due|scheduled|planned|postponed|put off|delayed|is set|"
    r"are set|is expected|are expected|to begin|to start|to resume)\b"
)
_OFF = re.compile(
    r"\b(?:cancel\w+|called off|scrapped|abandoned|ruled out|suspended|blocked|barred|banned|"
    r"halted|stopped|shut|closed|did not|has not|have not|never)\b"
)
_BINDING = re.compile(r"\b(?:mandatory|compulsory|(?:was|were|is|are|been) ordered)\b")
# "Asked all who want …, to go": what is asked of them follows at some distance.
_TO_DO = re.compile(r"\b(?:to|that|can|should|must|could)\b(?: \S+){0,6}$")
# "Arrived to board trains": an aim, unless the words before say that it came about.
_TO_COME = re.compile(
    r"(?<!forced )(?<!managed )(?<!able )(?<!had )(?<!began )(?<!started )(?<!continued )(?<!used )"
    r"(?<!compelled )(?<!obliged )(?<!chose )(?<!helped )(?<!first )(?<!last )\bto$"
)
_FIRST = re.compile(r"\b(?:first|last|only|next) (?:\S+ ){1,3}to$")
_FORCED = re.compile(r"\bforc(?:ed|ing) (?:\S+ ){1,6}to$")
_AFTER = 14  # tokens


def status_of(tokens: Sequence[Token], low: int, first: int, *, noun: bool) -> MovementStatus:
    """The status of a movement from the words of its clause, mostly those before its trigger.

    Parameters
    ----------
    tokens
        The sentence.
    low, first
        Indexes of the clause's first token and of the trigger.
    noun
        Whether the trigger is a noun, of which the verb after it may tell.
    """
    # "May" is a month.
    near = " ".join(t.lower for t in tokens[max(low - 2, first - 7, 0) : first] if t.text != "May")
    if _DENIED.search(near):
        return "denied/hypothetical"
    told = _ORDERED.search(near) or _FORCED.search(near)
    if told is None and _TO_DO.search(near):
        earlier = " ".join([token.lower for token in tokens[max(0, first - 30) : first]])
        told = _ORDERED.search(earlier)
    if told or _OBLIGED.search(near):
        return "ordered/asked"
    # "With X about to fall, they left": what comes before a comma is another's.
    if _PLANNED.search(near.rpartition(" , ")[2]):
        return "planned"
    if not noun and _TO_COME.search(near) and not _FIRST.search(near):
        return "planned"
    if noun:
        after = " ".join(t.lower for t in tokens[first + 1 : first + _AFTER])
        if _OFF.search(after):
            return "denied/hypothetical"
        if _BINDING.search(after):
            return "ordered/asked"
        if _LATER.search(after):
            return "planned"
    return "happened"


def speaker_of(tokens: Sequence[Token]) -> str | None:
    """Who says it, as the sentence names the speaker, or ``None``."""
    said = " ".join([token.text for token in tokens])
    spoken = any(map(said.__contains__, (*_SAYING, "according to")))
    found = _SPEAKER.search(said) if spoken else None
    if found is None:
        return None
    who: str = found["source"] or found["who"] or found["after"]
    if found["who"] and (officials := _OF_PLACE.search(said, 0, found.start("who"))):
        who = officials[0] + who
    if who in {"He", "She", "They", "It", "We", "I", "Who", "This"}:
        return None
    return re.sub(r" (['’]s)\b", r"\1", who)
