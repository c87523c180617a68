"""Paths → the articles of a batch: files, folders of files, and JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.article import ARTICLE_SUFFIXES, article_from_text, read_article
from geo.dates import iso_date
from geo.files import articles_within
from geo.model import Article, ArticleError, ArticleTooLargeError

__all__ = ["BatchInput", "find_inputs"]

_LINE_SUFFIXES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True)
class BatchInput:
    """An article not read yet: a file, or a line of a JSON-lines file.

    ``name`` tells it from every other: the path as given, with the line's number after a colon.
    """

    name: str
    path: Path
    span: tuple[int, int] | None = None  # of the line: where it begins, and its length in bytes

    def read(self, *, encoding: str | None, max_bytes: int) -> Article:
        """Read the article; ``source`` is the name unless the record has its own.

        Raises
        ------
        ArticleError
            It cannot be read; the text says where and why.
        """
        if self.span is None:
            return read_article(self.path, encoding=encoding, max_bytes=max_bytes)
        if self.span[1] > max_bytes:
            raise ArticleTooLargeError(f"{self.name}: more than {max_bytes:,} bytes")
        return _from_record(self._line(*self.span), self.name)

    def source(self) -> str | None:
        """Return the ``source`` of a record; ``None`` where it has none, and for other files."""
        return None if self.span is None else _source_of(self._line(*self.span))

    def _line(self, start: int, length: int) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(start)
                return file.read(length)
        except OSError as error:
            raise ArticleError(f"cannot read {self.path}: {error.strerror or error}") from error


def _source_of(line: bytes) -> str | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    source = record.get("source") if isinstance(record, dict) else None
    return source if isinstance(source, str) and source else None


def find_inputs(paths: Iterable[str | Path]) -> Iterator[BatchInput]:
    """Yield the articles of files, of JSON-lines files, and of the folders that hold such files.

    A folder's files come in the order of their paths; hidden ones, those of other kinds and its
    README, which tells of the folder, are passed over. A JSON-lines record has ``text``, and may
    have ``id`` or ``doc_id``, ``title``, ``source``, ``published`` and ``language``.

    Raises
    ------
    ArticleError
        A path does not exist or cannot be listed.
    """
    for path in map(Path, paths):
        if path.is_dir():
            for inner in articles_within(path, (*ARTICLE_SUFFIXES, *_LINE_SUFFIXES)):
                yield from _of_file(inner)
        elif path.is_file():
            yield from _of_file(path)
        else:
            raise ArticleError(f"cannot read {path}: no such file or folder")


def _of_file(path: Path) -> Iterator[BatchInput]:
    if path.suffix.lower() not in _LINE_SUFFIXES:
        yield BatchInput(str(path), path)
        return
    start = 0
    try:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield BatchInput(f"{path}:{number}", path, (start, len(line)))
                start += len(line)
    except OSError as error:
        raise ArticleError(f"cannot read {path}: {error.strerror or error}") from error


def _from_record(line: bytes, name: str) -> Article:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"{name}: not JSON ({error})") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise ArticleError(f'{name}: no object with a "text"')

    def word(key: str) -> str | None:
        value: Any = record.get(key)
        return value if isinstance(value, str) and value else None

    return article_from_text(
        record["text"],
        source=word("source") or name,
        title=word("title"),
        published=iso_date(word("published") or ""),  # what holds no date says nothing
        language=word("language"),
    )
