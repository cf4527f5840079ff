"""How a batch that was stored changes what is known of its devices.

Live: what is later than all before it goes on from the state as it is. Late: the state is worked
out anew from the instant of the late one; for a few devices at once, for many in the background.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wherehold.kernel import bulk
from wherehold.tracking import crossings, flags, folding, months, zones, zoning
from wherehold.tracking.crossings import Found
from wherehold.tracking.folding import Fix, Fold
from wherehold.tracking.geometry import Grid
from wherehold.tracking.models import Checkpoint, Refold, State
from wherehold.tracking.months import Row
from wherehold.tracking.reading import COLUMNS

AT_ONCE_MAX = 20
CHECKPOINT_EVERY = 500
END_US = 253_402_300_799_999_999
_AT, _K, _FLAGS, _CONTENT, _BATTERY = 1, 2, 4, 5, 11
_COLUMNS = (
    *("device_id", "newest_us", "contact_us", "battery_us", "battery_pct", "at_us", "k"),
    *("lat", "lon", "accuracy_m", "speed_mps", "heading_deg", "fold"),
)
Span = tuple[int, int]
_FIX = ("at_us", "k", "flags", *COLUMNS[:5])


@dataclass
class Changes:
    """What folding found out beside the states: doubts, crossings, and where to begin again."""

    zones: Grid
    doubtful: list[tuple[int, int, int, int]] = field(default_factory=list)
    checkpoints: list[tuple[int, int, int, str]] = field(default_factory=list)
    crossings: list[Found] = field(default_factory=list)

    def take(self, device_id: int, fold: Fold, fix: Fix) -> None:
        """Fold in the next position of a device."""
        if not folding.step(fold, fix):
            self.doubtful.append((device_id, fix.at_us, fix.k, flags.JUMP))
        elif fold.zones or self.zones.by_id:
            at, spot = (fix.at_us, fix.k), (fix.lat, fix.lon)
            for one in zoning.pass_by(fold.zones, self.zones, at, spot, fix.accuracy_m):
                self.crossings.append((device_id, one))
        if fold.since >= CHECKPOINT_EVERY:
            fold.since = 0
            self.checkpoints.append((device_id, fix.at_us, fix.k, folding.kept(fold)))


def go_on(
    rows: Sequence[Row],
    heard: Collection[int],
    states: Mapping[int, State],
    received_us: int,
) -> int:
    """Bring the states of devices up to what was just stored, and say how many are in doubt.

    `heard` are all devices that reported, also those that said nothing new.
    """
    late: dict[int, Span] = {}
    changes = Changes(zones.current())
    fixes = _positions(rows)
    folds = {key: folding.read(states[key].fold) for key in fixes}
    for device_id, those in fixes.items():
        behind = [fix.at_us for fix in those if not folds[device_id].is_before(fix)]
        if behind:
            late[device_id] = behind[0], those[-1].at_us
    at_once = len(late) <= AT_ONCE_MAX
    for device_id, those in fixes.items():
        if device_id in late and at_once:
            continue  # All of it is folded again.
        fold = folds[device_id]
        for fix in those:
            if fold.is_before(fix):
                changes.take(device_id, fold, fix)
        _settle(states[device_id], fold)
    for device_id in heard:
        states[device_id].contact_us = max(states[device_id].contact_us, received_us)
    _newest(rows, states)
    months.set_flags(changes.doubtful)
    bulk.insert(Checkpoint, ("device_id", "at_us", "k", "fold"), changes.checkpoints)
    crossings.keep(changes.crossings, live_after={})
    _again(late, states, at_once=at_once)
    _write([states[device_id] for device_id in heard])
    return len(changes.doubtful)


def fold_again(state: State, late: Span) -> None:
    """Work the state of a device out anew: something came late, first and last at these instants.

    It begins at the last checkpoint before, and ends as soon as it comes to the same as before.
    The state is not written.
    """
    device_id, (from_us, until_us) = state.device_id, late
    later = Checkpoint.objects.filter(device=device_id, at_us__gte=from_us)
    known = {(one.at_us, one.k): one for one in later}
    before = Checkpoint.objects.filter(device=device_id, at_us__lt=from_us)
    begin = before.order_by("-at_us", "-k").first()
    fold = folding.read(begin.fold if begin else "")
    changes, was, same = Changes(zones.current()), dict[tuple[int, int], int](), False
    begin_at, live_after = (fold.at_us, fold.k), folding.read(state.fold).at_us
    first_us = fold.at_us if begin else months.first_instant() or 0
    for row in months.of_device(device_id, first_us, END_US, _FIX):
        fix = Fix(row[0], row[1], *row[3:])
        if row[3] is None or row[2] & ~flags.JUMP or not fold.is_before(fix):
            continue
        if row[2]:
            was[row[:2]] = row[2]
        changes.take(device_id, fold, fix)
        if same := row[0] > until_us and _is_as_known(known.get(row[:2]), fold):
            break
    end_us = fold.at_us if same else END_US
    _keep(device_id, from_us, end_us, changes, was)
    crossings.replace(device_id, begin_at, end_us, changes.crossings, live_after=live_after)
    if not same:
        _settle(state, fold)


def _is_as_known(checkpoint: Checkpoint | None, fold: Fold) -> bool:
    return checkpoint is not None and folding.is_same(folding.read(checkpoint.fold), fold)


def _keep(
    device_id: int,
    from_us: int,
    until_us: int,
    changes: Changes,
    was: Mapping[tuple[int, int], int],
) -> None:
    """Put what folding again found out in the place of what was found before."""
    now = {(at, k) for _, at, k, _ in changes.doubtful}
    cleared = [(device_id, *key, 0) for key in was if key not in now]
    months.set_flags([*(one for one in changes.doubtful if one[1:3] not in was), *cleared])
    gone = Checkpoint.objects.filter(device=device_id, at_us__gte=from_us, at_us__lt=until_us)
    gone.delete()
    made = [one for one in changes.checkpoints if from_us <= one[1] < until_us]
    bulk.insert(Checkpoint, ("device_id", "at_us", "k", "fold"), made)


def _positions(rows: Iterable[Row]) -> dict[int, list[Fix]]:
    """Return the sound positions of each device, in order."""
    fixes: dict[int, list[Fix]] = {}
    for row in rows:
        if row[_CONTENT] is not None and not row[_FLAGS]:
            fix = Fix(row[_AT], row[_K], *row[_CONTENT : _CONTENT + 5])
            fixes.setdefault(row[0], []).append(fix)
    for those in fixes.values():
        if len(those) > 1:
            those.sort(key=_order)
    return fixes


def _settle(state: State, fold: Fold) -> None:
    """Let a state say what a fold came to."""
    state.fold = folding.kept(fold)
    if (good := fold.good) is not None:
        state.at_us, state.k, state.lat, state.lon = good.at_us, good.k, good.lat, good.lon
        state.accuracy_m, state.speed_mps = good.accuracy_m, good.speed_mps
        state.heading_deg = good.heading_deg


def _write(states: Sequence[State]) -> None:
    """Write states, all in one statement."""
    bulk.update(State, _COLUMNS, [[getattr(one, name) for name in _COLUMNS] for one in states])


def write_again(state: State) -> None:
    """Write a state that was worked out anew."""
    _write([state])


def _newest(rows: Iterable[Row], states: Mapping[int, State]) -> None:
    """Note the latest instants and the latest battery of each device."""
    for row in rows:
        state, at_us = states[row[0]], row[_AT]
        if at_us > state.newest_us:
            state.newest_us = at_us
        battery: Any = row[_BATTERY]
        if battery is None or row[_FLAGS]:
            continue
        if (at_us, battery) > (state.battery_us, state.battery_pct or 0):
            state.battery_us, state.battery_pct = at_us, battery


def _again(late: Mapping[int, Span], states: Mapping[int, State], *, at_once: bool) -> None:
    """Fold again what came late: a few now, many soon."""
    if at_once:
        for device_id, span in late.items():
            fold_again(states[device_id], span)
        return
    waiting = Refold.objects.in_bulk(list(late))
    for device_id, (first, last) in late.items():
        one = waiting.setdefault(device_id, Refold(device_id=device_id, from_us=first))
        one.from_us, one.until_us = min(one.from_us, first), max(one.until_us, last)
    Refold.objects.bulk_create(
        waiting.values(),
        update_conflicts=True,
        unique_fields=["device"],
        update_fields=["from_us", "until_us"],
        batch_size=1_000,
    )


def _order(fix: Fix) -> tuple[int, int]:
    return fix.at_us, fix.k
