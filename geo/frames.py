"""The tables of motion: frames of words (``motion.csv``) and classes of nouns (``nouns.csv``)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, cast

from geo.clauses import PLACE
from geo.model import MovementKind

__all__ = ["Frame", "Role", "forms_by_first_word", "frames", "noun_classes", "nouns_by_class"]

Role = Literal["origin", "destination", "via", "both", "none"]

# What a preposition says of the place after it, unless a frame's row says otherwise.
_DIRECTIONS: Mapping[str, Role] = {
    "from": "origin",
    "out of": "origin",
    "away from": "origin",
    "to": "destination",
    "into": "destination",
    "onto": "destination",
    "toward": "destination",
    "towards": "destination",
    "as far as": "destination",
    "via": "via",
    "through": "via",
    "across": "via",
    "by way of": "via",
    "between": "both",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """One motion word: what kind of movement it is and which words bring which role.

    ``needs`` is the class of noun that must follow for the word to be one of motion at all: "board"
    needs a carrier, the noun "plane" a "course" (to, from, for), "services" the word "between",
    "push" has "troops" before it. ``traits`` say what else is true of it: it "carries", it "sends".
    """

    lemma: str
    pos: str
    kind: MovementKind
    forms: tuple[str, ...]
    roles: Mapping[str, Role]
    refuse: re.Pattern[str] | None
    needs: str
    traits: frozenset[str]

    def role_of(self, preposition: str) -> Role | None:
        """The role of a place after ``preposition``, or ``None`` if it says nothing."""
        role = self.roles.get(preposition) or _DIRECTIONS.get(preposition)
        return None if role == "none" else role


def _rows(name: str) -> Iterator[dict[str, str]]:
    table = resources.files("geo").joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(table.splitlines())


def _inflected(lemma: str) -> tuple[str, ...]:
    """Forms of a regular English verb whose last consonant is not doubled."""
    stem = lemma.removesuffix("e")
    es = "es" if lemma.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return (lemma, lemma + es, stem + "ed", stem + "ing")


@cache
def frames() -> Mapping[str, tuple[Frame, ...]]:
    """Every form of ``motion.csv``, in lower case, with its frames in the order of the table."""
    by_form: dict[str, list[Frame]] = {}
    for row in _rows("motion.csv"):
        given = tuple(row["forms"].split("|")) if row["forms"] else ()
        if row["pos"] == "verb":
            forms = given or _inflected(row["lemma"])
        else:
            forms = (row["lemma"], *given)
        pairs = (pair.split("=") for pair in re.findall(r"[a-z ]+=[a-z]+", row["roles"]))
        refuse = row["refuse"].replace("{place}", PLACE)
        frame = Frame(
            row["lemma"],
            row["pos"],
            cast(MovementKind, row["kind"]),
            forms,
            {key.strip(): cast(Role, role) for key, role in pairs},
            re.compile(rf"\s+(?:{refuse})".replace(" ", r"\s+"), re.IGNORECASE) if refuse else None,
            row["needs"],
            frozenset(row["traits"].split("|")),
        )
        for form in forms:
            by_form.setdefault(form, []).append(frame)
    return {form: tuple(found) for form, found in by_form.items()}


@cache
def forms_by_first_word() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The words of every form, by the first of them, the longest form first."""
    by_word: dict[str, list[tuple[str, ...]]] = {}
    for form in frames():
        words = tuple(form.split())
        by_word.setdefault(words[0], []).append(words)
    return {word: tuple(sorted(found, key=len, reverse=True)) for word, found in by_word.items()}


@cache
def noun_classes() -> Mapping[str, frozenset[str]]:
    """Classes of a noun in lower case: person, military, goods, place, abstract …"""
    classes: dict[str, set[str]] = {}
    for name, nouns in nouns_by_class().items():
        for noun in nouns:
            classes.setdefault(noun, set()).add(name)
    return {noun: frozenset(found) for noun, found in classes.items()}


@cache
def nouns_by_class() -> Mapping[str, frozenset[str]]:
    """The nouns of each class, in lower case."""
    nouns: dict[str, set[str]] = {}
    for row in _rows("nouns.csv"):
        nouns.setdefault(row["class"], set()).update(row["nouns"].lower().split("|"))
    return {name: frozenset(found) for name, found in nouns.items()}
