"""Backups and sudden ends: what was acknowledged is there, and readers go on where they were."""

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from wherehold.kernel import backup as backup_module
from wherehold.kernel.tests.conftest import POSTGRESQL, needs_sqlite
from wherehold.project.tests import migrated

pytestmark = pytest.mark.whole
PYTHON = [sys.executable, "-m"]


class Installation:
    """A data folder and a database of its own, used by processes of its own."""

    def __init__(self, folder, url):
        self.folder, self.url = folder, url
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("WHEREHOLD_")}
        self.env["DJANGO_SETTINGS_MODULE"] = "wherehold.project.settings"
        self.env["WHEREHOLD_DATA_DIR"] = str(folder)
        if url:
            self.env["WHEREHOLD_DATABASE_URL"] = url

    def run(self, *arguments, ok=True):
        done = subprocess.run(
            [*PYTHON, *map(str, arguments)], env=self.env, capture_output=True, text=True
        )
        assert not ok or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, what):
        return subprocess.Popen(
            [*PYTHON, "wherehold.kernel.tests.writer", what],
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )

    def rows(self, statement):
        if self.url:
            import psycopg

            with psycopg.connect(self.url) as reading:
                return reading.execute(statement).fetchall()
        with sqlite3.connect(self.folder / "wherehold.sqlite3") as reading:
            return reading.execute(statement).fetchall()

    def acts(self):
        return {str(act).replace("-", "") for (act,) in self.rows("SELECT act FROM kernel_entry")}

    def verify(self):
        done = self.run("wherehold", "ledger", "verify", "--json", ok=False)
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Make empty installations; databases on a server are dropped in the end."""
    made = []

    def place(name):
        folder = tmp_path_factory.mktemp("place") / name
        if not POSTGRESQL:
            return Installation(folder, None)
        import psycopg

        known = connection.settings_dict
        base = f"postgresql://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}"
        database = f"wherehold_backup_{os.getpid()}_{name}_{len(made)}"
        with psycopg.connect(f"{base}/postgres", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{database}"')
            admin.execute(f'CREATE DATABASE "{database}"')
        made.append((base, database))
        return Installation(folder, f"{base}/{database}")

    yield place
    for base, database in made:
        import psycopg

        with psycopg.connect(f"{base}/postgres", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture(scope="module")
def here(django_db_setup, place):
    """Return an installation that is migrated and has an attachment. Tests only add to it."""
    installation = place("here")
    migrated.lay(installation.folder, installation.url)
    (installation.folder / "attachments").mkdir(parents=True)
    (installation.folder / "attachments" / "a1b2").write_bytes(b"photo")
    (installation.folder / "maps").mkdir()
    (installation.folder / "maps" / "c3.pmtiles").write_bytes(b"map")
    installation.run("django", "migrate", "--verbosity", "0")
    return installation


def wait_for(process, count):
    return [process.stdout.readline().strip().replace("-", "") for _ in range(count)]


def test_what_was_acknowledged_survives_kill_9(here):
    writer = here.start("write")
    said = wait_for(writer, 60)
    writer.send_signal(signal.SIGKILL)
    said += [line.strip().replace("-", "") for line in writer.stdout]
    writer.wait()

    kept = here.acts()
    assert len(said) >= 60 and [act for act in said if act and act not in kept] == []
    assert here.rows("SELECT act FROM kernel_entry GROUP BY act HAVING COUNT(*) <> 2") == []
    report = here.verify()
    assert report["sound"] and report["entries"] >= 2 * len(said)
    here.run("wherehold.kernel.tests.writer", "once")


def test_a_backup_taken_under_writes_holds_all_that_was_acknowledged(here, place, tmp_path):
    writer, working = here.start("write"), here.start("work")
    try:
        said = wait_for(writer, 100)
        until = time.monotonic() + 30
        while not here.rows("SELECT 1 FROM kernel_root") and time.monotonic() < until:
            said += wait_for(writer, 20)
        taken = json.loads(here.run("wherehold", "backup", "--json", tmp_path / "b.tar.gz").stdout)
        wait_for(writer, 20)
        assert here.verify()["sound"], "also while others write"
    finally:
        for process in (writer, working):
            process.kill()
            process.wait()
            process.stdout.close()

    there = place("there")
    there.run("wherehold", "restore", tmp_path / "b.tar.gz")
    report = there.verify()
    assert report["sound"] and report["roots"] > 0
    assert set(said) <= there.acts()
    assert there.rows("SELECT max(seq) FROM kernel_entry")[0][0] >= taken["last_seq"]
    assert (there.folder / "attachments" / "a1b2").read_bytes() == b"photo"
    assert (there.folder / "maps" / "c3.pmtiles").read_bytes() == b"map"

    there.run("wherehold.kernel.tests.writer", "once")
    written = there.rows("SELECT seq FROM kernel_entry WHERE kind = 'test.written'")
    heard = there.rows("SELECT subject FROM kernel_message")
    assert sorted(int(seq) for (seq,) in heard) == sorted(seq for (seq,) in written)
    assert there.verify()["sound"]


@pytest.fixture(scope="module")
def taken(here, tmp_path_factory):
    here.run("wherehold.kernel.tests.writer", "once")
    file = tmp_path_factory.mktemp("backup") / "b.tar.gz"
    here.run("wherehold", "backup", file)
    return file


@pytest.fixture
def backup(taken, tmp_path):
    return Path(shutil.copy(taken, tmp_path / "b.tar.gz"))


def test_a_backup_is_for_its_owner_alone(taken):
    assert taken.stat().st_mode & 0o077 == 0
    assert [path.name for path in taken.parent.iterdir()] == ["b.tar.gz"]


def test_nothing_is_overwritten(here, backup):
    before = here.rows("SELECT max(seq) FROM kernel_entry")
    done = here.run("wherehold", "restore", backup, ok=False)

    assert done.returncode == 1 and "not empty" in done.stderr
    assert here.rows("SELECT max(seq) FROM kernel_entry") == before


def rewrite(file, change):
    """Pack a backup anew, with another content or without some member."""
    with tarfile.open(file) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}
    change(members)
    with tarfile.open(file, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def manifest_with(**changes):
    def change(members):
        manifest = json.loads(members.pop("manifest.json"))
        members["manifest.json"] = json.dumps(manifest | changes).encode()

    return change


def put_outside(members):
    manifest = members.pop("manifest.json")
    members["attachments/../../outside"] = b"x"
    members["manifest.json"] = manifest


SPOILED = {
    "cut off": lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
    "empty": lambda file: file.write_bytes(b""),
    "something else": lambda file: file.write_bytes(b"PK\3\4" + b"x" * 100),
    "without manifest": lambda file: rewrite(file, lambda m: m.pop("manifest.json")),
    "file missing": lambda file: rewrite(file, lambda m: m.pop("attachments/a1b2")),
    "file changed": lambda file: rewrite(file, lambda m: m.update({"attachments/a1b2": b"x"})),
    "file added": lambda file: rewrite(file, put_outside),
    "of a later version": lambda file: rewrite(
        file, manifest_with(migrations=[["kernel", "9999_future"]])
    ),
    "of another database": lambda file: rewrite(file, manifest_with(engine="other")),
}


@pytest.mark.parametrize("spoil", SPOILED)
def test_what_is_no_whole_backup_is_refused_before_anything_is_written(backup, place, spoil):
    SPOILED[spoil](backup)
    there = place("there")
    done = there.run("wherehold", "restore", backup, ok=False)

    assert done.returncode == 1, done.stdout
    assert "Nothing was written" in done.stderr, done.stderr
    assert (
        not there.folder.exists()
        and [path.name for path in there.folder.parent.iterdir() if "restore" in path.name] == []
    )


@needs_sqlite
def test_a_backup_with_a_ledger_that_is_not_sound_is_refused(here, backup, place, tmp_path):
    bad = Installation(tmp_path / "bad", None)
    shutil.copytree(here.folder, bad.folder)
    with sqlite3.connect(bad.folder / "wherehold.sqlite3") as database:
        database.execute("DROP TRIGGER kernel_entry_no_update")
        database.execute("UPDATE kernel_entry SET actor = 'party:9' WHERE seq = 1")
    database.close()
    bad.run("wherehold", "backup", backup)
    there = place("there")
    done = there.run("wherehold", "restore", backup, ok=False)

    assert done.returncode == 1 and "not sound" in done.stderr
    assert not there.folder.exists()


def test_a_file_that_is_not_there(place, tmp_path):
    done = place("there").run("wherehold", "restore", tmp_path / "none", ok=False)

    assert done.returncode == 1 and "No such file" in done.stderr
    assert not Path(settings.DATA_DIR, "none").exists()


def test_a_program_that_is_missing_or_fails_is_named(monkeypatch):
    with pytest.raises(backup_module.ToolFailed, match="false"):
        backup_module.run_tool("false")
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(backup_module.ToolMissing, match="postgresql-client"):
        backup_module.run_tool("pg_dump")
