"""Printing labels: tokens are given once, and no label leads nowhere."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import put
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotFound
from wherehold.labels import commands, pictures, queries, refusals
from wherehold.labels.asking import Wanted
from wherehold.labels.design import Design
from wherehold.register.models import Identifier


def test_a_label_holds_an_address_that_does_not_give_the_number_away(public, amina, drill):
    [label] = commands.print_labels(actor=amina, asset_ids=[drill.pk])

    assert label.title == "DRILL-7"
    assert label.content.startswith("https://assets.example.org/t/")
    token = label.content.rsplit("/", 1)[1]
    assert len(token) == 16 and drill.tag not in token and str(drill.pk) != token


def test_printing_again_keeps_the_token(public, amina, drill, saw):
    first = commands.print_labels(actor=amina, asset_ids=[drill.pk])
    again = commands.print_labels(actor=amina, asset_ids=[saw.pk, drill.pk])

    assert again[1] == first[0]
    assert Identifier.objects.filter(kind="token").count() == 2


def test_it_is_recorded_without_the_token(public, amina, drill):
    commands.print_labels(actor=amina, asset_ids=[drill.pk])
    [entry] = ledger.history("asset", drill.pk)

    assert (entry.kind, entry.actor, entry.data) == (
        "labels.printed",
        amina.name,
        {"stock": "L7160", "code": "qr"},
    )


@pytest.mark.parametrize("address", ["", "http://localhost:8000", "http://127.0.0.1:8000"])
def test_a_label_that_leads_every_phone_to_itself_is_refused(settings, amina, drill, address):
    settings.PUBLIC_URL = address

    with pytest.raises(refusals.OnlyHere, match="Set WHEREHOLD_URL"):
        commands.print_labels(actor=amina, asset_ids=[drill.pk])
    assert not Identifier.objects.filter(kind="token").exists()


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"design": Design(stock="L1")}, refusals.UnknownStock),
        ({"design": Design(stock="own-1")}, refusals.UnknownStock),
        ({"design": Design(printer="printer-x")}, refusals.UnknownPrinter),
        ({"design": Design(start_at=22)}, refusals.NoSuchLabel),
        ({"design": Design(code="aztec")}, refusals.BadDesign),
        ({"design": Design(fields=("price",))}, refusals.BadDesign),
        ({"design": Design(fields=(), code="none")}, refusals.BadDesign),
        ({"asset_ids": []}, refusals.NothingToPrint),
        ({"asset_ids": [1] * 2001}, refusals.TooMany),
    ],
)
def test_what_cannot_be_printed_is_refused(public, amina, drill, asked, refusal):
    with pytest.raises(refusal):
        commands.print_labels(**{"actor": amina, "asset_ids": [drill.pk], **asked})


def test_an_address_too_long_to_scan_is_refused(settings, amina, drill):
    settings.PUBLIC_URL = "https://" + "long." * 200 + "example.org"

    with pytest.raises(refusals.WouldNotScan):
        commands.print_labels(actor=amina, asset_ids=[drill.pk])


def test_another_site_prints_nothing_of_it(public, cy, drill):
    with pytest.raises(NotFound):
        commands.print_labels(actor=cy, asset_ids=[drill.pk])
    with pytest.raises(NotFound):
        queries.preview(actor=cy, design=Design(), asset_ids=[drill.pk])


def test_the_preview_is_a_picture_and_gives_no_token(amina, drill):
    wanted = Wanted(design=Design(), asset_ids=[drill.pk])

    assert pictures.of_sheet(amina, wanted).startswith(b"\x89PNG")
    assert pictures.of_label(amina, wanted).startswith(b"\x89PNG")
    assert not Identifier.objects.filter(kind="token").exists()


def statements(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


@pytest.mark.parametrize(
    "design", [Design(), Design(stock="zebra-rfid-102x51", code="gs1_datamatrix")]
)
def test_many_labels_take_as_many_statements_as_one(
    public, brightwater, amina, store_room, tools, design
):
    ids = [put(f"T-{n:02}", store_room, tools).pk for n in range(41)]

    one = statements(lambda: commands.print_labels(actor=amina, asset_ids=ids[:1], design=design))
    many = statements(lambda: commands.print_labels(actor=amina, asset_ids=ids[1:], design=design))

    assert many == one


def test_a_preview_of_many_takes_as_many_statements_as_one(public, brightwater, amina, saw, drill):
    def look(ids):
        return lambda: queries.preview(actor=amina, design=Design(), asset_ids=ids)

    assert statements(look([saw.pk])) == statements(look([saw.pk, drill.pk]))
