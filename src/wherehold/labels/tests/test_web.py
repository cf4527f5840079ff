"""Labels in the browser: the page, the preview, the file, and what a finder is told."""

import re

import pytest
from django.test import Client

from wherehold.labels.models import OwnStock
from wherehold.register.commands import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(admin, drill):
    [(_asset, token)] = tokens.ensure_tokens(actor=admin, asset_ids=[drill.pk])
    return token


def test_it_says_what_to_set_while_the_address_is_local(browser, drill, settings):
    settings.PUBLIC_URL = "http://localhost:8000"

    page = browser.get("/labels", {"tags": "drill-7"}).content.decode()
    refused = browser.post("/labels/sheet", {"tags": "drill-7"})

    assert "Set WHEREHOLD_URL" in page and "Make the PDF" not in page
    assert refused.status_code == 409


def test_the_sheet_comes_as_a_file(browser, drill, settings):
    settings.PUBLIC_URL = "https://assets.example.org"

    assert "Make the PDF" in browser.get("/labels", {"tags": "DRILL-7"}).content.decode()
    sheet = browser.post("/labels/sheet", {"ids": str(drill.pk), "start_at": "3"})

    assert sheet.content.startswith(b"%PDF")
    assert sheet["Content-Disposition"].startswith("attachment")


def test_the_preview_is_a_picture_of_what_one_may_see(browser, drill, hamburg, tools):
    from wherehold.conftest import put

    foreign = put("CRANE-1", hamburg, tools)

    seen = browser.get("/labels/preview.png", {"ids": str(drill.pk)})
    unseen = browser.get("/labels/preview.png", {"ids": str(foreign.pk)})

    assert seen["Content-Type"] == "image/png"
    assert unseen.status_code == 404


def test_an_unknown_tag_is_named(browser, drill):
    page = browser.get("/labels", {"tags": "DRILL-7, NONE-9"}).content.decode()

    assert "NONE-9" in page


def test_a_scan_of_a_label_opens_the_thing(browser, drill, token):
    answer = browser.get(f"/t/{token}")

    assert answer.status_code == 302 and answer.url == f"/assets/{drill.pk}"


def plain(page, token):
    """Return a page without the token and without what differs at every look."""
    return re.sub(r'content="\w{64}"', "", page.content.decode()).replace(token, "")


def test_a_stranger_is_told_the_same_whatever_the_token(drill, token):
    known, made_up = (Client().get(f"/t/{one}") for one in (token, "0" * 16))

    assert known.status_code == made_up.status_code == 200
    assert plain(known, token) == plain(made_up, "0" * 16)
    assert "DRILL" not in plain(known, token)


def test_a_label_of_another_site_is_like_none(browser, admin, hamburg, tools):
    from wherehold.conftest import put

    foreign = put("CRANE-1", hamburg, tools)
    [(_asset, token)] = tokens.ensure_tokens(actor=admin, asset_ids=[foreign.pk])

    assert browser.get(f"/t/{token}").status_code == 404
    assert browser.get(f"/t/{'0' * 16}").status_code == 404


def test_the_designer_shows_module_checks_and_what_to_change(browser, drill, public):
    asked = {"ids": str(drill.pk), "stock": "zebra-57x32", "designed": "1", "field": "tag"}

    fine = browser.get("/labels", {**asked, "code": "qr"}).content.decode()
    refused = browser.get("/labels", {**asked, "code": "code128", "stock": "L7651"})

    assert "Module 0.75 mm" in fine and "White edge round the code is kept" in fine
    assert "Would not scan" in refused.content.decode()
    assert "Make the PDF" not in refused.content.decode()
    long = browser.get("/labels", {**asked, "code_mm": "3"}).content.decode()
    assert "too fine" in long and "Use Data Matrix" in long


def test_a_click_on_the_sheet_begins_there(browser, drill, public):
    page = browser.get("/labels", {"ids": str(drill.pk), "start_at": "4"}).content.decode()

    assert page.count('class="spot used"') == 3 and page.count('class="spot first"') == 1
    assert "start_at=21" in page


def test_a_line_of_words_goes_up(browser, drill, public):
    asked = f"ids={drill.pk}&designed=1&field=tag&field=name&field=place&up=place"

    answer = browser.get(f"/labels?{asked}")

    assert answer.status_code == 302
    assert "field=tag&field=place&field=name" in answer.url and "up=" not in answer.url


def test_a_design_is_saved_and_shown_again(browser, drill, public):
    sent = {"stock": "L7651", "code": "datamatrix", "start_at": "1", "field": ["tag", "serial"]}
    saved = browser.post("/labels/designs", {**sent, "designed": "1", "name": "Small"})
    page = browser.get("/labels").content.decode()
    number = re.search(r"\?design=(\d+)", page)[1]
    kept = browser.get(f"/labels?design={number}&ids={drill.pk}").content.decode()

    assert saved.status_code == 302 and "Small" in page
    assert 'value="datamatrix" checked' in kept and 'value="L7651" selected' in kept
    assert browser.post(f"/labels/designs/{number}/remove").status_code == 302
    assert browser.get(f"/labels?design={number}").status_code == 404


def test_a_printer_is_calibrated_from_its_page(browser, public):
    page = browser.get("/labels/calibration.pdf?stock=5160")
    roll = browser.get("/labels/calibration.pdf?stock=zebra-57x32&printer=thermal-300")
    sent = {"name": "HP", "profile": "laser", "right_mm": "0.4", "down_mm": "-0.6"}
    kept = browser.post("/labels/printers", {**sent, "percent": "100.2", "back": "stock=5160"})

    assert page.content.startswith(b"%PDF") and roll.content.startswith(b"%PDF")
    assert "printer=printer-" in kept.url
    assert "HP, 600 dpi" in browser.get("/labels").content.decode()
    wrong = browser.post("/labels/printers", {**sent, "percent": "300"})
    assert "printer=" not in wrong.url


def test_many_go_to_a_page_with_their_progress(browser, drill, saw, public, monkeypatch):
    from wherehold.labels import asking

    monkeypatch.setattr(asking, "AT_ONCE_MAX", 1)
    answer = browser.post("/labels/sheet", {"ids": f"{drill.pk},{saw.pk}"})
    page = browser.get(answer.url)
    part = browser.get(answer.url, headers={"HX-Request": "true"})

    assert answer.status_code == 302 and "0 / 2" in page.content.decode()
    assert 'hx-trigger="every 1s"' in part.content.decode() and "<html" not in part.content.decode()
    assert browser.get(f"{answer.url}/file").status_code == 409


def test_a_printer_that_is_off_is_told_on_the_page(browser, drill, public, settings):
    settings.PRINTERS = ["store=127.0.0.1:1"]

    assert "Print on store" in browser.get("/labels", {"ids": drill.pk}).content.decode()
    answer = browser.post("/labels/sheet", {"ids": drill.pk, "send_to": "store"})
    assert answer.status_code == 503 and "does not answer" in answer.content.decode()


def test_blank_labels_are_made_on_their_page(browser, brightwater, public):
    answer = browser.post("/labels/batches", {"size": "4", "stock": "L7651", "code": "qr"})
    page = browser.get("/labels/batches").content.decode()

    assert answer.status_code == 302 and "AST-000501 – AST-000504" in page and "0 / 4" in page
    file = re.search(r"/labels/batches/\d+/file", page)[0]
    assert browser.get(file).content.startswith(b"%PDF")
    assert browser.post("/labels/batches", {"size": "0"}).status_code == 422


def test_places_and_people_are_chosen_from_lists(browser, store_room, bo, public):
    places = browser.get("/labels/places", {"q": "store"}).content.decode()
    people = browser.get("/labels/people").content.decode()
    both = browser.get(f"/labels?places={store_room.pk}&people={bo.pk}").content.decode()

    assert "Berlin · Store room" in places and "Bo" in people
    assert "2 labels" in both and "Make the PDF" in both


def test_a_stock_is_measured_on_its_page(admins, browser):
    sent = {"name": "Shelf", "label_width": "50", "label_height": "30", "columns": "1"}
    sent |= {"rows": "1", "left": "0", "top": "0", "printer": "thermal-203"}

    assert admins.post("/settings/label-stocks", sent).status_code == 302
    assert "50 × 30 mm" in admins.get("/settings/label-stocks").content.decode()
    address = f"/settings/label-stocks/own-{OwnStock.objects.get().pk}/archive"
    assert browser.post(address).status_code == 403
    assert admins.post(address).status_code == 302
    assert "50 × 30 mm" not in admins.get("/settings/label-stocks").content.decode()
    wrong = {**sent, "page_width": "40", "page_height": "30"}
    assert admins.post("/settings/label-stocks", wrong).status_code == 422
    assert browser.get("/settings/label-stocks").status_code == 403


def test_an_address_of_nonsense_is_no_fault(browser, public):
    for query in (
        "stock=x",
        "code=x",
        "start_at=x",
        "design=x",
        "code_mm=-1",
        "ids=a",
        "filter=x%3D1",
    ):
        assert browser.get(f"/labels?{query}").status_code in (200, 404, 422), query
        assert browser.get(f"/labels/preview.png?{query}").status_code in (200, 404, 422), query
