"""The first run: while nobody has an account, one secret link lets its holder make the first.

The secret is a file in the data folder. While the file is there the installation waits for its
first administrator, and every page leads to the first-run page; with the file it is over.
"""

import secrets
from pathlib import Path

from django.conf import settings

FILE_NAME = "setup-token"


def _file() -> Path:
    return Path(settings.KEYS_DIR) / FILE_NAME


def begin() -> str:
    """Make the secret of the first-run page, unless there is one, and return it."""
    file = _file()
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(24))
    return file.read_text().strip()


def is_waiting() -> bool:
    """Say whether the installation still waits for its first administrator."""
    return _file().exists()


def opens(token: str) -> bool:
    """Say whether a token is the secret of this first run."""
    return is_waiting() and secrets.compare_digest(begin().encode(), token.encode())


def end() -> None:
    """Close the first-run page for good."""
    _file().unlink(missing_ok=True)
