"""Readings over HTTP: each is stored once, whatever its order, and what is wrong is told."""

import random

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wherehold.conftest import NOON
from wherehold.tracking import commands, months, stacks
from wherehold.tracking.commands import known
from wherehold.tracking.models import Checkpoint, Count, Device, Quarantined, Refold, State
from wherehold.tracking.tests.conftest import HOUR, at, take

pytestmark = pytest.mark.django_db
HERE = {"lat": 52.52, "lon": 13.40}


def one(seconds=0, device="T-1", **said):
    return {"device": device, "at": at(seconds), **HERE, **said}


def stored():
    """Return every reading, without when it came."""
    rows = []
    for month in months.within(0, 4_102_444_800_000_000):
        with connection.cursor() as cursor:
            names = ", ".join(n for n in months.STORED if n != "received_us")
            cursor.execute(f"SELECT {names} FROM {stacks.table(month)}")
            rows += cursor.fetchall()
    return sorted(rows, key=repr)


def states():
    fields = [f.name for f in State._meta.fields if f.name not in {"contact_us", "fold", "since"}]
    return list(State.objects.order_by("device__key").values("device__key", *fields))


def ledger(client, token):
    answer = client.get("/api/v1/ingest/ledger", headers={"Authorization": f"Bearer {token}"})
    return {line["source"]: line for line in answer.json()["items"]}


def test_what_is_told_is_stored(told, tracker):
    full = one(
        accuracy_m=4.5,
        speed_mps=0,
        heading_deg=90,
        altitude_m=34,
        battery_pct=81,
        rssi_dbm=-61,
        reader="gate",
        antenna=2,
        epc="3474257BF40000000000162E",
        sensors={"t": 21.5, "open": True},
    )

    assert told([full]) == [1, 0, 0]
    [row] = stored()
    assert row[4:] == (
        *(52.52, 13.40, 4.5, 0.0, 90.0, 34.0, 81.0, -61.0, 2, "gate"),
        *("3474257BF40000000000162E", '{"open":true,"t":21.5}'),
    )


def test_the_same_reading_is_the_same_in_one_batch_in_the_next_and_in_any_order(told, tracker):
    assert told([one(0), one(5), one(0)]) == [2, 1, 0]
    assert told([one(5), one(9), one(0)]) == [1, 2, 0]
    assert told([one(0, lat=52.520, lon=13.4, sensors=None)]) == [0, 1, 0]
    assert len(stored()) == 3


def test_an_instant_is_the_same_however_it_is_written(told, tracker):
    instant = NOON - HOUR
    seconds = int(instant.timestamp())
    spellings = [seconds, float(seconds), seconds * 1000, instant.isoformat()]
    spellings += ["2026-03-02T12:00:00+01:00", "2026-03-02T11:00:00.000000Z"]

    assert told([{"device": "T-1", "at": said, **HERE} for said in spellings]) == [1, 5, 0]
    assert told([{"device": "T-1", "at": "2026-03-02T11:00:00.000001Z", **HERE}]) == [1, 0, 0]


def test_two_reports_of_one_instant_are_both_kept(told, tracker):
    assert told([one(speed_mps=1), one(speed_mps=2), one(), one(speed_mps=1)]) == [3, 1, 0]
    assert told([one(), one(speed_mps=2), one(speed_mps=3)]) == [1, 2, 0]
    assert len({row[2] for row in stored()}) == 4


def test_unequal_reports_whose_numbers_collide_are_both_kept(told, tracker, monkeypatch):
    monkeypatch.setattr(
        "wherehold.tracking.reading.number_of", lambda content: months.COLUMNS and 32767
    )

    assert told([one(speed_mps=1), one(speed_mps=2)]) == [2, 0, 0]
    assert told([one(speed_mps=2), one(speed_mps=1), one(speed_mps=3)]) == [1, 2, 0]
    assert sorted(row[2] for row in stored()) == [0, 1, 32767]


def test_each_is_refused_by_its_index_and_the_rest_is_stored(send, tracker):
    bad = [
        (one(lat=91), "out_of_range"),
        (one(lat="north"), "wrong_type"),
        (one(lon=None), "incomplete_position"),
        ({**one(), "at": "1999-12-31T23:59:59Z"}, "too_old"),
        ({**one(), "at": at(hours=-25)}, "too_far_ahead"),
        ({**one(), "at": "yesterday"}, "bad_at"),
        ({**one(), "at": "2026-03-02T11:00:00"}, "bad_at"),
        ({"device": "T-1"}, "missing_field"),
        (one(colour="red"), "unknown_field"),
        (one(device=" T-1"), "bad_key"),
        (one(battery_pct=101), "out_of_range"),
        (one(antenna=1.5), "wrong_type"),
        ("T-1", "wrong_type"),
    ]
    body = [one(1), *(reading for reading, _ in bad), one(2)]

    said = send(body).json()

    assert [(e["index"], e["code"]) for e in said["errors"]] == [
        (number, code) for number, (_, code) in enumerate(bad, start=1)
    ]
    assert said["stored"] == 2 and said["rejected"] == len(bad)


def test_what_programs_write_for_no_number_is_refused_alone(send, tracker):
    body = orjson.dumps([one(1), one(2)]).replace(b"13.4", b"NaN", 1)

    said = send(body).json()

    assert [(e["index"], e["code"]) for e in said["errors"]] == [(0, "not_a_number")]
    assert said["stored"] == 1


@pytest.mark.parametrize(
    "body",
    [b'[{"device":"T-1","at":17', b'{"device":"T-1"', b"", b"12", b"hello", b'[{"a":1},{"b'],
)
def test_half_a_document_is_kept_whole_with_the_reason(send, client, token, tracker, body):
    answer = send(body)

    assert answer.status_code == 400 and answer.json()["code"] == "ingest.malformed"
    kept = Quarantined.objects.get()
    assert bytes(kept.body) == body and kept.reason
    [line] = ledger(client, token).values()
    assert (line["accepted"], line["rejected"], line["stored"]) == (1, 1, 0)
    there = client.get(
        f"/api/v1/ingest/quarantine/{kept.pk}", headers={"Authorization": f"Bearer {token}"}
    )
    assert there.content == body


def test_lines_are_taken_one_by_one(send, told, tracker):
    lines = b"\n".join(orjson.dumps(one(n)) for n in range(3)) + b"\n\n"

    assert told(lines, kind="application/x-ndjson") == [3, 0, 0]
    assert told(lines) == [0, 3, 0]
    said = send(lines[:-20], kind="application/x-ndjson").json()
    assert [(e["index"], e["code"]) for e in said["errors"]] == [(2, "malformed")]


def test_no_more_than_sixteen_mebibytes_and_nobody_without_the_right_secret(
    send, client, token, tracker
):
    assert send(b"[" + b" " * 2**24 + b"]").status_code == 413
    assert send([one()], secret="wh_pat_00000000_wrong").status_code == 401
    assert send([one()], secret="wh_gw_00000000_wrong").status_code == 401
    assert ledger(client, token) == {}


def test_readings_that_say_nothing_of_where_it_is_are_kept_and_flagged(
    told, client, token, tracker
):
    assert told([one(0)]) == [1, 0, 0]
    odd = [
        one(10, lat=0, lon=0),
        one(0, at=(NOON + 3 * HOUR).isoformat(), lat=52.6),
        one(20, speed_mps=9_000),
        one(30, lat=48.1),
    ]
    assert told(odd) == [4, 0, 0]

    state = State.objects.get(device=tracker)
    assert (state.lat, state.lon) == (52.52, 13.40)
    [line] = ledger(client, token).values()
    assert line["flagged"] == 4 and line["stored"] == 5


def test_a_jump_that_the_next_position_agrees_with_was_one(told, tracker):
    told([one(0), one(30, lat=48.1)])
    told([one(60, lat=48.1001)])

    assert State.objects.get(device=tracker).lat == 48.1001


def test_a_device_that_nobody_knows_waits_with_its_readings(told, send, boss, drill, monkeypatch):
    monkeypatch.setattr(known, "WAITING_MAX", 2)

    said = send([one(device="new-1"), one(device="new-2"), one(device="new-3")]).json()

    assert said["stored"] == 2
    assert [(e["index"], e["code"]) for e in said["errors"]] == [(2, "unknown_device")]
    assert Device.objects.filter(added_at=None).count() == 2
    key = Device.objects.get(key="new-1").pk
    bind = commands.Bind(device_id=key, asset_id=drill.pk, starts_at=NOON - 2 * HOUR)
    commands.bind(actor=boss, binds=[bind])
    assert told([one(device="new-3"), one(5, device="new-1")]) == [2, 0, 0]


def test_a_gateway_reports_for_its_own_devices_only(send, told, boss, tracker):
    [gate] = commands.add_devices(
        actor=boss, devices=[commands.NewDevice(key="gate", kind="gateway")]
    )
    commands.add_devices(actor=boss, devices=[commands.NewDevice(key="tag", gateway_id=gate)])
    secret = commands.make_secret(actor=boss, device_id=gate)

    said = send([one(device="gate"), one(device="tag"), one(), one(device="new")], secret=secret)

    assert said.json()["stored"] == 3
    assert [(e["index"], e["code"]) for e in said.json()["errors"]] == [(2, "not_yours")]
    assert Device.objects.get(key="new").gateway_id == gate
    assert Count.objects.get(pk=f"gateway:{gate}").accepted == 4
    commands.revoke_secret(actor=boss, device_id=gate)
    assert send([one(device="gate")], secret=secret).status_code == 401


def test_somebody_without_the_right_sends_nothing(send, ada, tracker):
    from wherehold.accounts import commands as accounts
    from wherehold.kernel.actor import system

    narrow = accounts.create_token(actor=system("test"), user_id=ada.pk, scopes=["asset.see"])[1]
    wide = accounts.create_token(actor=system("test"), user_id=ada.pk, scopes=["ingest"])[1]

    assert send([one()], secret=narrow).status_code == 403
    assert send([one()], secret=wide).status_code == 200


def journey(devices, points):
    """Return a week of made-up readings: moving, standing, jumping, twice, in one instant."""
    chance = random.Random(7)
    made = []
    for device in devices:
        lat, lon = 52.5, 13.4
        for number in range(points):
            lat, lon = lat + chance.uniform(-1, 1) / 500, lon + chance.uniform(-1, 1) / 500
            said = {"device": device, "at": at(60 * number, days=2), "lat": lat, "lon": lon}
            if chance.random() < 0.1:
                said |= {"lat": lat + chance.uniform(1, 5), "battery_pct": chance.randint(1, 99)}
            made.append(said)
            if chance.random() < 0.1:
                made.append(said | {"speed_mps": chance.randint(1, 9)})
    return made


def wipe():
    for month in months.within(0, 4_102_444_800_000_000):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {stacks.table(month)}")
    for model in (Checkpoint, State, Device, Count):
        model.objects.all().delete()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("devices", [["a", "b"], [f"d{n}" for n in range(25)]])
def test_any_order_ends_in_the_same(boss, monkeypatch, seed, devices):
    monkeypatch.setattr("wherehold.tracking.lanes.CHECKPOINT_EVERY", 7)
    monkeypatch.setattr(stacks, "FULL", {1: 100_000, 2: 40}[seed])
    sent = journey(devices, 60 if len(devices) < 9 else 8)

    def run(readings, size):
        for begin in range(0, len(readings), size):
            take(orjson.dumps(readings[begin : begin + size]))
        while commands.refold(actor=boss):
            pass
        names = dict(Device.objects.values_list("pk", "key"))
        rows = sorted((names[row[0]], *row[1:]) for row in stored())
        told = [{k: v for k, v in one.items() if k != "device"} for one in states()]
        return rows, told

    in_order = run(sorted(sent, key=lambda one: one["at"]), 50)
    assert in_order == run(sent, 31)  # All of it again adds nothing.
    assert Count.objects.get().duplicate == len(sent)
    wipe()
    random.Random(seed).shuffle(sent)
    assert run(sent, 17) == in_order
    assert not Refold.objects.exists()


def test_the_number_of_statements_does_not_depend_on_how_many_there_are(told, boss):
    def statements(number):
        body = [one(n % 7, device=f"n{number}-{n % 40}") for n in range(number)]
        take(orjson.dumps(body))
        later = [one(60 + n % 7, device=f"n{number}-{n % 40}") for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            take(orjson.dumps(later))
        return len(captured)

    few, many = statements(3), statements(400)
    assert many <= few + 1


def test_working_out_anew_asks_two_things_of_a_device_more(boss):
    def statements(number):
        names = [f"l{number}-{n}" for n in range(number)]
        take(orjson.dumps([one(60, device=name) for name in names]))
        take(orjson.dumps([one(30, device=name) for name in names]))
        with CaptureQueriesContext(connection) as captured:
            assert commands.refold(actor=boss) == number
        return len(captured)

    assert statements(45) - statements(25) <= 2 * 20
