"""From Berlin to Hamburg: sent, in transit, received by scan; what is short, what is over."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import plant, put
from wherehold.custody.commands import check_out
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kernel.ledger import Entry
from wherehold.register.models import Asset, Place
from wherehold.transfers import commands, document, refusals
from wherehold.transfers.models import Item
from wherehold.transfers.queries import transfers

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(amina, berlin, hamburg, drill, saw):
    """Return the transfer of a drill and a saw to Hamburg, which are not packed yet."""
    return commands.prepare(
        actor=amina,
        asset_ids=[drill.pk, saw.pk],
        from_place_id=berlin.pk,
        to_place_id=hamburg.pk,
    )


@pytest.fixture
def sent(amina, listed):
    """Return the same, on its way."""
    return commands.ship(
        actor=amina,
        transfer_id=listed,
        carrier="DHL",
        tracking_no="JJD 01",
        expected_on=date(2026, 3, 4),
    )


def place_of(asset):
    return Asset.objects.select_related("place").get(pk=asset.pk).place


def test_what_was_sent_is_in_transit_where_it_goes_to(sent, amina, cy, drill, hamburg):
    place = place_of(drill)
    assert (place.kind, place.parent_id, place.full_name) == (
        "transit",
        hamburg.pk,
        "Hamburg · In transit",
    )
    for actor in (amina, cy):
        card = transfers.card(actor=actor, transfer_id=sent)
        assert (card.state, card.things, card.carrier) == ("sent", 2, "DHL")
    assert (card.may_send, card.may_receive) == (False, True)


def test_the_next_one_uses_the_same_place_of_transit(sent, amina, berlin, hamburg, store_room):
    more = put("MORE-1", store_room)
    key = commands.prepare(
        actor=amina, asset_ids=[more.pk], from_place_id=berlin.pk, to_place_id=hamburg.pk
    )
    commands.ship(actor=amina, transfer_id=key)
    assert Place.objects.filter(kind="transit").count() == 1


def test_all_of_it_arrives_and_that_is_that(sent, cy, drill, saw, hamburg):
    shelf = plant(Place, "Shelf", hamburg, kind="shelf")
    commands.receive(actor=cy, transfer_id=sent, asset_ids=[drill.pk])
    assert transfers.card(actor=cy, transfer_id=sent).state == "sent"
    commands.receive(actor=cy, transfer_id=sent, asset_ids=[saw.pk], place_id=shelf.pk)
    card = transfers.card(actor=cy, transfer_id=sent)
    assert (card.state, card.received, card.undecided) == ("arrived", 2, 0)
    assert (place_of(drill), place_of(saw)) == (hamburg, shelf)
    with pytest.raises(refusals.WrongState):
        commands.receive(actor=cy, transfer_id=sent, asset_ids=[saw.pk])


def test_what_did_not_come_is_short_until_somebody_says_why(sent, amina, cy, drill, saw):
    commands.receive(actor=cy, transfer_id=sent, asset_ids=[drill.pk], complete=True)
    [line], _after = transfers.page(actor=amina, bucket="differs")
    assert (line.id, line.short, line.undecided) == (sent, 1, 1)
    with pytest.raises(refusals.BadTransfer):
        commands.decide(
            actor=amina, transfer_id=sent, asset_id=saw.pk, outcome="stayed", reason=" "
        )
    said = {"outcome": "stayed", "reason": "It lay under the bench"}
    commands.decide(actor=amina, transfer_id=sent, asset_id=saw.pk, **said)
    assert place_of(saw).name == "Berlin"
    with pytest.raises(refusals.CameBefore):
        commands.decide(actor=amina, transfer_id=sent, asset_id=saw.pk, **said)


def test_lost_it_is_at_the_stage_missing(sent, cy, drill, saw):
    commands.receive(actor=cy, transfer_id=sent, complete=True)
    commands.decide(
        actor=cy, transfer_id=sent, asset_id=saw.pk, outcome="lost", reason="Parcel torn"
    )
    commands.decide(
        actor=cy, transfer_id=sent, asset_id=drill.pk, outcome="found", reason="In the mail room"
    )
    assert Asset.objects.get(pk=saw.pk).stage == "missing"
    assert place_of(drill).name == "Hamburg"


def test_what_was_not_sent_is_refused_or_taken_in_knowingly(sent, amina, cy, store_room, berlin):
    stray = put("STRAY-1", store_room)
    assert transfers.read(actor=cy, transfer_id=sent, codes=["stray-1", "NO-1"]) == (
        [stray.pk],
        ["NO-1"],
    )
    with pytest.raises(refusals.NotSent):
        commands.receive(actor=cy, transfer_id=sent, asset_ids=[stray.pk])
    commands.receive(actor=cy, transfer_id=sent, asset_ids=[stray.pk], surplus=True)
    card = transfers.card(actor=amina, transfer_id=sent)
    assert (card.surplus, card.undecided, card.state) == (1, 1, "sent")
    assert place_of(stray).name == "Hamburg"
    commands.decide(
        actor=cy, transfer_id=sent, asset_id=stray.pk, outcome="kept", reason="We need it"
    )
    assert transfers.card(actor=cy, transfer_id=sent).undecided == 0


def test_strangers_to_both_places_find_nothing(sent, amina, cy, drill):
    munich = plant(Place, "Munich", kind="site")
    from wherehold.conftest import STOREKEEPER
    from wherehold.kernel.actor import Actor, Grant

    stranger = Actor("party:99", grants=(Grant(STOREKEEPER, place=munich.path),), party_id=99)
    with pytest.raises(NotFound):
        transfers.card(actor=stranger, transfer_id=sent)
    with pytest.raises(NotFound):
        commands.receive(actor=stranger, transfer_id=sent, asset_ids=[drill.pk])
    with pytest.raises(NotAllowed):
        commands.receive(actor=amina, transfer_id=sent, asset_ids=[drill.pk])


def test_what_cannot_be_sent(amina, listed, berlin, hamburg, bo, drill, store_room):
    ends = {"from_place_id": berlin.pk, "to_place_id": hamburg.pk}
    with pytest.raises(refusals.OnTheWay):
        commands.prepare(actor=amina, asset_ids=[drill.pk], **ends)
    held = put("HELD-1", store_room)
    check_out(actor=amina, asset_ids=[held.pk], holder_id=bo.pk)
    with pytest.raises(refusals.SomebodyHasIt):
        commands.prepare(actor=amina, asset_ids=[held.pk], **ends)
    other = plant(Place, "Yard", berlin)
    with pytest.raises(refusals.NotThere):
        commands.prepare(
            actor=amina,
            asset_ids=[drill.pk],
            from_place_id=other.pk,
            to_place_id=hamburg.pk,
        )
    with pytest.raises(refusals.BadTransfer):
        commands.prepare(
            actor=amina, asset_ids=[drill.pk], from_place_id=berlin.pk, to_place_id=berlin.pk
        )
    with pytest.raises(refusals.BadTransfer):
        commands.ship(actor=amina, transfer_id=listed, expected_on=date(2026, 1, 1))


def test_called_off_on_the_way_it_is_back_where_it_was(amina, sent, drill):
    commands.cancel(actor=amina, transfer_id=sent, reason="The site is closed")
    assert place_of(drill).name == "Berlin"
    assert not Item.objects.filter(open=True).exists()


def test_late_is_what_is_over_its_day(amina, sent, monkeypatch):
    from wherehold.kernel import clock

    assert transfers.page(actor=amina, bucket="late")[0] == []
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 6))
    [line], _after = transfers.page(actor=amina, bucket="late")
    assert line.late_days == 2


def test_the_ledger_alone_says_where_each_thing_of_it_is(sent, cy, drill, saw):
    commands.receive(actor=cy, transfer_id=sent, asset_ids=[drill.pk], complete=True)
    state = {}
    for entry in Entry.objects.filter(subject_type="transfer").order_by("seq"):
        data = entry.data
        match entry.kind:
            case "transfers.prepared":
                state |= dict.fromkeys(data["asset_ids"], "listed")
            case "transfers.sent":
                state |= dict.fromkeys(data["asset_ids"], "sent")
            case "transfers.received":
                state |= dict.fromkeys(data["asset_ids"], "received")
            case "transfers.closed":
                state |= dict.fromkeys(data["missing_ids"], "short")
    assert state == dict(Item.objects.values_list("asset_id", "state"))


def test_statements_do_not_grow_and_the_packing_list_names_all(
    amina, cy, berlin, hamburg, store_room
):
    counted = []
    for number in (2, 30):
        ids = [put(f"N{number}-{n}", store_room).pk for n in range(number)]
        with CaptureQueriesContext(connection) as seen:
            key = commands.prepare(
                actor=amina, asset_ids=ids, from_place_id=berlin.pk, to_place_id=hamburg.pk
            )
            commands.ship(actor=amina, transfer_id=key)
            commands.receive(actor=cy, transfer_id=key, asset_ids=ids)
        counted.append(len(seen))
    assert counted[1] <= counted[0]
    card = transfers.card(actor=amina, transfer_id=key)
    assert "N30-29" in str(document.content(card, owner="Brightwater"))
    assert document.draw(card, owner="Brightwater").startswith(b"%PDF")
