"""Months as books count them: by their first and last days, called like 2026-11."""

from collections.abc import Iterator
from datetime import date, timedelta

from wherehold.finance.engine.problems import Wrong


def first_day(day: date) -> date:
    """Return the first day of the month of a day."""
    return day.replace(day=1)


def last_day(day: date) -> date:
    """Return the last day of the month of a day."""
    return after(day) - timedelta(days=1)


def after(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1)


def before(day: date) -> date:
    """Return the last day of the month before that of a day."""
    return day.replace(day=1) - timedelta(days=1)


def fiscal_start(day: date, month: int) -> date:
    """Return the first day of the fiscal year of a day, where one begins in that month."""
    return date(day.year - (day.month < month), month, 1)


def in_year(day: date, year: int) -> date:
    """Return the same day of another year; of a leap day the one before."""
    return last_day(date(year, 2, 1)) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def following(day: date) -> date:
    """Return the day after."""
    return day + timedelta(days=1)


def over(day: date) -> date:
    """Return the last day of the last month that is over at the end of a day."""
    return before(day + timedelta(days=1))


def ends(begins: date, until: date) -> Iterator[date]:
    """Give the last days of months, from that of a day to that of another."""
    end = last_day(begins)
    while end <= last_day(until):
        yield end
        end = last_day(end + timedelta(days=1))


def named(text: str) -> date:
    """Return the first day of the month that a text like 2026-11 calls.

    Raises: Wrong.
    """
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Wrong("not_a_month", text) from None
