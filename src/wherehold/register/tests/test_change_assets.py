"""Changing what is known about assets."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import put
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed, NotFound, Stale
from wherehold.register.commands.changes import ACTS, change_assets
from wherehold.register.models import (
    Asset,
    AssetKeyword,
    FieldDefinition,
    Identifier,
    Party,
    SearchText,
)
from wherehold.register.refusals import (
    BadAsset,
    ChangedByAct,
    DatesOutOfOrder,
    DuplicateIdentifier,
    IsArchived,
    NothingChosen,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


def change(actor, asset, **changes):
    ids = change_assets(actor=actor, changes={asset.pk: changes})
    asset.refresh_from_db()
    return ids


def test_a_change_is_one_entry_with_before_and_after(amina, drill):
    assert change(amina, drill, name="Hammer drill", order_no="4711") == [drill.pk]

    [entry] = ledger.history("asset", drill.pk)
    assert entry.kind == "register.changed"
    assert entry.data["changed"] == {
        "name": ["Drill-7", "Hammer drill"],
        "order_no": ["", "4711"],
    }
    assert (drill.name, drill.version) == ("Hammer drill", 2)
    assert "hammer drill" in SearchText.objects.get(pk=drill.pk).text


def test_nothing_different_is_no_entry(amina, drill):
    assert change(amina, drill, name=drill.name) == []
    assert ledger.history("asset", drill.pk) == []


def test_a_new_tag_and_serial_take_the_place_of_the_old_codes(amina, drill):
    change(amina, drill, tag="D-7", serial="S1")
    change(amina, drill, serial="S2")

    codes = Identifier.objects.filter(asset=drill).values_list("kind", "value")
    assert set(codes) == {("tag", "D-7"), ("serial", "S2")}


def test_a_tag_may_be_written_otherwise_and_two_may_swap(amina, drill, saw):
    change(amina, drill, tag="Drill-7")
    change_assets(actor=amina, changes={drill.pk: {"tag": "SAW-2"}, saw.pk: {"tag": "Drill-7"}})

    drill.refresh_from_db()
    assert drill.tag == "SAW-2"
    assert Identifier.objects.get(key="saw-2").asset_id == drill.pk


def test_a_taken_tag_is_refused(amina, drill, saw):
    with pytest.raises(DuplicateIdentifier):
        change(amina, drill, tag="saw-2")


@pytest.mark.parametrize("field", sorted(ACTS))
def test_t03_what_has_an_act_of_its_own_is_not_changed(amina, drill, field):
    with pytest.raises(ChangedByAct) as refusal:
        change(amina, drill, **{field: 1})

    assert refusal.value.fields[0]["act"] == ACTS[field]
    assert ledger.history("asset", drill.pk) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 201},
        {"name": "a\0"},
        {"notes": "x" * 10_001},
        {"condition": "meh"},
        {"pk": 7},
        {"version": 7},
        {"fields": {"unknown": 1}},
    ],
)
def test_t09_what_does_not_fit_is_refused(amina, drill, changes):
    with pytest.raises(BadAsset):
        change(amina, drill, **changes)


def test_days_stay_in_order(amina, drill):
    change(amina, drill, purchased_on=date(2026, 1, 1), warranty_until=date(2027, 1, 1))
    with pytest.raises(DatesOutOfOrder):
        change(amina, drill, purchased_on=date(2028, 1, 1))


def test_t01_what_is_not_seen_cannot_be_referred_to(amina, drill, hamburg, laptops):
    stranger = Party.objects.create(name="X", place=hamburg, place_path=hamburg.path)
    for changes in ({"accountable_id": stranger.pk}, {"model_id": 99}, {"category_id": 99}):
        with pytest.raises(NotFound):
            change(amina, drill, **changes)


def test_prices_need_their_right_and_come_with_a_worth(admin, amina, drill):
    with pytest.raises(NotAllowed):
        change(amina, drill, price_minor=100)

    change(admin, drill, price_minor=100)
    assert (drill.currency, drill.value_minor) == ("EUR", 100)
    change(admin, drill, currency="USD", rate="0.5")
    assert drill.value_minor == 50
    change(admin, drill, price_minor=None)
    assert (drill.currency, drill.rate, drill.value_minor) == ("", "", None)


def test_own_fields_change_one_by_one(amina, drill, laptops):
    FieldDefinition.objects.create(key="power", label="Power", type="number", unit="W")
    FieldDefinition.objects.create(key="ram", label="RAM", category=laptops, required=True)
    change(amina, drill, fields={"power": 600})
    assert drill.fields == {"power": "600"}

    with pytest.raises(BadAsset):
        change(amina, drill, fields={"ram": "16 GB"})
    with pytest.raises(BadAsset):
        change(amina, drill, category_id=laptops.pk)
    change(amina, drill, category_id=laptops.pk, fields={"ram": "16 GB", "power": None})
    assert drill.fields == {"ram": "16 GB"}
    assert drill.category_path == laptops.path


def test_keywords_are_all_that_an_asset_has(amina, drill):
    change(amina, drill, keywords=["loan", "Fair"])
    change(amina, drill, keywords=["fair"])

    assert list(AssetKeyword.objects.values_list("keyword__name", flat=True)) == ["Fair"]
    last = ledger.history("asset", drill.pk)[0]
    assert last.data["keywords_removed"] == ["loan"]


def test_who_has_read_an_older_version_is_told(amina, drill):
    with pytest.raises(Stale):
        change_assets(actor=amina, changes={drill.pk: {"name": "x"}}, versions={drill.pk: 9})


def test_t04_a_batch_with_something_foreign_changes_nothing(cy, hamburg, drill):
    own = put("OWN", hamburg)
    changes = {own.pk: {"name": "x"}, drill.pk: {"name": "x"}}

    with pytest.raises(NotFound) as refusal:
        change_assets(actor=cy, changes=changes)

    assert [one["key"] for one in refusal.value.fields] == [drill.pk]
    assert not Asset.objects.filter(name="x").exists()


def test_the_archived_and_nothing_are_not_changed(amina, drill, still_clock):
    Asset.objects.filter(pk=drill.pk).update(archived_at=still_clock)
    with pytest.raises(IsArchived):
        change(amina, drill, name="x")
    with pytest.raises(NothingChosen):
        change_assets(actor=amina, changes={})


def test_many_cost_as_many_statements_as_few(amina, store_room):
    def statements(count):
        things = [put(f"N-{count}-{n}", store_room) for n in range(count)]
        changes = {
            t.pk: {"name": f"new {n}", "serial": f"{count}-{n}"} for n, t in enumerate(things)
        }
        with CaptureQueriesContext(connection) as captured:
            change_assets(actor=amina, changes=changes)
        return len(captured)

    statements(1)
    assert statements(10) == statements(200)
