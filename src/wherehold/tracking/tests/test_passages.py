"""Zones that lie on the way between two positions: said apart from visits, never guessed far."""

from datetime import timedelta

import pytest

from wherehold.conftest import NOON
from wherehold.tracking.queries import passages
from wherehold.tracking.tests.conftest import HOUR
from wherehold.tracking.tests.test_zones import crossed, off, yard  # noqa: F401 - the same world

pytestmark = pytest.mark.django_db


def went(boss, drill):
    span = {"since": NOON - 3 * HOUR, "until": NOON}
    found, more = passages.passages(actor=boss, asset_id=drill.pk, **span)
    start = NOON - HOUR
    second = timedelta(seconds=1)
    assert not more
    return [(p.zone, (p.after - start) / second, (p.before - start) / second) for p in found]


@pytest.mark.usefixtures("tracker", "yard")
def test_a_zone_between_two_positions_was_gone_through_and_is_no_crossing(told, drill, boss):
    told([off(-300, 0), off(300, 30), off(400, 60), off(-250, 120)])

    assert went(boss, drill) == [("Yard", 0, 30), ("Yard", 60, 120)]
    assert crossed() == []


@pytest.mark.usefixtures("tracker", "yard")
def test_what_was_told_within_is_far_apart_or_too_fast_is_none(told, drill, boss):
    told([off(-300, 0), off(50, 30), off(300, 60)])
    told([off(-300, 700), off(-300, 1_000), off(300, 1_005), off(310, 1_010)])
    assert went(boss, drill) == []


@pytest.mark.usefixtures("tracker", "yard")
def test_programs_read_it_too(told, drill, client, token):
    told([off(-300, 0), off(300, 30)])
    asked = {"asset_id": drill.pk, "since": (NOON - 2 * HOUR).isoformat()}
    head = {"Authorization": f"Bearer {token}"}
    said = client.get("/api/v1/passages", asked, headers=head)
    assert [one["zone"] for one in said.json()["items"]] == ["Yard"]
