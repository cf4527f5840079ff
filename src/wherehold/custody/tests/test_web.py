"""Custody in the browser: lists, forms, people. Rules are tested with the commands."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from wherehold.custody.commands import check_in, check_out
from wherehold.custody.models import Checkout
from wherehold.kernel.models import Message
from wherehold.register.models import Asset, Attachment, Party

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(amina, bo, drill):
    """Give Bo the drill, which is due back today."""
    return check_out(actor=amina, asset_ids=[drill.pk], holder_id=bo.pk, due_on=date(2026, 3, 2))


def page(browser, name, *args, **asked):
    answer = browser.get(reverse(f"custody:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_has_what_is_out_with_whom_and_when_it_is_due(browser, out):
    text = page(browser, "custody", tab="today")

    assert "DRILL-7" in text and "Bo" in text and "Today" in text
    assert "DRILL-7" not in page(browser, "custody", tab="overdue")
    assert "DRILL-7" in page(browser, "custody", tab="all", q="drill")
    assert "Nothing that is out" in page(browser, "custody", tab="all", q="zzz")
    assert "You hold nothing" in page(browser, "custody", tab="mine")


def test_a_form_hands_things_out_by_typed_names_without_any_script(browser, bo, drill, saw):
    assert "DRILL-7" in page(browser, "check-out", ids=f"{drill.pk},{saw.pk}")
    sent = {"tags": "DRILL-7\nsaw-2", "holder_text": "Bo", "due_in": "7", "go": "1"}
    answer = browser.post(reverse("custody:check-out"), sent)

    assert answer.status_code == 302, answer.content.decode()
    assert set(Asset.objects.filter(holder=bo).values_list("due_on", flat=True)) == {
        date(2026, 3, 9)
    }


def test_a_refusal_stands_over_the_form_with_what_was_typed(browser, out, bo, drill):
    sent = {"ids": drill.pk, "holder": bo.pk, "note": "for the roof", "go": "1"}
    answer = browser.post(reverse("custody:check-out"), sent)

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "DRILL-7 is with Bo." in text and "for the roof" in text
    nobody = browser.post(
        reverse("custody:check-out"), {"ids": drill.pk, "holder_text": "Zed", "go": "1"}
    )
    assert nobody.status_code == 422 and "by the name of Zed" in nobody.content.decode()


def test_things_go_on_and_back_and_an_act_is_taken_back(browser, out, drill, berlin):
    place = {"ids": drill.pk, "place_text": "Berlin", "condition": "worn", "go": "1"}
    back = browser.post(reverse("custody:check-in"), place | {"next": "/people"})
    assert (back.status_code, back["Location"]) == (302, "/people")
    drill.refresh_from_db()
    assert (drill.held, drill.place_id, drill.condition) == ("", berlin.pk, "worn")
    act = Checkout.objects.get().act_in
    browser.post(reverse("custody:undo", args=[act]))
    assert Asset.objects.get(pk=drill.pk).held == "party"
    on = browser.post(reverse("custody:transfer"), {"ids": drill.pk, "place": berlin.pk, "go": "1"})
    assert on.status_code == 302
    assert Asset.objects.get(pk=drill.pk).held == "place"


def test_one_is_never_sent_to_another_site_after_an_act(browser, out, drill):
    sent = {"ids": drill.pk, "go": "1", "next": "https://evil.example/"}
    answer = browser.post(reverse("custody:check-in"), sent)
    assert answer["Location"] == reverse("custody:custody")


def test_a_due_day_changes(browser, out, drill):
    browser.post(reverse("custody:due"), {"ids": drill.pk, "due_on": "2026-04-01"})
    assert Asset.objects.get(pk=drill.pk).due_on == date(2026, 4, 1)


def test_a_reminder_is_written(browser, out, bo):
    Party.objects.filter(pk=bo.pk).update(email="bo@example.org")
    browser.post(reverse("custody:remind"), {"stay": out.stays[0].id})
    mail = Message.objects.get(purpose="reminder")
    assert mail.to == "bo@example.org" and "DRILL-7" in mail.text and "2026-03-02" in mail.text


def test_who_has_no_address_cannot_be_reminded(browser, out):
    answer = browser.post(reverse("custody:remind"), {"stay": out.stays[0].id})
    assert answer.status_code == 409
    assert "Bo has no e-mail address" in answer.content.decode()


def test_fields_offer_holders_and_places(browser, bo, berlin):
    answer = browser.get(reverse("custody:holders"), {"q": "bo", "kind": "person"})
    assert answer.json()["items"] == [{"id": bo.pk, "label": "Bo", "detail": "Person"}]
    assert browser.get(reverse("custody:places"), {"q": "berl"}).json()["items"] == [
        {"id": berlin.pk, "label": "Berlin"}
    ]


def test_people_are_entered_changed_and_archived(browser, berlin):
    sent = {"name": "Lena", "kind": "person", "email": "l@x.org", "badge": "40771"}
    answer = browser.post(reverse("custody:new-person"), sent)
    lena = Party.objects.get(name="Lena")
    assert answer["Location"] == reverse("custody:person", args=[lena.pk])
    assert "Badge 40771" in page(browser, "person", lena.pk)
    assert "Lena" in page(browser, "people", q="40771")
    assert "40771" in page(browser, "edit-person", lena.pk)
    again = browser.post(reverse("custody:new-person"), sent | {"name": "Other"})
    assert again.status_code == 409 and "already in use" in again.content.decode()
    changed = sent | {"leaves_on": "2026-03-31", "badge": ""}
    browser.post(reverse("custody:edit-person", args=[lena.pk]), changed)
    assert "Leaves 31 Mar, 29 days" in page(browser, "person", lena.pk)
    browser.post(reverse("custody:archive-person", args=[lena.pk]))
    assert "Lena" in page(browser, "people", kind="archived")
    browser.post(reverse("custody:restore-person", args=[lena.pk]))
    assert "Lena" in page(browser, "people")


def test_a_person_shows_what_they_hold_held_and_have_to_settle(browser, amina, out, bo, saw):
    Party.objects.filter(pk=bo.pk).update(leaves_on=date(2026, 3, 10))
    check_out(actor=amina, asset_ids=[saw.pk], holder_id=bo.pk)
    check_in(actor=amina, asset_ids=[saw.pk], condition="broken")

    text = page(browser, "person", bo.pk)
    assert "Ever held" in text and "<svg" in text and "1 settled, 1 open" in text
    assert "1 case" in text
    assert "Held nothing on that day" in page(browser, "person", bo.pk, on="2026-03-01")
    assert "DRILL-7" in page(browser, "person-list", bo.pk)
    assert browser.get(reverse("custody:person", args=[999_999])).status_code == 404


def test_a_photo_of_the_hand_over_goes_on_the_thing(browser, bo, drill, out):
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    for name, body in (("damage.png", picture.getvalue()), ("damage.png", b"no picture")):
        photo = SimpleUploadedFile(name, body, content_type="image/png")
        sent = {"ids": drill.pk, "condition": "damaged", "photo": photo, "go": "1"}
        answer = browser.post(reverse("custody:check-in"), sent)
        if answer.status_code == 302:
            check_out_again = {"ids": drill.pk, "holder": bo.pk, "go": "1"}
            browser.post(reverse("custody:check-out"), check_out_again)

    assert answer.status_code == 415
    assert "is no photo" in answer.content.decode() or "not a JPEG" in answer.content.decode()
    [kept] = Attachment.objects.filter(subject_type="asset", subject_id=drill.pk)
    assert (kept.kind, kept.name) == ("photo", "damage.png")
    assert Asset.objects.get(pk=drill.pk).held == "party"


FRAGMENT = {"HX-Request": "true"}


def test_a_form_opened_over_a_page_is_a_dialog_that_leads_back_to_it(browser, drill, bo):
    url = reverse("custody:check-out")
    asked = browser.get(url, {"ids": drill.pk, "next": "/assets?stage=x"}, headers=FRAGMENT)
    assert "<dialog" in asked.content.decode() and "<html" not in asked.content.decode()

    sent = {"ids": drill.pk, "next": "/assets?stage=x", "go": "1"}
    refused = browser.post(url, sent, headers=FRAGMENT)
    assert refused.status_code == 422 and "<dialog" in refused.content.decode()

    done = browser.post(url, sent | {"holder": bo.pk}, headers=FRAGMENT)
    assert (done.status_code, done["HX-Redirect"]) == (204, "/assets?stage=x")
    drill.refresh_from_db()
    assert drill.holder_id == bo.pk
