"""What holds for every method and convention. A new one is tested by being in the table."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.engine.methods import METHODS
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.engine.rounding import ROUNDINGS
from wherehold.finance.engine.schedule import schedule, standing
from wherehold.finance.engine.terms import Terms

EXAMPLES = settings(max_examples=25, deadline=None)


@st.composite
def some_terms(draw, method):
    """Return terms that the method can take, with whatever it asks for."""
    life = draw(st.integers(1, 12))
    if method == "macrs":
        life = draw(st.sampled_from([3, 5, 7, 10, 15, 20]))
    cost = draw(st.integers(1, 10**9))
    residual = 0 if method == "macrs" else draw(st.integers(0, cost))
    counts = st.lists(st.integers(0, 100), min_size=life, max_size=life)
    units = draw(counts.filter(any))
    step = 12 if method in ("macrs", "amorlinc", "amordegrc", "fixed-declining") else None
    convention = draw(st.sampled_from(sorted(CONVENTIONS)))
    if method == "macrs":
        convention = draw(st.sampled_from(["half-year", "mid-quarter"]))
    return Terms(
        cost=cost,
        residual=residual,
        life=Fraction(life),
        step_months=step or draw(st.sampled_from([1, 12])),
        start=draw(st.dates(date(2000, 1, 1), date(2040, 12, 31))),
        method=method,
        convention=convention,
        fiscal_start=draw(st.integers(0, 12)),
        rate=Fraction(draw(st.integers(1, 100)), 100),
        switch=draw(st.booleans()),
        write_off_rest=draw(st.booleans()),
        units=tuple(map(Fraction, units)),
        shares=tuple(Fraction(100 * one, sum(units)) for one in units),
        amounts=tuple((cost - residual) * one // sum(units) for one in units),
        rounding=draw(st.sampled_from(sorted(ROUNDINGS))),
    )


@pytest.mark.parametrize("method", METHODS)
@EXAMPLES
@given(data=st.data())
def test_every_method_keeps_its_promises(method, data):
    terms = data.draw(some_terms(method))
    rows = schedule(terms)

    assert rows == schedule(terms)
    assert all(row.charge >= 0 for row in rows)
    assert sum(row.charge for row in rows) == rows[-1].accumulated
    assert all(row.book_value == terms.cost - row.accumulated for row in rows)
    assert all(after.start == row.end + timedelta(days=1) for row, after in pairwise(rows))
    if METHODS[method].exhausts(terms):
        assert rows[-1].accumulated == terms.base
    if METHODS[method].keeps_residual:
        assert rows[-1].book_value >= terms.residual


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_one_figure_is_that_of_the_schedule(method, data):
    terms = data.draw(some_terms(method))
    rows = schedule(terms, 1)
    row = data.draw(st.sampled_from(rows))

    assert standing(terms, row.end).accumulated == row.accumulated
    assert standing(terms, rows[0].start - timedelta(days=1)).accumulated == 0
    assert standing(terms, rows[-1].end).over


@pytest.mark.parametrize("convention", CONVENTIONS)
@EXAMPLES
@given(data=st.data())
def test_every_convention_charges_the_whole_base_once(convention, data):
    terms = data.draw(some_terms("straight-line"))
    rows = schedule(Terms(**terms.__dict__ | {"convention": convention}))

    assert rows[-1].accumulated == terms.base


@EXAMPLES
@given(st.integers(0, 10**9), st.integers(1, 60), st.integers(1, 40))
def test_with_a_switch_it_is_never_behind_equal_parts(cost, life, tenths):
    common = {"cost": cost, "life": Fraction(life), "start": date(2026, 1, 1)}
    fast = schedule(
        Terms(method="declining-balance", factor=Fraction(tenths, 10), switch=True, **common)
    )

    for quick, even in zip(fast, schedule(Terms(**common)), strict=True):
        assert quick.accumulated >= even.accumulated


@EXAMPLES
@given(st.integers(0, 10**9), st.integers(1, 40), st.integers(1, 1000))
def test_equal_units_are_equal_parts(cost, life, units):
    common = {"cost": cost, "life": Fraction(life), "start": date(2026, 1, 1)}
    made = Terms(method="units-of-production", units=(Fraction(units),) * life, **common)

    assert schedule(made) == schedule(Terms(**common))


def test_months_add_up_to_their_years_where_use_is_even():
    common = {"cost": 1000_01, "residual": 7, "start": date(2026, 3, 1), "life": Fraction(5)}
    years = schedule(Terms(**common))
    months = schedule(Terms(**common), 1)

    assert [row.accumulated for row in months[11::12]] == [row.accumulated for row in years]


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({"residual": 101}, "residual_above_cost"),
        ({"residual": -1}, "residual_negative"),
        ({"cost": -1}, "cost_negative"),
        ({"life": Fraction(0)}, "life_not_positive"),
        ({"life": Fraction(-1)}, "life_not_positive"),
        ({"life": Fraction(5000)}, "life_too_long"),
        ({"fiscal_start": 13}, "fiscal_start"),
        ({"method": "declining-balance"}, "rate_missing"),
        ({"method": "declining-balance", "rate": Fraction(-1)}, "rate_negative"),
        ({"method": "sum-of-years-digits", "life": Fraction(5, 2)}, "life_not_whole"),
        ({"method": "units-of-production", "units": (Fraction(-1),)}, "units_negative"),
        ({"method": "table", "shares": (Fraction(99),)}, "table_not_100"),
        ({"method": "manual", "amounts": (101,)}, "amounts_above_base"),
        ({"method": "macrs", "residual": 1, "life": Fraction(5)}, "macrs_has_no_residual"),
        ({"method": "magic"}, "unknown_name"),
        ({"convention": "magic"}, "unknown_name"),
    ],
)
def test_what_cannot_be_is_refused_by_name(more, name):
    with pytest.raises(Wrong, match=name):
        schedule(Terms(**{"cost": 100, "life": Fraction(1), "start": date(2026, 1, 1)} | more))


@pytest.mark.parametrize(
    ("convention", "first"),
    [
        ("full-month", 1),
        ("next-month", 0),
        ("15th", 0),
        ("mid-month", Fraction(1, 2)),
        ("half-year", 6),
        ("mid-quarter", Fraction(9, 2)),
        ("modified-half-year", 0),
        ("full-year", 12),
    ],
)
def test_what_a_convention_charges_by_the_end_of_the_year(convention, first):
    """Bought on 16 August, in thousandths of a month; half-year and others by the whole year."""
    terms = Terms(
        cost=120_000,
        life=Fraction(10),
        start=date(2026, 8, 16),
        convention=convention,
        fiscal_start=1,
    )
    in_august = {"full-month": 5, "next-month": 4, "15th": 4, "mid-month": Fraction(9, 2)}
    months = in_august.get(convention, first)
    of_2026 = sum(row.charge for row in schedule(terms) if row.end.year == 2026)

    assert of_2026 == 1000 * months
