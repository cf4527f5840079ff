"""Databases that are migrated already: made once for the migrations there are, then copied.

To migrate costs several seconds of a processor, and every process of tests and every installation
that a test makes would pay them. What is copied is what migrating made, before anything else.
"""

import ast
import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.db import connection

import wherehold

SOURCES = Path(wherehold.__file__).parent
# Where migrating begins: what it runs, the settings, and the database that they name by a text.
BEGIN = ("*/migrations/*.py", "project/settings.py", "project/sqlite/*.py")
FOLDER = Path(tempfile.gettempdir()) / f"wherehold-migrated-{os.getuid()}"
KEPT_S = 6 * 3600
FILE, KEYS = "wherehold.sqlite3", "keys"
THERE = "SELECT 1 FROM pg_database WHERE datname = %s"


def use():
    """Let the database of this run be a copy of one that is there, or make one to be copied."""
    creation = connection.creation
    migrate = creation.create_test_db
    made = _postgresql if connection.vendor == "postgresql" else _sqlite
    creation.create_test_db = functools.partial(made, creation, migrate)


def lay(data, url=""):
    """Let an installation begin with a copy, if there is one; without, it migrates by itself.

    Its data folder is not there yet, and at `url`, if it has one, nobody uses the database.
    """
    made = folder("postgresql" if url else "sqlite")
    with _alone():
        if not (made / KEYS).exists() or url and not _copied(url):
            return
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copytree(made / KEYS, data / KEYS)
        if not url:
            shutil.copyfile(made / FILE, data / FILE)


def folder(vendor=""):
    """Return where the SQLite file and the keys of these migrations are, or would be."""
    return FOLDER / f"{vendor or connection.vendor}-{_digest()}"


def database():
    """Return the name of the PostgreSQL database of these migrations, beside the settings' own."""
    return f"{_before()}{_digest()}"


@functools.cache
def _digest():
    """Return what stands for all that migrating runs: another text for any change to it."""
    found = hashlib.sha256(django.__version__.encode())
    for path in sorted(run_by_migrating()):
        found.update(str(path.relative_to(SOURCES)).encode() + path.read_bytes())
    return found.hexdigest()[:12]


def run_by_migrating() -> set[Path]:
    """Return our files that migrating runs: migrations, what they import, what that imports."""
    found: set[Path] = set()
    left = [path for pattern in BEGIN for path in SOURCES.glob(pattern)]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left += [file for name in _imported(path) for file in _files(name)]
    return found


def _imported(path: Path) -> Iterator[str]:
    """Return what a file imports, as modules; a name from a module may be one."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def _files(name: str) -> Iterator[Path]:
    """Return the files of a module of ours and of the packages that it lies in."""
    parts = name.split(".")
    for depth in range(1, len(parts) + 1):
        path = SOURCES.parent.joinpath(*parts[:depth])
        yield from (one for one in (path.with_suffix(".py"), path / "__init__.py") if one.exists())


@contextlib.contextmanager
def _alone():
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sqlite(creation, migrate, **options):
    name = creation._get_test_db_name()
    with _alone():
        if (folder() / FILE).exists():
            shutil.copyfile(folder() / FILE, name)
            return _take(name)
        migrate(**options)
        _keep()
        with contextlib.closing(sqlite3.connect(name)) as made:
            made.execute("VACUUM INTO ?", [str(folder() / FILE)])
    return name


def _postgresql(creation, migrate, **options):
    name = creation._get_test_db_name()
    with _alone(), creation._nodb_cursor() as server:
        server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [_before()]
        )
        there = {row[0] for row in server.fetchall()}
        if database() in there and (folder() / KEYS).exists():
            server.execute(f'DROP DATABASE IF EXISTS "{name}"')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database()}"')
            return _take(name)
        migrate(**options)
        connection.close()
        for old in there:
            server.execute(f'DROP DATABASE "{old}"')
        server.execute(f'CREATE DATABASE "{database()}" TEMPLATE "{name}"')
        _keep()
    return name


def _copied(url):
    """Put a copy in the place of a database; say whether its server had one to be copied."""
    import psycopg

    base, name = url.rsplit("/", 1)
    with psycopg.connect(f"{base}/postgres", autocommit=True) as server:
        if not server.execute(THERE, [database()]).fetchone():
            return False
        server.execute(f'DROP DATABASE "{name}"')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database()}"')
    return True


@functools.cache
def _before():
    return f"migrated_{settings.DATABASES['default']['NAME']}_"


def _keep():
    """Keep the keys that were made with a database, and forget what others made of old."""
    for old in FOLDER.iterdir():
        if old.is_dir() and time.time() - old.stat().st_mtime > KEPT_S:
            shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(settings.DATA_DIR / KEYS, folder() / KEYS, dirs_exist_ok=True)


def _take(name):
    """Connect to a database that is there, with the keys that were made with it."""
    shutil.copytree(folder() / KEYS, settings.DATA_DIR / KEYS, dirs_exist_ok=True)
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    return name
