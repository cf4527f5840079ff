"""A real broker and a real client: what is acknowledged is stored, what is not comes again."""

import json
import os
import shutil
import socket
import subprocess
import time

import pytest

from wherehold.conftest import NOON
from wherehold.ingest import mqtt
from wherehold.tracking import commands
from wherehold.tracking.models import Count, Device, Quarantined, State

BROKER = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
pytestmark = pytest.mark.django_db
SECONDS = int(NOON.timestamp()) - 600


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    """A broker of its own, which lets anybody in."""
    if BROKER is None:
        pytest.skip("Mosquitto is not installed: script/test-services installs it.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path_factory.mktemp("mosquitto") / "mosquitto.conf"
    config.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_inflight_messages 1000\n"
    )
    process = subprocess.Popen([BROKER, "-c", config], stderr=subprocess.DEVNULL)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(10)


@pytest.fixture
def consumer(broker, request):
    """A consumer that is connected, and whose broker knows what it wants."""
    made = mqtt.Consumer(f"mqtt://127.0.0.1:{broker}?client_id={request.node.name}")
    subscribed = []
    made._client.on_subscribe = lambda *_: subscribed.append(True)
    made._open()
    until = time.monotonic() + 20
    while not subscribed and time.monotonic() < until:
        time.sleep(0.01)
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
            consumer.step()
    assert not Count.objects.exists()
    work(consumer, 10)
    assert Count.objects.get().stored == 10

    # All of it is acknowledged now: another connection of the same name gets nothing.
    time.sleep(0.1)
    consumer.close()
    consumer.step()
    assert Count.objects.get().accepted == 10
