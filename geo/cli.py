"""The command line: data on stdout, talk on stderr.

Exit codes: 0 done, 1 some inputs failed, 2 usage, 3 gazetteer missing or broken, 130 interrupted.
Every command imports what it needs when it runs, so that a look-up loads no map library.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from gazetteer.cli import GAZETTEER_COMMANDS, coordinates, protect_coordinates
from gazetteer.place import GazetteerError, GazetteerQueryError
from geo.exits import DONE, INTERRUPTED, NO_GAZETTEER, SOME_FAILED, USAGE, complain

TYPE_CHECKING = False  # see gazetteer.frozen
if TYPE_CHECKING:
    from typing import Any

    _Run = Callable[[argparse.Namespace], int]

__all__ = ["main"]

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
        return complain(error, USAGE)
    except GazetteerError as error:
        return complain(error, NO_GAZETTEER)
    except OSError as error:
        # Standard output takes no more; nothing may be flushed to it at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough
            return DONE
        return complain(f"cannot write: {error.strerror}", SOME_FAILED)


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
    map_.set_defaults(run=_of_articles("draw_maps"))

    parse = commands.add_parser("parse", help="write what an article says of places")
    _add_reading(parse)
    parse.add_argument("--format", choices=_FORMATS, default="json")
    parse.add_argument("--explain", action="store_true", help="json, csv: add the evidence")
    parse.add_argument("-o", "--out", metavar="FILE|DIR", help="default: stdout")
    parse.set_defaults(run=_of_articles("parse_articles"))

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
    batch.set_defaults(run=_of_articles("parse_batch"))

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
    evaluate.set_defaults(run=_of_corpora("evaluate_corpora"))

    profile = commands.add_parser(
        "profile", help="find each publisher's own area from five or more of its articles"
    )
    profile.add_argument(
        "inputs", metavar="INPUT", nargs="+", help="files, folders, and JSON lines with a text each"
    )
    profile.add_argument("-o", "--out", metavar="FILE", help="for --home FILE; default: stdout")
    profile.add_argument("--gazetteer", metavar="DIR")
    profile.set_defaults(run=_of_articles("save_profiles"))

    fit = commands.add_parser("fit", help="fit the weights of the evidence on gold corpora")
    fit.add_argument("corpora", metavar="CORPUS", nargs="+", type=Path)
    fit.add_argument("-o", "--out", metavar="WEIGHTS", required=True)
    fit.add_argument(
        "--keep-recognition", action="store_true", help="fit resolution alone, to the shipped rest"
    )
    fit.add_argument("--gazetteer", metavar="DIR", type=Path)
    fit.set_defaults(run=_of_corpora("fit_to_corpora"))
    return parser


def _of_articles(command: str) -> _Run:
    def run(args: argparse.Namespace) -> int:
        from geo import article_commands

        status: int = getattr(article_commands, command)(args)
        return status

    return run


def _of_corpora(command: str) -> _Run:
    def run(args: argparse.Namespace) -> int:
        from geo import corpus_commands

        status: int = getattr(corpus_commands, command)(args)
        return status

    return run


def _add_reading(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "articles", metavar="ARTICLE", nargs="+", help="text, Markdown or HTML file; - is stdin"
    )
    command.add_argument("--date", metavar="YYYY-MM-DD", help="of publication")
    _add_options(command)


def _add_options(command: argparse.ArgumentParser) -> None:
    roads = command.add_mutually_exclusive_group()
    roads.add_argument("--network", metavar="DIR", help="roads of `gazetteer network import`")
    roads.add_argument("--router", metavar="URL", help="OSRM or Valhalla service to ask for ways")
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


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise ValueError
    return number


if __name__ == "__main__":
    raise SystemExit(main())
