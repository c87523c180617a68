"""Runs benchmarks by name: ``python -m tests.bench lookup parse``; without a name, lists them.

Each benchmark is a module of this package with a function ``main()`` that prints its table. What
stands behind an equals sign are its arguments: ``python -m tests.bench build=13000,130000``.
"""

import importlib
import pkgutil
import sys

import tests.bench

_NOT_BENCHMARKS = {"__main__", "dump", "timing"}


def main(names: list[str]) -> int:
    """Run the benchmarks named, one after the other."""
    known = {m.name for m in pkgutil.iter_modules(tests.bench.__path__)} - _NOT_BENCHMARKS
    asked = [name.partition("=") for name in names]
    if not names or not known.issuperset(name for name, _, _ in asked):
        print(
            "usage: python -m tests.bench NAME[=ARGUMENT,...]...",
            *sorted(known),
            sep="\n  ",
            file=sys.stderr,
        )
        return 2
    for name, _, arguments in asked:
        importlib.import_module(f"tests.bench.{name}").main(*filter(None, arguments.split(",")))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
