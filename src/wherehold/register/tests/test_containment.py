"""Putting assets into assets."""

import pytest

from wherehold.conftest import put
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotFound
from wherehold.register.commands.containment import DEPTH_MAX, put_into, take_out
from wherehold.register.refusals import ContainmentCycle, NotInside, TooDeep

pytestmark = pytest.mark.django_db


def test_what_is_put_in_is_where_the_other_is(amina, drill, berlin, store_room):
    case = put("CASE", berlin)
    bit = put("BIT", berlin, container=case)

    assert put_into(actor=amina, asset_ids=[case.pk], container_id=drill.pk) == [case.pk]

    for thing in (case, bit):
        thing.refresh_from_db()
        assert thing.place_id == store_room.pk
    assert ledger.history("asset", case.pk)[0].kind == "register.contained"
    assert ledger.history("asset", bit.pk)[0].data["with_id"] == case.pk
    assert put_into(actor=amina, asset_ids=[case.pk], container_id=drill.pk) == []


def test_nothing_is_inside_itself(amina, drill, store_room):
    case = put("CASE", store_room, container=drill)
    for inner in (drill, case):
        with pytest.raises(ContainmentCycle):
            put_into(actor=amina, asset_ids=[drill.pk], container_id=inner.pk)


def test_boxes_in_boxes_have_an_end(amina, store_room):
    box = put("BOX-0", store_room)
    for number in range(1, DEPTH_MAX):
        inner = put(f"BOX-{number}", store_room)
        put_into(actor=amina, asset_ids=[inner.pk], container_id=box.pk)
        box = inner
    with pytest.raises(TooDeep):
        put_into(actor=amina, asset_ids=[put("LAST", store_room).pk], container_id=box.pk)


def test_what_is_taken_out_stays_at_the_place(amina, drill, store_room):
    case = put("CASE", store_room, container=drill)

    take_out(actor=amina, asset_ids=[case.pk])

    case.refresh_from_db()
    assert (case.container_id, case.place_id) == (None, store_room.pk)
    with pytest.raises(NotInside):
        take_out(actor=amina, asset_ids=[case.pk])


def test_t02_both_ends_must_be_seen(cy, hamburg, drill):
    own = put("OWN", hamburg)
    for inner, outer in ((own, drill), (drill, own)):
        with pytest.raises(NotFound):
            put_into(actor=cy, asset_ids=[inner.pk], container_id=outer.pk)
