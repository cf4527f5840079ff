"""What is to stay close to another thing: told of once both surely are apart, in any order."""

import random
from datetime import timedelta

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.alerts import commands, looking
from wherehold.alerts.commands import NewRule
from wherehold.alerts.models import Alert
from wherehold.alerts.refusals import BadRule
from wherehold.conftest import NOON, put
from wherehold.kernel.actor import system
from wherehold.register.models import Asset
from wherehold.tracking import commands as tracking
from wherehold.tracking.commands import Bind, NewDevice, NewZone
from wherehold.tracking.models import Binding, Crossing
from wherehold.tracking.queries import apart
from wherehold.tracking.tests.conftest import (  # noqa: F401 - the same world
    ada,
    at,
    boss,
    organisation,
    send,
    take,
    token,
    told,
    tracker,
)
from wherehold.tracking.tests.test_readings import wipe
from wherehold.tracking.tests.test_zones import off, yard  # noqa: F401

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def track(boss, asset, key):  # noqa: F811
    [device_id] = tracking.add_devices(actor=boss, devices=[NewDevice(key=key, kind="gps")])
    bind = Bind(device_id=device_id, asset_id=asset.pk, starts_at=NOON - DAY)
    tracking.bind(actor=boss, binds=[bind])
    return device_id


@pytest.fixture
def trailer(boss, store_room, tracker):  # noqa: F811
    """A trailer with a tracker."""
    asset = put("TRAILER-1", store_room, None, stage="in_service")
    track(boss, asset, "T-2")
    return asset


@pytest.fixture
def circle(boss, trailer):  # noqa: F811
    """Within 50 metres of the trailer."""
    zone = NewZone(name="By the trailer", reach_m=50, around_id=trailer.pk)
    return tracking.save_zones(actor=boss, zones=[zone])[0]


@pytest.fixture
def rule(boss, circle):  # noqa: F811
    new = NewRule(name="Apart", finder="apart_from", parameters={"zone_id": circle})
    return commands.save_rule(actor=boss, rule=new)


def look():
    looking.look(actor=system("alerts"))
    return sorted(Alert.objects.filter(over_at=None).values_list("title", flat=True))


def both(thing_m, trailer_m, seconds):
    """Return what the drill and its trailer told at about the same time."""
    return [off(trailer_m, seconds, device="T-2"), off(thing_m, seconds + 5)]


@pytest.mark.usefixtures("rule")
def test_two_positions_away_are_told_of_with_the_evidence_of_both(told):  # noqa: F811
    told(both(0, 0, 0) + both(230, 0, 60))
    assert look() == []  # one astray proves nothing
    told(both(230, 0, 120))

    assert look() == ["DRILL-7 is 230 m from TRAILER-1"]
    one = Alert.objects.get(over_at=None)
    assert one.evidence["metres"] == 230 and one.evidence["zone"] == "By the trailer"
    assert one.evidence["thing_at"].startswith("DRILL-7 52.50207, 13.40000 · 2026-03-02 11:02")
    assert one.evidence["carrier_at"].startswith("TRAILER-1 52.50000, 13.40000 · 2026-03-02")
    told(both(20, 0, 180))
    assert look() == []


@pytest.mark.usefixtures("rule")
def test_what_goes_along_what_is_vague_and_what_is_in_between_is_not_apart(told):  # noqa: F811
    told([one for n in range(5) for one in both(2_000 * n - 40, 2_000 * n, 60 * n)])
    assert look() == []
    # The trailer drives on and the drill has not told yet: at its pace it may well be on it.
    told([off(9_900, 300, device="T-2"), off(10_500, 330, device="T-2")])
    assert look() == []
    told([off(10_500, 400, device="T-2"), off(10_590, 401, 40), off(10_600, 430, 60)])
    assert look() == []


@pytest.mark.usefixtures("rule")
def test_a_battery_that_ends_takes_nothing_back(told):  # noqa: F811
    told([one for n in range(3) for one in both(300, 0, 60 * n)])
    assert look() == ["DRILL-7 is 300 m from TRAILER-1"]
    told([off(295, 60 * n, device="T-2") for n in range(30, 40)])

    # The trailer came by after the drill had fallen silent: where that is nobody knows.
    assert look() == ["DRILL-7 is 300 m from TRAILER-1"]


def test_sorted_and_shuffled_end_in_the_same(boss, drill, trailer, circle):  # noqa: F811
    chance = random.Random(7)
    way = [chance.choice((0, 30, 200, 400)) for _ in range(40)]
    sent = [one for n, metres in enumerate(way) for one in both(metres, 0, 40 * n)]
    sent += [off(400, 1_700 + n, device="T-1") for n in range(0, 200, 50)]
    ended = []
    for seed in (None, 1, 2):
        Binding.objects.all().delete()
        wipe()
        for asset, key in ((drill, "T-1"), (trailer, "T-2")):
            track(boss, asset, key)
        order = list(sent)
        if seed:
            random.Random(seed).shuffle(order)
        for begin in range(0, len(order), 9):
            take(orjson.dumps(order[begin : begin + 9]))
        while tracking.refold(actor=system("test")):
            pass
        pairs = apart.apart(
            actor=system("alerts"),
            zone_id=circle,
            things=Asset.objects.all(),
            window=timedelta(minutes=10),
        )
        ended.append([(one.asset, one.thing_at, one.carrier_at) for one in pairs])
    assert ended[0] and ended[0] == ended[1] == ended[2]


@pytest.mark.usefixtures("rule")
def test_what_one_person_keeps_is_nobody_s_to_be_told_of(told, drill, trailer, bo):  # noqa: F811
    told([one for n in range(3) for one in both(300, 0, 60 * n)])
    for one in (drill, trailer):
        kept = Asset.objects.filter(pk=one.pk)
        kept.update(held="party", holder=bo, held_since=NOON - DAY)
        assert look() == []
        kept.update(held="", holder=None, held_since=None)
    assert look() == ["DRILL-7 is 300 m from TRAILER-1"]


def test_a_rule_takes_the_zone_of_its_sort(boss, circle, yard):  # noqa: F811
    for finder, zone_id in (("apart_from", yard), ("left_zone", circle)):
        new = NewRule(name="Odd", finder=finder, parameters={"zone_id": zone_id})
        with pytest.raises(BadRule):
            commands.save_rule(actor=boss, rule=new)


def test_the_number_of_statements_is_that_for_one(boss, told, circle, drill, tools):  # noqa: F811
    told([one for n in range(3) for one in both(300, 0, 60 * n)])

    def cost():
        with CaptureQueriesContext(connection) as asked:
            found = apart.apart(
                actor=system("alerts"),
                zone_id=circle,
                things=Asset.objects.all(),
                window=timedelta(minutes=10),
            )
        return len(found), len(asked)

    one = cost()
    for n in range(5):
        track(boss, put(f"SAW-{n}", None, tools), f"S-{n}")
        told([off(500, 60 * k, device=f"S-{n}") for k in range(3)])
    assert one[0] == 1 and cost() == (6, one[1])
    assert not Crossing.objects.exists()
