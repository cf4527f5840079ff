"""Entering assets."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register.commands.assets import (
    AssetDraft,
    create_assets,
    create_good_assets,
    duplicate_asset,
)
from wherehold.register.models import Asset, Category, Identifier, Model, SearchText
from wherehold.register.refusals import (
    BadAsset,
    DatesOutOfOrder,
    DuplicateIdentifier,
    InFuture,
    NothingChosen,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def founded(organisation):
    """Everybody enters things for an organisation."""


def enter(actor, **known):
    [asset_id] = create_assets(actor=actor, drafts=[AssetDraft(**{"name": "Drill"} | known)])
    return Asset.objects.get(pk=asset_id)


def test_an_asset_is_entered_with_codes_search_text_and_entry(admin, store_room, tools):
    asset = enter(
        admin,
        tag="T-1",
        serial="SN 9",
        place_id=store_room.pk,
        category_id=tools.pk,
        purchased_on=date(2026, 1, 5),
        price_minor=148000,
        identifiers=(("mac", "8C:1D:96:4A:0E:77"),),
        keywords=("loan", "Fair 2026"),
    )

    assert (asset.place_path, asset.category_path) == (store_room.path, tools.path)
    assert (asset.currency, asset.value_minor, asset.serial) == ("EUR", 148000, "SN 9")
    codes = Identifier.objects.filter(asset=asset).values_list("kind", "key")
    assert set(codes) == {("tag", "t-1"), ("serial", "sn 9"), ("mac", "8c1d964a0e77")}
    assert "8c1d964a0e77" in SearchText.objects.get(pk=asset.pk).text
    [entry] = ledger.history("asset", asset.pk)
    assert entry.kind == "register.created"
    assert entry.data["values"]["price_minor"] == 148000
    assert entry.data["keywords"] == ["loan", "Fair 2026"]


def test_a_left_out_tag_is_numbered_and_passes_over_what_was_typed(admin):
    enter(admin, tag="ast-000002")

    ids = create_assets(actor=admin, drafts=[AssetDraft(name="Saw") for _ in range(3)])

    tags = list(Asset.objects.filter(pk__in=ids).order_by("pk").values_list("tag", flat=True))
    assert tags == ["AST-000001", "AST-000003", "AST-000004"]


def test_a_category_numbers_its_own(admin, tools):
    Category.objects.filter(pk=tools.pk).update(tag_prefix="TL", tag_digits=3)

    assert enter(admin, category_id=tools.pk).tag == "TL001"
    assert enter(admin).tag == "AST-000001"


def test_a_model_brings_its_category(admin, tools):
    model = Model.objects.create(name="DHP486", category=tools)

    assert enter(admin, model_id=model.pk).category_id == tools.pk


def test_what_is_put_into_another_is_where_that_is(admin, drill, store_room):
    assert enter(admin, container_id=drill.pk).place_id == store_room.pk


def test_another_currency_is_worth_what_its_rate_says(admin):
    priced = enter(admin, price_minor=10000, currency="USD", rate="0.92")
    unknown = enter(admin, price_minor=10000, currency="USD")

    assert (priced.value_minor, unknown.value_minor) == (9200, None)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"tag": "x" * 65}, "tag"),
        ({"tag": "a\nb"}, "tag"),
        ({"serial": "\0"}, "serial"),
        ({"notes": "a\0b"}, "notes"),
        ({"notes": "x" * 10_001}, "notes"),
        ({"stage": "lost"}, "stage"),
        ({"condition": "meh"}, "condition"),
        ({"price_minor": -1}, "price"),
        ({"price_minor": 1, "currency": "XQX"}, "currency"),
        ({"currency": "EUR"}, "currency"),
        ({"price_minor": 1, "currency": "USD", "rate": "cheap"}, "rate"),
        ({"price_minor": 1, "currency": "EUR", "rate": "2"}, "rate"),
        ({"identifiers": (("token", "abc"),)}, "identifiers"),
        ({"identifiers": (("mac", "::"),)}, "identifiers"),
        ({"identifiers": (("epc", "a\0"),)}, "identifiers"),
        ({"keywords": (" ",)}, "keywords"),
        ({"purchased_on": date(1066, 10, 14)}, "purchased_on"),
        ({"fields": {"colour": "red"}}, "fields.colour"),
    ],
)
def test_t42_what_does_not_fit_is_refused_by_name(admin, known, field):
    with pytest.raises(BadAsset) as refusal:
        enter(admin, **known)

    assert {one["field"] for one in refusal.value.fields} == {field}
    assert refusal.value.fields[0]["index"] == 0
    assert Asset.objects.count() == 0


def test_a_warranty_does_not_end_before_the_purchase(admin):
    with pytest.raises(DatesOutOfOrder):
        enter(admin, purchased_on=date(2026, 2, 1), warranty_until=date(2026, 1, 1))


def test_every_duplicate_is_named_with_its_draft(admin, drill):
    drafts = [
        AssetDraft(name="a", tag="drill-7"),
        AssetDraft(name="b", serial="S1"),
        AssetDraft(name="c", serial="s1"),
        AssetDraft(name="d"),
    ]

    with pytest.raises(DuplicateIdentifier) as refusal:
        create_assets(actor=admin, drafts=drafts)

    taken = [(one["index"], one["kind"], one["value"]) for one in refusal.value.fields]
    assert taken == [(0, "tag", "drill-7"), (2, "serial", "s1")]
    assert refusal.value.fields[0]["tag"] == "DRILL-7"
    assert Asset.objects.count() == 1


def test_t12_whose_a_taken_code_is_stays_hidden_from_strangers(cy, hamburg, drill):
    with pytest.raises(DuplicateIdentifier) as refusal:
        enter(cy, tag="DRILL-7", place_id=hamburg.pk)

    assert "asset_id" not in refusal.value.fields[0]


def test_good_drafts_go_in_without_the_bad_ones(admin):
    drafts = [AssetDraft(name="a", tag="A"), AssetDraft(name=""), AssetDraft(name="c", tag="a")]

    entered = create_good_assets(actor=admin, drafts=drafts)

    assert [key is not None for key in entered.ids] == [True, False, False]
    assert [(one.index, one.code) for one in entered.refused] == [
        (1, "bad_asset"),
        (2, "duplicate_identifier"),
    ]


def test_t01_what_is_not_seen_is_referred_to_like_what_is_not_there(cy, berlin, drill, hamburg):
    for known in ({"place_id": berlin.pk}, {"place_id": hamburg.pk, "container_id": drill.pk}):
        with pytest.raises(NotFound):
            enter(cy, **known)
    assert Asset.objects.count() == 1


def test_t08_nobody_enters_things_where_they_could_not_see_them(amina, cy, store_room):
    with pytest.raises(NotAllowed):
        enter(amina)
    assert enter(amina, place_id=store_room.pk).place_id == store_room.pk


def test_prices_are_for_those_who_may_see_them(amina, store_room):
    with pytest.raises(NotAllowed):
        enter(amina, place_id=store_room.pk, price_minor=100)


def test_nothing_is_entered_from_the_future_or_from_nothing(admin, still_clock):
    with pytest.raises(NothingChosen):
        create_assets(actor=admin, drafts=[])
    with pytest.raises(InFuture):
        create_assets(
            actor=admin, drafts=[AssetDraft(name="x")], at=still_clock + timedelta(days=1)
        )


@pytest.mark.parametrize("count", [1, 3])
def test_a_piece_is_entered_again(admin, store_room, count):
    first = enter(admin, place_id=store_room.pk, serial="S", price_minor=5, keywords=("loan",))

    ids = duplicate_asset(actor=admin, asset_id=first.pk, count=count)

    copies = Asset.objects.filter(pk__in=ids)
    assert copies.count() == count
    assert {(c.name, c.serial, c.place_id, c.price_minor) for c in copies} == {
        ("Drill", "", store_room.pk, 5)
    }


def test_many_cost_as_many_statements_as_few(admin, store_room, tools):
    def statements(count, mark):
        drafts = [
            AssetDraft(
                name="x",
                serial=f"{mark}-{n}",
                place_id=store_room.pk,
                category_id=tools.pk,
                keywords=("a",),
            )
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            create_assets(actor=admin, drafts=drafts)
        return len(captured)

    statements(1, "the first needs a keyword and a number more")
    assert statements(10, "few") == statements(200, "many")
