"""Held for sale: nothing is charged, the lower of two values counts, and the way back.

Source: IFRS 5.15 (the lower of carrying amount and fair value less costs to sell), 5.20-22 (losses
and gains while held, these no higher than what was lost before), 5.25 (no depreciation), 5.27-28
(back into use).
"""

from datetime import date
from fractions import Fraction

import pytest

from wherehold.conftest import put
from wherehold.finance import commands, posting
from wherehold.finance.commands import ChangeDraft, DisposalDraft, LineDraft, PolicyDraft
from wherehold.finance.engine import changes as engine
from wherehold.finance.engine.changes import Held
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.models import Cost
from wherehold.finance.queries import owning, periods, sums, values
from wherehold.finance.queries.rolls import roll_forward
from wherehold.finance.refusals import BadLine
from wherehold.finance.reports import Asked, report

pytestmark = pytest.mark.django_db
HELD, BACK = date(2026, 7, 1), date(2027, 1, 1)


@pytest.fixture
def book(ada, admin):
    key = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36)])
    return key


@pytest.fixture
def press(admin, book):
    """3,600 over 36 months from January 2026: a hundred a month, 3,000 at the end of June."""
    thing = put("PRESS", stage="in_service", price_minor=3600_00, currency="EUR")
    line = LineDraft(asset_id=thing.pk, in_service_on=date(2026, 1, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    return thing


def change(actor, book, thing, kind, on, **more):
    draft = ChangeDraft(asset_id=thing.pk, kind=kind, on=on, **more)
    [made] = commands.change(actor=actor, book_id=book, changes=[draft])
    return made


def worth(actor, thing, day):
    return values.in_book(actor=actor, asset_id=thing.pk, code="fin").worth(day)


def test_while_held_nothing_is_charged_and_the_lower_value_counts(admin, book, press):
    made = change(admin, book, press, "hold", HELD, amount_minor=2700_00)

    assert (made.result_minor, made.accumulated_minor) == (-300_00, 300_00)
    for day in (date(2026, 7, 31), date(2027, 12, 31)):
        assert (worth(admin, press, day).net, worth(admin, press, day).state) == (
            2700_00,
            "held_for_sale",
        )
    assert worth(admin, press, date(2026, 6, 30)).state == "depreciating"


def test_what_would_bring_more_stays_at_its_book_value(admin, book, press):
    made = change(admin, book, press, "hold", HELD, amount_minor=5000_00)

    assert (made.result_minor, worth(admin, press, BACK).net) == (0, 3000_00)


def test_a_later_gain_is_no_more_than_what_was_lost(admin, book, press):
    change(admin, book, press, "hold", HELD, amount_minor=2700_00)
    change(admin, book, press, "impair", date(2026, 8, 1), amount_minor=2500_00)
    back = change(admin, book, press, "reverse", date(2026, 9, 1), amount_minor=9000_00)

    assert back.result_minor == 500_00
    assert worth(admin, press, date(2026, 9, 30)).net == 3000_00


def test_back_in_use_it_is_worth_what_it_would_be_had_it_never_been_held(admin, book, press):
    change(admin, book, press, "hold", HELD, amount_minor=2700_00)
    made = change(admin, book, press, "release", BACK)

    # 24 of 36 months are left: 2,400, which is 300 less than it was held at.
    assert made.result_minor == -300_00
    assert worth(admin, press, date(2027, 1, 31)).net == 2400_00 - 100_00
    rows = values.in_book(actor=admin, asset_id=press.pk, code="fin").rows()
    assert (rows[-1].end, rows[-1].book_value) == (date(2028, 12, 31), 0)


def test_back_in_use_it_is_no_more_than_can_be_recovered(admin, book, press):
    change(admin, book, press, "hold", HELD, amount_minor=1000_00)
    made = change(admin, book, press, "release", BACK, amount_minor=1200_00)

    assert made.result_minor == 200_00
    assert worth(admin, press, date(2027, 1, 31)).net == 1200_00 - 50_00


def test_months_post_and_roll_forward_with_what_is_held(admin, book, press):
    change(admin, book, press, "hold", HELD, amount_minor=2700_00)
    change(admin, book, press, "release", BACK)
    posting.post_through(actor=admin, book_id=book, through=date(2027, 2, 28))

    for ends in (date(2026, 7, 31), date(2027, 1, 31), date(2027, 2, 28)):
        found = roll_forward(actor=admin, code="fin", begins=ends.replace(day=1), ends=ends)
        assert found.whole.cost.difference == found.whole.accumulated.difference == 0
        assert found.difference == 0
    said = periods.journal(actor=admin, code="fin", period="2026-07").entries()
    assert [one.text for one in said] == ["Held for sale"]
    assert dict(said[0].postings)["Expenses:Impairment"] == 300_00
    whole = sums.by_class(actor=admin, code="fin", days=[date(2027, 1, 31)]).whole[0]
    assert whole.net == worth(admin, press, date(2027, 1, 31)).net


def test_what_cannot_be_said_of_it_is_refused_by_name(admin, book, press):
    with pytest.raises(BadLine, match="amount_not_positive"):
        change(admin, book, press, "hold", HELD)
    with pytest.raises(BadLine, match="sells_not"):
        change(admin, book, press, "release", HELD)
    change(admin, book, press, "hold", HELD, amount_minor=1)
    for kind in ("hold", "suspend", "resume", "estimate", "improve", "revalue"):
        with pytest.raises(BadLine, match="selling"):
            change(admin, book, press, kind, BACK, amount_minor=1, way="eliminate")


def test_a_report_lists_what_is_held_on_a_day(admin, book, press):
    change(admin, book, press, "hold", HELD, amount_minor=2700_00)

    for day, tags in ((date(2026, 6, 30), []), (date(2026, 7, 31), ["PRESS"])):
        found = report(admin, "held-for-sale", Asked(code="fin", ends=day, begins=day))
        assert [row[0] for row in found.rows] == tags


def test_a_sale_is_kept_among_costs_once_and_counts_in_its_total_cost(admin, book, press):
    tax = commands.open_book(actor=admin, code="tax", name="Tax", currency="USD")
    commands.set_policies(actor=admin, book_id=tax, policies=[PolicyDraft(life=12)])
    line = LineDraft(asset_id=press.pk, in_service_on=date(2026, 1, 1), cost_minor=4000_00)
    commands.value(actor=admin, book_id=tax, lines=[line])
    change(admin, book, press, "hold", HELD, amount_minor=2700_00)
    type(press).objects.filter(pk=press.pk).update(stage="retired")
    sale = DisposalDraft(
        asset_id=press.pk,
        on=date(2026, 9, 3),
        way="sale",
        by_book={"fin": (2800_00, 50_00), "tax": (3000_00, 54_00)},
    )
    made = {one.line.book.code: one for one in commands.dispose(actor=admin, disposals=[sale])}

    assert made["fin"].gain_minor == 2750_00 - 2700_00
    kept = Cost.objects.order_by("kind").values_list("kind", "value_minor", "currency")
    assert list(kept) == [("disposal", 50_00, "EUR"), ("proceeds", 2800_00, "EUR")]
    found = owning.owned(actor=admin, asset_id=press.pk, rate=Fraction(5, 100))
    assert (found.cash.back, found.cash.by_kind["disposal"]) == (2800_00, 50_00)
    assert all(not one.spent for one in found.accounts)


def test_a_part_that_is_sold_is_kept_among_costs(admin, book, press):
    made = dict(amount_minor=1200_00, way="sale", proceeds_minor=900_00, costs_minor=10_00)
    change(admin, book, press, "part", HELD, **made)

    assert sorted(Cost.objects.values_list("kind", "value_minor")) == [
        ("disposal", 10_00),
        ("proceeds", 900_00),
    ]


def test_a_surplus_stays_when_a_revalued_thing_comes_back():
    revalued = Held(
        gross=1000,
        accumulated=0,
        residual=0,
        left=Fraction(10),
        shadow_gross=800,
        shadow_accumulated=0,
        surplus=200,
    )
    held = engine.hold(revalued, 900)
    assert (held.result, held.surplus, held.held.net) == (0, -100, 900)
    back = engine.release(held.held, revalued)
    assert (back.held.net, back.held.surplus, back.result) == (1000, 200, 0)
    with pytest.raises(Wrong, match="sells_not"):
        engine.release(revalued, revalued)
