"""A batch on one process, on two, and on a Dask cluster of two workers: wall time and ratios.

The articles are the seeds, many times over.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from geo.batch import run_batch
from tests.bench.timing import print_table

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
REPEATS = 60


def main() -> None:
    """Print articles a second, and how many times as fast as one process."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        news = folder / "news"
        news.mkdir()
        for number in range(REPEATS):
            for seed in SEEDS:
                (news / f"{number:03}-{seed.name}").write_bytes(seed.read_bytes())
        runs: dict[str, Callable[[str], object]] = {
            "1 process": lambda out: run_batch([news], out),
            "2 processes": lambda out: run_batch([news], out, jobs=2),
        }
        seconds = {name: _wall(run, str(folder / name)) for name, run in runs.items()}
        if (on_cluster := _on_cluster(news, str(folder / "dask"))) is not None:
            seconds["2 Dask workers"] = on_cluster
    count = REPEATS * len(SEEDS)
    one = seconds["1 process"]
    print_table(
        f"A batch of {count} articles",
        ("workers", "articles/s", "times one process"),
        [(name, count / taken, one / taken) for name, taken in seconds.items()],
    )


def _wall(run: Callable[[str], object], out: str) -> float:
    start = time.perf_counter()
    run(out)
    return time.perf_counter() - start


def _on_cluster(news: Path, out: str) -> float | None:
    try:
        from distributed import LocalCluster
    except ImportError:
        return None
    # Started before the clock: a cluster is there already.
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        return _wall(lambda out: run_batch([news], out, dask=address), out)
