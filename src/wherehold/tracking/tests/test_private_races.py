"""Two who begin a private time of one person at once: one time goes on, the last one begun."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from wherehold.kernel.models import Entry
from wherehold.tracking import commands
from wherehold.tracking.models import PrivateTime
from wherehold.tracking.tests.test_privacy import himself  # noqa: F401 - the same person

pytestmark = pytest.mark.django_db(transaction=True)
OPEN_ENDED = None


def test_of_several_begun_at_once_one_goes_on(himself, still_clock):  # noqa: F811
    together = Barrier(4)

    def begin(hours):
        until = hours and still_clock + timedelta(hours=hours)
        try:
            together.wait(timeout=10)
            commands.begin_private(actor=himself, until=until)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(begin, [OPEN_ENDED, 1, OPEN_ENDED, 2]))

    mine = PrivateTime.objects.filter(party=himself.party_id)
    assert mine.count() == Entry.objects.filter(kind="tracking.private_begun").count() == 4
    assert mine.filter(latest=True).count() == 1
    assert not mine.exclude(until_at=still_clock).exclude(latest=True).exists()
    commands.end_private(actor=himself)
    assert not mine.filter(until_at=None).exists(), "ended is ended"


def test_the_database_keeps_no_second_one_that_goes_on(himself, still_clock):  # noqa: F811
    one = {"party_id": himself.party_id, "from_at": still_clock}
    PrivateTime.objects.create(**one)
    for second in ({}, {"latest": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PrivateTime.objects.create(**one, **second)


def test_what_was_begun_twice_before_is_one_time_afterwards(himself, still_clock):  # noqa: F811
    step = import_module("wherehold.tracking.migrations.0009_one_private_time_at_once")
    hour, of = timedelta(hours=1), {"party_id": himself.party_id, "latest": False}
    ends = [still_clock + hour, still_clock + 9 * hour, still_clock + 9 * hour]
    for number, until in enumerate(ends):
        begins = still_clock + 2 * number * hour
        PrivateTime.objects.create(from_at=begins, until_at=until, **of)
    PrivateTime.objects.filter(until_at=ends[2], from_at__gt=still_clock + 3 * hour).update(
        latest=True
    )
    with connection.cursor() as cursor:
        cursor.execute(step.END, [False])

    rows = list(PrivateTime.objects.order_by("pk").values_list("until_at", "latest"))
    assert rows == [(ends[0], False), (still_clock + 4 * hour, False), (ends[2], True)]
