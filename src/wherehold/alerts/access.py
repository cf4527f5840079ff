"""The door to alerts: about things that one may see, or to whoever manages devices."""

from collections.abc import Iterable

from django.db.models import Q

from wherehold.alerts.models import Alert, Channel
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.models import Asset

HANDLE = "alert.handle"
RULES = "settings.manage"


def visible(actor: Actor, permission: str = HANDLE, prefix: str = "") -> Q:
    """Return the condition on alerts for which the actor has a permission.

    With a prefix, on rows that lead to alerts.
    """
    if actor.may_everywhere(permission):
        return Q()
    things = Asset.objects.filter(register.visible(actor, permission)).values("pk")
    return Q(**{f"{prefix}asset__in": things})


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


def worth_of(asset_ids: Iterable[int]) -> dict[int, int | None]:
    """Return what things are worth in the organisation's currency, for the record of an alert."""
    return dict(Asset.objects.filter(pk__in=set(asset_ids)).values_list("pk", "value_minor"))


def must_be_somebody(actor: Actor) -> int:
    """Return the party of a person, who alone is told of anything.

    Raises: NotAllowed.
    """
    if actor.party_id is None:
        raise NotAllowed({"actor": actor.name, "permission": HANDLE})
    return actor.party_id


def channel_for_update(actor: Actor, channel_id: int) -> Channel:
    """Return a channel of one's own, locked.

    Raises: NotFound.
    """
    own = Channel.objects.filter(pk=channel_id, party=actor.party_id, removed_at=None)
    row = own.select_for_update().first()
    if row is None:
        raise NotFound({"what": "channel", "key": channel_id})
    return row


def priced(actor: Actor, asset_ids: Iterable[int]) -> set[int]:
    """Return those of the things whose prices the actor may know. One statement."""
    known = Asset.objects.filter(register.visible(actor, "asset.price"), pk__in=set(asset_ids))
    return set(known.values_list("pk", flat=True))
