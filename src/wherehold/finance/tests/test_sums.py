"""A whole book on a day, in columns: what it comes to one by one."""

import json
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import plant, put
from wherehold.finance import commands
from wherehold.finance.commands import ChangeDraft, LineDraft, PolicyDraft
from wherehold.finance.queries import listing, sums, values
from wherehold.kernel.actor import Actor, Grant
from wherehold.project import cli
from wherehold.register.models import Category

pytestmark = pytest.mark.django_db
DAYS = [date(2024, 1, 1), date(2025, 6, 30), date(2026, 2, 27), date(2031, 12, 31)]
POLICIES = (
    {"method": "straight-line", "life": 37, "residual_permille": 105},
    {"method": "straight-line", "life": 5, "step_months": 12, "convention": "daily"},
    {"method": "straight-line", "life": 30, "convention": "daily-360"},
    {"method": "sum-of-years-digits", "life": 60, "residual_permille": 51},
    {"method": "declining-balance", "life": 48, "rate": "0.3"},
    {"method": "declining-balance", "life": 48, "factor": "2", "residual_permille": 300},
    {"method": "declining-balance", "life": 48, "factor": "2", "switch": True},
    {"method": "fixed-declining", "life": 4, "step_months": 12, "residual_permille": 100},
    {"method": "amorlinc", "life": 5, "step_months": 12, "rate": "0.2"},
    {"method": "macrs", "life": 5, "step_months": 12, "convention": "half-year"},
    {"method": "units-of-production", "life": 1, "total_units": 1000},
    {"method": "none", "life": 1},
)


@pytest.fixture
def book(admin):
    """A book with things of every method: fresh, opened, waiting, with terms of their own."""
    draw = Random(11)
    key = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    policies, lines = [], []
    for number, terms in enumerate(POLICIES):
        kind = plant(Category, f"Kind {number}")
        policies.append(PolicyDraft(category_id=kind.pk, **terms))
        for nth in range(8):
            one = put(f"K{number}-{nth}", category=kind, stage="in_service", currency="EUR")
            start = date(2023, 11, 1) + timedelta(days=draw.randrange(900))
            said = {"cost_minor": draw.randrange(10**7), "in_service_on": start}
            if nth == 1:
                said["in_service_on"] = None
            if nth in (2, 3) and terms["method"] == "straight-line":
                said |= {"opening_minor": said["cost_minor"] // 3, "opening_months": nth * 7 - 14}
                said["opening_through"] = start + timedelta(days=40)
            if nth == 4:
                said["residual_minor"] = 0
            if nth == 5 and terms["method"] == "straight-line":
                said["own"] = {"life": 11}
            lines.append(LineDraft(asset_id=one.pk, **said))
    commands.set_policies(actor=admin, book_id=key, policies=policies)
    commands.value(actor=admin, book_id=key, lines=lines)
    whole = [line for line in lines[:8] if line.in_service_on]
    happened = [
        ChangeDraft(asset_id=one.asset_id, kind=kind, on=date(2026, 5, 4), amount_minor=amount)
        for one, kind, amount in zip(whole, ("improve", "suspend"), (10_000, 0), strict=False)
    ]
    commands.change(actor=admin, book_id=key, changes=happened)
    return key


def one_by_one(admin, day):
    rows = list(values.register(actor=admin, code="fin", as_at=day))
    found = [worth for _one, worth in rows]
    return sums.Sum(
        things=sum(one.state != "derecognised" for one in found),
        waiting=sum(one.state == "not_in_service" for one in found),
        cost=sum(one.cost for one in found),
        accumulated=sum(one.accumulated for one in found),
        later=sum(one.net for line, one in rows if (line.line.in_service_on or day) > day),
    )


def test_a_book_of_every_method_comes_to_what_its_things_come_to_one_by_one(admin, book):
    found = sums.by_class(actor=admin, code="fin", days=DAYS)

    assert len(found.classes) == len(POLICIES)
    assert found.whole == [one_by_one(admin, day) for day in DAYS]


def test_lists_say_of_each_thing_what_it_comes_to_by_itself(admin, book):
    since, day = DAYS[2:]
    rows = list(values.register(actor=admin, code="fin", as_at=day))

    told = [
        (one.tag, one.method, one.worth.state, one.worth.cost, one.worth.accumulated, one.charge)
        for one in listing.listing(actor=admin, code="fin", as_at=day, since=since)
    ]
    assert told == [
        (one.tag, one.scheme["method"], worth.state, worth.cost, worth.accumulated)
        + (worth.charged - one.worth(since).charged,)
        for one, worth in rows
    ]
    for state in ("not_in_service", "fully_depreciated", "suspended"):
        some = listing.listing(actor=admin, code="fin", as_at=day, state=state)
        expected = [one.tag for one, worth in rows if worth.state == state]
        assert [one.tag for one in some] == expected and len(some) == len(expected) > 0


def test_the_number_of_statements_is_that_of_one(admin, book):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        sums.by_class(actor=admin, code="fin", days=DAYS)

    # Five ask devices how much the things were used that depreciate by use.
    assert len(asked) <= 12 + 5


def test_nobody_sees_the_sums_of_what_may_not_be_seen(admin, book, hamburg):
    keeper = Actor("keeper", grants=(Grant(frozenset({"finance.keep"})),))
    there = Actor("there", grants=(Grant(frozenset({"asset.price"}), place=hamburg.path),))

    for actor in (keeper, there):
        assert sums.by_class(actor=actor, code="fin", days=DAYS[:1]).whole == [sums.Sum()]


def test_the_command_line_and_rest_tell_the_sums_by_class(admin, book, capsys):
    cli.main(["value", "--book", "fin", "--as-at", "2026-02-27", "--totals", "--json"])
    *_classes, whole = json.loads(capsys.readouterr().out)["rows"]

    expected = one_by_one(admin, date(2026, 2, 27))
    assert (whole["class"], whole["things"]) == (None, 96)
    assert whole["book_value"] == f"{expected.net / 100:.2f}"
