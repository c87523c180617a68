"""The command line: data on stdout, talk on stderr.

Exit codes: 0 done, 1 some inputs failed, 2 usage, 3 gazetteer missing or broken, 130 interrupted.
Every command imports what it needs when it runs, so that a look-up loads no map library.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence

from gazetteer.cli import GAZETTEER_COMMANDS, coordinates, protect_coordinates
from gazetteer.place import GazetteerError, GazetteerQueryError

TYPE_CHECKING = False  # see gazetteer.frozen
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from gazetteer import Gazetteer
    from geo.model import Article
    from geo.parse import ParsedArticle
    from geo.routes import Roads

__all__ = ["main"]

DONE, SOME_FAILED, USAGE, NO_GAZETTEER, INTERRUPTED = 0, 1, 2, 3, 130

_FORMATS = ("json", "geojson", "csv", "lpf", "webanno", "kml", "gpkg", "parquet")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # the same bytes whatever the locale
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else arguments
    args = _parser(words[0] if words else "").parse_args(protect_coordinates(words))
    try:
        status: int = args.run(args)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except GazetteerQueryError as error:
        return _complain(error, USAGE)
    except GazetteerError as error:
        return _complain(error, NO_GAZETTEER)
    except OSError as error:
        # Standard output takes no more; nothing may be flushed to it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return DONE
        return _complain(f"cannot write: {error.strerror}", SOME_FAILED)


def _complain(error: object, status: int) -> int:
    line = " ".join(str(error).split())
    print(f"mentionmap: {line}", file=sys.stderr)
    return status


# --- What can be asked ----------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """The parser of the program and, made by itself, of each command."""

    def __init__(self, **options: Any) -> None:
        super().__init__(formatter_class=_Help, allow_abbrev=False, **options)


class _Help(argparse.HelpFormatter):
    """Help of a fixed width: asking for the terminal's imports more than a look-up does."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=96)


class _Version(argparse.Action):
    """Reads the version only when asked: importlib.metadata is slow to import."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"mentionmap {version('mentionmap')}")
        parser.exit()


def _parser(asked: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mentionmap",
        description="Find the places a news article mentions and draw them on an offline map.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    if asked in GAZETTEER_COMMANDS:  # a look-up does not wait for the parsers of other commands
        GAZETTEER_COMMANDS[asked](commands)
        return parser
    from pathlib import Path

    map_ = commands.add_parser("map", help="draw articles' maps, an HTML file each")
    _add_reading(map_)
    map_.add_argument(
        "-o", "--out", metavar="FILE|DIR", help="default: maps/ARTICLE.html; - is stdout"
    )
    map_.add_argument("--title", help="headline of the page")
    map_.add_argument("--svg", action="store_true", help="draw a picture beside each page, too")
    map_.add_argument("--png", action="store_true", help="the same as PNG; needs the extra png")
    map_.add_argument("--tiles", metavar="URL", help="https tiles to load; by default nothing is")
    map_.set_defaults(run=_map)

    parse = commands.add_parser("parse", help="write what an article says of places")
    _add_reading(parse)
    parse.add_argument("--format", choices=_FORMATS, default="json")
    parse.add_argument("--explain", action="store_true", help="json, csv: add the evidence")
    parse.add_argument("-o", "--out", metavar="FILE|DIR", help="default: stdout")
    parse.set_defaults(run=_parse)

    batch = commands.add_parser("batch", help="parse many articles into a folder of records")
    batch.add_argument(
        "inputs", metavar="INPUT", nargs="+", help="files, folders, and JSON lines with a text each"
    )
    batch.add_argument("--out", metavar="DIR", required=True, help="for records.jsonl and maps/")
    batch.add_argument("--jobs", metavar="N", type=_positive, default=1, help="processes (1)")
    batch.add_argument("--dask", metavar="ADDRESS", help="of a Dask scheduler, in place of --jobs")
    batch.add_argument("--resume", action="store_true", help="go on with an interrupted batch")
    batch.add_argument("--maps", action="store_true", help="draw each article's page, too")
    _add_options(batch)
    batch.set_defaults(run=_batch)

    for add in GAZETTEER_COMMANDS.values():
        add(commands)

    evaluate = commands.add_parser("evaluate", help="score against gold corpora")
    evaluate.add_argument("corpora", metavar="CORPUS", nargs="+", type=Path)
    evaluate.add_argument("--protocol", choices=("gold-spans", "end-to-end"))
    evaluate.add_argument("--format", choices=("table", "json"), default="table")
    evaluate.add_argument(
        "--profiles", action="store_true", help="find each source's own area from its articles"
    )
    evaluate.add_argument("--errors", metavar="FILE", help="write every miss with its class, CSV")
    weights = evaluate.add_mutually_exclusive_group()
    weights.add_argument(
        "--folds", metavar="K", type=_positive, help="score each K-th, weights fitted on the rest"
    )
    weights.add_argument(
        "--leave-out", action="store_true", help="score each corpus, weights fitted on the others"
    )
    weights.add_argument(
        "--ablate", action="store_true", help="score with each kind of evidence removed in turn"
    )
    evaluate.add_argument(
        "--candidates", action="store_true", help="how much of gold has a right candidate at all"
    )
    evaluate.add_argument("--gazetteer", metavar="DIR", type=Path)
    evaluate.set_defaults(run=_evaluate)

    profile = commands.add_parser(
        "profile", help="find each publisher's own area from five or more of its articles"
    )
    profile.add_argument(
        "inputs", metavar="INPUT", nargs="+", help="files, folders, and JSON lines with a text each"
    )
    profile.add_argument("-o", "--out", metavar="FILE", help="for --home FILE; default: stdout")
    profile.add_argument("--gazetteer", metavar="DIR")
    profile.set_defaults(run=_profile)

    fit = commands.add_parser("fit", help="fit the weights of the evidence on gold corpora")
    fit.add_argument("corpora", metavar="CORPUS", nargs="+", type=Path)
    fit.add_argument("-o", "--out", metavar="WEIGHTS", required=True)
    fit.add_argument(
        "--keep-recognition", action="store_true", help="fit resolution alone, to the shipped rest"
    )
    fit.add_argument("--gazetteer", metavar="DIR", type=Path)
    fit.set_defaults(run=_fit)
    return parser


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "articles", metavar="ARTICLE", nargs="+", help="text, Markdown or HTML file; - is stdin"
    )
    command.add_argument("--date", metavar="YYYY-MM-DD", help="of publication")
    roads = command.add_mutually_exclusive_group()
    roads.add_argument("--network", metavar="DIR", help="roads of `gazetteer network import`")
    roads.add_argument("--router", metavar="URL", help="OSRM or Valhalla service to ask for ways")
    _add_options(command)


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--gazetteer", metavar="DIR", help="default: the installed one")
    command.add_argument(
        "--worldview",
        default="iso",
        help="whose view of disputed territory: iso, de-facto or a country's code (iso)",
    )
    command.add_argument(
        "--home",
        metavar="LON,LAT|FILE",
        type=_home,
        help="the publisher's own area, if known; or what profile saved of several publishers",
    )
    command.add_argument("--encoding", help="of the input; detected by default")
    command.add_argument("--max-bytes", metavar="N", type=int, default=5_000_000)


def _home(text: str) -> tuple[float, float] | dict[str, tuple[float, float]]:
    from pathlib import Path

    path = Path(text)
    if not path.is_file():
        return coordinates(text)
    from geo.profile import homes_from_json

    try:
        return dict(homes_from_json(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise argparse.ArgumentTypeError(f"{text} holds no profiles: {error}") from None


def _home_of(
    article: Article, home: tuple[float, float] | dict[str, tuple[float, float]] | None
) -> tuple[float, float] | None:
    from geo.profile import home_of

    return home_of(article, home) if isinstance(home, dict) else home


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError
    return number


# --- Articles -------------------------------------------------------------------------------------


def _map(args: argparse.Namespace) -> int:
    from geo.files import OutputError
    from geo.mapfile import MapFiles
    from geo.webmap import render_page
    from geo.webmap.picture import PictureError

    if args.tiles and not args.tiles.startswith("https://"):
        return _complain(f"--tiles {args.tiles} is not an https address", USAGE)
    pictures = tuple(suffix for suffix in (".svg", ".png") if getattr(args, suffix[1:]))
    if args.out == "-":
        if pictures:
            return _complain("pictures are written beside pages: -o - takes no --svg, --png", USAGE)

        def show(number: int, parsed: ParsedArticle) -> None:
            sys.stdout.write(render_page(parsed, title=args.title, tiles=args.tiles))

        return _each_article(args, show)
    try:
        files = MapFiles(
            args.articles, args.out, title=args.title, tiles=args.tiles, pictures=pictures
        )
    except (OutputError, PictureError) as error:
        return _complain(error, USAGE)
    args.articles = files.articles

    def draw(number: int, parsed: ParsedArticle) -> None:
        for path in files.write(number, parsed):
            print(path)

    status = _each_article(args, draw)
    if index := files.finish():
        print(index)
    return status


def _parse(args: argparse.Namespace) -> int:
    from geo.files import OutputError, output_paths, write_whole
    from geo.formats import FORMATS, FormatError

    form = FORMATS[args.format]
    paths: list[Path] = []
    if args.out not in (None, "-"):
        try:
            paths = output_paths(args.articles, args.out, form.suffixes, together=True)
        except OutputError as error:
            return _complain(error, USAGE)
    elif form.binary:
        return _complain(f"--format {args.format} is not text: name a file with -o", USAGE)
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
            return _complain(error, USAGE)
        except BrokenPipeError:
            raise
        except OSError as error:
            status = _complain(f"cannot write {path}: {error.strerror}", SOME_FAILED)
    return status


def _each_article(args: argparse.Namespace, use: Callable[[int, ParsedArticle], None]) -> int:
    """Parse each article and hand it on; what fails is told in one line, the rest goes on."""
    import warnings

    from geo.article import ArticleWarning, dated, iso_date, read_article
    from geo.model import ArticleError, ArticleTooLargeError
    from geo.parse import parse_article

    if args.date and iso_date(args.date) is None:
        return _complain(f"--date {args.date}: not a date of the form YYYY-MM-DD", USAGE)
    gazetteer, roads = _open(args), _roads(args)
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
            status = max(status, _complain(error, USAGE))
        except ArticleError as error:
            status = max(status, _complain(error, SOME_FAILED))
        except (BrokenPipeError, GazetteerError):
            raise
        except OSError as error:
            status = max(status, _complain(f"{name}: {error}", SOME_FAILED))
        except Exception as error:
            # A defect in our own code must not lose the other articles.
            if sys.flags.dev_mode:
                raise
            defect = f"{type(error).__name__}: {error} (a defect; python -X dev -m geo traces it)"
            status = max(status, _complain(f"{name}: {defect}", SOME_FAILED))
    return status


def _batch(args: argparse.Namespace) -> int:
    from geo.batch import BatchOptions, run_batch
    from geo.files import OutputError
    from geo.model import ArticleError

    _open(args)  # a broken gazetteer is said once, and before any work
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
            ),
            progress=_Remaining() if sys.stderr.isatty() else None,
            warn=lambda warning: print(f"mentionmap: warning: {warning}", file=sys.stderr),
        )
    except OutputError as error:
        return _complain(error, USAGE)
    except ArticleError as error:
        return _complain(error, SOME_FAILED)
    except ImportError:
        return _complain("--dask needs Dask: pip install 'mentionmap[dask]'", USAGE)
    except OSError as error:
        return _complain(f"cannot write {args.out}: {error.strerror or error}", SOME_FAILED)
    for _, reason in report.failures[:_TOLD]:
        _complain(reason, SOME_FAILED)
    if len(report.failures) > _TOLD:
        more = f"{len(report.failures) - _TOLD:,} more failed: see failures.jsonl"
        _complain(more, SOME_FAILED)
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


def _open(args: argparse.Namespace) -> Gazetteer:
    from gazetteer.store import open_gazetteer

    return open_gazetteer(args.gazetteer, worldview=getattr(args, "worldview", "iso"))


def _roads(args: argparse.Namespace) -> Roads | None:
    if args.network:
        from pathlib import Path

        from gazetteer.roads import RoadNetwork

        return RoadNetwork(Path(args.network))
    if args.router:
        from gazetteer.router import Router

        return Router(args.router)
    return None


# --- Scores and weights ---------------------------------------------------------------------------


def _evaluate(args: argparse.Namespace) -> int:
    import json
    from pathlib import Path

    from geo.files import write_whole
    from geo.model import ArticleError
    from geo.scoretable import misses_as_csv, score_records, score_tables

    if args.candidates:
        return _evaluate_candidates(args)
    gazetteer = _open(args)
    try:
        corpora = {str(corpus): list(_gold_articles([corpus])) for corpus in args.corpora}
        if args.ablate:
            return _ablate(corpora, gazetteer)
        answers = _scores(args, corpora, gazetteer)
        if args.errors:
            from pathlib import Path

            write_whole(Path(args.errors), misses_as_csv(answers))
    except (ArticleError, OSError) as error:
        return _complain(error, SOME_FAILED)
    if args.format == "json":
        print(json.dumps(score_records(answers, args.protocol), ensure_ascii=False))
    else:
        print("\n".join(score_tables(answers, args.protocol)))
    for name, scores in answers.items():  # not among the scores, which are the same every time
        speed = scores.end_to_end.articles / max(scores.end_to_end.seconds, 1e-9)
        print(f"{name}: {speed:,.0f} articles a second of CPU found and placed", file=sys.stderr)
    return DONE


def _scores(
    args: argparse.Namespace, corpora: dict[str, list[Any]], gazetteer: Gazetteer
) -> dict[str, Any]:
    from geo.crossvalidate import cross_validate, leave_one_out
    from geo.evaluate import evaluate

    if args.folds:
        return cross_validate(corpora, gazetteer, args.folds, profiles=args.profiles)
    if args.leave_out:
        return leave_one_out(corpora, gazetteer, profiles=args.profiles)
    return {
        name: evaluate(own, gazetteer, profiles=own if args.profiles else None)
        for name, own in corpora.items()
    }


def _profile(args: argparse.Namespace) -> int:
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
        saved = homes_to_json(find_homes(articles(), _open(args)))
        if args.out in (None, "-"):
            sys.stdout.write(saved)
        else:
            (path, *_) = output_paths(args.inputs, args.out, (".json",), together=True)
            write_whole(path, saved)
            print(path)
    except OutputError as error:
        return _complain(error, USAGE)
    except (ArticleError, OSError) as error:
        return _complain(error, SOME_FAILED)
    for reason in failed:
        _complain(reason, SOME_FAILED)
    return SOME_FAILED if failed else DONE


def _ablate(corpora: dict[str, list[Any]], gazetteer: Gazetteer) -> int:
    from geo.ablate import ablation

    print(f"{'Accuracy@161 km, mentions given, without':<44}", *corpora)
    for family, accuracy in ablation(corpora, gazetteer):
        print(f"  {family:<42}", *(f"{accuracy[name]:{len(name)}.4f}" for name in corpora))
    return DONE


def _evaluate_candidates(args: argparse.Namespace) -> int:
    import json

    from geo.evaluate_candidates import evaluate_candidates
    from geo.model import ArticleError

    gazetteer = _open(args)
    found = {}
    try:
        for corpus in args.corpora:
            found[str(corpus)] = evaluate_candidates(_gold_articles([corpus]), gazetteer)
    except (ArticleError, OSError) as error:
        return _complain(error, SOME_FAILED)
    if args.format == "json":
        records = [{"corpus": corpus, **recall.record()} for corpus, recall in found.items()]
        print(json.dumps(records, ensure_ascii=False))
    else:
        for corpus, recall in found.items():
            print(corpus, *recall.lines(), sep="\n")
    return DONE


def _fit(args: argparse.Namespace) -> int:
    import hashlib

    from geo.files import OutputError, output_paths
    from geo.fit import fit_weights, write_weights
    from geo.model import ArticleError
    from geo.weights import load_weights

    gazetteer = _open(args)
    try:
        (path, *_) = output_paths(args.corpora, args.out, (".json",), together=True)
        provenance = {
            corpus.name: hashlib.sha256(corpus.read_bytes()).hexdigest() for corpus in args.corpora
        }
        provenance["gazetteer"] = gazetteer.id
        kept = load_weights().recognition if args.keep_recognition else None
        articles = list(_gold_articles(args.corpora))
        weights = fit_weights(articles, gazetteer, provenance, recognition=kept)
    except OutputError as error:
        return _complain(error, USAGE)
    except (ArticleError, OSError) as error:
        return _complain(error, SOME_FAILED)
    write_weights(weights, path)
    print(path)
    return DONE


def _gold_articles(corpora: Iterable[Path]) -> Iterator[Any]:
    from geo.corpus import read_corpus

    for corpus in corpora:
        yield from read_corpus(corpus)


if __name__ == "__main__":
    raise SystemExit(main())
