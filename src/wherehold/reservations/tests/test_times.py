"""Hours that are none, hours that are two, and doors that are shut."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from wherehold.conftest import NOON
from wherehold.reservations import refusals, times
from wherehold.reservations.times import Desk, Open

wall = datetime.fromisoformat
BERLIN = ZoneInfo("Europe/Berlin")
DESK = Desk("Store", BERLIN, tuple(Open(day, time(8), time(18)) for day in range(5)))


def test_a_wall_clock_means_the_places_own_zone():
    assert times.instant(wall("2026-07-01T09:00"), BERLIN) == datetime(2026, 7, 1, 7, tzinfo=UTC)


def test_an_hour_that_the_clock_jumps_over_is_refused():
    with pytest.raises(refusals.HourMissing, match="clocks go forward"):
        times.instant(wall("2026-03-29T02:30"), BERLIN)


def test_an_hour_that_comes_twice_is_refused():
    with pytest.raises(refusals.HourTwice, match="comes twice"):
        times.instant(wall("2026-10-25T02:30"), BERLIN)


def test_with_its_offset_said_that_hour_is_one():
    at = datetime.fromisoformat("2026-10-25T02:30+01:00")

    assert times.instant(at, BERLIN) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begins", "ends", "refusal"),
    [
        (datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC), refusals.BadPeriod),
        (datetime(2026, 3, 5, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=UTC), refusals.BadPeriod),
        (datetime(2026, 2, 5, tzinfo=UTC), datetime(2026, 4, 4, tzinfo=UTC), refusals.InPast),
        (datetime(2026, 3, 5, tzinfo=UTC), datetime(2036, 3, 4, tzinfo=UTC), refusals.TooFar),
    ],
)
def test_a_period_ends_after_it_begins_and_begins_soon_enough(begins, ends, refusal):
    with pytest.raises(refusal):
        times.check_period(begins, ends, NOON)


def test_a_closed_door_says_when_it_is_open():
    night = datetime(2026, 3, 3, 22, tzinfo=UTC)

    with pytest.raises(refusals.Closed, match="08:00–18:00"):
        times.check_open(DESK, [night])


def test_opening_hours_stay_on_the_wall_clock_when_clocks_change():
    before = datetime(2026, 3, 27, 7, 30, tzinfo=UTC)  # 08:30 in winter
    after = datetime(2026, 3, 30, 6, 30, tzinfo=UTC)  # 08:30 in summer

    assert times.is_open(DESK, before) and times.is_open(DESK, after)
    assert not times.is_open(DESK, datetime(2026, 3, 27, 6, 30, tzinfo=UTC))
    assert not times.is_open(DESK, datetime(2026, 3, 29, 9, tzinfo=UTC))  # a Sunday
