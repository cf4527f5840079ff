"""Cells as people and spreadsheets fill them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wherehold.importers.values import dates, prices, texts, words
from wherehold.importers.values.bad import MESSAGES, Bad
from wherehold.importers.values.own import read_own


def code(value):
    return value.code if isinstance(value, Bad) else value


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2024-03-14", "day", date(2024, 3, 14)),
        ("2024-03-14T10:00:00Z", "day", date(2024, 3, 14)),
        ("2024/3/4", "month", date(2024, 3, 4)),
        ("14.03.2024", "month", date(2024, 3, 14)),
        ("4/5/16", "month", date(2016, 4, 5)),
        ("4/5/16", "day", date(2016, 5, 4)),
        ("4/5/98", "day", date(1998, 5, 4)),
        ("14 Mar 2024", "day", date(2024, 3, 14)),
        ("March 14, 2024", "day", date(2024, 3, 14)),
        ("14. März 2024", "day", date(2024, 3, 14)),
        ("20240314", "day", date(2024, 3, 14)),
        ("45365", "day", date(2024, 3, 14)),
        ("", "day", None),
        ("-", "day", None),
        ("31.02.2025", "day", "no_such_day"),
        ("13/13/2024", "day", "not_a_date"),
        ("soon", "day", "not_a_date"),
        ("99999999", "day", "not_a_date"),
        ("0000-00-00", "day", None),
    ],
)
def test_days(text, order, day):
    assert code(dates.read(text, order)) == day


def test_a_day_that_there_is_not_comes_with_the_nearest():
    bad = dates.read("31.02.2025", "day")

    assert bad.suggestion == "2025-02-28"
    assert "February has 28 days in 2025" in bad.message


@pytest.mark.parametrize(
    ("column", "order", "sure"),
    [
        (["4/5/2016", "13/5/2016"], "day", True),
        (["4/5/2016", "5/13/2016"], "month", True),
        (["4/5/16", "5/6/17"], "month", False),
        (["04/05/2016"], "day", False),
        (["04.05.2016"], "day", True),
        (["2016-05-04"], "day", True),
        (["13/5/2016", "5/13/2016"], "day", False),
    ],
)
def test_the_whole_column_decides_what_comes_first(column, order, sure):
    assert dates.order_of(column) == (order, sure)


@pytest.mark.parametrize(
    ("text", "decimal", "price"),
    [
        ("1.480,00", "", (148_000, "EUR")),
        ("$1,480.00", "", (148_000, "USD")),
        ("1480", "", (148_000, "EUR")),
        ("1,480", ".", (148_000, "EUR")),
        ("1,5", "", (150, "EUR")),
        ("1.480", ",", (148_000, "EUR")),
        ("1.48", ".", (148, "EUR")),
        ("CHF 1'480.50", "", (148_050, "CHF")),
        ("912,50 €", "", (91_250, "EUR")),
        ("12,-", "", (1_200, "EUR")),
        ("", "", None),
        ("–", "", None),
        ("-5", "", "negative_price"),
        ("1.2OO,00", "", "letter_in_price"),
        ("free", "", "not_a_price"),
        ("1.2.3,4.5", "", "not_a_price"),
    ],
)
def test_prices(text, decimal, price):
    assert code(prices.read(text, "EUR", decimal)) == price


def test_a_letter_in_a_price_comes_with_the_number_meant():
    assert prices.read("1.2OO,00", "EUR", "").suggestion == "1.200,00"


def test_the_whole_column_decides_what_stands_before_the_cents():
    assert prices.decimal_of(["1.480,00", "1.200"]) == ","
    assert prices.decimal_of(["1,480.00", "1.200"]) == "."
    assert prices.decimal_of(["1.480", "2.000"]) == ""


def test_the_sign_of_a_column_is_its_currency():
    assert prices.currency_of(["€ 5", "6", "7 EUR"]) == "EUR"
    assert prices.currency_of(["5"]) == ""


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Ready to Deploy", "in_stock"),
        ("Deployed (deployable)", "in_service"),
        ("AUF LAGER", "in_stock"),
        ("in_repair", "in_repair"),
        ("Lost/Stolen", "missing"),
        ("beim Opa", "in_stock"),
        ("", ""),
        ("gibberish", "unknown_word"),
    ],
)
def test_stages(text, stage):
    assert code(words.read_word(text, words.STAGES, {"beim opa": "in_stock"})) == stage


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("36", 36),
        ("36 months", 36),
        ("3 years", 36),
        ("2 Jahre", 24),
        ("", None),
        ("x", "not_months"),
    ],
)
def test_months(text, months):
    assert code(words.read_months(text)) == months


@pytest.mark.parametrize("text", ["6.37702E+15", "1,2E+12", "6E+15"])
def test_a_number_that_lost_its_digits_is_told(text):
    assert code(texts.read_code(text, 128)) == "lost_digits"


@pytest.mark.parametrize("text", ["A\0B", "a\u202eb", "x\x07"])
def test_characters_that_are_no_text_are_told(text):
    assert code(texts.read(text, 100)) == "not_text"


def test_a_text_that_is_too_long_is_told_with_both_numbers():
    assert "has 201 characters; 200 at most" in texts.read("x" * 201, 200).message


@pytest.mark.parametrize(
    "text", ["Berlin > Store", "Berlin / Store", "Berlin · Store", "Berlin>Store"]
)
def test_paths(text):
    assert texts.read_path(text, 200) == ("Berlin", "Store")


def test_a_slash_inside_a_name_is_no_step():
    assert texts.read_path("R 3/12", 200) == ("R 3/12",)


def test_the_apostrophe_of_our_own_export_is_taken_away_and_no_other():
    assert texts.read("'=1+1", 100) == "=1+1"
    assert texts.read("'s-Hertogenbosch", 100) == "'s-Hertogenbosch"


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("number", "1,5", "1.5"),
        ("number", "x", "bad_field"),
        ("number", "NaN", "bad_field"),
        ("date", "14.03.2024", "2024-03-14"),
        ("money", "12,50", {"minor": 1250, "currency": "EUR"}),
        ("yes_no", "ja", True),
        ("choice", "RED", "red"),
        ("choice", "blue", "unknown_word"),
        ("text", "x", "x"),
        ("text", " ", None),
    ],
)
def test_own_fields(kind, text, value):
    assert code(read_own(text, kind, ["red"], "EUR", "day")) == value


@given(st.text())
def test_no_text_at_all_breaks_a_reader(text):
    for read in (
        lambda t: dates.read(t, "day"),
        lambda t: prices.read(t, "EUR", ""),
        lambda t: prices.decimal_of([t]),
        prices.read_currency,
        words.read_months,
        words.read_yes_no,
        texts.read_email,
        lambda t: texts.read_path(t, 200),
        lambda t: texts.read_code(t, 128),
    ):
        read(text)


def test_every_message_names_a_remedy_or_a_limit():
    assert all(str(text) for text in MESSAGES.values())
