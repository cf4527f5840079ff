"""Two records of one thing made one, and two again."""

import pytest
from django.forms.models import model_to_dict

from wherehold.conftest import put
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands.assets import AssetDraft, create_assets
from wherehold.register.commands.holds import place_holds
from wherehold.register.commands.merge import merge_assets, unmerge_assets
from wherehold.register.models import Asset, AssetKeyword, Hold, Identifier
from wherehold.register.refusals import ChangedSince, MergeIntoItself, NotUndoable, StillHeld

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


def state():
    rows = {
        a.pk: model_to_dict(a, exclude=["version"]) | {"created_at": a.created_at}
        for a in Asset.objects.all()
    }
    codes = set(Identifier.objects.values_list("asset_id", "kind", "value"))
    words = set(AssetKeyword.objects.values_list("asset_id", "keyword__name"))
    return rows, codes, words, set(Hold.objects.values_list("asset_id", "reason"))


@pytest.fixture
def pair(admin, store_room, tools):
    first = AssetDraft(name="Drill", tag="A", place_id=store_room.pk, notes="left", keywords=["x"])
    second = AssetDraft(
        name="Drill 2", tag="B", serial="S", category_id=tools.pk, notes="right",
        price_minor=5, keywords=["x", "y"], identifiers=[("mac", "00:11")],
    )  # fmt: skip
    one, two = create_assets(actor=admin, drafts=[first, second])
    place_holds(actor=admin, asset_ids=[two], reason="recalled")
    put("BIT", store_room, container=Asset.objects.get(pk=two))
    return one, two


def test_one_record_has_what_both_had_and_two_come_back_exactly(admin, pair):
    one, two = pair
    before = state()

    act = merge_assets(actor=admin, asset_id=one, other_ids=[two])

    kept = Asset.objects.get(pk=one)
    assert (kept.serial, kept.value_minor, kept.notes) == ("S", 5, "left\n\nright")
    assert set(Identifier.objects.filter(asset=one).values_list("value", flat=True)) == {
        *("A", "B", "S", "00:11")
    }
    assert Hold.objects.get().asset_id == one
    assert Asset.objects.get(tag="BIT").container_id == one
    assert Asset.objects.get(pk=two).merged_into_id == one
    with pytest.raises(NotFound):
        merge_assets(actor=admin, asset_id=one, other_ids=[two])

    assert unmerge_assets(actor=admin, undone=act, reason="two after all") == [one, two]

    assert state() == before
    kinds = {e.kind for e in ledger.history("asset", two)}
    assert {"register.merged_into", "register.unmerged"} <= kinds
    with pytest.raises(NotUndoable):
        unmerge_assets(actor=admin, undone=act, reason="again")


def test_a_lost_tag_keeps_the_other_from_coming_back(admin, pair):
    one, two = pair
    act = merge_assets(actor=admin, asset_id=one, other_ids=[two])
    Identifier.objects.filter(value="B").delete()
    create_assets(actor=admin, drafts=[AssetDraft(name="new", tag="B")])

    with pytest.raises(ChangedSince):
        unmerge_assets(actor=admin, undone=act, reason="x")


def test_what_is_handed_out_and_what_is_the_same_is_not_merged(admin, pair, bo):
    one, two = pair
    with pytest.raises(MergeIntoItself):
        merge_assets(actor=admin, asset_id=one, other_ids=[one])
    Asset.objects.filter(pk=two).update(held="party", holder=bo)
    with pytest.raises(StillHeld):
        merge_assets(actor=admin, asset_id=one, other_ids=[two])


def test_t59_merging_needs_its_right_on_both(amina, cy, admin, pair):
    one, two = pair
    with pytest.raises(NotFound):
        merge_assets(actor=cy, asset_id=one, other_ids=[two])
    act = merge_assets(actor=admin, asset_id=one, other_ids=[two])
    with pytest.raises(NotFound) as refusal:
        unmerge_assets(actor=cy, undone=act, reason="x")
    assert refusal.value.fields == [{"what": "act", "key": str(act)}]
    unmerge_assets(actor=admin, undone=act, reason="x")
    Asset.objects.filter(pk=two).update(place_path=Asset.objects.get(pk=one).place_path)
    with pytest.raises(NotAllowed):
        merge_assets(actor=amina, asset_id=one, other_ids=[two])
