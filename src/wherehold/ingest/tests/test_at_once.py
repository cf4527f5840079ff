"""What several send at the same moment, over connections of their own: each reading counts once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import orjson
import pytest
from django.db import connection

from wherehold.conftest import NOON
from wherehold.ingest import intake
from wherehold.ingest.gathering import Columns, Small
from wherehold.ingest.protocols import own
from wherehold.ingest.protocols.messages import Message
from wherehold.kernel.actor import system
from wherehold.tracking import commands, stacks
from wherehold.tracking.commands import NewDevice, Sender, known
from wherehold.tracking.instants import to_us
from wherehold.tracking.models import Count, Device, Month, Stack, State

pytestmark = pytest.mark.django_db(transaction=True)
START_S = int(NOON.timestamp()) - 3_600
PIECE, PIECES, FULL = 20, 10, 50


def piece(number, of="d"):
    """Return readings of a few devices: each piece is later than the one before."""
    return [
        {"device": f"{of}{n % 4}", "at": START_S + number * PIECE + n, "lat": 52.5, "lon": 13.4}
        for n in range(PIECE)
    ]


def send_at_once(*senders):
    """Let each send its pieces by a thread of its own, all at the same time; say what came of it.

    A sender is a source and its pieces.
    """
    ready = Barrier(len(senders))

    def send(sender):
        source, pieces = sender
        try:
            told = commands.Outcome()
            for said in pieces:
                ready.wait(30)
                told.add(
                    intake.take(
                        actor=system("test"),
                        sender=Sender(source),
                        body=orjson.dumps(said),
                        content_type="application/json",
                    )
                )
            return told
        finally:
            connection.close()

    with ThreadPoolExecutor(len(senders)) as pool:
        return list(pool.map(send, senders))


def rows():
    """Return what the tables of readings hold, each as device and instant."""
    found = []
    for month in Month.objects.values_list("pk", flat=True):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT device_id, at_us FROM {stacks.table(month)}")
            found += cursor.fetchall()
    return found


@pytest.fixture(params=["MIDDLE", "SMALL"])
def most(request, monkeypatch):
    """Let each message be stored by itself, or with another one of its source: how much at once."""
    monkeypatch.setattr(f"wherehold.ingest.gathering.{request.param}", 0)
    return PIECE if request.param == "MIDDLE" else 2 * PIECE


@pytest.mark.parametrize("sources", [("one", "one"), ("one", "other")])
def test_the_same_readings_over_two_connections_fill_stacks_once(sources, most, monkeypatch):
    monkeypatch.setattr(stacks, "FULL", FULL)
    drafts = [NewDevice(key=f"d{n}", kind="gps") for n in range(4)]
    commands.add_devices(actor=system("test"), devices=drafts)
    pieces = [piece(number) for number in range(PIECES)]
    mixed = [list(reversed(pieces[number ^ 1])) for number in range(PIECES)]

    told = send_at_once((sources[0], pieces), (sources[1], mixed))

    number = PIECE * PIECES
    assert sum(one.stored for one in told) == sum(one.duplicate for one in told) == number
    assert len(rows()) == len(set(rows())) == number
    assert sum(Stack.objects.values_list("readings", flat=True)) == number
    assert all(one.readings < FULL + most for one in Stack.objects.all())
    counts = Count.objects.values_list("accepted", "stored", "duplicate")
    assert [sum(column) for column in zip(*counts, strict=True)] == [2 * number, number, number]
    last = {one["device"]: one["at"] * 1_000_000 for said in pieces for one in said}
    assert dict(State.objects.values_list("device__key", "at_us")) == last


@pytest.mark.usefixtures("most")
def test_new_devices_of_one_source_over_several_connections_wait_no_more_than_may(monkeypatch):
    monkeypatch.setattr(known, "WAITING_MAX", 10)
    each = [[piece(number, of) for number in range(4)] for of in ("a", "b", "a", "c")]

    told = send_at_once(*(("one", pieces) for pieces in each))

    waiting = set(Device.objects.values_list("key", flat=True))
    sent = [one for pieces in each for said in pieces for one in said]
    mine = {(one["device"], one["at"]) for one in sent if one["device"] in waiting}
    assert len(waiting) == 10 and len(rows()) == len(mine)
    assert sum(one.stored for one in told) == len(mine)
    assert sum(one.accepted for one in told) == len(sent)
    assert {p.code for one in told for p in one.problems} == {"unknown_device"}


def test_messages_that_are_stored_together_keep_their_words_and_their_faults():
    drafts = [NewDevice(key=key, kind="rfid") for key in "ab"]
    commands.add_devices(actor=system("test"), devices=drafts)
    spot, off = {"at": START_S, "lat": 1, "lon": 1}, {"at": START_S, "lat": 91, "lon": 1}
    messages = [
        [{"device": "a", **off}, {"device": "a", **spot, "epc": "E1"}],
        [{"device": "b", **spot}, {"device": "b", **off}, {"device": "b", **spot}],
    ]
    received_us = to_us(NOON)
    brought = [
        Columns(*own.decode(orjson.dumps(one), "application/json", received_us), len(one))
        for one in messages
    ]

    told = intake._store_longer(
        [Small(system("test"), Sender("one"), one, received_us) for one in brought]
    )

    assert (told.stored, told.twice) == (2, [4])
    assert [(one.index, one.code) for one in told.problems] == [
        (0, "out_of_range"),
        (3, "out_of_range"),
    ]
    [month] = Month.objects.values_list("pk", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.key, r.epc FROM {stacks.table(month)} r "
            "JOIN tracking_device d ON d.id = r.device_id ORDER BY d.key"
        )
        assert cursor.fetchall() == [("a", "E1"), ("b", None)]


@pytest.mark.parametrize(
    ("bound", "waits"), [("MIDDLE", False), ("MIDDLE_BYTES", False), ("", True)]
)
def test_of_what_is_long_nothing_but_the_message_waits(bound, waits, monkeypatch):
    monkeypatch.setattr("wherehold.ingest.gathering.SMALL", 0)
    if bound:
        monkeypatch.setattr(f"wherehold.ingest.gathering.{bound}", 1)
    message = Message(orjson.dumps(piece(0)), to_us(NOON), "application/json")

    begun = intake._begun(system("test"), Sender("one"), message, intake.OWN)

    assert isinstance(begun, Small) is waits
    assert len(rows()) == (0 if waits else PIECE)
