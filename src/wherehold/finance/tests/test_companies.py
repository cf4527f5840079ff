"""Things for another company, with their parts; and all of that at each door."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import put
from wherehold.finance import commands, posting
from wherehold.finance.commands import (
    CompanyTransferDraft,
    LineDraft,
    PartDraft,
    PolicyDraft,
    ReplacementDraft,
)
from wherehold.finance.journal import FORMATS
from wherehold.finance.queries import cover, periods
from wherehold.finance.queries.rolls import roll_forward
from wherehold.finance.refusals import BadLine, NoRateBetween
from wherehold.finance.tests import test_parts
from wherehold.finance.tests.test_parts import BOUGHT, LATER, balanced, divide, open_book, worth
from wherehold.finance.tests.test_tools import balances, check
from wherehold.project import cli

book, building, other = test_parts.book, test_parts.building, test_parts.other


@pytest.mark.django_db
def test_parts_take_as_many_statements_however_many_they_are(admin, book, other, building):
    asked = []
    for number, code in ((2, "MILL"), (20, "YARD")):
        thing = put(code, stage="in_service")
        line = LineDraft(asset_id=thing.pk, cost_minor=1_000_00, in_service_on=BOUGHT)
        commands.value(actor=admin, book_id=book, lines=[line])
        parts = [PartDraft(name=f"P{n}", cost_minor=10_00, months=12) for n in range(number)]
        with CaptureQueriesContext(connection) as dividing:
            divide(admin, book, thing, parts=parts)
        with CaptureQueriesContext(connection) as handing_over:
            hand_over(admin, book, other, thing)
        asked += [len(dividing), len(handing_over)]

    assert asked[:2] == asked[2:]


def hand_over(admin, book, other, thing, **more):
    one = CompanyTransferDraft(asset_id=thing.pk, on=date(2025, 3, 15), **more)
    return commands.hand_to_company(actor=admin, from_id=book, to_id=other, transfers=[one])


@pytest.mark.django_db
def test_what_goes_to_another_company_goes_on_there_at_the_same_value(admin, book, other, building):
    divide(admin, book, building)
    before = worth(admin, building, date(2025, 2, 28))[1]
    never = worth(admin, building, LATER)[1]
    made = hand_over(admin, book, other, building)

    assert len(made) == 6 and not any(one.gain_minor for one in made)
    assert {one.line_id for one in made} == {one.other_id for one in made}
    assert worth(admin, building, LATER)[1].state == "derecognised"
    there = worth(admin, building, LATER, "dutch")[1]
    assert (there.cost, there.net) == (never.cost, pytest.approx(never.net, abs=3))
    for code, sign in (("fin", -1), ("dutch", 1)):
        whole = balanced(admin, code, date(2025, 3, 1), date(2025, 12, 31))
        assert whole.cost.transferred == sign * before.cost
        assert whole.accumulated.transferred == sign * before.accumulated
    with pytest.raises(BadLine):
        hand_over(admin, book, other, building)


@pytest.mark.django_db
def test_what_went_to_another_company_is_insured_there_and_once(admin, book, other, building):
    divide(admin, book, building)
    before = cover.covers(actor=admin, code="fin", as_at=LATER)
    hand_over(admin, book, other, building)
    after = {code: cover.covers(actor=admin, code=code, as_at=LATER) for code in ("fin", "dutch")}

    assert (len(before), len(after["fin"])) == (1, 0)
    assert [one.tag for one in after["dutch"]] == ["HALL"]


@pytest.mark.django_db
def test_both_companies_post_it_and_their_journals_meet(admin, book, other, building, tmp_path):
    made = hand_over(admin, book, other, building)
    net = made[1].cost_minor - made[1].accumulated_minor
    for code, key, sign in (("fin", book, 1), ("dutch", other, -1)):
        posting.post_through(actor=admin, book_id=key, through=date(2025, 3, 31))
        found = periods.journal(actor=admin, code=code, period="2025-03")
        entry = found.entries()[-1]
        assert sum(amount for _account, amount in entry.postings) == 0
        assert dict(entry.postings)["Assets:Intercompany"] == sign * net
        file = tmp_path / f"{code}.beancount"
        file.write_text(FORMATS["beancount"](found))
        assert "Assets:Intercompany" in file.read_text() and check(file) == (0, "")
        assert balanced(admin, code, date(2025, 3, 1), date(2025, 3, 31)).cost.difference == 0


@pytest.mark.django_db
def test_hledger_comes_to_the_balances_of_both_companies_with_their_parts(
    admin, book, other, building, tmp_path
):
    divide(admin, book, building)
    one = {"on": date(2025, 2, 1), "way": "scrap", "cost_minor": 90_000_00, "months": 120}
    lift = ReplacementDraft(asset_id=building.pk, part="Lift", name="Lift of 2025", **one)
    commands.replace_parts(actor=admin, book_id=book, replacements=[lift])
    hand_over(admin, book, other, building)
    since, through = BOUGHT, date(2025, 4, 30)
    met = 0
    for code, key in (("fin", book), ("dutch", other)):
        posted = posting.post_through(actor=admin, book_id=key, through=through)
        months = [periods.journal(actor=admin, code=code, period=one.period) for one in posted]
        file = tmp_path / f"{code}.ledger"
        file.write_text("\n".join(FORMATS["ledger"](one) for one in months))
        told = balances(file)
        whole = roll_forward(actor=admin, code=code, begins=since, ends=through).whole
        # What is bought is in the journal of purchases.
        assert told.get("Assets:Fixed-Assets", 0) == whole.cost.closing - whole.cost.added
        assert told.get("Assets:Accumulated-Depreciation", 0) == -whole.accumulated.closing
        assert told["Expenses:Depreciation"] == sum(one.charge for one in posted)
        met += told["Assets:Intercompany"]
    assert met == 0


@pytest.mark.django_db
def test_books_in_two_currencies_need_a_rate_and_one_company_has_nothing_to_hand_over(
    admin, book, building
):
    dollars = commands.open_book(
        actor=admin, code="us", name="US", currency="USD", company="Brightwater Inc"
    )
    policy = PolicyDraft(life=50, step_months=12)
    commands.set_policies(actor=admin, book_id=dollars, policies=[policy])
    same = open_book(admin, "group", company="Brightwater GmbH")
    with pytest.raises(NoRateBetween, match="in EUR and USD"):
        hand_over(admin, book, dollars, building)
    with pytest.raises(BadLine):
        hand_over(admin, book, same, building)
    hand_over(admin, book, dollars, building, rate="1.25")

    assert worth(admin, building, LATER, "us")[1].cost == 1_250_000_00
    balanced(admin, "us", date(2025, 3, 1), LATER)


@pytest.mark.django_db
def test_parts_over_rest_are_divided_replaced_and_read(call, admin, book, building):
    roof = {"name": "Roof", "cost_minor": 200_000_00, "months": 180}
    body = {"book_id": book, "on": "2025-01-01", "parts": [roof]}
    status, made = call("POST", f"/assets/{building.pk}/parts", body)
    assert (status, [one["part"] for one in made["items"]]) == (201, ["", "Roof"])
    new = {"book_id": book, "part": "Roof", "on": "2026-01-01", "way": "scrap", "name": "Roof 2"}
    new |= {"cost_minor": 1_00, "months": 12}
    status, made = call("POST", f"/assets/{building.pk}/parts/replace", new)
    assert (status, made["items"][0]["gain_minor"]) == (201, -(180_000_00 - 12_000_00))
    asked = f"/assets/{building.pk}/schedule?book=fin"
    whole, part = call("GET", asked)[1]["items"], call("GET", f"{asked}&part=Roof 2")[1]["items"]

    assert len(part) == 12 and len(whole) > 500
    assert call("GET", f"{asked}&part=Mast")[0] == 404
    told = call("GET", f"/assets/{building.pk}/books")[1]["items"]
    assert {one["part"] for one in told} == {"", "Roof", "Roof 2"}


@pytest.mark.django_db
def test_parts_and_companies_on_the_command_line(admin, book, other, building, capsys):
    def run(*arguments, code=0):
        common = ("--book", "fin", "--asset", "HALL", "--json")
        assert cli.main([*arguments, *common]) == code
        said = capsys.readouterr()
        return json.loads(said.out)["rows"] if code == 0 else said.err

    roof, lift = "Roof=200000/180", "Lift=100000.00/120/0"
    day = ("--on", "2025-01-01")
    assert "Roof=200000/180" in run("divide", *day, "--part", "Roof", code=1)
    assert "whole minor units" in run("divide", *day, "--part", "Roof=1.001/9", code=1)
    rows = run("divide", *day, "--part", roof, "--part", lift)
    assert [(one["part"], one["cost"]) for one in rows] == [
        ("", "-300000.00"),
        ("Roof", "200000.00"),
        ("Lift", "100000.00"),
    ]
    again = ("replace-part", "--on", "2026-01-01", "--part", "Roof", "--proceeds", "5000")
    assert "HALL · Lift" in run(*again, "--new", "Lift=1/1", code=1)
    (gone,) = run(*again, "--new", "Roof of 2026=240000/240")
    assert (gone["kind"], gone["gain"]) == ("dispose", "-163000.00")
    moved = run("hand-to-company", "--on", "2026-03-01", "--to", "dutch")
    assert [(one["book"], one["part"]) for one in moved if one["kind"] == "enter"] == [
        ("dutch", part) for part in ("", "Lift", "Roof of 2026")
    ]


@pytest.mark.django_db
def test_the_panel_of_a_divided_thing_shows_parts_and_their_sum(client, ada, book, other, building):
    client.force_login(ada)
    page = f"/assets/{building.pk}"
    part = {"on": "2025-01-01", "name": "Roof", "amount": "200000", "months": "180"}
    assert client.post(f"{page}/books/fin/divide", part).status_code == 302
    whole = client.get(f"{page}/value?book=fin").content.decode()
    roof = client.get(f"{page}/value?book=fin&part=Roof").content.decode()
    new = part | {"on": "2026-01-01", "name": "Roof 2", "how": "scrap", "proceeds": "10"}

    assert "all parts together" in whole and "1,000,000.00" in whole and "Undivided" in whole
    assert "Replace this part" in roof and "To another company" in roof
    assert "part=Roof" in roof
    assert client.post(f"{page}/books/fin/replace?part=Roof", new).status_code == 302
    assert client.post(f"{page}/books/fin/replace?part=Roof", new).status_code == 422
    gone = client.post(f"{page}/books/fin/company", {"on": "2026-03-01", "book": other})
    assert gone.status_code == 302
    assert "From another company" in client.get(f"{page}/value?book=dutch").content.decode()
