"""What columns become, by the headings of other programs and of people."""

import pytest

from wherehold.importers import mapping
from wherehold.importers.fields import FIELDS
from wherehold.importers.formats.table import Batch
from wherehold.importers.rows import Reading, RowReader
from wherehold.importers.sources import SOURCES

SNIPE = (
    "Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Order Number,Model,Model Notes,"
    "Model Number,Asset Notes,Purchase Date,Purchase Cost,Checkout Type,Checked Out To: Username,"
    "Checked Out To: First Name,Checked Out To: Last Name,Checked Out To: Email,"
    "Checked Out To: Location,Asset EOL Date"
).split(",")
OLD_SNIPE = (
    "Full Name,Email,Username,Company,item Name,Category,Model name,Manufacturer,Model Number,"
    "Serial,Asset Tag,Location,Category,Notes,Purchase Date,Purchase Cost,Company,Status,Warranty,"
    "Supplier"
).split(",")
GLPI = (
    "Name,Entity,Status,Manufacturer,Serial number,Type,Model,Operating System - Name,Location,"
    "Last update,Components - Processor,Inventory number,Alternate username,User"
).split(",")


def by_heading(headings, **more):
    found = mapping.propose(headings, **more)
    return found.source_name, dict(zip(headings, found.columns, strict=True))


def test_snipe_it():
    source, columns = by_heading(SNIPE)

    assert source == "Snipe-IT"
    assert columns["Asset Tag"] == "tag" and columns["Checked Out To: Email"] == "holder_email"
    assert columns["Asset EOL Date"] == "refresh_on" and columns["Company"] == ""


def test_snipe_it_as_it_was():
    found = mapping.propose(OLD_SNIPE)

    assert found.source_name == "Snipe-IT"
    assert found.columns.count("category") == 1 and found.remarks == {12: "twice"}
    assert found.columns[OLD_SNIPE.index("Warranty")] == "warranty_months"
    assert found.columns[0] == "holder"


def test_a_heading_twice_gives_the_column_that_has_something_in_it():
    found = mapping.propose(["Name", "Category", "Category"], [["Saw", "", "Tools"]])

    assert found.columns == ["name", "", "category"]


def test_glpi():
    source, columns = by_heading(GLPI)

    assert source == "GLPI"
    assert columns["Inventory number"] == "tag" and columns["User"] == "holder"
    assert columns["Type"] == "category" and columns["Last update"] == ""


@pytest.mark.parametrize("tags", ["HB.labels", "HB.tags"])
def test_homebox(tags):
    source, columns = by_heading(["HB.name", "HB.location", tags, "HB.field.Colour tone"])

    assert source == "Homebox"
    assert columns == {
        "HB.name": "name",
        "HB.location": "place",
        tags: "keywords",
        "HB.field.Colour tone": "field.colour-tone",
    }


def test_words_of_people_in_two_languages():
    source, columns = by_heading(
        ["Inventar-Nr.", "Bezeichnung", "Seriennummer", "Standort", "Kaufpreis", "Farbe"]
    )

    assert source == ""
    assert list(columns.values()) == ["tag", "name", "serial", "place", "price", ""]


def test_own_fields_by_their_labels():
    _, columns = by_heading(["Name", "Farbe"], own_fields={"Farbe": "colour"})

    assert columns["Farbe"] == "field.colour"


def test_what_stands_below_tells_where_the_heading_does_not():
    samples = [["Saw", "a@example.org", "€ 5,00"], ["Axe", "b@example.org", "€ 6,00"]]

    assert mapping.propose(["Name", "Who", "Was"], samples).columns == [
        "name",
        "holder_email",
        "price",
    ]


def test_choices_go_before_what_was_proposed():
    headings = ["Name", "Title", ""]

    chosen = mapping.with_choices(headings, ["name", "", ""], {"title": "name", "3": "tag"})

    assert chosen == ["", "name", "tag"]


def test_choices_that_there_are_not_are_refused():
    with pytest.raises(mapping.UnknownColumn, match="no column Nome"):
        mapping.with_choices(["Name"], [""], {"Nome": "name"})
    with pytest.raises(mapping.UnknownField, match="no field nome"):
        mapping.with_choices(["Name"], [""], {"Name": "nome"})


def test_a_mapping_without_any_name_is_refused():
    with pytest.raises(mapping.MissingColumn):
        mapping.check(["Place"], ["place"])
    with pytest.raises(mapping.FieldTwice, match="A and B"):
        mapping.check(["A", "B"], ["name", "name"])


def test_every_source_names_fields_that_there_are():
    for source in SOURCES.values():
        assert {key for key in source.headings.values() if key} <= FIELDS.keys(), source.code


def test_rows_are_read_by_column_and_faults_are_kept():
    reading = Reading(columns=["name", "purchased_on", "notes", "notes", "keywords"])
    batch = Batch(
        [2, 3],
        [["O'Brien's saw", "14.03.2024", "a", "b", "x, y"], ["Axe", "soon", "", "c", ""]],
    )

    rows = RowReader(reading).read(batch)

    assert rows.values["name"] == ["O'Brien's saw", "Axe"]
    assert rows.values["notes"] == ["a\nb", "c"]
    assert rows.values["keywords"] == [("x", "y"), ()]
    assert [(i, [(c, b.code) for c, b in bad]) for i, bad in rows.faults.items()] == [
        (1, [(1, "not_a_date")])
    ]


def test_a_mend_stands_for_the_text_in_the_file():
    reading = Reading(columns=["name", "purchased_on"], mends={1: {"31.02.2025": "2025-02-28"}})

    rows = RowReader(reading).read(Batch([2], [["Saw", "31.02.2025"]]))

    assert rows.faults == {} and str(rows.values["purchased_on"][0]) == "2025-02-28"
