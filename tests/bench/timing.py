"""What the benchmarks share: CPU time by best of several, and a plain table with ratios."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence


def best_cpu(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the least CPU time of ``work()``, in seconds, over so many runs."""
    times = []
    for _ in range(repeats):
        before = time.process_time()
        work()
        times.append(time.process_time() - before)
    return min(times)


def best_process_cpu(command: Sequence[str], repeats: int = 10) -> float:
    """Return the least CPU time of a whole process, in seconds, its output thrown away."""
    times = []
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def bare_python() -> float:
    """Return the CPU time of an interpreter that does nothing, the unit of process times."""
    return best_process_cpu([sys.executable, "-c", "pass"])


def print_table(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a title, columns aligned, numbers in four significant digits."""
    cells = [list(header)] + [
        [f"{cell:.4g}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    print(f"\n{title}")
    for row in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
