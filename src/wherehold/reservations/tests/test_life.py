"""From yes to closed: preparing, handing out in parts, longer, waiting, not coming."""

import pytest

from wherehold.custody import commands as custody
from wherehold.kernel.models import Message
from wherehold.register.models import Party
from wherehold.reservations import commands, refusals
from wherehold.reservations.models import Booking, Reservation
from wherehold.reservations.queries import listed
from wherehold.reservations.tests.conftest import when


@pytest.fixture
def later(monkeypatch):
    def go(days, hours=0):
        monkeypatch.setattr("wherehold.kernel.clock.now", lambda: when(days, hours))

    return go


def state(one):
    return Reservation.objects.get(pk=one.pk).state


def test_pieces_are_chosen_handed_out_in_parts_and_come_back_in_parts(
    book, keeper, pieces, projector, later, bo
):
    made = book(1, 3, model_id=projector.pk, quantity=3)
    chosen = commands.prepare(actor=keeper, reservation_id=made.pk, asset_ids=[pieces[2].pk])
    assert chosen == [one.pk for one in pieces] and state(made) == "prepared"

    later(1)
    commands.hand_out(actor=keeper, reservation_id=made.pk, asset_ids=chosen[:2])
    pieces[0].refresh_from_db()
    assert (pieces[0].holder_id, pieces[0].due_on) == (bo.pk, when(3).date())
    assert state(made) == "out"
    commands.take_back(actor=keeper, reservation_id=made.pk, asset_ids=chosen[:1])
    assert state(made) == "out"
    commands.take_back(actor=keeper, reservation_id=made.pk)
    assert state(made) == "returned"
    assert not Booking.objects.filter(open=True).exists()


def test_more_than_was_given_does_not_come_back(book, keeper, drill, saw, later):
    made = book(1, 3, asset=drill)
    later(1)
    commands.hand_out(actor=keeper, reservation_id=made.pk)

    with pytest.raises(refusals.NotGiven, match="SAW-2"):
        commands.take_back(actor=keeper, reservation_id=made.pk, asset_ids=[drill.pk, saw.pk])
    commands.take_back(actor=keeper, reservation_id=made.pk)
    with pytest.raises(refusals.WrongState):
        commands.take_back(actor=keeper, reservation_id=made.pk)


def test_what_is_no_part_of_it_is_not_handed_out(book, keeper, drill, saw):
    made = book(1, 3, asset=drill)

    with pytest.raises(refusals.NotPartOf, match="SAW-2"):
        commands.hand_out(actor=keeper, reservation_id=made.pk, asset_ids=[saw.pk])


def test_it_is_kept_longer_unless_somebody_waits(book, keeper, drill, later):
    made = book(1, 3, asset=drill)
    later(1)
    commands.hand_out(actor=keeper, reservation_id=made.pk)
    commands.extend(actor=keeper, reservation_id=made.pk, ends_at=when(4))
    drill.refresh_from_db()
    assert drill.due_on == when(4).date()

    assert book(2, 6, asset=drill, wait=True).state == "waiting"
    with pytest.raises(refusals.SomebodyWaits):
        commands.extend(actor=keeper, reservation_id=made.pk, ends_at=when(5))
    with pytest.raises(refusals.BadPeriod):
        commands.extend(actor=keeper, reservation_id=made.pk, ends_at=when(3))


def test_it_is_not_kept_longer_into_the_next_booking(book, keeper, drill):
    made = book(1, 3, asset=drill)
    book(4, 5, asset=drill)

    with pytest.raises(refusals.NotFree):
        commands.extend(actor=keeper, reservation_id=made.pk, ends_at=when(4, 1))


def test_who_waits_is_offered_what_becomes_free_and_may_take_it(book, keeper, drill, bo, admin):
    bo.email = "bo@example.org"
    bo.save()
    first = book(1, 3, asset=drill)
    second = book(2, 4, asset=drill, wait=True)
    third = book(2, 4, asset=drill, wait=True)
    assert commands.offer_waiting(actor=admin) == []

    commands.cancel(actor=keeper, reservation_ids=[first.pk], reason="ill")
    assert commands.offer_waiting(actor=admin) == [second.pk]
    assert Message.objects.get().to == "bo@example.org"
    with pytest.raises(refusals.WrongState):
        commands.accept(actor=keeper, reservation_id=third.pk)
    commands.accept(actor=keeper, reservation_id=second.pk)
    assert (state(second), state(third)) == ("approved", "waiting")


def test_an_offer_that_nobody_takes_goes_to_the_next(book, keeper, drill, admin, later):
    first = book(3, 4, asset=drill)
    second = book(3, 5, asset=drill, wait=True)
    third = book(3, 5, asset=drill, wait=True)
    commands.cancel(actor=keeper, reservation_ids=[first.pk])
    commands.offer_waiting(actor=admin)

    later(1, 1)
    assert commands.release(actor=admin) == [second.pk]
    assert commands.offer_waiting(actor=admin) == [third.pk]
    assert state(second) == "cancelled"


def test_what_nobody_fetches_is_free_again(book, drill, admin, later, keeper):
    made = book(1, 5, asset=drill)
    later(1, 23)
    assert commands.release(actor=admin) == []
    later(2, 1)

    assert commands.release(actor=admin) == [made.pk]
    assert state(made) == "no_show"
    assert book(when(3), when(4), asset=drill).state == "approved"


def test_what_was_taken_back_by_another_way_is_settled(book, keeper, drill, admin, later):
    made = book(1, 5, asset=drill)
    later(1)
    commands.hand_out(actor=keeper, reservation_id=made.pk)
    later(2)
    assert commands.settle_returned(actor=admin) == []
    custody.check_in(actor=keeper, asset_ids=[drill.pk])

    assert commands.settle_returned(actor=admin) == [made.pk]
    assert state(made) == "returned"


def test_it_may_be_moved_to_where_it_is_free(book, keeper, drill):
    made = book(1, 3, asset=drill)
    book(5, 6, asset=drill)
    commands.change(actor=keeper, reservation_id=made.pk, begins_at=when(2), ends_at=when(4))

    made.refresh_from_db()
    assert (made.begins_at, made.ends_at) == (when(2), when(4))
    with pytest.raises(refusals.NotFree):
        commands.change(actor=keeper, reservation_id=made.pk, begins_at=when(4), ends_at=when(6))


def test_what_is_out_is_not_called_off(book, keeper, drill, later):
    made = book(1, 3, asset=drill)
    later(1)
    commands.hand_out(actor=keeper, reservation_id=made.pk)

    with pytest.raises(refusals.WrongState):
        commands.cancel(actor=keeper, reservation_ids=[made.pk])


def test_reminders_go_out_once_each_and_at_last_to_the_manager(
    book, keeper, drill, bo, admin, later
):
    bo.email = "bo@example.org"
    bo.manager = Party.objects.create(name="Mia", kind="person", email="mia@example.org")
    bo.save()
    made = book(1, 4, asset=drill)
    later(1)
    commands.hand_out(actor=keeper, reservation_id=made.pk)
    sent = []
    for day, hour in ((1, 1), (3, 1), (3, 2), (4, -1), (4, 1), (7, 1), (8, 1)):
        later(day, hour)
        sent.append(commands.remind_due(actor=admin))

    assert sent == [0, 1, 0, 1, 1, 1, 0]
    assert Message.objects.filter(to="mia@example.org").count() == 1
    assert Message.objects.filter(to="bo@example.org").count() == 4


def test_the_desk_sees_what_is_to_be_done(book, keeper, drill, saw, pieces, projector, later):
    out = book(1, 2, asset=drill)
    ready = book(1, 3, asset=saw)
    coming = book(when(2, 2), when(5), model_id=projector.pk, quantity=2)
    later(1)
    commands.hand_out(actor=keeper, reservation_id=out.pk)
    commands.prepare(actor=keeper, reservation_id=ready.pk)
    day = listed.day_list(actor=keeper)
    assert [one.id for one in day.hand_out] == [ready.pk]
    assert [one.id for one in day.prepare] == [coming.pk]

    later(2, -1)
    assert [one.id for one in listed.day_list(actor=keeper).due_back] == [out.pk]
    later(2, 1)
    day = listed.day_list(actor=keeper)
    assert [one.id for one in day.overdue] == [out.pk] and day.due_back == []
    assert day.prepare[0].what == "2 × EB-L730U"


def test_others_do_not_learn_whom_it_is_for(book, drill, berlin, bo):
    made = book(1, 2, asset=drill)
    from wherehold.kernel.actor import Actor, Grant

    looker = Actor("party:0", grants=(Grant(frozenset({"asset.see"}), place=berlin.path),))
    card = listed.card(actor=looker, reservation_id=made.pk)

    assert (card.party, card.party_id, card.may) == ("", None, [])
    assert listed.page(actor=looker, party_id=bo.pk)[0] == []
