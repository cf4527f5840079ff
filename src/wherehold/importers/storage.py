"""Files of imports and exports as they are kept: under names of our own, in the data folder."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wherehold.kernel.errors import DiskFull, TooLarge

NAME_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was taken in: its name in the folder, and what it is known by."""

    stored: str
    sha256: str
    size: int


def path_of(stored: str) -> Path:
    """Return where a file is kept. `stored` comes from a row, never from a request."""
    assert stored.isalnum()
    return folder() / stored


def folder() -> Path:
    """Return the folder, made if it is not there."""
    found = Path(settings.DATA_DIR) / "imports"
    found.mkdir(mode=0o750, parents=True, exist_ok=True)
    return found


def new_name() -> str:
    """Make up a name for a file."""
    return secrets.token_hex(16)


def keep(pieces: Iterable[bytes]) -> Kept:
    """Write a file in pieces, counting them, and return how it is known.

    Raises: TooLarge, DiskFull.
    """
    stored = new_name()
    digest, size = hashlib.sha256(), 0
    path = path_of(stored)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > settings.IMPORT_BYTES_MAX:
                    limit = f"{settings.IMPORT_BYTES_MAX >> 20} MiB"
                    raise TooLarge({"what": "file", "limit": limit})
                digest.update(piece)
                file.write(piece)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise DiskFull({}) from error
    except TooLarge:
        path.unlink(missing_ok=True)
        raise
    return Kept(stored, digest.hexdigest(), size)


def shown_name(name: str) -> str:
    """Return the name of a file as it is shown: a label, never a path."""
    plain = "".join(c for c in name.replace("\\", "/").rpartition("/")[2] if c.isprintable())
    return plain.strip()[:NAME_CHARACTERS_MAX] or "file"
