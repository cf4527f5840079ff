"""The pure calculator: texts in, plain rows out. It needs no database."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import accumulate
from typing import Any

from wherehold.finance.engine.economic import EconomicLife, economic_life
from wherehold.finance.engine.methods import macrs
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.engine.schedule import schedule
from wherehold.finance.engine.terms import MINOR_MAX, Terms
from wherehold.kernel import money


def number(text: object) -> Fraction:
    """Read a number exactly as it is written. Raises: Wrong."""
    try:
        return Fraction(Decimal(str(text)))
    except (InvalidOperation, ValueError, OverflowError):
        raise Wrong("not_a_number", text) from None


def minor(text: object, currency: str) -> int:
    """Read an amount, as in 10000 or 10000.0. Raises: Wrong, for parts of the minor unit."""
    return whole_minor(number(text), currency)


def whole_minor(amount: Fraction, currency: str) -> int:
    """Return an amount in minor units. Raises: Wrong, for parts of one."""
    scaled = amount * 10 ** money.exponent(currency)
    refuse_if(scaled.denominator != 1, "not_whole_minor_units", float(amount))
    refuse_if(abs(scaled) >= MINOR_MAX, "cost_too_large", int(amount))
    return int(scaled)


def day(text: str) -> date:
    """Read a day. Raises: Wrong."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong("not_a_day", text) from None


def table(text: str) -> Any:  # noqa: ANN401
    """Read JSON, with numbers as they are written. Raises: Wrong."""
    try:
        return json.loads(text, parse_float=str)
    except ValueError:
        raise Wrong("not_a_list") from None


def numbers(text: str) -> tuple[tuple[Fraction, ...], Fraction | None]:
    """Read a list of numbers, and their total where one is said.

    It is JSON, `[1, 2]` or `{"total": 9, "units": [1, 2]}`, or text with one a line; of several
    columns the last counts, and a heading is passed over.
    Raises: Wrong.
    """
    if text.lstrip()[:1] in ("[", "{"):
        found = table(text)
        total = found.get("total") if isinstance(found, dict) else None
        listed = found.get("units", []) if isinstance(found, dict) else found
        return tuple(map(number, listed)), None if total is None else number(total)
    cells = [line.replace(";", ",").split(",")[-1].strip() for line in text.splitlines()]
    cells = [cell for cell in cells if cell]
    if cells and any(letter.isalpha() for letter in cells[0]):
        del cells[0]
    return tuple(map(number, cells)), None


def rows(terms: Terms, currency: str) -> list[dict[str, Any]]:
    """Return a schedule as plain rows, amounts as decimal texts. Raises: Wrong."""
    return [
        {
            "period": row.period,
            "start": row.start.isoformat(),
            "end": row.end.isoformat(),
            "charge": money.plain(row.charge, currency),
            "accumulated": money.plain(row.accumulated, currency),
            "book_value": money.plain(row.book_value, currency),
        }
        for row in schedule(terms)
    ]


@dataclass(frozen=True, kw_only=True)
class Macrs:
    """What the tax years of one thing are asked for by."""

    life: Fraction
    convention: str
    part: int
    tables: bool
    ads: bool = False


def macrs_rows(asked: Macrs, basis: int, currency: str) -> list[dict[str, Any]]:
    """Return the rate and the charge of each tax year; `rate` is a fraction of the basis.

    Raises: Wrong.
    """
    if asked.ads:
        shares = macrs.straight(asked.life, macrs.first_year(asked.convention, asked.part))
    else:
        shares = macrs.percents(asked.life, asked.convention, asked.part, tables=asked.tables)
    totals = [half_up(basis * one / 100) for one in accumulate(shares)]
    before = [0, *totals]
    return [
        {
            "year": year,
            "rate": decimal_text(share / 100, 8),
            "percent": decimal_text(share, 6),
            "charge": money.plain(total - done, currency),
            "accumulated": money.plain(total, currency),
        }
        for year, (share, total, done) in enumerate(zip(shares, totals, before, strict=False), 1)
    ]


def keep_how_long(asked: object) -> dict[str, Any]:
    """Return the economic life for what a file says, amounts as decimal texts.

    `salvage` is a list by years, or the fraction of its worth that a thing keeps each year.
    Raises: Wrong.
    """
    if not isinstance(asked, dict):
        raise Wrong("not_a_list", asked)
    for name in ("first_cost", "salvage", "om", "rate"):
        refuse_if(name not in asked, "missing", name)
    refuse_if(not isinstance(asked["om"], list), "not_a_list", "om")
    first, om = number(asked["first_cost"]), [number(one) for one in asked["om"]]
    salvage = asked["salvage"]
    if not isinstance(salvage, list):
        kept = number(salvage)
        salvage = [first * kept**years for years in range(1, len(om) + 1)]
    else:
        salvage = [number(one) for one in salvage]
    return _told(economic_life(first, salvage, om, number(asked["rate"])))


def _told(found: EconomicLife) -> dict[str, Any]:
    return {
        "economic_life_years": found.years,
        "eac": decimal_text(found.eac, 2),
        "flat_from": found.flat_from,
        "flat_to": found.flat_to,
        "by_year": [
            {
                "years": one.years,
                "owning": decimal_text(one.owning, 2),
                "running": decimal_text(one.running, 2),
                "eac": decimal_text(one.eac, 2),
            }
            for one in found.by_year
        ],
    }


def decimal_text(value: Fraction, places: int) -> str:
    """Write a number with so many decimals, halves up."""
    return str(
        Decimal(half_up(value * 10**places)).scaleb(-places).quantize(Decimal(10) ** -places)
    )
