"""Values of own fields are found, whichever command has changed them."""

import pytest

from wherehold.kernel import ledger
from wherehold.register import fieldvalues
from wherehold.register.commands.assets import AssetDraft, create_assets, duplicate_asset
from wherehold.register.commands.changes import change_assets
from wherehold.register.commands.fields import NewField, define_fields
from wherehold.register.commands.merge import merge_assets, unmerge_assets
from wherehold.register.commands.undo import undo
from wherehold.register.models import FieldValue
from wherehold.register.queries import listing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def fields(admin):
    kinds = {"colour": "text", "loan": "yes_no", "rent": "money", "room": "number"}
    define_fields(actor=admin, fields=[NewField(key=k, label=k, type=t) for k, t in kinds.items()])


def found(actor, **own):
    given = {f"field.{key}": [value] for key, value in own.items()}
    return [line["id"] for line in listing.page(actor=actor, given=given).items]


def test_each_sort_of_value_is_found_as_it_is_written(admin, fields):
    values = {"colour": "Dark  Red", "loan": True, "room": "7.50"}
    values["rent"] = {"minor": 1250, "currency": "EUR"}
    [key] = create_assets(actor=admin, drafts=[AssetDraft(name="x", fields=values)])

    for own in (
        {"colour": "dark red"},
        {"loan": "yes"},
        {"rent": "12.50 EUR"},
        {"room": "7.50", "colour": "Dark Red"},
    ):
        assert found(admin, **own) == [key], own
    assert found(admin, colour="red") == found(admin, loan="no") == []


def test_values_follow_every_change_and_its_undoing(admin, fields):
    drafts = [AssetDraft(name="x", fields={"colour": "red"}), AssetDraft(name="y")]
    one, two = create_assets(actor=admin, drafts=drafts)
    [copy] = duplicate_asset(actor=admin, asset_id=one, count=1)
    assert found(admin, colour="red") == [one, copy]

    change_assets(actor=admin, changes={one: {"fields": {"colour": "blue", "loan": False}}})
    change_assets(actor=admin, changes={copy: {"fields": {"colour": None}}})
    assert (found(admin, colour="red"), found(admin, colour="blue", loan="no")) == ([], [one])

    undo(actor=admin, undone=ledger.history("asset", one)[0].act, reason="no")
    assert (found(admin, colour="red"), found(admin, colour="blue")) == ([one], [])

    act = merge_assets(actor=admin, asset_id=two, other_ids=[one])
    assert found(admin, colour="red") == [two]
    unmerge_assets(actor=admin, undone=act, reason="two")
    assert found(admin, colour="red") == [one]
    assert list(fieldvalues.wrong()) == []


def test_what_is_longer_than_a_filter_can_say_is_left_out(admin, fields):
    create_assets(actor=admin, drafts=[AssetDraft(name="x", fields={"colour": "r" * 300})])

    assert not FieldValue.objects.exists()
    assert list(fieldvalues.wrong()) == []


def test_what_was_lost_is_told_and_made_anew(admin, fields):
    [key] = create_assets(actor=admin, drafts=[AssetDraft(name="x", fields={"colour": "red"})])
    FieldValue.objects.update(value="blue")
    assert list(fieldvalues.wrong()) == [key]

    fieldvalues.rebuild()
    assert list(fieldvalues.wrong()) == []
    assert found(admin, colour="red") == [key]
