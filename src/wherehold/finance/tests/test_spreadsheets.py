"""What spreadsheets answer, to the cent.

SLN, SYD, DDB, VDB with whole lives are the standard: the methods are the same. DB, AMORLINC and
AMORDEGRC are modes that exist for compatibility.
"""

import csv
import json
import re
from datetime import date
from fractions import Fraction

import pytest

from wherehold.finance.engine.problems import Wrong
from wherehold.finance.engine.rounding import half_up
from wherehold.finance.engine.schedule import schedule
from wherehold.finance.engine.terms import Terms
from wherehold.finance.tests.conftest import GOLDEN, terms

WITH_DATE = re.compile(r"DATE\((\d+);(\d+);(\d+)\)")


def oracle():
    with (GOLDEN / "spreadsheet_oracle.csv").open() as file:
        for row in csv.DictReader(file):
            name, _, rest = row["formula"].partition("(")
            text = WITH_DATE.sub(lambda m: "-".join(m.groups()), rest[:-1]).replace("TRUE()", "1")
            yield name, text.split(";"), float(row["libreoffice_7_4_7"])


def published():
    functions = json.loads((GOLDEN / "phpspreadsheet_depreciation.json").read_text())["functions"]
    for name, cases in functions.items():
        for case in cases:
            yield name, ["0" if one is None else str(one) for one in case["args"]], case["expected"]


def answer(name, args):
    """Return what our rows say where a spreadsheet is asked for one period, or a stretch."""
    return {"AMORLINC": french, "AMORDEGRC": french}.get(name, by_period)(name, args)


def by_period(name, args):
    cost, residual, life, *more = (Fraction(one) for one in args)
    extra = {}
    begin, end = (Fraction(0), Fraction(1)) if name == "SLN" else (more[0] - 1, more[0])
    if name == "VDB":
        begin, end = more[0], more[1]
        extra = {"factor": more[2] if len(more) > 2 else Fraction(2), "switch": len(more) < 4}
    elif name == "DDB":
        extra = {"factor": more[1] if len(more) > 1 else Fraction(2)}
    elif name == "DB":
        extra = {"months": int(more[1]) if len(more) > 1 else 12}
    method = {"SLN": "straight-line", "SYD": "sum-of-years-digits", "DB": "fixed-declining"}
    asked = terms(
        cost,
        residual,
        life,
        method=method.get(name, "declining-balance"),
        step_months=1 if life > 100 else 12,
        **extra,
    )
    return between(asked, begin, end)


def between(asked, begin, end):
    """Return what is charged between two points of the life; even within a period."""
    totals = [0, *(row.accumulated for row in schedule(asked))]
    totals += [totals[-1]] * max(0, int(end) + 2 - len(totals))

    def at(point):
        before = int(point)
        return totals[before] + (totals[before + 1] - totals[before]) * (point - before)

    return (at(end) - at(begin)) / 100


def french(name, args):
    cost, bought, ends, residual, period, rate, count = args
    bought, ends = (date(*map(int, one.split("-"))) for one in (bought, ends))
    rows = schedule(
        terms(
            Fraction(cost),
            Fraction(residual),
            1 / Fraction(rate),
            start=bought,
            method=name.lower(),
            rate=Fraction(rate),
            fiscal_start=ends.month % 12 + 1,
            day_count=int(count),
        )
    )
    return rows[int(period)].charge / 100 if int(period) < len(rows) else 0


def test_the_grid_of_two_spreadsheets():
    asked = list(oracle())
    wrong = [
        (name, args, expected, found)
        for name, args, expected in asked
        if abs((found := float(answer(name, args))) - expected) > 0.0101
    ]

    assert wrong == [] and len(asked) > 150


# What no thing that is owned can be, though a formula has an answer: negative amounts, a residual
# above the cost, parts of a period, a life that is no whole number of years where digits are
# summed, and lives longer than a hundred years.
def outside(name, args):
    if name.startswith("AMOR"):
        return False
    cost, residual, life, *more = (float(one) for one in args)
    whole = name in ("SYD", "DB") and life != int(life)
    odd = any(one != int(one) for one in more[:2])
    return cost <= 0 or not 0 <= residual <= cost or life < 1 or whole or odd or life > 1200


def test_the_published_examples():
    asked = [one for one in published() if not isinstance(one[2], str) and not outside(*one[:2])]
    wrong = [
        (name, args, expected, found)
        for name, args, expected in asked
        if abs((found := float(answer(name, args))) - expected) > 0.0101
    ]

    assert wrong == [] and len(asked) > 50


@pytest.mark.parametrize(
    ("name", "args"),
    [
        (name, args)
        for name, args, expected in published()
        if not name.startswith("AMOR")
        and (expected == "#NUM!" or expected == "#DIV/0!")
        and all(re.fullmatch(r"[-0-9.]+", one) for one in args)
        and (float(args[0]) < 0 or float(args[1]) < 0 or float(args[2]) <= 0)
    ],
)
def test_what_spreadsheets_refuse_is_refused(name, args):
    with pytest.raises(Wrong):
        answer(name, args)


def test_a_day_count_that_does_not_exist_is_refused():
    with pytest.raises(Wrong, match="day_count"):
        french("AMORLINC", ["550", "2012-03-01", "2020-12-25", "20", "1", "0.2", "99"])


def test_the_first_year_of_amorlinc_counts_its_days():
    asked = Terms(
        cost=15000,
        residual=2000,
        life=Fraction(5),
        start=date(2011, 1, 1),
        method="amorlinc",
        rate=Fraction(1, 5),
        fiscal_start=10,
        day_count=4,
    )

    assert [row.charge for row in schedule(asked)][0] == half_up(Fraction("2241.666"))
