"""A made-up GeoNames dump of any size, in GeoNames' own formats and proportions.

Names are made of syllables; a third are of the 50,000 that many places share, as in the real dump,
where most names are borne once and a few a thousand times.
"""

import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

_SYLLABLES = [c + v for c in "b br d f g gr h j k kh l m n p r s sh st t tr v z".split()
              for v in "a e i o u an el in or us".split()]  # fmt: skip
_CYRILLIC = dict(zip("abdefghijklmnoprstuvz", "абдефгхиджклмнопрстуывз", strict=False))
# Shares of GeoNames' classes, and of the codes they mostly have.
_KINDS = [("P", "PPL", 37), ("S", "SCH", 14), ("S", "HTL", 7), ("H", "STM", 14), ("T", "HLL", 7),
          ("T", "MT", 6), ("L", "LCTY", 4), ("A", "ADM3", 4), ("H", "LK", 4), ("V", "FRST", 1),
          ("R", "RD", 1), ("S", "FRM", 1)]  # fmt: skip
_COUNTRIES = ("US", "CN", "RU", "IN", "NO", "MX", "ID", "PK", "BR", "FR", "DE", "UA", "IR", "KE")
_COMMON = 50_000


def write_dump(folder: Path, places: int, seed: int = 7) -> None:
    """Write ``allCountries.txt``, ``alternateNamesV2.txt`` and ``hierarchy.txt``."""
    chance = random.Random(seed)
    common = [_word(chance).title() for _ in range(_COMMON)]
    weights = list(accumulate(1 / (rank + 50) for rank in range(_COMMON)))
    kinds = chance.choices([kind[:2] for kind in _KINDS], [kind[2] for kind in _KINDS], k=1 << 16)
    with (
        (folder / "allCountries.txt").open("w", encoding="utf-8", newline="\n") as rows,
        (folder / "alternateNamesV2.txt").open("w", encoding="utf-8", newline="\n") as alternates,
        (folder / "hierarchy.txt").open("w", encoding="utf-8", newline="\n") as hierarchy,
    ):
        number = 0
        for geonameid in _ids(chance, places):
            draw = chance.random()
            if draw < 0.33:
                (name,) = chance.choices(common, cum_weights=weights)
            else:
                name = _word(chance).title()
                if draw > 0.7:
                    name += " " + _word(chance).title()
            other = name.lower().translate(str.maketrans(_CYRILLIC)).title()
            feature_class, code = kinds[chance.getrandbits(16)]
            population = int(500 * chance.paretovariate(1.1)) if draw < 0.04 else 0
            country = _COUNTRIES[chance.getrandbits(8) % len(_COUNTRIES)]
            rows.write(
                f"{geonameid}\t{name}\t{name}\t{other if draw < 0.4 else ''}"
                f"\t{chance.uniform(-60, 75):.5f}\t{chance.uniform(-180, 180):.5f}"
                f"\t{feature_class}\t{code}\t{country}\t\t{chance.randrange(1, 30):02}"
                f"\t{chance.randrange(1, 400):03}\t\t\t{population}\t\t{chance.randrange(3000)}"
                "\tEtc/UTC\t2026-01-15\n"
            )
            for language, alternate in ((("", other), ("en", name), ("link", f"https://x/{name}"))
                                        if draw < 0.4 else ()):  # fmt: skip
                number += 1
                alternates.write(f"{number}\t{geonameid}\t{language}\t{alternate}\t\t\t\t\t\t\n")
            if draw < 0.04:
                hierarchy.write(f"{chance.randrange(1, places)}\t{geonameid}\tADM\n")


def _ids(chance: random.Random, places: int) -> Iterator[int]:
    """Yield geonameids in blocks, as countries stand one after the other in the dump."""
    blocks = list(range(0, places, 10_000))
    chance.shuffle(blocks)
    for first in blocks:
        yield from range(first + 1, min(first + 10_000, places) + 1)


def _word(chance: random.Random) -> str:
    return "".join(
        chance.choices(_SYLLABLES, k=2 + (chance.getrandbits(2) > 0) + (chance.getrandbits(2) > 2))
    )
