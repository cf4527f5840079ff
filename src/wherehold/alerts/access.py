"""The door to alerts: about things that one may see, or to whoever manages devices."""

from collections.abc import Iterable

from django.db.models import Q

from wherehold.alerts.models import Alert
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.models import Asset

HANDLE = "alert.handle"
RULES = "settings.manage"


def visible(actor: Actor, permission: str = HANDLE) -> Q:
    """Return the condition on alerts for which the actor has a permission."""
    if actor.may_everywhere(permission):
        return Q()
    return Q(asset__in=Asset.objects.filter(register.visible(actor, permission)).values("pk"))


def must_set_rules(actor: Actor) -> None:
    """Refuse whoever may not change what is the whole organisation's.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere(RULES):
        raise NotAllowed({"actor": actor.name, "permission": RULES})


def alerts_for_update(actor: Actor, alert_ids: Iterable[int]) -> list[Alert]:
    """Return alerts, locked in order of id, if the actor may deal with them all.

    Raises: NotFound, naming every one that the actor may not see.
    """
    ids = dict.fromkeys(alert_ids)
    found = list(
        Alert.objects.filter(visible(actor), pk__in=ids)
        .order_by("pk")
        .select_for_update(no_key=True)
    )
    there = {alert.pk for alert in found}
    if missing := [key for key in ids if key not in there]:
        raise NotFound(*({"what": "alert", "key": key} for key in missing))
    return found
