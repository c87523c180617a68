"""A sentence → the day it names, in its own words and, where it can be told, as a date.

News names days by their weekday, counted from the day it appears: "on Tuesday" is the last Tuesday
up to then, or the next one of what is planned.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo.dates import MONTH, iso_date

__all__ = ["Day", "day_named"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OFFSETS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
TH = "(?:st|nd|rd|th)?"
DAY = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(WEEKDAYS)})|(?P<offset>{'|'.join(OFFSETS)})"
    rf"|(?P<date>\d{{4}}-\d\d-\d\d"
    rf"|(?:\d\d?{TH}\ (?:of\ )?(?:{MONTH})|(?:{MONTH})\.?\ \d\d?{TH})(?:,?\ \d{{4}})?))\b",
    re.IGNORECASE,
)
# A full stop after a single capital or a short abbreviation mostly ends no sentence.
SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])[.!?][\"”’)]*\s+(?=[A-Z\"“])|\n\s*\n")
DATELINE = re.compile(r"[^.!?\n]{0,80}?\s(?:[-–—]|\([^()\n]{1,40}\)\s[-–—])\s")
REACH = 600  # characters before and after, at most


@dataclass(frozen=True, slots=True)
class Day:
    """A day as the text names it; ``date`` is ISO 8601, ``None`` if it cannot be told."""

    words: str
    date: str | None


def day_named(
    text: str, start: int, end: int, published: str | None, *, ahead: bool = False
) -> Day | None:
    """Return the day that the sentence around ``text[start:end]`` names nearest to it.

    Parameters
    ----------
    published
        ISO 8601 date from which weekdays and days without a year are counted.
    ahead
        Whether it is still to come.
    """
    low, high = _sentence(text, start, end)
    found = [(_distance(match, start, end), match) for match in DAY.finditer(text, low, high)]
    if not found:
        return None
    _, match = min(found, key=lambda pair: pair[0])
    # "announced on Tuesday that they would leave": before the verb stands the day it was said.
    day = _date(match, published, ahead and match.start() >= end)
    return Day(match[0], day.isoformat() if day else None)


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    for before in SENTENCE_END.finditer(text, low, start):
        low = before.end()
    # The day of a dateline is the article's, not that of what its first sentence tells.
    dateline = DATELINE.match(text, low, start)
    if dateline and iso_date(dateline[0]):
        low = dateline.end()
    after = SENTENCE_END.search(text, end, high)
    return low, after.start() if after else high


def _distance(match: re.Match[str], start: int, end: int) -> int:
    return max(start - match.end(), match.start() - end, 0)


def _date(match: re.Match[str], published: str | None, ahead: bool) -> datetime.date | None:
    if match["date"] and (written := iso_date(match["date"])):
        return datetime.date.fromisoformat(written)
    if published is None:
        return None
    base = datetime.date.fromisoformat(published)
    if match["offset"]:
        return base + datetime.timedelta(days=OFFSETS[match["offset"].lower()])
    if match["weekday"]:
        wanted = WEEKDAYS.index(match["weekday"].lower())
        if ahead:
            return base + datetime.timedelta(days=(wanted - base.weekday()) % 7)
        return base - datetime.timedelta(days=(base.weekday() - wanted) % 7)
    return min(_in_years(match["date"], base), key=lambda day: abs(day - base), default=None)


def _in_years(written: str, base: datetime.date) -> Iterator[datetime.date]:
    """Yield a day without a year in the years around."""
    for year in (base.year - 1, base.year, base.year + 1):
        if dated := iso_date(f"{written} {year}"):
            yield datetime.date.fromisoformat(dated)
