"""How a batch that was stored changes what is known of its devices.

Live: what is later than all before it goes on from the state as it is; where nothing special
happens, for all devices at once. Late: the state is worked out anew from the instant of the late
one; for a few devices at once, for many in the background.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from wherehold.kernel import bulk
from wherehold.tracking import crossings, flags, folding, months, steady, zones, zoning
from wherehold.tracking import states as states_of
from wherehold.tracking.columns import Stored, first_of_each, last_of_each
from wherehold.tracking.crossings import Found
from wherehold.tracking.folding import Fix, Fold
from wherehold.tracking.models import Checkpoint, Crossing
from wherehold.tracking.reading import COLUMNS
from wherehold.tracking.states import GOOD, States
from wherehold.tracking.zones import Zones

if TYPE_CHECKING:
    from wherehold.tracking.columns import Longs

AT_ONCE_MAX = 20
CHECKPOINT_EVERY = 500
END_US = 253_402_300_799_999_999
BATTERY = COLUMNS.index("battery_pct")
Span = tuple[int, int]
_FIX = ("at_us", "k", "flags", *COLUMNS[:5])


@dataclass
class Changes:
    """What folding found out beside the states: doubts, crossings, and where to begin again."""

    zones: Zones
    doubtful: list[tuple[int, int, int, int]] = field(default_factory=list)
    checkpoints: list[tuple[int, int, int, str]] = field(default_factory=list)
    crossings: list[Found] = field(default_factory=list)

    def take(self, device_id: int, fold: Fold, fix: Fix) -> None:
        """Fold in the next position of a device."""
        grid = self.zones.grid
        if not folding.step(fold, fix):
            self.doubtful.append((device_id, fix.at_us, fix.k, flags.JUMP))
        elif fold.zones or grid.by_id:
            at, spot = (fix.at_us, fix.k), (fix.lat, fix.lon)
            for one in zoning.pass_by(fold.zones, grid, at, spot, fix.accuracy_m):
                self.crossings.append((device_id, one))
        if fold.since >= CHECKPOINT_EVERY:
            fold.since = 0
            self.checkpoints.append((device_id, fix.at_us, fix.k, folding.kept(fold)))


def go_on(said: Stored, heard: "Longs", states: States, received_us: int) -> int:
    """Bring the states of devices up to what was just stored, and say how many are in doubt.

    `heard` are the rows of all devices that reported, also of those that said nothing new.
    """
    import numpy as np

    contact = states.longs["contact_us"]
    contact[heard] = np.maximum(contact[heard], received_us)
    _newest(said, states)
    begins, ends = first_of_each(said.row), last_of_each(said.row)
    states.stale(said.row[begins], said.at_us[begins], said.at_us[ends])
    changes = Changes(zones.current())
    fixes = said.only(np.flatnonzero(~np.isnan(said.numbers[:, 0]) & (said.flags == 0)))
    late, is_late = steady.late(fixes, states)
    at_once = len(late) <= AT_ONCE_MAX
    skip = np.isin(fixes.row, list(late)) if at_once else is_late  # Else all is folded again.
    live = fixes.only(np.flatnonzero(~skip)) if late else fixes
    odd = steady.go_on(live, states, changes.zones, CHECKPOINT_EVERY)
    _one_by_one(live.only(odd), states, changes)
    months.set_flags(changes.doubtful)
    bulk.insert(Checkpoint, ("device_id", "at_us", "k", "fold"), changes.checkpoints)
    crossings.keep(changes.crossings, live_after={})
    _again(late, states, at_once=at_once)
    states_of.write(states)
    return len(changes.doubtful)


def _one_by_one(fixes: Stored, states: States, changes: Changes) -> None:
    """Fold in positions where something happens, each by itself."""
    folds: dict[int, Fold] = {}
    values = zip(
        fixes.row.tolist(),
        fixes.device_id.tolist(),
        fixes.at_us.tolist(),
        fixes.k.tolist(),
        fixes.numbers[:, : len(GOOD)].tolist(),
        strict=True,
    )
    for row, device_id, at_us, k, numbers in values:
        fold = folds.get(row) or folds.setdefault(row, states.folded(row))
        given: list[Any] = [None if one != one else one for one in numbers]
        changes.take(device_id, fold, Fix(at_us, k, *given))
    for row, fold in folds.items():
        states.settle(row, fold)


@dataclass(frozen=True)
class Known:
    """What is asked once for all devices that are folded again: which have which rows at all."""

    zones: Zones
    checked: frozenset[int]
    crossed: frozenset[int]

    def later(self, device_id: int, from_us: int) -> dict[tuple[int, int], Checkpoint]:
        """Return the checkpoints of a device from an instant on."""
        if device_id not in self.checked:
            return {}
        found = Checkpoint.objects.filter(device=device_id, at_us__gte=from_us)
        return {(one.at_us, one.k): one for one in found}

    def before(self, device_id: int, from_us: int) -> Checkpoint | None:
        """Return the last checkpoint of a device before an instant, if there is one."""
        if device_id not in self.checked:
            return None
        found = Checkpoint.objects.filter(device=device_id, at_us__lt=from_us)
        return found.order_by("-at_us", "-k").first()

    def kept_from_us(self, device_id: int) -> int:
        """Return the first instant from which the readings of a device are kept."""
        if device_id not in self.checked:
            return 0
        floors = Checkpoint.objects.filter(device=device_id, is_floor=True)
        last = floors.order_by("-at_us").values_list("at_us", flat=True).first()
        return 0 if last is None else last + 1


def known_of(device_ids: Sequence[int]) -> Known:
    """Return what is asked once for devices that are to be folded again. Three statements."""
    checked, crossed = (
        frozenset(
            model.objects.filter(device__in=bulk.among(device_ids))
            .values_list("device_id", flat=True)
            .distinct()
        )
        for model in (Checkpoint, Crossing)
    )
    return Known(zones.current(), checked, crossed)


def fold_again(
    device_id: int, was_fold: Fold, late: Span, known: Known
) -> tuple[Fold | None, Sequence[int]]:
    """Work the state of a device out anew: something came late, first and last at these instants.

    It begins at the last checkpoint before, and ends as soon as it comes to the same as before:
    then there is no new state to return. With it come the instants of positions that are in
    doubt now or no more. What lies before the readings that are kept changes nothing.
    """
    from_us, until_us = late
    from_us = max(from_us, known.kept_from_us(device_id))
    if until_us < from_us:
        return None, ()
    later, begin = known.later(device_id, from_us), known.before(device_id, from_us)
    fold = folding.read(begin.fold if begin else "")
    changes, was, same = Changes(known.zones), dict[tuple[int, int], int](), False
    begin_at = fold.at_us, fold.k
    for fix, bits in positions_after(device_id, begin, fold, END_US):
        if bits:
            was[fix.at_us, fix.k] = bits
        changes.take(device_id, fold, fix)
        here = later.get((fix.at_us, fix.k))
        if same := fix.at_us > until_us and _is_as_known(here, fold):
            break
    end_us = fold.at_us if same else END_US
    if later:
        gone = Checkpoint.objects.filter(device=device_id, at_us__gte=from_us, at_us__lt=end_us)
        gone.delete()
    doubted = _keep(device_id, (from_us, end_us), changes, was)
    if changes.crossings or device_id in known.crossed:
        live_after = was_fold.at_us
        crossings.replace(device_id, begin_at, end_us, changes.crossings, live_after=live_after)
    return (None if same else fold), doubted


def positions_after(
    device_id: int, begin: Checkpoint | None, fold: Fold, last_us: int
) -> Iterator[tuple[Fix, int]]:
    """Yield the positions of a device from a checkpoint to an instant, each with its flags.

    `fold` is what they have come to so far: it goes on while they are yielded.
    """
    first_us = begin.at_us + begin.is_floor if begin else 0
    for row in months.of_device(device_id, first_us, last_us, _FIX):
        fix = Fix(row[0], row[1], *row[3:])
        if row[3] is not None and not row[2] & ~flags.JUMP and fold.is_before(fix):
            yield fix, row[2]


def _is_as_known(checkpoint: Checkpoint | None, fold: Fold) -> bool:
    return checkpoint is not None and folding.is_same(folding.read(checkpoint.fold), fold)


def _keep(
    device_id: int, span: Span, changes: Changes, was: Mapping[tuple[int, int], int]
) -> list[int]:
    """Put what folding again found out in the place of what was found before.

    It returns the instants of positions that are in doubt now or no more.
    """
    now = {(at, k) for _, at, k, _ in changes.doubtful}
    cleared = [(device_id, *key, 0) for key in was if key not in now]
    changed = [*(one for one in changes.doubtful if one[1:3] not in was), *cleared]
    months.set_flags(changed)
    made = [one for one in changes.checkpoints if span[0] <= one[1] < span[1]]
    bulk.insert(Checkpoint, ("device_id", "at_us", "k", "fold"), made)
    return [at_us for _, at_us, _, _ in changed]


def _newest(said: Stored, states: States) -> None:
    """Note the latest instants and the latest battery of each device."""
    import numpy as np

    longs = states.longs
    ends = last_of_each(said.row)
    rows = said.row[ends]
    longs["newest_us"][rows] = np.maximum(longs["newest_us"][rows], said.at_us[ends])
    told = np.flatnonzero(~np.isnan(said.numbers[:, BATTERY]) & (said.flags == 0))
    row, at_us, battery = said.row[told], said.at_us[told], said.numbers[told, BATTERY]
    order = np.lexsort((battery, at_us, row))
    order = order[last_of_each(row[order])]
    row, at_us, battery = row[order], at_us[order], battery[order]
    was_us, was = longs["battery_us"][row], np.nan_to_num(states.doubles["battery_pct"][row])
    newer = (at_us > was_us) | ((at_us == was_us) & (battery > was))
    longs["battery_us"][row[newer]] = at_us[newer]
    states.doubles["battery_pct"][row[newer]] = battery[newer]


def _again(late: Mapping[int, Span], states: States, *, at_once: bool) -> None:
    """Fold again what came late: a few now, many soon."""
    if at_once:
        refold(states, late)
        return
    rows = [(int(states.ids[row]), *span) for row, span in late.items()]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO tracking_refold AS r (device_id, from_us, until_us) VALUES (%s, %s, %s) "
            "ON CONFLICT (device_id) DO UPDATE SET "
            "from_us = CASE WHEN r.from_us < excluded.from_us THEN r.from_us "
            "ELSE excluded.from_us END, "
            "until_us = CASE WHEN r.until_us > excluded.until_us THEN r.until_us "
            "ELSE excluded.until_us END",
            rows,
        )


def refold(states: States, late: Mapping[int, Span]) -> None:
    """Work several of some states out anew, each with the span of what is late; none is written."""
    import numpy as np

    if not late:
        return
    ids = {row: int(states.ids[row]) for row in late}
    known = known_of(list(ids.values()))
    for row, span in late.items():
        fold, doubted = fold_again(ids[row], states.folded(row), span, known)
        if fold is not None:
            states.settle(row, fold)
        if doubted:
            states.stale(np.array([row]), np.array([min(doubted)]), np.array([max(doubted)]))
