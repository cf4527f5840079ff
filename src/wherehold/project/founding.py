"""How an installation comes to be: secrets, database, organisation, first administrator."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from wherehold import __version__
from wherehold.kernel.errors import Conflict
from wherehold.project import secret_key

STATIC_STAMP = "stamp.txt"


class AlreadyFounded(Conflict):
    """An installation is founded once."""

    code = "already_founded"
    title = "Already there"
    message = "There is an installation in {folder} already. Name another WHEREHOLD_DATA_DIR."


@dataclass(frozen=True)
class Founder:
    """The first administrator, before there are accounts."""

    email: str
    password: str
    name: str = ""


def prepare() -> None:
    """Make the secrets, bring the database to this version, collect the static files."""
    data = Path(settings.DATA_DIR)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not settings.GIVEN_SECRET_KEY:
        secret_key.make(settings.KEYS_DIR)
        settings.SECRET_KEY = secret_key.read("", settings.KEYS_DIR)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
    _collect_static()


def _collect_static() -> None:
    """Copy the static files to where they are served from, unless they are there."""
    stamp = Path(settings.STATIC_ROOT) / STATIC_STAMP
    digest = _static_digest()
    if not stamp.exists() or stamp.read_text() != digest:
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(digest)


def _static_digest() -> str:
    """Return a digest of names, sizes and times of the static files and of our version."""
    found = hashlib.sha256(__version__.encode())
    for path, folder in sorted(_static_files()):
        stat = Path(folder, path).stat()
        found.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _static_files() -> Iterator[tuple[str, str]]:
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            yield path, storage.location
