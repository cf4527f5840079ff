"""Books over REST, and the value of a thing on its page."""

from datetime import date

import pytest

from wherehold.conftest import put
from wherehold.finance import posting
from wherehold.kernel import organisation
from wherehold.kernel.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def drill(call):
    """A thing in a book, all said over the API."""
    thing = put(
        "DRILL",
        stage="in_service",
        price_minor=3_600_00,
        currency="EUR",
        purchased_on=date(2026, 1, 1),
    )
    _status, made = call("POST", "/books", {"code": "fin", "name": "Books", "currency": "EUR"})
    book = made["items"][0]["id"]
    assert call("POST", "/policies", {"book_id": book, "life": 36})[0] == 201
    status, told = call("POST", f"/books/{book}/take-in", {})
    assert (status, told["items"][0]["taken"]) == (201, 1)
    return thing


def test_a_thing_in_its_books(call, drill):
    _status, told = call("GET", f"/assets/{drill.pk}/books")
    [line] = told["items"]

    assert (line["book"], line["cost"], line["book_value"]) == ("fin", "3600.00", "3400.00")
    assert line["state"] == "depreciating"


def test_its_schedule_month_by_month(call, drill):
    status, told = call("GET", f"/assets/{drill.pk}/schedule?book=fin")

    assert status == 200 and len(told["items"]) == 36
    assert told["items"][0]["charge"] == "100.00"
    assert told["items"][-1]["book_value"] == "0.00"
    assert call("GET", f"/assets/{drill.pk}/schedule?book=none")[0] == 404


def test_the_only_book_need_not_be_named_and_one_of_several_must(call, drill):
    for path in ("/policies", "/periods", "/valuations?as_at=2026-12-31"):
        assert call("GET", path)[0] == 200, path
    assert call("GET", f"/assets/{drill.pk}/schedule")[1]["items"][0]["charge"] == "100.00"
    call("POST", "/books", {"code": "tax", "name": "Tax", "currency": "EUR"})
    status, told = call("GET", "/valuations?as_at=2026-12-31")
    assert (status, told["code"]) == (422, "finance.which_book")
    assert "fin, tax" in told["detail"]
    assert call("GET", "/policies?book=tax")[1]["items"] == []


def test_values_on_a_day_come_by_pages(call, drill):
    put("SAW", stage="in_service", price_minor=5000, currency="EUR")
    book = call("GET", "/books")[1]["items"][0]["id"]
    call("POST", f"/books/{book}/take-in", {})
    path = "/valuations?book=fin&as_at=2026-12-31&limit=1"
    _status, first = call("GET", path)
    _status, second = call("GET", f"{path}&cursor={first['next']}")

    assert [one["book_value"] for one in first["items"] + second["items"]] == ["2400.00", "50.00"]
    assert second["items"][0]["state"] == "not_in_service"
    assert second["next"] is None


def test_posted_months_and_their_journal(call, drill, admin):
    book = call("GET", "/books")[1]["items"][0]["id"]
    posting.post_through(actor=admin, book_id=book, through=date(2026, 1, 31))
    [month] = call("GET", f"/periods?book_id={book}")[1]["items"]
    _status, journal = call("GET", "/journals?book=fin&period=2026-01")

    assert (month["state"], month["charge_minor"], month["lines"]) == ("posted", 100_00, 1)
    assert (journal["total"], journal["digest"]) == ("100.00", month["digest"])
    assert call("POST", f"/periods/{month['id']}/close")[0] == 201
    assert call("POST", f"/periods/{month['id']}/close")[0] == 409


def test_what_cannot_be_is_a_problem_with_its_name(call, drill):
    book = call("GET", "/books")[1]["items"][0]["id"]
    body = {"book_id": book, "residual_minor": 3_600_01}
    status, problem = call("POST", f"/assets/{drill.pk}/books", body)

    assert (status, problem["code"]) == (422, "finance.bad_line")
    assert problem["fields"][0]["name"] == "residual_above_cost"


def test_the_page_of_a_thing_shows_its_value_once_the_module_is_on(client, ada, drill):
    client.force_login(ada)
    page = client.get(f"/assets/{drill.pk}/value")
    text = page.content.decode()

    assert page.status_code == 200
    assert "3,400.00" in text and "Straight line" in text and "<svg" in text
    assert f"/assets/{drill.pk}/value" in client.get(f"/assets/{drill.pk}").content.decode()
    Organisation.objects.update(modules=[])
    organisation.forget()
    assert f"/assets/{drill.pk}/value" not in client.get(f"/assets/{drill.pk}").content.decode()


def test_a_thing_in_no_book_says_so(client, ada):
    saw = put("SAW")
    client.force_login(ada)

    assert "There is no book yet" in client.get(f"/assets/{saw.pk}/value").content.decode()


def test_a_month_is_begun_reckoned_seen_posted_and_closed_over_the_api(call, drill):
    book = call("GET", "/books")[1]["items"][0]["id"]
    begun = {"book_id": book, "begins": "2026-01-01"}
    key = call("POST", "/periods", begun)[1]["items"][0]["period_id"]
    assert call("POST", f"/periods/{key}/post")[0] == 409
    assert call("POST", f"/periods/{key}/preview", {})[1]["next"] is None
    seen = call("GET", f"/periods/{key}/preview")[1]
    assert (seen["month"]["charge"], seen["changed"][0]["more"]) == (100_00, 100_00)
    assert call("POST", f"/periods/{key}/post")[1]["items"][0]["charge_minor"] == 100_00
    assert call("POST", f"/periods/{key}/close")[0] == 201
    assert call("POST", f"/periods/{key}/reopen", {"reason": "late"})[0] == 201
    status, told = call("POST", f"/periods/{key}/reopen", {})
    assert (status, told["code"]) == (409, "finance.second_person")


def test_reports_over_the_api(call, drill):
    asked = "book=fin&begins=2026-01-01&as_at=2026-02-28"
    roll = call("GET", f"/reports/roll-forward?{asked}")[1]
    assert roll["totals"][2] == "3600.00" and roll["totals"][-1] == "3400.00"
    assert call("GET", f"/reports/none?{asked}")[0] == 422


def test_changes_and_disposals_over_the_api(call, drill):
    book = call("GET", "/books")[1]["items"][0]["id"]
    said = {"book_id": book, "kind": "impair", "on": "2026-02-01", "amount_minor": 3000_00}
    status, told = call("POST", f"/assets/{drill.pk}/changes", said)
    assert (status, told["items"][0]["result_minor"]) == (201, -500_00)
    type(drill).objects.filter(pk=drill.pk).update(stage="retired")
    gone = {"asset_id": drill.pk, "on": "2026-02-20", "way": "sale", "proceeds_minor": 3100_00}
    status, told = call("POST", "/disposals", gone)
    assert (status, told["items"][0]["gain_minor"]) == (201, 100_00)
    assert len(call("GET", f"/assets/{drill.pk}/changes")[1]["items"]) == 2
