"""What readings cost over MQTT with QoS 1: a real Mosquitto, one connection, one reading a message.

A process publishes what a made-up fleet says; the product's own consumer stores it and acknowledges
after the commit. In the same run a consumer that does nothing but acknowledge takes the same
messages. Both first take them while they are published, then as many that waited in the broker.
Beside each figure stands what was lost and what was stored twice.
"""

import getpass
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import orjson
import psutil

from bench import harness, readings

TOPIC = "wherehold/readings/bench"
BROKER = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
WAIT_S = 120


class Broker:
    """Mosquitto with a folder of its own. It keeps all that is not yet acknowledged."""

    def __init__(self, folder, in_flight):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        config = Path(folder) / "mosquitto.conf"
        config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nuser {getpass.getuser()}\n"
            f"max_inflight_messages {in_flight}\nmax_queued_messages 0\n"
            f"persistence true\npersistence_location {folder}/\n"
        )
        self.process = subprocess.Popen([BROKER, "-c", config], stderr=subprocess.DEVNULL)
        self.until(lambda: socket.socket().connect_ex(("127.0.0.1", self.port)) == 0)

    def until(self, is_so):
        """Wait for something."""
        ends = time.monotonic() + WAIT_S
        while not is_so():
            assert time.monotonic() < ends, "it takes too long"
            time.sleep(0.02)

    def publish(self, lines):
        """Begin to publish messages, each in a line of a file, by a process of its own."""
        command = ["mosquitto_pub", "-p", str(self.port), "-q", "1", "-t", TOPIC, "-l"]
        with lines.open("rb") as source:
            return subprocess.Popen(command, stdin=source)


@contextmanager
def broker(in_flight):
    """Start a broker, and end it afterwards."""
    with tempfile.TemporaryDirectory(prefix="wherehold-mqtt-") as folder:
        started = Broker(folder, in_flight)
        try:
            yield started
        finally:
            started.process.terminate()
            started.process.wait(10)


def of_mqtt():
    """Return the counts of what came over MQTT."""
    from wherehold.tracking.models import Count

    return Count.objects.filter(source__startswith="mqtt:")


class Ours:
    """The consumer of the product, step by step as the command does it."""

    def __init__(self, port):
        from wherehold.ingest import mqtt

        self.consumer = mqtt.Consumer(f"mqtt://127.0.0.1:{port}?client_id=ours")

    def take(self, number):
        """Take messages until so many readings came since the beginning."""
        ends = time.monotonic() + WAIT_S
        while self.taken() < number:
            assert time.monotonic() < ends, f"{self.taken()} of {number} came"
            self.step()

    def step(self):
        self.consumer.step()

    def listens(self):
        return self.consumer.listens

    def taken(self):
        return sum(of_mqtt().values_list("accepted", flat=True))

    def leave(self):
        self.consumer.close()


class OnlyAcknowledging:
    """A consumer by paho that acknowledges each message as it comes, and forgets it."""

    def __init__(self, port):
        from paho.mqtt.client import Client
        from paho.mqtt.enums import CallbackAPIVersion

        self.port, self.number = port, 0
        self.client = Client(
            CallbackAPIVersion.VERSION2,
            client_id="acknowledging",
            clean_session=False,
            manual_ack=True,
        )
        self.client.on_connect = lambda client, *_: client.subscribe(TOPIC, 1)
        self.client.on_message = self._hear
        self.heard = []
        self.client.on_subscribe = lambda *_: self.heard.append(True)
        self._is_open = False

    def _hear(self, client, _data, message):
        client.ack(message.mid, message.qos)
        self.number += 1

    def take(self, number):
        """Take messages until so many came since the beginning."""
        ends = time.monotonic() + WAIT_S
        while self.number < number:
            assert time.monotonic() < ends, f"{self.number} of {number} came"
            self.step()

    def step(self):
        if not self._is_open:
            self.client.connect("127.0.0.1", self.port)
            self._is_open = True
        self.client.loop(0.1)

    def listens(self):
        return bool(self.heard)

    def leave(self):
        self.client.loop(0.01)
        self.client.disconnect()
        self._is_open = False


def greeted(consumer):
    """Let a consumer connect, so that the broker keeps for it what comes from now on."""
    ends = time.monotonic() + WAIT_S
    while not consumer.listens():
        assert time.monotonic() < ends, "the broker does not answer"
        consumer.step()


def timed(consumer, started, number, before):
    """Take messages and return how many a second, and the processor time of each process."""
    others = psutil.Process(started.process.pid)
    cpu, its, began = harness.cpu_s(), sum(others.cpu_times()[:2]), time.perf_counter()
    consumer.take(before + number)
    wall = time.perf_counter() - began
    cpu, its = harness.cpu_s() - cpu, sum(others.cpu_times()[:2]) - its
    return {"a_s": number / wall, "cpu_us": cpu * 1e6 / number, "broker_us": its * 1e6 / number}


def warm_up():
    """Store a little, so that all is loaded: readings of a source that is not counted later."""
    from wherehold.ingest import intake
    from wherehold.kernel.actor import system
    from wherehold.tracking.commands import Sender

    body = orjson.dumps(readings.fleet("warm", 10, 10))
    actor = system("bench")
    intake.take(actor=actor, sender=Sender("warm"), body=body, content_type="application/json")


def measure(options):
    """Return the figures of both consumers."""
    fleet = readings.fleet("a", options.devices, 2 * options.messages // options.devices)
    readings.enter(sorted({one["device"] for one in fleet}))
    readings.draw(options.zones)
    half = len(fleet) // 2
    warm_up()
    told = {}
    with broker(options.in_flight) as started, tempfile.TemporaryDirectory() as folder:
        parts = []
        for number, part in enumerate((fleet[:half], fleet[half:])):
            parts.append(Path(folder) / str(number))
            parts[-1].write_bytes(b"".join(orjson.dumps(one) + b"\n" for one in part))
        for name, kind in (("acknowledging", OnlyAcknowledging), ("ours", Ours)):
            consumer = kind(started.port)
            greeted(consumer)
            publisher = started.publish(parts[0])
            told[f"{name}, as they come"] = timed(consumer, started, half, 0)
            assert publisher.wait(WAIT_S) == 0
            consumer.leave()
            assert started.publish(parts[1]).wait(WAIT_S) == 0
            told[f"{name}, waiting"] = timed(consumer, started, len(fleet) - half, half)
            consumer.leave()
    for way in ("as they come", "waiting"):
        told[f"ours, {way}"]["of_acknowledging"] = (
            told[f"ours, {way}"]["a_s"] / told[f"acknowledging, {way}"]["a_s"]
        )
    told["ours, waiting"] |= counted(fleet)
    return told


def counted(fleet):
    """Return what came of all messages: sent and not stored, and stored more often than sent."""
    from django.db import connection

    from wherehold.tracking import stacks
    from wherehold.tracking.models import Month

    rows = -100  # Of the warm-up.
    for month in Month.objects.values_list("pk", flat=True):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {stacks.table(month)}")
            rows += cursor.fetchone()[0]
    [count] = of_mqtt()
    return {
        "stored": count.stored,
        "duplicate": count.duplicate,
        "rejected": count.rejected,
        "lost": len(fleet) - count.stored,
        "twice": rows - count.stored,
        "out_of_place": readings.in_place(fleet),
    }


def show(told, as_json):
    """Print the figures, then the counts."""
    if as_json:
        print(json.dumps(told, indent=2))
        return
    names = ("a_s", "cpu_us", "broker_us", "of_acknowledging")
    print(f"{'':28}" + "".join(f"{name:>18}" for name in names))
    for what, line in told.items():
        cells = (f"{line[name]:18,.2f}" if name in line else f"{'':18}" for name in names)
        print(f"{what:28}" + "".join(cells))
    last = told["ours, waiting"]
    print(", ".join(f"{last[name]:,} {name}" for name in list(last)[4:]))


if __name__ == "__main__":
    asked = harness.options(__doc__, messages=10_000, devices=500, zones=2_000, in_flight=1_000)
    with harness.installation():
        show(measure(asked), asked.json)
