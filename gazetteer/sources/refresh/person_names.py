"""Given names and surnames of the world's countries: Faker's lists, one a language and country."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from gazetteer.names import fold
from gazetteer.sources.refresh.packages import Packages, Pin

__all__ = ["FAKER", "person_names"]

FAKER = Pin(
    "faker",
    "40.63.0",
    "faker-40.63.0-py3-none-any.whl",
    "36627c20b575b4138f54b6c21f8703e9ab122fd487aca11319beec2aa6ca7232",
    "MIT",
    "Given names and surnames: Faker, D. Faraglia",
    "https://github.com/joke2k/faker",
)
_PROVIDERS = "faker/providers/person/"


def person_names(packages: Packages) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the given names and the surnames, folded, with the number of lists that have each.

    Names of one word and of two letters or more.
    """
    wheel = str(packages.path(FAKER.name))
    sys.path.insert(0, wheel)
    found: dict[str, dict[str, set[str]]] = {"first": defaultdict(set), "last": defaultdict(set)}
    try:
        for file in packages.names(FAKER.name):
            country, _, module = file.removeprefix(_PROVIDERS).partition("/")
            if not file.startswith(_PROVIDERS) or module != "__init__.py":
                continue
            provider = import_module(f"faker.providers.person.{country}").Provider
            for which, names in found.items():
                for attribute in filter(lambda a: a.startswith(f"{which}_"), dir(provider)):
                    for name in _names(getattr(provider, attribute)):
                        if len(key := fold(name)) > 1 and key.isalpha():
                            names[key].add(country)
    finally:
        sys.path.remove(wheel)
    given, surnames = (
        {name: len(countries) for name, countries in names.items()} for names in found.values()
    )
    return given, surnames


def _names(listed: Any) -> Iterator[str]:
    """Yield the names of a list, of weighted names, or of names in several scripts."""
    if isinstance(listed, str):
        yield listed
    elif isinstance(listed, Mapping | tuple | list):
        for item in listed:
            yield from _names(item)
