"""The ledger alone tells the present state of every asset."""

import random
from datetime import timedelta

import pytest

from wherehold.conftest import NOON, plant
from wherehold.custody import commands as custody
from wherehold.desk.taking_back import take_back
from wherehold.kernel import clock, ledger
from wherehold.kernel.errors import Refusal
from wherehold.register.commands import rows
from wherehold.register.commands.assets import AssetDraft, create_assets
from wherehold.register.commands.changes import change_assets
from wherehold.register.commands.containment import put_into, take_out
from wherehold.register.commands.identifiers import add_identifiers, remove_identifiers
from wherehold.register.commands.lifecycle import archive, restore, set_condition, set_stage, void
from wherehold.register.commands.merge import merge_assets, unmerge_assets
from wherehold.register.commands.moving import Sighting, confirm_assets, move_assets, see_assets
from wherehold.register.commands.places import change_places
from wherehold.register.commands.undo import undo
from wherehold.register.models import Asset, Identifier, Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]
FOLLOWS = {
    *("id", "version", "updated_at", "place_path", "category_path", "seen_path", "astray"),
}  # fmt: skip
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


def elsewhere(state):
    """Say of a row that was told whether it was seen elsewhere than it is recorded to be."""
    paths = dict(Place.objects.values_list("pk", "path"))
    recorded, seen = paths.get(state["place_id"], ""), paths.get(state["seen_place_id"], "")
    if not recorded or not seen or state["seen_at"] <= (state["placed_at"] or state["created_at"]):
        return False
    return not recorded.startswith(seen) and not seen.startswith(recorded)


def check():
    for asset in Asset.objects.all():
        told = fold(asset.pk)
        assert told == {column: getattr(asset, column) for column in COLUMNS}
        assert asset.astray == elsewhere(told)


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
    see_assets(actor=admin, sightings=[Sighting(asset_id=two, place_id=berlin.pk)])
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
def test_whatever_is_done_the_entries_tell_it(admin, berlin, hamburg, bo, seed):
    chance = random.Random(seed)
    yard = plant(Place, "Yard", berlin)
    places = [berlin.pk, hamburg.pk, yard.pk]
    drafts = [AssetDraft(name=f"n{n}", place_id=places[n % 3]) for n in range(6)]
    with clock.held_at(NOON):
        ids = create_assets(actor=admin, drafts=drafts)

    def some():
        return chance.sample(ids, 2)

    def see():
        at = clock.now() - timedelta(minutes=chance.randrange(20))
        seen = {"asset_id": chance.choice(ids), "place_id": chance.choice(places), "at": at}
        return see_assets(actor=admin, sightings=[Sighting(**seen)])

    def hand():
        [key] = some()[:1]
        if Asset.objects.get(pk=key).held:
            return custody.check_in(
                actor=admin, asset_ids=[key], place_id=chance.choice([None, *places])
            )
        return custody.check_out(actor=admin, asset_ids=[key], holder_id=bo.pk)

    acts = (
        see,
        hand,
        lambda: confirm_assets(actor=admin, asset_ids=some(), in_place=chance.random() < 0.5),
        lambda: change_places(
            actor=admin,
            changes={yard.pk: {"parent_id": chance.choice([None, berlin.pk, hamburg.pk])}},
        ),
        lambda: take_back(admin, ledger.history("asset", chance.choice(ids))[0].act, "not so"),
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
    for step in range(120):
        try:
            with clock.held_at(NOON + timedelta(minutes=step)):
                chance.choice(acts)()
        except Refusal:
            continue
    check()


def test_codes_follow_tags_and_serials(admin):
    [key] = create_assets(actor=admin, drafts=[AssetDraft(name="x", tag="A", serial="S")])
    change_assets(actor=admin, changes={key: {"tag": "B", "serial": ""}})

    assert list(Identifier.objects.values_list("kind", "value")) == [("tag", "B")]
