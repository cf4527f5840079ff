"""Money: read as people write it, exact, never a float."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wherehold.kernel import money
from wherehold.kernel.money import Money, NotMoney, UnknownCurrency


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1480", 148000, "EUR"),
        ("1.480,00", 148000, "EUR"),
        ("1,480.00", 148000, "EUR"),
        ("€ 1480", 148000, "EUR"),
        ("1 480,50 €", 148050, "EUR"),
        ("1\u202f480,50", 148050, "EUR"),
        ("1'480.50 CHF", 148050, "CHF"),
        ("1480.5 usd", 148050, "USD"),
        ("1.480", 148000, "EUR"),
        ("1.48", 148, "EUR"),
        ("1,5", 150, "EUR"),
        ("-12.34", -1234, "EUR"),
        ("1.234.567", 123456700, "EUR"),
        ("1,234,567.89", 123456789, "EUR"),
        ("¥ 1480", 1480, "JPY"),
        ("1.234 KWD", 1234000, "KWD"),
        ("0", 0, "EUR"),
    ],
)
def test_amounts_as_people_write_them(text, minor, currency):
    assert money.parse(text, "EUR") == Money(minor, currency)


@pytest.mark.parametrize(
    ("decimal", "currency", "minor"),
    [(".", "KWD", 1480), (",", "KWD", 1480000), (",", "EUR", 148000)],
)
def test_a_hint_decides_where_both_readings_fit(decimal, currency, minor):
    assert money.parse("1.480", currency, decimal=decimal).minor == minor


@pytest.mark.parametrize(
    "text",
    ["", "abc", "12 34 EUR USD", "1.2.3", "1,23,456", "12,345.67.8", "1.005,1234", "0.001",
     "1480.505", "1" * 20, "--5", "1e5", "12 EUR 5", "NaN", "1..2"],
)  # fmt: skip
def test_what_is_no_amount(text):
    with pytest.raises((NotMoney, UnknownCurrency)):
        money.parse(text, "EUR")


def test_a_currency_nobody_knows():
    with pytest.raises(UnknownCurrency):
        money.parse("12 XYQ", "EUR")
    assert money.is_currency("EUR") and not money.is_currency("XYQ")


@given(st.integers(-(10**14), 10**14), st.sampled_from(["EUR", "JPY", "KWD", "USD"]))
def test_what_is_written_plainly_is_read_back(minor, currency):
    text = money.plain(minor, currency)
    assert money.parse(text, currency, decimal=".") == Money(minor, currency)


def test_amounts_are_shown_in_the_language():
    assert money.shown(148050, "EUR", "de") == "1.480,50\u00a0€"
    assert money.shown(148050, "USD", "en") == "$1,480.50"
    assert money.shown(1480, "JPY", "en-gb").endswith("1,480")
    assert money.shown(100, "EUR", "tlh")


def test_a_fixed_rate_rounds_once_and_halves_away_from_zero():
    assert money.converted(1000, "USD", "0.9215", "EUR") == 922
    assert money.converted(-1000, "USD", "0.9215", "EUR") == -922
    assert money.converted(1000, "JPY", "0.006", "EUR") == 600
