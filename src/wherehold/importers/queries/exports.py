"""Questions about exports: one's own only."""

from django.utils.translation import gettext_lazy as _

from wherehold.importers.models import Export
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import Conflict, NotFound

RUNNING_MAX = 5


class TooManyRunning(Conflict):
    """Somebody has asked for more exports than are written at once."""

    code = "too_many_exports"
    title = _("Too many exports")
    message = _("{limit} exports of yours are being written. Wait for one of them.")


def one(*, actor: Actor, export_id: int) -> Export:
    """Return an export that the actor asked for and may still have.

    Raises: NotFound.
    """
    found = Export.objects.filter(pk=export_id, actor=actor.name).first()
    if found is None or not actor.may_somewhere("export.run"):
        raise NotFound({"what": "export", "key": export_id})
    return found
