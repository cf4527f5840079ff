"""The key that signs cookies and links: made once, kept in the data folder, never a sample."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LENGTH_MIN = 50
DIFFERENT_MIN = 12
FILE_NAME = "secret-key"


def read(given: str, keys: Path) -> str:
    """Return the key: the one given, else the one in the folder, else none.

    Without a key Django starts no server: `init` makes one first.
    Raises: ImproperlyConfigured for a key that is short or looks like a sample.
    """
    file = keys / FILE_NAME
    key = given or (file.read_text().strip() if file.is_file() else "")
    if key and (len(key) < LENGTH_MIN or len(set(key)) < DIFFERENT_MIN):
        raise ImproperlyConfigured(
            f"The secret key is too easy to guess: give {LENGTH_MIN} random characters or more "
            "as WHEREHOLD_SECRET_KEY, or none to have one made."
        )
    return key


def make(keys: Path) -> None:
    """Write a new key into the folder, readable by its owner alone, unless there is one."""
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = keys / FILE_NAME
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as target:
            target.write(secrets.token_urlsafe(64))
