"""Backups: one file with everything that is kept, taken while the system serves.

It holds a consistent copy of the database, the attachments, the organisation's own map, the
keys, and last a manifest with the digest of each. The database is copied first: what is attached
later is in the copy of the files, perhaps, but nothing that the database speaks of is missing.
"""

import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import orjson
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from wherehold import __version__
from wherehold.kernel import clock, seal, sequencer, worker
from wherehold.kernel.errors import Unavailable
from wherehold.kernel.models import Entry

TYPE = "wherehold-backup-1"
MANIFEST = "manifest.json"
DATABASE_FILE = {"sqlite": "wherehold.sqlite3", "postgresql": "database.dump"}
# Quick, and still a quarter of the size: a backup that takes long is not taken.
COMPRESSION = 1


class ToolMissing(Unavailable):
    """PostgreSQL's own programs are not installed."""

    code = "tool_missing"
    title = _("A program is missing")
    message = _("{program} is missing. Install PostgreSQL's client programs: postgresql-client.")


class ToolFailed(Unavailable):
    """A program that copies the database did not end well."""

    code = "tool_failed"
    title = _("The database was not copied")
    message = _("{program}: {said}")


@dataclass(frozen=True)
class Taken:
    """What a backup holds."""

    file: Path
    size: int
    entries: int
    attachments: int
    last_seq: int
    taken_at: str


def take(file: Path) -> Taken:
    """Write a backup to a file, whole or not at all, readable by its owner alone.

    A file of that name is replaced once the new one is complete.
    Raises: ToolMissing, ToolFailed; OSError when the file cannot be written.
    """
    file = file.absolute()
    with tempfile.TemporaryDirectory(prefix=f".{file.name}-", dir=file.parent) as folder:
        copy = Path(folder, DATABASE_FILE[connection.vendor])
        facts = copy_database(copy)
        draft = Path(folder, "backup")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            count = _write(target, copy, facts)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(file)
    return Taken(
        file=file,
        size=file.stat().st_size,
        entries=facts["placed"],
        attachments=count,
        last_seq=facts["last_seq"],
        taken_at=facts["taken_at"],
    )


def copy_database(copy: Path) -> dict[str, Any]:
    """Copy the database as it is at one moment, and say how far the ledger goes at least."""
    worker.settle()
    facts = {
        "taken_at": clock.rfc3339(clock.now()),
        "last_seq": Entry.objects.aggregate(last=Max("seq"))["last"] or 0,
        "placed": sequencer.size(),
        "sealed": seal.sealed(),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }
    if connection.vendor == "sqlite":
        _copy_sqlite(copy)
    else:
        run_tool("pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
    return facts


def run_tool(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on our database.

    Raises: ToolMissing, ToolFailed.
    """
    path = shutil.which(program)
    if path is None:
        raise ToolMissing({"program": program})
    done = subprocess.run(
        [path, *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ToolFailed({"program": program, "said": done.stderr.strip()[-500:]})


def _copy_sqlite(copy: Path) -> None:
    """Copy by SQLite's own online backup, from one snapshot; writers go on meanwhile."""
    source = sqlite3.connect(connection.settings_dict["NAME"])
    target = sqlite3.connect(copy)
    try:
        source.backup(target)
        # One file, complete: no log beside it that could be lost.
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
        source.close()


def _environment() -> dict[str, str]:
    """Return the address of the database as PostgreSQL's programs read it; no word of it shows."""
    known = connection.settings_dict
    named = {
        "PGHOST": known["HOST"],
        "PGPORT": known["PORT"],
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGDATABASE": known["NAME"],
        "PGSSLMODE": known["OPTIONS"].get("sslmode", ""),
        "PGSSLROOTCERT": known["OPTIONS"].get("sslrootcert", ""),
    }
    return {**os.environ, **{name: str(value) for name, value in named.items() if value}}


def _write(target: IO[bytes], copy: Path, facts: dict[str, Any]) -> int:
    digests: dict[str, str] = {}
    attachments = 0
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=COMPRESSION) as tar:
        for name, path in _members(copy):
            try:
                digests[name] = _add(tar, name, path)
            except FileNotFoundError:
                continue  # A draft that was there a moment ago.
            attachments += name.startswith("attachments/")
        manifest = {
            "type": TYPE,
            "version": __version__,
            "engine": connection.vendor,
            **facts,
            "files": digests,
        }
        text = orjson.dumps(manifest, option=orjson.OPT_INDENT_2)
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(text), 0o600
        tar.addfile(member, BytesIO(text))
    return attachments


def _members(copy: Path) -> Iterator[tuple[str, Path]]:
    """Yield what goes into a backup: name there, file here."""
    yield copy.name, copy
    for name, folder in (
        ("keys", Path(settings.KEYS_DIR)),
        ("attachments", Path(settings.ATTACHMENTS_DIR)),
        ("maps", Path(settings.MAPS_DIR)),
    ):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                yield f"{name}/{path.relative_to(folder).as_posix()}", path


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as source:
        digest = file_digest(source, "sha256").hexdigest()
        member = tarfile.TarInfo(name)
        member.size, member.mode = source.tell(), 0o600
        member.mtime = int(path.stat().st_mtime)
        source.seek(0)
        tar.addfile(member, source)
    return digest
