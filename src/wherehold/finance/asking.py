"""From texts, as a command line gives them, to terms."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from wherehold.finance.calculator import day, minor, number, numbers, whole_minor
from wherehold.finance.engine.problems import refuse_if
from wherehold.finance.engine.terms import Terms
from wherehold.kernel import money

STEP_MONTHS = {"month": 1, "year": 12}


def terms_of(given: Mapping[str, Any], read: Callable[[Path], str]) -> Terms:
    """Return the terms that texts by name stand for; files are read by `read`.

    Raises: Wrong.
    """
    currency = given["currency"]
    units, total = _listed(given["units"], read)
    shares, _total = _listed(given["table"], read)
    amounts, _total = _listed(given["amounts"], read)
    rate = number(given["rate"]) if given["rate"] else None
    if given["total_units"]:
        total = number(given["total_units"])
    return Terms(
        cost=minor(given["cost"], currency),
        residual=minor(given["residual"], currency),
        life=_life(given["life"], rate, len(units or shares or amounts)),
        step_months=STEP_MONTHS[given["unit"]],
        start=day(given["start"]),
        method=given["method"],
        convention=given["convention"],
        fiscal_start=given["fiscal_start"],
        rate=rate,
        factor=number(given["factor"]) if given["factor"] else None,
        switch=given["switch"],
        write_off_rest=given["write_off_rest"],
        months=given["months"],
        units=units,
        total_units=total,
        shares=shares,
        amounts=tuple(whole_minor(one, currency) for one in amounts),
        day_count=given["day_count"],
        tables=not given["formula"],
        rounding=given["rounding"],
        whole=10 ** money.exponent(currency),
    )


def _listed(
    path: Path | None, read: Callable[[Path], str]
) -> tuple[tuple[Fraction, ...], Fraction | None]:
    return ((), None) if path is None else numbers(read(path))


def _life(text: str, rate: Fraction | None, listed: int) -> Fraction:
    """Return the life: as given, else as long as the list, else what the rate means."""
    if text:
        return number(text)
    refuse_if(not listed and not rate, "missing", "life")
    return Fraction(listed) if listed else 1 / (rate or Fraction(1))
