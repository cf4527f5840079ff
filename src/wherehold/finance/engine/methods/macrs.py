"""US tax depreciation (MACRS GDS): the published tables, or the rule. Two elections.

The residual is taken as zero. Years are tax years; the convention is the method's own.
Source: IRC 168 and IRS Publication 946, Appendix A. A published table is not the rule rounded:
56 of the 330 figures of A-1 to A-5 differ from it, so tables are kept as data.
"""

import csv
from fractions import Fraction
from functools import cache
from importlib import resources
from itertools import accumulate

from wherehold.finance.engine.methods.shape import Method, Step, by_fiscal_year
from wherehold.finance.engine.problems import Wrong, refuse_if
from wherehold.finance.engine.terms import YEAR_MONTHS, Terms

HALF_YEAR, MID_QUARTER, MID_MONTH = "half-year", "mid-quarter", "mid-month"
PERSONAL = (3, 5, 7, 10, 15, 20)
REAL = (Fraction(55, 2), Fraction(39))
TABLES = {
    (HALF_YEAR, 0): "a1_half_year.csv",
    (MID_QUARTER, 1): "a2_mid_quarter_q1.csv",
    (MID_QUARTER, 2): "a3_mid_quarter_q2.csv",
    (MID_QUARTER, 3): "a4_mid_quarter_q3.csv",
    (MID_QUARTER, 4): "a5_mid_quarter_q4.csv",
}
REAL_TABLES = dict(
    zip(
        REAL,
        ("a6_residential_27_5_mid_month.csv", "a7a_nonresidential_39_mid_month.csv"),
        strict=True,
    )
)


def percents(life: Fraction, convention: str, part: int, *, tables: bool) -> list[Fraction]:
    """Return the percentages of the tax years, from the tables or by the rule.

    `part` is the quarter or the month of the tax year in which it was placed in service.
    Raises: Wrong, for a class without such a convention.
    """
    first = first_year(convention, part)
    if life in REAL:
        refuse_if(convention != MID_MONTH, "macrs_needs_mid_month", convention)
        return _column(REAL_TABLES[life], f"month_{part}") if tables else straight(life, first)
    refuse_if(life not in PERSONAL, "macrs_class", life)
    refuse_if(convention == MID_MONTH, "macrs_not_mid_month", convention)
    if tables:
        return _column(TABLES[convention, part], f"{life}-year")
    return declining(life, Fraction(200 if life <= 10 else 150, 100), first)


def first_year(convention: str, part: int) -> Fraction:
    """Return the part of the first year that counts.

    Raises: Wrong, for an unknown convention and for a quarter or month that there is not.
    """
    if convention == HALF_YEAR:
        return Fraction(1, 2)
    if convention == MID_QUARTER:
        refuse_if(not 1 <= part <= 4, "quarter", part)
        return Fraction(9 - 2 * part, 8)
    if convention == MID_MONTH:
        refuse_if(not 1 <= part <= 12, "month", part)
        return Fraction(25 - 2 * part, 24)
    raise Wrong("macrs_convention", convention)


def declining(life: Fraction, multiple: Fraction, first: Fraction) -> list[Fraction]:
    """Return percentages by the rule: declining, then in equal parts as soon as that is more."""
    rate, left, gone = multiple / life, Fraction(100), Fraction(0)
    found: list[Fraction] = []
    while left:
        share = first if not found else Fraction(1)
        remaining = life - gone
        evenly = left / remaining * share if remaining > share else left
        charge = max(left * rate * share, evenly) if remaining > share else left
        found.append(charge)
        left -= charge
        gone += share
    return found


def straight(life: Fraction, first: Fraction) -> list[Fraction]:
    """Return percentages in equal parts: real property, and all of ADS."""
    gone = Fraction(0)
    found: list[Fraction] = []
    while gone < life:
        share = min(Fraction(1) if found else first, life - gone)
        found.append(100 * share / life)
        gone += share
    return found


def curve(terms: Terms) -> list[Step]:
    """Charge the percentages of the class by tax years.

    Raises: Wrong, for a residual, and unless the life is a class in years.
    """
    refuse_if(terms.residual != 0, "macrs_has_no_residual", terms.residual)
    refuse_if(terms.step_months != YEAR_MONTHS, "years_only")
    month = (terms.start.month - terms.year_begins) % 12 + 1
    convention = HALF_YEAR if terms.convention == "full-month" else terms.convention
    part = {MID_QUARTER: (month + 2) // 3, MID_MONTH: month}.get(convention, 0)
    shares = percents(terms.life, convention, part, tables=terms.tables)
    return by_fiscal_year(terms, [terms.cost * one / 100 for one in accumulate(shares)])


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("wherehold.finance.engine.macrs").joinpath(name).read_text()
    return list(csv.DictReader(text.splitlines()))


def _column(name: str, heading: str) -> list[Fraction]:
    return [Fraction(row[heading]) for row in _rows(name) if row[heading]]


METHOD = Method(key="macrs", curve=curve, own_convention=True)
