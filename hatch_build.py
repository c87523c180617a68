"""Builds the default gazetteer from its vendored tables whenever a wheel is made.

An installation thus holds the finished folder, and first use neither downloads nor waits. For
an editable installation the folder is built into the source tree, at the same place. Its files are
little-endian and hold no machine code, so the wheel is pure Python.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DefaultGazetteerHook(BuildHookInterface[Any]):
    """``gazetteer/data`` → ``gazetteer/default``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the folder before hatchling collects the files of the wheel."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from gazetteer.build import build_gazetteer
        finally:
            sys.path.remove(str(root))
        build_gazetteer(root / "gazetteer" / "data", root / "gazetteer" / "default")
