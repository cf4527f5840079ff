"""US tax years: the pool decides by what convention all of a year goes, and is then locked."""

from datetime import date
from fractions import Fraction

import pytest

from wherehold.conftest import put
from wherehold.finance import commands
from wherehold.finance.commands import AllowanceDraft, DisposalDraft, LineDraft, PolicyDraft
from wherehold.finance.engine import allowances, pools
from wherehold.finance.engine.pools import Placed, pool
from wherehold.finance.models import TaxYear
from wherehold.finance.queries import tax_years, values
from wherehold.finance.refusals import BadBook, BadLine, BadTerms

BEGINS = date(2025, 1, 1)


def test_more_than_forty_percent_in_the_last_quarter_is_mid_quarter_and_forty_is_not():
    early = Placed(60_00, date(2025, 9, 30))
    assert pool([early, Placed(40_00, date(2025, 10, 1))], BEGINS).convention == "half-year"
    found = pool([early, Placed(40_01, date(2025, 12, 31))], BEGINS)
    assert found.convention == "mid-quarter" and found.quarters == (0, 0, 60_00, 40_01)
    assert pool([], BEGINS).share == Fraction(0)
    assert pool([Placed(1, date(2025, 7, 1))], date(2024, 10, 1)).quarters == (0, 0, 0, 1)


def test_the_limit_of_what_may_be_expensed_falls_by_what_is_above():
    assert pools.limited(2_500_000, 4_000_000, 3_000_000) == 2_500_000
    assert pools.limited(2_500_000, 4_000_000, 4_500_000) == 2_000_000
    assert pools.limited(2_500_000, 4_000_000, 9_000_000) == 0


@pytest.mark.parametrize(
    ("day", "permille"),
    [
        (date(2022, 6, 1), 1000),
        (date(2023, 6, 1), 800),
        (date(2024, 6, 1), 600),
        (date(2025, 1, 19), 400),
        (date(2025, 1, 20), 1000),
        (date(2031, 1, 1), 1000),
    ],
)
def test_the_special_allowance_goes_by_days_and_has_its_source(day, permille):
    grant = allowances.granted("special", day)
    assert grant.permille == permille and grant.source


@pytest.fixture
def book(admin):
    key = commands.open_book(actor=admin, code="tax", name="Tax", currency="USD")
    policy = PolicyDraft(method="macrs", convention="half-year", life=5, step_months=12)
    commands.set_policies(actor=admin, book_id=key, policies=[policy])
    return key


def place(admin, book, tag, on, cost=10_000_00, **own):
    thing = put(tag, stage="retired", price_minor=cost, currency="USD", purchased_on=on)
    line = LineDraft(asset_id=thing.pk, in_service_on=on, own=own)
    commands.value(actor=admin, book_id=book, lines=[line])
    return thing


def charged(admin, thing, day):
    [one] = values.of_asset(actor=admin, asset_id=thing.pk)
    return one.worth(day).charged


@pytest.mark.django_db
def test_a_locked_year_flips_all_that_was_put_to_use_in_it(admin, book):
    spring = place(admin, book, "SPRING", date(2025, 2, 1))
    autumn = place(admin, book, "AUTUMN", date(2025, 11, 1))
    land = place(
        admin, book, "HOUSE", date(2025, 12, 1), 900_000_00, life=39, convention="mid-month"
    )
    gone = place(admin, book, "GONE", date(2025, 12, 1), 50_000_00)
    commands.dispose(
        actor=admin,
        disposals=[DisposalDraft(asset_id=gone.pk, on=date(2025, 12, 20), way="scrap")],
    )
    before = charged(admin, land, date(2025, 12, 31))
    [year] = tax_years.years(actor=admin, code="tax")
    assert year.pool.quarters == (10_000_00, 0, 0, 10_000_00)
    assert [(one.tag, one.now, one.then) for one in year.flips] == [
        ("SPRING", 2_000_00, 3_500_00),
        ("AUTUMN", 2_000_00, 500_00),
    ]

    assert commands.lock_tax_year(actor=admin, code="tax", begins=BEGINS) == "mid-quarter"
    assert charged(admin, spring, date(2025, 12, 31)) == 3_500_00
    assert charged(admin, autumn, date(2025, 12, 31)) == 500_00
    assert charged(admin, land, date(2025, 12, 31)) == before
    [year] = tax_years.years(actor=admin, code="tax")
    assert (year.locked, year.flips) == ("mid-quarter", [])
    place(admin, book, "LATER", date(2025, 3, 1), 900_000_00)
    assert charged(admin, spring, date(2025, 12, 31)) == 3_500_00


@pytest.mark.django_db
def test_a_year_is_locked_once_in_its_order_and_when_it_is_over(admin, book):
    place(admin, book, "OLD", date(2024, 2, 1))
    place(admin, book, "NEW", date(2025, 2, 1))
    place(admin, book, "NOW", date(2026, 2, 1))
    for begins, why in (
        (BEGINS, "year_before"),
        (date(2026, 1, 1), "year_not_over"),
        (date(2020, 1, 1), "year_empty"),
    ):
        with pytest.raises(BadTerms, match=why):
            commands.lock_tax_year(actor=admin, code="tax", begins=begins)
    commands.lock_tax_year(actor=admin, code="tax", begins=date(2024, 1, 1))
    with pytest.raises(BadTerms, match="year_locked"):
        commands.lock_tax_year(actor=admin, code="tax", begins=date(2024, 1, 1))
    assert TaxYear.objects.count() == 1


@pytest.mark.django_db
def test_what_is_expensed_comes_first_then_the_allowance_then_the_tables(admin, book):
    """Of 100,000: 12,000 expensed, 40 percent of the rest, the first year's 20 of 52,800."""
    elected = {"expensed_minor": 12_000_00, "special_permille": 400}
    thing = place(admin, book, "PRESS", date(2025, 1, 10), 100_000_00, **elected)
    [one] = values.of_asset(actor=admin, asset_id=thing.pk)

    first = 12_000_00 + 35_200_00
    assert one.worth(date(2025, 1, 31)).charged > first
    assert one.worth(date(2025, 12, 31)).charged == first + 10_560_00
    rows = one.rows(12)
    assert rows[0].charge == first + 10_560_00 and rows[-1].book_value == 0
    assert sum(row.charge for row in rows) == 100_000_00
    [year] = tax_years.years(actor=admin, code="tax")
    assert (year.pool.basis, year.expensed, year.limit) == (88_000_00, 12_000_00, 2_500_000_00)
    commands.dispose(
        actor=admin,
        disposals=[DisposalDraft(asset_id=thing.pk, on=date(2026, 2, 20), way="scrap")],
    )
    # Half of the second year's 32 percent.
    assert charged(admin, thing, date(2026, 12, 31)) == first + 10_560_00 + 8_448_00


@pytest.mark.django_db
def test_elections_that_cannot_be_are_refused(admin, book):
    with pytest.raises(BadLine, match="expensed_above_cost"):
        place(admin, book, "A", BEGINS, 100_00, expensed_minor=100_01)
    with pytest.raises(BadLine, match="elections_for_macrs"):
        place(admin, book, "B", BEGINS, 100_00, method="straight-line", special_permille=400)


@pytest.mark.django_db
def test_residential_property_has_a_class_of_27_and_a_half_years(admin, book):
    home = {"life": 330, "step_months": 1, "convention": "mid-month"}
    thing = place(admin, book, "HOME", date(2025, 1, 1), 100_000_00, **home)
    assert charged(admin, thing, date(2025, 12, 31)) == 3_485_00


@pytest.mark.django_db
def test_tax_years_and_what_law_grants_over_rest_and_in_the_browser(client, ada, admin, call, book):
    place(admin, book, "AUTUMN", date(2025, 11, 1))
    _status, told = call("GET", "/tax-years?book=tax")
    [year] = told["items"]
    assert (year["convention"], year["last_quarter_percent"]) == ("mid-quarter", 100.0)
    entered = {
        "kind": "expense",
        "begins": "2025-01-01",
        "ends": "2025-12-31",
        "limit_minor": 5_00,
        "above_minor": 100_000_00,
        "source": "The law itself",
    }
    assert call("POST", "/allowances", entered)[0] == 201
    assert call("GET", "/tax-years?book=tax")[1]["items"][0]["expense_limit_minor"] == 5_00
    grants = call("GET", "/allowances")[1]["items"]
    assert len(grants) == len(allowances.shipped())
    with pytest.raises(BadBook):
        bad = AllowanceDraft(kind="x", begins=BEGINS, ends=date(2024, 1, 1), permille=2000)
        commands.set_allowances(actor=admin, allowances=[bad])
    client.force_login(ada)
    page = client.get("/money/tax/tax-years").content.decode()
    assert "1 thing would flip" in page and "The law itself" in page
    form = {"kind": "special", "begins": "2027-01-01", "percent": "30", "source": "A bill"}
    assert client.post("/money/tax/tax-years/allowance", form).status_code == 302
    assert client.post("/money/tax/tax-years/allowance", {"kind": "x"}).status_code == 422
    assert client.post("/money/tax/tax-years/lock", {"begins": "2025-01-01"}).status_code == 302
    status, refused = call("POST", "/tax-years/lock", {"book": "tax", "begins": "2025-01-01"})
    assert (status, refused["code"]) == (422, "finance.bad_terms")
