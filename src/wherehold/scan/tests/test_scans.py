"""Scans come in many, count once each, and say nothing of what one may not see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.accounts import commands as accounts
from wherehold.conftest import NOON, put
from wherehold.kernel.actor import system
from wherehold.kernel.models import Entry
from wherehold.register.models import Asset, Identifier
from wherehold.scan import scanning
from wherehold.scan.commands.scans import Seen
from wherehold.scan.models import Scan

pytestmark = pytest.mark.django_db


def seen(client_id, code, place=None, ago=60, **more):
    at = NOON - timedelta(seconds=ago)
    return Seen(client_id=client_id, code=code, at=at, place_id=place and place.pk, **more)


def tell(actor, *scans, caller="phone"):
    told = scanning.record(actor=actor, caller=caller, scans=scans)
    return [(one.status, one.code) for one in told]


def test_what_is_seen_at_a_place_is_a_sighting_at_the_time_of_the_scan(amina, drill, berlin):
    told = scanning.record(actor=amina, caller="phone", scans=[seen("1", "drill-7", berlin)])

    assert (told[0].status, told[0].asset_id) == ("applied", drill.pk)
    drill.refresh_from_db()
    assert (drill.seen_place_id, drill.seen_at) == (berlin.pk, NOON - timedelta(seconds=60))
    entry = Entry.objects.get(kind="register.seen")
    assert (entry.subject_id, entry.happened_at) == (drill.pk, drill.seen_at)


def test_without_a_place_a_scan_confirms_at_its_own_time(amina, drill, saw):
    tell(amina, seen("1", "DRILL-7", ago=90), seen("2", "SAW-2", ago=30))

    times = dict(Asset.objects.values_list("tag", "confirmed_at"))
    assert times == {
        "DRILL-7": NOON - timedelta(seconds=90),
        "SAW-2": NOON - timedelta(seconds=30),
    }


def test_the_same_id_counts_once_for_each_caller(amina, drill, berlin):
    assert tell(amina, seen("1", "DRILL-7", berlin)) == [("applied", "")]
    assert tell(amina, seen("1", "DRILL-7", berlin)) == [("duplicate", "")]
    assert tell(amina, seen("1", "DRILL-7", berlin, ago=5), caller="other") == [("applied", "")]
    twice = [seen("2", "DRILL-7", berlin, ago=1), seen("2", "DRILL-7", berlin, ago=1)]
    assert tell(amina, *twice) == [("applied", ""), ("duplicate", "")]
    assert Entry.objects.filter(kind="register.seen").count() == 3


def test_the_same_code_within_two_and_a_half_seconds_is_one_look(amina, drill, berlin):
    looks = [seen(str(ago), "DRILL-7", berlin, ago=ago) for ago in (12, 10, 8, 3)]

    look, again = ("applied", ""), ("duplicate", "scan.same_look")
    assert tell(amina, *looks) == [look, again, again, look]
    assert tell(amina, seen("next", " drill-7", berlin, ago=1)) == [again]
    assert Scan.objects.count() == 5


def test_a_clock_that_is_wrong_counts_as_now_and_is_flagged(amina, drill, saw, berlin):
    told = tell(amina, seen("1", "DRILL-7", berlin, ago=-3600), seen("2", "SAW-2", ago=10**8))

    assert told == [("applied", "scan.clock_wrong")] * 2
    assert set(Scan.objects.values_list("at", flat=True)) == {NOON}
    assert Scan.objects.get(client_id="1").said_at == NOON + timedelta(hours=1)


def test_what_one_may_not_see_answers_like_what_nobody_knows(cy, amina, drill, berlin, hamburg):
    assert (
        tell(cy, seen("1", "DRILL-7", hamburg), seen("2", "NOTHING", hamburg))
        == [("rejected", "scan.unknown_code")] * 2
    )
    assert tell(amina, seen("3", "DRILL-7", hamburg, ago=5)) == [("rejected", "not_found")]
    assert not Entry.objects.exists() and Scan.objects.count() == 3


def test_a_badge_is_no_thing_and_two_things_are_not_guessed(amina, drill, saw, bo):
    for kind, owner in (("badge", {"party": bo}), ("other", {"asset": drill})):
        Identifier.objects.create(kind=kind, key=f"x-{kind}", value=f"X-{kind}", **owner)
    Identifier.objects.create(kind="serial", key="x-other", value="x-other", asset=saw)

    assert tell(amina, seen("1", "X-badge"), seen("2", "X-other")) == [
        ("rejected", "scan.not_a_thing"),
        ("rejected", "scan.ambiguous_code"),
    ]


def test_the_number_of_statements_does_not_depend_on_the_number_of_scans(
    amina, berlin, store_room, django_assert_num_queries
):
    things = [put(f"T-{n}", store_room) for n in range(60)]
    few = [seen(f"a{n}", things[n].tag, berlin if n % 2 else None, ago=n) for n in range(4)]
    many = [seen(f"b{n}", things[n].tag, berlin if n % 2 else None, ago=n) for n in range(4, 60)]
    with CaptureQueriesContext(connection) as captured:
        tell(amina, *few)
    with django_assert_num_queries(len(captured)):
        tell(amina, *many)
    assert Entry.objects.count() == 60


def test_over_rest_each_scan_answers_for_itself(client, ada, drill, saw, berlin):
    secret = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]
    body = [
        {"client_id": "1", "code": "DRILL-7", "at": "2026-03-02T11:00:00Z", "place_id": berlin.pk},
        {"client_id": "2", "code": "NONE", "at": "2026-03-02T11:00:01Z", "method": "camera"},
    ]

    def call():
        return client.post(
            "/api/v1/scans",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        ).json()["items"]

    assert call() == [
        {"client_id": "1", "status": "applied", "asset_id": drill.pk},
        {"client_id": "2", "status": "rejected", "code": "scan.unknown_code"},
    ]
    assert [one["status"] for one in call()] == ["duplicate", "rejected"]
