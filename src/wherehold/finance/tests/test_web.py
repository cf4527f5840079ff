"""The way from no book to the value of a thing, in plain forms."""

from datetime import date

import pytest

from wherehold.accounts import commands as accounts
from wherehold.conftest import put
from wherehold.finance import commands
from wherehold.finance.commands import PolicyDraft
from wherehold.finance.models import Charge, Period
from wherehold.kernel import jobs
from wherehold.kernel.actor import system
from wherehold.project.reactions import TASKS
from wherehold.register.models import Asset

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
    page = client.get("/money/fin/policies").content.decode()

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


@pytest.fixture
def book(admin, ada, tools, laptops):
    key = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36)])
    for tag, category, euros in (("DRILL", tools, 3600), ("=MAC", laptops, 720)):
        put(
            tag,
            category=category,
            stage="in_service",
            price_minor=euros * 100,
            currency="EUR",
            purchased_on=date(2026, 1, 1),
        )
    put("BENCH", stage="in_service")
    commands.take_in(actor=admin, book_id=key)
    return key


def text(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_month_is_previewed_posted_closed_and_opened_again_by_two_people(client, ada, book):
    client.force_login(ada)
    assert "January 2026" in text(client, "/money/fin")
    assert client.post("/money/fin/months/2026-01/preview").url == "/money/fin/months/2026-01"
    page = text(client, "/money/fin/months/2026-01")
    assert "120.00" in page and "Tools" in page and not Period.objects.filter(state="posted")
    client.post("/money/fin/months/2026-01/post")
    client.post("/money/fin/months/2026-01/close")
    assert Period.objects.get().state == "closed"
    assert "Depreciation, Tools" in text(client, "/money/fin/journal/2026-01/beancount")
    assert client.get("/money/fin/journal/2026-01/pages").status_code == 404

    reopen = "/money/fin/months/2026-01/reopen"
    assert client.post(reopen, {"reason": ""}).status_code == 422
    client.post(reopen, {"reason": "An invoice came late"})
    assert "An invoice came late" in text(client, reopen)
    assert client.post(reopen).status_code == 422
    other = accounts.create_user(
        actor=system("test"),
        email="bea@example.org",
        name="Bea",
        role="finance",
        password="correct horse battery staple",
    )
    client.force_login(other)
    client.post(reopen)
    assert Period.objects.get().state == "posted"


def test_many_months_are_posted_by_a_job_which_says_how_far_it_is(client, ada, book):
    client.force_login(ada)
    client.post("/money/fin/post-through", {"through": "2026-03-31"})
    assert "Posting" in text(client, "/money/fin/running")
    assert jobs.run_next(TASKS)
    assert Period.objects.filter(state="posted").count() == 3
    page = text(client, "/money/fin?month=2026-03")
    assert "Difference to the journal" in page and "4,320" in page
    assert "33" in text(client, "/money/missing") and "66.7" in text(client, "/money/missing")
    assert Charge.objects.count() == 6


def test_reports_are_shown_and_given_as_files_without_formulas(client, ada, book):
    client.force_login(ada)
    assert "Asset register" in text(client, "/money/fin/reports")
    ends = "ends=2026-12-31"
    assert "2,400.00" in text(client, f"/money/fin/reports/register?{ends}")
    roll = text(client, f"/money/fin/reports/roll-forward?begins=2026-01-01&{ends}")
    assert "4,320.00" in roll and "not all posted" in roll
    assert "Ten" not in text(client, "/money/fin/reports/forecast?begins=2026-01-01&by=cost-centre")
    table = text(client, f"/money/fin/reports/register/file?{ends}&form=csv")
    assert "'=MAC" in table
    for form, begins in (("xlsx", b"PK"), ("pdf", b"%PDF")):
        made = client.get(f"/money/fin/reports/roll-forward/file?{ends}&form={form}").content
        assert made.startswith(begins)
    for name in ("forecast-months", "fully-depreciated", "not-in-service", "tax-year"):
        text(client, f"/money/fin/reports/{name}?{ends}")
    assert client.get("/money/fin/reports/none").status_code == 404
    assert client.get("/money/fin/reports/none/file").status_code == 404
    assert client.get("/money/fin/reports/register?ends=soon").status_code == 422


def test_a_thing_is_improved_and_let_go_on_its_page(client, ada, book):
    client.force_login(ada)
    drill = Asset.objects.get(tag="DRILL")
    page = f"/assets/{drill.pk}/books/fin"
    assert client.get(f"{page}/none").status_code == 404
    said = {"on": "2026-02-01", "amount": "350.00"}
    assert client.post(f"{page}/improve", said | {"amount": "a lot"}).status_code == 422
    assert client.post(f"{page}/improve", said).status_code == 302
    assert "Improvement" in text(client, f"/assets/{drill.pk}/value?book=fin")
    sold = {"on": "2026-03-01", "how": "sale", "proceeds_EUR": "4000"}
    assert client.post(f"/assets/{drill.pk}/dispose", sold).status_code == 422
    Asset.objects.filter(pk=drill.pk).update(stage="retired")
    assert client.post(f"/assets/{drill.pk}/dispose", sold).status_code == 302
    value = text(client, f"/assets/{drill.pk}/value")
    assert "Derecognised" in value and "260.00" in value
    gains = text(client, "/money/fin/reports/gains?begins=2026-01-01&ends=2026-12-31")
    assert "4,000.00" in gains and "260.00" in gains
    timeline = text(client, f"/assets/{drill.pk}")
    for said in ("<b>Improvement</b> fin", "<b>Let go</b> fin", "<b>What it brought</b> €"):
        assert said in timeline
