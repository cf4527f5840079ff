"""How much of a year lies between two days, by the counts that people agree on."""

from datetime import date
from fractions import Fraction

from wherehold.finance.engine.problems import Wrong

US_30_360, ACTUAL, ACTUAL_360, ACTUAL_365, EUROPEAN_30_360 = range(5)


def in_year(year: int) -> int:
    """Return how many days a year has."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def thirty(begins: date, ends: date) -> int:
    """Return the days between, where each month has thirty: the European way."""
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    return months * 30 + min(ends.day, 30) - min(begins.day, 30)


def year_fraction(begins: date, ends: date, count: int) -> Fraction:
    """Return the part of a year between two days by one of the five counts of spreadsheets.

    Units: `count` is 0 US 30/360, 1 actual/actual, 2 actual/360, 3 actual/365, 4 European 30/360.
    Raises: Wrong, for another.
    """
    between = (ends - begins).days
    if count == US_30_360:
        last = 31 if ends.day == 31 and begins.day < 30 else min(ends.day, 30)
        months = (ends.year - begins.year) * 12 + ends.month - begins.month
        return Fraction(months * 30 + last - min(begins.day, 30), 360)
    if count == ACTUAL:
        return Fraction(between, 366 if _leaps(begins, ends) else 365)
    if count == EUROPEAN_30_360:
        return Fraction(thirty(begins, ends), 360)
    if count in (ACTUAL_360, ACTUAL_365):
        return Fraction(between, 360 if count == ACTUAL_360 else 365)
    raise Wrong("day_count", count)


def _leaps(begins: date, ends: date) -> bool:
    """Say whether a stretch within a year has to do with a leap year."""
    if begins.year == ends.year:
        return in_year(begins.year) == 366
    return any(
        in_year(year) == 366 and begins <= date(year, 2, 29) <= ends
        for year in range(begins.year, ends.year + 1)
    )
