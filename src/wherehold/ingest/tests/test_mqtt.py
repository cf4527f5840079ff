"""A real broker and a real client: what is acknowledged is stored, what is not comes again."""

import getpass
import json
import os
import shutil
import socket
import subprocess
import time

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from wherehold.conftest import NOON
from wherehold.ingest import mqtt
from wherehold.tracking import commands
from wherehold.tracking.models import Count, Device, Quarantined, State

BROKER = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.django_db
SECONDS = int(NOON.timestamp()) - 600


class Broker:
    """Mosquitto, which lets anybody in and keeps sessions on disk, so that it may be killed."""

    def __init__(self, folder):
        if BROKER is None:
            pytest.skip("Mosquitto is not installed: script/test-services installs it.")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.config = folder / "mosquitto.conf"
        kept = f"persistence true\npersistence_location {folder}/\nautosave_interval 1\n"
        self.config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 1000\n"
            f"{kept}autosave_on_changes true\nuser {getpass.getuser()}\n"
        )
        self.start()

    def start(self):
        command = [BROKER, "-c", self.config]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.05)

    def kill(self):
        self.process.kill()
        self.process.wait(10)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A broker of its own."""
    made = Broker(tmp_path_factory.mktemp("mosquitto"))
    yield made
    made.kill()


@pytest.fixture
def broker(served):
    return served.port


@pytest.fixture
def consumer(broker, request):
    """A consumer that is connected, and whose broker knows what it wants."""
    made = mqtt.Consumer(f"mqtt://127.0.0.1:{broker}?client_id={request.node.name}")
    listen(made)
    yield made
    made.close()


def publish(port, topic, *bodies):
    lines = "\n".join(json.dumps(one) if not isinstance(one, str) else one for one in bodies)
    subprocess.run(
        ["mosquitto_pub", "-p", str(port), "-q", "1", "-t", topic, "-l"],
        input=lines.encode(),
        check=True,
        timeout=30,
    )


def listen(consumer):
    """Let the consumer work until the broker knows what it wants."""
    until = time.monotonic() + 20
    while not consumer.listens:
        assert time.monotonic() < until
        consumer.step()


def work(consumer, accepted):
    """Let the consumer work until so many readings were accepted."""
    until = time.monotonic() + 20
    while sum(Count.objects.values_list("accepted", flat=True)) < accepted:
        assert time.monotonic() < until, list(Count.objects.values())
        consumer.step()


def reading(number):
    return {"device": f"m{number % 3}", "at": SECONDS + number, "lat": 52.5, "lon": 13.4}


def test_messages_of_all_kinds_are_stored_and_counted(broker, consumer, organisation):
    publish(broker, "wherehold/readings/site", *(reading(n) for n in range(50)))
    publish(broker, "wherehold/readings/site", [reading(0), reading(50)], "half a {")
    phone = {"_type": "location", "lat": 48.8, "lon": 2.3, "tst": SECONDS, "tid": "JJ"}
    publish(broker, "owntracks/jane/phone", phone)
    publish(broker, "home/gate/BTtoMQTT/AABB", {"id": "aa:bb", "rssi": -70})
    work(consumer, 55)

    counts = {one.source: (one.stored, one.duplicate, one.rejected) for one in Count.objects.all()}
    assert counts == {
        "mqtt:wherehold/readings/#": (51, 1, 1),
        "mqtt:owntracks/+/+": (1, 0, 0),
        "mqtt:home/+/BTtoMQTT/+": (1, 0, 0),
    }
    assert Quarantined.objects.get().content_type == "wherehold/readings/site"
    assert State.objects.get(device__key="jane/phone").lat == 48.8
    assert Device.objects.filter(key="AA:BB").exists()


def test_what_was_not_committed_comes_again(broker, consumer, organisation, monkeypatch):
    def fail(**_):
        raise OSError("The disk is full.")

    publish(broker, "wherehold/readings/site", *(reading(n) for n in range(10)))
    with monkeypatch.context() as patched:
        patched.setattr(commands, "store", fail)
        with pytest.raises(OSError, match="full"):
            work(consumer, 10)
    assert not Count.objects.exists()
    work(consumer, 10)
    assert Count.objects.get().stored == 10

    # All of it is acknowledged now: another connection of the same name gets what is new, no more.
    consumer.close()
    listen(consumer)
    publish(broker, "wherehold/readings/site", reading(10))
    work(consumer, 11)
    assert (Count.objects.get().stored, Count.objects.get().duplicate) == (11, 0)


def test_a_broker_that_is_killed_loses_nothing_that_was_stored_and_doubles_nothing(
    served, consumer, organisation
):
    publisher = Client(CallbackAPIVersion.VERSION2, client_id="site", clean_session=False)
    publisher.reconnect_delay_set(0.1, 0.5)
    publisher.connect("127.0.0.1", served.port)
    publisher.loop_start()

    def send(numbers):
        for number in numbers:
            body = json.dumps(reading(number)).encode()
            publisher.publish("wherehold/readings/site", body, qos=1)

    send(range(300))
    work(consumer, 50)
    send(range(300, 600))
    served.kill()
    stored = Count.objects.get().stored
    served.start()
    # What a broker acknowledged in its last moment is not on its disk: a device sends it again.
    send(range(stored, 700))
    until = time.monotonic() + 30
    while Count.objects.get().stored < 700:
        assert time.monotonic() < until, Count.objects.values().get()
        step(consumer)
    publisher.disconnect()
    publisher.loop_stop()

    count = Count.objects.get()
    assert (count.stored, count.rejected) == (700, 0)
    assert count.accepted == count.stored + count.duplicate


def step(consumer):
    """Go on as the command does: what fails is tried again."""
    try:
        consumer.step()
    except OSError:
        time.sleep(0.1)
