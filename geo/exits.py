"""How a command ends: its exit code, and one line on stderr that says why."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # see gazetteer.frozen
if TYPE_CHECKING:
    import argparse

    from gazetteer import Gazetteer

__all__ = ["DONE", "INTERRUPTED", "NO_GAZETTEER", "SOME_FAILED", "USAGE", "complain", "opened"]

DONE, SOME_FAILED, USAGE, NO_GAZETTEER, INTERRUPTED = 0, 1, 2, 3, 130


def complain(error: object, status: int) -> int:
    """Say what went wrong in one line, and return the exit code."""
    line = " ".join(str(error).split())
    print(f"mentionmap: {line}", file=sys.stderr)
    return status


def opened(args: argparse.Namespace) -> Gazetteer:
    """Open the gazetteer that a command asks for."""
    from gazetteer.store import open_gazetteer

    return open_gazetteer(args.gazetteer, worldview=getattr(args, "worldview", "iso"))
