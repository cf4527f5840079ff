"""What textbooks and standards print: this is the standard, to the cent."""

import json
from datetime import date
from fractions import Fraction

import pytest

from wherehold.finance.engine.economic import economic_life
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.engine.schedule import schedule
from wherehold.finance.tests.conftest import GOLDEN, charges, terms

TEXTBOOKS = {
    one["id"]: one
    for one in json.loads((GOLDEN / "textbook_depreciation.json").read_text())["examples"]
}
MIDLIFE = {
    one["id"]: one
    for one in json.loads((GOLDEN / "midlife_adjustments.json").read_text())["examples"]
}
HALVES = {"factor": Fraction(2), "method": "declining-balance", "write_off_rest": True}
METHODS = {
    "SL": {"method": "straight-line"},
    "SYD": {"method": "sum-of-years-digits"},
    "DDB": HALVES,
}


def of(key):
    one = TEXTBOOKS[key]
    return one["inputs"], one["expected"]


def asked(inputs, method, **more):
    return charges(
        inputs["cost"], inputs.get("salvage", 0), inputs["life"], **METHODS[method], **more
    )


@pytest.mark.parametrize(
    ("key", "method"),
    [
        (key, method)
        for key, one in TEXTBOOKS.items()
        if isinstance(one["expected"], dict)
        for method in METHODS
        if method in one["expected"]
    ],
)
def test_whole_years(key, method):
    inputs, expected = of(key)

    assert asked(inputs, method)[: len(expected[method])] == expected[method]


@pytest.mark.parametrize("key", ["hermanson-sl", "justaaa-sl"])
def test_equal_parts(key):
    inputs, expected = of(key)
    expected = expected["SL"] if isinstance(expected, dict) else expected

    assert asked(inputs, "SL") == expected


@pytest.mark.parametrize("method", METHODS)
def test_fiscal_years_from_october_take_their_share_of_each_year(method):
    """The end of the fiscal year cuts through the years of the life."""
    inputs, expected = of("kieso-90k")

    assert asked(inputs, method, fiscal_start=10) == expected[f"{method}_fy_sep30"]


@pytest.mark.parametrize(
    ("key", "units", "total"),
    [
        ("hermanson-uop", "units", "total_units"),
        ("kieso-90k", "hours", "total_hours"),
        ("stanley-coal", "hours", "total_hours"),
    ],
)
def test_by_what_was_made(key, units, total):
    inputs, expected = of(key)
    counts = tuple(map(Fraction, inputs[units]))
    expected = expected["UOP"] if isinstance(expected, dict) else expected

    assert (
        charges(
            inputs["cost"],
            inputs["salvage"],
            len(counts),
            method="units-of-production",
            units=counts,
            total_units=Fraction(inputs[total]),
        )
        == expected
    )


def test_a_thing_bought_in_october():
    """The page prints 52,000 for the second year of DDB after a slip; 54,000 is right."""
    inputs, expected = of("rottino")
    more = {"start": date(2025, 10, 1), "fiscal_start": 1}

    assert asked(inputs, "SL", **more)[0] == expected["SL_year1"]
    assert asked(inputs, "DDB", **more)[:2] == [expected["DDB_year1"], 54000]


@pytest.mark.parametrize("key", ["estimate-tripod", "estimate-379700", "estimate-850k"])
def test_a_new_estimate_spreads_what_is_left_over_the_time_that_is_left(key):
    inputs, expected = MIDLIFE[key]["inputs"], MIDLIFE[key]["expected"]
    gone = inputs["years_elapsed"]
    old = schedule(terms(inputs["cost"], inputs["salvage"], inputs["life"]))
    left = inputs.get("new_remaining_life") or inputs["new_total_life"] - gone
    book = old[gone - 1].book_value

    assert old[0].charge == expected["old_annual"] * 100
    assert book == expected["book_value"] * 100
    assert charges(book / 100, inputs["new_salvage"], left)[0] == expected["new_annual"]


@pytest.mark.parametrize(
    "example", json.loads((GOLDEN / "economic_life.json").read_text())["examples"]
)
def test_the_economic_life_of_a_textbook(example):
    """The book works with tables of four digits: three dollars are its own tolerance."""
    given, expected = example["inputs"], example["expected"]
    first = Fraction(given["first_cost"])
    years = range(1, 11)
    found = economic_life(
        first,
        [first * Fraction(4, 5) ** year for year in years],
        [Fraction(given["om_year1"] + given["om_gradient"] * (year - 1)) for year in years],
        Fraction(str(given["marr"])),
    )
    owning = [float(one.owning) for one in found.by_year]

    assert found.years == expected["economic_life"]
    assert float(found.eac) == pytest.approx(expected["min_euac"], abs=3)
    assert owning == pytest.approx(expected["capital_recovery_euac"], abs=3)
    assert [float(one.running) for one in found.by_year[:5]] == pytest.approx(
        expected["om_euac"], abs=3
    )


def test_the_first_year_costs_what_is_lost_of_it_with_interest():
    """EUAC(1) = P (1 + i) - S + O&M."""
    found = economic_life(
        Fraction(1000),
        [Fraction(700), Fraction(500), Fraction(300)],
        [Fraction(90)] * 3,
        Fraction(1, 10),
    )

    assert found.by_year[0].eac == 1000 * Fraction(11, 10) - 700 + 90


def test_less_than_three_years_of_figures_say_nothing_about_a_life():
    with pytest.raises(Wrong, match="years_of_data"):
        economic_life(Fraction(1), [Fraction(1)] * 2, [Fraction(1)] * 2, Fraction(0))
