"""What things are insured for and would cost anew, with where each figure comes from."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from wherehold.conftest import put
from wherehold.finance import commands
from wherehold.finance.commands import EstimateDraft, IndexDraft, LineDraft, PolicyDraft
from wherehold.finance.models import Book
from wherehold.finance.queries import cover
from wherehold.finance.refusals import BadCost, BadIndex
from wherehold.finance.reports import Asked, report
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.models import Entry

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def things(ada, admin):
    """Three things of a thousand each, bought in 2024."""
    book = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=book, policies=[PolicyDraft(life=50)])
    bought = {"price_minor": 1000_00, "value_minor": 1000_00, "currency": "EUR"}
    made = [
        put(tag, stage="in_service", purchased_on=date(2024, 3, 1), **bought)
        for tag in ("DRILL", "LATHE", "SAW")
    ]
    lines = [LineDraft(asset_id=one.pk, in_service_on=date(2024, 3, 1)) for one in made]
    commands.value(actor=admin, book_id=book, lines=lines)
    return made


def said(actor, thing, kind, on, euros, **more):
    draft = EstimateDraft(asset_id=thing.pk, kind=kind, on=on, value_minor=euros * 100, **more)
    commands.estimate(actor=actor, estimates=[draft])


def prices(actor):
    points = [("2024-01-01", "100"), ("2026-01-01", "112.5"), ("2026-07-01", "120")]
    drafts = [IndexDraft(on=date.fromisoformat(on), value=value) for on, value in points]
    commands.set_price_index(actor=actor, points=drafts)


def test_what_a_new_one_costs_is_said_by_hand_or_follows_prices(admin, things):
    drill, lathe, saw = things
    prices(admin)
    said(admin, drill, "replacement", date(2026, 2, 1), 1500)
    said(admin, lathe, "replacement", date(2026, 8, 1), 900)
    found = {one.tag: one for one in cover.covers(actor=admin, code="fin", as_at=NOVEMBER)}

    assert (found["DRILL"].replacement, found["DRILL"].source) == (1600_00, "hand-indexed")
    assert (found["LATHE"].replacement, found["LATHE"].source) == (900_00, "hand")
    assert (found["SAW"].replacement, found["SAW"].source) == (1200_00, "price-indexed")
    before = {one.tag: one for one in cover.covers(actor=admin, code="fin", as_at=date(2025, 1, 1))}
    assert {(one.replacement, one.source) for one in before.values()} == {(1000_00, "price")}


def test_the_least_covered_stand_first_and_the_last_word_counts(admin, things):
    drill, lathe, _saw = things
    said(admin, drill, "insured", date(2025, 1, 1), 400, source="Policy 7")
    said(admin, drill, "insured", date(2026, 1, 1), 1300, source="Policy 8")
    said(admin, lathe, "insured", date(2026, 1, 1), 800)
    told = report(admin, "insured", Asked(code="fin", begins=NOVEMBER, ends=NOVEMBER))

    assert [(row[0], row[3], row[4], row[7]) for row in told.rows] == [
        ("SAW", None, "", -1000),
        ("LATHE", 800, "", -200),
        ("DRILL", 1300, "Policy 8", 300),
    ]
    assert list(told.foot[3:]) == [2100, "", 3000, "", -900]
    assert Entry.objects.filter(kind="finance.estimated").count() == 3


def test_what_is_insured_takes_as_many_statements_for_many_and_no_amount_is_too_large(
    admin, things
):
    prices(admin)
    for thing in things:
        said(admin, thing, "insured", date(2026, 1, 1), 10)
    counts = []
    for number in (0, 40):
        for n in range(number):
            one = put(f"T{n}", stage="in_service", value_minor=10**15 + 1, currency="EUR")
            one.purchased_on = date(2024, 3, 1)
            one.save(update_fields=["purchased_on"])
            line = LineDraft(asset_id=one.pk, cost_minor=1, in_service_on=date(2024, 3, 1))
            commands.value(actor=admin, book_id=Book.objects.get().pk, lines=[line])
        with CaptureQueriesContext(connection) as asked:
            found = list(cover.covers(actor=admin, code="fin", as_at=NOVEMBER))
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert {one.replacement for one in found} == {1200_00, 1_200_000_000_000_001}
    assert [one.gap for one in found] == sorted(one.gap for one in found)


def test_what_cannot_be_said_is_refused_and_nothing_is_kept(admin, amina, things):
    good = EstimateDraft(asset_id=things[0].pk, kind="insured", on=NOVEMBER, value_minor=1)
    bad = EstimateDraft(asset_id=things[1].pk, kind="guess", on=NOVEMBER, value_minor=0)
    with pytest.raises(BadCost, match="LATHE, kind.*LATHE, value"):
        commands.estimate(actor=admin, estimates=[good, bad])
    for value in ("0", "-1", "much", "1e99"):
        with pytest.raises(BadIndex):
            commands.set_price_index(actor=admin, points=[IndexDraft(on=NOVEMBER, value=value)])
    with pytest.raises(NotAllowed):
        commands.set_price_index(actor=amina, points=[IndexDraft(on=NOVEMBER, value="1")])
    assert not Entry.objects.filter(kind__startswith="finance.estimated").exists()


def test_values_by_class_reach_from_five_years_before_to_five_after(admin, things):
    told = report(admin, "values", Asked(code="fin", ends=date(2026, 4, 30)))

    assert (len(told.head), told.foot[0]) == (12, "All")
    # In service from March 2024 on for fifty months, at twenty each.
    assert [str(one) for one in told.foot[1:]] == [
        *["0.00"] * 3,
        *["2880.00", "2160.00", "1440.00", "720.00"],
        *["0.00"] * 4,
    ]


def test_both_are_said_in_the_browser(client, ada, things):
    client.force_login(ada)
    page = reverse("finance:estimate", args=[things[0].pk])
    said = {"kind": "insured", "on": "2026-01-01", "amount": "1,300", "source": "Policy 8"}
    assert client.post(page, said | {"amount": "much"}).status_code == 422
    assert client.post(page, said).status_code == 302
    prices = reverse("finance:price-index", args=["fin"])
    assert client.post(prices, {"on": "2024-01-01", "value": "x"}).status_code == 422
    assert client.post(prices, {"on": "2024-01-01", "value": "100"}).status_code == 302
    assert "100" in client.get(prices).content.decode()
    shown = client.get(reverse("finance:report", args=["fin", "insured"])).content.decode()
    assert "Policy 8" in shown
    drawn = client.get(reverse("finance:report", args=["fin", "values"])).content.decode()
    assert "<svg" in drawn


def test_both_are_said_over_rest(call, things):
    body = {"asset_id": things[0].pk, "kind": "replacement", "on": "2026-01-01", "value_minor": 5}
    assert call("POST", "/estimates", body)[0] == 201
    assert call("POST", "/price-index", {"on": "2024-01-01", "value": "100"})[0] == 201
    assert call("GET", "/price-index")[1]["items"][0]["value"] == "100"
