"""Stages, conditions, archiving and voiding."""

import dataclasses

import pytest

from wherehold.conftest import STOREKEEPER, put
from wherehold.kernel import ledger
from wherehold.kernel.actor import Grant
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands.assets import AssetDraft, create_assets
from wherehold.register.commands.holds import lift_holds, place_holds
from wherehold.register.commands.lifecycle import (
    archive,
    restore,
    set_condition,
    set_stage,
    void,
)
from wherehold.register.commands.notes import note
from wherehold.register.models import Asset, Hold, Identifier
from wherehold.register.refusals import (
    BadAsset,
    IsVoided,
    NotArchived,
    NotEmpty,
    OnHold,
    StillHeld,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def retirer(amina, berlin):
    """Amina with the right to retire and to hold."""
    more = STOREKEEPER | {"asset.retire", "asset.hold"}
    return dataclasses.replace(amina, grants=(Grant(more, place=berlin.path),))


def test_a_stage_is_an_act_with_a_note(amina, drill):
    assert set_stage(actor=amina, stages={drill.pk: "in_repair"}, note="motor") == [drill.pk]

    [entry] = ledger.history("asset", drill.pk)
    assert entry.data["changed"] == {"stage": ["in_service", "in_repair"]}
    assert set_stage(actor=amina, stages={drill.pk: "in_repair"}) == []


def test_the_end_of_a_life_is_a_right_of_its_own(amina, retirer, drill):
    with pytest.raises(NotAllowed):
        set_stage(actor=amina, stages={drill.pk: "disposed"})
    set_stage(actor=retirer, stages={drill.pk: "disposed"})
    with pytest.raises(NotAllowed):
        set_stage(actor=amina, stages={drill.pk: "in_service"})


def test_what_is_handed_out_or_on_hold_is_not_retired(retirer, drill, saw, bo):
    Asset.objects.filter(pk=drill.pk).update(held="party", holder=bo)
    place_holds(actor=retirer, asset_ids=[saw.pk], reason="being counted")
    with pytest.raises(StillHeld):
        set_stage(actor=retirer, stages={drill.pk: "retired"})
    with pytest.raises(StillHeld):
        archive(actor=retirer, asset_ids=[drill.pk])
    with pytest.raises(OnHold, match="being counted"):
        set_stage(actor=retirer, stages={saw.pk: "retired"})
    with pytest.raises(OnHold):
        archive(actor=retirer, asset_ids=[saw.pk])


def test_unknown_words_are_refused(amina, drill):
    with pytest.raises(BadAsset):
        set_stage(actor=amina, stages={drill.pk: "lost"})
    with pytest.raises(BadAsset):
        set_condition(actor=amina, conditions={drill.pk: "meh"})


def test_a_condition_is_said(amina, drill):
    assert set_condition(actor=amina, conditions={drill.pk: "worn"}) == [drill.pk]
    drill.refresh_from_db()
    assert drill.condition == "worn"


def test_archived_and_brought_back(retirer, drill):
    assert archive(actor=retirer, asset_ids=[drill.pk]) == [drill.pk]
    assert archive(actor=retirer, asset_ids=[drill.pk]) == []
    restore(actor=retirer, asset_ids=[drill.pk])
    with pytest.raises(NotArchived):
        restore(actor=retirer, asset_ids=[drill.pk])
    kinds = [entry.kind for entry in ledger.history("asset", drill.pk)]
    assert kinds == ["register.restored", "register.archived"]


def test_a_full_case_is_not_archived(retirer, drill, store_room):
    put("BIT", store_room, container=drill)
    with pytest.raises(NotEmpty):
        archive(actor=retirer, asset_ids=[drill.pk])


def test_a_mistake_is_voided_and_its_codes_are_free(retirer, admin, store_room):
    [key] = create_assets(
        actor=admin, drafts=[AssetDraft(name="x", tag="A-1", serial="S", place_id=store_room.pk)]
    )
    void(actor=retirer, asset_ids=[key], reason="typed twice")

    assert create_assets(actor=admin, drafts=[AssetDraft(name="y", tag="A-1", serial="S")])
    gone = Asset.objects.get(pk=key)
    assert (gone.tag, gone.serial, gone.archived_at) == (f"VOID-{key}", "", gone.voided_at)
    entry = ledger.history("asset", key)[0]
    assert entry.data["identifiers"] == [["tag", "A-1"], ["serial", "S"]]
    with pytest.raises(IsVoided):
        restore(actor=retirer, asset_ids=[key])
    with pytest.raises(IsVoided):
        void(actor=retirer, asset_ids=[key], reason="again")
    assert Identifier.objects.filter(asset=key).count() == 1


def test_a_hold_stands_until_it_is_lifted(retirer, amina, drill):
    with pytest.raises(NotAllowed):
        place_holds(actor=amina, asset_ids=[drill.pk], reason="x")
    [hold_id] = place_holds(actor=retirer, asset_ids=[drill.pk], reason="  recalled ")
    assert Hold.objects.get(pk=hold_id).reason == "recalled"

    lift_holds(actor=retirer, hold_ids=[hold_id], note="checked")

    assert not Hold.objects.filter(lifted_at=None).exists()
    with pytest.raises(NotFound):
        lift_holds(actor=retirer, hold_ids=[hold_id])
    kinds = [entry.kind for entry in ledger.history("asset", drill.pk)]
    assert kinds == ["register.hold_lifted", "register.hold_placed"]


def test_t61_a_hold_on_something_hidden_reads_like_none(retirer, cy, drill):
    [hold_id] = place_holds(actor=retirer, asset_ids=[drill.pk], reason="recalled")

    with pytest.raises(NotFound) as refusal:
        lift_holds(actor=cy, hold_ids=[hold_id])

    assert refusal.value.fields == [{"what": "hold", "key": hold_id}]
    assert Hold.objects.filter(lifted_at=None).count() == 1


def test_a_note_is_written_down(amina, drill):
    note(actor=amina, asset_ids=[drill.pk], text=" Battery at 81 %. ")

    [entry] = ledger.history("asset", drill.pk)
    assert entry.data["text"] == "Battery at 81 %."
    with pytest.raises(BadAsset):
        note(actor=amina, asset_ids=[drill.pk], text="a\0b")


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, ids: set_stage(actor=actor, stages=dict.fromkeys(ids, "missing")),
        lambda actor, ids: set_condition(actor=actor, conditions=dict.fromkeys(ids, "worn")),
        lambda actor, ids: archive(actor=actor, asset_ids=ids),
        lambda actor, ids: restore(actor=actor, asset_ids=ids),
        lambda actor, ids: void(actor=actor, asset_ids=ids, reason="x"),
        lambda actor, ids: place_holds(actor=actor, asset_ids=ids, reason="x"),
        lambda actor, ids: note(actor=actor, asset_ids=ids, text="x"),
    ],
)
def test_t59_strangers_find_nothing_to_act_on(cy, drill, act):
    with pytest.raises(NotFound):
        act(cy, [drill.pk])
    assert ledger.history("asset", drill.pk) == []
