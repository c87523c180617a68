"""Where an output goes, and how it is written: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from geo.model import MentionmapError

__all__ = [
    "OutputError",
    "article_paths",
    "articles_within",
    "output_paths",
    "write_lines",
    "write_whole",
]


class OutputError(MentionmapError, ValueError):
    """The output cannot go where it was asked to."""


def output_paths(
    inputs: Sequence[str | Path],
    out: str | Path,
    suffixes: tuple[str, ...],
    *,
    together: bool = False,
    also: Sequence[str] = (),
    beside: tuple[str, ...] = (),
) -> list[Path]:
    """Decide the file that each input's output goes to.

    Parameters
    ----------
    inputs
        Paths as given; ``"-"`` is standard input.
    out
        A file, or a folder if it exists as one, ends in a slash, or must hold several files.
    suffixes
        Of the files, with the dot: the one given to new files, then what else may be replaced.
    together
        Several inputs may go into one file.
    also
        Names of further files that will be written into the folder, which there must be then.
    beside
        Suffixes of further files that will be written beside each.

    Raises
    ------
    OutputError
        An output would replace an input, or a file or device of another kind.
    """
    target = Path(out)
    sources = [Path(source) for source in inputs]
    several = (len(sources) > 1 and not together) or bool(also)
    if several or target.is_dir() or str(out).endswith(("/", os.sep)):
        if target.exists() and not target.is_dir():
            raise OutputError(f"{target} is a file, and a folder is needed")
        paths = [target / name for name in _names(sources, suffixes[0], also)]
    else:
        paths = [target] * len(sources)
        if not target.parent.is_dir():
            raise OutputError(f"there is no folder {target.parent} to write {target.name} into")
    for path in (*paths, *(target / name for name in also)):
        _check(path, suffixes, sources)
    for suffix in beside:
        for path in paths:
            _check(path.with_suffix(suffix), (suffix,), sources)
    return paths


def _check(path: Path, suffixes: tuple[str, ...], sources: Sequence[Path]) -> None:
    if any(_same(path, source) for source in sources):
        raise OutputError(f"{path} is an input and would be overwritten: choose another output")
    if path.exists() and not (path.is_file() and path.suffix.lower() in (*suffixes, "")):
        raise OutputError(f"{path} exists and is no {suffixes[0]} file: choose another output")


def _names(inputs: list[Path], suffix: str, taken: Sequence[str]) -> list[str]:
    """Return one file name for each input, numbered where two have the same stem."""
    names: dict[str, None] = dict.fromkeys(taken)
    for source in inputs:
        stem = "article" if str(source) == "-" else source.stem
        name, number = f"{stem}{suffix}", 1
        while name in names:
            number += 1
            name = f"{stem}-{number}{suffix}"
        names[name] = None
    return list(names)[len(taken) :]


def _same(path: Path, source: Path) -> bool:
    return path.exists() and source.exists() and path.samefile(source)


def article_paths(inputs: Sequence[str | Path], suffixes: tuple[str, ...]) -> list[str]:
    """Return the inputs, in place of each folder the files in it with such a suffix, by path.

    Raises
    ------
    OutputError
        A folder holds none.
    """
    paths: list[str] = []
    for given in inputs:
        folder = Path(given)
        if str(given) == "-" or not folder.is_dir():
            paths.append(str(given))
            continue
        found = articles_within(folder, suffixes)
        if not found:
            kinds = ", ".join(suffixes)
            raise OutputError(f"no articles in {folder}: it holds no {kinds} file, a README apart")
        paths += map(str, found)
    return paths


def articles_within(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    """Return the files of a folder with such a suffix, by path.

    Hidden ones are passed over, and a README, which tells of the folder.
    """
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in suffixes
        and path.stem.lower() != "readme"
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    ]


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file, text in UTF-8; as for :func:`write_lines`."""
    write_lines(path, [content.encode("utf-8") if isinstance(content, str) else content])


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file beside ``path``, then rename it: readers see the old one or the new.

    Raises
    ------
    OSError
        It cannot be written; nothing is left behind.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
