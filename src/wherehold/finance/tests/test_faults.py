"""Faults of other systems and bad input that concern money, each by its name."""

from datetime import date, timedelta

import pytest

from wherehold.conftest import put
from wherehold.finance import batches, commands, posting
from wherehold.finance.commands import ChangeDraft, DisposalDraft, LineDraft, PolicyDraft
from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.engine.schedule import charged_leaving, schedule
from wherehold.finance.models import Change, Charge, Period
from wherehold.finance.queries import values
from wherehold.finance.refusals import BadLine
from wherehold.finance.tests.conftest import terms
from wherehold.kernel import clock


@pytest.fixture
def book(admin):
    key = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36)])
    return key


@pytest.fixture
def drill(admin, book):
    thing = put("DRILL", stage="retired", price_minor=3600_00, currency="EUR")
    line = LineDraft(asset_id=thing.pk, in_service_on=date(2026, 1, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    return thing


# Snipe-IT, getHalfYearDepreciatedValue: no heed of what is left at the end; the first half ends
# on 1 June.


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_no_convention_goes_below_the_residual_value(convention):
    said = terms(1000, 400, 3, convention=convention, start=date(2026, 6, 2))
    rows = schedule(said, 1)

    assert min(row.book_value for row in rows) == rows[-1].book_value == 400_00


@pytest.mark.parametrize(("day", "first"), [(date(2026, 6, 30), 400), (date(2026, 7, 1), 0)])
def test_the_first_half_of_a_year_ends_with_june(day, first):
    said = terms(1200, 0, 3, convention="modified-half-year", start=day)
    charges = {row.end.year: row.charge for row in schedule(said)}

    assert charges.get(2026, 0) == first * 100


# Snipe-IT, getLinearDepreciatedValue: only today.


@pytest.mark.django_db
def test_a_value_as_at_a_day_is_the_same_on_whatever_day_it_is_asked(admin, drill, monkeypatch):
    one = values.in_book(actor=admin, asset_id=drill.pk, code="fin")
    days = [date(2025, 1, 1), date(2026, 7, 31), date(2035, 1, 1)]
    before = [one.worth(day).net for day in days]
    monkeypatch.setattr(clock, "today", lambda: date(2031, 5, 5))
    again = values.in_book(actor=admin, asset_id=drill.pk, code="fin")

    assert [again.worth(day).net for day in days] == before == [3600_00, 2900_00, 0]


# OCA #2346: another formula reckoned boards anew that were posted.


@pytest.mark.django_db
def test_another_engine_leaves_what_was_posted_and_makes_up_in_the_open_month(
    admin, book, drill, monkeypatch
):
    posting.post_through(actor=admin, book_id=book, through=date(2026, 3, 31))
    before = list(Charge.objects.order_by("pk").values())
    digests = list(Period.objects.order_by("pk").values("engine", "digest", "charge_minor"))
    ours = batches.charged
    monkeypatch.setattr(batches, "charged", lambda *given: ours(*given) + 7_00)
    monkeypatch.setattr(commands.periods, "VERSION", 2)
    [month] = posting.post_through(actor=admin, book_id=book, through=date(2026, 4, 30))

    assert list(Charge.objects.order_by("pk").values())[:3] == before
    assert list(Period.objects.order_by("pk").values("engine", "digest", "charge_minor"))[:3] == (
        digests
    )
    assert month.charge == 107_00
    assert list(Period.objects.order_by("pk").values_list("engine", flat=True)) == [1, 1, 1, 2]


# OCA #1051: the month of removal counted 29 of 30 days.


@pytest.mark.parametrize(("day", "days"), [(1, 0), (2, 1), (31, 30)])
def test_by_days_the_day_of_leaving_does_not_count_and_the_first_does(day, days):
    said = terms(365, 0, 1, convention="daily", start=date(2026, 1, 1))

    assert charged_leaving(said, date(2026, 1, day)) == days * 100
    assert charged_leaving(said, date(2026, 2, 1)) == 31_00


# What the books refuse, whole.


@pytest.mark.django_db
def test_a_disposal_before_the_start_is_refused_and_nothing_is_half_posted(admin, book, drill):
    other = put("SAW", stage="retired", price_minor=100_00, currency="EUR")
    line = LineDraft(asset_id=other.pk, in_service_on=date(2026, 1, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    sales = [
        DisposalDraft(asset_id=other.pk, on=date(2026, 2, 1), way="scrap"),
        DisposalDraft(asset_id=drill.pk, on=date(2025, 12, 31), way="scrap"),
    ]
    with pytest.raises(BadLine, match="before_in_service"):
        commands.dispose(actor=admin, disposals=sales)

    assert not Change.objects.exists()


@pytest.mark.django_db
def test_books_do_not_affect_each_other(admin, book, drill):
    tax = commands.open_book(actor=admin, code="tax", name="Tax", currency="EUR")
    commands.set_policies(actor=admin, book_id=tax, policies=[PolicyDraft(life=12)])
    line = LineDraft(asset_id=drill.pk, in_service_on=date(2026, 1, 1))
    commands.value(actor=admin, book_id=tax, lines=[line])
    said = values.in_book(actor=admin, asset_id=drill.pk, code="fin").rows()
    change = ChangeDraft(asset_id=drill.pk, kind="impair", on=date(2026, 4, 1), amount_minor=100_00)
    commands.change(actor=admin, book_id=tax, changes=[change])
    posting.post_through(actor=admin, book_id=tax, through=date(2026, 6, 30))

    assert values.in_book(actor=admin, asset_id=drill.pk, code="fin").rows() == said
    assert not Period.objects.filter(book=book).exists()


def test_reckoned_anew_without_an_event_rows_are_the_same():
    said = terms(999.99, 11.11, 7, convention="15th", start=date(2026, 3, 14))

    assert schedule(said) == schedule(said)
    assert sum(row.charge for row in schedule(said)) == said.base
    ends = [row.end for row in schedule(said)]
    assert all(b - a > timedelta(days=360) for a, b in zip(ends, ends[1:], strict=False))
