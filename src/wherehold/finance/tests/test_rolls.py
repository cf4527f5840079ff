"""The roll-forward: always balanced, posted months as they were posted, late costs in open ones."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wherehold.conftest import put
from wherehold.finance import batches, commands, months, posting
from wherehold.finance.commands import LineDraft, PolicyDraft
from wherehold.finance.engine.conventions import CONVENTIONS
from wherehold.finance.queries.outlook import outlook
from wherehold.finance.queries.rolls import WAITING, roll_forward
from wherehold.finance.worth import BookTerms, entered, worth_on
from wherehold.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


@pytest.fixture
def book(admin, tools):
    key = commands.open_book(actor=admin, code="fin", name="Financial", currency="EUR")
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36)])
    put(
        "DRILL",
        category=tools,
        stage="in_service",
        price_minor=3600_00,
        currency="EUR",
        purchased_on=date(2026, 1, 10),
    )
    commands.take_in(actor=admin, book_id=key)
    return key


def month(actor, ends):
    found = roll_forward(actor=actor, code="fin", begins=ends.replace(day=1), ends=ends)
    assert found.whole.cost.difference == found.whole.accumulated.difference == 0
    return found


def late(actor, book, tag, begins, price=360_00):
    thing = put(tag, stage="in_service", price_minor=price, currency="EUR")
    line = LineDraft(asset_id=thing.pk, in_service_on=begins)
    commands.value(actor=actor, book_id=book, lines=[line])
    return thing


def test_what_closes_a_month_opens_the_next(admin, book):
    first, second = month(admin, JANUARY), month(admin, FEBRUARY)
    assert (first.whole.cost.added, first.whole.accumulated.added) == (3600_00, 100_00)
    assert second.whole.cost.opening == first.whole.cost.closing
    assert second.whole.accumulated.opening == first.whole.accumulated.closing
    assert first.difference is None


def test_posted_months_agree_with_the_journal_and_stay_whatever_comes_late(admin, book):
    posting.post_through(actor=admin, book_id=book, through=FEBRUARY)
    before = month(admin, FEBRUARY)
    late(admin, book, "LATE", date(2026, 1, 1))
    assert month(admin, FEBRUARY) == before
    assert before.difference == 0
    march = month(admin, MARCH)
    assert (march.whole.cost.added, march.whole.accumulated.added) == (360_00, 130_00)
    posting.post_through(actor=admin, book_id=book, through=MARCH)
    after = month(admin, MARCH)
    assert (after.whole, after.difference) == (march.whole, 0)


def test_what_is_not_in_service_yet_stands_apart_and_goes_over(admin, book):
    thing = put("CRANE", price_minor=900_00, currency="EUR", purchased_on=date(2026, 1, 5))
    line = LineDraft(asset_id=thing.pk, in_service_on=date(2026, 2, 1))
    commands.value(actor=admin, book_id=book, lines=[line])
    waiting = {roll.kind: roll for roll in month(admin, JANUARY).rolls}[WAITING]
    assert waiting.cost.added == waiting.cost.closing == 900_00
    assert waiting.accumulated.closing == 0
    found = {roll.kind: roll for roll in month(admin, FEBRUARY).rolls}
    assert found[WAITING].cost.transferred == -900_00 == -found[""].cost.transferred


def test_the_outlook_is_what_posting_then_comes_to(admin, book):
    late(admin, book, "LATE", date(2026, 1, 1))
    ahead = outlook(actor=admin, book_id=book, begins=date(2026, 1, 1), until=MARCH)
    trial = posting.trial(actor=admin, book_id=book, through=MARCH)
    posted = posting.post_through(actor=admin, book_id=book, through=MARCH)
    assert trial == posted
    assert ahead.totals == [one.charge for one in posted]
    posting_on = outlook(actor=admin, book_id=book, begins=date(2026, 4, 1), until=date(2036, 3, 1))
    assert sum(posting_on.totals) == 3960_00 - sum(ahead.totals)


def test_who_does_not_know_all_prices_gets_no_totals(amina, book):
    with pytest.raises(NotAllowed):
        roll_forward(actor=amina, code="fin", begins=date(2026, 1, 1), ends=JANUARY)


SCHEME = {
    "residual_permille": 0,
    "rate": "",
    "factor": "",
    "switch": False,
    "write_off_rest": False,
}


METHODS = [
    ("straight-line", {}),
    ("sum-of-years-digits", {}),
    ("declining-balance", {"factor": "2"}),
    ("declining-balance", {"rate": "0.25", "switch": True}),
    ("declining-balance", {"rate": "1/3", "write_off_rest": True}),
    ("macrs", {}),
    ("none", {}),
]


@settings(max_examples=80, deadline=None)
@given(
    cost=st.integers(0, 10**15 - 1),
    permille=st.integers(0, 1000),
    life=st.integers(1, 480),
    step=st.sampled_from([1, 12]),
    start=st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    convention=st.sampled_from(sorted(CONVENTIONS)),
    fiscal_start=st.integers(1, 12),
    opened=st.none() | st.tuples(st.integers(0, 100), st.integers(0, 200)),
    method=st.sampled_from(METHODS),
)
def test_many_at_once_come_to_the_same_as_one_by_one(
    cost, permille, life, step, start, convention, fiscal_start, opened, method
):
    name, more = method
    scheme = SCHEME | more | {"method": name, "convention": convention, "life": life}
    scheme |= {"step_months": step, "residual_permille": permille}
    if name == "sum-of-years-digits":
        scheme["step_months"] = 1
    if name == "macrs":
        convention = "half-year" if start.day % 2 else "mid-quarter"
        scheme |= {"residual_permille": 0, "step_months": 12, "convention": convention, "life": 7}
    book = BookTerms(currency="EUR", fiscal_start=fiscal_start, rounding="cumulative")
    line = {
        "pk": 1,
        "asset_id": 1,
        "cost_minor": cost,
        "residual_minor": None,
        "in_service_on": start,
        "own": {},
        "asset__category_path": "",
        "opening_minor": 0,
        "opening_through": None,
        "opening_months": None,
    }
    if opened is not None and name != "macrs":
        base = cost - (2 * cost * permille + 1000) // 2000
        line |= {"opening_minor": base * opened[0] // 100, "opening_through": start}
        line["opening_months"] = opened[1]
    ends = list(months.ends(date(start.year - 1, 12, 1), date(start.year + 45, 1, 1)))[::7]
    found = batches.charged([line], batches.Schemes([("", scheme)]), book, {}, {}, ends)[0]
    exact = [worth_on(entered(line), scheme, book, end).charged for end in ends]
    assert found.tolist() == exact
