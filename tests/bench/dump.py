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
_FIRST = 12_700_000  # above all ids of the vendored tables


def write_dump(folder: Path, places: int, seed: int = 7) -> None:
    """Write ``allCountries.txt``, ``alternateNamesV2.txt`` and ``hierarchy.txt``."""
    chance = random.Random(seed)
    # What 16 random bits choose from.
    starts = [_word(chance, 2).title() for _ in range(1 << 16)]
    tails = [_word(chance, 1 + n % 2) for n in range(1 << 16)]
    shared = [_word(chance, 2 + n % 2).title() for n in range(_COMMON)]
    weights = list(accumulate(1 / (rank + 50) for rank in range(_COMMON)))
    common = chance.choices(shared, cum_weights=weights, k=1 << 16)
    kinds = chance.choices([kind[:2] for kind in _KINDS], [kind[2] for kind in _KINDS], k=1 << 16)
    sizes = [int(500 * chance.paretovariate(1.1)) for _ in range(1 << 16)]
    letters = str.maketrans(_CYRILLIC)
    with (
        (folder / "allCountries.txt").open("w", encoding="utf-8", newline="\n") as rows,
        (folder / "alternateNamesV2.txt").open("w", encoding="utf-8", newline="\n") as alternates,
        (folder / "hierarchy.txt").open("w", encoding="utf-8", newline="\n") as hierarchy,
    ):
        for geonameid in _ids(chance, places):
            bits = chance.getrandbits(128)
            draw, a, b, c, d = (bits >> shift & 0xFFFF for shift in (0, 16, 32, 48, 64))
            if draw < 0x5555:
                name = common[a]
            elif draw < 0xB000:
                name = starts[a] + tails[b]
            else:
                name = f"{starts[a]} {starts[b]}{tails[c]}"
            other = ""
            if draw & 0xFF < 0x66:  # two places in five
                other = name.lower().translate(letters).title()
                alternates.write(
                    f"{3 * geonameid}\t{geonameid}\t\t{other}\t\t\t\t\t\t\n"
                    f"{3 * geonameid + 1}\t{geonameid}\ten\t{name}\t\t\t\t\t\t\n"
                    f"{3 * geonameid + 2}\t{geonameid}\tlink\thttps://x/{name}\t\t\t\t\t\t\n"
                )
            feature_class, code = kinds[d]
            rows.write(
                f"{geonameid}\t{name}\t{name}\t{other}"
                f"\t{(bits >> 80 & 0xFFFFF) * 1.25e-4 - 60:.5f}"
                f"\t{(bits >> 100 & 0xFFFFF) * 3.4e-4 - 180:.5f}"
                f"\t{feature_class}\t{code}\t{_COUNTRIES[a % len(_COUNTRIES)]}\t\t{b % 29 + 1:02}"
                f"\t{c % 400:03}\t\t\t{sizes[b] if c < 0xA00 else 0}\t\t{d & 0xFFF}"
                "\tEtc/UTC\t2026-01-15\n"
            )
            if c < 0xA00:
                hierarchy.write(f"{_FIRST + bits % places}\t{geonameid}\tADM\n")


def _ids(chance: random.Random, places: int) -> Iterator[int]:
    """Yield geonameids in blocks, as countries stand one after the other in the dump."""
    blocks = list(range(0, places, 10_000))
    chance.shuffle(blocks)
    for first in blocks:
        yield from range(_FIRST + first, _FIRST + min(first + 10_000, places))


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=syllables))
