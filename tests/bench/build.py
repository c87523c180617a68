"""Builds gazetteers of growing dumps, each in its own process: time, memory, size and growth.

``python -m tests.bench build=130000,1300000,13000000`` gives numbers of places; look-ups are then
timed on each. ``python -m tests.bench build`` builds the default gazetteer.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from gazetteer import Gazetteer, open_gazetteer
from gazetteer.build import DEFAULT_DATA
from tests.bench.dump import write_dump
from tests.bench.timing import best_cpu, print_table

_BUILD = """
import json, resource, sys, time
from pathlib import Path
from gazetteer.build import build_gazetteer
steps = {}
def note(step, share):
    steps[step] = time.process_time()
dump = Path(sys.argv[3]) if len(sys.argv) > 3 else None
manifest = build_gazetteer(Path(sys.argv[1]), Path(sys.argv[2]), geonames=dump, progress=note)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"places": manifest.counts["places"], "names": manifest.counts["names"],
    "cpu": usage.ru_utime + usage.ru_stime, "rss": usage.ru_maxrss / 1e6, "steps": steps,
    "size": sum(size for _, size in manifest.files.values())}))
"""
_LOOKUPS = 5000
_RUNS = 5


def main(*sizes: str) -> None:
    """Build the default gazetteer, or gazetteers of dumps of these numbers of places."""
    # Beside the system's folder for temporary files where that is too small.
    with tempfile.TemporaryDirectory(dir=os.environ.get("MENTIONMAP_BENCH_DIR")) as temporary:
        folder = Path(temporary)
        if not sizes:
            figures = [_built(folder / "default")]
        else:
            figures = []
            for size in map(int, sizes):
                dump = folder / "dump"
                dump.mkdir()
                write_dump(dump, size)
                figures.append(_built(folder / str(size), dump))
                # Before the next, which may take ten times as long.
                print(size, figures[-1], flush=True)
                for file in dump.iterdir():
                    file.unlink()
                dump.rmdir()
        print_table(
            "building",
            ("places", "names", "CPU s", "wall s", "places/s of CPU", "peak GB", "folder MB"),
            [
                (f["places"], f["names"], f["cpu"], f["wall"], f["places"] / f["cpu"], f["rss"],
                 f["size"] / 1e6)
                for f in figures
            ],
        )  # fmt: skip
        for f in figures:
            print("  ", f["places"], {step: round(cpu, 1) for step, cpu in f["steps"].items()})
        if len(sizes) > 1:
            _lookups([folder / size for size in sizes])


def _built(out: Path, *dump: Path) -> dict:
    began = time.monotonic()
    command = [sys.executable, "-c", _BUILD, str(DEFAULT_DATA), str(out), *map(str, dump)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(run.stdout) | {"wall": time.monotonic() - began}


def _lookups(folders: list[Path]) -> None:
    """Look the same names up in each: names that all have, drawn from the smallest place by place.

    And those of them again that have no more places in the greatest.
    """
    opened = [open_gazetteer(folder) for folder in folders]
    smallest, greatest = opened[0], opened[-1]
    fids = random.Random(3).sample(range(1, smallest.manifest.counts["places"]), _LOOKUPS)
    names = [
        place.name
        for place in smallest.places(fids).values()
        if all(_places_of(place.name, gazetteer) for gazetteer in opened)
    ]
    steady = [n for n in names if _places_of(n, smallest) == _places_of(n, greatest)]
    for title, asked in (("all", names), ("those with no more places in the greatest", steady)):
        rows, before = [], None
        for folder, gazetteer in zip(folders, opened, strict=True):
            # Opened anew each time: a gazetteer keeps its answers.
            fresh = [open_gazetteer(folder) for _ in range(_RUNS)]
            for one in fresh:
                one.lookup("Kherson")  # the first reads and checks the index

            def look_up(fresh=fresh, asked=asked) -> None:
                gazetteer = fresh.pop()
                for name in asked:
                    gazetteer.lookup(name)

            seconds = best_cpu(look_up, _RUNS)
            found = sum(_places_of(name, gazetteer) for name in asked)
            rows.append((gazetteer.manifest.counts["places"], 1e6 * seconds / len(asked),
                         found / len(asked), seconds / before if before else "", ))  # fmt: skip
            before = seconds
        print_table(
            f"look-ups of names drawn from the smallest, each for the first time: {title}",
            ("places", "µs a look-up", "places a name", "time ratio"),
            rows,
        )


def _places_of(name: str, gazetteer: Gazetteer) -> int:
    return len(gazetteer.ranked(name, limit=100_000))
