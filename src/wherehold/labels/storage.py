"""Files of labels that are made in the background: parts, and the whole, in the data folder."""

import os
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """Return the folder, made if it is not there."""
    found = Path(settings.DATA_DIR) / "labels"
    found.mkdir(mode=0o750, parents=True, exist_ok=True)
    return found


def part(stored: str, number: int, suffix: str) -> Path:
    """Return where a part is kept. `stored` comes from a row, never from a request."""
    assert stored.isalnum()
    return folder() / f"{stored}-{number:04}.{suffix}"


def parts(stored: str) -> list[Path]:
    """Return the parts that are there, in order."""
    assert stored.isalnum()
    return sorted(one for one in folder().glob(f"{stored}-*") if one.suffix != ".new")


def whole(stored: str) -> Path:
    """Return where the whole is kept."""
    assert stored.isalnum()
    return folder() / stored


def keep(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    written = path.with_suffix(".new")
    with written.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    written.replace(path)


def join(target: Path, parts: Sequence[Path], *, as_zip: bool) -> None:
    """Make one file of parts, a piece at a time: the only one, a ZIP, or one after the other."""
    new = target.with_name(f"{target.name}.new")
    if len(parts) == 1:
        shutil.copyfile(parts[0], new)
    elif as_zip:
        with zipfile.ZipFile(new, "w", zipfile.ZIP_STORED) as archive:
            for number, one in enumerate(parts, 1):
                archive.write(one, f"labels-{number:02}-of-{len(parts):02}{one.suffix}")
    else:
        with new.open("wb") as out:
            for one in parts:
                with one.open("rb") as file:
                    shutil.copyfileobj(file, out)
    new.replace(target)


def remove(stored: str) -> None:
    """Delete what is there of a print."""
    assert stored.isalnum()
    for path in folder().glob(f"{stored}*"):
        path.unlink(missing_ok=True)
