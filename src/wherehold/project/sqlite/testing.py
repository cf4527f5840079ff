"""The database of tests: a file, because threads share no memory database while they write."""

import os
import tempfile
from pathlib import Path

from django.db.backends.sqlite3.creation import DatabaseCreation

_MEMORY = Path("/dev/shm")


class Creation(DatabaseCreation):
    """Makes one file a process, in memory where the system has a folder for that."""

    def _get_test_db_name(self) -> str:
        folder = _MEMORY if os.access(_MEMORY, os.W_OK) else Path(tempfile.gettempdir())
        return str(folder / f"wherehold-test-{os.getpid()}.sqlite3")

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        for suffix in ("", "-wal", "-shm", "-queue", "-writer"):
            Path(test_database_name + suffix).unlink(missing_ok=True)
