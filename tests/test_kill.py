"""What was acknowledged is there, whatever becomes of the process."""

import json
import signal
import threading
import time
import urllib.error
from http.client import HTTPException

import psutil

WRITERS = 4
SECONDS = 3


class Writer(threading.Thread):
    """Enters things and hands each of them out, and notes what was acknowledged."""

    def __init__(self, ada, number, holder):
        super().__init__(daemon=True)
        self.ada, self.number, self.holder = ada, number, holder
        self.known = []

    def run(self):
        try:
            for count in range(10_000):
                self.write(f"K-{self.number}-{count}")
        except (urllib.error.URLError, HTTPException, OSError):
            pass  # The server is gone.

    def write(self, tag):
        made = self.ada.post("assets", {"name": "Lamp", "tag": tag}).items[0]["id"]
        self.known.append((tag, made, False))
        call = {"asset_ids": [made], "holder_id": self.holder}
        assert self.ada.post("custody/check-out", call).status == 201
        self.known.append((tag, made, True))


class Reporter(threading.Thread):
    """A tracker that reports, one reading or several at a time, and notes what was acknowledged."""

    def __init__(self, ada, number):
        super().__init__(daemon=True)
        self.ada, self.number = ada, number
        self.began = int(time.time()) - 90_000
        self.sent, self.acknowledged = [], 0

    def run(self):
        try:
            for count in range(10_000):
                self.report(1 if count % 3 else 20)
        except (urllib.error.URLError, HTTPException, OSError):
            pass  # The server is gone.

    def report(self, many):
        first = self.began + len(self.sent)
        said = [
            {"device": f"T-{self.number}", "at": first + n, "lat": 52.5, "lon": 13.4}
            for n in range(many)
        ]
        self.sent += said
        assert self.ada.post("readings", said).json["stored"] == many
        self.acknowledged += many


def kill(pid):
    process = psutil.Process(pid)
    for each in [process, *process.children(recursive=True)]:
        each.send_signal(signal.SIGKILL)


def stored(ada):
    """Return how many readings are stored, as the ledger of readings counts them."""
    return sum(line["stored"] for line in ada.get("ingest/ledger").items)


def test_every_acknowledged_write_outlives_a_kill(installation):
    installation.init()
    installation.serve()
    ada = installation.client("ada@example.org")
    bo = ada.post("parties", {"name": "Bo", "kind": "person"}).items[0]["id"]
    writers = [Writer(ada, number, bo) for number in range(WRITERS)]
    reporters = [Reporter(ada, number) for number in range(WRITERS)]
    for thread in (*writers, *reporters):
        thread.start()
    time.sleep(SECONDS)
    kill(installation.process.pid)
    for writer in writers:
        writer.join(30)
        assert len(writer.known) > 2 and not writer.is_alive()
    for reporter in reporters:
        reporter.join(30)
        assert reporter.acknowledged > 20 and not reporter.is_alive()
    installation.process.wait(10)

    installation.serve()
    stored_before = stored(ada)
    assert stored_before >= sum(one.acknowledged for one in reporters)
    for reporter in reporters:
        told = ada.post("readings", reporter.sent).json
        assert told["duplicate"] >= reporter.acknowledged
        assert told["stored"] + told["duplicate"] == len(reporter.sent)
        assert ada.post("readings", reporter.sent).json["stored"] == 0
    assert stored(ada) == sum(len(one.sent) for one in reporters)
    for tag, made, out in (fact for writer in writers for fact in writer.known):
        card = ada.get(f"assets/{made}").json
        assert card["tag"] == tag and (not out or card["holder_id"] == bo)
    assert json.loads(installation.run("ledger", "verify", "--json").stdout)["sound"]
    assert installation.run("check").returncode == 0
