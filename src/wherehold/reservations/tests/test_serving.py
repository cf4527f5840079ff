"""What goes straight to people serves what they have booked: many things as easily as one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.custody import commands as custody
from wherehold.kernel.actor import system
from wherehold.reservations import commands
from wherehold.reservations.models import Booking, Line
from wherehold.reservations.tests.conftest import when

pytestmark = pytest.mark.django_db


def gone(keeper, things, bo):
    """Hand things out by custody alone; return what the ledger tells of them."""
    handed = custody.check_out(
        actor=keeper, asset_ids=[one.pk for one in things], holder_id=bo.pk, due_on=None
    )
    return [commands.Gone(stay.asset_id, stay.id, bo.pk, when(0)) for stay in handed.stays]


def test_many_things_are_served_by_as_many_statements_as_one(
    book, keeper, pieces, projector, drill, bo
):
    for first, many in ((0, 1), (10, 2)):
        book(when(first), first + 1, asset=drill)
        book(when(first), first + 1, model_id=projector.pk, quantity=many)
    told = gone(keeper, [*pieces, drill], bo)
    with CaptureQueriesContext(
        connection,
    ) as alone:
        served = commands.settle_handed(actor=system("test"), gone=told[:1] + told[3:])
    assert len(served) == 2
    late = [commands.Gone(one.asset_id, one.checkout_id, bo.pk, when(10)) for one in told[1:3]]
    with CaptureQueriesContext(connection) as many:
        assert len(commands.settle_handed(actor=system("test"), gone=late)) == 1
    assert len(many) <= len(alone)
    assert set(Line.objects.values_list("floating", flat=True)) == {0}
    assert Booking.objects.filter(checkout_id__isnull=False).count() == 4
