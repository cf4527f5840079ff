"""Holds: how somebody, or a part of the system above, says "not now" about assets."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from wherehold.kernel import bulk, clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.register import access
from wherehold.register.commands import doors, rows
from wherehold.register.events import HoldLifted, HoldPlaced
from wherehold.register.models import Asset, Hold
from wherehold.register.refusals import BadAsset

REASON_MAX = 300
CAUSE_MAX = 40


@transaction.atomic
def place_holds(
    *,
    actor: Actor,
    asset_ids: Iterable[int],
    reason: str,
    cause: str = "person",
    act: UUID | None = None,
) -> list[int]:
    """Keep assets from being handed out or used until the hold is lifted; return the hold ids.

    Of a cause there may be several holds on an asset; each is lifted by itself.

    Raises: NotFound, NotAllowed (asset.hold); NothingChosen, IsArchived, BadAsset.
    Records: register.hold_placed, one for each asset.
    """
    why = _fit(reason, cause)
    assets = doors.enter(actor, asset_ids, "asset.hold")
    now = clock.now()
    ids = bulk.next_ids(Hold, len(assets))
    bulk.insert(
        Hold,
        ("id", "asset_id", "reason", "cause", "placed_at"),
        [(key, a.pk, why, cause, now) for key, a in zip(ids, assets, strict=True)],
    )
    rows.touch(assets)
    events = [
        HoldPlaced(subject_id=a.pk, hold_id=key, reason=why, cause=cause)
        for key, a in zip(ids, assets, strict=True)
    ]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return ids


@transaction.atomic
def lift_holds(
    *, actor: Actor, hold_ids: Iterable[int], note: str = "", act: UUID | None = None
) -> list[int]:
    """Lift standing holds, all or none; return the ids of their assets.

    Raises: NotFound (holds, also those on what the actor does not see), NotAllowed
        (asset.hold); BadAsset.
    Records: register.hold_lifted, one for each hold.
    """
    _fit("-", "-", note)
    wanted = set(hold_ids)
    seen = Asset.objects.filter(access.visible(actor))
    standing = Hold.objects.filter(pk__in=wanted, lifted_at=None, asset__in=seen).order_by("pk")
    ids = set(standing.values_list("asset_id", flat=True))
    assets = doors.enter(actor, ids, "asset.hold", archived=True) if ids else []
    # Read once the assets are locked, so that nobody else lifts them meanwhile.
    holds = {hold.pk: hold for hold in standing.all()}
    if gone := sorted(wanted - holds.keys()):
        raise doors.missing("hold", gone)
    now = clock.now()
    Hold.objects.filter(pk__in=wanted).update(lifted_at=now)
    rows.touch(assets)
    events = [
        HoldLifted(subject_id=h.asset_id, hold_id=h.pk, reason=h.reason, note=note)
        for h in holds.values()
    ]
    ledger.record(events, actor=actor, happened_at=now, act=act)
    return sorted({hold.asset_id for hold in holds.values()})


def _fit(reason: str, cause: str, note: str = "") -> str:
    """Return the reason without surrounding space.

    Raises: BadAsset.
    """
    why = reason.strip()
    faults = [
        {"field": name, "why": gettext("from 1 to {most} characters.").format(most=most)}
        for name, text, most in (("reason", why, REASON_MAX), ("cause", cause, CAUSE_MAX))
        if not 0 < len(text) <= most or "\0" in text
    ]
    if len(note) > REASON_MAX or "\0" in note:
        most = gettext("at most {most} characters.").format(most=REASON_MAX)
        faults.append({"field": "note", "why": most})
    if faults:
        raise BadAsset(*faults)
    return why
