"""Days as people and spreadsheets write them.

Whether 4/5/16 is in April or May is decided over the whole column: one 13/5 settles it. Where
nothing settles it, a two-digit year with slashes is read month first, since that is who writes
so; it is reported, and the person can say otherwise.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from wherehold.importers.values.bad import Bad

DAY_FIRST, MONTH_FIRST = "day", "month"
YEAR_MIN, YEAR_MAX = 1900, 2199
_PIVOT = 70
_EMPTY = frozenset({"", "-", "–", "n/a", "0000-00-00"})
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 90_000)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_PARTS = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})(?:[T ,].*)?$")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*([^\W\d]{3,})\.?,?[\s-]*(\d{4}|\d{2})$")
_MONTH_NAMED = re.compile(r"([^\W\d]{3,})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?$")
_MONTHS = {
    name[:3]: number
    for number, names in enumerate(
        "january januar|february februar|march märz maerz|april|may mai|june juni|july juli|"
        "august|september|october oktober|november|december dezember".split("|"),
        1,
    )
    for name in names.split()
} | {"mrz": 3}
_NAMES = (
    *("", "January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def order_of(texts: Iterable[str]) -> tuple[str, bool]:
    """Return how a column writes its days, and whether its texts leave no doubt about it."""
    day = month = slashes = short = 0
    for text in texts:
        if found := _PARTS.match(text.strip()):
            first, mark, second, year = found.groups()
            day += int(first) > 12 >= int(second)
            month += int(second) > 12 >= int(first)
            slashes += mark != "."
            short += mark == "/" and len(year) == 2
    if day or month:
        return (DAY_FIRST if day >= month else MONTH_FIRST), not (day and month)
    return (MONTH_FIRST if short else DAY_FIRST), slashes == 0


def read(text: str, order: str) -> date | None | Bad:
    """Return the day that a cell names; None for an empty one."""
    text = text.strip()
    if text in _EMPTY:
        return None
    if found := _ISO.match(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _PARTS.match(text):
        first, mark, second, last = found.groups()
        year = _year(last)
        day, month = int(first), int(second)
        if mark != "." and order == MONTH_FIRST:
            day, month = month, day
    else:
        return _written_out(text)
    return _day(year, month, day)


def _written_out(text: str) -> date | Bad:
    if found := _SERIAL.match(text):
        number = int(found.group(1))
        return _EXCEL_EPOCH + timedelta(number) if number in _SERIALS else Bad("not_a_date")
    if found := _COMPACT.match(text):
        year, month, day = (int(part) for part in found.groups())
        return _day(year, month, day)
    if found := _DAY_NAMED.match(text):
        day, name, year = int(found.group(1)), found.group(2), _year(found.group(3))
    elif found := _MONTH_NAMED.match(text):
        day, name, year = int(found.group(2)), found.group(1), _year(found.group(3))
    else:
        return Bad("not_a_date")
    named = _MONTHS.get(name.casefold()[:3])
    return _day(year, named, day) if named else Bad("not_a_date")


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < _PIVOT else 1900)


def _day(year: int, month: int, day: int) -> date | Bad:
    if not (YEAR_MIN <= year <= YEAR_MAX and 1 <= month <= 12 and day > 0):
        return Bad("not_a_date")
    last = monthrange(year, month)[1]
    if day > last:
        nearest = date(year, month, last).isoformat()
        known = {"month": _NAMES[month], "days": last, "year": year}
        return Bad("no_such_day", nearest, **known) if day <= 31 else Bad("not_a_date")
    return date(year, month, day)
