"""Chunks of work → their outcomes, on processes or on a Dask cluster.

A worker that dies takes no work with it: its chunk is done again piece by piece, and the piece
that kills a worker once more is given back as :class:`Lost`.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

__all__ = ["Lost", "Work", "on_dask", "on_processes"]

Piece = TypeVar("Piece")
Outcome = TypeVar("Outcome")
Work = Callable[[Sequence[Piece]], Sequence[Outcome]]

_AHEAD = 3  # chunks waiting for each worker: none is idle, and few are held in memory


@dataclass(frozen=True, slots=True)
class Lost(Generic[Piece]):
    """A piece whose worker died, twice."""

    piece: Piece


def on_processes(
    work: Work[Piece, Outcome], chunks: Iterable[Sequence[Piece]], jobs: int
) -> Iterator[Outcome | Lost[Piece]]:
    """Yield the outcomes of all pieces, as they come, from so many processes; 1 is this one."""
    if jobs == 1:
        for chunk in chunks:
            yield from work(chunk)
        return
    broken: list[Sequence[Piece]] = []
    waiting = iter(chunks)
    while True:
        with _pool(jobs) as pool:
            running: dict[Future[Sequence[Outcome]], Sequence[Piece]] = {}
            try:
                for chunk in waiting:
                    running[pool.submit(work, chunk)] = chunk
                    if len(running) >= _AHEAD * jobs:
                        yield from _finished(running, broken)
                        if broken:
                            break
                while running and not broken:
                    yield from _finished(running, broken)
            except BrokenProcessPool:  # found out by submitting
                broken.append(chunk)
            broken += running.values()
        if not broken:
            return
        for piece in (piece for chunk in broken for piece in chunk):
            yield from _alone(work, piece)
        broken = []


def _finished(
    running: dict[Future[Sequence[Outcome]], Sequence[Piece]], broken: list[Sequence[Piece]]
) -> Iterator[Outcome]:
    """Take the chunks that are done out of ``running``; those of a dead worker into ``broken``."""
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        chunk = running.pop(future)
        try:
            yield from future.result()
        except BrokenProcessPool:
            broken.append(chunk)


def _alone(work: Work[Piece, Outcome], piece: Piece) -> Iterator[Outcome | Lost[Piece]]:
    with _pool(1) as pool:
        try:
            yield from pool.submit(work, [piece]).result()
        except BrokenProcessPool:
            yield Lost(piece)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Forked workers share what the parent has imported; elsewhere each imports for itself.
    fork = "fork" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if fork else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context)


def on_dask(
    work: Work[Piece, Outcome], chunks: Iterable[Sequence[Piece]], address: str
) -> Iterator[Outcome | Lost[Piece]]:
    """Yield the outcomes of all pieces, as they come, from the cluster at an address.

    Raises
    ------
    OSError
        No scheduler answers there.
    """
    from distributed import Client, KilledWorker, as_completed

    with Client(address, set_as_default=False) as client:
        ahead = _AHEAD * max(1, sum(client.nthreads().values()))
        waiting = iter(chunks)
        running: dict[Any, Sequence[Piece]] = {}
        completed = as_completed(loop=client.loop)

        def submit() -> bool:
            for chunk in waiting:
                future = client.submit(work, chunk, pure=False)
                running[future] = chunk
                completed.add(future)
                return True
            return False

        while len(running) < ahead and submit():
            pass
        for future in completed:
            chunk = running.pop(future)
            try:
                yield from future.result()
            except KilledWorker:
                # Alone, the next piece to kill its worker is the culprit.
                if len(chunk) == 1:
                    yield Lost(chunk[0])
                for piece in chunk if len(chunk) > 1 else ():
                    retried = client.submit(work, [piece], pure=False)
                    running[retried] = [piece]
                    completed.add(retried)
            future.release()
            submit()
