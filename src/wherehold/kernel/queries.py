"""Questions about the work in the background, for those who look after the system."""

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed
from wherehold.kernel.jobs import progress_of as job_progress
from wherehold.kernel.models import Cursor, Job, Message

__all__ = ["Cursor", "Job", "Message", "job_progress", "jobs", "messages", "readers"]


def jobs(
    *, actor: Actor, state: str = "", name: str = "", before: int | None = None, limit: int = 50
) -> list[Job]:
    """Return jobs, newest first; `before` is the id of the last one of the page before.

    Raises: NotAllowed without jobs.see everywhere.
    """
    _ask(actor)
    found = Job.objects.order_by("-pk")
    if state:
        found = found.filter(state=state)
    if name:
        found = found.filter(name=name)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found[:limit])


def messages(
    *, actor: Actor, state: str = "", before: int | None = None, limit: int = 50
) -> list[Message]:
    """Return messages, newest first; `before` is the id of the last one of the page before.

    Raises: NotAllowed without jobs.see everywhere.
    """
    _ask(actor)
    found = Message.objects.order_by("-pk")
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found[:limit])


def readers(*, actor: Actor) -> list[Cursor]:
    """Return the readers of the ledger, with how far each has come and what stops it.

    Raises: NotAllowed without jobs.see everywhere.
    """
    _ask(actor)
    return list(Cursor.objects.order_by("name"))


def _ask(actor: Actor) -> None:
    if not actor.may_everywhere("jobs.see"):
        raise NotAllowed({"actor": actor.name, "permission": "jobs.see"})
