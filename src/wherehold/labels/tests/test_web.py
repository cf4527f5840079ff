"""Labels in the browser: the page, the preview, the file, and what a finder is told."""

import re

import pytest
from django.test import Client

from wherehold.accounts import commands as accounts
from wherehold.accounts.models import User
from wherehold.kernel.actor import system
from wherehold.register.commands import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(amina, berlin):
    """Return a browser in which the storekeeper of Berlin is signed in."""
    job = system("test")
    accounts.lay_roles(actor=job)
    user = accounts.create_user(
        actor=job,
        email="amina@example.org",
        role="storekeeper",
        place_id=berlin.pk,
        party_id=amina.party_id,
    )
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


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
