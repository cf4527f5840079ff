"""Taking back what an act did."""

from uuid import uuid4

import pytest

from wherehold.conftest import plant
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands.changes import change_assets
from wherehold.register.commands.moving import move_assets
from wherehold.register.commands.notes import note
from wherehold.register.commands.undo import undo
from wherehold.register.models import Asset, AssetKeyword, Identifier, Place
from wherehold.register.refusals import BadAsset, ChangedSince, NotUndoable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


def act_on(asset):
    return ledger.history("asset", asset.pk)[0].act


def test_a_change_is_taken_back_whole(amina, drill, saw):
    changes = {"name": "x", "serial": "S", "keywords": ["loan"], "notes": "n"}
    change_assets(actor=amina, changes={drill.pk: changes, saw.pk: {"name": "y"}})
    before = act_on(drill)

    undo(actor=amina, undone=before, reason="wrong file")

    drill.refresh_from_db()
    assert (drill.name, drill.serial, drill.notes) == ("Drill-7", "", "")
    assert not AssetKeyword.objects.exists()
    assert not Identifier.objects.filter(kind="serial").exists()
    entry = ledger.history("asset", saw.pk)[0]
    assert (entry.kind, entry.data["undid"]) == ("register.undone", str(before))
    assert entry.data["changed"] == {"name": ["y", "Saw-2"]}
    with pytest.raises((NotUndoable, ChangedSince)):
        undo(actor=amina, undone=before, reason="again")


def test_what_was_changed_again_is_not_taken_back(amina, drill, saw):
    change_assets(actor=amina, changes={drill.pk: {"name": "x"}, saw.pk: {"name": "y"}})
    before = act_on(saw)
    change_assets(actor=amina, changes={drill.pk: {"name": "z"}})

    with pytest.raises(ChangedSince) as refusal:
        undo(actor=amina, undone=before, reason="wrong")

    assert [one["asset_id"] for one in refusal.value.fields] == [drill.pk]
    saw.refresh_from_db()
    assert saw.name == "y"


def test_t79_taking_back_needs_the_right_of_the_act(admin, amina, cy, drill, hamburg, store_room):
    Asset.objects.filter(pk=drill.pk).update(place=hamburg, place_path=hamburg.path)
    move_assets(actor=admin, moves={drill.pk: store_room.pk})
    before = act_on(drill)

    with pytest.raises(NotFound):
        undo(actor=cy, undone=before, reason="mine")
    with pytest.raises(NotAllowed):
        undo(actor=amina, undone=before, reason="mine")
    assert undo(actor=admin, undone=before, reason="mine") == [drill.pk]


def test_not_everything_is_taken_back(amina, berlin, drill):
    note(actor=amina, asset_ids=[drill.pk], text="n")
    with pytest.raises(NotUndoable):
        undo(actor=amina, undone=act_on(drill), reason="x")
    with pytest.raises(NotFound):
        undo(actor=amina, undone=uuid4(), reason="x")
    move_assets(actor=amina, moves={drill.pk: plant(Place, "Yard", berlin).pk})
    with pytest.raises(BadAsset):
        undo(actor=amina, undone=act_on(drill), reason=" ")
