"""A story → its lists in plain HTML: movements, areas, places and what could not be placed.

They are in the page as they stand, so that it tells everything without a script; the script shows
copies of the entries beside the map.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from geo.model import Candidate, Leg, Mention, Resolution, Route

from .markup import bdi, card, facts, place_link, quote, table
from .prose import safe
from .shapes import movement_title
from .story import AreaEntry, MovementEntry, PlaceEntry, Story
from .words import (
    BASIS,
    RELATION,
    STATUS,
    certainty_level,
    certainty_words,
    count,
    kilometres,
    ordinal,
    people_words,
    place_type,
    position,
    sentence,
)

__all__ = ["area_cards", "movement_cards", "place_cards", "place_table", "route_table", "unplaced"]

MOST_SETTLEMENTS = 40


# --- Places -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Depth:
    """How much is told of each place: a page of thousands must stay light."""

    evidence: int
    alternatives: int
    facts: bool


def depth_for(places: int) -> Depth:
    """Everything for an article of usual length, the essentials for a gazette."""
    if places <= 60:
        return Depth(evidence=8, alternatives=4, facts=True)
    if places <= 400:
        return Depth(evidence=3, alternatives=1, facts=True)
    return Depth(evidence=0, alternatives=0, facts=False)


def place_cards(story: Story) -> str:
    """One card a place, with why it was chosen."""
    depth = depth_for(len(story.places))
    return "\n".join(_place_card(entry, depth) for entry in story.places)


def _place_card(entry: PlaceEntry, depth: Depth) -> str:
    place, best = entry.place, entry.best
    line = safe(f"{place_type(place.feature_class, place.feature_code)}")
    if entry.within:
        line += f" in {', '.join(bdi(name) for name in entry.within)}"
    level = certainty_level(best.certainty)
    inner = f'<p class="certainty {level}">{safe(sentence(certainty_words(best.certainty)))}</p>'
    if place.disputed:
        inner += f'<p class="note">Disputed: {safe(place.disputed)}</p>'
    if entry.located_by:
        inner += (
            '<p class="note">Its own position is not in the gazetteer:'
            f" drawn at the middle of {bdi(entry.located_by.name)}.</p>"
        )
    elif entry.level in {"extent", "undrawn"}:
        inner += '<p class="note">Its outline is not in the gazetteer: drawn as a wide disc.</p>'
    if not depth.facts:
        inner += f"<p>{place_link(place.place_id)}</p>"
        return card(entry.card, "place", bdi(entry.name), inner, line)
    inner += facts(
        [
            ("Mentioned", _times(entry.resolutions)),
            ("In the gazetteer", bdi(place.name) if place.name != entry.name else None),
            ("Role", safe(", ".join(sorted(entry.roles)))),
            ("Position", safe(position(place.lon, place.lat))),
            ("Population", f"{place.population:,}" if place.population else None),
            ("Gazetteer entry", place_link(place.place_id)),
        ]
    )
    return card(entry.card, "place", bdi(entry.name), inner + _why(best, depth), line)


def _times(resolutions: Iterable[Resolution]) -> str:
    found = list(resolutions)
    forms = list(dict.fromkeys(resolution.mention.text for resolution in found))
    words = ", ".join(f"“{bdi(form)}”" for form in forms[:6]) + (" …" if len(forms) > 6 else "")
    times = "once" if len(found) == 1 else f"{len(found)} times"
    return f"{times}, as {words}"


def _why(best: Resolution, depth: Depth) -> str:
    if not best.candidates:
        return ""
    chosen = next((c for c in best.candidates if c.place == best.place), best.candidates[0])
    rank = 1 + sum(other.score > chosen.score for other in best.candidates)
    others = [other for other in best.candidates if other.place != chosen.place]
    evidence = sorted(chosen.evidence, key=lambda e: -abs(e.value * e.weight))
    reasons = "".join(
        f'<li class="{"for" if e.value * e.weight >= 0 else "against"}">'
        f"<span>{safe(e.detail)}</span> <b>{points(e.value * e.weight)}</b></li>"
        for e in evidence[: depth.evidence]
        if abs(e.value * e.weight) >= 0.05
    )
    inner = f'<ul class="evidence">{reasons}</ul>' if reasons else ""
    if others:
        inner += (
            f"<p>Ranked {ordinal(rank)} of {count(len(best.candidates), 'candidate')}, with"
            f" {chosen.score:.1f} points. Others:</p>"
            f'<ol class="others">{"".join(map(_alternative, others[: depth.alternatives]))}</ol>'
        )
    else:
        inner += "<p>No other place of that name is known.</p>"
    return f'<details class="why"><summary>Why this place</summary>{inner}</details>'


def points(value: float) -> str:
    """A signed number with a true minus."""
    return f"{value:+.1f}".replace("-", "\N{MINUS SIGN}")


def _alternative(candidate: Candidate) -> str:
    place = candidate.place
    return (
        f"<li>{bdi(place.name)}, {safe(place_type(place.feature_class, place.feature_code))}"
        f"{', ' + safe(place.country_code) if place.country_code else ''}:"
        f" {candidate.score:.1f} points, {place_link(place.place_id)}</li>"
    )


def place_table(story: Story) -> str:
    """Every place in one table, a text alternative to the map; none if the cards are as brief."""
    if not depth_for(len(story.places)).facts:
        return ""
    rows = [
        (
            f'<a href="#{entry.card}" data-card="{entry.card}">{bdi(entry.name)}</a>',
            safe(place_type(entry.place.feature_class, entry.place.feature_code)),
            ", ".join(bdi(name) for name in entry.within),
            f"{round(100 * entry.best.certainty)} %",
            str(len(entry.resolutions)),
            safe(position(entry.place.lon, entry.place.lat)),
        )
        for entry in story.places
    ]
    return table("Places", ("Place", "Type", "In", "Certainty", "Mentions", "Position"), rows)


# --- Areas ------------------------------------------------------------------------------------


def area_cards(story: Story) -> str:
    """One card an area, with the settlements inside."""
    return "\n".join(_area_card(entry) for entry in story.areas)


def _area_card(entry: AreaEntry) -> str:
    footprint = entry.footprint
    line = safe(RELATION.get(entry.area.relation, "area"))
    anchors = ", ".join(bdi(mention.text) for mention in entry.area.anchors)
    if footprint is None:
        inner = facts([("Relative to", anchors)]) + '<p class="note">It could not be drawn.</p>'
        return card(entry.card, "area", bdi(entry.text), inner, line)
    towns = footprint.settlements
    names = ", ".join(bdi(town.name) for town in towns[:MOST_SETTLEMENTS])
    if len(towns) > MOST_SETTLEMENTS:
        names += f" and {len(towns) - MOST_SETTLEMENTS} more"
    inner = facts(
        [
            ("Relative to", anchors),
            ("Drawn as", safe(footprint.method)),
            ("Holds", ", ".join(bdi(held.mention.text) for held in entry.holds)),
            ("Edge vague by", safe(f"about {kilometres(footprint.vagueness_km)}")),
            (f"Settlements inside ({len(towns)})", names or None),
        ]
    )
    return card(entry.card, "area", bdi(entry.text), inner, line)


# --- Movements --------------------------------------------------------------------------------


def movement_cards(story: Story) -> str:
    """One card a movement: who, from where to where, who said it, what each line rests on."""
    cards = story.cards()
    text = story.article.text
    return "\n".join(_movement_card(entry, cards, text) for entry in story.movements)


def _movement_card(entry: MovementEntry, cards: dict[Mention, str], text: str) -> str:
    movement = entry.movement

    def linked(mentions: Iterable[Mention]) -> str:
        return ", ".join(_mention(mention, cards) for mention in mentions)

    inner = facts(
        [
            ("From", linked(movement.origins)),
            ("To", linked(movement.destinations)),
            ("Via", linked(movement.via)),
            ("People", bdi(people) if (people := people_words(movement.people)) else None),
            ("Said by", bdi(movement.said_by) if movement.said_by else None),
            ("Lines", _lines(entry.routes)),
        ]
    ) + quote(text, *movement.trigger)
    line = f'<span class="status">{safe(STATUS.get(movement.status, movement.status))}</span>'
    ends = (*movement.origins, *movement.via, *movement.destinations)
    related = [cards[mention] for mention in ends if mention in cards]
    return card(entry.card, "movement", bdi(movement_title(entry)), inner, line, related)


def _mention(mention: Mention, cards: dict[Mention, str]) -> str:
    key = cards.get(mention)
    if key is None:
        return f"{bdi(mention.text)} (not placed)"
    return f'<a href="#{key}" data-card="{key}">{bdi(mention.text)}</a>'


def _lines(routes: Sequence[Route]) -> str:
    """Each route, and what the lines rest on: said once where it is true of all."""
    out = "".join(
        f"<p>{safe(sentence(reason))}</p>"
        for reason in dict.fromkeys(r.reason for r in routes if not r.legs and r.reason)
    )
    drawn = [(route, _basis(route)) for route in routes if route.legs]
    first = drawn[0][1] if drawn else []
    common = [words for words in first if all(words in basis for _, basis in drawn)]
    items = ""
    for route, basis in drawn:
        own = [words for words in basis if words not in common]
        items += f"<li>{_route_words(route)}{_remarks(own)}</li>"
    if items:
        out += f"<ul>{items}</ul>"
    return out + _remarks(common)


def _remarks(words: Sequence[str]) -> str:
    return f'<p class="line">{safe(sentence("; ".join(words)))}</p>' if words else ""


def _basis(route: Route) -> list[str]:
    """What a route rests on, and what a reader must know of it, each once."""
    return list(dict.fromkeys([*map(leg_words, route.legs), *route.reasons]))


def _route_words(route: Route) -> str:
    words = f"{bdi(_end(route.origin))} → {bdi(_end(route.destination))}"
    if route.length_km:
        words += safe(f", about {kilometres(route.length_km)}")
    if route.towns:
        words += " by " + ", ".join(map(bdi, route.towns))
    return words


def leg_words(leg: Leg) -> str:
    """What a leg rests on, with its name and, where it is not the text itself, its source."""
    if leg.basis == "stated":
        return BASIS["stated"]
    named = f" ({leg.name})" if leg.name else ""
    return BASIS.get(leg.basis, leg.basis) + named + (f", {leg.source}" if leg.source else "")


def _end(mention: Mention | None) -> str:
    return mention.text if mention else "…"


def route_table(story: Story) -> str:
    """Every route in one table, a text alternative to the arrows."""
    rows = []
    for entry in story.movements:
        movement = entry.movement
        for route in entry.routes:
            bases = dict.fromkeys(leg.basis for leg in route.legs)
            rows.append(
                (
                    f'<a href="#{entry.card}" data-card="{entry.card}">{safe(movement.kind)}</a>',
                    bdi(_end(route.origin)),
                    bdi(_end(route.destination)),
                    safe(STATUS.get(movement.status, movement.status)),
                    bdi(people_words(movement.people) or "not given"),
                    safe(", ".join(bases) or "not drawn"),
                    safe(kilometres(route.length_km) if route.length_km else ""),
                )
            )
    heads = ("Movement", "From", "To", "Status", "People", "Basis", "Length")
    return table("Routes", heads, rows)


# --- What could not be placed -----------------------------------------------------------------


def unplaced(story: Story) -> str:
    """Every mention without a place, with its words around it and the reason."""
    text = story.article.text
    items = []
    for number, resolution in enumerate(story.unresolved):
        mention = resolution.mention
        inner = quote(text, mention.start, mention.end)
        reason = resolution.reason or "no place of the gazetteer fits"
        for area in story.areas:
            if resolution in area.holds:
                link = f'<a href="#{area.card}" data-card="{area.card}">{bdi(area.text)}</a>'
                inner += f"<p>The text places it approximately: {link}</p>"
        items.append(card(f"unplaced-{number}", "unplaced", bdi(mention.text), inner, safe(reason)))
    return "\n".join(items)
