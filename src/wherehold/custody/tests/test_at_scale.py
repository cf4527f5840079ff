"""Many at once: as many statements as for one; twelve who reach for one thing; replay."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON, plant
from wherehold.custody import refusals
from wherehold.custody.commands import change_due, check_in, check_out, transfer, undo
from wherehold.custody.models import Checkout
from wherehold.custody.stays import written
from wherehold.kernel.errors import Unavailable
from wherehold.kernel.models import Entry
from wherehold.register.commands.holding import state_of
from wherehold.register.models import Asset, Party, Place

DUE = date(2026, 3, 9)


def lamps(count, place, start=0):
    return Asset.objects.bulk_create(
        Asset(
            tag=f"LAMP-{start + n}",
            name="Lamp",
            stage="in_service",
            place=place,
            place_path=place.path,
            created_at=NOON,
            updated_at=NOON,
        )
        for n in range(count)
    )


@pytest.mark.django_db
def test_a_thousand_take_as_many_statements_as_one(amina, bo, berlin, store_room):
    eve = Party.objects.create(name="Eve", place=berlin, place_path=berlin.path)

    def statements(ids):
        acts = (
            lambda: check_out(actor=amina, asset_ids=ids, holder_id=bo.pk, due_on=DUE, at=NOON),
            lambda: change_due(actor=amina, asset_ids=ids, due_on=None),
            lambda: transfer(actor=amina, asset_ids=ids, holder_id=eve.pk),
            lambda: check_in(actor=amina, asset_ids=ids, place_id=store_room.pk),
        )
        counts = []
        for act in acts:
            with CaptureQueriesContext(connection) as asked:
                done = act()
            counts.append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            undo(actor=amina, act=done.act, reason="count")
        return [*counts, len(asked)]

    statements(
        [a.pk for a in lamps(1, berlin, start=50)]
    )  # the first row of a table costs one more
    assert statements([a.pk for a in lamps(8, berlin)]) == statements(
        [a.pk for a in lamps(1000, berlin, start=100)]
    )


@pytest.mark.django_db(transaction=True)
def test_of_twelve_who_reach_for_one_thing_one_gets_it(amina, berlin):
    [lamp] = lamps(1, berlin)
    borrowers = Party.objects.bulk_create(
        Party(name=f"B{n}", place=berlin, place_path=berlin.path) for n in range(12)
    )

    def reach(party):
        try:
            check_out(actor=amina, asset_ids=[lamp.pk], holder_id=party.pk)
        except refusals.AlreadyOut:
            return "out"
        except Unavailable:
            return "busy"
        finally:
            connections.close_all()
        return "got it"

    with ThreadPoolExecutor(12) as pool:
        results = list(pool.map(reach, borrowers))
    assert sorted(results) == ["got it"] + ["out"] * 11
    lamp.refresh_from_db()
    assert Checkout.objects.get().holder_id == lamp.holder_id


@pytest.mark.django_db
def test_the_ledger_alone_tells_the_present_state(amina, bo, berlin, store_room, drill, saw):
    shelf = plant(Place, "Shelf", store_room, kind="shelf")
    case, lamp = lamps(2, store_room)
    assets = [drill, saw, case, lamp]
    state = {a.pk: {k: written(v) for k, v in state_of(a).items()} for a in assets}
    ids = [drill.pk, saw.pk]
    check_out(actor=amina, asset_ids=[lamp.pk], into_asset_id=case.pk)
    check_out(actor=amina, asset_ids=ids, holder_id=bo.pk, due_on=DUE, condition="worn")
    change_due(actor=amina, asset_ids=ids, due_on=date(2026, 4, 1))
    done = transfer(actor=amina, asset_ids=ids, place_id=shelf.pk)
    undo(actor=amina, act=done.act, reason="not there")
    check_in(actor=amina, asset_ids=[saw.pk], place_id=berlin.pk)
    check_out(actor=amina, asset_ids=[case.pk], place_id=shelf.pk)

    for entry in Entry.objects.order_by("seq"):
        for column, (before, after) in entry.data["changed"].items():
            assert state[entry.subject_id][column] == before, (entry.kind, column)
            state[entry.subject_id][column] = after
    fresh = Asset.objects.in_bulk([a.pk for a in assets])
    assert state == {
        key: {k: written(v) for k, v in state_of(a).items()} for key, a in fresh.items()
    }
    held = {a.pk for a in fresh.values() if a.held}
    assert held == set(
        Checkout.objects.filter(returned_at=None, voided_at=None).values_list("asset", flat=True)
    )
