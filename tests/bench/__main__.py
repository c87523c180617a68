"""Runs benchmarks by name: ``python -m tests.bench lookup parse``; without a name, lists them.

Each benchmark is a module of this package with a function ``main()`` that prints its table.
"""

import importlib
import pkgutil
import sys

import tests.bench

_NOT_BENCHMARKS = {"__main__", "timing"}


def main(names: list[str]) -> int:
    """Run the benchmarks named, one after the other."""
    known = {m.name for m in pkgutil.iter_modules(tests.bench.__path__)} - _NOT_BENCHMARKS
    if not names or not known.issuperset(names):
        print("usage: python -m tests.bench NAME...", *sorted(known), sep="\n  ", file=sys.stderr)
        return 2
    for name in names:
        importlib.import_module(f"tests.bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
