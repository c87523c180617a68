"""Many articles → one file of records, and a map each where asked.

Each finished article is appended to a journal; when all are done the journal becomes the records,
in the order of the inputs, whatever the number of workers. An interrupted batch goes on from its
journal.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from geo.article import MAX_BYTES, ArticleWarning
from geo.files import OutputError, write_lines
from geo.inputs import BatchInput, find_inputs
from geo.model import Article, ArticleError
from geo.parse import parse_article
from geo.profile import ENOUGH_ARTICLES, LEAST_ARTICLES, find_homes, home_of
from geo.routes import open_roads
from geo.workers import Lost, Work, on_dask, on_processes

if TYPE_CHECKING:
    from gazetteer import Gazetteer

__all__ = ["BatchOptions", "BatchReport", "Progress", "run_batch"]

Progress = Callable[[int, int], None]

_CHUNK = 16  # articles handed to a worker at a time
_JOURNAL = "journal.part"
_RECORDS, _FAILURES, _MAPS = "records.jsonl", "failures.jsonl", "maps"


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How each article is read and parsed: see ``read_article`` and ``parse_article``.

    Ways are drawn on the roads of ``network`` or ``router``, where either is named.

    With neither ``home`` nor ``homes``, the own area of each source that at least five records of
    JSON lines name is found from a few of them.
    """

    gazetteer: str | Path | None = None
    worldview: str = "iso"
    home: tuple[float, float] | None = None
    homes: tuple[tuple[str, tuple[float, float]], ...] = ()  # by source, where no home is given
    encoding: str | None = None
    max_bytes: int = MAX_BYTES
    maps: Path | None = None
    network: str | None = None
    router: str | None = None


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How many articles are recorded, and of each other one its name and the reason."""

    records: int
    failures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Task:
    key: str
    stem: str  # of its map
    input: BatchInput


@dataclass(frozen=True, slots=True)
class _Outcome:
    key: str
    record: str | None = None
    failure: str | None = None
    warnings: tuple[str, ...] = ()


def run_batch(
    inputs: Sequence[str | Path],
    out: str | Path,
    *,
    jobs: int = 1,
    dask: str | None = None,
    resume: bool = False,
    maps: bool = False,
    options: BatchOptions = BatchOptions(),
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> BatchReport:
    """Parse many articles into ``records.jsonl`` of a folder, and ``failures.jsonl`` if any failed.

    Parameters
    ----------
    inputs
        Files, folders and JSON-lines files, as for :func:`geo.inputs.find_inputs`.
    out
        The folder; made where it is missing. Maps go into ``maps/`` in it.
    jobs
        Processes on this machine; without meaning where ``dask`` is given.
    dask
        Address of a Dask scheduler whose workers have mentionmap and see the same files.
    resume
        Go on with an interrupted batch: what it recorded is not parsed again.
    maps
        Draw each article's page, too.
    progress
        Is told how many articles are done, and of how many.
    warn
        Is told each warning of reading an article.

    Raises
    ------
    ArticleError
        An input does not exist.
    OutputError
        The folder is a file, or holds an interrupted batch and ``resume`` is not asked for.
    """
    folder = Path(out)
    journal = folder / _JOURNAL
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder} is a file, and a folder is needed")
    if journal.exists() and journal.stat().st_size and not resume:
        raise OutputError(f"{folder} holds an interrupted batch: --resume goes on with it")
    folder.mkdir(parents=True, exist_ok=True)
    if maps:
        options = replace(options, maps=folder / _MAPS)
    found = list(find_inputs(inputs))
    if options.home is None and not options.homes:
        options = replace(options, homes=_homes(found, options))
    tasks = list(_tasks(found, options))
    done = _recorded(journal)
    waiting = [task for task in tasks if task.key not in done]
    work: Work[_Task, _Outcome] = partial(_work, options=options)
    # With a chunk each, more processes than chunks would only be started.
    processes = min(jobs, -(-len(waiting) // _CHUNK) or 1)
    chunks = _chunks(waiting)
    outcomes = on_dask(work, chunks, dask) if dask else on_processes(work, chunks, processes)
    with journal.open("ab") as file:
        for outcome in map(_told, outcomes):
            if warn:
                for warning in outcome.warnings:
                    warn(warning)
            done[outcome.key] = _append(file, outcome)
            if progress:
                progress(len(done), len(tasks))
    return _finish(folder, journal, tasks, done)


def _homes(
    inputs: Iterable[BatchInput], options: BatchOptions
) -> tuple[tuple[str, tuple[float, float]], ...]:
    """Return the own area of each source that several records name, from a first look at a few."""
    records: dict[str, list[BatchInput]] = {}
    for own in inputs:
        source = own.source()
        if source is not None:
            records.setdefault(source, []).append(own)

    def articles() -> Iterator[Article]:
        for own in records.values():
            for record in own[:ENOUGH_ARTICLES] if len(own) >= LEAST_ARTICLES else ():
                try:
                    yield record.read(encoding=options.encoding, max_bytes=options.max_bytes)
                except ArticleError:  # told when its turn comes
                    continue

    gazetteer = _gazetteer(options.gazetteer, options.worldview)
    return tuple(sorted(find_homes(articles(), gazetteer).items()))


def _told(outcome: _Outcome | Lost[_Task]) -> _Outcome:
    if isinstance(outcome, Lost):
        task = outcome.piece
        return _Outcome(task.key, failure=f"{task.input.name}: {_DIED}")
    return outcome


_DIED = "the process that parsed it died (out of memory, or a defect); the other articles are done"


def _chunks(tasks: Iterable[_Task]) -> Iterator[list[_Task]]:
    waiting = iter(tasks)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk


def _tasks(inputs: Iterable[BatchInput], options: BatchOptions) -> Iterator[_Task]:
    stems: dict[str, int] = {}
    for own in inputs:
        line = "" if own.span is None else f"-{own.name.rpartition(':')[2]}"
        stem = f"{own.path.stem}{line}"
        stems[stem] = number = stems.get(stem, 0) + 1
        yield _Task(_key(own, options), stem if number == 1 else f"{stem}-{number}", own)


def _key(own: BatchInput, options: BatchOptions) -> str:
    """Return what an outcome is known by: the input, as its file is now, and the options."""
    stat = own.path.stat()
    seed = f"{own}\0{stat.st_size}\0{stat.st_mtime_ns}\0{options}"
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:24]


# --- In the workers -------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _gazetteer(path: str | Path | None, worldview: str) -> Gazetteer:
    from gazetteer import open_gazetteer

    return open_gazetteer(path, worldview=worldview)


_roads = lru_cache(maxsize=1)(open_roads)


def _work(tasks: Sequence[_Task], options: BatchOptions) -> list[_Outcome]:
    return [_parsed(task, options) for task in tasks]


def _parsed(task: _Task, options: BatchOptions) -> _Outcome:
    from geo.record import to_json_record

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ArticleWarning)
        try:
            article = task.input.read(encoding=options.encoding, max_bytes=options.max_bytes)
        except ArticleError as error:
            return _Outcome(task.key, failure=str(error))
    said = tuple(str(warning.message) for warning in caught)
    try:
        gazetteer = _gazetteer(options.gazetteer, options.worldview)
        home = options.home or home_of(article, dict(options.homes))
        roads = _roads(options.network, options.router)
        parsed = parse_article(article, gazetteer, home=home, roads=roads)
        line = json.dumps(to_json_record(parsed), ensure_ascii=False, allow_nan=False)
        if options.maps is not None:
            from geo.files import write_whole
            from geo.webmap import render_page

            write_whole(options.maps / f"{task.stem}.html", render_page(parsed))
    except Exception as error:
        # A defect in our own code, or a full disk, must not lose the other articles.
        failure = f"{task.input.name}: {type(error).__name__}: {error}"
        return _Outcome(task.key, failure=failure, warnings=said)
    return _Outcome(task.key, line, warnings=said)


# --- The journal ----------------------------------------------------------------------------------


def _append(journal: IO[bytes], outcome: _Outcome) -> tuple[int, int]:
    """Add a line to the journal and return where the line begins, and how long it is."""
    fields: dict[str, Any] = {"key": outcome.key}
    if outcome.failure is not None:
        fields["failure"] = outcome.failure
    head = json.dumps(fields, ensure_ascii=True)
    line = f"{head}\t{outcome.record or ''}\n".encode()
    start = journal.tell()
    journal.write(line)
    journal.flush()
    return start, len(line)


def _recorded(journal: Path) -> dict[str, tuple[int, int]]:
    """Return where each article's line is in the journal of an interrupted batch.

    What failed is tried again, and a line that was cut short is cut off.
    """
    found: dict[str, tuple[int, int]] = {}
    if not journal.exists():
        return found
    start = 0
    with journal.open("r+b") as lines:
        for line in lines:
            if not line.endswith(b"\n"):
                break
            fields = _head(line)
            if "failure" not in fields:
                found[fields["key"]] = start, len(line)
            start += len(line)
        lines.truncate(start)
    return found


def _head(line: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(line.partition(b"\t")[0])
    return fields


def _finish(
    folder: Path, journal: Path, tasks: Sequence[_Task], done: dict[str, tuple[int, int]]
) -> BatchReport:
    """Write the records and failures in the order of the inputs, and drop the journal."""
    failures: list[tuple[str, str]] = []
    records = 0
    with journal.open("rb") as lines:

        def ordered() -> Iterator[bytes]:
            nonlocal records
            for task in tasks:
                start, length = done[task.key]
                lines.seek(start)
                line = lines.read(length)
                fields = _head(line)
                if "failure" in fields:
                    failures.append((task.input.name, fields["failure"]))
                else:
                    records += 1
                    yield line.partition(b"\t")[2]

        write_lines(folder / _RECORDS, ordered())
    told = (json.dumps({"input": name, "reason": reason}) + "\n" for name, reason in failures)
    if failures:
        write_lines(folder / _FAILURES, (line.encode() for line in told))
    else:
        (folder / _FAILURES).unlink(missing_ok=True)
    journal.unlink()
    return BatchReport(records, tuple(failures))
