"""What things cost: recorded by hand and by programs, listed, taken back, added to books."""

from datetime import date
from decimal import Decimal

import pytest

from wherehold.conftest import put
from wherehold.finance import commands
from wherehold.finance.commands import CostDraft, LineDraft, PolicyDraft
from wherehold.finance.models import Change, Cost
from wherehold.finance.queries import costs, values
from wherehold.finance.refusals import BadCost, NoRate
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.register.models import Asset

pytestmark = pytest.mark.django_db
FEB = date(2026, 2, 4)


def draft(asset, kind="repair", on=FEB, amount=100_00, **more):
    return CostDraft(asset_id=asset.pk, kind=kind, on=on, amount_minor=amount, **more)


def test_the_first_purchase_of_a_thing_is_its_price(ada, admin):
    lift = put("LIFT")
    first = draft(lift, "purchase", amount=900_00, tax_minor=171_00, currency="USD", rate="0.9")
    commands.record_costs(actor=admin, costs=[first, draft(lift, "purchase", amount=5_00)])
    lift.refresh_from_db()

    assert (lift.price_minor, lift.currency, Decimal(lift.rate)) == (900_00, "USD", Decimal("0.9"))
    assert (lift.value_minor, lift.purchased_on) == (810_00, FEB)
    assert costs.by_kind(actor=admin, asked=costs.Asked()) == {"purchase": (2, 815_00)}
    assert Entry.objects.filter(kind="finance.cost_recorded").count() == 2


def test_an_improvement_is_added_to_the_value_in_each_book(ada, admin):
    lift = put("LIFT", price_minor=3_600_00, currency="EUR", purchased_on=date(2026, 1, 1))
    for code in ("fin", "tax"):
        book = commands.open_book(actor=admin, code=code, name=code, currency="EUR")
        commands.set_policies(actor=admin, book_id=book, policies=[PolicyDraft(life=36)])
        line = LineDraft(asset_id=lift.pk, in_service_on=date(2026, 1, 1))
        commands.value(actor=admin, book_id=book, lines=[line])
    [made] = commands.record_costs(
        actor=admin, costs=[draft(lift, "improvement", amount=320_00, capitalise=True)]
    )

    assert Change.objects.filter(kind="improve", cost_minor=320_00).count() == 2
    [one, _other] = values.of_asset(actor=admin, asset_id=lift.pk)
    assert one.worth(date(2028, 12, 31)).net == 0
    assert one.worth(FEB).cost == 3_920_00
    with pytest.raises(BadCost):
        commands.revoke_costs(actor=admin, cost_ids=[made])


def test_what_cannot_be_is_refused_by_name_and_nothing_is_recorded(ada, admin):
    lift = put("LIFT")
    good = draft(lift)
    for field, bad in {
        "kind": draft(lift, "gift"),
        "on": draft(lift, on=date(2099, 1, 1)),
        "amount": draft(lift, amount=0),
        "tax": draft(lift, tax_minor=-1),
        "currency": draft(lift, currency="XXY"),
        "rate": draft(lift, currency="USD", rate="a"),
        "note": draft(lift, note="x" * 201),
    }.items():
        with pytest.raises(BadCost) as refused:
            commands.record_costs(actor=admin, costs=[good, bad])
        assert [one["field"] for one in refused.value.fields] == [field]
    with pytest.raises(NoRate):
        commands.record_costs(actor=admin, costs=[good, draft(lift, currency="USD")])
    with pytest.raises(NotFound):
        commands.record_costs(actor=admin, costs=[draft(lift, supplier_id=999_999)])
    assert not Cost.objects.exists()


def test_a_cost_taken_back_counts_no_more_and_stays_to_be_read(ada, admin):
    lift = put("LIFT")
    ids = commands.record_costs(actor=admin, costs=[draft(lift), draft(lift, "energy")])
    commands.revoke_costs(actor=admin, cost_ids=ids[:1])

    assert [one["kind"] for one in costs.of_asset(actor=admin, asset_id=lift.pk)] == ["energy"]
    assert Entry.objects.filter(kind="finance.cost_revoked").count() == 1
    with pytest.raises(BadCost):
        commands.revoke_costs(actor=admin, cost_ids=ids[:1])


def test_one_or_many_over_rest(call, admin):
    lift, press = put("LIFT"), put("PRESS")
    one = {"asset_id": lift.pk, "kind": "repair", "on": "2026-02-04", "amount_minor": 12_50}
    status, told = call("POST", "/costs", one)
    assert (status, told["items"][0]["amount"]) == (201, "12.50")
    many = [one | {"asset_id": press.pk, "kind": "energy"}, one | {"on": "2026-02-05"}]
    assert call("POST", "/costs", many)[0] == 201

    _status, first = call("GET", "/costs?limit=2")
    _status, last = call("GET", f"/costs?limit=2&cursor={first['next']}")
    assert [item["on"] for item in first["items"]] == ["2026-02-05", "2026-02-04"]
    assert len(last["items"]) == 1 and last["next"] is None
    assert len(call("GET", f"/costs?asset_id={press.pk}")[1]["items"]) == 1
    status, refused = call("POST", "/costs", one | {"currency": "USD"})
    assert (status, refused["code"]) == (409, "finance.no_rate")
    assert call("POST", "/costs/revoke", {"ids": [first["items"][0]["id"]]})[0] == 201


def test_who_may_not_know_prices_sees_no_costs(store_room, tools, amina, admin):
    lift = put("LIFT", place=store_room, category=tools)
    commands.record_costs(actor=admin, costs=[draft(lift)])

    assert costs.of_asset(actor=amina, asset_id=lift.pk) == []
    with pytest.raises(NotAllowed):
        commands.record_costs(actor=amina, costs=[draft(lift)])


def test_a_cost_in_the_browser(client, ada, admin):
    lift = put("LIFT")
    client.force_login(ada)
    form = {"tag": "LIFT", "kind": "repair", "on": "2026-02-04", "amount": "1,250.50", "tax": ""}
    wrong = client.post("/money/costs/new", form | {"tag": "NONE", "currency": "USD"})
    assert wrong.status_code == 422 and "Nothing has this tag" in wrong.content.decode()
    unrated = client.post("/money/costs/new", form | {"currency": "USD"})
    assert unrated.status_code == 422

    assert client.post("/money/costs/new", form).status_code == 302
    page = client.get(f"/assets/{lift.pk}/value").content.decode()
    assert "1,250.50" in page and "Repair" in page
    listed = client.get("/money/costs?kind=repair").content.decode()
    assert "1,250.50" in listed
    assert client.get("/money/costs?begins=x").status_code == 422
    [cost] = Cost.objects.all()
    assert client.post(f"/money/costs/{cost.pk}/revoke").status_code == 302
    assert "1,250.50" not in client.get("/money/costs").content.decode()
    assert Asset.objects.get(pk=lift.pk).price_minor is None
