"""What was acknowledged is there once, also when the database server is killed under load."""

import getpass
import os
import shutil
import subprocess
import tempfile
import threading
import time
import urllib.error
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest

from tests import served
from tests.conftest import installed

pytestmark = pytest.mark.whole
SENDERS = 4
SECONDS = 2
RETRY_S = 0.2
GIVE_UP_S = 90
ROOT = 0


def programs():
    """Return the folder of PostgreSQL's server programs, the newest there are; none if none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    one = str(found[0]) if found else shutil.which("initdb")
    return Path(one).parent if one else None


class Cluster:
    """A PostgreSQL server of its own, which may be killed."""

    def __init__(self, bin_dir, folder):
        self.bin, self.data, self.port = bin_dir, folder / "data", served.free_port()
        self.url = f"postgresql://wherehold@127.0.0.1:{self.port}/wherehold"
        self.run("initdb", "-D", self.data, "-U", "wherehold", "--auth=trust", "--encoding=UTF8",
                 "--locale=C")  # fmt: skip

    def run(self, name, *arguments):
        """Run a program of the server, as somebody whom it lets."""
        command = [self.bin / name, *arguments]
        if os.getuid() == ROOT:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        # What it starts must hold no pipe of ours: we would wait for it to end.
        subprocess.run(
            command, check=True, cwd="/", timeout=120, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self):
        said = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        self.run("pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "-o", said, "start")

    def kill(self):
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        server = psutil.Process(pid)
        processes = [server, *server.children(recursive=True)]
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(processes, timeout=20)


@pytest.fixture
def cluster():
    """Return a server that runs, and leave nothing of it behind."""
    bin_dir = programs()
    if bin_dir is None:
        pytest.skip("PostgreSQL is not installed: script/test-services installs it.")
    folder = Path(tempfile.mkdtemp(prefix="wherehold-pg-"))
    shutil.chown(folder, "postgres" if os.getuid() == ROOT else getpass.getuser())
    made = Cluster(bin_dir, folder)
    made.start()
    yield made
    with suppress(OSError, psutil.Error):
        made.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def on_postgresql(cluster, tmp_path, monkeypatch):
    """Return an installation that is served from that server."""
    monkeypatch.setenv("WHEREHOLD_DATABASE_URL", cluster.url)
    for made in installed(tmp_path):
        made.init()
        made.serve()
        yield made


class Sender(threading.Thread):
    """A tracker that keeps what it has until that is acknowledged, and tries again."""

    def __init__(self, ada, number):
        super().__init__(daemon=True)
        self.ada, self.number = ada, number
        self.began = int(time.time()) - 90_000
        self.acknowledged, self.failures, self.ends = [], 0, threading.Event()

    def run(self):
        while not self.ends.is_set():
            self.report(1 if len(self.acknowledged) % 3 else 20)

    def report(self, many):
        first = self.began + len(self.acknowledged)
        said = [
            {"device": f"T-{self.number}", "at": first + n, "lat": 52.5, "lon": 13.4}
            for n in range(many)
        ]
        until = time.monotonic() + GIVE_UP_S
        while not self.is_taken(said):
            assert time.monotonic() < until, "It was never taken."
            self.failures += 1
            time.sleep(RETRY_S)
        self.acknowledged += said

    def is_taken(self, said):
        try:
            answer = self.ada.post("readings", said)
        except (urllib.error.URLError, HTTPException, OSError):
            return False
        assert answer.status in {200, 503}, answer.raw
        return answer.status == 200


def test_what_was_acknowledged_outlives_a_kill_of_the_database(cluster, on_postgresql):
    ada = on_postgresql.client("ada@example.org")
    senders = [Sender(ada, number) for number in range(SENDERS)]
    for one in senders:
        one.start()
    time.sleep(SECONDS)
    cluster.kill()
    before = sum(len(one.acknowledged) for one in senders)
    on_postgresql.until(lambda: all(one.failures for one in senders))
    cluster.start()
    on_postgresql.until(lambda: sum(len(one.acknowledged) for one in senders) > before + 100)
    for one in senders:
        one.ends.set()
        one.join(GIVE_UP_S)
        assert not one.is_alive()

    sent = [reading for one in senders for reading in one.acknowledged]
    again = ada.post("readings", sent[:10_000]).json
    assert before > 20 and (again["stored"], again["rejected"]) == (0, 0)
    counts = ada.get("ingest/ledger").items
    assert sum(line["stored"] for line in counts) == len(sent)
    assert all(
        line["accepted"] == line["stored"] + line["duplicate"] + line["rejected"] for line in counts
    )
