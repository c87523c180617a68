"""The noun that other languages than English put before a name: "río Ebro", "ville de Lyon"."""

from __future__ import annotations

import re

from gazetteer.generic_terms import GenericTerm

__all__ = ["noun_before"]

_NOUN_BEFORE = re.compile(
    r"(?<!\w)([^\W\d_]+) (?:(?:de la|de|du|des|del|della|do|da|di|von) |(?:de l|d)['’])?$"
)
_REACH = 40  # characters
_NOUNS = {
    noun: GenericTerm(noun, "before", codes)
    for codes, nouns in {
        ("STM", "CNL"): "fleuve rivière río rio fiume fluss река реки реке реку рекой річка річки"
        " річці річку نهر",
        ("LK", "RSV", "LGN"): "lac lago lagoa lagune laguna озеро озера озері озере بحيرة",
        ("SEA", "OCN", "GULF"): "mer mar mare océan océano oceano море моря морі بحر",
        ("PPL",): "ville village ciudad pueblo cidade aldeia vila città villaggio stadt dorf"
        " kleinstadt город города городе городом село села селе селом деревня деревни деревне"
        " посёлок посёлка посёлке місто міста місті містом селі مدينة بلدة قرية",
        ("ADM", "RGN"): "région province département región provincia departamento estado"
        " província região regione provinz region bundesland محافظة ولاية إقليم",
        ("ISL",): "île isla ilha isola insel остров острова острове острів острові جزيرة",
        ("PCL", "TERR"): "pays país paese страна страны стране країна країни країні دولة",
    }.items()
    for noun in nouns.split()
}


def noun_before(text: str, start: int) -> GenericTerm | None:
    """Return the noun in small letters that stands before a name and says what it names."""
    found = _NOUN_BEFORE.search(text[max(0, start - _REACH) : start])
    return _NOUNS.get(found[1]) if found else None
