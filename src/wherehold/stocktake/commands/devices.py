"""What devices say that they still hold."""

from django.db import transaction

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.stocktake import access
from wherehold.stocktake.commands import keeping
from wherehold.stocktake.events import DeviceReported
from wherehold.stocktake.models import Device, Stocktake
from wherehold.stocktake.refusals import BadCount, NotCounting

KEY_MAX, NAME_MAX = 64, 80


@transaction.atomic
def report_device(
    *, actor: Actor, stocktake_id: int, device: str, pending: int, name: str = ""
) -> None:
    """Note how many scans of a count a device still holds: none, once all have arrived.

    Whoever syncs a device says so with each sync; a count is not closed over what is pending
    without a reason.

    Raises: NotFound, NotAllowed (stocktake.count); BadCount, NotCounting once it is closed.
    Records: stocktake.device_reported when scans begin or cease to be pending.
    """
    stocktake = access.for_update(actor, stocktake_id, access.COUNT)
    if stocktake.state in (Stocktake.State.CLOSED, Stocktake.State.CANCELLED):
        raise NotCounting({"name": stocktake.name, "state": stocktake.get_state_display()})
    if not 0 < len(device) <= KEY_MAX or len(name) > NAME_MAX or "\0" in device + name:
        raise BadCount({"field": "device", "why": f"1 … {KEY_MAX}"})
    if not 0 <= pending < 2**31:
        raise BadCount({"field": "pending", "why": "0 …"})
    known = Device.objects.filter(stocktake=stocktake, key=device).first()
    now = clock.now()
    Device.objects.update_or_create(
        stocktake=stocktake,
        key=device,
        defaults={
            "name": name or (known.name if known else ""),
            "party_id": actor.party_id,
            "pending": pending,
            "reported_at": now,
        },
    )
    keeping.touch(stocktake)
    if bool(pending) != bool(known and known.pending):
        told = DeviceReported(subject_id=stocktake.pk, device=device, pending=pending)
        ledger.record([told], actor=actor, happened_at=now)
