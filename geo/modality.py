"""Did it happen, was it ordered, is it planned, is it denied; and who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geo.clauses import Token
from geo.model import MovementStatus

__all__ = ["speaker_of", "status_of"]

_DENIED = re.compile(
    r"\b(?:not|n't|never|no longer|without|cannot|unable|refus\w+|fail\w*|declin\w+|prevent\w*|den(?:y|ies|ied)|"
    r"unlikely|stopped|barred|banned|cancel\w*|if|whether|could|may|might|would have|possibl[ey]|suspected|"
    r"can't|won't|didn't|couldn't|wouldn't|hadn't|would be killed|alleged\w*|rumou?r\w*|rather than|instead of)\b"
)
_ORDERED = re.compile(
    r"\b(?:order\w*|ask|asks|asked|asking|urg(?:e|es|ed|ing)|told|tell|tells|call(?:s|ed|ing)? (?:on|for)|"
    r"demand\w*|instruct\w*|request\w*|advis(?:e|es|ed|ing)|must|should|require\w*|appeal\w*|propos\w+|"
    r"mandatory|forc(?:e|ed) to|recommend\w*|warn\w*)\b"
)
_PLANNED = re.compile(
    r"\b(?:will|would|'ll|plan\w*|schedul\w+|going to|about to|set to|expect\w*|intend\w*|due to|prepar\w+|want\w*|"
    r"hop(?:e|es|ed|ing) to|agree\w*|promis\w+|pledg\w+|negotiat\w+|decid\w+ to|ready to|trying to|offer\w*|"
    r"vow\w*|await\w*|eligible|is to|are to|was to|were to|to be|bound|next week|next month|tomorrow|headed)\b"
)
_SPEAKER = re.compile(
    r"(?:according to (?P<source>(?:the |a )?[A-Z][\w.’'-]*(?: (?:of |the )*[A-Z][\w.’'-]*){0,4}))"
    r"|(?P<who>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}|officials?|authorities|police|witnesses) "
    r"(?:said|says|told|announced|stated|reported|claimed|added|declared|confirmed)\b"
    r"|\b(?:said|says|added) (?P<after>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})"
)


def status_of(tokens: Sequence[Token], low: int, first: int) -> MovementStatus:
    """The status of a movement from the words of its clause before its trigger.

    Parameters
    ----------
    tokens
        The sentence.
    low, first
        Indexes of the clause's first token and of the trigger.
    """
    words = " ".join(token.lower for token in tokens[low:first])
    near = " ".join(token.lower for token in tokens[max(low, first - 6) : first])
    if _DENIED.search(near) or re.match(r"(?:if|whether|unless)\b", words):
        return "denied/hypothetical"
    if _ORDERED.search(words):
        return "ordered/asked"
    if _PLANNED.search(near):
        return "planned"
    return "happened"


def speaker_of(tokens: Sequence[Token]) -> str | None:
    """Who says it, as the sentence names the speaker, or ``None``."""
    found = _SPEAKER.search(" ".join(token.text for token in tokens))
    if found is None:
        return None
    who = found["source"] or found["who"] or found["after"]
    return re.sub(r" (['’]s)\b", r"\1", who)
