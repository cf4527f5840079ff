"""Files on assets, places and models. Nothing here writes.

Whoever may see a thing may see its files: that is asked when a file is handed out, not when its
address was learned.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from wherehold.kernel import written
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access
from wherehold.register.models import Asset, Attachment, Model, Place
from wherehold.register.queries import reach

PERMISSIONS = {"asset": "asset.attach", "place": "place.edit", "model": "catalogue.edit"}


@dataclass(frozen=True)
class FileLine:
    """One file as lists show it."""

    id: int
    kind: str
    name: str
    content_type: str
    size: int
    sha256: str
    added_at: datetime
    has_thumbnail: bool


@dataclass(frozen=True, kw_only=True)
class Served:
    """A file to be handed out: what it is called and is, and under which names it is stored."""

    name: str
    content_type: str
    stored: str
    thumbnail: str


@dataclass(frozen=True, kw_only=True)
class PhotoLine:
    """One photo of an asset, with its hash and the names under which it is stored."""

    id: int
    asset_id: int
    name: str
    sha256: str
    stored: str
    thumbnail: str


@dataclass(frozen=True)
class Subject:
    """What files are put on: "asset", "place" or "model", and which."""

    type: str
    id: int


def may_attach(*, actor: Actor, subject: Subject) -> None:
    """Refuse who may not put files on something, before a byte of them is looked at.

    Raises: NotFound, NotAllowed.
    """
    _see(actor, subject.type, subject.id)
    catalogue = PERMISSIONS["model"]
    may: dict[str, Callable[[], QuerySet[Any]]] = {
        "asset": lambda: Asset.objects.filter(access.visible(actor, "asset.attach")),
        "place": lambda: Place.objects.filter(reach.places(actor=actor, permission="place.edit")),
        "model": lambda: Model.objects.filter(reach.models(actor=actor, permission=catalogue)),
    }
    if not may[subject.type]().filter(pk=subject.id).exists():
        raise NotAllowed({"actor": actor.name, "permission": PERMISSIONS[subject.type]})


def files(*, actor: Actor, subject_type: str, subject_id: int) -> list[FileLine]:
    """List the files on something, newest first. Two statements.

    Raises: NotFound.
    """
    _see(actor, subject_type, subject_id)
    return files_on(actor=actor, subject_type=subject_type, subject_id=subject_id)


def files_on(*, actor: Actor, subject_type: str, subject_id: int) -> list[FileLine]:
    """List the files on something that the actor was found to see. One statement."""
    assert actor.name
    rows = written.asked(_files_on, subject_type, subject_id)
    return [
        FileLine(key, kind, name, content_type, size, sha256, added_at, thumbnail != "")
        for key, kind, name, content_type, size, sha256, added_at, thumbnail in rows
    ]


def _files_on(subject_type: str, subject_id: int) -> QuerySet[Any, Any]:
    rows = Attachment.objects.filter(
        subject_type=subject_type, subject_id=subject_id, archived_at=None
    )
    columns = ("pk", "kind", "name", "content_type", "size", "sha256", "added_at", "thumbnail")
    return rows.order_by("-pk").values_list(*columns)


def photos(*, actor: Actor, attachment_ids: Iterable[int]) -> list[PhotoLine]:
    """Return those of the files that are photos of assets that the actor may see. One statement."""
    seen = Asset.objects.filter(access.visible(actor)).values("pk")
    rows = Attachment.objects.filter(
        pk__in=set(attachment_ids), kind="photo", subject_type="asset", subject_id__in=seen
    )
    return [
        PhotoLine(
            id=row.pk,
            asset_id=row.subject_id,
            name=row.name,
            sha256=row.sha256,
            stored=row.stored,
            thumbnail=row.thumbnail,
        )
        for row in rows.order_by("pk")
    ]


def served(*, actor: Actor, attachment_id: int) -> Served:
    """Return a file that is to be handed out. Two statements.

    Raises: NotFound, also when what it is on may not be seen, or it was taken off.
    """
    row = Attachment.objects.filter(pk=attachment_id, archived_at=None).first()
    if row is None:
        raise NotFound({"what": "file", "key": attachment_id})
    try:
        _see(actor, row.subject_type, row.subject_id)
    except NotFound:
        raise NotFound({"what": "file", "key": attachment_id}) from None
    return Served(
        name=row.name,
        content_type=row.content_type,
        stored=row.stored,
        thumbnail=row.thumbnail,
    )


def _see(actor: Actor, subject_type: str, subject_id: int) -> None:
    """Refuse what the actor does not see.

    Raises: NotFound.
    """
    seen: dict[str, Callable[[], QuerySet[Any]]] = {
        "asset": lambda: Asset.objects.filter(access.visible(actor)),
        "place": lambda: Place.objects.filter(reach.places(actor=actor)),
        "model": lambda: Model.objects.filter(reach.models(actor=actor)),
    }
    if subject_type not in seen or not seen[subject_type]().filter(pk=subject_id).exists():
        raise NotFound({"what": subject_type, "key": subject_id})
