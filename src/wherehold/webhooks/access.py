"""The door to webhooks: they are the whole organisation's."""

from django.db.models import QuerySet

from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.webhooks.models import Webhook

MANAGE = "settings.manage"


def must_manage(actor: Actor) -> None:
    """Refuse whoever may not change what is the whole organisation's.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere(MANAGE):
        raise NotAllowed({"actor": actor.name, "permission": MANAGE})


def standing(actor: Actor) -> QuerySet[Webhook]:
    """Return the webhooks that were not removed.

    Raises: NotAllowed.
    """
    must_manage(actor)
    return Webhook.objects.filter(removed_at=None)


def for_update(actor: Actor, webhook_id: int) -> Webhook:
    """Return a webhook, locked.

    Raises: NotAllowed, NotFound.
    """
    row = standing(actor).select_for_update().filter(pk=webhook_id).first()
    if row is None:
        raise NotFound({"what": "webhook", "key": webhook_id})
    return row
