"""Total cost in two views, and keep or replace."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wherehold.conftest import put
from wherehold.finance import commands, owning
from wherehold.finance.commands import CostDraft, LineDraft, PolicyDraft
from wherehold.finance.engine import keeping
from wherehold.finance.engine.economic import economic_life
from wherehold.finance.engine.problems import Wrong
from wherehold.register.models import Model

RISING = [200_00, 350_00, 500_00, 700_00, 950_00]


def lift_of(years, tag="LIFT", costs=(), **more):
    """A thing that was bought so many years ago for 5,000."""
    bought = date(2026 - years, 3, 1)
    more = {"price_minor": 5_000_00, "currency": "EUR", "value_minor": 5_000_00} | more
    lift = put(tag, purchased_on=bought, **more)
    drafts = [
        CostDraft(
            asset_id=lift.pk,
            kind="repair",
            on=date(bought.year + year, 6, 1),
            amount_minor=amount,
        )
        for year, amount in enumerate(costs)
    ]
    return lift, drafts


@pytest.mark.django_db
def test_cash_and_accounts_stand_apart(ada, admin):
    lift, drafts = lift_of(2, costs=RISING[:1])
    book = commands.open_book(actor=admin, code="fin", name="fin", currency="EUR")
    commands.set_policies(actor=admin, book_id=book, policies=[PolicyDraft(life=50)])
    line = LineDraft(asset_id=lift.pk, in_service_on=date(2024, 3, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    commands.record_costs(actor=admin, costs=drafts)
    found = owning.as_json(owning.looked_at(admin, lift.pk, owning.Assumed()))

    assert found["cash"]["by_kind"] == {"purchase": "5000.00", "repair": "200.00"}
    assert found["cash"]["whole"] == "5200.00" and found["cash"]["per_month"] == "216.67"
    [accounts] = found["accounts"]
    assert (accounts["charged"], accounts["spent"], accounts["whole"]) == (
        *("2400.00", "200.00", "2600.00"),
    )


@pytest.mark.django_db
def test_how_long_to_keep_a_thing_and_whether_now(client, ada, admin, call):
    lift, drafts = lift_of(5, costs=RISING)
    commands.record_costs(actor=admin, costs=drafts)
    status, told = call("GET", f"/assets/{lift.pk}/keep-or-replace?rate=0.08&kept=0.7")
    life = [Fraction(one) / 100 for one in RISING]
    ahead = keeping.running_ahead(life)
    salvage = [5_000 * Fraction(7, 10) ** year for year in range(1, len(ahead) + 1)]
    plain = economic_life(Fraction(5_000), salvage, ahead, Fraction(8, 100))

    assert status == 200 and told["economic_life_years"] == plain.years
    assert Fraction(told["eac"]) == round(plain.eac, 2)
    assert told["flat_from"] <= plain.years <= told["flat_to"] and told["years_of_own_costs"] == 5
    assert {one["what"] for one in told["sensitivity"]} == {"rate", "kept", "running"}
    client.force_login(ada)
    page = client.get(f"/assets/{lift.pk}/whole-cost?market=900").content.decode()
    assert "Lowest at" in page and "within 2 %" in page and "<svg" in page


@pytest.mark.django_db
def test_without_an_invoice_a_thing_cost_its_price(call):
    bought = {"price_minor": 5000_00, "value_minor": 5000_00, "currency": "EUR"}
    lift = put("LIFT", purchased_on=date(2026, 1, 10), **bought)
    status, told = call("GET", f"/assets/{lift.pk}/whole-cost")
    assert (status, told["cash"]["by_kind"]) == (200, {"purchase": "5000.00"})


@pytest.mark.django_db
def test_the_old_one_counts_by_what_it_brings_today_not_by_its_book_value(ada, admin, call):
    lift, drafts = lift_of(5, costs=RISING)
    commands.record_costs(actor=admin, costs=drafts)

    def asked(market):
        _status, told = call("GET", f"/assets/{lift.pk}/keep-or-replace?market={market}")
        return told["defender"]

    before = asked(900)
    book = commands.open_book(actor=admin, code="fin", name="fin", currency="EUR")
    commands.set_policies(actor=admin, book_id=book, policies=[PolicyDraft(life=400)])
    line = LineDraft(asset_id=lift.pk, in_service_on=date(2021, 3, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    assert asked(900) == before
    assert asked(0)["next_year"] < asked(4_000)["next_year"]
    assert asked(4_000)["keep"] is False


@pytest.mark.django_db
def test_below_three_years_of_costs_there_is_no_answer_unless_others_of_its_model_have_it(
    client, ada, admin, call
):
    model = Model.objects.create(name="E20")
    young, drafts = lift_of(2, costs=RISING[:2], model=model)
    commands.record_costs(actor=admin, costs=drafts)
    status, told = call("GET", f"/assets/{young.pk}/keep-or-replace")
    assert (status, told["code"]) == (422, "finance.bad_terms")
    assert "[years_of_data]" in told["detail"]
    client.force_login(ada)
    page = client.get(f"/assets/{young.pk}/whole-cost").content.decode()
    assert "Three years of figures are needed" in page
    assert client.get(f"/assets/{young.pk}/whole-cost?rate=x").status_code == 200

    _old, drafts = lift_of(5, "OLD", costs=RISING, model=model)
    commands.record_costs(actor=admin, costs=drafts)
    status, told = call("GET", f"/assets/{young.pk}/keep-or-replace")
    assert (status, told["things_of_the_model"], told["years_of_own_costs"]) == (200, 2, 0)


amounts = st.integers(0, 10_000).map(Fraction)


@settings(max_examples=40, deadline=None)
@given(
    first=st.integers(1, 100_000).map(Fraction),
    running=st.lists(amounts, min_size=3, max_size=8),
    kept=st.fractions(0, 1, max_denominator=20),
    rate=st.fractions(0, Fraction(1, 4), max_denominator=100),
)
def test_a_year_alone_costs_what_it_loses_and_what_it_runs_for(first, running, kept, rate):
    said = keeping.Kept(first_cost=first, running=running, kept=kept, rate=rate)
    life = keeping.how_long(said)

    assert life.by_year[0].eac == first * (1 + rate) - first * kept + running[0]
    assert life.flat_from <= life.years <= life.flat_to
    assert life.eac == min(one.eac for one in life.by_year)
    assert all(one >= 0 for one in keeping.running_ahead(running))


def test_less_than_three_years_are_refused():
    with pytest.raises(Wrong, match="years_of_data"):
        keeping.running_ahead([Fraction(1), Fraction(2)])
