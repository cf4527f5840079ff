"""The file of an organisation's own map, as an administrator brought it.

Each lies under a name of its own, so that none is ever changed: it is put in place before the
commit of the row that names it, and what no row names is swept away.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from wherehold.kernel import clock
from wherehold.kernel.errors import TooLarge
from wherehold.tracking import pmtiles
from wherehold.tracking.models import BaseMap
from wherehold.tracking.refusals import BadMap

BYTES_MAX = 8 * 2**30
SUFFIX = ".pmtiles"
# What is as young as this may be one that somebody brings at the moment.
YOUNG_S = 3_600


def folder() -> Path:
    """Return where maps lie, whether or not any is there."""
    return Path(settings.MAPS_DIR)


def path() -> Path | None:
    """Return where the map lies that was brought, if one was. One statement."""
    name = BaseMap.objects.values_list("file", flat=True).first()
    return folder() / name if name else None


def sweep() -> int:
    """Delete what lies among the maps and is none, and is not just being brought; say how many."""
    kept = set(BaseMap.objects.values_list("file", flat=True))
    old = clock.now().timestamp() - YOUNG_S
    found = [one for one in folder().glob("*") if one.name not in kept]
    gone = [one for one in found if one.is_file() and one.stat().st_mtime < old]
    for one in gone:
        one.unlink(missing_ok=True)
    return len(gone)


@dataclass(frozen=True)
class Brought:
    """A file that was looked at, lies in place, and may become the map."""

    path: Path
    sha256: str
    size: int
    pictures: str
    zoom_most: int


def bring(pieces: Iterable[bytes]) -> Brought:
    """Write what comes in to a file of its own, look at it, and return what it is.

    It takes long, so no transaction is open meanwhile. Where it does not become the map, the
    caller takes it away; where even that fails, it is swept away later.

    Raises: TooLarge, BadMap, OSError.
    """
    folder().mkdir(mode=0o750, parents=True, exist_ok=True)
    path = folder() / f"{secrets.token_hex(16)}{SUFFIX}"
    try:
        digest, size = _write(path, pieces)
        archive = pmtiles.check(path)
    except pmtiles.BadArchive as error:
        path.unlink(missing_ok=True)
        raise BadMap({"why": str(error)}) from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    os.close(archive.file)
    return Brought(path, digest, size, archive.kind, archive.zooms[-1])


def _write(path: Path, pieces: Iterable[bytes]) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
    with os.fdopen(handle, "wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > BYTES_MAX:
                raise TooLarge({"what": "map", "limit": f"{BYTES_MAX >> 30} GiB"})
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    _settle(path.parent)
    return digest.hexdigest(), size


def _settle(folder: Path) -> None:
    """Wait until the name of a new file is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
