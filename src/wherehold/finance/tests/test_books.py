"""Books, policies and the lines of things in them."""

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import put
from wherehold.finance import commands
from wherehold.finance.commands import LineDraft, PolicyDraft
from wherehold.finance.models import Line
from wherehold.finance.queries import books, values
from wherehold.finance.refusals import BadLine, BadTerms, BookThere, NoPolicy, NoRate
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry
from wherehold.project import cli
from wherehold.register.queries.timeline import timeline

pytestmark = pytest.mark.django_db


def open_book(actor, code="fin", **more):
    return commands.open_book(
        actor=actor, **{"code": code, "name": code.title(), "currency": "EUR"} | more
    )


@pytest.fixture
def book(admin):
    key = open_book(admin)
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36)])
    return key


def priced(tag, place=None, category=None, euros=3600, **more):
    return put(
        tag,
        place,
        category,
        stage="in_service",
        **{"price_minor": euros * 100, "currency": "EUR", "purchased_on": date(2026, 1, 1)} | more,
    )


def worth(actor, asset, day, code="fin"):
    return values.in_book(actor=actor, asset_id=asset.pk, code=code).worth(day)


def test_a_thing_is_taken_in_with_its_price_and_day_of_purchase(admin, book):
    drill = priced("DRILL")
    put("BENCH")
    taken = commands.take_in(actor=admin, book_id=book)

    assert (taken.lines, taken.after) == (1, None)
    assert commands.take_in(actor=admin, book_id=book).lines == 0
    assert worth(admin, drill, date(2026, 3, 31)).net == 3_300_00
    assert worth(admin, drill, date(2026, 3, 30)).net == 3_400_00
    assert worth(admin, drill, date(2025, 12, 31)).state == "not_in_service"
    assert worth(admin, drill, date(2028, 12, 31)).state == "fully_depreciated"
    [entry] = Entry.objects.filter(kind="finance.taken_in")
    assert (entry.data["lines"], entry.data["cost_minor"]) == (1, 3_600_00)


def test_taking_in_goes_on_behind_what_stays_out(admin, tools, laptops):
    key = open_book(admin)
    only_tools = [PolicyDraft(category_id=tools.pk)]
    commands.set_policies(actor=admin, book_id=key, policies=only_tools)
    put("DOLLARS", price_minor=5, currency="USD", stage="in_service", category=tools)
    priced("LAPTOP", category=laptops)
    priced("DRILL", category=tools)
    first = commands.take_in(actor=admin, book_id=key, limit=1)

    assert first.lines == 0
    assert commands.take_in(actor=admin, book_id=key, after=first.after, limit=1).lines == 1


def test_what_is_below_the_threshold_stays_out(admin):
    key = open_book(admin, threshold_minor=800_00)
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft()])
    priced("PEN", euros=799)

    assert books.to_take_in(actor=admin, book_id=key) == 0
    assert commands.take_in(actor=admin, book_id=key).lines == 0


def test_the_policy_of_the_nearest_category_counts_and_books_do_not_affect_each_other(
    admin, book, tools, laptops
):
    other = open_book(admin, "tax", fiscal_start=4)
    mine = [PolicyDraft(life=12), PolicyDraft(category_id=tools.pk, method="none")]
    commands.set_policies(actor=admin, book_id=other, policies=mine)
    drill, laptop = priced("DRILL", category=tools), priced("LAPTOP", category=laptops)
    for key in (book, other):
        commands.take_in(actor=admin, book_id=key)
    day = date(2026, 12, 31)

    assert worth(admin, drill, day).net == worth(admin, laptop, day).net == 2_400_00
    assert worth(admin, drill, day, "tax").net == 3_600_00
    assert worth(admin, laptop, day, "tax").net == 0


def test_an_opening_is_carried_on_and_never_inferred(admin, book):
    drill = priced("DRILL", purchased_on=date(2024, 1, 1))
    line = LineDraft(
        asset_id=drill.pk,
        cost_minor=3_600_00,
        in_service_on=date(2024, 1, 1),
        opening_minor=3_000_00,
        opening_through=date(2026, 1, 31),
        opening_months=6,
    )
    commands.value(actor=admin, book_id=book, lines=[line])
    rows = values.in_book(actor=admin, asset_id=drill.pk, code="fin").rows()

    assert [row.charge for row in rows] == [100_00] * 6
    assert (rows[0].start, rows[0].accumulated) == (date(2026, 2, 1), 3_100_00)
    assert rows[-1].book_value == 0
    assert worth(admin, drill, date(2026, 2, 28)).net == 500_00


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"residual_minor": 3_601_00}, "residual_above_cost"),
        ({"in_service_on": date(2025, 12, 31)}, "start_before_purchase"),
        ({"opening_minor": 5}, "opening_incomplete"),
        (
            {
                "opening_minor": 3_601_00,
                "opening_through": date(2026, 1, 31),
                "opening_months": 5,
            },
            "accumulated_above_base",
        ),
    ],
)
def test_a_line_that_cannot_be_is_refused_by_name_and_nothing_is_written(admin, book, given, name):
    drill, saw = priced("DRILL"), priced("SAW")
    lines = [LineDraft(asset_id=saw.pk), LineDraft(asset_id=drill.pk, **given)]
    with pytest.raises(BadLine, match=name):
        commands.value(actor=admin, book_id=book, lines=lines)

    assert not Line.objects.exists()


def test_a_book_needs_a_policy_and_one_currency(admin, book):
    dollars = priced("DOLLARS", currency="USD")
    empty = open_book(admin, "tax")
    with pytest.raises(NoRate):
        commands.value(actor=admin, book_id=book, lines=[LineDraft(asset_id=dollars.pk)])
    with pytest.raises(NoPolicy):
        commands.value(actor=admin, book_id=empty, lines=[LineDraft(asset_id=dollars.pk)])


def test_a_policy_that_charges_nothing_whatever_the_thing_is_refused(admin, book):
    for draft, name in (
        (PolicyDraft(life=0), "life_not_positive"),
        (PolicyDraft(method="declining-balance"), "rate_missing"),
        (PolicyDraft(method="units-of-production"), "units_total"),
        (PolicyDraft(method="manual"), "method_not_in_books"),
        (PolicyDraft(method="declining-balance", rate="much"), "not_a_number"),
    ):
        with pytest.raises(BadTerms, match=name):
            commands.set_policies(actor=admin, book_id=book, policies=[draft])
    with pytest.raises(BookThere):
        open_book(admin)


def test_who_may_not_know_prices_finds_no_books(amina, book, berlin):
    drill = priced("DRILL", berlin)

    assert books.books(actor=amina) == []
    assert values.of_asset(actor=amina, asset_id=drill.pk) == []
    with pytest.raises(NotAllowed):
        open_book(amina, "mine")
    with pytest.raises(NotFound):
        commands.value(actor=amina, book_id=book, lines=[LineDraft(asset_id=drill.pk)])


def test_many_are_valued_in_as_many_statements_as_one(admin, book):
    counts = []
    for number in (1, 30):
        things = [priced(f"T{number}-{one}") for one in range(number)]
        with CaptureQueriesContext(connection) as asked:
            commands.value(
                actor=admin, book_id=book, lines=[LineDraft(asset_id=one.pk) for one in things]
            )
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_value_of_a_book_on_the_command_line(admin, book, capsys):
    priced("DRILL")
    assert cli.main(["take-in", "--book", "fin"]) == 0
    capsys.readouterr()
    assert cli.main(["value", "--book", "fin", "--as-at", "2026-12-31", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert found["rows"] == [
        {
            "tag": "DRILL",
            "state": "depreciating",
            "cost": "3600.00",
            "accumulated": "1200.00",
            "book_value": "2400.00",
        }
    ]
    assert found["totals"]["book_value"] == "2400.00"
    assert cli.main(["value", "--book", "none"]) == 1


def test_the_timeline_keeps_amounts_from_who_may_not_know_prices(admin, amina, book, berlin):
    drill = priced("DRILL", berlin)
    commands.value(actor=admin, book_id=book, lines=[LineDraft(asset_id=drill.pk)])
    said = [
        next(
            entry.data
            for entry in timeline(actor=actor, asset_id=drill.pk, kinds=(), cursor="", limit=30)[0]
            if entry.kind == "finance.valued"
        )
        for actor in (admin, amina)
    ]

    assert said[0]["cost_minor"] == 3_600_00
    assert "cost_minor" not in said[1]
