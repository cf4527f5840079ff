"""Files about people as they are kept: under names of our own, in the data folder."""

import secrets
from pathlib import Path

from django.conf import settings


def path_of(stored: str) -> Path:
    """Return where a file is kept. `stored` comes from a row, never from a request."""
    assert stored.isalnum()
    return folder() / stored


def folder() -> Path:
    """Return the folder, made if it is not there; a backup leaves it out."""
    found = Path(settings.DATA_DIR) / "dossiers"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def new_name() -> str:
    """Make up a name for a file."""
    return secrets.token_hex(16)
