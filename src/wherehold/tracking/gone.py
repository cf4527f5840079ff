"""What is left where readings go: a checkpoint of what they came to, and an entry that says so."""

from wherehold.kernel import clock, ledger
from wherehold.kernel.actor import Actor
from wherehold.tracking import events, folding, lanes, zones
from wherehold.tracking.instants import from_us
from wherehold.tracking.models import Checkpoint
from wherehold.tracking.reading import K_MAX


def floor(device_id: int, until_us: int) -> Checkpoint:
    """Return a checkpoint of a device at an instant, for when what lies before goes."""
    before = Checkpoint.objects.filter(device=device_id, at_us__lte=until_us)
    begin = before.order_by("-at_us", "-k").first()
    fold = folding.read(begin.fold if begin else "")
    changes = lanes.Changes(zones.current())
    for fix, _ in lanes.positions_after(device_id, begin, fold, until_us):
        changes.take(device_id, fold, fix)
    return Checkpoint(
        device_id=device_id, at_us=until_us, k=K_MAX, fold=folding.kept(fold), is_floor=True
    )


def record(actor: Actor, month: int, number: int, until_us: int, *, dropped: bool = False) -> None:
    """Write down that readings of a month went, until an instant."""
    until = clock.rfc3339(from_us(until_us))
    gone = events.ReadingsLetGo(subject_id=month, number=number, until=until, dropped=dropped)
    ledger.record([gone], actor=actor, happened_at=clock.now())
