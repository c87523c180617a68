"""The commands that ask the gazetteer: lookup, reverse, gazetteer build|info|verify.

Nothing here imports more than the standard library and the store, since a look-up that takes
longer to start than to answer is not used.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from gazetteer.place import GazetteerBuildError, GazetteerCorruptError, Place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazetteer.store import Gazetteer

__all__ = ["GAZETTEER_COMMANDS", "coordinates", "protect_coordinates"]


def _add_lookup(commands: argparse._SubParsersAction[Any]) -> None:
    lookup = commands.add_parser("lookup", help="places of a name, best first")
    lookup.add_argument("names", metavar="NAME", nargs="+", type=_name)
    lookup.add_argument("--country", metavar="CC", help="ISO 3166-1 alpha-2: only places there")
    lookup.add_argument(
        "--near", metavar="LON,LAT", type=coordinates, help="nearer namesakes first (degrees)"
    )
    lookup.add_argument("--fuzzy", action="store_true", help="also names one letter away")
    lookup.add_argument("--limit", metavar="N", type=_count, default=10, help="at most N (10)")
    lookup.set_defaults(run=_lookup)
    _add_answering(lookup)


def _add_reverse(commands: argparse._SubParsersAction[Any]) -> None:
    reverse = commands.add_parser("reverse", help="nearest settlements and containing units")
    reverse.add_argument("point", metavar="LON,LAT", type=coordinates)
    reverse.add_argument("--limit", metavar="N", type=_count, default=1, help="settlements (1)")
    reverse.set_defaults(run=_reverse)
    _add_answering(reverse)


def _add_answering(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=tuple(_WRITERS), default="table")
    _add_folder(command)
    command.add_argument(
        "--worldview", default="iso", help="whose view of disputed territory (iso)"
    )


def _add_gazetteer(commands: argparse._SubParsersAction[Any]) -> None:
    from pathlib import Path

    gazetteer = commands.add_parser("gazetteer", help="build, describe or check a gazetteer folder")
    actions = gazetteer.add_subparsers(metavar="ACTION", required=True)
    build = actions.add_parser("build", help="build a folder from source tables")
    build.add_argument(
        "tables", metavar="TABLES", type=Path, nargs="?", help="folder of the tables"
    )
    build.add_argument(
        "--geonames",
        metavar="DIR",
        type=Path,
        help="a GeoNames dump: allCountries.zip, XX.zip, alternateNamesV2.zip, … as downloaded",
    )
    build.add_argument(
        "--countries", metavar="CC,CC", type=_countries, default=(), help="only places there"
    )
    build.add_argument(
        "--shapes", metavar="FILE", type=Path, help="polygons that geopandas reads, by id or name"
    )
    build.add_argument("-o", "--out", metavar="DIR", type=Path, help="default: the installed one")
    build.set_defaults(run=_build)
    info = actions.add_parser("info", help="identity, counts, sources and licences")
    info.add_argument("--format", choices=("table", "json"), default="table")
    info.set_defaults(run=_info)
    verify = actions.add_parser("verify", help="check every byte, and every footprint")
    verify.set_defaults(run=_verify)
    for action in (info, verify):
        _add_folder(action)
    network = actions.add_parser("network", help="road networks of your own")
    uses = network.add_subparsers(metavar="ACTION", required=True)
    taken = uses.add_parser("import", help="make a folder of a file of roads, for --network")
    taken.add_argument("file", metavar="FILE", type=Path, help="lines, an edge table or GraphML")
    taken.add_argument(
        "-o", "--out", metavar="DIR", type=Path, help="default: FILE's name + .roads"
    )
    taken.add_argument("--source", help="whose data it is, shown on maps (FILE's name)")
    taken.add_argument("--licence", default="", help="of the data, shown on maps")
    taken.set_defaults(run=_import_network)


# What adds each command of this package to a command line; each sets ``run``.
GAZETTEER_COMMANDS = {"lookup": _add_lookup, "reverse": _add_reverse, "gazetteer": _add_gazetteer}


def coordinates(text: str) -> tuple[float, float]:
    """Parse ``LON,LAT`` in WGS 84 degrees."""
    try:
        lon, lat = (float(number) for number in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text.strip()!r} is not LON,LAT") from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise argparse.ArgumentTypeError(
            f"{text.strip()!r}: longitude comes first, within ±180, then latitude, within ±90"
        )
    return lon, lat


def protect_coordinates(arguments: Sequence[str]) -> list[str]:
    """Put a space before ``-95.5,33.6``, which argparse would else take for an option."""
    return [
        f" {word}" if word[:1] == "-" and "," in word and _is_numeric(word) else word
        for word in arguments
    ]


def _is_numeric(word: str) -> bool:
    return word[1:2].isdigit() or word[1:2] == "."


def _name(word: str) -> str:
    """Return the word in UTF-8, whatever the locale made of its bytes."""
    return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _count(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return number


def _countries(text: str) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in text.split(","))
    if not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        raise argparse.ArgumentTypeError(f"{text!r} are not ISO 3166-1 codes, such as UA,RU")
    return codes


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("--gazetteer", metavar="DIR", help="default: the installed one")


def _lookup(args: argparse.Namespace) -> int:
    from gazetteer.store import open_gazetteer

    gazetteer = open_gazetteer(args.gazetteer, worldview=args.worldview)
    found: list[tuple[Place, dict[str, Any]]] = []
    for name in args.names:
        hits = gazetteer.ranked(
            name, country=args.country, near=args.near, fuzzy=args.fuzzy, limit=args.limit
        )
        if not hits:
            hint = "" if args.fuzzy else "; --fuzzy tries names one letter away"
            print(f"mentionmap: no place named {name!r}{hint}", file=sys.stderr)
        asked = {"query": name} if len(args.names) > 1 else {}
        found.extend(
            (place, _located_by(place, gazetteer) | asked | {"score": round(score, 3)})
            for place, score in hits
        )
    _WRITERS[args.format](found)
    return 0


def _reverse(args: argparse.Namespace) -> int:
    from gazetteer.store import open_gazetteer

    gazetteer = open_gazetteer(args.gazetteer, worldview=args.worldview)
    places = gazetteer.reverse(*args.point, limit=args.limit)
    if not places:
        print("mentionmap: no settlement within 500 km, no unit around it", file=sys.stderr)
    _WRITERS[args.format]([(place, _located_by(place, gazetteer)) for place in places])
    return 0


def _located_by(place: Place, gazetteer: Gazetteer) -> dict[str, Any]:
    unit = gazetteer.located_by(place.place_id)
    return {"located_by": unit.place_id if unit else None}


def _fields(place: Place) -> dict[str, Any]:
    """Return the fields of ``places`` in the documented JSON schema."""
    return {
        "place_id": place.place_id,
        "name": place.name,
        "feature_class": place.feature_class,
        "feature_code": place.feature_code,
        "country_code": place.country_code,
        "admin1_code": place.admin1_code,
        "lon": place.lon,
        "lat": place.lat,
        "population": place.population,
        "footprint": place.kind,
        "disputed": place.disputed,
    }


def _print_json(found: Sequence[tuple[Place, dict[str, Any]]]) -> None:
    import json

    print(json.dumps([_fields(place) | more for place, more in found], ensure_ascii=False))


def _print_geojson(found: Sequence[tuple[Place, dict[str, Any]]]) -> None:
    import json

    features = [
        {
            "type": "Feature",
            "id": place.place_id,
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {
                key: value
                for key, value in (_fields(place) | more).items()
                if key not in ("lon", "lat")
            },
        }
        for place, more in found
    ]
    print(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))


def _print_table(found: Sequence[tuple[Place, dict[str, Any]]]) -> None:
    if not found:
        return
    heads = ["place", "name", "type", "in", "lon", "lat", "population"]
    rows = [
        [
            place.place_id,
            place.name,
            f"{place.feature_class}.{place.feature_code}",
            ".".join(filter(None, (place.country_code, place.admin1_code))),
            f"{place.lon:.4f}",
            f"{place.lat:.4f}",
            f"{place.population:,}" if place.population else "",
        ]
        for place, _ in found
    ]
    if "query" in found[0][1]:
        heads.insert(0, "query")
        for row, (_, more) in zip(rows, found, strict=True):
            row.insert(0, more["query"])
    for line in _aligned([heads, *rows], right={"lon", "lat", "population"}):
        print(line)
    disputed: dict[str, list[str]] = {}
    for place, _ in found:
        if place.disputed:
            disputed.setdefault(place.disputed, []).append(place.name)
    for note, names in disputed.items():
        print(f"disputed: {', '.join(dict.fromkeys(names))}. {note}")
    borrowed = [place.name for place, more in found if more["located_by"]]
    if borrowed:
        listed = ", ".join(dict.fromkeys(borrowed))
        print(f"of unknown position, shown at the point of the unit around: {listed}")


def _aligned(rows: list[list[str]], right: set[str]) -> Iterator[str]:
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    for row in rows:
        cells = (
            cell.rjust(width) if head in right else cell.ljust(width)
            for cell, width, head in zip(row, widths, rows[0], strict=True)
        )
        yield "  ".join(cells).rstrip()


_WRITERS = {"table": _print_table, "json": _print_json, "geojson": _print_geojson}


def _build(args: argparse.Namespace) -> int:
    from gazetteer.build import DEFAULT_DATA, build_gazetteer

    tables = args.tables or DEFAULT_DATA
    if not (tables / "sources.json").is_file():
        raise GazetteerBuildError(
            f"{tables} holds no source tables (sources.json): name a folder that does, such as"
            " gazetteer/data in a clone of mentionmap"
        )
    manifest = build_gazetteer(
        tables,
        args.out,
        geonames=args.geonames,
        countries=args.countries,
        shapes=args.shapes,
        progress=_Bar() if sys.stderr.isatty() else None,
    )
    for line in _reported(manifest.report):
        print(line, file=sys.stderr)
    built = f"gazetteer {manifest.gazetteer_id}: {manifest.counts['places']:,} places"
    print(built, file=sys.stderr)
    return 0


def _reported(report: dict[str, int]) -> Iterator[str]:
    """Yield a line for each class of what was repaired or rejected, the most frequent first."""
    for name, rows in sorted(report.items(), key=lambda item: (-item[1], item[0])):
        yield f"{rows:>10,}  {name}"


class _Bar:
    """A line on a terminal: the step, how far it is, and how long it will take."""

    _WIDTH = 30

    def __init__(self) -> None:
        self._step, self._began, self._shown = "", 0.0, 0.0

    def __call__(self, step: str, share: float) -> None:
        from time import monotonic

        now = monotonic()
        if step != self._step:
            self._step, self._began, self._shown = step, now, 0.0
        if now - self._shown < 0.2 and share < 1:
            return
        self._shown = now
        full = round(self._WIDTH * share)
        left = (now - self._began) * (1 - share) / share if share > 0.01 else None
        rest = "" if left is None or share >= 1 else f"  {_spoken(left)} left"
        bar = "#" * full + "." * (self._WIDTH - full)
        line = f"\r\x1b[K{step:<14} [{bar}] {share:4.0%}{rest}"
        print(line, end="\n" if share >= 1 else "", file=sys.stderr, flush=True)


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def _info(args: argparse.Namespace) -> int:
    from gazetteer.store import open_gazetteer

    gazetteer = open_gazetteer(args.gazetteer)
    manifest = gazetteer.manifest
    if args.format == "json":
        import json
        from dataclasses import asdict

        print(json.dumps({"path": str(gazetteer.path), **asdict(manifest)}, ensure_ascii=False))
        return 0
    size = sum(size for _, size in manifest.files.values())
    print(f"gazetteer  {manifest.gazetteer_id}")
    print(f"folder     {gazetteer.path} ({size / 1e6:.1f} MB)")
    for table, rows in manifest.counts.items():
        print(f"{table:<10} {rows:,}")
    for line in _reported(manifest.report):
        print(f"report     {line.strip()}")
    for source in manifest.sources:
        print(f"source     {source.name} {source.version} ({source.licence}): {source.credit}")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from gazetteer.store import open_gazetteer

    gazetteer = open_gazetteer(args.gazetteer)
    if faults := gazetteer.verify():
        raise GazetteerCorruptError(
            f"{gazetteer.path}: {'; '.join(faults)}:"
            " run `mentionmap gazetteer build` or reinstall mentionmap"
        )
    shapes = gazetteer.manifest.counts["polygons"] + gazetteer.manifest.counts["lines"]
    whole = f"{gazetteer.path} is whole: every file as built, {shapes:,} footprints valid"
    print(whole, file=sys.stderr)
    return 0


def _import_network(args: argparse.Namespace) -> int:
    from gazetteer.roads import write_roads
    from gazetteer.sources.roads import read_roads

    out = args.out or args.file.with_name(f"{args.file.stem}.roads")
    source = args.source or args.file.name
    count = write_roads(read_roads(args.file), out, source=source, licence=args.licence)
    print(f"{count:,} roads", file=sys.stderr)
    print(out)
    return 0
