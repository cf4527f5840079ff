"""People without a desk book, take and bring back what is lent so, and nothing else."""

import pytest
from django.db import IntegrityError, transaction

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import Role, User
from wherehold.conftest import put
from wherehold.kernel.actor import Actor, Grant, system
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.models import Party
from wherehold.reservations import borrowing, commands, refusals
from wherehold.reservations.models import Booking, Reservation, Rule
from wherehold.reservations.tests.conftest import when


@pytest.fixture
def lent(tools):
    return Rule.objects.create(category=tools, self_service=True, borrow_most=2, borrow_days=3)


@pytest.fixture
def member(bo, store_room):
    """Bo, who may borrow in the store and nothing else."""
    grant = Grant(frozenset({"reservation.borrow"}), place=store_room.path)
    return Actor(f"party:{bo.pk}", grants=(grant,), party_id=bo.pk, source="web")


def want(model, quantity=1):
    return [commands.Wanted(model_id=model.pk, quantity=quantity)]


def test_what_is_lent_so_is_listed_and_nothing_else(member, pieces, lent, laptops, store_room):
    laptop = put("L-1", store_room, laptops)
    found = borrowing.lent(actor=borrowing.as_borrower(member))

    assert [(one.name, one.here, one.total, one.most) for one in found] == [("EB-L730U", 3, 3, 2)]
    assert borrowing.lent(actor=borrowing.as_borrower(member), search="drone") == []
    with pytest.raises((NotFound, NotAllowed)):
        commands.take(actor=member, asset_id=laptop.pk, place_id=laptop.place_id)


def test_one_books_for_oneself_within_bounds(member, pieces, projector, lent, bo):
    number = commands.borrow(
        actor=member, lines=want(projector), begins_at=when(1), ends_at=when(3)
    )
    assert Reservation.objects.get(pk=number).party == bo

    with pytest.raises(refusals.TooMany):
        commands.borrow(actor=member, lines=want(projector, 2), begins_at=when(5), ends_at=when(6))
    with pytest.raises(refusals.TooLong):
        commands.borrow(actor=member, lines=want(projector), begins_at=when(5), ends_at=when(9))


def test_without_a_rule_that_says_so_nothing_is_lent(member, pieces, projector):
    with pytest.raises((NotFound, NotAllowed, refusals.NotLent)):
        commands.borrow(actor=member, lines=want(projector), begins_at=when(1), ends_at=when(2))
    assert borrowing.lent(actor=borrowing.as_borrower(member)) == []


def test_a_thing_is_taken_from_its_shelf_and_brought_back(member, pieces, lent, bo, store_room):
    one = pieces[0]
    number = commands.take(actor=member, asset_id=one.pk, place_id=store_room.pk)

    one.refresh_from_db()
    assert one.holder == bo and Reservation.objects.get(pk=number).state == "out"
    assert [each.tag for each in borrowing.mine(actor=member)] == [one.tag]
    commands.give_back(actor=member, asset_id=one.pk, place_id=store_room.pk)
    one.refresh_from_db()
    assert one.holder is None and Reservation.objects.get(pk=number).state == "returned"
    with pytest.raises(refusals.NotYours):
        commands.give_back(actor=member, asset_id=one.pk, place_id=store_room.pk)


def test_what_was_booked_is_taken_with_the_booking(member, pieces, projector, lent, store_room):
    booked = commands.borrow(
        actor=member, lines=want(projector), begins_at=when(0, 1), ends_at=when(2)
    )
    taken = commands.take(actor=member, asset_id=pieces[2].pk, place_id=store_room.pk)

    assert taken == booked and Booking.objects.get().asset == pieces[2]


def test_what_is_another_ones_stays_where_it_is(
    member, keeper, book, pieces, lent, store_room, hamburg
):
    cleo = Party.objects.create(name="Cleo", kind="person")
    book(1, 2, asset=pieces[0], party=cleo)

    with pytest.raises(refusals.NotFree):
        commands.take(actor=member, asset_id=pieces[0].pk, place_id=store_room.pk)
    with pytest.raises((NotFound, NotAllowed)):
        commands.take(actor=member, asset_id=pieces[1].pk, place_id=hamburg.pk)


def test_a_category_has_one_rule_and_all_others_have_one(lent, tools):
    Rule.objects.create()
    for category in (None, tools):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rule.objects.create(category=category)


def test_the_page_lends_and_takes_back(client, pieces, projector, lent, store_room):
    accounts.lay_roles(actor=system("test"))
    made = accounts.create_user(actor=system("test"), email="bo@example.org", role="member")
    client.force_login(User.objects.get(pk=made.pk))
    html = client.get("/borrow").content.decode()
    assert "EB-L730U" in html and "3 of 3 here" in html

    when_said = {"begins_at": "2026-03-03T09:00", "ends_at": "2026-03-04T09:00"}
    booked = client.post("/borrow/book", {"model": projector.pk, **when_said})
    assert booked.status_code == 302 and client.get(booked["Location"]).status_code == 200
    wrong = client.post("/borrow", {"place_code": "nowhere", "thing_code": "PX-1", "do": "take"})
    assert wrong.status_code == 404 and "nowhere" in wrong.content.decode()


def test_the_bounds_of_a_role_hold_beside_those_of_what_is_lent(
    member, pieces, projector, lent, bo, admin
):
    accounts.lay_roles(actor=system("test"))
    made = accounts.create_user(actor=system("test"), email="bo@example.org", role="member")
    User.objects.filter(pk=made.pk).update(party=bo)
    role = Role.objects.get(code="member")
    commands.set_limit(actor=admin, role_id=role.pk, most=1, days=2, approve=True)

    with pytest.raises(refusals.TooMany, match="1 at once at most"):
        commands.borrow(actor=member, lines=want(projector, 2), begins_at=when(1), ends_at=when(2))
    with pytest.raises(refusals.TooLong, match="2 days at most"):
        commands.borrow(actor=member, lines=want(projector), begins_at=when(1), ends_at=when(4))
    number = commands.borrow(
        actor=member, lines=want(projector), begins_at=when(1), ends_at=when(2)
    )
    assert Reservation.objects.get(pk=number).state == "requested"
