"""What an organisation adds: designs, printers, stocks, blank labels."""

import pytest

from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.labels import access, asking, commands, refusals
from wherehold.labels.design import Design, unpacked
from wherehold.labels.models import Blank, SavedDesign
from wherehold.labels.queries import blanks, saved
from wherehold.register.models import Asset

pytestmark = pytest.mark.usefixtures("public")
SHELF = {"label": ["50", "30"], "page": ["210", "297"], "grid": [4, 9], "first": ["5", "10"]}
SHELF |= {"pitch": ["50", "30"], "printer": "laser"}


def test_a_design_is_kept_as_it_was_and_changed_under_its_name(amina):
    small = Design(stock="L7651", code="datamatrix", fields=("tag", "place"), code_mm=9.5)
    first = commands.save_design(actor=amina, name=" Shelf  small ", design=small)
    again = commands.save_design(actor=amina, name="Shelf small", design=small)

    assert first == again
    [line] = saved.designs(actor=amina)
    assert (line.name, line.design) == ("Shelf small", small)
    commands.remove_designs(actor=amina, design_ids=[first])
    assert saved.designs(actor=amina) == []
    kinds = [entry.kind for entry in ledger.history("label_design", first)]
    assert kinds == ["labels.design_removed", "labels.design_saved", "labels.design_saved"]


def test_a_design_that_is_packed_is_the_same_unpacked():
    design = Design(code_mm=10.25, fields=("serial",), start_at=3)

    assert unpacked(design.packed()) == design


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_design_has_a_name(amina, name):
    with pytest.raises(refusals.BadDesign):
        commands.save_design(actor=amina, name=name, design=Design())


def test_a_design_that_is_not_there_is_not_removed(amina):
    with pytest.raises(NotFound):
        commands.remove_designs(actor=amina, design_ids=[7])


def test_a_printer_prints_as_it_was_calibrated(amina):
    number = commands.save_printer(
        actor=amina, name="HP", profile="laser", right_mm=0.4, down_mm=-0.6, scale=1.002
    )
    own = access.profile_of(f"printer-{number}")

    assert (own.dpi, own.right_mm, own.down_mm, own.scale) == (600, 0.4, -0.6, 1.002)
    assert own in saved.printers(actor=amina)


@pytest.mark.parametrize(
    "asked", [{"profile": "x"}, {"right_mm": 21}, {"down_mm": -21}, {"scale": 1.2}]
)
def test_a_printer_that_cannot_be_is_refused(amina, asked):
    with pytest.raises(refusals.BadDesign):
        commands.save_printer(actor=amina, **{"name": "HP", "profile": "laser", **asked})


def test_a_stock_of_ones_own_is_printed_on_like_any_other(admin, amina, drill):
    number = commands.save_stock(actor=admin, name="Shelf", table=SHELF)
    design = Design(stock=f"own-{number}", code="datamatrix", start_at=36)

    labels = commands.print_labels(actor=amina, asset_ids=[drill.pk], design=design)

    assert len(labels) == 1 and access.stock_of(f"own-{number}").labels == 36
    assert saved.stocks(actor=amina)[0].name == "Shelf"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"grid": [5, 9]}, "over the page"),
        ({"grid": [4, 10]}, "over the page"),
        ({"pitch": ["40", "30"]}, "over each other"),
        ({"label": ["2", "30"]}, "from 5 to 1000"),
        ({"grid": [0, 9]}, "columns"),
        ({"first": ["-1", "0"]}, "page"),
        ({"inset": 9}, "quarter"),
        ({"printer": "x"}, "unknown"),
    ],
)
def test_a_stock_that_cannot_be_is_refused_with_the_reason(admin, change, why):
    with pytest.raises(refusals.BadDesign, match=why):
        commands.save_stock(actor=admin, name="Shelf", table={**SHELF, **change})


def test_only_who_may_change_settings_measures_stocks(amina):
    with pytest.raises(NotAllowed):
        commands.save_stock(actor=amina, name="Shelf", table=SHELF)


def test_blank_labels_have_tags_that_nobody_else_gets(brightwater, amina, admin):
    from wherehold.register.commands.assets import create_assets
    from wherehold.register.commands.drafts import AssetDraft

    number = commands.make_batch(actor=amina, size=500, design=Design())
    [asset_id] = create_assets(actor=admin, drafts=[AssetDraft(name="Drill")])

    tags = list(Blank.objects.order_by("pk").values_list("tag", flat=True))
    assert (tags[0], tags[-1], len(set(tags))) == ("AST-000501", "AST-001000", 500)
    assert Blank.objects.values("key").distinct().count() == 500
    assert Asset.objects.get(pk=asset_id).tag == "AST-001001"
    [line] = blanks.batches(actor=amina)
    assert (line.id, line.size, line.claimed, line.by) == (number, 500, 0, "Amina")
    made = asking.batch_file(amina, number)
    assert made.content.startswith(b"%PDF")


def test_what_is_claimed_is_not_printed_again(brightwater, amina, drill, saw):
    number = commands.make_batch(actor=amina, size=2, design=Design(stock="zebra-57x32"))
    first, second = Blank.objects.order_by("pk")
    commands.claim(actor=amina, code=first.tag, asset_id=drill.pk)

    text = asking.batch_file(amina, number, "zpl").content.decode()
    assert second.tag in text and first.tag not in text
    commands.claim(actor=amina, code=second.tag, asset_id=saw.pk)
    with pytest.raises(refusals.NothingToPrint):
        asking.batch_file(amina, number)


@pytest.mark.parametrize("size", [0, 5_001])
def test_a_batch_has_a_size(brightwater, amina, size):
    with pytest.raises(refusals.BadDesign):
        commands.make_batch(actor=amina, size=size, design=Design())


def test_blank_labels_that_would_not_scan_take_no_tags(brightwater, amina):
    brightwater.tag_prefix = "VERY-LONG-P-"
    brightwater.save()

    with pytest.raises(refusals.WouldNotScan):
        commands.make_batch(actor=amina, size=9, design=Design(stock="L7651", code="code128"))
    brightwater.refresh_from_db()
    assert brightwater.tag_next == 501 and not SavedDesign.objects.exists()


def test_a_blank_label_has_no_gs1_key(brightwater, amina):
    with pytest.raises(refusals.BadDesign, match="GS1"):
        commands.make_batch(actor=amina, size=9, design=Design(code="gs1_qr"))


def test_a_stock_and_a_printer_are_archived_and_still_print_what_was_designed(amina, admin):
    stock = commands.save_stock(actor=admin, name="Shelf", table=SHELF)
    printer = commands.save_printer(actor=admin, name="HP", profile="laser", right_mm=0.4)
    with pytest.raises(NotAllowed):
        commands.archive_stocks(actor=amina, stock_ids=[stock])
    commands.archive_stocks(actor=admin, stock_ids=[stock])
    commands.archive_printers(actor=admin, printer_ids=[printer])

    assert saved.own_stocks(actor=admin) == saved.own_printers(actor=admin) == []
    press = access.press(Design(stock=f"own-{stock}", printer=f"printer-{printer}"))
    assert (press.stock.name, press.profile.right_mm) == ("Shelf", 0.4)
    with pytest.raises(NotFound):
        commands.archive_printers(actor=admin, printer_ids=[printer])
    assert [e.kind for e in ledger.history("label_stock", stock)][0] == "labels.stock_archived"
    assert commands.save_stock(actor=admin, name="Shelf", table=SHELF) == stock
    assert [one.name for one in saved.own_stocks(actor=admin)] == ["Shelf"]
