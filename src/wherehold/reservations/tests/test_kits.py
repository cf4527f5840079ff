"""A kit is booked with all that it is made of, and is free when all of it is."""

import pytest

from wherehold.conftest import put
from wherehold.custody import commands as custody
from wherehold.custody.refusals import Promised
from wherehold.kernel import readers
from wherehold.kernel.models import Entry
from wherehold.kernel.tests.placing import place_all
from wherehold.kits import commands as kits
from wherehold.kits.contents import Wanted
from wherehold.register.models import Asset, Category, Party
from wherehold.reservations import commands, refusals
from wherehold.reservations.models import Booking, Reservation
from wherehold.reservations.queries import listed
from wherehold.reservations.queries.availability import availability
from wherehold.reservations.reactions import REACTIONS
from wherehold.reservations.tests.conftest import when


@pytest.fixture
def bag(store_room):
    return put("BAG-1", store_room, Category.objects.create(name="Bags", path="0000000009"))


@pytest.fixture
def kit(amina, bag, pieces, projector, tools):
    """Return the number of a bag with two projectors."""
    inside = [one.pk for one in pieces[:2]]
    wants = [Wanted(model_id=projector.pk, quantity=2)]
    return kits.make(actor=amina, asset_id=bag.pk, wants=wants, asset_ids=inside)


def free(actor, **wanted):
    asked = commands.Wanted(**wanted)
    return availability(actor=actor, wanted=asked, begins_at=when(1), ends_at=when(2))


def react():
    place_all()
    while readers.run(REACTIONS):
        pass


def state(one):
    return Reservation.objects.get(pk=one.pk).state


def test_booking_a_kit_books_its_pieces(book, keeper, kit, bag, pieces, projector):
    made = book(1, 3, asset=bag)

    assert set(Booking.objects.values_list("asset", flat=True)) == {
        bag.pk,
        *(one.pk for one in pieces[:2]),
    }
    assert free(keeper, model_id=projector.pk).free == 1
    with pytest.raises(refusals.NotFree):
        book(2, 4, asset=pieces[0])
    cleo = Party.objects.create(name="Cleo", kind="person")
    with pytest.raises(Promised, match="PX-2"):
        custody.check_out(actor=keeper, asset_ids=[pieces[1].pk], holder_id=cleo.pk)
    commands.change(actor=keeper, reservation_id=made.pk, begins_at=when(4), ends_at=when(5))
    assert {row.begins_at for row in Booking.objects.all()} == {when(4)}
    assert book(1, 3, asset=pieces[0]).state == "approved"


def test_a_kit_is_not_free_while_a_piece_is_not_and_the_piece_is_named(
    book, keeper, kit, bag, pieces, tools
):
    book(1, 3, asset=pieces[1])

    answer = free(keeper, asset_id=bag.pk)
    assert (answer.free, answer.why) == (0, "PX-2 booked.")
    assert free(keeper, category_id=bag.category_id).reasons == {"booked": 1}
    with pytest.raises(refusals.NotFree, match="PX-2 booked"):
        book(2, 4, asset=bag)
    assert book(2, 4, asset=bag, wait=True).state == "waiting"


def test_promises_of_its_pieces_count_against_a_kit(book, kit, bag, projector):
    book(1, 3, model_id=projector.pk, quantity=2)

    with pytest.raises(refusals.NotFree, match="promised"):
        book(2, 4, asset=bag)


def test_a_kit_that_is_any_of_its_category_is_chosen_with_its_pieces(
    book, keeper, kit, bag, pieces
):
    made = book(1, 3, category_id=bag.category_id)
    chosen = commands.prepare(actor=keeper, reservation_id=made.pk)

    assert chosen == sorted([bag.pk, *(one.pk for one in pieces[:2])])


def test_what_a_kit_is_made_of_when_it_is_prepared_is_kept(book, keeper, kit, bag, pieces):
    made = book(1, 3, asset=bag)
    kits.unpack(actor=keeper, kit_id=kit, asset_ids=[pieces[0].pk])
    kits.pack(actor=keeper, kit_id=kit, asset_ids=[pieces[2].pk])

    chosen = commands.prepare(actor=keeper, reservation_id=made.pk)
    assert chosen == sorted([bag.pk, pieces[1].pk, pieces[2].pk])


def test_a_kit_goes_out_and_comes_back_as_one_and_what_is_missing_is_followed(
    book, keeper, kit, bag, pieces, bo, monkeypatch
):
    made = book(1, 3, asset=bag)
    monkeypatch.setattr("wherehold.kernel.clock.now", lambda: when(1))
    commands.hand_out(actor=keeper, reservation_id=made.pk, asset_ids=[bag.pk])
    assert Entry.objects.filter(kind="kits.went_out", subject_id=kit).exists()
    assert Asset.objects.filter(holder=bo).count() == 3

    kits.check_in(actor=keeper, kit_id=kit, asset_ids=[bag.pk, pieces[0].pk])
    commands.settle_returned(actor=keeper)
    [line] = listed.card(actor=keeper, reservation_id=made.pk).lines
    assert {one.tag: one.state for one in line.pieces} == {
        "BAG-1": "returned",
        "PX-1": "returned",
        "PX-2": "out",
    }
    assert state(made) == "out"
    commands.take_back(actor=keeper, reservation_id=made.pk)
    assert state(made) == "returned"


@pytest.mark.django_db(transaction=True)
def test_handing_straight_to_who_booked_it_serves_the_booking(
    book, keeper, kit, bag, pieces, drill, projector, bo, monkeypatch
):
    first, by_kind = book(1, 3, asset=bag), book(1, 3, model_id=projector.pk)
    later, other = book(5, 6, asset=drill), book(1, 2, asset=drill)
    monkeypatch.setattr("wherehold.kernel.clock.now", lambda: when(1))
    react()
    kits.check_out(actor=keeper, kit_id=kit, holder_id=bo.pk)
    custody.check_out(actor=keeper, asset_ids=[pieces[2].pk, drill.pk], holder_id=bo.pk)
    react()

    assert [state(one) for one in (first, by_kind, other, later)] == ["out"] * 3 + ["approved"]
    assert Booking.objects.filter(checkout_id__isnull=False).count() == 5
    commands.take_back(actor=keeper, reservation_id=first.pk, asset_ids=[bag.pk])
    assert state(first) == "returned"
