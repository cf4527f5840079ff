"""Putting files on assets, places and models, and taking them off."""

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import files
from wherehold.register.catalogue_events import (
    ModelAttached,
    ModelDetached,
    PlaceAttached,
    PlaceDetached,
)
from wherehold.register.commands import doors, rows
from wherehold.register.events import AssetChanged, Attached, Detached
from wherehold.register.models import Asset, Attachment, Model, Place
from wherehold.register.queries import reach
from wherehold.register.queries.attachments import Subject
from wherehold.register.refusals import BadAsset, NothingChosen

COLUMNS = (
    *("id", "subject_type", "subject_id", "kind", "name", "content_type"),
    *("size", "sha256", "stored", "thumbnail", "added_at"),
)
ATTACHED = {"asset": Attached, "place": PlaceAttached, "model": ModelAttached}
DETACHED = {"asset": Detached, "place": PlaceDetached, "model": ModelDetached}


@transaction.atomic
def attach_files(*, actor: Actor, subject: Subject, kept: Sequence[files.Kept]) -> list[int]:
    """Put files that were received on something, all or none, and return their ids.

    The first photo of an asset or model becomes its picture.

    Raises: NotFound, NotAllowed (asset.attach; place.edit; catalogue.edit); NothingChosen.
    Records: register.attached (or place_attached, model_attached), one for each file;
        register.changed when an asset gets its picture.
    """
    try:
        if not kept:
            raise NothingChosen({"field": "files"})
        _enter(actor, subject)
        return _write(actor, subject, kept)
    except BaseException:
        files.drop(kept)
        raise


@transaction.atomic
def detach_files(*, actor: Actor, attachment_ids: Iterable[int]) -> list[int]:
    """Take files off what they are on, all or none; return their ids. The bytes are kept.

    Raises: NotFound, NotAllowed (as for attaching).
    Records: register.detached (or place_detached, model_detached), one for each file;
        register.changed when an asset loses its picture.
    """
    ids = set(attachment_ids)
    found = list(Attachment.objects.filter(pk__in=ids, archived_at=None).order_by("pk"))
    if missing := sorted(ids - {one.pk for one in found}):
        raise doors.missing("file", missing)
    assets = _enter_all(actor, found)
    now = clock.now()
    Attachment.objects.filter(pk__in=ids).update(archived_at=now)
    Model.objects.filter(image__in=ids).update(image=None)
    bare = [a for a in assets if a.photo_id in ids]
    changed = rows.change(actor, bare, {a.pk: {"photo_id": None} for a in bare})
    events: list[ledger.Event] = [
        DETACHED[one.subject_type](subject_id=one.subject_id, attachment_id=one.pk, name=one.name)
        for one in found
    ]
    events += [AssetChanged(subject_id=key, changed=what) for key, what in changed.items()]
    ledger.record(events, actor=actor, happened_at=now)
    return sorted(ids)


@transaction.atomic
def choose_photo(*, actor: Actor, attachment_id: int) -> int:
    """Make a photo that is on an asset its picture; return the asset's id.

    Raises: NotFound, NotAllowed (asset.attach); BadAsset (no photo).
    Records: register.changed, unless it is the picture already.
    """
    found = Attachment.objects.filter(pk=attachment_id, archived_at=None, subject_type="asset")
    photo = found.first()
    if photo is None:
        raise doors.missing("file", [attachment_id])
    [asset] = _enter_all(actor, [photo])
    if photo.kind != "photo":
        raise BadAsset({"field": "photo", "why": photo.name})
    changed = rows.change(actor, [asset], {asset.pk: {"photo_id": photo.pk}})
    events = [AssetChanged(subject_id=key, changed=what) for key, what in changed.items()]
    ledger.record(events, actor=actor, happened_at=clock.now())
    return asset.pk


def _write(actor: Actor, subject: Subject, kept: Sequence[files.Kept]) -> list[int]:
    now = clock.now()
    ids = bulk.next_ids(Attachment, len(kept))
    values = [
        (
            *(key, subject.type, subject.id, one.kind, one.name, one.content_type),
            *(one.size, one.sha256, one.stored, one.thumbnail, now),
        )
        for key, one in zip(ids, kept, strict=True)
    ]
    bulk.insert(Attachment, COLUMNS, values)
    events: list[ledger.Event] = [
        ATTACHED[subject.type](
            subject_id=subject.id, attachment_id=key, name=one.name, sha256=one.sha256
        )
        for key, one in zip(ids, kept, strict=True)
    ]
    photos = [key for key, one in zip(ids, kept, strict=True) if one.kind == "photo"]
    if photos and subject.type == "asset":
        asset = Asset.objects.get(pk=subject.id)
        wanted = {asset.pk: {"photo_id": asset.photo_id or photos[0]}}
        changed = rows.change(actor, [asset], wanted)
        events += [AssetChanged(subject_id=key, changed=what) for key, what in changed.items()]
    if photos and subject.type == "model":
        Model.objects.filter(pk=subject.id, image=None).update(image=photos[0])
    ledger.record(events, actor=actor, happened_at=now)
    return ids


def _enter_all(actor: Actor, found: Sequence[Attachment]) -> list[Asset]:
    """Let the actor in to everything that files are on; return the assets among it, locked.

    Raises: NotFound, naming files rather than what they are on; NotAllowed.
    """
    try:
        ids = {one.subject_id for one in found if one.subject_type == "asset"}
        assets = doors.enter(actor, ids, "asset.attach", archived=True) if ids else []
        for one in found:
            if one.subject_type != "asset":
                _enter(actor, Subject(one.subject_type, one.subject_id))
    except NotFound:
        raise doors.missing("file", [one.pk for one in found]) from None
    return assets


def _enter(actor: Actor, subject: Subject) -> None:
    """Let the actor in to what files are put on, and lock it.

    Raises: NotFound, NotAllowed.
    """
    if subject.type not in _DOORS:
        raise doors.missing(subject.type, [subject.id])
    _DOORS[subject.type](actor, subject.id)


def _enter_asset(actor: Actor, asset_id: int) -> None:
    doors.enter(actor, [asset_id], "asset.attach", archived=True)


def _enter_place(actor: Actor, place_id: int) -> None:
    seen = Place.objects.filter(reach.places(actor=actor), pk=place_id)
    place = seen.select_for_update(no_key=True).first()
    if place is None:
        raise doors.missing("place", [place_id])
    if not reach.covers(actor=actor, permission="place.edit", path=place.path):
        raise NotAllowed({"actor": actor.name, "permission": "place.edit"})


def _enter_model(actor: Actor, model_id: int) -> None:
    seen = Model.objects.filter(reach.models(actor=actor), pk=model_id)
    if not seen.select_for_update(no_key=True).exists():
        raise doors.missing("model", [model_id])
    if not actor.may_everywhere("catalogue.edit"):
        raise NotAllowed({"actor": actor.name, "permission": "catalogue.edit"})


_DOORS: dict[str, Callable[[Actor, int], None]] = {
    "asset": _enter_asset,
    "place": _enter_place,
    "model": _enter_model,
}
