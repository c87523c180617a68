"""What ``map``, ``parse``, ``batch`` and ``profile`` do with their arguments."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer.place import GazetteerError
from geo.exits import DONE, SOME_FAILED, USAGE, complain, opened

if TYPE_CHECKING:
    from geo.model import Article
    from geo.parse import ParsedArticle

__all__ = ["draw_maps", "parse_articles", "parse_batch", "save_profiles"]


def draw_maps(args: argparse.Namespace) -> int:
    """Draw the page of each article."""
    from geo.files import OutputError
    from geo.mapfile import MapFiles
    from geo.webmap import render_page
    from geo.webmap.picture import PictureError

    if args.tiles and not args.tiles.startswith("https://"):
        return complain(f"--tiles {args.tiles} is not an https address", USAGE)
    pictures = tuple(suffix for suffix in (".svg", ".png") if getattr(args, suffix[1:]))
    if args.out == "-":
        if pictures:
            return complain("pictures are written beside pages: -o - takes no --svg, --png", USAGE)

        def show(number: int, parsed: ParsedArticle) -> None:
            sys.stdout.write(render_page(parsed, title=args.title, tiles=args.tiles))

        return _each_article(args, show)
    try:
        files = MapFiles(
            args.articles, args.out, title=args.title, tiles=args.tiles, pictures=pictures
        )
    except (OutputError, PictureError) as error:
        return complain(error, USAGE)
    args.articles = files.articles

    def draw(number: int, parsed: ParsedArticle) -> None:
        for path in files.write(number, parsed):
            print(path)

    status = _each_article(args, draw)
    if index := files.finish():
        print(index)
    return status


def parse_articles(args: argparse.Namespace) -> int:
    """Write what each article says of places."""
    from geo.files import OutputError, output_paths, write_whole
    from geo.formats import FORMATS, FormatError

    form = FORMATS[args.format]
    paths: list[Path] = []
    if args.out not in (None, "-"):
        try:
            paths = output_paths(args.articles, args.out, form.suffixes, together=True)
        except OutputError as error:
            return complain(error, USAGE)
    elif form.binary:
        return complain(f"--format {args.format} is not text: name a file with -o", USAGE)
    parsed_for: dict[Path | None, list[ParsedArticle]] = {}
    first = True

    def write(number: int, parsed: ParsedArticle) -> None:
        nonlocal first
        if paths or not form.lines:
            parsed_for.setdefault(paths[number] if paths else None, []).append(parsed)
            return
        sys.stdout.write(form.write([parsed], args.explain, first).decode("utf-8"))
        first = False

    status = _each_article(args, write)
    for path, articles in parsed_for.items():
        try:
            content = form.write(articles, args.explain, True)
            if path is None:
                sys.stdout.write(content.decode("utf-8"))
            else:
                write_whole(path, content)
        except FormatError as error:
            return complain(error, USAGE)
        except BrokenPipeError:
            raise
        except OSError as error:
            status = complain(f"cannot write {path}: {error.strerror}", SOME_FAILED)
    return status


def _each_article(args: argparse.Namespace, use: Callable[[int, ParsedArticle], None]) -> int:
    """Parse each article and hand it on; what fails is told in one line, the rest goes on."""
    from geo.article import ArticleWarning, dated, read_article
    from geo.dates import iso_date
    from geo.model import ArticleError, ArticleTooLargeError
    from geo.parse import parse_article
    from geo.routes import open_roads

    if args.date and iso_date(args.date) is None:
        return complain(f"--date {args.date}: not a date of the form YYYY-MM-DD", USAGE)
    gazetteer, roads = opened(args), open_roads(args.network, args.router)
    status = DONE
    for number, name in enumerate(args.articles):
        try:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always", ArticleWarning)
                article = read_article(name, encoding=args.encoding, max_bytes=args.max_bytes)
            for warning in caught:
                print(f"mentionmap: warning: {warning.message}", file=sys.stderr)
            home = _home_of(article, args.home)
            dated_article = dated(article, args.date)
            use(number, parse_article(dated_article, gazetteer, home=home, roads=roads))
        except ArticleTooLargeError as error:
            status = max(status, complain(error, USAGE))
        except ArticleError as error:
            status = max(status, complain(error, SOME_FAILED))
        except (BrokenPipeError, GazetteerError):
            raise
        except OSError as error:
            status = max(status, complain(f"{name}: {error}", SOME_FAILED))
        except Exception as error:
            # A defect in our own code must not lose the other articles.
            if sys.flags.dev_mode:
                raise
            defect = f"{type(error).__name__}: {error} (a defect; python -X dev -m geo traces it)"
            status = max(status, complain(f"{name}: {defect}", SOME_FAILED))
    return status


def parse_batch(args: argparse.Namespace) -> int:
    """Parse an archive into a folder of records."""
    from geo.batch import BatchOptions, run_batch
    from geo.files import OutputError
    from geo.model import ArticleError
    from geo.routes import open_roads

    opened(args)  # a broken gazetteer is said once, and before any work
    open_roads(args.network, args.router)
    try:
        report = run_batch(
            args.inputs,
            args.out,
            jobs=args.jobs,
            dask=args.dask,
            resume=args.resume,
            maps=args.maps,
            options=BatchOptions(
                args.gazetteer,
                args.worldview,
                None if isinstance(args.home, dict) else args.home,
                tuple(sorted(args.home.items())) if isinstance(args.home, dict) else (),
                args.encoding,
                args.max_bytes,
                network=args.network,
                router=args.router,
            ),
            progress=_Remaining() if sys.stderr.isatty() else None,
            warn=lambda warning: print(f"mentionmap: warning: {warning}", file=sys.stderr),
        )
    except OutputError as error:
        return complain(error, USAGE)
    except ArticleError as error:
        return complain(error, SOME_FAILED)
    except ModuleNotFoundError as error:
        if error.name != "distributed":
            raise
        return complain("--dask needs Dask: pip install 'mentionmap[dask]'", USAGE)
    except OSError as error:
        return complain(f"cannot write {args.out}: {error.strerror or error}", SOME_FAILED)
    for _, reason in report.failures[:_TOLD]:
        complain(reason, SOME_FAILED)
    if len(report.failures) > _TOLD:
        more = f"{len(report.failures) - _TOLD:,} more failed: see failures.jsonl"
        complain(more, SOME_FAILED)
    print(os.path.join(args.out, "records.jsonl"))
    return SOME_FAILED if report.failures else DONE


_TOLD = 20  # failures told one by one


class _Remaining:
    """Tells a terminal how many articles are done, and about how long the others will take."""

    def __init__(self) -> None:
        from time import monotonic

        self._now, self._start, self._first = monotonic, monotonic(), 0

    def __call__(self, done: int, of: int) -> None:
        self._first = self._first or done  # what a resumed batch had is no measure of speed
        left = (self._now() - self._start) / max(1, done - self._first) * (of - done)
        end = "\n" if done == of else ""
        print(f"\r{done:,} of {of:,} articles, {left:,.0f} s left ", end=end, file=sys.stderr)


def _home_of(
    article: Article, home: tuple[float, float] | dict[str, tuple[float, float]] | None
) -> tuple[float, float] | None:
    from geo.profile import home_of

    return home_of(article, home) if isinstance(home, dict) else home


def save_profiles(args: argparse.Namespace) -> int:
    """Save where publishers' own areas are."""
    from dataclasses import replace

    from geo.article import MAX_BYTES
    from geo.files import OutputError, output_paths, write_whole
    from geo.inputs import find_inputs
    from geo.model import ArticleError
    from geo.profile import ANY_SOURCE, find_homes, homes_to_json

    failed: list[ArticleError] = []

    def articles() -> Iterator[Article]:
        for own in find_inputs(args.inputs):
            try:
                article = own.read(encoding=None, max_bytes=MAX_BYTES)
                # Files do not say whose they are: those given together are one publisher's.
                yield replace(article, source=own.source() or ANY_SOURCE)
            except ArticleError as error:
                failed.append(error)

    try:
        saved = homes_to_json(find_homes(articles(), opened(args)))
        if args.out in (None, "-"):
            sys.stdout.write(saved)
        else:
            (path, *_) = output_paths(args.inputs, args.out, (".json",), together=True)
            write_whole(path, saved)
            print(path)
    except OutputError as error:
        return complain(error, USAGE)
    except (ArticleError, OSError) as error:
        return complain(error, SOME_FAILED)
    for reason in failed:
        complain(reason, SOME_FAILED)
    return SOME_FAILED if failed else DONE
