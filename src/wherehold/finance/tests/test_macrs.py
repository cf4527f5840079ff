"""US tax tables: as published to the last digit, and the rule beside them."""

import csv
from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest

from wherehold.finance.engine.methods import macrs
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.tests.conftest import GOLDEN, charges


def columns(name):
    found = defaultdict(list)
    with (GOLDEN / "macrs" / name).open() as file:
        for row in csv.DictReader(file):
            part = int(row["quarter"] or row["month"] or 0)
            key = (row["table"], Fraction(row["recovery_years"]), row["convention"], part)
            found[key].append(row)
    return dict(found)


PUBLISHED = columns("macrs_all_long.csv")
GDS = {key: rows for key, rows in PUBLISHED.items() if key[0] != "A-14"}
ADS = columns("ads_straight_line_computed.csv")


def test_every_cell_is_as_published_and_every_column_comes_to_a_hundred():
    for (_table, *key), rows in GDS.items():
        found = macrs.percents(*key, tables=True)

        assert found == [Fraction(row["published_percent"]) for row in rows], key
        assert sum(found) == 100, key


def test_the_rule_is_the_statutory_figure():
    for (table, life, convention, part), rows in PUBLISHED.items():
        found = macrs.percents(life, convention, part, tables=False)
        if table == "A-14":  # The same rule at 150 percent, which may be elected.
            found = macrs.declining(life, Fraction(3, 2), Fraction(1, 2))

        found += [Fraction(0)] * (len(rows) - len(found))  # A table has a last year for all months.
        assert sum(found) == 100
        assert [round(float(one), 6) for one in found] == pytest.approx(
            [float(row["statutory_rule_percent_unrounded"]) for row in rows], abs=2e-6
        ), (table, life)


def test_the_alternative_system_is_in_equal_parts():
    for (_table, life, convention, part), rows in ADS.items():
        found = macrs.straight(life, macrs.first_year(convention, part))

        assert sum(found) == 100
        assert [float(one) for one in found] == pytest.approx(
            [float(row["statutory_rule_percent_unrounded"]) for row in rows], abs=2e-6
        )


def test_tables_and_rule_are_two_elections():
    tables = macrs.percents(Fraction(7), "mid-quarter", 2, tables=True)
    rule = macrs.percents(Fraction(7), "mid-quarter", 2, tables=False)

    assert tables[0] == Fraction("17.85")
    assert round(float(rule[0]), 3) == 17.857


def test_a_schedule_knows_its_quarter_and_its_month():
    october = {"start": date(2026, 10, 9), "method": "macrs"}

    assert charges(10_000, 0, 5, **october)[0] == 2000
    assert charges(10_000, 0, 5, convention="mid-quarter", **october)[0] == 500
    assert charges(10_000, 0, 39, convention="mid-month", **october)[0] == 53.5


@pytest.mark.parametrize(
    ("life", "convention", "part", "name"),
    [
        (4, "half-year", 0, "macrs_class"),
        (5, "mid-month", 1, "macrs_not_mid_month"),
        (39, "half-year", 0, "macrs_needs_mid_month"),
        (5, "mid-quarter", 5, "quarter"),
        (5, "daily", 0, "macrs_convention"),
    ],
)
def test_what_there_is_not_is_refused(life, convention, part, name):
    with pytest.raises(Wrong, match=name):
        macrs.percents(Fraction(life), convention, part, tables=True)
