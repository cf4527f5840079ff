"""What is known of devices, as columns: read and written by one statement for a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from wherehold.kernel import bulk
from wherehold.tracking import binary, folding, tiles
from wherehold.tracking.days import AROUND_US
from wherehold.tracking.folding import Fold
from wherehold.tracking.models import State

if TYPE_CHECKING:
    from wherehold.tracking.columns import Doubles, Longs, Truths

WRITTEN = (
    *("newest_us", "contact_us", "battery_us", "at_us", "k", "since"),
    *("stale_from_us", "stale_until_us", "tile"),
)
LONGS = (*WRITTEN, "patch", "rolled_us")
DOUBLES = ("battery_pct", "lat", "lon", "accuracy_m", "speed_mps", "heading_deg")
TEXTS = ("fold", "inside")
NAMES = ("device_id", *LONGS, *DOUBLES, *TEXTS)
GOOD = ("lat", "lon", "accuracy_m", "speed_mps", "heading_deg")
_TYPES = {
    **dict.fromkeys(("device_id", *LONGS), "bigint"),
    **dict.fromkeys(("k", "since"), "smallint"),
    **dict.fromkeys(DOUBLES, "double precision"),
}


@dataclass
class States:
    """The states of some devices, in order of id. `NaN` stands for nothing.

    A state whose `fold` is empty is plain: the last position is the sound one, none is in doubt,
    and it is in the zones that `inside` names and about to go into or out of none. `told_apart`
    are the rows whose texts have changed.
    """

    ids: "Longs"
    longs: "dict[str, Longs]"
    doubles: "dict[str, Doubles]"
    fold: list[str]
    inside: list[str]
    told_apart: set[int] = field(default_factory=set)

    def folded(self, row: int) -> Fold:
        """Return what the positions of one device came to."""
        good = [_given(self.doubles[name][row]) for name in GOOD]
        longs = self.longs
        place = (int(longs["at_us"][row]), int(longs["k"][row]), *good)
        return folding.restored(self.fold[row], self.inside[row], place, int(longs["since"][row]))

    def settle(self, row: int, fold: Fold) -> None:
        """Let a state say what a fold came to."""
        self.fold[row], self.inside[row] = folding.kept_apart(fold)
        self.told_apart.add(row)
        self.longs["since"][row] = fold.since
        if (good := fold.good) is not None:
            self.longs["at_us"][row], self.longs["k"][row] = good.at_us, good.k
            for name in GOOD:
                value = getattr(good, name)
                self.doubles[name][row] = float("nan") if value is None else value

    def stale(self, rows: "Longs", first_us: "Longs", last_us: "Longs") -> None:
        """Note that something came, from when to when, in days that may be rolled up already.

        No row may be named twice.
        """
        import numpy as np

        rolled_us = self.longs["rolled_us"][rows]
        touched = (first_us < rolled_us + AROUND_US) & (rolled_us > 0)
        rows, first_us, last_us = rows[touched], first_us[touched], last_us[touched]
        begins, ends = self.longs["stale_from_us"], self.longs["stale_until_us"]
        begins[rows] = np.minimum(begins[rows], first_us)
        ends[rows] = np.maximum(ends[rows], last_us)


def of_rows(rows: Sequence[Sequence[Any]]) -> States:
    """Return rows, in the order of NAMES, as columns."""
    import numpy as np

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(NAMES)
    named = dict(zip(NAMES, columns, strict=True))
    return States(
        np.array(named["device_id"], np.int64),
        {name: np.array(named[name], np.int64) for name in LONGS},
        {name: np.array(named[name], np.float64) for name in DOUBLES},
        list(named["fold"]),
        list(named["inside"]),
    )


def of_columns(
    longs: "Sequence[Longs]", doubles: "Sequence[Doubles]", texts: Sequence[tuple[int, str, str]]
) -> States:
    """Return columns in the order of NAMES as states; of those with texts, id and both of them."""
    import numpy as np

    ids = longs[0]
    found = States(
        ids,
        dict(zip(LONGS, longs[1:], strict=True)),
        dict(zip(DOUBLES, doubles, strict=True)),
        [""] * len(ids),
        [""] * len(ids),
    )
    rows = np.searchsorted(ids, [key for key, _, _ in texts]).tolist()
    for row, (_, fold, inside) in zip(rows, texts, strict=True):
        found.fold[row], found.inside[row] = fold, inside
    return found


def write(states: States) -> None:
    """Write states, all of them."""
    if not len(states.ids):
        return
    moved = _find_squares(states)
    if connection.vendor == "postgresql":
        _write_postgresql(states)
        return
    patches = states.longs["patch"][moved].tolist()
    columns = [states.longs[name].tolist() for name in WRITTEN]
    columns += [states.doubles[name].tolist() for name in DOUBLES]
    columns += [states.fold, states.inside]
    names = ("device_id", *WRITTEN, *DOUBLES, *TEXTS)
    rows = list(zip(states.ids.tolist(), *columns, strict=True))
    bulk.overwrite_plain("tracking_state", names, rows)
    with connection.cursor() as cursor:
        # By itself: SQLite would write its index anew also where it stays as it is.
        cursor.executemany(
            "UPDATE tracking_state SET patch = %s WHERE device_id = %s",
            list(zip(patches, states.ids[moved].tolist(), strict=True)),
        )


def _find_squares(states: States) -> "Truths":
    """Let states say in which squares of the map they are; say which came to another patch."""
    longs, doubles = states.longs, states.doubles
    before = longs["patch"]
    longs["tile"] = tiles.of(doubles["lat"], doubles["lon"])
    longs["patch"] = tiles.patch(longs["tile"])
    moved: Truths = before != longs["patch"]
    return moved


def _write_postgresql(states: States) -> None:
    """Bring numbers by COPY into a table of this transaction, and update from it."""
    longs = {name: states.longs[name] for name in (*WRITTEN, "patch")}
    numbers = {"device_id": states.ids, **longs, **states.doubles}
    columns = ", ".join(f"{name} {_TYPES[name]}" for name in numbers)
    sets = ", ".join(f"{name} = v.{name}" for name in numbers if name != "device_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS tracking_said ({columns}) "  # noqa: S608 - ours
            "ON COMMIT DELETE ROWS; DELETE FROM tracking_said"
        )
        binary.copy(cursor, "tracking_said", numbers, _TYPES)
        cursor.execute(
            f"UPDATE tracking_state s SET {sets} FROM tracking_said v "  # noqa: S608 - our names
            "WHERE s.device_id = v.device_id"
        )
    ids = states.ids.tolist()
    texts = [(ids[row], states.fold[row], states.inside[row]) for row in states.told_apart]
    bulk.update(State, ("device_id", *TEXTS), texts)


def _given(value: Any) -> float | None:  # noqa: ANN401
    return None if value != value else float(value)
