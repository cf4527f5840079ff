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


def kill(pid):
    process = psutil.Process(pid)
    for each in [process, *process.children(recursive=True)]:
        each.send_signal(signal.SIGKILL)


def test_every_acknowledged_write_outlives_a_kill(installation):
    installation.init()
    installation.serve()
    ada = installation.client("ada@example.org")
    bo = ada.post("parties", {"name": "Bo", "kind": "person"}).items[0]["id"]
    writers = [Writer(ada, number, bo) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    time.sleep(SECONDS)
    kill(installation.process.pid)
    for writer in writers:
        writer.join(30)
        assert len(writer.known) > 2 and not writer.is_alive()
    installation.process.wait(10)

    installation.serve()
    for tag, made, out in (fact for writer in writers for fact in writer.known):
        card = ada.get(f"assets/{made}").json
        assert card["tag"] == tag and (not out or card["holder_id"] == bo)
    assert json.loads(installation.run("ledger", "verify", "--json").stdout)["sound"]
    assert installation.run("check").returncode == 0
