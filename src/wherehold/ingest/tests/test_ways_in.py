"""Real devices at the doors: what they send and show, and what they are answered."""

import json
from base64 import b64encode

import pytest

from wherehold.conftest import NOON
from wherehold.ingest import files
from wherehold.tracking import commands
from wherehold.tracking.commands import NewDevice
from wherehold.tracking.models import Count, Device, Quarantined, State

pytestmark = pytest.mark.django_db
SECONDS = int(NOON.timestamp()) - 60


@pytest.fixture
def secret(boss):
    """The secret of a phone."""
    [key] = commands.add_devices(actor=boss, devices=[NewDevice(key="jane/phone", kind="phone")])
    return commands.make_secret(actor=boss, device_id=key)


def test_owntracks_shows_its_secret_as_password(client, secret):
    body = {"_type": "location", "lat": 48.85, "lon": 2.29, "tst": SECONDS, "tid": "JJ",
            "topic": "owntracks/jane/phone"}  # fmt: skip
    basic = b64encode(f"jane:{secret}".encode()).decode()
    answer = client.post(
        "/api/v1/readings/owntracks",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {basic}"},
    )
    assert (answer.status_code, answer.content) == (200, b"[]")
    assert State.objects.get().lat == 48.85
    assert Count.objects.get().source == f"gateway:{Device.objects.get().pk}"
    empty = client.post(
        "/api/v1/readings/owntracks", b"", content_type="application/json",
        headers={"Authorization": f"Basic {basic}"},
    )  # fmt: skip
    assert (empty.status_code, empty.content) == (200, b"[]")


def test_osmand_has_it_in_the_address(client, boss):
    [key] = commands.add_devices(actor=boss, devices=[NewDevice(key="9021", kind="gps")])
    secret = commands.make_secret(actor=boss, device_id=key)
    path = f"/api/v1/readings/osmand?key={secret}&lat=60.0&lon=30.0&timestamp={SECONDS}"

    assert client.get(f"{path}&id=9021").status_code == 200
    assert client.post(f"{path}&id=9021").status_code == 200
    count = Count.objects.get()
    assert (count.stored, count.duplicate, count.rejected) == (1, 1, 0)
    missing = client.get(path)
    assert missing.status_code == 400 and Quarantined.objects.count() == 1
    assert "key" not in bytes(Quarantined.objects.get().body).decode()
    assert client.get("/api/v1/readings/osmand?key=wrong&id=9021").status_code == 401
    assert client.get(f"/api/v1/readings/owntracks?key={secret}").status_code == 404
    other = client.get(f"{path}&id=9021".replace("lat=60.0", "lat=91"))
    assert other.status_code == 400


def test_what_nobody_speaks_is_not_found(client, token):
    answer = client.post(
        "/api/v1/readings/klingon",
        b"{}",
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 404


def test_tracks_of_receivers_come_from_files(tmp_path, boss):
    track = tmp_path / "van.gpx"
    track.write_text(
        '<gpx><trk><trkseg><trkpt lat="52.5" lon="13.4"><time>2026-03-01T10:00:00Z</time></trkpt>'
        "</trkseg></trk></gpx>"
    )
    assert files.import_file(track)["stored"] == 1
    assert files.import_file(track, device="van")["duplicate"] == 1
    assert Device.objects.get().key == "van"
