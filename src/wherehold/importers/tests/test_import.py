"""Files become assets: new ones, changed ones, refused ones."""

from datetime import date

import pytest

from wherehold.conftest import put
from wherehold.custody.models import Checkout
from wherehold.importers.models import ImportChunk, RowFault
from wherehold.importers.queries.imports import faults
from wherehold.register.models import Asset, Identifier, Model, Party, Place

pytestmark = pytest.mark.django_db


def told(console, run):
    return [(f.line, f.column, f.code) for f in faults(actor=console, run=run)]


def test_a_row_becomes_an_asset_with_everything_it_names(bring_in):
    run, counts = bring_in(
        "Asset Tag,Asset Name,Serial,Model,Manufacturer,Category,Location,Purchase Date,"
        "Purchase Cost,Supplier,Order Number,Status,Notes,Checked Out To: Email\n"
        "A-1,Säge,SN1,TE 30,Hilti,Tools > Saws,Berlin > Store,14.03.2024,"
        '"1.480,00",ACME,PO-7,Deployed,good one,lena.hoffmann@example.org\n'
    )

    asset = Asset.objects.get(tag="A-1")
    assert (asset.name, asset.serial, asset.stage) == ("Säge", "SN1", "in_service")
    assert asset.model.name == "TE 30" and asset.model.manufacturer.name == "Hilti"
    assert asset.category.full_name == "Tools · Saws"
    assert asset.place.full_name == "Berlin · Store" and asset.place_path == asset.place.path
    assert (asset.purchased_on, asset.price_minor, asset.currency) == (
        date(2024, 3, 14),
        148_000,
        "EUR",
    )
    assert asset.holder.name == "Lena Hoffmann" and asset.holder.email.startswith("lena")
    assert Checkout.objects.get(asset=asset).holder == asset.holder
    assert counts == {
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "rejected": 0,
        "created_references": 8,
    }
    assert run.state == "done" and run.program == "snipe-it"


def test_good_rows_do_not_wait_for_bad_ones(bring_in, console):
    run, counts = bring_in(
        "tag,name,purchased_on,price\n"
        "A-1,Saw,2024-01-01,5\n"
        "A-2,,2024-01-01,5\n"
        "A-3,Axe,2025-02-31,x\n"
        "A-4,Drill,2024-01-01,5\n"
    )

    assert set(Asset.objects.values_list("tag", flat=True)) == {"A-1", "A-4"}
    assert counts["created"] == 2 and counts["rejected"] == 2
    assert told(console, run) == [
        (3, 1, "missing_name"),
        (4, 2, "no_such_day"),
        (4, 3, "not_a_price"),
    ]


def test_the_same_file_again_changes_nothing(bring_in):
    text = "tag,name,place,keywords\nA-1,Saw,Berlin > Store,red\nA-2,Axe,Berlin,\n"
    bring_in(text)

    _, counts = bring_in(text)

    assert counts == {
        "created": 0,
        "updated": 0,
        "unchanged": 2,
        "rejected": 0,
        "created_references": 0,
    }


def test_a_row_updates_what_has_its_tag_or_serial(bring_in, store_room, tools):
    put("A-1", store_room, tools, name="Saw", order_no="PO-1")
    second = put("A-2", store_room, tools, name="Axe", serial="SN2")
    Identifier.objects.create(kind="serial", key="sn2", value="SN2", asset=second)

    _, counts = bring_in(
        "tag,serial,name,place,stage,mac\n"
        "a-1,,Big saw,Hamburg,in repair,8C:1D:96:4A:0E:77\n"
        ",SN2,Axe,,,\n"
    )

    saw = Asset.objects.get(tag__iexact="A-1")
    assert (saw.name, saw.stage, saw.order_no) == ("Big saw", "in_repair", "PO-1")
    assert saw.place.name == "Hamburg"
    assert Identifier.objects.filter(asset=saw, kind="mac").exists()
    assert counts["updated"] == 1 and counts["unchanged"] == 1


def test_codes_that_are_taken_are_refused(bring_in, console, store_room, tools):
    other = put("A-9", store_room, tools)
    Identifier.objects.create(kind="serial", key="sn9", value="SN9", asset=other)

    run, counts = bring_in("tag,serial,name\nA-1,S1,Saw\nA-1,S2,Axe\nA-3,SN9,Drill\nA-4,S1,Jig\n")

    assert counts["created"] == 1 and counts["rejected"] == 3
    assert told(console, run) == [
        (3, 0, "duplicate_identifier"),
        (4, 1, "duplicate_identifier"),
        (5, 1, "duplicate_identifier"),
    ]
    assert "Line 2 has the same" in faults(actor=console, run=run)[0].message


def test_without_create_unknown_names_are_refused(bring_in, console, berlin):
    run, counts = bring_in(
        "tag,name,place,category,holder_email\n"
        "A-1,Saw,Berlin,,\nA-2,Axe,Mars,,\nA-3,Jig,,Toys,\nA-4,Lamp,,,new@example.org\n",
        create=False,
    )

    assert counts["created"] == 1 and counts["created_references"] == 0
    assert [code for *_, code in told(console, run)] == ["unknown_reference"] * 3
    assert Place.objects.count() == 1


def test_a_name_of_nobody_is_refused_and_an_email_makes_a_person(bring_in, console, bo):
    run, counts = bring_in(
        "tag,name,holder\nA-1,Saw,Bo\nA-2,Axe,Nobody Here\nA-3,Jig,new@example.org\n"
        "A-4,Lamp,j.weber2\n"
    )

    assert counts["created"] == 3 and counts["created_references"] == 2
    assert told(console, run) == [(3, 2, "unknown_reference")]
    assert Asset.objects.get(tag="A-1").holder == bo
    assert Party.objects.get(username="j.weber2").name == "J Weber2"


def test_what_somebody_else_holds_is_put_aside_whole(bring_in, console, bo):
    bring_in("tag,name,holder\nA-1,Saw,Bo\n")

    run, counts = bring_in("tag,name,holder\nA-1,Other name,new@example.org\n")

    assert counts["rejected"] == 1 and told(console, run) == [(2, 2, "held_by_another")]
    assert Asset.objects.get(tag="A-1").name == "Saw"


def test_what_is_retired_has_no_holder(bring_in, console, bo):
    run, counts = bring_in("tag,name,holder,status\nA-1,Saw,Bo,Archived\n")

    assert counts["rejected"] == 1 and told(console, run) == [(2, 3, "held_but_idle")]
    assert not Asset.objects.exists()


def test_months_count_from_the_day_of_purchase(bring_in):
    bring_in("tag,name,purchase date,warranty\nA-1,Saw,2024-01-31,1 month\nA-2,Axe,2023-12-15,24\n")

    ends = dict(Asset.objects.values_list("tag", "warranty_until"))
    assert ends == {"A-1": date(2024, 2, 29), "A-2": date(2025, 12, 15)}


def test_parts_find_what_they_are_part_of_above_and_below(bring_in, console):
    run, counts = bring_in(
        "HB.import_ref,HB.parent_import_ref,HB.name,HB.location,HB.tags,HB.archived\n"
        "r1,r2,Battery,Home / Garage,a;b,false\n"
        "r2,,Drill,Home / Garage,,false\n"
        "r3,nowhere,Lost,Home,,false\n"
        "r4,,Old,Home,,true\n"
    )

    assert Asset.objects.get(name="Battery").container.name == "Drill"
    assert Asset.objects.get(name="Old").stage == "retired"
    assert told(console, run) == [(4, 1, "unknown_parent")]
    assert counts["created"] == 3


def test_chunks_commit_by_themselves_under_one_source(bring_in, monkeypatch):
    monkeypatch.setattr("wherehold.importers.running.ROWS_MAX", 3)
    rows = "".join(f"A-{n},Saw {n}\n" for n in range(8))

    run, counts = bring_in("tag,name\n" + rows)

    chunks = ImportChunk.objects.filter(run=run).order_by("number")
    assert [chunk.rows for chunk in chunks] == [3, 3, 2]
    assert len({chunk.act for chunk in chunks}) == 3
    assert counts["created"] == 8


def test_a_trial_does_the_same_and_writes_nothing(bring_in, console, monkeypatch):
    monkeypatch.setattr("wherehold.importers.running.ROWS_MAX", 2)
    text = "tag,name,place,holder_email\nA-1,Saw,Mars,a@example.org\nA-2,,Mars,\nA-3,Axe,Mars,\n"

    run, counts = bring_in(text, trial=True)

    assert not Asset.objects.exists() and not Place.objects.exists()
    assert not Party.objects.exists() and not ImportChunk.objects.exists()
    assert run.state == "checked" and told(console, run) == [(3, 1, "missing_name")]
    _, real = bring_in(text)
    assert real == counts


@pytest.mark.parametrize("text", ["tag,name\nA\0B,Saw\n", "tag,name\n6.37702E+15,Saw\n"])
def test_what_no_code_can_be_is_refused(bring_in, console, text):
    run, counts = bring_in(text)

    assert counts["rejected"] == 1
    assert RowFault.objects.get(run=run).code in {"not_text", "lost_digits"}


def test_a_mended_text_is_read_instead(enter, console):
    from wherehold.importers import running

    run = enter("tag,name,purchased_on\nA-1,Saw,31.02.2025\n")
    run.mends = {"2": {"31.02.2025": "2025-02-28"}}
    run.save()

    counts = running.execute(run.pk, trial=False)

    assert counts["created"] == 1
    assert Asset.objects.get().purchased_on == date(2025, 2, 28)


def test_models_are_told_apart_by_maker_and_number(bring_in):
    _, counts = bring_in(
        "name,model,manufacturer,model number\na,X1,Dell,1\nb,X1,Dell,1\nc,X1,HP,1\nd,x1,dell,\n"
    )

    assert Model.objects.count() == 2 and counts["created"] == 4


def test_a_place_is_found_by_the_end_of_its_path_unless_several_have_it(bring_in, console):
    bring_in("name,place\na,Berlin > Lager\nb,Hamburg > Lager\nc,Berlin > Keller\n")

    run, counts = bring_in("name,place\nd,Keller\ne,Lager\nf,Lager > Shelf\ng,Keller > Shelf\n")

    assert Asset.objects.get(name="d").place.full_name == "Berlin · Keller"
    assert Asset.objects.get(name="g").place.full_name == "Berlin · Keller · Shelf"
    assert told(console, run) == [(3, 1, "ambiguous_reference"), (4, 1, "ambiguous_reference")]
