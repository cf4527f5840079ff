"""What happens in the middle of a life, and its end: published figures, then rules."""

import json
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wherehold.conftest import put
from wherehold.finance import commands, posting
from wherehold.finance.commands import ChangeDraft, DisposalDraft, LineDraft, PolicyDraft
from wherehold.finance.engine import changes
from wherehold.finance.engine.changes import Held
from wherehold.finance.engine.problems import Wrong
from wherehold.finance.engine.schedule import charged_leaving, schedule
from wherehold.finance.journal import FORMATS
from wherehold.finance.models import Change, Charge
from wherehold.finance.queries import periods, values
from wherehold.finance.queries.rolls import roll_forward
from wherehold.finance.refusals import BadLine, NoRate, WrongPeriod
from wherehold.finance.tests.conftest import GOLDEN, terms
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.models import Entry

CASES = {
    one["id"]: one
    for one in json.loads((GOLDEN / "midlife_adjustments.json").read_text())["examples"]
}


def held(gross, accumulated, residual=0, left=60, **more):
    return Held(
        **{
            "gross": gross,
            "accumulated": accumulated,
            "residual": residual,
            "left": Fraction(left),
            "shadow_gross": gross,
            "shadow_accumulated": accumulated,
        }
        | more
    )


def yearly(one):
    return (one.net - one.residual) / one.left * 12


@pytest.mark.parametrize("case", [key for key in CASES if key.startswith("estimate")])
def test_another_estimate_is_spread_over_what_is_left(case):
    said, expected = CASES[case]["inputs"], CASES[case]["expected"]
    elapsed = said["years_elapsed"]
    rows = schedule(terms(said["cost"], said["salvage"], said["life"]))
    before = held(said["cost"] * 100, rows[elapsed - 1].accumulated, said["salvage"] * 100, left=12)
    years = said.get("new_remaining_life") or said["new_total_life"] - elapsed
    after = changes.estimate(before, Fraction(12 * years), said["new_salvage"] * 100).held

    assert rows[0].charge == expected["old_annual"] * 100
    assert before.net == expected["book_value"] * 100
    assert yearly(after) == expected["new_annual"] * 100


def test_a_revaluation_after_an_impairment_reverses_it_first_and_the_rest_is_a_surplus():
    case = CASES["ias16-39-reval-after-impairment"]
    said, expected = case["inputs"], case["expected"]
    cost = said["cost"]
    before = held(cost, cost * 3 // 10, left=84)
    impaired = changes.impair(before, said["impair_end_year3_to"])
    assert (before.net, -impaired.result) == (expected["nbv_end_y3"], expected["impairment_loss"])
    assert yearly(impaired.held) == expected["annual_after"]
    three_years = Held(
        **vars(impaired.held)
        | {
            "accumulated": impaired.held.accumulated + 3 * expected["annual_after"],
            "shadow_accumulated": cost * 6 // 10,
            "left": Fraction(48),
        }
    )
    assert three_years.net == expected["nbv_end_y6"]
    assert three_years.shadow_net == expected["historical_nbv_end_y6"]
    for way in (changes.ELIMINATE, changes.GROSS_UP):
        revalued = changes.revalue(three_years, said["revalue_end_year6_to"], way)
        assert (revalued.result, revalued.surplus) == (
            expected["pl_reversal"],
            expected["oci_surplus"],
        )
        assert revalued.held.net == said["revalue_end_year6_to"]
    assert changes.reverse(three_years, 10**9).held.net == expected["historical_nbv_end_y6"]


amounts = st.integers(1, 10**9)


@settings(max_examples=60, deadline=None)
@given(gross=amounts, accumulated=amounts, cost=amounts)
def test_what_goes_and_what_stays_make_up_the_whole(gross, accumulated, cost):
    accumulated = min(gross, accumulated)
    before = held(gross, accumulated, residual=(gross - accumulated) // 3)
    if cost >= gross:
        with pytest.raises(Wrong):
            changes.part(before, cost)
        return
    gone = changes.part(before, cost)
    rest = changes.dispose(gone.held)
    whole = changes.dispose(before)
    assert gone.gain + rest.gain == whole.gain == -before.net
    assert gone.held.accumulated <= gone.held.gross
    parts = changes.split(accumulated, [cost, gross - cost])
    assert sum(parts) == accumulated
    assert abs(parts[0] - Fraction(accumulated * cost, gross)) < 1


@settings(max_examples=60, deadline=None)
@given(
    gross=amounts, accumulated=amounts, to=amounts, way=st.sampled_from(["eliminate", "gross-up"])
)
def test_profit_and_surplus_make_up_what_the_value_moved(gross, accumulated, to, way):
    before = held(gross, min(gross - 1, accumulated), surplus=50) if gross > 1 else None
    if before is None or to == before.net:
        return
    after = changes.revalue(before, to, way)
    assert after.result + after.surplus == after.held.net - before.net
    assert after.held.surplus == before.surplus + after.surplus >= 0


@pytest.mark.parametrize(
    ("convention", "on", "months"),
    [
        ("full-month", date(2026, 6, 20), 5),
        ("next-month", date(2026, 6, 20), 5),
        ("15th", date(2026, 6, 10), 5),
        ("15th", date(2026, 6, 20), 6),
        ("mid-month", date(2026, 6, 20), 5),
        ("half-year", date(2027, 11, 1), 12),
        ("full-year", date(2027, 11, 1), 12),
    ],
)
def test_a_thing_leaves_as_it_came(convention, on, months):
    said = terms(1200, 0, 60, step_months=1, convention=convention)
    assert charged_leaving(said, on) == months * 20_00


def test_a_tax_class_leaves_in_the_middle_of_its_year_and_not_in_the_first():
    said = terms(1000, 0, 5, method="macrs", convention="half-year")
    assert charged_leaving(said, date(2026, 12, 1)) == 0
    assert charged_leaving(said, date(2027, 2, 1)) == (200_00 + 320_00 // 2)
    said = terms(1000, 0, 5, method="macrs", convention="mid-quarter")
    first = schedule(said)[0].charge
    second = schedule(said)[1].charge
    assert charged_leaving(said, date(2027, 2, 1)) == pytest.approx(first + second / 8, abs=1)


# In books.


@pytest.fixture
def book(admin):
    key = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36)])
    return key


@pytest.fixture
def drill(admin, book, tools):
    """3,600 over 36 months from January 2026: a hundred a month."""
    thing = put("DRILL", category=tools, stage="in_service", price_minor=3600_00, currency="EUR")
    line = LineDraft(asset_id=thing.pk, in_service_on=date(2026, 1, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    return thing


def change(actor, book, thing, kind, on, **more):
    draft = ChangeDraft(asset_id=thing.pk, kind=kind, on=on, **more)
    [made] = commands.change(actor=actor, book_id=book, changes=[draft])
    return made


def worth(actor, thing, day, code="fin"):
    return values.in_book(actor=actor, asset_id=thing.pk, code=code).worth(day)


def gone(thing):
    type(thing).objects.filter(pk=thing.pk).update(stage="retired")


def balanced(actor, begins, ends):
    found = roll_forward(actor=actor, code="fin", begins=begins, ends=ends)
    assert found.whole.cost.difference == found.whole.accumulated.difference == 0
    assert found.difference in (0, None)
    return found


JULY = date(2026, 7, 15)


@pytest.mark.django_db
def test_a_new_estimate_has_an_effect_forward_only(admin, book, drill):
    change(admin, book, drill, "estimate", JULY, months=60, residual_minor=300_00)
    assert worth(admin, drill, date(2026, 6, 30)).net == 3000_00
    assert worth(admin, drill, date(2026, 7, 31)).net == 3000_00 - 45_00
    rows = values.in_book(actor=admin, asset_id=drill.pk, code="fin").rows()
    assert rows[-1].end == date(2031, 6, 30)
    assert (sum(row.charge for row in rows), rows[-1].book_value) == (3300_00, 300_00)
    assert len(values.in_book(actor=admin, asset_id=drill.pk, code="fin").rows(12)) == 6


@pytest.mark.django_db
def test_improvements_suspensions_impairments_and_revaluations_follow_each_other(
    admin, book, drill
):
    change(admin, book, drill, "improve", date(2026, 7, 1), amount_minor=600_00)
    assert worth(admin, drill, date(2026, 7, 31)).net == 3600_00 - 120_00
    change(admin, book, drill, "suspend", date(2026, 9, 1))
    assert worth(admin, drill, date(2026, 12, 31)).net == 3360_00
    assert worth(admin, drill, date(2026, 12, 31)).state == "suspended"
    change(admin, book, drill, "resume", date(2027, 1, 1))
    change(admin, book, drill, "impair", date(2027, 2, 1), amount_minor=2700_00)
    assert worth(admin, drill, date(2027, 2, 28)).net == 2600_00 + 100_00 - 100_00
    back = change(admin, book, drill, "reverse", date(2027, 4, 1), amount_minor=9999_00)
    assert worth(admin, drill, date(2027, 4, 30)).net == 3000_00 - 120_00 == 2880_00
    assert back.result_minor == 3000_00 - 2500_00
    for ends in (date(2026, 7, 31), date(2026, 12, 31), date(2027, 2, 28), date(2027, 12, 31)):
        balanced(admin, ends.replace(day=1), ends)


@pytest.mark.django_db
def test_a_sale_brings_a_gain_in_each_book_and_the_journal_agrees(admin, book, drill):
    tax = commands.open_book(actor=admin, code="tax", name="Tax", currency="EUR")
    commands.set_policies(actor=admin, book_id=tax, policies=[PolicyDraft(life=12)])
    line = LineDraft(asset_id=drill.pk, in_service_on=date(2026, 1, 1))
    commands.value(actor=admin, book_id=tax, lines=[line])
    sale = DisposalDraft(
        asset_id=drill.pk, on=JULY, way="sale", proceeds_minor=3200_00, costs_minor=50_00
    )
    with pytest.raises(BadLine):
        commands.dispose(actor=admin, disposals=[sale])
    gone(drill)
    made = {one.line.book.code: one for one in commands.dispose(actor=admin, disposals=[sale])}

    assert made["fin"].gain_minor == 3150_00 - 3000_00
    assert made["tax"].gain_minor == 3150_00 - 1800_00
    assert worth(admin, drill, JULY).state == "derecognised"
    assert worth(admin, drill, date(2026, 6, 30)).net == 3000_00
    posting.post_through(actor=admin, book_id=book, through=date(2026, 8, 31))
    july = balanced(admin, date(2026, 7, 1), date(2026, 7, 31))
    assert (july.whole.cost.disposed, july.whole.accumulated.disposed) == (-3600_00, -600_00)
    assert july.whole.cost.closing == july.whole.accumulated.closing == 0
    said = FORMATS["beancount"](periods.journal(actor=admin, code="fin", period="2026-07"))
    assert "Income:Disposals  -150.00 EUR" in said and "Assets:Clearing  3150.00 EUR" in said
    assert Entry.objects.filter(kind="finance.changed").count() == 2
    with pytest.raises(BadLine):
        commands.dispose(actor=admin, disposals=[sale])


@pytest.mark.django_db
def test_a_late_change_touches_no_posted_month_and_says_what_it_moved(admin, book, drill):
    posting.post_through(actor=admin, book_id=book, through=date(2026, 8, 31))
    before = list(Charge.objects.order_by("pk").values())
    first = balanced(admin, date(2026, 7, 1), date(2026, 7, 31))
    late = change(admin, book, drill, "estimate", JULY, months=60)
    assert late.late_minor == -100_00
    assert late.booked_on == date(2026, 9, 1)
    assert list(Charge.objects.order_by("pk").values()) == before
    assert balanced(admin, date(2026, 7, 1), date(2026, 7, 31)) == first
    [month] = posting.post_through(actor=admin, book_id=book, through=date(2026, 9, 30))
    assert month.charge == 50_00 - 100_00
    balanced(admin, date(2026, 9, 1), date(2026, 9, 30))


@pytest.mark.django_db
def test_nothing_is_dated_in_a_closed_month_and_nothing_before_what_came_later(admin, book, drill):
    posting.post_through(actor=admin, book_id=book, through=date(2026, 1, 31))
    commands.close(actor=admin, period_id=periods.months(actor=admin, book_id=book)[0].id)
    with pytest.raises(WrongPeriod):
        change(admin, book, drill, "suspend", date(2026, 1, 20))
    change(admin, book, drill, "suspend", date(2026, 5, 1))
    for kind, on in (("resume", date(2026, 4, 1)), ("impair", date(2026, 6, 1))):
        with pytest.raises(BadLine):
            change(admin, book, drill, kind, on, amount_minor=1)
    with pytest.raises(NotFound):
        change(admin, book, put("OTHER"), "suspend", JULY)
    assert Change.objects.count() == 1


@pytest.mark.django_db
def test_a_part_goes_and_the_rest_goes_on(admin, book, drill):
    sold = change(
        admin, book, drill, "part", JULY, amount_minor=1200_00, way="scrap", proceeds_minor=100_00
    )
    assert sold.gain_minor == 100_00 - 1000_00
    assert worth(admin, drill, date(2026, 7, 31)).net == 2000_00 - 66_67
    rows = values.in_book(actor=admin, asset_id=drill.pk, code="fin").rows()
    assert rows[-1].book_value == 0 and rows[-1].end == date(2028, 12, 31)


@pytest.mark.django_db
def test_what_was_brought_in_another_currency_is_told_by_book(admin, book, drill):
    gone(drill)
    sale = DisposalDraft(asset_id=drill.pk, on=JULY, way="sale", proceeds_minor=10, currency="USD")
    with pytest.raises(NoRate):
        commands.dispose(actor=admin, disposals=[sale])
    told = DisposalDraft(
        asset_id=drill.pk, on=JULY, way="sale", currency="USD", by_book={"fin": (9_00, 0)}
    )
    [made] = commands.dispose(actor=admin, disposals=[told])
    assert made.gain_minor == 9_00 - 3000_00


@pytest.mark.django_db
def test_who_may_not_dispose_does_not(amina, admin, book, drill):
    gone(drill)
    sale = DisposalDraft(asset_id=drill.pk, on=JULY, way="scrap")
    with pytest.raises((NotFound, NotAllowed)):
        commands.dispose(actor=amina, disposals=[sale])
