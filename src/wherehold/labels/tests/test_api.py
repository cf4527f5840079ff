"""Labels over REST and on the command line."""

import io
import json

import pytest
from django.test import Client

from wherehold.accounts import commands as accounts
from wherehold.kernel.actor import system
from wherehold.labels import asking, cli, tasks
from wherehold.labels.tests import decoding
from wherehold.labels.tests.conftest import signed_in
from wherehold.project.cli import build_parser

pytestmark = pytest.mark.usefixtures("public")


@pytest.fixture
def api(amina, berlin):
    """Return how Amina's program calls."""
    signed_in("storekeeper", berlin.pk, amina.party_id)
    from wherehold.accounts.models import User

    user = User.objects.get(party=amina.party_id)
    _token, secret = accounts.create_token(actor=system("test"), user_id=user.pk)

    def call(path, body=None):
        headers = {"Authorization": f"Bearer {secret}"}
        if body is None:
            return Client().get(f"/api/v1{path}", headers=headers)
        return Client().post(
            f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
        )

    return call


def test_every_format_comes_as_what_it_is(api, drill):
    kinds = {
        "pdf": ("application/pdf", b"%PDF"),
        "zpl": ("application/zpl", b"^XA"),
        "png": ("image/png", b"\x89PNG"),
        "svg": ("image/svg+xml", b"<svg"),
    }
    for form, (kind, start) in kinds.items():
        asked = {"asset_ids": [drill.pk], "stock": "zebra-57x32", "format": form}
        answer = api("/labels", asked)
        assert answer["Content-Type"] == kind and answer.content.startswith(start)


def test_several_pages_of_pictures_come_as_zip(api, drill, saw):
    import zipfile

    ids = [drill.pk, saw.pk]
    answer = api("/labels", {"asset_ids": ids, "stock": "zebra-57x32", "format": "png"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        pictures = [archive.read(name) for name in archive.namelist()]
    read = [decoding.by_zxing(decoding.picture(one)) for one in pictures]
    assert len(read) == 2 and all(code.startswith("https://") for [code] in read)


def test_things_are_named_by_the_filters_of_the_list(api, drill, saw, tools):
    asked = {"filter": {"category": [str(tools.pk)]}, "format": "zpl", "stock": "zebra-57x32"}

    assert api("/labels", asked).content.count(b"^XA") == 2


def test_places_people_and_commands_come_too(api, store_room, bo, amina):
    asked = {"place_ids": [store_room.pk], "party_ids": [bo.pk], "commands": True}
    asked |= {"format": "zpl", "stock": "zebra-102x51"}

    answer = api("/labels", asked)

    assert answer.content.count(b"^XA") == 8 and b"CHECK OUT" in answer.content


def test_many_are_made_in_the_background(api, drill, saw, monkeypatch, settings, tmp_path):
    from wherehold.kernel import jobs

    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(asking, "AT_ONCE_MAX", 1)
    begun = api("/labels", {"asset_ids": [drill.pk, saw.pk], "format": "zpl"})
    state = begun.json()["state"].removeprefix("/api/v1")

    assert begun.status_code == 202
    early = api(f"{state}/file")
    assert (early.status_code, early.json()["code"]) == (409, "labels.not_ready")
    while jobs.run_next(tasks.TASKS):
        pass
    told = api(state).json()
    assert (told["done"], told["total"], told["file"]) == (2, 2, True)
    file = api(f"{state}/file")
    assert b"".join(file.streaming_content).count(b"^XA") == 2


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "labels.nothing_to_print"),
        ({"stock": "L1", "asset_ids": [1]}, "labels.unknown_stock"),
        ({"code": "aztec", "asset_ids": [1]}, "labels.bad_design"),
        ({"send_to": "store", "asset_ids": [1]}, "labels.unknown_printer"),
        ({"filter": {"nonsense": ["1"]}}, "bad_filter"),
        ({"size": 3}, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_with_its_code(api, asked, code):
    answer = api("/labels", asked)

    assert 400 <= answer.status_code < 500 and answer.json()["code"] == code


def test_a_code_that_would_not_scan_is_refused_with_the_remedy(api, drill):
    answer = api("/labels", {"asset_ids": [drill.pk], "stock": "L7651", "code_mm": 5})

    assert answer.status_code == 422 and "9.9 mm wide or more" in answer.json()["detail"]


def test_stocks_and_printers_are_listed(api, settings):
    settings.PRINTERS = ["store=10.0.0.5"]

    stocks = {one["code"]: one for one in api("/labels/stocks").json()["items"]}
    printers = [one["code"] for one in api("/labels/printers").json()["items"]]

    assert stocks["L7160"]["labels"] == 21 and stocks["zebra-rfid-102x51"]["rfid"]
    assert "thermal-203" in printers and "store" in printers


def test_blank_labels_are_made_fetched_and_claimed(api, brightwater, drill, store_room):
    batch = api("/labels/batches", {"size": 2, "stock": "zebra-57x32", "code": "datamatrix"})
    file = api(f"/labels/batches/{batch.json()['id']}/file?format=zpl")
    assert b"AST-000501" in file.content

    old = api("/labels/claims", {"code": "AST-000501", "asset_id": drill.pk})
    new = api("/labels/claims", {"code": "AST-000502", "name": "Saw", "place_id": store_room.pk})

    assert old.json() == {"asset_id": drill.pk, "tag": "AST-000501"}
    assert new.json()["tag"] == "AST-000502"
    again = api("/labels/claims", {"code": "AST-000501", "asset_id": drill.pk})
    assert again.json()["code"] == "labels.not_blank"
    none = api("/labels/claims", {"code": "AST-000999", "asset_id": drill.pk})
    assert none.json()["code"] == "labels.no_such_blank"


def run(*arguments):
    options = build_parser().parse_args(["labels", *arguments])
    return options.run(options)


def test_the_command_line_writes_a_file(brightwater, drill, saw, tools, tmp_path, capsys):
    target = tmp_path / "shelf.zpl"
    filters = ["--filter", f"category={tools.pk}", "--stock", "zebra-57x32"]

    assert run(*filters, "-o", str(target)) == 0
    assert target.read_text().count("^XA") == 2
    assert "2 labels made." in capsys.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == ["shelf.zpl"]


def test_the_command_line_goes_a_part_at_a_time(
    brightwater, drill, saw, tools, tmp_path, monkeypatch
):
    from wherehold.labels import console

    monkeypatch.setattr(console, "PART", 1)
    target = tmp_path / "labels.zpl"
    run("--filter", f"category={tools.pk}", "--stock", "zebra-57x32", "-o", str(target))

    assert target.read_text().count("^XA") == 2


def test_the_command_line_makes_pdf_and_commands(brightwater, drill, tmp_path):
    target = tmp_path / "one.pdf"
    run("--tag", "DRILL-7", "--field", "tag", "-o", str(target))
    words = tmp_path / "words.pdf"
    run("--commands", "--code", "code128", "--stock", "5163", "-o", str(words))

    assert target.read_bytes().startswith(b"%PDF") and words.read_bytes().startswith(b"%PDF")


def test_the_command_line_asks_where_to(brightwater, capsys):
    assert run("--commands") == 2
    assert "-o" in capsys.readouterr().err
    assert run("--list") == 0
    assert "Avery L7160" in capsys.readouterr().out
    cli._bar(3)
