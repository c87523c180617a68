"""Generic terms: the words of a name that say what kind of place it means."""

from __future__ import annotations

from collections.abc import Iterator

from gazetteer.frozen import dataclass

__all__ = [
    "GENERIC_TERMS",
    "GenericTerm",
    "base_names",
    "generic_after",
    "generic_before",
    "plural_of",
    "split_generic",
]


@dataclass(frozen=True, slots=True)
class GenericTerm:
    """A word that says what kind of place a name means.

    ``codes`` are GeoNames feature codes, or their beginnings, that agree with it.
    """

    term: str
    position: str  # "after" or "before" the name
    codes: tuple[str, ...]


_ADMIN = ("ADM", "RGN", "TERR", "PRSH")
_CITY = ("PPL",)
_RIVER = ("STM", "CNL")
_LAKE = ("LK", "RSV", "LGN")
_SEA = ("SEA", "OCN", "GULF", "BAY", "BGHT", "STRT", "CHN", "SD", "INLT", "EST", "LK")
_MOUNTAIN = ("MT", "MTS", "VLC", "PK", "HLL", "RDGE")
_RELIEF = ("VAL", "BSN", "PLN", "PLAT", "UPLD", "RGN", "ADM")
_COUNTRY = ("PCL", "TERR", "ADM1", "RGN")

# Terms of English news, and the administrative terms of other languages that it leaves untranslated
# or that a user types; their meanings are those of GeoNames' feature codes (https://www.geonames.org/export/codes.html).
_AFTER: dict[tuple[str, ...], str] = {
    _ADMIN: "region province governorate prefecture district territory department "
    "commune canton zone division subdivision",
    ("ADM1",): "oblast krai kray okrug voblast oblysy viloyat viloyati velayat wilaya voivodeship "
    "emirate state republic marz ostan aimag vilayet fylke maakond kraj sheng changwat "
    "область край республика облысы губернія провінція республіка воблас",
    ("ADM2", "ADM1", "RGN"): "county parish raion rayon borough uezd kreis landkreis census area "
    "район township upazila tehsil taluk taluka megye zupanija powiat okres judet woreda mandal "
    "ilcesi kommun kommune pagasts tumani jaras audany cercle",
    _CITY: "city town village settlement hamlet suburb",
    (*_CITY, "ADM2", "ADM3"): "township municipality",
    _RIVER: "river creek rivers stream bayou canal brook fork",
    _LAKE: "lake reservoir lagoon",
    ("DAM", *_LAKE): "dam",
    _SEA: "sea ocean gulf bay strait channel sound straits inlet",
    ("PEN", "CAPE", "ADM1", "RGN", "SPIT", "ISL"): "peninsula cape spit",
    ("ISL", "ISLS", "ADM", "PCL", "TERR", "RGN"): "island islands archipelago atoll isle",
    _MOUNTAIN: "mountains mountain mount volcano range hills peak ridge",
    ("DSRT",): "desert",
    _RELIEF: "valley basin plain plateau steppe highlands",
    ("DLTA", "RGN", "ADM"): "delta",
    ("AIRP", "AIRB"): "airport airfield airbase",
    ("PRK", "RES", "FRST"): "forest park",
}
_BEFORE: dict[tuple[str, ...], str] = {
    _LAKE: "lake|lago|lac",
    _RIVER: "river|rio|wadi|oued|nahr",
    _MOUNTAIN: "mount|monte|mont|jebel|jabal|cerro",
    _SEA: "gulf of|sea of|bay of|strait of|straits of|gulf|bay",
    ("ISL", "ISLS", "ADM", "PCL"): "isle of|island of|islands of",
    _ADMIN: "province of|region of|district of|governorate of|prefecture of|department of|canton of"
    "|county of|union territory of|voivodeship of|bundesland|freistaat|kanton|canton de|canton du"
    "|regione|region de|region du|provincia|provincia de|provincia del|provincia di|province de"
    "|province du|provincie|provinsi|departamento|departamento de|departamento del|departement de"
    "|departement du|estado|estado de|estado do|distrito de|comunidad de|gouvernorat de|wilaya"
    "|wilaya de|muhafazat|ostan e|velayat e|changwat|wojewodztwo|judetul|kabupaten|amphoe|huyen"
    "|municipio|municipio de|municipio del|shahrestan e|powiat|gemeente|obshtina|okres|opcina"
    "|bashkia|srok|markaz|liwa",
    _COUNTRY: "state of|republic of|kingdom of|territory of|emirate of|commonwealth of",
    (*_CITY, "ADM2", "ADM3", "ADMD"): "city of|town of|village of|port of"
    "|municipality of|settlement of|township of",
    ("ADM2", "ADM1"): "county",
    ("PEN", "CAPE"): "cape",
    _CITY: "camp",
}
GENERIC_TERMS: tuple[GenericTerm, ...] = tuple(
    [GenericTerm(t, "after", codes) for codes, terms in _AFTER.items() for t in terms.split()]
    + [
        GenericTerm(t, "before", codes)
        for codes, terms in _BEFORE.items()
        for t in terms.split("|")
    ]
)
_TERM_AFTER = {t.term: t for t in GENERIC_TERMS if t.position == "after"}
_TERM_BEFORE = {t.term: t for t in GENERIC_TERMS if t.position == "before"}
_BEGINNINGS = frozenset(term.partition(" ")[0] for term in _TERM_BEFORE)
# "International Airport", "Autonomous Republic": words that may stand between name and term.
_QUALIFIERS = frozenset(
    {"autonomous", "federal", "international", "special", "metropolitan", "national"}
)


def generic_after(key: str) -> GenericTerm | None:
    """Return the generic term a folded word is, singular or plural, when it follows a name."""
    term = _TERM_AFTER.get(key)
    if term is None and key.endswith("ies"):
        term = _TERM_AFTER.get(key[:-3] + "y")
    if term is None and key.endswith("es"):
        term = _TERM_AFTER.get(key[:-2])
    if term is None and key.endswith("s"):
        term = _TERM_AFTER.get(key[:-1])
    return term


def plural_of(term: str) -> str:
    """Return the English plural of a generic term: "counties", "valleys"."""
    return f"{term[:-1]}ies" if term.endswith(("ry", "ty")) else f"{term}s"


def generic_before(key: str) -> GenericTerm | None:
    """Return the generic term that folded words are when they stand before a name."""
    return _TERM_BEFORE.get(key)


def split_generic(key: str) -> tuple[str, GenericTerm] | None:
    """Split a key into its base and its generic term, or return ``None`` where it has none.

    >>> split_generic("kherson region")
    ('kherson', GenericTerm(term='region', position='after', codes=('ADM', 'RGN', 'TERR', 'PRSH')))
    """
    words = key.split(" ")
    if len(words) > 1 and (term := generic_after(words[-1])):
        rest = words[:-1]
        while len(rest) > 1 and rest[-1] in _QUALIFIERS:
            rest = rest[:-1]
        return " ".join(rest), term
    if words[0] in _BEGINNINGS:
        for n in (3, 2, 1):
            if len(words) > n and (term := generic_before(" ".join(words[:n]))):
                return " ".join(words[n:]), term
    return None


def base_names(name: str, key: str) -> Iterator[str]:
    """Yield the name (whose key is given) without its generic term: "Rostov" of "Rostov Oblast"."""
    split = split_generic(key)
    if split is None:
        return
    words = name.replace("-", " ").split()
    base, term = split
    if len(base) == 1 and base.isascii():
        return  # "Municipio B", a part of Montevideo, is not called "B"
    n = len(base.split(" "))
    if term.position == "after" and len(key.split(" ")) == len(words):
        yield " ".join(words[:n])
    elif term.position == "before" and len(key.split(" ")) == len(words):
        yield " ".join(words[-n:])
