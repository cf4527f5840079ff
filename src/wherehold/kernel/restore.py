"""Restoring a backup into an empty place.

Everything is looked at before anything is written there: the manifest, the digest of each file,
the version, and a trial load whose ledger must be sound. What is in the way is never overwritten.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

import orjson
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext_lazy as _

from wherehold.kernel import clock, keys, ledger, organisation, seal, verify
from wherehold.kernel.actor import system
from wherehold.kernel.backup import DATABASE_FILE, MANIFEST, TYPE, run_tool
from wherehold.kernel.errors import Conflict, Invalid
from wherehold.kernel.events import Restored
from wherehold.kernel.models import Root

CHUNK_BYTES = 2**20
MANIFEST_BYTES_MAX = 256 * 2**20
FOLDERS = {"keys", "attachments", "maps"}


class NotEmpty(Conflict):
    """There is an installation where the backup is to go."""

    code = "not_empty"
    title = _("Not empty")
    message = _("{where} is not empty: nothing is overwritten. Restore into an empty place.")


class BadBackup(Invalid):
    """The file is not a complete backup that fits here."""

    code = "bad_backup"
    title = _("Not a backup that can be restored")
    message = _("{file}: {reason} Nothing was written.")


def restore(file: Path) -> dict[str, Any]:
    """Restore a backup into the empty data folder and database of the settings.

    Returns the manifest. Sessions of the old installation are ended.
    Raises: NotEmpty, BadBackup, ToolMissing, ToolFailed; OSError when a file cannot be used.
    """
    data = Path(settings.DATA_DIR)
    _refuse_unless_empty(data)
    data.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{data.name}-restore-", dir=data.parent) as folder:
        staged = Path(folder)
        manifest = _unpack(file, staged)
        _check_version(file, manifest)
        if manifest["engine"] == "sqlite":
            _try_sqlite(file, staged)
        else:
            run_tool("pg_restore", "--file=/dev/null", str(staged / DATABASE_FILE["postgresql"]))
        _refuse_unless_empty(data)
        _move_in(staged, data, manifest["engine"])
    _finish(manifest)
    return manifest


def _refuse_unless_empty(data: Path) -> None:
    kept = [DATABASE_FILE["sqlite"], *sorted(FOLDERS), seal.HEAD_FILE]
    if found := [name for name in kept if _has_something(data / name)]:
        raise NotEmpty({"where": str(data / found[0])})
    name = str(connection.settings_dict["NAME"])
    is_postgresql = connection.vendor == "postgresql"
    if connection.introspection.table_names() if is_postgresql else Path(name).exists():
        raise NotEmpty({"where": name})


def _has_something(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _unpack(file: Path, staged: Path) -> dict[str, Any]:
    """Unpack a backup into a folder of its own and hold each file against the manifest."""
    found: dict[str, str] = {}
    manifest: Any = None
    try:
        with tarfile.open(file, "r:gz") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or manifest is not None:
                    raise BadBackup({"file": file.name, "reason": _("It has a foreign member.")})
                if member.name == MANIFEST:
                    manifest = orjson.loads(source.read(MANIFEST_BYTES_MAX))
                else:
                    found[member.name] = _extract(file, source, staged, member.name)
    except (tarfile.TarError, EOFError, OSError, orjson.JSONDecodeError) as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise
        reason = _("It is damaged or cut off.")
        raise BadBackup({"file": file.name, "reason": reason}) from error
    if not isinstance(manifest, dict) or manifest.get("type") != TYPE:
        raise BadBackup({"file": file.name, "reason": _("It has no manifest of ours.")})
    if manifest.get("files") != found:
        reason = _("A file is missing or differs from the manifest.")
        raise BadBackup({"file": file.name, "reason": reason})
    return manifest


def _extract(file: Path, source: IO[bytes], staged: Path, name: str) -> str:
    """Write one member to where it belongs, and return its digest."""
    parts = PurePosixPath(name).parts
    is_ours = name in DATABASE_FILE.values() or (len(parts) > 1 and parts[0] in FOLDERS)
    if not is_ours or ".." in parts or name.startswith("/") or "\\" in name or "\0" in name:
        raise BadBackup({"file": file.name, "reason": _("It has a foreign member.")})
    target = staged.joinpath(*parts)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = sha256()
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as writing:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            writing.write(chunk)
    return digest.hexdigest()


def _check_version(file: Path, manifest: dict[str, Any]) -> None:
    """Refuse a backup of another engine, or of a version later than this one."""
    if manifest["engine"] != connection.vendor:
        reason = _("It is of {theirs}, and this installation uses {ours}.").format(
            theirs=manifest["engine"], ours=connection.vendor
        )
        raise BadBackup({"file": file.name, "reason": reason})
    migrations = MigrationLoader(None).disk_migrations
    replaced = (key for one in migrations.values() for key in one.replaces)
    known = {*migrations, *replaced}
    theirs = {tuple(key) for key in manifest["migrations"]}
    if DATABASE_FILE[connection.vendor] not in manifest["files"] or theirs - known:
        reason = _("It is of version {version}, later than this one.").format(
            version=manifest["version"]
        )
        raise BadBackup({"file": file.name, "reason": reason})


def _try_sqlite(file: Path, staged: Path) -> None:
    """Load the copy on trial: the database must be whole and its ledger sound."""
    database = staged / DATABASE_FILE["sqlite"]
    copy = sqlite3.connect(database)
    try:
        whole = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        whole = False
    finally:
        copy.close()
    if not whole:
        raise BadBackup({"file": file.name, "reason": _("Its database is damaged.")})
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WHEREHOLD_DATABASE_")}
    done = subprocess.run(
        [sys.executable, "-m", "wherehold", "ledger", "verify"],
        env={**environment, "WHEREHOLD_DATA_DIR": str(staged)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = (done.stdout + done.stderr).strip()[-300:]
        raise BadBackup({"file": file.name, "reason": _("Its ledger is not sound: ") + reason})
    for suffix in ("-wal", "-shm", "-queue", "-writer"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _move_in(staged: Path, data: Path, engine: str) -> None:
    """Put everything in its place; the database last, as it makes the installation."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in FOLDERS:
        if (staged / name).exists():
            if (data / name).exists():
                (data / name).rmdir()
            (staged / name).rename(data / name)
    copy = staged / DATABASE_FILE[engine]
    if engine == "sqlite":
        shutil.move(copy, connection.settings_dict["NAME"])
        return
    run_tool(
        "pg_restore",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={connection.settings_dict['NAME']}",
        str(copy),
    )


def _finish(manifest: dict[str, Any]) -> None:
    """Bring the database to this version, end the old sessions, write down what was done."""
    connection.close()
    keys.forget()
    organisation.forget()
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_session")
        event = Restored(taken_at=manifest["taken_at"], size=manifest["placed"])
        ledger.record([event], actor=system("restore"), happened_at=clock.now())
    if root := Root.objects.order_by("-size").first():
        seal.write_head(root)
    if manifest["engine"] == "postgresql" and not (report := verify.verify()).is_sound:
        first = min(report.findings)
        raise BadBackup({"file": manifest["taken_at"], "reason": first.sentence})
