"""A thing that is fetched at another site is kept free for its way there and back."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wherehold.conftest import put
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed, Refusal
from wherehold.reservations import commands
from wherehold.reservations.models import Booking, Reservation
from wherehold.reservations.queries import lending, listed
from wherehold.reservations.queries.availability import availability
from wherehold.reservations.refusals import BadRule, NotFree
from wherehold.reservations.tests.conftest import when

HOURS = 4


@pytest.fixture
def far(admin, hamburg, berlin, tools):
    """Return a thing of Hamburg, four hours from Berlin."""
    both = (hamburg.pk, berlin.pk)
    commands.set_transport(actor=admin, minutes=HOURS * 60, site_ids=both)
    return put("HH-1", hamburg, tools, stage="in_stock")


@pytest.fixture
def fetch(admin, bo):
    """Reserve a thing for Bo at a place."""

    def reserve(asset, place, begins, ends):
        wish = commands.Wish(
            party_id=bo.pk,
            place_id=place.pk,
            begins_at=begins,
            ends_at=ends,
            lines=[commands.Wanted(asset_id=asset.pk)],
        )
        [key] = commands.reserve(actor=admin, wishes_given=[wish])
        return Reservation.objects.get(pk=key)

    return reserve


def test_it_is_kept_for_its_ways_and_says_so(fetch, far, store_room, hamburg, admin):
    one = fetch(far, store_room, when(1), when(2))
    [piece] = listed.card(actor=admin, reservation_id=one.pk).lines[0].pieces
    assert (piece.transport_minutes, piece.transport_from) == (HOURS * 60, "Hamburg")

    for begins, ends in ((when(2, 3), when(3)), (when(0, 12), when(1, -3))):
        with pytest.raises(NotFree):
            fetch(far, hamburg, begins, ends)
    assert fetch(far, hamburg, when(2, HOURS), when(3))
    assert fetch(far, hamburg, when(0, 12), when(1, -HOURS))


def test_availability_adds_the_time(far, admin, store_room, fetch, hamburg):
    def ask(begins, place):
        return availability(
            actor=admin,
            wanted=commands.Wanted(asset_id=far.pk),
            begins_at=begins,
            ends_at=when(5),
            place_id=place.pk,
        )

    fetch(far, hamburg, when(1), when(2))
    late, good = ask(when(2, 2), store_room), ask(when(2, HOURS), store_room)
    assert (late.enough, good.enough) == (False, True)
    assert (good.transport_minutes, good.transport_from) == (HOURS * 60, "Hamburg")
    assert ask(when(2, 2), hamburg).enough
    soon = ask(when(0, 2), store_room)
    assert soon.reasons == {"booked": 1}


def test_what_cannot_be_there_in_time_is_refused(far, fetch, store_room):
    with pytest.raises(NotFree, match="too far away") as refused:
        fetch(far, store_room, when(0, 2), when(1))
    assert refused.value.fields[0]["reasons"] == {"far": 1}
    assert fetch(far, store_room, when(0, HOURS), when(1))


def test_moving_and_another_piece_take_the_ways_along(far, fetch, store_room, drill, admin):
    one = fetch(far, store_room, when(1), when(2))
    commands.change(actor=admin, reservation_id=one.pk, begins_at=when(3), ends_at=when(4))
    kept = Booking.objects.get(line__reservation=one)
    assert (kept.begins_at, kept.until_at) == (when(3, -HOURS), when(4, HOURS))
    commands.change(
        actor=admin,
        reservation_id=one.pk,
        begins_at=when(3),
        ends_at=when(4),
        swap=commands.Swap(far.pk, drill.pk),
    )
    kept = Booking.objects.get(line__reservation=one, open=True)
    assert (kept.begins_at, kept.until_at, kept.way_minutes) == (when(3), when(4), 0)


def test_times_are_set_for_two_sites_or_for_all_others(
    far, admin, keeper, berlin, store_room, hamburg
):
    commands.set_transport(actor=admin, minutes=60)
    commands.set_transport(actor=admin, minutes=90, site_ids=(store_room.pk, hamburg.pk))
    lines = lending.transports(actor=admin)
    assert [(line.sites, line.minutes) for line in lines] == [
        (("Hamburg", "Berlin"), 90),
        (("", ""), 60),
    ]
    commands.set_transport(actor=admin, minutes=None)
    assert len(lending.transports(actor=admin)) == 1
    [entry] = ledger.history("place", 0)[:1]
    assert (entry.kind, entry.data) == (
        "reservations.transport_set",
        {"other_id": 0, "minutes": None},
    )
    for minutes, sites in ((-1, None), (10**6, None), (60, (berlin.pk, store_room.pk))):
        with pytest.raises(BadRule):
            commands.set_transport(actor=admin, minutes=minutes, site_ids=sites)
    with pytest.raises(NotAllowed):
        commands.set_transport(actor=keeper, minutes=60)


def test_who_keeps_the_settings_sets_them_in_the_browser(browser, berlin, hamburg):
    page = "/reservations/transports"
    said = {"site_a": hamburg.pk, "site_b": berlin.pk, "hours": "4.5"}
    assert browser.post(page, said).status_code == 302
    assert "4 h 30 min" in browser.get(page).content.decode()
    assert browser.post(page, said | {"site_b": ""}).status_code == 422
    assert browser.post(page, said | {"hours": ""}).status_code == 302
    assert "No time is set" in browser.get(page).content.decode()


hours = st.integers(HOURS, 40)
acts = st.lists(
    st.tuples(st.sampled_from(["berlin", "hamburg", "cancel", "change"]), hours, hours),
    min_size=2,
    max_size=8,
)


def kept_for(one, berlin):
    """Return from when to when a thing of Hamburg is kept, worked out by hand."""
    way = timedelta(hours=HOURS if one.place_path.startswith(berlin.path) else 0)
    return one.begins_at - way, one.ends_at + way


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(doings=acts)
def test_it_is_refused_exactly_when_the_ways_leave_no_time(
    far, fetch, admin, berlin, hamburg, doings
):
    with transaction.atomic():
        for what, first, last in doings:
            begins, ends = when(0, min(first, last)), when(0, max(first, last) + 1)
            live = list(Reservation.objects.filter(state="approved").order_by("pk"))
            one = live[first % len(live)] if live else None
            if what == "cancel" and one:
                commands.cancel(actor=admin, reservation_ids=[one.pk])
            if what == "cancel" or (what == "change" and not one):
                continue
            place = {"berlin": berlin, "hamburg": hamburg}.get(what) or one.place
            wish = Reservation(place_path=place.path, begins_at=begins, ends_at=ends)
            mine = kept_for(wish, berlin)
            others = [kept_for(other, berlin) for other in live if other != one or what != "change"]
            fits = not any(mine[0] < until and since < mine[1] for since, until in others)
            try:
                with transaction.atomic():
                    if what == "change":
                        commands.change(
                            actor=admin, reservation_id=one.pk, begins_at=begins, ends_at=ends
                        )
                    else:
                        fetch(far, place, begins, ends)
            except Refusal:
                assert not fits
            else:
                assert fits
        transaction.set_rollback(True)
