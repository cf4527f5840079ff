"""A real installation, served by a real process, for tests that need one."""

import fcntl
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.client import Client

PASSWORD = "brisk otter lantern 42"
START_S_MAX = 150
STOP_S_MAX = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Installation:
    """A data folder of its own, with its commands and, while it runs, its server."""

    def __init__(self, folder, database_url=""):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.env = {n: v for n, v in os.environ.items() if not n.startswith("WHEREHOLD_")}
        self.env |= {"WHEREHOLD_DATA_DIR": str(self.folder / "data"), "WHEREHOLD_URL": self.url}
        # A person's machine keeps compiled code from one start to the next.
        for name in ("DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"):
            self.env.pop(name, None)
        self.database_url = database_url
        if database_url:
            self.env["WHEREHOLD_DATABASE_URL"] = database_url
        self.process = None
        self.tokens = {}
        self.log = self.folder / "serve.log"

    def run(self, *arguments, ok=True):
        """Run `wherehold` with arguments and return what came of it."""
        done = subprocess.run(
            [sys.executable, "-m", "wherehold", *map(str, arguments)],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert not ok or done.returncode == 0, done.stderr
        return done

    def lay(self):
        """Begin with a database that is migrated already, where the tests have made one."""
        from wherehold.project.tests import migrated

        migrated.lay(self.folder / "data", self.database_url)

    def lay_demonstration(self, shared):
        """Begin with the demonstration, which is loaded by whoever comes first to a folder."""
        kept = shared / "demonstration"
        with (shared / "demonstration.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if kept.exists():
                shutil.copytree(kept, self.folder / "data")
                return
            self.lay()
            self.run("prepare", "--demo")
            shutil.copytree(self.folder / "data", kept)

    def init(self, *arguments, laid=True):
        """Make the installation with Ada as its administrator; not `laid`, from nothing at all."""
        if laid and not (self.folder / "data").exists():
            self.lay()
        password = self.folder / "password"
        password.write_text(PASSWORD)
        given = ["--admin-email", "ada@example.org", "--admin-password-file", password]
        return self.run("init", *given, *arguments)

    def serve(self, *arguments):
        """Begin to serve and wait until it answers; return how long that took."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "wherehold", "serve", "--port", str(self.port), *arguments],
            env=self.env,
            stdout=self.log.open("a"),
            stderr=subprocess.STDOUT,
        )
        try:
            while self.status("/healthz") == 0:
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() - began < START_S_MAX, self.log.read_text()
                time.sleep(0.05)
        except BaseException:
            # Nobody stops what a test never got to use.
            self.process.kill()
            raise
        return time.monotonic() - began

    def stop(self, number=signal.SIGTERM):
        """Ask the server to end and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_S_MAX)

    def client(self, email):
        """Return a program with a token of somebody who may sign in."""
        # Each takes a process of its own to make, which costs as much as a dozen tests.
        if email not in self.tokens:
            made = self.run("token", "create", "--email", email)
            self.tokens[email] = made.stdout.strip()
        return Client(self.url, self.tokens[email])

    def until(self, ask, seconds=60):
        """Ask again and again until there is an answer, and return it."""
        ends = time.monotonic() + seconds
        while not (answer := ask()):
            assert time.monotonic() < ends, "it takes too long"
            time.sleep(0.1)
        return answer

    def link(self):
        """Return the last link that the server printed."""
        return re.findall(r"http://\S+", self.log.read_text())[-1]

    def status(self, path, token=None):
        """Return the status of a GET, or 0 while nobody answers."""
        return self.get(path, token)[0]

    def get(self, path, token=None):
        """Return status and body of a GET."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        request = urllib.request.Request(self.url + path, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""


def database(server_url):
    """Make a database of its own on a PostgreSQL server and return its address."""
    import psycopg

    name = f"wherehold_{secrets.token_hex(6)}"
    with psycopg.connect(server_url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return server_url.rsplit("/", 1)[0] + f"/{name}"


def drop(url):
    """Drop such a database."""
    import psycopg

    base, name = url.rsplit("/", 1)
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
