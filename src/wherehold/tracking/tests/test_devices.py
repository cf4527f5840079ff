"""Devices: entered, bound for a span of time, told over REST and shown on pages."""

import csv
import json

import pytest

from wherehold.conftest import NOON, put
from wherehold.kernel.models import Entry
from wherehold.project import cli
from wherehold.tracking import commands
from wherehold.tracking.commands import Bind, NewDevice
from wherehold.tracking.models import Binding, Device
from wherehold.tracking.queries import devices, positions
from wherehold.tracking.refusals import BoundTwice, KeyTaken
from wherehold.tracking.tests.conftest import HOUR, at

pytestmark = pytest.mark.django_db
HERE = {"lat": 52.52, "lon": 13.40}


@pytest.fixture
def call(client, token):
    def call(method, path, body=None):
        return client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    return call


@pytest.fixture
def browser(client, ada):
    client.force_login(ada)
    return client


def track(actor, asset, **span):
    since = span.get("since", NOON - 24 * HOUR)
    points, _more = positions.track(actor=actor, asset_id=asset.pk, since=since, until=NOON)
    return [point.lat for point in points]


def test_devices_are_entered_one_or_many_and_bound_in_one_call(call, drill):
    one = call("POST", "/devices", {"key": "T-1", "kind": "gps", "asset_id": drill.pk})
    many = call("POST", "/devices", [{"key": "T-2"}, {"key": "T-3", "name": "Three"}])
    again = call("POST", "/devices", [{"key": "T-4"}, {"key": "T-3"}])

    assert one.status_code == many.status_code == 201
    [line] = one.json()["items"]
    assert (line["asset_id"], line["asset"], line["waiting"]) == (drill.pk, "DRILL-7", False)
    assert again.status_code == 409 and again.json()["code"] == "tracking.key_taken"
    assert not Device.objects.filter(key="T-4").exists()
    assert [one["key"] for one in call("GET", "/devices").json()["items"]] == ["T-1", "T-2", "T-3"]
    told = Entry.objects.filter(kind="tracking.bound").get()
    assert told.subject_id == drill.pk and told.data["device"] == "T-1"


def test_a_reading_counts_for_what_its_device_was_on_then(boss, told, tracker, drill, saw):
    sent = [{"device": "T-1", "at": at(hours=h), "lat": 50 + h / 100, "lon": 13} for h in (5, 4, 2)]
    told(sent)
    commands.bind(
        actor=boss, binds=[Bind(device_id=tracker, asset_id=saw.pk, starts_at=NOON - 3 * HOUR)]
    )
    told([{"device": "T-1", "at": at(hours=4.5), "lat": 50.045, "lon": 13}])

    assert track(boss, drill) == [50.05, 50.045, 50.04]
    assert track(boss, saw) == [50.02]
    assert [(s.asset_id, s.lat) for s in positions.now(actor=boss)] == [(saw.pk, 50.02)]
    was = positions.at(actor=boss, instant=NOON - 4 * HOUR)
    assert [(s.asset_id, s.lat) for s in was] == [(drill.pk, 50.04)]


def test_what_was_so_is_not_bound_away(boss, tracker, saw):
    commands.unbind(actor=boss, device_ids=[tracker], ends_at=NOON - 2 * HOUR)

    with pytest.raises(BoundTwice):
        early = Bind(device_id=tracker, asset_id=saw.pk, starts_at=NOON - 3 * HOUR)
        commands.bind(actor=boss, binds=[early])
    commands.bind(
        actor=boss, binds=[Bind(device_id=tracker, asset_id=saw.pk, starts_at=NOON - HOUR)]
    )

    assert Binding.objects.filter(device=tracker).count() == 2
    assert [e.kind for e in Entry.objects.filter(kind__startswith="tracking.").order_by("seq")] == [
        *("tracking.device_added", "tracking.bound", "tracking.unbound", "tracking.bound")
    ]


def test_a_key_is_given_once(boss):
    with pytest.raises(KeyTaken):
        commands.add_devices(actor=boss, devices=[NewDevice(key="a"), NewDevice(key="a")])


def test_positions_are_shown_to_those_whose_role_says_so(told, amina, cy, boss, tracker, drill):
    from dataclasses import replace

    told([{"device": "T-1", "at": at(), **HERE}])
    keeper = replace(
        amina,
        grants=tuple(
            replace(g, permissions=g.permissions | {"position.see"}) for g in amina.grants
        ),
    )

    assert [s.asset_id for s in positions.now(actor=keeper)] == [drill.pk]
    assert positions.now(actor=amina) == positions.now(actor=cy) == []
    assert [one.key for one in devices.page(actor=keeper)[0]] == ["T-1"]
    assert devices.page(actor=amina)[0] == devices.page(actor=cy)[0] == []


def test_the_track_of_an_asset_over_rest(call, told, tracker, drill):
    told([{"device": "T-1", "at": at(n), **HERE, "speed_mps": n} for n in range(3)])
    told([{"device": "T-1", "at": at(9), "lat": 0, "lon": 0}])
    path = f"/assets/{drill.pk}/track"

    said = call("GET", path).json()
    assert [one["speed_mps"] for one in said["items"]] == [0, 1, 2] and said["more"] is False
    assert said["items"][0]["at"].startswith("2026-03-02T11:00:00")
    whole = call("GET", f"{path}?unsound=true").json()["items"]
    assert [one["flags"] for one in whole] == [[], [], [], ["null_island"]]
    assert call("GET", f"{path}?since=2020-01-01T00:00:00Z").status_code == 422
    assert call("GET", "/assets/999/track").status_code == 404
    assert call("GET", "/positions").json()["items"][0]["lat"] == 52.52


def test_a_device_that_waits_is_put_on_its_thing_by_one_click(browser, told, boss):
    kit = put("KIT-9", serial="86123")
    from wherehold.register.models import Identifier

    Identifier.objects.create(kind="imei", key="86123", value="86123", asset=kit)
    told([{"device": "86123", "at": at(hours=2), **HERE}])
    page = browser.get("/devices?tab=waiting").content.decode()
    assert "Put on KIT-9" in page

    key = Device.objects.get(key="86123").pk
    done = browser.post(f"/devices/{key}/bind", {"code": "KIT-9", "since": "first"})

    assert done.status_code == 302
    bound = Binding.objects.get(device=key)
    assert bound.asset_id == kit.pk and Device.objects.get(pk=key).added_at == NOON
    assert "86123" in browser.get("/devices").content.decode()
    assert browser.post(f"/devices/{key}/bind", {"code": "nothing"}).status_code == 404


def test_the_page_of_an_asset_shows_where_it_is_and_went(browser, told, tracker, drill):
    told([
        {"device": "T-1", "at": at(60 * n), "lat": 52.5 + n / 1000, "lon": 13.4, "accuracy_m": 5}
        for n in range(20)
    ])  # fmt: skip

    page = browser.get(f"/assets/{drill.pk}/location").content.decode()

    assert "52.51900, 13.40000" in page and "20 positions, 2.1 km" in page
    assert "<svg" in page and "± 5 m" in page
    assert browser.get(f"/assets/{drill.pk}/location?span=day").status_code == 200


def test_the_pages_of_devices(browser, told, send, tracker):
    told([{"device": "T-1", "at": at(), **HERE, "battery_pct": 41}])
    send(b"{")

    assert "41" in browser.get("/devices").content.decode()
    assert browser.get(f"/devices/{tracker}").status_code == 200
    page = browser.post(f"/devices/{tracker}/secret").content.decode()
    assert "wh_gw_" in page
    assert browser.post(f"/devices/{tracker}/secret/revoke").status_code == 302
    assert browser.post(f"/devices/{tracker}/unbind").status_code == 302
    ledger = browser.get("/devices/readings").content.decode()
    assert "not JSON" in ledger
    added = browser.post("/devices/add", {"key": "N", "kind": "ble", "code": "DRILL-7"})
    assert added.status_code == 302
    assert browser.post("/devices/add", {"key": "N", "kind": "ble"}).status_code == 409


@pytest.mark.parametrize("kind", ["json", "jsonl", "csv"])
def test_readings_come_from_a_file_each_once(tmp_path, capsys, boss, tracker, kind):
    sent = [{"device": "T-1", "at": at(n), **HERE} for n in range(5)]
    sent.append({"device": "T-1", "at": at(9), "lat": 91, "lon": 0})
    path = tmp_path / f"track.{kind}"
    if kind == "csv":
        with path.open("w", newline="") as file:
            rows = csv.DictWriter(file, sent[0])
            rows.writeheader()
            rows.writerows(sent)
    else:
        lines = [json.dumps(one) for one in sent]
        path.write_text(json.dumps(sent) if kind == "json" else "\n".join(lines))

    assert cli.main(["readings", "import", str(path), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert cli.main(["readings", "import", str(path)]) == 0
    assert "0 stored, 5 there already, 1 rejected" in capsys.readouterr().out

    assert [first[n] for n in ("accepted", "stored", "duplicate", "rejected")] == [6, 5, 0, 1]
    assert first["errors"][0]["index"] == 5
    assert cli.main(["readings", "ledger"]) == 0
    assert "12 = 5 stored + 5 duplicate + 2 rejected" in capsys.readouterr().out


def test_devices_on_the_command_line(capsys, boss, drill):
    assert cli.main(["devices", "add", "T-7", "--kind", "gps", "--on", "DRILL-7"]) == 0
    assert cli.main(["devices", "list", "--json"]) == 0
    lines = json.loads(capsys.readouterr().out.splitlines()[-1])["items"]
    assert [(one["key"], one["asset"]) for one in lines] == [("T-7", "DRILL-7")]
    assert cli.main(["devices", "secret", "T-7"]) == 0
    assert capsys.readouterr().out.startswith("wh_gw_")
    assert cli.main(["devices", "unbind", "T-7"]) == 0
    assert cli.main(["devices", "bind", "T-7", "DRILL-7"]) == 0
    assert cli.main(["devices", "bind", "T-8", "DRILL-7"]) == 1
