"""Acts with files of what is held about people: asked for, made, let go of."""

from datetime import timedelta

from django.db import transaction

from wherehold.dossier import access, storage
from wherehold.dossier.access import Subject
from wherehold.dossier.events import Asked
from wherehold.dossier.models import Dossier
from wherehold.kernel import clock, jobs, ledger
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed

MAKE = "dossier.make"
KEPT = timedelta(days=7)


@transaction.atomic
def ask(*, actor: Actor, party_id: int) -> int:
    """Ask for the file of what is held about a person, and return its number.

    A job makes it; it is kept for a week. One that is being made already will do.

    Raises: NotForPrograms; NotAllowed (for others than oneself without settings.manage); NotFound.
    Records: dossier.asked, about the person.
    """
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": access.SETTINGS})
    access.subject(actor, party_id)
    asked, new = Dossier.objects.get_or_create(
        party_id=party_id,
        by_id=actor.party_id,
        ended_at=None,
        defaults={"created_at": clock.now()},
    )
    if new:
        _note(actor, party_id)
        jobs.enqueue(MAKE, {"dossier_id": asked.pk}, key=f"dossier:{asked.pk}")
    return asked.pk


@transaction.atomic
def take_out(*, actor: Actor, email: str) -> Subject:
    """Note that the host takes out what is held about somebody, and return whom that is.

    Raises: NotAllowed, NotFound.
    Records: dossier.asked, about the person.
    """
    about = access.subject(actor, access.by_email(actor, email))
    _note(actor, about.party_id)
    return about


@transaction.atomic
def made(*, actor: Actor, dossier_id: int, stored: str, size: int) -> None:
    """Note that a file is there to be fetched, or, without a name, that it could not be made.

    Raises: nothing.
    Records: nothing; that it was asked for is recorded.
    """
    assert actor.name
    found = Dossier.objects.filter(pk=dossier_id)
    found.update(stored=stored, size=size, ended_at=clock.now())


@transaction.atomic
def clean_up(*, actor: Actor) -> int:
    """Let go of files that are older than a week; return how many.

    Raises: nothing.
    Records: nothing.
    """
    assert actor.name
    old = Dossier.objects.filter(ended_at__lt=clock.now() - KEPT).exclude(stored="")
    names = list(old.values_list("stored", flat=True))
    if names:
        old.update(stored="")
    for name in names:
        storage.path_of(name).unlink(missing_ok=True)
    return len(names)


def _note(actor: Actor, party_id: int) -> None:
    asked = Asked(subject_id=party_id, own=actor.party_id == party_id)
    ledger.record([asked], actor=actor, happened_at=clock.now())
