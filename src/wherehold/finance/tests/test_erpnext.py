"""What ERPNext's own tests expect: where it is the standard too, where a mode gives the same,
and where we differ on purpose.
"""

import json
from datetime import date
from fractions import Fraction

import pytest

from wherehold.finance.engine.problems import Wrong
from wherehold.finance.engine.schedule import carried_on, schedule
from wherehold.finance.tests.conftest import GOLDEN, terms

CASES = {
    one["test"]: one
    for one in json.loads((GOLDEN / "erpnext_expectations.json").read_text())["schedules"]
}
ACTUAL, TOTAL = {"convention": "daily"}, {"convention": "daily-total"}
BY_MONTH, ROWS = {"step_months": 1}, {"rounding": "last-row"}
# Name of the case, and how we are asked for the same.
THE_SAME = {
    "test_schedule_for_straight_line_method": ACTUAL,
    "test_schedule_for_prorated_straight_line_method": ACTUAL,
    "test_depreciation_entry_for_wdv_without_pro_rata": {
        "method": "declining-balance",
        "rate": Fraction(1, 2),
    },
    "test_daily_prorata_based_depr_on_sl_method": ACTUAL | BY_MONTH | ROWS,
    "test_daily_prorata_based_depr_after_enabling_configuration": TOTAL | BY_MONTH,
    "test_asset_shift_allocation / all single": BY_MONTH,
}


def expected(case):
    return [
        (date.fromisoformat(day), round(charge * 100)) for day, charge, _ in case["expected_rows"]
    ]


def day(case, name):
    return date.fromisoformat(case["inputs"][name])


@pytest.mark.parametrize("name", THE_SAME)
def test_the_same_rows(name):
    case, given = CASES[name], CASES[name]["inputs"]
    asked = terms(
        given["gross"],
        given["salvage"],
        given["number"],
        start=day(case, "available"),
        **THE_SAME[name],
    )
    rows = [(row.end, row.charge) for row in schedule(asked)]
    last = expected(case)[-1]

    # Its last row ends with the life, ours with the period; the amounts are the same.
    assert rows[:-1] == expected(case)[:-1]
    assert rows[-1][1] == last[1] and rows[-1][0] >= last[0].replace(day=1)


def test_a_half_charged_thing_goes_on_by_days():
    """It is told the day through which it was charged; ERPNext counts rows that were booked."""
    case = CASES["test_schedule_for_slm_for_existing_asset_daily_pro_rata_enabled"]
    whole = terms(731, 0, 24, step_months=1, start=day(case, "available"), convention="daily-total")
    rows = {row.end: row for row in schedule(whole)}

    assert rows[date(2024, 6, 30)].accumulated == 265_00
    assert [(row.end, row.charge) for row in rows.values()][9:-1] == expected(case)[:-1]


def test_an_opening_balance_spreads_what_is_left_over_what_is_left_of_the_life():
    old = terms(90_000, 0, 36, step_months=1)
    left = carried_on(old, 30_000_00, date(2026, 12, 31), 24)

    assert [row.charge for row in schedule(left)] == [250_000] * 24
    with pytest.raises(Wrong, match="accumulated_above_base"):
        carried_on(old, 90_001_00, date(2026, 12, 31), 24)


def test_the_rate_of_double_declining_is_exact_and_not_rounded_first():
    """ERPNext rounds 2/3 to 66.667 % and charges 66,667.00."""
    case = CASES["test_schedule_for_double_declining_method"]
    given = case["inputs"]
    asked = terms(
        given["gross"],
        given["salvage"],
        given["number"],
        start=day(case, "available"),
        method="declining-balance",
        factor=Fraction(2),
        write_off_rest=True,
    )

    assert [row.charge for row in schedule(asked)] == [66_666_67, 22_222_22, 1_111_11]


def test_declining_to_nothing_switches_instead_of_dumping_the_rest_in_the_last_row():
    """ERPNext leaves 51,648.60 of 100,000 to the last row."""
    asked = terms(
        100_000,
        0,
        18,
        step_months=1,
        start=date(2021, 2, 20),
        method="declining-balance",
        rate=Fraction(2, 5),
        switch=True,
    )
    charges = [row.charge for row in schedule(asked)]

    assert max(charges) - min(charges) <= 1 and sum(charges) == 100_000_00


def test_what_is_left_is_spread_over_time_and_not_over_rows():
    """ERPNext charges the fifteen days at the end a whole month's 8,300."""
    case = CASES["test_asset_depreciation_value_adjustment"]
    asked = terms(120_000, 200, 12, step_months=1, start=day(case, "available"), convention="daily")
    rows = schedule(carried_on(asked, 70_000_00, date(2023, 7, 31), 6))

    assert rows[-1].charge < rows[0].charge or rows[-1].end == date(2024, 1, 31)
    assert sum(row.charge for row in rows) == 49_800_00
