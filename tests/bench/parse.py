"""Articles a second of one core: recognition, resolution, areas, movements, and all of them.

Footprints and routes are not read. The ratio is to the rate at which a regex for capitalised words
runs over the same texts in the same run, which tells machines apart from programs. The corpus is
the seeds, or a file of JSON lines with a ``text`` each that MENTIONMAP_BENCH_CORPUS names.

Memory is what a process of its own has written to: mapped files are shared with other workers.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from gazetteer import Gazetteer, open_gazetteer
from geo import parse_article, read_article
from geo.areas import find_areas
from geo.mentions import find_mentions
from geo.movements import find_movements
from geo.resolve import resolve_mentions
from tests.bench.timing import best_cpu, print_table

_SEEDS = Path(__file__).parent.parent.parent / "seeds"
_SEEDS_REPEATED = 20
_CAPITALISED = re.compile(r"\b[A-Z]\w+")


def _texts() -> list[str]:
    corpus = os.environ.get("MENTIONMAP_BENCH_CORPUS")
    if corpus is None:
        return [read_article(p).text for p in sorted(_SEEDS.glob("*.txt"))] * _SEEDS_REPEATED
    lines = Path(corpus).read_text("utf-8").split("\n")
    return [json.loads(line)["text"] for line in lines if line.strip()]


def main() -> None:
    """Print the table."""
    gazetteer = open_gazetteer()
    texts = _texts()
    mentions = [find_mentions(text, gazetteer) for text in texts]
    areas = [find_areas(text, own) for text, own in zip(texts, mentions, strict=True)]
    known = list(zip(texts, mentions, areas, strict=True))
    steps: dict[str, Callable[[], object]] = {
        "capital-token regex": lambda: [_CAPITALISED.findall(text) for text in texts],
        "recognition": lambda: [find_mentions(text, gazetteer) for text in texts],
        "resolution": lambda: [resolve_mentions(t, m, gazetteer) for t, m, _ in known],
        "areas": lambda: [find_areas(t, m) for t, m, _ in known],
        "movements": lambda: [find_movements(t, m, a) for t, m, a in known],
        "whole parse": lambda: [parse_article(text, gazetteer) for text in texts],
    }
    rates = {name: len(texts) / best_cpu(step) for name, step in steps.items()}
    size = sum(map(len, texts)) / len(texts)
    print_table(
        f"Parsing {len(texts)} articles of {size:.0f} characters on average",
        ("step", "articles/s/core", "ratio to the regex"),
        [(name, rate, rate / rates["capital-token regex"]) for name, rate in rates.items()],
    )
    alone = "from tests.bench.parse import print_memory; print_memory()"
    subprocess.run([sys.executable, "-c", alone], check=True)
    print_table("Growth with the text", ("characters", "s", "times the half"), _growth(gazetteer))


def _private_mb() -> float:
    rollup = Path("/proc/self/smaps_rollup").read_text("ascii")
    return int(re.search(r"Private_Dirty: *(\d+)", rollup)[1]) / 1024  # type: ignore[index]


def print_memory() -> None:
    """Print the private memory of this process as it imports, opens and parses."""
    rows = [("after the imports", _private_mb(), "")]
    gazetteer = open_gazetteer()
    for name, texts in (("after the first text", ["From Goma to Sake."]), ("after all", _texts())):
        for text in texts:
            parse_article(text, gazetteer)
        rows.append((name, _private_mb(), _private_mb() - rows[0][1]))
    print_table("Private memory of a worker", ("", "MB", "beyond the imports"), rows)


def _growth(gazetteer: Gazetteer) -> list[tuple[int, float, str | float]]:
    """Time texts of the seeds, each twice as long as the one before."""
    seeds = "\n\n".join(read_article(path).text for path in sorted(_SEEDS.glob("*.txt")))
    rows: list[tuple[int, float, str | float]] = []
    for times in (5, 10, 20, 40):
        text = "\n\n".join([seeds] * times)
        taken = best_cpu(lambda text=text: parse_article(text, gazetteer))  # type: ignore[misc]
        rows.append((len(text), taken, taken / rows[-1][1] if rows else ""))
    return rows
