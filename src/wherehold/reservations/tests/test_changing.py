"""Another piece instead of one that is kept, at another time if need be."""

import pytest

from wherehold.conftest import put
from wherehold.kernel.errors import NotFound
from wherehold.kernel.models import Entry
from wherehold.kits import commands as kits
from wherehold.kits.contents import Wanted
from wherehold.reservations import commands, refusals
from wherehold.reservations.models import Booking, Line
from wherehold.reservations.tests.conftest import when


@pytest.fixture
def swap(keeper):
    def do(made, old, new, begins=1, ends=3, actor=None):
        commands.change(
            actor=actor or keeper,
            reservation_id=made.pk,
            begins_at=when(begins),
            ends_at=when(ends),
            swap=commands.Swap(old.pk, new.pk),
        )

    return do


def kept():
    rows = Booking.objects.filter(open=True).order_by("asset")
    return list(rows.values_list("asset__tag", flat=True))


def test_another_piece_is_kept_from_another_day_on(book, swap, drill, saw):
    made = book(1, 3, asset=drill)
    book(1, 2, asset=saw)
    with pytest.raises(refusals.NotFree, match="SAW-2"):
        swap(made, drill, saw)
    swap(made, drill, saw, begins=4, ends=6)

    assert kept() == ["SAW-2", "SAW-2"]
    assert Line.objects.get(reservation=made.pk).asset == saw
    entry = Entry.objects.get(kind="reservations.changed")
    assert entry.data["pieces"] == [[drill.pk, saw.pk]]


def test_for_a_model_only_a_piece_of_it_will_do(book, keeper, swap, pieces, projector, drill):
    made = book(1, 3, model_id=projector.pk)
    commands.prepare(actor=keeper, reservation_id=made.pk, asset_ids=[pieces[0].pk])

    with pytest.raises(refusals.NotPartOf, match=drill.tag):
        swap(made, pieces[0], drill)
    with pytest.raises(refusals.NotPartOf, match="PX-3"):
        swap(made, pieces[2], pieces[1])
    swap(made, pieces[0], pieces[1])
    assert kept() == ["PX-2"]


def test_a_kit_takes_its_pieces_along(book, swap, amina, drill, pieces, store_room, tools):
    bag = put("BAG-1", store_room, tools)
    wants = [Wanted(asset_id=pieces[0].pk)]
    kits.make(actor=amina, asset_id=bag.pk, wants=wants, asset_ids=[pieces[0].pk])
    made = book(1, 3, asset=bag)
    swap(made, bag, drill)
    assert kept() == [drill.tag]

    swap(made, drill, bag)
    assert sorted(kept()) == ["BAG-1", "PX-1"]


def test_what_has_begun_may_keep_its_beginning(book, swap, drill, saw, monkeypatch):
    made = book(1, 3, asset=drill)
    monkeypatch.setattr("wherehold.kernel.clock.now", lambda: when(1, 5))
    swap(made, drill, saw)

    assert kept() == ["SAW-2"]
    with pytest.raises(refusals.InPast):
        swap(made, saw, drill, begins=0)


def test_what_one_may_not_see_is_not_found(book, swap, drill, hamburg, tools):
    made = book(1, 3, asset=drill)
    with pytest.raises(NotFound):
        swap(made, drill, put("H-1", hamburg, tools))
