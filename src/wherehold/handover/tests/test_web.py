"""The pages of hand-overs: the desk's, the receiver's, and what strangers see of them."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from wherehold.accounts import commands as accounts
from wherehold.handover import commands
from wherehold.handover.models import Handover, Terms
from wherehold.handover.tests.conftest import STROKES, Upload, shot
from wherehold.kernel.actor import system
from wherehold.register.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    """Let nobody pay for the tries of the test before."""
    cache.clear()


def url(name, *args):
    return reverse(f"handover:{name}", args=args)


def photo():
    from PIL import Image

    target = Upload()
    Image.new("RGB", (20, 20), "#345").save(target, "JPEG")
    target.seek(0)
    return target


def new(browser, bo, *assets, **more):
    said = {"ids": [one.pk for one in assets], "holder": bo.pk, "go": "1"}
    return browser.post(url("new"), said | more)


def test_from_the_form_to_the_signature(browser, bo, drill, saw):
    shown = browser.get(url("new"), {"ids": f"{drill.pk},{saw.pk}"}).content.decode()
    assert "DRILL-7" in shown and "SAW-2" in shown and "x-signature" in shown
    answer = new(
        browser,
        bo,
        drill,
        saw,
        **{
            f"condition-{saw.pk}": "worn",
            f"note-{saw.pk}": "<b>Frayed</b>",
            f"photos-{drill.pk}": photo(),
            "strokes": STROKES,
            "due_in": "7",
        },
    )
    handover = Handover.objects.get()
    assert answer["Location"] == url("handover", handover.pk)
    page = browser.get(answer["Location"]).content.decode()
    assert "&lt;b&gt;Frayed" in page and "Confirm hand-over" in page and "M10 10" in page
    assert "H-" in browser.get(url("handovers")).content.decode()
    done = browser.post(url("answer", handover.pk), {"all": "1", "signed_by": "Bo"})
    assert done.status_code == 302
    handover.refresh_from_db()
    assert handover.state == "confirmed"
    assert browser.get(url("document", handover.pk)).content.startswith(b"%PDF")


def test_a_form_that_lacks_something_is_shown_again(browser, bo, drill):
    assert browser.get(url("new")).status_code == 200
    assert new(browser, bo, drill, holder="").status_code == 422
    assert new(browser, bo, drill, at="2027-01-01T00:00").status_code == 422
    assert new(browser, bo).status_code == 422
    assert not Handover.objects.exists()
    tagged = browser.post(url("new"), {"tags": "DRILL-7"}).content.decode()
    assert "DRILL-7" in tagged and "Condition" in tagged


def test_the_code_is_shown_once_and_leads_a_stranger_on(browser, client, given, bo):
    made = browser.post(url("key", given.pk, "code")).content.decode()
    code = made.split("data-code>")[1][:6]
    assert code not in browser.get(url("handover", given.pk)).content.decode()
    client.logout()
    wrong = client.post(url("code"), {"number": given.pk, "code": "12"})
    assert wrong.status_code == 422
    right = client.post(url("code"), {"number": f"h-{given.pk}", "code": f"{code[:3]} {code[3:]}"})
    assert right.status_code == 302
    page = client.get(right["Location"])
    assert "Do you have these?" in page.content.decode() and "DRILL-7" in page.content.decode()
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "same-origin"


def test_trying_codes_is_throttled(client, given):
    tries = [
        client.post(url("code"), {"number": given.pk, "code": f"{n:06}"}).status_code
        for n in range(12)
    ]
    assert tries[:10] == [422] * 10 and set(tries[10:]) == {429}


def test_the_receiver_answers_by_a_link(client, admin, amina, bo, drill, saw):
    commands.publish_terms(actor=admin, title="Loan", text="Bring it back.")
    gifts = [commands.Gift(asset_id=drill.pk, kept=[shot()]), commands.Gift(asset_id=saw.pk)]
    key = commands.give(actor=amina, gifts=gifts, receiver_id=bo.pk)
    link = commands.make_link(actor=amina, handover_id=key).rsplit("/", 1)[-1]
    page = client.get(url("receive", link)).content.decode()
    assert "Amina" in page and "Bring it back." in page
    photo_id = Attachment.objects.get().pk
    assert client.get(url("received-photo", link, photo_id)).status_code == 200
    assert client.get(url("received-photo", link, photo_id + 1)).status_code == 404
    assert client.get(url("received-photo", "x", photo_id)).status_code == 404
    assert client.get(reverse("register:thumbnail", args=[photo_id])).status_code == 302
    said = {f"have-{drill.pk}": "yes", f"have-{saw.pk}": "no", f"why-{saw.pk}": "Bent"}
    assert client.post(url("receive", link), said).status_code == 422
    done = client.post(url("receive", link), said | {"terms": "1"})
    assert done.status_code == 200 and "Somebody who has neither" in done.content.decode()
    for again in (client.get(url("receive", link)), client.post(url("receive", link), said)):
        assert again.status_code == 404 and "does not work" in again.content.decode()
    assert Handover.objects.get().state == "disputed"


def test_return_and_decision_on_the_pages(browser, confirmed, drill, saw):
    assert "As given" in browser.get(url("return", confirmed.pk)).content.decode()
    said = {"back": drill.pk, f"condition-{drill.pk}": "damaged"}
    refused = browser.post(url("return", confirmed.pk), said)
    assert refused.status_code == 422 and "wear, damage" in refused.content.decode()
    said |= {
        f"verdict-{drill.pk}": "dispute",
        f"statement-{drill.pk}": "It was loose.",
        f"photos-{drill.pk}": photo(),
    }
    assert browser.post(url("return", confirmed.pk), said).status_code == 302
    page = browser.get(url("handover", confirmed.pk)).content.decode()
    assert "It was loose." in page and "In dispute" in page
    # Ada has taken it back, so somebody else decides.
    decision = {"asset": drill.pk, "outcome": "damage", "reason": "Fell", "cost": "240"}
    assert browser.post(url("resolve", confirmed.pk), decision).status_code == 403
    decision["cost"] = "much"
    assert browser.post(url("resolve", confirmed.pk), decision).status_code == 422
    assert (
        browser.post(url("say", confirmed.pk), {"asset": drill.pk, "text": "Ok"}).status_code == 302
    )
    assert browser.post(url("withdraw", confirmed.pk), {"reason": "x"}).status_code == 409
    assert browser.post(url("key", confirmed.pk, "code")).status_code == 409
    assert browser.post(url("key", confirmed.pk, "sms")).status_code == 404


def test_a_third_person_decides_on_the_page(browser, given, bos_account, saw):
    said = commands.Said(differs={saw.pk: "Not there"})
    commands.dispute(actor=bos_account, handover_id=given.pk, said=said)
    assert "You decide" in browser.get(url("handover", given.pk)).content.decode()
    decision = {"asset": saw.pk, "outcome": "not_received", "reason": "So", "cost": "1,50"}
    assert browser.post(url("resolve", given.pk), decision).status_code == 302
    page = browser.get(url("handover", given.pk)).content.decode()
    assert "Never received" in page and "1.50" in page


def test_terms_time_out_and_people(browser, bo, given):
    page = url("settings")
    assert browser.get(page).status_code == 200
    said = {"remind_days": "3", "out_days": "9", "then": "take_back"}
    assert browser.post(page, said).status_code == 302
    assert browser.post(page, said | {"then": "burn"}).status_code == 422
    assert browser.post(url("publish"), {"title": "", "text": ""}).status_code == 422
    assert browser.post(url("publish"), {"title": "Loan", "text": "…"}).status_code == 302
    one = Terms.objects.get()
    assert "Loan" in browser.get(url("terms", one.pk)).content.decode()
    assert browser.post(url("withdraw-terms", one.pk)).status_code == 302
    assert str(given) in browser.get(url("of-person", bo.pk)).content.decode()
    part = browser.get(url("of-person", bo.pk), headers={"HX-Request": "true"}).content.decode()
    assert str(given) in part and "<html" not in part


def test_a_member_sees_their_own_and_confirms_it(client, ada, given, bo):
    user = accounts.create_user(
        actor=system("test"), email="bo@example.org", role="member", party_id=bo.pk
    )
    client.force_login(user)
    assert str(given) in client.get(url("handovers")).content.decode()
    page = client.get(url("handover", given.pk)).content.decode()
    assert "Yes, as it is written here" in page and "Confirm hand-over" not in page
    assert client.get(url("return", given.pk)).status_code == 403
    assert client.get(url("new")).status_code == 403
    assert client.get(url("settings")).status_code == 403
    assert client.post(url("answer", given.pk), {}).status_code == 302
    given.refresh_from_db()
    assert (given.state, given.way) == ("confirmed", "account")
