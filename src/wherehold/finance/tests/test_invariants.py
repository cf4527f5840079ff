"""Whatever happens to things in whatever order: what holds of books all the same."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from wherehold.conftest import put
from wherehold.finance import commands, months, posting
from wherehold.finance.commands import ChangeDraft, PolicyDraft
from wherehold.finance.models import Charge
from wherehold.finance.queries import values
from wherehold.finance.queries.rolls import roll_forward
from wherehold.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
BOUGHT, END = date(2026, 1, 10), date(2026, 4, 30)
ENDS = list(months.ends(BOUGHT, END))
PRICES = (3600_00, 1_234_57, 99_99)
METHODS = (
    {"method": "straight-line"},
    {"method": "declining-balance", "factor": "2"},
    {"method": "sum-of-years-digits", "step_months": 1},
)
AMOUNTS = st.integers(1, 2000_00)
HAPPENINGS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("estimate"), "months": st.integers(1, 60)}),
    st.fixed_dictionaries(
        {"kind": st.just("revalue"), "amount_minor": AMOUNTS, "way": st.just("eliminate")}
    ),
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["improve", "impair", "reverse", "hold"]), "amount_minor": AMOUNTS}
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["suspend", "resume", "release"])}),
    st.fixed_dictionaries({"kind": st.just("transfer"), "cost_centre": st.sampled_from("AB")}),
)
# In which month it is said, of which thing, how many days before the end of that month it was.
STORY = st.lists(
    st.tuples(st.integers(0, len(ENDS) - 1), st.integers(0, 2), st.integers(0, 75), HAPPENINGS),
    min_size=3,
    max_size=8,
)


@pytest.fixture
def things(tools):
    bought = {"category": tools, "stage": "in_service", "currency": "EUR", "purchased_on": BOUGHT}
    return [put(f"THING-{n}", price_minor=price, **bought) for n, price in enumerate(PRICES)]


def opened(admin, code, method):
    key = commands.open_book(actor=admin, code=code, name=code, currency="EUR")
    commands.set_policies(actor=admin, book_id=key, policies=[PolicyDraft(life=36, **method)])
    commands.take_in(actor=admin, book_id=key)
    return key


def worth(admin, code, day=END):
    return [one for _line, one in values.register(actor=admin, code=code, as_at=day)]


def told(admin, book, things, said, on):
    try:
        with transaction.atomic():
            asset = things[said[1]].pk
            draft = ChangeDraft(asset_id=asset, on=max(BOUGHT, on - timedelta(said[2])), **said[3])
            commands.change(actor=admin, book_id=book, changes=[draft])
    except Refusal as refusal:
        event(f"refused: {said[3]['kind']} {refusal.fields[0].get('name', refusal.code)}")
    else:
        event(f"happened: {said[3]['kind']}")


def balanced(admin, ends):
    for end in ends:
        found = roll_forward(actor=admin, code="fin", begins=end.replace(day=1), ends=end)
        assert found.whole.cost.difference == found.whole.accumulated.difference == 0
        assert found.difference == 0


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(method=st.sampled_from(METHODS), story=STORY)
def test_books_balance_closed_months_stay_and_books_leave_one_another_alone(
    admin, things, method, story
):
    with transaction.atomic():
        book = opened(admin, "fin", method)
        opened(admin, "tax", {"method": "straight-line"})
        other = worth(admin, "tax")
        for number, end in enumerate(ENDS):
            closed = list(Charge.objects.order_by("pk").values())
            for said in story:
                if said[0] == number:
                    told(admin, book, things, said, end)
            trials = [posting.trial(actor=admin, book_id=book, through=end) for _again in (1, 2)]
            assert (
                trials[0]
                == trials[1]
                == posting.post_through(actor=admin, book_id=book, through=end)
            )
            assert list(Charge.objects.order_by("pk").values())[: len(closed)] == closed

        balanced(admin, ENDS)
        assert posting.post_through(actor=admin, book_id=book, through=END) == []
        assert worth(admin, "tax") == other
        transaction.set_rollback(True)
