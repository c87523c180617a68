"""Dates in a text → ISO 8601, in English and with the months of other languages."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

__all__ = ["MONTH", "date_words", "iso_date"]

_ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATE = re.compile(
    rf"""(?<!\d)(?P<year>[12]\d{{3}})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)
    |\b(?P<day2>\d\d?)(?:st|nd|rd|th)?\ (?:of\ )?(?P<month2>{MONTH})\.?,?\ (?P<year2>[12]\d{{3}})\b
    |\b(?P<month3>{MONTH})\.?\ (?P<day3>\d\d?)(?:st|nd|rd|th)?,?\ (?P<year3>[12]\d{{3}})\b""",
    re.IGNORECASE | re.VERBOSE,
)
_YEAR = re.compile(r"\d{4}")


def iso_date(text: str) -> str | None:
    """First date in ``text`` as ``YYYY-MM-DD``: ISO 8601, or with the month in words.

    English goes before the other languages of ``months.csv``; "2024年5月12日" is read, too.
    """
    for match in _dates(text):
        found = match.groupdict()
        year, month, day = (
            next(value for name, value in found.items() if value and name.startswith(part))
            for part in ("year", "month", "day")
        )
        try:
            date = datetime.date(int(year), _number(month), int(day))
        except ValueError:
            continue
        if 1000 <= date.year < 3000:
            return date.isoformat()
    return None


def date_words(text: str) -> str | None:
    """The words of the first date in ``text``, whether or not there is such a day."""
    match = next(_dates(text), None)
    return match[0] if match else None


def _dates(text: str) -> Iterator[re.Match[str]]:
    """Yield what is written as dates are, in English first."""
    if _YEAR.search(text):  # else no month need be looked for
        yield from _DATE.finditer(text)
        yield from _other_date().finditer(text)


def _number(month: str) -> int:
    if month.isdecimal():
        return int(month)
    lower = month.lower()
    return _months().get(lower) or _ENGLISH.index(lower[:3]) + 1


@cache
def _months() -> Mapping[str, int]:
    """Number of each name of a month, in lower case, as it stands in a date."""
    table = resources.files("geo").joinpath("months.csv").read_text(encoding="utf-8")
    return {
        name: number
        for row in csv.DictReader(table.splitlines())
        for number in range(1, 13)
        for name in row[str(number)].split("|")
    }


@cache
def _other_date() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(_months(), key=len, reverse=True)))
    return re.compile(
        rf"""(?<!\d)(?P<day1>\d\d?)(?:\.|º|er)?\ (?:de\ |d['’]|ב)?(?P<month1>{names})
        [.,،]?\ (?:del?\ |năm\ )?(?P<year1>\d{{4}})(?!\d)
        |(?<!\d)(?P<year2>\d{{4}})[年년]\ ?(?P<month2>\d\d?)[月월]\ ?(?P<day2>\d\d?)[日일]
        |(?<!\d)(?P<year3>\d{{4}})\.\ (?P<month3>{names})\ (?P<day3>\d\d?)\b""",
        re.IGNORECASE | re.VERBOSE,
    )
