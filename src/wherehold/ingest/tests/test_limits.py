"""What is too often, too much or too old: it is refused or gives way, and nobody else suffers."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from wherehold.accounts import known
from wherehold.conftest import NOON
from wherehold.kernel import clock
from wherehold.kernel.actor import system
from wherehold.project import wrong_secrets
from wherehold.tracking import commands
from wherehold.tracking.commands import NewDevice, unreadable
from wherehold.tracking.commands.known import WAITING_MAX
from wherehold.tracking.models import Count, Device, Quarantined, State
from wherehold.tracking.tests.conftest import at

pytestmark = pytest.mark.django_db
HERE = {"lat": 52.52, "lon": 13.40}


@pytest.fixture(autouse=True)
def nobody_tried():
    cache.clear()
    known.clear()
    yield
    cache.clear()


@pytest.fixture
def gate(boss):
    """The secret of a gateway."""
    [key] = commands.add_devices(actor=boss, devices=[NewDevice(key="gate", kind="gateway")])
    return commands.make_secret(actor=boss, device_id=key)


def one(device="gate", **said):
    return {"device": device, "at": at(), **HERE, **said}


def test_wrong_secrets_of_one_address_are_refused_then_told_to_wait(send, monkeypatch):
    monkeypatch.setattr(wrong_secrets, "BY_ADDRESS_MAX", 3)
    wrong = [f"wh_gw_{number:08}_wrong" for number in range(5)]

    answers = [send([one()], secret=secret) for secret in wrong]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert answers[-1].json()["code"] == "too_often" and answers[-1]["Retry-After"] == "60"
    assert not Count.objects.exists()
    cache.clear()  # As a minute does.
    assert send([one()], secret=wrong[0]).status_code == 401


def test_wrong_secrets_for_one_device_are_counted_wherever_they_come_from(client):
    def ask(device, address):
        path = f"/api/v1/readings/osmand?id={device}&lat=1&lon=1&key=wrong"
        return client.get(path, REMOTE_ADDR=address).status_code

    codes = [ask("9021", f"10.0.0.{n}") for n in range(wrong_secrets.BY_DEVICE_MAX + 1)]

    assert codes[:-1] == [401] * wrong_secrets.BY_DEVICE_MAX and codes[-1] == 429
    assert ask("9022", "10.0.0.1") == 401


def test_a_household_has_one_address_of_version_six(client, monkeypatch):
    monkeypatch.setattr(wrong_secrets, "BY_ADDRESS_MAX", 2)

    def ask(address):
        path = f"/api/v1/readings/osmand?id={address}&lat=1&lon=1&key=wrong"
        return client.get(path, REMOTE_ADDR=address).status_code

    assert [ask(f"2001:db8:0:1::{n}") for n in range(3)] == [401, 401, 429]
    assert ask("2001:db8:0:2::1") == 401


def test_a_secret_that_opened_something_is_not_kept_waiting(send, gate, token, monkeypatch):
    monkeypatch.setattr(wrong_secrets, "BY_ADDRESS_MAX", 1)
    assert send([one()], secret=gate).status_code == 200
    codes = [send([one()], secret="wh_gw_00000000_wrong").status_code for _ in range(2)]
    assert codes == [401, 429]

    assert send([one(speed_mps=1)], secret=gate).status_code == 200
    assert send([one(speed_mps=2)], secret=token).status_code == 429  # Not seen before.


def test_a_secret_that_is_revoked_or_new_counts_at_once(send, gate, boss):
    assert send([one()], secret=gate).status_code == 200
    device_id = Device.objects.get(key="gate").pk
    other = commands.make_secret(actor=boss, device_id=device_id)
    assert send([one()], secret=gate).status_code == 401
    assert send([one()], secret=other).status_code == 200
    commands.revoke_secret(actor=boss, device_id=device_id)
    assert send([one()], secret=other).status_code == 401


def test_a_thousand_devices_of_a_token_wait_and_no_more(send, token, boss):
    body = [one(f"new-{number}") for number in range(WAITING_MAX + 2)]

    said = send(body).json()

    assert said["stored"] == WAITING_MAX == Device.objects.filter(added_at=None).count()
    assert [e["code"] for e in said["errors"]] == ["unknown_device"] * 2
    assert send([one("new-0", speed_mps=1)]).json()["stored"] == 1


def test_only_the_newest_messages_of_a_source_are_kept(send, gate, boss, monkeypatch):
    monkeypatch.setattr(unreadable, "KEPT_MAX", 2)
    for number in range(4):
        assert send(b"half a %d {" % number).status_code == 400
    assert send(b"of another {", secret=gate).status_code == 400

    bodies = [bytes(one.body) for one in Quarantined.objects.order_by("pk")]
    assert bodies == [b"half a 2 {", b"half a 3 {", b"of another {"]
    assert sum(Count.objects.values_list("rejected", flat=True)) == 5

    monkeypatch.setattr(unreadable, "KEPT_BYTES_MAX", 20)
    assert send(b"half of something long {").status_code == 400
    assert Quarantined.objects.count() == 2  # What is too much by itself is kept all the same.


def test_how_many_are_kept_is_told_and_old_ones_go(send, client, token):
    send(b"half a {")
    headers = {"Authorization": f"Bearer {token}"}
    [line] = client.get("/api/v1/ingest/ledger", headers=headers).json()["items"]
    assert (line["rejected"], line["quarantined"]) == (1, 1)

    with clock.held_at(NOON + unreadable.KEPT + timedelta(seconds=1)):
        assert commands.clear_quarantine(actor=system("test")) == 1
    [line] = client.get("/api/v1/ingest/ledger", headers=headers).json()["items"]
    assert (line["rejected"], line["quarantined"]) == (1, 0)


def test_what_comes_years_late_is_stored_and_moves_nothing(told, tracker):
    assert told([one("T-1")]) == [1, 0, 0]
    late = [one("T-1", at=at(hours=9), lat=52.6), one("T-1", at="2003-07-01T00:00:00Z", lat=10)]
    assert told(late) == [2, 0, 0]
    assert told(late[::-1]) == [0, 2, 0]
    assert State.objects.get(device=tracker).lat == 52.52


def test_a_tag_that_is_no_base64_is_refused_alone_at_the_door(client, token):
    event = {
        "timestamp": "2026-03-02T11:00:00.000Z",
        "hostname": "dock",
        "eventType": "tagInventory",
    }
    good = event | {"tagInventoryEvent": {"epc": "NHQle_QAAAAAABYu"}}
    bad = event | {"tagInventoryEvent": {"epc": "AB+/"}}

    said = client.post(
        "/api/v1/readings/impinj",
        [good, bad],
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    ).json()

    assert (said["stored"], said["rejected"]) == (1, 1)
    assert [(e["index"], e["code"]) for e in said["errors"]] == [(1, "bad_epc")]
