"""What the measurements share: an installation to measure, processor time, a table."""

import argparse
import io
import json
import os
import secrets
import shutil
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psutil

WARM_UP = 20
# The databases on a server that this process has made to measure.
_databases = set()


@contextmanager
def installation():
    """Set Django up on an installation of its own, migrated and founded; remove it afterwards."""
    from tests import served

    server = os.environ.get("WHEREHOLD_DATABASE_URL", "")
    folder = Path(tempfile.mkdtemp(prefix="wherehold-bench-"))
    url = _database(server)
    os.environ |= {"WHEREHOLD_DATA_DIR": str(folder), "WHEREHOLD_SECRET_KEY": secrets.token_hex(40)}
    if url:
        os.environ["WHEREHOLD_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "wherehold.project.settings"
    try:
        import django

        django.setup()
        yield _found()
    finally:
        from django.db import connections

        connections.close_all()
        shutil.rmtree(folder, ignore_errors=True)
        if url:
            served.drop(url)


@contextmanager
def served(folder):
    """Serve an installation of its own with an administrator, in a process; end it afterwards."""
    from tests import served

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wherehold.project.settings")
    server = os.environ.get("WHEREHOLD_DATABASE_URL", "")
    url = _database(server)
    made = served.Installation(folder, url)
    try:
        made.init()
        made.serve()
        yield made
    finally:
        if made.process:
            made.stop()
        if url:
            served.drop(url)


def _database(server):
    """Make a database of its own where a server is named, and return its address."""
    from tests import served

    url = served.database(server) if server.startswith("postgres") else ""
    if url:
        _databases.add(url.rsplit("/", 1)[1])
    return url


def _found():
    """Found the installation and return a token of its administrator."""
    from wherehold.accounts import commands
    from wherehold.kernel.actor import system
    from wherehold.project import founding

    founding.prepare()
    founder = founding.Founder("ada@example.org", secrets.token_hex(16), "Ada")
    user = founding.found(founder, name="Bench", time_zone="UTC", currency="EUR", source="cli")
    return commands.create_token(actor=system("bench"), user_id=user.pk)[1]


class Caller:
    """Calls the application as the server does, in this process: everything but the socket."""

    def __init__(self, token):
        from wherehold.project.wsgi import application

        self.application = application
        self.token = token

    def __call__(self, path, method="GET", body=None):
        """Call and return the status; a body is sent as JSON, or as it is when it is bytes."""
        path, _, query = path.partition("?")
        raw = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        )
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {self.token}",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
        }
        seen = []
        self.content = b"".join(self.application(environ, lambda s, h, e=None: seen.append(s)))
        return int(seen[0].split()[0])


def database_processes():
    """Return the processes of the database server that work for this measurement's database.

    There are none where the database is a file. Others may use the same server meanwhile.
    """
    if not _databases:
        return []
    each = [p for p in psutil.process_iter(["name", "cmdline"]) if p.info["name"] == "postgres"]
    return [p for p in each if _databases & set(" ".join(p.info["cmdline"] or ()).split())]


def cpu_s():
    """Return the processor time that this process and the database server have used."""
    used = time.process_time()
    for process in database_processes():
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        used += times.user + times.system
    return used


def per_call_ms(call, times):
    """Return processor milliseconds a call, and the 95th percentile of its wall time."""
    for _ in range(WARM_UP):
        call()
    walls, before = [], cpu_s()
    for _ in range(times):
        began = time.perf_counter()
        call()
        walls.append((time.perf_counter() - began) * 1000)
    cpu = (cpu_s() - before) * 1000 / times
    return cpu, statistics.quantiles(walls, n=20)[-1]


def options(description, **numbers):
    """Parse the options that every measurement has, and numbers of its own with defaults."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true")
    for name, default in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=default)
    return parser.parse_args()


def show(rows, as_json):
    """Print rows of (what, cpu ms, wall p95 ms), each against the first."""
    base = rows[0][1]
    if as_json:
        named = [{"what": w, "cpu_ms": c, "p95_ms": p, "ratio": c / base} for w, c, p in rows]
        print(json.dumps(named, indent=2))
        return
    print(f"{'':40} {'cpu ms':>9} {'p95 ms':>9} {'ratio':>7}")
    for what, cpu, p95 in rows:
        print(f"{what:40} {cpu:9.3f} {p95:9.3f} {cpu / base:7.2f}")
