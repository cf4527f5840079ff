"""Taking assets out as a file: noted each time, with who asked for what."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction

from wherehold.importers import storage
from wherehold.importers.events import Exported
from wherehold.importers.models import Export
from wherehold.importers.queries.exports import RUNNING_MAX, TooManyRunning
from wherehold.kernel import clock, jobs, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed

EXPORT = "importers.export"
KEPT = timedelta(hours=24)
Given = Mapping[str, Sequence[str]]


@transaction.atomic
def note_export(
    *, actor: Actor, given: Given, columns: Sequence[str], form: str, background: bool
) -> int:
    """Note that somebody takes assets out, and return the number of the export.

    In the background its file is written by a job and kept for a day; else the caller streams it.

    Raises: NotAllowed, TooManyRunning.
    Records: importers.exported.
    """
    if not actor.may_somewhere("export.run"):
        raise NotAllowed({"actor": actor.name, "permission": "export.run"})
    waiting = Export.objects.filter(actor=actor.name, ended_at=None).count()
    if background and waiting >= RUNNING_MAX:
        raise TooManyRunning({"limit": RUNNING_MAX})
    now = clock.now()
    said = {name: list(values) for name, values in given.items()}
    export = Export.objects.create(
        by_id=actor.party_id,
        actor=actor.name,
        scopes=sorted(actor.scopes) if actor.scopes is not None else None,
        given=said,
        columns=list(columns),
        format=form,
        created_at=now,
        ended_at=None if background else now,
    )
    event = Exported(subject_id=export.pk, asked=said, format=form, columns=list(columns))
    ledger.record([event], actor=actor, happened_at=now)
    if background:
        jobs.enqueue(EXPORT, {"export_id": export.pk}, key=f"export:{export.pk}")
    return export.pk


@transaction.atomic
def written(*, actor: Actor, export_id: int, stored: str, assets: int) -> None:
    """Note that the file of an export is there to be fetched.

    Raises: nothing.
    Records: nothing; that it was asked for is recorded.
    """
    assert actor.name
    Export.objects.filter(pk=export_id).update(stored=stored, assets=assets, ended_at=clock.now())


@transaction.atomic
def clean_up(*, actor: Actor) -> int:
    """Delete the files of exports that are older than a day; return how many.

    Raises: nothing.
    Records: nothing.
    """
    assert actor.name
    old = Export.objects.filter(ended_at__lt=clock.now() - KEPT).exclude(stored="")
    names = list(old.values_list("stored", flat=True))
    if names:
        old.update(stored="")
    for name in names:
        storage.path_of(name).unlink(missing_ok=True)
    return len(names)
