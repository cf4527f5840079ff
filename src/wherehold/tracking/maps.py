"""The file of an organisation's own map, as an administrator brought it."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wherehold.kernel.errors import TooLarge
from wherehold.tracking import pmtiles
from wherehold.tracking.refusals import BadMap

BYTES_MAX = 8 * 2**30
NAME = "map.pmtiles"


def path() -> Path:
    """Return where it lies, whether or not it is there."""
    return Path(settings.DATA_DIR) / "maps" / NAME


def version() -> str:
    """Return what tells browsers that it is another one than before; nothing where none is."""
    if settings.MAP_FILE or not path().exists():
        return ""
    return f"?v={path().stat().st_mtime_ns:x}"


@dataclass(frozen=True)
class Brought:
    """A file that was looked at and may become the map."""

    draft: Path
    sha256: str
    size: int
    pictures: str
    zoom_most: int


def bring(pieces: Iterable[bytes]) -> Brought:
    """Write what comes in to a file beside it, look at it, and return what it is.

    It takes long, so no transaction is open meanwhile.

    Raises: TooLarge, BadMap, OSError.
    """
    folder = path().parent
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    draft = folder / f".{secrets.token_hex(16)}"
    try:
        digest, size = _write(draft, pieces)
        archive = pmtiles.check(draft)
    except pmtiles.BadArchive as error:
        draft.unlink(missing_ok=True)
        raise BadMap({"why": str(error)}) from error
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    os.close(archive.file)
    return Brought(draft, digest, size, archive.kind, archive.zooms[-1])


def _write(draft: Path, pieces: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > BYTES_MAX:
                raise TooLarge({"what": "map", "limit": f"{BYTES_MAX >> 30} GiB"})
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size
