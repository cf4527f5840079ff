"""What was last seen elsewhere than it is recorded to be, and what puts that right."""

from datetime import timedelta

import pytest
from django.db import connection

from wherehold.conftest import NOON, plant, put
from wherehold.custody import commands as custody
from wherehold.kernel import clock, ledger
from wherehold.register.commands.assets import AssetDraft, create_assets
from wherehold.register.commands.containment import put_into, take_out
from wherehold.register.commands.merge import merge_assets, unmerge_assets
from wherehold.register.commands.moving import Sighting, confirm_assets, move_assets, see_assets
from wherehold.register.commands.places import change_places
from wherehold.register.commands.undo import undo
from wherehold.register.filters import BadFilter
from wherehold.register.models import Asset, Place
from wherehold.register.queries import listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def yard(berlin):
    return plant(Place, "Yard", berlin, kind="room")


@pytest.fixture(autouse=True)
def later():
    """Be an hour after everything was entered."""
    with clock.held_at(NOON + timedelta(hours=1)):
        yield


def after(minutes):
    return clock.held_at(NOON + timedelta(hours=1, minutes=minutes))


def see(actor, asset, place, at=None):
    return see_assets(
        actor=actor, sightings=[Sighting(asset_id=asset.pk, place_id=place.pk, at=at)]
    )


def elsewhere(actor):
    found = listing.page(actor=actor, given={"seen": ["elsewhere"]})
    return [line["tag"] for line in found.items]


def test_elsewhere_is_neither_there_nor_inside_nor_around_it(admin, drill, store_room, yard):
    shelf = plant(Place, "Shelf", store_room, kind="shelf")
    for place, astray in ((store_room, 0), (shelf, 0), (store_room.parent, 0), (yard, 1)):
        see(admin, drill, place)
        assert len(elsewhere(admin)) == astray, place.name


def test_what_somebody_has_goes_where_they_go(admin, drill, yard, bo):
    see(admin, drill, yard)
    custody.check_out(actor=admin, asset_ids=[drill.pk], holder_id=bo.pk)
    assert elsewhere(admin) == []

    custody.check_in(actor=admin, asset_ids=[drill.pk])
    assert elsewhere(admin) == ["DRILL-7"]


def test_the_list_tells_agreement_disagreement_and_silence(admin, drill, saw, store_room, yard):
    put("NEVER", store_room)
    see(admin, drill, yard)
    see(admin, saw, store_room)
    found = {
        word: [line["tag"] for line in listing.page(actor=admin, given={"seen": [word]}).items]
        for word in ("elsewhere", "agrees", "never")
    }

    assert found == {"elsewhere": ["DRILL-7"], "agrees": ["SAW-2"], "never": ["NEVER"]}
    assert listing.count(actor=admin, given={"seen": ["elsewhere"]}).number == 1
    with pytest.raises(BadFilter):
        listing.page(actor=admin, given={"seen": ["where"]})


def test_strangers_are_told_of_nothing(admin, cy, drill, hamburg):
    see(admin, drill, hamburg)

    assert elsewhere(cy) == []
    assert listing.count(actor=cy, given={"seen": ["elsewhere"]}).number == 0


def test_being_moved_there_or_vouched_for_puts_it_right(amina, drill, saw, store_room, yard):
    for asset in (drill, saw):
        see(amina, asset, yard)
    with after(1):
        move_assets(actor=amina, moves={drill.pk: yard.pk})
        assert elsewhere(amina) == ["SAW-2"]
        confirm_assets(actor=amina, asset_ids=[saw.pk], in_place=False)
        assert elsewhere(amina) == ["SAW-2"]
        confirm_assets(actor=amina, asset_ids=[saw.pk])
    assert elsewhere(amina) == []


def test_saying_once_more_where_it_is_recorded_counts_and_can_be_taken_back(
    amina, drill, store_room, yard
):
    see(amina, drill, yard)
    with after(1):
        assert move_assets(actor=amina, moves={drill.pk: store_room.pk}) == [drill.pk]
        assert elsewhere(amina) == []
        assert move_assets(actor=amina, moves={drill.pk: store_room.pk}) == []
        undo(actor=amina, undone=ledger.history("asset", drill.pk)[0].act, reason="not so")
    assert elsewhere(amina) == ["DRILL-7"]


def test_late_sightings_say_nothing_against_what_was_said_since(amina, drill, store_room, yard):
    with after(10):
        move_assets(actor=amina, moves={drill.pk: yard.pk})
    with after(20):
        see(amina, drill, store_room, at=NOON + timedelta(minutes=65))
        assert elsewhere(amina) == []
        see(amina, drill, store_room, at=NOON + timedelta(minutes=75))
        assert elsewhere(amina) == ["DRILL-7"]
        see(amina, drill, yard, at=NOON + timedelta(minutes=74))
        assert elsewhere(amina) == ["DRILL-7"]


def test_a_word_for_its_place_does_not_stand_in_the_way_of_taking_back(
    amina, drill, store_room, yard
):
    move_assets(actor=amina, moves={drill.pk: yard.pk})
    act = ledger.history("asset", drill.pk)[0].act
    with after(1):
        confirm_assets(actor=amina, asset_ids=[drill.pk])
        undo(actor=amina, undone=act, reason="wrong shelf")

    drill.refresh_from_db()
    assert drill.place_id == store_room.pk
    assert drill.placed_at == NOON + timedelta(hours=1, minutes=1)


def test_what_is_inside_is_where_its_case_is_said_to_be(amina, drill, saw, store_room, yard):
    see(amina, saw, yard)
    with after(1):
        put_into(actor=amina, asset_ids=[saw.pk], container_id=drill.pk)
        assert elsewhere(amina) == []
        see(amina, saw, yard)
    with after(2):
        move_assets(actor=amina, moves={drill.pk: store_room.parent_id})
        see(amina, saw, store_room)
        assert elsewhere(amina) == []
        take_out(actor=amina, asset_ids=[saw.pk])
    assert elsewhere(amina) == []


def test_taking_it_back_at_a_place_says_where_it_is(amina, drill, bo, store_room, yard):
    custody.check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk)
    with after(1):
        see(amina, drill, yard)
    with after(2):
        done = custody.check_in(actor=amina, asset_ids=[drill.pk], place_id=store_room.pk)
        assert elsewhere(amina) == []
    with after(3):
        custody.undo(actor=amina, act=done.act, reason="not back")
        assert elsewhere(amina) == []
        custody.check_in(actor=amina, asset_ids=[drill.pk])
    assert elsewhere(amina) == ["DRILL-7"]


def test_places_that_go_elsewhere_take_what_was_seen_along(admin, drill, hamburg, yard):
    see(admin, drill, yard)
    change_places(actor=admin, changes={yard.pk: {"parent_id": drill.place_id}})
    assert elsewhere(admin) == []
    change_places(actor=admin, changes={yard.pk: {"parent_id": hamburg.pk}})
    assert elsewhere(admin) == ["DRILL-7"]


def test_a_record_without_a_place_takes_that_of_the_other_with_its_age(admin, store_room, yard):
    bare, other = put("BARE"), put("OTHER", store_room)
    see(admin, bare, yard)
    assert elsewhere(admin) == []
    act = merge_assets(actor=admin, asset_id=bare.pk, other_ids=[other.pk])
    assert elsewhere(admin) == ["BARE"]
    unmerge_assets(actor=admin, undone=act, reason="two things")
    assert elsewhere(admin) == []


def test_entering_says_where_it_is_by_itself(admin, store_room, yard):
    drafts = [AssetDraft(name="x", place_id=store_room.pk) for _ in range(10)]
    ids = create_assets(actor=admin, drafts=drafts, at=NOON - timedelta(days=3))
    asset = Asset.objects.get(pk=ids[0])
    assert (asset.placed_at, asset.seen_path, asset.astray) == (None, "", False)

    see(admin, asset, yard, at=NOON - timedelta(days=4))
    assert elsewhere(admin) == []
    see(admin, asset, yard, at=NOON - timedelta(days=2))
    assert elsewhere(admin) == [asset.tag]


def test_few_of_many_are_found_by_their_index(admin, drill, yard):
    see(admin, drill, yard)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        word = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{word} SELECT 1 FROM register_asset a WHERE a.astray LIMIT 20")
        assert "register_asset_astray" in str(cursor.fetchall())
