"""What a phone takes along: compact, within what its person may see, fetched again only if new."""

import pytest

from wherehold.conftest import put
from wherehold.custody import commands as custody
from wherehold.custody.models import Checkout
from wherehold.kernel.errors import NotAllowed, NotFound, TooLarge
from wherehold.register.codes import key_of
from wherehold.register.models import Identifier
from wherehold.register.queries import offline
from wherehold.scan import api
from wherehold.scan.queries import along
from wherehold.scan.tests.conftest import enrolled

pytestmark = pytest.mark.django_db


def test_it_has_things_with_codes_and_stays_places_and_people_with_badges(
    amina, drill, saw, bo, store_room, berlin
):
    owners = {"serial": {"asset": drill}, "badge": {"party": bo}, "place_code": {"place": berlin}}
    for kind, owner in owners.items():
        Identifier.objects.create(kind=kind, key=key_of(kind, f"X {kind}"), value="x", **owner)
    custody.check_out(actor=amina, asset_ids=[saw.pk], holder_id=bo.pk)

    found = along.index(actor=amina, place_id=berlin.pk)
    stay = Checkout.objects.get().pk
    assert [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]] == [
        {
            "id": thing.pk,
            "tag": thing.tag,
            "name": thing.name,
            "place_id": store_room.pk,
            "condition": str(thing.condition),
            "checkout_id": checkout_id,
            "codes": codes,
        }
        for thing, checkout_id, codes in (
            (drill, None, ["x serial"]),
            (saw, stay, []),
        )
    ]
    assert found["places"][0] == [berlin.pk, "Berlin", ["x place_code"]]
    assert found["people"] == [[bo.pk, "Bo", ["x badge"]]]


def test_nothing_of_another_site_is_taken_along(cy, amina, drill, berlin, hamburg):
    put("HH-1", hamburg)

    assert [row[1] for row in along.index(actor=cy)["rows"]] == ["HH-1"]
    with pytest.raises(NotFound):
        along.index(actor=cy, place_id=berlin.pk)
    with pytest.raises(NotAllowed):
        along.index(actor=type(cy)("party:9", party_id=9))


def test_more_than_a_phone_holds_is_refused_with_the_bound(amina, drill, saw, monkeypatch):
    monkeypatch.setattr(offline, "ASSETS_MAX", 1)

    with pytest.raises(TooLarge, match="1 at most"):
        along.index(actor=amina)


def test_more_bytes_than_a_phone_holds_are_refused_with_the_bound(browser, drill, monkeypatch):
    assert api.ALONG_MIB_MAX == 30
    monkeypatch.setattr(api, "ALONG_MIB_MAX", 0)

    answer = browser.get("/api/v1/scan/index")
    assert answer.status_code == 413 and "0 MiB at most" in answer.json()["detail"]


def test_who_may_see_nothing_takes_nothing_along(client, admin, drill):
    _device, secret = enrolled(admin)
    headers = {"Authorization": f"Bearer {secret}"}
    # Rights come from grants of the account, which has none here.
    assert client.get("/api/v1/scan/index", headers=headers).status_code == 403


def test_the_same_is_answered_by_304(browser, drill):
    first = browser.get("/api/v1/scan/index")
    assert first.status_code == 200 and drill.tag in first.content.decode()

    again = browser.get("/api/v1/scan/index", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    put("NEW-1")
    later = browser.get("/api/v1/scan/index", headers={"If-None-Match": first["ETag"]})
    assert later.status_code == 200


def test_the_app_is_described_and_its_worker_may_serve_the_page(browser):
    told = browser.get("/scan/manifest.webmanifest").json()
    assert (told["start_url"], told["scope"], told["display"]) == ("/scan", "/", "standalone")

    worker = browser.get("/scan/sw.js")
    assert worker["Service-Worker-Allowed"] == "/" and "wasm" in worker.content.decode()
    assert worker["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"


def test_a_phone_is_enrolled_by_whoever_is_signed_in(browser, ada):
    answer = browser.post("/scan/phone", {"name": "Pixel"})

    assert answer.status_code == 201 and answer.json()["secret"].startswith("wh_dev_")
    assert "Pixel" in browser.get("/settings/account").content.decode()
