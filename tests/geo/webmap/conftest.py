"""A small invented country, and articles about it, for the tests of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from gazetteer.place import Place
from gazetteer.store import Basemap
from geo.model import (
    Area,
    Article,
    Candidate,
    Evidence,
    Footprint,
    Leg,
    Mention,
    Movement,
    Resolution,
    Route,
)

SHAPES: dict[str, BaseGeometry] = {
    "geonames:1": shapely.box(10, 40, 20, 50),
    "geonames:2": shapely.box(11, 41, 13, 43),
    "geonames:3": shapely.box(16, 41, 18, 43),
    "geonames:4": shapely.LineString([(10, 44), (14, 44.5), (20, 44)]),
}
PLACES = {
    "Torland": Place("geonames:1", "Torland", "A", "PCLI", "TL", "", 15, 45, 9_000_000, "polygon"),
    "Oril region": Place("geonames:2", "Oril Region", "A", "ADM1", "TL", "1", 12, 42, 0, "polygon"),
    "Bergby": Place("geonames:3", "Bergby Region", "A", "ADM1", "TL", "2", 17, 42, 0, "polygon"),
    "Dema River": Place("geonames:4", "Dema", "H", "STM", "TL", "", 14, 44.5, 0, "line"),
    "Halden": Place("geonames:5", "Halden", "P", "PPL", "TL", "1", 12.5, 42.5, 31_000),
    "Farburg": Place("geonames:6", "Farburg", "P", "PPLC", "FB", "", -60, -20, 2_000_000),
}
TEXT = (
    "Torland empties the Oril region\n\n"
    "Officials in Halden told 300 families to leave the Oril region for Bergby.\n\n"
    "Villages on the banks of the Dema River go first, a minister said in Farburg; nobody knew "
    "where Nowhereville lies.\n"
)


@dataclass(frozen=True)
class FakeGazetteer:
    id: str = "fake-1"
    worldview: str = "iso"
    credits: tuple[str, ...] = ("Invented data, by nobody.",)

    def footprint(self, place_id: str) -> BaseGeometry | None:
        return SHAPES.get(place_id)

    def located_by(self, place_id: str) -> Place | None:
        return None

    def parents(self, place_id: str) -> list[Place]:
        return [] if place_id in {"geonames:1", "geonames:6"} else [PLACES["Torland"]]

    def basemap(
        self, west: float, south: float, east: float, north: float, *, detail: str = "10m"
    ) -> Basemap:
        return Basemap(
            land=(shapely.box(5, 35, 25, 55),),
            boundaries=(
                ("International boundary", {}, shapely.LineString([(10, 40), (10, 50)])),
                ("Disputed", {}, shapely.LineString([(20, 40), (20, 50)])),
            ),
            rivers=(("Dema", 3, SHAPES["geonames:4"]), ("Oril", 3, SHAPES["geonames:4"])),
            lakes=(),
            seas=(),
            towns=(Place("geonames:7", "Lund", "P", "PPL", "TL", "", 14, 42, 90_000),),
        )


@dataclass(frozen=True)
class FakeParsed:
    article: Article
    resolutions: tuple[Resolution, ...] = ()
    areas: tuple[Area, ...] = ()
    movements: tuple[Movement, ...] = ()
    routes: tuple[Route, ...] = ()
    gazetteer: FakeGazetteer = field(default_factory=FakeGazetteer)

    def footprint(self, area: Area) -> Footprint | None:
        bank = SHAPES["geonames:4"].buffer(0.05)
        return Footprint(bank, 5.0, "river line buffered by 5 km", (PLACES["Halden"],))


def resolve(text: str, names: Sequence[str], places: dict[str, Place]) -> list[Resolution]:
    found = []
    for name in names:
        start = text.find(name)
        while start >= 0:
            mention = Mention(start, start + len(name), name)
            place = places.get(name)
            why = Evidence("name", 1.0, 2.0, f"its name is {name}")
            others = [other for other in places.values() if other != place][:2]
            candidates = tuple(
                Candidate(one, 4.0 - rank, (why,))
                for rank, one in enumerate([place, *others] if place else others)
            )
            found.append(Resolution(mention, place, 0.9 if place else 0.1, candidates))
            start = text.find(name, start + 1)
    return sorted(found, key=lambda resolution: resolution.mention)


@pytest.fixture
def parsed() -> FakeParsed:
    """An evacuation, a river's banks, a far capital and an unknown village."""
    names = ["Torland", "Oril region", "Halden", "Bergby", "Dema River", "Farburg", "Nowhereville"]
    resolutions = resolve(TEXT, names, PLACES)
    by_name = {resolution.mention.text: resolution.mention for resolution in resolutions}
    trigger, bank = TEXT.index("leave"), TEXT.index("banks of")
    movement = Movement(
        "evacuation",
        "ordered/asked",
        (trigger, trigger + 5),
        (by_name["Oril region"],),
        (by_name["Bergby"],),
        people=300,
        said_by="officials",
    )
    leg = Leg("stated", ((12.0, 42.0), (17.0, 42.0)))
    return FakeParsed(
        Article(TEXT, "Torland empties the Oril region", None, "2031-04-05", "en"),
        tuple(resolutions),
        (Area(bank, bank + len("banks of the Dema River"), "bank", (by_name["Dema River"],)),),
        (movement,),
        (Route(movement, by_name["Oril region"], by_name["Bergby"], (leg,), 413.0),),
    )


@pytest.fixture
def parsed_text() -> Callable[..., FakeParsed]:
    """A text whose named places are as given: ``parsed_text(text, {"Halden": place})``."""

    def build(text: str, places: dict[str, Place] | None = None, **article: str) -> FakeParsed:
        places = places or {}
        return FakeParsed(Article(text, **article), tuple(resolve(text, list(places), places)))

    return build
