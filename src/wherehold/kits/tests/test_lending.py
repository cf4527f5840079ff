"""A kit goes out and comes back as one; what is missing is named, and followed."""

import pytest

from wherehold.custody.commands import check_in as custody_check_in
from wherehold.custody.models import Checkout
from wherehold.custody.refusals import AlreadyOut
from wherehold.kernel.ledger import Entry
from wherehold.kits import commands, refusals
from wherehold.kits.queries import kits
from wherehold.register.models import Asset
from wherehold.scan.commands import take
from wherehold.scan.grammar import IN, OUT, Session
from wherehold.scan.queries import spot

pytestmark = pytest.mark.django_db


@pytest.fixture
def lent(amina, bo, packed):
    """Return the bag, which Bo has."""
    commands.check_out(actor=amina, kit_id=packed, holder_id=bo.pk)
    return packed


def held(tag):
    asset = Asset.objects.get(tag=tag)
    return asset.holder_id, asset.container_id


def test_one_act_hands_out_the_kit_with_each_piece(lent, bo, things):
    stays = Checkout.objects.filter(holder=bo, returned_at=None)
    assert set(stays.values_list("asset__tag", flat=True)) == {"BAG-1", "CAM-1", "LENS-1", "LENS-2"}
    assert len(set(stays.values_list("act_out", flat=True))) == 1
    assert held("CAM-1") == (bo.pk, things["BAG-1"].pk)


def test_an_incomplete_kit_goes_out_only_if_one_knows(amina, bo, packed, things):
    commands.unpack(actor=amina, kit_id=packed, asset_ids=[things["LENS-2"].pk])
    with pytest.raises(refusals.Incomplete) as refused:
        commands.check_out(actor=amina, kit_id=packed, holder_id=bo.pk)
    assert "1 × Lens" in str(refused.value)
    commands.check_out(actor=amina, kit_id=packed, holder_id=bo.pk, incomplete=True)
    with pytest.raises(AlreadyOut):
        commands.check_out(actor=amina, kit_id=packed, holder_id=bo.pk, incomplete=True)


def test_it_comes_back_whole_by_the_scan_of_the_kit(amina, lent, berlin, things):
    back = commands.check_in(actor=amina, kit_id=lent, place_id=berlin.pk)
    assert back.missing_ids == [] and len(back.asset_ids) == 3
    camera = Asset.objects.get(tag="CAM-1")
    assert (camera.held, camera.place_id, camera.container_id) == (
        "",
        berlin.pk,
        things["BAG-1"].pk,
    )


def test_what_does_not_come_back_is_named_with_who_has_it(amina, bo, lent, things):
    there = [things[tag].pk for tag in ("CAM-1", "LENS-1")]
    back = commands.check_in(actor=amina, kit_id=lent, asset_ids=there)
    assert back.missing_ids == [things["LENS-2"].pk]
    [missing] = kits.missing_pieces(actor=amina)
    assert (missing.tag, missing.holder, missing.kit_tag) == ("LENS-2", "Bo", "BAG-1")
    assert held("LENS-2") == (bo.pk, None)
    card = kits.card(actor=amina, kit_id=lent)
    assert (card.lacking, card.missing, card.held) == (1, 1, False)
    [line], _after = kits.page(actor=amina, missing=True)
    assert line.id == lent and not line.complete


@pytest.fixture
def short(amina, lent, things):
    """Return what is missing of the bag, which came back without a lens."""
    there = [things[tag].pk for tag in ("CAM-1", "LENS-1")]
    commands.check_in(actor=amina, kit_id=lent, asset_ids=there)
    return kits.missing_pieces(actor=amina)[0].id


def test_found_it_lies_in_the_kit_again(amina, short, things):
    commands.resolve(actor=amina, missing_id=short, outcome="found")
    assert held("LENS-2") == (None, things["BAG-1"].pk)
    with pytest.raises(refusals.NotMissing):
        commands.resolve(actor=amina, missing_id=short, outcome="found")


def test_lost_it_leaves_the_kit_and_counts_as_missing(amina, short, packed):
    with pytest.raises(refusals.BadKit):
        commands.resolve(actor=amina, missing_id=short, outcome="lost")
    commands.resolve(actor=amina, missing_id=short, outcome="lost", reason="Left on a train")
    lens = Asset.objects.get(tag="LENS-2")
    assert (lens.stage, lens.held) == ("missing", "")
    [told] = kits.missing_pieces(actor=amina, open_only=False)
    assert (told.outcome, told.reason, told.resolved_by) == ("lost", "Left on a train", "Amina")
    assert kits.card(actor=amina, kit_id=packed).pieces == 2


def test_replaced_another_one_takes_its_place(amina, short, packed, things):
    commands.resolve(
        actor=amina,
        missing_id=short,
        outcome="replaced",
        reason="Bo bought a new one",
        replacement_id=things["LENS-3"].pk,
    )
    card = kits.card(actor=amina, kit_id=packed)
    assert card.complete and {one.tag for one in card.items} == {"CAM-1", "LENS-1", "LENS-3"}


def test_what_is_put_in_again_is_found(amina, short, packed, things):
    custody_check_in(actor=amina, asset_ids=[things["LENS-2"].pk])
    commands.pack(actor=amina, kit_id=packed, asset_ids=[things["LENS-2"].pk])
    assert kits.missing_pieces(actor=amina) == []


def test_a_count_of_the_kit_confirms_what_is_there(amina, packed, things):
    there = [things[tag].pk for tag in ("CAM-1", "LENS-1")]
    commands.count(actor=amina, kit_id=packed, asset_ids=there)
    [missing] = kits.missing_pieces(actor=amina)
    assert (missing.tag, missing.holder) == ("LENS-2", "")
    assert Asset.objects.get(tag="CAM-1").confirmed_how == "count"
    commands.count(actor=amina, kit_id=packed, asset_ids=[*there, things["LENS-2"].pk])
    assert kits.missing_pieces(actor=amina) == []
    with pytest.raises(refusals.NotAPiece):
        commands.count(actor=amina, kit_id=packed, asset_ids=[things["CAM-2"].pk])


def test_one_scan_hands_out_and_takes_back_the_whole_kit(amina, bo, packed, things):
    to_bo = Session(mode=OUT, target=spot(actor=amina, key=f"party:{bo.pk}"))
    out = take(actor=amina, code="bag-1", session=to_bo)
    assert out.tone == "ok" and held("CAM-1") == (bo.pk, things["BAG-1"].pk)
    back = take(actor=amina, code="bag-1", session=Session(mode=IN))
    assert back.tone == "ok" and held("CAM-1") == (None, things["BAG-1"].pk)
    kinds = set(Entry.objects.values_list("kind", flat=True))
    assert {"kits.went_out", "kits.came_back"} <= kinds
