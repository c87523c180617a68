"""Generic terms of other languages than English, by which a unit may be asked for.

"ولاية تكساس", "провинция Идлиб", "Halep ili": only looked at where nothing is called so as a whole.
"""

from __future__ import annotations

from gazetteer.generic_terms import GenericTerm
from gazetteer.names import fold

__all__ = ["split_foreign"]

_UNITS = ("ADM", "RGN", "TERR", "PCL")
# State, province, region, district and the like, as the press of each language has them.
_BEFORE = """
    ولاية, محافظة, مقاطعة, إقليم, منطقة, جمهورية, أوبلاست, قضاء, استان, ولایت
    провинция, штат, область, край, республика, округ, губернаторство, мухафаза, вилайет, кантон
    провінція, штат, область, край, республіка, округ, губернаторство, мухафаза, воєводство
    מחוז, מדינת, נפת
    provinz, bundesstaat, bundesland, region, oblast, woiwodschaft, gouvernement, distrikt, bezirk,
    kanton, departement, landkreis, rajon
    oblast de, krai de, région de, province de, gouvernorat de, département de, état de, comté de,
    voïvodie de, préfecture de, district de, wilaya de, gouvernorat du, état du
    óblast de, krai de, gobernación de, condado de, cantón de, región de, región del, vaivodato de
    oblast di, oblast de, provincia di, regione di, stato di, governatorato di, distretto di,
    contea di, cantone di, voivodato di, territorio di
    oblast do, estado da, província de, província do, região de, região do, condado de, cantão de,
    cantão do, voivodia de, distrito do
    obwód, województwo, prowincja, stan, hrabstwo, powiat, gubernia, kraj, republika, muhafaza
    regiunea, județul, provincia, guvernoratul
    provincie, staat, deelstaat, gouvernement, oblast
    provinsi, negara bagian, tỉnh, bang
"""
_AFTER = """
    ili, eyaleti, vilayeti, bölgesi, kantonu, oblastı, valiliği, ilçesi
    область, край, провінція, воєводство, штат, воеводство, провинция
    oblast, kraj, provincie, vojvodství, župa
    megye, tartomány, terület
    län, delstat, provinsen, maakunta, lääni, alue, osavaltio
    περιφέρεια, επαρχία, όμπλαστ
    प्रदेश, प्रांत, राज्य
"""
_WITHIN = "州, 省, 邦, 县, 縣, 県, 府, 郡, 道, 주, 도, 현, 성"  # written as one word with the name


def _terms(listed: str, position: str) -> dict[str, GenericTerm]:
    keys = (fold(term) for line in listed.split("\n") for term in line.split(","))
    return {key: GenericTerm(key, position, _UNITS) for key in keys if key}


_TERM_BEFORE, _TERM_AFTER = _terms(_BEFORE, "before"), _terms(_AFTER, "after")
_TERM_WITHIN = _terms(_WITHIN, "after")


def split_foreign(key: str) -> tuple[str, GenericTerm] | None:
    """Split a key into its base and a generic term of another language; ``None`` without one.

    >>> split_foreign("halep ili")[0]
    'halep'
    """
    words = key.split(" ")
    if len(words) == 1 and (term := _TERM_WITHIN.get(key[-1:])) and len(key) > 2:
        return key[:-1], term
    if len(words) > 1 and (term := _TERM_AFTER.get(words[-1])):
        return " ".join(words[:-1]), term
    for n in (2, 1):
        if len(words) > n and (term := _TERM_BEFORE.get(" ".join(words[:n]))):
            return " ".join(words[n:]), term
    return None
