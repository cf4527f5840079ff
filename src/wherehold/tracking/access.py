"""The door to devices and to what they say.

Devices are the whole organisation's: who may manage them everywhere sees them all, anybody else
those on things that they may see. Where things are seen to be is shown by a right of its own.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from wherehold.kernel import bulk
from wherehold.kernel.actor import Actor
from wherehold.kernel.errors import NotAllowed, NotFound
from wherehold.register import access as register
from wherehold.register.models import Asset
from wherehold.tracking import privacy
from wherehold.tracking.models import Binding, Device

INGEST = "ingest"
MANAGE = "device.manage"
POSITIONS = "position.see"
EMERGENCY = "position.emergency"
SETTINGS = "settings.manage"
AUDIT = "privacy.audit"


def must_ingest(actor: Actor, gateway_id: int | None) -> None:
    """Refuse whoever may not report: a gateway for its own, a person for any device.

    Raises: NotAllowed.
    """
    if gateway_id is None and not actor.may_everywhere(INGEST):
        raise NotAllowed({"actor": actor.name, "permission": INGEST})


def things(actor: Actor, asset_ids: Iterable[int] | None = None) -> QuerySet[Asset]:
    """Return the assets whose positions the actor may see; of these, when some are named.

    What one person keeps shows where that person is: only they see it.
    """
    found = Asset.objects.filter(register.visible(actor), register.visible(actor, POSITIONS))
    found = found.exclude(privacy.hidden(actor))
    return found if asset_ids is None else found.filter(pk__in=bulk.among(asset_ids))


def seen_thing(actor: Actor, asset_id: int) -> Asset:
    """Return an asset of those whose positions the actor sees, unless one person keeps them.

    Raises: NotFound.
    """
    may = register.visible(actor), register.visible(actor, POSITIONS)
    found = Asset.objects.filter(*may, pk=asset_id).select_related("holder").first()
    if found is None:
        raise NotFound({"what": "asset", "key": asset_id})
    return found


def may_see_kept(actor: Actor, asset_id: int) -> bool:
    """Say whether the settings of privacy let the actor see where a thing is that others keep."""
    may = register.visible(actor), register.visible(actor, POSITIONS)
    path = Asset.objects.filter(*may, pk=asset_id).values_list("category_path", flat=True).first()
    return path is not None and actor.party_id is not None and privacy.rules_of(path).live_allowed


def seen(actor: Actor, asset_ids: Iterable[int]) -> QuerySet[Asset]:
    """Return the assets that the actor may see: for what says nothing of where they are."""
    return Asset.objects.filter(register.visible(actor), pk__in=bulk.among(asset_ids))


def must_see_positions(actor: Actor) -> None:
    """Refuse whoever may see no position at all.

    Raises: NotAllowed.
    """
    if not sees_positions(actor):
        raise NotAllowed({"actor": actor.name, "permission": POSITIONS})


def sees_positions(actor: Actor) -> bool:
    """Say whether somebody may see any position at all."""
    return actor.may_somewhere(POSITIONS) or actor.may_own(POSITIONS)


def must_manage(actor: Actor) -> None:
    """Refuse whoever may not manage devices.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere(MANAGE):
        raise NotAllowed({"actor": actor.name, "permission": MANAGE})


def must_set(actor: Actor) -> None:
    """Refuse whoever may not change settings.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere(SETTINGS):
        raise NotAllowed({"actor": actor.name, "permission": SETTINGS})


def must_look(actor: Actor) -> None:
    """Refuse whoever has no part in looking at where people are in an emergency.

    Raises: NotAllowed.
    """
    if not actor.may_everywhere(EMERGENCY):
        raise NotAllowed({"actor": actor.name, "permission": EMERGENCY})


def visible(actor: Actor) -> Q:
    """Return the condition on devices that the actor gets to know of."""
    if actor.may_everywhere(MANAGE):
        return Q()
    on = Binding.objects.filter(asset__in=things(actor).values("pk"), ends_at=None).values("device")
    return Q(pk__in=on)


def devices_for_update(actor: Actor, device_ids: Iterable[int]) -> list[Device]:
    """Return devices, locked in order of id, if the actor may manage them.

    Raises: NotAllowed; NotFound, naming every one that is not there.
    """
    must_manage(actor)
    ids = dict.fromkeys(device_ids)
    found = list(
        Device.objects.filter(pk__in=bulk.among(ids)).order_by("pk").select_for_update(no_key=True)
    )
    there = {device.pk for device in found}
    if missing := [key for key in ids if key not in there]:
        raise NotFound(*({"what": "device", "key": key} for key in missing))
    return found
