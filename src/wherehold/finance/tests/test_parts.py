"""Parts with lives of their own, and things that go to another company: nothing is lost."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wherehold.conftest import put
from wherehold.finance import commands, posting
from wherehold.finance import parts as parts_of
from wherehold.finance.commands import (
    ChangeDraft,
    DisposalDraft,
    DivisionDraft,
    LineDraft,
    PartDraft,
    PolicyDraft,
    ReplacementDraft,
)
from wherehold.finance.engine import changes
from wherehold.finance.journal import FORMATS
from wherehold.finance.models import Change, Line
from wherehold.finance.queries import listing, periods, sums, values
from wherehold.finance.queries.rolls import roll_forward
from wherehold.finance.refusals import BadLine
from wherehold.finance.tests.test_changes import held
from wherehold.finance.tests.test_tools import check
from wherehold.kernel.errors import NotFound

BOUGHT, DIVIDED, LATER = date(2020, 1, 1), date(2025, 1, 1), date(2026, 6, 30)
# Structure 50 years, roof 20, lift 15: 45, 15 and 10 are left after five.
PARTS = (
    PartDraft(name="Roof", cost_minor=200_000_00, months=15 * 12),
    PartDraft(name="Lift", cost_minor=100_000_00, months=10 * 12, residual_minor=0),
)


def open_book(admin, code, **more):
    key = commands.open_book(actor=admin, code=code, name=code.title(), currency="EUR", **more)
    policy = PolicyDraft(life=50, step_months=12)
    commands.set_policies(actor=admin, book_id=key, policies=[policy])
    return key


@pytest.fixture
def book(admin):
    return open_book(admin, "fin", company="Brightwater GmbH")


@pytest.fixture
def building(admin, book):
    one = put("HALL", stage="in_service")
    line = LineDraft(asset_id=one.pk, cost_minor=1_000_000_00, in_service_on=BOUGHT)
    commands.value(actor=admin, book_id=book, lines=[line])
    return one


def divide(admin, book, building, on=DIVIDED, parts=PARTS, **more):
    one = DivisionDraft(asset_id=building.pk, on=on, parts=parts, **more)
    return commands.divide_things(actor=admin, book_id=book, divisions=[one])


def worth(admin, building, day, code="fin"):
    found = values.parts_in_book(actor=admin, asset_id=building.pk, code=code)
    return {one.part: one.worth(day) for one in found}, parts_of.together(found, day)


def balanced(admin, code, begins, ends):
    found = roll_forward(actor=admin, code=code, begins=begins, ends=ends)
    assert found.whole.cost.difference == found.whole.accumulated.difference == 0
    assert found.difference in (0, None)
    return found.whole


def moves(admin, code, month):
    return periods.journal(actor=admin, code=code, period=month).moves


@pytest.mark.django_db
def test_parts_make_up_the_whole_and_go_on_by_their_own_lives(admin, book, building):
    before = worth(admin, building, date(2024, 12, 31))[1]
    divide(admin, book, building)
    parts, whole = worth(admin, building, date(2025, 1, 31))

    assert before.net == 900_000_00
    assert (whole.cost, whole.accumulated - before.accumulated) == (
        1_000_000_00,
        # 700,000 less 70,000 over 45 years, 180,000 over 15, 90,000 over 10, for a month.
        round(630_000_00 / 540) + 180_000_00 // 180 + 90_000_00 // 120,
    )
    assert parts["Lift"].net == 90_000_00 - 750_00
    rows = parts_of.rows_together(
        values.parts_in_book(actor=admin, asset_id=building.pk, code="fin"), 12
    )
    assert rows[-1].book_value == 0
    assert sum(row.charge for row in rows) == 1_000_000_00
    _parts, then = worth(admin, building, date(2030, 12, 31))
    assert next(row for row in rows if row.end == date(2030, 12, 31)).accumulated == (
        then.accumulated
    )


@pytest.mark.django_db
def test_what_happens_twice_in_a_month_counts_twice(admin, book, building):
    divide(admin, book, building, parts=PARTS[:1])
    divide(admin, book, building, parts=PARTS[1:], on=date(2025, 1, 20))
    better = ChangeDraft(
        asset_id=building.pk, kind="improve", on=date(2025, 1, 31), amount_minor=10_000_00
    )
    commands.change(actor=admin, book_id=book, changes=[better])
    parts, whole = worth(admin, building, date(2025, 1, 31))

    assert (parts[""].cost, whole.cost) == (710_000_00, 1_010_000_00)
    assert balanced(admin, "fin", date(2025, 1, 1), date(2025, 1, 31)).cost.closing == whole.cost
    years = parts_of.rows_together(
        values.parts_in_book(actor=admin, asset_id=building.pk, code="fin"), 12
    )
    assert [row.end.year for row in years] == list(range(2020, 2070))


@pytest.mark.django_db
def test_a_division_balances_in_roll_forward_journal_and_register(admin, book, building):
    posting.post_through(actor=admin, book_id=book, through=date(2024, 11, 30))
    divide(admin, book, building)
    whole = balanced(admin, "fin", date(2025, 1, 1), date(2025, 12, 31))
    assert whole.cost.transferred == whole.accumulated.transferred == 0
    posting.post_through(actor=admin, book_id=book, through=date(2025, 12, 31))

    assert balanced(admin, "fin", date(2025, 1, 1), date(2025, 12, 31)).cost.closing == 10**8
    assert moves(admin, "fin", "2025-01") == ()
    told = listing.listing(actor=admin, code="fin", as_at=LATER)
    assert {one.name for one in told} == {"Hall", "Hall · Roof", "Hall · Lift"}
    by_class = sums.by_class(actor=admin, code="fin", days=[LATER]).whole[0]
    assert by_class.net == told.whole.net == worth(admin, building, LATER)[1].net


@pytest.mark.django_db
def test_a_division_of_posted_months_is_made_up_for_in_the_open_one(admin, book, building):
    posting.post_through(actor=admin, book_id=book, through=date(2025, 6, 30))
    late = sum(one.late_minor for one in divide(admin, book, building))
    (july,) = posting.post_through(actor=admin, book_id=book, through=date(2025, 7, 31))

    month = round(630_000_00 / 540) + 1000_00 + 750_00
    assert late == pytest.approx(6 * (month - 10_000_000 / 60), abs=6)
    assert july.charge == pytest.approx(late + month, abs=2)
    balanced(admin, "fin", date(2025, 7, 1), date(2025, 7, 31))


@pytest.mark.django_db
def test_a_part_is_replaced_with_its_gain_while_the_thing_stays_in_use(
    admin, book, building, tmp_path
):
    divide(admin, book, building)
    one = ReplacementDraft(
        asset_id=building.pk,
        part="Roof",
        on=date(2026, 1, 1),
        way="scrap",
        name="Roof of 2026",
        cost_minor=240_000_00,
        months=240,
        proceeds_minor=5_000_00,
    )
    (gone,) = commands.replace_parts(actor=admin, book_id=book, replacements=[one])

    assert gone.gain_minor == 5_000_00 - (180_000_00 - 12_000_00)
    parts, whole = worth(admin, building, date(2026, 1, 31))
    assert parts["Roof"].state == "derecognised"
    assert parts["Roof of 2026"].accumulated == 1_000_00
    assert whole.state == "depreciating"
    year = balanced(admin, "fin", date(2026, 1, 1), date(2026, 12, 31))
    assert (year.cost.disposed, year.cost.added) == (-200_000_00, 240_000_00)
    with pytest.raises(BadLine):
        commands.replace_parts(actor=admin, book_id=book, replacements=[one])
    posting.post_through(actor=admin, book_id=book, through=date(2026, 1, 31))
    file = tmp_path / "january.beancount"
    file.write_text(
        FORMATS["beancount"](periods.journal(actor=admin, code="fin", period="2026-01"))
    )
    assert check(file) == (0, "")


@pytest.mark.django_db
def test_a_whole_thing_that_is_let_go_shares_out_what_it_brought(admin, book, building):
    divide(admin, book, building)
    with pytest.raises(BadLine):
        drafts = [DisposalDraft(asset_id=building.pk, on=LATER, way="sale")]
        commands.dispose(actor=admin, disposals=drafts)
    building.stage = "retired"
    building.save(update_fields=["stage"])
    draft = DisposalDraft(asset_id=building.pk, on=LATER, way="sale", proceeds_minor=1_000_000_01)
    made = commands.dispose(actor=admin, disposals=[draft])

    assert len(made) == 3
    assert sum(one.proceeds_minor for one in made) == 1_000_000_01
    net = -sum(one.cost_minor - one.accumulated_minor for one in made)
    assert sum(one.gain_minor for one in made) == 1_000_000_01 - net
    assert worth(admin, building, LATER)[1].cost == 0
    balanced(admin, "fin", date(2026, 6, 1), LATER)


@pytest.mark.django_db
def test_parts_may_be_there_from_the_first_day_and_change_by_themselves(admin, book):
    ship = put("SHIP", stage="in_service")
    lines = [
        LineDraft(asset_id=ship.pk, part=name, cost_minor=cost, in_service_on=BOUGHT, own=own)
        for name, cost, own in (("Hull", 600_00, {"life": 10}), ("Engine", 300_00, {"life": 5}))
    ]
    commands.value(actor=admin, book_id=book, lines=lines)
    better = ChangeDraft(
        asset_id=ship.pk, part="Engine", kind="improve", on=date(2022, 1, 1), amount_minor=90_00
    )
    commands.change(actor=admin, book_id=book, changes=[better])

    parts, whole = worth(admin, ship, date(2024, 12, 31))
    assert (parts["Hull"].net, parts["Engine"].net, whole.net) == (300_00, 0, 300_00)
    with pytest.raises(NotFound):
        commands.change(
            actor=admin, book_id=book, changes=[ChangeDraft(**vars(better) | {"part": "Mast"})]
        )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "parts",
    [
        [PartDraft(name="Roof", cost_minor=1_000_000_01, months=12)],
        [PartDraft(name="", cost_minor=1_00, months=12)],
        [PARTS[0], PARTS[0]],
        [PartDraft(name="Roof", cost_minor=1_00, months=0)],
        [PartDraft(name="Roof", cost_minor=1_00, months=12, residual_minor=99)],
    ],
)
def test_what_cannot_be_divided_so_is_refused_and_nothing_is_left_of_it(
    admin, book, building, parts
):
    with pytest.raises(BadLine):
        divide(admin, book, building, parts=parts)
    assert Line.objects.count() == 1 and not Change.objects.exists()


@pytest.mark.django_db
def test_every_division_that_cannot_be_is_named(admin, book, building):
    nameless = DivisionDraft(
        asset_id=building.pk, on=DIVIDED, parts=[PartDraft(name="", cost_minor=1_00, months=12)]
    )
    with pytest.raises(BadLine) as refused:
        commands.divide_things(actor=admin, book_id=book, divisions=[nameless, nameless])
    assert len(refused.value.fields) == 2


@pytest.mark.django_db
def test_every_new_part_whose_name_is_taken_is_named(admin, book, building):
    divide(admin, book, building)
    ship = put("SHIP", stage="in_service")
    lines = [
        LineDraft(asset_id=ship.pk, part=name, cost_minor=100_00, in_service_on=BOUGHT)
        for name in ("Hull", "Engine")
    ]
    commands.value(actor=admin, book_id=book, lines=lines)
    new = {"on": LATER, "way": "scrap", "cost_minor": 1_00, "months": 12}
    drafts = [
        ReplacementDraft(asset_id=asset.pk, part=part, name=name, **new)
        for asset, part, name in (
            (building, "Roof", "Lift"),
            (building, "Lift", "Lift of 2026"),
            (ship, "Hull", "Sail"),
            (ship, "Engine", "Sail"),
        )
    ]
    with pytest.raises(BadLine) as refused:
        commands.replace_parts(actor=admin, book_id=book, replacements=drafts)

    assert [one["tag"] for one in refused.value.fields] == ["HALL · Lift", *["SHIP · Sail"] * 2]
    assert not Change.objects.filter(kind="dispose").exists()


amounts = st.integers(1, 10**9)


@settings(max_examples=50, deadline=None)
@given(gross=st.integers(3, 10**9), accumulated=amounts, parts=st.lists(amounts, min_size=1))
def test_whatever_is_divided_makes_up_the_whole(gross, accumulated, parts):
    whole = held(gross, min(gross, accumulated), residual=gross // 7, surplus=gross // 5)
    parts = changes.split(gross - gross // 3, parts)
    parts = [one for one in parts if one]
    found = changes.divide(whole, parts)

    assert [one.gross for one in found[1:]] == parts
    for name in changes.AMOUNTS:
        assert sum(getattr(one, name) for one in found) == getattr(whole, name)


@pytest.fixture
def other(admin):
    return open_book(admin, "dutch", company="Brightwater BV")
