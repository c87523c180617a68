"""A story → its timeline: what was planned, ordered, has happened or is denied, day by day."""

from __future__ import annotations

from .days import Day, day_named
from .markup import bdi
from .prose import safe
from .shapes import movement_title
from .story import MovementEntry, Story
from .words import STATUS

__all__ = ["timeline"]

FEWEST = 2  # movements worth a timeline
NOTE = (
    "In the order of the days that their sentences name; a weekday is counted from the date of the"
    " article."
)
UNDATED = "In the order of the text, those whose sentences name no day:"


def timeline(story: Story) -> str:
    """Return a list of the movements by day, then of those without; none for a single movement."""
    if len(story.movements) < FEWEST:
        return ""
    days = {entry.card: _day(entry, story) for entry in story.movements}
    dated = [entry for entry in story.movements if _date(days[entry.card])]
    undated = [entry for entry in story.movements if not _date(days[entry.card])]
    dated.sort(key=lambda entry: _date(days[entry.card]))
    html = ""
    if dated:
        rows = "".join(_row(entry, days[entry.card]) for entry in dated)
        html += f'<p class="line">{NOTE}</p><ol class="timeline">{rows}</ol>'
    if undated:
        rows = "".join(_row(entry, days[entry.card]) for entry in undated)
        html += f'<p class="line">{UNDATED}</p><ol class="timeline">{rows}</ol>'
    return html


def _day(entry: MovementEntry, story: Story) -> Day | None:
    movement, article = entry.movement, story.article
    ahead = movement.status == "planned"
    return day_named(article.text, *movement.trigger, article.published, ahead=ahead)


def _date(day: Day | None) -> str:
    return day.date or "" if day else ""


def _row(entry: MovementEntry, day: Day | None) -> str:
    movement = entry.movement
    when = ""
    if day:
        # A date written out in full needs no quotation.
        quoted = "" if day.words == day.date else f"“{safe(day.words)}”"
        dated = f'<time datetime="{day.date}">{day.date}</time> ' if day.date else ""
        when = f'<span class="when">{dated}{quoted}</span> '
    style = movement.status.split("/")[0]
    return (
        f'<li class="{style}">{when}'
        f'<a href="#{entry.card}" data-card="{entry.card}">{bdi(movement_title(entry))}</a> '
        f'<span class="state">{safe(STATUS.get(movement.status, movement.status))}</span></li>'
    )
