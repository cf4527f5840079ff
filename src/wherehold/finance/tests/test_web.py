"""The way from no book to the value of a thing, in plain forms."""

from datetime import date

import pytest

from wherehold.conftest import put

pytestmark = pytest.mark.django_db


def test_open_a_book_say_how_it_depreciates_take_things_in(client, ada):
    drill = put(
        "DRILL",
        stage="in_service",
        price_minor=3_600_00,
        currency="EUR",
        purchased_on=date(2026, 1, 1),
    )
    client.force_login(ada)
    assert "No book yet" in client.get("/money").content.decode()
    book = {"name": "Financial", "code": "fin", "currency": "EUR", "fiscal_start": "1"}
    assert client.post("/money/new", book).url == "/money/fin/policy"
    terms = {
        "method": "straight-line",
        "convention": "full-month",
        "life": "36",
        "unit": "1",
        "residual": "10",
    }
    assert client.post("/money/fin/policy", terms).url == "/money/fin"
    assert client.post("/money/fin/take-in").url == "/money/fin"
    page = client.get("/money").content.decode()

    assert "Straight line" in page and "36 months" in page and "10.0 %" in page
    assert "3,420.00" in client.get(f"/assets/{drill.pk}/value").content.decode()


def test_a_policy_that_cannot_be_says_so_beside_its_form(client, ada):
    client.force_login(ada)
    book = {"name": "Financial", "code": "fin", "currency": "EUR", "fiscal_start": "1"}
    client.post("/money/new", book)
    terms = {"method": "declining-balance", "convention": "daily", "life": "5", "unit": "12"}
    answer = client.post("/money/fin/policy", terms | {"residual": "0"})

    assert answer.status_code == 422
    assert "This method needs a rate a year" in answer.content.decode()
    assert client.post("/money/new", book).status_code == 422
    assert client.get("/money/none").status_code == 404
