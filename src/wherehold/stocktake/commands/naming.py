"""Saying what unknown codes are, with a note and a picture for whoever has to find out."""

from django.core.files import File
from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotFound
from wherehold.register import files
from wherehold.register.commands import attachments, identifiers, notes
from wherehold.register.queries import holding, resolve, rooms
from wherehold.register.queries.attachments import Subject
from wherehold.stocktake import access
from wherehold.stocktake.commands import judging, keeping
from wherehold.stocktake.events import UnknownSettled
from wherehold.stocktake.models import Stocktake, Unknown
from wherehold.stocktake.refusals import BadCount, NotReviewed

LINKED, LEFT = "linked", "left"
NOTE_MAX = 300


@transaction.atomic
def describe_unknown(
    *,
    actor: Actor,
    stocktake_id: int,
    unknown_id: int,
    note: str = "",
    photo: files.Kept | None = None,
) -> None:
    """Note on an unknown code what it is on, in words or as a picture.

    Raises: NotFound, NotAllowed (stocktake.count); BadCount (too long, no picture);
        NotReviewed once the count is closed.
    Records: nothing: a note is there to find out, what comes of it is recorded.
    """
    stocktake = access.for_update(actor, stocktake_id, access.COUNT)
    unknown = _unknown(stocktake, unknown_id)
    if len(note) > NOTE_MAX or "\0" in note:
        raise BadCount({"field": "note", "why": f"… {NOTE_MAX}"})
    if photo is not None and photo.kind != "photo":
        raise BadCount({"field": "photo", "why": photo.name})
    unknown.note = note.strip() or unknown.note
    if photo is not None:
        unknown.photo, unknown.photo_type = photo.stored, photo.content_type
    unknown.save(update_fields=["note", "photo", "photo_type"])
    keeping.touch(stocktake)


@transaction.atomic
def settle_unknown(
    *, actor: Actor, stocktake_id: int, unknown_id: int, asset_id: int | None
) -> None:
    """Say which asset an unknown code is on, or that it stays unknown.

    The code stands for the asset from now on, and the asset counts as seen where it was read.
    The picture and the note that were kept beside the code go along, onto the asset.

    Raises: NotFound, NotAllowed (stocktake.run; asset.edit; asset.attach, asset.note where there
        is something to go along); DuplicateIdentifier; NotReviewed once the count is closed.
    Records: stocktake.unknown_settled; register.identifier_added unless it has the code;
        register.attached, register.noted.
    """
    stocktake = access.for_update(actor, stocktake_id, access.RUN)
    unknown = _unknown(stocktake, unknown_id)
    if asset_id is not None:
        _link(actor, stocktake, unknown, asset_id)
        _bring_along(actor, unknown, asset_id)
    outcome = LINKED if asset_id is not None else LEFT
    Unknown.objects.filter(pk=unknown.pk).update(outcome=outcome, asset_id=asset_id)
    keeping.touch(stocktake)
    settled = UnknownSettled(
        subject_id=stocktake.pk, code=unknown.code, outcome=outcome, asset_id=asset_id
    )
    ledger.record([settled], actor=actor, happened_at=clock.now())


def _unknown(stocktake: Stocktake, unknown_id: int) -> Unknown:
    if stocktake.state not in (Stocktake.State.COUNTING, Stocktake.State.REVIEW):
        told = {"name": stocktake.name, "state": stocktake.get_state_display(), "remedy": ""}
        raise NotReviewed(told)
    unknown = Unknown.objects.filter(stocktake=stocktake, pk=unknown_id, outcome="").first()
    if unknown is None:
        raise NotFound({"what": "unknown code", "key": unknown_id})
    return unknown


def _link(actor: Actor, stocktake: Stocktake, unknown: Unknown, asset_id: int) -> None:
    if not holding.assets_named(actor=actor, asset_ids=[asset_id]):
        raise NotFound({"what": "asset", "key": asset_id})
    hits = resolve.resolve(actor=actor, code=unknown.code)
    if ("asset", asset_id) not in {(hit.type, hit.id) for hit in hits}:
        identifiers.add_identifiers(actor=actor, codes={asset_id: [("other", unknown.code)]})
    tallies = keeping.tallies_of(stocktake, [asset_id])
    before = {key: (tally.state, tally.zone_id) for key, tally in tallies.items()}
    read = judging.Read(
        unknown.code, unknown.place_id, unknown.party_id, unknown.first_at, asset_id=asset_id
    )
    places = [unknown.place_id] if unknown.place_id else []
    known = rooms.paths_of(actor=actor, place_ids=places)
    judging.judge(actor, stocktake, [read], tallies, known)
    keeping.write_tallies(stocktake, tallies.values(), before)


def _bring_along(actor: Actor, unknown: Unknown, asset_id: int) -> None:
    """Put on an asset what was kept beside its code; a picture whose file is gone stays away."""
    if unknown.note:
        notes.note(actor=actor, asset_ids=[asset_id], text=unknown.note)
    if unknown.photo and files.path_of(unknown.photo).exists():
        with files.path_of(unknown.photo).open("rb") as source:
            again = files.keep(File(source, name=unknown.code), photo=True)
        subject = Subject("asset", asset_id)
        attachments.attach_files(actor=actor, subject=subject, kept=[again])
