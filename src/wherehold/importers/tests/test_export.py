"""Assets leave as a table: what one may see, harmless, and as they can come back."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wherehold.conftest import put
from wherehold.importers import exporting
from wherehold.importers.values.texts import unguarded
from wherehold.kernel import sheets
from wherehold.kernel.actor import Grant
from wherehold.register.models import Asset, FieldDefinition

SIGNS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "|x",
    "'=x",
    "''+y",
]


def read(parts):
    return list(csv.DictReader(io.StringIO(b"".join(parts).decode(), newline="")))


def exported(actor, form="csv", **given):
    return b"".join(exporting.pieces(actor, given, [""], form))


@pytest.mark.parametrize("text", SIGNS)
def test_no_cell_begins_like_a_formula_and_all_come_back(text):
    cell = sheets.harmless(text)

    assert cell.startswith("'") and unguarded(cell) == text.replace("\r", "\n")


@given(st.text())
def test_any_text_comes_back_from_the_writer(text):
    parts = b"".join(sheets.csv_parts(["a"], [[text]]))
    rows = list(csv.reader(io.StringIO(parts.decode(), newline="")))

    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    plain = plain.encode("utf-8", "replace").decode()
    assert unguarded(rows[1][0] if rows[1:] and rows[1] else "") == plain


def test_a_workbook_has_texts_numbers_and_days_and_no_formula(tmp_path):
    path = tmp_path / "a.xlsx"

    from datetime import date
    from decimal import Decimal

    sheets.write_xlsx(path, ["t", "n", "d"], [["=1+1", Decimal("12.50"), date(2024, 3, 14)]])

    cells = [*openpyxl.load_workbook(path).active.iter_rows(min_row=2)][0]
    assert [c.data_type for c in cells] == ["s", "n", "d"]
    assert cells[0].value == "'=1+1" and cells[1].value == 12.5


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_exported_comes_back_and_changes_nothing(bring_in, admin, form):
    FieldDefinition.objects.create(key="colour", label="Colour")
    FieldDefinition.objects.create(key="deposit", label="Deposit", type="money")
    bring_in(
        "tag,name,serial,model,manufacturer,category,place,stage,condition,holder_email,supplier,"
        "purchased_on,price,warranty_until,notes,keywords,mac,Colour,Deposit\n"
        'A-1,"=cmd|x",S1,T14,Lenovo,IT > Laptops,Berlin > Store,in use,worn,a@example.org,ACME,'
        '2024-03-14,"1.480,50",2027-03-14,"two\nlines","red, green",8C:1D:96:4A:0E:77,blue,5 USD\n'
        "A-2,-minus,,,,,,,,,,,,,,,,,\n"
    )
    before = list(Asset.objects.order_by("pk").values())
    data = exported(admin, form)

    _, counts = bring_in(data, name=f"back.{form}")

    assert counts["unchanged"] == 2 and counts["created_references"] == 0
    assert list(Asset.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_only_what_may_be_seen_leaves(admin, amina, bo, store_room, hamburg, tools):
    bought = {"price_minor": 500, "currency": "EUR", "held": "party", "holder": bo}
    put("A-1", store_room, tools, **bought)
    put("A-2", hamburg, tools, **bought)
    put("A-3", None, None)
    grants = replace(amina.grants[0], permissions=amina.grants[0].permissions | {"export.run"})
    clerk = replace(amina, grants=(grants,))
    blind = replace(
        amina, grants=(Grant(frozenset({"asset.see", "export.run"}), place=store_room.path),)
    )

    assert {row["tag"] for row in read([exported(admin)])} == {"A-1", "A-2", "A-3"}
    [row] = read([exported(clerk)])
    assert (row["tag"], row["holder"], row["price"]) == ("A-1", "Bo", "")
    [row] = read([exported(blind)])
    assert (row["tag"], row["holder"], row["holder_email"], row["due_on"]) == ("A-1", "", "", "")
    assert read([exported(amina)]) == []


@pytest.mark.django_db
def test_filters_and_columns_narrow_it(admin, store_room, tools, laptops):
    put("A-1", store_room, tools, stage="in_service")
    put("A-2", store_room, laptops, stage="in_repair")

    data = b"".join(exporting.pieces(admin, {"stage": ["in_repair"]}, ["name", "status"], "csv"))

    assert data.decode().split() == ["tag,name,stage", "A-2,A-2,in_repair"]


@pytest.mark.django_db
def test_statements_do_not_grow_with_the_assets(
    admin, store_room, tools, django_assert_max_num_queries
):
    for number in range(30):
        put(f"A-{number}", store_room, tools)

    with django_assert_max_num_queries(12):
        exported(admin)
