"""Codes and numbers → the words a reader of the page sees."""

from __future__ import annotations

import unicodedata

from geo.model import LegBasis, MovementKind, MovementStatus

__all__ = [
    "BASIS",
    "KIND",
    "RELATION",
    "STATUS",
    "certainty_level",
    "certainty_words",
    "count",
    "is_right_to_left",
    "isolated",
    "kilometres",
    "ordinal",
    "people_words",
    "place_type",
    "position",
    "sentence",
    "worldview_words",
]

KIND: dict[MovementKind, str] = {
    "evacuation": "Evacuation",
    "flight/displacement": "Flight or displacement",
    "deportation": "Deportation",
    "military": "Military movement",
    "transport": "Transport",
    "travel": "Travel",
    "other": "Movement",
}

STATUS: dict[MovementStatus, str] = {
    "happened": "happened or under way",
    "ordered/asked": "ordered or asked for",
    "planned": "planned",
    "denied/hypothetical": "denied or hypothetical",
}

BASIS: dict[LegBasis, str] = {
    "stated": "stated in the text, no path is known",
    "corridor": "inferred corridor along towns, not a surveyed road",
    "crossing": "crossing: a bridge, tunnel or ferry",
    "road": "road of the network supplied",
}

RELATION: dict[str, str] = {
    "part": "part of a place",
    "direction": "direction from a place",
    "direction+distance": "direction and distance from a place",
    "distance": "distance from a place",
    "near": "near a place",
    "between": "between places",
    "along": "along a line",
    "bank": "banks or shore",
    "border": "along a border",
    "coast": "along a coast",
    "outskirts": "outskirts",
    "area": "area around a place",
}

# GeoNames feature codes, https://www.geonames.org/export/codes.html
PLACE_TYPES = {
    "PCLI": "country",
    "PCLD": "dependent territory",
    "PCLF": "freely associated state",
    "PCLS": "semi-independent territory",
    "PCLIX": "part of a country",
    "PCL": "country",
    "PCLH": "former country",
    "TERR": "territory",
    "ZN": "zone",
    "ADM1": "first-level region",
    "ADM2": "second-level district",
    "ADM3": "third-level district",
    "ADM4": "fourth-level district",
    "ADMD": "administrative division",
    "CONT": "continent",
    "RGN": "region",
    "AREA": "area",
    "PPLC": "capital city",
    "PPLA": "regional capital",
    "PPLA2": "district seat",
    "PPLX": "part of a town",
    "PPL": "populated place",
    "STM": "river",
    "STMI": "intermittent river",
    "CNL": "canal",
    "LK": "lake",
    "RSV": "reservoir",
    "SEA": "sea",
    "OCN": "ocean",
    "GULF": "gulf",
    "BAY": "bay",
    "STRT": "strait",
    "CHN": "channel",
    "ISL": "island",
    "ISLS": "islands",
    "PEN": "peninsula",
    "CAPE": "cape",
    "MT": "mountain",
    "MTS": "mountains",
    "DSRT": "desert",
    "VAL": "valley",
    "PLN": "plain",
    "UPLD": "upland",
    "AIRP": "airport",
    "AIRF": "airfield",
    "AIRB": "air base",
}
CLASS_TYPES = {
    "A": "administrative unit",
    "H": "water",
    "L": "area",
    "P": "populated place",
    "R": "road or railway",
    "S": "building or site",
    "T": "landform",
    "U": "undersea feature",
    "V": "vegetation",
}

HIGH, MEDIUM = 0.85, 0.6  # the steps between solid, dashed and dotted outlines


def place_type(feature_class: str, feature_code: str) -> str:
    """What a GeoNames feature code means, such as ``"river"`` for ``STM``."""
    return PLACE_TYPES.get(feature_code) or CLASS_TYPES.get(feature_class, "place")


def is_right_to_left(text: str) -> bool:
    """Whether any character of a text is of a script that runs to the left."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def isolated(text: str) -> str:
    """A name as a part of a plain text: an arrow between two must not turn with their script."""
    if not is_right_to_left(text):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def certainty_level(certainty: float) -> str:
    """One of ``"high"``, ``"medium"``, ``"low"``; the page draws each in its own dash."""
    if certainty >= HIGH:
        return "high"
    return "medium" if certainty >= MEDIUM else "low"


def certainty_words(certainty: float) -> str:
    """A certainty in words and per cent, such as ``"high certainty (97 %)"``."""
    return f"{certainty_level(certainty)} certainty ({round(100 * certainty)} %)"


def people_words(people: int | str | None) -> str | None:
    """``1200`` as ``"1,200 people"``; words as the text has them."""
    if people is None:
        return None
    return f"{people:,} people" if isinstance(people, int) else str(people)


def kilometres(length: float) -> str:
    """A length rounded as its size deserves: ``"4.2 km"``, ``"37 km"``, ``"1,240 km"``."""
    if length < 10:
        return f"{length:.1f} km"
    return f"{round(length, -1 if length >= 200 else 0):,.0f} km"


def count(number: int, one: str, many: str | None = None) -> str:
    """``"1 place"``, ``"2 places"``, ``"no places"``."""
    if number == 1:
        return f"1 {one}"
    return f"{number or 'no':{',' if number else ''}} {many or one + 's'}"


def ordinal(number: int) -> str:
    """``"1st"``, ``"2nd"``, ``"11th"``."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ending}"


def sentence(words: str) -> str:
    """The words with a capital at the start; names inside keep theirs."""
    return words[:1].upper() + words[1:]


def position(lon: float, lat: float) -> str:
    """A position for people: ``"46.64° N, 32.61° E"``."""
    return f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"


def worldview_words(worldview: str) -> str:
    """Whose view of disputed borders the map shows."""
    if worldview.lower() in {"iso", "un", ""}:
        return (
            "Disputed borders are shown as in ISO 3166 and the resolutions of the United Nations."
        )
    if worldview.lower() == "de-facto":
        return "Disputed borders are shown as territory is controlled on the ground."
    return f"Disputed borders are shown in the view of the country with the code {worldview}."
