"""Distances and directions in words: "1/2 mile", "a couple of hundred kilometres", "north-west"."""

from __future__ import annotations

import re

__all__ = [
    "COMPASS",
    "DISTANCE",
    "DURATION",
    "NUMBER",
    "bearing_of",
    "direction_of",
    "distance_km",
    "number_of",
    "opens_distance",
    "opens_number",
    "travel_km",
]

# International mile and nautical mile (exact by definition); foot and yard follow from the mile.
_KM_OF_UNIT = {
    "mile": 1.609344,
    "mi": 1.609344,
    "kilometer": 1.0,
    "kilometre": 1.0,
    "km": 1.0,
    "k": 1.0,
    "nautical mile": 1.852,
    "meter": 0.001,
    "metre": 0.001,
    "m": 0.001,
    "yard": 0.0009144,
    "foot": 0.0003048,
    "feet": 0.0003048,
    "ft": 0.0003048,
    "block": 0.1,  # a usual length of a North American city block
}
_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_WORDS |= {
    word: 10.0 * value
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_FRACTIONS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25, "third": 1 / 3, "thirds": 1 / 3}
_WORDS |= {"a": 1.0, "an": 1.0, **_FRACTIONS, "couple": 2.0, "few": 3.0}
_WORDS |= {"several": 5.0, "dozen": 12.0, "dozens": 24.0}
_SCALES = {
    "hundred": 100.0,
    "thousand": 1000.0,
    "million": 1e6,
    "hundreds": 200.0,
    "thousands": 2000.0,
}

_TERM = "|".join(sorted([*_WORDS, *_SCALES], key=len, reverse=True))
NUMBER = (
    rf"(?:\d[\d,]*(?:\.\d+)?(?:[ -]\d/\d|/\d+)?(?: (?:hundred|thousand|million))?|"
    rf"(?:{_TERM})(?:(?:[ -]| of (?:an? )?| and (?:an? )?)(?:{_TERM}))*)"
)
_UNIT = (
    r"(?:nautical miles?|miles?|mi\b|kilomet(?:er|re)s?|kms?\b|k\b|met(?:er|re)s?|m\b|yards?|"
    r"feet|foot|ft\b|blocks?(?! of))"
)
DISTANCE = (
    rf"(?:(?:less|more|fewer) than |as (?:close|near|far) as )?{NUMBER}(?: of an?)?[ -]?{_UNIT}"
)
DURATION = (
    rf"{NUMBER}(?:[ -]and[ -]a[ -]half)?[ -]?(?:hours?|minutes?|days?)(?:['’]s?)?"
    r"(?:[ -](?:drive|walk|ride|journey))?"
)

# "Ten", and "tenmiles" where a blank was lost.
_UNITS = {"", *_KM_OF_UNIT, "hour", "minute", "day"}
_OPENINGS = frozenset("less more fewer as within inside".split()).union(
    term + unit + plural for term in (*_WORDS, *_SCALES) for unit in _UNITS for plural in ("", "s")
)

# Digits, a term, or what is passed over: "of", "and", words without a Latin letter.
_NUMERAL = re.compile(rf"\d|(?<![a-z])(?:{_TERM}|of|and)(?![a-z])|\A[^a-z]+\Z")


def opens_number(word: str) -> bool:
    """Whether what :func:`number_of` reads may begin with a word in lower case: a quick look."""
    return _NUMERAL.search(word) is not None


def opens_distance(word: str) -> bool:
    """Whether a distance or a duration may begin with a word: "20km", "two", "within"."""
    return word[0].isdigit() or word.casefold() in _OPENINGS


_COMPASS_CODES = {"north": "n", "south": "s", "east": "e", "west": "w", "central": "central"}
_POINT = r"(?:(?:north|south)[ -]?(?:east|west)|north|south|east|west)(?:ern(?:most)?|erly)?"
COMPASS = (
    rf"(?:(?:north|south|east|west)(?:ern)?[ -]central|"
    rf"(?:north|south|east|west)-(?:north|south)-?(?:east|west)|{_POINT}|"
    r"central|upper|lower|downtown|mid(?=-))"
)
_BEARINGS = {
    code: 22.5 * step
    for step, code in enumerate("n nne ne ene e ese se sse s ssw sw wsw w wnw nw nnw".split())
}


_DIGITS = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)?(?:(?:^|[ -])?(?:(?<=[ -])|^)(\d+)/(\d+))?"
    r"(?: (hundred|thousand|million))?"
)
_FRACTION = re.compile(r"(\d+)/(\d+)")


def number_of(words: str) -> float | None:
    """The value of a number in digits or English words; a vague one gets its usual size.

    "a couple of hundred" is 200, "several" 5, "1 1/2" 1.5; ``None`` if it is no number.
    """
    plain = words.lower().strip()
    if digits := _DIGITS.fullmatch(plain):
        whole, above, below, scale = digits.groups()
        if whole or above:
            value = float(whole.replace(",", "")) if whole else 0.0
            value += float(above) / float(below) if above and float(below) else 0.0
            return value * _SCALES.get(scale or "", 1.0)
    if fraction := _FRACTION.fullmatch(plain):
        return float(fraction[1]) / float(fraction[2]) if float(fraction[2]) else None
    total, current, seen = 0.0, 0.0, False
    for word in re.findall(r"[a-z]+", plain):
        if word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
            if word in {"thousand", "thousands", "million"}:
                total, current = total + current, 0.0
        elif word in _FRACTIONS and current and "and" in plain:  # "two and a half"
            current += _FRACTIONS[word]
        elif word in _FRACTIONS:  # "two thirds", "half"
            current = _FRACTIONS[word] * (current or 1.0)
        elif word in {"dozen", "couple", "few"}:
            current = _WORDS[word] * (current if word == "dozen" and current else 1.0)
        elif word in {"a", "an"}:
            current = current or 1.0
        elif word in _WORDS:
            current += _WORDS[word]
        elif word in {"of", "and"}:
            continue
        else:
            return None
        seen = True
    return total + current if seen else None


_LENGTH = re.compile(rf"({NUMBER})(?: of an?)?[\s-]*({_UNIT})".replace(" ", r"\s+"), re.IGNORECASE)


def distance_km(words: str) -> float | None:
    """Kilometres of a distance in words, to one decimal (two below a kilometre); else ``None``."""
    found = _LENGTH.search(words)
    if not found:
        return None
    unit = re.sub(r"\s+", " ", found[2].lower())
    factor = _KM_OF_UNIT.get(unit) or _KM_OF_UNIT.get(unit.rstrip("s"))
    value = number_of(re.sub(r"\s+", " ", found[1]))
    if factor is None or value is None:
        return None
    return round(value * factor, 1) if value * factor >= 0.1 else round(value * factor, 3)


# Usual speeds in km/h, door to door, by a word of the expression; else the journey is driven.
_SPEEDS = {"walk": 5.0, "hike": 4.0, "foot": 5.0, "train": 80.0, "rail": 80.0, "boat": 25.0}
_DRIVEN = 60.0
_TIME = re.compile(
    rf"({NUMBER})(?:[ -]and[ -]a[ -](half))?[ -]?(hour|minute)".replace(" ", r"\s"), re.IGNORECASE
)


def travel_km(words: str) -> float | None:
    """Kilometres that a travelling time in words comes to at a usual speed; else ``None``.

    "An hour's drive" is 60 km, "a 30-minute walk" 2.5 km. Roads wind and speeds differ: half as
    much or half as much again is as likely.
    """
    found = _TIME.search(words)
    hours = number_of(found[1]) if found else None
    if found is None or hours is None:
        return None
    hours += 0.5 if found[2] else 0.0
    hours /= 60.0 if found[3].lower() == "minute" else 1.0
    speed = next((v for mode, v in _SPEEDS.items() if mode in words.lower()), _DRIVEN)
    return round(hours * speed, 1)


def direction_of(words: str) -> str | None:
    """Compass codes of direction words: "central and eastern" is "central,e"; else ``None``."""
    codes = []
    for found in re.finditer(COMPASS, re.sub(r"\s+", " ", words.lower())):
        word = found[0]
        if word in {"upper", "lower"}:
            code = word
        elif word in {"downtown", "mid"}:
            code = "central"
        else:
            parts = re.findall(r"north|south|east|west|central", word)
            letters = "".join(_COMPASS_CODES[part] for part in parts if part != "central")
            code = f"{letters}-central" if "central" in parts and letters else letters or "central"
        if code not in codes:
            codes.append(code)
    return ",".join(codes) or None


def bearing_of(direction: str) -> float | None:
    """Degrees clockwise from north of a compass code ("nne" is 22.5); ``None`` for the others."""
    return _BEARINGS.get(direction)
