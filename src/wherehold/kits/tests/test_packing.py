"""Making kits, putting things in and out: what fits, what does not, and never two kits."""

import pytest

from wherehold.conftest import put
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.kits import commands, refusals
from wherehold.kits.contents import Wanted
from wherehold.kits.models import Kit, Piece
from wherehold.kits.queries import kits, templates
from wherehold.register.models import Asset

pytestmark = pytest.mark.django_db


def test_what_is_packed_lies_in_the_kit_and_belongs_to_it(amina, packed, things):
    card = kits.card(actor=amina, kit_id=packed)

    assert [(one.label, one.have, one.quantity, one.must) for one in card.wants] == [
        ("Camera", 1, 1, True),
        ("Lens", 2, 2, True),
        ("STRAP-1", 0, 1, False),
    ]
    assert card.complete and card.pieces == card.along == 3
    assert Asset.objects.get(tag="CAM-1").container_id == things["BAG-1"].pk
    named = {
        asset_id: set(those)
        for asset_id, those in kits.pieces_of(
            actor=amina, asset_ids=[things["BAG-1"].pk, things["CAM-1"].pk]
        ).items()
    }
    assert named == {things["BAG-1"].pk: {things[t].pk for t in ("CAM-1", "LENS-1", "LENS-2")}}


def test_a_template_makes_many_kits_and_substitutes_will_do(amina, sorts, things):
    wants = [Wanted(model_id=sorts["Lens"].pk, substitutes=(sorts["Old lens"].pk,))]
    key = commands.save_template(actor=amina, name="Lens case", wants=wants)
    with pytest.raises(refusals.NameTaken):
        commands.save_template(actor=amina, name=" lens  CASE", wants=wants)
    made = [
        commands.make(
            actor=amina, asset_id=things[bag].pk, template_id=key, asset_ids=[things[lens].pk]
        )
        for bag, lens in (("BAG-1", "LENS-1"), ("BAG-2", "OLD-1"))
    ]
    assert [kits.card(actor=amina, kit_id=one).complete for one in made] == [True, True]
    assert [(one.name, one.kits) for one in templates.templates(actor=amina)] == [("Lens case", 2)]
    commands.archive_template(actor=amina, template_id=key)
    assert templates.templates(actor=amina) == []


def test_what_came_first_makes_room_for_what_fits_only_there(amina, things, sorts, tools):
    wants = [Wanted(category_id=tools.pk), Wanted(model_id=sorts["Camera"].pk)]
    ids = [things["CAM-1"].pk, things["STRAP-1"].pk]
    key = commands.make(actor=amina, asset_id=things["BAG-1"].pk, wants=wants, asset_ids=ids)
    with pytest.raises(refusals.NotOnList):
        commands.pack(actor=amina, kit_id=key, asset_ids=[things["CAM-2"].pk])
    assert kits.card(actor=amina, kit_id=key).complete


@pytest.mark.parametrize("tag", ["CAM-2", "LENS-3"])
def test_what_is_not_on_the_list_or_too_many_stays_out(amina, packed, things, tag):
    with pytest.raises(refusals.NotOnList) as refused:
        commands.pack(actor=amina, kit_id=packed, asset_ids=[things[tag].pk])
    assert tag in str(refused.value)


def test_no_piece_is_in_two_kits(amina, packed, things, wants):
    other = commands.make(actor=amina, asset_id=things["BAG-2"].pk, wants=wants)
    with pytest.raises(refusals.InOtherKit):
        commands.pack(actor=amina, kit_id=other, asset_ids=[things["CAM-1"].pk])
    commands.unpack(actor=amina, kit_id=packed, asset_ids=[things["CAM-1"].pk])
    commands.pack(actor=amina, kit_id=other, asset_ids=[things["CAM-1"].pk])
    assert Piece.objects.get(asset=things["CAM-1"], left_at=None).kit_id == other


def test_a_kit_cannot_contain_itself_directly_or_through_others(amina, things, tools):
    any_tool = [Wanted(category_id=tools.pk, quantity=5)]
    outer, inner = (
        commands.make(actor=amina, asset_id=things[tag].pk, wants=any_tool)
        for tag in ("BAG-1", "BAG-2")
    )
    with pytest.raises(refusals.InItself):
        commands.pack(actor=amina, kit_id=outer, asset_ids=[things["BAG-1"].pk])
    commands.pack(actor=amina, kit_id=outer, asset_ids=[things["BAG-2"].pk])
    commands.pack(actor=amina, kit_id=inner, asset_ids=[things["CAM-1"].pk])
    with pytest.raises(refusals.InItself):
        commands.pack(actor=amina, kit_id=inner, asset_ids=[things["BAG-1"].pk])
    with pytest.raises(refusals.InItself):
        commands.change_contents(
            actor=amina, kit_id=outer, wants=[Wanted(asset_id=things["BAG-1"].pk)]
        )
    bag = things["BAG-1"].pk
    assert set(kits.pieces_of(actor=amina, asset_ids=[bag])[bag]) == {
        things["BAG-2"].pk,
        things["CAM-1"].pk,
    }


def test_lists_that_cannot_be_are_refused(amina, things, sorts):
    asset_id = things["BAG-1"].pk
    lens = sorts["Lens"].pk
    for wants in (
        [],
        [Wanted()],
        [Wanted(model_id=lens, quantity=0)],
        [Wanted(model_id=lens, asset_id=asset_id)],
        [Wanted(asset_id=things["CAM-1"].pk)] * 2,
    ):
        with pytest.raises(refusals.BadKit):
            commands.make(actor=amina, asset_id=asset_id, wants=wants)
    with pytest.raises(NotFound):
        commands.make(actor=amina, asset_id=asset_id, wants=[Wanted(model_id=10**6)])


def test_contents_do_not_change_under_what_is_in_it(amina, packed, sorts):
    with pytest.raises(refusals.NotOnList):
        commands.change_contents(
            actor=amina, kit_id=packed, wants=[Wanted(model_id=sorts["Camera"].pk)]
        )


def test_a_kit_becomes_a_thing_again(amina, packed, things):
    with pytest.raises(refusals.IsKit):
        commands.make(
            actor=amina, asset_id=things["BAG-1"].pk, wants=[Wanted(asset_id=things["CAM-2"].pk)]
        )
    commands.unmake(actor=amina, kit_id=packed)
    assert Asset.objects.get(tag="CAM-1").container_id is None
    assert kits.page(actor=amina) == ([], None)


def test_others_find_nothing_and_lookers_change_nothing(amina, cy, packed, things, hamburg):
    with pytest.raises(NotFound):
        kits.card(actor=cy, kit_id=packed)
    with pytest.raises(NotFound):
        commands.pack(actor=cy, kit_id=packed, asset_ids=[put("X-1", hamburg).pk])
    looker = amina.narrowed({"asset.see"})
    with pytest.raises(NotAllowed):
        commands.unpack(actor=looker, kit_id=packed, asset_ids=[things["CAM-1"].pk])
    assert kits.card(actor=looker, kit_id=packed).along == 3


def test_the_number_of_statements_does_not_grow(
    amina, things, store_room, tools, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for tag, number in (("BAG-1", 2), ("BAG-2", 40)):
        pieces = [put(f"{tag}-{n}", store_room, tools).pk for n in range(number)]
        key = commands.make(
            actor=amina,
            asset_id=things[tag].pk,
            wants=[Wanted(category_id=tools.pk, quantity=50)],
        )
        with CaptureQueriesContext(
            connection,
        ) as seen:
            commands.pack(actor=amina, kit_id=key, asset_ids=pieces)
            kits.card(actor=amina, kit_id=key)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert Kit.objects.count() == 2
