"""The ledger alone tells the present state of every asset."""

import random
from datetime import timedelta

import pytest

from wherehold.conftest import plant
from wherehold.custody import commands as custody
from wherehold.kernel import ledger
from wherehold.kernel.errors import Refusal
from wherehold.register.commands import rows
from wherehold.register.commands.assets import AssetDraft, create_assets
from wherehold.register.commands.changes import change_assets
from wherehold.register.commands.containment import put_into, take_out
from wherehold.register.commands.identifiers import add_identifiers, remove_identifiers
from wherehold.register.commands.lifecycle import archive, restore, set_condition, set_stage, void
from wherehold.register.commands.merge import merge_assets, unmerge_assets
from wherehold.register.commands.moving import Sighting, confirm_assets, move_assets, see_assets
from wherehold.register.commands.undo import undo
from wherehold.register.models import Asset, Identifier, Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]
FOLLOWS = {"id", "version", "updated_at", "place_path", "category_path"}
COLUMNS = [f.attname for f in Asset._meta.concrete_fields if f.attname not in FOLLOWS]
PLAIN = {f.attname: f.get_default() for f in Asset._meta.concrete_fields if f.has_default()}


def fold(asset_id):
    """Return the row of an asset as its entries tell it."""
    state = {}
    for entry in reversed(ledger.history("asset", asset_id, limit=10_000)):
        if entry.kind == "register.created":
            state = {c: PLAIN.get(c, "" if Asset._meta.get_field(c).empty_strings_allowed
                                  and not Asset._meta.get_field(c).null else None)
                     for c in COLUMNS}  # fmt: skip
            state |= {c: rows.read(c, v) for c, v in entry.data["values"].items()}
            state["created_at"] = entry.happened_at
        for column, (old, new) in entry.data.get("changed", {}).items():
            assert state[column] == rows.read(column, old), (entry.kind, column)
            state[column] = rows.read(column, new)
    return state


def check():
    for asset in Asset.objects.all():
        assert fold(asset.pk) == {column: getattr(asset, column) for column in COLUMNS}


def test_a_life_with_everything_in_it_is_told_by_its_entries(
    admin, berlin, store_room, hamburg, tools, bo, still_clock
):
    draft = AssetDraft(
        name="Drill", serial="S", place_id=store_room.pk, category_id=tools.pk,
        price_minor=100, currency="USD", rate="0.5", notes="n",
    )  # fmt: skip
    one, two, case = create_assets(
        actor=admin,
        drafts=[draft, AssetDraft(name="b"), AssetDraft(name="c")],
        at=still_clock - timedelta(days=9),
    )
    put_into(actor=admin, asset_ids=[two], container_id=case)
    move_assets(actor=admin, moves={case: hamburg.pk})
    take_out(actor=admin, asset_ids=[two])
    change_assets(actor=admin, changes={one: {"name": "x", "serial": "S2", "price_minor": 7}})
    set_stage(actor=admin, stages={one: "in_service"})
    set_condition(actor=admin, conditions={one: "worn"})
    custody.check_out(actor=admin, asset_ids=[one], holder_id=bo.pk, condition="damaged")
    custody.check_in(actor=admin, asset_ids=[one], place_id=berlin.pk)
    see_assets(actor=admin, sightings=[Sighting(asset_id=one, place_id=hamburg.pk)])
    confirm_assets(actor=admin, asset_ids=[one, two])
    add_identifiers(actor=admin, codes={two: [("serial", "Z"), ("mac", "01")]})
    remove_identifiers(actor=admin, codes={one: [("serial", "S2")]})
    archive(actor=admin, asset_ids=[case])
    check()

    restore(actor=admin, asset_ids=[case])
    act = merge_assets(actor=admin, asset_id=one, other_ids=[two])
    check()
    unmerge_assets(actor=admin, undone=act, reason="two")
    set_stage(actor=admin, stages={one: "missing"})
    undo(actor=admin, undone=ledger.history("asset", one)[0].act, reason="found")
    void(actor=admin, asset_ids=[case], reason="mistake")
    check()


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_done_the_entries_tell_it(admin, berlin, hamburg, seed):
    chance = random.Random(seed)
    places = [berlin.pk, hamburg.pk, plant(Place, "Yard", berlin).pk]
    ids = create_assets(
        actor=admin, drafts=[AssetDraft(name=f"n{n}", place_id=places[n % 3]) for n in range(6)]
    )

    def some():
        return chance.sample(ids, 2)

    acts = (
        lambda: move_assets(actor=admin, moves=dict.fromkeys(some(), chance.choice(places))),
        lambda: put_into(actor=admin, asset_ids=some()[:1], container_id=chance.choice(ids)),
        lambda: take_out(actor=admin, asset_ids=some()[:1]),
        lambda: set_stage(
            actor=admin, stages=dict.fromkeys(some(), chance.choice(["missing", "in_service"]))
        ),
        lambda: change_assets(
            actor=admin, changes={k: {"name": str(chance.random())} for k in some()}
        ),
        lambda: undo(
            actor=admin, undone=ledger.history("asset", chance.choice(ids))[0].act, reason="x"
        ),
    )
    for _ in range(60):
        try:
            chance.choice(acts)()
        except Refusal:
            continue
    check()


def test_codes_follow_tags_and_serials(admin):
    [key] = create_assets(actor=admin, drafts=[AssetDraft(name="x", tag="A", serial="S")])
    change_assets(actor=admin, changes={key: {"tag": "B", "serial": ""}})

    assert list(Identifier.objects.values_list("kind", "value")) == [("tag", "B")]
