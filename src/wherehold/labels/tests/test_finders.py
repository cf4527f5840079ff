"""The page behind a label, for strangers: the same for all, and a way to write that is bounded."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from wherehold.conftest import put
from wherehold.kernel import ledger
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.models import Message
from wherehold.labels import commands, refusals
from wherehold.labels.models import Finding
from wherehold.labels.queries import findings
from wherehold.register.commands import tokens

MESSAGE = {"text": "In the yard of no. 7", "contact": "Mo, 0151 1"}


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()


@pytest.fixture
def open_page(brightwater, admin):
    """Let finders write, and tell them where to bring it."""
    commands.set_public_page(
        actor=admin,
        found_message="Bring it to gate 3.",
        contact_form=True,
        contact_email="desk@example.org",
    )


@pytest.fixture
def token(admin, drill):
    [(_asset, token)] = tokens.ensure_tokens(actor=admin, asset_ids=[drill.pk])
    return token


def plain(page, token):
    """Return a page without the token and without what differs at every look."""
    text = re.sub(r'content="\w{64}"|value="\w{64}"', "", page.content.decode())
    return text.replace(token, "")


def test_a_stranger_is_told_what_the_organisation_chose_and_nothing_else(open_page, drill, token):
    pages = {
        one: Client().get(f"/t/{one}") for one in (token, "0" * 16, "UNKNOWN-7", "7Q2M5T8V0W3X6Y9Z")
    }
    texts = {plain(page, one) for one, page in pages.items()}

    assert {page.status_code for page in pages.values()} == {200}
    assert len(texts) == 1
    [text] = texts
    assert "Bring it to gate 3." in text and "Write to the owner" in text
    assert "DRILL" not in text and "noindex" in pages[token]["X-Robots-Tag"]


def test_the_same_page_is_behind_a_gs1_key(open_page, drill):
    known, unknown = (Client().get(f"/8004/{key}") for key in (f"0614141{drill.pk}", "123"))

    assert plain(known, f"0614141{drill.pk}") == plain(unknown, "123")
    assert "Bring it to gate 3." in known.content.decode()


def test_what_a_finder_writes_is_mailed_and_recorded_without_their_words(
    open_page, admin, token, drill
):
    answer = Client().post(f"/t/{token}", MESSAGE)

    assert answer.status_code == 200 and "on its way" in answer.content.decode()
    [line] = findings.newest(actor=admin)
    assert (line.tag, line.text, line.contact) == ("DRILL-7", *MESSAGE.values())
    [mail] = Message.objects.all()
    assert mail.to == "desk@example.org" and MESSAGE["text"] in mail.text
    [entry] = ledger.history("finding", line.id)
    assert (entry.kind, entry.actor, entry.data) == (
        "labels.finder_wrote",
        "anonymous",
        {"asset_id": drill.pk},
    )


def test_the_answer_tells_nothing_about_the_token_either(open_page, token):
    known, made_up = (Client().post(f"/t/{one}", MESSAGE) for one in (token, "0" * 16))

    assert plain(known, token) == plain(made_up, "0" * 16)
    assert Finding.objects.count() == 2


def test_after_five_in_an_hour_no_more_are_taken(open_page, token):
    answers = [Client().post(f"/t/{token}", MESSAGE).status_code for _ in range(7)]

    assert answers == [200] * 5 + [429] * 2
    assert Finding.objects.count() == 5


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
def test_a_message_has_words_within_bounds(open_page, token, text):
    answer = Client().post(f"/t/{token}", {**MESSAGE, "text": text})

    assert answer.status_code == 422 and not Finding.objects.exists()


def test_letters_that_no_database_keeps_are_no_fault(open_page, admin):
    sent = {"text": "In the\0 yard", "contact": "\0"}

    assert Client().post("/t/a%00b", sent).status_code == 200
    assert Client().get("/t/a%00b").status_code == 200
    assert findings.newest(actor=admin)[0].text == "In the yard"


def test_where_no_form_is_offered_none_is_taken(brightwater, token):
    assert "Write to the owner" not in Client().get(f"/t/{token}").content.decode()
    assert Client().post(f"/t/{token}", MESSAGE).status_code == 422
    assert not Finding.objects.exists()


def test_only_who_may_see_the_thing_sees_the_message(open_page, amina, cy, admin, token):
    Client().post(f"/t/{token}", MESSAGE)
    Client().post(f"/t/{'0' * 16}", MESSAGE)

    assert len(findings.newest(actor=amina)) == 1
    assert findings.newest(actor=cy) == []
    assert [line.tag for line in findings.newest(actor=admin)] == ["", "DRILL-7"]


def test_a_signed_in_person_gets_the_thing_and_may_look_at_the_page(
    open_page, browser, token, drill
):
    assert browser.get(f"/t/{token}").url == f"/assets/{drill.pk}"
    assert "gate 3" in browser.get(f"/t/{token}?as=finder").content.decode()


def test_the_settings_page_keeps_what_is_chosen(brightwater, admins, browser):
    sent = {"found_message": "Ring 110", "contact_form": "on", "company_prefix": "0614141"}

    assert admins.post("/settings/labels", sent).status_code == 302
    assert "Ring 110" in Client().get("/t/x").content.decode()
    assert admins.post("/settings/labels", {"company_prefix": "12"}).status_code == 422
    assert browser.get("/settings/labels").status_code == 403


def test_a_storekeeper_chooses_nothing_for_strangers(brightwater, amina):
    with pytest.raises(NotAllowed):
        commands.set_public_page(actor=amina, found_message="x")


@pytest.mark.parametrize(
    "options", [{"company_prefix": "06141"}, {"company_prefix": "0614a41"}, {"contact_email": "x"}]
)
def test_what_cannot_be_is_refused(brightwater, admin, options):
    with pytest.raises(refusals.BadDesign):
        commands.set_public_page(actor=admin, **options)


def test_a_message_about_a_thing_elsewhere_goes_unseen_here(
    open_page, amina, admin, hamburg, tools
):
    foreign = put("CRANE-1", hamburg, tools)
    [(_asset, token)] = tokens.ensure_tokens(actor=admin, asset_ids=[foreign.pk])
    Client().post(f"/t/{token}", MESSAGE)

    assert findings.newest(actor=amina) == []
