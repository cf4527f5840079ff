"""Imports in the browser: a file, its columns, a trial, mending, importing, undoing."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from wherehold.conftest import put
from wherehold.importers import downloads, overview, preview
from wherehold.importers.models import Export, Import, Template
from wherehold.importers.tasks import TASKS
from wherehold.kernel import jobs
from wherehold.register.models import Asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("console")]
TEXT = (
    "Inventar-Nr.,Bezeichnung,Standort,Kaufdatum,Benutzer,Farbe\n"
    "A-1,Säge,Berlin > Lager,14.03.2024,,rot\n"
    "A-2,Bohrer,Mars,31.02.2025,,rot\n"
    "A-3,Lampe,Berlin > Lager,15.03.2024,Boo,blau\n"
)


def work():
    while jobs.run_next(TASKS):
        pass


@pytest.fixture
def run(browser, bo):
    """Return an import that was taken in and checked."""
    file = SimpleUploadedFile("liste.csv", TEXT.encode())
    answer = browser.post(reverse("importers:take-in"), {"file": file})
    assert answer.status_code == 302
    work()
    return Import.objects.get()


def page(browser, name, *args, **asked):
    answer = browser.get(reverse(f"importers:{name}", args=args), asked)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def act(browser, door, run, **given):
    answer = browser.post(reverse(f"importers:{door}", args=[run.pk]), given)
    work()
    run.refresh_from_db()
    return answer


def test_a_file_shows_its_columns_what_is_wrong_and_what_would_come(browser, run):
    text = page(browser, "import", run.pk)

    assert "liste.csv" in text and "6 found, 5 used" in text
    assert "Nothing saved yet" in text and not Asset.objects.exists()
    assert "February has 28 days in 2025." in text and "Use 2025-02-28" in text
    assert "Nobody is known by this." in text and "Use Bo" in text
    assert "Import the good row" in text
    assert "Line 2 will look like this" in text and "Säge" in text
    assert "Line 3 will look like this" in page(browser, "import", run.pk, line=3)


def test_a_click_mends_and_the_rest_is_imported(browser, run):
    act(browser, "mend", run, column="3", text="31.02.2025", instead="2025-02-28")
    act(browser, "mend", run, column="4", text="Boo", instead="Bo")
    assert "To mend" not in page(browser, "import", run.pk)

    act(browser, "start", run)

    assert run.state == "done" and Asset.objects.count() == 3
    assert Asset.objects.get(tag="A-3").holder.name == "Bo"
    assert "Undo the import" in page(browser, "import", run.pk)


def test_columns_can_become_something_else(browser, run):
    answer = act(browser, "choose", run, column=["tag", "name", "place", "", "", "notes"])

    assert answer.status_code == 302
    assert run.columns[5] == "notes" and run.options["create"] is False
    assert run.trial["rejected"] == 3
    text = page(browser, "import", run.pk)
    assert "Create what is missing" in text and "3 unknown" in text


def test_a_choice_that_cannot_be_says_why(browser, run):
    answer = act(browser, "choose", run, column=["place", "name", "place", "", "", ""])

    assert answer.status_code == 422
    assert "cannot both become place" in answer.content.decode()


def test_the_panel_is_asked_for_until_it_is_done(browser, run):
    Import.objects.update(state="running")
    url = reverse("importers:panel", args=[run.pk])

    running = browser.get(url, headers={"HX-Request": "true"})
    assert "every 1s" in running.content.decode() and "HX-Refresh" not in running
    Import.objects.update(state="done")
    assert browser.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_it_is_undone_from_the_list(browser, run):
    act(browser, "start", run)
    assert "Undo" in page(browser, "imports")

    act(browser, "undo", run)

    assert run.state == "undone"
    assert not Asset.objects.filter(archived_at=None).exists()
    assert "Undone" in page(browser, "imports")


def test_a_template_reads_the_next_file_alike(browser, run):
    act(browser, "choose", run, column=["tag", "name", "", "", "", "keywords"])
    act(browser, "save-template", run, name="Alte Liste")

    file = SimpleUploadedFile("b.csv", TEXT.encode())
    browser.post(reverse("importers:take-in"), {"file": file, "template": "Alte Liste"})

    assert Template.objects.get().name == "Alte Liste"
    assert Import.objects.order_by("-pk").first().columns == run.columns


def test_the_errors_are_a_file(browser, run):
    answer = browser.get(reverse("importers:errors", args=[run.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert answer["Content-Type"].startswith("text/csv")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["A-2", "A-3"]


def test_what_is_no_table_is_refused_on_the_page(browser, console):
    file = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n")

    answer = browser.post(reverse("importers:take-in"), {"file": file})

    assert answer.status_code == 422 and "This is not a table" in answer.content.decode()


def test_nothing_of_a_file_becomes_markup(browser, bo):
    text = "tag,name\nA-1,<script>alert(1)</script>\n<b>,\n"
    file = SimpleUploadedFile("<i>.csv", text.encode())
    browser.post(reverse("importers:take-in"), {"file": file})
    work()

    html = page(browser, "import", Import.objects.get().pk)

    assert "<script>alert" not in html and "<b>," not in html and "<i>.csv" not in html


def test_the_list_leaves_as_a_file(browser, run):
    act(browser, "start", run)

    answer = browser.post(
        reverse("importers:export-assets"), {"query": "?stage=in_stock&cols=name"}
    )

    text = b"".join(answer.streaming_content).decode()
    assert text.split() == ["tag,name", "A-1,Säge"]
    assert Export.objects.get().given == {"stage": ["in_stock"]}


def test_a_large_export_is_written_in_the_background(browser, run, monkeypatch):
    monkeypatch.setattr(downloads, "AT_ONCE_MAX", 0)
    act(browser, "start", run)
    answer = browser.post(reverse("importers:export-assets"), {"format": "xlsx"}, follow=True)
    assert "The file is being written" in answer.content.decode()

    work()

    number = int(re.search(r"/exports/(\d+)", answer.redirect_chain[0][0])[1])
    assert "Download" in page(browser, "export", number)
    got = browser.get(reverse("importers:fetch-export", args=[number]))
    assert b"".join(got.streaming_content).startswith(b"PK")


def test_an_import_whose_file_is_gone_is_still_shown(browser, run, own_folder):
    for path in (own_folder / "imports").iterdir():
        path.unlink()

    assert "liste.csv" in page(browser, "import", run.pk)
    act(browser, "start", run)
    assert run.state == "failed" and "not kept any more" in run.trouble


def test_the_overview_tells_what_the_last_imports_did(browser, run, client, bo):
    text = browser.get(reverse("insights:overview")).content.decode()

    assert "Last imports" in text and "liste.csv" in text
    assert "1 new" in text and "2 put aside" in text
    assert reverse("importers:import", args=[run.pk]) in text


def test_the_overview_says_nothing_of_imports_to_who_does_not_import(run, amina, admin):
    assert overview.last_imports(amina) is None
    assert [one.pk for one, _told in overview.last_imports(admin)["imports"]] == [run.pk]


def test_a_row_that_updates_shows_what_is_there_beside_what_will_be(
    browser, console, store_room, tools
):
    put("A-1", store_room, tools, name="Bow saw", order_no="PO-7", stage="in_service")
    text = (
        "Tag,Name,Location,Order number,Status\nA-1,Jigsaw,Store room,PO-8,In stock\nA-2,Lamp,,,\n"
    )
    browser.post(reverse("importers:take-in"), {"file": SimpleUploadedFile("x.csv", text.encode())})
    work()
    run = Import.objects.get()

    found = preview.preview(console, run, 2)
    facts = {str(one.label): (one.was, one.value, one.changes) for one in found["facts"]}
    assert (found["known"], found["was_name"], found["name"]) == (True, "Bow saw", "Jigsaw")
    assert facts == {
        "Order number": ("PO-7", "PO-8", True),
        "Status": ("In use", "In stock", True),
        "Home place": ("Berlin · Store room", "Store room", False),
    }
    shown = page(browser, "import", run.pk)
    assert "<s" in shown and "Bow saw" in shown and "PO-7" in shown and "Import 2" in shown
    assert not preview.preview(console, run, 3)["known"]


def test_of_a_thing_that_one_may_not_see_nothing_old_is_shown(
    browser, console, store_room, tools, cy
):
    put("A-1", store_room, tools, name="Bow saw", order_no="PO-7")
    text = "Tag,Name,Order number\nA-1,Jigsaw,PO-8\n"
    browser.post(reverse("importers:take-in"), {"file": SimpleUploadedFile("x.csv", text.encode())})
    work()

    found = preview.preview(cy, Import.objects.get(), 2)
    assert found["was_name"] == "" and [one.was for one in found["facts"]] == [""]


def test_a_word_that_nobody_knows_can_be_chosen_from_those_that_are(browser, console):
    text = "Tag,Name,Status\nA-1,Saw,kaput\n"
    browser.post(reverse("importers:take-in"), {"file": SimpleUploadedFile("x.csv", text.encode())})
    work()
    run = Import.objects.get()

    assert "Choose…" in page(browser, "import", run.pk)
    act(browser, "mend", run, column="2", text="kaput", instead="in_repair")
    assert run.trial["created"] == 1
