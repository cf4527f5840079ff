"""Whatever is booked, called off, moved and chosen: every promise can be kept."""

from itertools import combinations

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wherehold.kernel.errors import Refusal
from wherehold.reservations import commands
from wherehold.reservations.engine import Span, Want
from wherehold.reservations.models import Booking, Line, Reservation
from wherehold.reservations.tests.conftest import when
from wherehold.reservations.tests.test_engine import possible

days = st.integers(1, 6)
acts = st.lists(
    st.tuples(st.sampled_from(["asset", "model", "cancel", "change", "prepare"]), days, days, days),
    min_size=1,
    max_size=10,
)


def do(act, keeper, book, pieces, projector):
    """Do one act, or be refused."""
    what, first, last, number = act
    ends = max(first, last) + 1
    begins = min(first, last)
    live = Reservation.objects.filter(state__in=["approved", "prepared"]).order_by("pk")
    one = live[number % len(live)] if len(live) else None
    if what == "asset":
        book(begins, ends, asset=pieces[number % 3])
    elif what == "model":
        book(begins, ends, model_id=projector.pk, quantity=1 + number % 2)
    elif one is None:
        return
    elif what == "cancel":
        commands.cancel(actor=keeper, reservation_ids=[one.pk])
    elif what == "change":
        commands.change(
            actor=keeper, reservation_id=one.pk, begins_at=when(begins), ends_at=when(ends)
        )
    else:
        commands.prepare(actor=keeper, reservation_id=one.pk)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(doings=acts)
def test_every_promise_can_be_kept(keeper, book, pieces, projector, doings):
    with transaction.atomic():
        for act in doings:
            try:
                with transaction.atomic():
                    do(act, keeper, book, pieces, projector)
            except Refusal:
                continue
        taken = {one.pk: [] for one in pieces}
        for row in Booking.objects.filter(open=True):
            taken[row.asset_id].append(Span(row.begins_at, row.until_at))
        for spans in taken.values():
            assert not any(one.meets(other) for one, other in combinations(spans, 2))
        wants = [
            Want(Span(line.begins_at, line.until_at), frozenset(taken))
            for line in Line.objects.filter(open=True)
            for _ in range(line.floating)
        ]
        assert possible(taken, wants)
        transaction.set_rollback(True)
