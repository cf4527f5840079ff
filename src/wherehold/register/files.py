"""The bytes of attachments: looked at, made harmless, and kept under names of our own.

What a file is says its content alone. Photos are drawn anew, so nothing that was hidden in them
stays: neither where they were taken nor what another program would read them as. Everything else
is kept as it is and only ever handed out as a download.
"""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from wherehold.kernel.errors import Invalid, TooLarge

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS_MAX = 40_000_000
SIDE_MAX = 2_560
THUMBNAIL_SIDE = 480
NAME_MAX = 200
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
IMAGES = frozenset(FORMATS.values())
PDF = "application/pdf"
UNKNOWN = "application/octet-stream"
_STORED = frozenset("0123456789abcdef")
_BAD_IN_NAMES = frozenset('/\\:*?"<>|')


class NotAnImage(Invalid):
    """The file is no photo that can be shown."""

    status = 415
    code = "not_an_image"
    title = _("Not a photo")
    message = _("{name} is not a JPEG, PNG or WebP image that can be read.")


class EmptyFile(Invalid):
    """There is nothing in the file."""

    code = "empty_file"
    title = _("Empty file")
    message = _("{name} is empty.")


class Uploaded(Protocol):
    """A file as it comes in: what the sender calls it, and its bytes."""

    name: str | None

    def chunks(self) -> Iterable[bytes]:
        """Return the bytes, some at a time."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file that was stored: what it is, and under which of our names."""

    name: str
    kind: str
    content_type: str
    size: int
    sha256: str
    stored: str
    thumbnail: str


def keep(upload: Uploaded, *, photo: bool = False) -> Kept:
    """Store a file and return what it is. With `photo` it has to be an image.

    Raises: TooLarge, EmptyFile, NotAnImage.
    """
    name = clean_name(upload.name or "")
    draft = _write_draft(upload, name)
    try:
        drawn = _drawn(draft, name)
        if drawn is None and photo:
            raise NotAnImage({"name": name})
        if drawn is None:
            kind, content_type, stored, thumbnail = "document", _type_of(draft), _take(draft), ""
        else:
            kind, content_type = "photo", drawn[0]
            stored, thumbnail = _store(drawn[1]), _store(drawn[2])
    finally:
        draft.unlink(missing_ok=True)
    raw = path_of(stored)
    digest = sha256()
    with raw.open("rb") as kept:
        while chunk := kept.read(2**20):
            digest.update(chunk)
    return Kept(
        name=name,
        kind=kind,
        content_type=content_type,
        size=raw.stat().st_size,
        sha256=digest.hexdigest(),
        stored=stored,
        thumbnail=thumbnail,
    )


def drop(kept: Iterable[Kept]) -> None:
    """Remove files that were stored for an act that did not happen."""
    for one in kept:
        for stored in filter(None, (one.stored, one.thumbnail)):
            path_of(stored).unlink(missing_ok=True)


def path_of(stored: str) -> Path:
    """Return where a file lies that we have named.

    Raises: ValueError for a name that is none of ours, so that no path comes out of a row.
    """
    if not stored or not _STORED.issuperset(stored):
        raise ValueError(f"{stored!r} is not a name of ours")
    return _folder() / stored


def size_px(stored: str) -> tuple[int, int]:
    """Return how wide and high a photo is that was stored, in pixels."""
    from PIL import Image

    with Image.open(path_of(stored), formats=list(FORMATS)) as image:
        return image.width, image.height


def clean_name(name: str) -> str:
    """Return what the sender calls a file, without any path and without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable() and c not in _BAD_IN_NAMES).strip(" .")
    if len(kept) <= NAME_MAX:
        return kept or "file"
    stem, dot, ending = kept.rpartition(".")
    tail = (dot + ending)[:20] if stem else ""
    return kept[: NAME_MAX - len(tail)] + tail


def _folder() -> Path:
    folder = Path(settings.ATTACHMENTS_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write_draft(upload: Uploaded, name: str) -> Path:
    """Write what comes in to a file of its own, up to what is taken."""
    draft = _folder() / f".{secrets.token_hex(16)}"
    size = 0
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            for chunk in upload.chunks():
                size += len(chunk)
                if size > settings.ATTACHMENT_BYTES_MAX:
                    megabytes = settings.ATTACHMENT_BYTES_MAX // 2**20
                    raise TooLarge({"what": name, "limit": f"{megabytes} MiB"})
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        if not size:
            raise EmptyFile({"name": name})
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _take(draft: Path) -> str:
    """Give a draft a name of ours."""
    stored = secrets.token_hex(16)
    draft.rename(_folder() / stored)
    return stored


def _store(raw: bytes) -> str:
    stored = secrets.token_hex(16)
    target = _folder() / stored
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return stored


def _type_of(draft: Path) -> str:
    with draft.open("rb") as file:
        return PDF if file.read(5) == b"%PDF-" else UNKNOWN


def _drawn(draft: Path, name: str) -> tuple[str, bytes, bytes] | None:
    """Return an image drawn anew, with its type and a small one; None for what is no image.

    Raises: NotAnImage for one that is broken or has too many pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(draft, formats=list(FORMATS)) as image:
            if image.width * image.height > PIXELS_MAX:
                raise NotAnImage({"name": name})
            kind = image.format or ""
            image.draft("RGB", (SIDE_MAX, SIDE_MAX))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((SIDE_MAX, SIDE_MAX))
            drawn = _encoded(upright, kind)
            upright.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            return FORMATS[kind], drawn, _encoded(upright, kind)
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAnImage({"name": name}) from error


def _encoded(image: "Image", kind: str) -> bytes:
    """Write an image as nothing but its pixels."""
    from io import BytesIO

    from PIL import Image

    has_alpha = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if has_alpha and kind != "JPEG" else "RGB"
    bare = Image.new(mode, image.size)
    bare.paste(image.convert(mode))
    options: dict[str, Any] = {} if kind == "PNG" else {"quality": 86}
    target = BytesIO()
    bare.save(target, format=kind, **options)
    return target.getvalue()
