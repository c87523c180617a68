"""What first-level units are called in other languages: CLDR's names of ISO 3166-2's codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from html import unescape

from gazetteer.names import fold
from gazetteer.sources.refresh.packages import Packages

__all__ = ["LANGUAGES", "spoken_names"]

# Those whose press is read most; all ninety would take four times the space.
LANGUAGES = frozenset(
    "ar cs de el es fa fi fr he hi hu it ja ko nl pl pt ro ru sv tr uk vi zh".split()
)
FOLDER = "usr/share/unicode/cldr/common/subdivisions"
AGREEING = 0.25  # of a code's names; fewer, and the code was given to another unit since

_NAME = re.compile(r'<subdivision type="(\w+)"[^>]*>([^<]+)<')
_ASIDE = re.compile(r"[²³]|\s*[(（][^)）]*[)）]|[,،] .*$")  # a footnote; what tells namesakes apart
_KOREAN_TERM = re.compile(r"(?<=[가-힣]) (?=[가-힣]$)")  # the press writes it without the space


def spoken_names(
    packages: Packages, listed: Mapping[str, Collection[str]]
) -> dict[str, tuple[str, ...]]:
    """Names that the units of some codes have besides those listed.

    Parameters
    ----------
    packages
        The pinned packages.
    listed
        The names known of each unit, by ISO 3166-2 code (``"UA-65"``).
    """
    found: dict[str, list[str]] = defaultdict(list)
    codes = {iso.replace("-", "").lower(): iso for iso in listed}
    for file, content in packages.members("unicode-cldr-core", FOLDER):
        if file.removesuffix(".xml") in LANGUAGES:
            for code, name in _NAME.findall(content.decode()):
                plain = _KOREAN_TERM.sub("", _ASIDE.sub("", unescape(name)).strip())
                if plain and (iso := codes.get(code)):
                    found[iso].append(plain)
    return {iso: _new(names, listed[iso]) for iso, names in found.items()}


def _new(names: Collection[str], listed: Collection[str]) -> tuple[str, ...]:
    known = {fold(name) for name in listed}
    keys = {name: fold(name) for name in sorted(names)}
    agreeing = sum(keys[name] in known for name in names)
    if agreeing < AGREEING * len(names):
        return ()
    first = {key: name for name, key in reversed(keys.items())}  # one spelling of each
    return tuple(sorted(name for key, name in first.items() if key and key not in known))
