"""Bookings that come again: each time at the same hour, all or those that can be had."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wherehold.kernel.models import Entry
from wherehold.reservations import commands, refusals, repeats
from wherehold.reservations.commands import Repeat
from wherehold.reservations.models import Reservation
from wherehold.reservations.queries import listed
from wherehold.reservations.tests.conftest import when

wall = datetime.fromisoformat
NINE, TEN = wall("2026-03-03T09:00"), wall("2026-03-03T10:00")


@pytest.fixture
def again(keeper, bo, drill, berlin):
    """Reserve the drill for Bo again and again, on the clock of Berlin."""
    berlin.time_zone = "Europe/Berlin"
    berlin.save()

    def reserve(begins=NINE, ends=TEN, *, skip=False, wanted=None, **rule):
        lines = [wanted or commands.Wanted(asset_id=drill.pk)]
        wish = commands.Wish(party_id=bo.pk, begins_at=begins, ends_at=ends, lines=lines)
        return commands.reserve_repeatedly(
            actor=keeper, wish=wish, repeat=Repeat(**rule), skip=skip
        )

    return reserve


def test_it_comes_again_at_the_same_hour_of_the_wall_clock(again, keeper):
    made = again(every="week", through=date(2026, 4, 7))

    hours = [one.begins_at.hour for one in Reservation.objects.order_by("begins_at")]
    # Clocks go forward on the 29th of March.
    assert hours == [8, 8, 8, 8, 7, 7]
    assert {one.series_id for one in Reservation.objects.all()} == {made.id}
    entry = Entry.objects.get(kind="reservations.repeated")
    assert entry.data["through"] == "2026-04-07" and len(entry.data["reservation_ids"]) == 6
    assert len(listed.following(actor=keeper, reservation_id=made.reservation_ids[2])) == 4


def test_times_that_are_not_free_are_named_each_with_its_reason_and_may_be_left_out(
    again, book, drill
):
    book(wall("2026-03-10T07:00"), wall("2026-03-10T09:30"), asset=drill)
    book(wall("2026-03-24T07:00"), wall("2026-03-24T09:30"), asset=drill)

    with pytest.raises(refusals.NotEachTime) as refused:
        again(times=4)
    assert [one["begins"] for one in refused.value.fields] == [
        "2026-03-10 09:00",
        "2026-03-24 09:00",
    ]
    assert "1 booked" in refused.value.fields[0]["why"]
    assert Reservation.objects.count() == 2
    made = again(times=4, skip=True)
    assert len(made.reservation_ids) == 2
    assert [one.begins for one in made.left_out] == ["2026-03-10 09:00", "2026-03-24 09:00"]


def test_an_hour_that_clocks_jump_over_is_one_of_the_times_that_are_named(again):
    with pytest.raises(refusals.NotEachTime, match="2026-03-29 02:30.*does not exist"):
        again(wall("2026-03-28T02:30"), wall("2026-03-28T03:30"), every="day", times=3)


def test_what_has_no_end_is_booked_a_year_ahead_and_says_so(again):
    made = again(every="month")

    assert made.endless and made.through == date(2027, 2, 3)
    assert len(made.reservation_ids) == 12


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"every": "day", "times": 201}, "200 times at most"),
        ({"every": "day", "through": date(2027, 2, 1)}, "200 times at most"),
        ({"through": date(2026, 3, 1)}, "before it comes once"),
        ({"every": "hour"}, "days, weeks or months"),
        ({"interval": 0}, "days, weeks or months"),
        ({"every": "month", "weekdays": (1,)}, "belong to weeks"),
    ],
)
def test_rules_that_cannot_be_are_refused(again, rule, why):
    with pytest.raises(refusals.BadRepeat, match=why):
        again(**rule)


def test_each_time_is_over_before_the_next_begins(again):
    with pytest.raises(refusals.BadRepeat, match="over before the next"):
        again(ends=NINE + timedelta(days=2), every="day", times=3)
    with pytest.raises(refusals.BadRepeat):
        again(ends=NINE, times=3)


@settings(max_examples=40, deadline=None)
@given(
    every=st.sampled_from(sorted(repeats.EVERY)),
    interval=st.integers(1, 6),
    times=st.integers(1, 30),
)
def test_periods_keep_their_hour_and_length_and_come_in_order(every, interval, times):
    rule = Repeat(every=every, interval=interval, times=times)
    found = repeats.periods(rule, NINE, TEN, date(2027, 1, 1))

    assert found[0] == (NINE, TEN) and len(found) == times
    assert all(one.time() == NINE.time() and other - one == TEN - NINE for one, other in found)
    assert found == sorted(found)


def test_the_rest_of_a_series_is_called_off_at_once(again, keeper):
    made = again(times=4)
    rest = listed.following(actor=keeper, reservation_id=made.reservation_ids[1])
    commands.cancel(actor=keeper, reservation_ids=[one.id for one in rest])

    states = Reservation.objects.order_by("begins_at").values_list("state", flat=True)
    assert list(states) == ["approved", "cancelled", "cancelled", "cancelled"]


def test_any_of_a_model_comes_again_too(again, pieces, projector, book):
    wanted = commands.Wanted(model_id=projector.pk, quantity=2)
    book(when(1), when(2), asset=pieces[0])
    again(wanted=wanted, times=3)

    with pytest.raises(refusals.NotEachTime):
        again(wanted=wanted, times=3)
