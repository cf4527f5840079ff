"""Transfers in the browser and over REST, from the list to what did not arrive."""

import json

import pytest
from django.urls import reverse

from wherehold.accounts import commands as accounts
from wherehold.conftest import put
from wherehold.kernel.actor import system
from wherehold.register.models import Asset
from wherehold.transfers.models import Transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(db):
    """Return the account of somebody who may do everything."""
    accounts.lay_roles(actor=system("test"))
    return accounts.create_user(actor=system("test"), email="ada@example.org", role="administrator")


@pytest.fixture
def browser(client, ada):
    """Return a browser in which somebody is signed in who may do everything."""
    client.force_login(ada)
    return client


def url(name, *args):
    return reverse(f"transfers:{name}", args=args)


def test_by_pages_from_the_list_to_the_decision(browser, berlin, hamburg, drill, saw, store_room):
    asked = {"ids": drill.pk, "tags": "SAW-2", "from": berlin.pk, "to_text": "Hamburg"}
    assert "SAW-2" in browser.get(url("new"), asked).content.decode()
    answer = browser.post(url("new"), asked | {"go": "1"})
    key = Transfer.objects.get().pk
    assert answer["Location"] == url("transfer", key)
    assert "Send off" in browser.get(answer["Location"]).content.decode()
    way = {"carrier": "DHL", "tracking_no": "JJD 7", "expected_on": "2026-03-04"}
    browser.post(url("ship", key), way)
    page = browser.get(url("transfer", key)).content.decode()
    assert "In transit" in page and "JJD 7" in page
    stray = put("STRAY-1", store_room)
    answer = browser.post(url("receive", key), {"ids": drill.pk, "tags": "stray-1"})
    assert answer.status_code == 409 and "Take it in as surplus" in answer.content.decode()
    answer = browser.post(url("receive", key), {"tags": "NO-9"})
    assert answer.status_code == 422 and "NO-9" in answer.content.decode()
    said = {"ids": [drill.pk, stray.pk], "surplus": "1", "complete": "on"}
    assert browser.post(url("receive", key), said).status_code == 302
    assert "2 to decide" in browser.get(url("transfers") + "?tab=differs").content.decode()
    browser.post(url("decide", key), {"asset": saw.pk, "outcome": "lost", "reason": "Parcel torn"})
    assert Asset.objects.get(pk=saw.pk).stage == "missing"
    shown = browser.get(reverse("desk:asset", args=[saw.pk])).content.decode()
    assert "Did not arrive" in shown and url("transfer", key) in shown
    other = browser.get(reverse("desk:asset", args=[drill.pk])).content.decode()
    assert "Received" in other and "Did not arrive" not in other
    assert browser.get(url("document", key)).content.startswith(b"%PDF")


def test_over_rest(client, ada, berlin, hamburg, drill, saw):
    token = accounts.create_token(actor=system("test"), user_id=ada.pk)[1]

    def call(method, path, body=None):
        raw = b"" if body is None else json.dumps(body)
        headers = {"Authorization": f"Bearer {token}"}
        where = f"/api/v1/transfers{path}"
        return client.generic(
            method, where, raw, content_type="application/json", headers=headers
        ).json()

    ends = {"from_place_id": berlin.pk, "to_place_id": hamburg.pk}
    card = call("POST", "", {"asset_ids": [drill.pk], **ends})
    here = f"/{card['id']}"
    assert call("POST", f"{here}/receive", {"complete": True})["code"] == "transfers.wrong_state"
    assert call("POST", f"{here}/ship", {"carrier": "Own van"})["state"] == "sent"
    assert call("POST", f"{here}/change", {"expected_on": "2026-03-05"})["expected_on"]
    refused = call("POST", f"{here}/receive", {"asset_ids": [saw.pk]})
    assert refused["code"] == "transfers.not_sent"
    card = call("POST", f"{here}/receive", {"asset_ids": [saw.pk], "surplus": True})
    assert (card["surplus"], card["undecided"]) == (1, 1)
    said = {"asset_id": saw.pk, "outcome": "goes_back", "reason": "Packed by mistake"}
    assert call("POST", f"{here}/decide", said)["undecided"] == 0
    assert call("POST", f"{here}/receive", {"asset_ids": [drill.pk]})["state"] == "arrived"
    assert call("GET", f"?state=done&asset={drill.pk}")["items"][0]["id"] == card["id"]
    card = call("POST", "", {"asset_ids": [saw.pk], "from_place_id": hamburg.pk,
                             "to_place_id": berlin.pk})  # fmt: skip
    assert call("POST", f"/{card['id']}/cancel", {"reason": "No"})["state"] == "cancelled"
    told = client.get(
        f"/api/v1/assets/{drill.pk}/timeline", headers={"Authorization": f"Bearer {token}"}
    ).json()["items"]
    assert "transfers.received" in {one["kind"] for one in told}
